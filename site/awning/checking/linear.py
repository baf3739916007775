"""Prices without pricing: what a chain of rules makes of any cost and suggested price is a straight line.

A shop's rules decide alike for thousands of plans. What they come to is worked out once, and each plan then takes a
multiplication; only where that is too near to call is the plan itself priced.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from awning.catalog import PlanKind
from awning.rules import Method, Rule

_NOTHING, _ONE = Decimal(0), Decimal(1)


class Basis(NamedTuple):
    """What a kind of plans has in common, as far as rules ask for it."""

    kind: PlanKind
    has_cost: bool
    has_suggested: bool
    has_floor: bool = False


class Line(NamedTuple):
    """A price as so much of the cost, so much of the suggested price, and an amount, in the shop's currency."""

    of_cost: Decimal
    of_suggested: Decimal
    amount: Decimal = _NOTHING

    def at(self, cost: Decimal, suggested: Decimal) -> Decimal:
        """The price of a plan."""
        return self.of_cost * cost + self.of_suggested * suggested + self.amount

    def less(self, other: Line) -> Line:
        """The difference of two."""
        return Line(self[0] - other[0], self[1] - other[1], self[2] - other[2])

    def times(self, factor: Decimal) -> Line:
        """So many times as much."""
        return Line(self.of_cost * factor, self.of_suggested * factor, self.amount * factor)


COST = Line(_ONE, _NOTHING)
SUGGESTED = Line(_NOTHING, _ONE)


def begin(basis: Basis) -> Line:
    """Where a price begins: with the cost, or where there is none, with the suggested price."""
    return COST if basis.has_cost else SUGGESTED


def sold(
    line: Line, rule: Rule | None, basis: Basis, factors: dict[str, Decimal], holds: Decimal = _ONE
) -> Line | None:
    """What a link sells at, by the same steps as `awning.pricing.selling`; none where it has no price.

    Args:
        line: what it buys at.
        rule: the rule that decides, or none.
        basis: of the plan.
        factors: currency to what one unit of it is in the shop's.
        holds: what a price of its own is divided by to be net, see `awning.pricing.selling.Basis`.
    """
    if rule is None:
        return line if basis.has_cost else _suggested(line)
    match rule.method:
        case Method.REQUEST:
            return None
        case Method.OFF_SRP:
            return SUGGESTED.times(rule.factor) if basis.has_suggested else None
        case Method.ADD | Method.PRICE:
            return _with_amount(line, rule, basis, factors, holds)
        case method:
            factor = _ONE / rule.factor if method is Method.MARGIN else rule.factor
            return line.times(factor) if basis.has_cost else _suggested(line)


def _suggested(line: Line) -> Line:
    """The suggested price, or what is paid where that is more, whatever the suggested price is."""
    return line if line.of_suggested >= 1 and line.amount >= 0 else SUGGESTED


def _with_amount(line: Line, rule: Rule, basis: Basis, factors: dict[str, Decimal], holds: Decimal) -> Line | None:
    if basis.kind is PlanKind.TRIAL and rule.plan is None:
        return line
    if rule.currency not in factors:
        return None
    value = rule.value * factors[rule.currency]
    if rule.method is Method.ADD:
        return line._replace(amount=line.amount + value)
    return Line(_NOTHING, _NOTHING, value / holds)
