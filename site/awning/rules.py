"""Price rules: how a seller prices what it sells, for what, and which of several rules decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from awning.catalog import Offering, Period, Plan
from awning.errors import PriceError
from awning.money import EXACT

_LEAST = {"markup": -100, "margin": -10_000, "off_srp": -10_000, "off": 0}
_MOST = {"off_srp": 100, "off": 100}


class Method(StrEnum):
    """What a rule does."""

    MARKUP = "markup"
    """Percent added to the buy price."""
    MARGIN = "margin"
    """Percent of the selling price that stays: 20 % margin is 25 % markup."""
    ADD = "add"
    """An amount added to the buy price, per unit and billing period."""
    OFF_SRP = "off_srp"
    """Percent off the price the vendor suggests."""
    PRICE = "price"
    """This price, whatever was paid."""
    REQUEST = "request"
    """No price: customers are asked to write."""
    OFF = "off"
    """Percent off the shelf price; only promotions have it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. What it names narrows it: a rule that names nothing holds for everything."""

    method: Method
    value: Decimal = Decimal(0)
    """Percent, or an amount in the currency."""
    currency: str = ""
    """Of an amount; empty for percents."""
    name: str = ""
    """What a promotion is called."""
    plan: str | None = None
    """Only with an offering."""
    offering: str | None = None
    category: str | None = None
    """Those inside it too."""
    vendor: str | None = None
    """Alone, or within a category."""
    term: Period | None = None
    """How long a plan binds, or where it does not, how often it is paid."""
    quantity: int = 1
    """From so many units on."""
    buyer: str | None = None
    """Who buys: a reseller's slug, or a group of resellers."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """Half open, with time zone, as prices of the feed."""
    days: str = field(default="", compare=False)
    """The same as the settings write it, in days of the market's zone: ``from 2026-12-01, until 2026-12-07``."""
    factor: Decimal = field(init=False, compare=False, repr=False)
    """Of a percent: what is multiplied by, or for a margin divided by. Rules are asked far more often than made."""
    always: bool = field(init=False, compare=False, repr=False)
    """Whether it holds for every plan, quantity and moment of what it names."""

    def __post_init__(self) -> None:
        least, most = _LEAST.get(self.method), _MOST.get(self.method)
        if self.method is Method.MARGIN and self.value >= 100:  # noqa: PLR2004  (percent)
            raise PriceError(f"A margin of {self.value} % cannot be had: below 100 something is left to pay the goods.")
        if (least is not None and self.value < least) or (most is not None and self.value > most):
            raise PriceError(f"A {self.method.replace('_srp', '')} of {self.value} % would pay the buyer.")
        part = self.value.scaleb(-2, EXACT)
        sign = part if self.method is Method.MARKUP else -part
        object.__setattr__(self, "factor", EXACT.add(Decimal(1), sign))
        always = self.quantity <= 1 and not (self.plan or self.term or self.valid_from or self.valid_until)
        object.__setattr__(self, "always", always)

    @property
    def does(self) -> str:
        """What it does, in words: ``+25 %``, ``20 % margin``, ``12.90 EUR``."""
        number = f"{self.value.normalize(EXACT):f}"
        return {
            Method.MARKUP: f"{self.value.normalize(EXACT):+f} %",
            Method.MARGIN: f"{number} % margin",
            Method.ADD: f"{self.value:+f} {self.currency}",
            Method.OFF_SRP: f"{number} % off the suggested price",
            Method.PRICE: f"fixed at {self.value:f} {self.currency}",
            Method.REQUEST: "price on request",
            Method.OFF: f"{number} % off",
        }[self.method]

    @property
    def target(self) -> str:
        """What it is for, in words: ``vendor Mailwright in category email, from 25 units on``."""
        within = f"category {self.category}" if self.category else ""
        if self.vendor:
            within = f"vendor {self.vendor} in {within}" if within else f"vendor {self.vendor}"
        if self.offering:
            within = f"offering {self.offering}" + (f", plan {self.plan}" if self.plan else "")
        parts = [within or "everything"]
        if self.buyer:
            parts.append(f"for {self.buyer}")
        if self.term:
            parts.append(f"term {self.term}")
        if self.quantity > 1:
            parts.append(f"from {self.quantity} units on")
        if self.days:
            parts.append(self.days)
        elif self.valid_from or self.valid_until:
            ends = (("from", self.valid_from), ("before", self.valid_until))
            parts += [f"{word} {moment:%Y-%m-%d %H:%M} UTC" for word, moment in ends if moment]
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.does} on {self.target}"

    def holds(self, plan: Plan, quantity: int, moment: datetime) -> bool:
        """Whether it holds for that many of a plan at a moment; what it names besides is taken as given."""
        return (
            self.quantity <= quantity
            and (self.plan is None or self.plan == plan.id)
            and (self.term is None or self.term == (plan.commitment or plan.billing))
            and (self.valid_from is None or self.valid_from <= moment)
            and (self.valid_until is None or moment < self.valid_until)
        )


class RuleBook:
    """The rules of one seller for one buyer, in an order of their own: that of lines in a file does not matter.

    The most specific rule decides, and decides alone. Specific means, in this order: what it is for (a plan of an
    offering, an offering, a vendor within a category, a category, a vendor, everything; of categories the
    deepest), for whom (one reseller, a group, anybody), then whether it names a term, then the higher quantity, then
    whether it has dates.
    """

    __slots__ = ("_by_offering", "_by_shelf", "_known", "rules", "tiered")

    def __init__(self, rules: Iterable[Rule] = (), buyers: Sequence[str] = ()) -> None:
        """Take the rules, and who buys: the closest name first. Rules for other buyers are left out."""
        kept = [rule for rule in rules if rule.buyer is None or rule.buyer in buyers]
        self.rules = tuple(sorted(kept, key=lambda rule: (_rank(rule, buyers), str(rule))))
        """The most specific first, as far as that can be told without knowing what is sold."""
        self.tiered = any(rule.quantity > 1 for rule in self.rules)
        """Whether any price depends on the quantity."""
        self._by_offering: dict[str, list[Rule]] = {}
        self._by_shelf: dict[tuple[str | None, str | None], list[Rule]] = {}
        for rule in self.rules:
            if rule.offering:
                self._by_offering.setdefault(rule.offering, []).append(rule)
            else:
                self._by_shelf.setdefault((rule.vendor, rule.category), []).append(rule)
        # Thousands of offerings stand on a few shelves by a few vendors: what holds there is put together once.
        self._known: dict[tuple[str, tuple[str, ...]], tuple[Rule | None, tuple[Rule, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleBook) and self.rules == other.rules

    def __hash__(self) -> int:
        return hash(self.rules)

    def __repr__(self) -> str:
        return f"RuleBook({', '.join(map(str, self.rules))})"

    def deciding(
        self, offering: Offering, plan: Plan, categories: tuple[str, ...], quantity: int, moment: datetime
    ) -> Rule | None:
        """The rule that decides, or none that holds.

        Args:
            offering: what is sold.
            plan: one of its plans.
            categories: those it lies in, the deepest first.
            quantity: whole units.
            moment: with time zone.
        """
        if self._by_offering:
            for rule in self._by_offering.get(offering.id, ()):
                if rule.holds(plan, quantity, moment):
                    return rule
        shelf = (offering.vendor, categories)
        known = self._known.get(shelf)
        if known is None:
            rules = self._on_shelf(*shelf)
            known = self._known[shelf] = (rules[0] if rules and rules[0].always else None, rules)
        plain, rules = known
        if plain is not None:
            return plain
        for rule in rules:
            if rule.holds(plan, quantity, moment):
                return rule
        return None

    def plain(self, vendor: str, categories: tuple[str, ...]) -> bool:
        """Whether the same rule decides for all plans, quantities and moments of what no rule names by itself."""
        rules = self._on_shelf(vendor, categories)
        return not rules or rules[0].always

    def named(self, offering: Offering, categories: tuple[str, ...]) -> Iterator[Rule]:
        """All rules that may decide for some plan, quantity or moment of an offering."""
        yield from self._by_offering.get(offering.id, ())
        yield from self._on_shelf(offering.vendor, categories)

    def _on_shelf(self, vendor: str, categories: tuple[str, ...]) -> tuple[Rule, ...]:
        places = [(vendor, category) for category in categories]
        places += [(None, category) for category in categories]
        places += [(vendor, None), (None, None)]
        found = [rule for place in places for rule in self._by_shelf.get(place, ())]
        # Behind one that always holds no other is ever asked.
        last = next((number for number, rule in enumerate(found, start=1) if rule.always), len(found))
        return tuple(found[:last])


def _rank(rule: Rule, buyers: Sequence[str]) -> tuple[bool, int, bool, int, bool]:
    """The smaller, the more specific; the target itself is told apart by where a rule is looked up."""
    nearness = buyers.index(rule.buyer) if rule.buyer else len(buyers)
    undated = rule.valid_from is None and rule.valid_until is None
    return rule.plan is None, nearness, rule.term is None, -rule.quantity, undated
