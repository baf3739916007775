"""What every page of a shop owes its readers: room, a name, its pictures, a keyboard's way through, a lasting cart."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from page_watch import Watch
from support_customer import Customer, cents
from support_keyboard import choose, press_on, tab_until
from support_words import UNLISTED, ShopWords

WIDTHS = (320, 768, 1280)

# What sticks out to the right, by name; an answer a person can act on.
_STICKING_OUT = """() => [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .filter(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    .map((part) => `${part.tagName.toLowerCase()}.${part.className}`)"""
_LOAD_ALL_PICTURES = "() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))"
_ALL_PICTURES_ENDED = "() => [...document.images].every((image) => image.complete)"
_BROKEN_PICTURES = "() => [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src)"


def test_every_page_fits_any_screen_and_shows_its_pictures(visitor: Customer) -> None:
    page = visitor.page
    faults: dict[str, object] = {}

    for kind in visitor.words.pages:
        visitor.open(kind)
        if sticking_out := _sticking_out(page):
            faults[f"{kind} is too wide"] = sticking_out
        page.evaluate(_LOAD_ALL_PICTURES)
        page.wait_for_function(_ALL_PICTURES_ENDED)
        if broken := page.evaluate(_BROKEN_PICTURES):
            faults[f"{kind} has broken pictures"] = broken

    assert faults == {}


def test_every_page_says_what_it_is_and_no_two_say_the_same(visitor: Customer) -> None:
    page, words = visitor.page, visitor.words
    titles: dict[str, str] = {}

    for kind in words.pages:
        visitor.open(kind)
        titles[kind] = page.title()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page).to_have_title(re.compile(r".{10,}"))
        expect(page.locator("html")).to_have_attribute("lang", words.language)
        if kind not in UNLISTED:
            expect(page.locator("meta[name=description]")).to_have_attribute("content", re.compile(r".{25,}"))
            expect(page.locator("link[rel=canonical]")).to_have_attribute("href", page.url)

    assert len(set(titles.values())) == len(titles), titles


def test_the_checkouts_pages_fit_any_screen(visitor: Customer, watch: Watch) -> None:
    watch.expect("status of 422")
    page, words = visitor.page, visitor.words

    visitor.come_to_the_review()
    _assert_fits(page)
    visitor.fill_in()
    page.get_by_label(words.email, exact=True).fill("ada@nowhere")
    page.get_by_role("button", name=words.order).click()
    expect(page.get_by_role("alert")).to_be_visible()
    _assert_fits(page)
    visitor.fill_in()
    visitor.order()
    visitor.cancel_payment()
    _assert_fits(page)
    page.get_by_role("button", name=words.pay_now).click()
    visitor.asked()
    _assert_fits(page)
    visitor.pay()
    visitor.wait_until_it_runs()

    _assert_fits(page)


def test_what_is_not_there_is_said_and_leads_home(visitor: Customer, watch: Watch) -> None:
    watch.expect("status of 404")

    answer = visitor.page.goto(f"{visitor.shop}/products/never-sold.html")

    assert answer is not None
    assert answer.status == 404
    expect(visitor.page).to_have_title(re.compile(visitor.words.not_found))
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visitor.page.get_by_role("main").locator(f"a[href='{visitor.words.root}/']")).to_be_visible()
    _assert_fits(visitor.page)


def test_the_first_stop_skips_to_the_content(visitor: Customer) -> None:
    page = visitor.page
    visitor.open("product")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=visitor.words.skip)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_a_plan_is_chosen_and_put_into_the_cart_with_the_keyboard_alone(visitor: Customer) -> None:
    page, words = visitor.page, visitor.words
    visitor.open("product")
    add = page.get_by_role("button", name=words.add).first
    before = page.locator("output").inner_text()

    choose(page, page.get_by_role("radio").nth(1))
    expect(page.locator("output")).not_to_have_text(before)
    press_on(page, add)

    expect(page.get_by_role("link", name=words.view_cart)).to_be_visible()
    expect(_cart_link(page, words)).to_have_accessible_name(f"{words.cart} 1")


def test_focus_is_seen_at_every_stop_of_the_review_page(visitor: Customer) -> None:
    page = visitor.page
    visitor.come_to_the_review()

    tab_until(page, lambda: page.evaluate("document.activeElement.closest('footer') !== null"))


def test_the_cart_is_still_there_after_a_reload(visitor: Customer) -> None:
    page, words = visitor.page, visitor.words
    visitor.open("product")
    visitor.choose_plan_and_seats()
    visitor.add_to_cart()
    expect(page.get_by_role("link", name=words.view_cart)).to_be_visible()

    page.reload()

    expect(_cart_link(page, words)).to_have_accessible_name(f"{words.cart} 3")


def test_two_tabs_have_the_same_cart(visitor: Customer) -> None:
    words = visitor.words
    other = Customer(visitor.page.context.new_page(), visitor.demo, words)
    other.open("cart")
    visitor.open("product")
    each = visitor.choose_plan_and_seats()

    visitor.add_to_cart()

    lines = other.page.get_by_role("main").get_by_role("listitem").filter(has_text=words.offering)
    expect(lines).to_have_count(1)
    expect(_cart_link(other.page, words)).to_have_accessible_name(f"{words.cart} 3")
    total = other.page.get_by_role("region", name=words.summary).locator("dd .price")
    assert cents(total.inner_text()) == 3 * each


def _assert_fits(page: Page) -> None:
    assert _sticking_out(page) == {}


def _sticking_out(page: Page) -> dict[int, object]:
    """What makes the page wider than the screen of a phone, a tablet, a desk."""
    found: dict[int, object] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(_STICKING_OUT)
    return {width: parts for width, parts in found.items() if parts}


def _cart_link(page: Page, words: ShopWords) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=words.cart)
