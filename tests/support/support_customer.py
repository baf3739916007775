"""A customer in a real browser, who goes by what is written on the page, and the words of the two sample shops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from awning_checkout.demo import Demo

SEATS = 3
PATIENCE_MS = 30_000
"""For an order to run: it waits for webhook, worker, distributor and the page's own look for news."""


@dataclass(frozen=True, slots=True)
class ShopWords:
    """What a customer reads and presses in one of the sample shops, in the shop's language."""

    slug: str
    tax_percent: int
    category: str
    offering: str
    plan: str
    quantity: str
    add: str
    cart: str
    view_cart: str
    summary: str
    to_checkout: str
    review: str
    due: str
    name: str
    email: str
    answers: tuple[tuple[str, str], ...]
    order: str
    mistakes: str
    email_advice: str
    pay_now: str
    ordered: str
    progress: str
    running: str
    activation: str
    skip: str
    not_found: str
    pages: Mapping[str, str]
    """One page of each kind."""

    def __str__(self) -> str:
        return self.slug


HAVELWERK = ShopWords(
    slug="havelwerk",
    tax_percent=19,
    category="Office & Dokumente",
    offering="Quillwork Office Business",
    plan="1 Jahr, monatliche Zahlung",
    quantity="Anzahl",
    add="In den Warenkorb",
    cart="Warenkorb",
    view_cart="Warenkorb ansehen und bestellen",
    summary="Zusammenfassung",
    to_checkout="Zur Kasse",
    review="Prüfen und bestellen",
    due="Was Sie bezahlen",
    name="Ihr Name",
    email="E-Mail-Adresse",
    answers=(("E-Mail der Person, die die Lizenzen verwaltet", "lizenzen@kunde.example"),),
    order="Zahlungspflichtig bestellen",
    mistakes="Bitte korrigieren Sie Ihre Angaben",
    email_advice="Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@example.com.",
    pay_now="Jetzt bezahlen",
    ordered="Ihre Bestellung",
    progress="Stand Ihrer Bestellung",
    running="Alles läuft.",
    activation="Seite öffnen Aktivierung, Quillwork Office Business",
    skip="Zum Inhalt springen",
    not_found="Seite nicht gefunden",
    pages={
        "home": "/",
        "category": "/categories/office-dokumente.html",
        "product": "/products/quillwork-office-business.html",
        "metered": "/products/stratofold-objektspeicher-nach-verbrauch.html",
        "add-on": "/products/loomnet-halo-console-lizenz.html",
        "retired": "/products/fennick-aldern-14-gen-3.html",
        "text": "/agb.html",
        "cart": "/cart.html",
    },
)
PEBBLETIDE = ShopWords(
    slug="pebbletide",
    tax_percent=20,
    category="Email & collaboration",
    offering="Postbell Together",
    plan="1 year, paid monthly",
    quantity="Quantity",
    add="Add to cart",
    cart="Cart",
    view_cart="View cart and order",
    summary="Summary",
    to_checkout="Go to checkout",
    review="Check and order",
    due="What you pay",
    name="Your name",
    email="Email address",
    answers=(
        ("Which domain will you use?", "customer.example"),
        ("Email of the first administrator (outside this domain)", "ada@elsewhere.example"),
    ),
    order="Order with obligation to pay",
    mistakes="There is a problem",
    email_advice="Write an email address, as name@example.com.",
    pay_now="Pay now",
    ordered="What you ordered",
    progress="Where it is",
    running="Everything is running.",
    activation="Open the page Activation, Postbell Together",
    skip="Skip to content",
    not_found="Page not found",
    pages={
        "home": "/",
        "category": "/categories/email-collaboration.html",
        "product": "/products/postbell-together.html",
        "metered": "/products/watchmere-log-store.html",
        "add-on": "/products/watchmere-unattended-access-add-on.html",
        "retired": "/products/fennick-aldern-14-gen-3.html",
        "text": "/terms.html",
        "cart": "/cart.html",
    },
)
SHOPS = (HAVELWERK, PEBBLETIDE)
KINDS = tuple(HAVELWERK.pages)


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
        self.shop = demo.shops[words.slug]

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
        plan = self.page.get_by_role("radio", name=re.compile(f"^{self.words.plan}"))
        plan.check()
        self.page.get_by_label(self.words.quantity, exact=True).fill(str(SEATS))
        price = self.page.get_by_role("group").locator("label", has=plan).locator("data").first
        return cents(price.inner_text())

    def add_to_cart(self) -> None:
        """Press the button: without a script this leads to the checkout, with one it stays here."""
        self.page.get_by_role("button", name=self.words.add).click()

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
        self.page.get_by_label(self.words.name, exact=True).fill("Ada Beispiel")
        self.page.get_by_label(self.words.email, exact=True).fill("ada@customer.example")
        for label, answer in self.words.answers:
            self.page.get_by_label(label).fill(answer)
        self.page.get_by_role("checkbox").check()

    def order(self) -> int:
        """Place the order; answers with what the payment page asks for."""
        self.page.get_by_role("button", name=self.words.order).click()
        return self.asked()

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
