"""Prices: rules that cannot be followed, that sell at a loss, or that leave the distributor's price band.

Nothing is priced that cannot fail: what rules come to is worked out for all plans alike (see `linear`), and only
where rounding may decide, and for the example that is named, a plan is priced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from awning.catalog import PlanKind
from awning.checking.block import Block, Row
from awning.checking.faults import Fault, Faults, Kind
from awning.checking.findings import Findings
from awning.checking.linear import Basis, begin, sold
from awning.checking.made import NEAR, Limits, Made
from awning.checking.shop import Shop
from awning.checking.stock import Shelf, View
from awning.errors import RuleUnfit
from awning.pricing.feed_prices import FeedPrices
from awning.rules import Method, Rule
from awning.tax import Anchor

_BEGINNINGS_MAX = 12
"""So many days to come on which rules begin to hold are looked at."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Plans that no rule of the shop tells apart."""

    shelf: Shelf
    basis: Basis
    first: Row
    block: Block
    apart: frozenset[str]
    """SKUs that stand among the rows and are looked at by themselves, or not at all."""

    def rows(self) -> Iterator[Row]:
        return (row for row in self.block.rows if row.offering.id not in self.apart)


class PriceCheck:
    """Looks at the prices of one shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._book = shop.book
        self._faults = Faults(shop)
        self._limits = Limits.of(shop)
        self._factors = FeedPrices(shop.book.market, shop.stock.moment).factors
        self._last = len(shop.book.chain.links) - 1
        tax = shop.book.market.tax
        # At the standard rate: what bears another is a little off, and the plan that is named is priced as it is.
        self._holds = 1 + tax.anchor_rate() / 100 if tax.anchor is Anchor.GROSS else Decimal(1)
        self._rules = [rule for link in shop.book.chain.links for rule in link.rules.rules]
        self._named = frozenset(rule.offering for rule in self._rules if rule.offering)
        self._made: dict[tuple[object, ...], Made | Fault | None] = {}

    def look(self, findings: Findings) -> None:
        """Note a mistake or a warning for each rule that makes prices which cannot stand."""
        now = self._shop.stock.moment
        for moment in self._moments(now):
            self._faults.moment = moment
            for quantity in sorted({1, *(rule.quantity for rule in self._rules)}):
                # A day or a quantity makes another price only where a rule names it.
                why = [
                    rule for rule in self._rules if moment in {now, rule.valid_from} and quantity in {1, rule.quantity}
                ]
                first = moment == now and quantity == 1
                if first or why:
                    view = self._shop.stock.view(self._book.market, quantity)
                    for group in self._groups(view, None if first else why):
                        self._judge(group, moment)
        self._faults.say(findings)

    def _moments(self, now: datetime) -> Iterator[datetime]:
        """Now, and the next times at which a rule begins to hold."""
        yield now
        begins = {rule.valid_from for rule in self._rules if rule.valid_from and rule.valid_from > now}
        yield from sorted(begins)[:_BEGINNINGS_MAX]

    def _groups(self, view: View, why: Sequence[Rule] | None) -> Iterator[_Group]:
        """What the shop sells, or only what one of these rules may be for."""
        apart = self._named | self._shop.out
        for shelf, _ in self._shop.allowed():
            if why is not None and not any(_may_hold(rule, shelf) for rule in why):
                continue
            for kind, block in view.classes.get(shelf, {}).items():
                first = next((row for row in block.rows if row.offering.id not in apart), None)
                if first is not None:
                    yield _Group(shelf, kind.basis, first, block, apart)
        for sku in sorted(self._named & view.of_offering.keys()):
            for kind, row in view.of_offering[sku]:
                shelf = self._shop.stock.shelf(row.offering)
                if why is not None and not any(_may_hold(rule, shelf, sku) for rule in why):
                    continue
                if self._book.sells(row.offering):
                    yield _Group(shelf, kind.basis, row, Block([row]), frozenset())

    def _judge(self, group: _Group, moment: datetime) -> None:
        made = self._made_of(group, moment)
        if made is None:
            return
        if isinstance(made, Fault):
            for row in group.rows():
                self._faults.note(made, row)
            return
        if self._limits.refuses:
            self._refused(made, group)
        if group.basis.kind is not PlanKind.TRIAL:
            self._lost(made, group)
            if group.basis.has_suggested and self._limits.most is not None:
                self._above_band(made, group, self._limits.most)

    def _made_of(self, group: _Group, moment: datetime) -> Made | Fault | None:
        """What the links make of it; the fault of the one whose rule cannot be followed; none where one must ask."""
        offering, plan, quantity = group.first[:3]
        categories = group.shelf.categories
        rules = [
            link.rules.deciding(offering, plan, categories, quantity, moment) for link in self._shop.links(group.shelf)
        ]
        key = (group.basis, *map(id, rules))
        if key not in self._made:
            self._made[key] = self._through(rules, group.basis)
        return self._made[key]

    def _through(self, rules: Sequence[Rule | None], basis: Basis) -> Made | Fault | None:
        line = bought = begin(basis)
        for number, rule in enumerate(rules, start=self._last + 1 - len(rules)):
            holds = self._holds if number == self._last else Decimal(1)
            bought, made = line, sold(line, rule, basis, self._factors, holds)
            if made is None:
                on_request = rule is not None and rule.method is Method.REQUEST
                return None if on_request else Fault(Kind.UNFIT, number, rule)
            line = made
        return Made(bought, line, basis, self._limits, rules[-1])

    def _refused(self, made: Made, group: _Group) -> None:
        """Prices under a floor, in a shop that refuses them."""
        for row in made.maybe_under(group.block):
            under = made.floor(row) - made.price(row)
            if under <= -NEAR or row.offering.id in group.apart:
                continue
            if under >= NEAR or isinstance(self._faults.unit(row), RuleUnfit):
                self._faults.note(Fault(Kind.UNFIT, self._last, made.rule), row, under)

    def _lost(self, made: Made, group: _Group) -> None:
        """Prices below what is paid. An ending further down may take the margin with it."""
        for row in made.maybe_lost(group.block):
            price, floor = made.price(row), made.floor(row)
            if row.offering.id in group.apart or (self._limits.refuses and floor > price):
                continue
            lost = made.bought.at(row.cost, row.suggested) - max(price, floor) * self._limits.share
            if lost > NEAR or (lost > -made.down and made.down and self._faults.loses(row)):
                self._faults.note(Fault(Kind.LOSS, self._last, made.rule), row, lost)

    def _above_band(self, made: Made, group: _Group, most_of: Decimal) -> None:
        """Prices further above the suggested one than the distributor allows."""
        for row in made.maybe_over(group.block):
            price, floor, most = made.price(row), made.floor(row), row.suggested * most_of
            if row.offering.id in group.apart or (self._limits.refuses and floor > price):
                continue
            above = max(price, floor) - most
            if above > made.up or (above > -made.up and self._faults.above(row, most)):
                by = max(price, floor) / row.suggested if row.suggested else price
                self._faults.note(Fault(Kind.BAND, self._last, made.rule), row, by)


def _may_hold(rule: Rule, shelf: Shelf, sku: str | None = None) -> bool:
    """Whether a rule may be for something on a shelf, or for an offering."""
    return (
        rule.offering in {None, sku}
        and rule.vendor in {None, shelf.vendor}
        and (rule.category is None or rule.category in shelf.categories)
    )
