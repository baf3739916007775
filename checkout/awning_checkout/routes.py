"""The pages: each reads a request, calls one use case, and shows what came of it in the shop's face."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from markupsafe import escape

from awning.catalog import Period, PlanKind
from awning.money import Money
from awning_checkout.details import Form, form
from awning_checkout.errors import BadRequest, NotHere, PaymentUnavailable, PriceMoved
from awning_checkout.order_page import order_page
from awning_checkout.quotes import CartLine, Quote
from awning_checkout.services import services
from awning_checkout.webhooks import receive

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

blueprint = Blueprint("checkout", __name__)
_COOKIE = "cart"
_COOKIE_S = 14 * 24 * 3600
# What we hand out in addresses and cookies; anything else is nobody's, and some of it no database can be asked for.
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@blueprint.before_request
def refuse_strange_addresses() -> None:
    """Look nothing up that cannot be ours."""
    if not all(_KEY.fullmatch(str(part)) for part in (request.view_args or {}).values()):
        raise NotHere("There is nothing at this address.")


@blueprint.get("/healthz")
def healthz() -> str:
    """Say that the process answers."""
    return "ok"


@blueprint.post("/stripe/webhook")
def stripe_webhook() -> tuple[Response, int]:
    """Store what Stripe announces."""
    parts = services()
    new = receive(parts.store, parts.gateway, request.get_data(), request.headers.get("Stripe-Signature"), parts.clock)
    return jsonify(received=True, new=new), 200


@blueprint.post("/<reseller>/cart")
def fill_cart(reseller: str) -> Answer:
    """Take a cart from the shop: a whole one from its cart page, or one more offering from a product page."""
    parts = services()
    wishes = _wishes()
    if "shown" in request.form:
        cart_id = parts.checkout.save_cart(reseller, wishes)
    else:
        known = _known_cart()
        lines = _lines_of(reseller, known)
        cart_id = parts.checkout.save_cart(reseller, [*lines, *wishes], known)
    answer = redirect(url_for(".review", reseller=reseller, cart_id=cart_id), 303)
    answer.set_cookie(
        _COOKIE,
        cart_id,
        max_age=_COOKIE_S,
        path=f"/{reseller}/",
        httponly=True,
        samesite="Lax",
        # The proxy in front speaks TLS, and we see plain HTTP behind it.
        secure=parts.settings.public_url.startswith("https://"),
    )
    return answer


@blueprint.get("/<reseller>/cart")
def show_cart(reseller: str) -> Answer | str:
    """Lead to the cart this browser has, or say that it has none."""
    cart_id = _known_cart()
    if _lines_of(reseller, cart_id):
        return redirect(url_for(".review", reseller=reseller, cart_id=cart_id))
    return _page(reseller, "Your cart", "empty.html")


@blueprint.get("/<reseller>/checkout/<cart_id>")
def review(reseller: str, cart_id: str) -> Answer | str:
    """Show the cart at today's prices, and ask who buys."""
    parts = services()
    if token := parts.checkout.order_of_cart(reseller, cart_id):
        return redirect(url_for(".order", reseller=reseller, token=token))
    quote = parts.checkout.quote(reseller, parts.checkout.cart(reseller, cart_id))
    if not quote.lines and not quote.dropped:
        return _page(reseller, "Your cart", "empty.html")
    return _review(reseller, cart_id, quote, form(quote, parts.shops.shop(reseller).wording))


@blueprint.post("/<reseller>/checkout/<cart_id>/lines")
def change_cart(reseller: str, cart_id: str) -> Answer:
    """Take changed quantities; zero removes a line."""
    parts = services()
    lines = parts.checkout.cart(reseller, cart_id)
    remove = request.form.get("remove", "")
    changed = [
        CartLine(
            line.sku, line.plan_id, _quantity(request.form.get(f"quantity-{number}", str(line.quantity))), line.shown
        )
        for number, line in enumerate(lines)
        if str(number) != remove
    ]
    kept = parts.checkout.save_cart(reseller, [line for line in changed if line.quantity], cart_id)
    return redirect(url_for(".review", reseller=reseller, cart_id=kept), 303)


@blueprint.post("/<reseller>/checkout/<cart_id>")
def place(reseller: str, cart_id: str) -> Answer | tuple[str, int]:
    """Make the order and lead to the payment page."""
    parts = services()
    if token := parts.checkout.order_of_cart(reseller, cart_id):
        return _to_payment(reseller, token)
    quote = parts.checkout.quote(reseller, parts.checkout.cart(reseller, cart_id))
    filled = form(quote, parts.shops.shop(reseller).wording, request.form)
    if filled.mistakes:
        return _review(reseller, cart_id, quote, filled), 422
    try:
        token = parts.checkout.place(reseller, cart_id, filled.details(), request.form.get("agreed", ""))
    except PriceMoved:
        return _review(reseller, cart_id, quote, filled, moved=True), 409
    return _to_payment(reseller, token)


@blueprint.get("/<reseller>/orders/<token>")
def order(reseller: str, token: str) -> str:
    """Show an order to whoever has its link."""
    parts = services()
    if session_id := request.args.get("session"):
        # If Stripe does not answer, the webhook or the reconciler will tell; the page waits until then.
        with suppress(PaymentUnavailable):
            parts.checkout.settle(session_id)
    shop = parts.shops.shop(reseller)
    view = order_page(parts.store, shop, token)
    content = render_template("order.html", shop=shop, order=view, _=shop.wording.gettext)
    page = shop.page(escape(view.title), content, ordered=not view.can_pay)
    # With JavaScript the theme's order.js looks for news; without it the page has to come anew.
    return page.replace("</head>", f"{_look_again(request.path)}</head>", 1) if view.waiting else page


@blueprint.post("/<reseller>/orders/<token>/pay")
def pay(reseller: str, token: str) -> Answer:
    """Lead to the payment page for what is due next."""
    return _to_payment(reseller, token)


def _look_again(path: str) -> str:
    return f'<noscript><meta http-equiv="refresh" content="3; url={escape(path)}"></noscript>'


def _to_payment(reseller: str, token: str) -> Answer:
    address = services().checkout.pay(reseller, token)
    return redirect(address or url_for(".order", reseller=reseller, token=token), 303)


def _known_cart() -> str | None:
    """The cart this browser says it has."""
    cart_id = request.cookies.get(_COOKIE, "")
    return cart_id if _KEY.fullmatch(cart_id) else None


def _wishes() -> list[CartLine]:
    """What the shop's forms send: one offering with its plans' prices, or lists of the same length."""
    skus, plans = request.form.getlist("sku"), request.form.getlist("plan")
    quantities, shown = request.form.getlist("quantity"), request.form.getlist("shown")
    if not skus or len(skus) != len(plans) or len(skus) != len(quantities):
        raise BadRequest("A cart needs a SKU, a plan and a quantity for each line.")
    prices = shown if len(shown) == len(skus) else [request.form.get(f"shown-{plan}", "") for plan in plans]
    return [
        CartLine(sku, plan, _quantity(quantity), price)
        for sku, plan, quantity, price in zip(skus, plans, quantities, prices, strict=True)
    ]


def _quantity(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit() or len(text) > 9:  # noqa: PLR2004
        raise BadRequest(f"{text!r} is not a quantity.")
    return int(text)


def _lines_of(reseller: str, cart_id: str | None) -> list[CartLine]:
    parts = services()
    if not cart_id or parts.checkout.order_of_cart(reseller, cart_id):
        return []
    try:
        return parts.checkout.cart(reseller, cart_id)
    except NotHere:
        return []


def _review(reseller: str, cart_id: str, quote: Quote, filled: Form, *, moved: bool = False) -> str:
    return _page(
        reseller,
        "Check and order",
        "review.html",
        quote=quote,
        form=filled,
        cart_id=cart_id,
        moved=moved,
        positions={(line.sku, line.plan_id): number for number, line in enumerate(_lines_of(reseller, cart_id))},
        trial=PlanKind.TRIAL,
    )


def _page(reseller: str, title: str, template: str, **values: Any) -> str:
    shop = services().shops.shop(reseller)
    words = shop.wording

    def money(minor: int, currency: str) -> str:
        return words.money(Money(minor, currency))

    def each(period: str) -> str:
        return words.each(Period.parse(period))

    content = render_template(
        template, each=each, shop=shop, words=words, _=words.gettext, money=money, title=words.gettext(title), **values
    )
    return shop.page(escape(words.gettext(title)), content)
