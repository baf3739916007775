"""Records of CloudBlue's answers while they are brought together: what they are of, and whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from awning.catalog import Question, QuestionKind
from awning.feeds.fields import Fields, RowRefused
from awning.feeds.reading import Reading

_DEEPEST = 8
_YES_NO = ("yes", "no")
_KINDS = {
    "email": QuestionKind.EMAIL,
    "domain": QuestionKind.DOMAIN,
    "subdomain": QuestionKind.DOMAIN,
    "number": QuestionKind.NUMBER,
    "integer": QuestionKind.NUMBER,
    "choice": QuestionKind.CHOICE,
    "dropdown": QuestionKind.CHOICE,
}
_SHOWN_ONLY = {"heading", "content"}
_LATER = {"fulfillment", "configuration"}


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a product: what it is of, and where it stands."""

    kind: str
    file: str
    line: int
    fields: Fields
    price_list: Mapping[str, str]
    """Of a price point: currency and start of the price list it stands behind."""


@dataclass(slots=True)
class Books:
    """The reading, told of parts: they stand in many files."""

    reading: Reading

    def use(self, part: Part) -> None:
        """Count a record that went into the catalog."""
        self.reading.file = part.file
        self.reading.use(part.line)

    def reject(self, part: Part, reason: str | RowRefused) -> None:
        """Count one that did not."""
        self.reading.file = part.file
        self.reading.reject(part.line, reason)

    def at(self, part: Part) -> None:
        """Say where the offering given next begins."""
        self.reading.file = part.file
        self.reading.at(part.line)


def packed(record: dict[str, Any]) -> str:
    """A record as ASCII that can be kept anywhere: amounts as texts, and no deeper than anybody asks."""
    return json.dumps(_shallow(record, 0), default=str, separators=(",", ":"))


def _shallow(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {key: _shallow(inner, depth + 1) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_shallow(inner, depth + 1) for inner in cast("list[object]", value)]
    return value if isinstance(value, str | bool) or value is None else str(Decimal(cast("Decimal", value)))


def unpacked(text: str) -> Fields:
    """The record that was packed, with its lists of plain words made lists of choices."""
    record: dict[str, Any] = json.loads(text)
    constraints = record.get("constraints")
    if isinstance(constraints, dict):
        known = cast("dict[str, Any]", constraints)
        if isinstance(known.get("choices"), list):
            known["choices"] = [{"value": each} if isinstance(each, str) else each for each in known["choices"]]
    return Fields(record)


def questions_of(fields: Fields) -> Iterator[Question]:
    """What a parameter asks of the customer: nothing if it is set later, hidden, or only shown.

    Raises:
        RowRefused: it can be neither asked nor left out.
    """
    constraints, kind = fields.inside("constraints"), fields.text("type", "text").lower()
    name = fields.identifier("name")
    later = fields.text("phase", "ordering").lower() in _LATER or fields.text("scope", "asset").lower() != "asset"
    if later or kind in _SHOWN_ONLY or constraints.truth("hidden", default=False):
        return
    label = fields.text("title", "") or fields.text("description", "") or name
    required = constraints.truth("required", default=False)
    choices = {
        choice.text("value"): choice.text("label", "")
        for choice in [*constraints.each("choices"), *fields.each("valueChoices")]
    }
    if kind == "checkbox" and len(choices) > 1:
        # Each box is ticked or not by itself.
        for value, said in choices.items():
            box = Fields({"name": f"{name}.{value}"}).identifier("name")
            yield Question(box, f"{label}: {said or value}", QuestionKind.CHOICE, required, _YES_NO)
    elif kind == "checkbox":
        yield Question(name, label, QuestionKind.CHOICE, required, _YES_NO)
    else:
        asked = QuestionKind.CHOICE if choices and kind != "subdomain" else _KINDS.get(kind, QuestionKind.TEXT)
        if asked is QuestionKind.CHOICE and not choices:
            raise fields.refuse(f"parameter {name} is a {kind} and there is nothing to choose from.")
        yield Question(name, label, asked, required, tuple(choices) if asked is QuestionKind.CHOICE else ())
