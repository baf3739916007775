"""The pages: each reads a request, calls one use case, and shows what came of it in the shop's face."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from markupsafe import escape

from awning_checkout.cart_form import quantity_of, wishes
from awning_checkout.carts import CartLine
from awning_checkout.details import form
from awning_checkout.errors import NotHere, PaymentUnavailable, PriceMoved
from awning_checkout.order_page import order_page
from awning_checkout.review_page import review_page
from awning_checkout.search_page import search_page
from awning_checkout.services import services
from awning_checkout.speaking import COOKIE, KEY, asked, known_cart, shop_spoken
from awning_checkout.webhooks import receive

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

blueprint = Blueprint("checkout", __name__)
_COOKIE_S = 14 * 24 * 3600


@blueprint.before_request
def refuse_strange_addresses() -> None:
    """Look nothing up that cannot be ours."""
    if not all(KEY.fullmatch(str(part)) for part in (request.view_args or {}).values()):
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
def fill_cart(reseller: str) -> Answer | tuple[str, int]:
    """Take a cart from the shop: a whole one from its cart page, or one more offering from a product page."""
    parts, known = services(), known_cart()
    wanted = wishes(request.form)
    if not wanted:
        return _page(reseller, "Nothing was added", "nothing_chosen.html"), 400
    if "shown" in request.form:
        cart_id = parts.checkout.carts.save(reseller, wanted, language=asked())
    else:
        lines = _lines_of(reseller, known)
        cart_id = parts.checkout.carts.save(reseller, [*lines, *wanted], known, language=asked())
    answer = redirect(url_for(".review", reseller=reseller, cart_id=cart_id), 303)
    if "shown" in request.form:
        # A whole cart lies in the browser's own storage: only who has no scripts needs us to know it again.
        return answer
    answer.set_cookie(
        COOKIE,
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
    """Lead to the cart this browser has, in the language of the page that leads here, or say that it has none."""
    parts = services()
    cart_id = known_cart()
    if cart_id and _lines_of(reseller, cart_id):
        parts.checkout.carts.speak(reseller, cart_id, asked())
        return redirect(url_for(".review", reseller=reseller, cart_id=cart_id))
    return _page(reseller, "Your cart", "empty.html")


@blueprint.get("/<reseller>/search")
def search(reseller: str) -> str:
    """Show what of the shop the words lead to, for browsers without scripts."""
    return search_page(services(), shop_spoken(reseller), request.args.get("q", ""))


@blueprint.get("/<reseller>/checkout/<cart_id>")
def review(reseller: str, cart_id: str) -> Answer | str:
    """Show the cart at today's prices, and ask who buys."""
    parts = services()
    if token := parts.checkout.carts.order_of(reseller, cart_id):
        return redirect(url_for(".order", reseller=reseller, token=token))
    offer, shop = parts.checkout.offer(reseller, cart_id), shop_spoken(reseller)
    if not offer.lines and not offer.dropped:
        return _page(reseller, "Your cart", "empty.html")
    return review_page(parts, shop, cart_id, offer, form(offer, shop.wording, home=shop.reseller.country))


@blueprint.post("/<reseller>/checkout/<cart_id>/lines")
def change_cart(reseller: str, cart_id: str) -> Answer:
    """Take changed quantities; zero removes a line."""
    parts = services()
    lines = parts.checkout.carts.lines(reseller, cart_id)
    remove = request.form.get("remove", "")
    changed = [
        CartLine(
            line.sku, line.plan_id, quantity_of(request.form.get(f"quantity-{number}", str(line.quantity))), line.shown
        )
        for number, line in enumerate(lines)
        if str(number) != remove
    ]
    kept = parts.checkout.carts.save(reseller, [line for line in changed if line.quantity], cart_id)
    return redirect(url_for(".review", reseller=reseller, cart_id=kept), 303)


@blueprint.post("/<reseller>/checkout/<cart_id>")
def place(reseller: str, cart_id: str) -> Answer | tuple[str, int]:
    """Make the order and lead to the payment page."""
    parts = services()
    if token := parts.checkout.carts.order_of(reseller, cart_id):
        return _to_payment(reseller, token)
    shop = shop_spoken(reseller)
    say = shop.wording.gettext
    if "code" in request.form:
        # A code that was typed and never applied counts all the same. A cart that just became an order keeps its own.
        with suppress(NotHere):
            parts.checkout.carts.save_code(reseller, cart_id, request.form["code"])
    offer = parts.checkout.offer(reseller, cart_id)
    filled = form(offer, shop.wording, request.form, home=shop.reseller.country)
    known = filled.known()
    if not filled.mistakes:
        known = parts.checkout.confirmed(reseller, filled.details())
        if known.vat_confirmed is False:
            text = say("The register knows no such VAT number. Check it, or leave the field empty.")
            filled = filled.refused("vat_number", text)
    if filled.mistakes or known is None:
        seen = parts.checkout.offer(reseller, cart_id, known) if known else offer
        return review_page(parts, shop, cart_id, seen, filled), 422
    try:
        token = parts.checkout.place(reseller, cart_id, known, request.form.get("agreed", ""))
    except PriceMoved:
        seen = parts.checkout.offer(reseller, cart_id, known)
        return review_page(parts, shop, cart_id, seen, filled, moved=request.form), 409
    return _to_payment(reseller, token)


@blueprint.post("/<reseller>/checkout/<cart_id>/coupon")
def lay_code(reseller: str, cart_id: str) -> Answer | str:
    """Take a coupon's code, or take it out again; what else was filled in stays in the form."""
    parts = services()
    parts.checkout.carts.save_code(reseller, cart_id, request.form.get("code", ""))
    if "agreed" not in request.form:
        return redirect(f"{url_for('.review', reseller=reseller, cart_id=cart_id)}#coupon", 303)
    shop = shop_spoken(reseller)
    offer = parts.checkout.offer(reseller, cart_id)
    filled = form(offer, shop.wording, request.form, home=shop.reseller.country)
    known = filled.known()
    seen = parts.checkout.offer(reseller, cart_id, known) if known else offer
    return review_page(parts, shop, cart_id, seen, filled.unchecked())


@blueprint.get("/<reseller>/checkout/<cart_id>/coupon")
def after_code(reseller: str, cart_id: str) -> Answer:
    """Lead whoever asks for the address of the code's button back to the page it is on."""
    return redirect(url_for(".review", reseller=reseller, cart_id=cart_id))


@blueprint.get("/<reseller>/orders/<token>")
def order(reseller: str, token: str) -> str:
    """Show an order to whoever has its link."""
    parts = services()
    if session_id := request.args.get("session"):
        # If Stripe does not answer, the webhook or the reconciler will tell; the page waits until then.
        with suppress(PaymentUnavailable):
            parts.checkout.settle(session_id)
    shop = shop_spoken(reseller)
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


def _lines_of(reseller: str, cart_id: str | None) -> list[CartLine]:
    parts = services()
    if not cart_id or parts.checkout.carts.order_of(reseller, cart_id):
        return []
    try:
        return parts.checkout.carts.lines(reseller, cart_id)
    except NotHere:
        return []


def _page(reseller: str, title: str, template: str) -> str:
    shop = shop_spoken(reseller)
    say = shop.wording.gettext
    return shop.page(escape(say(title)), render_template(template, shop=shop, _=say, title=say(title)))
