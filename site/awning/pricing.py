"""The one price function: from a feed's exact amount to a shelf price, its trail, and every party's cut.

It is used for the page, the cart, the charge and the settlement, and it is pure: the same arguments give the
same price on any machine, at any time. The order of steps is the order of the trail:

1. the feed's price for the moment and the quantity (the cost, or where a feed has none, the suggested price);
2. the exchange rate, once, if the feed has no amount in the shop's currency;
3. each link of the chain adds its markup and so prices the next one's buy price;
4. the floor, if the result is below it;
5. rounding, once, half up to the minor unit, or up where half up would go below the floor; metered rates keep
   up to eight decimals instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal, localcontext

from awning.catalog import FeedPrice, Lifecycle, Offering, Plan, PlanKind, PriceRole
from awning.chain import Chain, Link, Markup, Party
from awning.errors import NotForSale
from awning.money import EXACT, Money, exponent, split
from awning.tax import TaxContext, tax_on

# Part of every price-book revision: raise it when the same inputs give another price or trail.
PRICING_VERSION = 1
QUANTITY_MAX = 100_000
# Ten million millions in cents: databases and card schemes hold no more, and nobody pays it.
TOTAL_MAX_MINOR = 10**15
_METERED_STEP = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of ``quote`` one unit of ``base`` is, on a day, by somebody's word."""

    base: str
    quote: str
    rate: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Market:
    """Where a shop sells: its currency, the rates to get there, and the tax its sales bear."""

    currency: str
    rates: tuple[Rate, ...]
    tax: TaxContext


@dataclass(frozen=True, slots=True)
class Subject:
    """What is priced: a plan of an offering, and the categories it lies in, the deepest first."""

    offering: Offering
    plan: Plan
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a price's trail: what was done, and the amount it left."""

    kind: str
    says: str
    amount: Decimal
    currency: str
    party: Party | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """What one party gets of a price, before tax. A loss is negative."""

    party: Party
    money: Money


@dataclass(frozen=True, slots=True)
class Price:
    """A price and everything that explains it. All amounts but ``gross`` are net of tax."""

    unit: Decimal
    """Per unit and billing period, as printed: whole minor units, or for metered plans the exact rate."""
    currency: str
    quantity: int
    total: Money
    """Unit times quantity; for a metered plan nothing, because nothing is paid beforehand."""
    tax: Money
    trail: tuple[Step, ...]
    cuts: tuple[Cut, ...]
    """Sum to the total exactly."""

    @property
    def gross(self) -> Money:
        """The total with tax."""
        return self.total + self.tax


def price(subject: Subject, chain: Chain, *, quantity: int, as_of: datetime, market: Market) -> Price:
    """Price a quantity of a plan for the customers of the chain's last link.

    Args:
        subject: the plan, its offering and their categories.
        chain: who sells to whom, and who else has a share.
        quantity: whole units, 1 to 100,000; of a metered plan any, to find the rate of its tier.
        as_of: the moment whose feed prices and rates hold, with time zone.
        market: currency, exchange rates and tax of the shop.

    Raises:
        NotForSale: no feed price holds at the moment in any currency with a rate, the floor has none, or the
            quantity or the total is out of range.
    """
    metered = subject.plan.kind is PlanKind.METERED
    if quantity < 1 or (quantity > QUANTITY_MAX and not metered):
        raise NotForSale(f"{quantity} is not a quantity that can be ordered: it goes from 1 to {QUANTITY_MAX:,}.")
    with localcontext(EXACT):
        feed, steps = _start(subject, quantity, as_of, market)
        amount = steps[-1].amount
        margins: list[tuple[Party, Decimal]] = []
        for link in chain.links:
            sold_at, step = _sell(link, subject, amount, feed.role, market.currency)
            # The first link answers for all that lies behind it: its cut holds the vendor's share.
            margins.append((link.party, sold_at - amount if margins else sold_at))
            steps.append(step)
            amount = sold_at
        floor = _floor(subject, quantity, as_of, market)
        if floor > amount:
            steps.append(Step("floor", "Floor: the vendor allows no lower price", floor, market.currency))
            amount = floor
        steps.append(_rounded(subject.plan, amount, floor, market.currency))
        unit = steps[-1].amount
        if metered:
            nothing = Money.zero(market.currency)
            return Price(unit, market.currency, quantity, nothing, nothing, tuple(steps), ())
        total = Money.from_decimal(unit, market.currency) * quantity
        if total.minor > TOTAL_MAX_MINOR:
            raise NotForSale(f"{quantity} of {subject.offering.id} come to {total}, more than can be charged.")
        return Price(
            unit=unit,
            currency=market.currency,
            quantity=quantity,
            total=total,
            tax=tax_on(total, market.tax),
            trail=tuple(steps),
            cuts=_cuts(total, quantity, margins, chain),
        )


def tiers(subject: Subject, *, as_of: datetime, market: Market) -> list[int]:
    """The quantities from which another feed price holds, smallest first; one plain price gives ``[1]``."""
    for role in (PriceRole.COST, PriceRole.SRP):
        currency = _currency(subject.plan, role, None, as_of, market)
        if currency is not None:
            starts = {
                max(1, int(price.tier_min.to_integral_value(rounding=ROUND_CEILING)))
                for price in _held(subject.plan, role, None, as_of)
                if price.currency == currency
            }
            return sorted(starts)
    return []


def buyable(offering: Offering, plan: Plan) -> bool:
    """Whether the plan can go into a cart at all, whatever its price.

    A reseller's own service cannot yet: what is in a cart goes to the distributor, who knows nothing of it.
    """
    return offering.lifecycle is Lifecycle.ACTIVE and plan.kind is not PlanKind.METERED and not offering.owner


def _start(subject: Subject, quantity: int, as_of: datetime, market: Market) -> tuple[FeedPrice, list[Step]]:
    """The feed's price, in the shop's currency."""
    plan = subject.plan
    paid = (PriceRole.COST, PriceRole.SRP)
    for role in paid:
        # Role and currency do not depend on the quantity: else a tier would change from one to another.
        currency = _currency(plan, role, None, as_of, market)
        if currency is None:
            continue
        feed = _feed_price(plan, role, currency, quantity, as_of)
        if feed is None:
            least = tiers(subject, as_of=as_of, market=market)[0]
            raise _not_for_sale(subject, f"it is sold from {least} units on, and not by {quantity}")
        steps = [Step("feed", _feed_sentence(feed), feed.amount, feed.currency)]
        if rate := _rate(feed.currency, as_of, market):
            steps.append(_converted(feed, rate))
        return feed, steps
    currencies = {price.currency for role in paid for price in _held(plan, role, None, as_of)}
    if currencies:
        raise _not_for_sale(subject, f"the feed has it in {_no_rate(currencies, market)}")
    day = as_of.astimezone(UTC).strftime("%Y-%m-%d")
    raise _not_for_sale(subject, f"no cost or suggested price in the feed holds on {day}")


def _not_for_sale(subject: Subject, why: str) -> NotForSale:
    return NotForSale(f"{subject.offering.id}, plan {subject.plan.id}: {why}.")


def _no_rate(currencies: set[str], market: Market) -> str:
    later = [rate for rate in market.rates if rate.base in currencies and rate.quote == market.currency]
    known = f" before {min(rate.day for rate in later):%Y-%m-%d}" if later else ""
    return (
        f"{', '.join(sorted(currencies))} and there is no exchange rate to {market.currency}{known}. "
        "Add one to exchange_rates in config/awning.yaml"
    )


def _held(plan: Plan, role: PriceRole, quantity: int | None, as_of: datetime) -> list[FeedPrice]:
    """The feed's prices of a role that hold at a moment, for a quantity or for any."""
    return [
        price
        for price in plan.prices
        if price.role is role and price.valid_at(as_of) and (quantity is None or price.tier_min <= quantity)
    ]


def _currency(plan: Plan, role: PriceRole, quantity: int | None, as_of: datetime, market: Market) -> str | None:
    """The currency to start from: the shop's own, or else the first by alphabet that has a rate to it."""
    found = {price.currency for price in _held(plan, role, quantity, as_of)}
    if market.currency in found:
        return market.currency
    return min((currency for currency in found if _rate(currency, as_of, market)), default=None)


def _feed_price(plan: Plan, role: PriceRole, currency: str, quantity: int, as_of: datetime) -> FeedPrice | None:
    """The price for a quantity: the highest tier's, then the one begun last, then the one ending first."""
    held = [price for price in _held(plan, role, quantity, as_of) if price.currency == currency]
    return max(held, key=_rank, default=None)


def _rank(price: FeedPrice) -> tuple[Decimal, datetime, timedelta]:
    always, never = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return price.tier_min, price.valid_from or always, never - (price.valid_until or never)


def _rate(currency: str, as_of: datetime, market: Market) -> Rate | None:
    """The latest rate into the shop's currency that was known at the moment; none for the currency itself."""
    if currency == market.currency:
        return None
    # The day in UTC: the same moment must not find another rate because it is written in another zone.
    today = as_of.astimezone(UTC).date()
    known = [
        rate for rate in market.rates if rate.base == currency and rate.quote == market.currency and rate.day <= today
    ]
    return max(known, key=lambda rate: rate.day, default=None)


def _feed_sentence(feed: FeedPrice) -> str:
    whose = "cost" if feed.role is PriceRole.COST else "suggested price; the feed has no cost"
    tier = f", from {feed.tier_min.normalize():f} units on" if feed.tier_min > 1 else ""
    return f"Feed: {whose}{tier}"


def _converted(feed: FeedPrice, rate: Rate) -> Step:
    says = f"Exchange: 1 {rate.base} = {rate.rate:f} {rate.quote}, {rate.source} of {rate.day:%Y-%m-%d}"
    return Step("exchange", says, feed.amount * rate.rate, rate.quote)


def _sell(link: Link, subject: Subject, amount: Decimal, role: PriceRole, currency: str) -> tuple[Decimal, Step]:
    """What the link sells at, given what it buys at."""
    who = f"{link.party.role.value.capitalize()} {link.party.name}"
    if role is PriceRole.SRP:
        # A markup on a price meant for customers would take the shop above every competitor's list.
        return amount, Step("markup", f"{who}: the suggested price, no markup", amount, currency, link.party)
    markup = most_specific(link.markups, subject)
    if markup is None:
        return amount, Step("markup", f"{who}: no markup", amount, currency, link.party)
    sold_at = amount * (100 + markup.percent) / 100
    return sold_at, Step("markup", f"{who}: {markup}", sold_at, currency, link.party)


def most_specific(markups: Sequence[Markup], subject: Subject) -> Markup | None:
    """The markup that decides: by offering, else by the deepest category, else by vendor, else for all."""
    by_offering = (markup for markup in markups if markup.offering == subject.offering.id)
    by_category = (markup for category in subject.categories for markup in markups if markup.category == category)
    by_vendor = (markup for markup in markups if markup.vendor == subject.offering.vendor)
    for_all = (markup for markup in markups if not (markup.offering or markup.category or markup.vendor))
    return next(_chained(by_offering, by_category, by_vendor, for_all), None)


def _chained(*groups: Iterator[Markup]) -> Iterator[Markup]:
    for group in groups:
        yield from group


def _floor(subject: Subject, quantity: int, as_of: datetime, market: Market) -> Decimal:
    """The lowest price the vendor allows, or 0 where the feed names none.

    Raises:
        NotForSale: there is a floor, and no exchange rate that says how high it is here.
    """
    currency = _currency(subject.plan, PriceRole.FLOOR, quantity, as_of, market)
    if currency is None:
        if unknown := {price.currency for price in _held(subject.plan, PriceRole.FLOOR, quantity, as_of)}:
            raise _not_for_sale(subject, f"the feed has its floor in {_no_rate(unknown, market)}")
        return Decimal(0)
    feed = _feed_price(subject.plan, PriceRole.FLOOR, currency, quantity, as_of)
    if feed is None:
        return Decimal(0)
    rate = _rate(currency, as_of, market)
    return feed.amount * rate.rate if rate else feed.amount


def _rounded(plan: Plan, amount: Decimal, floor: Decimal, currency: str) -> Step:
    """The shelf price. Half up may go below a floor of more decimals; then it is the next step above."""
    if plan.kind is PlanKind.METERED:
        rate = amount.quantize(_METERED_STEP)
        rate = _short(rate + _METERED_STEP if rate < floor else rate)
        return Step("rounding", "Rounding: metered rates keep up to eight decimals", rate, currency)
    money = Money.from_decimal(amount, currency)
    step = Money(1, currency)
    if money.amount < floor:
        says = f"Rounding: up to {step}, because half up goes below the floor"
        return Step("rounding", says, (money + step).amount, currency)
    return Step("rounding", f"Rounding: half up to {step}", money.amount, currency)


def _short(number: Decimal) -> Decimal:
    """Without trailing zeros, and 10 as 10, not as 1E+1."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _cuts(total: Money, quantity: int, margins: list[tuple[Party, Decimal]], chain: Chain) -> tuple[Cut, ...]:
    """Split the total: fees out of those who bear them, the last link takes what rounding and floor left."""
    to_minor = Decimal(10) ** exponent(total.currency)
    shares = [margin * quantity * to_minor for _, margin in margins]
    parties = [party for party, _ in margins]
    if shares:
        shares[-1] = total.minor - sum(shares[:-1], Decimal(0))
    seller = len(margins) - 1
    for fee, payer in ((chain.operator, 0), (chain.agent, seller)):
        if fee is not None and margins:
            part = total.minor * fee.percent / 100
            shares[payer] -= part
            shares.append(part)
            parties.append(fee.party)
    return tuple(Cut(party, money) for party, money in zip(parties, split(total, shares), strict=True))
