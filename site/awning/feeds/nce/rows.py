"""Rows of the NCE price list, checked field by field, as far as each can be checked alone.

Rows repeat each other: a SKU stands in six currencies, and all of them begin on the same day. What such fields come to
is remembered for a while, which halves the time a sheet takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, cast

from awning.feeds import Feed
from awning.feeds.fields import LONGEST_ID, Fields, shown
from awning.feeds.nce.columns import PRICE, PRODUCT, TIER, VALIDITY, Columns
from awning.feeds.nce.dates import begun, ended
from awning.feeds.nce.terms import terms_of

_PLAIN_SEGMENT = "commercial"
_Pick = Callable[[list[str]], tuple[str, ...]]


class Change(StrEnum):
    """What a sheet says of a row."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"
    """Its price ends."""
    UNCHANGED = "unchanged"
    UNSAID = ""


class Product(NamedTuple):
    """What a row says of the thing that is sold."""

    sku: str
    name: str
    title: str
    """Of the product that the SKU is a variety of."""
    description: str
    vendor: str
    part_number: str
    segment: str
    """Empty for commercial customers."""
    add_on: bool
    trial: bool
    unit: str
    """As it stands; empty where the sheet has none."""


class Row(NamedTuple):
    """A row that can be used, in values JSON can hold."""

    product: Product
    file: int
    """Which of the feed's."""
    plan_id: str
    duration: str
    billing: str
    free: bool
    unit: str
    """Empty where the sheet has none."""
    market: str
    currency: str
    cost: str
    """For the whole term, as the suggested price is."""
    srp: str
    """Empty where the sheet has none."""
    tier: str
    start: str
    until: str
    """Moments in UTC; empty without bounds."""
    deleted: bool


class RowMaker:
    """Makes rows of the fields of one file."""

    def __init__(self, columns: Columns, feed: Feed, file: int) -> None:
        self._product = _picked(columns, PRODUCT)
        self._validity = _picked(columns, VALIDITY)
        self._tier = _picked(columns, TIER)
        self._price = _picked(columns, PRICE)
        self._change = columns.of(["ChangeIndicator"])[0]
        self._currency = feed.currency or None
        self._zone = feed.time_zone
        self._units: Mapping[str, str] = feed.units
        self._file = file

    def change(self, values: list[str]) -> Change:
        """What the sheet says of the row of these fields; it may be unusable otherwise."""
        return _change(values[self._change]) if self._change < len(values) else Change.UNSAID

    def row(self, values: list[str]) -> Row:
        """The row of these fields."""
        values = [*values, ""]
        product = _product(self._product(values))
        fields = Fields(dict(zip(PRICE, self._price(values), strict=True)))
        fields.text("UnitPrice")  # Says that it is missing, if it is.
        cost, srp = fields.number("UnitPrice"), _number(fields, "ERP Price")
        duration, billing, free = fields.text("TermDuration", ""), fields.text("BillingPlan"), not (cost or srp)
        start, until, deleted = _range(self._validity(values), self._zone)
        return Row(
            product=product,
            file=self._file,
            plan_id=terms_of(duration, billing, free=free, tagged=product.trial).plan.id,
            duration=duration,
            billing=billing,
            free=free,
            unit=self._units.get(product.unit) or product.unit.removeprefix("1 ").lower(),
            market=fields.text("Market", "").upper(),
            currency=fields.currency("Currency", self._currency),
            cost=str(cost),
            srp="" if srp is None else str(srp),
            tier=_least(self._tier(values)),
            start=start,
            until=until,
            deleted=deleted,
        )


def _picked(columns: Columns, names: Iterable[str]) -> _Pick:
    return cast("_Pick", itemgetter(*columns.of(names)))


@lru_cache(maxsize=64)
def _change(text: str) -> Change:
    said = Fields({"ChangeIndicator": text}).text("ChangeIndicator", "")
    try:
        return Change(said.lower())
    except ValueError:
        raise Fields({}).refuse(f"ChangeIndicator {shown(said)} is none of New, Changed, Deleted, Unchanged.") from None


@lru_cache(maxsize=256)
def _product(values: tuple[str, ...]) -> Product:
    fields = Fields(dict(zip(PRODUCT, values, strict=True)))
    product_id, sku_id = _part(fields, "ProductId"), _part(fields, "SkuId")
    if sku_id.isascii() and sku_id.isdecimal():
        sku_id = sku_id.zfill(4)  # A spreadsheet takes 0001 for a number, and saves 1.
    segment = _line(fields.text("Segment", ""))
    segment = "" if segment.casefold() == _PLAIN_SEGMENT else segment
    # Segments have prices of their own, so they are offerings of their own.
    sku = f"{product_id}:{sku_id}" + (f":{segment.casefold()}" if segment else "")
    if len(sku) > LONGEST_ID or not sku.isprintable():
        raise fields.refuse(f"ProductId, SkuId and Segment make no id: at most {LONGEST_ID} printable characters.")
    tags = {re.sub(r"[\s-]", "", tag).casefold() for tag in re.split("[;,]", fields.text("Tags", ""))}
    title = _line(fields.text("ProductTitle", ""))
    return Product(
        sku=sku,
        name=_line(fields.text("SkuTitle", title or None)),
        title=title,
        description=fields.text("SkuDescription", ""),
        vendor=_line(fields.text("Publisher", "Microsoft")),
        part_number=f"{product_id}/{sku_id}",
        segment=segment,
        add_on=bool(tags & {"addon", "addons"}),
        trial="trial" in tags,
        unit=_line(fields.text("UnitOfMeasure", "")),
    )


def _part(fields: Fields, key: str) -> str:
    part = fields.identifier(key)
    if ":" in part:
        raise fields.refuse(f"{key} {shown(part)} holds a colon, which is what joins ProductId and SkuId.")
    return part


@lru_cache(maxsize=1024)
def _least(values: tuple[str, ...]) -> str:
    """The smallest quantity of the row's tier; nobody buys less than one."""
    fields = Fields(dict(zip(TIER, values, strict=True)))
    least, most = _number(fields, "PricingTierRangeMin") or Decimal(0), _number(fields, "PricingTierRangeMax")
    if most is not None and most < least:
        raise fields.refuse(f"PricingTierRangeMax is {most}, less than PricingTierRangeMin, which is {least}.")
    return str(max(least, Decimal(1)))


@lru_cache(maxsize=1024)
def _range(values: tuple[str, ...], zone: tzinfo) -> tuple[str, str, bool]:
    """When the price holds, which it does not after the end of sale, and whether the sheet says that it ends."""
    fields = Fields(dict(zip(VALIDITY, values, strict=True)))
    deleted = _change(values[0]) is Change.DELETED
    start = begun("EffectiveStartDate", fields.text("EffectiveStartDate", ""), zone)
    end = ended("EffectiveEndDate", fields.text("EffectiveEndDate", ""), zone)
    end_of_sale = ended("EndofSaleDate", fields.text("EndofSaleDate", ""), zone)
    until = min(filter(None, (end, end_of_sale)), default=None)
    if deleted and until is None:
        raise fields.refuse("ChangeIndicator is Deleted, and EffectiveEndDate does not say from when on.")
    if start and until and until <= start and not deleted:
        raise fields.refuse("The price ends before it begins: see EffectiveStartDate, EffectiveEndDate, EndofSaleDate.")
    return _iso(start), _iso(until), deleted


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _number(fields: Fields, key: str) -> Decimal | None:
    return fields.number(key) if fields.text(key, "") else None


def _line(text: str) -> str:
    """On one line."""
    return " ".join(text.split())
