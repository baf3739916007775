"""One product of a BMEcat file made into an offering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from awning.catalog import Characteristic, Lifecycle, Offering, Relation, RelationKind
from awning.feeds.bmecat.header import Header
from awning.feeds.bmecat.prices import TERMS_ROWS, Terms, plans_of
from awning.feeds.bmecat.texts import Said, said, spelled, text_of
from awning.feeds.bmecat.units import order_unit, symbol
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import Feed
from awning.feeds.xmlelement import Element

REFERENCES = {
    "accessories": RelationKind.GOES_WITH,
    "mandatory": RelationKind.REQUIRES,
    "followup": RelationKind.SUBSTITUTED_BY,
}
"""Types of references that are read; all others are passed over."""
_OLD = frozenset({"old_product", "old_article"})
_GTIN = frozenset({"gtin", "ean", "upc"})
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(?:avif|gif|jpe?g|png|svg|webp)", re.IGNORECASE)


def sku_of(product: Element) -> str:
    """The distributor's number of a product, which is the offering's id.

    Raises:
        RowRefused: it is missing, or no id; or the product is too long to be kept.
    """
    if product.spoiled:
        raise RowRefused(product.spoiled)
    return product.fields().identifier(spelled(product, "SUPPLIER_PID"))


def offering_of(product: Element, category_id: str, header: Header, feed: Feed) -> Offering:
    """The offering with its one plan.

    Raises:
        RowRefused: something it must have is missing or wrong.
        RowDamaging: a price is below zero, or in a currency or for a unit nobody knows.
    """
    details = _part(product, "PRODUCT_DETAILS")
    fields = details.fields(details.name)
    text, translations = text_of(details, "DESCRIPTION_SHORT", "DESCRIPTION_LONG", header.language)
    terms = _terms(_part(product, "PRODUCT_ORDER_DETAILS"), feed)
    return Offering(
        id=sku_of(product),
        name=text.name,
        description=text.description,
        category_id=category_id,
        vendor=_vendor(fields, header),
        part_number=fields.text(spelled(product, "MANUFACTURER_PID"), ""),
        picture=_picture(product),
        lifecycle=_lifecycle(product, details),
        plans=plans_of(product, terms, header, feed.time_zone),
        characteristics=(*terms.rows(), *_gtin(product, details), *_features(product, header.language, feed)),
        relations=tuple(dict.fromkeys(_relations(product, header))),
        translations=translations,
    )


def _part(product: Element, name: str) -> Element:
    part = product.first(spelled(product, name))
    if part is None:
        raise RowRefused(f"{spelled(product, name)} is missing.")
    return part


def _terms(order: Element, feed: Feed) -> Terms:
    fields = order.fields(order.name)
    unit = order_unit(fields, feed.units)
    per = fields.number("PRICE_QUANTITY", Decimal(1))
    if not per:
        raise fields.refuse("PRICE_QUANTITY is 0; a price is for some quantity.")
    return Terms(unit, per, max(fields.number("QUANTITY_MIN", Decimal(1)), Decimal(1)))


def _vendor(details: Fields, header: Header) -> str:
    """The manufacturer, or where none is named the supplier of the whole catalog."""
    named = details.text("MANUFACTURER_NAME", "")
    vendor = named or header.parties.get(details.text("MANUFACTURER_IDREF", ""), "") or header.supplier
    if not vendor:
        raise details.refuse("MANUFACTURER_NAME is missing, and the HEADER names no supplier.")
    return vendor


def _lifecycle(product: Element, details: Element) -> Lifecycle:
    states = {each.attributes.get("type") for each in details.each(spelled(product, "PRODUCT_STATUS"))}
    return Lifecycle.RETIRED if states & _OLD else Lifecycle.ACTIVE


def _gtin(product: Element, details: Element) -> Iterator[Characteristic]:
    """The first number of the product that is known all over the world."""
    numbers = details.each(spelled(product, "INTERNATIONAL_PID"))
    worldwide = [each for each in numbers if each.attributes.get("type", "").lower() in _GTIN]
    for number in [*worldwide, *details.each("EAN")]:
        value = Fields({number.name: number.plain()}).text(number.name, "")
        if value:
            yield Characteristic("GTIN", value)
            return


def _features(product: Element, own: str, feed: Feed) -> Iterator[Characteristic]:
    """A row of the specification table for each feature that says its own name."""
    for block in product.each(spelled(product, "PRODUCT_FEATURES")):
        for feature in block.each("FEATURE"):
            names, values = said(feature, "FNAME", own), said(feature, "FVALUE", own)
            if not names or not values:
                continue
            unit = symbol(feature.fields("FEATURE").text("FUNIT", ""), feed.units)
            row = _row(own, names, values, unit)
            if row.name not in TERMS_ROWS:
                yield row


def _row(own: str, names: Said, values: Said, unit: str) -> Characteristic:
    name = names.get(own) or next(iter(names.values()))
    value = values.get(own) or next(iter(values.values()))
    others = dict.fromkeys(each for each in (*names, *values) if each != own)
    return Characteristic(
        name[0],
        _value(value, unit),
        {each: (names.get(each, name)[0], _value(values.get(each, value), unit)) for each in others},
    )


def _value(values: list[str], unit: str) -> str:
    return f"{', '.join(values)} {unit}".strip()


def _picture(product: Element) -> str:
    """The file name of the first picture to be shown as it is; folders before it do not count."""
    for info in product.each("MIME_INFO"):
        for mime in info.each("MIME"):
            fields = mime.fields("MIME")
            kind, purpose = fields.text("MIME_TYPE", "image/"), fields.text("MIME_PURPOSE", "normal")
            if purpose == "normal" and kind.lower().startswith("image/"):
                name = fields.text("MIME_SOURCE", "").replace("\\", "/").rpartition("/")[2]
                if _PICTURE.fullmatch(name):
                    return name
    return ""


def _relations(product: Element, header: Header) -> Iterator[Relation]:
    """What the product says of others of the same catalog."""
    mine, row = sku_of(product), spelled(product, "PRODUCT_REFERENCE")
    for number, reference in enumerate(product.each(row), start=1):
        fields, kind = reference.fields(f"{row} {number}"), reference.attributes.get("type", "")
        if not kind:
            raise fields.refuse(f"type is {shown(kind)}; {', '.join(REFERENCES)} or another of BMEcat's is needed.")
        if kind in REFERENCES and fields.text("CATALOG_ID", header.catalog_id) == header.catalog_id:
            other = fields.identifier(spelled(product, "PROD_ID_TO"))
            if other != mine:
                yield Relation(REFERENCES[kind], other)
