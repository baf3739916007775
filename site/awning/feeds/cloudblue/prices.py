"""Prices of CloudBlue's SimpleAPI: recurring, setup and overuse, with their billing models and volume tiers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from awning.catalog import FeedPrice, Period, Plan, PlanKind, PriceRole
from awning.feeds.fields import Fields, shown
from awning.feeds.files import Feed

_EACH_PERIOD = {"chargeBeforeBillingPeriod", "chargeAfterBillingPeriod"}
_WHOLE_TERM, _RATED = "chargeBeforeSubscriptionPeriod", "chargeExternalRating"
_TYPES = ("recurring", "setup", "overuse")
_MODELS = {"FLAT", "TIERED"}
_EXACT = Context(prec=100)
_ROLES = {"costs": PriceRole.COST, "prices": PriceRole.SRP}


@dataclass(frozen=True, slots=True)
class _Row:
    type: str
    model: str
    price: FeedPrice


def simple_plans(fields: Fields, feed: Feed) -> list[Plan]:
    """The plan a product's record stands for, and where use beyond it is rated, that as a plan of its own.

    Raises:
        RowRefused: what it costs cannot be told, or cannot be charged by a shop.
    """
    model = fields.text("billingModel", "chargeBeforeBillingPeriod")
    if model not in _EACH_PERIOD | {_WHOLE_TERM, _RATED}:
        raise fields.refuse(f"billingModel is {shown(model)}, and nobody can say from it how the product is charged.")
    billing, term = length(fields.inside("billingPeriod")), length(fields.inside("subscriptionPeriod"))
    rows = [row for key in _ROLES for row in _rows(fields, key, feed, recurring=bool(billing or term))]
    of = {word: [row for row in rows if row.type == word] for word in _TYPES}
    if model == _RATED:
        plans = [Plan(PlanKind.METERED.value, PlanKind.METERED, "piece", _tiers(fields, of["recurring"], metered=True))]
    elif billing or term:
        plans = [_recurring(fields, of, model, billing or term, term)]
    elif of["recurring"]:
        raise fields.refuse("billingPeriod is missing, and it has recurring prices: how often are they paid?")
    else:
        plans = [Plan(PlanKind.ONCE.value, PlanKind.ONCE, "piece", _tiers(fields, of["setup"]))]
    if of["overuse"]:
        rates = _tiers(fields, of["overuse"], metered=True)
        plans.append(Plan(f"{plans[0].id}-overuse", PlanKind.METERED, "piece", rates, name="Overuse"))
    return plans


def _recurring(
    fields: Fields, of: dict[str, list[_Row]], model: str, billing: Period | None, term: Period | None
) -> Plan:
    fees = [row for row in of["setup"] if row.price.role is PriceRole.COST]
    charged = any(row.price.amount for row in fees)
    if not charged and any(row.price.amount for row in of["setup"]):
        raise fields.refuse(
            "it has a setup fee for customers besides its recurring price, and no cost of type setup:"
            " what a reseller pays for it is not said."
        )
    times = 1
    if model == _WHOLE_TERM and billing and term:
        # The fee is quoted for a billing period, and that of all of them is paid at once.
        times, billing = _times(fields, billing, term), term
    prices = _tiers(fields, of["recurring"], times=times)
    if charged:
        prices += tuple(fee._replace(role=PriceRole.SETUP) for fee in _tiers(fields, fees))
    return Plan(f"{term or billing}-{billing}", PlanKind.RECURRING, "piece", prices, commitment=term, billing=billing)


def _times(fields: Fields, billing: Period, term: Period) -> int:
    """How many billing periods a subscription period has."""
    inner, outer = (period.count if period.months is None else period.months for period in (billing, term))
    if (billing.months is None) != (term.months is None) or outer % inner:
        raise fields.refuse(f"subscriptionPeriod {term} is no whole number of billing periods of {billing}.")
    return outer // inner


def length(period: Fields) -> Period | None:
    """A period as the SimpleAPI writes it; none if it has no type.

    Raises:
        RowRefused: it is no length of time.
    """
    unit = period.text("type", "")
    if not unit:
        return None
    if unit == "unknown":
        raise period.refuse("type is 'unknown', and a price is for some length of time.")
    if unit == "statement_day":
        # Once a month, on the day all of the customer's subscriptions are billed on.
        return period.period(period.whole("duration", 1), "month")
    return period.period(period.whole("duration"), unit)


def _rows(fields: Fields, key: str, feed: Feed, *, recurring: bool) -> list[_Row]:
    rows: list[_Row] = []
    for price in fields.each(key):
        type_, model = price.text("type", "recurring" if recurring else "setup"), price.text("model", "FLAT")
        if type_ not in _TYPES:
            raise price.refuse(f"type {shown(type_)} is none of {', '.join(_TYPES)}.")
        if model not in _MODELS and not model.startswith("VOLUME"):
            raise price.refuse(f"model {shown(model)} is none of FLAT, TIERED, VOLUME...")
        currency, lower = price.currency("currency", feed.currency or None), price.number("lowerLimit", Decimal(0))
        rows.append(_Row(type_, model, FeedPrice(_ROLES[key], currency, price.number("amount"), lower)))
    return rows


def _tiers(fields: Fields, rows: list[_Row], *, metered: bool = False, times: int = 1) -> tuple[FeedPrice, ...]:
    """The prices by quantity, the first from the least quantity that can be had."""
    least = Decimal(0) if metered else Decimal(_least(fields))
    result: list[FeedPrice] = []
    for role, currency in dict.fromkeys((row.price.role, row.price.currency) for row in rows):
        own = [row for row in rows if (row.price.role, row.price.currency) == (role, currency)]
        if len(own) > 1 and any(row.model in _MODELS for row in own):
            raise fields.refuse(
                f"it has {len(own)} {role} prices in {currency} of model {own[0].model};"
                " a shop charges all units by the one price of their quantity, as VOLUME models do."
            )
        if len({row.price.tier_min for row in own}) < len(own):
            raise fields.refuse(f"two of its {role} prices in {currency} have the same lowerLimit.")
        own.sort(key=lambda row: row.price.tier_min)
        begun = max((number for number, row in enumerate(own) if row.price.tier_min <= least), default=0)
        result += [
            FeedPrice(role, currency, _EXACT.multiply(row.price.amount, times), max(row.price.tier_min, least))
            for row in own[begun:]
        ]
    return tuple(result)


def _least(fields: Fields) -> int:
    """The smallest quantity that can be bought; -1 and 0 stand for any."""
    text = fields.text("minimumQuantity", "1")
    if not text.removeprefix("-").isdecimal() or len(text) > len("100000000"):
        raise fields.refuse(f"minimumQuantity {shown(text)} is not a quantity.")
    return max(1, int(text))
