"""The pages over HTTP: what each shows and refuses, in both shops, with and without scripts, and its headers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from awning.importing import import_feed
from awning_checkout import tables as t
from awning_checkout.app import BODY_MAX
from awning_checkout.carts import CartLine
from support_checkout import (
    ANNA,
    ASKING,
    FILLED,
    HIDDEN,
    METERED,
    MONTHLY,
    ONCE,
    OTHER_SHOP,
    RETIRED,
    ROOT,
    SHOP,
    TRIAL,
    UNKNOWN,
    YEARLY,
    World,
    app_of,
    change,
)

NOBODYS = "x" * 43
SHOPS = [SHOP, OTHER_SHOP]


def one(line: CartLine, **shown: str) -> dict[str, str]:
    """What the form of a product page sends."""
    prices = {f"shown-{plan}": price for plan, price in shown.items()}
    return {"sku": line.sku, "plan": line.plan_id, "quantity": str(line.quantity), **prices}


def whole(*lines: CartLine) -> dict[str, list[str]]:
    """What the cart page sends: every line, and the price shown with it."""
    return {
        "sku": [line.sku for line in lines],
        "plan": [line.plan_id for line in lines],
        "quantity": [str(line.quantity) for line in lines],
        "shown": [line.shown for line in lines],
    }


def agreed(page: TestResponse) -> str:
    """The consent that a review page's form carries."""
    found = re.search(r'name="agreed" value="([0-9a-f]{24}:[0-9,]*)"', page.text)
    assert found is not None
    return found.group(1)


def quantities(page: TestResponse) -> dict[str, str]:
    """The quantity fields of a review page."""
    tags = re.findall(r"<input[^>]*type=\"number\"[^>]*>", page.text)
    return {re.findall(r' name="([^"]+)"', tag)[0]: re.findall(r' value="([^"]+)"', tag)[0] for tag in tags}


def reviewed(client: FlaskClient, *lines: CartLine, shop: str = SHOP) -> str:
    """Send a cart, and give the address of its review page."""
    answer = client.post(f"/{shop}/cart", data=whole(*lines))
    assert answer.status_code == 303
    return answer.headers["Location"]


def ordered(client: FlaskClient, world: World, *lines: CartLine, shop: str = SHOP) -> str:
    """Order these lines over HTTP, and give the address of the order's page."""
    address = reviewed(client, *lines, shop=shop)
    client.post(address, data={**FILLED, "agreed": agreed(client.get(address))})
    [order] = world.rows(t.orders)
    return f"/{shop}/orders/{order.token}"


# A whole purchase.


@pytest.mark.parametrize("shop", SHOPS)
def test_a_customer_without_scripts_orders_pays_and_sees_it_run(client: FlaskClient, world: World, shop: str) -> None:
    added = client.post(f"/{shop}/cart", data=one(MONTHLY))
    page = client.get(added.headers["Location"])
    to_stripe = client.post(added.headers["Location"], data={**FILLED, "agreed": agreed(page)})
    session_id = to_stripe.headers["Location"].rpartition("/")[2]
    world.complete(session_id)
    [order] = world.rows(t.orders)
    back = client.get(f"/{shop}/orders/{order.token}?session={session_id}")
    worker = world.worker()
    worker.work()
    world.clock.move(61)
    worker.work()
    done = client.get(f"/{shop}/orders/{order.token}")

    assert (added.status_code, page.status_code, to_stripe.status_code) == (303, 200, 303)
    assert to_stripe.headers["Location"].startswith(f"{world.stripe.url}/pay/")
    assert 'data-order-state="paid"' in back.text
    again = f'<noscript><meta http-equiv="refresh" content="3; url=/{shop}/orders/{order.token}"></noscript>'
    assert again in back.text
    assert 'data-order-state="active"' in done.text
    assert "refresh" not in done.text
    assert "SANDBOX-" in done.text
    assert order.number in done.text


# The cart.


def test_a_cart_sent_whole_is_shown_at_todays_prices(client: FlaskClient) -> None:
    page = client.get(reviewed(client, replace(MONTHLY, shown="1.46"), replace(YEARLY, shown="14.07"), ONCE))

    assert page.status_code == 200
    for amount in ("£1.46", "£4.38", "£0.88", "£5.26", "£28.14", "£5.63", "£33.77", "£198.87", "£39.77", "£238.64"):
        assert amount in page.text
    assert "costs more" not in page.text
    assert "costs less" not in page.text


def test_prices_are_written_in_the_shops_language(client: FlaskClient) -> None:
    page = client.get(reviewed(client, MONTHLY, shop=OTHER_SHOP)).text.replace("\N{NO-BREAK SPACE}", " ")

    for amount in ("5,10 €", "0,97 €", "6,07 €"):
        assert amount in page
    assert '<html lang="de">' in page


@pytest.mark.parametrize(
    ("shown", "said"),
    [("1.40", "costs more than when its page was made"), ("1.50", "Good news"), ("NaN", ""), ("<b>", ""), ("", "")],
)
def test_a_price_that_moved_since_the_page_was_made_is_said(client: FlaskClient, shown: str, said: str) -> None:
    page = client.get(reviewed(client, replace(MONTHLY, shown=shown)))

    assert page.status_code == 200
    assert said in page.text
    assert ("costs more" in page.text or "Good news" in page.text) == bool(said)


def test_a_browser_without_scripts_fills_one_cart(client: FlaskClient, world: World) -> None:
    first = client.post(f"/{SHOP}/cart", data=one(MONTHLY))
    second = client.post(f"/{SHOP}/cart", data=one(YEARLY))
    third = client.post(f"/{SHOP}/cart", data=one(MONTHLY))

    assert first.headers["Location"] == second.headers["Location"] == third.headers["Location"]
    assert world.count(t.carts) == 1
    assert quantities(client.get(third.headers["Location"])) == {"quantity-0": "6", "quantity-1": "2"}


def test_the_carts_cookie_is_out_of_reach_of_scripts_and_of_other_shops(client: FlaskClient) -> None:
    cookie = client.post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Path=/{SHOP}/" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_is_for_tls_only(world: World) -> None:
    public = replace(world, settings=replace(world.settings, public_url="https://pay.example.com"))
    cookie = app_of(public).test_client().post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Set-Cookie"]

    assert "Secure" in cookie


def test_the_cart_of_one_shop_is_not_that_of_another(client: FlaskClient, world: World) -> None:
    first = client.post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Location"]
    cart_id = first.rpartition("/")[2]
    client.set_cookie("cart", cart_id, path=f"/{OTHER_SHOP}/")

    second = client.post(f"/{OTHER_SHOP}/cart", data=one(YEARLY)).headers["Location"]

    assert second.rpartition("/")[2] != cart_id
    assert world.checkout.carts.lines(SHOP, cart_id) == [MONTHLY]


def test_the_address_of_the_cart_leads_to_it_or_says_that_it_is_empty(client: FlaskClient) -> None:
    empty = client.get(f"/{SHOP}/cart")
    filled = client.post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Location"]

    assert "There is nothing in it yet." in empty.text
    assert client.get(f"/{SHOP}/cart").headers["Location"] == filled


def test_after_an_order_the_cart_begins_anew(client: FlaskClient, world: World) -> None:
    address = client.post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Location"]
    client.post(address, data={**FILLED, "agreed": agreed(client.get(address))})

    empty = client.get(f"/{SHOP}/cart")
    new = client.post(f"/{SHOP}/cart", data=one(YEARLY)).headers["Location"]

    assert "There is nothing in it yet." in empty.text
    assert new != address
    assert quantities(client.get(new)) == {"quantity-0": "2"}
    assert world.count(t.orders) == 1


@pytest.mark.parametrize("cookie", ["nobody", "", "a b", "\x00", "../../x", "'; DROP TABLE cart; --", "x" * 5000])
def test_a_strange_cookie_is_no_cart(client: FlaskClient, cookie: str) -> None:
    header = {"Cookie": f"cart={cookie}"} if cookie != "\x00" else {"Cookie": 'cart="\\000"'}

    assert client.get(f"/{SHOP}/cart", headers=header).status_code == 200
    assert client.post(f"/{SHOP}/cart", data=one(MONTHLY), headers=header).status_code == 303


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"quantity-0": "5", "quantity-1": "2"}, [(MONTHLY, 5), (YEARLY, 2)], id="more of one"),
        pytest.param({"quantity-0": "0", "quantity-1": "2"}, [(YEARLY, 2)], id="none of one"),
        pytest.param({"quantity-0": "3", "quantity-1": "2", "remove": "1"}, [(MONTHLY, 3)], id="one taken out"),
        pytest.param({"remove": "0"}, [(YEARLY, 2)], id="one taken out and nothing said of the other"),
        pytest.param({"quantity-7": "1", "remove": "9"}, [(MONTHLY, 3), (YEARLY, 2)], id="lines it does not have"),
        pytest.param({"quantity-0": "0", "quantity-1": "0"}, [], id="none at all"),
    ],
)
def test_a_cart_is_changed(
    client: FlaskClient, world: World, changes: dict[str, str], left: list[tuple[CartLine, int]]
) -> None:
    address = reviewed(client, MONTHLY, YEARLY)

    answer = client.post(f"{address}/lines", data=changes)

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    kept = world.checkout.carts.lines(SHOP, address.rpartition("/")[2])
    assert kept == [replace(line, quantity=quantity) for line, quantity in left]
    assert ("There is nothing in it yet." in client.get(address).text) == (not left)


def test_changing_nothing_changes_nothing_even_when_a_plan_was_added_twice(client: FlaskClient) -> None:
    client.post(f"/{SHOP}/cart", data=one(MONTHLY))
    address = client.post(f"/{SHOP}/cart", data=one(MONTHLY)).headers["Location"]
    fields = quantities(client.get(address))

    client.post(f"{address}/lines", data=fields)

    assert fields == quantities(client.get(address)) == {"quantity-0": "6"}


@pytest.mark.parametrize("quantity", ["-1", "1.5", "1e3", "", "many", "٣", "1000000000", " ", "0x10", "+1"])
def test_what_is_no_quantity_is_a_bad_request(client: FlaskClient, world: World, quantity: str) -> None:
    address = reviewed(client, MONTHLY)

    added = client.post(f"/{SHOP}/cart", data={**one(MONTHLY), "quantity": quantity})
    changed = client.post(f"{address}/lines", data={"quantity-0": quantity})

    assert (added.status_code, changed.status_code) == (400, 400)
    assert world.checkout.carts.lines(SHOP, address.rpartition("/")[2]) == [MONTHLY]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"sku": "PB-FILTER"},
        {"sku": ["A", "B"], "plan": ["P"], "quantity": ["1", "1"]},
        {"plan": "P", "quantity": "1"},
    ],
    ids=["nothing", "no plan", "two of one", "no SKU"],
)
def test_half_a_cart_is_a_bad_request(client: FlaskClient, world: World, data: Any) -> None:
    assert client.post(f"/{SHOP}/cart", data=data).status_code == 400
    assert world.count(t.carts) == 0


@pytest.mark.parametrize(
    ("wish", "called"),
    [
        pytest.param(UNKNOWN, UNKNOWN.sku, id="of no catalog"),
        pytest.param(HIDDEN, HIDDEN.sku, id="of another shop"),
        pytest.param(METERED, "Postbell Relay", id="metered"),
        pytest.param(RETIRED, "Postbell Classic Mail", id="retired"),
    ],
)
def test_what_cannot_be_bought_is_said_and_not_charged(client: FlaskClient, wish: CartLine, called: str) -> None:
    beside = client.get(reviewed(client, wish, MONTHLY))
    alone = client.get(reviewed(client, wish))

    assert f"{called} can no longer be ordered here" in beside.text
    assert "£5.26" in beside.text
    assert alone.status_code == 200
    assert 'name="agreed"' not in alone.text


@pytest.mark.parametrize(
    "sent",
    [
        {"sku": "", "plan": "once", "quantity": "1"},
        {"sku": ONCE.sku, "plan": " ", "quantity": "1"},
        {"sku": ONCE.sku, "quantity": "1", "shown-once": "198.87"},
    ],
    ids=["no SKU", "no plan", "no plan chosen"],
)
def test_a_page_that_says_nothing_of_what_to_add_leaves_the_cart_as_it_is(
    client: FlaskClient, sent: dict[str, str]
) -> None:
    address = reviewed(client, MONTHLY)

    answer = client.post(f"/{SHOP}/cart", data=sent)

    assert answer.status_code == 400
    assert "What was in your cart is still there." in answer.text
    assert quantities(client.get(address)) == {"quantity-0": "3"}


def test_what_can_be_added_is_added_beside_what_says_nothing(client: FlaskClient) -> None:
    blank = CartLine("", "once", 1)

    page = client.get(reviewed(client, blank, MONTHLY))

    assert quantities(page) == {"quantity-0": "3"}
    assert "can no longer be ordered" not in page.text


def test_everything_in_a_bundle_is_added_by_one_form(client: FlaskClient) -> None:
    page = client.post(f"/{SHOP}/cart", data=one(CartLine("FW-NEWSTART", "bundle", 2)), follow_redirects=True)

    assert quantities(page) == {"quantity-0": "2"}
    for item in ("New Colleague Package", "Postbell Business Mail", "Palisade Nine Endpoint Essentials"):
        assert item in page.text


def test_what_a_page_is_sent_it_says_again_only_as_text(client: FlaskClient) -> None:
    address = reviewed(client, replace(UNKNOWN, sku="<script>alert(1)</script>"), MONTHLY)

    page = client.get(address)
    filled = client.post(address, data={**FILLED, "name": '"><img src=x onerror=alert(1)>', "email": "x"})

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "<img src=x" not in filled.text


# The form.


def test_a_form_with_mistakes_comes_back_with_a_summary_and_what_was_written(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY, ASKING)
    page = client.get(address)

    answer = client.post(address, data={"name": "Anna", "email": "anna@", "agreed": agreed(page)})

    links = re.findall(r'<li><a href="#([^"]+)">', answer.text)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert links == ["email", "answer-1-primary_domain", "answer-1-admin_email", "terms"]
    assert all(f'id="{name}"' in answer.text and f'id="{name}-error"' in answer.text for name in links)
    assert 'value="Anna"' in answer.text
    assert 'value="anna@"' in answer.text
    assert agreed(answer) == agreed(page)
    assert world.count(t.orders) == world.count(t.customers) == 0


def test_answers_to_provisioning_questions_are_kept_with_the_order(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY, ASKING)
    answers = {"answer-1-primary_domain": "brook.example", "answer-1-admin_email": "it@brook.example"}

    client.post(address, data={**FILLED, **answers, "agreed": agreed(client.get(address))})

    kept = {item.sku: item.answers for item in world.rows(t.items)}
    assert kept["PB-MAIL-BUS"] == {"primary_domain": "brook.example", "admin_email": "it@brook.example"}


@pytest.mark.parametrize("consent", ["", "0" * 24])
def test_without_consent_to_these_prices_they_are_shown_again(client: FlaskClient, world: World, consent: str) -> None:
    address = reviewed(client, MONTHLY)

    answer = client.post(address, data={**FILLED, "agreed": consent})

    assert answer.status_code == 409
    assert "A price changed while you were filling in the form." in answer.text
    assert 'value="Anna Brook"' in answer.text
    assert world.count(t.orders) == 0
    assert client.post(address, data={**FILLED, "agreed": agreed(answer)}).status_code == 303


def test_a_cart_changed_in_another_tab_is_put_to_the_customer(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY)
    consent = agreed(client.get(address))
    client.post(f"{address}/lines", data={"quantity-0": "300"})

    answer = client.post(address, data={**FILLED, "agreed": consent})

    assert answer.status_code == 409
    assert world.count(t.orders) == 0


def test_ordering_twice_is_one_order_and_one_payment_page(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY)
    data = {**FILLED, "agreed": agreed(client.get(address))}

    first, second = client.post(address, data=data), client.post(address, data=data)
    back = client.get(address)

    [order] = world.rows(t.orders)
    assert first.headers["Location"] == second.headers["Location"]
    assert back.headers["Location"] == f"/{SHOP}/orders/{order.token}"


def test_a_free_order_leads_to_its_page_and_not_to_stripe(client: FlaskClient, world: World) -> None:
    address = reviewed(client, TRIAL)
    page = client.get(address)

    answer = client.post(address, data={**FILLED, "agreed": agreed(page)})

    [order] = world.rows(t.orders)
    assert "Order for free" in page.text
    assert "You pay on Stripe" not in page.text
    assert answer.headers["Location"] == f"/{SHOP}/orders/{order.token}"


def test_when_stripe_is_down_the_order_is_kept_and_the_customer_told(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY)
    data = {**FILLED, "agreed": agreed(client.get(address))}
    world.stripe.control("faults", {"fail_next_requests": 3})

    down = client.post(address, data=data)
    again = client.post(address, data=data)

    assert down.status_code == 503
    assert "Nothing was charged, and your order is kept." in down.text
    assert again.status_code == 303
    assert world.count(t.orders) == 1


# The order's page.


def test_an_order_that_is_not_paid_asks_for_it(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)

    page = client.get(address)
    paying = client.post(f"{address}/pay")

    assert 'data-order-state="open"' in page.text
    assert "Pay now" in page.text
    assert "Your payment has arrived." not in page.text
    assert "Everything is running." not in page.text
    assert "refresh" not in page.text
    assert paying.headers["Location"].startswith(f"{world.stripe.url}/pay/")


def test_an_order_says_nothing_that_has_not_happened_yet(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.complete(session_id)
    world.checkout.settle(session_id)
    paid = client.get(address)
    worker = world.worker()
    worker.work()
    forwarded = client.get(address)

    assert "Your payment has arrived." in paid.text
    assert 'data-order-state="forwarded"' in forwarded.text
    assert "Everything is running." not in paid.text
    assert "Everything is running." not in forwarded.text


def test_a_slow_bank_is_said(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.complete(session_id, "delayed")

    page = client.get(f"{address}?session={session_id}")

    assert "Your bank is still working on it." in page.text
    assert "Pay now" not in page.text


def test_two_payments_are_listed_with_what_is_still_due(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY, YEARLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.complete(session_id)

    page = client.get(f"{address}?session={session_id}")

    said = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "Payment 1 Paid £5.26" in said
    assert "Payment 2 To be paid £33.77" in said
    assert "Pay now" in page.text


def test_an_expired_order_can_be_paid_after_all(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.clock.move(24 * 3600)

    page = client.get(f"{address}?session={session_id}")

    assert 'data-order-state="expired"' in page.text
    assert "Pay now" in page.text
    assert client.post(f"{address}/pay").status_code == 303


def test_a_held_order_asks_nothing_of_the_customer(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.tell(t.payments, net_minor=439, total_minor=527)
    world.complete(session_id)

    page = client.get(f"{address}?session={session_id}")

    assert 'data-order-state="held"' in page.text
    assert "You do not need to do anything." in page.text
    assert "Pay now" not in page.text
    assert client.post(f"{address}/pay").headers["Location"] == address


@pytest.mark.parametrize("session", ["cs_test_invented", "", "../../accounts", "\x00", "ü", "x" * 3000])
def test_a_strange_session_in_the_address_does_no_harm(client: FlaskClient, world: World, session: str) -> None:
    address = ordered(client, world, MONTHLY)

    page = client.get(address, query_string={"session": session})

    assert page.status_code == 200
    assert 'data-order-state="open"' in page.text


def test_the_return_page_is_shown_while_stripe_is_down(client: FlaskClient, world: World) -> None:
    address = ordered(client, world, MONTHLY)
    session_id = world.payments(address.rpartition("/")[2])[0].session_id
    world.stripe.control("faults", {"fail_next_requests": 3})

    assert client.get(f"{address}?session={session_id}").status_code == 200


def test_an_order_page_hides_what_customers_must_not_know(client: FlaskClient, world: World) -> None:
    token = world.paid(MONTHLY, ONCE)

    text = unescape(client.get(f"/{SHOP}/orders/{token}").text)

    for item in world.rows(t.items):
        for account in item.cuts:
            assert account.partition(" ")[2] == "Pebble & Tide" or account.partition(" ")[2] not in text
    assert "markup" not in text.lower()


# Both shops, every page.


@pytest.mark.parametrize("shop", SHOPS)
def test_every_page_is_in_the_shops_language(app: Flask, world: World, shop: str) -> None:
    client = app.test_client()
    pages = [client.get(f"/{shop}/cart"), client.get(f"/{shop}/checkout/{NOBODYS}")]
    address = reviewed(client, MONTHLY, ASKING, TRIAL, shop=shop)
    pages += [client.get(address), client.post(address, data={})]
    token = world.paid(MONTHLY, YEARLY, shop=shop)
    pages += [client.get(f"/{shop}/orders/{token}")]

    language = {SHOP: "en", OTHER_SHOP: "de"}[shop]
    english = ("Quantity", "Your cart", "What you pay", "This did not work", "Where it is", "Fill in this field")
    for page in pages:
        assert f'<html lang="{language}">' in page.text
        assert language == "en" or not any(word in page.text for word in english)


def test_a_shop_that_was_built_lends_its_face_to_every_page(world: World, project: Path) -> None:
    shell = project / "var" / "shells" / SHOP / "en.html"
    shell.parent.mkdir(parents=True)
    shell.write_text(
        "<html><head><title><!--awning:title--></title></head>"
        "<body>FACE<a href='cart.html<!--awning:cart-->'></a><!--awning:content--></body></html>"
    )
    moved = world.moved_to(project)
    client = app_of(moved).test_client()
    token = moved.paid(MONTHLY)

    empty = f"/{SHOP}/cart", f"/{SHOP}/checkout/{NOBODYS}", f"/{SHOP}/orders/{token}"
    pages = [client.get(path) for path in empty] + [client.get(reviewed(client, MONTHLY))]

    assert all("<body>FACE" in page.text for page in pages)
    assert "FACE" not in client.get(f"/{OTHER_SHOP}/cart").text
    assert "</noscript></head>" in client.get(f"/{SHOP}/orders/{token}").text
    assert "cart.html#ordered" in client.get(f"/{SHOP}/orders/{token}").text
    assert "cart.html'" in pages[1].text


# Nobody else's business.


@pytest.mark.parametrize(
    "path",
    [
        "/nobody/cart", f"/nobody/checkout/{NOBODYS}", f"/{SHOP}/checkout/{NOBODYS}", f"/{SHOP}/orders/{NOBODYS}",
        f"/{SHOP}", "/", "/nothing", f"/{SHOP}/checkout/", f"/{SHOP}/orders/%00", f"/{SHOP}/checkout/%00",
        "/%00/cart", "/../etc/passwd", f"/{SHOP}/orders/..%2f..", f"/{SHOP}/orders/%ff%fe", "/static/x",
        f"/{SHOP}/orders/' OR '1'='1", f"/..%2f{SHOP}/cart", "/Pebbletide/cart",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found_and_says_nothing(client: FlaskClient, world: World, path: str) -> None:
    world.order(MONTHLY, shop=OTHER_SHOP)

    answer = client.get(path)

    assert answer.status_code == 404
    assert not any(
        word in answer.text for word in ("Traceback", "Havelwerk", "sqlite", "SELECT", str(world.settings.project))
    )


def test_no_address_shows_or_changes_another_shops_cart_or_order(client: FlaskClient, world: World) -> None:
    open_cart = world.cart(MONTHLY, shop=OTHER_SHOP)
    ordered_cart = world.cart(MONTHLY, shop=OTHER_SHOP)
    token = world.place(ordered_cart, shop=OTHER_SHOP)
    before = world.contents()
    consent = world.checkout.quote(OTHER_SHOP, [MONTHLY]).consent

    for key in (open_cart, ordered_cart, token):
        answers = [
            client.get(f"/{SHOP}/checkout/{key}"),
            client.post(f"/{SHOP}/checkout/{key}", data={**FILLED, "agreed": consent}),
            client.post(f"/{SHOP}/checkout/{key}/lines", data={"quantity-0": "9"}),
            client.get(f"/{SHOP}/orders/{key}"),
            client.post(f"/{SHOP}/orders/{key}/pay"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert not any(token in str(answer.headers) + answer.text for answer in answers)
    assert world.contents() == before


def test_an_order_is_not_found_by_its_number_or_its_cart(client: FlaskClient, world: World) -> None:
    cart_id = world.cart(MONTHLY)
    order = world.row(world.place(cart_id))

    for key in (order.number, order.id, cart_id, order.token[:-1], order.token.upper()):
        assert client.get(f"/{SHOP}/orders/{key}").status_code == 404


# Headers.


def every_answer(app: Flask, world: World) -> list[tuple[str, TestResponse]]:
    """An answer of every route with good and with bad keys, by every method it takes and one that it does not."""
    client, answers = app.test_client(), list[tuple[str, TestResponse]]()
    good = {"reseller": SHOP, "cart_id": world.cart(MONTHLY), "token": world.order(MONTHLY)}
    for rule in app.url_map.iter_rules():
        for keys in (good, dict.fromkeys(good, "nobody")):
            path = rule.rule.replace("<path:filename>", "x.css")
            for name, key in keys.items():
                path = path.replace(f"<{name}>", key)
            assert "<" not in path
            answers += [
                (f"{method} {path}", client.open(path, method=method))
                for method in sorted({*(rule.methods or ()), "PUT"} - {"HEAD", "OPTIONS"})
            ]
    return answers


def test_every_route_guards_its_answers_whatever_they_are(app: Flask, world: World) -> None:
    answers = every_answer(app, world)

    statuses = {answer.status_code for _, answer in answers}
    assert {200, 303, 400, 404, 405, 422} <= statuses
    assert not any(status >= 500 for status in statuses)
    for what, answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, what
        assert "frame-ancestors 'none'" in policy, what
        assert "base-uri 'none'" in policy, what
        assert "unsafe" not in policy, what
        assert "*" not in policy, what
        assert answer.headers["X-Content-Type-Options"] == "nosniff", what
        assert answer.headers["Referrer-Policy"] == "no-referrer", what
        assert answer.headers["Cache-Control"] == "no-store", what
        assert "Access-Control-Allow-Origin" not in answer.headers, what


def test_a_page_may_load_from_its_own_shop_and_no_other(client: FlaskClient, world: World) -> None:
    policy = client.get(f"/{SHOP}/cart").headers["Content-Security-Policy"]

    assert "script-src https://pebbletide.example;" in policy
    assert f"form-action 'self' https://pebbletide.example {world.stripe.url}" in policy
    assert "havelwerk" not in policy


def test_in_earnest_forms_may_lead_to_stripe(world: World) -> None:
    earnest = replace(world, settings=replace(world.settings, stripe_api=None))

    policy = app_of(earnest).test_client().get(f"/{SHOP}/cart").headers["Content-Security-Policy"]

    assert policy.endswith(" https://checkout.stripe.com")


def test_an_error_of_ours_is_told_kindly_and_guarded(client: FlaskClient, world: World) -> None:
    with world.store.transaction() as db:
        t.metadata.drop_all(db)

    answer = client.get(f"/{SHOP}/orders/{NOBODYS}")

    assert answer.status_code == 500
    assert "The mistake is ours and has been noted." in answer.text
    assert "shop_order" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_more_than_any_form_sends_is_not_read(client: FlaskClient, world: World) -> None:
    answer = client.post(f"/{SHOP}/cart", data={**one(MONTHLY), "shown-x": "x" * BODY_MAX})

    assert answer.status_code == 413
    assert world.count(t.carts) == 0


def test_the_service_says_that_it_is_there(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok"


def test_links_in_activation_notes_are_links_only_where_they_are_safe(client: FlaskClient, world: World) -> None:
    token = world.paid(MONTHLY)
    notes = [
        ["activationLink", "javascript:alert(1)"],
        ["licenceKey", "<b>KEY</b>"],
        ["portal", "https://a.example/"],
        ["trap", "http://127.0.0.1.evil.example/"],
    ]
    world.tell(t.items, activation=notes)

    page = client.get(f"/{SHOP}/orders/{token}").text

    assert 'href="javascript' not in page
    assert "&lt;b&gt;KEY&lt;/b&gt;" in page
    assert re.search(r'<a [^>]*href="https://a\.example/" rel="noopener noreferrer">', page)
    assert page.count("<a ") == client.get(f"/{SHOP}/orders/{world.order(MONTHLY)}").text.count("<a ") + 1


def test_the_customers_address_is_on_their_own_page_only(client: FlaskClient, world: World) -> None:
    token = world.order(MONTHLY)

    assert ANNA.email in client.get(f"/{SHOP}/orders/{token}").text
    assert ANNA.email not in client.get(f"/{OTHER_SHOP}/orders/{token}").text


# The buyer and their code.


def test_a_buyer_of_another_country_is_shown_the_new_sums_and_asked_again(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY, shop=OTHER_SHOP)
    filled = {**FILLED, "country": "AT"}

    asked = client.post(address, data={**filled, "agreed": agreed(client.get(address))})
    before = world.count(t.orders)
    done = client.post(address, data={**filled, "agreed": agreed(asked)})

    assert (asked.status_code, before, done.status_code) == (409, 0, 303)
    assert "Für Sie gilt die Steuer Ihres Landes (Österreich, 20\N{NO-BREAK SPACE}%)." in asked.text
    assert "MwSt. 20\N{NO-BREAK SPACE}%" in asked.text
    assert '<option value="AT" selected>Österreich</option>' in asked.text
    assert world.rows(t.customers)[0].country == "AT"


def test_reverse_charge_is_said_on_the_review_and_on_the_order(client: FlaskClient, world: World) -> None:
    address = reviewed(client, MONTHLY, shop=OTHER_SHOP)
    filled = {**FILLED, "country": "AT", "vat_number": "atu 135 85 627"}

    asked = client.post(address, data={**filled, "agreed": agreed(client.get(address))})
    client.post(address, data={**filled, "agreed": agreed(asked)})
    page = client.get(f"/{OTHER_SHOP}/orders/{world.rows(t.orders)[0].token}")

    assert "Reverse Charge, Artikel 196" in asked.text
    assert "Reverse Charge, Artikel 196" in page.text
    assert "Umsatzsteuer-ID ATU13585627, nicht bestätigt" in page.text
    assert "MwSt." not in page.text


@pytest.mark.parametrize(
    ("filled", "advice"),
    [
        ({"country": "AT", "vat_number": "ATU1"}, "Check the number and the country"),
        ({"country": "US", "vat_number": "123"}, "VAT numbers of United States are not known here"),
        ({"country": "ES"}, "Fill in the postcode"),
        ({"country": "Atlantis"}, "Choose a country from the list."),
    ],
    ids=str,
)
def test_what_is_wrong_about_the_buyer_is_said_as_an_instruction(
    client: FlaskClient, world: World, filled: dict[str, str], advice: str
) -> None:
    address = reviewed(client, MONTHLY)

    answer = client.post(address, data={**FILLED, **filled, "agreed": agreed(client.get(address))})

    assert answer.status_code == 422
    assert advice in unescape(answer.text)
    assert world.count(t.orders) == 0


def test_a_code_is_laid_into_the_cart_and_taken_out_again_without_scripts(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", coupons=[{"code": "SPRING", "off": 10}])
    client = app_of(world.moved_to(project)).test_client()
    address = reviewed(client, replace(MONTHLY, quantity=100))

    wrong = client.post(f"{address}/coupon", data={"code": "summer"}, follow_redirects=True)
    right = client.post(f"{address}/coupon", data={"code": "spring"}, follow_redirects=True)
    client.post(address, data={**FILLED, "agreed": agreed(right)})
    page = client.get(f"/{SHOP}/orders/{world.rows(t.orders)[0].token}")

    assert "There is no such code here." in wrong.text
    assert "Coupon SPRING" not in wrong.text
    for each in (right, page):
        assert "Coupon SPRING" in each.text
        assert "-£14.60" in each.text
    assert "First payment; after that £175.20" in right.text


def test_a_shop_without_coupons_asks_for_no_code(client: FlaskClient) -> None:
    assert 'name="code"' not in client.get(reviewed(client, MONTHLY)).text


def test_notice_is_said_before_and_after_ordering(client: FlaskClient, world: World) -> None:
    line = CartLine("HK-DR", "P1Y-P1Y", 1)
    review = client.get(reviewed(client, line, shop=OTHER_SHOP))
    page = client.get(f"/{OTHER_SHOP}/orders/{world.order(line, shop=OTHER_SHOP)}")

    said = "Kündigungsfrist: 95 Tage vor Ende der Laufzeit, für die erste also bis zum 19. August 2027."
    assert said in review.text
    assert said in page.text


def test_a_gross_shop_says_that_tax_is_inside(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", tax={"name": "VAT", "anchor": "gross"})
    client = app_of(world.moved_to(project)).test_client()

    page = client.get(reviewed(client, MONTHLY))

    assert "including VAT 20%" in page.text


def test_a_shop_that_leaves_tax_to_stripe_says_plus_tax(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", country="US", currency="USD", tax={"name": "Sales tax"})
    client = app_of(world.moved_to(project)).test_client()

    page = client.get(reviewed(client, MONTHLY))

    assert "Total, plus tax" in page.text
    assert "Plus tax, which is worked out on the payment page." in page.text


def test_a_trial_that_goes_on_says_what_it_costs_then(client: FlaskClient, world: World) -> None:
    line = CartLine("WM-MON-SRV", "trial-P30D", 2)

    review = client.get(reviewed(client, line, shop=OTHER_SHOP))
    page = client.get(f"/{OTHER_SHOP}/orders/{world.order(line, shop=OTHER_SHOP)}")

    assert "Jetzt ist nichts fällig. Nach 30 Tagen:" in review.text
    assert "Zahlungspflichtig bestellen" in review.text
    for each in (review, page):
        assert "Ab dem 22. Dezember 2026" in each.text


def test_a_set_up_fee_stands_beside_its_plan(client: FlaskClient) -> None:
    page = client.get(reviewed(client, CartLine("LM-LINE-FIB", "P1Y-P1M", 2)))

    assert page.text.count('name="quantity-') == 1
    assert "Set-up" in page.text


# What was agreed to holds no more.


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a review page: the consent, and what the page said."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))


def alerts(page: TestResponse) -> str:
    """What a page says above all."""
    return unescape(" ".join(re.findall(r'<p class="alert"[^>]*>(.*?)</p>', page.text, re.DOTALL)))


def test_a_price_that_moved_is_not_blamed_on_the_country_agreed_to_before(world: World, project: Path) -> None:
    client = app_of(world.moved_to(project)).test_client()
    filled = {**FILLED, "country": "AT"}
    address = reviewed(client, MONTHLY, shop=OTHER_SHOP)
    abroad = client.post(address, data={**filled, **hidden(client.get(address))})
    change(project, f"resellers/{OTHER_SHOP}", rules=[{"markup": 80}], charm=None)

    asked = client.post(address, data={**filled, **hidden(abroad)})

    assert (abroad.status_code, asked.status_code) == (409, 409)
    assert "Steuer Ihres Landes" in alerts(abroad)
    assert "hat sich ein Preis geändert" not in alerts(abroad)
    assert "Steuer Ihres Landes" not in alerts(asked)
    assert "hat sich ein Preis geändert" in alerts(asked)


def test_a_price_that_moved_together_with_the_tax_is_said_as_well(world: World, project: Path) -> None:
    client = app_of(world.moved_to(project)).test_client()
    address = reviewed(client, MONTHLY, shop=OTHER_SHOP)
    page = client.get(address)
    change(project, f"resellers/{OTHER_SHOP}", rules=[{"markup": 80}], charm=None)

    asked = client.post(address, data={**FILLED, "country": "AT", **hidden(page)})

    assert "Steuer Ihres Landes" in alerts(asked)
    assert "hat sich ein Preis geändert" in alerts(asked)


def test_a_coupon_used_up_meanwhile_is_said(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", coupons=[{"code": "SPRING", "off": 10, "per_customer": 1}])
    world = world.moved_to(project)
    world.order(replace(MONTHLY, quantity=100), code="SPRING")
    client = app_of(world).test_client()
    address = reviewed(client, replace(MONTHLY, quantity=100))
    page = client.post(f"{address}/coupon", data={"code": "SPRING"}, follow_redirects=True)

    asked = client.post(address, data={**FILLED, **hidden(page)})

    assert asked.status_code == 409
    assert "The coupon SPRING does not count any more. You have used this code already." in alerts(asked)
    assert "A price changed" not in asked.text


def test_applying_a_code_keeps_what_was_filled_in_and_finds_no_fault_with_it(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", coupons=[{"code": "SPRING", "off": 10}])
    client = app_of(world.moved_to(project)).test_client()
    address = reviewed(client, replace(MONTHLY, quantity=100))

    page = client.get(address)
    applied = client.post(
        f"{address}/coupon", data={"name": "Anna", "email": "anna@", "code": "spring", **hidden(page)}
    )
    later = client.get(f"{address}/coupon")

    assert f'formaction="{address}/coupon#coupon" formnovalidate' in page.text
    assert applied.status_code == 200
    assert 'value="Anna"' in applied.text
    assert 'value="anna@"' in applied.text
    assert "Coupon SPRING" in applied.text
    assert "There is a problem" not in applied.text
    assert later.headers["Location"] == address


def test_a_code_that_was_typed_and_not_applied_counts(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", coupons=[{"code": "SPRING", "off": 10}])
    client = app_of(world.moved_to(project)).test_client()
    address = reviewed(client, replace(MONTHLY, quantity=100))

    answer = client.post(address, data={**FILLED, "code": "spring", **hidden(client.get(address))})

    assert answer.status_code == 303
    assert world.rows(t.orders)[0].coupon == "SPRING"


# Names, and prices that hold a tax.


def test_a_name_is_escaped_once(world: World, project: Path) -> None:
    feed = json.loads((ROOT / "content" / "feed" / "catalog.json").read_text(encoding="utf-8"))
    next(each for each in feed if each.get("id") == MONTHLY.sku)["name"] = "Filter & Co"
    (project / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    import_feed(project / "feed.json", project / "var" / "catalog")
    client = app_of(world.moved_to(project)).test_client()

    page = client.get(reviewed(client, replace(MONTHLY, shown="0.01")))

    assert "Filter &amp; Co costs more" in page.text
    assert "&amp;amp;" not in page.text


def test_a_gross_shop_tells_who_owes_no_tax_that_it_is_taken_off(world: World, project: Path) -> None:
    change(project, f"resellers/{OTHER_SHOP}", tax={"anchor": "gross"})
    world = world.moved_to(project)
    client = app_of(world).test_client()
    line = CartLine("WM-MON-SRV", "trial-P30D", 5)
    address = reviewed(client, line, shop=OTHER_SHOP)

    at_home = client.get(address)
    asked = client.post(address, data={**FILLED, "country": "CH", **hidden(at_home)})
    token = world.order(line, shop=OTHER_SHOP, details=replace(ANNA, country="CH"))
    [item], [payment] = world.rows(t.items), world.rows(t.payments)
    page = client.get(f"/{OTHER_SHOP}/orders/{token}").text.replace("\N{NO-BREAK SPACE}", " ")

    said = "Die Preise der Posten enthalten eine Steuer, die hier nicht anfällt"
    assert said not in at_home.text
    assert said in asked.text
    assert said in page
    net = item.later["amount_minor"]
    assert net == payment.sections[0]["later"] < item.later["unit_minor"] * 5
    assert f"Ab dem 22. Dezember 2026 kostet es {net // 100},{net % 100:02} € je Zeitraum." in page


def test_what_stripe_taxes_later_is_said_to_be_plus_tax(world: World, project: Path) -> None:
    change(
        project, f"resellers/{SHOP}", country="US", currency="USD", tax={"name": "Sales tax"},
        coupons=[{"code": "SPRING", "off": 10}],
    )  # fmt: skip
    world = world.moved_to(project)
    client = app_of(world).test_client()
    token = world.order(replace(MONTHLY, quantity=30), code="SPRING")
    address = f"/{SHOP}/orders/{token}"

    def said() -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).text).split())

    before = said()
    session_id = world.session(token)
    world.complete(session_id, address={"state": "TX", "postal_code": "78701"})
    world.checkout.settle(session_id)
    after = said()

    for each in (before, after):
        assert re.search(r"First payment; after that \$[0-9.]+ plus tax, ", each)
    assert "Total, plus tax $" in before
    assert "Total $" in after
    assert "Total, plus tax" not in after


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("lines", "due"),
    [((MONTHLY,), "Due now: £5.26"), ((MONTHLY, YEARLY), "Due now: £5.26")],
    ids=["one payment", "the first of two"],
)
def test_an_order_page_says_what_the_next_payment_comes_to(
    client: FlaskClient, world: World, lines: tuple[CartLine, ...], due: str
) -> None:
    page = client.get(ordered(client, world, *lines)).text

    assert due in page
    assert '<li aria-current="step">Payment</li>' in page
