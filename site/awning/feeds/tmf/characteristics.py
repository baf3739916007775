"""Characteristics of TM Forum's catalog: those to be chosen are questions, the others rows of the specification."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from awning.catalog import Characteristic, Question, QuestionKind
from awning.feeds.additions import choice_labels
from awning.feeds.fields import Fields, shown

_KINDS = {kind.value: kind for kind in QuestionKind} | {
    "number": QuestionKind.NUMBER,
    "numeric": QuestionKind.NUMBER,
    "integer": QuestionKind.NUMBER,
    "int": QuestionKind.NUMBER,
    "float": QuestionKind.NUMBER,
    "decimal": QuestionKind.NUMBER,
}
_FREE = {QuestionKind.EMAIL, QuestionKind.DOMAIN}


class Value(NamedTuple):
    """One value of a characteristic."""

    text: str
    unit: str


class Described(NamedTuple):
    """A characteristic, whether the customer chooses its value, and the values there are."""

    row: Fields
    choosing: bool
    values: tuple[Value, ...]


def described(offering: Fields, specification: Fields) -> list[Described]:
    """The characteristics of an offering: its specification's, narrowed to the values the offering uses."""
    used = {row.text("name"): row for row in offering.each("prodSpecCharValueUse")}
    found: list[Described] = []
    for row in specification.each("productSpecCharacteristic"):
        use = used.pop(row.text("name"), None)
        choosing = row.truth("configurable", default=False)
        values = (_values(use) if use else ()) or _values(row)
        # Where the offering settles on one value there is nothing left to choose.
        found.append(Described(row, choosing and not (use and len(_values(use)) == 1), values))
    found += [Described(row, len(_values(row)) > 1, _values(row)) for row in used.values()]
    return found


def characteristics(rows: list[Described]) -> tuple[Characteristic, ...]:
    """The rows of the specification table."""
    return tuple(
        Characteristic(
            name=row.text("name"),
            value=" ".join(filter(None, values[0])),
            translations={
                language: (said.text("name"), said.text("value")) for language, said in row.languages("i18n")
            },
        )
        for row, choosing, values in rows
        if values and not choosing
    )


def questions(fields: Fields, rows: list[Described]) -> tuple[Question, ...]:
    """What is asked at checkout.

    Raises:
        RowRefused: two of them have one name, or a choice has nothing to choose from.
    """
    found = tuple(_question(row, values) for row, choosing, values in rows if choosing)
    if len({question.name for question in found}) < len(found):
        raise fields.refuse("two of its questions have the same name, so their answers could not be told apart.")
    return found


def _question(row: Fields, values: tuple[Value, ...]) -> Question:
    said = row.text("valueType", "text").lower()
    kind = _KINDS.get(said, QuestionKind.TEXT)
    if values and kind not in _FREE:
        kind = QuestionKind.CHOICE
    if kind is QuestionKind.CHOICE and not values:
        raise row.refuse(f"valueType is {shown(said)} and there are no values to choose from.")
    choosing = kind is QuestionKind.CHOICE
    return Question(
        name=row.identifier("name"),
        label=row.text("description", "") or row.text("name"),
        kind=kind,
        required=row.whole("minCardinality", 0) > 0,
        choices=tuple(value.text for value in values) if choosing else (),
        labels={language: said.text("description") for language, said in row.languages("i18n")},
        choice_labels=choice_labels([each for each in _rows(row) if _text(each)]) if choosing else {},
    )


def _values(row: Fields) -> tuple[Value, ...]:
    """The values, the default one first; version 5 has another name for their list."""
    found = [
        (value.truth("isDefault", default=False), Value(_text(value), value.text("unitOfMeasure", "")))
        for value in _rows(row)
    ]
    texts = [value for _, value in sorted(found, key=lambda each: not each[0]) if value.text]
    return tuple(dict.fromkeys(texts))


def _rows(row: Fields) -> list[Fields]:
    keys = ("productSpecCharacteristicValue", "characteristicValueSpecification")
    return [value for key in keys for value in row.each(key)]


def _text(value: Fields) -> str:
    """A value that is a text, a number or a truth; of objects and lists nothing can be shown."""
    said: object = value.record.get("value")
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, int | Decimal):
        return str(said)
    return value.text("value", "") if isinstance(said, str) else ""
