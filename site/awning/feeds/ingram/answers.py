"""Answers of Ingram Micro's API, unpacked into rows: one product, plan or price each, whatever it arrived in.

The API is not of one mind about types: the same field is a number here and a text there, truths are texts, and blanks
surround words. All of that is evened out before anybody asks for a field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from awning.feeds import Feed, FeedFile, Reading
from awning.feeds.fields import UNPRINTABLE, Fields, RowRefused, shown
from awning.feeds.records import json_records

PRICES_KEY = "priceAndAvailability"
"""Where a line of NDJSON holds a list of prices, which Ingram Micro sends without a name."""
_DEEPEST = 12
_LONGEST_ERROR = 500
_NOWHERE = Fields({})
_LINKS = ("nextPage", "previousPage")
_PRICE_KEYS = frozenset({"pricing", "availability", "discounts", "productStatusMessage", "uom", "acceptBackOrder"})
_DETAIL_KEYS = frozenset({"indicators", "technicalSpecifications", "productDetailDescription", "productCategory"})
_PRODUCT_KEYS = frozenset({"category", "subCategory", "authorizedToPurchase", "extraDescription", "type"})


class Kind(StrEnum):
    """What a row tells."""

    PRODUCT = "catalogue"
    DETAIL = "detail"
    PRICE = "price"
    PLAN = "plan of the catalogue"
    PLAN_DETAIL = "detail of a plan"
    PLAN_PRICE = "price of a plan"
    GROUP = "group"

    @property
    def subscription(self) -> bool:
        """Whether it speaks of a plan, and not of a product."""
        return self in {Kind.PLAN, Kind.PLAN_DETAIL, Kind.PLAN_PRICE}


@dataclass(frozen=True, slots=True)
class Row:
    """One row and where it stands."""

    file: int
    """Which of the feed's files."""
    line: int
    kind: Kind
    fields: Fields


def rows_of(feed: Feed, reading: Reading) -> Iterator[Row]:
    """Give each row of all files; what is none is rejected.

    Raises:
        FeedUnreadable: a file is not JSON, not text, or cut short.
    """
    for number, file in enumerate(feed.files):
        for line, kind, record in _rows_in(file, reading):
            yield Row(number, line, kind, _named(kind, record))


def _rows_in(file: FeedFile, reading: Reading) -> Iterator[tuple[int, Kind, dict[str, Any]]]:
    for line, record in json_records(file, reading, envelope=PRICES_KEY):
        answer: dict[str, Any] = tolerant(record)
        for kind, item in _unpacked(answer):
            if kind is None:
                reading.reject(line, _refusal(item))
            else:
                yield line, kind, cast("dict[str, Any]", item)


def _unpacked(answer: dict[str, Any]) -> Iterator[tuple[Kind | None, object]]:
    """The rows of an answer with their kinds; no kind is a row that cannot be used."""
    pages = [key for key in ("catalog", "subscriptionCatalog") if answer.get(key) is not None]
    if pages:
        for key in pages:
            for item in _items(answer[key]):
                yield from _listed(cast("dict[str, Any]", item)) if isinstance(item, dict) else [(None, item)]
    elif answer.get("subscriptionDetails") is not None:
        yield from _each(Kind.PLAN_DETAIL, answer, "subscriptionDetails")
    elif answer.get("subscriptionPrice") is not None and not _failed(answer):
        yield from _each(Kind.PLAN_PRICE, answer, "subscriptionPrice")
    elif answer.get("recordsFound") != "0" or answer.keys() - {"recordsFound", "pageSize", "pageNumber", *_LINKS}:
        yield from _listed(answer)


def _listed(item: dict[str, Any]) -> Iterator[tuple[Kind | None, object]]:
    """An item of a list, or one that stands alone."""
    if item.get("plans") is not None:
        yield from _each(Kind.PLAN, item, "plans")
    elif "errors" in item or _failed(item):
        yield None, item
    elif "groupName" in item and "planId" not in item:
        yield Kind.GROUP, item
    elif item.get("planId") is not None:
        yield Kind.PLAN, item
    elif "ingramPartNumber" not in item:
        yield None, item
    elif item.keys() & _DETAIL_KEYS:
        yield Kind.DETAIL, item
    elif item.keys() & _PRICE_KEYS:
        yield Kind.PRICE, item
    else:
        yield (Kind.PRODUCT if item.keys() & _PRODUCT_KEYS else None), item


def _each(kind: Kind, around: dict[str, Any], key: str) -> Iterator[tuple[Kind | None, object]]:
    """The plans of a list, each with what stands around it: the group or the vendor they share."""
    shared = {name: around.get(name) for name in ("groupName", "groupDescription", "vendorName", "productAuthorized")}
    for item in _items(around[key]):
        if isinstance(item, dict):
            known = {name: value for name, value in shared.items() if value is not None and name not in item}
            yield kind, known | cast("dict[str, Any]", item)
        else:
            yield None, item


def _items(value: object) -> list[Any]:
    """The items of a list; anything else is one item that cannot be used."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _failed(item: dict[str, Any]) -> bool:
    return str(item.get("productStatusCode")).upper() == "E"


def _named(kind: Kind, record: dict[str, Any]) -> Fields:
    """The fields of a row, whose messages say which product it is: many stand on one line."""
    key = "planId" if kind.subscription else "groupName" if kind is Kind.GROUP else "ingramPartNumber"
    return (
        Fields(record, _NOWHERE, f"{key} {shown(record[key])}") if isinstance(record.get(key), str) else Fields(record)
    )


def _refusal(item: object) -> RowRefused:
    if not isinstance(item, dict):
        return RowRefused(f"{shown(item)} stands where a product belongs: {{...}}.")
    record = cast("dict[str, Any]", item)
    fields = _named(Kind.PRODUCT, record)
    try:
        if said := error_said(record):
            return fields.refuse(f"Ingram Micro answered with an error: {said}")
        if _failed(record):
            return fields.refuse(
                f"there is no price: {_line(fields.text('productStatusMessage', 'no reason is given'))}."
            )
    except RowRefused as refusal:
        return refusal
    return fields.refuse("this is neither a product, a plan nor a price of Ingram Micro's.")


def error_said(answer: dict[str, Any]) -> str:
    """What Ingram Micro says is wrong, in one line; empty if it says nothing is."""
    said: list[str] = []
    for error in _objects(answer.get("errors")):
        # One of Ingram Micro's own examples spells it so.
        message = error.get("message") or error.get("messaage") or error.get("type") or ""
        fields = [f"{field.get('field')}: {field.get('message')}" for field in _objects(error.get("fields"))]
        said.append(": ".join(filter(None, [str(message), "; ".join(fields)])))
    return UNPRINTABLE.sub("\ufffd", _line(" ".join(said)))[:_LONGEST_ERROR]


def _objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; whatever else stands in it is nothing to speak of."""
    if not isinstance(value, list):
        return []
    return [cast("dict[str, Any]", item) for item in cast("list[object]", value) if isinstance(item, dict)]


def _line(text: str) -> str:
    return " ".join(text.split())


def tolerant(value: Any, depth: int = 0) -> Any:
    """The value with numbers as texts and texts stripped, blank ones as nothing; what lies too deep is dropped."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return str(value)
    if value is None or depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [tolerant(item, depth + 1) for item in cast("list[Any]", value)]
    return {key: tolerant(item, depth + 1) for key, item in cast("dict[str, Any]", value).items()}
