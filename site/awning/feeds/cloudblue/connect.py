"""CloudBlue Connect's products: items become offerings, price points their prices, parameters their questions.

A Connect product is what its vendor lists, and what customers buy are its items: so a product is a category, and each
item in it an offering. Items of one group differ only in how they are paid, and are the plans of one offering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from awning.catalog import (
    Category,
    FeedPrice,
    Lifecycle,
    Offering,
    Period,
    Plan,
    PlanKind,
    PriceRole,
    Question,
    Relation,
    RelationKind,
    plan_id,
)
from awning.feeds import Entity
from awning.feeds.cloudblue.parts import Books, Part, questions_of
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import Feed

# The first that matches: each kind of record by keys that the others do not have.
_SIGNS: tuple[tuple[str, set[str]], ...] = (
    ("point", {"item", "attributes"}),
    ("price list", {"pricelist"}),
    ("price list", {"currency", "attributes"}),
    ("parameter", {"scope", "phase"}),
    ("parameter", {"constraints", "type"}),
    ("item", {"unit", "display_name"}),
    ("item", {"local_id"}),
    ("item", {"unit", "precision"}),
    ("product", {"short_description"}),
    ("product", {"detailed_description"}),
    ("product", {"customer_ui_settings"}),
    ("product", {"configurations", "owner"}),
)
_PERIODS: dict[str, tuple[int, str]] = {
    "monthly": (1, "month"),
    "yearly": (1, "year"),
    **{f"years_{count}": (count, "year") for count in range(2, 7)},
}
_TRIALS = {"days_7_trial": 7, "days_14_trial": 14, "days_30_trial": 30, "monthly_trial": 30}
_ONCE = "onetime"
# By its id, or by the name it has in a price list's spreadsheet.
_COSTS, _SRP = ("st1p", "Suggested T1 Price", "price", "Price"), ("st0p", "Suggested T0 Price")
_LISTED = {"active", "scheduled"}


def connect_kind(record: Mapping[str, Any]) -> str | None:
    """What a record of Connect is: product, item, parameter, point or price list; none if it is not Connect's."""
    return next((kind for kind, keys in _SIGNS if keys <= record.keys()), None)


def connect_product(kind: str, fields: Fields) -> str:
    """The digits of the product a record belongs to, which the ids of its items and parameters begin with.

    Raises:
        RowRefused: no product can be told from it.
    """
    named = fields if kind != "point" else fields.inside("item")
    owner = named.inside("product").text("id", "")
    if owner or kind == "product":
        return (owner or fields.identifier("id")).partition("-")[2] or owner
    identifier = named.text("global_id", "") or named.identifier("id")
    product = identifier.partition("-")[2].rpartition("-")[0]
    if not product:
        raise named.refuse(
            f"{shown(identifier)} does not say which product it belongs to, as PRD-276-377-545-0001 does."
        )
    return product


def price_list(fields: Fields) -> dict[str, str]:
    """Currency and start of a price list or a version of one: they hold for the price points behind it.

    Raises:
        RowRefused: it is not in force, and will not be.
    """
    listed = fields.inside("pricelist") if "pricelist" in fields.keys() else fields  # noqa: SIM118
    status = fields.text("status", "active").lower()
    stamp = {"currency": listed.currency("currency"), "from": fields.text("start_at", "")}
    fields.moment("start_at")
    if status not in _LISTED:
        raise fields.refuse(f"status is {status}: its prices do not hold.")
    return stamp


@dataclass(slots=True)
class _Listed:
    """A product's items and what belongs to them, while its records come in."""

    product: Part | None = None
    items: dict[str, tuple[Part, Offering]] = field(default_factory=dict[str, tuple[Part, Offering]])
    prices: dict[str, list[FeedPrice]] = field(default_factory=dict[str, list[FeedPrice]])
    questions: dict[str, Question] = field(default_factory=dict[str, Question])


def connect_entities(parts: list[Part], feed: Feed, books: Books) -> Iterator[Entity]:
    """The categories and offerings of one product, each record used or rejected."""
    listed = _Listed()
    order = ("product", "item", "parameter", "point")
    for part in sorted(parts, key=lambda each: order.index(each.kind)):
        try:
            _take(listed, part, feed)
        except RowRefused as refusal:
            books.reject(part, refusal)
        else:
            books.use(part)
    if listed.product is not None:
        yield from _shelves(listed.product.fields)
        for part, offering in _grouped(listed):
            books.at(part)
            yield offering


def _take(listed: _Listed, part: Part, feed: Feed) -> None:
    fields = part.fields
    if part.kind == "product":
        if listed.product is not None:
            raise fields.refuse(f"product {fields.text('id')} stands on line {listed.product.line} already.")
        if fields.text("status", "").lower() == "draft":
            raise fields.refuse("the product is a draft; it is not sold yet.")
        list(_shelves(fields))
        fields.text("detailed_description", "")
        listed.product = part
    elif listed.product is None:
        raise fields.refuse("the product it belongs to is not in the feed, or is left out.")
    elif part.kind == "item":
        offering = _item(fields, listed.product.fields, feed)
        if offering.plans[0].id in listed.items:
            raise fields.refuse(f"item {offering.plans[0].id} stands already; this one is left out.")
        listed.items[offering.plans[0].id] = part, offering
    elif part.kind == "parameter":
        asked = {question.name: question for question in questions_of(fields)}
        if not listed.questions.keys().isdisjoint(asked):
            raise fields.refuse(f"parameter {fields.text('name')} is asked already; this one is left out.")
        listed.questions |= asked
    else:
        _point(listed, part, feed)


def _shelves(product: Fields) -> Iterator[Category]:
    """The category of the product, in that of its kind."""
    kind = product.inside("category")
    parent = kind.text("id", "") or kind.text("name", "") or None
    if parent:
        yield Category(parent, kind.text("name", parent))
    yield Category(
        product.identifier("id"), product.text("name"), product.text("short_description", ""), parent_id=parent
    )


def _item(fields: Fields, product: Fields, feed: Feed) -> Offering:
    """An item as an offering with one plan, that has the item's id for now."""
    status = fields.text("status", "published").lower()
    if status == "draft":
        raise fields.refuse("the item is a draft; it is not sold yet.")
    group, replacement = fields.inside("group"), fields.inside("replacement").text("id", "")
    ended = status == "endofsale" or product.text("status", "").lower() == "endofsale"
    texts = [fields.text("description", ""), product.text("detailed_description", "")]
    return Offering(
        id=group.identifier("id") if group.text("id", "") else fields.identifier("id"),
        name=group.text("name", "") or fields.text("display_name", "") or fields.text("name"),
        description="\n\n".join(filter(None, texts)),
        category_id=product.identifier("id"),
        vendor=product.inside("owner").text("name", product.text("name")),
        part_number=group.text("mpn", "") or fields.text("mpn", ""),
        plans=(_plan(fields, feed),),
        lifecycle=Lifecycle.RETIRED if ended else Lifecycle.ACTIVE,
        relations=(Relation(RelationKind.SUBSTITUTED_BY, replacement),) if ended and replacement else (),
    )


def _plan(fields: Fields, feed: Feed) -> Plan:
    unit = fields.inside("unit")
    word = unit.text("title", "") or unit.text("name", "") or unit.text("unit", "piece")
    word = feed.units.get(unit.text("id", word), word)
    identifier, kind, period = fields.identifier("id"), fields.text("type").lower(), fields.text("period", "").lower()
    if kind == "ppu":
        return Plan(identifier, PlanKind.METERED, word, ())
    if kind != "reservation":
        raise fields.refuse(f"type {shown(kind)} is neither reservation nor ppu.")
    if period == _ONCE:
        return Plan(identifier, PlanKind.ONCE, word, ())
    if period in _TRIALS:
        return Plan(identifier, PlanKind.TRIAL, word, (), trial_days=_TRIALS[period])
    if period not in _PERIODS:
        raise (fields.damage if period else fields.refuse)(f"period {shown(period)} is none that is known.")
    count, length = _PERIODS[period]
    billing = fields.period(count, length)
    return Plan(
        identifier, PlanKind.RECURRING, word, (), commitment=_commitment(fields, count, length), billing=billing
    )


def _commitment(fields: Fields, count: int, unit: str) -> Period:
    """So many billing periods."""
    commitment = fields.inside("commitment")
    of = commitment.text("multiplier", "billing_period")
    if of.rstrip("s") != "billing_period":
        raise commitment.refuse(f"multiplier {shown(of)} is not billing_period.")
    return commitment.period(max(1, commitment.whole("count", 1)) * count, unit)


def _point(listed: _Listed, part: Part, feed: Feed) -> None:
    """Give an item the prices of a point of a price list."""
    item, attributes, stamp = part.fields.inside("item"), part.fields.inside("attributes"), part.price_list
    identifier = item.text("global_id", "") or item.text("id")
    if identifier not in listed.items:
        raise item.refuse(f"item {shown(identifier)} is not in the feed, or is left out.")
    currency = stamp.get("currency") or feed.currency
    if not currency:
        raise part.fields.refuse("in which currency? Put its price list in front of it, or set `currency` of the feed.")
    begins = Fields({"start_at": stamp.get("from", "")}).moment("start_at", feed.time_zone)
    plan, known = listed.items[identifier][1].plans[0], listed.prices.setdefault(identifier, [])
    added: list[FeedPrice] = []
    for role, names in ((PriceRole.COST, _COSTS), (PriceRole.SRP, _SRP)):
        name = next((each for each in names if attributes.text(each, "")), None)
        if name is not None:
            least = Decimal(plan.kind is not PlanKind.METERED)
            added.append(FeedPrice(role, currency, attributes.number(name), least, begins))
    for price in added:
        if plan.kind is PlanKind.TRIAL and price.amount:
            raise attributes.refuse(f"item {identifier} is a trial, and its price is {price.amount}; trials cost 0.")
        if any(other._replace(amount=price.amount) == price for other in known):
            raise attributes.refuse(f"item {identifier} has a {price.role} price in {currency} for that time already.")
    known += added


def _grouped(listed: _Listed) -> Iterator[tuple[Part, Offering]]:
    """The offerings of the product: items of one group together, and those no longer sold only where all are."""
    groups: dict[str, list[tuple[Part, Offering]]] = {}
    for identifier, (part, offering) in listed.items.items():
        plan = replace(offering.plans[0], prices=tuple(listed.prices.get(identifier, ())))
        if offering.id == identifier:
            plan = replace(plan, id=plan_id(plan.kind, plan.commitment, plan.billing, plan.trial_days))
        whole = replace(offering, plans=(plan,), questions=tuple(listed.questions.values()))
        groups.setdefault(offering.id, []).append((part, whole))
    for found in groups.values():
        sold = [each for each in found if each[1].lifecycle is Lifecycle.ACTIVE] or found
        part, first = sold[0]
        yield (
            part,
            replace(
                first,
                plans=tuple(offering.plans[0] for _, offering in sold),
                relations=tuple(
                    replace(each, offering_id=listed.items[each.offering_id][1].id)
                    if each.offering_id in listed.items
                    else each
                    for each in first.relations
                ),
            ),
        )
