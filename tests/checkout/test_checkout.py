"""From cart to paid order, against the sandbox Stripe: once, whatever is clicked twice, comes late or in any order."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awning_checkout import tables as t
from awning_checkout.carts import CartLine
from awning_checkout.checkout import Checkout
from awning_checkout.errors import NotHere, PaymentRefused, PaymentUnavailable, PriceMoved
from awning_checkout.webhooks import receive
from support_checkout import (
    ANNA,
    ASKING,
    HIDDEN,
    METERED,
    MONTHLY,
    ONCE,
    OTHER_SHOP,
    PUBLIC_URL,
    RETIRED,
    SHOP,
    TRIAL,
    UNKNOWN,
    YEARLY,
    World,
    due_now,
    forwarded,
    sums,
)

DAY_S = 24 * 3600


def asked_of_stripe(world: World) -> list[Any]:
    """The sessions Stripe has, the oldest first."""
    return list(reversed(world.stripe.client.v1.checkout.sessions.list({"limit": 100}).data))


def stripe_lines(world: World, session_id: str) -> list[tuple[str, int, int, str]]:
    """What the payment page lists: name, unit, quantity and interval."""
    lines = world.stripe.client.v1.checkout.sessions.line_items.list(session_id, {"limit": 100}).data
    return [
        (
            str(line.description),
            line.price.unit_amount or 0 if line.price else 0,
            line.quantity or 0,
            line.price.recurring.interval if line.price and line.price.recurring else "",
        )
        for line in lines
    ]


def same_for_all(calls: int, work: Callable[[], Any]) -> list[Any]:
    """Do the work so many times at once, and give what came of each."""
    with ThreadPoolExecutor(calls) as pool:
        return [future.result() for future in [pool.submit(work) for _ in range(calls)]]


# Carts.


def test_a_cart_is_kept_and_found_by_its_unguessable_id(world: World) -> None:
    cart_id = world.cart(MONTHLY, YEARLY)

    assert world.checkout.carts.lines(SHOP, cart_id) == [MONTHLY, YEARLY]
    assert len(cart_id) >= 32
    assert world.cart(MONTHLY, YEARLY) != cart_id


def test_a_changed_cart_keeps_its_id(world: World) -> None:
    cart_id = world.cart(MONTHLY)

    same = world.checkout.carts.save(SHOP, [YEARLY], cart_id)

    assert same == cart_id
    assert world.checkout.carts.lines(SHOP, cart_id) == [YEARLY]
    assert world.count(t.carts) == 1


def test_the_same_plan_twice_is_one_line_of_the_cart(world: World) -> None:
    cart_id = world.cart(MONTHLY, YEARLY, replace(MONTHLY, quantity=4))

    assert world.checkout.carts.lines(SHOP, cart_id) == [replace(MONTHLY, quantity=7), YEARLY]


def test_an_ordered_cart_is_left_alone_and_a_new_one_begun(world: World) -> None:
    cart_id = world.cart(MONTHLY)
    world.place(cart_id)

    new = world.checkout.carts.save(SHOP, [YEARLY], cart_id)

    assert new != cart_id
    assert world.checkout.carts.lines(SHOP, cart_id) == [MONTHLY]


def test_a_cart_nobody_knows_is_begun_anew_under_an_id_of_ours(world: World) -> None:
    assert world.checkout.carts.save(SHOP, [MONTHLY], "chosen-by-somebody") != "chosen-by-somebody"


@pytest.mark.parametrize("shop", ["nobody", "", "..", OTHER_SHOP])
def test_a_cart_is_not_there_for_other_shops(world: World, shop: str) -> None:
    cart_id = world.cart(MONTHLY)

    with pytest.raises(NotHere):
        world.checkout.carts.lines(shop, cart_id)
    with pytest.raises(NotHere):
        world.checkout.place(shop, cart_id, ANNA, world.checkout.quote(SHOP, [MONTHLY]).consent)
    assert world.count(t.orders) == 0


def test_another_shops_cart_is_not_changed_but_a_new_one_made(world: World) -> None:
    cart_id = world.cart(MONTHLY)

    new = world.checkout.carts.save(OTHER_SHOP, [YEARLY], cart_id)

    assert new != cart_id
    assert world.checkout.carts.lines(SHOP, cart_id) == [MONTHLY]


def test_an_order_is_found_by_its_cart_in_its_own_shop_only(world: World) -> None:
    cart_id = world.cart(MONTHLY)
    token = world.place(cart_id)

    assert world.checkout.carts.order_of(SHOP, cart_id) == token
    assert world.checkout.carts.order_of(OTHER_SHOP, cart_id) is None


# Placing.


def test_a_placed_order_has_its_rows_before_stripe_is_called(world: World) -> None:
    token = world.order(MONTHLY, ONCE, details=replace(ANNA, answers={}))

    order = world.row(token)
    [customer] = world.rows(t.customers)
    [payment] = world.payments(token)
    items = sorted(world.rows(t.items), key=lambda item: item.position)
    assert (order.state, order.reseller, order.language, order.currency) == ("open", SHOP, "en", "GBP")
    assert order.created_at == order.terms_accepted_at == order.priced_at == world.now()
    assert (customer.name, customer.company, customer.email) == (ANNA.name, ANNA.company, ANNA.email)
    assert [(item.sku, item.quantity, item.net_minor) for item in items] == [
        ("PB-FILTER", 3, 438), ("QW-OFFICE-ONE", 1, 19887),
    ]  # fmt: skip
    assert (payment.state, payment.net_minor, payment.tax_minor, payment.total_minor) == ("due", 20325, 4065, 24390)
    assert all(sum(item.cuts.values()) == item.net_minor for item in items)
    assert items[0].trail[0]["step"] == "feed"
    assert asked_of_stripe(world) == []


def test_placing_twice_finds_the_same_order(world: World) -> None:
    cart_id = world.cart(MONTHLY)

    first, second = world.place(cart_id), world.place(cart_id)

    assert first == second
    assert world.count(t.orders) == world.count(t.customers) == world.count(t.payments) == 1


def test_placing_from_eight_tabs_at_once_is_one_order(world: World) -> None:
    cart_id = world.cart(MONTHLY, YEARLY)

    tokens = same_for_all(8, lambda: world.place(cart_id))

    assert len(set(tokens)) == 1
    assert world.count(t.orders) == world.count(t.customers) == 1
    assert world.count(t.items) == world.count(t.payments) == 2


def test_an_order_already_placed_is_found_even_when_the_price_has_moved_since(world: World, project: Path) -> None:
    moved = world.moved_to(project)
    cart_id = moved.cart(MONTHLY)
    agreed = moved.checkout.quote(SHOP, [MONTHLY]).consent
    token = moved.checkout.place(SHOP, cart_id, ANNA, agreed)
    raise_prices(project)

    assert moved.checkout.place(SHOP, cart_id, ANNA, agreed) == token


def test_a_price_that_moved_is_put_to_the_customer_and_nothing_is_ordered(world: World, project: Path) -> None:
    moved = world.moved_to(project)
    cart_id = moved.cart(MONTHLY)
    agreed = moved.checkout.quote(SHOP, [MONTHLY]).consent
    raise_prices(project)

    with pytest.raises(PriceMoved):
        moved.checkout.place(SHOP, cart_id, ANNA, agreed)

    assert moved.count(t.orders) == moved.count(t.customers) == 0
    assert moved.checkout.carts.lines(SHOP, cart_id) == [MONTHLY]
    moved.place(cart_id)
    assert moved.rows(t.items)[0].unit_minor == 148


def raise_prices(project: Path) -> None:
    """Pebble & Tide asks a percent more."""
    rules = project / "config" / "resellers" / f"{SHOP}.yaml"
    rules.write_text(rules.read_text().replace("- markup: 24 ", "- markup: 25 "))


def test_an_order_keeps_the_price_that_was_agreed_whatever_happens_later(world: World, project: Path) -> None:
    moved = world.moved_to(project)
    token = moved.order(MONTHLY)
    raise_prices(project)

    session_id = moved.session(token)

    assert stripe_lines(moved, session_id)[0][1:3] == (146, 3)


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param(UNKNOWN, id="a SKU nobody sells"),
        pytest.param(HIDDEN, id="a SKU this shop hides"),
        pytest.param(METERED, id="a metered plan"),
        pytest.param(RETIRED, id="a retired offering"),
        pytest.param(replace(MONTHLY, plan_id="once"), id="another offering's plan"),
        pytest.param(replace(MONTHLY, quantity=0), id="none of it"),
        pytest.param(replace(MONTHLY, quantity=-1), id="less than none of it"),
    ],
)
def test_a_cart_that_cannot_be_bought_is_never_ordered(world: World, wish: CartLine) -> None:
    cart_id = world.cart(wish)
    offer = world.checkout.quote(SHOP, world.checkout.carts.lines(SHOP, cart_id))

    with pytest.raises(PriceMoved):
        world.checkout.place(SHOP, cart_id, ANNA, offer.consent)

    assert offer.lines == ()
    assert world.count(t.orders) == 0


def test_a_quantity_beyond_all_reason_is_never_charged(world: World) -> None:
    token = world.order(replace(ONCE, quantity=10**9))

    with pytest.raises(PaymentRefused):
        world.checkout.pay(SHOP, token)

    assert world.rows(t.items)[0].quantity == 100_000
    assert asked_of_stripe(world) == []


@pytest.mark.parametrize("wish", [UNKNOWN, HIDDEN, METERED, RETIRED], ids=lambda wish: wish.sku)
def test_what_cannot_be_bought_is_left_out_of_an_order(world: World, wish: CartLine) -> None:
    world.order(wish, MONTHLY)

    assert [item.sku for item in world.rows(t.items)] == [MONTHLY.sku]


@pytest.mark.parametrize("shown", ["0.01", "-1", "NaN", "1e9", "free"])
def test_a_price_from_the_browser_is_not_believed(world: World, shown: str) -> None:
    world.order(replace(MONTHLY, shown=shown))

    assert world.rows(t.items)[0].unit_minor == 146


@pytest.mark.parametrize("agreed", ["", "0" * 24, "yes"])
def test_consent_to_nothing_is_no_consent(world: World, agreed: str) -> None:
    cart_id = world.cart(MONTHLY)

    with pytest.raises(PriceMoved):
        world.checkout.place(SHOP, cart_id, ANNA, agreed)

    assert world.count(t.orders) == 0


def test_an_order_that_cannot_be_written_whole_is_not_written(world: World) -> None:
    cart_id = world.cart(MONTHLY)
    agreed = world.checkout.quote(SHOP, [MONTHLY]).consent
    unwritable = replace(ANNA, answers={0: {"primary_domain": object()}})  # pyright: ignore[reportArgumentType]

    with pytest.raises(Exception, match="not JSON serializable"):
        world.checkout.place(SHOP, cart_id, unwritable, agreed)

    assert world.count(t.orders) == world.count(t.customers) == world.count(t.payments) == 0


def test_answers_are_kept_by_the_questions_name(world: World) -> None:
    answers = {"primary_domain": "brook.example", "admin_email": "it@brook.example"}

    world.order(MONTHLY, ASKING, details=replace(ANNA, answers={1: answers}))

    kept = {item.sku: item.answers for item in world.rows(t.items)}
    assert kept == {MONTHLY.sku: {}, ASKING.sku: answers}


# Paying.


def test_the_payment_page_lists_the_quote_to_the_penny(world: World) -> None:
    token = world.order(MONTHLY, ONCE)

    session_id = world.session(token)

    [session] = asked_of_stripe(world)
    [payment] = world.payments(token)
    named = {item.sku: f"{item.name}, {item.plan_title}" for item in world.rows(t.items)}
    assert stripe_lines(world, session_id) == [
        (named["PB-FILTER"], 146, 3, "month"),
        (named["QW-OFFICE-ONE"], 19887, 1, ""),
        ("VAT 20%", 88, 1, "month"),
        ("VAT 20%", 3977, 1, ""),
    ]
    assert session.amount_total == payment.total_minor == 438 + 19887 + 88 + 3977
    assert (session.mode, session.currency, session.locale) == ("subscription", "gbp", "en")
    assert session.client_reference_id == payment.id
    assert session.customer_email == ANNA.email
    assert session.success_url == f"{PUBLIC_URL}/{SHOP}/orders/{token}?session={{CHECKOUT_SESSION_ID}}"
    assert session.cancel_url == f"{PUBLIC_URL}/{SHOP}/orders/{token}"
    assert session.metadata is not None
    assert session.metadata.to_dict() == {"order": world.row(token).number, "payment": payment.id}


@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lines=st.lists(
        st.sampled_from([MONTHLY, ONCE, TRIAL, ASKING, replace(ASKING, plan_id="P3Y-P1Y"), YEARLY]),
        min_size=1, max_size=5, unique=True,
    ),
    quantities=st.lists(st.integers(1, 3000), min_size=5, max_size=5),
    shop=st.sampled_from([SHOP, OTHER_SHOP]),
)  # fmt: skip
def test_what_stripe_is_told_equals_the_quote_for_any_cart(
    world: World, lines: list[CartLine], quantities: list[int], shop: str
) -> None:
    wishes = [replace(line, quantity=times) for line, times in zip(lines, quantities, strict=False)]
    offer = world.checkout.quote(shop, wishes)
    token, charged = world.order(*wishes, shop=shop), 0

    while address := world.checkout.pay(shop, token):
        session_id = address.rpartition("/")[2]
        charged += sum(unit * quantity for _, unit, quantity, _ in stripe_lines(world, session_id))
        world.complete(session_id)
        world.checkout.settle(session_id)

    held = sums([row for payment in world.payments(token) for row in world.rows(t.transfers, payment_id=payment.id)])
    assert charged == due_now(offer).minor == -held.get("customer", 0)
    assert held.get("stripe", 0) == 0
    assert held.get("tax", 0) == sum(section.tax.minor for section in offer.sections)
    assert world.state(token) == "paid"


def test_paying_twice_leads_to_the_same_page(world: World) -> None:
    token = world.order(MONTHLY)

    first, second = world.checkout.pay(SHOP, token), world.checkout.pay(SHOP, token)

    assert first == second
    assert len(asked_of_stripe(world)) == 1


def test_paying_from_eight_tabs_at_once_opens_one_page(world: World) -> None:
    token = world.order(MONTHLY)

    pages = same_for_all(8, lambda: world.checkout.pay(SHOP, token))

    assert len(set(pages)) == 1
    assert len(asked_of_stripe(world)) == 1


@pytest.mark.parametrize("fault", ["fail_next_requests", "lose_next_answers"])
def test_when_stripe_does_not_answer_the_order_is_kept_and_one_page_comes_of_it_later(world: World, fault: str) -> None:
    token = world.order(MONTHLY)
    world.stripe.control("faults", {fault: 3})

    with pytest.raises(PaymentUnavailable):
        world.checkout.pay(SHOP, token)
    state = world.state(token)
    world.session(token)

    assert state == "open"
    assert len(asked_of_stripe(world)) == 1
    assert [payment.attempt for payment in world.payments(token)] == [1]


def test_an_answer_lost_once_is_asked_for_again_at_once(world: World) -> None:
    token = world.order(MONTHLY)
    world.stripe.control("faults", {"lose_next_answers": 1})

    world.session(token)

    assert len(asked_of_stripe(world)) == 1


def test_an_expired_page_makes_the_order_expire_and_paying_after_all_opens_a_new_one(world: World) -> None:
    token = world.order(MONTHLY)
    first = world.session(token)
    world.clock.move(DAY_S)

    world.checkout.settle(first)
    expired = world.state(token)
    second = world.session(token)
    world.complete(second)
    world.checkout.settle(second)

    assert expired == "expired"
    assert first != second
    assert world.state(token) == "paid"
    assert [payment.attempt for payment in world.payments(token)] == [2]


def test_an_expired_page_is_noticed_when_the_customer_comes_back_to_pay(world: World) -> None:
    token = world.order(MONTHLY)
    first = world.session(token)
    world.clock.move(DAY_S)

    second = world.session(token)

    assert first != second
    assert world.state(token) == "open"


def test_news_of_an_old_page_changes_nothing_of_the_new_one(world: World) -> None:
    token = world.order(MONTHLY)
    first = world.session(token)
    world.clock.move(DAY_S)
    second = world.session(token)

    world.checkout.settle(first)

    assert world.state(token) == "open"
    assert [payment.session_id for payment in world.payments(token)] == [second]


def test_a_declined_card_leaves_the_page_open(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id, "declined")

    world.checkout.settle(session_id)

    assert world.state(token) == "open"
    assert world.session(token) == session_id


def test_a_card_the_bank_asks_about_is_paid_in_the_end(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id, "secure")

    world.checkout.settle(session_id)

    assert world.state(token) == "paid"


def test_a_slow_bank_is_waited_for_and_nothing_is_asked_twice(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id, "delayed")

    world.checkout.settle(session_id)
    meanwhile = world.payments(token)[0].state, world.state(token), world.checkout.pay(SHOP, token)
    world.stripe.control(f"settle_async/{session_id}")
    world.checkout.settle(session_id)

    assert meanwhile == ("processing", "open", None)
    assert world.payments(token)[0].state == "paid"
    assert world.state(token) == "paid"
    assert world.payments(token)[0].paid_at == world.now()


def test_a_free_trial_is_paid_without_stripe(world: World) -> None:
    token = world.order(TRIAL)

    assert world.state(token) == "paid"
    assert world.checkout.pay(SHOP, token) is None
    assert asked_of_stripe(world) == []
    assert world.count(t.transfers) == 0
    assert world.count(t.outbox) == 1


def test_a_trial_beside_something_paid_costs_nothing_on_the_page(world: World) -> None:
    token = world.order(TRIAL, MONTHLY)

    session_id = world.session(token)

    assert [line[1:] for line in stripe_lines(world, session_id)] == [
        (0, 5, ""), (146, 3, "month"), (88, 1, "month"),
    ]  # fmt: skip
    assert asked_of_stripe(world)[0].amount_total == 526


def test_monthly_and_yearly_are_two_payments_and_nothing_is_forwarded_before_the_second(world: World) -> None:
    token = world.order(MONTHLY, YEARLY)

    first = world.session(token)
    world.complete(first)
    world.checkout.settle(first)
    between = world.state(token), world.count(t.outbox), [payment.state for payment in world.payments(token)]
    second = world.session(token)
    world.complete(second)
    world.checkout.settle(second)

    assert between == ("open", 0, ["paid", "due"])
    assert {line[3] for line in stripe_lines(world, first)} == {"month"}
    assert {line[3] for line in stripe_lines(world, second)} == {"year"}
    assert world.state(token) == "paid"
    assert world.count(t.outbox) == 1
    assert world.checkout.pay(SHOP, token) is None


@pytest.mark.parametrize("shop", ["nobody", OTHER_SHOP])
def test_an_order_is_not_there_for_other_shops(world: World, shop: str) -> None:
    token = world.order(MONTHLY)

    with pytest.raises(NotHere):
        world.checkout.pay(shop, token)
    with pytest.raises(NotHere):
        world.checkout.pay(SHOP, token[:-1])
    assert asked_of_stripe(world) == []


# Settling.


def test_a_paid_order_has_its_ledger_its_fulfilment_and_its_outbox_row_at_once(world: World) -> None:
    token = world.paid(MONTHLY)

    order = world.row(token)
    [payment] = world.payments(token)
    [fulfilment] = world.rows(t.fulfilments)
    [waiting] = world.rows(t.outbox)
    [item] = world.rows(t.items)
    assert (order.state, payment.state) == ("paid", "paid")
    assert fulfilment.reference == f"{order.number}-1"
    assert (waiting.fulfilment_id, waiting.state, waiting.attempts) == (fulfilment.id, "waiting", 0)
    assert item.fulfilment_id == fulfilment.id


def test_a_payment_is_split_to_the_penny(world: World) -> None:
    world.paid(MONTHLY, shop=OTHER_SHOP)

    held = sums(world.rows(t.transfers))
    [item] = world.rows(t.items)
    assert held == {"customer": -607, "stripe": 0, "tax": 97, **item.cuts}
    assert sum(item.cuts.values()) == 510
    assert {account.split()[0] for account in item.cuts} == {"distributor", "reseller", "operator", "agent"}


def test_settling_ten_times_changes_nothing_after_the_first(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)
    world.checkout.settle(session_id)
    once = world.contents()

    for _ in range(9):
        assert world.checkout.settle(session_id) is True

    assert world.contents() == once


def test_settling_from_eight_threads_at_once_is_settled_once(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)

    known = same_for_all(8, lambda: world.checkout.settle(session_id))

    assert known == [True] * 8
    assert world.state(token) == "paid"
    assert world.count(t.outbox) == world.count(t.fulfilments) == 1
    assert sums(world.rows(t.transfers))["customer"] == -526
    assert [event.state for event in world.rows(t.order_events, subject="order")] == ["open", "paid"]


def test_two_payments_settled_at_once_make_one_paid_order(world: World) -> None:
    token = world.order(MONTHLY, YEARLY)
    first = world.session(token)
    world.complete(first)
    world.checkout.settle(first)
    second = world.session(token)
    world.complete(second)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(world.checkout.settle, [first, second] * 4))

    assert world.state(token) == "paid"
    assert world.count(t.outbox) == 1


ROADS = ("webhook", "webhook again", "return page", "return page again", "reconciler", "worker", "pay again")


@settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(order=st.permutations(ROADS), method=st.sampled_from(["card", "delayed"]), late=st.integers(0, len(ROADS)))
def test_webhook_return_page_and_reconciler_settle_once_in_any_order(
    world: World, order: list[str], method: str, late: int
) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id, method)
    worker = world.worker()

    for number, road in enumerate([*order, "webhook", "worker", "reconciler"]):
        if number == late and method == "delayed":
            world.stripe.control(f"settle_async/{session_id}")
        match road:
            case "webhook" | "webhook again":
                deliver(world)
            case "return page" | "return page again":
                world.checkout.settle(session_id)
            case "reconciler":
                for each in world.checkout.unsettled_sessions():
                    world.checkout.settle(each)
            case "pay again":
                world.checkout.pay(SHOP, token)
            case _:
                worker.work()
    world.clock.move(120)
    while worker.work():
        world.clock.move(120)

    reference = f"{world.row(token).number}-1"
    payment = world.payments(token)[0]
    assert world.state(token) == "active"
    assert forwarded(world).count(reference) == 1
    assert sums(world.rows(t.transfers, payment_id=payment.id))["customer"] == -526
    assert len(world.rows(t.transfers, payment_id=payment.id, kind="payment")) == 1


def deliver(world: World) -> None:
    """Hand over every webhook Stripe has sent, and those of before once more."""
    world.stripe.control("drain")
    for arrival in world.stripe.inbox.all():
        for _ in range(2):
            receive(world.store, world.gateway, arrival.body, arrival.signature, world.now)


def test_a_session_that_is_not_ours_changes_nothing(world: World) -> None:
    world.order(MONTHLY)
    line: Any = {"price_data": {"currency": "gbp", "unit_amount": 526, "product_data": {"name": "X"}}, "quantity": 1}
    params: Any = {"mode": "payment", "line_items": [line], "success_url": PUBLIC_URL, "client_reference_id": "other"}
    foreign = world.stripe.client.v1.checkout.sessions.create(params)
    world.complete(foreign.id)
    before = world.contents()

    assert world.checkout.settle(foreign.id) is False
    assert world.contents() == before


def test_a_session_stripe_does_not_know_is_no_news(world: World) -> None:
    token = world.order(MONTHLY)

    with pytest.raises(PaymentUnavailable):
        world.checkout.settle("cs_test_invented")

    assert world.state(token) == "open"


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        pytest.param("gbp", 525, id="a penny too little"),
        pytest.param("gbp", 527, id="a penny too much"),
        pytest.param("gbp", 52600, id="a hundred times as much"),
        pytest.param("eur", 526, id="another currency"),
    ],
)
def test_what_was_not_asked_for_is_held_for_a_person_and_never_forwarded(
    world: World, currency: str, amount: int
) -> None:
    token = world.order(MONTHLY)
    [payment] = world.payments(token)
    line: Any = {
        "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": "Tampered"}},
        "quantity": 1,
    }
    params: Any = {
        "mode": "payment", "line_items": [line], "success_url": PUBLIC_URL, "client_reference_id": payment.id,
    }  # fmt: skip
    other = world.stripe.client.v1.checkout.sessions.create(params)
    world.complete(other.id)

    for _ in range(3):
        world.checkout.settle(other.id)
    world.worker().work()

    assert world.state(token) == "held"
    assert world.payments(token)[0].state == "held"
    assert world.count(t.transfers) == world.count(t.outbox) == 0
    assert forwarded(world) == []
    assert world.checkout.pay(SHOP, token) is None
    assert "526" in world.rows(t.order_events, state="held")[0].why.replace(".", "")


def test_an_open_page_for_an_order_that_was_held_is_settled_too(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.tell(t.payments, net_minor=439, total_minor=527)
    world.complete(session_id)

    world.checkout.settle(session_id)

    assert world.state(token) == "held"


def test_nobody_pays_on_for_an_order_that_is_held(world: World) -> None:
    token = world.order(MONTHLY, YEARLY)
    first = world.session(token)
    world.tell(t.payments, net_minor=439, tax_minor=88, total_minor=527)
    world.complete(first)

    world.checkout.settle(first)

    assert world.checkout.pay(SHOP, token) is None
    assert [payment.state for payment in world.payments(token)] == ["held", "due"]


def test_cuts_that_do_not_sum_to_what_was_paid_stop_the_settlement_whole(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    [item] = world.rows(t.items)
    world.tell(t.items, cuts={**item.cuts, "reseller Pebble & Tide": 1})
    world.complete(session_id)
    before = world.contents()

    with pytest.raises(Exception, match="belongs to nobody"):
        world.checkout.settle(session_id)

    assert world.contents() == before


def test_every_change_leaves_a_row_that_says_why(world: World) -> None:
    token = world.paid(MONTHLY)

    events = sorted(world.rows(t.order_events), key=lambda event: event.id)
    session_id = world.payments(token)[0].session_id
    assert [(event.subject, event.state, event.why) for event in events] == [
        ("order", "open", "placed by the customer"),
        ("payment 1", "open", "the customer goes to the payment page"),
        ("payment 1", "paid", f"Stripe session {session_id}"),
        ("order", "paid", "all payments are in"),
    ]


def test_personal_data_stands_in_one_place(world: World) -> None:
    world.paid(MONTHLY)

    said = json.dumps(
        [[str(value) for value in row] for table in t.metadata.sorted_tables if table is not t.customers
         for row in world.rows(table)]
    )  # fmt: skip
    assert not any(word in said for word in ("Anna", "Brook &", "anna@brook.example"))


def test_the_reconciler_sees_what_no_webhook_told(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)

    unsettled = world.checkout.unsettled_sessions()
    world.checkout.settle(session_id)

    assert unsettled == [session_id]
    assert world.checkout.unsettled_sessions() == []
    assert world.state(token) == "paid"


def test_two_services_on_one_database_share_their_orders(world: World) -> None:
    other = Checkout(world.store, world.shops, world.gateway, public_url=PUBLIC_URL, clock=world.now)
    token = world.order(MONTHLY)

    assert other.pay(SHOP, token) == world.checkout.pay(SHOP, token)
