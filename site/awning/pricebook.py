"""A price book: what one reseller sells, and at which price, from one catalog revision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from awning.catalog import Offering, Plan
from awning.chain import Chain
from awning.config import Project, Reseller
from awning.dealings import chain_of, day_of, market_of, tax_of
from awning.engagement import Permit
from awning.errors import NotForSale, OfferingUnknown
from awning.money import EXACT
from awning.pricing import PRICING_VERSION, Lowest, Market, Price, Pricer, Subject
from awning.rules import RuleBook
from awning.shelves import path_of
from awning.snapshot import Snapshot
from awning.tax import TaxContext


class PriceBook:
    """All prices of one reseller; pages, carts and orders ask here and nowhere else."""

    def __init__(
        self,
        snapshot: Snapshot,
        project: Project,
        reseller: Reseller,
        *,
        as_of: datetime,
        history: Lowest | None = None,
    ) -> None:
        """Make the book for a moment (with time zone); which feed prices, rules and rates hold depends on it.

        ``history`` is what the shop asked before: without it there are no promotions.
        """
        self.project = project
        self.reseller = reseller
        self.as_of = as_of
        self.chain = chain_of(project, reseller, today=day_of(as_of, project))
        self.market = market_of(project, reseller, as_of=as_of)
        self.permit = Permit(project.distributor.engagement, reseller)
        """What of the catalog the reseller may sell at all."""
        self.categories = {category.id: category for category in snapshot.categories()}
        self.revision = _revision(snapshot.revision, self.chain, self.market)
        """Names these prices: with catalog, settings, rates and moment they can be made again, and those of promotions
        with what the shop asked before."""
        self.catalog_revision = snapshot.revision
        self._snapshot = snapshot
        self._history = history
        self._paths: dict[str, tuple[str, ...]] = {}
        self.use(self.chain)

    def for_customer(self, email: str, since: date | None = None) -> PriceBook:
        """The same book for a customer: whoever brought them has a share. Prices are the same, cuts need not be.

        ``since`` is the day the customer first bought here; none for a new one.
        """
        today = day_of(self.as_of, self.project)
        return copy(self).use(chain_of(self.project, self.reseller, today=today, customer=email, since=since))

    def offerings(self) -> Iterator[Offering]:
        """All offerings of the shop's assortment, in the feed's order."""
        return (offering for offering in self._snapshot.offerings() if self.sells(offering))

    def everything(self) -> Iterator[Offering]:
        """All offerings of the catalog but other resellers' own services, sold here or not, in the feed's order."""
        return (each for each in self._snapshot.offerings() if each.owner in {"", self.reseller.slug})

    def tax_in(self, language: str) -> TaxContext:
        """The tax of the shop's own country, named as one of the shop's languages calls it."""
        if language not in self.reseller.languages:
            return self.market.tax
        return tax_of(self.project, self.reseller.model_copy(update={"language": language}), as_of=self.as_of)

    def changed_at(self, offering_id: str) -> datetime | None:
        """When an offering last became what it is in the catalog, with time zone; none where nobody knows."""
        return self._snapshot.changed_at(offering_id)

    def offering(self, offering_id: str) -> Offering:
        """The offering of that SKU.

        Raises:
            OfferingUnknown: the catalog does not have it, or this reseller does not sell it.
        """
        offering = self._snapshot.offering(offering_id)
        if offering is None or not self.sells(offering):
            raise OfferingUnknown(
                f"{self.reseller.name} does not sell {offering_id!r}. "
                "SKUs are written as in the feed; the assortment stands in the reseller's file."
            )
        return offering

    def in_catalog(self, offering_id: str) -> Offering | None:
        """The offering of that SKU, whether the shop sells it or not, or none; others' own services are none."""
        offering = self._snapshot.offering(offering_id)
        return offering if offering is None or offering.owner in {"", self.reseller.slug} else None

    def skus(self) -> Iterator[str]:
        """All SKUs of the shop's assortment, in the feed's order."""
        return (offering.id for offering in self.offerings())

    def sells(self, offering: Offering) -> bool:
        """Whether the offering is in the shop: in its assortment, and nothing the distributor keeps for others."""
        return self.stocks(offering) and self.permit.allows(offering, self.path(offering.category_id))

    def stocks(self, offering: Offering) -> bool:
        """Whether the offering is in the reseller's assortment. Their own services are; those of others never."""
        if offering.owner:
            return offering.owner == self.reseller.slug
        path = self.path(offering.category_id)
        assortment = self.reseller.assortment
        if assortment.categories and not set(assortment.categories) & set(path):
            return False
        return not {offering.id, offering.vendor, *path} & set(assortment.without)

    def path(self, category_id: str) -> tuple[str, ...]:
        """The category and those around it, the deepest first."""
        known = self._paths.get(category_id)
        if known is None:
            known = self._paths[category_id] = path_of(category_id, self.categories)
        return known

    def price(self, offering: Offering, plan: Plan, quantity: int = 1) -> Price:
        """The price of a quantity of a plan.

        Raises:
            NotForSale: no price of the feed holds at the book's moment, or the quantity is out of range.
        """
        pricer = self._own_pricer if offering.owner else self._pricer
        path = self._paths.get(offering.category_id) or self.path(offering.category_id)
        return pricer.price(Subject(offering, plan, path), quantity)

    def unit(self, offering: Offering, plan: Plan, quantity: int = 1) -> Decimal:
        """The shelf price of one of so many, as `price` has it, at a fraction of the cost.

        Raises:
            NotForSale: as `price`.
        """
        pricer = self._own_pricer if offering.owner else self._pricer
        path = self._paths.get(offering.category_id) or self.path(offering.category_id)
        return pricer.unit(Subject(offering, plan, path), quantity)

    def setup_price(self, offering: Offering, plan: Plan, quantity: int = 1) -> Price | None:
        """What is paid once when so many start, or none where the feed has no set-up fee."""
        return self.pricer_for(offering).setup(self.subject(offering, plan), quantity)

    def subject(self, offering: Offering, plan: Plan) -> Subject:
        """A plan as pricing takes it."""
        return Subject(offering, plan, self.path(offering.category_id))

    def pricer_for(self, offering: Offering) -> Pricer:
        """What prices the offering: in a reseller's own service the distributor has no part."""
        return self._own_pricer if offering.owner else self._pricer

    def chain_for(self, offering: Offering) -> Chain:
        """Who has a part in selling the offering."""
        return self.pricer_for(offering).chain

    def tier_prices(self, offering: Offering, plan: Plan) -> list[tuple[int, Price]]:
        """From each quantity at which the price changes, the price; empty when not for sale."""
        pricer, subject = self.pricer_for(offering), self.subject(offering, plan)
        prices: list[tuple[int, Price]] = []
        for start in pricer.tiers(subject):
            try:
                found = pricer.price(subject, start)
            except NotForSale:
                continue
            # A rule for more units need not be the one that decides.
            if not prices or found.unit != prices[-1][1].unit or found.trail[0] != prices[-1][1].trail[0]:
                prices.append((start, found))
        return prices

    def use(self, chain: Chain) -> Self:
        """Price by another chain from now on."""
        self.chain = chain
        self._pricer = Pricer(chain, self.market, self.as_of, self._history)
        own = replace(chain, links=chain.links[-1:])
        self._own_pricer = Pricer(own, self.market, self.as_of, self._history)
        return self


def _revision(catalog: str, chain: Chain, market: Market) -> str:
    """A digest of all that makes prices. Amounts are normalised, so 25 and 25.0 are one setting."""
    return hashlib.sha256(repr((catalog, PRICING_VERSION, _plain(chain), _plain(market))).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize(EXACT):f}"
    if isinstance(value, RuleBook):
        return _plain(value.rules)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    slots = getattr(value, "__slots__", None)
    if slots:
        return tuple(_plain(getattr(value, slot)) for slot in slots)
    # None stays itself: an offering may be called "None".
    return None if value is None else str(value)
