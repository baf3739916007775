"""Readers of distributors' feeds: each turns one shape of file into the same catalog.

A reader is a class with a ``name`` and a ``read``; it is found through the entry-point group
``awning.feeds``, so a package of yours can add one. Whatever a reader cannot use it rejects into the
`Reading`, row by row, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from awning.availability import Stocked
from awning.catalog import Category, Offering
from awning.errors import FeedError, FeedUnreadable
from awning.feeds.files import Feed, FeedFile
from awning.feeds.reading import Reading, Rejection, empty

__all__ = [
    "Entity",
    "Feed",
    "FeedFile",
    "FeedReader",
    "Reading",
    "Rejection",
    "Stocked",
    "Withdrawal",
    "reader_for",
    "readers",
]

# Of a folder or an archive: pictures and notes may stand before the first file with rows.
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A feed of changes says that an offering is no longer sold."""

    offering_id: str


Entity = Category | Offering | Withdrawal | Stocked


class FeedReader(Protocol):
    """One shape of feed."""

    name: str
    """What ``--format`` calls it."""

    def recognises(self, head: str) -> bool:
        """Whether a file that begins so is of this shape."""
        ...

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give what the files hold, each category before the offerings in it, and account for each row.

        Before an offering is given, `Reading.use` or `Reading.at` has said on which line it begins. The same SKU
        may be given twice: whoever asks compares them. How an offering can be had is given beside it, if anybody says.
        """
        ...


def readers() -> dict[str, FeedReader]:
    """All installed readers by name."""
    return {entry.name: entry.load()() for entry in entry_points(group="awning.feeds")}


def reader_for(feed: Feed, format_name: str) -> FeedReader:
    """The reader of that name, or with ``auto`` the one that recognises one of its first files.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: it is there and cannot be opened, or is a page for people.
        FeedError: there is no such reader, or none recognises the file, or it is empty.
    """
    file = feed.files[0]
    head = file.head()
    known = readers()
    if format_name != "auto":
        if format_name not in known:
            raise FeedError(f"--format {format_name}: no such reader. Known are {', '.join(sorted(known))} and auto.")
        return known[format_name]
    if not head.strip():
        raise FeedError(empty(file.name))
    for each in feed.files[:_LOOKED_AT]:
        beginning = head if each is file else each.head()
        for reader in known.values():
            if reader.recognises(beginning):
                return reader
    if head.lstrip().startswith("<"):
        raise FeedUnreadable(page_for_people(file.name))
    raise FeedError(
        f"{file.name}: no reader recognises this file. It begins with {head[:40]!r}. "
        f"If you know its shape, say --format with one of {', '.join(sorted(known))}."
    )


def page_for_people(name: str) -> str:
    """What is said of HTML, which is what an expired session gives in place of a feed."""
    return (
        f"{name}, line 1: this is HTML or XML that no reader knows. "
        "A log-in page saved in place of the feed? Log in and fetch it again."
    )
