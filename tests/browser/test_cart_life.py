"""A cart outlives reloads and tabs, gives back what was taken out, and never gets lost on the way to the checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from awning.delivery.packing import Packing
from page_watch import NewContext, Watch
from support_fixture_pages import MODULES, FixturePages, serving

KEY = "awning-cart:blue-sky"
PARTS: list[dict[str, Any]] = [{"period": "per month", "months": 1, "rate": "20", "steps": [[1, "4.50"]]}]
LINE: dict[str, Any] = {
    "sku": "MAIL-1", "plan": "P1M", "quantity": 3, "name": "Mailbox", "url": "/product.html", "picture": "",
    "title": "Monthly", "unit": "per user", "period": "per month",
    "parts": PARTS,
}  # fmt: skip
FILL = """
for (let size = 2 ** 22; size; size >>= 1) {
  try { for (;;) localStorage["x" + Math.random()] = "x".repeat(size) } catch {}
}
"""


@pytest.fixture
def pages() -> Iterator[FixturePages]:
    with serving() as pages:
        yield pages


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    context = new_context()
    context.set_default_timeout(5000)
    return context


def add(page: Page, pages: FixturePages, quantity: int = 1, plan: str = "Monthly") -> None:
    page.goto(f"{pages.address}/product.html")
    page.get_by_label(plan, exact=True).check()
    page.get_by_label("Quantity").fill(str(quantity))
    page.locator("[data-add]").click()
    expect(page.get_by_text("Added to your cart")).to_be_visible()


def put(page: Page, pages: FixturePages, kept: object) -> None:
    """Open the cart with that in the storage."""
    page.goto(f"{pages.address}/mailbox.svg")
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, json.dumps(kept)])
    page.goto(f"{pages.address}/cart.html")


def test_a_page_sums_the_chosen_plan(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html")
    expect(page.locator("output")).to_have_text("€4.50")

    page.get_by_label("1 year, paid yearly").check()

    expect(page.get_by_label("Quantity")).to_have_value("10")
    expect(page.locator("output")).to_have_text("€420.00")
    expect(page.locator("[data-total-other]")).to_have_text("€504.00 incl. VAT")
    expect(page.locator("[data-total-more]")).to_have_text("plus €490.00 once")


def test_the_stepper_stays_within_what_is_sold(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html")
    page.get_by_label("1 year, paid yearly").check()

    page.get_by_role("button", name="One fewer").click()
    expect(page.get_by_label("Quantity")).to_have_value("10")
    page.get_by_role("button", name="One more").click()

    expect(page.get_by_label("Quantity")).to_have_value("11")


def test_what_is_sold_on_request_is_not_added(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html")
    field = page.get_by_label("Quantity")

    field.fill("100")
    page.locator("[data-add]").click()

    assert field.evaluate("field => field.validationMessage") == "So many are sold on request."
    expect(page.locator("output")).to_have_text("\N{EN DASH}")
    expect(page.locator("[data-cart-count]")).to_be_hidden()


def test_the_bar_shows_while_the_button_is_out_of_view(page: Page, pages: FixturePages) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{pages.address}/product.html")
    page.locator("[data-add]").scroll_into_view_if_needed()
    bar = page.locator("[data-buy-bar]")
    expect(bar).to_be_hidden()

    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    expect(bar).to_be_visible()
    expect(bar).to_contain_text("€4.50")
    bar.get_by_role("button").click()
    expect(page.locator("[data-cart-count]")).to_have_text("1")


def test_the_note_is_a_status_and_leads_to_the_cart(page: Page, pages: FixturePages) -> None:
    add(page, pages, quantity=2)

    note = page.get_by_role("status").filter(has_text="Added")
    expect(note).to_contain_text("2 \N{MULTIPLICATION SIGN} Mailbox, Monthly")
    expect(note.get_by_role("link")).to_have_attribute("href", "/cart.html")


def test_a_cart_outlives_a_reload(page: Page, pages: FixturePages) -> None:
    add(page, pages, quantity=2)
    add(page, pages, quantity=3)

    page.goto(f"{pages.address}/cart.html")
    page.reload()

    expect(page.get_by_role("spinbutton")).to_have_value("5")
    expect(page.locator("[data-cart-count]")).to_have_text("5")
    expect(page.locator("[data-cart-totals] dd")).to_have_text("€22.50 €27.00 incl. VAT VAT €4.50")


def test_another_tab_sees_what_was_added(context: BrowserContext, pages: FixturePages) -> None:
    cart, product = context.new_page(), context.new_page()
    cart.goto(f"{pages.address}/cart.html")
    expect(cart.get_by_text("There is nothing in it yet")).to_be_visible()

    add(product, pages, quantity=4)

    expect(cart.get_by_role("spinbutton")).to_have_value("4")
    expect(cart.locator("[data-cart-count]")).to_have_text("4")


def test_periods_are_groups_with_sums_of_their_own(page: Page, pages: FixturePages) -> None:
    add(page, pages, quantity=1)
    add(page, pages, quantity=10, plan="1 year, paid yearly")

    page.goto(f"{pages.address}/cart.html")

    expect(page.locator("[data-cart-groups] h2")).to_have_text(["Paid per month", "Paid per year"])
    expect(page.locator("[data-cart-totals] dt")).to_have_text(["Total per month", "Total per year", "Total once"])
    expect(page.locator("[data-cart-now]")).to_have_text("Due today €914.50 €1,097.40 incl. VAT VAT €182.90")
    expect(page.locator("[data-cart-steps]")).to_be_visible()


def test_lines_of_two_languages_are_summed_by_the_length_of_their_period(page: Page, pages: FixturePages) -> None:
    parts = [{**PARTS[0], "steps": [[1, "0.02"]]}]
    theirs = [{**parts[0], "period": "pro Monat"}]
    german = {**LINE, "plan": "M", "language": "de", "title": "Monatlich", "period": "pro Monat", "parts": theirs}
    english = {**LINE, "language": "en", "quantity": 1, "parts": parts}

    put(page, pages, [german, english])

    expect(page.locator("[data-cart-groups] h2")).to_have_text(["Paid per month"])
    expect(page.locator("[data-cart-totals] dd")).to_have_text("€0.08 €0.10 incl. VAT VAT €0.02")
    expect(page.get_by_text("Monatlich", exact=True)).to_have_attribute("lang", "de")


def test_what_was_taken_out_can_be_put_back_by_keyboard(page: Page, pages: FixturePages) -> None:
    put(page, pages, [LINE, {**LINE, "sku": "MAIL-2", "name": "Archive"}])

    page.get_by_role("button", name="Take out Mailbox").press("Enter")
    expect(page.get_by_role("heading", name="Mailbox")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Taken out: Mailbox, Monthly")
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h3")).to_have_text(["Mailbox", "Archive"])
    expect(page.get_by_role("status")).to_have_text("Back in the cart: Mailbox, Monthly")
    expect(page.get_by_role("spinbutton").first).to_be_focused()


def test_the_last_line_can_be_put_back_too(page: Page, pages: FixturePages) -> None:
    put(page, pages, [LINE])

    page.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("There is nothing in it yet")).to_be_visible()
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_role("spinbutton")).to_have_value("3")


def test_the_checkout_is_told_language_lines_and_prices(page: Page, pages: FixturePages) -> None:
    page.route("**/checkout/cart", lambda route: route.fulfill(body="thanks"))
    put(page, pages, {"currency": "EUR", "lines": [LINE, {**LINE, "sku": "MAIL-2", "quantity": 1}]})

    with page.expect_request("**/checkout/cart") as request:
        page.get_by_role("button", name="Go to checkout").click()

    assert request.value.post_data == (
        "language=en&sku=MAIL-1&plan=P1M&quantity=3&shown=4.50&sku=MAIL-2&plan=P1M&quantity=1&shown=4.50"
    )


def test_a_cart_whose_checkout_is_away_is_kept(page: Page, pages: FixturePages, watch: Watch) -> None:
    def away(route: Route) -> None:
        route.abort("connectionrefused")

    watch.expect("ERR_CONNECTION_REFUSED")
    page.route("**/checkout/cart", away)
    put(page, pages, [LINE])

    page.get_by_role("button", name="Go to checkout").click()
    page.wait_for_url("chrome-error://**")
    page.goto(f"{pages.address}/cart.html")

    expect(page.get_by_role("spinbutton")).to_have_value("3")


def test_an_order_empties_the_cart_once(page: Page, pages: FixturePages) -> None:
    put(page, pages, [LINE])
    page.goto(f"{pages.address}/product.html")

    page.goto(f"{pages.address}/cart.html#ordered")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.locator("[data-cart-count]")).to_be_hidden()
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, json.dumps([LINE])])
    page.reload()

    expect(page.get_by_role("spinbutton")).to_have_value("3")


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({"currency": "USD", "lines": [LINE]}, id="another currency"),
        pytest.param("nonsense", id="a word"),
        pytest.param({"lines": 7}, id="no list"),
        pytest.param([None, 1, {**LINE, "parts": None}, {**LINE, "quantity": "3"}], id="no lines"),
        pytest.param([{**LINE, "parts": [{**PARTS[0], "rate": "x"}]}], id="a rate that is none"),
        pytest.param([{**LINE, "url": "http://["}], id="an address that is none"),
        pytest.param([{key: LINE[key] for key in ("sku", "plan", "quantity")}], id="lines of another age"),
    ],
)
def test_what_cannot_be_read_is_an_empty_cart(page: Page, pages: FixturePages, kept: object) -> None:
    put(page, pages, kept)

    expect(page.get_by_text("There is nothing in it yet")).to_be_visible()


def test_an_address_in_a_line_leads_to_this_host_only(page: Page, pages: FixturePages) -> None:
    put(page, pages, [{**LINE, "url": "https://elsewhere.example/x.html"}])

    expect(page.get_by_role("link", name="Mailbox")).to_have_attribute("href", "/x.html")


def test_where_the_storage_is_full_the_form_goes_to_the_checkout(page: Page, pages: FixturePages) -> None:
    page.route("**/checkout/cart", lambda route: route.fulfill(body="thanks"))
    page.goto(f"{pages.address}/product.html")
    page.evaluate(FILL)

    with page.expect_request("**/checkout/cart") as request:
        page.locator("[data-add]").click()

    assert request.value.post_data == "language=en&sku=MAIL-1&plan=P1M&shown-P1M=4.50&shown-P1Y=42.00&quantity=1"


@pytest.mark.parametrize("how", ["full", "refused"])
def test_where_nothing_is_kept_the_cart_page_leads_to_the_checkout(page: Page, pages: FixturePages, how: str) -> None:
    if how == "refused":
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
        )
    page.goto(f"{pages.address}/cart.html")
    if how == "full":
        page.evaluate(FILL)
        page.reload()

    expect(page.get_by_role("link", name="Go there")).to_be_visible()
    expect(page.get_by_text("There is nothing in it yet")).to_be_hidden()


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html")
    summary, menu = page.get_by_text("All products"), page.locator("details")

    summary.click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", name="Mailbox").click()

    expect(menu).not_to_have_attribute("open", "")


def test_searching_goes_to_the_search_page(page: Page, pages: FixturePages) -> None:
    pages.put("/search.html", "<!doctype html><title>Search</title>")
    page.goto(f"{pages.address}/product.html")

    page.get_by_role("searchbox").fill("mail box")
    page.get_by_role("searchbox").press("Enter")

    page.wait_for_url("**/search.html?q=mail+box")


def test_an_order_on_its_way_shows_its_news(page: Page, pages: FixturePages) -> None:
    order = '<!doctype html><html lang="en"><script defer src="/assets/order.js"></script><main>{}</main>'
    pages.put("/order.html", order.format("<p data-waiting>Paying</p>"))
    page.clock.install()
    page.goto(f"{pages.address}/order.html?payment=1")
    pages.put("/order.html", order.format('<ol class="timeline"><li aria-current="step"><b>Paid</b></li></ol>'))

    page.clock.run_for(2000)

    expect(page.locator("main")).to_have_text("Paid")
    expect(page.get_by_role("status")).to_have_text("Paid")
    page.clock.run_for(20_000)
    assert pages.asked.count("/order.html") == 2


def test_what_a_product_page_loads_is_small(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html", wait_until="networkidle")

    loaded = {path.removeprefix("/assets/") for path in pages.asked if path.startswith("/assets/")}
    assert loaded == {"shop.js", "product.js", "money.js", "stock.js"}
    packed = [Packing().packed((MODULES / name).read_bytes(), _named_for_ever(name))["br"] for name in loaded]
    assert sum(map(len, packed)) <= 6 * 1024


def _named_for_ever(name: str) -> str:
    """As the build names it, which is packed best."""
    return f"assets/{name.removesuffix('.js')}.0123456789.js"
