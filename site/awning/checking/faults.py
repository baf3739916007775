"""What is wrong with the prices that a rule makes: counted by rule, and told by the worst plan of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from awning.checking.block import Row
from awning.checking.findings import Findings, counted
from awning.checking.shop import Shop
from awning.dealings import day_of
from awning.errors import NotForSale
from awning.money import exponent
from awning.pricing import Pricer, tax_category_of
from awning.rules import Rule
from awning.tax import Anchor


class Kind(StrEnum):
    """What is wrong."""

    UNFIT = "unfit"
    """The rule cannot be followed, and the plan is not for sale."""
    LOSS = "loss"
    """The owner of the shelf pays more than is left of the price."""
    BAND = "band"
    """Further above the suggested price than the distributor allows."""


class Fault(NamedTuple):
    """What is wrong with all the prices that one rule makes."""

    kind: Kind
    link: int
    """Of the chain, the distributor's is 0."""
    rule: Rule | None
    """None where no rule holds."""


@dataclass(slots=True)
class _Tally:
    """The plans a fault is found at, and the worst of them."""

    plans: set[tuple[str, str]]
    """By SKU and id: the same may be at fault from another quantity on, or from another day."""
    worst: Row
    by: Decimal
    moment: datetime


class Faults:
    """The faults of one shop's prices."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._book = shop.book
        self._found: dict[Fault, _Tally] = {}
        self._pricers: dict[tuple[datetime, bool], Pricer] = {}
        self.moment = shop.book.as_of
        """What is asked and noted is that of this moment."""

    def note(self, fault: Fault, row: Row, by: Decimal = Decimal(0)) -> None:
        """Count a plan; ``by`` says how bad it is, compared with others of the same fault."""
        known = self._found.get(fault)
        if known is None:
            known = self._found[fault] = _Tally(set(), row, by, self.moment)
        known.plans.add((row.offering.id, row.plan.id))
        if by > known.by:
            known.worst, known.by, known.moment = row, by, self.moment

    def unit(self, row: Row) -> Decimal | NotForSale:
        """The shelf price of a plan, or why there is none."""
        try:
            return self._pricer(row).unit(self._book.subject(row.offering, row.plan), row.quantity)
        except NotForSale as why:
            return why

    def net(self, row: Row, unit: Decimal) -> Decimal:
        """What is left of a shelf price without the tax it may hold."""
        tax = self._book.market.tax
        if tax.anchor is not Anchor.GROSS:
            return unit
        chosen = dict(self._book.market.shelf.tax_categories)
        rate = tax.anchor_rate(tax_category_of(self._book.subject(row.offering, row.plan), chosen))
        return unit * 100 / (100 + rate)

    def above(self, row: Row, most: Decimal) -> bool:
        """Whether the shelf price of a plan without its tax is more than that."""
        unit = self.unit(row)
        return isinstance(unit, Decimal) and self.net(row, unit) > most

    def loses(self, row: Row) -> bool:
        """Whether nothing is left of a price for the owner of the shelf, or less."""
        try:
            price = self._pricer(row).price(self._book.subject(row.offering, row.plan), row.quantity)
        except NotForSale:
            return False
        owner = self._book.chain.links[-1].party
        return any(cut.party == owner and cut.money.minor < 0 for cut in price.cuts)

    def _pricer(self, row: Row) -> Pricer:
        key = (self.moment, bool(row.offering.owner))
        known = self._pricers.get(key)
        if known is None:
            chain = self._book.chain_for(row.offering)
            known = self._pricers[key] = Pricer(chain, self._book.market, self.moment)
        return known

    def say(self, findings: Findings) -> None:
        """Add a line for each fault, at the rule it comes from."""
        for fault, tally in self._found.items():
            slug, where = self._shop.place_of(fault.link, fault.rule)
            row, self.moment = tally.worst, tally.moment
            units = f", {row.quantity} units" if row.quantity > 1 else ""
            others = len(tally.plans) - 1
            more = f" and {counted(others, 'more plan')}" if others else ""
            later = tally.moment > self._book.as_of
            begins = f", from {day_of(tally.moment, self._shop.project)} on" if later else ""
            plans = f"{row.offering.id} ({row.plan.id}{units}){more}{begins}"
            match fault.kind:
                case Kind.UNFIT:
                    findings.error(slug, where, f"{plans}: cannot be sold, because {self._why(row)}")
                case Kind.BAND:
                    findings.error(slug, where, f"{plans}: {self._too_dear(row)}")
                case Kind.LOSS:
                    findings.warn(slug, where, f"{plans}: {self._too_cheap(row)}")

    def _why(self, row: Row) -> str:
        said = str(self.unit(row)).removeprefix(f"{row.offering.id}, plan {row.plan.id}: ")
        advised = "Mend the rule" in said or "Add one to exchange_rates" in said
        return said if advised else f"{said} Make its price in another way, or leave it out."

    def _too_dear(self, row: Row) -> str:
        percent = self._shop.project.distributor.engagement.price_band.above_srp
        return (
            f"{self._asked(row)} is more than {percent:f} % above the suggested price of {self._said(row.suggested)}. "
            "The distributor allows no more (config/awning.yaml, distributor.engagement.price_band). Ask for less."
        )

    def _too_cheap(self, row: Row) -> str:
        agent = ", less the agent's share," if self._book.chain.agent else ""
        return f"{self._asked(row)}{agent} is less than the shop pays for it: each sale is a loss. Ask for more."

    def _asked(self, row: Row) -> str:
        unit = self.unit(row)
        return f"{self._said(self.net(row, unit))} net" if isinstance(unit, Decimal) else "the price"

    def _said(self, amount: Decimal) -> str:
        currency = self._book.market.currency
        return f"{amount:.{exponent(currency)}f} {currency}"
