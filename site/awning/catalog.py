"""What a distributor offers: categories, offerings and their plans, as frozen values.

The words are TM Forum's (TMF620) where it has one. Everything here is plain data: readers make it, snapshots
keep it, pricing reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class PriceRole(StrEnum):
    """Whose price a feed price is."""

    COST = "cost"
    """What a reseller pays the distributor before any group terms. Never published."""
    SRP = "srp"
    """What the vendor suggests an end customer pays."""
    FLOOR = "floor"
    """The lowest price the vendor allows on a shelf. Never published."""
    SETUP = "setup"
    """What a reseller pays the distributor once for each unit when the plan starts. Never published."""


class PlanKind(StrEnum):
    """How a plan is paid."""

    RECURRING = "recurring"
    """The same amount every billing period, until notice is given."""
    ONCE = "once"
    """One amount, once: hardware, a day of work."""
    METERED = "metered"
    """By use, afterwards: shown with its rate, never put in a cart."""
    TRIAL = "trial"
    """Nothing, for a number of days."""


class Lifecycle(StrEnum):
    """Where an offering is in its life."""

    ACTIVE = "active"
    """Sold."""
    RETIRED = "retired"
    """No longer sold: its page stays and points to the substitute."""


class RelationKind(StrEnum):
    """How one offering speaks of another."""

    REQUIRES = "requires"
    """This one is an add-on and does nothing without the other."""
    GOES_WITH = "goesWellWith"
    """Bought together more often than not."""
    UPGRADES_TO = "upgradesTo"
    """The other is the next size up."""
    SUBSTITUTED_BY = "substitutedBy"
    """This one is retired; the other took its place."""


class QuestionKind(StrEnum):
    """What a provisioning question takes for an answer."""

    TEXT = "text"
    EMAIL = "email"
    DOMAIN = "domain"
    NUMBER = "number"
    CHOICE = "choice"


# A century of each: what is longer is a slip, and would take dates past the end of the calendar.
_LONGEST = {"day": 36_500, "week": 5_200, "month": 1_200, "year": 100}
PERIOD_UNITS = frozenset(_LONGEST)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar length: so many days, months or years. Twelve months are a year."""

    count: int
    unit: str

    @classmethod
    def of(cls, count: int, unit: str) -> Period:
        """Read a length with TM Forum's unit words, singular or plural.

        Raises:
            ValueError: the unit is none of day, week, month, year, or the count is not positive, or
                more than a century.
        """
        unit = unit.lower().removesuffix("s")
        if not 1 <= count <= _LONGEST.get(unit, 0):
            raise ValueError(
                f"'{count} {unit[:20]}' is not a period. Write a positive number of day, week, month or year."
            )
        if unit == "week":
            return cls(count * 7, "day")
        if unit == "month" and count % 12 == 0:
            return cls(count // 12, "year")
        return cls(count, unit)

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """Read the ISO 8601 form `str` gives; an empty text is no period."""
        units = {"D": "day", "M": "month", "Y": "year"}
        return cls(int(text[1:-1]), units[text[-1]]) if text else None

    @property
    def months(self) -> int | None:
        """The length in months, or none for a length in days."""
        return {"month": self.count, "year": self.count * 12}.get(self.unit)

    def __str__(self) -> str:
        """The ISO 8601 form: ``P1M``, ``P3Y``, ``P30D``."""
        return f"P{self.count}{self.unit[0].upper()}"


class FeedPrice(NamedTuple):
    """One exact amount of a plan, for one role, currency and quantity tier.

    A named tuple, because a catalog has millions of them and a frozen dataclass takes longer to make.
    """

    role: PriceRole
    currency: str
    amount: Decimal
    tier_min: Decimal = Decimal(1)
    """The smallest quantity it holds for. Metered tiers may start at 0 and hold decimals."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """Half open, with time zone: valid_from <= moment < valid_until."""

    def valid_at(self, moment: datetime) -> bool:
        """Whether the amount holds at that moment."""
        return (self.valid_from is None or self.valid_from <= moment) and (
            self.valid_until is None or moment < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to buy an offering: a commitment, a billing period, and what it costs."""

    id: str
    kind: PlanKind
    unit: str
    """What is counted, in the feed's word: user, piece; for metered plans what the rate is per: 1K, 1 GB."""
    prices: tuple[FeedPrice, ...]
    name: str = ""
    """Set where term and billing do not tell plans apart, as with the meters of a cloud service."""
    commitment: Period | None = None
    billing: Period | None = None
    trial_days: int = 0
    converts_to: str = ""
    """Of a trial: the id of the offering's plan that follows it; empty where it just stops."""
    reminder_days: int = 0
    """Of a trial: so many days before its end the customer is reminded of it; 0 for not at all."""
    # Not hashed: mappings cannot be, and plans that differ in nothing else are not told apart by it.
    names: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Language to name."""

    def named_in(self, language: str) -> str:
        """Its name in that language, or as the feed's own language has it; empty where it has none."""
        return self.names.get(language, self.name)


def plan_id(kind: PlanKind, commitment: Period | None, billing: Period | None, trial_days: int = 0) -> str:
    """What a plan is called that has no name of its own: ``P1Y-P1M`` is a year, paid by the month."""
    if kind is PlanKind.RECURRING:
        return f"{commitment or billing}-{billing}"
    return f"trial-P{trial_days}D" if kind is PlanKind.TRIAL else kind.value


@dataclass(frozen=True, slots=True)
class Text:
    """A name and a description in one language; the description is Markdown."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One row of the specification table."""

    name: str
    value: str
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Language to (name, value)."""

    def said_in(self, language: str) -> tuple[str, str]:
        """Name and value in that language, or as the feed's own language has them."""
        return self.translations.get(language, (self.name, self.value))


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read about an offering, on a server of the vendor's or the distributor's: a data sheet, a manual."""

    title: str
    url: str
    """Always https."""
    translations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language to title."""

    def titled_in(self, language: str) -> str:
        """The title in that language, or as the feed's own language has it."""
        return self.translations.get(language, self.title)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing provisioning needs to know, asked at checkout."""

    name: str
    label: str
    kind: QuestionKind = QuestionKind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language to label."""
    choice_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """Language to what each choice is called in it; the choice itself is what the distributor is told."""

    def asked_in(self, language: str) -> str:
        """The question in that language, or as the feed's own language asks it."""
        return self.labels.get(language, self.label)

    def choice_in(self, choice: str, language: str) -> str:
        """What one of the choices is called in that language, or the choice as it is."""
        return self.choice_labels.get(language, {}).get(choice, choice)


@dataclass(frozen=True, slots=True)
class Relation:
    """A pointer from one offering to another."""

    kind: RelationKind
    offering_id: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Until when a commitment can be ended, as far as the distributor is concerned."""

    days: int
    """So many days before the end of a commitment the distributor must hear of a cancellation."""
    window_days: int = 0
    """So many days after a commitment starts, or starts anew, it can still be cancelled; 0 for not at all."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """Half open, with time zone: valid_from <= moment < valid_until."""

    def valid_at(self, moment: datetime) -> bool:
        """Whether it holds at that moment."""
        return (self.valid_from is None or self.valid_from <= moment) and (
            self.valid_until is None or moment < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One part of a bundle: so many units of a plan of another offering."""

    offering_id: str
    """It need not be in the catalog: then the bundle cannot be sold. It is no bundle itself."""
    plan_id: str
    quantity: int = 1
    """In each bundle, at least 1."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Something a bundle is connected with that is no part of it: the internet, the people in the office."""

    id: str
    """What connections name it by."""
    name: str
    translations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language to name."""

    def named_in(self, language: str) -> str:
        """The name in that language, or as the feed's own language has it."""
        return self.translations.get(language, self.name)


@dataclass(frozen=True, slots=True)
class Connection:
    """How one part of a bundle has to do with another, as an arrow of its diagram shows it."""

    source: str
    """The SKU of an item, or the id of something outside."""
    target: str
    says: str = ""
    """A word or two on the arrow: protects, fibre."""
    translations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language to those words."""

    def said_in(self, language: str) -> str:
        """The words in that language, or as the feed's own language has them."""
        return self.translations.get(language, self.says)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What an offering consists of that is sold as its items: at least two."""

    items: tuple[BundleItem, ...]
    discount_percent: Decimal = Decimal(0)
    """So much less than its items come to: 0 <= percent < 100."""
    outside: tuple[Outside, ...] = ()
    connections: tuple[Connection, ...] = ()
    """How the parts work together, in the order a person would tell it; empty where nobody said."""


STANDARD_TAX = "standard"
"""The tax category of what has none of its own."""


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the shop; shelves can hold shelves."""

    id: str
    name: str
    description: str = ""
    parent_id: str | None = None
    translations: Mapping[str, Text] = field(default_factory=dict[str, Text])

    def said_in(self, language: str) -> Text:
        """Name and description in that language, or as the feed's own language has them."""
        return self.translations.get(language) or Text(self.name, self.description)


@dataclass(frozen=True, slots=True)
class Offering:
    """Something a customer can choose, under the distributor's SKU."""

    id: str
    name: str
    category_id: str
    vendor: str
    plans: tuple[Plan, ...]
    description: str = ""
    part_number: str = ""
    picture: str = ""
    """The picture's file name in the folder of pictures; empty for none."""
    pictures: tuple[str, ...] = ()
    """File names of further pictures, behind that one; without one there are none."""
    documents: tuple[Document, ...] = ()
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    notices: tuple[Notice, ...] = ()
    """In order of their beginning, those from always on first; no two that begin together say different things."""
    tax_category: str = STANDARD_TAX
    """In small letters and dashes: standard, reduced, zero, exempt. What it comes to, each country's tax table says."""
    bundle: Bundle | None = None
    """The offering has no plans of its own then."""
    characteristics: tuple[Characteristic, ...] = ()
    questions: tuple[Question, ...] = ()
    relations: tuple[Relation, ...] = ()
    translations: Mapping[str, Text] = field(default_factory=dict[str, Text])
    source: str = ""
    """The feed it came from, as the settings name it; empty where a project has only one."""
    owner: str = ""
    """The slug of the reseller whose own service it is: no other shop sells it. Empty for the distributor's."""

    def said_in(self, language: str) -> Text:
        """Name and description in that language, or as the feed's own language has them."""
        return self.translations.get(language) or Text(self.name, self.description)

    def plan(self, plan_id: str) -> Plan | None:
        """The plan of that id, or none."""
        return next((plan for plan in self.plans if plan.id == plan_id), None)

    def notice_at(self, moment: datetime) -> Notice | None:
        """The notice that holds at a moment: of several the one begun last; none where none is asked."""
        held = [notice for notice in self.notices if notice.valid_at(moment)]
        # Stored in this order already, but a test or a reader of one's own need not know that.
        return max(held, key=lambda notice: (notice.valid_from is not None, notice.valid_from or moment), default=None)

    def related(self, kind: RelationKind) -> tuple[str, ...]:
        """The SKUs this offering points to in that way."""
        return tuple(relation.offering_id for relation in self.relations if relation.kind is kind)
