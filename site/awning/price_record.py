"""Keeping what a shop's pages ask: each build adds what differs from the build before it, and nothing is ever changed.

SQLite holds it: a build that is killed while it writes has written nothing, which is seen and undone by whoever opens
the file next.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Iterable, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from awning.errors import ProjectError
from awning.snapshot import cannot_write

_VERSION = 1
_WAIT_S = 30
_TABLES = """
CREATE TABLE build (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL UNIQUE, currency TEXT NOT NULL, anchor TEXT NOT NULL,
    shelf BLOB NOT NULL
);
CREATE TABLE asked (
    sku TEXT NOT NULL, plan TEXT NOT NULL, build INTEGER NOT NULL REFERENCES build, unit TEXT,
    PRIMARY KEY (sku, plan, build)
) WITHOUT ROWID;
CREATE TRIGGER asked_stays BEFORE UPDATE ON asked BEGIN SELECT RAISE(ABORT, 'prices are only ever added'); END;
CREATE TRIGGER asked_is_kept BEFORE DELETE ON asked BEGIN SELECT RAISE(ABORT, 'prices are only ever added'); END;
"""
# A bare column beside max() is of the row that has it; SQLite promises so (sqlite.org/lang_select.html#bareagg).
_STANDING = "SELECT sku, plan, unit, max(build) FROM asked GROUP BY sku, plan"

Shelf = Mapping[tuple[str, str], str]
"""SKU and plan to the exact unit price as text."""


def history_file(project: Path, slug: str) -> Path:
    """Where a project keeps what this reseller's pages asked."""
    return project / "var" / "prices" / f"{slug}.sqlite"


def moment_text(moment: datetime) -> str:
    """A moment as the history writes it, in UTC: texts are in the order of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def recording(
    path: Path, prices: Iterable[tuple[str, str, Decimal]], currency: str, at: datetime, *, anchor: str = "net"
) -> Generator[int, None, None]:
    """Add what differs from the prices known last if all goes well inside, and give how many prices that are.

    Whatever could be in the way is found before anything is done inside. Plans that are known and not among the prices
    are no longer on the shelf. A moment that is not later than the last one adds nothing: what was asked in the past is
    settled, and so is every answer about it.

    Args:
        path: the history; begun if missing.
        prices: everything on the shelf, as SKU, plan and unit price of the smallest quantity that is sold.
        currency: of all of them.
        at: the moment (with time zone) from which they hold.
        anchor: whether they are ``net`` or ``gross``.

    Raises:
        ProjectError: the file cannot be written, or is damaged.
    """
    shelf = {(sku, plan): f"{unit:f}" for sku, plan, unit in prices}
    with ExitStack() as open_files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = open_files.enter_context(closing(sqlite3.connect(path, isolation_level=None, timeout=_WAIT_S)))
            # Another build of the shop waits here. Nothing is written until something has to be.
            database.execute("BEGIN IMMEDIATE")
            if not _has_tables(database, path):
                for statement in _TABLES.strip().split(";\n"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")
            added = _add(database, shelf, (moment_text(at), currency, anchor))
        except OSError as problem:
            raise cannot_write(path, problem) from problem
        except sqlite3.Error as problem:
            raise trouble(path, problem) from problem
        # Left by an error, the connection closes and SQLite takes back what was added.
        yield added
        try:
            database.execute("COMMIT")
        except sqlite3.Error as problem:
            raise trouble(path, problem) from problem


def record(
    path: Path, prices: Iterable[tuple[str, str, Decimal]], currency: str, at: datetime, *, anchor: str = "net"
) -> int:
    """Add what differs from the prices known last, and give how many prices that were; see `recording`.

    Raises:
        ProjectError: the file cannot be written, or is damaged.
    """
    with recording(path, prices, currency, at, anchor=anchor) as added:
        return added


def _add(database: sqlite3.Connection, shelf: Shelf, facts: tuple[str, str, str]) -> int:
    at, *basis = facts
    said = [*basis, *(f"{sku}\x1f{plan}\x1f{unit}" for (sku, plan), unit in shelf.items())]
    # Saves most builds from reading what stands.
    digest = hashlib.sha256("\x1e".join(said).encode()).digest()
    last = database.execute("SELECT number, at, currency, anchor, shelf FROM build ORDER BY number DESC LIMIT 1")
    number, last_at, *last_basis, last_digest = last.fetchone() or (0, "", "", "", b"")
    if at <= last_at or digest == last_digest:
        return 0
    standing = {(sku, plan): unit for sku, plan, unit, _ in database.execute(_STANDING)}
    # All that stands is in the last build's currency: a build in another one added every price anew.
    changes: list[tuple[str, str, int, str | None]] = [
        (*key, number + 1, unit)
        for key, unit in shelf.items()
        if basis != last_basis or not _same(unit, standing.get(key))
    ]
    changes += [(*key, number + 1, None) for key, unit in standing.items() if unit is not None and key not in shelf]
    if changes or not number:
        database.execute("INSERT INTO build VALUES (?, ?, ?, ?, ?)", (number + 1, *facts, digest))
        database.executemany("INSERT INTO asked VALUES (?, ?, ?, ?)", changes)
    return len(changes)


def _same(new: str, old: str | None) -> bool:
    """Whether two prices are one; 12.5 and 12.50 are."""
    return new == old or (old is not None and Decimal(new) == Decimal(old))


def open_history(path: Path) -> sqlite3.Connection | None:
    """A connection for reading, or none where no build ever finished writing.

    Raises:
        ProjectError: another Awning wrote the file.
        sqlite3.Error: it cannot be read; see `trouble`.
    """
    if not path.is_file():
        return None
    # Not read-only: what a killed build left half written has to be undone before anybody reads.
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False, timeout=_WAIT_S
    )
    try:
        if _has_tables(database, path):
            return database
    except BaseException:
        database.close()
        raise
    database.close()
    return None


def _has_tables(database: sqlite3.Connection, path: Path) -> bool:
    """Whether a build ever finished writing to the file.

    Raises:
        ProjectError: the tables are of another Awning.
    """
    [version] = database.execute("PRAGMA user_version").fetchone()
    if version not in {0, _VERSION}:
        raise ProjectError(
            f"{path}: a newer Awning keeps this price history. Use that one, and do not delete the file."
        )
    return bool(version)


def trouble(path: Path, problem: sqlite3.Error) -> ProjectError:
    """What is said where SQLite cannot do its work."""
    if isinstance(problem, sqlite3.OperationalError):
        return ProjectError(
            f"{path}: cannot be used ({problem}). Make room, or give yourself the right to read and write there."
        )
    return ProjectError(
        f"{path}: the price history is damaged ({problem}). Put a copy of it back. Without one, move it away: the next "
        "build begins another, and promotions wait until that is 30 days old."
    )
