"""What a shop's pages asked for each plan, and from when: the proof behind every announced price reduction.

Who announces a reduction must state the lowest price of the 30 days before it (Directive 98/6/EC, Article 6a, as put in
by Directive (EU) 2019/2161). Builds write the history (see `price_record`); promotions ask it here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from awning.price_record import moment_text, open_history, trouble

WINDOW_DAYS = 30
"""Article 6a(2): not shorter than 30 days."""
# CROSS JOIN: SQLite takes the tables in this order, so that few rows are looked at before the reader has enough.
_OF_PLAN = (
    "SELECT at, unit, currency, anchor FROM asked CROSS JOIN build ON build.number = asked.build"
    " WHERE sku = ? AND plan = ? AND at < ? ORDER BY build DESC"
)


class Asked(NamedTuple):
    """What one plan cost from a moment on."""

    at: datetime
    unit: Decimal | None
    """For the smallest quantity that was sold; none where the plan was no longer on the shelf."""
    currency: str
    anchor: str = "net"
    """Whether the shop's prices were ``net`` or ``gross``."""


@dataclass(frozen=True, slots=True)
class LowestPrice:
    """The lowest price of a window of time."""

    unit: Decimal
    currency: str
    since: datetime
    """When it was asked from, in UTC; the latest time if it was asked more than once. May lie before the window."""


def lowest_of(
    entries: Sequence[Asked], currency: str, before: datetime, *, days: int = WINDOW_DAYS, anchor: str = "net"
) -> LowestPrice | None:
    """The lowest price that was in force at any time in the days before a moment.

    None if there was none, and also if the plan cost something in another currency or on another anchor within the
    window: which of the two was lower cannot be said.

    Args:
        entries: of one plan, the oldest first.
        currency: of the price that is to be reduced.
        before: when the reduction begins; prices that begin then or later do not count.
        days: how long the window is, in days of 24 hours.
        anchor: of the price that is to be reduced.
    """
    start = before - timedelta(days=days)
    known = [entry for entry in entries if entry.at < before]
    in_force = [entry for entry, following in pairwise(known) if following.at > start] + known[-1:]
    on_sale = [entry for entry in reversed(in_force) if entry.unit is not None]
    if any((entry.currency, entry.anchor) != (currency, anchor) for entry in on_sale):
        return None
    prices = (LowestPrice(entry.unit, currency, entry.at) for entry in on_sale if entry.unit is not None)
    return min(prices, key=lambda each: each.unit, default=None)


class PriceHistory:
    """A shop's price history, for reading. A file that is not there yet is an empty history.

    What is added while it is open is seen. Threads may share one.
    """

    def __init__(self, path: Path, *, anchor: str = "net") -> None:
        """Have a history ready; its file is opened when it is first asked.

        Args:
            path: as `history_file` gives it.
            anchor: whether the shop's prices are ``net`` or ``gross`` now; others are not compared with them.
        """
        self._path = path
        self._anchor = anchor
        self._database: sqlite3.Connection | None = None
        self._began: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    @property
    def began(self) -> datetime | None:
        """The moment of the first build whose prices were kept, in UTC; none before it.

        Raises:
            ProjectError: the file cannot be read.
        """
        if self._began is None:
            for [at] in self._rows("SELECT at FROM build ORDER BY number LIMIT 1"):
                self._began = datetime.fromisoformat(at)
        return self._began

    def covers(self, before: datetime, days: int = WINDOW_DAYS) -> bool:
        """Whether prices were being kept during all of the days before a moment.

        Raises:
            ProjectError: the file cannot be read.
        """
        began = self.began
        return began is not None and began <= before - timedelta(days=days)

    def lowest(
        self, sku: str, plan_id: str, currency: str, before: datetime, days: int = WINDOW_DAYS
    ) -> Decimal | None:
        """The lowest unit price asked for a plan in the days before a moment; see `lowest_price`.

        Raises:
            ProjectError: the file cannot be read.
        """
        found = self.lowest_price(sku, plan_id, currency, before, days)
        return None if found is None else found.unit

    def lowest_price(
        self, sku: str, plan_id: str, currency: str, before: datetime, days: int = WINDOW_DAYS
    ) -> LowestPrice | None:
        """The same with the moment from which it was asked; `lowest_of` says what counts.

        None as well where the history does not cover those days: without proof no reduction can be announced. A plan
        that came within them has the lowest price since it came (Article 6a(4)).

        Args:
            sku: of the offering.
            plan_id: of its plan.
            currency: of the price that is to be reduced.
            before: the moment (with time zone) at which the reduction begins.
            days: how long the window is, in days of 24 hours.

        Raises:
            ProjectError: the file cannot be read.
        """
        if not self.covers(before, days):
            return None
        start, end = _window(before, days)
        entries: list[Asked] = []
        for at, unit, currency_then, anchor_then in self._rows(_OF_PLAN, sku, plan_id, end):
            price = None if unit is None else Decimal(unit)
            entries.append(Asked(datetime.fromisoformat(at), price, currency_then, anchor_then))
            if at <= start:
                # What came before this one was over when the window began.
                break
        return lowest_of(entries[::-1], currency, before, days=days, anchor=self._anchor)

    def _rows(self, query: str, *values: str) -> Iterator[Any]:
        try:
            if self._database is None:
                self._database = open_history(self._path)
            if self._database is not None:
                with closing(self._database.execute(query, values)) as rows:
                    yield from rows
        except sqlite3.Error as problem:
            raise trouble(self._path, problem) from problem


# A promotion asks for many plans and for the same days.
@lru_cache(maxsize=64)
def _window(before: datetime, days: int) -> tuple[str, str]:
    return moment_text(before - timedelta(days=days)), moment_text(before)
