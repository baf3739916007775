"""Azure retail prices: the public list of meters, as NDJSON, a JSON array, or pages with ``Items``.

One ``skuId`` is one offering: it is what Azure's own order and usage records name, and it fixes product, size
and region. Its meters become metered plans (with quantity tiers), its reservations plans paid once for the
whole term: Azure quotes a reservation's price for the term, whatever its unit of measure says. Retail prices
are suggested prices; the list holds no costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from awning.catalog import Category, Characteristic, FeedPrice, Offering, Period, Plan, PlanKind, PriceRole
from awning.feeds import Entity, Feed, Reading
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.gather import Gathering
from awning.feeds.records import json_records

_ROWS = {"Region": "location", "Service": "serviceName", "Size": "skuName", "Resource Manager name": "armSkuName"}


class AzureReader:
    """Reads the retail price list of Azure."""

    name = "azure"

    def recognises(self, head: str) -> bool:
        """No other list has meters and arm regions."""
        return '"meterId"' in head and '"armRegionName"' in head

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give the offerings by first appearance, each behind its categories (family, service, product) where new."""
        with Gathering() as gathering:
            for number, file in enumerate(feed.files):
                for line, record in json_records(file, reading, envelope="Items"):
                    row = Fields(record)
                    try:
                        key, told = row.identifier("skuId"), [number, _product(row), _price(row, feed.time_zone)]
                    except RowRefused as refusal:
                        reading.reject(line, refusal)
                    else:
                        reading.use(line)
                        gathering.add(key, line, told)
            shelves: set[str] = set()
            names = [file.name for file in feed.files]
            for sku_id, rows in gathering.groups():
                line, (number, product, _) = rows[0]
                plans = _plans(rows, names, reading)
                reading.file = names[number]
                reading.at(line)
                yield from _categories(product, shelves)
                yield _offering(sku_id, product, plans)


def _product(row: Fields) -> list[str]:
    """What a row says of its offering: family, service and product, then the rows of its specification."""
    shelf = [row.text(key) for key in ("serviceFamily", "serviceName", "productName")]
    return shelf + [row.text(key, "") for key in _ROWS.values()]


def _price(row: Fields, zone: tzinfo) -> list[Any]:
    """What a row says of its plan, then of its price: as texts, which stay exact on disk."""
    meter, unit, term = row.identifier("meterId"), row.text("unitOfMeasure"), row.text("reservationTerm", "")
    currency, amount, tier = row.currency("currencyCode"), row.number("retailPrice"), row.number("tierMinimumUnits")
    dates = [row.moment(key, zone) for key in ("effectiveStartDate", "effectiveEndDate")]
    commitment = _term(row, term) if term else ""
    if commitment:
        meter, unit, tier = f"{meter}-{commitment}", "reservation", max(tier, Decimal(1))
    plan = [meter, unit, row.text("meterName"), commitment]
    return [*plan, currency, str(amount), str(tier), *(date and date.isoformat() for date in dates)]


def _term(row: Fields, term: str) -> str:
    count, _, unit = term.partition(" ")
    if not count.isdecimal():
        raise row.refuse(f"reservationTerm {shown(term)} is no period such as '1 Year'.")
    return str(row.period(int(count[:9]), unit))


def _plans(rows: list[tuple[int, Any]], names: list[str], reading: Reading) -> tuple[Plan, ...]:
    """The plans of one offering; rows that contradict an earlier one are taken back."""
    plans: dict[str, Plan] = {}
    for line, (number, _, told) in rows:
        plan = _plan(told)
        try:
            plans[plan.id] = _joined(plans.get(plan.id), plan)
        except RowRefused as refusal:
            reading.file = names[number]
            reading.take_back(line, refusal)
    return tuple(plans.values())


def _plan(told: list[Any]) -> Plan:
    """A meter or a reservation with the one price of a row."""
    meter, unit, name, commitment, currency, amount, tier, start, end = told
    price = FeedPrice(PriceRole.SRP, currency, Decimal(amount), Decimal(tier), _date(start), _date(end))
    kind = PlanKind.ONCE if commitment else PlanKind.METERED
    return Plan(meter, kind, unit, (price,), name, Period.parse(commitment))


def _date(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _joined(known: Plan | None, plan: Plan) -> Plan:
    """The plan with one more tier or validity range; a row that stands twice adds nothing."""
    if known is None:
        return plan
    if (known.unit, known.name) != (plan.unit, plan.name):
        raise RowRefused(
            f"meter {known.id} is {known.name} per {known.unit} on an earlier row and {plan.name} per {plan.unit} here."
        )
    [price] = plan.prices
    for other in known.prices:
        if other == price:
            return known
        if all(getattr(other, word) == getattr(price, word) for word in ("currency", "tier_min", "valid_from")):
            raise RowRefused(
                f"meter {known.id} has a price from {price.tier_min.normalize():f} units on already: "
                f"{other.amount} and here {price.amount}."
            )
    prices = sorted((*known.prices, price), key=lambda each: (each.currency, each.tier_min))
    return replace(known, prices=tuple(prices))


def _categories(product: list[str], known: set[str]) -> Iterator[Category]:
    """The product's category with those it stands in, where they are new."""
    parent: str | None = None
    for name in product[:3]:
        identifier = name if parent is None else f"{parent} / {name}"
        if identifier not in known:
            known.add(identifier)
            yield Category(id=identifier, name=name, parent_id=parent)
        parent = identifier


def _offering(sku_id: str, product: list[str], plans: tuple[Plan, ...]) -> Offering:
    rows = dict(zip(_ROWS, product[3:], strict=True))
    region = f" ({rows['Region']})" if rows["Region"] else ""
    return Offering(
        id=sku_id,
        name=" ".join(filter(None, [product[2], rows["Size"]])) + region,
        category_id=" / ".join(product[:3]),
        vendor="Microsoft Azure",
        part_number=sku_id,
        plans=plans,
        characteristics=tuple(Characteristic(name, value) for name, value in rows.items() if value),
    )
