"""The settings as JSON Schema, for editors that complete keys and explain them."""

from __future__ import annotations

import ast
import inspect
import sys
from decimal import Decimal
from functools import cache
from typing import Any, cast

from awning.yamlmodel import Settings, keys_of, sections

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(model: type[Settings]) -> dict[str, Any]:
    """What an editor should know of a settings file, as JSON Schema 2020-12.

    Every key has its description and its default. Where a file extends another, what is missing in it may stand
    there, so nothing is required then.
    """
    made = model.model_json_schema()
    definitions: dict[str, Any] = made.get("$defs", {})
    for section in sections(model):
        _explain(section, made if section is model else definitions[section.__name__])
    _plain_numbers(made)
    described = {"$schema": _DIALECT, **made}
    return _may_extend(described) if "extends" in keys_of(model) else described


def _explain(section: type[Settings], described: dict[str, Any]) -> None:
    """Say of each key what its field's docstring says, and leave out what a file must not say."""
    keys = keys_of(section)
    said = descriptions(section)
    properties: dict[str, Any] = described["properties"]
    for key in [*properties]:
        if key not in keys:
            del properties[key]
            continue
        properties[key]["description"] = said[key]
        properties[key].pop("title", None)
        default = keys[key].default
        if isinstance(default, Decimal):
            properties[key]["default"] = int(default) if default == default.to_integral_value() else str(default)
        elif default is None or isinstance(default, Settings):
            del properties[key]["default"]
    if "required" in described:
        described["required"] = [key for key in described["required"] if key in keys]
    # Docstrings are written for readers of the code: of several sentences the first is the one for editors.
    described["description"] = inspect.cleandoc(section.__doc__ or "").partition("\n")[0].replace("``", "`")


def descriptions(section: type[Settings]) -> dict[str, str]:
    """What the docstrings under a section's fields say, by key."""
    said: dict[str, str] = {}
    for each in reversed(section.__mro__):
        if issubclass(each, Settings):
            said |= _docstrings(each.__module__).get(each.__name__, {})
    return {key: said[_name(section, key)] for key in keys_of(section)}


def _name(section: type[Settings], key: str) -> str:
    return next(name for name, field in section.model_fields.items() if key in {field.alias, name})


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """The docstrings under the fields of the classes of a module: Python itself forgets them."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {
                field.target.id: inspect.cleandoc(after.value.value).replace("``", "`")
                for field, after in zip(node.body, node.body[1:], strict=False)
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            }
    return found


def _plain_numbers(node: object) -> None:
    """Take back that a decimal may be a text, too: in YAML it is a number."""
    if isinstance(node, list):
        for each in cast("list[object]", node):
            _plain_numbers(each)
    elif isinstance(node, dict):
        named = cast("dict[str, Any]", node)
        choices: list[dict[str, Any]] = named.get("anyOf", [])
        if any(choice.get("type") == "number" for choice in choices):
            choices[:] = [choice for choice in choices if choice.get("type") != "string"]
            if len(choices) == 1:
                named |= named.pop("anyOf")[0]
        for each in named.values():
            _plain_numbers(each)


def _may_extend(described: dict[str, Any]) -> dict[str, Any]:
    """Ask for keys only in a file that stands alone, also in sections, which are merged key by key."""
    needed: dict[str, Any] = {"required": described.pop("required"), "properties": {}}
    for key, each in described["properties"].items():
        definition = described["$defs"].get(each.get("$ref", "").rpartition("/")[2], {})
        if definition.get("required"):
            needed["properties"][key] = {"required": definition.pop("required")}
    return {**described, "if": {"not": {"required": ["extends"]}}, "then": needed}
