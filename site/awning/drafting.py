"""A snapshot while it is being written, beside its place: nobody sees it before it is whole and kept.

Bodies are packed sixteen together, because offerings of one feed are much alike: that is smaller, and quicker, than to
pack each alone, and any one of them is still read in a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import os
import sqlite3
import time
from array import array
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from zstandard import ZstdCompressor

from awning.catalog import Category, Offering, PriceRole
from awning.catalog_json import category_to_json, offering_to_json
from awning.errors import CatalogError, ProjectError
from awning.snapshot import FORMAT, REVISION_LENGTH, Snapshot, cannot_write

TOGETHER = 16
_DRAFT = ".draft.sqlite"
_WAIT_S = 30
_ATTEMPTS = 300
# The quickest; the next one takes a quarter longer and packs no better.
_LEVEL = 1
_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000; PRAGMA temp_store=FILE;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE category (position INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE offering (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, source TEXT NOT NULL,
    costs INTEGER NOT NULL, srps INTEGER NOT NULL, floors INTEGER NOT NULL, setups INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE TABLE block (last INTEGER PRIMARY KEY, bodies BLOB NOT NULL);
CREATE TABLE scheduled (at INTEGER NOT NULL, position INTEGER NOT NULL);
CREATE TABLE relation (target TEXT NOT NULL, position INTEGER NOT NULL);
"""
_INSERT = """
INSERT INTO offering VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, {changed_at}) ON CONFLICT (id) DO NOTHING
"""
_SINCE = "coalesce((SELECT changed_at FROM old.offering WHERE id = ?2 AND digest = ?3), ?9)"


@dataclass(frozen=True, slots=True)
class Clash:
    """An offering that was there already."""

    file: str
    line: int
    source: str
    same: bool
    """Whether both say the same."""


class Draft:
    """One catalog on its way into the folder of snapshots. One is written there at a time."""

    def __init__(self, folder: Path, *, moment: datetime, before: Snapshot | None = None) -> None:
        """Begin a draft; what a killed import left behind is swept away.

        Args:
            folder: where snapshots live, made if missing.
            moment: when offerings that are new or changed are said to have changed.
            before: the snapshot that stands: offerings equal to its keep their dates.

        Raises:
            ProjectError: the folder cannot be written, or another import is at work there.
        """
        self.path = folder / _DRAFT
        self._folder = folder
        self._moment = int(moment.timestamp())
        self._position = 0
        self._bodies: list[bytes] = []
        self._pack = ZstdCompressor(level=_LEVEL, write_checksum=True).compress
        self._digest = hashlib.sha256()
        self._prices = 0
        self._currencies: set[str] = set()
        self._lines: array[int] = array("q")
        self._files: list[tuple[int, str]] = []
        self._alone = ExitStack()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._alone.enter_context(alone(folder))
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
        try:
            self.path.unlink(missing_ok=True)
            self._database = sqlite3.connect(self.path.absolute().as_uri(), uri=True)
            self._database.executescript(_SCHEMA)
            if before is not None:
                self._database.execute("ATTACH ? AS old", [before.address])
        except (OSError, sqlite3.Error) as problem:
            self._alone.close()
            raise cannot_write(folder, problem) from problem
        self._insert = _INSERT.format(changed_at=_SINCE if before is not None else "?9")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> None:
        """Leave nothing behind but what was kept."""
        self._database.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self._alone.close()
        if isinstance(problem, sqlite3.OperationalError | OSError):
            raise cannot_write(self._folder, problem) from problem

    def add_category(self, category: Category) -> None:
        """Take a category; its parent was taken before."""
        body = category_to_json(category)
        self._database.execute("INSERT INTO category (body) VALUES (?)", [body])
        self._digest.update(body.encode())

    def add(self, offering: Offering, file: str = "", line: int = 0) -> Clash | None:
        """Take an offering, or say what stands under its SKU already; then the new one is left out.

        Args:
            offering: its category was taken before.
            file: where it stands in the feed,
            line: and on which line; asked for again only if another has its SKU.
        """
        body = offering_to_json(offering).encode()
        digest = hashlib.sha256(body).digest()
        # What a reseller alone sells in is no currency of the catalog.
        currencies = set[str]() if offering.owner else self._currencies
        prices = dict.fromkeys(PriceRole, 0)
        dated = False
        for plan in offering.plans:
            for role, currency, _, _, valid_from, valid_until in plan.prices:
                prices[role] += 1
                currencies.add(currency)
                dated = dated or valid_from is not None or valid_until is not None
        position = self._position + 1
        row = (position, offering.id, digest[:16], offering.source, *prices.values(), self._moment)
        if not self._database.execute(self._insert, row).rowcount:
            return self._clash(offering.id, digest[:16])
        self._lines.append(line)
        if not self._files or self._files[-1][1] != file:
            self._files.append((position, file))
        self._position = position
        self._prices += sum(prices.values())
        for pointer in (*offering.relations, *(offering.bundle.items if offering.bundle else ())):
            self._database.execute("INSERT INTO relation VALUES (?, ?)", (pointer.offering_id, position))
        if dated:
            self._schedule(offering)
        self._digest.update(digest)
        self._bodies.append(body)
        if len(self._bodies) == TOGETHER:
            self._flush()
        return None

    def finish(self) -> Snapshot:
        """Give the draft its revision, and open it for looking it over; it is not in its place yet."""
        revision = self._digest.hexdigest()[:REVISION_LENGTH]
        facts = {
            "format": FORMAT,
            "revision": revision,
            "prices": str(self._prices),
            "currencies": json.dumps(sorted(self._currencies)),
        }
        self._flush()
        self._database.execute("CREATE INDEX relation_target ON relation (target)")
        self._database.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        self._database.commit()
        self._database.close()
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        return Snapshot(self.path)

    def keep(self, revision: str) -> Path:
        """Move the finished draft to its place. If the same revision stands there already, undamaged, that one stays.

        Its offerings carry the dates on which they changed the first time.
        """
        place = self._folder / f"{revision}.sqlite"
        if not _whole(place):
            self.path.chmod(0o444)
            self.path.replace(place)
        return place

    def _schedule(self, offering: Offering) -> None:
        """Remember when prices of the offering taken last begin or end, as far as that is still to come."""
        for price in (price for plan in offering.plans for price in plan.prices):
            for moment in (price.valid_from, price.valid_until):
                if moment is not None and (moment_s := math.ceil(moment.timestamp())) > self._moment:
                    self._database.execute("INSERT INTO scheduled VALUES (?, ?)", (moment_s, self._position))

    def _flush(self) -> None:
        if self._bodies:
            packed = self._pack(b"\n".join(self._bodies))
            self._database.execute("INSERT INTO block VALUES (?, ?)", (self._position, packed))
            self._bodies.clear()

    def _clash(self, offering_id: str, digest: bytes) -> Clash:
        position: int
        [[position, source, known]] = self._database.execute(
            "SELECT position, source, digest FROM offering WHERE id = ?", [offering_id]
        )
        file = next(file for first, file in reversed(self._files) if first <= position)
        return Clash(file, self._lines[position - 1], source, same=known == digest)


def _whole(path: Path) -> bool:
    try:
        with Snapshot(path) as known:
            return known.whole()
    except CatalogError:
        return False


def write_snapshot(folder: Path, entities: Iterable[Category | Offering]) -> str:
    """Write a snapshot of these categories and offerings and give its revision; the pointer is not moved.

    Raises:
        CatalogError: two offerings have the same SKU.
        ProjectError: the folder cannot be written.
    """
    with Draft(folder, moment=datetime.now(UTC)) as draft:
        for entity in entities:
            if isinstance(entity, Category):
                draft.add_category(entity)
            elif draft.add(entity) is not None:
                raise CatalogError(f"{folder}: two offerings have the SKU {entity.id}; one catalog cannot hold both.")
        with draft.finish() as snapshot:
            draft.keep(snapshot.revision)
            return snapshot.revision


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Be the only one who changes the folder of snapshots.

    The folder itself is what is held: the system lets go of it if we are killed, and no file is left behind.

    Raises:
        ProjectError: somebody else is at work there and does not come to an end.
    """
    lock = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(_ATTEMPTS):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_WAIT_S / _ATTEMPTS)
        else:
            raise ProjectError(
                f"{folder}: another import is at work there and does not come to an end. Wait for it, or stop it."
            )
        yield
    finally:
        os.close(lock)
