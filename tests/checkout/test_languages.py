"""A shop in several languages: its carts, pages, orders and payment pages speak the one the customer came with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from flask.testing import FlaskClient

from awning.config import LANGUAGES
from awning_checkout import tables as t
from awning_checkout.carts import CartLine
from awning_checkout.shops import Shops
from support_checkout import ASKING, FILLED, MONTHLY, OTHER_SHOP, ROOT, World, app_of, change
from support_stripe_sandbox import API_KEY
from support_stripe_spec import stripe_spec

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GERMAN, ENGLISH = "Prüfen und bestellen", "Check and order"


@pytest.fixture
def bilingual(shop: Callable[..., World]) -> World:
    """Havelwerk in German, and in English too."""
    return shop(**in_english())


@pytest.fixture
def visitor(bilingual: World) -> FlaskClient:
    return app_of(bilingual).test_client()


def in_english() -> dict[str, Any]:
    """What its settings say for that."""
    told = yaml.safe_load((ROOT / "config" / "resellers" / f"{OTHER_SHOP}.yaml").read_text(encoding="utf-8"))
    return {"languages": ["en"], "texts_in": {"en": told["texts"]}, "tax": None}


def one(line: CartLine, **more: str) -> dict[str, str]:
    return {"sku": line.sku, "plan": line.plan_id, "quantity": str(line.quantity), **more}


def spaced(text: str) -> str:
    """With plain blanks for those that do not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def filled(visitor: FlaskClient, line: CartLine = MONTHLY, **more: str) -> str:
    """Send a product page's form, and give the address of the review."""
    return visitor.post(f"/{OTHER_SHOP}/cart", data=one(line, **more)).headers["Location"]


@on_sqlite
@pytest.mark.parametrize(
    ("language", "spoken", "title"),
    [("", "de", GERMAN), ("de", "de", GERMAN), ("en", "en", ENGLISH), ("fr", "de", GERMAN), ("../x", "de", GERMAN)],
)
def test_the_review_speaks_the_language_of_the_page_the_customer_came_from(
    visitor: FlaskClient, language: str, spoken: str, title: str
) -> None:
    page = visitor.get(filled(visitor, language=language))

    assert page.status_code == 200
    assert f'<html lang="{spoken}">' in page.text
    assert f"<h1>{title}</h1>" in page.text


@on_sqlite
def test_amounts_tax_and_links_are_those_of_the_language(visitor: FlaskClient) -> None:
    page = spaced(visitor.get(filled(visitor, language="en")).text)

    assert "VAT 19 %" in page
    assert "MwSt" not in page
    assert "5,10 €" in page
    assert re.search(r'href="https://[^"]+/en/"', page)


@on_sqlite
def test_a_tax_the_shop_has_a_name_for_keeps_it(shop: Callable[..., World]) -> None:
    world = shop(**{**in_english(), "tax": {"name": "Umsatzsteuer"}})
    visitor = app_of(world).test_client()

    page = spaced(visitor.get(filled(visitor, language="en")).text)

    assert "Umsatzsteuer 19 %" in page


def test_a_cart_keeps_its_language_until_another_page_adds_to_it(visitor: FlaskClient) -> None:
    review = filled(visitor, language="en")
    filled(visitor, CartLine("QW-OFFICE-ONE", "once", 1))
    same = visitor.get(review).text
    filled(visitor, CartLine("QW-OFFICE-ONE", "once", 1), language="de")

    other = visitor.get(review).text

    assert ENGLISH in same
    assert GERMAN in other


@on_sqlite
@pytest.mark.parametrize(("language", "title"), [("en", ENGLISH), ("", GERMAN), ("xx", GERMAN)])
def test_the_link_to_the_cart_says_in_which_language(visitor: FlaskClient, language: str, title: str) -> None:
    filled(visitor)

    page = visitor.get(f"/{OTHER_SHOP}/cart?language={language}", follow_redirects=True)

    assert f"<h1>{title}</h1>" in page.text


@on_sqlite
@pytest.mark.parametrize(("language", "said"), [("en", "There is nothing in it yet."), ("", "Warenkorb")])
def test_an_empty_cart_speaks_the_language_of_its_link(visitor: FlaskClient, language: str, said: str) -> None:
    page = visitor.get(f"/{OTHER_SHOP}/cart?language={language}")

    assert said in page.text


@on_sqlite
def test_a_mistake_in_the_form_is_said_in_the_carts_language(visitor: FlaskClient) -> None:
    page = visitor.post(filled(visitor, language="en"), data={"name": "Anna"})

    assert page.status_code == 422
    assert "Accept the terms to go on." in page.text


@on_sqlite
def test_a_problem_is_said_in_the_carts_language(visitor: FlaskClient) -> None:
    page = visitor.post(f"{filled(visitor, language='en')}/lines", data={"quantity-0": "many"})

    assert page.status_code == 400
    assert "This did not work" in page.text


def test_an_order_is_written_paid_and_shown_in_its_language(bilingual: World, visitor: FlaskClient) -> None:
    review = filled(visitor, ASKING, language="en")
    form = visitor.get(review).text
    agreed = re.findall(r'name="agreed" value="([^"]+)"', form)[0]
    answers = {
        name: "customer.example" if "domain" in name else "office@customer.example"
        for name in re.findall(r'name="(answer-[^"]+)"[^>]* required', form)
    }

    answer = visitor.post(review, data={**FILLED, **answers, "agreed": agreed})

    assert answer.status_code == 303
    [order] = bilingual.rows(t.orders)
    [item] = bilingual.rows(t.items)
    [payment] = bilingual.rows(t.payments)
    assert (order.language, item.plan_title) == ("en", "Month by month")
    assert payment.lines[0][0] == f"{item.name}, Month by month"
    assert spaced(payment.lines[-1][0]) == "VAT 19 %"
    # Another browser, and nothing in its address says a language.
    page = app_of(bilingual).test_client().get(f"/{OTHER_SHOP}/orders/{order.token}").text
    assert '<html lang="en">' in page
    assert "How far it is" in page


@on_sqlite
def test_stripe_is_asked_for_a_page_in_the_orders_language(bilingual: World, visitor: FlaskClient) -> None:
    review = filled(visitor, language="en")
    agreed = re.findall(r'name="agreed" value="([^"]+)"', visitor.get(review).text)[0]

    visitor.post(review, data={**FILLED, "agreed": agreed})

    [payment] = bilingual.rows(t.payments)
    session = httpx.get(
        f"{bilingual.stripe.url}/v1/checkout/sessions/{payment.session_id}",
        headers={"Authorization": f"Bearer {API_KEY}"},
        trust_env=False,
    )
    assert session.json()["locale"] == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_stripe_knows_every_language_a_shop_can_have(language: str) -> None:
    judge = stripe_spec()

    assert judge.request_mistakes("POST", "/v1/checkout/sessions", f"locale={language}") == []
    assert judge.request_mistakes("POST", "/v1/checkout/sessions", f"locale={language}{language}") != []


@pytest.mark.parametrize(
    ("built", "face"),
    [(("de", "en"), "en"), (("de",), "de"), ((), "bare")],
    ids=["its own", "that of the first language", "none at all"],
)
def test_a_language_without_a_face_has_that_of_the_first(project: Path, built: tuple[str, ...], face: str) -> None:
    change(project, f"resellers/{OTHER_SHOP}", **in_english())
    shells = project / "var" / "shells" / OTHER_SHOP
    shells.mkdir(parents=True)
    for language in built:
        (shells / f"{language}.html").write_text(f"<main data-face={language}><!--awning:content--></main>")

    page = Shops(project).shop(OTHER_SHOP, "en").page("Your cart", "<p>Empty</p>")

    assert "<p>Empty</p>" in page
    assert (f"data-face={face}" in page) is bool(built)
    assert ('<html lang="en">' in page) is not built
