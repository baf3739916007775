"""Prices that change by themselves: feeds say from when and until when theirs hold; pages show those of their build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from awning.catalog import Lifecycle, Offering, Plan
from awning.config import Project, Reseller
from awning.errors import NotForSale
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot

DAYS_AHEAD = 30
# Snapshots know such moments to the second, rounded up.
_JUST_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A shelf price that becomes another at a moment, without anybody's doing."""

    at: datetime
    slug: str
    sku: str
    plan_id: str
    quantity: int
    """From which on: the beginning of a tier, or 1."""
    currency: str
    old: Decimal | None
    """As printed; none where the plan could not be bought before."""
    new: Decimal | None
    """None where it cannot be bought from then on."""


def due(
    snapshot: Snapshot, project: Project, resellers: Sequence[Reseller], *, now: datetime, days: int = DAYS_AHEAD
) -> list[Due]:
    """The shelf prices that change within so many days, in order of time, then of shop.

    A page shows the prices of the moment it was built; the next build is due when the first of these comes.
    """
    return [
        change
        for moment, skus in snapshot.scheduled(now, now + timedelta(days=days))
        for reseller in resellers
        for change in _changes(snapshot, project, reseller, moment, skus)
    ]


def _changes(
    snapshot: Snapshot, project: Project, reseller: Reseller, moment: datetime, skus: Sequence[str]
) -> Iterator[Due]:
    before = PriceBook(snapshot, project, reseller, as_of=moment - _JUST_BEFORE)
    after = PriceBook(snapshot, project, reseller, as_of=moment)
    for sku in skus:
        offering = snapshot.offering(sku)
        if offering is None or offering.lifecycle is Lifecycle.RETIRED or not after.sells(offering):
            continue
        for plan in offering.plans:
            # A tier that begins or ends does so from or to the price of the one below it.
            starts = {start for book in (before, after) for start, _ in book.tier_prices(offering, plan)}
            for quantity in sorted(starts):
                old, new = _shelf(before, offering, plan, quantity), _shelf(after, offering, plan, quantity)
                if old != new:
                    yield Due(moment, reseller.slug, sku, plan.id, quantity, reseller.currency, old, new)


def _shelf(book: PriceBook, offering: Offering, plan: Plan, quantity: int) -> Decimal | None:
    try:
        return book.price(offering, plan, quantity).unit
    except NotForSale:
        return None
