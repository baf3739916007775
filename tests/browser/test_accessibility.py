"""No page of a shop or of its checkout has a fault that axe-core can find, in light and in dark."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from page_watch import Watch
from support_axe import HOW_TO, axe_source, faults_of
from support_customer import Customer


@pytest.fixture(autouse=True, scope="session")
def axe() -> None:
    """Nothing here can be told without axe-core."""
    try:
        axe_source()
    except ModuleNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO, pytrace=False)
        pytest.skip(HOW_TO)


def test_no_page_of_the_shop_has_faults(visitor: Customer) -> None:
    faults: list[str] = []

    for kind in visitor.words.pages:
        visitor.open(kind)
        faults += [f"{kind}: {fault}" for fault in _faults(visitor.page)]

    assert not faults, "\n".join(faults)


def test_the_page_for_what_is_not_there_has_no_faults(visitor: Customer, watch: Watch) -> None:
    watch.expect("status of 404")

    visitor.page.goto(f"{visitor.shop}/never.html")

    _assert_no_faults(visitor.page)


def test_the_cart_and_the_open_menu_have_no_faults(visitor: Customer) -> None:
    visitor.open("product")
    visitor.choose_plan_and_seats()
    visitor.add_to_cart()
    _assert_no_faults(visitor.page)
    visitor.open_cart()
    _assert_no_faults(visitor.page)
    visitor.page.get_by_role("navigation").locator("summary").click()

    # What lies under the open menu axe cannot judge; it was judged on the line before.
    assert [fault for fault in faults_of(visitor.page) if "(undecided)" not in fault] == []


def test_no_step_of_the_checkout_has_faults(visitor: Customer, watch: Watch) -> None:
    watch.expect("status of 422")
    page, words = visitor.page, visitor.words

    visitor.come_to_the_review()
    _assert_no_faults(page)
    visitor.fill_in()
    page.get_by_label(words.email, exact=True).fill("ada@nowhere")
    page.get_by_role("button", name=words.order).click()
    expect(page.get_by_role("alert")).to_be_visible()
    _assert_no_faults(page)
    visitor.fill_in()
    visitor.order()
    visitor.cancel_payment()
    _assert_no_faults(page)
    page.get_by_role("button", name=words.pay_now).click()
    visitor.asked()
    visitor.pay()
    visitor.wait_until_it_runs()

    _assert_no_faults(page)


def test_an_order_that_waits_has_no_faults(visitor: Customer) -> None:
    visitor.page.request.post(f"{visitor.demo.distributor}/_control/faults", data={"hold_next": 1})
    visitor.buy()

    visitor.pay()
    visitor.come_to_the_order_page()
    visitor.page.route("**/orders/**", lambda route: route.abort("aborted"))  # It stays as it is while axe reads.

    expect(visitor.page.locator("[data-waiting] [aria-current=step]")).to_be_visible()
    _assert_no_faults(visitor.page)


def test_pages_without_a_cart_or_an_order_have_no_faults(visitor: Customer, watch: Watch) -> None:
    watch.expect("status of 404")
    page, shop = visitor.page, f"{visitor.demo.checkout}/{visitor.words.slug}"

    page.goto(f"{shop}/cart")
    _assert_no_faults(page)
    page.goto(f"{shop}/orders/never-ordered")

    _assert_no_faults(page)


def _assert_no_faults(page: Page) -> None:
    faults = _faults(page)
    assert not faults, "\n".join(faults)


def _faults(page: Page) -> list[str]:
    """By day on a desk and on a phone, and by night."""
    page.set_viewport_size({"width": 1280, "height": 900})
    faults = faults_of(page)
    page.set_viewport_size({"width": 320, "height": 900})
    faults += faults_of(page)
    page.emulate_media(color_scheme="dark")
    faults += faults_of(page, "colours")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return faults
