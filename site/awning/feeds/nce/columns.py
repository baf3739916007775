"""Columns of the NCE price list: which there are, and where a sheet has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awning.errors import FeedUnreadable
from awning.feeds.fields import shown

MARKS = ("ProductId", "SkuId", "TermDuration", "BillingPlan")
"""The columns that together no other list has."""
PRODUCT = (
    "ProductId",
    "SkuId",
    "Segment",
    "ProductTitle",
    "SkuTitle",
    "Publisher",
    "SkuDescription",
    "Tags",
    "UnitOfMeasure",
)
"""What is sold: the same on many rows."""
VALIDITY = ("ChangeIndicator", "EffectiveStartDate", "EffectiveEndDate", "EndofSaleDate")
TIER = ("PricingTierRangeMin", "PricingTierRangeMax")
PRICE = ("TermDuration", "BillingPlan", "Market", "Currency", "UnitPrice", "ERP Price")
_NEEDED = (*MARKS, "SkuTitle", "UnitPrice")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a sheet has the columns that are read."""

    places: dict[str, int]
    width: int

    def of(self, names: Iterable[str]) -> list[int]:
        """The places of columns; those that are not there lie just behind the last."""
        return [self.places.get(column_key(name), self.width) for name in names]


def columns_of(header: Sequence[str], where: str, *, currency: str = "") -> Columns:
    """Find the columns in a header.

    Args:
        header: the names as they stand in the sheet; case, spaces and a byte order mark do not count.
        where: file and line, for messages.
        currency: of rows that name none; if given, their column is not needed.

    Raises:
        FeedUnreadable: a column stands twice, or one that is needed does not stand there.
    """
    names = [column_key(name) for name in header]
    doubled = [header[names.index(name)].strip() for name, count in Counter(names).items() if name and count > 1]
    if doubled:
        raise FeedUnreadable(f"{where}: more than one column is called {_listed(doubled)}. Leave one of each.")
    needed = _NEEDED if currency else (*_NEEDED, "Currency")
    if lacking := [name for name in needed if column_key(name) not in names]:
        raise FeedUnreadable(
            f"{where}: the header has no column {_listed(lacking)}. Fetch the licence price list again."
        )
    return Columns({name: place for place, name in enumerate(names)}, len(names))


def column_key(name: str) -> str:
    """A column's name as it is compared: ``ERP Price`` and ``ERPPrice`` are one."""
    return re.sub(r"[\s\ufeff]", "", name).casefold()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(shown(name) for name in names)
