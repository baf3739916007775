"""What one answer of Ingram Micro's says of one offering, and how answers about the same one are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any, Self, cast

from awning.catalog import FeedPrice, Period, Plan, PlanKind, PriceRole
from awning.feeds import Feed
from awning.feeds.fields import Fields
from awning.feeds.ingram.answers import Kind, Row
from awning.feeds.ingram.plans import piece_plans, subscription_plans

SUBSCRIPTIONS = "Subscriptions"
_TAG = re.compile(r"<[^<>]{0,500}>")
_GTIN = re.compile(r"[0-9]{8,14}")
_MARKETING = "Marketing Information"


@dataclass(slots=True)
class Facts:
    """What one answer says; what it does not say is empty. All of it is what JSON can hold."""

    name: str = ""
    description: str = ""
    vendor: str = ""
    part_number: str = ""
    gtin: str = ""
    shelf: list[str] = field(default_factory=list[str])
    """Names of categories from the top down."""
    retired: bool = False
    barred: bool = False
    """Whether this account may not buy it."""
    asks: bool = False
    """Whether the end user must be named."""
    substitute: str = ""
    rows: dict[str, str] = field(default_factory=dict[str, str])
    """The specification table."""
    plans: list[Any] = field(default_factory=list[Any])

    @classmethod
    def of(cls, row: Row, feed: Feed) -> tuple[str, Self]:
        """The offering's id and what the row says of it.

        Raises:
            RowRefused: the row cannot be used.
        """
        if row.kind.subscription:
            return row.fields.identifier("planId"), cls(**_of_plan(row, feed))
        identifier = row.fields.identifier("ingramPartNumber")
        match row.kind:
            case Kind.DETAIL:
                return identifier, cls(**_of_detail(row.fields))
            case Kind.PRICE:
                return identifier, cls(**_of_price(row.fields, feed))
            case _:
                return identifier, cls(**_of_product(row.fields))

    def joined(self, other: Facts) -> Facts | None:
        """Both together, or none if they do not agree. Once barred or retired is barred or retired."""
        together: dict[str, Any] = {}
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if mine and theirs and mine != theirs:
                return None
            together[each.name] = mine or theirs
        return Facts(**together)

    def to_json(self) -> dict[str, Any]:
        """The facts as `Gathering` keeps them."""
        return asdict(self)

    def read_plans(self) -> tuple[Plan, ...]:
        """The plans with their prices."""
        return tuple(_plan(values) for values in self.plans)


def _of_product(item: Fields) -> dict[str, Any]:
    return {
        "name": _line(item, "description"),
        "description": item.text("extraDescription", ""),
        **_vendor(item, "upcCode"),
        "shelf": _shelf(item, "category", "subCategory", "productType"),
        "retired": item.truth("discontinued", default=False),
        "barred": not item.truth("authorizedToPurchase", default=True),
        "asks": item.truth("endUserRequired", default=False),
        "substitute": item.identifier("replacementSku") if item.text("replacementSku", "") else "",
    }


def _of_detail(item: Fields) -> dict[str, Any]:
    indicators = item.inside("indicators")
    rows, marketing = _specification(item)
    return {
        "name": _line(item, "description"),
        "description": "\n\n".join(filter(None, [item.text("productDetailDescription", ""), marketing])),
        **_vendor(item, "upc"),
        # Ingram Micro's own examples have both spellings.
        "shelf": _shelf(item, "productCategory", "productSubcategory", "productSubCategory"),
        "retired": indicators.truth("isDiscontinuedProduct", default=False),
        "barred": not item.truth("productAuthorized", default=True),
        "asks": indicators.truth("isEnduserRequired", default=False),
        "rows": rows,
    }


def _of_price(item: Fields, feed: Feed) -> dict[str, Any]:
    return {
        "name": _line(item, "description"),
        **_vendor(item, "upc"),
        "barred": not item.truth("productAuthorized", default=True),
        "asks": item.truth("endUserInfoRequired", default=False),
        "plans": [_values(plan) for plan in piece_plans(item, feed)],
    }


def _of_plan(row: Row, feed: Feed) -> dict[str, Any]:
    item = row.fields
    group = next((_line(each, "groupName") for each in item.each("groups")), "") or _line(item, "groupName")
    parts = {option.text("vendorPartNumber", "") for option in item.each("options")}
    most = {option.text("maxUnits", "") for option in item.each("options")}
    limit = most.pop() if len(most) == 1 else ""
    return {
        "name": _line(item, "planName"),
        "description": item.text("planDescription", ""),
        "vendor": _line(item, "vendorName"),
        "part_number": parts.pop() if len(parts) == 1 else "",
        "shelf": [SUBSCRIPTIONS, group] if group else [],
        "barred": not item.truth("productAuthorized", default=True),
        "rows": {"Maximum units": limit} if limit else {},
        "plans": [_values(plan) for plan in subscription_plans(item, feed)] if row.kind is Kind.PLAN_PRICE else [],
    }


def _vendor(item: Fields, gtin: str) -> dict[str, str]:
    code = item.text(gtin, "")
    return {
        "vendor": _line(item, "vendorName"),
        "part_number": item.text("vendorPartNumber", ""),
        "gtin": code if _GTIN.fullmatch(code) else "",
    }


def _shelf(item: Fields, *keys: str) -> list[str]:
    """At most two names; where the first is missing the next one moves up, where it is said twice it counts once."""
    names = dict.fromkeys(_line(item, key) for key in keys)
    return [name for name in names if name][:2]


def _line(item: Fields, key: str) -> str:
    """A text as one line: tabs, breaks and hard spaces are spaces."""
    return " ".join(item.text(key, "").split())


def _specification(item: Fields) -> tuple[dict[str, str], str]:
    """The specification table, values of one name in one row, and apart from it the vendor's praise."""
    values: dict[str, dict[str, None]] = {}
    for row in item.each("technicalSpecifications"):
        name, value = _line(row, "attributename"), _plain(row.text("attributevalue", ""))
        if name and value:
            values.setdefault(name, {})[value] = None
    marketing = "\n\n".join(values.pop(_MARKETING, {}))
    return {name: ", ".join(said) for name, said in values.items()}, marketing


def _plain(text: str) -> str:
    """HTML as plain words on one line."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def _values(plan: Plan) -> list[Any]:
    """A plan as JSON can hold it, exactly; `_plan` reads it."""
    prices = [
        [
            price.role,
            price.currency,
            str(price.amount),
            str(price.tier_min),
            _iso(price.valid_from),
            _iso(price.valid_until),
        ]
        for price in plan.prices
    ]
    return [plan.id, plan.kind, plan.unit, plan.name, str(plan.commitment or ""), str(plan.billing or ""), prices]


def _plan(values: list[Any]) -> Plan:
    identifier, kind, unit, name, commitment, billing, prices = values
    return Plan(
        id=identifier,
        kind=PlanKind(kind),
        unit=unit,
        prices=tuple(_price(price) for price in cast("list[list[str]]", prices)),
        name=name,
        commitment=Period.parse(commitment),
        billing=Period.parse(billing),
    )


def _price(values: list[str]) -> FeedPrice:
    role, currency, amount, tier, start, end = values
    return FeedPrice(PriceRole(role), currency, Decimal(amount), Decimal(tier), *map(_moment, (start, end)))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def variants(found: list[Facts]) -> list[Facts]:
    """Facts of one kind about one offering: one, or as many as contradict each other."""
    known: list[Facts] = []
    for facts in found:
        for place, other in enumerate(known):
            if together := other.joined(facts):
                known[place] = together
                break
        else:
            known.append(facts)
    return known or [Facts()]


def versions(*kinds: list[Facts]) -> Iterator[tuple[Facts, ...]]:
    """What an offering is by each of its variants in turn: one, if its answers agree."""
    told = [variants(found) for found in kinds]
    for number in range(max(map(len, told))):
        yield tuple(each[min(number, len(each) - 1)] for each in told)
