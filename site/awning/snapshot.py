"""A catalog snapshot: one read-only SQLite file per revision, and a pointer to the current one.

The revision is a digest of the content, so importing the same catalog twice gives the same file. A snapshot
is written beside its place and moved there whole; the pointer moves last.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self, TypeVar

from awning.catalog import Category, Offering
from awning.catalog_json import category_from_json, category_to_json, offering_from_json, offering_to_json
from awning.errors import CatalogError, ProjectError

REVISION_LENGTH = 16
_REVISION = re.compile(f"[0-9a-f]{{{REVISION_LENGTH}}}")
Entity = TypeVar("Entity", Category, Offering)
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE category (position INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE offering (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, body BLOB NOT NULL
);
"""


def write_snapshot(folder: Path, entities: Iterable[Category | Offering]) -> str:
    """Write a snapshot and give its revision; the pointer is not moved.

    Nothing is left behind when reading the entities raises, or the disk is full.

    Raises:
        CatalogError: two offerings have the same SKU.
        ProjectError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".import-{os.getpid()}.sqlite"
        unfinished.unlink(missing_ok=True)
    except OSError as problem:
        raise _cannot_write(folder, problem) from problem
    try:
        with closing(sqlite3.connect(unfinished)) as database:
            # Nobody reads the file before it is whole, and it is fsynced by hand below.
            database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            revision = _fill(database, entities)
            database.commit()
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.chmod(0o444)
        unfinished.replace(folder / f"{revision}.sqlite")
    except sqlite3.IntegrityError as problem:
        raise CatalogError(
            "Two offerings of the feed have the same SKU, and its reader let both pass. "
            "This is a defect of the reader: report it."
        ) from problem
    except (OSError, sqlite3.OperationalError) as problem:
        raise _cannot_write(folder, problem) from problem
    finally:
        unfinished.unlink(missing_ok=True)
    return revision


def _fill(database: sqlite3.Connection, entities: Iterable[Category | Offering]) -> str:
    """Insert all entities; the revision is a digest of them in their order."""
    digest = hashlib.sha256()
    for entity in entities:
        if isinstance(entity, Category):
            body = category_to_json(entity)
            database.execute("INSERT INTO category (body) VALUES (?)", [body])
            digest.update(body.encode())
        else:
            body = offering_to_json(entity)
            own = hashlib.sha256(body.encode()).digest()
            database.execute(
                "INSERT INTO offering (id, digest, body) VALUES (?, ?, ?)",
                [entity.id, own[:16], zlib.compress(body.encode(), 6)],
            )
            digest.update(own)
    revision = digest.hexdigest()[:REVISION_LENGTH]
    database.execute("INSERT INTO meta VALUES ('revision', ?)", [revision])
    return revision


def point_to(folder: Path, revision: str) -> None:
    """Make a revision the current one, in one rename.

    Raises:
        CatalogError: there is no such snapshot.
        ProjectError: the folder cannot be written.
    """
    if not (folder / f"{revision}.sqlite").is_file():
        raise CatalogError(f"{folder}: there is no snapshot {revision}. Import the feed again.")
    unfinished = folder / f".current-{os.getpid()}"
    try:
        with unfinished.open("w", encoding="ascii") as file:
            file.write(f"{revision}\n")
            file.flush()
            # Some file systems keep a rename and lose the bytes when the power goes.
            os.fsync(file.fileno())
        unfinished.replace(folder / "current")
    except OSError as problem:
        raise _cannot_write(folder, problem) from problem
    finally:
        unfinished.unlink(missing_ok=True)


def current_revision(folder: Path) -> str | None:
    """The revision the pointer names, or none before the first import.

    Raises:
        CatalogError: the pointer is there and names nothing.
    """
    pointer = folder / "current"
    try:
        revision = pointer.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise CatalogError(
            f"{pointer}: cannot be read ({problem.strerror}). Import the feed again with `awning import`."
        ) from problem
    if not _REVISION.fullmatch(revision):
        raise CatalogError(f"{pointer}: holds no revision. Import the feed again with `awning import`.")
    return revision


def earlier_revision(folder: Path) -> str:
    """The snapshot that was made last before the current one.

    Raises:
        CatalogError: there is none.
    """
    current = current_revision(folder)
    others = [path for path in folder.glob("*.sqlite") if path.stem != current and not path.name.startswith(".")]
    if not others:
        raise CatalogError(f"{folder}: there is no earlier snapshot to go back to.")
    return max(others, key=lambda path: path.stat().st_mtime_ns).stem


class Snapshot:
    """One revision of the catalog, read-only."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise CatalogError(f"{path}: there is no such snapshot. Import the feed again with `awning import`.")
        self._path = path
        # as_uri: a folder may be called "100% shop?", which means something else in an address.
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            [[revision]] = self._rows("SELECT value FROM meta WHERE name = 'revision'")
        except (CatalogError, ValueError):
            self._database.close()
            raise self._damaged() from None
        self.revision = str(revision)
        """Sixteen hexadecimal digits that stand for exactly this content."""

    @classmethod
    def current(cls, folder: Path) -> Self:
        """Open the snapshot the pointer names.

        Raises:
            CatalogError: nothing was imported yet, or the file is gone or damaged.
        """
        revision = current_revision(folder)
        if revision is None:
            raise CatalogError(f"{folder}: there is no catalog yet. Run `awning import` first.")
        return cls(folder / f"{revision}.sqlite")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def categories(self) -> list[Category]:
        """All categories, parents before children."""
        rows = self._rows("SELECT body FROM category ORDER BY position")
        return [self._read(category_from_json, body) for [body] in rows]

    def offerings(self) -> Iterator[Offering]:
        """All offerings in the feed's order."""
        for [body] in self._rows("SELECT body FROM offering ORDER BY position"):
            yield self._read(_unpacked, body)

    def offering(self, offering_id: str) -> Offering | None:
        """The offering of that SKU, or none."""
        for [body] in self._rows("SELECT body FROM offering WHERE id = ?", offering_id):
            return self._read(_unpacked, body)
        return None

    def digests(self) -> dict[str, bytes]:
        """SKU to a digest of the offering, for finding what changed."""
        return dict(self._rows("SELECT id, digest FROM offering ORDER BY position"))

    def _rows(self, query: str, *values: str) -> Iterator[Any]:
        try:
            yield from self._database.execute(query, values)
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError:
            raise self._damaged() from None

    def _read(self, reader: Callable[[Any], Entity], body: object) -> Entity:
        try:
            return reader(body)
        except (zlib.error, ValueError, LookupError, TypeError, ArithmeticError):
            raise self._damaged() from None

    def _damaged(self) -> CatalogError:
        return CatalogError(f"{self._path}: the snapshot is damaged. Delete it and import the feed again.")


def _unpacked(body: bytes) -> Offering:
    return offering_from_json(zlib.decompress(body).decode())


def _cannot_write(folder: Path, problem: Exception) -> ProjectError:
    reason = problem.strerror if isinstance(problem, OSError) else str(problem)
    return ProjectError(f"{folder}: cannot be written ({reason}). Make room or give yourself the right to write there.")
