"""A rule for prices as it is written: what it is for, when it holds, and the one way it makes a price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Annotated

from pydantic import ConfigDict, Field

from awning.settings.kinds import Amount, Count, Day, Margin, OffSuggested, Percent, PriceAmount, Term, Words
from awning.yamlmodel import Settings

METHODS = ("markup", "margin", "add", "off_srp", "price", "request")


class Target(Settings):
    """What something is for: an offering or one plan of it, a category, a vendor, or everything."""

    plan: Words | None = None
    """For this plan of the offering only, by its id."""
    offering: Words | None = None
    """For this SKU only."""
    category: Words | None = None
    """For this category and those inside it."""
    vendor: Words | None = None
    """For this vendor; together with a category, for this vendor inside it."""

    def contradictions(self) -> Iterator[str]:
        """Targets that cannot stand together."""
        yield from super().contradictions()
        if self.plan is not None and self.offering is None:
            yield "plan names a plan of an offering: say of which one with offering"
        if self.offering is not None and (self.category is not None or self.vendor is not None):
            yield "offering stands alone: an offering has one category and one vendor already, leave those out"

    @property
    def target(self) -> tuple[str | None, ...]:
        """Plan, offering, category and vendor, to compare."""
        return self.plan, self.offering, self.category, self.vendor


class Scoped(Target):
    """What is for something, at some time."""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day on which it holds; none where there is no such day."""
        return None, None

    @property
    def scope(self) -> tuple[object, ...]:
        """What it is for, to compare, dates apart."""
        return self.target

    @property
    def dated(self) -> bool:
        """Whether it has a first or a last day."""
        return self.days != (None, None)

    def contradictions(self) -> Iterator[str]:
        """Days in the wrong order."""
        yield from super().contradictions()
        first, last = self.days
        if first is not None and last is not None and last < first:
            yield f"until {last} is before from {first}: until is the last day"

    def meets(self, other: Scoped) -> bool:
        """Whether there is a day on which both hold."""
        first, last = self.days
        other_first, other_last = other.days
        begins_in_time = first is None or other_last is None or first <= other_last
        return begins_in_time and (other_first is None or last is None or other_first <= last)


class Dated(Scoped):
    """What may hold from one day until another."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day on which it holds."""
    until: Day | None = None
    """The last day on which it holds."""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, as they are set."""
        return self.from_, self.until


class Rule(Dated):
    """How a buy price becomes a price, in one of six ways, for one thing or for everything."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [method]} for method in METHODS]})

    markup: Percent | None = None
    """Percent added to the buy price."""
    margin: Margin | None = None
    """Percent of the resulting price that is kept: 20 % margin is 25 % markup."""
    add: Amount | None = None
    """An amount added to the buy price of each unit, in the file's currency."""
    off_srp: OffSuggested | None = None
    """Percent taken off the suggested price of the feed; below zero, percent put on it."""
    price: PriceAmount | None = None
    """The price of each unit itself, in the file's currency."""
    request: Annotated[bool, Field(strict=True)] = False
    """True where customers ask for the price."""
    term: Term | None = None
    """For plans of this term only, as P1Y."""
    quantity: Count = 1
    """From so many units on."""

    def contradictions(self) -> Iterator[str]:
        """More or less than one way of making a price."""
        yield from super().contradictions()
        ways = self._ways()
        if len(ways) != 1:
            found = " and ".join(ways) or "none of them"
            yield f"a rule has one of markup, margin, add, off_srp, price and request: true; here is {found}"

    def _ways(self) -> list[str]:
        ways = [name for name in METHODS[:-1] if getattr(self, name) is not None]
        return [*ways, "request"] if self.request else ways

    @property
    def method(self) -> str:
        """The one way in which it makes a price, by its key: ``markup``."""
        return self._ways()[0]

    @property
    def value(self) -> Decimal:
        """The number that stands there: percent, or major units of the file's currency; nothing on request."""
        return Decimal(0) if self.method == "request" else Decimal(getattr(self, self.method))

    @property
    def amounts(self) -> dict[str, Decimal]:
        """What is money in it, by its key."""
        return {name: amount for name, amount in (("add", self.add), ("price", self.price)) if amount is not None}

    @property
    def scope(self) -> tuple[object, ...]:
        """What it is for, to compare, dates apart."""
        return *super().scope, self.term, self.quantity


class SellerRule(Rule):
    """A rule of somebody who sells to resellers, for all of them or for one buyer."""

    buyer: Words | None = None
    """For this group or this reseller only, by its slug."""

    @property
    def scope(self) -> tuple[object, ...]:
        """What it is for and for whom, to compare, dates apart."""
        return *super().scope, self.buyer


def doubles(rules: Sequence[Scoped]) -> Iterator[tuple[int, int]]:
    """Pairs, by number from 0 on, of which neither wins: for the same thing, at the same time.

    What has dates wins over what has none, so these are no pair.
    """
    places: dict[tuple[object, ...], list[int]] = {}
    for number, rule in enumerate(rules):
        places.setdefault((rule.dated, *rule.scope), []).append(number)
    for numbers in places.values():
        yield from ((one, two) for one, two in combinations(numbers, 2) if rules[one].meets(rules[two]))
