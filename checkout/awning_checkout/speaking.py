"""In which language a request is answered: the order's, the cart's, or the one the shop's page asked for."""

from __future__ import annotations

import re

from flask import request

from awning_checkout.order_page import order_language
from awning_checkout.services import services
from awning_checkout.shops import Shop

COOKIE = "cart"
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What we hand out in addresses and cookies; anything else is nobody's, and some of it no database can be asked for."""


def shop_spoken(reseller: str) -> Shop:
    """The shop, in the language of what the request is about.

    Raises:
        NotHere: there is no such shop.
    """
    return services().shops.shop(reseller, _language(reseller))


def asked() -> str:
    """The language the shop's page says it speaks; whether the shop does is not known yet."""
    return request.values.get("language", "")


def known_cart() -> str | None:
    """The cart this browser says it has."""
    cart_id = request.cookies.get(COOKIE, "")
    return cart_id if KEY.fullmatch(cart_id) else None


def _language(reseller: str) -> str:
    parts, part = services(), request.view_args or {}
    if not all(KEY.fullmatch(str(value)) for value in part.values()):
        return ""
    if token := part.get("token"):
        return order_language(parts.store, reseller, str(token))
    cart_id = part.get("cart_id")
    if not cart_id and (language := asked()):
        return language
    cart_id = cart_id or known_cart()
    return parts.checkout.carts.language(reseller, str(cart_id)) if cart_id else ""
