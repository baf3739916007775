"""Azure retail prices: the public list of meters, as NDJSON, a JSON array, or pages with ``Items``.

One ``skuId`` is one offering: it is what Azure's own order and usage records name, and it fixes product, size
and region. Its meters become metered plans (with quantity tiers), its reservations plans paid once for the
whole term: Azure quotes a reservation's price for the term, whatever its unit of measure says. Retail prices
are suggested prices; the list holds no costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from awning.catalog import Category, Characteristic, FeedPrice, Offering, Period, Plan, PlanKind, PriceRole
from awning.feeds import Reading
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.records import json_records
from awning.money import CURRENCIES


@dataclass(slots=True)
class _Sku:
    """An offering as its first row tells it, while the rows of its plans come in; they stand in any order."""

    offering: Offering
    plans: dict[str, Plan] = field(default_factory=dict[str, Plan])


class AzureReader:
    """Reads the retail price list of Azure."""

    name = "azure"

    def recognises(self, head: str) -> bool:
        """No other list has meters and arm regions."""
        return '"meterId"' in head and '"armRegionName"' in head

    def read(self, path: Path, reading: Reading) -> Iterator[Category | Offering]:
        """Give the categories (family, service, product), then the offerings, each by first appearance."""
        categories: dict[str, Category] = {}
        skus: dict[str, _Sku] = {}
        for line, record in json_records(path, reading, envelope="Items"):
            row = Fields(record)
            try:
                sku_id = row.identifier("skuId")
                plan = _plan(row)
                sku = skus.get(sku_id) or _Sku(_offering(sku_id, row, categories))
                sku.plans[plan.id] = _joined(row, sku.plans.get(plan.id), plan)
                skus[sku_id] = sku
            except RowRefused as refusal:
                reading.reject(line, str(refusal))
            else:
                reading.use()
        yield from categories.values()
        for sku in skus.values():
            yield replace(sku.offering, plans=tuple(sku.plans.values()))


def _category(row: Fields, categories: dict[str, Category]) -> str:
    """The id of the row's product category, made with its parents where new."""
    parent: str | None = None
    for name in [row.text(key) for key in ("serviceFamily", "serviceName", "productName")]:
        identifier = name if parent is None else f"{parent} / {name}"
        categories.setdefault(identifier, Category(id=identifier, name=name, parent_id=parent))
        parent = identifier
    return str(parent)


def _plan(row: Fields) -> Plan:
    """A meter or a reservation with the one price of this row."""
    meter, unit, term = row.identifier("meterId"), row.text("unitOfMeasure"), row.text("reservationTerm", "")
    currency = row.text("currencyCode")
    if currency not in CURRENCIES:
        raise row.refuse(f"currencyCode {shown(currency)} is not a currency of ISO 4217.")
    price = FeedPrice(
        role=PriceRole.SRP,
        currency=currency,
        amount=row.number("retailPrice"),
        tier_min=row.number("tierMinimumUnits"),
        valid_from=row.moment("effectiveStartDate"),
        valid_until=row.moment("effectiveEndDate"),
    )
    if not term:
        return Plan(meter, PlanKind.METERED, unit, (price,), name=row.text("meterName"))
    commitment = _term(row, term)
    price = replace(price, tier_min=max(price.tier_min, Decimal(1)))
    return Plan(f"{meter}-{commitment}", PlanKind.ONCE, "reservation", (price,), row.text("meterName"), commitment)


def _term(row: Fields, term: str) -> Period:
    count, _, unit = term.partition(" ")
    try:
        return Period.of(int(count), unit)
    except ValueError:
        raise row.refuse(f"reservationTerm {shown(term)} is no period such as '1 Year'.") from None


def _joined(row: Fields, known: Plan | None, plan: Plan) -> Plan:
    """The plan with one more tier or validity range."""
    if known is None:
        return plan
    if (known.unit, known.name) != (plan.unit, plan.name):
        raise row.refuse(
            f"meter {known.id} is {known.name} per {known.unit} on an earlier row and {plan.name} per {plan.unit} here."
        )
    [price] = plan.prices
    for other in known.prices:
        if all(getattr(other, word) == getattr(price, word) for word in ("currency", "tier_min", "valid_from")):
            raise row.refuse(
                f"meter {known.id} has a price from {price.tier_min.normalize():f} units on already: "
                f"{other.amount} and here {price.amount}."
            )
    prices = sorted((*known.prices, price), key=lambda each: (each.currency, each.tier_min))
    return replace(known, prices=tuple(prices))


def _offering(sku_id: str, row: Fields, categories: dict[str, Category]) -> Offering:
    """The offering without its plans."""
    product, size, region = row.text("productName"), row.text("skuName", ""), row.text("location", "")
    rows = {
        "Region": region,
        "Service": row.text("serviceName"),
        "Size": size,
        "Resource Manager name": row.text("armSkuName", ""),
    }
    return Offering(
        id=sku_id,
        name=" ".join(filter(None, [product, size])) + (f" ({region})" if region else ""),
        category_id=_category(row, categories),
        vendor="Microsoft Azure",
        part_number=sku_id,
        plans=(),
        characteristics=tuple(Characteristic(name, value) for name, value in rows.items() if value),
    )
