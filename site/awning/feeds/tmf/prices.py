"""Prices of TM Forum's catalog: each ProductOfferingPrice becomes a plan, or a price of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from awning.catalog import FeedPrice, Period, Plan, PlanKind, PriceRole, plan_id
from awning.feeds.additions import conversion_of
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import Feed
from awning.feeds.tmf.versions import SOLD, lifecycle

Range = tuple[datetime | None, datetime | None]
Priced = tuple[bool, Plan, FeedPrice]
"""Whether the row says what the neutral feed says, then what it makes."""
_KINDS = {
    PlanKind.RECURRING: {"recurring"},
    PlanKind.ONCE: {"onetime", "once", "oneoff", "nonrecurring"},
    PlanKind.METERED: {"usage", "usagebased"},
}
# What is charged on some occasion, or comes off: never what an offering costs by itself.
_ASIDE = {"discount", "promotion", "alteration", "penalty", "allowance", "deposit", "refund"}
_PERIODS = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "monthly": (1, "month"),
    "quarter": (3, "month"),
    "quarterly": (3, "month"),
    "semiannually": (6, "month"),
    "annual": (1, "year"),
    "annually": (1, "year"),
    "yearly": (1, "year"),
}
_DISCOUNTS = ("discount", "promotion")


class PriceAside(RowRefused):
    """The price is understood and is none that this shop could charge; the offering does without it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What an offering says for all of its prices."""

    commitments: tuple[Period, ...]
    valid: Range


def role_of(feed: Feed) -> PriceRole:
    """Whose prices a feed holds that does not say so itself: the reseller's, unless its profile is ``srp``."""
    return PriceRole(feed.profile) if feed.profile else PriceRole.COST


def told_here(fields: Fields) -> bool:
    """Whether a price is there, and not only a reference to one."""
    return not {"price", "priceType", "percentage", "priceAlteration"}.isdisjoint(fields.keys())


def priced(row: Fields, offered: Offered, feed: Feed) -> Iterator[tuple[Plan, FeedPrice]]:
    """The plans a price makes, one for each term it can be had for, without prices, and the price of each.

    Raises:
        PriceAside: it is retired or not yet active, or a discount, or put together from others.
        RowRefused: it cannot be read, or depends on what no plan can say.
    """
    kind = _kind(row)
    _refuse_conditions(row)
    price = _price(row, feed)
    commitments = terms(row) or offered.commitments or (None,)
    plans = [_plan(row, kind, each, feed) for each in (commitments[:1] if row.text("planId", "") else commitments)]
    start, end = _both(offered.valid, (price.valid_from, price.valid_until))
    if not (start and end and start >= end):
        yield from ((plan, price._replace(valid_from=start, valid_until=end)) for plan in plans)


def terms(fields: Fields) -> tuple[Period, ...]:
    """The commitments a price or an offering can be had for."""
    periods = [term.inside("duration") for term in fields.each("productOfferingTerm")]
    lengths = [_length(period, period.text("units"), period.whole("amount")) for period in periods if period.keys()]
    return tuple(dict.fromkeys(lengths))


def profiled(row: Fields) -> bool:
    """Whether the row has what the neutral feed adds: then each of its plans is one way to buy."""
    return bool(row.text("role", "") or row.text("planId", ""))


def _kind(row: Fields) -> PlanKind:
    if row.text("@type", "").lower().endswith("alteration") or _is_percentage(row):
        raise PriceAside("This is a percentage of another price, or alters one.")
    word = _price_type(row)
    if word in _ASIDE:
        raise PriceAside(f"priceType {shown(row.text('priceType'))} is nothing an offering costs by itself.")
    status = lifecycle(row)
    if status not in SOLD:
        raise PriceAside(f"lifecycleStatus {shown(status)} is neither Active nor Launched.")
    if row.truth("isBundle", default=False) or any(True for _ in row.each("bundledPopRelationship")):
        raise PriceAside("The price is put together from others; name those in the offering.")
    for kind, words in _KINDS.items():
        if word in words:
            return PlanKind.TRIAL if row.whole("trialDays", 0) else kind
    raise row.refuse(f"priceType {shown(row.text('priceType', ''))} is none of recurring, oneTime, usage.")


def _is_percentage(row: Fields) -> bool:
    try:
        return bool(row.number("percentage", Decimal(0)))
    except RowRefused:  # Discounts are below zero here, as they may be.
        return True


def _price_type(row: Fields) -> str:
    """``onetime`` for one time, One-Time and OneTimeCharge."""
    word = re.sub("[^a-z]", "", row.text("priceType", "").lower())
    return re.sub("(charge|price|fee)s?$", "", word)


def _refuse_conditions(row: Fields) -> None:
    """What makes a price higher or other than it stands there must not be overlooked."""
    if any(True for _ in row.each("prodSpecCharValueUse")):
        raise row.refuse("prodSpecCharValueUse: the price holds for some characteristics only, which no plan can say.")
    for relation in row.each("popRelationship"):
        word = relation.text("relationshipType", "")
        if not any(known in word.lower() for known in _DISCOUNTS):
            raise relation.refuse(
                f"relationshipType {shown(word)} may raise the price; only discounts can be left out."
            )
    for alteration in row.each("priceAlteration"):
        word = alteration.text("priceType", "")
        if not any(known in word.lower() for known in _DISCOUNTS):
            raise alteration.refuse(f"priceType {shown(word)} may raise the price; only discounts can be left out.")


def _plan(row: Fields, kind: PlanKind, commitment: Period | None, feed: Feed) -> Plan:
    trial_days = row.whole("trialDays", 0)
    billing = _billing(row) if kind is PlanKind.RECURRING else None
    standard = not profiled(row)
    if row.text("planId", ""):
        own = row.identifier("planId")
    elif kind is PlanKind.METERED and standard and row.text("id", ""):
        own = row.identifier("id")
    else:
        own = plan_id(kind, commitment, billing, trial_days)
    converts_to, reminder_days = conversion_of(row, trial_days)
    return Plan(
        id=own,
        kind=kind,
        unit=_unit(row, kind, feed, billing),
        prices=(),
        name="" if standard and kind is not PlanKind.METERED else row.text("name", ""),
        commitment=commitment,
        billing=billing,
        trial_days=trial_days,
        converts_to=converts_to,
        reminder_days=reminder_days,
    )


def _unit(row: Fields, kind: PlanKind, feed: Feed, billing: Period | None) -> str:
    measure = row.inside("unitOfMeasure")
    amount, units = measure.number("amount", Decimal(1)), measure.text("units", "piece")
    if not amount:
        raise measure.refuse("amount is 0; a price is for some amount.")
    if kind is not PlanKind.METERED and amount == 1:
        # The standard's own example counts a monthly charge in months: one piece of it, that is.
        counted = billing is None or profiled(row) or units.lower().removesuffix("s") != billing.unit
        return feed.units.get(units, units) if counted else "piece"
    return f"{amount.normalize():f} {feed.units.get(units, units)}"


def _billing(row: Fields) -> Period:
    unit = row.text("recurringChargePeriodType", "") or row.text("recurringChargePeriod")
    return _length(row, unit, row.whole("recurringChargePeriodLength", 1))


def _length(fields: Fields, unit: str, amount: int) -> Period:
    times, word = _PERIODS.get(unit.lower(), (1, unit))
    return fields.period(amount * times, word)


def _price(row: Fields, feed: Feed) -> FeedPrice:
    price = row.inside("price")
    if "taxIncludedAmount" in price.keys() and "dutyFreeAmount" not in price.keys():  # noqa: SIM118
        raise price.refuse("taxIncludedAmount: only a price without tax can be used, as dutyFreeAmount.")
    if "dutyFreeAmount" in price.keys():  # noqa: SIM118  (Fields is not a mapping)
        price = price.inside("dutyFreeAmount")
    said = row.text("role", "") or role_of(feed)
    if said not in list(PriceRole):
        raise row.refuse(f"role {shown(said)} is none of {', '.join(PriceRole)}.")
    start, end = span(row, feed)
    return FeedPrice(
        role=PriceRole(said),
        currency=price.currency("unit", feed.currency or None),
        amount=price.number("value"),
        tier_min=row.inside("tier").number("min", Decimal(1)),
        valid_from=start,
        valid_until=end,
    )


def span(fields: Fields, feed: Feed) -> Range:
    """From when until when something holds; the end does not belong to it."""
    valid = fields.inside("validFor")
    return valid.moment("startDateTime", feed.time_zone), valid.moment("endDateTime", feed.time_zone)


def _both(one: Range, other: Range) -> Range:
    """The time in both."""
    starts = [start for start, _ in (one, other) if start]
    ends = [end for _, end in (one, other) if end]
    return max(starts, default=None), min(ends, default=None)
