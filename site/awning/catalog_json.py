"""Offerings and categories as compact JSON and back: equal ones give the same text, empty fields stay out.

Amounts are decimal texts without trailing zeros, because 12.5 and 12.50 are one price, and a feed that
changes only its way of writing changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from awning.catalog import (
    STANDARD_TAX,
    Bundle,
    BundleItem,
    Category,
    Characteristic,
    Connection,
    Document,
    FeedPrice,
    Lifecycle,
    Notice,
    Offering,
    Outside,
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

_quoted = json.encoder.encode_basestring
# Unchecked for circles: nothing that is written holds itself.
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


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
    rest = _dump(
        {},
        {
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
            # Beside the questions, not in them: Awnings before find the six things of a question they know.
            "choices": {
                question.name: {language: _sorted(said) for language, said in sorted(question.choice_labels.items())}
                for question in offering.questions
                if question.choice_labels
            },
            "relations": [[relation.kind, relation.offering_id] for relation in offering.relations],
            "pictures": offering.pictures,
            "documents": [[each.title, each.url, _sorted(each.translations)] for each in offering.documents],
            "blueprint": _blueprint_out(offering.bundle),
            "i18n": _texts_out(offering.translations),
            "source": offering.source,
            "owner": offering.owner,
        },
    )
    # Put together by hand, which is quicker than the encoder: a catalog is mostly prices, and they need no escapes.
    said = [
        f'{{"id":{_quoted(offering.id)}',
        f'"name":{_quoted(offering.name)}',
        f'"category":{_quoted(offering.category_id)}',
        f'"vendor":{_quoted(offering.vendor)}',
    ]
    if offering.description:
        said.append(f'"description":{_quoted(offering.description)}')
    if offering.part_number:
        said.append(f'"part":{_quoted(offering.part_number)}')
    if offering.picture:
        said.append(f'"picture":{_quoted(offering.picture)}')
    if offering.lifecycle is not Lifecycle.ACTIVE:
        said.append(f'"lifecycle":"{offering.lifecycle}"')
    if offering.notices:
        said.append(_notices_out(offering.notices))
    if offering.tax_category != STANDARD_TAX:
        said.append(f'"tax":{_quoted(offering.tax_category)}')
    if offering.bundle is not None:
        said.append(f'"bundle":{_bundle_out(offering.bundle)}')
    if offering.plans:
        said.append(f'"plans":[{",".join(map(_plan_out, offering.plans))}]')
    if rest != "{}":
        said.append(rest[1:-1])
    return f"{','.join(said)}}}"


def offering_from_json(body: str | bytes) -> Offering:
    """The offering that `offering_to_json` wrote."""
    record = json.loads(body)
    choices = record.get("choices", {})
    return Offering(
        id=record["id"],
        name=record["name"],
        category_id=record["category"],
        vendor=record["vendor"],
        description=record.get("description", ""),
        part_number=record.get("part", ""),
        picture=record.get("picture", ""),
        pictures=tuple(record.get("pictures", ())),
        documents=tuple(Document(*each) for each in record.get("documents", ())),
        lifecycle=Lifecycle(record.get("lifecycle", Lifecycle.ACTIVE)),
        notices=_notices_in(record) if "notice" in record or "notices" in record else (),
        tax_category=record.get("tax", STANDARD_TAX),
        bundle=_bundle_in(record) if "bundle" in record else None,
        plans=tuple(_plan_in(plan) for plan in record.get("plans", ())),
        characteristics=tuple(
            Characteristic(name, value, {language: (said[0], said[1]) for language, said in translations.items()})
            for name, value, translations in record.get("spec", ())
        ),
        questions=tuple(
            Question(name, label, QuestionKind(kind), required, tuple(known), labels, choices.get(name, {}))
            for name, label, kind, required, known, labels in record.get("questions", ())
        ),
        relations=tuple(Relation(RelationKind(kind), target) for kind, target in record.get("relations", ())),
        translations=_texts_in(record),
        source=record.get("source", ""),
        owner=record.get("owner", ""),
    )


def _plan_out(plan: Plan) -> str:
    terms = _terms_out((plan.id, plan.kind, plan.unit, plan.name, plan.commitment, plan.billing, plan.trial_days))
    if plan.converts_to or plan.reminder_days:
        terms += f',"then":[{_quoted(plan.converts_to)},{plan.reminder_days}]'
    if plan.names:
        terms += f',"names":{_ENCODE(_sorted(plan.names))}'
    return f'{terms},"prices":[{",".join(map(_price_out, plan.prices))}]}}' if plan.prices else f"{terms}}}"


@lru_cache(maxsize=4096)
def _terms_out(terms: tuple[str, PlanKind, str, str, Period | None, Period | None, int]) -> str:
    """A plan without its prices, open at the end. A feed has few, and says them with every offering."""
    plan_id, kind, unit, name, commitment, billing, trial = terms
    said = [f'{{"id":{_quoted(plan_id)},"kind":"{kind}","unit":{_quoted(unit)}']
    if name:
        said.append(f'"name":{_quoted(name)}')
    if commitment:
        said.append(f'"commitment":[{commitment.count},"{commitment.unit}"]')
    if billing:
        said.append(f'"billing":[{billing.count},"{billing.unit}"]')
    if trial:
        said.append(f'"trial":{trial}')
    return ",".join(said)


def _price_out(price: FeedPrice) -> str:
    role, currency, amount, tier_min, valid_from, valid_until = price
    tier = "1" if tier_min == 1 else _number_out(tier_min)
    since = f'"{valid_from.isoformat()}"' if valid_from else "null"
    until = f'"{valid_until.isoformat()}"' if valid_until else "null"
    # Added up and not formatted: a word of an enumeration is formatted in Python, and this is done millions of times.
    return '["' + role + '","' + currency + '","' + _number_out(amount) + f'","{tier}",{since},{until}]'


def _plan_in(record: dict[str, Any]) -> Plan:
    converts_to, reminder_days = record.get("then", ("", 0))
    return Plan(
        id=record["id"],
        kind=PlanKind(record["kind"]),
        unit=record["unit"],
        name=record.get("name", ""),
        commitment=_period_in(record.get("commitment")),
        billing=_period_in(record.get("billing")),
        trial_days=record.get("trial", 0),
        converts_to=converts_to,
        reminder_days=reminder_days,
        names=record.get("names", {}),
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


@lru_cache(maxsize=4096)
def _notices_out(notices: tuple[Notice, ...]) -> str:
    """The one that holds always as a number, which nearly all are, and others in full."""
    if notices == (Notice(notices[0].days),):
        return f'"notice":{notices[0].days}'
    rows = [
        [notice.days, notice.window_days, *map(_moment_out, (notice.valid_from, notice.valid_until))]
        for notice in notices
    ]
    return f'"notices":{_ENCODE(rows)}'


def _notices_in(record: dict[str, Any]) -> tuple[Notice, ...]:
    if "notice" in record:
        return (Notice(record["notice"]),)
    return tuple(
        Notice(days, window_days, _moment_in(start), _moment_in(end))
        for days, window_days, start, end in record["notices"]
    )


def _bundle_out(bundle: Bundle) -> str:
    items = [[item.offering_id, item.plan_id, item.quantity] for item in bundle.items]
    return _ENCODE([_number_out(bundle.discount_percent), items])


def _blueprint_out(bundle: Bundle | None) -> list[Any]:
    """What is outside a bundle and how all is connected, beside the bundle for Awnings before: they draw nothing."""
    if bundle is None or not (bundle.outside or bundle.connections):
        return []
    return [
        [[each.id, each.name, _sorted(each.translations)] for each in bundle.outside],
        [[each.source, each.target, each.says, _sorted(each.translations)] for each in bundle.connections],
    ]


def _bundle_in(record: dict[str, Any]) -> Bundle:
    discount, items = record["bundle"]
    outside, connections = record.get("blueprint", ((), ()))
    return Bundle(
        tuple(BundleItem(*each) for each in items),
        Decimal(discount),
        tuple(Outside(*each) for each in outside),
        tuple(Connection(*each) for each in connections),
    )


def _moment_out(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment_in(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _number_out(number: Decimal) -> str:
    text = str(number)
    if "E" in text or text.startswith("-"):
        return f"{(number or Decimal(0)).normalize(EXACT):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _period_in(record: list[Any] | None) -> Period | None:
    return Period(record[0], record[1]) if record else None


def _texts_out(texts: Mapping[str, Text]) -> dict[str, list[str]]:
    return {language: [text.name, text.description] for language, text in sorted(texts.items())}


def _texts_in(record: dict[str, Any]) -> dict[str, Text]:
    return {language: Text(name, description) for language, (name, description) in record.get("i18n", {}).items()}


def _sorted(words: Mapping[str, Any]) -> dict[str, Any]:
    """The same words in one order: mappings are equal whatever their order, and so must their texts be."""
    return dict(sorted(words.items()))


def _dump(needed: dict[str, Any], record: dict[str, Any]) -> str:
    needed.update({key: value for key, value in record.items() if value})
    return _ENCODE(needed)
