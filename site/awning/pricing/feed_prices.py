"""Which of a plan's feed prices holds: for a role, a quantity and a moment, in the shop's currency if there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from awning.catalog import FeedPrice, Plan, PriceRole
from awning.errors import NotForSale
from awning.money import EXACT
from awning.pricing.model import Market, Rate, Step, Subject

_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# By names of their own: an enumeration takes long to give a member, and these are asked for with every price.
_COST, _FLOOR = PriceRole.COST, PriceRole.FLOOR
_NONE = Decimal(0)
_PAID = (PriceRole.COST, PriceRole.SRP)


@dataclass(slots=True)
class Start:
    """Where a price begins: with the reseller's cost, or where a feed has none, with the suggested price."""

    feed: FeedPrice
    amount: Decimal
    """In the shop's currency, exact."""


class FeedPrices:
    """Reads the feed's prices for one market at one moment. It is asked within the context of exact sums."""

    def __init__(self, market: Market, moment: datetime) -> None:
        self._currency = market.currency
        self._moment = moment
        self._all_rates = market.rates
        # The day in UTC: the same moment must not find another rate because it is written in another zone.
        self._rates = _latest(market.rates, market.currency, moment.astimezone(UTC).date())
        self.factors = {market.currency: Decimal(1), **{base: _factor(rate) for base, rate in self._rates.items()}}
        """Currency to what one unit of it is in the shop's."""
        self._exchange = {base: _exchange_sentence(rate) for base, rate in self._rates.items()}

    def start(self, subject: Subject, quantity: int, steps: list[Step] | None = None) -> Start:
        """The price to begin with for a quantity; its steps are added to the trail.

        Raises:
            NotForSale: none holds at the moment in any currency with a rate, or none for so few.
        """
        feed = self._pick(subject.plan.prices, _COST, self._currency, quantity) or self._searched(subject, quantity)
        return Start(feed, self._amount(feed, steps))

    def suggested(self, plan: Plan, quantity: int) -> Decimal | None:
        """What the vendor suggests for that many, in the shop's currency; none where the feed says nothing."""
        return self._other(plan, PriceRole.SRP, quantity)

    def setup(self, plan: Plan, quantity: int, steps: list[Step] | None = None) -> Start | None:
        """What the reseller pays once per unit when the plan starts, or none."""
        currency = self._base(plan, PriceRole.SETUP, quantity)
        feed = self._pick(plan.prices, PriceRole.SETUP, currency, quantity) if currency else None
        return Start(feed, self._amount(feed, steps)) if feed else None

    def floor(self, subject: Subject, quantity: int) -> Decimal:
        """The lowest price the vendor allows, or 0 where the feed names none.

        Raises:
            NotForSale: there is a floor, and no exchange rate that says how high it is here.
        """
        prices = subject.plan.prices
        # Most feeds have none, and this is asked for every price of every shop.
        for price in prices:
            if price[0] is _FLOOR:
                break
        else:
            return _NONE
        amount = self._other(subject.plan, PriceRole.FLOOR, quantity)
        if amount is None:
            if unknown := {price.currency for price in self._held(prices, PriceRole.FLOOR, quantity)}:
                raise not_for_sale(subject, f"the feed has its floor in {self._no_rate(unknown)}")
            return _NONE
        return amount

    def tiers(self, plan: Plan) -> list[int]:
        """The quantities from which another feed price holds, smallest first; one plain price gives ``[1]``."""
        for role in _PAID:
            currency = self._base(plan, role, None)
            if currency is not None:
                starts = {
                    max(1, int(price.tier_min.to_integral_value(rounding=ROUND_CEILING)))
                    for price in self._held(plan.prices, role, None)
                    if price.currency == currency
                }
                return sorted(starts)
        return []

    def other_tiers(self, plan: Plan, suggested: bool) -> set[int]:
        """The quantities from which another floor holds, or if one asks, another suggested price."""
        roles = {_FLOOR, PriceRole.SRP} if suggested else {_FLOOR}
        return {
            max(1, int(price.tier_min.to_integral_value(rounding=ROUND_CEILING)))
            for price in plan.prices
            if price.tier_min > 1 and price.role in roles and price.valid_at(self._moment)
        }

    def _searched(self, subject: Subject, quantity: int) -> FeedPrice:
        """The same as `start` where the first look found nothing: with other currencies and roles."""
        plan = subject.plan
        for role in _PAID:
            # Role and currency do not depend on the quantity: else a tier would change from one to another.
            currency = self._base(plan, role, None)
            if currency is None:
                continue
            feed = self._pick(plan.prices, role, currency, quantity)
            if feed is None:
                raise not_for_sale(subject, f"it is sold from {self.tiers(plan)[0]} units on, and not by {quantity}")
            return feed
        if currencies := {price.currency for role in _PAID for price in self._held(plan.prices, role, None)}:
            raise not_for_sale(subject, f"the feed has it in {self._no_rate(currencies)}")
        day = self._moment.astimezone(UTC).strftime("%Y-%m-%d")
        raise not_for_sale(subject, f"no cost or suggested price in the feed holds on {day}")

    def _pick(self, prices: Iterable[FeedPrice], role: PriceRole, currency: str, quantity: int) -> FeedPrice | None:
        """The price for a quantity: the highest tier's, then the one begun last, then the one ending first."""
        best: FeedPrice | None = None
        moment = self._moment
        for price in prices:
            # Unpacked, because this is asked for every plan of every shop.
            its_role, its_currency, _, tier, start, end = price
            if (
                its_role is role
                and its_currency == currency
                and tier <= quantity
                and (start is None or start <= moment)
                and (end is None or moment < end)
                and (best is None or _rank(price) > _rank(best))
            ):
                best = price
        return best

    def _other(self, plan: Plan, role: PriceRole, quantity: int) -> Decimal | None:
        currency = self._base(plan, role, quantity)
        feed = self._pick(plan.prices, role, currency, quantity) if currency else None
        return self._amount(feed, None) if feed else None

    def _held(self, prices: Iterable[FeedPrice], role: PriceRole, quantity: int | None) -> list[FeedPrice]:
        """The feed's prices of a role that hold at the moment, for a quantity or for any."""
        return [
            price
            for price in prices
            if price.role is role and price.valid_at(self._moment) and (quantity is None or price.tier_min <= quantity)
        ]

    def _base(self, plan: Plan, role: PriceRole, quantity: int | None) -> str | None:
        """The currency to start from: the shop's own, or else the first by alphabet that has a rate to it."""
        found = {price.currency for price in self._held(plan.prices, role, quantity)}
        if self._currency in found:
            return self._currency
        return min((currency for currency in found if currency in self._rates), default=None)

    def _amount(self, feed: FeedPrice, steps: list[Step] | None) -> Decimal:
        foreign = feed.currency != self._currency
        amount = feed.amount * self.factors[feed.currency] if foreign else feed.amount
        if steps is not None:
            steps.append(Step._make(("feed", _feed_sentence(feed), feed.amount, feed.currency, None)))
            if foreign:
                steps.append(Step("exchange", self._exchange[feed.currency], amount, self._currency))
        return amount

    def _no_rate(self, currencies: set[str]) -> str:
        later = [rate for rate in self._all_rates if rate.base in currencies and rate.quote == self._currency]
        known = f" before {min(rate.day for rate in later):%Y-%m-%d}" if later else ""
        return (
            f"{', '.join(sorted(currencies))} and there is no exchange rate to {self._currency}{known}. "
            "Add one to exchange_rates in config/awning.yaml"
        )


def not_for_sale(subject: Subject, why: str, kind: type[NotForSale] = NotForSale) -> NotForSale:
    """The refusal of a plan, with its name."""
    return kind(f"{subject.offering.id}, plan {subject.plan.id}: {why}.")


def _latest(rates: Iterable[Rate], currency: str, today: date) -> dict[str, Rate]:
    """Of each currency the latest rate into the shop's that was known on the day."""
    known: dict[str, Rate] = {}
    for rate in sorted(rates, key=lambda rate: rate.day):
        if rate.quote == currency and rate.base != currency and rate.day <= today:
            known[rate.base] = rate
    return known


def _factor(rate: Rate) -> Decimal:
    if not rate.buffer_percent:
        return rate.rate
    return EXACT.multiply(rate.rate, EXACT.add(Decimal(1), rate.buffer_percent.scaleb(-2, EXACT)))


def _exchange_sentence(rate: Rate) -> str:
    buffer = f", plus a buffer of {rate.buffer_percent.normalize(EXACT):f} %" if rate.buffer_percent else ""
    return f"Exchange: 1 {rate.base} = {rate.rate:f} {rate.quote}, {rate.source} of {rate.day:%Y-%m-%d}{buffer}"


def _feed_sentence(feed: FeedPrice) -> str:
    if feed.role is _COST and feed.tier_min <= 1:
        return "Feed: cost"
    whose = {
        PriceRole.COST: "cost",
        PriceRole.SRP: "suggested price; the feed has no cost",
        PriceRole.SETUP: "cost of setting up",
    }[feed.role]
    tier = f", from {feed.tier_min.normalize(EXACT):f} units on" if feed.tier_min > 1 else ""
    return f"Feed: {whose}{tier}"


def _rank(price: FeedPrice) -> tuple[Decimal, datetime, timedelta]:
    return price.tier_min, price.valid_from or _ALWAYS, _NEVER - (price.valid_until or _NEVER)
