"""What can be had now, and how soon: it ages, so it stands beside the catalog and never in it.

An import keeps the newest in one file beside the snapshots. A shop gets its own part of it, as a small file its pages
ask for; so new stock is neither a new catalog nor a new page.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from awning.errors import CatalogError
from awning.snapshot import Snapshot, cannot_write

STOCK_SAID_MAX = 50
"""A larger stock is said as this: customers need no more, and how much a distributor has is its own business."""
_FILE = "availability.json"
_SCHEMA = """
CREATE TABLE stocked (
    source TEXT NOT NULL, id TEXT NOT NULL, stock INTEGER, days INTEGER, expected TEXT, at TEXT NOT NULL,
    PRIMARY KEY (source, id)
) WITHOUT ROWID
"""
_THOSE_OF_THE_CATALOG = """
SELECT id, source, stock, days, expected, at FROM stocked JOIN catalog.offering USING (id, source) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Availability:
    """How an offering can be had; all of it none where nothing is known. Cloud subscriptions have no availability."""

    stock: int | None
    """So many pieces lie at the distributor."""
    delivery_days: int | None
    """So many days from order to delivery while there is stock."""
    expected: date | None
    """When more comes in."""
    at: datetime
    """As of when, in UTC."""


@dataclass(frozen=True, slots=True)
class Stocked:
    """What a feed says of how an offering can be had: read beside offerings, and no part of them."""

    offering_id: str
    stock: int | None = None
    delivery_days: int | None = None
    expected: date | None = None
    at: datetime | None = None
    """None where the feed does not say as of when: then as of when it was read."""


class Stocktaking:
    """Takes down what feeds say during an import. It lies on disk, for price files have a stock on every row."""

    def __init__(self, folder: Path, moment: datetime) -> None:
        """Begin.

        Args:
            folder: where snapshots live, and what is known now.
            moment: as of when those are that say no moment of their own.
        """
        self._folder = folder
        self._moment = moment
        self._database = sqlite3.connect("", uri=True)
        self._database.execute(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, source: str, stocked: Stocked) -> None:
        """Take down what the feed of that name says of one offering; what it said before is replaced."""
        at = stocked.at or self._moment
        known = Availability(stocked.stock, stocked.delivery_days, stocked.expected, at)
        self._insert(source, stocked.offering_id, known)

    def stand(self, source: str) -> None:
        """Keep what was said of the offerings of a feed before, until it says something newer."""
        # A file that is lost or damaged must not stop the import that replaces it.
        with suppress(CatalogError):
            for offering_id, (known_from, known) in _read(self._folder / _FILE).items():
                if known_from == source:
                    self._insert(source, offering_id, known)

    def keep(self, catalog: Snapshot) -> None:
        """Write what is known of a catalog's offerings, each as the feed says that it came from.

        Raises:
            ProjectError: the folder cannot be written.
        """
        unfinished = self._folder / f".availability-{os.getpid()}"
        self._database.commit()
        self._database.execute("ATTACH ? AS catalog", [catalog.address])
        try:
            with unfinished.open("w", encoding="utf-8") as file:
                file.writelines(_lines(self._database.execute(_THOSE_OF_THE_CATALOG)))
                file.flush()
                # As with the pointer: a rename that outlives its bytes would leave half a file.
                os.fsync(file.fileno())
            unfinished.replace(self._folder / _FILE)
        except (OSError, sqlite3.Error) as problem:
            raise cannot_write(self._folder, problem) from problem
        finally:
            unfinished.unlink(missing_ok=True)
            self._database.execute("DETACH catalog")

    def _insert(self, source: str, offering_id: str, known: Availability) -> None:
        expected = known.expected.isoformat() if known.expected else None
        at = known.at.astimezone(UTC).isoformat(timespec="seconds")
        row = (source, offering_id, known.stock, known.delivery_days, expected, at)
        self._database.execute("INSERT OR REPLACE INTO stocked VALUES (?, ?, ?, ?, ?, ?)", row)


def read(folder: Path) -> dict[str, Availability]:
    """What is known of the current catalog's offerings, by SKU; nothing before the first import.

    Args:
        folder: where snapshots live, as ``var/catalog``.

    Raises:
        CatalogError: the file cannot be read, or holds something else.
    """
    return {sku: known for sku, (_, known) in _read(folder / _FILE).items()}


def stands(folder: Path) -> bool:
    """Whether an import kept anything here that can still be read: else even the same feeds are worth reading."""
    try:
        read(folder)
    except CatalogError:
        return False
    return (folder / _FILE).is_file()


def overlay(availabilities: Mapping[str, Availability], skus: Iterable[str]) -> bytes:
    """A shop's own ``availability.json``: what is known of the offerings it sells, and as of when.

    ``{"at": "2026-11-23T06:00:00Z", "items": {"SKU": {"stock": 12, "days": 2, "on": "2026-12-01"}}}``. A stock above
    `STOCK_SAID_MAX` is said as that. What is not known is left out; an item that is as of another moment than most
    has an ``at`` of its own. The same facts give the same bytes.
    """
    known = {sku: availabilities[sku] for sku in sorted(set(skus) & availabilities.keys())}
    moments = Counter(each.at for each in known.values())
    usual = max(moments, key=lambda moment: (moments[moment], moment), default=None)
    items = {sku: _said(each, usual) for sku, each in known.items()}
    body = {"at": _zulu(usual) if usual else None, "items": items}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _said(availability: Availability, usual: datetime | None) -> dict[str, int | str]:
    said: dict[str, int | str] = {}
    if availability.stock is not None:
        said["stock"] = min(availability.stock, STOCK_SAID_MAX)
    if availability.delivery_days is not None:
        said["days"] = availability.delivery_days
    if availability.expected is not None:
        said["on"] = availability.expected.isoformat()
    if availability.at != usual:
        said["at"] = _zulu(availability.at)
    return said


def _zulu(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """A JSON object with one SKU on each line, so that two files can be compared by eye."""
    between = "{\n"
    for offering_id, *row in rows:
        yield f"{between}{json.dumps(offering_id, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}"
        between = ",\n"
    yield "{}\n" if between == "{\n" else "\n}\n"


def _read(path: Path) -> dict[str, tuple[str, Availability]]:
    """SKU to the feed it came from and what that said of it."""
    try:
        text = path.read_text(encoding="utf-8")
        return {sku: (row[0], _availability(row)) for sku, row in json.loads(text).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CatalogError(f"{path}: is damaged. Delete it and import the feed again with `awning import`.") from None


def _availability(row: list[Any]) -> Availability:
    _, stock, days, expected, at = row
    return Availability(stock, days, date.fromisoformat(expected) if expected else None, datetime.fromisoformat(at))
