"""What a TMF620 record is: a resource of a catalog, an event about one, or neither, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Any, cast

from awning.feeds.fields import Fields, RowRefused, shown


class Kind(StrEnum):
    """The resources a catalog is made of; the value is the standard's name."""

    CATALOG = "Catalog"
    CATEGORY = "Category"
    OFFERING = "ProductOffering"
    PRICE = "ProductOfferingPrice"
    SPECIFICATION = "ProductSpecification"


class Change(StrEnum):
    """How a record speaks of its resource."""

    WHOLE = "whole"
    """It is the resource, out of a list or an export."""
    CREATE = "Create"
    """An event: the resource is new, and this is all of it."""
    ATTRIBUTES = "AttributeValueChange"
    """An event: these of its fields have other values now."""
    STATE = "StateChange"
    """An event: its lifecycle status is another now."""
    DELETE = "Delete"
    """An event: it is no more."""


_KINDS = {kind.value.lower(): kind for kind in Kind} | {
    "productcatalog": Kind.CATALOG,
    "productofferingpricealteration": Kind.PRICE,
    "popcharge": Kind.PRICE,
    "popalteration": Kind.PRICE,
}
# Version 4 asks for no @type: then the address tells, or fields that only one kind has.
_TELLING = {
    "productOfferingPrice": Kind.OFFERING,
    "isSellable": Kind.OFFERING,
    "priceType": Kind.PRICE,
    "price": Kind.PRICE,
    "productSpecCharacteristic": Kind.SPECIFICATION,
    "brand": Kind.SPECIFICATION,
    "subCategory": Kind.CATEGORY,
    "isRoot": Kind.CATEGORY,
    "catalogType": Kind.CATALOG,
}
_EVENT = re.compile(rf"(?P<kind>\w+?)(?P<change>{'|'.join(list(Change)[1:])}|Batch)Event", re.IGNORECASE)
_CHANGES = {change.lower(): change for change in Change}


@dataclass(frozen=True, slots=True)
class Said:
    """A record, understood."""

    kind: Kind
    id: str
    change: Change
    time: str
    """When the event happened, in UTC, so that texts sort as times do; empty for what is no event."""
    body: dict[str, Any]
    """The resource's fields, or those of them that the event tells."""


def said(record: dict[str, Any], zone: tzinfo) -> Said:
    """Understand a record.

    Raises:
        RowRefused: it is no resource of a catalog, or has no id.
    """
    fields = Fields(record)
    if isinstance(record.get("event"), dict):
        return _event(fields, record, zone)
    if "op" in record and "path" in record:
        raise RowRefused("This is an operation of JSON Patch, which changes a resource that is not here.")
    kind = _kind(fields, record)
    if "id" not in record:
        raise RowRefused(f"id is missing: a request to make or change a {kind} is not yet one.")
    return Said(kind, fields.identifier("id"), Change.WHOLE, "", record)


def _event(fields: Fields, record: dict[str, Any], zone: tzinfo) -> Said:
    # One of the standard's own examples has another event in @type than in eventType and its title.
    named = fields.text("eventType", "") or fields.text("@type", "")
    found = _EVENT.fullmatch(named)
    kind = _KINDS.get(found["kind"].lower()) if found else None
    change = _CHANGES.get(found["change"].lower()) if found else None
    if kind is None or change is None:
        raise RowRefused(f"The event {shown(named)} says nothing of a resource of a catalog.")
    told = cast("dict[str, Any]", record["event"])
    body = next((value for key, value in told.items() if key.lower() in {kind.lower(), f"product{kind.lower()}"}), None)
    if not isinstance(body, dict):
        raise RowRefused(f"event holds no {kind}.")
    resource = cast("dict[str, Any]", body)
    time = fields.moment("eventTime", zone)
    return Said(
        kind, Fields(resource, fields, "event").identifier("id"), change, time.isoformat() if time else "", resource
    )


def _kind(fields: Fields, record: Mapping[str, Any]) -> Kind:
    types = [fields.text(key, "") for key in ("@type", "@baseType")]
    collection = fields.text("href", "").rstrip("/").split("/")[-2:-1]
    for word in [*types, *collection]:
        if word.lower() in _KINDS:
            return _KINDS[word.lower()]
    for key, kind in _TELLING.items():
        if key in record and not types[0]:
            return kind
    if types[0] or collection:
        raise RowRefused(f"A {shown(next(filter(None, [*types, *collection]), ''))} is no resource of a catalog.")
    raise RowRefused(f"Nothing says what this is: @type is missing. It may be one of {', '.join(Kind)}.")
