"""Which snapshot is the current catalog: one small file, moved in one rename."""

from __future__ import annotations

import os
import re
from pathlib import Path

from awning.errors import CatalogError
from awning.snapshot import REVISION_LENGTH, Snapshot, cannot_write

_REVISION = re.compile(f"[0-9a-f]{{{REVISION_LENGTH}}}")


def point_to(folder: Path, revision: str) -> None:
    """Make a revision the current one, in one rename.

    Raises:
        CatalogError: there is no such snapshot.
        ProjectError: the folder cannot be written.
    """
    if not _REVISION.fullmatch(revision) or not (folder / f"{revision}.sqlite").is_file():
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
        raise cannot_write(folder, problem) from problem
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


def current_snapshot(folder: Path) -> Snapshot:
    """Open the snapshot the pointer names.

    Raises:
        CatalogError: nothing was imported yet, or the file is gone or damaged.
    """
    revision = current_revision(folder)
    if revision is None:
        raise CatalogError(f"{folder}: there is no catalog yet. Run `awning import` first.")
    return Snapshot(folder / f"{revision}.sqlite")


def earlier_revision(folder: Path) -> str:
    """The snapshot that was made last of all but the current one.

    Raises:
        CatalogError: there is none.
    """
    current = current_revision(folder)
    others = [path for path in folder.glob("*.sqlite") if path.stem != current and not path.name.startswith(".")]
    if not others:
        raise CatalogError(f"{folder}: there is no earlier snapshot to go back to.")
    return max(others, key=lambda path: path.stat().st_mtime_ns).stem
