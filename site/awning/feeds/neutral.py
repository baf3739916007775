"""The neutral feed: TM Forum TMF620 records with a few additions, field by field in site/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

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
)
from awning.feeds import Reading
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.records import json_records
from awning.money import CURRENCIES

Word = TypeVar("Word", bound=StrEnum)
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LIFECYCLES = {"active": Lifecycle.ACTIVE, "launched": Lifecycle.ACTIVE, "retired": Lifecycle.RETIRED}


class NeutralReader:
    """Reads Awning's own feed, as a JSON array or as NDJSON."""

    name = "neutral"

    def recognises(self, head: str) -> bool:
        """Records say what they are with ``@type``."""
        return '"@type"' in head and any(kind in head for kind in ("Catalog", "Category", "ProductOffering"))

    def read(self, path: Path, reading: Reading) -> Iterator[Category | Offering]:
        """Give categories and offerings in the order of the file; an offering's category comes before it."""
        categories: dict[str, int] = {}
        offerings: dict[str, int] = {}
        for line, record in json_records(path, reading):
            fields = Fields(record)
            try:
                match fields.text("@type", ""):
                    case "Category":
                        category = _category(fields, categories)
                        _first(categories, category.id, line)
                        entity: Category | Offering | None = category
                    case "ProductOffering":
                        offering = _offering(fields, categories)
                        _first(offerings, offering.id, line)
                        entity = offering
                    case "Catalog":
                        fields.identifier("id")
                        entity = None
                    case other:
                        raise fields.refuse(f"@type is {shown(other)}; Catalog, Category or ProductOffering is needed.")
            except RowRefused as refusal:
                reading.reject(line, str(refusal))
                continue
            reading.use()
            if entity is not None:
                yield entity


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


def _offering(fields: Fields, categories: dict[str, int]) -> Offering:
    specification = fields.inside("productSpecification")
    category_id = next((category.text("id") for category in fields.each("category")), "")
    if category_id not in categories:
        raise fields.refuse(f"category {shown(category_id)} is no category above this line.")
    rows = list(specification.each("productSpecCharacteristic"))
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
        picture=_picture(fields),
        lifecycle=lifecycle,
        notice_days=fields.whole("noticeDays", 0),
        plans=_plans(fields),
        characteristics=tuple(_characteristic(row) for row in rows if not row.truth("configurable", default=False)),
        questions=_questions(fields, rows),
        relations=tuple(
            Relation(_word(RelationKind, relation, "relationshipType"), relation.identifier("id"))
            for relation in fields.each("productOfferingRelationship")
        ),
        translations=_texts(fields),
    )


def _picture(fields: Fields) -> str:
    for attachment in fields.each("attachment"):
        if attachment.text("attachmentType", "").lower() == "picture":
            name = attachment.text("url").rpartition("/")[2]
            if not _PICTURE.fullmatch(name):
                raise attachment.refuse(f"url {shown(name)} is not a plain file name.")
            return name
    return ""


def _texts(fields: Fields) -> dict[str, Text]:
    return {
        language: Text(said.text("name"), said.text("description", "")) for language, said in fields.languages("i18n")
    }


def _characteristic(row: Fields) -> Characteristic:
    return Characteristic(
        name=row.text("name"),
        value=_values(row)[0] if _values(row) else "",
        translations={language: (said.text("name"), said.text("value")) for language, said in row.languages("i18n")},
    )


def _questions(fields: Fields, rows: list[Fields]) -> tuple[Question, ...]:
    questions = tuple(_question(row) for row in rows if row.truth("configurable", default=False))
    if len({question.name for question in questions}) < len(questions):
        raise fields.refuse("two of its questions have the same name, so their answers could not be told apart.")
    return questions


def _question(row: Fields) -> Question:
    kind = _word(QuestionKind, row, "valueType")
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
    )


def _values(row: Fields) -> tuple[str, ...]:
    return tuple(value.text("value") for value in row.each("productSpecCharacteristicValue"))


def _plans(fields: Fields) -> tuple[Plan, ...]:
    """Group the price rows into plans: same id of plan, then one row per role, currency and tier."""
    plans: dict[str, tuple[Plan, list[FeedPrice]]] = {}
    for row in fields.each("productOfferingPrice"):
        plan, price = _plan(row), _price(row)
        known, prices = plans.setdefault(plan.id, (plan, []))
        if known != plan:
            raise row.refuse(f"plan {plan.id} has other terms on an earlier row: give it another planId.")
        if any(_place(other) == _place(price) for other in prices):
            raise row.refuse(
                f"plan {plan.id} has a {price.role} price in {price.currency} for that tier and time already."
            )
        if plan.kind is PlanKind.TRIAL and price.amount:
            raise row.refuse(f"plan {plan.id} is a trial, and its price is {price.amount}; trials cost 0.")
        prices.append(price)
    return tuple(replace(plan, prices=tuple(prices)) for plan, prices in plans.values())


def _plan(row: Fields) -> Plan:
    """The terms of one price row, without its price."""
    kind = {"recurring": PlanKind.RECURRING, "onetime": PlanKind.ONCE, "usage": PlanKind.METERED}.get(
        row.text("priceType").lower()
    )
    if kind is None:
        raise row.refuse(f"priceType {shown(row.text('priceType'))} is none of recurring, oneTime, usage.")
    trial_days = row.whole("trialDays", 0)
    if trial_days:
        kind = PlanKind.TRIAL
    unit = row.inside("unitOfMeasure")
    amount, units = unit.number("amount", Decimal(1)), unit.text("units", "piece")
    if not amount:
        raise unit.refuse("amount is 0; a price is for some amount.")
    commitment = next((_period(term.inside("duration")) for term in row.each("productOfferingTerm")), None)
    billing = None
    if kind is PlanKind.RECURRING:
        billing = _length(row, row.whole("recurringChargePeriodLength", 1), row.text("recurringChargePeriodType"))
    named = bool(row.text("planId", ""))
    plan_id = row.identifier("planId") if named else _plan_id(kind, commitment, billing, trial_days)
    return Plan(
        id=plan_id,
        kind=kind,
        unit=units if amount == 1 and kind is not PlanKind.METERED else f"{amount.normalize():f} {units}",
        prices=(),
        name=row.text("name", ""),
        commitment=commitment,
        billing=billing,
        trial_days=trial_days,
    )


def _plan_id(kind: PlanKind, commitment: Period | None, billing: Period | None, trial_days: int) -> str:
    """A plan's own name for itself: P1Y-P1M is a year, paid by the month."""
    if kind is PlanKind.RECURRING:
        return f"{commitment or billing}-{billing}"
    return f"trial-P{trial_days}D" if kind is PlanKind.TRIAL else kind.value


def _price(row: Fields) -> FeedPrice:
    price, tier, valid = row.inside("price"), row.inside("tier"), row.inside("validFor")
    currency = price.text("unit")
    if currency not in CURRENCIES:
        raise price.refuse(f"unit {shown(currency)} is not a currency of ISO 4217.")
    return FeedPrice(
        role=_word(PriceRole, row, "role"),
        currency=currency,
        amount=price.number("value"),
        tier_min=tier.number("min", Decimal(1)),
        valid_from=valid.moment("startDateTime"),
        valid_until=valid.moment("endDateTime"),
    )


def _place(price: FeedPrice) -> tuple[Any, ...]:
    return price.role, price.currency, price.tier_min, price.valid_from, price.valid_until


def _period(fields: Fields) -> Period:
    return _length(fields, fields.whole("amount"), fields.text("units"))


def _length(fields: Fields, count: int, unit: str) -> Period:
    try:
        return Period.of(count, unit)
    except ValueError as problem:
        raise fields.refuse(str(problem)) from None


def _word(words: type[Word], fields: Fields, key: str) -> Word:
    said = fields.text(key)
    try:
        return words(said)
    except ValueError:
        raise fields.refuse(f"{key} {shown(said)} is none of {', '.join(words)}.") from None
