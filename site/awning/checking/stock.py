"""The catalog as checks need it: read once for all shops, put together by what rules can tell apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from awning.catalog import Category, Lifecycle, Offering, Period, Plan, PlanKind, PriceRole
from awning.checking.block import Block, Row
from awning.checking.linear import Basis
from awning.errors import NotForSale
from awning.pricing import Market, Subject
from awning.pricing.feed_prices import FeedPrices
from awning.shelves import path_of
from awning.snapshot import Snapshot

_NOTHING = Decimal(0)


class Shelf(NamedTuple):
    """One vendor's offerings in one category, and whose own services they are, if anybody's."""

    vendor: str
    categories: tuple[str, ...]
    """The deepest first."""
    owner: str


class Class(NamedTuple):
    """What rules that name no offering cannot tell apart on a shelf."""

    term: Period | None
    quantity: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class View:
    """All plans with the prices they have in one currency, from so many units on."""

    classes: dict[Shelf, dict[Class, Block]]
    of_offering: dict[str, list[tuple[Class, Row]]]
    without: dict[Shelf, dict[str, list[tuple[Offering, Plan]]]]
    """The plans that nobody can buy, by the reason."""


@dataclass(slots=True)
class Stock:
    """What the distributor's catalog holds now."""

    moment: datetime
    categories: dict[str, Category]
    shelves: dict[Shelf, list[Offering]] = field(default_factory=dict[Shelf, list[Offering]])
    """What is sold; retired offerings are among `skus` only."""
    skus: dict[str, Offering] = field(default_factory=dict[str, Offering])
    vendors: dict[str, None] = field(default_factory=dict[str, None])
    terms: Counter[str] = field(default_factory=Counter[str])
    _views: dict[object, View] = field(default_factory=dict[object, View])
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @classmethod
    def of(cls, snapshot: Snapshot, moment: datetime) -> Stock:
        """Read a catalog.

        Raises:
            CatalogError: it is damaged.
        """
        stock = cls(moment.astimezone(UTC), {category.id: category for category in snapshot.categories()})
        for offering in snapshot.offerings():
            stock.skus[offering.id] = offering
            stock.vendors[offering.vendor] = None
            stock.terms.update(str(term_of(plan)) for plan in offering.plans if term_of(plan))
            if offering.lifecycle is Lifecycle.ACTIVE:
                shelf = stock.shelf(offering)
                stock.shelves.setdefault(shelf, []).append(offering)
        return stock

    def shelf(self, offering: Offering) -> Shelf:
        """Where an offering stands."""
        path = self._paths.get(offering.category_id)
        if path is None:
            path = self._paths[offering.category_id] = path_of(offering.category_id, self.categories)
        return Shelf(offering.vendor, path, offering.owner)

    def sold(self, offering: Offering) -> bool:
        """Whether any shop may have it still."""
        return offering.lifecycle is Lifecycle.ACTIVE

    def view(self, market: Market, quantity: int = 1) -> View:
        """All plans as one market sees them. Shops with a currency and rates in common share it."""
        key = (market.currency, market.rates, quantity)
        known = self._views.get(key)
        if known is None:
            known = self._views[key] = self._seen(FeedPrices(market, self.moment), quantity)
        return known

    def _seen(self, feed: FeedPrices, quantity: int) -> View:
        view = View({}, {}, {})
        for shelf, offerings in self.shelves.items():
            classes: dict[Class, list[Row]] = {}
            for offering in offerings:
                for plan in offering.plans:
                    try:
                        row = _row(feed, Subject(offering, plan, shelf.categories), quantity)
                    except NotForSale as why:
                        reason = str(why).removeprefix(f"{offering.id}, plan {plan.id}: ")
                        view.without.setdefault(shelf, {}).setdefault(reason, []).append((offering, plan))
                        continue
                    kind = Class(term_of(plan), row[1].quantity, row[0])
                    classes.setdefault(kind, []).append(row[1])
                    view.of_offering.setdefault(offering.id, []).append((kind, row[1]))
            view.classes[shelf] = {kind: Block(rows) for kind, rows in classes.items()}
        return view


def term_of(plan: Plan) -> Period | None:
    """How long a plan binds, or where it does not, how often it is paid: what a rule's term is compared with."""
    return plan.commitment or plan.billing


def _row(feed: FeedPrices, subject: Subject, least: int) -> tuple[Basis, Row]:
    """A plan for the smallest quantity that is sold, or a larger one.

    Raises:
        NotForSale: no price of the feed holds.
    """
    offering, plan, _ = subject
    quantity = max(least, next(iter(feed.tiers(plan)), 1))
    start = feed.start(subject, quantity)
    has_cost = start.feed.role is PriceRole.COST
    suggested = feed.suggested(plan, quantity) if has_cost else start.amount
    floor = feed.floor(subject, quantity)
    basis = Basis(plan.kind, has_cost, suggested is not None, bool(floor))
    return basis, Row(offering, plan, quantity, start.amount if has_cost else _NOTHING, suggested or _NOTHING, floor)


def recurring(plan: Plan) -> bool:
    """Whether it runs on by itself until notice is given."""
    return plan.kind is PlanKind.RECURRING
