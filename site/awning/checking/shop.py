"""One shop as checks look at it: its settings, its price book, and what of the catalog is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from awning.catalog import Offering, Period
from awning.chain import Link
from awning.checking.findings import PROJECT
from awning.checking.stock import Shelf, Stock
from awning.config import Project, Reseller, SellerRule
from awning.config import Rule as WrittenRule
from awning.dealings import day_of, first_moment
from awning.pricebook import PriceBook
from awning.rules import Rule
from awning.yamlfile import Where


@dataclass(frozen=True, slots=True)
class Shop:
    """A reseller and its price book of the moment of the check."""

    project: Project
    reseller: Reseller
    book: PriceBook
    stock: Stock

    @property
    def slug(self) -> str:
        """The reseller's."""
        return self.reseller.slug

    @property
    def today(self) -> date:
        """The day of the check, where the market is."""
        return day_of(self.book.as_of, self.project)

    @property
    def zone(self) -> ZoneInfo:
        """The market's time zone."""
        return ZoneInfo(self.project.time_zone)

    def links(self, shelf: Shelf) -> Sequence[Link]:
        """Who sells what stands on a shelf, the reseller last; in its own services nobody else has a part."""
        links = self.book.chain.links
        return links[-1:] if shelf.owner else links

    def shelves(self) -> Iterator[tuple[Shelf, list[Offering]]]:
        """The shelves of which the shop sells something, with all that stands on them; see `apart`."""
        assortment = self.reseller.assortment
        only, out = set(assortment.categories), set(assortment.without)
        for shelf, offerings in self.stock.shelves.items():
            if shelf.owner:
                if shelf.owner == self.slug:
                    yield shelf, offerings
                continue
            if only and only.isdisjoint(shelf.categories):
                continue
            if shelf.vendor in out or not out.isdisjoint(shelf.categories):
                continue
            yield shelf, offerings

    def allowed(self) -> Iterator[tuple[Shelf, list[Offering]]]:
        """The same without shelves of which the reseller may sell nothing."""
        for shelf, offerings in self.shelves():
            if shelf.owner or not self.book.permit.on_shelf(shelf.vendor, shelf.categories):
                yield shelf, offerings

    @property
    def out(self) -> frozenset[str]:
        """The SKUs that stand on those shelves and are not sold: left out, or kept for others."""
        return frozenset(self.reseller.assortment.without) | self.book.permit.offerings

    def place_of(self, link: int, rule: Rule | None) -> tuple[str, Where]:
        """Whose file a rule of a link stands in, counted from the distributor, and where."""
        upstream = self.reseller.upstream
        if link == 0:
            distributor = self.project.distributor
            short = len(distributor.all_rules) - len(distributor.rules)
            number = self._number(rule, distributor.all_rules)
            if number is None:
                return PROJECT, ("distributor", "rules")
            if number < short:
                return PROJECT, ("distributor", "groups", str(distributor.all_rules[number].buyer))
            return PROJECT, ("distributor", "rules", number - short)
        supplier = upstream[link - 1] if link <= len(upstream) else None
        here: Where = ("wholesale", "rules") if supplier else ("rules",)
        number = self._number(rule, supplier.rules if supplier else self.reseller.rules)
        return supplier.slug if supplier else self.slug, here if number is None else (*here, number)

    def _number(self, rule: Rule | None, written: Sequence[WrittenRule]) -> int | None:
        if rule is None:
            return None
        return next((number for number, each in enumerate(written) if self._same(rule, each)), None)

    def _same(self, rule: Rule, written: WrittenRule) -> bool:
        """Whether a rule is the one that is written so; no two of a file are for the same thing at the same time."""
        buyer = written.buyer if isinstance(written, SellerRule) else None
        term = Period.parse(written.term) if written.term else None
        begins = first_moment(written.from_, self.zone) if written.from_ else None
        return (rule.plan, rule.offering, rule.category, rule.vendor, rule.term) == (
            *written.target,
            term,
        ) and (rule.quantity, rule.buyer, rule.valid_from, rule.valid_until is None) == (
            written.quantity,
            buyer,
            begins,
            written.until is None,
        )
