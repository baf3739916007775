"""One-time prices beside recurring ones: the standard charges both, so the first are what a plan costs to set up."""

from __future__ import annotations

from collections.abc import Iterator

from awning.catalog import Plan, PlanKind, PriceRole
from awning.feeds.fields import RowRefused
from awning.feeds.tmf.prices import Priced

_BESIDE = "productOfferingPrice: one-time and recurring prices stand side by side"
_CHOOSE = "If they are ways to choose from, give each a planId."


def with_fees(rows: list[Priced]) -> list[Priced]:
    """The prices of an offering, with one-time costs made the set-up fees of the plans they stand beside.

    Prices that all say what the neutral feed says are ways to choose from, and stay as they are.

    Raises:
        RowRefused: a one-time price is beside a recurring one and cannot be the plan's fee: it is a customer's price,
            per another unit, for a term no plan has, or some of the two kinds are named as ways to choose from.
    """
    fees = [row for row in rows if row[1].kind is PlanKind.ONCE]
    plans = {plan.id: plan for _, plan, _ in rows if plan.kind is PlanKind.RECURRING}
    if not fees or not plans or all(told for told, _, _ in rows):
        return rows
    if any(told for told, plan, _ in rows if plan.kind in {PlanKind.ONCE, PlanKind.RECURRING}):
        raise RowRefused(f"{_BESIDE}, and only some have a planId or a role. {_CHOOSE}")
    kept = [row for row in rows if row[1].kind is not PlanKind.ONCE]
    return [*kept, *(setup for fee in fees for setup in _setups(fee, plans))]


def _setups(fee: Priced, plans: dict[str, Plan]) -> Iterator[Priced]:
    """The fee as a price of each plan it is charged with."""
    _, once, price = fee
    if price.role is not PriceRole.COST:
        raise RowRefused(f"{_BESIDE}. Both are charged, and what a reseller pays at the start is not said. {_CHOOSE}")
    charged = [plan for plan in plans.values() if once.commitment in {None, plan.commitment}]
    if not charged:
        raise RowRefused(f"{_BESIDE}, and no recurring one has the term {once.commitment} of the other. {_CHOOSE}")
    for plan in charged:
        if plan.unit != once.unit:
            raise RowRefused(f"{_BESIDE}, one per {plan.unit} and the other per {once.unit}. {_CHOOSE}")
        yield False, plan, price._replace(role=PriceRole.SETUP)
