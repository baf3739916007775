"""Prices and plans as templates see them: every amount printed, every word in the shop's language."""

from __future__ import annotations

from dataclasses import dataclass

Part = dict[str, object]
"""What the cart needs to sum a price, ready for JSON; `awning.pages.parts` makes it."""


@dataclass(frozen=True, slots=True)
class PromotionView:
    """Why a price is lower for a while."""

    name: str
    before: str
    """The lowest price of the 30 days before, printed as the price is: 5,00 €."""
    before_value: str
    """The same as a plain number, on the side the shop anchors: 5.00."""
    off: str
    """How much less that is: 10 %; empty for less than a hundredth."""
    until: str
    """The last day, written out: 31. Dezember 2026."""
    ends: str
    """The same for machines: 2026-12-31."""


@dataclass(frozen=True, slots=True)
class PriceView:
    """One price as printed."""

    value: str
    """The price as a plain number, for machines, on the side the shop anchors: 4.50."""
    text: str
    """The price that stands large, as the shop shows prices: 4,50 €; Free for nothing."""
    other: str
    """The same with tax, or without, where the shop shows both; else empty."""
    note: str
    """What the large price holds: "plus 19 % VAT", "incl. 20 % VAT"; empty for what is free."""
    shown: str
    """The side that stands large as a plain number: where that is the side anchored, the same as the value."""
    promotion: PromotionView | None = None

    @property
    def free(self) -> bool:
        """Whether it is nothing at all."""
        return not self.value.strip("0.")


@dataclass(frozen=True, slots=True)
class TierView:
    """From how many units on which price holds."""

    start: str
    price: PriceView | None
    """None where so many are sold on request."""


@dataclass(frozen=True, slots=True)
class PlanView:
    """One way to buy the offering."""

    id: str
    kind: str
    """recurring, once, metered or trial."""
    title: str
    """1 year, paid monthly."""
    unit: str
    """per user."""
    period: str
    """per month, per year, once; empty for what is metered or free."""
    price: PriceView | None
    """That of the smallest quantity; none where customers have to ask."""
    monthly: str
    """What it comes to per month where it is not paid monthly; else empty."""
    commitment: str
    """How long the customer is bound: 3 years; empty for not at all."""
    saving: str
    """Against the dearest plan, per month: 17 %; empty for nothing."""
    buyable: bool
    tiers: tuple[TierView, ...] = ()
    least: int = 1
    """The smallest quantity it is sold in."""
    setup: tuple[TierView, ...] = ()
    """What is paid once for each unit when the plan starts, by quantity; empty for nothing."""
    notice: str = ""
    """How long before the end of its term the customer must give notice: 35 days; empty for not at all."""
    window: str = ""
    """How long after the start it can be cancelled without cost: 7 days; empty for not at all."""
    afterwards: str = ""
    """Of a trial: what happens at its end, and what that costs."""
    parts: tuple[Part, ...] = ()
    """For cart.js: what each billing period costs per unit, by quantity, and at which tax rate."""
