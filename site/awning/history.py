"""What became of the catalog, line by line: each import and each way back, with what it was made of.

One JSON object a line, only ever added to; a line that a power cut left half written is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from awning.errors import CatalogError
from awning.pointer import current_revision, earlier_revision
from awning.snapshot import cannot_write

_FILE = "history.ndjson"


@dataclass(frozen=True, slots=True)
class FeedRead:
    """One feed of an import."""

    name: str
    source: str
    format: str
    digest: str
    """SHA-256 of its bytes, and of what decides how they are read."""
    version: str = ""
    """Its own version, where the format has one."""
    whole: str = ""
    """The digest of the last reading that was no feed of changes; what was laid over it since is newer."""
    trouble: str = ""
    """Why it could not be read, and what stood before still stands."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of the pointer."""

    at: datetime
    kind: str
    """``import`` or ``rollback``."""
    revision: str
    before: str | None = None
    feeds: tuple[FeedRead, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """Rows, used, offerings, added, changed, removed, rejected."""
    objections: tuple[str, ...] = ()
    """What the import was forced against."""


def record(folder: Path, event: Event) -> None:
    """Add an event.

    Raises:
        ProjectError: the folder cannot be written.
    """
    line = json.dumps(asdict(event) | {"at": event.at.isoformat(timespec="seconds")})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _FILE).open("a+b") as file:
            # Behind half of a line, a new one would be lost with it.
            if file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n":
                file.write(b"\n")
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def events(folder: Path) -> list[Event]:
    """All events, the oldest first."""
    try:
        lines = (folder / _FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [event for event in map(_event, lines) if event is not None]


def made_by(folder: Path, revision: str | None) -> Event | None:
    """The import that last gave a revision, or none."""
    imports = (event for event in reversed(events(folder)) if event.kind == "import" and event.revision == revision)
    return next(imports, None)


def earlier(folder: Path) -> str:
    """The revision that stood when the current one was imported, or if that is gone, the one that was made last.

    A catalog that was rolled back from is not gone back to.

    Raises:
        CatalogError: there is none.
    """
    current = current_revision(folder)
    made = [event for event in events(folder) if event.kind == "import" and event.revision == current]
    stood = next((event.before for event in reversed(made) if event.before not in {None, current}), None)
    if made and stood is None:
        raise CatalogError(f"{folder}: there is no earlier snapshot to go back to.")
    if stood is not None and (folder / f"{stood}.sqlite").is_file():
        return stood
    return earlier_revision(folder)


def latest_feeds(folder: Path) -> list[str]:
    """The names of the feeds that the last import was made of."""
    imports = [event for event in events(folder) if event.kind == "import"]
    return [feed.name for feed in imports[-1].feeds] if imports else []


def prune(folder: Path, keep: int) -> list[str]:
    """Delete all snapshots but the current one and those pointed to last, and give what was deleted.

    Args:
        folder: where snapshots live.
        keep: how many stay, the current one among them.
    """
    latest = list(dict.fromkeys(event.revision for event in reversed(events(folder))))
    kept = {current_revision(folder), *latest[:keep]}
    # Snapshots that history does not know came from another machine, or from before there was one: they stay.
    doomed = [revision for revision in latest if revision not in kept]
    gone: list[str] = []
    for revision in doomed:
        path = folder / f"{revision}.sqlite"
        if path.is_file():
            path.unlink()
            gone.append(revision)
    return gone


def _event(line: str) -> Event | None:
    try:
        found: object = json.loads(line)
        if not isinstance(found, dict):
            return None
        record = cast("dict[str, Any]", found)
        return Event(
            at=datetime.fromisoformat(record["at"]),
            kind=record["kind"],
            revision=record["revision"],
            before=record["before"],
            feeds=tuple(FeedRead(**feed) for feed in record["feeds"]),
            counts=record["counts"],
            objections=tuple(record["objections"]),
        )
    except (ValueError, LookupError, TypeError):
        return None
