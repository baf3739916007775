"""Payment pages that are abandoned, refused or asked for again, and what consent is to besides prices."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from awning.importing import import_feed
from awning_checkout import tables as t
from awning_checkout.carts import CartLine
from awning_checkout.errors import PaymentRefused, PaymentUnavailable, PriceMoved
from awning_checkout.quoting import quote
from support_checkout import ANNA, MONTHLY, ONCE, OTHER_SHOP, ROOT, YEARLY, World, app_of, due_now

WATCH = CartLine("WM-MON-SRV", "trial-P30D", 5)
"""A trial that goes on by the month."""
SAVE = {"code": "SAVE", "off": 10}
DAY_S = 24 * 3600

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def fed(project: Path, sku: str, changed: Callable[[list[dict[str, Any]]], None]) -> Path:
    """The project after a feed in which the prices of an offering are others."""
    feed = json.loads((ROOT / "content" / "feed" / "catalog.json").read_text(encoding="utf-8"))
    changed(next(each for each in feed if each.get("id") == sku)["productOfferingPrice"])
    path = project / "feed.json"
    path.write_text(json.dumps(feed), encoding="utf-8")
    import_feed(path, project / "var" / "catalog")
    return project


def of_plan(plan: str, **keys: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Sets keys of all prices of a plan."""

    def changed(prices: list[dict[str, Any]]) -> None:
        for price in prices:
            if price["planId"] == plan:
                price.update(keys)

    return changed


def with_setup(prices: list[dict[str, Any]]) -> None:
    """Adds a fee to the plan that is paid by the month."""
    costs = [price for price in prices if price["planId"] == "P1M-P1M" and price["role"] == "cost"]
    prices += [{**price, "role": "setup"} for price in costs]


def without_floor(prices: list[dict[str, Any]]) -> None:
    """Leaves out below what nobody may sell."""
    prices[:] = [price for price in prices if price["role"] != "floor"]


# Consent.


@on_sqlite
@pytest.mark.parametrize(
    ("wish", "changed"),
    [
        pytest.param(WATCH, of_plan("trial-P30D", trialDays=8), id="a shorter trial"),
        pytest.param(
            MONTHLY,
            of_plan("P1M-P1M", recurringChargePeriodLength=1, recurringChargePeriodType="day"),
            id="paid by the day",
        ),
        pytest.param(
            MONTHLY,
            of_plan("P1M-P1M", productOfferingTerm=[{"duration": {"amount": 3, "units": "year"}}]),
            id="bound for three years",
        ),
    ],
)
def test_who_agreed_to_one_contract_is_asked_again_about_another(
    world: World, project: Path, wish: CartLine, changed: Callable[[list[dict[str, Any]]], None]
) -> None:
    world = world.moved_to(project)
    cart_id = world.cart(wish, shop=OTHER_SHOP)
    agreed = world.checkout.offer(OTHER_SHOP, cart_id, ANNA).consent
    world = world.moved_to(fed(project, wish.sku, changed))

    with pytest.raises(PriceMoved):
        world.checkout.place(OTHER_SHOP, cart_id, ANNA, agreed)

    assert len(world.checkout.offer(OTHER_SHOP, cart_id, ANNA).lines) == 1
    assert world.count(t.orders) == 0


@on_sqlite
def test_consent_is_to_how_many_pieces_there_are_in_each(shop: Callable[..., World]) -> None:
    offer = shop().checkout.quote(OTHER_SHOP, [MONTHLY])
    [line] = offer.lines

    fewer, more = (replace(offer, lines=(replace(line, per=per),)) for per in (1, 4))

    assert fewer.agreed_by(offer.consent)
    assert not more.agreed_by(offer.consent)


@on_sqlite
def test_consent_is_to_the_notice_that_has_to_be_given(shop: Callable[..., World]) -> None:
    wish = [CartLine("HK-DR", "P1Y-P1Y", 1)]
    agreed = shop(notice={"extra_days": 5}).checkout.quote(OTHER_SHOP, wish).consent

    longer = shop(notice={"extra_days": 6}).checkout.quote(OTHER_SHOP, wish)

    assert not longer.agreed_by(agreed)


# Several pages.


def test_the_card_of_a_trial_is_asked_for_before_any_money(shop: Callable[..., World]) -> None:
    world = shop()
    token = world.order(MONTHLY, ONCE, WATCH, shop=OTHER_SHOP)
    tried = world.session(token, OTHER_SHOP)

    world.clock.move(3 * DAY_S)
    world.checkout.settle(tried)

    assert [(each.trial_days, each.state, each.total_minor > 0) for each in world.payments(token)] == [
        (30, "due", False),
        (0, "due", True),
    ]
    assert world.state(token) == "expired"


@on_sqlite
def test_an_order_of_which_only_a_trial_has_its_card_has_run_out_with_its_page(shop: Callable[..., World]) -> None:
    world = shop()
    token = world.order(MONTHLY, WATCH, shop=OTHER_SHOP)
    tried = world.session(token, OTHER_SHOP)
    world.complete(tried)
    world.checkout.settle(tried)
    abandoned = world.session(token, OTHER_SHOP)
    world.clock.move(3 * DAY_S)
    world.checkout.settle(abandoned)
    state = world.state(token)

    paid = world.session(token, OTHER_SHOP)
    world.complete(paid)
    world.checkout.settle(paid)

    assert (state, world.state(token)) == ("expired", "paid")


@on_sqlite
def test_a_fee_is_paid_with_the_trial_of_the_plan_it_belongs_to(world: World, project: Path) -> None:
    world = world.moved_to(fed(project, WATCH.sku, with_setup))

    tried = world.checkout.quote(OTHER_SHOP, [WATCH])
    bought = world.checkout.quote(OTHER_SHOP, [replace(WATCH, plan_id="P1M-P1M")])
    token = world.paid(WATCH, shop=OTHER_SHOP)

    [fee] = [line for line in tried.lines if line.setup]
    assert [line.unit for line in bought.lines if line.setup] == [fee.unit]
    assert due_now(tried) == next(section for section in tried.sections if not section.period).gross
    assert [payment.total_minor for payment in world.payments(token)] == [due_now(tried).minor]
    assert due_now(tried)


# Coupons.


@pytest.mark.parametrize("limit", ["limit", "per_customer"])
def test_orders_that_ran_out_do_not_all_come_back_with_the_last_use_of_a_coupon(
    shop: Callable[..., World], limit: str
) -> None:
    world = shop(coupons=[{**SAVE, limit: 1}])
    tokens: list[str] = []
    for _ in range(3):
        tokens.append(world.order(MONTHLY, shop=OTHER_SHOP, code="SAVE"))
        session_id = world.session(tokens[-1], OTHER_SHOP)
        world.clock.move(2 * DAY_S)
        world.checkout.settle(session_id)

    world.session(tokens[0], OTHER_SHOP)
    for token in tokens[1:]:
        with pytest.raises(PriceMoved):
            world.checkout.pay(OTHER_SHOP, token)

    assert [world.state(token) for token in tokens] == ["open", "expired", "expired"]


@on_sqlite
def test_an_order_that_ran_out_is_not_paid_with_a_coupon_that_is_over_and_its_page_says_so(
    shop: Callable[..., World],
) -> None:
    world = shop(coupons=[{**SAVE, "until": "2026-11-23"}])
    token = world.order(MONTHLY, shop=OTHER_SHOP, code="SAVE")
    session_id = world.session(token, OTHER_SHOP)
    world.clock.move(3 * DAY_S)
    world.checkout.settle(session_id)

    answer = app_of(world).test_client().post(f"/{OTHER_SHOP}/orders/{token}/pay")

    assert answer.status_code == 409
    assert "Gutschein" in answer.get_data(as_text=True)
    assert world.state(token) == "expired"


@pytest.mark.parametrize("typed", ["SA\0VE", "SA\x1bVE", " sa ve "])
def test_what_cannot_be_printed_is_in_no_code(shop: Callable[..., World], typed: str) -> None:
    world = shop(coupons=[SAVE])

    cart_id = world.cart(MONTHLY, shop=OTHER_SHOP, code=typed)

    assert world.checkout.offer(OTHER_SHOP, cart_id).coupon == "SAVE"


@on_sqlite
def test_what_is_paid_once_and_made_free_is_free(shop: Callable[..., World], project: Path) -> None:
    fed(project, ONCE.sku, without_floor)
    world = shop(coupons=[{**SAVE, "off": 100}])

    token = world.order(ONCE, shop=OTHER_SHOP, code="SAVE")

    assert world.checkout.quote(OTHER_SHOP, [ONCE], code="SAVE").is_free
    assert world.checkout.pay(OTHER_SHOP, token) is None
    assert world.state(token) == "paid"


def test_an_address_is_the_same_in_any_case_also_beyond_ascii(shop: Callable[..., World]) -> None:
    world = shop(coupons=[{**SAVE, "per_customer": 1}])
    world.paid(MONTHLY, shop=OTHER_SHOP, code="SAVE", details=replace(ANNA, email="\u00c4nn_%/a@brook.example"))

    refused = [
        world.checkout.quote(OTHER_SHOP, [MONTHLY], replace(ANNA, email=email), "SAVE").refused
        for email in ("\u00e4NN_%/A@brook.example", "\u00f6nn_%/a@brook.example", "\u00e4nnxx/a@brook.example")
    ]

    assert refused == ["used_by_you", "", ""]


# What Stripe refuses.


def test_an_order_that_stripe_refuses_has_run_out_and_its_coupon_is_free_again(shop: Callable[..., World]) -> None:
    world = shop(coupons=[{**SAVE, "off": 95, "limit": 1}])
    token = world.order(replace(MONTHLY, quantity=1), shop=OTHER_SHOP, code="SAVE")

    for _ in range(2):
        with pytest.raises(PaymentRefused):
            world.checkout.pay(OTHER_SHOP, token)

    [payment] = world.payments(token)
    assert (world.state(token), payment.state, payment.attempt) == ("expired", "due", 2)
    assert world.checkout.quote(OTHER_SHOP, [replace(MONTHLY, quantity=9)], code="SAVE").refused == ""


@on_sqlite
def test_a_cart_of_more_lines_than_a_payment_page_takes_is_not_ordered_and_the_page_says_why(
    shop: Callable[..., World],
) -> None:
    world = shop()
    book = world.shops.book(OTHER_SHOP, world.now())
    wishes = [CartLine(each.id, plan, 1) for each in book.offerings() for plan in ("P1M-P1M", "P1Y-P1M")]
    plans = [line.wish for line in quote(book, wishes[:80]).lines if not line.offering.owner and not line.setup]
    # Nineteen and their tax are twenty.
    within, beyond = quote(book, plans[:19]), quote(book, plans[:20])
    cart_id = world.cart(*plans[:20], shop=OTHER_SHOP)

    with pytest.raises(PriceMoved):
        world.checkout.place(OTHER_SHOP, cart_id, ANNA, beyond.consent)

    page = app_of(world).test_client().get(f"/{OTHER_SHOP}/checkout/{cart_id}").get_data(as_text=True)
    assert (within.exceeds_a_page, beyond.exceeds_a_page) == (False, True)
    assert "bis zu zwanzig" in page
    assert world.count(t.orders) == 0
    assert world.session(world.order(*plans[:19], ONCE, YEARLY, shop=OTHER_SHOP), OTHER_SHOP)


@on_sqlite
def test_a_shop_that_took_another_name_before_stripe_answered_can_be_paid(shop: Callable[..., World]) -> None:
    world = shop()
    token = world.order(MONTHLY, shop=OTHER_SHOP)
    world.stripe.control("faults", {"lose_next_answers": 3})
    with pytest.raises(PaymentUnavailable):
        world.checkout.pay(OTHER_SHOP, token)

    renamed = shop(name="Havelwerk GmbH")
    session_id = renamed.session(token, OTHER_SHOP)

    [payment] = renamed.payments(token)
    assert (payment.attempt, payment.session_id) == (2, session_id)
