"""The books of a reading: every row of a feed is counted, and is either used or rejected with a reason.

``rows == used + rejected`` holds at any moment, and `finish` refuses to go on if it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from awning.errors import FeedError
from awning.feeds.fields import RowDamaging, RowRefused

MOST_KEPT = 10_000
"""So many rejections are kept word for word; all of them are counted."""


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
    """The file being read, as messages name it; readers set it as they go from one to the next."""
    line: int = 0
    """The line on which the entity given last began."""
    rows: int = 0
    used: int = 0
    rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list[Rejection])
    """The first of them, at most `MOST_KEPT`."""
    damages: list[Rejection] = field(default_factory=list[Rejection])
    """Those among the first that show the feed itself to be damaged: it must not go live, whoever insists."""
    version: str = ""
    """The catalog's own version, where the format has one."""
    delta: bool = False
    """Whether the feed says only what changed. Readers set it before they give anything."""

    def use(self, line: int, rows: int = 1) -> None:
        """Count rows that went into the catalog, and remember where what they made begins."""
        self.line = line
        self.rows += rows
        self.used += rows

    def at(self, line: int) -> None:
        """Say where the entity given next begins, for rows that were counted before."""
        self.line = line

    def reject(self, line: int, reason: str | RowRefused, rows: int = 1) -> None:
        """Count rows that did not, and say why in one sentence."""
        self.rows += rows
        self._note(line, reason, rows)

    def take_back(self, line: int, reason: str | RowRefused, rows: int = 1) -> None:
        """Reject rows that were counted as used, because of what another row says."""
        self.used -= rows
        self._note(line, reason, rows)

    def _note(self, line: int, reason: str | RowRefused, rows: int) -> None:
        self.rejected += rows
        rejection = Rejection(self.file, line, str(reason))
        if len(self.rejections) < MOST_KEPT:
            self.rejections.append(rejection)
        if isinstance(reason, RowDamaging) and len(self.damages) < MOST_KEPT:
            self.damages.append(rejection)

    def finish(self) -> None:
        """Check the books, and that something came of it.

        Raises:
            FeedError: no row could be used. The first reason is in the message.
        """
        if self.rows != self.used + self.rejected or self.used < 0:
            lost = self.rows - self.used - self.rejected
            raise FeedError(f"{self.file}: {lost} rows are unaccounted for. This is a defect of the reader: report it.")
        if not self.rows and self.delta:
            return
        if not self.rows:
            raise FeedError(empty(self.file))
        if not self.used:
            raise FeedError(
                f"{self.file}: none of its {self.rows} rows can be used; the first because: "
                f"line {self.rejections[0].line}: {self.rejections[0].reason} Is --format right?"
            )


def empty(file: str) -> str:
    """What is said of a feed without rows."""
    return f"{file} is empty: it holds no rows. The catalog stays as it was."
