"""No page of a shop or of its checkout has a fault that axe-core can find, in light and in dark."""

from __future__ import annotations

import os
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from awning_checkout.demo import Demo
from page_watch import Watch
from support_customer import KINDS, Customer, ShopWords

_HOW_TO = "no axe-core: pip install axe-playwright-python"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ABOUT_COLOUR = ["color-contrast", "link-in-text-block"]
# Without `preload` axe reads no stylesheet over the network, which the checkout's policy would refuse it.
_RUN = """async (runOnly) => {
    const options = { runOnly, preload: false, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which the package axe-playwright-python carries."""
    try:
        return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail(_HOW_TO, pytrace=False)
        pytest.skip(_HOW_TO)


@pytest.fixture
def customer(page: Page, demo: Demo, words: ShopWords) -> Customer:
    page.emulate_media(reduced_motion="reduce")
    return Customer(page, demo, words)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_the_shop_has_no_faults(customer: Customer, axe: str, kind: str) -> None:
    customer.open(kind)

    _assert_no_faults(customer.page, axe)


def test_the_page_for_what_is_not_there_has_no_faults(customer: Customer, axe: str, watch: Watch) -> None:
    watch.expect("status of 404")

    customer.page.goto(f"{customer.shop}/never.html")

    _assert_no_faults(customer.page, axe)


def test_the_cart_and_the_open_menu_have_no_faults(customer: Customer, axe: str) -> None:
    customer.open("product")
    customer.choose_plan_and_seats()
    customer.add_to_cart()
    _assert_no_faults(customer.page, axe)
    customer.open_cart()
    customer.page.get_by_role("navigation").locator("summary").click()

    _assert_no_faults(customer.page, axe)


def test_no_step_of_the_checkout_has_faults(customer: Customer, axe: str, watch: Watch) -> None:
    watch.expect("status of 422")
    page, words = customer.page, customer.words

    customer.come_to_the_review()
    _assert_no_faults(page, axe)
    customer.fill_in()
    page.get_by_label(words.email, exact=True).fill("ada@nowhere")
    page.get_by_role("button", name=words.order).click()
    expect(page.get_by_role("alert")).to_be_visible()
    _assert_no_faults(page, axe)
    customer.fill_in()
    customer.order()
    customer.cancel_payment()
    _assert_no_faults(page, axe)
    page.get_by_role("button", name=words.pay_now).click()
    customer.asked()
    customer.pay()
    customer.wait_until_it_runs()

    _assert_no_faults(page, axe)


def test_an_order_that_waits_has_no_faults(customer: Customer, axe: str) -> None:
    customer.page.request.post(f"{customer.demo.distributor}/_control/faults", data={"hold_next": 1})
    customer.buy()

    customer.pay()
    customer.come_to_the_order_page()
    customer.page.route("**/orders/**", lambda route: route.abort("aborted"))  # It stays as it is while axe reads.

    expect(customer.page.locator("[aria-current=step]")).to_be_visible()
    _assert_no_faults(customer.page, axe)


def test_pages_without_a_cart_or_an_order_have_no_faults(customer: Customer, axe: str, watch: Watch) -> None:
    watch.expect("status of 404")
    page, shop = customer.page, f"{customer.demo.checkout}/{customer.words.slug}"

    page.goto(f"{shop}/cart")
    _assert_no_faults(page, axe)
    page.goto(f"{shop}/orders/never-ordered")

    _assert_no_faults(page, axe)


def _assert_no_faults(page: Page, axe: str) -> None:
    """Ask axe about everything, then about the colours of the dark face: nothing else differs there.

    What is evaluated is not subject to the page's content security policy.
    """
    page.evaluate(axe)
    light = page.evaluate(_RUN, {"type": "tag", "values": _TAGS})
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(_RUN, {"type": "rule", "values": _ABOUT_COLOUR})
    page.emulate_media(color_scheme="light")
    assert (light, dark) == ([], [])
