"""The head of a BMEcat file: whose catalog it is, which one, and what holds for all its products."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from awning.errors import FeedError, FeedUnreadable
from awning.feeds.bmecat.dates import Range, validity
from awning.feeds.bmecat.texts import language
from awning.feeds.fields import RowRefused, shown
from awning.feeds.files import Feed
from awning.feeds.xmlelement import Element

NEW_CATALOG, UPDATE_PRODUCTS, UPDATE_PRICES = "T_NEW_CATALOG", "T_UPDATE_PRODUCTS", "T_UPDATE_PRICES"
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Header:
    """What ``HEADER`` says."""

    catalog_id: str
    version: str
    language: str
    """Of texts that name none."""
    currency: str
    """Of prices that name none; empty if there is none."""
    price_factor: Decimal
    """Of prices that name none."""
    valid: Range
    """Of prices that name none."""
    supplier: str
    """The vendor of products that name none; may be empty."""
    parties: dict[str, str]
    """The names behind ``MANUFACTURER_IDREF``."""


def header_of(element: Element, feed: Feed, file: str) -> Header:
    """Read the header.

    Raises:
        FeedUnreadable: something that every catalog has is missing or wrong.
    """
    try:
        return _header(element, feed)
    except RowRefused as refusal:
        raise FeedUnreadable(
            f"{file}, line {element.line}: the HEADER of the catalog cannot be used: {element.spoiled or refusal} "
            "The catalog stays as it was."
        ) from None


def _header(element: Element, feed: Feed) -> Header:
    catalog = element.first("CATALOG")
    if catalog is None:
        raise RowRefused("CATALOG is missing.")
    fields = catalog.fields("CATALOG")
    factor = fields.number("PRICE_FACTOR", Decimal(1))
    if not factor:
        raise fields.refuse("PRICE_FACTOR is 0, and would give everything away.")
    parties = _parties(element)
    return Header(
        catalog_id=fields.identifier("CATALOG_ID"),
        version=fields.identifier("CATALOG_VERSION"),
        language=_language(catalog),
        currency=fields.currency("CURRENCY", feed.currency) if fields.text("CURRENCY", feed.currency) else "",
        price_factor=factor,
        valid=validity(catalog, feed.time_zone),
        supplier=_supplier(element, parties),
        parties=parties,
    )


def _language(catalog: Element) -> str:
    """The language marked as default, or the first."""
    named = [*catalog.each("LANGUAGE"), *catalog.each("LOCALE")]
    own = next((each for each in named if each.attributes.get("default") == "true"), named[0] if named else None)
    if own is None or not own.text:
        raise RowRefused("CATALOG: LANGUAGE is missing.")
    return language(own.text)


def _supplier(element: Element, parties: dict[str, str]) -> str:
    supplier, fields = element.first("SUPPLIER"), element.fields()
    if supplier is not None:
        return supplier.fields("SUPPLIER").text("SUPPLIER_NAME")
    reference = fields.text("SUPPLIER_IDREF", "") or fields.text("DOCUMENT_CREATOR_IDREF", "")
    if not reference:
        raise RowRefused("SUPPLIER is missing.")
    return parties.get(reference, "")


def _parties(element: Element) -> dict[str, str]:
    """The names of ``PARTIES`` by their ids."""
    result: dict[str, str] = {}
    for party in (party for parties in element.each("PARTIES") for party in parties.each("PARTY")):
        address = party.first("ADDRESS")
        name = address.fields("PARTY").text("NAME", "") if address else ""
        for identifier in party.each("PARTY_ID"):
            result.setdefault(identifier.text, name)
    return result


def version_of(header: Header, transaction: Element, feed: Feed, file: str) -> str:
    """Which catalog stands once this file is in: ``CATALOG_ID/CATALOG_VERSION/updates since the new catalog``.

    Raises:
        FeedUnreadable: an update does not say what it follows.
        FeedError: it follows another catalog than the one that stands.
    """
    catalog = f"{header.catalog_id}/{header.version}"
    if transaction.name == NEW_CATALOG:
        return f"{catalog}/0"
    previous = transaction.attributes.get("prev_version", "").strip()
    where = f"{file}, line {transaction.line}: {transaction.name}"
    if not _WHOLE.fullmatch(previous):
        raise FeedUnreadable(
            f"{where}: prev_version is {shown(previous) if previous else 'missing'}; a whole number says which "
            "update this one follows. Ask the distributor for a T_NEW_CATALOG."
        )
    follows = f"{catalog}/{int(previous)}"
    if not feed.base.version:
        raise FeedError(
            f"{where} follows catalog {follows}, and none stands yet. Import that distributor's T_NEW_CATALOG first."
        )
    if feed.base.version != follows:
        raise FeedError(
            f"{where} follows catalog {follows}, but {feed.base.version} stands. Fetch the updates between the two, "
            "or a T_NEW_CATALOG; the catalog stays as it was."
        )
    return f"{catalog}/{int(previous) + 1}"
