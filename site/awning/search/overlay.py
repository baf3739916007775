"""What one shop adds to the index of all: which offerings it has, and what it asks for them.

Sell prices only. Nothing here can be turned into a cost or a margin, and the file says nothing of what is not sold.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awning.search.numbers import packed, unpacked


@dataclass(frozen=True, slots=True)
class Offer:
    """How a shop shows an offering in a list."""

    value: str = ""
    """The price as a plain number, on the side the shop shows: 4.50; empty where there is none to show."""
    is_from: bool = False
    """Whether other plans or quantities cost something else."""
    per: tuple[tuple[str, str], ...] = ()
    """What the price is for, in each language of the shop: (("de", "pro Nutzer · pro Monat"), ("en", ...))."""
    facets: tuple[str, ...] = ()
    """What a list is narrowed by: term-year, bill-month, band-2."""


def overlay(skus: Sequence[str], offers: Mapping[str, Offer], *, currency: str, decimals: int) -> bytes:
    """Write the file of a shop, for all its languages.

    Args:
        skus: `SearchIndex.skus` of the index it belongs to.
        offers: SKU to what the shop shows; what is not in it is not found in this shop.
        currency: ISO 4217.
        decimals: how many the currency has.
    """
    shown = [offers.get(sku) for sku in skus]
    kinds = Counter(_kind(offer) for offer in shown if offer)
    # The most common first: small numbers take one letter.
    listed = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    places = {kind: place for place, kind in enumerate(listed, start=1)}
    content = {
        "currency": currency,
        "decimals": decimals,
        "kinds": [[dict(per), is_from, " ".join(facets)] for per, is_from, facets in listed],
        "kind": packed(places[_kind(offer)] if offer else 0 for offer in shown),
        "prices": " ".join(_short(offer.value, decimals) for offer in shown if offer),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def sold_in(content: bytes) -> frozenset[int]:
    """The numbers of the entries that the shop of an overlay has."""
    return frozenset(number for number, kind in enumerate(unpacked(json.loads(content)["kind"])) if kind)


def _kind(offer: Offer) -> tuple[tuple[tuple[str, str], ...], bool, tuple[str, ...]]:
    return offer.per, offer.is_from, offer.facets


def _short(value: str, decimals: int) -> str:
    """A price in whole minor units: 450. One with more decimals than its currency keeps its point: 0.0042."""
    whole, _, part = value.partition(".")
    if not value or len(part.rstrip("0")) > decimals:
        return value
    return str(int(whole + part[:decimals].ljust(decimals, "0")))
