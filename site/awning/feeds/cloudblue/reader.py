"""CloudBlue's catalog: the answers of its SimpleAPI (products, plans, parameters) and of Connect.

In the SimpleAPI a product is an offering, and each record of it, one for each billing and subscription period, is
one of the plans it is sold on. A plan's own record has texts and no price: it adds to the product of its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Offering,
    Plan,
    PlanKind,
    PriceRole,
    Question,
    Relation,
    RelationKind,
)
from awning.feeds import Entity, Feed, Reading
from awning.feeds.cloudblue.connect import connect_entities, connect_kind, connect_product, price_list
from awning.feeds.cloudblue.parts import Books, Part, packed, questions_of, unpacked
from awning.feeds.cloudblue.prices import length, simple_plans
from awning.feeds.fields import Fields, RowRefused
from awning.feeds.gather import Gathering
from awning.feeds.records import json_records

_PLAN = {"subscriptionPeriods", "planSwitches", "published", "longDescription", "shortDescription"}
_PRODUCT = {"prices", "costs", "serviceName", "minimumQuantity", "subscriptionPeriod", "mpn", "dependsOn"}
_LONGEST_QUANTITY = 10
_HEADS = (
    ('"serviceName"', '"mpn"'),
    ('"serviceName"', '"vendor"'),
    ('"planSwitches"', '"id"'),
    ('"subscriptionPeriods"', '"billingModel"'),
    ('"parameters"', '"mpn"'),
    ('"parameters"', '"valueChoices"'),
    ('"detailed_description"', '"short_description"'),
    ('"display_name"', '"precision"'),
    ('"phase"', '"scope"', '"constraints"'),
    ('"global_id"', '"attributes"'),
    ('"pricelist"', '"start_at"'),
)


class CloudBlueReader:
    """Reads answers of the SimpleAPI and of Connect, in any order and any number of files."""

    name = "cloudblue"

    def recognises(self, head: str) -> bool:
        """Some of its words stand together in no other list."""
        return any(all(word in head for word in words) for words in _HEADS)

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give each product's category and offerings once all its records are known."""
        books, shelves = Books(reading), set[str]()
        with Gathering() as parts:
            _gather(feed, reading, parts)
            for key, rows in parts.groups():
                found = [_part(feed, line, row) for line, row in rows]
                make: Callable[..., Iterator[Entity]] = connect_entities if key.startswith("C") else _simple_entities
                for entity in make(found, feed, books):
                    if not isinstance(entity, Category) or entity.id not in shelves:
                        yield entity
                    if isinstance(entity, Category):
                        shelves.add(entity.id)


def _part(feed: Feed, line: int, row: Any) -> Part:
    kind, number, body, stamp = cast("tuple[str, int, str, dict[str, str]]", row)
    return Part(kind, feed.files[number].name, line, unpacked(body), stamp)


def _gather(feed: Feed, reading: Reading, parts: Gathering) -> None:
    """Put each record under the product it belongs to; price lists hold for the points behind them."""
    stamp: dict[str, str] = {}
    for number, file in enumerate(feed.files):
        for line, record in json_records(file, reading, envelope="data"):
            try:
                kind, fields = connect_kind(record) or _simple_kind(record), Fields(record)
                if kind == "price list":
                    stamp = price_list(fields)
                    reading.use(line)
                    continue
                key = (
                    "S" + _simple_product(fields) if kind.startswith("simple") else "C" + connect_product(kind, fields)
                )
                parts.add(key, line, [kind, number, packed(record), stamp if kind == "point" else {}])
            except RowRefused as refusal:
                reading.reject(line, refusal)


def _simple_kind(record: dict[str, Any]) -> str:
    if "parameters" in record:
        return "simple parameters"
    if _PLAN & record.keys():
        return "simple plan"
    if _PRODUCT & record.keys():
        return "simple product"
    raise RowRefused("this is none of the records a catalog is made of: a product, a plan, an item, a price point...")


def _simple_product(fields: Fields) -> str:
    """The product's id; where records carry none, its vendor and part number together."""
    if fields.text("id", ""):
        return fields.identifier("id")
    if fields.text("mpn", ""):
        return Fields({"mpn": f"{fields.text('vendor')}:{fields.text('mpn')}"}).identifier("mpn")
    return fields.identifier("id")


@dataclass(slots=True)
class _Product:
    """A product while its records come in."""

    offering: Offering
    first: Part
    plans: dict[str, tuple[Plan, int]] = field(default_factory=dict[str, tuple[Plan, int]])
    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    told: int = 0
    """The line of its plan's own record."""


def _simple_entities(parts: list[Part], feed: Feed, books: Books) -> Iterator[Entity]:
    product: _Product | None = None
    for part in sorted(parts, key=lambda each: each.kind != "simple product"):
        try:
            if part.kind == "simple product":
                product = _sold(part, feed, product)
            elif product is None:
                raise part.fields.refuse(
                    "no product of this id is in the feed; a plan or parameters without one have no price."
                )
            elif part.kind == "simple plan":
                _tell(product, part)
            else:
                _ask(product, part.fields)
        except RowRefused as refusal:
            books.reject(part, refusal)
        else:
            books.use(part)
    if product is not None:
        offering = product.offering
        yield Category(offering.category_id, offering.category_id)
        books.at(product.first)
        yield replace(
            offering,
            plans=tuple(plan for plan, _ in product.plans.values()),
            questions=tuple(product.questions.values()),
        )


def _sold(part: Part, feed: Feed, product: _Product | None) -> _Product:
    """The product with one more of the plans it is sold on."""
    fields = part.fields
    offering, plans = _offering(fields), simple_plans(fields, feed)
    if product is None:
        product = _Product(offering, part)
    known = product.offering
    for word in ("name", "vendor", "part_number", "category_id"):
        if getattr(known, word) != getattr(offering, word):
            raise fields.refuse(
                f"product {known.id} has {getattr(known, word)!r} on line {product.first.line}"
                f" and {getattr(offering, word)!r} here."
            )
    for plan in plans:
        if plan.id in product.plans:
            raise fields.refuse(f"product {known.id} has plan {plan.id} on line {product.plans[plan.id][1]} already.")
    product.plans |= {plan.id: (plan, part.line) for plan in plans}
    return product


def _offering(fields: Fields) -> Offering:
    vendor = fields.text("vendor")
    most = fields.text("maximumQuantity", "")
    return Offering(
        id=_simple_product(fields),
        name=fields.text("name"),
        category_id=fields.text("serviceName", vendor),
        vendor=vendor,
        part_number=fields.text("mpn", ""),
        plans=(),
        characteristics=(Characteristic("Maximum quantity", most),)
        if most.isdecimal() and len(most) < _LONGEST_QUANTITY and int(most)
        else (),
        relations=tuple(
            Relation(RelationKind.REQUIRES, other.text("id", "") or f"{vendor}:{other.text('mpn')}")
            for other in fields.each("dependsOn")
        ),
    )


def _tell(product: _Product, part: Part) -> None:
    """Add what the plan's own record says: texts, what it can be switched to, trials, whether it is sold."""
    fields, offering = part.fields, product.offering
    if product.told:
        raise fields.refuse(f"plan {offering.id} is told on line {product.told} already.")
    switches = {f"{switch.number('planId').normalize():f}" for switch in fields.each("planSwitches")} - {offering.id}
    trials = [_trial(period) for period in fields.each("subscriptionPeriods") if period.truth("trial", default=False)]
    currencies = dict.fromkeys(price.currency for plan, _ in product.plans.values() for price in plan.prices)
    free = tuple(FeedPrice(PriceRole.SRP, currency, Decimal(0)) for currency in currencies)
    text = fields.text("longDescription", "") or fields.text("shortDescription", "")
    published = fields.truth("published", default=True)
    product.told = part.line
    product.plans |= {plan.id: (replace(plan, prices=free), part.line) for plan in filter(None, trials) if free}
    product.offering = replace(
        offering,
        description=text,
        lifecycle=Lifecycle.ACTIVE if published else Lifecycle.RETIRED,
        relations=(*offering.relations, *(Relation(RelationKind.UPGRADES_TO, other) for other in sorted(switches))),
    )


def _trial(period: Fields) -> Plan | None:
    if not period.truth("active", default=True):
        return None
    lasting = length(period)
    if lasting is None:
        raise period.refuse("type is missing: how long is the trial?")
    days = lasting.count if lasting.months is None else lasting.months * 30
    return Plan(f"trial-P{days}D", PlanKind.TRIAL, "piece", (), trial_days=days)


def _ask(product: _Product, fields: Fields) -> None:
    """Add the questions of a record of parameters; another period's record may ask the same again."""
    asked = [question for parameter in fields.each("parameters") for question in questions_of(parameter)]
    for question in asked:
        if product.questions.get(question.name, question) != question:
            raise fields.refuse(f"parameter {question.name} is asked otherwise by an earlier record.")
    product.questions |= {question.name: question for question in asked}
