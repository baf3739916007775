"""Offerings and categories as compact JSON and back: equal ones give the same text, empty fields stay out.

Amounts are decimal texts without trailing zeros, because 12.5 and 12.50 are one price, and a feed that
changes only its way of writing changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
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
)
from awning.money import EXACT


def category_to_json(category: Category) -> str:
    """The category as one line of JSON, the same for equal categories."""
    return _dump(
        {"id": category.id, "name": category.name},
        {
            "description": category.description,
            "parent": category.parent_id,
            "i18n": _texts_out(category.translations),
        },
    )


def category_from_json(body: str) -> Category:
    """The category that `category_to_json` wrote."""
    record = json.loads(body)
    return Category(
        id=record["id"],
        name=record["name"],
        description=record.get("description", ""),
        parent_id=record.get("parent"),
        translations=_texts_in(record),
    )


def offering_to_json(offering: Offering) -> str:
    """The offering as one line of JSON, the same for equal offerings."""
    return _dump(
        {
            "id": offering.id,
            "name": offering.name,
            "category": offering.category_id,
            "vendor": offering.vendor,
        },
        {
            "description": offering.description,
            "part": offering.part_number,
            "picture": offering.picture,
            "lifecycle": offering.lifecycle if offering.lifecycle is not Lifecycle.ACTIVE else "",
            "notice": offering.notice_days,
            "plans": [_plan_out(plan) for plan in offering.plans],
            "spec": [[row.name, row.value, _sorted(row.translations)] for row in offering.characteristics],
            "questions": [
                [
                    question.name,
                    question.label,
                    question.kind,
                    question.required,
                    question.choices,
                    _sorted(question.labels),
                ]
                for question in offering.questions
            ],
            "relations": [[relation.kind, relation.offering_id] for relation in offering.relations],
            "i18n": _texts_out(offering.translations),
        },
    )


def offering_from_json(body: str) -> Offering:
    """The offering that `offering_to_json` wrote."""
    record = json.loads(body)
    return Offering(
        id=record["id"],
        name=record["name"],
        category_id=record["category"],
        vendor=record["vendor"],
        description=record.get("description", ""),
        part_number=record.get("part", ""),
        picture=record.get("picture", ""),
        lifecycle=Lifecycle(record.get("lifecycle", Lifecycle.ACTIVE)),
        notice_days=record.get("notice", 0),
        plans=tuple(_plan_in(plan) for plan in record.get("plans", ())),
        characteristics=tuple(
            Characteristic(name, value, {language: (said[0], said[1]) for language, said in translations.items()})
            for name, value, translations in record.get("spec", ())
        ),
        questions=tuple(
            Question(name, label, QuestionKind(kind), required, tuple(choices), labels)
            for name, label, kind, required, choices, labels in record.get("questions", ())
        ),
        relations=tuple(Relation(RelationKind(kind), target) for kind, target in record.get("relations", ())),
        translations=_texts_in(record),
    )


def _plan_out(plan: Plan) -> dict[str, Any]:
    return {"id": plan.id, "kind": plan.kind, "unit": plan.unit} | _full(
        {
            "name": plan.name,
            "commitment": _period_out(plan.commitment),
            "billing": _period_out(plan.billing),
            "trial": plan.trial_days,
            "prices": [
                [
                    price.role,
                    price.currency,
                    _number_out(price.amount),
                    _number_out(price.tier_min),
                    price.valid_from.isoformat() if price.valid_from else None,
                    price.valid_until.isoformat() if price.valid_until else None,
                ]
                for price in plan.prices
            ],
        }
    )


def _plan_in(record: dict[str, Any]) -> Plan:
    return Plan(
        id=record["id"],
        kind=PlanKind(record["kind"]),
        unit=record["unit"],
        name=record.get("name", ""),
        commitment=_period_in(record.get("commitment")),
        billing=_period_in(record.get("billing")),
        trial_days=record.get("trial", 0),
        prices=tuple(
            FeedPrice(
                role=PriceRole(role),
                currency=currency,
                amount=Decimal(amount),
                tier_min=Decimal(tier_min),
                valid_from=datetime.fromisoformat(start) if start else None,
                valid_until=datetime.fromisoformat(end) if end else None,
            )
            for role, currency, amount, tier_min, start, end in record.get("prices", ())
        ),
    )


def _number_out(number: Decimal) -> str:
    return f"{(number or Decimal(0)).normalize(EXACT):f}"


def _period_out(period: Period | None) -> list[Any] | None:
    return [period.count, period.unit] if period else None


def _period_in(record: list[Any] | None) -> Period | None:
    return Period(record[0], record[1]) if record else None


def _texts_out(texts: Mapping[str, Text]) -> dict[str, list[str]]:
    return {language: [text.name, text.description] for language, text in sorted(texts.items())}


def _texts_in(record: dict[str, Any]) -> dict[str, Text]:
    return {language: Text(name, description) for language, (name, description) in record.get("i18n", {}).items()}


def _full(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", 0, [], {})}


def _sorted(words: Mapping[str, Any]) -> dict[str, Any]:
    """The same words in one order: mappings are equal whatever their order, and so must their texts be."""
    return dict(sorted(words.items()))


def _dump(needed: dict[str, Any], record: dict[str, Any]) -> str:
    return json.dumps(needed | _full(record), ensure_ascii=False, separators=(",", ":"))
