"""Prices that change by themselves: on the days that feeds, rules, promotions, exchange rates and tax rates name.

A page shows the prices of the moment it was built; the next build is due when the first of these comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from awning.bundling import BUNDLE_PLAN, first_payment
from awning.catalog import Lifecycle, Offering, Plan
from awning.chain import Chain
from awning.config import Project, Reseller
from awning.dealings import chain_of, day_of, first_moment, market_of
from awning.errors import NotForSale
from awning.pricebook import PriceBook
from awning.pricing import Lowest, Market
from awning.rules import Rule
from awning.shelves import names
from awning.snapshot import Snapshot
from awning.tax import Anchor, Treatment
from awning.tax_table import TABLE

DAYS_AHEAD = 30
OFFERINGS_MAX = 100
"""Of a day on which the prices of more offerings of a shop may change by a rule or a rate, so many are looked at."""
# Snapshots know such moments to the second, rounded up.
_JUST_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A shelf price that becomes another at a moment, without anybody's doing."""

    at: datetime
    slug: str
    sku: str
    plan_id: str
    """Of a bundle ``bundle``: what is paid with the first period of one."""
    quantity: int
    """From which on: the beginning of a tier, or 1."""
    currency: str
    old: Decimal | None
    """As printed; none where the plan could not be bought before."""
    new: Decimal | None
    """None where it cannot be bought from then on."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What changes, in order of time, then of shop, then of the feed, where bundles stand behind their items."""

    changes: tuple[Due, ...] = ()
    unseen: int = 0
    """Offerings of shops whose prices may change too, and were too many to look at."""


class _Whole(NamedTuple):
    """Something dated that holds for many offerings: a rule or promotion, all in a currency, or with neither all."""

    rule: Rule | None
    currency: str = ""


def due(
    snapshot: Snapshot,
    project: Project,
    resellers: Sequence[Reseller],
    *,
    now: datetime,
    days: int = DAYS_AHEAD,
    histories: Mapping[str, Lowest] | None = None,
) -> Schedule:
    """The shelf prices that change within so many days.

    Args:
        snapshot: the catalog.
        project: the settings of all shops.
        resellers: the shops that are looked at.
        now: what happens after this moment is looked for.
        days: up to so many days later.
        histories: by slug what each shop asked before: without it its promotions are not shown, and change nothing.
    """
    until = now + timedelta(days=days)
    by_feed = dict(snapshot.scheduled(now, until))
    by_shop = {reseller.slug: dict(_settings_moments(project, reseller, now, until)) for reseller in resellers}
    moments = sorted({*by_feed, *(moment for known in by_shop.values() for moment in known)})
    changes: list[Due] = []
    unseen = 0
    for moment in moments:
        named = _Offerings(snapshot, by_feed.get(moment, ()))
        for reseller in resellers:
            wide = by_shop[reseller.slug].get(moment, ())
            if not named.of_feed and not wide:
                continue
            history = (histories or {}).get(reseller.slug)
            before = PriceBook(snapshot, project, reseller, as_of=moment - _JUST_BEFORE, history=history)
            after = PriceBook(snapshot, project, reseller, as_of=moment, history=history)
            seen, left_out = named.looked_at(after, wide)
            changes += (change for offering in seen for change in _changes(before, after, offering))
            unseen += left_out
    return Schedule(tuple(changes), unseen)


class _Offerings:
    """The offerings of one moment: those whose feed prices begin or end, and all others once a setting needs them."""

    def __init__(self, snapshot: Snapshot, skus: Iterable[str]) -> None:
        self._snapshot = snapshot
        found = (snapshot.offering(sku) for sku in skus)
        self.of_feed = [offering for offering in found if offering is not None and _active(offering)]
        self._skus = {offering.id for offering in self.of_feed}
        self._all: list[Offering] | None = None
        self._bundles: dict[str, list[Offering]] = {}

    def looked_at(self, book: PriceBook, wide: Sequence[_Whole]) -> tuple[list[Offering], int]:
        """What a shop sells of them and the bundles they are in, and how many more there would be by settings."""
        found: dict[str, Offering] = {}
        left, left_out = OFFERINGS_MAX, 0
        for offering, by_setting in self._concerned(book, wide):
            if by_setting and not left:
                left_out += 1
                continue
            left -= by_setting
            found[offering.id] = offering
        for sku in [*found]:
            found |= {bundle.id: bundle for bundle in self._bundles_with(sku) if book.sells(bundle)}
        return [*found.values()], left_out

    def _bundles_with(self, sku: str) -> list[Offering]:
        known = self._bundles.get(sku)
        if known is None:
            known = self._bundles[sku] = [
                offering
                for offering in self._snapshot.pointing_to(sku)
                if offering.bundle and _active(offering) and sku in {item.offering_id for item in offering.bundle.items}
            ]
        return known

    def _concerned(self, book: PriceBook, wide: Sequence[_Whole]) -> Iterator[tuple[Offering, bool]]:
        """What a shop sells of them, and whether a setting is the only reason to look at it."""
        yield from ((offering, False) for offering in self.of_feed if book.sells(offering))
        for offering in self._by_settings(wide):
            if (
                offering.id not in self._skus
                and any(_named(each, offering, book) for each in wide)
                and book.sells(offering)
            ):
                yield offering, True

    def _by_settings(self, wide: Sequence[_Whole]) -> Iterable[Offering]:
        if not wide:
            return ()
        rules = [each.rule for each in wide]
        if all(rule is not None and rule.offering for rule in rules):
            skus = dict.fromkeys(str(rule.offering) for rule in rules if rule is not None)
            found = (self._snapshot.offering(sku) for sku in skus)
            return [offering for offering in found if offering is not None and _active(offering)]
        if self._all is None:
            self._all = [offering for offering in self._snapshot.offerings() if _active(offering)]
        return self._all


def _settings_moments(
    project: Project, reseller: Reseller, now: datetime, until: datetime
) -> Iterator[tuple[datetime, tuple[_Whole, ...]]]:
    """When rules and promotions begin or end to hold for a shop, and exchange and tax rates begin to, and for what."""
    chain = chain_of(project, reseller, today=day_of(now, project))
    found: dict[datetime, list[_Whole]] = {}
    market = market_of(project, reseller, as_of=now)
    for moment, what in (*_dated(chain, market), *_tax_days(project, reseller, market)):
        if now < moment <= until:
            found.setdefault(moment, []).append(what)
    for moment, whats in found.items():
        yield moment, tuple(whats)


def _dated(chain: Chain, market: Market) -> Iterator[tuple[datetime, _Whole]]:
    for book in (*(link.rules for link in chain.links), market.shelf.promotions):
        for rule in book.rules:
            for moment in (rule.valid_from, rule.valid_until):
                if moment is not None:
                    yield moment, _Whole(rule)
    for rate in market.rates:
        # A rate holds from midnight in UTC on, wherever the shop is.
        yield datetime.combine(rate.day, time.min, UTC), _Whole(None, rate.base)


def _tax_days(project: Project, reseller: Reseller, market: Market) -> Iterator[tuple[datetime, _Whole]]:
    """When the country's rates become others: prices without tax stay, those that hold it need not."""
    by_table = reseller.tax.rate is None and market.tax.treatment is Treatment.CHARGED
    country = TABLE.get(reseller.country)
    if country is not None and by_table and market.tax.anchor is Anchor.GROSS:
        for rates in country.periods:
            yield first_moment(rates.since, ZoneInfo(project.time_zone)), _Whole(None)


def _named(what: _Whole, offering: Offering, book: PriceBook) -> bool:
    rule = what.rule
    if rule is None:
        return not what.currency or any(
            price.currency == what.currency for plan in offering.plans for price in plan.prices
        )
    return names(rule, offering, book.path(offering.category_id))


def _changes(before: PriceBook, after: PriceBook, offering: Offering) -> Iterator[Due]:
    slug, currency = after.reseller.slug, after.reseller.currency
    for plan in offering.plans:
        # A tier that begins or ends does so from or to the price of the one below it.
        for quantity in sorted({*_starts(before, offering, plan), *_starts(after, offering, plan)}):
            old, new = _shelf(before, offering, plan, quantity), _shelf(after, offering, plan, quantity)
            if old != new:
                yield Due(after.as_of, slug, offering.id, plan.id, quantity, currency, old, new)
    if offering.bundle is not None:
        sums = [first_payment(book, offering) for book in (before, after)]
        old, new = (None if isinstance(each, NotForSale) else each for each in sums)
        if old != new:
            yield Due(after.as_of, slug, offering.id, BUNDLE_PLAN, 1, currency, old, new)


def _starts(book: PriceBook, offering: Offering, plan: Plan) -> list[int]:
    return book.pricer_for(offering).tiers(book.subject(offering, plan))


def _shelf(book: PriceBook, offering: Offering, plan: Plan, quantity: int) -> Decimal | None:
    try:
        return book.unit(offering, plan, quantity)
    except NotForSale:
        return None


def _active(offering: Offering) -> bool:
    return offering.lifecycle is Lifecycle.ACTIVE
