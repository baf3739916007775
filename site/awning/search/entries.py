"""What the search knows of an offering: no shop, no price, nothing private."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One offering of the catalog in one language."""

    sku: str
    name: str
    vendor: str
    """The same in every language."""
    category_id: str
    """Never shown; it keeps the order of entries the same in every language."""
    category: str
    """Its name in this language."""
    path: str
    """Of the offering's page, under the root of a shop's language: products/x.html."""
    description: str = ""
    """Plain text; only its words are kept."""
    values: tuple[str, ...] = ()
    """What else the offering is found by: the values of its characteristics. Only their words are kept."""
    part_number: str = ""
    retired: bool = False


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """The entries as they are numbered, from 0: by vendor, shelf and SKU.

    Neighbours are found together, and lie together in the files of the index; overlays count in this order too.
    """
    return sorted(entries, key=lambda entry: (entry.vendor.casefold(), entry.vendor, entry.category_id, entry.sku))


def usual_path(name: str) -> str:
    """Where the page of an offering of that name usually is, so that the index need not say it twice."""
    words = re.sub(r"[-\s_]+", "-", re.sub(r"[^a-z0-9_\s-]", " ", name.lower()).strip())
    return f"products/{words[:80].strip('-')}.html"
