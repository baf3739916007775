"""A catalog snapshot: one read-only SQLite file per revision, and a pointer to the current one.

The revision is a digest of the content, so importing the same catalog twice gives the same file. How one is
written stands in ``drafting``; the pointer moves last.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self, TypeVar

import zstandard

from awning.catalog import Category, Offering, PriceRole
from awning.catalog_json import category_from_json, offering_from_json
from awning.errors import CatalogError, ProjectError

REVISION_LENGTH = 16
FORMAT = "4"
"""Of the files. Raised when Awnings before could not read what this one writes."""
_BEFORE_SETUP = "3"
"""The same without set-up fees and what came with them: read as it always was."""
_READABLE = {FORMAT, _BEFORE_SETUP}
_PRICES_UNCHANGED = """
SELECT new.source, sum(new.costs), sum(new.srps), sum(new.floors), sum(new.setups)
FROM main.offering AS new JOIN old.offering AS old USING (id) WHERE new.digest = old.digest GROUP BY new.source
"""
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Differences:
    """What one snapshot has that another has not, by SKU, in the order of the feeds."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    removed_by_source: Mapping[str, int]
    """Of each feed of the old one, how many of its offerings are gone."""
    old_by_source: Mapping[str, int]
    """Of each feed of the old one, how many offerings it had."""
    prices_unchanged: Mapping[tuple[str, PriceRole], int]
    """Of each feed and role, how many prices the offerings have that are the same in both."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Snapshot:
    """One revision of the catalog, read-only."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise CatalogError(
                f"{path}: there is no such snapshot; `awning catalog log` lists those there are. "
                "Import the feed again with `awning import`."
            )
        self.path = path
        # as_uri: a folder may be called "100% shop?", which means something else in an address.
        self.address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        """Where SQLite finds it, for reading it beside another."""
        self._database = sqlite3.connect(self.address, uri=True, check_same_thread=False)
        self._held: tuple[int, list[bytes]] = (0, [])
        try:
            self._facts = {str(name): str(value) for name, value in self._rows("SELECT name, value FROM meta")}
            self.revision = self._facts["revision"]
            """Sixteen hexadecimal digits that stand for exactly this content."""
        except (CatalogError, KeyError):
            self._database.close()
            raise self._damaged() from None
        if self._facts.get("format") not in _READABLE:
            self._database.close()
            raise CatalogError(f"{path}: another Awning wrote this snapshot. Import the feed again with this one.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def prices(self) -> int:
        """How many feed prices all its offerings have."""
        return int(self._facts["prices"])

    @property
    def currencies(self) -> frozenset[str]:
        """In which currencies it has prices."""
        return frozenset(json.loads(self._facts["currencies"]))

    def whole(self) -> bool:
        """Whether the file is as SQLite left it; every page of it is looked at."""
        try:
            return [row[0] for row in self._rows("PRAGMA quick_check(1)")] == ["ok"]
        except CatalogError:
            return False

    def categories(self) -> list[Category]:
        """All categories, parents before children."""
        rows = self._rows("SELECT body FROM category ORDER BY position")
        return [self._read(category_from_json, body) for [body] in rows]

    def offerings(self) -> Iterator[Offering]:
        """All offerings in the feed's order."""
        for [packed] in self._rows("SELECT bodies FROM block ORDER BY last"):
            for body in self._read(_unpacked, packed):
                yield self._read(offering_from_json, body)

    def offering(self, offering_id: str) -> Offering | None:
        """The offering of that SKU, or none."""
        for [position] in self._rows("SELECT position FROM offering WHERE id = ?", offering_id):
            return self._read(offering_from_json, self._body(position))
        return None

    def pointing_to(self, offering_id: str) -> Iterator[Offering]:
        """The offerings that speak of that SKU in a relation or have it in their bundle, in the feed's order."""
        query = "SELECT DISTINCT position FROM relation WHERE target = ? ORDER BY position"
        for [position] in list(self._rows(query, offering_id)):
            yield self._read(offering_from_json, self._body(position))

    def changed_at(self, offering_id: str) -> datetime | None:
        """When the offering last became what it is here, in UTC, to the second; none if it is not here."""
        for [moment_s] in self._rows("SELECT changed_at FROM offering WHERE id = ?", offering_id):
            return datetime.fromtimestamp(moment_s, UTC)
        return None

    def scheduled(self, after: datetime, until: datetime) -> list[tuple[datetime, tuple[str, ...]]]:
        """The moments after one and up to another at which prices begin or end, each with the SKUs concerned."""
        found = self._rows(
            "SELECT DISTINCT at, position, id FROM scheduled JOIN offering USING (position) WHERE at > ? AND at <= ?"
            " ORDER BY at, position",
            int(after.timestamp()),
            int(until.timestamp()),
        )
        return [
            (datetime.fromtimestamp(moment_s, UTC), tuple(sku for _, _, sku in rows))
            for moment_s, rows in groupby(found, key=lambda row: int(row[0]))
        ]

    def digests(self) -> dict[str, bytes]:
        """SKU to a digest of the offering."""
        return dict(self._rows("SELECT id, digest FROM offering ORDER BY position"))

    def since(self, old: Snapshot) -> Differences:
        """What is different from an older snapshot, or from any other."""
        self._database.execute("ATTACH ? AS old", [old.address])
        old_form = self._facts["format"] == _BEFORE_SETUP
        query = _PRICES_UNCHANGED.replace("sum(new.setups)", "0") if old_form else _PRICES_UNCHANGED
        try:
            return Differences(
                added=self._ids(
                    "SELECT id FROM main.offering WHERE id NOT IN (SELECT id FROM old.offering) ORDER BY position"
                ),
                changed=self._ids(
                    "SELECT id FROM main.offering AS new JOIN old.offering AS old USING (id)"
                    " WHERE new.digest <> old.digest ORDER BY new.position"
                ),
                removed=self._ids(
                    "SELECT id FROM old.offering WHERE id NOT IN (SELECT id FROM main.offering) ORDER BY position"
                ),
                removed_by_source=dict(
                    self._rows(
                        "SELECT source, count(*) FROM old.offering WHERE id NOT IN (SELECT id FROM main.offering)"
                        " GROUP BY source"
                    )
                ),
                old_by_source=dict(self._rows("SELECT source, count(*) FROM old.offering GROUP BY source")),
                prices_unchanged={
                    (source, role): count
                    for source, *counts in self._rows(query)
                    for role, count in zip(PriceRole, counts, strict=True)
                },
            )
        finally:
            self._database.execute("DETACH old")

    def _ids(self, query: str) -> tuple[str, ...]:
        return tuple(sku for [sku] in self._rows(query))

    def _body(self, position: int) -> bytes:
        """One of the bodies packed together; those read last are kept, for whoever asks asks nearby."""
        # Threads share a snapshot: what is kept is read once and replaced whole.
        last, bodies = self._held
        if not last - len(bodies) < position <= last:
            query = "SELECT last, bodies FROM block WHERE last >= ? ORDER BY last LIMIT 1"
            for last, packed in self._rows(query, position):
                bodies = self._read(_unpacked, packed)
                self._held = last, bodies
        if not last - len(bodies) < position <= last:
            raise self._damaged()
        return bodies[position - last - 1]

    def _rows(self, query: str, *values: str | int) -> Iterator[Any]:
        try:
            # Through map: left half way, this would close the cursor, which complains where the database is closed.
            yield from map(tuple, self._database.execute(query, values))
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            raise self._damaged() from None

    def _read(self, reader: Callable[[Any], Read], body: object) -> Read:
        try:
            return reader(body)
        except (zstandard.ZstdError, ValueError, LookupError, TypeError, ArithmeticError):
            raise self._damaged() from None

    def _damaged(self) -> CatalogError:
        return CatalogError(f"{self.path}: the snapshot is damaged. Delete it and import the feed again.")


def _unpacked(bodies: bytes) -> list[bytes]:
    return zstandard.decompress(bodies).split(b"\n")


def cannot_write(folder: Path, problem: Exception) -> ProjectError:
    """What is said where the disk does not let us write."""
    reason = problem.strerror if isinstance(problem, OSError) else str(problem)
    return ProjectError(f"{folder}: cannot be written ({reason}). Make room or give yourself the right to write there.")
