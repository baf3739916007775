"""JSON with exact numbers: decimals are written and read digit for digit, with no float on the way."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast


def write_exactly(value: object) -> str:
    """Write plain data as JSON; a Decimal becomes a number with exactly its digits, as 12.50.

    Raises:
        ValueError: a number is infinite or none, which JSON cannot say.
        TypeError: something is no plain data; floats are none.
    """
    match value:
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} cannot be written as JSON.")
            return format(value, "f")
        case float():
            raise TypeError(f"{value!r} is a float. Amounts travel as Decimal.")
        case str() | int() | None:
            return json.dumps(value)
        case Mapping():
            members = cast("Mapping[str, object]", value).items()
            return "{" + ", ".join(f"{json.dumps(name)}: {write_exactly(member)}" for name, member in members) + "}"
        case list() | tuple():
            return "[" + ", ".join(write_exactly(member) for member in cast("Sequence[object]", value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written as JSON.")


def read_exactly(text: str | bytes) -> Any:
    """Read JSON, numbers with a point as Decimal.

    Raises:
        ValueError: the text is not JSON, or not UTF-8.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("The JSON is nested too deep.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON.")
