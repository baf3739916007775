"""Form bodies as Stripe reads them: nested names become a tree, and a shape turns the tree into values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError

FormTree = dict[str, Any]
"""Names to strings or to further trees; lists are trees with the names 0, 1, 2 and so on."""

_PARTS_MAX = 8
_NAME = re.compile(r"[^\[\]]+(?:\[[^\[\]]*\])*")
_METADATA_MAX = 50


def decode_form(pairs: Iterable[tuple[str, str]]) -> FormTree:
    """Return ``a[b][0]=c`` as a tree, refusing names that contradict one another."""
    root: FormTree = {}
    for name, value in pairs:
        if not _NAME.fullmatch(name):
            raise StripeRefusalError(f"Invalid parameter name: {name}", param=name)
        parts = name.replace("]", "").split("[")
        if len(parts) > _PARTS_MAX:
            raise StripeRefusalError(f"Parameter nested too deeply: {name}", param=name)
        here = root
        for part in parts[:-1]:
            here = _inside(here, part or str(len(here)), name)
        last = parts[-1] or str(len(here))
        if isinstance(here.get(last), dict):
            raise StripeRefusalError(f"Invalid object: {name}", param=name)
        here[last] = value
    return root


def _inside(here: FormTree, part: str, name: str) -> FormTree:
    deeper: object = here.setdefault(part, {})
    if not isinstance(deeper, dict):
        raise StripeRefusalError(f"Invalid object: {name}", param=name)
    return cast("FormTree", deeper)


@dataclass(frozen=True, slots=True)
class Text:
    """A string, perhaps out of a few."""

    length_max: int = 5000
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer within bounds."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Percent:
    """A number from 0 to 100 with at most two decimals."""


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Stripe's metadata: up to 50 names of 40 characters, each with up to 500 characters."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class Fields:
    """An object whose every field is known; ``unmodelled`` are Stripe's, but not the sandbox's."""

    known: Mapping[str, "Shape"]
    required: frozenset[str] = field(default_factory=frozenset[str])
    unmodelled: frozenset[str] = field(default_factory=frozenset[str])


Shape = Text | Whole | Percent | Flag | Notes | Many | Fields


def read(shape: Shape, value: object, name: str = "") -> Any:
    """Return the value that the form holds, or refuse it as Stripe would, naming the parameter."""
    if isinstance(shape, Fields):
        return _read_fields(shape, _tree(value, name), name)
    if isinstance(shape, Many):
        return _read_many(shape, _tree(value, name), name)
    if isinstance(shape, Notes):
        return _read_notes(_tree(value, name), name)
    text = _text(value, name)
    if isinstance(shape, Text):
        return _read_text(shape, text, name)
    if isinstance(shape, Flag):
        return _read_flag(text, name)
    return _read_whole(shape, text, name) if isinstance(shape, Whole) else _read_percent(text, name)


def _tree(value: object, name: str) -> FormTree:
    if not isinstance(value, dict):
        raise StripeRefusalError(f"Invalid object: {name} takes nested values", param=name)
    return cast("FormTree", value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise StripeRefusalError(f"Invalid string: {name} takes a single value", param=name)
    if not value:
        raise StripeRefusalError(
            f"You passed an empty string for '{name}'. Remove it from your request or supply a value.",
            param=name,
            code="parameter_invalid_empty",
        )
    return value


def _read_fields(shape: Fields, tree: FormTree, name: str) -> JsonObject:
    for key in tree:
        inner = f"{name}[{key}]" if name else key
        if key in shape.unmodelled:
            raise StripeRefusalError(f"The sandbox does not model '{inner}', though Stripe does.", param=inner)
        if key not in shape.known:
            raise StripeRefusalError(f"Received unknown parameter: {inner}", param=inner, code="parameter_unknown")
    for key in sorted(shape.required - tree.keys()):
        inner = f"{name}[{key}]" if name else key
        raise StripeRefusalError(f"Missing required param: {inner}.", param=inner, code="parameter_missing")
    return {key: read(shape.known[key], value, f"{name}[{key}]" if name else key) for key, value in tree.items()}


def _read_many(shape: Many, tree: FormTree, name: str) -> list[Any]:
    if sorted(tree) != sorted(str(number) for number in range(len(tree))):
        raise StripeRefusalError(f"Invalid array: {name} is counted from 0 without gaps", param=name)
    return [read(shape.item, tree[str(number)], f"{name}[{number}]") for number in range(len(tree))]


def _read_notes(tree: FormTree, name: str) -> dict[str, str]:
    if len(tree) > _METADATA_MAX:
        raise StripeRefusalError(f"Metadata can have at most {_METADATA_MAX} keys.", param=name)
    for key, value in tree.items():
        _read_text(Text(length_max=40), key, name)
        if not isinstance(value, str):
            raise StripeRefusalError(f"Invalid string: {name}[{key}]", param=f"{name}[{key}]")
        _read_text(Text(length_max=500), value, f"{name}[{key}]")
    return dict(tree)


def _read_text(shape: Text, text: str, name: str) -> str:
    if len(text) > shape.length_max:
        raise StripeRefusalError(
            f"Invalid string: {name} must be at most {shape.length_max} characters",
            param=name,
            code="parameter_invalid_string",
        )
    if shape.choices and text not in shape.choices:
        raise StripeRefusalError(f"Invalid {name}: must be one of {', '.join(shape.choices)}", param=name)
    return text


def _read_flag(text: str, name: str) -> bool:
    if text not in ("true", "false"):
        raise StripeRefusalError(f"Invalid boolean: {text}", param=name)
    return text == "true"


def _read_whole(shape: Whole, text: str, name: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise StripeRefusalError(f"Invalid integer: {text}", param=name, code="parameter_invalid_integer")
    number = int(text)
    if shape.least is not None and number < shape.least:
        raise StripeRefusalError(
            f"Invalid integer: {name} must be at least {shape.least}",
            param=name,
            code="parameter_invalid_integer",
        )
    if shape.most is not None and number > shape.most:
        raise StripeRefusalError(
            f"Invalid integer: {name} must be at most {shape.most}",
            param=name,
            code="parameter_invalid_integer",
        )
    return number


def _read_percent(text: str, name: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise StripeRefusalError(f"Invalid decimal: {text}", param=name) from None
    hundred = Decimal(100)
    if not number.is_finite() or not 0 <= number <= hundred or number * hundred % 1:
        raise StripeRefusalError(f"Invalid decimal: {name} is from 0 to 100 with at most two decimals", param=name)
    return number
