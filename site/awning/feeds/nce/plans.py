"""Plans of the NCE price list: the rows of one SKU compared with each other, and joined by term and billing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from awning.catalog import FeedPrice, Plan, PriceRole
from awning.feeds.nce.rows import Row
from awning.feeds.nce.terms import Terms, terms_of

Numbered = tuple[int, Row]
"""A row and its line."""
TakeBack = Callable[[int, Row, str], None]
"""Rejects a row on its line, for a reason."""
Deal = tuple[str, str, Decimal]
"""What has one price at a time: a plan's id, a currency, and the smallest quantity of a tier."""
UNIT = "licence"
"""What is counted where the sheet does not say."""
ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
_UNNAMED = "without a name"


def agreed(rows: Sequence[Numbered], units: Mapping[str, str], take_back: TakeBack) -> dict[str, list[Row]]:
    """The rows of each plan, less those that repeat or contradict one before.

    Prices of two markets must never mix: where they share a currency, the market that comes first decides, and
    rows of another are taken only where they say the same.

    Args:
        rows: of one SKU.
        units: of plans that stand already.
        take_back: told of rows that contradict.
    """
    said = dict(units)
    markets: dict[tuple[str, str], str] = {}
    known: dict[tuple[Deal, str, str], Row] = {}
    foreign: list[Numbered] = []
    for line, row in rows:
        plan = row.plan_id
        if row.unit and said.setdefault(plan, row.unit) != row.unit:
            take_back(line, row, f"plan {plan} is per {said[plan]} on an earlier row, and per {row.unit} here.")
        elif markets.setdefault((plan, row.currency), row.market) != row.market:
            foreign.append((line, row))
        elif not _same(other := known.setdefault(_place(row), row), row):
            take_back(line, row, f"plan {plan} costs {_amounts(other)} on an earlier row, and {_amounts(row)} here.")
    for line, row in foreign:
        other = known.get(_place(row))
        if other is None or not _same(other, row):
            market = markets[row.plan_id, row.currency] or _UNNAMED
            take_back(
                line,
                row,
                f"plan {row.plan_id} has other prices in {row.currency} in market {row.market or _UNNAMED} than in "
                f"market {market}, which comes first: import the sheet of one market.",
            )
    plans: dict[str, list[Row]] = {}
    for row in known.values():
        plans.setdefault(row.plan_id, []).append(row)
    return plans


def joined(standing: Plan | None, rows: Sequence[Row]) -> Plan:
    """The plan with the prices of its rows; they take the place of those that began at the same time."""
    prices: list[FeedPrice] = []
    if standing is None:
        unit = next((row.unit for row in rows if row.unit), UNIT)
        standing = replace(_terms(rows[0]).plan, unit=unit)
    else:
        told = {(row.currency, Decimal(row.tier), moment(row.start)) for row in rows}
        prices += [price for price in standing.prices if (price.currency, price.tier_min, price.valid_from) not in told]
    prices += _prices(rows)
    return replace(standing, prices=tuple(sorted(prices, key=_order)))


def cut(plan: Plan, ends: Mapping[Deal, datetime]) -> Plan:
    """The plan with prices that hold no longer than to their ends; those that would begin after it are gone."""
    prices: list[FeedPrice] = []
    for price in plan.prices:
        end = ends.get((plan.id, price.currency, price.tier_min))
        if end is None:
            prices.append(price)
        elif (price.valid_from or ALWAYS) < end:
            prices.append(price._replace(valid_until=min(price.valid_until or NEVER, end)))
    return replace(plan, prices=tuple(prices))


def deal(row: Row) -> Deal:
    """What the row has the price of."""
    return row.plan_id, row.currency, Decimal(row.tier)


@lru_cache(maxsize=1024)
def moment(text: str) -> datetime | None:
    """A bound of a row's validity."""
    return datetime.fromisoformat(text) if text else None


def _place(row: Row) -> tuple[Deal, str, str]:
    return deal(row), row.start, row.until


def _same(one: Row, other: Row) -> bool:
    """Whether they come to the same, as 12.5 and 12.50 do."""
    return one is other or (Decimal(one.cost) == Decimal(other.cost) and _srp(one) == _srp(other))


def _srp(row: Row) -> Decimal | None:
    return Decimal(row.srp) if row.srp else None


def _amounts(row: Row) -> str:
    return f"UnitPrice {row.cost} and ERP Price {row.srp or 'nothing'}"


def _terms(row: Row) -> Terms:
    return terms_of(row.duration, row.billing, free=row.free, tagged=row.product.trial)


def _prices(rows: Sequence[Row]) -> Iterator[FeedPrice]:
    terms = _terms(rows[0])
    for row in rows:
        tier, start, until = Decimal(row.tier), moment(row.start), moment(row.until)
        yield FeedPrice(PriceRole.COST, row.currency, terms.payment(Decimal(row.cost)), tier, start, until)
        if row.srp:
            yield FeedPrice(PriceRole.SRP, row.currency, terms.payment(Decimal(row.srp)), tier, start, until)


def _order(price: FeedPrice) -> tuple[str, str, Decimal, datetime, datetime]:
    """The same whatever the order of rows, so that a reshuffled sheet is the same catalog."""
    return price.currency, price.role, price.tier_min, price.valid_from or ALWAYS, price.valid_until or NEVER
