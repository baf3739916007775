"""Plans that rules do not tell apart, in such an order that those a condition may hold for are found at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from awning.catalog import Offering, Plan
from awning.checking.linear import Line

_NOTHING = Decimal(0)
_NEAR = Decimal("0.000001")


class Row(NamedTuple):
    """A plan with its prices, in the currency of a shop."""

    offering: Offering
    plan: Plan
    quantity: int
    cost: Decimal
    suggested: Decimal
    """Cost and suggested price are 0 where the feed has none."""
    floor: Decimal
    """The vendor's; 0 for none."""


class Block:
    """Plans in order of their size: of the suggested price, or where they have none, of the cost."""

    __slots__ = ("_least", "_most", "_sizes", "_suggested", "rows")

    def __init__(self, rows: Iterable[Row]) -> None:
        known = tuple(rows)
        # Alike also means that all of them have a suggested price, or none has.
        self._suggested = any(row.suggested for row in known)
        self.rows: Sequence[Row] = sorted(known, key=self._size)
        self._sizes = [self._size(row) for row in self.rows]
        ratios = [row.cost / row.suggested for row in self.rows if row.suggested]
        self._least, self._most = (min(ratios), max(ratios)) if ratios else (_NOTHING, _NOTHING)

    def below_zero(self, line: Line, amount: Decimal = _NOTHING) -> Sequence[Row]:
        """All plans for which a line and an amount together may be below zero, and perhaps some more.

        Divided by the size, a line is a sum that lies between two bounds for all of them, and an amount that counts
        the less, the larger they are.
        """
        least, constant = line.of_cost, line.amount + amount
        if self._suggested:
            least = min(line.of_cost * self._least, line.of_cost * self._most) + line.of_suggested
        if least >= 0 and constant >= 0:
            return ()
        if least <= 0:
            return self.rows
        # What costs nothing comes first, and is never left out.
        free = bisect_left(self._sizes, _NEAR)
        return self.rows[: max(free, bisect_left(self._sizes, (_NEAR - constant) / least))]

    def _size(self, row: Row) -> Decimal:
        return row.suggested if self._suggested else row.cost
