"""One field of a form: what was written in it, and what is wrong with that, as an instruction that mends it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awning.catalog import QuestionKind
from awning.formats import Wording

_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"'.]+(\.[^@\s<>\"'.]+)+")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
ANSWER_MAX = 500


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
    options: tuple[tuple[str, str], ...] = ()
    """Choices that are sent by another name than they are shown by: value and label."""


def field(
    wording: Wording,
    filled: Mapping[str, str],
    name: str,
    label: str,
    kind: str,
    *,
    checked: bool,
    required: bool = True,
    choices: Sequence[str] = (),
    options: tuple[tuple[str, str], ...] = (),
    autocomplete: str = "",
) -> Field:
    """A field with what was filled in; what is wrong with it is said only where it is ``checked``."""
    value = " ".join(filled.get(name, "").split())
    allowed = [each for each, _ in options] or choices
    error = _error(wording, kind, value, allowed, required=required) if checked else ""
    return Field(name, label, kind, value, required, tuple(choices), autocomplete, error, options)


def _error(wording: Wording, kind: str, value: str, choices: Sequence[str], *, required: bool) -> str:
    say = wording.gettext
    if not value:
        return say("Fill in this field.") if required else ""
    fits, advice = {
        QuestionKind.EMAIL.value: (_EMAIL.fullmatch(value), say("Write an email address, as name@example.com.")),
        QuestionKind.DOMAIN.value: (_DOMAIN.fullmatch(value), say("Write a domain without www, as example.com.")),
        QuestionKind.NUMBER.value: (_NUMBER.fullmatch(value), say("Write a number in digits.")),
        QuestionKind.CHOICE.value: (value in choices, say("Choose one of the answers.")),
        "country": (value in choices, say("Choose a country from the list.")),
    }.get(kind, (True, ""))
    if len(value) > ANSWER_MAX or not value.isprintable():
        return say("Write this shorter, in plain text.")
    return "" if fits else advice
