"""Readers of distributors' feeds: each turns one shape of file into the same catalog.

A reader is a class with a ``name`` and a ``read``; it is found through the entry-point group
``awning.feeds``, so a package of yours can add one. Whatever a reader cannot use it rejects into the
`Reading`, row by row, with the reason. ``rows == used + len(rejections)`` holds at any moment, and `finish`
refuses to go on if it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from awning.catalog import Category, Offering
from awning.errors import FeedError, FeedMissing, FeedUnreadable


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that could not be used, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(slots=True)
class Reading:
    """What came of each row while a feed was read."""

    file: str
    rows: int = 0
    used: int = 0
    rejections: list[Rejection] = field(default_factory=list[Rejection])

    def use(self) -> None:
        """Count a row that went into the catalog."""
        self.rows += 1
        self.used += 1

    def reject(self, line: int, reason: str) -> None:
        """Count a row that did not, and say why in one sentence."""
        self.rows += 1
        self.rejections.append(Rejection(self.file, line, reason))

    def finish(self) -> None:
        """Check the books, and that something came of it.

        Raises:
            FeedError: no row could be used. The first reason is in the message.
        """
        if self.rows != self.used + len(self.rejections):
            lost = self.rows - self.used - len(self.rejections)
            raise FeedError(f"{self.file}: {lost} rows are unaccounted for. This is a defect of the reader: report it.")
        if not self.rows:
            raise FeedError(_empty(self.file))
        if not self.used:
            raise FeedError(
                f"{self.file}: none of its {self.rows} rows can be used; the first because: "
                f"line {self.rejections[0].line}: {self.rejections[0].reason} Is --format right?"
            )


class FeedReader(Protocol):
    """One shape of feed."""

    name: str
    """What ``--format`` calls it."""

    def recognises(self, head: str) -> bool:
        """Whether a file that begins so is of this shape."""
        ...

    def read(self, path: Path, reading: Reading) -> Iterator[Category | Offering]:
        """Give what the file holds, categories before the offerings in them, and account for each row."""
        ...


def readers() -> dict[str, FeedReader]:
    """All installed readers by name."""
    return {entry.name: entry.load()() for entry in entry_points(group="awning.feeds")}


def reader_for(path: Path, format_name: str) -> FeedReader:
    """The reader of that name, or with ``auto`` the one that recognises the file.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: it is there and cannot be opened, or is a page for people.
        FeedError: there is no such reader, or none recognises the file, or it is empty.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            head = file.read(4096)
    except (FileNotFoundError, ValueError):
        raise FeedMissing(
            f"{path}: there is no such feed. Name one that exists, or set `feed:` in config/awning.yaml."
        ) from None
    except OSError as problem:
        raise FeedUnreadable(f"{path}: cannot be read as a feed ({problem.strerror}).") from None
    known = readers()
    if format_name != "auto":
        if format_name not in known:
            raise FeedError(f"--format {format_name}: no such reader. Known are {', '.join(sorted(known))} and auto.")
        return known[format_name]
    if not head.strip():
        raise FeedError(_empty(str(path)))
    for reader in known.values():
        if reader.recognises(head):
            return reader
    not_a_log_in_page(path, head)
    raise FeedError(
        f"{path}: no reader recognises this file. It begins with {head[:40]!r}. "
        f"If you know its shape, say --format with one of {', '.join(sorted(known))}."
    )


def not_a_log_in_page(path: Path, text: str) -> None:
    """Refuse HTML, which is what an expired session gives in place of a feed.

    Raises:
        FeedUnreadable: the text begins as HTML or XML does.
    """
    if text.lstrip().startswith("<"):
        raise FeedUnreadable(
            f"{path}, line 1: this is HTML or XML where JSON belongs. "
            "A log-in page saved in place of the feed? Log in and fetch it again."
        )


def _empty(file: str) -> str:
    return f"{file} is empty: it holds no rows. The catalog stays as it was."
