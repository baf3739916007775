"""Damage as feeds meet it: rows with missing and wrong fields, files cut short or hit by random bytes."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import strategies as st


def _nested(depth: int) -> list[Any]:
    result: list[Any] = []
    for _ in range(depth):
        result = [result]
    return result


_DEEP = _nested(300)

odd_values: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [None, "", " ", True, False, 0, -1, 10**400, -0.0, 1e300, 5e-324, [], {}, [[]], [None], {"": {}}, _DEEP]
    ),
    st.sampled_from(
        ["\x00", "\ud800", "\u202e", "NaN", "-Infinity", "1e400", "1e-400", "1,5", "9" * 5000, "../../etc/passwd"]
    ),
    st.sampled_from(["EUR", "cost", "Active", "email", "2026-11-22", "0001-01-01T00:00:00+14:00", "choice"]),
    st.text(max_size=8),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dictionaries(st.text(max_size=4), st.none() | st.text(max_size=4), max_size=2),
)


@st.composite
def damaged(draw: st.DrawFn, rows: list[dict[str, Any]]) -> list[Any]:
    """The rows with some of their fields, at any depth, lost, doubled or replaced by something odd."""
    result = deepcopy(rows)
    for _ in range(draw(st.integers(0, 4))):
        places = list(_places(result))
        container, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["lose", "replace", "rename"])):
            case "lose":
                del container[key]
            case "rename" if isinstance(key, str):
                container[draw(st.text(max_size=5))] = container.pop(key)
            case _:
                value = draw(odd_values)
                # What is drawn is shared between examples: damage done to it would go on to the next.
                container[key] = value if value is _DEEP else deepcopy(value)
        if not result:
            break
    return result


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every place in rows that something stands in."""
    if isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        return [(known, key) for key in known] + [place for inner in known.values() for place in _places(inner)]
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if items is _DEEP:
            return []
        return [(items, index) for index in range(len(items))] + [place for inner in items for place in _places(inner)]
    return []


@dataclass(frozen=True)
class _Wound:
    """At a place, so many bytes lost and these put there."""

    start: int
    lost: int
    new: bytes


def scarred(content: bytes) -> st.SearchStrategy[bytes]:
    """The bytes cut short anywhere, or with a few of them replaced, lost or doubled."""
    at = st.integers(0, len(content))
    cut = at.map(lambda end: _Wound(end, len(content), b""))
    hit = st.builds(
        _Wound,
        at,
        st.integers(0, 3),
        st.binary(max_size=3) | st.sampled_from([b"\x00", b"\n", b"[", b"}", b'"', b"\xef\xbb\xbf", b"[" * 5000]),
    )
    return st.lists(cut | hit, min_size=1, max_size=3).map(lambda wounds: _wounded(content, wounds))


def _wounded(content: bytes, wounds: list[_Wound]) -> bytes:
    for wound in wounds:
        content = content[: wound.start] + wound.new + content[wound.start + wound.lost :]
    return content
