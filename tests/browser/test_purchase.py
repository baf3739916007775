"""A customer buys in the sample shops, up to the running service: by what the pages say, and to the cent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from awning_checkout.demo import Demo
from page_watch import NewContext, Watch
from support_customer import SEATS, Customer, Sums
from support_keyboard import choose, press_on, tick, type_in
from support_words import CANOPY, HAVELWERK, MARQUEE, PEBBLETIDE, ShopWords


@pytest.fixture
def customer(page: Page, demo: Demo) -> Customer:
    return Customer(page, demo, PEBBLETIDE)


def test_three_seats_are_bought_and_become_active(page: Page, faces: Demo, face_words: ShopWords) -> None:
    customer = Customer(page, faces, face_words)

    customer.find_the_offering()
    each = customer.choose_plan_and_seats()
    shown = customer.total_shown()
    customer.add_to_cart()
    in_cart = customer.open_cart()
    customer.go_to_checkout()
    reviewed = customer.review()
    customer.fill_in()
    asked = customer.order()
    customer.pay()
    ordered = customer.come_to_the_order_page()
    activation = customer.wait_until_it_runs()

    assert shown == in_cart == reviewed.net == SEATS * each
    _assert_paid_and_running(customer, reviewed, ordered, asked, activation)


def test_three_seats_are_bought_without_javascript(new_context: NewContext, faces: Demo, face_words: ShopWords) -> None:
    customer = Customer(new_context(java_script_enabled=False).new_page(), faces, face_words)

    customer.find_the_offering()
    each = customer.choose_plan_and_seats()
    customer.add_to_cart()
    reviewed = customer.review()
    customer.fill_in()
    asked = customer.order()
    customer.pay()
    ordered = customer.come_to_the_order_page()
    activation = customer.wait_until_it_runs()

    assert reviewed.net == SEATS * each
    _assert_paid_and_running(customer, reviewed, ordered, asked, activation)


@pytest.mark.parametrize("words", [CANOPY, MARQUEE], ids=str)
def test_three_seats_are_bought_with_the_keyboard_alone(page: Page, faces: Demo, words: ShopWords) -> None:
    customer = Customer(page, faces, words)
    main = page.get_by_role("main")
    page.emulate_media(reduced_motion="reduce")
    customer.open("home")

    press_on(page, page.get_by_role("link", name=words.category).first)
    press_on(page, main.get_by_role("link", name=words.offering, exact=True))
    choose(page, customer.plan())
    each = customer.price_of(customer.plan())
    type_in(page, page.get_by_label(words.quantity, exact=True), str(SEATS))
    press_on(page, page.get_by_role("button", name=words.add).first)
    press_on(page, page.get_by_role("link", name=words.view_cart))
    press_on(page, page.get_by_role("button", name=words.to_checkout))
    reviewed = customer.review()
    for label, answer in customer.who():
        type_in(page, page.get_by_label(label, exact=True), answer)
    for label, answer in words.answers:
        type_in(page, page.get_by_label(label), answer)
    tick(page, page.get_by_role("checkbox"))
    press_on(page, customer.order_button())

    assert reviewed.net == SEATS * each
    assert customer.asked() == reviewed.gross


def test_the_activation_link_leads_to_where_one_begins(customer: Customer) -> None:
    customer.buy()
    customer.pay()

    customer.wait_until_it_runs().click()

    expect(customer.page.get_by_role("heading", level=1)).to_have_text("You would begin here")


def test_a_declined_card_leaves_the_customer_on_the_payment_page(customer: Customer, watch: Watch) -> None:
    watch.expect("status of 402")
    customer.buy()

    customer.pay("4000 0000 0000 0002")

    expect(customer.page.get_by_role("alert")).to_contain_text("declined")
    assert customer.page.url.startswith(customer.demo.stripe)


def test_after_a_declined_card_another_one_pays(customer: Customer, watch: Watch) -> None:
    watch.expect("status of 402")
    customer.buy()
    customer.pay("4000 0000 0000 0002")
    expect(customer.page.get_by_role("alert")).to_be_visible()

    customer.pay()

    customer.come_to_the_order_page()
    expect(customer.page.get_by_text("Your payment has arrived.")).to_be_visible()


def test_the_bank_asks_and_the_customer_agrees(customer: Customer) -> None:
    customer.buy()
    customer.pay("4000 0025 0000 3155")

    customer.page.get_by_role("button", name="Approve").click()

    customer.come_to_the_order_page()
    expect(customer.page.get_by_text("Your payment has arrived.")).to_be_visible()


def test_a_cancelled_payment_is_taken_up_again_from_the_order_page(page: Page, demo: Demo) -> None:
    customer = Customer(page, demo, HAVELWERK)
    customer.buy()
    asked = customer.asked()
    customer.cancel_payment()

    page.get_by_role("button", name=HAVELWERK.pay_now).click()

    assert customer.asked() == asked
    customer.pay()
    customer.wait_until_it_runs()


def test_mistakes_are_named_and_lead_to_their_fields(page: Page, demo: Demo, words: ShopWords, watch: Watch) -> None:
    watch.expect("status of 422")
    customer = Customer(page, demo, words)
    customer.come_to_the_review()
    customer.fill_in()
    email = page.get_by_label(words.email, exact=True)
    email.fill("ada@nowhere")

    page.get_by_role("button", name=words.order).click()

    expect(page.get_by_role("alert", name=words.mistakes)).to_be_focused()
    page.get_by_role("link", name=f"{words.email}: {words.email_advice}").click()
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description(words.email_advice)
    expect(email).to_have_value("ada@nowhere")


def test_enter_in_a_quantity_changes_it_and_takes_nothing_out(customer: Customer) -> None:
    each = customer.come_to_the_review().net // SEATS
    quantity = customer.page.get_by_role("spinbutton")

    quantity.fill("5")
    quantity.press("Enter")

    expect(customer.page.get_by_role("spinbutton")).to_have_value("5")
    assert customer.review().net == 5 * each


def test_a_line_can_be_taken_out_before_ordering(customer: Customer) -> None:
    customer.come_to_the_review()

    customer.page.get_by_role("button", name="Take out Postbell Together").click()

    expect(customer.page.get_by_text("There is nothing in it yet.")).to_be_visible()


def _assert_paid_and_running(
    customer: Customer, reviewed: Sums, ordered: Sums, asked: int, activation: Locator
) -> None:
    assert reviewed.tax == _half_up(reviewed.net * customer.words.tax_percent)
    assert reviewed.gross == reviewed.net + reviewed.tax == asked
    assert ordered == reviewed
    expect(activation).to_have_attribute("href", re.compile(f"^{customer.demo.distributor}/activate/"))


def _half_up(hundredths: int) -> int:
    """Whole cents of hundredths of a cent, a half going up: how tax is rounded."""
    return (hundredths + 50) // 100
