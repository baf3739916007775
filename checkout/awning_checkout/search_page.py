"""The page of search results: what of a shop the words lead to, at today's prices, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice

from flask import render_template
from markupsafe import escape

from awning.catalog import Lifecycle, Offering
from awning.errors import OfferingUnknown
from awning.pricebook import PriceBook
from awning_checkout.services import Services
from awning_checkout.shelf_prices import ShelfPrice, shelf_price
from awning_checkout.shops import Shop

QUERY_MAX = 100
"""Letters; what is longer is cut off."""
HITS_MAX = 48
_SUMMARY_MAX = 160
_READ_MAX = 2_000
_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile(r"[*_`#>|]+|\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Hit:
    """One result."""

    name: str
    vendor: str
    summary: str
    url: str
    """Of its page in the shop; of the shop itself where that page is not known."""
    price: ShelfPrice | None
    retired: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What was found."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    """Whether there is more than is shown."""
    meant: str = ""
    """The words that were looked up in place of mistyped ones, or nothing."""


def search_page(parts: Services, shop: Shop, typed: str) -> str:
    """The whole page in the shop's face, for what somebody typed."""
    query = " ".join("".join(letter if letter.isprintable() else " " for letter in typed[:QUERY_MAX]).split())
    words = shop.wording
    title = words.gettext("Search")
    content = render_template(
        "search.html",
        shop=shop,
        _=words.gettext,
        ngettext=words.ngettext,
        title=title,
        query=query,
        query_max=QUERY_MAX,
        found=_results(parts, shop, query) if query else Results(),
    )
    return shop.page(escape(f"{title}: {query}" if query else title), content)


def _results(parts: Services, shop: Shop, query: str) -> Results:
    slug, language = shop.reseller.slug, shop.language
    book = parts.shops.book(slug, parts.clock())
    found = parts.shops.find(query, language)
    sold = list(islice(_sold(book, found.skus), HITS_MAX + 1))
    tax, addresses = book.tax_in(language), parts.shops.addresses(slug, language)
    hits = tuple(
        _hit(offering, shop, addresses, shelf_price(book, offering, shop.wording, tax)) for offering in sold[:HITS_MAX]
    )
    return Results(hits, len(sold) > HITS_MAX, found.meant)


def _sold(book: PriceBook, skus: tuple[str, ...]) -> Iterator[Offering]:
    """Those of the offerings that the shop sells, in their order."""
    for sku in skus:
        try:
            yield book.offering(sku)
        except OfferingUnknown:
            continue


def _hit(offering: Offering, shop: Shop, addresses: Mapping[str, str], price: ShelfPrice | None) -> Hit:
    text = offering.said_in(shop.language)
    return Hit(
        name=text.name,
        vendor=offering.vendor,
        summary=_summary(text.description),
        url=f"{shop.home}/{addresses.get(offering.id, '')}",
        price=price,
        retired=offering.lifecycle is not Lifecycle.ACTIVE,
    )


def _summary(description: str) -> str:
    """The first sentence of a description, without mark-up."""
    opening = description[:_READ_MAX].strip().split("\n\n", 1)[0]
    plain = " ".join(unescape(_TAG.sub(" ", _MARKS.sub(r"\1", opening))).split())
    found = _SENTENCE.match(plain)
    text = found.group() if found else plain
    if len(text) <= _SUMMARY_MAX:
        return text
    return text[: _SUMMARY_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
