"""Stock and delivery are said as long as they are known and fresh, and never otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from awning.availability import Availability, overlay
from page_watch import Watch
from support_fixture_pages import FixturePages, serving

Item = dict[str, int | str]
NOW = datetime.now(tz=UTC)


@pytest.fixture
def pages() -> Iterator[FixturePages]:
    with serving() as pages:
        yield pages


def ago(**length: float) -> str:
    return f"{NOW - timedelta(**length):%Y-%m-%dT%H:%M:%SZ}"


def open_product(page: Page, pages: FixturePages) -> None:
    """Open the page and let it read what it asked for."""
    with page.expect_response("**/availability.json"):
        page.goto(f"{pages.address}/product.html")
    page.evaluate("new Promise(done => setTimeout(done, 50))")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        pytest.param({"stock": 12}, "12 in stock", id="a few"),
        pytest.param({"stock": 50}, "50 or more in stock", id="many"),
        pytest.param({"stock": 12, "days": 2}, "12 in stock · Delivery in 2 days", id="a few soon"),
        pytest.param({"days": 1}, "Delivery in 1 day", id="tomorrow"),
        pytest.param({"stock": 0, "on": "2999-12-01"}, "Expected 1 December 2999", id="expected"),
        pytest.param({"stock": 3, "on": "2999-12-01"}, "3 in stock", id="some and more expected"),
        pytest.param({"stock": 0, "days": 2}, "Out of stock", id="none"),
        pytest.param({"stock": 0, "on": "2020-01-01"}, "Out of stock", id="expected long ago"),
        pytest.param({"on": "nonsense"}, "", id="no date"),
        pytest.param({}, "", id="nothing known"),
    ],
)
def test_stock_is_said_in_words(page: Page, pages: FixturePages, item: Item, said: str) -> None:
    pages.put_stock(ago(hours=3), MAIL_1=item)

    open_product(page, pages)

    expect(page.locator("[data-stock]")).to_have_text(said)


@pytest.mark.parametrize(
    ("at", "item", "said"),
    [
        pytest.param(ago(days=6.9), {"stock": 5}, "5 in stock", id="a week"),
        pytest.param(ago(days=7.1), {"stock": 5}, "", id="longer"),
        pytest.param(ago(days=1), {"stock": 5, "at": ago(days=9)}, "", id="this one longer"),
        pytest.param(ago(days=9), {"stock": 5, "at": ago(days=1)}, "5 in stock", id="this one fresh"),
        pytest.param("nonsense", {"stock": 5}, "", id="no moment"),
    ],
)
def test_old_stock_is_not_said(page: Page, pages: FixturePages, at: str, item: Item, said: str) -> None:
    pages.put_stock(at, MAIL_1=item)

    open_product(page, pages)

    expect(page.locator("[data-stock]")).to_have_text(said)


@pytest.mark.parametrize("text", ["[]", "null", "<html>", '{"at": 7, "items": 3}'])
def test_a_file_that_is_no_stock_is_nothing(page: Page, pages: FixturePages, text: str) -> None:
    pages.put("/availability.json", text)

    open_product(page, pages)

    expect(page.locator("[data-stock]")).to_have_text("")


def test_a_file_that_is_not_there_is_nothing(page: Page, pages: FixturePages, watch: Watch) -> None:
    watch.expect("status of 404")
    del pages.made["/availability.json"]

    open_product(page, pages)

    expect(page.locator("[data-stock]")).to_have_text("")


def test_what_an_import_wrote_is_understood(page: Page, pages: FixturePages) -> None:
    known = Availability(stock=731, delivery_days=2, expected=date(2999, 12, 1), at=NOW)
    pages.put("/availability.json", overlay({"MAIL-1": known}, ["MAIL-1"]).decode())

    page.goto(f"{pages.address}/product.html")

    expect(page.locator("[data-stock]")).to_have_text("50 or more in stock · Delivery in 2 days")


def test_the_cart_says_it_of_each_line_and_asks_once(page: Page, pages: FixturePages) -> None:
    pages.put_stock(ago(hours=1), MAIL_1={"stock": 4}, MAIL_2={"stock": 0})
    parts = [{"period": "once", "months": None, "rate": "20", "steps": [[1, "9.00"]]}]
    lines = [
        {"sku": sku, "plan": "P", "quantity": 1, "name": sku, "url": "/", "period": "once", "parts": parts}
        for sku in ("MAIL-1", "MAIL-2", "MAIL-3")
    ]
    page.goto(f"{pages.address}/mailbox.svg")
    page.evaluate("lines => localStorage.setItem('awning-cart:blue-sky', lines)", json.dumps(lines))

    page.goto(f"{pages.address}/cart.html")

    expect(page.locator("li [data-stock]")).to_have_text(["4 in stock", "Out of stock", ""])
    page.get_by_role("button", name="Take out MAIL-3").click()
    expect(page.locator("li [data-stock]")).to_have_text(["4 in stock", "Out of stock"])
    assert pages.asked.count("/availability.json") == 1


def test_pages_without_stocked_goods_ask_for_nothing(page: Page, pages: FixturePages) -> None:
    pages.put("/product.html", pages.text("product.html").replace("data-stock", "data-other-thing"))

    page.goto(f"{pages.address}/product.html", wait_until="networkidle")

    assert "/availability.json" not in pages.asked
    assert "/assets/stock.js" not in pages.asked
