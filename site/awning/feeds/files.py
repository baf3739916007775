"""The files of a feed: streams of bytes, unpacked on the way, and never held whole.

A feed is one file, or all files of a folder or an archive. Whatever is wrong with the bytes themselves (cut short,
damaged, in another encoding) is said here, with the file's name, so that readers meet text or nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import islice, takewhile
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Protocol

from awning.catalog import Offering
from awning.errors import FeedUnreadable
from awning.feeds.archives import is_archive, is_hidden, members, printable
from awning.feeds.unpacking import missing, trouble, unpacked

__all__ = ["HEAD", "MOST_FILES", "Base", "Feed", "FeedFile", "NothingYet", "files_of", "missing"]

MOST_FILES = 10_000
HEAD = 4096


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One file of a feed."""

    path: Path
    name: str
    """As messages call it: the path or address it came from, and in an archive the member's name behind it."""
    member: str = ""
    """The name inside of an archive."""

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, without that of a packer: ``.ndjson`` for ``feed.ndjson.gz``."""
        return Path((self.member or self.path.name).lower().removesuffix(".gz")).suffix

    def open(self) -> BinaryIO:
        """The bytes as a stream, unpacked.

        Raises:
            FeedMissing: there is no such file.
            FeedUnreadable: it cannot be opened; reading from the stream raises it too, where the file is cut
                short or damaged, no feed at all, or grows beyond all measure.
        """
        return unpacked(self.path, self.member, self.name)

    def head(self) -> str:
        """The beginning of the file as text, for recognising its shape.

        Raises:
            FeedMissing: there is no such file.
            FeedUnreadable: it cannot be read, or is UTF-16.
        """
        with self.open() as stream:
            beginning = stream.read(HEAD)
        if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(beginning):
            raise FeedUnreadable(f"{self.name}, line 1: this is UTF-16 text. Save the feed as UTF-8.")
        return beginning.decode("utf-8-sig", errors="replace")


def files_of(path: Path, name: str = "") -> tuple[FeedFile, ...]:
    """The files a path stands for: itself, all of a folder, or all of an archive, in the order of their names.

    Hidden files are left out. An archive in a folder stands for its files.

    Args:
        path: a file, a folder or a zip archive.
        name: what messages call it; the path by default.

    Raises:
        FeedMissing: there is nothing.
        FeedUnreadable: it is there and cannot be looked into, or holds no file, or too many.
    """
    name = printable(name or str(path))
    try:
        if path.is_dir():
            files = tuple(_of_folder(path, name))
        elif path.exists() and not path.is_file():
            raise FeedUnreadable(
                f"{name}: is no plain file but a pipe or a device, and feeds are read more than once. "
                "Save it to a file, and name that."
            )
        else:
            files = tuple(_of_file(path, name))
    except OSError as problem:
        raise trouble(name, problem) from None
    if not files:
        raise FeedUnreadable(f"{name}: holds no files. Put the feed there, or name another place.")
    if len(files) > MOST_FILES:
        raise FeedUnreadable(f"{name}: holds more than {MOST_FILES:,} files. Name the folder the feed itself lies in.")
    return files


def _of_folder(folder: Path, name: str) -> Iterator[FeedFile]:
    # One more than allowed is enough to know; a wrong folder may hold millions.
    for path in sorted(islice(_paths_below(folder), MOST_FILES + 1)):
        yield from _of_file(path, f"{name}/{printable(path.relative_to(folder).as_posix())}")


def _paths_below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, onerror=_raised):
        folders[:] = [each for each in folders if not is_hidden(each)]
        yield from (path for each in names if not is_hidden(each) and (path := Path(where, each)).is_file())


def _raised(problem: OSError) -> None:
    raise problem


def _of_file(path: Path, name: str) -> Iterator[FeedFile]:
    if not is_archive(path, name):
        yield FeedFile(path, name)
        return
    for member in members(path, name):
        yield FeedFile(path, f"{name}/{printable(member)}", member)


def _looks_like_utf16(beginning: bytes) -> bool:
    """Every other byte of Western text in UTF-16 is NUL; a stray NUL in UTF-8 is one bad row."""
    return len(beginning) >= 4 and max(beginning[::2].count(0), beginning[1::2].count(0)) > len(beginning) // 4  # noqa: PLR2004


class Base(Protocol):
    """The catalog as it stands, for feeds that say only what changed."""

    @property
    def version(self) -> str:
        """The feed's own version that stands now; empty if none does."""
        ...

    def offering(self, offering_id: str) -> Offering | None:
        """The offering of that SKU as it stands now, if it came from the same feed."""
        ...


class NothingYet:
    """Before the first import."""

    version = ""

    def offering(self, offering_id: str) -> Offering | None:  # noqa: ARG002
        """Nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of a project: its files, and what the files do not say themselves."""

    files: tuple[FeedFile, ...]
    name: str = ""
    """What the settings call it; empty where there is only one."""
    profile: str = ""
    """Of delimited price files, which column stands for what: a profile's name, or the path of one."""
    currency: str = ""
    """ISO 4217, for feeds whose rows name none."""
    time_zone: tzinfo = UTC
    """The market's, in which dates without a zone are meant."""
    units: Mapping[str, str] = field(default_factory=lambda: MappingProxyType[str, str]({}))
    """The feed's own codes for units, and the words shops show."""
    owner: str = ""
    """The slug of the reseller whose own services these are."""
    base: Base = field(default_factory=NothingYet)

    @property
    def title(self) -> str:
        """How messages call the feed as a whole."""
        if len(self.files) == 1:
            return self.files[0].name
        folders = [file.name.split("/")[:-1] for file in self.files]
        first, last = min(folders), max(folders)
        return "/".join(part for part, _ in takewhile(lambda two: two[0] == two[1], zip(first, last, strict=False)))
