"""The neutral feed: TM Forum TMF620 records with a few additions, field by field in site/README.md."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Offering,
    Period,
    Plan,
    PlanKind,
    PriceRole,
    Question,
    QuestionKind,
    Relation,
    RelationKind,
    Text,
    plan_id,
)
from awning.feeds import Entity, Feed, Reading
from awning.feeds.additions import (
    bundle_of,
    check_conversions,
    choice_labels,
    conversion_of,
    named,
    notices_of,
    stocked_of,
    tax_category_of,
)
from awning.feeds.attachments import documents_of, pictures_of
from awning.feeds.fields import PLAIN_NUMBER, Fields, RowRefused, shown
from awning.feeds.records import json_records

_NOT_OURS = ('"href"', '"@referredType"', '"@baseType"', '"eventType"')
Place = tuple[PriceRole, str, Decimal, datetime | None, datetime | None]
"""Role, currency, tier, and from when until when: what tells the prices of a plan apart."""
# The fields of a price row that are not its amount.
_TERMS = (
    "planId",
    "name",
    "priceType",
    "trialDays",
    "convertsTo",
    "reminderDays",
    "recurringChargePeriodType",
    "recurringChargePeriodLength",
    "productOfferingTerm",
    "unitOfMeasure",
    "role",
    "tier",
    "validFor",
)
_MOST_TERMS, _LONGEST_TERMS = 1_000, 1_000
_ROLES = {role.value: role for role in PriceRole}
_RELATIONS = {kind.value: kind for kind in RelationKind}
_QUESTIONS = {kind.value: kind for kind in QuestionKind}
_LIFECYCLES = {"active": Lifecycle.ACTIVE, "launched": Lifecycle.ACTIVE, "retired": Lifecycle.RETIRED}


class NeutralReader:
    """Reads Awning's own feed, as a JSON array or as NDJSON."""

    name = "neutral"

    def recognises(self, head: str) -> bool:
        """Records say what they are with ``@type``, and have no addresses, as those of TM Forum's own catalogs do."""
        named = re.search(r'"@type"\s*:\s*"(Catalog|Category|ProductOffering)"', head)
        return bool(named) and '"id"' in head and not any(word in head for word in _NOT_OURS)

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give categories and offerings in the order of the files; an offering's category comes before it."""
        known = _Known(feed.time_zone)
        for file in feed.files:
            for line, record in json_records(file, reading):
                fields = Fields(record)
                try:
                    entity = _entity(fields, line, known)
                    stocked = stocked_of(fields, feed.time_zone) if isinstance(entity, Offering) else None
                except RowRefused as refusal:
                    reading.reject(line, refusal)
                    continue
                reading.use(line)
                if entity is not None:
                    yield entity
                if stocked is not None:
                    yield stocked


@dataclass(slots=True)
class _Known:
    """What is known of the feed so far."""

    zone: tzinfo
    categories: dict[str, int] = field(default_factory=dict[str, int])
    """On which line each category stands."""
    terms: dict[bytes, tuple[Plan, Place]] = field(default_factory=dict[bytes, tuple[Plan, Place]])
    """As the rows say them, and what they mean."""
    plans: dict[Plan, Plan] = field(default_factory=dict[Plan, Plan])


def _entity(fields: Fields, line: int, known: _Known) -> Category | Offering | None:
    """What the record stands for; a catalog's own record stands for nothing."""
    match fields.text("@type", ""):
        case "ProductOffering":
            return _offering(fields, known)
        case "Category":
            category = _category(fields, known.categories)
            _first(known.categories, category.id, line)
            return category
        case "Catalog":
            fields.identifier("id")
            return None
        case other:
            raise fields.refuse(f"@type is {shown(other)}; Catalog, Category or ProductOffering is needed.")


def _first(seen: dict[str, int], identifier: str, line: int) -> None:
    if identifier in seen:
        raise RowRefused(f"id {identifier} stands on line {seen[identifier]} already; this one is left out.")
    seen[identifier] = line


def _category(fields: Fields, known: dict[str, int]) -> Category:
    parent = fields.text("parentId", "") or None
    if parent is not None and parent not in known:
        raise fields.refuse(f"parentId {shown(parent)} is no category above this line.")
    return Category(
        id=fields.identifier("id"),
        name=fields.text("name"),
        description=fields.text("description", ""),
        parent_id=parent,
        translations=_texts(fields),
    )


def _offering(fields: Fields, known: _Known) -> Offering:
    specification = fields.inside("productSpecification")
    category_id = next((category.text("id") for category in fields.each("category")), "")
    if category_id not in known.categories:
        raise fields.refuse(f"category {shown(category_id)} is no category above this line.")
    rows = list(specification.each("productSpecCharacteristic"))
    [picture, *pictures] = pictures_of(fields) or [""]
    lifecycle = _LIFECYCLES.get(fields.text("lifecycleStatus", "Active").lower())
    if lifecycle is None:
        raise fields.refuse(f"lifecycleStatus {shown(fields.text('lifecycleStatus'))} is neither Active nor Retired.")
    return Offering(
        id=fields.identifier("id"),
        name=fields.text("name"),
        description=fields.text("description", ""),
        category_id=category_id,
        vendor=specification.text("brand"),
        part_number=specification.text("productNumber", ""),
        picture=picture,
        pictures=tuple(pictures),
        documents=documents_of(fields),
        lifecycle=lifecycle,
        notices=notices_of(fields, known.zone),
        tax_category=tax_category_of(fields),
        bundle=bundle_of(fields),
        plans=named(_plans(fields, known), fields),
        characteristics=tuple(_characteristic(row) for row in rows if not row.truth("configurable", default=False)),
        questions=_questions(fields, rows),
        relations=tuple(
            Relation(relation.word("relationshipType", _RELATIONS), relation.identifier("id"))
            for relation in fields.each("productOfferingRelationship")
        ),
        translations=_texts(fields),
    )


def _texts(fields: Fields) -> dict[str, Text]:
    return {
        language: Text(said.text("name"), said.text("description", "")) for language, said in fields.languages("i18n")
    }


def _characteristic(row: Fields) -> Characteristic:
    return Characteristic(
        name=row.text("name"),
        value=next(iter(_values(row)), ""),
        translations={language: (said.text("name"), said.text("value")) for language, said in row.languages("i18n")},
    )


def _questions(fields: Fields, rows: list[Fields]) -> tuple[Question, ...]:
    questions = tuple(_question(row) for row in rows if row.truth("configurable", default=False))
    if len({question.name for question in questions}) < len(questions):
        raise fields.refuse("two of its questions have the same name, so their answers could not be told apart.")
    return questions


def _question(row: Fields) -> Question:
    kind = row.word("valueType", _QUESTIONS)
    choices = _values(row)
    if kind is QuestionKind.CHOICE and not choices:
        raise row.refuse("valueType is choice and there are no values to choose from.")
    return Question(
        name=row.identifier("name"),
        label=row.text("description"),
        kind=kind,
        required=row.whole("minCardinality", 0) > 0,
        choices=choices,
        labels={language: said.text("description") for language, said in row.languages("i18n")},
        choice_labels=choice_labels(list(row.each("productSpecCharacteristicValue"))),
    )


def _values(row: Fields) -> tuple[str, ...]:
    return tuple(value.text("value") for value in row.each("productSpecCharacteristicValue"))


def _plans(fields: Fields, known: _Known) -> tuple[Plan, ...]:
    """Group the price rows into plans: same id of plan, then one row per role, currency and tier."""
    plans: dict[str, tuple[Plan, dict[Place, FeedPrice]]] = {}
    last: Plan | None = None
    prices: dict[Place, FeedPrice] = {}
    for number, record in enumerate(fields.items("productOfferingPrice"), start=1):
        plan, place, amount = _heard(record, known) or _read(fields.item("productOfferingPrice", number, record), known)
        if plan is not last:
            last, prices = plans.setdefault(plan.id, (plan, {}))
            if last is not plan and last != plan:
                raise fields.item("productOfferingPrice", number, record).refuse(
                    f"plan {plan.id} has other terms on an earlier row: give it another planId."
                )
        if place in prices:
            raise fields.item("productOfferingPrice", number, record).refuse(
                f"plan {plan.id} has a {place[0]} price in {place[1]} for that tier and time already."
            )
        if amount and plan.kind is PlanKind.TRIAL:
            raise fields.item("productOfferingPrice", number, record).refuse(
                f"plan {plan.id} is a trial, and its price is {amount}; trials cost 0."
            )
        role, currency, tier_min, valid_from, valid_until = place
        prices[place] = FeedPrice(role, currency, amount, tier_min, valid_from, valid_until)
    found = tuple(_priced(plan, tuple(prices.values())) for plan, prices in plans.values())
    check_conversions(fields, found)
    return found


def _heard(record: Any, known: _Known) -> tuple[Plan, Place, Decimal] | None:
    """A price row in terms that were read before; none if it must be read with care.

    A feed says the same few terms with millions of prices, and to look them up is much quicker than to read them.
    """
    try:
        price = record["price"]
        plan, place = known.terms[_said(record, price["unit"])]
        amount = price["value"]
        return (plan, place, Decimal(amount)) if PLAIN_NUMBER.fullmatch(amount) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _said(record: dict[str, Any], unit: object) -> bytes:
    """Everything in a price row but its amount, as something that can be looked up."""
    # Version 2: without the marks that tell one object from its equal.
    said: Any = (unit, *map(record.get, _TERMS))
    return marshal.dumps(said, 2)


def _read(row: Fields, known: _Known) -> tuple[Plan, Place, Decimal]:
    """A price row, field by field."""
    price = row.inside("price")
    plan, place = _plan(row), _place(row, price, known.zone)
    # One object for equal plans: they are compared with every price.
    plan = known.plans.setdefault(plan, plan)
    try:
        said = _said(row.record, price.record.get("unit"))
    except ValueError:
        pass
    else:
        if len(known.terms) < _MOST_TERMS and len(said) < _LONGEST_TERMS:
            known.terms[said] = plan, place
    return plan, place, price.number("value")


def _priced(plan: Plan, prices: tuple[FeedPrice, ...]) -> Plan:
    """The plan with its prices. `dataclasses.replace` would do the same, and looks up the fields each time."""
    terms = (plan.name, plan.commitment, plan.billing, plan.trial_days, plan.converts_to, plan.reminder_days)
    return Plan(plan.id, plan.kind, plan.unit, prices, *terms)


def _place(row: Fields, price: Fields, zone: tzinfo) -> Place:
    """Which of a plan's prices it is."""
    valid = row.inside("validFor")
    return (
        row.word("role", _ROLES),
        price.currency("unit"),
        row.inside("tier").number("min", Decimal(1)),
        valid.moment("startDateTime", zone),
        valid.moment("endDateTime", zone),
    )


def _plan(row: Fields) -> Plan:
    """The plan a price row is of, without its prices."""
    kind = {"recurring": PlanKind.RECURRING, "onetime": PlanKind.ONCE, "usage": PlanKind.METERED}.get(
        row.text("priceType").lower()
    )
    if kind is None:
        raise row.refuse(f"priceType {shown(row.text('priceType'))} is none of recurring, oneTime, usage.")
    trial_days = row.whole("trialDays", 0)
    if trial_days:
        kind = PlanKind.TRIAL
    converts_to, reminder_days = conversion_of(row, trial_days)
    unit = row.inside("unitOfMeasure")
    amount, units = unit.number("amount", Decimal(1)), unit.text("units", "piece")
    if not amount:
        raise unit.refuse("amount is 0; a price is for some amount.")
    commitment = next((_period(term.inside("duration")) for term in row.each("productOfferingTerm")), None)
    billing = None
    if kind is PlanKind.RECURRING:
        billing = row.period(row.whole("recurringChargePeriodLength", 1), row.text("recurringChargePeriodType"))
    named = bool(row.text("planId", ""))
    own = row.identifier("planId") if named else plan_id(kind, commitment, billing, trial_days)
    return Plan(
        id=own,
        kind=kind,
        unit=units if amount == 1 and kind is not PlanKind.METERED else f"{amount.normalize():f} {units}",
        prices=(),
        name=row.text("name", ""),
        commitment=commitment,
        billing=billing,
        trial_days=trial_days,
        converts_to=converts_to,
        reminder_days=reminder_days,
    )


def _period(fields: Fields) -> Period:
    return fields.period(fields.whole("amount"), fields.text("units"))
