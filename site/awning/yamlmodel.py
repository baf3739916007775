"""A YAML file checked against a model: every mistake at once, each with its place, in the words of YAML."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from awning.errors import SettingsError
from awning.yamlfile import Where, YamlFile

_LONGEST_SHOWN = 60
# What pydantic says in the words of Python types, said in those of YAML.
_NEEDED = {
    "string_type": "a text is needed here; put it in quotes",
    "tuple_type": "a list is needed here, each entry on a line with a dash",
    "model_type": "a section is needed here, with keys on lines of their own",
    "dict_type": "a section is needed here, with keys on lines of their own",
    "decimal_parsing": "a number is needed here, with a dot for decimals, as 12.5",
    "decimal_type": "a number is needed here, with a dot for decimals, as 12.5",
}


class Settings(BaseModel):
    """What all settings share: unknown keys are mistakes, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Settings)


def checked(model: type[Model], file: YamlFile, given: dict[str, Any]) -> Model:
    """What a file says, as its model has it.

    Args:
        model: what may stand in the file.
        file: what does.
        given: what the file must not say itself, because it is known already.

    Raises:
        SettingsError: something does not fit; the message names every mistake.
    """
    lines = [
        f"{file.place((key,), key=True)}: {key}: is not set here; it is the name of the file."
        for key in given
        if key in file.data
    ]
    try:
        checked = model.model_validate({**file.data, **given})
    except ValidationError as problem:
        lines += [_said(model, file, error) for error in problem.errors()]
    else:
        if not lines:
            return checked
    raise SettingsError("\n".join(lines))


def _said(model: type[Settings], file: YamlFile, error: Any) -> str:
    """One mistake as ``file:line:col: key: what is wrong and what to do``."""
    where: Where = tuple(error["loc"])
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
    match error["type"]:
        case "extra_forbidden":
            known = list(_keys_at(model, where[:-1]))
            advice = did_you_mean(str(where[-1]), known)
            place = file.place(where, key=True)
            return f"{place}: {name}: there is no such setting.{advice} Known are {', '.join(known)}."
        case "missing":
            return f"{file.place(where[:-1])}: {name}: is missing. Add it."
        case "value_error":
            return f"{file.place(where)}: {name}: {error['ctx']['error']}."
        case kind:
            needed = _NEEDED.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
            return f"{file.place(where)}: {name}: {_written(error['input'])} does not fit: {needed}."


def _written(value: object) -> str:
    """A value as its author knows it."""
    if isinstance(value, dict | list | tuple):
        return "a section" if isinstance(value, dict) else "a list"
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else repr(str(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _keys_at(model: type[Settings], where: Where) -> Iterable[str]:
    """The keys a settings section may have."""
    current: Any = model
    for part in where:
        if isinstance(part, int):
            continue
        fields: dict[str, Any] = getattr(current, "model_fields", {})
        annotation = fields[part].annotation if part in fields else None
        current = next(
            (kind for kind in _kinds(annotation) if isinstance(kind, type) and issubclass(kind, Settings)),
            None,
        )
        if current is None:
            return ()
    return [key for key in current.model_fields if key != "slug"]


def _kinds(annotation: Any) -> Iterable[Any]:
    yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _kinds(inner)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is meant, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
