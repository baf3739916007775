"""A receipt: one price with all that explains it, as plain values that hold no more than their viewer may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from awning.money import Money
from awning.receipts.visibility import Seen


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The tax of a price, as the shop charges it at home."""

    name: str
    rate_percent: Decimal
    category: str
    included: bool
    """Whether the unit price holds it."""
    note: str = ""
    """Why there is none, or who works it out."""
    later: bool = False
    """Whether it is added at payment, so that nobody here knows how much it is."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What a plan costs from a quantity on."""

    quantity: int
    seen: Seen | None
    """None where customers have to ask for the price."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Until when a customer who buys on the day of the receipt can give notice."""

    days: int
    """Before the end of the term; 0 for none."""
    last_day: date | None
    theirs: int | None
    """The days the distributor asks for; none for those who do not deal with it."""
    in_order: bool
    """Whether the reseller hears of it in time to give their own."""


@dataclass(frozen=True, slots=True)
class TrialEnd:
    """What becomes of a trial."""

    days: int
    """So long it lasts."""
    reminder_days: int
    """So many days before its end the customer is reminded of it; 0 for not at all."""
    follows: str
    """The id of the plan that follows it; empty where it just ends."""
    plan: str = ""
    """That plan in words."""
    price: str = ""
    """What the viewer may know of what it costs: ``6.00 EUR per user, per month, net``."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One plan's price, for one viewer."""

    sku: str
    name: str
    plan_id: str
    plan: str
    """In words."""
    per: str
    """What one price is for: ``per user``."""
    period: str
    """How often it is paid: ``per month``, ``once``; empty for what is metered."""
    metered: bool
    retired: bool
    seen: Seen | None
    """None where customers have to ask for the price."""
    tax: TaxLine | None = None
    """None for those who do not see the shelf."""
    tiers: tuple[Tier, ...] = ()
    """None where every quantity costs the same."""
    setup: Seen | None = None
    reasons: tuple[str, ...] = ()
    """For each seller in the trail, why their rule decides; empty where there is nothing to say. Of what is on
    request, whose rule says so."""
    notice: NoticeLine | None = None
    end: TrialEnd | None = None
    """Of a trial."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a bundle."""

    per: int
    """So many units are in one bundle."""
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What a bundle's items come to that are paid together."""

    period: str
    """``per month``, ``once``."""
    net: Money
    tax: Money | None
    line: TaxLine | None = None
    """The tax, where all items bear the same."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """The answer to a question."""

    sku: str
    name: str
    shop: str
    """The slug of the shop, or of the seller who looks."""
    quantity: int
    receipts: tuple[Receipt, ...]
    items: tuple[Item, ...]
    """Of a bundle, which has no plan of its own."""
    sums: tuple[PeriodSum, ...]
    price_book: str
    catalog: str
    as_of: datetime
