"""What a build wrote: a digest for each file, so that the next build writes only what differs.

What differs is written to a folder of its own first, and moved into place by renaming at the very end, when the whole
shop is known to be good. Until then the old shop stands untouched; at no time does anybody read half of a file. The
manifest is marked unfinished before the first write; a build that finds it so trusts the files and not the manifest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from awning.errors import BuildError, ProjectError

STAGE = ".awning"
"""In the shop's own folder, because only within one file system is renaming a single step."""
_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a shop's files."""

    written: int
    unchanged: int
    removed: int

    @property
    def files(self) -> int:
        """How many files the shop has."""
        return self.written + self.unchanged


@dataclass(frozen=True, slots=True)
class _Known:
    """A file as a build left it. Whoever changes it also changes the moment it was written."""

    digest: bytes
    written_ns: int


class Output:
    """A shop's output folder while it is being built."""

    def __init__(self, folder: Path, manifest: Path, *, trust: bool = True) -> None:
        """Open the folder and its manifest.

        Args:
            folder: holds the site and nothing else; made if missing.
            manifest: the SQLite file that remembers digests.
            trust: whether an unchanged digest in the manifest may save the reading of the file.

        Raises:
            ProjectError: the disk does not let us, or another build of the shop does not come to an end.
        """
        self.folder = folder.absolute()
        self._root = str(self.folder)
        self._stage = f"{self._root}/{STAGE}"
        self._files: dict[str, _Known] = {}
        self._staged: dict[str, str] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            manifest.parent.mkdir(parents=True, exist_ok=True)
            self._database, finished = _opened(manifest)
            known = self._database.execute("SELECT * FROM built") if trust and finished else ()
            self._known = {path: _Known(digest, written_ns) for path, digest, written_ns in known}
            shutil.rmtree(self._stage, ignore_errors=True)
        except (OSError, sqlite3.Error) as problem:
            raise _cannot_write(folder, problem) from problem

    def write(self, path: str, content: bytes) -> None:
        """Have a file put in its place at the end, unless it is there already.

        Raises:
            BuildError: two pages want the same place.
            ProjectError: the disk does not let us.
        """
        digest = hashlib.sha256(content).digest()
        if path in self._files:
            if self._files[path].digest == digest:
                return
            raise BuildError(f"{self.folder / path}: two pages want this address. Rename one of them.")
        try:
            written_ns = self._standing(path, digest, content)
            if written_ns is None:
                if not self._staged:
                    Path(self._stage).mkdir()
                # Plain strings and system calls here: pathlib would cost as much as the writing.
                self._staged[path] = f"{self._stage}/{len(self._staged)}"
                written_ns = _write(self._staged[path], content)
        except OSError as problem:
            raise _cannot_write(self.folder / path, problem) from problem
        self._files[path] = _Known(digest, written_ns)

    def _standing(self, path: str, digest: bytes, content: bytes) -> int | None:
        """When the file was written, if it has this content already."""
        known = self._known.get(path)
        if known is not None and known.digest != digest:
            return None
        target = f"{self._root}/{path}"
        try:
            found = os.stat(target)  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            return None
        if found.st_size != len(content):
            return None
        trusted = known is not None and known.written_ns == found.st_mtime_ns
        return found.st_mtime_ns if trusted or Path(target).read_bytes() == content else None

    @property
    def paths(self) -> tuple[str, ...]:
        """All files of the shop, from its folder on."""
        return tuple(sorted(self._files))

    @property
    def pages(self) -> int:
        """How many of the files are HTML pages."""
        return sum(path.endswith(".html") for path in self._files)

    def finish(self) -> Tally:
        """Put everything in its place, remove what is no longer part of the shop, and remember what is.

        Raises:
            ProjectError: the disk does not let us; the next build puts it right.
        """
        try:
            self._put_in_place()
            removed = self._remove_strangers()
            with closing(self._database) as database:
                rows = [(path, file.digest, file.written_ns) for path, file in sorted(self._files.items())]
                database.execute("BEGIN")
                database.execute("DELETE FROM built")
                database.executemany("INSERT INTO built VALUES (?, ?, ?)", rows)
                database.execute("PRAGMA user_version = 1")
                database.execute("COMMIT")
        except (OSError, sqlite3.Error) as problem:
            raise _cannot_write(self.folder, problem) from problem
        return Tally(len(self._staged), len(self._files) - len(self._staged), removed)

    def abandon(self) -> None:
        """Let go after a failure. The old files stay; the manifest stays marked unfinished."""
        shutil.rmtree(self._stage, ignore_errors=True)
        with suppress(OSError):
            # Only a shop that never stood is empty.
            self.folder.rmdir()
        self._database.close()

    def _put_in_place(self) -> None:
        """Rename, pages last: whoever reads a new page finds the new style sheet."""
        made: set[str] = set()
        for path in sorted(self._staged, key=lambda path: path.endswith(".html")):
            target = f"{self._root}/{path}"
            parent = target.rpartition("/")[0]
            if parent not in made:
                Path(parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            os.rename(self._staged[path], target)  # noqa: PTH104
        if made:
            Path(self._stage).rmdir()

    def _remove_strangers(self) -> int:
        removed = 0
        root = f"{self.folder.as_posix()}/"
        for parent, folders, files in os.walk(self.folder, topdown=False):
            for name in files:
                path = Path(parent, name)
                if path.as_posix()[len(root) :] not in self._files:
                    path.unlink()
                    removed += 1
            for name in folders:
                folder = Path(parent, name)
                if not any(folder.iterdir()):
                    folder.rmdir()
        return removed


def _opened(manifest: Path) -> tuple[sqlite3.Connection, bool]:
    """The manifest, marked unfinished and locked against another build, and whether it was finished."""
    try:
        return _locked(manifest)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Damaged, and nothing in it that could not be found out by reading the files.
        manifest.unlink()
        return _locked(manifest)


def _locked(manifest: Path) -> tuple[sqlite3.Connection, bool]:
    database = sqlite3.connect(manifest, isolation_level=None, timeout=_WAIT_S)
    try:
        # The lock is kept until the connection closes, or its process is killed.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        [finished] = database.execute("PRAGMA user_version").fetchone()
        database.execute("CREATE TABLE IF NOT EXISTS built (path TEXT PRIMARY KEY, digest BLOB, written_ns INTEGER)")
        database.execute("PRAGMA user_version = 0")
        database.execute("COMMIT")
    except BaseException:
        database.close()
        raise
    return database, bool(finished)


def _write(path: str, content: bytes) -> int:
    """Write every byte, and say when; a full disk may take some and raise on the rest."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        return os.fstat(file).st_mtime_ns
    finally:
        os.close(file)


def _cannot_write(path: Path, problem: Exception) -> ProjectError:
    if isinstance(problem, sqlite3.OperationalError) and problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return ProjectError(f"{path}: another build of this shop is running. Wait until it has ended, or end it.")
    reason = problem.strerror if isinstance(problem, OSError) else str(problem)
    return ProjectError(f"{path}: cannot be written ({reason}). Make room or give yourself the right to write there.")
