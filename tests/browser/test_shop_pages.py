"""What every page of a shop owes its readers: room, a name, its pictures, a keyboard's way through, a lasting cart."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from awning_checkout.demo import Demo
from page_watch import Watch
from support_customer import KINDS, Customer, ShopWords, cents

WIDTHS = (320, 768, 1280)
STOPS_MAX = 60
"""More presses of Tab than any page needs to get to its main button."""

# What sticks out to the right, by name; an answer a person can act on.
_STICKING_OUT = """() => [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .filter(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    .map((part) => `${part.tagName.toLowerCase()}.${part.className}`)"""
_LOAD_ALL_PICTURES = "() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))"
_ALL_PICTURES_ENDED = "() => [...document.images].every((image) => image.complete)"
_BROKEN_PICTURES = "() => [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src)"
# The outline may be drawn around the label that stands for a control.
_FOCUS_SEEN = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const drawn = [focused, focused.closest("label")].filter(Boolean).map((part) => getComputedStyle(part));
    const outlined = drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    return outlined && box.bottom > 0 && box.top < innerHeight && box.width > 0;
}"""
_FOCUSED = "() => document.activeElement.outerHTML.slice(0, 120)"


@pytest.fixture
def customer(page: Page, demo: Demo, words: ShopWords) -> Customer:
    page.emulate_media(reduced_motion="reduce")  # Else the page is still scrolling to what has the focus.
    return Customer(page, demo, words)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_any_screen_and_shows_its_pictures(customer: Customer, kind: str) -> None:
    page = customer.page

    customer.open(kind)

    _assert_fits(page)
    page.evaluate(_LOAD_ALL_PICTURES)
    page.wait_for_function(_ALL_PICTURES_ENDED)
    assert page.evaluate(_BROKEN_PICTURES) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_what_it_is(customer: Customer, kind: str) -> None:
    page = customer.page

    customer.open(kind)

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    expect(page).to_have_title(re.compile(r".{10,}"))
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^(de|en)$"))
    if kind != "cart":  # Which is no page for search engines.
        expect(page.locator("meta[name=description]")).to_have_attribute("content", re.compile(r".{25,}"))
        expect(page.locator("link[rel=canonical]")).to_have_attribute("href", page.url)


def test_no_two_pages_have_the_same_title(customer: Customer) -> None:
    titles: dict[str, str] = {}

    for kind in KINDS:
        customer.open(kind)
        titles[kind] = customer.page.title()

    assert len(set(titles.values())) == len(KINDS), titles


def test_the_checkouts_pages_fit_any_screen(customer: Customer, watch: Watch) -> None:
    watch.expect("status of 422")
    page, words = customer.page, customer.words

    customer.come_to_the_review()
    _assert_fits(page)
    customer.fill_in()
    page.get_by_label(words.email, exact=True).fill("ada@nowhere")
    page.get_by_role("button", name=words.order).click()
    expect(page.get_by_role("alert")).to_be_visible()
    _assert_fits(page)
    customer.fill_in()
    customer.order()
    customer.cancel_payment()
    _assert_fits(page)
    page.get_by_role("button", name=words.pay_now).click()
    customer.asked()
    _assert_fits(page)
    customer.pay()
    customer.wait_until_it_runs()

    _assert_fits(page)


def test_what_is_not_there_is_said_and_leads_home(customer: Customer, watch: Watch) -> None:
    watch.expect("status of 404")

    answer = customer.page.goto(f"{customer.shop}/products/never-sold.html")

    assert answer is not None
    assert answer.status == 404
    expect(customer.page).to_have_title(re.compile(customer.words.not_found))
    expect(customer.page.get_by_role("heading", level=1)).to_be_visible()
    expect(customer.page.get_by_role("main").locator("a[href='/']")).to_be_visible()
    _assert_fits(customer.page)


def test_the_first_stop_skips_to_the_content(customer: Customer) -> None:
    page = customer.page
    customer.open("product")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=customer.words.skip)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_a_plan_is_chosen_and_put_into_the_cart_with_the_keyboard_alone(customer: Customer) -> None:
    page, words = customer.page, customer.words
    customer.open("product")
    first, second = (page.get_by_role("radio").nth(number) for number in (0, 1))
    add = page.get_by_role("button", name=words.add)
    before = page.locator("output").inner_text()

    _tab_to(page, lambda: first.evaluate("it => it === document.activeElement"))
    page.keyboard.press("ArrowDown")
    expect(second).to_be_checked()
    expect(page.locator("output")).not_to_have_text(before)
    _tab_to(page, lambda: add.evaluate("it => it === document.activeElement"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=words.view_cart)).to_be_visible()
    expect(_cart_link(page, words)).to_have_accessible_name(f"{words.cart} 1")


def test_focus_is_seen_at_every_stop_of_the_review_page(customer: Customer) -> None:
    page = customer.page
    customer.come_to_the_review()

    _tab_to(page, lambda: page.evaluate("document.activeElement.closest('footer') !== null"))


def test_the_cart_is_still_there_after_a_reload(customer: Customer) -> None:
    page, words = customer.page, customer.words
    customer.open("product")
    customer.choose_plan_and_seats()
    customer.add_to_cart()
    expect(page.get_by_role("link", name=words.view_cart)).to_be_visible()

    page.reload()

    expect(_cart_link(page, words)).to_have_accessible_name(f"{words.cart} 3")


def test_two_tabs_have_the_same_cart(customer: Customer, demo: Demo) -> None:
    words = customer.words
    other = Customer(customer.page.context.new_page(), demo, words)
    other.open("cart")
    customer.open("product")
    each = customer.choose_plan_and_seats()

    customer.add_to_cart()

    lines = other.page.get_by_role("main").get_by_role("listitem").filter(has_text=words.offering)
    expect(lines).to_have_count(1)
    expect(_cart_link(other.page, words)).to_have_accessible_name(f"{words.cart} 3")
    total = other.page.get_by_role("region", name=words.summary).locator("dd .price")
    assert cents(total.inner_text()) == 3 * each


def _assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the screen, on a phone, a tablet, a desk."""
    sticking_out: dict[int, object] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        sticking_out[width] = page.evaluate(_STICKING_OUT)
    assert sticking_out == {width: [] for width in WIDTHS}


def _tab_to(page: Page, reached: Callable[[], bool]) -> None:
    """Press Tab until somewhere; at every stop on the way it is seen where one is."""
    unseen: list[object] = []
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        if not page.evaluate(_FOCUS_SEEN):
            unseen.append(page.evaluate(_FOCUSED))
        if reached():
            break
    assert reached()
    assert unseen == []


def _cart_link(page: Page, words: ShopWords) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=words.cart)
