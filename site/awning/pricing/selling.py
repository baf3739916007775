"""What a link of the chain sells at, given what it buys at and the rule that decides."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from awning.catalog import PlanKind
from awning.errors import OnRequest, RuleUnfit
from awning.rules import Method, Rule

# A margin divides, and so does a price that holds its tax; quotients may never end. They are worked to a hundred
# digits, and what is made of them is settled to eighty before it is rounded: so an exact half is one, whatever it was
# multiplied by on its way.
_QUOTIENT = Context(prec=100, rounding=ROUND_HALF_EVEN)
_SETTLED = Context(prec=80, rounding=ROUND_HALF_EVEN)
_AMOUNTS = frozenset({Method.ADD, Method.PRICE})


class Basis(NamedTuple):
    """What selling starts from."""

    suggested: Decimal | None
    """The vendor's suggested price in the shop's currency, or none."""
    only_suggested: bool
    """Whether the feed has no cost: then the suggested price is the price, and a rule may only take off it."""
    kind: PlanKind
    holds: Decimal = Decimal(1)
    """What a price of its own is divided by to be net: more than 1 where the shelf is gross, and its owner sells."""


def sold_at(rule: Rule | None, amount: Decimal, basis: Basis, factors: dict[str, Decimal]) -> Decimal:
    """The selling price, exact. It is asked within the context of exact sums.

    Args:
        rule: the rule that decides, or none.
        amount: the buy price.
        basis: what else is known.
        factors: currency to what one unit of it is in the shop's, for amounts in rules.

    Raises:
        OnRequest: the rule says that customers must ask.
        RuleUnfit: the rule cannot be followed: no suggested price, or no exchange rate.
    """
    if rule is not None and rule.method is Method.REQUEST:
        raise OnRequest("it is sold on request")
    if rule is not None and rule.method is Method.OFF_SRP:
        if basis.suggested is None:
            raise RuleUnfit(f"the rule `{rule}` needs a suggested price, and the feed has none")
        return basis.suggested * rule.factor
    if rule is not None and rule.method in _AMOUNTS:
        # A price for an offering is not meant for the days in which it is tried for nothing.
        tried = basis.kind is PlanKind.TRIAL and rule.plan is None
        return amount if tried else _by_amount(rule, amount, factors, basis.holds)
    if basis.only_suggested and basis.suggested is not None:
        # A markup on a price meant for customers would take the shop above every competitor's list.
        return max(amount, basis.suggested)
    if rule is None:
        return amount
    return _QUOTIENT.divide(amount, rule.factor) if rule.method is Method.MARGIN else amount * rule.factor


def with_margin(amount: Decimal, percent: Decimal) -> Decimal:
    """The price of which so many percent are left after the buy price; below 100 percent."""
    return _QUOTIENT.divide(amount, 1 - percent / 100)


def settled(amount: Decimal) -> Decimal:
    """What quotients were multiplied to, without their last digits."""
    return _SETTLED.plus(amount)


def _by_amount(rule: Rule, amount: Decimal, factors: dict[str, Decimal], holds: Decimal) -> Decimal:
    """A price of its own, or so much more than was paid."""
    if rule.currency not in factors:
        # The shop's own currency is the first of them.
        raise RuleUnfit(
            f"the rule `{rule}` is in {rule.currency}, and there is no exchange rate to {next(iter(factors), '')}. "
            "Add one to exchange_rates in config/awning.yaml"
        )
    value = rule.value * factors[rule.currency]
    if rule.method is Method.ADD:
        return amount + value
    return _QUOTIENT.divide(value, holds) if holds != 1 else value
