"""A YAML file checked against a model: every mistake at once, each with its place, in the words of YAML."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Protocol, Self, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, create_model, model_validator
from pydantic.fields import FieldInfo

from awning.errors import SettingsError
from awning.yamlfile import Where, comma_split

_LONGEST_SHOWN = 60
_PLACE = re.compile(r"(.*?):(\d+):(\d+): ")
# What pydantic says in the words of Python types, said in those of YAML.
_NEEDED = {
    "string_type": "a text is needed here; put it in quotes",
    "tuple_type": "a list is needed here, each entry on a line with a dash",
    "model_type": "a section is needed here, with keys on lines of their own",
    "dict_type": "a section is needed here, with keys on lines of their own",
    "decimal_parsing": "a number is needed here, with a dot for decimals, as 12.5",
    "decimal_type": "a number is needed here, with a dot for decimals, as 12.5",
    "int_type": "a whole number is needed here",
    "too_short": "at least one entry is needed here, on a line with a dash",
    "bool_type": "true or false is needed here",
}


@dataclass(frozen=True, slots=True)
class Given:
    """Marks what a file must not say itself, and why not."""

    why: str


class Settings(BaseModel):
    """What all settings share: unknown keys are mistakes, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def contradictions(self) -> Iterator[str]:
        """What is wrong with values that are each right alone; sentences without a full stop."""
        return iter(())

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := "; ".join(self.contradictions()):
            raise ValueError(found)
        return self


class Written(Protocol):
    """What is written in one file, or in several of which one builds on the next."""

    @property
    def data(self) -> Mapping[str, Any]:
        """All of it, as YAML has it."""
        ...

    def place(self, where: Where, *, key: bool = False) -> str:
        """``file:line:col`` of a value, or of its key."""
        ...

    def hint(self, where: Where) -> str:
        """Why a value is not there although its author wrote it, or nothing."""
        ...


Model = TypeVar("Model", bound=Settings)


def checked(
    model: type[Model], written: Written, given: Mapping[str, Any], context: Mapping[str, Any] | None = None
) -> tuple[Model, list[str]]:
    """What a file says, as its model has it, and every mistake in it.

    Args:
        model: what may stand in the file.
        written: what does.
        given: what the file must not say itself, because it is known already.
        context: what validators of values may want to know.

    Returns:
        The settings and the mistakes. Where there are mistakes, the settings hold only what is right: sections
        that must be there may be missing, and ``getattr(settings, name, None)`` is how to look at them.
    """
    lines = [
        f"{written.place((key,), key=True)}: {key}: is not set here; {mark.why}."
        for key, mark in _given(model).items()
        if key in written.data
    ]
    values = {**written.data, **given}
    try:
        return model.model_validate(values, context=context), lines
    except ValidationError as problem:
        errors = _distinct(problem.errors())
    lines += [_said(model, written, error) for error in errors]
    wrong = {error["loc"][0] for error in errors if error["loc"]}
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in model.model_fields.items()
        if name in values and name not in wrong
    }
    right = create_model("Right", **fields).model_validate(values)
    return model.model_construct(**{name: getattr(right, name) for name in fields}), lines


def refused(lines: Iterable[str]) -> None:
    """Do nothing where there is no mistake.

    Raises:
        SettingsError: there are some; the message is one line for each, in order.
    """
    if said := "\n".join(in_order(lines)):
        raise SettingsError(said)


def in_order(lines: Iterable[str]) -> list[str]:
    """Mistakes file by file as the files come, in each from top to bottom, and none twice."""
    places = {line: _PLACE.match(line) for line in lines}
    files: dict[str, int] = {}
    for found in places.values():
        files.setdefault(found[1] if found else "", len(files))

    def order(line: str) -> tuple[int, int, int]:
        found = places[line]
        return (files[found[1]], int(found[2]), int(found[3])) if found else (files[""], 0, 0)

    return sorted(places, key=order)


def name_of(where: Where) -> str:
    """A place as its reader counts: ``rules.1.markup`` is in the first rule."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in where)


def _said(model: type[Settings], written: Written, error: Any) -> str:
    """One mistake as ``file:line:col: key: what is wrong and what to do``."""
    where: Where = tuple(error["loc"])
    # Pydantic marks so that it means the key of a mapping and not its value.
    of_key = bool(where) and where[-1] == "[key]"
    where = where[:-1] if of_key else where
    name = name_of(where)
    match error["type"]:
        case "extra_forbidden":
            key, number = comma_split(written.data, where)
            if number:
                where = (*where[:-1], key)
                advice = f"{number} has a comma: write {number.replace(',', '.')}."
                return f"{written.place(where)}: {name_of(where)}: {advice}"
            known = keys_at(model, where[:-1])
            advice = did_you_mean(str(where[-1]), known)
            place = written.place(where, key=True)
            return f"{place}: {name}: there is no such setting.{advice} Known are {', '.join(known)}."
        case "missing":
            return f"{written.place(where[:-1])}: {name}: is missing. Add it."
        case "value_error":
            return f"{written.place(where, key=of_key)}: {name}: {error['ctx']['error']}."
        case kind:
            needed = _NEEDED.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
            hint = written.hint(where) if error["input"] is None else _near(error)
            return f"{written.place(where)}: {name}: {_shown(error['input'])} does not fit: {needed}.{hint}"


def _distinct(errors: list[Any]) -> list[Any]:
    """The mistakes without those that are only said because of others: a list is not short of what is spoilt in it."""
    spoilt = {error["loc"][: length + 1] for error in errors for length in range(len(error["loc"]) - 1)}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in spoilt]


def _near(error: Any) -> str:
    """Which of the words that may stand there is meant."""
    words = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    return did_you_mean(str(error["input"]), words)


def _shown(value: object) -> str:
    """A value as its author knows it."""
    if isinstance(value, dict | list | tuple):
        return "a section" if isinstance(value, dict) else "a list"
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else repr(str(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def keys_of(model: type[Settings]) -> dict[str, FieldInfo]:
    """The keys a section may have, as they are written, with their fields."""
    hidden = _given(model)
    return {field.alias or name: field for name, field in model.model_fields.items() if name not in hidden}


def keys_at(model: type[Settings], where: Where) -> list[str]:
    """The keys that may stand in the section at that place."""
    current: Any = model
    for part in where:
        current = _inside(_core(current), part)
    section = _core(current)
    return list(keys_of(section)) if _is_section(section) else []


def sections(model: type[Settings]) -> Iterator[type[Settings]]:
    """A model and all models in it, each once, as they come in the file."""
    seen: dict[type[Settings], None] = {}
    waiting: list[Any] = [model]
    while waiting:
        kind = _core(waiting.pop(0))
        if _is_section(kind):
            if kind not in seen:
                seen[kind] = None
                waiting += [field.annotation for field in keys_of(kind).values()]
        else:
            waiting += get_args(kind)
    yield from seen


def _given(model: type[Settings]) -> dict[str, Given]:
    return {
        name: mark for name, field in model.model_fields.items() for mark in field.metadata if isinstance(mark, Given)
    }


def _core(kind: Any) -> Any:
    """A kind without its conditions, and without the nothing that may stand in its place."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        kind = next(inner for inner in get_args(kind) if inner is not NoneType)
    return kind


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, Settings)


def _inside(kind: Any, part: str | int) -> Any:
    """What may stand at a key of a section or mapping, or at a number of a list."""
    if _is_section(kind):
        field = keys_of(kind).get(str(part))
        return field.annotation if field else None
    arguments = get_args(kind)
    return (arguments[-1] if get_origin(kind) is dict else arguments[0]) if arguments else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is meant, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
