"""Prices of Ingram Micro as plans: pieces paid once, and subscriptions by term and billing period.

``customerPrice`` is what the reseller pays after all discounts. No discount is ever taken off it again: where it is not
certain what a number stands for, the reading that costs the reseller more is the one that cannot sell at a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from awning.catalog import FeedPrice, Period, Plan, PlanKind, PriceRole
from awning.feeds import Feed
from awning.feeds.fields import Fields, shown
from awning.money import EXACT

# What Ingram Micro's own two-letter units stand for. Others are named under `units` in the settings.
_UNITS = {"EA": "piece", "PC": "piece", "PCE": "piece", "UN": "piece", "PK": "package", "HR": "hour", "DAY": "day"}
_PERIOD = re.compile(r"([0-9]{1,4})(?:\s*([A-Za-z]+(?:\(s\))?))?", re.ASCII)
_DAY_ONLY = 10
_SYMBOL = 3
"""GB and TB keep their capitals; User and LICENSE are words."""
_MOST_TERMS = 50


@dataclass(frozen=True, slots=True)
class _Expiry:
    """Until when so much of a price is a promotion's doing."""

    until: datetime
    discount: Decimal


def piece_plans(item: Fields, feed: Feed) -> tuple[Plan, ...]:
    """The plan of a product with its prices; none where there is nothing to sell it at.

    Raises:
        RowRefused: a field is not what it should be.
    """
    pricing = item.inside("pricing")
    if not pricing.keys():
        # One of Ingram Micro's own examples has the prices there.
        pricing = item.inside("availability").inside("pricing")
    nothing = Decimal(0)
    cost, retail, floor = (pricing.number(key, nothing) for key in ("customerPrice", "retailPrice", "mapPrice"))
    if not (cost or retail):
        return ()
    unit = _piece_unit(item, feed.units)
    currency = pricing.currency("currencyCode", feed.currency or None)
    prices: list[FeedPrice] = []
    if cost:
        promotions = sorted(_promotions(item, feed.time_zone), key=lambda each: each.until)
        for least, amount in _tiers(item, cost, currency).items():
            prices += _until(FeedPrice(PriceRole.COST, currency, amount, least), promotions)
    prices += [FeedPrice(role, currency, amount) for role, amount in _marked(retail, floor) if amount]
    return (Plan(PlanKind.ONCE.value, PlanKind.ONCE, unit, tuple(prices)),)


def _marked(retail: Decimal, floor: Decimal) -> list[tuple[PriceRole, Decimal]]:
    """Of suggested and lowest price, 0 means that there is none."""
    return [(PriceRole.SRP, retail), (PriceRole.FLOOR, floor)]


def _piece_unit(item: Fields, units: Mapping[str, str]) -> str:
    code = item.text("uom", "EA")
    word = units.get(code) or _UNITS.get(code.upper())
    if word is None:
        raise item.damage(f"uom {shown(code)} is no unit known here. Say what it is under `units` of the feed.")
    return word


def _tiers(item: Fields, cost: Decimal, currency: str) -> dict[Decimal, Decimal]:
    """The cost from each quantity on. A quantity price below half the cost is a discount's amount, and left out."""
    tiers = {Decimal(1): cost}
    for discounts in item.each("discounts"):
        for row in discounts.each("quantityDiscounts"):
            quantity, amount = row.whole("quantity", 0), row.number("amount", Decimal(0))
            if quantity > 1 and cost <= amount * 2 and amount < cost and row.text("currencyCode", currency) == currency:
                tiers[Decimal(quantity)] = max(amount, tiers.get(Decimal(quantity), amount))
    return tiers


def _promotions(item: Fields, zone: tzinfo) -> Iterator[_Expiry]:
    """Promotions that the cost already holds. Bids and government prices are not for everybody, so it does not."""
    for discounts in item.each("discounts"):
        for row in discounts.each("specialPricing"):
            until = _end_of(row, "specialPricingExpirationDate", zone)
            amount = row.number("specialPricingDiscount", Decimal(0))
            private = row.text("specialBidNumber", "") or row.text("governmentDiscountType", "")
            bid = "bid" in row.text("discountType", "").lower()
            left = row.number("specialPricingAvailableQuantity", Decimal(1))
            least = row.number("specialPricingMinQuantity", Decimal(0))
            if until and amount and left and not private and not bid and least <= 1:
                yield _Expiry(until, amount)


def _until(price: FeedPrice, promotions: list[_Expiry]) -> Iterator[FeedPrice]:
    """The price until each promotion ends, and without it from then on."""
    for promotion in promotions:
        if price.valid_from != promotion.until:
            yield price._replace(valid_until=promotion.until)
        price = price._replace(amount=EXACT.add(price.amount, promotion.discount), valid_from=promotion.until)
    yield price


def _end_of(row: Fields, key: str, zone: tzinfo) -> datetime | None:
    """The first moment after a day that is meant to its end, or a moment as it is written."""
    moment = row.moment(key, zone)
    if moment is None or len(row.text(key)) > _DAY_ONLY:
        return moment
    try:
        # In the market's own hours: the day on which clocks change is not 24 hours long.
        return (moment.astimezone(zone) + timedelta(days=1)).astimezone(UTC)
    except OverflowError:
        return None


def subscription_plans(item: Fields, feed: Feed) -> tuple[Plan, ...]:
    """The plans of a subscription: each of its options, by each term it is sold for.

    Raises:
        RowRefused: a field is not what it should be, or the price holds fees that a shop could not charge.
    """
    options = list(item.each("options"))
    if not any(list(option.each("resourcePricing")) for option in options):
        return ()
    billing = _billing(item)
    terms = [
        _period(term, term.text("subscriptionPeriod"), term.text("subscriptionPeriodUnit"))
        for term in item.each("subscriptionPeriod")
    ]
    plans: dict[str, Plan] = {}
    for option in options:
        for plan in _option_plans(option, terms[:_MOST_TERMS], billing, feed):
            if plan.id in plans:
                raise option.refuse(f"plan {plan.id} stands there twice.")
            plans[plan.id] = replace(plan, name=option.text("resourceName", "") if len(options) > 1 else "")
    return tuple(plans.values())


def _billing(item: Fields) -> Period:
    said = item.inside("billingPeriod")
    return _period(said, said.text("billingPeriod"), said.text("billingPeriodUnit"))


def _period(fields: Fields, count: str, unit: str) -> Period:
    """A period such as 1 and YEAR, or 12 and Month(s)."""
    if not count.isascii() or not count.isdecimal():
        raise fields.refuse(f"{shown(count)} is no count of {shown(unit)}.")
    return fields.period(int(count[:9]), unit.lower().removesuffix("(s)"))


def _option_plans(option: Fields, terms: list[Period], billing: Period, feed: Feed) -> Iterator[Plan]:
    """One plan for each term; a price that names a term is for that one, others are for all."""
    for fee in option.each("fees"):
        if fee.number("price", Decimal(0)):
            raise fee.refuse("price is not 0, and a shop could not charge this fee beside the price.")
    by_term: dict[Period, list[FeedPrice]] = {term: [] for term in terms}
    least = max(option.number("minUnits", Decimal(1)), Decimal(1))
    for row in option.each("resourcePricing"):
        named = _named_term(row, terms)
        for term in [named] if named else terms:
            by_term.setdefault(term, []).extend(_option_prices(row, least, feed))
    for discounts in option.each("discounts"):
        for row in discounts.each("volumeDiscounts"):
            for prices in by_term.values():
                prices.extend(_option_prices(row, least, feed))
    unit = option.text("unitOfMeasure", "license")
    prefix = f"{option.identifier('resourceId')}-" if option.text("resourceId", "") else ""
    for term, prices in by_term.items():
        if not _holds(term, billing):
            raise option.refuse(f"it is billed every {billing}, longer than its term of {term}.")
        yield Plan(
            id=f"{prefix}{term}-{billing}",
            kind=PlanKind.RECURRING,
            unit=feed.units.get(unit) or (unit.lower() if unit.isalpha() and len(unit) > _SYMBOL else unit),
            prices=tuple(_agreed(option, prices)),
            commitment=term,
            billing=billing,
        )


def _named_term(row: Fields, terms: list[Period]) -> Period | None:
    """The term a price says it is for: 1 YEAR, or a bare 1 that fits one of the plan's terms only."""
    text = row.text("subscriptionPeriod", "")
    if not text:
        return None
    said = _PERIOD.fullmatch(text)
    if said is None:
        raise row.refuse(f"subscriptionPeriod {shown(text)} is no period such as 1 YEAR.")
    if said[2]:
        return _period(row, said[1], said[2])
    fitting = [term for term in terms if term.count == int(said[1]) or term.months == int(said[1])]
    if len(fitting) != 1:
        raise row.refuse(f"subscriptionPeriod {shown(text)} does not tell which of the plan's terms is meant.")
    return fitting[0]


def _option_prices(row: Fields, least: Decimal, feed: Feed) -> Iterator[FeedPrice]:
    currency = row.currency("currencyCode", feed.currency or None)
    tier = max(row.number("quantity", least), least)
    yield FeedPrice(PriceRole.COST, currency, row.number("unitPrice"), tier)
    if suggested := row.number("msrp", Decimal(0)):
        yield FeedPrice(PriceRole.SRP, currency, suggested, tier)


def _agreed(option: Fields, prices: list[FeedPrice]) -> list[FeedPrice]:
    """The prices, each once, by role and tier; two for the same quantity leave no way to choose."""
    found: dict[tuple[PriceRole, str, Decimal], FeedPrice] = {}
    for price in prices:
        known = found.setdefault((price.role, price.currency, price.tier_min), price)
        if known != price:
            raise option.refuse(
                f"two prices from {price.tier_min.normalize():f} units on: {known.amount} and {price.amount}."
            )
    if not found:
        raise option.refuse("there is a term without any price.")
    return sorted(found.values(), key=lambda price: (price.role, price.currency, price.tier_min))


def _holds(term: Period, billing: Period) -> bool:
    """Whether a bill comes at least once in a term."""
    if term.months is None or billing.months is None:
        return term == billing or (term.months is None and billing.months is None and billing.count <= term.count)
    return billing.months <= term.months
