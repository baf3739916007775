"""Fetching: wherever a feed comes from, it becomes a file or folder on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from awning.errors import FeedMissing
from awning.feeds.sources.addresses import masked, scheme_of
from awning.feeds.sources.kept import Kept
from awning.feeds.sources.pacing import Limits, Progress
from awning.feeds.unpacking import missing, trouble

__all__ = ["Fetched", "Limits", "Progress", "fetch"]

PATIENCE = Limits()
_HERE = {"", "localhost"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed that can be read now."""

    path: Path
    """A local file or folder."""
    name: str
    """As messages call it: the path or address that was asked for, without passwords and keys."""
    unchanged: bool
    """Whether the place it came from says that it is what was fetched last time."""


def fetch(
    source: str, *, project: Path, keep: Path, progress: Progress | None = None, limits: Limits = PATIENCE
) -> Fetched:
    """Get a feed.

    Args:
        source: a path, an address of any kind fsspec knows, or ``ingram:`` for Ingram's own interface.
        project: the folder that relative paths begin at.
        keep: a folder for this feed alone, where what is fetched stays until the next time. Paths need none.
        progress: told of the bytes as they come.
        limits: how long it may take, how much may come.

    Raises:
        FeedMissing: there is no such feed.
        FeedUnreadable: what came is not whole.
        FeedError: it could not be fetched. What was fetched last time stays as it was.
        ProjectError: what comes cannot be written.
        SettingsError: Ingram's interface is to be asked, and the environment names no account for it.
    """
    name = masked(source)
    match scheme_of(source):
        case "":
            return Fetched(_found(project, source, name), name, unchanged=False)
        case "file" | "local":
            return Fetched(_found(project, _path_of(source, name), name), name, unchanged=False)
        case "ingram":
            return Fetched(_from_ingram(keep, progress), name, unchanged=False)
        case "http" | "https":
            from awning.feeds.sources.web import fetch_http  # noqa: PLC0415 - httpx takes most of a second

            path, unchanged = fetch_http(source, Kept(keep, source), limits=limits, progress=progress)
        case _:
            from awning.feeds.sources.remote import fetch_remote  # noqa: PLC0415 - only few feeds need fsspec

            path, unchanged = fetch_remote(source, Kept(keep, source), limits=limits, progress=progress)
    return Fetched(path, name, unchanged)


def _found(project: Path, source: str, name: str) -> Path:
    if not source.strip():
        raise FeedMissing("The feed's source is empty. Name a file, a folder or an address in config/awning.yaml.")
    path = project / source
    try:
        if path.exists():
            return path
    except OSError as problem:
        raise trouble(name, problem) from None
    raise missing(name)


def _path_of(source: str, name: str) -> str:
    """The path a ``file://`` address stands for."""
    parts = urlsplit(source)
    if parts.netloc not in _HERE:
        raise FeedMissing(
            f"{name}: names a file on another machine. Write file:///, with three slashes, or the path alone."
        )
    return unquote(parts.path)


def _from_ingram(keep: Path, progress: Progress | None) -> Path:
    from awning.feeds.ingram.live import access_from_environment, fetch_ingram  # noqa: PLC0415 - brings httpx

    target = keep / "catalog.ndjson"
    fetch_ingram(target, access_from_environment(), progress=progress)
    return target
