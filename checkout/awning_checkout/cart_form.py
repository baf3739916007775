"""What the shop's forms send of a cart, read and not yet believed."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from awning_checkout.carts import CartLine
from awning_checkout.errors import BadRequest

_DIGITS_MAX = 9


def wishes(form: MultiDict[str, str]) -> list[CartLine]:
    """One offering with its plans' prices, or lists of the same length; what names no SKU or no plan is left out.

    Raises:
        BadRequest: the lists do not fit together, or a quantity is none.
    """
    skus, plans = form.getlist("sku"), form.getlist("plan")
    quantities, shown = form.getlist("quantity"), form.getlist("shown")
    if len(skus) == 1 and not plans:
        return []  # A page without scripts, of which no plan was chosen.
    if not skus or len(skus) != len(plans) or len(skus) != len(quantities):
        raise BadRequest("A cart needs a SKU, a plan and a quantity for each line.")
    prices = shown if len(shown) == len(skus) else [form.get(f"shown-{plan}", "") for plan in plans]
    return [
        CartLine(sku, plan, quantity_of(quantity), price)
        for sku, plan, quantity, price in zip(skus, plans, quantities, prices, strict=True)
        if sku.strip() and plan.strip()
    ]


def quantity_of(text: str) -> int:
    """A quantity as it was typed.

    Raises:
        BadRequest: it is none.
    """
    if not text.strip().isascii() or not text.strip().isdigit() or len(text) > _DIGITS_MAX:
        raise BadRequest(f"{text!r} is not a quantity.")
    return int(text)
