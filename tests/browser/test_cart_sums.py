"""The cart adds as the checkout does: its sums are those of `awning.tax.document`, to the last minor unit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from awning.money import Money, exponent, step
from awning.tax import Anchor, Line, Rounding, TaxContext, document
from support_feeds import offering_row, price_row
from support_fixture_pages import FixturePages, serving
from support_settings import changed
from support_shops import SHOP, built_well, small_project

RATES = (("reduced", Decimal(5)), ("odd", Decimal("7.7")), ("long", Decimal("5.33333333")), ("zero", Decimal(0)))
VAT = TaxContext("VAT", Decimal(20), "GB", rates=RATES)
PERIODS = {"per month": 1, "per year": 12, "once": None}


@dataclass(frozen=True)
class Cart:
    """A shop's tax and currency, and what somebody put into its cart."""

    tax: TaxContext
    currency: str = "EUR"
    lines: int = 9

    def __str__(self) -> str:
        tax = self.tax
        return f"{self.currency}-{tax.anchor}-{tax.rounding}-{tax.rate_percent}-{self.lines}"

    def parts(self) -> Iterator[tuple[str, str, Money, int]]:
        """Period, tax category, unit price and quantity of each line: of all sizes, and never round."""
        periods, categories = list(PERIODS), self.tax.categories
        for number in range(1, self.lines + 1):
            minor = (7919 * number**3 + 37) % (10 ** (number % 7 + 2)) + 1
            quantity = (311 * number**2) % 97 + 1
            category = categories[number % len(categories)]
            yield periods[number % 3], category, Money(minor, self.currency), quantity

    def sums(self) -> dict[str, tuple[int, int]]:
        """Net and gross of each period in minor units, as the checkout makes them."""
        found: dict[str, tuple[int, int]] = {}
        for period in PERIODS:
            lines = [Line(unit * count, category) for each, category, unit, count in self.parts() if each == period]
            sums = document(lines, self.tax, self.currency)
            found[period] = sums.net.minor, sums.gross.minor
        return found


CARTS = [
    *(Cart(replace(VAT, anchor=anchor, rounding=rounding)) for anchor in Anchor for rounding in Rounding),
    Cart(replace(VAT, rates=(), rate_percent=Decimal(19)), lines=25),
    Cart(replace(VAT, rates=(), rate_percent=Decimal("8.1"), anchor=Anchor.GROSS), "CHF", lines=25),
    Cart(replace(VAT, anchor=Anchor.GROSS), "JPY"),
    Cart(replace(VAT, rounding=Rounding.LINE), "KWD"),
    Cart(replace(VAT, anchor=Anchor.GROSS), "IQD"),
    Cart(replace(VAT, rates=(), rate_percent=Decimal(0)), "HUF"),
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the standard library's)
        pass


@pytest.fixture
def pages() -> Iterator[FixturePages]:
    with serving() as pages:
        yield pages


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop, built: mailboxes from ten on, dearer below 20, with set-up; a hundred are on request."""
    prices = [price_row("4.20", tier={"min": 10}), price_row("4.00", tier={"min": 20}), price_row("49", role="setup")]
    shop = changed(SHOP, "display: excluding", "display: both") + "- {request: true, quantity: 100}\n"
    project = small_project(
        tmp_path_factory.mktemp("p") / "p", offering_row(productOfferingPrice=prices), reseller=shop
    )
    built_well(project)
    return project / "output" / "blue-sky"


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(output))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("cart", CARTS, ids=str)
def test_the_cart_shows_what_the_checkout_will(page: Page, pages: FixturePages, cart: Cart) -> None:
    _open(page, pages, cart)

    shown = {
        row.locator("[data-field=period]").inner_text(): tuple(
            _minor(row.locator(f"[data-field={place}]").inner_text(), cart.currency) for place in ("total", "other")
        )
        for row in page.locator("[data-cart-totals] > div").all()
    }

    expected = cart.sums()
    assert shown == expected
    assert list(shown) == list(expected)


def test_what_is_due_today_is_all_of_it(page: Page, pages: FixturePages) -> None:
    cart = CARTS[0]
    _open(page, pages, cart)

    due = page.locator("[data-cart-now]")

    for place, side in (("total", 0), ("other", 1)):
        printed = due.locator(f"[data-field={place}]").inner_text()
        assert _minor(printed, cart.currency) == sum(sums[side] for sums in cart.sums().values())


def test_the_page_sums_the_quantity_and_what_is_paid_once(page: Page, address: str) -> None:
    page.goto(f"{address}/products/mailbox.html")
    expect(page.get_by_label("Quantity", exact=True)).to_have_value("10")
    expect(page.locator("output")).to_have_text("€42.00")

    page.get_by_label("Quantity", exact=True).fill("20")

    expect(page.locator("output")).to_have_text("€80.00")
    expect(page.locator("[data-total-other]").first).to_have_text("€96.00 incl. VAT")
    expect(page.locator("[data-total-more]").first).to_have_text("plus €980.00 once")


def test_set_up_is_among_what_is_paid_once_in_the_cart(page: Page, address: str) -> None:
    page.goto(f"{address}/products/mailbox.html")
    page.get_by_role("button", name="Add to cart").click()

    page.goto(f"{address}/cart.html")

    totals = page.get_by_role("region", name="Summary").locator("dd .price")
    expect(totals).to_have_text(["€42.00", "€490.00"])
    expect(page.get_by_role("main").get_by_text("plus €490.00 once")).to_be_visible()


@pytest.mark.parametrize("quantity", ["9", "100"])
def test_what_cannot_be_had_does_not_go_into_the_cart(page: Page, address: str, quantity: str) -> None:
    page.goto(f"{address}/products/mailbox.html")
    field = page.get_by_label("Quantity", exact=True)

    field.fill(quantity)
    page.get_by_role("button", name="Add to cart").click()

    assert not field.evaluate("field => field.validity.valid")
    expect(page.locator("output")).to_have_text("\N{EN DASH}")
    expect(page.get_by_role("link", name="View cart")).to_have_count(0)


def test_a_cart_that_grows_on_request_stays_as_it_was(page: Page, address: str) -> None:
    page.goto(f"{address}/products/mailbox.html")
    field, add = page.get_by_label("Quantity", exact=True), page.get_by_role("button", name="Add to cart")
    field.fill("60")
    add.click()
    expect(page.get_by_role("link", name="View cart")).to_be_visible()

    add.click()

    assert field.evaluate("field => field.validity.customError")
    page.goto(f"{address}/cart.html")
    expect(page.get_by_role("spinbutton")).to_have_value("60")


def test_a_quantity_changed_in_the_cart_stays_within_what_is_sold(page: Page, address: str) -> None:
    page.goto(f"{address}/products/mailbox.html")
    page.get_by_role("button", name="Add to cart").click()
    page.goto(f"{address}/cart.html")
    field = page.get_by_role("spinbutton")

    field.fill("200")
    field.blur()

    expect(field).to_have_value("10")
    expect(page.get_by_role("region", name="Summary").locator("dd .price").first).to_have_text("€42.00")


def test_the_checkout_is_told_the_price_that_was_shown(page: Page, address: str) -> None:
    page.route("**/blue-sky/cart", lambda route: route.fulfill(body="thanks"))
    page.goto(f"{address}/products/mailbox.html")
    page.get_by_label("Quantity", exact=True).fill("25")
    page.get_by_role("button", name="Add to cart").click()
    page.goto(f"{address}/cart.html")

    with page.expect_request("**/blue-sky/cart") as request:
        page.get_by_role("button", name="Go to checkout").click()

    assert request.value.post_data == "language=en&sku=MAIL-1&plan=P1Y-P1M&quantity=25&shown=4.00"


def _open(page: Page, pages: FixturePages, cart: Cart) -> None:
    """The cart page of a shop with that tax, with these lines in it."""
    html = pages.text("cart.html")
    body = {
        "currency": cart.currency,
        "decimals": exponent(cart.currency),
        "coin": step(cart.currency),
        "anchor": cart.tax.anchor,
        "rounding": cart.tax.rounding,
        "shown": "net",
        "other": "{price}",
    }
    for name, value in body.items():
        html, count = re.subn(f'data-{name}="[^"]*"', f'data-{name}="{value}"', html, count=1)
        assert count == 1, name
    lines = [
        {
            "sku": f"SKU-{number}", "plan": "P", "quantity": quantity, "name": "Thing", "url": "/", "picture": "",
            "title": "Plan", "unit": "", "period": period,
            "parts": [
                {
                    "period": period, "months": PERIODS[period], "rate": f"{cart.tax.rate(category):f}",
                    "steps": [[1, f"{unit.amount:f}"]],
                }
            ],
        }
        for number, (period, category, unit, quantity) in enumerate(cart.parts())
    ]  # fmt: skip
    pages.put("/cart.html", html)
    page.goto(f"{pages.address}/mailbox.svg")
    page.evaluate("lines => localStorage.setItem('awning-cart:blue-sky', lines)", json.dumps(lines))
    page.goto(f"{pages.address}/cart.html")


def _minor(printed: str, currency: str) -> int:
    decimals = exponent(currency)
    assert not decimals or re.search(rf"\.\d{{{decimals}}}$", printed), printed
    return int(re.sub(r"\D", "", printed))
