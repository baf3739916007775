"""Whole sales against the sandbox Stripe: what is charged equals what was shown, for every buyer, anchor and coupon."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from awning.config import read_project
from awning.importing import import_feed
from awning.money import step
from awning_checkout import tables as t
from awning_checkout.carts import CartLine
from awning_checkout.details import Details
from awning_checkout.errors import PriceMoved, VatUnavailable
from awning_checkout.quoting import quote
from support_checkout import ANNA, MONTHLY, ONCE, OTHER_SHOP, ROOT, SHOP, YEARLY, World, app_of, change, due_now, sums

FIBRE = CartLine("LM-LINE-FIB", "P1Y-P1M", 2)
"""With a set-up fee."""
WATCH = CartLine("WM-MON-SRV", "trial-P30D", 5)
"""A trial that goes on by the month."""
BUNDLE = CartLine("PB-SET", "bundle", 2)
VIENNA = replace(ANNA, country="AT")
FIRM = replace(VIENNA, vat_number="ATU13585627")
ZURICH = replace(ANNA, country="CH")
SPRING = {"code": "SPRING", "off": 10}
GROSS = {"tax": {"anchor": "gross"}}


# Sums do not depend on the database, and there are many of them.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def buy(world: World, *lines: CartLine, details: Details = ANNA, code: str = "", shop: str = OTHER_SHOP) -> str:
    """Order and pay at what the customer was shown; every page must ask for exactly that, and nothing be nobody's."""
    cart_id = world.cart(*lines, shop=shop, code=code)
    shown = world.checkout.offer(shop, cart_id, details)
    token = world.checkout.place(shop, cart_id, details, shown.consent)
    charged = 0
    while address := world.checkout.pay(shop, token):
        session_id = address.rpartition("/")[2]
        world.complete(session_id)
        world.checkout.settle(session_id)
        charged += world.stripe.client.v1.checkout.sessions.retrieve(session_id).amount_total or 0
    held = sums([row for payment in world.payments(token) for row in world.rows(t.transfers, payment_id=payment.id)])
    if not shown.taxed_by_stripe:
        assert charged in {due_now(shown).minor, due_now(shown).minor * 100}
        assert held.get("tax", 0) == sum(section.tax.minor for section in shown.sections)
    assert held.get("stripe", 0) == 0
    assert world.state(token) == "paid"
    for item in world.rows(t.items, order_id=world.row(token).id):
        assert sum(item.cuts.values()) == item.net_minor
    return token


def page_lines(world: World, token: str, number: int = 0) -> list[tuple[str, int, int]]:
    """What a payment page lists: the end of the name, unit and quantity."""
    return [(line[0].rpartition(", ")[2], line[1], line[2]) for line in world.payments(token)[number].lines]


# Buyers.


def test_a_consumer_elsewhere_in_the_eu_pays_the_tax_of_their_country(shop: Callable[..., World]) -> None:
    world = shop()
    token = buy(world, MONTHLY, details=VIENNA)

    [payment] = world.payments(token)
    order = world.row(token)
    assert (payment.net_minor, payment.tax_minor, payment.total_minor) == (510, 102, 612)
    assert (order.anchor, order.tax_country, order.tax_treatment) == ("net", "AT", "charged")
    assert order.tax_rates[0] == ["standard", "20"]
    assert page_lines(world, token)[1][:2] == ("MwSt. 20\N{NO-BREAK SPACE}%", 102)


def test_who_agreed_to_the_tax_at_home_is_asked_again_about_that_of_another_country(shop: Callable[..., World]) -> None:
    world = shop()
    cart_id = world.cart(MONTHLY, shop=OTHER_SHOP)
    at_home = world.checkout.offer(OTHER_SHOP, cart_id)

    with pytest.raises(PriceMoved):
        world.checkout.place(OTHER_SHOP, cart_id, VIENNA, at_home.consent)

    assert world.count(t.orders) == 0


def test_a_business_elsewhere_in_the_eu_pays_no_tax_and_the_order_says_why(shop: Callable[..., World]) -> None:
    world = shop()
    token = buy(world, MONTHLY, details=FIRM)

    order = world.row(token)
    [customer] = world.rows(t.customers)
    assert [payment.total_minor for payment in world.payments(token)] == [510]
    assert order.tax_treatment == "reverse_charge"
    assert "Artikel 196" in order.tax_note
    assert (customer.country, customer.vat_number, customer.vat_confirmed) == ("AT", "ATU13585627", None)


def test_who_is_outside_of_the_eu_pays_no_tax(shop: Callable[..., World]) -> None:
    world = shop()
    token = buy(world, MONTHLY, details=ZURICH)

    assert world.row(token).tax_treatment == "export"
    assert world.payments(token)[0].tax_minor == 0


@pytest.mark.parametrize("exempt", ["brook.example", "anna@brook.example"])
def test_customers_with_a_certificate_pay_no_tax(shop: Callable[..., World], exempt: str) -> None:
    world = shop(tax={"name": "MwSt.", "exempt_customers": [exempt]})
    token = buy(world, MONTHLY)

    assert world.row(token).tax_treatment == "exempt"
    assert world.payments(token)[0].total_minor == 510


class Register:
    """Says one thing of every number."""

    def __init__(self, *, valid: bool | None) -> None:
        self.valid = valid
        self.asked: list[str] = []

    def confirm(self, number: str) -> bool:
        self.asked.append(number)
        if self.valid is None:
            raise VatUnavailable("The register is away.")
        return self.valid


@pytest.mark.parametrize("valid", [True, False, None])
def test_a_register_is_asked_where_a_number_decides_about_the_tax(
    shop: Callable[..., World], valid: bool | None
) -> None:
    register = Register(valid=valid)
    world = replace(shop(), register=register)

    abroad, home = (
        world.checkout.confirmed(OTHER_SHOP, FIRM),
        world.checkout.confirmed(OTHER_SHOP, replace(FIRM, country="DE")),
    )

    assert (abroad.vat_confirmed, home.vat_confirmed) == (valid, None)
    assert register.asked == ["ATU13585627"]


# Gross-anchored shops.


def test_a_gross_price_is_charged_as_it_stands_and_tax_is_no_line_of_its_own(shop: Callable[..., World]) -> None:
    world = shop(**GROSS)
    token = buy(world, MONTHLY, ONCE)

    [payment] = world.payments(token)
    items = sorted(world.rows(t.items), key=lambda item: item.position)
    lines = payment.lines
    assert payment.total_minor == sum(item.amount_minor for item in items)
    assert [(unit, quantity) for _, unit, quantity, _, _ in lines] == [
        (item.unit_minor, item.quantity) for item in items
    ]
    assert {note for *_, note in lines} == {"inklusive MwSt. 19\N{NO-BREAK SPACE}%"}
    assert payment.tax_minor == sum(item.tax_minor for item in items)


def test_a_gross_price_stays_what_it_is_for_a_consumer_elsewhere(shop: Callable[..., World]) -> None:
    world = shop(**GROSS)

    home, abroad = buy(world, MONTHLY), buy(world, MONTHLY, details=VIENNA)

    [here], [there] = world.payments(home), world.payments(abroad)
    assert here.total_minor == there.total_minor
    assert here.tax_minor < there.tax_minor


@on_sqlite
@pytest.mark.parametrize("quantity", [1, 3, 7])
@pytest.mark.parametrize("details", [FIRM, ZURICH], ids=["a business in Vienna", "a consumer in Zurich"])
def test_without_tax_a_gross_price_loses_what_it_held_to_the_cent(
    shop: Callable[..., World], details: Details, quantity: int
) -> None:
    world = shop(**GROSS)
    token = buy(world, replace(MONTHLY, quantity=quantity), ONCE, details=details)

    [payment] = world.payments(token)
    assert payment.tax_minor == 0
    assert sum(unit * times for _, unit, times, _, _ in payment.lines) == payment.total_minor


# Currencies.


@on_sqlite
@pytest.mark.parametrize("anchor", ["net", "gross"])
@pytest.mark.parametrize(
    ("currency", "rate"),
    [("KWD", "0.3333"), ("BHD", "0.4071"), ("ISK", "143.77"), ("HUF", "411.13"), ("JPY", "163.7"), ("USD", "1.0777")],
)
def test_what_is_shown_can_be_charged_in_every_currency(
    world: World, project: Path, currency: str, rate: str, anchor: str
) -> None:
    known = [each.model_dump(mode="json") for each in read_project(project).exchange_rates]
    added = [
        {"base": base, "quote": currency, "rate": rate, "date": "2026-11-01", "source": "A test"}
        for base in ("EUR", "USD", "GBP")
    ]
    change(project, "awning", exchange_rates=[*known, *added])
    tax = {"name": "VAT", "rate": 10, "anchor": anchor}
    change(project, f"resellers/{OTHER_SHOP}", currency=currency, tax=tax, charm=None)
    changed = world.moved_to(project)

    token = buy(changed, replace(MONTHLY, quantity=37), replace(ONCE, quantity=3), code="")
    free_of_tax = buy(changed, replace(MONTHLY, quantity=37), replace(ONCE, quantity=3), details=ZURICH)

    for each in (token, free_of_tax):
        assert all(not payment.total_minor % step(currency) for payment in changed.payments(each))


# Stripe Tax.


def test_stripe_works_the_tax_out_and_the_order_keeps_what_it_said(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", country="US", currency="USD", tax={"name": "Sales tax"})
    world = world.moved_to(project)
    cart_id = world.cart(replace(MONTHLY, quantity=100), ONCE)
    offer = world.checkout.offer(SHOP, cart_id, ANNA)
    token = world.checkout.place(SHOP, cart_id, ANNA, offer.consent)
    session_id = world.session(token)

    world.complete(session_id, address={"state": "TX", "postal_code": "78701"})
    world.checkout.settle(session_id)

    [payment] = world.payments(token)
    session = world.stripe.client.v1.checkout.sessions.retrieve(session_id)
    held = sums(world.rows(t.transfers))
    assert offer.taxed_by_stripe
    assert session.total_details is not None
    assert payment.net_minor == due_now(offer).minor == session.amount_subtotal
    assert payment.tax_minor == session.total_details.amount_tax == held["tax"] > 0
    assert payment.total_minor == session.amount_total == -held["customer"]
    assert held["stripe"] == 0
    assert world.state(token) == "paid"


# Coupons.


def test_a_coupon_for_the_first_payment_is_taken_off_once(shop: Callable[..., World]) -> None:
    world = shop(coupons=[SPRING])
    token = buy(world, replace(MONTHLY, quantity=30), ONCE, YEARLY, code="spring")

    [monthly, yearly] = world.payments(token)
    items = {item.sku + item.period: item for item in world.rows(t.items)}
    item = items["PB-FILTERP1M"]
    assert world.row(token).coupon == "SPRING"
    assert (item.unit_minor, item.amount_minor, item.discount_minor) == (170, 5100, 510)
    assert monthly.off_minor > 0
    assert yearly.off_minor > 0
    assert monthly.sections[0]["later"] == 5100 + 969
    assert monthly.sections[0]["net"] == 5100 - 510


@on_sqlite
@pytest.mark.parametrize("anchor", ["net", "gross"])
@pytest.mark.parametrize("coupon", [{"off": "33.33"}, {"amount": "17.77"}, {"off": "12.5", "lasts": "always"}], ids=str)
@pytest.mark.parametrize("details", [ANNA, VIENNA, FIRM], ids=["home", "Austria", "reverse charge"])
def test_whatever_a_coupon_takes_off_is_charged_to_the_cent(
    shop: Callable[..., World], anchor: str, coupon: dict[str, str], details: Details
) -> None:
    world = shop(tax={"anchor": anchor}, coupons=[{"code": "SPRING", **coupon}])
    lines = replace(MONTHLY, quantity=7), ONCE, replace(YEARLY, quantity=3)

    token = buy(world, *lines, details=replace(details, country=details.country or "DE"), code="SPRING")

    full = due_now(quote(world.shops.book(OTHER_SHOP, world.now()), lines)).minor
    assert sum(payment.total_minor for payment in world.payments(token)) < full


def test_a_coupon_that_lasts_lowers_the_price_of_every_period(shop: Callable[..., World]) -> None:
    world = shop(coupons=[{**SPRING, "lasts": "always"}])
    token = buy(world, replace(MONTHLY, quantity=30), code="SPRING")

    [payment] = world.payments(token)
    [item] = world.rows(t.items)
    assert (item.unit_minor, item.discount_minor, payment.off_minor) == (153, 0, 0)
    assert payment.sections[0]["later"] == payment.total_minor
    assert item.trail[-1]["step"] == "coupon"


def test_all_of_the_first_payment_may_be_free_and_the_card_is_asked_for_nevertheless(
    shop: Callable[..., World],
) -> None:
    world = shop(coupons=[{"code": "SPRING", "off": 100}])
    token = buy(world, MONTHLY, code="SPRING")

    [payment] = world.payments(token)
    [item] = world.rows(t.items)
    assert item.discount_minor > 0
    assert payment.session_id is not None


@pytest.mark.parametrize(
    ("coupon", "refused"),
    [
        ({"code": "SUMMER", "off": 10}, "unknown"),
        ({**SPRING, "from": "2026-11-23"}, "early"),
        ({**SPRING, "until": "2026-11-21"}, "over"),
        ({**SPRING, "offering": "QW-OFFICE-ONE"}, "nothing_fits"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_code_that_does_not_hold_is_told_apart_and_nothing_is_cheaper(
    shop: Callable[..., World], coupon: dict[str, Any], refused: str
) -> None:
    world = shop(coupons=[coupon])

    offer = world.checkout.quote(OTHER_SHOP, [MONTHLY], code="SPRING")

    assert (offer.coupon, offer.refused) == ("", refused)
    assert offer.consent == world.checkout.quote(OTHER_SHOP, [MONTHLY]).consent


def test_a_customer_uses_a_code_as_often_as_it_says(shop: Callable[..., World]) -> None:
    world = shop(coupons=[{**SPRING, "per_customer": 1}])
    buy(world, MONTHLY, code="SPRING")

    again = world.checkout.quote(OTHER_SHOP, [MONTHLY], replace(ANNA, email=ANNA.email.upper()), "SPRING")
    other = world.checkout.quote(OTHER_SHOP, [MONTHLY], replace(ANNA, email="bea@brook.example"), "SPRING")

    assert (again.refused, other.refused) == ("used_by_you", "")


def test_two_at_once_do_not_both_take_the_last_use(shop: Callable[..., World]) -> None:
    world = shop(coupons=[{**SPRING, "limit": 3}])
    carts = [world.cart(MONTHLY, shop=OTHER_SHOP, code="SPRING") for _ in range(8)]
    consent = world.checkout.offer(OTHER_SHOP, carts[0], ANNA).consent

    def place(cart_id: str) -> bool:
        try:
            world.checkout.place(OTHER_SHOP, cart_id, ANNA, consent)
        except PriceMoved:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        placed = list(pool.map(place, carts))

    assert sum(placed) == 3
    assert len(world.rows(t.orders, coupon="SPRING")) == world.count(t.orders) == 3


# Set-up fees, trials, bundles.


def test_a_set_up_fee_is_paid_once_beside_its_plan_and_not_delivered(shop: Callable[..., World]) -> None:
    world = shop(coupons=[SPRING])
    token = buy(world, FIBRE, code="SPRING")

    items = sorted(world.rows(t.items), key=lambda item: item.position)
    assert [(item.kind, item.period, item.quantity) for item in items] == [("plan", "P1M", 2), ("setup", "", 2)]
    assert items[1].discount_minor == 0
    assert [item.fulfilment_id is None for item in items] == [False, True]
    assert [section["period"] for section in world.payments(token)[0].sections] == ["P1M", ""]


def test_a_trial_that_goes_on_costs_nothing_now_and_keeps_the_card(shop: Callable[..., World]) -> None:
    world = shop()
    token = buy(world, WATCH, MONTHLY, ONCE)

    [tried, paid] = world.payments(token)
    item = next(each for each in world.rows(t.items) if each.sku == WATCH.sku)
    session = world.stripe.client.v1.checkout.sessions.retrieve(tried.session_id, {"expand": ["subscription"]})
    running: Any = session.subscription
    assert (paid.trial_days, tried.trial_days, tried.total_minor) == (0, 30, 0)
    assert tried.sections[0]["later"] > 0
    assert running.status == "trialing"
    assert datetime.fromtimestamp(running.trial_end, UTC).date() == date(2026, 12, 22)
    assert (item.plan_id, item.amount_minor) == ("trial-P30D", 0)
    assert item.later == {
        "plan_id": "P1M-P1M", "unit_minor": item.later["unit_minor"],
        "amount_minor": item.later["unit_minor"] * 5, "begins": "2026-12-22", "reminder": "2026-12-15",
    }  # fmt: skip


def with_bundle(project: Path) -> Path:
    """The project with a bundle of four filters and one office suite, for 10 % less."""
    feed = json.loads((ROOT / "content" / "feed" / "catalog.json").read_text(encoding="utf-8"))
    filters = next(each for each in feed if each.get("id") == MONTHLY.sku)
    items = [
        {"offering": MONTHLY.sku, "plan": MONTHLY.plan_id, "quantity": 4},
        {"offering": ONCE.sku, "plan": ONCE.plan_id, "quantity": 1},
    ]
    bundle = {
        "@type": "ProductOffering", "id": BUNDLE.sku, "name": "Starter", "category": filters["category"],
        "productSpecification": {"brand": filters["productSpecification"]["brand"]},
        "bundle": {"discountPercent": "10", "items": items},
    }  # fmt: skip
    path = project / "feed.json"
    path.write_text(json.dumps([*feed, bundle]), encoding="utf-8")
    import_feed(path, project / "var" / "catalog")
    return project


def test_a_bundle_is_charged_by_its_items_and_delivered_in_pieces(world: World, project: Path) -> None:
    world = world.moved_to(with_bundle(project))
    token = buy(world, BUNDLE)

    items = sorted(world.rows(t.items), key=lambda item: item.position)
    [payment] = world.payments(token)
    single = quote(world.shops.book(OTHER_SHOP, world.now()), [replace(MONTHLY, quantity=8), replace(ONCE, quantity=2)])
    assert [(item.sku, item.bundle, item.quantity, item.pieces) for item in items] == [
        (MONTHLY.sku, "Starter", 2, 8), (ONCE.sku, "Starter", 2, 2),
    ]  # fmt: skip
    assert payment.total_minor < due_now(single).minor
    world.worker().work()
    [order] = world.distributor.orders()
    assert [item["quantity"] for item in order["productOrderItem"]] == [8, 2]


# Notice, agents, prices that fall.


def test_an_order_keeps_until_when_notice_can_be_given(shop: Callable[..., World]) -> None:
    world = shop(notice={"extra_days": 5})
    buy(world, CartLine("HK-DR", "P1Y-P1Y", 1))

    [item] = [each for each in world.rows(t.items) if each.kind == "plan"]
    assert (item.notice_days, item.last_notice_on, item.cancel_until) == (95, date(2027, 8, 19), None)


def test_an_agent_has_a_share_of_what_their_customers_buy_in_the_first_year(shop: Callable[..., World]) -> None:
    agent = {"name": "Ann", "commission_percent": 10, "lasts": "first-year", "customers": ["brook.example"]}
    world = shop(agents=[agent])

    shares: list[bool] = []
    for days in (0, 364, 1):
        world.clock.move(days * 24 * 3600)
        token = buy(world, MONTHLY)
        [item] = world.rows(t.items, order_id=world.row(token).id)
        shares.append("agent Ann" in item.cuts)

    assert shares == [True, True, False]


def test_a_price_that_fell_since_it_was_shown_is_simply_given(world: World, project: Path) -> None:
    world = world.moved_to(project)
    cart_id = world.cart(MONTHLY)
    agreed = world.checkout.offer(SHOP, cart_id, ANNA).consent
    rules = project / "config" / "resellers" / f"{SHOP}.yaml"
    rules.write_text(rules.read_text().replace("- markup: 24 ", "- markup: 20 "))

    world.checkout.place(SHOP, cart_id, ANNA, agreed)

    assert world.rows(t.items)[0].unit_minor < 146


# Days that follow from a payment.


def test_what_is_paid_later_than_it_was_ordered_starts_when_it_is_paid(shop: Callable[..., World]) -> None:
    world = shop(notice={"extra_days": 5})
    token = world.order(WATCH, CartLine("HK-DR", "P1Y-P1Y", 1), shop=OTHER_SHOP)
    world.clock.move(20 * 24 * 3600)
    while address := world.checkout.pay(OTHER_SHOP, token):
        session_id = address.rpartition("/")[2]
        world.complete(session_id)
        world.checkout.settle(session_id)
        world.checkout.settle(session_id)

    items = {item.sku: item for item in world.rows(t.items) if item.kind == "plan"}
    tried = next(payment for payment in world.payments(token) if payment.trial_days)
    session = world.stripe.client.v1.checkout.sessions.retrieve(tried.session_id, {"expand": ["subscription"]})
    running: Any = session.subscription
    later = items[WATCH.sku].later
    assert datetime.fromtimestamp(running.trial_end, UTC).date() == date(2027, 1, 11)
    assert (later["begins"], later["reminder"]) == ("2027-01-11", "2027-01-04")
    assert items["HK-DR"].last_notice_on == date(2027, 9, 8)
    assert {section["counted_from"] for each in world.payments(token) for section in each.sections} == {"2026-12-12"}


def test_days_count_from_the_visit_even_if_the_bank_takes_its_time(shop: Callable[..., World]) -> None:
    world = shop()
    token = world.order(CartLine("HK-DR", "P1Y-P1Y", 1), shop=OTHER_SHOP)
    session_id = world.session(token, OTHER_SHOP)
    world.complete(session_id, "delayed")
    world.checkout.settle(session_id)
    before = [item.last_notice_on for item in world.rows(t.items)]
    world.clock.move(5 * 24 * 3600)
    world.checkout.settle(session_id)

    assert [item.last_notice_on for item in world.rows(t.items)] == before


def test_a_bundle_whose_price_moved_is_said_by_its_name(world: World, project: Path) -> None:
    client = app_of(world.moved_to(with_bundle(project))).test_client()
    pages: list[str] = []
    for shown in ("0.01", "9999.00"):
        cart_id = world.cart(replace(BUNDLE, shown=shown))
        pages.append(client.get(f"/{SHOP}/checkout/{cart_id}").text)

    assert "Starter costs more than when its page was made" in pages[0]
    assert "Good news: Starter costs less now" in pages[1]
