"""What a customer asks for: lines of a cart. Nothing in them is believed but the wish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from awning.pricing import QUANTITY_MAX

LINES_MAX = 100


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of one plan."""

    sku: str
    plan_id: str
    """Of a bundle, whose items have plans of their own: ``bundle``."""
    quantity: int
    shown: str = ""
    """The unit price the page showed, to tell the customer when it moved."""


def merged(wishes: Iterable[CartLine]) -> list[CartLine]:
    """One line per SKU and plan, in the order of first wish; a quantity out of range is brought into it."""
    found: dict[tuple[str, str], CartLine] = {}
    for wish in wishes:
        key = wish.sku, wish.plan_id
        quantity = max(wish.quantity, 0) + (found[key].quantity if key in found else 0)
        if quantity > 0:
            found[key] = CartLine(wish.sku, wish.plan_id, min(quantity, QUANTITY_MAX), wish.shown)
    return list(found.values())
