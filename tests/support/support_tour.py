"""A walk through a shop and its checkout: every kind of page, in the states worth looking at."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from playwright.sync_api import expect

from support_customer import Customer

AFTER = ("cart", "compare", "search")
"""Kinds of page that say more once something was done."""


def tour(customer: Customer) -> Iterator[str]:
    """Open one page after the other, and say its name while it is open; ends with an order that runs.

    The page's width and colours may be changed at each stop.
    """
    page, words, shop = customer.page, customer.words, customer.shop
    for kind, path in words.pages.items():
        page.goto(f"{shop}{path}", wait_until="networkidle")
        yield f"{kind}, empty" if kind in AFTER else kind
    for name in ("news", "maintenance"):
        if page.request.get(f"{shop}/{name}.html").ok:
            page.goto(f"{shop}/{name}.html", wait_until="networkidle")
            yield name
    page.goto(f"{shop}/never.html", wait_until="networkidle")
    yield "not found"
    page.goto(f"{shop}/search.html?q={quote(words.offering.split()[0])}", wait_until="networkidle")
    yield "search"
    yield from _compared(customer)
    yield from _bought(customer)


def fill_cart(customer: Customer) -> None:
    """Put three seats of the offering into the cart, and the bundle."""
    customer.open("product")
    customer.choose_plan_and_seats()
    customer.add_to_cart()
    expect(customer.page.get_by_role("link", name=customer.words.view_cart)).to_be_visible()
    customer.open("bundle")
    customer.page.locator("[data-add]").first.click()
    expect(customer.page.get_by_role("link", name=customer.words.view_cart)).to_be_visible()


def _compared(customer: Customer) -> Iterator[str]:
    """Three side by side; which they are stands in the address."""
    page, words = customer.page, customer.words
    three = ",".join(f"{words.root}{words.pages[kind]}" for kind in ("product", "metered", "add-on"))
    page.goto(f"{customer.shop}/compare.html#{three}", wait_until="networkidle")
    expect(page.get_by_role("main").get_by_role("columnheader")).to_have_count(3)
    yield "compare"


def _bought(customer: Customer) -> Iterator[str]:
    """The cart with something in it, and what comes after."""
    page, words = customer.page, customer.words
    fill_cart(customer)
    customer.open("cart")
    page.wait_for_load_state("networkidle")
    yield "cart"
    page.evaluate("localStorage.clear()")
    customer.come_to_the_review()
    yield "review"
    customer.fill_in()
    page.get_by_label(words.email, exact=True).fill("ada@nowhere")
    customer.order_button().click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "review, with a mistake"
    customer.fill_in()
    customer.order()
    customer.cancel_payment()
    yield "order, not paid"
    page.get_by_role("button", name=words.pay_now).click()
    customer.asked()
    customer.pay()
    customer.wait_until_it_runs()
    yield "order"
