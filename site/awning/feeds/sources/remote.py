"""Feeds from wherever fsspec reaches: S3, SFTP, Azure, Google and the like, only fetched when they changed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import fsspec.core

from awning.errors import FeedError, FeedUnreadable
from awning.feeds.sources.addresses import masked, scheme_of, scrubbed
from awning.feeds.sources.kept import Kept
from awning.feeds.sources.pacing import Limits, Progress, paced
from awning.feeds.unpacking import BUFFER, missing

_CHECKSUMS = ("ETag", "etag", "md5Hash", "md5", "content_md5", "checksum", "generation")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "modify", "time_modified", "created")
# Where the module that is missing has another name than the package that brings it.
_PACKAGES = {"smbclient": "smbprotocol", "gdrive_fsspec": "gdrive-fsspec"}
_LONGEST_REASON = 300


class _Files(Protocol):
    """As much of fsspec's file systems as is used here."""

    def info(self, path: str) -> dict[str, Any]: ...

    def open(self, path: str, mode: str) -> BinaryIO: ...


_place_of = cast("Callable[..., tuple[_Files, str]]", fsspec.core.url_to_fs)  # pyright: ignore[reportUnknownMemberType]


def fetch_remote(address: str, kept: Kept, *, limits: Limits, progress: Progress | None) -> tuple[Path, bool]:
    """Fetch a feed unless its place says that it is what we have.

    Returns:
        Where it lies, and whether it is unchanged.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: what came is not whole, or too large, or it is a folder.
        FeedError: the place cannot be reached, or a package that reaches it is not installed.
        ProjectError: what comes cannot be written.
    """
    name, memory = masked(address), kept.memory()
    with _told(address):
        # No instance of before, which would answer from its memory.
        files, path = _place_of(address, skip_instance_cache=True)
        info = files.info(path)
    if info.get("type") == "directory":
        raise FeedUnreadable(f"{name}: is a folder. Name one file; a zip archive may hold several.")
    size = info.get("size")
    total = size if isinstance(size, int) else None
    marks = _marks(info)
    if memory and marks and marks == memory.marks and total == memory.size:
        return kept.body(memory), True
    pieces = paced(_pieces(files, path, address), name=name, limits=limits, total=total, progress=progress)
    return kept.receive(pieces, marks, limits), False


def _marks(info: Mapping[str, Any]) -> dict[str, str]:
    """What tells this version from another: a checksum, or where the place has none, when it was written."""
    for key in (*_CHECKSUMS, *_TIMES):
        if info.get(key) not in {None, ""}:
            return {key: str(info[key])}
    return {}


def _pieces(files: _Files, path: str, address: str) -> Iterator[bytes]:
    with _told(address):
        stream = files.open(path, "rb")
    try:
        while True:
            with _told(address):
                piece = stream.read(BUFFER)
            if not piece:
                return
            yield piece
    finally:
        with _told(address):
            stream.close()


@contextmanager
def _told(address: str) -> Generator[None]:
    """Say in the words of feeds what goes wrong at the place."""
    name = masked(address)
    try:
        yield
    except FileNotFoundError:
        raise missing(name) from None
    except ImportError as problem:
        module = getattr(problem.__cause__, "name", None) or problem.name
        what = f": `pip install {_PACKAGES.get(module, module)}`" if module else f" ({_reason(problem, address)})"
        raise FeedError(f"{name}: a package is missing that reads {scheme_of(address)}://{what}.") from None
    except PermissionError as problem:
        raise FeedError(
            f"{name}: we may not read this ({_reason(problem, address)}). Check the credentials, which "
            f"{scheme_of(address)}:// takes from the environment, and with the distributor that they are for this feed."
        ) from None
    except Exception as problem:  # noqa: BLE001 - each of these packages has errors of its own, without a common root
        raise FeedError(
            f"{name}: cannot be fetched ({_reason(problem, address)}). Check the address, the credentials and the "
            "network; the catalog stays as it was."
        ) from None


def _reason(problem: Exception, address: str) -> str:
    text = scrubbed(str(problem), address)[:_LONGEST_REASON]
    return text or type(problem).__name__
