"""The words of pricing: what is priced, where it is sold, and what a price consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from awning.catalog import Offering, Plan
from awning.chain import Party
from awning.money import Money
from awning.pricing.cutting import Cut, Margins
from awning.rules import RuleBook
from awning.tax import TaxContext


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of ``quote`` one unit of ``base`` is, on a day, by somebody's word."""

    base: str
    quote: str
    rate: Decimal
    day: date
    source: str
    buffer_percent: Decimal = Decimal(0)
    """Added to the rate, because it moves between the sale and the distributor's invoice."""


class Towards(StrEnum):
    """To which side a charm ending is sought."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Charm:
    """How shelf prices end: ``99`` makes 41.644 into 41.99."""

    ends_in: str
    """The last digits in minor units, 1 to 4 of them."""
    towards: Towards = Towards.UP


class BelowFloor(StrEnum):
    """What becomes of a price that its rule would put below a floor."""

    RAISE = "raise"
    """It is raised to the floor."""
    REFUSE = "refuse"
    """It is no price at all: the plan is not for sale until the rule is mended."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """How the owner of a shelf prints prices, and how low they may go."""

    charm: Charm | None = None
    margin_percent: Decimal | None = None
    """The owner's least margin, in percent of the net shelf price."""
    agent_percent: Decimal = Decimal(0)
    """What the agent of the whole shop takes of it; the least margin is what is left after that."""
    below: BelowFloor = BelowFloor.RAISE
    band_percent: Decimal | None = None
    """The distributor's rule: no shop goes further below the suggested price, in percent of it."""
    promotions: RuleBook = field(default_factory=RuleBook)
    tax_categories: tuple[tuple[str, str], ...] = ()
    """SKU or category to the tax category of what is sold there, where it is not the feed's."""


@dataclass(frozen=True, slots=True)
class Market:
    """Where a shop sells: its currency, the rates to get there, the tax its sales bear, and its shelf."""

    currency: str
    rates: tuple[Rate, ...]
    tax: TaxContext
    shelf: Shelf = Shelf()


class Lowest(Protocol):
    """What a shop asked before: the lowest price of the days before a moment, or none that is known."""

    def lowest(self, sku: str, plan_id: str, currency: str, before: datetime) -> Decimal | None:
        """The lowest anchored unit price in the 30 days before the moment."""
        ...


class Subject(NamedTuple):
    """What is priced: a plan of an offering, and the categories it lies in, the deepest first."""

    offering: Offering
    plan: Plan
    categories: tuple[str, ...]


class Step(NamedTuple):
    """One line of a price's trail: what was done, and the amount it left."""

    kind: str
    """feed, exchange, a method of rules (markup where no rule holds), tax, floor, promotion, charm or rounding."""
    says: str
    amount: Decimal
    currency: str
    party: Party | None = None


# Not frozen, for the same reason as money: its fields are final.
@dataclass(slots=True, unsafe_hash=True)
class Price:
    """A price and everything that explains it."""

    unit: Final[Decimal]
    """Per unit and billing period, as the shelf is anchored, net or gross; whole minor units, of metered plans the
    exact rate."""
    currency: Final[str]
    quantity: Final[int]
    total: Final[Money]
    """For the quantity, net of tax; for a metered plan nothing, because nothing is paid beforehand."""
    tax: Final[Money]
    trail: Final[tuple[Step, ...]]
    margins: Final[Margins]
    """What the parties' cuts are made from."""
    was: Final[Decimal | None] = None
    """In a promotion: the lowest unit price of the 30 days before it (Directive 98/6/EC, Article 6a)."""
    promotion: Final[str] = ""
    """What the promotion is called."""
    floor: Final[Decimal] = Decimal(0)
    """The lowest unit price allowed, exact and anchored as the unit is; 0 for none."""
    tax_category: Final[str] = "standard"

    @property
    def gross(self) -> Money:
        """The total with tax."""
        return self.total + self.tax

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What each party gets of the total; they sum to it exactly."""
        return self.margins.cuts(self.total, self.quantity)

    def at_net(self, net: Money, tax: Money) -> Price:
        """The same goods for another net total, as after a discount: the owner of the shelf bears what is less."""
        return replace(self, total=net, tax=tax)


def tax_category_of(subject: Subject, chosen: Mapping[str, str]) -> str:
    """The tax category of what is sold: by its SKU, by its deepest category, or as the feed has it."""
    if chosen:
        for name in (subject.offering.id, *subject.categories):
            if name in chosen:
                return chosen[name]
    return subject.offering.tax_category
