"""A price book: what one reseller sells, and at which price, from one catalog revision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from awning.catalog import Category, Offering, Plan
from awning.chain import Chain, Fee, Link, Markup, Party, PartyRole
from awning.config import Project, Reseller
from awning.errors import NotForSale, OfferingUnknown
from awning.money import EXACT
from awning.pricing import PRICING_VERSION, Market, Price, Rate, Subject, price, tiers
from awning.snapshot import Snapshot
from awning.tax import TaxContext


class PriceBook:
    """All prices of one reseller; pages, carts and orders ask here and nowhere else."""

    def __init__(self, snapshot: Snapshot, project: Project, reseller: Reseller, *, as_of: datetime) -> None:
        """Make the book for a moment (with time zone); which feed prices and rates hold depends on it."""
        self.reseller = reseller
        self.as_of = as_of
        self.chain = chain_of(project, reseller)
        self._own_chain = replace(self.chain, links=self.chain.links[1:])
        self.market = market_of(project, reseller)
        self.categories = {category.id: category for category in snapshot.categories()}
        self.revision = _revision(snapshot.revision, self.chain, self.market)
        """Names these prices for ever: with the catalog, settings and rates they can be made again."""
        self.catalog_revision = snapshot.revision
        self._snapshot = snapshot
        self._paths: dict[str, tuple[str, ...]] = {}

    def offerings(self) -> Iterator[Offering]:
        """All offerings of the shop's assortment, in the feed's order."""
        return (offering for offering in self._snapshot.offerings() if self.sells(offering))

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

    def sells(self, offering: Offering) -> bool:
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
        if category_id not in self._paths:
            path: list[str] = []
            category: Category | None = self.categories.get(category_id)
            while category is not None and category.id not in path:
                path.append(category.id)
                category = self.categories.get(category.parent_id or "")
            self._paths[category_id] = tuple(path)
        return self._paths[category_id]

    def price(self, offering: Offering, plan: Plan, quantity: int = 1) -> Price:
        """The price of a quantity of a plan.

        Raises:
            NotForSale: no price of the feed holds at the book's moment, or the quantity is out of range.
        """
        return price(
            Subject(offering, plan, self.path(offering.category_id)),
            self.chain_for(offering),
            quantity=quantity,
            as_of=self.as_of,
            market=self.market,
        )

    def chain_for(self, offering: Offering) -> Chain:
        """Who has a part in selling the offering: in a reseller's own service the distributor has none."""
        return self._own_chain if offering.owner else self.chain

    def tier_prices(self, offering: Offering, plan: Plan) -> list[tuple[int, Price]]:
        """From each quantity at which the feed's price changes, the price; empty when not for sale."""
        subject = Subject(offering, plan, self.path(offering.category_id))
        prices: list[tuple[int, Price]] = []
        for start in tiers(subject, as_of=self.as_of, market=self.market):
            try:
                prices.append((start, self.price(offering, plan, start)))
            except NotForSale:
                continue
        return prices


def chain_of(project: Project, reseller: Reseller) -> Chain:
    """Who sells to whom for this shop: the distributor by the reseller's group, the reseller by rules."""
    distributor = Party(PartyRole.DISTRIBUTOR, project.distributor.name)
    group_terms = () if reseller.group is None else (Markup(project.distributor.groups[reseller.group]),)
    operator, agent = project.operator, reseller.agent
    return Chain(
        links=(
            Link(distributor, group_terms),
            Link(
                Party(PartyRole.RESELLER, reseller.name),
                tuple(Markup(rule.markup, rule.offering, rule.category, rule.vendor) for rule in reseller.rules),
            ),
        ),
        operator=Fee(Party(PartyRole.OPERATOR, operator.name), operator.fee_percent) if operator else None,
        agent=Fee(Party(PartyRole.AGENT, agent.name), agent.commission_percent) if agent else None,
    )


def market_of(project: Project, reseller: Reseller) -> Market:
    """The shop's currency, the rates into it, and its tax."""
    rates = tuple(
        Rate(rate.base, rate.quote, rate.rate, rate.date, rate.source)
        for rate in project.exchange_rates
        if rate.quote == reseller.currency
    )
    return Market(reseller.currency, rates, TaxContext(reseller.tax.name, reseller.tax.rate, reseller.country))


def _revision(catalog: str, chain: Chain, market: Market) -> str:
    """A digest of all that makes prices. Amounts are normalised, so 25 and 25.0 are one setting."""
    return hashlib.sha256(repr((catalog, PRICING_VERSION, _plain(chain), _plain(market))).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize(EXACT):f}"
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    slots = getattr(value, "__slots__", None)
    if slots:
        return tuple(_plain(getattr(value, slot)) for slot in slots)
    # None stays itself: an offering may be called "None".
    return None if value is None else str(value)
