"""A customer in a real browser, who goes by what is written on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from awning_checkout.demo import Demo
from support_words import ShopWords

SEATS = 3
PATIENCE_MS = 30_000
"""For an order to run: it waits for webhook, worker, distributor and the page's own look for news."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a page says is due each month, in cents."""

    net: int
    tax: int
    gross: int


def cents(printed: str) -> int:
    """A printed amount: 1.234,50 € and £1,234.50 are 123450."""
    return int(re.sub(r"\D", "", printed))


class Customer:
    """Somebody who buys three seats, one step per method; steps answer with the amounts they saw."""

    def __init__(self, page: Page, demo: Demo, words: ShopWords) -> None:
        self.page = page
        self.demo = demo
        self.words = words
        self.shop = demo.shops[words.slug] + words.root

    def open(self, kind: str) -> None:
        """Open the shop's page of a kind."""
        self.page.goto(f"{self.shop}{self.words.pages[kind]}")

    def find_the_offering(self) -> None:
        """From the home page through its category."""
        self.page.goto(f"{self.shop}/")
        self.page.get_by_role("link", name=self.words.category).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words.category)
        self.page.get_by_role("link", name=self.words.offering, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words.offering)

    def choose_plan_and_seats(self) -> int:
        """Choose the plan and three seats; answers with the price of one."""
        plan = self.plan()
        plan.check()
        self.page.get_by_label(self.words.quantity, exact=True).fill(str(SEATS))
        return self.price_of(plan)

    def plan(self) -> Locator:
        """The button of the plan that is bought."""
        return self.page.get_by_role("radio", name=re.compile(f"^{re.escape(self.words.plan)}"))

    def price_of(self, plan: Locator) -> int:
        """What stands with a plan."""
        return cents(self.page.locator("label", has=plan).locator("data").first.inner_text())

    def total_shown(self) -> int:
        """What the product page says it comes to."""
        return cents(self.page.locator("output").first.inner_text())

    def add_to_cart(self) -> None:
        """Press the button: without a script this leads to the checkout, with one it stays here.

        A second one may stay in view on a long page; the first is the form's own.
        """
        self.page.get_by_role("button", name=self.words.add).first.click()

    def open_cart(self) -> int:
        """Follow the note; answers with the total of the cart."""
        self.page.get_by_role("link", name=self.words.view_cart).click()
        total = self.page.get_by_role("region", name=self.words.summary).locator("dd .price")
        expect(total).to_have_count(1)
        return cents(total.inner_text())

    def go_to_checkout(self) -> None:
        self.page.get_by_role("button", name=self.words.to_checkout).click()

    def review(self) -> Sums:
        """Read what is due on the page that asks for the order."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words.review)
        return self._sums(self.words.due)

    def fill_in(self) -> None:
        """Say who orders, and what provisioning asks."""
        for label, answer in self.who():
            self.page.get_by_label(label, exact=True).fill(answer)
        for label, answer in self.words.answers:
            self.page.get_by_label(label).fill(answer)
        self.page.get_by_role("checkbox").check()

    def who(self) -> tuple[tuple[str, str], ...]:
        """What the form asks of everybody, and the answers."""
        return (self.words.name, "Ada Beispiel"), (self.words.email, "ada@customer.example")

    def order(self) -> int:
        """Place the order; answers with what the payment page asks for."""
        self.order_button().click()
        return self.asked()

    def order_button(self) -> Locator:
        """The button that obliges to pay."""
        return self.page.get_by_role("button", name=self.words.order)

    def asked(self) -> int:
        """What the payment page asks for."""
        self.page.wait_for_url(f"{self.demo.stripe}/**")
        return cents(self.page.get_by_role("button").inner_text())

    def pay(self, card: str = "4242") -> None:
        """Pay with the test card of these digits."""
        self.page.get_by_role("radio", name=card).check()
        self.page.get_by_role("button").click()

    def cancel_payment(self) -> None:
        """Leave the payment page for the shop."""
        self.page.get_by_role("link").click()
        self.page.wait_for_url(f"{self.demo.checkout}/**/orders/**")

    def come_to_the_order_page(self) -> Sums:
        """Wait for the order page; answers with what it says was ordered."""
        self.page.wait_for_url(f"{self.demo.checkout}/{self.words.slug}/orders/**")
        return self._sums(self.words.ordered)

    def wait_until_it_runs(self) -> Locator:
        """Wait until the order page says so by itself; answers with the link to begin."""
        expect(self.page.get_by_text(self.words.running)).to_be_visible(timeout=PATIENCE_MS)
        return self.page.get_by_role("link", name=self.words.activation)

    def come_to_the_review(self) -> Sums:
        """Everything up to the page that asks for the order."""
        self.open("product")
        self.choose_plan_and_seats()
        self.add_to_cart()
        self.open_cart()
        self.go_to_checkout()
        return self.review()

    def buy(self) -> None:
        """Everything up to the payment page."""
        self.come_to_the_review()
        self.fill_in()
        self.order()

    def _sums(self, region: str) -> Sums:
        amounts = self.page.get_by_role("region", name=region).get_by_role("definition")
        expect(amounts).to_have_count(3)
        net, tax, gross = (cents(text) for text in amounts.all_inner_texts())
        return Sums(net, tax, gross)
