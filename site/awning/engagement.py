"""Rules of engagement: what a reseller may sell, as the distributor has set it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awning.catalog import Offering
from awning.config import Certified, Engagement, Protected, Reseller


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a reseller may not sell something: a rule of engagement that it does not meet."""

    number: int
    """Of the rule in its list, from 0 on."""
    rule: Certified | Protected

    @property
    def section(self) -> str:
        """The list in which the rule stands: ``certified`` or ``protected``."""
        return "certified" if isinstance(self.rule, Certified) else "protected"

    @property
    def thing(self) -> str:
        """What the rule is for, in words: ``vendor Mailwright``."""
        named = {"vendor": self.rule.vendor, "category": self.rule.category, "offering": self.rule.offering}
        return next(f"{kind} {name}" for kind, name in named.items() if name is not None)


class Permit:
    """What one reseller may sell: all but what a rule of engagement keeps for others.

    Each rule that is for something has to be met. A reseller who buys from another is in no group of the
    distributor's: a protected list names it by its slug.
    """

    __slots__ = ("_by_offering", "_by_shelf", "_known")

    def __init__(self, engagement: Engagement, reseller: Reseller) -> None:
        """Keep the rules that this reseller does not meet; those it meets bar nothing."""
        names = {reseller.slug, reseller.group}
        unmet = [
            Bar(number, rule)
            for number, rule in enumerate(engagement.certified)
            if rule.needs not in reseller.certificates
        ]
        unmet += [Bar(number, rule) for number, rule in enumerate(engagement.protected) if names.isdisjoint(rule.for_)]
        self._by_offering: dict[str, list[Bar]] = {}
        for bar in unmet:
            if bar.rule.offering is not None:
                self._by_offering.setdefault(bar.rule.offering, []).append(bar)
        self._by_shelf = tuple(bar for bar in unmet if bar.rule.offering is None)
        # Thousands of offerings stand on a few shelves by a few vendors.
        self._known: dict[tuple[str, tuple[str, ...]], tuple[Bar, ...]] = {}

    @property
    def offerings(self) -> frozenset[str]:
        """The SKUs that are barred by name, whatever shelf they stand on."""
        return frozenset(self._by_offering)

    def allows(self, offering: Offering, categories: Sequence[str]) -> bool:
        """Whether the reseller may sell the offering. Its own services it may always.

        Args:
            offering: what would be sold.
            categories: those it lies in, the deepest first.
        """
        return next(self.bars(offering, categories), None) is None

    def bars(self, offering: Offering, categories: Sequence[str]) -> Iterator[Bar]:
        """The rules of engagement that keep the reseller from selling the offering, in the order of the file."""
        if offering.owner:
            return
        yield from self._by_offering.get(offering.id, ())
        if self._by_shelf:
            yield from self.on_shelf(offering.vendor, tuple(categories))

    def on_shelf(self, vendor: str, categories: tuple[str, ...]) -> tuple[Bar, ...]:
        """Those that hold for all that a vendor has in a category, given with those around it."""
        key = (vendor, categories)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(
                bar for bar in self._by_shelf if bar.rule.vendor == vendor or bar.rule.category in categories
            )
        return known
