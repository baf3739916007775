"""A plan with its prices: in which order plans stand, which of them leads, and what stands for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from awning.catalog import Plan, PlanKind
from awning.formats import Wording
from awning.money import EXACT
from awning.pages.labels import plain
from awning.pages.views import PlanView
from awning.pricing import Price

_SHOWN_FIRST = {PlanKind.RECURRING: 0, PlanKind.ONCE: 1, PlanKind.TRIAL: 2, PlanKind.METERED: 3}
_Found = TypeVar("_Found", Price, Price | None)
Steps = Sequence[tuple[int, Price | None]]
"""From how many units on which price holds; none where so many are sold on request."""


@dataclass(frozen=True, slots=True)
class PricedPlan:
    """A plan, the prices of its tiers, and how it is shown."""

    plan: Plan
    tiers: Steps
    setup: Steps
    view: PlanView

    @property
    def price(self) -> Price | None:
        """The price of the smallest quantity that can be had; none where customers have to ask."""
        return self.tiers[0][1]


def digest_of(plans: Iterable[PricedPlan], *more: object) -> str:
    """Twelve hexadecimal digits that stand for exactly these prices."""
    said = [(each.plan.id, values_of(each.tiers), *([values_of(each.setup)] if each.setup else [])) for each in plans]
    return hashlib.sha256(repr((said, *more) if more else said).encode()).hexdigest()[:12]


def lead(plans: Sequence[PricedPlan]) -> PricedPlan | None:
    """The plan whose price stands on the card: the lowest of those paid most often, never the trial."""
    priced = [(each, each.price.unit) for each in plans if each.price]
    candidates = [(each, unit) for each, unit in priced if each.plan.kind is not PlanKind.TRIAL] or priced
    return min(candidates, key=lambda each: (shown_order(each[0])[:2], each[1]), default=(None, None))[0]


def percent_less(words: Wording, before: Decimal, now: Decimal | None) -> str:
    """How much less that is in whole percent, rounded down; empty for less than one."""
    if now is None or not before:
        return ""
    percent = int((before - now) * 100 / before)
    return words.percent(Decimal(percent)) if percent >= 1 else ""


def paid_monthly(plan: Plan) -> bool:
    """Whether the plan is paid each month."""
    return plan.billing is not None and plan.billing.months == 1


def distinct(steps: Sequence[tuple[int, _Found]]) -> list[tuple[int, _Found]]:
    """Only where the price changes."""
    kept: list[tuple[int, _Found]] = []
    for start, price in steps:
        before = kept[-1][1] if kept else None
        if not kept or _unit(price) != _unit(before):
            kept.append((start, price))
    return kept


def _unit(price: Price | None) -> Decimal | None:
    return price.unit if price else None


def values_of(steps: Steps) -> list[tuple[int, str | None]]:
    """The same with unit prices as plain numbers."""
    return [(start, plain(price.unit) if price else None) for start, price in steps]


def shown_order(each: PricedPlan) -> tuple[int, int, int]:
    """What comes first sorts first: recurring plans, by how often they are paid and for how long they bind."""
    plan = each.plan
    months = (plan.billing.months or 0) if plan.billing else 0
    commitment = (plan.commitment.months or 0) if plan.commitment else 0
    return _SHOWN_FIRST[plan.kind], months, commitment


def monthly(plan: Plan, price: Price | None) -> Decimal | None:
    """What a recurring plan comes to per month."""
    if price is None or plan.kind is not PlanKind.RECURRING or plan.billing is None or not plan.billing.months:
        return None
    return EXACT.divide(price.unit, Decimal(plan.billing.months))


def monthly_only(plan: Plan) -> bool:
    """Whether the plan binds for no longer than the month that is paid."""
    return paid_monthly(plan) and plan.commitment in {None, plan.billing}
