"""What a customer fills in before paying: who they are, and what provisioning needs to know. Checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awning.catalog import Question, QuestionKind
from awning.formats import Wording
from awning_checkout.quotes import Quote, QuoteLine

_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"'.]+(\.[^@\s<>\"'.]+)+")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
ANSWER_MAX = 500


@dataclass(frozen=True, slots=True)
class Details:
    """A customer's own data and answers, checked."""

    name: str
    company: str
    email: str
    answers: Mapping[int, Mapping[str, str]]
    """Position of the quote's line to question to answer."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form, as it was filled in, and what is wrong with it."""

    name: str
    label: str
    kind: str
    value: str
    required: bool
    choices: tuple[str, ...] = ()
    autocomplete: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form: the customer's own fields, then each line's questions."""

    own: tuple[Field, ...]
    lines: tuple[tuple[QuoteLine, tuple[Field, ...]], ...]
    terms: Field

    @property
    def mistakes(self) -> tuple[Field, ...]:
        """Every field with an error, in order."""
        fields = (*self.own, *(field for _, fields in self.lines for field in fields), self.terms)
        return tuple(field for field in fields if field.error)

    def details(self) -> Details:
        """What the form says; ask only when there are no mistakes."""
        values = {field.name: field.value for field in self.own}
        return Details(
            name=values["name"],
            company=values["company"],
            email=values["email"],
            answers={
                position: {field.name.split("-", 2)[2]: field.value for field in fields if field.value}
                for position, (_, fields) in enumerate(self.lines)
            },
        )


def form(quote: Quote, wording: Wording, filled: Mapping[str, str] | None = None) -> Form:
    """The form for a quote: empty, or as it was filled in and with what is wrong."""
    say = wording.gettext
    own = (
        _field(wording, filled, "name", say("Your name"), "text", autocomplete="name"),
        _field(wording, filled, "company", say("Company"), "text", autocomplete="organization", required=False),
        _field(wording, filled, "email", say("Email address"), "email", autocomplete="email"),
    )
    lines = tuple(
        (line, tuple(_question(wording, filled, position, question) for question in line.offering.questions))
        for position, line in enumerate(quote.lines)
    )
    accepted = "" if filled is None else filled.get("terms", "")
    error = say("Accept the terms to go on.") if filled is not None and accepted != "yes" else ""
    terms = Field("terms", say("I accept the terms and conditions."), "check", accepted, required=True, error=error)
    return Form(own, lines, terms)


def _question(wording: Wording, filled: Mapping[str, str] | None, position: int, question: Question) -> Field:
    return _field(
        wording,
        filled,
        f"answer-{position}-{question.name}",
        question.asked_in(wording.language),
        question.kind.value,
        required=question.required,
        choices=question.choices,
    )


def _field(
    wording: Wording,
    filled: Mapping[str, str] | None,
    name: str,
    label: str,
    kind: str,
    *,
    required: bool = True,
    choices: Sequence[str] = (),
    autocomplete: str = "",
) -> Field:
    value = "" if filled is None else " ".join(filled.get(name, "").split())
    error = "" if filled is None else _error(wording, kind, value, choices, required=required)
    return Field(name, label, kind, value, required, tuple(choices), autocomplete, error)


def _error(wording: Wording, kind: str, value: str, choices: Sequence[str], *, required: bool) -> str:
    """What is wrong with a value, as an instruction that mends it."""
    say = wording.gettext
    if not value:
        return say("Fill in this field.") if required else ""
    fits, advice = {
        QuestionKind.EMAIL.value: (_EMAIL.fullmatch(value), say("Write an email address, as name@example.com.")),
        QuestionKind.DOMAIN.value: (_DOMAIN.fullmatch(value), say("Write a domain without www, as example.com.")),
        QuestionKind.NUMBER.value: (_NUMBER.fullmatch(value), say("Write a number in digits.")),
        QuestionKind.CHOICE.value: (value in choices, say("Choose one of the answers.")),
    }.get(kind, (True, ""))
    if len(value) > ANSWER_MAX or not value.isprintable():
        return say("Write this shorter, in plain text.")
    return "" if fits else advice
