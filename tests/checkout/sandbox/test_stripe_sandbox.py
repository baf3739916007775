"""The sandbox Stripe behaves as Stripe does, seen through Stripe's own package and a browser's eyes."""

import json
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from support_stripe_sandbox import (
    WEBHOOK_SECRET,
    RunningStripe,
    basket,
    running_stripe,
    seats,
    thing,
)

NORTH: Any = {"stripe_account": "acct_north"}
SOUTH: Any = {"stripe_account": "acct_south"}
JANUARY_31 = 1_769_860_800
"""2026-01-31 12:00 UTC."""
FEBRUARY_28 = 1_772_280_000
"""2026-02-28 12:00 UTC."""
HOUR_S = 3600


class Clock:
    """A clock that goes where it is told."""

    def __init__(self) -> None:
        self.now = JANUARY_31

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Generator[RunningStripe]:
    with running_stripe(clock) as running:
        yield running


def opened(sandbox: RunningStripe, params: Any = None, options: Any = None) -> Any:
    """Open a session."""
    return sandbox.client.v1.checkout.sessions.create(params or basket(thing("Firewall")), options)


def now(sandbox: RunningStripe, session: Any, *expand: str, options: Any = None) -> Any:
    """Ask for the session as it is now."""
    return sandbox.client.v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)}, options)


def paid_by_page(sandbox: RunningStripe, session: Any, method: str) -> Any:
    """Fill the payment page in and follow where it leads, within the sandbox."""
    return sandbox.browser.post(session.url, data={"method": method}, follow_redirects=True)


def blamed(refusal: Any) -> str | None:
    """Return the parameter a refusal names; the SDK leaves its type unsaid."""
    return refusal.param


def kinds(sandbox: RunningStripe) -> list[str]:
    """Return the types of all events, oldest first."""
    return [event["type"] for event in sandbox.events()]


# The API.


def test_a_new_session_is_open_and_adds_up_exactly(sandbox: RunningStripe) -> None:
    params = basket(thing("Firewall", 49999, 3), thing("Cable", 705), client_reference_id="order-1", locale="de")

    session = opened(sandbox, {**params, "metadata": {"order": "1"}})

    assert session.id.startswith("cs_test_")
    assert session.url == f"{sandbox.url}/pay/{session.id}"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_subtotal, session.amount_total, session.currency) == (150702, 150702, "eur")
    assert (session.client_reference_id, session.locale) == ("order-1", "de")
    assert session.metadata.to_dict() == {"order": "1"}
    assert session.expires_at == session.created + 24 * HOUR_S


def test_recurring_and_one_off_lines_are_paid_together_and_only_the_recurring_come_again(
    sandbox: RunningStripe,
) -> None:
    session = opened(sandbox, basket(seats(1999, 25), thing("Set-up", 4900), mode="subscription"))

    sandbox.control(f"complete/{session.id}")

    done = now(sandbox, session, "line_items", "subscription")
    path: Any = {"expand": ["payments.data.payment.payment_intent"]}
    invoice: Any = sandbox.client.v1.invoices.retrieve(done.invoice, path)
    assert done.amount_total == 54875
    assert [line.amount_total for line in done.line_items.data] == [49975, 4900]
    assert [item.quantity for item in done.subscription["items"].data] == [25]
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        54875,
        "subscription_create",
    )
    assert [line.amount for line in invoice.lines.data] == [49975, 4900]
    assert invoice.payments.data[0].payment.payment_intent.amount_received == 54875


def test_a_month_from_the_last_of_january_ends_on_the_last_of_february(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(seats(), mode="subscription"))

    sandbox.control(f"complete/{session.id}")

    item = now(sandbox, session, "subscription").subscription["items"].data[0]
    assert (item.current_period_start, item.current_period_end) == (JANUARY_31, FEBRUARY_28)


def test_line_items_come_in_pages(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(*(thing(f"Cable {number}") for number in range(12))))

    pages = sandbox.client.v1.checkout.sessions.line_items.list(session.id, {"limit": 5})

    assert [line.description for line in pages.data] == [f"Cable {number}" for number in range(5)]
    assert len(list(pages.auto_paging_iter())) == 12


def test_an_expired_session_cannot_be_expired_again(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    expired = sandbox.client.v1.checkout.sessions.expire(session.id)

    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        sandbox.client.v1.checkout.sessions.expire(session.id)


def test_a_session_expires_when_its_time_has_come(sandbox: RunningStripe, clock: Clock) -> None:
    session = opened(sandbox, basket(thing("Firewall"), expires_at=clock.now + HOUR_S))

    clock.now += HOUR_S

    assert now(sandbox, session).status == "expired"
    assert sandbox.inbox.event().type == "checkout.session.expired"
    assert sandbox.browser.post(f"/pay/{session.id}", data={"method": "card"}).status_code == 410


@pytest.mark.parametrize(
    ("expires_in_s", "accepted"),
    [(30 * 60 - 1, False), (30 * 60, True), (24 * HOUR_S, True), (24 * HOUR_S + 1, False)],
)
def test_a_session_lives_between_half_an_hour_and_a_day(
    sandbox: RunningStripe, clock: Clock, expires_in_s: int, accepted: bool
) -> None:
    params = basket(thing("Firewall"), expires_at=clock.now + expires_in_s)

    try:
        answer: str | None = opened(sandbox, params).status
    except stripe.InvalidRequestError as refusal:
        answer = blamed(refusal)

    assert answer == ("open" if accepted else "expires_at")


def test_a_key_used_again_gives_the_first_answer(sandbox: RunningStripe) -> None:
    key: Any = {"idempotency_key": "order-1-v1"}

    first = opened(sandbox, None, key)
    second = opened(sandbox, None, key)

    assert first.id == second.id
    assert len(sandbox.client.v1.checkout.sessions.list().data) == 1


def test_eight_clicks_at_once_with_one_key_open_one_session(sandbox: RunningStripe) -> None:
    form = {
        "mode": "payment",
        "success_url": "http://127.0.0.1:9/",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "4900",
        "line_items[0][price_data][product_data][name]": "Firewall",
    }
    headers = {"Authorization": "Bearer sk_test_sandbox", "Idempotency-Key": "order-1"}

    with ThreadPoolExecutor(8) as clicks:
        sent = [
            clicks.submit(sandbox.browser.post, "/v1/checkout/sessions", data=form, headers=headers) for _ in range(8)
        ]
        answers = [answer.result() for answer in sent]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(sandbox.client.v1.checkout.sessions.list().data) == 1


def test_a_key_used_for_something_else_is_refused(sandbox: RunningStripe) -> None:
    key: Any = {"idempotency_key": "order-1-v1"}
    session = opened(sandbox, None, key)

    with pytest.raises(stripe.IdempotencyError) as other_params:
        opened(sandbox, basket(thing("Router")), key)
    with pytest.raises(stripe.IdempotencyError) as other_call:
        sandbox.client.v1.checkout.sessions.expire(session.id, {}, key)

    assert other_params.value.http_status == other_call.value.http_status == 400


def test_a_key_belongs_to_one_account(sandbox: RunningStripe) -> None:
    north = opened(sandbox, None, {**NORTH, "idempotency_key": "order-1"})
    south = opened(sandbox, basket(thing("Router")), {**SOUTH, "idempotency_key": "order-1"})

    assert north.id != south.id


def test_a_refused_request_leaves_its_key_free(sandbox: RunningStripe) -> None:
    key: Any = {"idempotency_key": "order-1"}
    with pytest.raises(stripe.InvalidRequestError):
        opened(sandbox, basket(thing("Firewall", 1)), key)

    session = opened(sandbox, None, key)

    assert session.status == "open"


def test_accounts_do_not_see_one_another(sandbox: RunningStripe) -> None:
    session = opened(sandbox, None, NORTH)
    sandbox.control(f"complete/{session.id}")

    for stranger in (SOUTH, None):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            now(sandbox, session, options=stranger)
        assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
        assert sandbox.client.v1.checkout.sessions.list({}, stranger).data == []
        assert sandbox.client.v1.events.list({}, stranger).data == []

    assert now(sandbox, session, options=NORTH).payment_status == "paid"
    assert {event["account"] for event in sandbox.events()} == {"acct_north"}


def test_the_merchant_is_the_account_the_call_is_made_for(sandbox: RunningStripe) -> None:
    sandbox.control("accounts/acct_north", {"name": "Nordlicht Cloud"})

    account = sandbox.client.v1.accounts.retrieve_current({}, NORTH)

    assert account.id == "acct_north"
    assert account.business_profile is not None
    assert account.business_profile.name == "Nordlicht Cloud"


def test_a_wrong_key_is_refused(sandbox: RunningStripe) -> None:
    with pytest.raises(stripe.AuthenticationError) as refusal:
        opened(sandbox, None, {"api_key": "sk_test_wrong"})

    assert refusal.value.http_status == 401


def test_an_impossible_account_is_refused(sandbox: RunningStripe) -> None:
    with pytest.raises(stripe.PermissionError):
        opened(sandbox, None, {"stripe_account": "north"})


def test_a_call_the_sandbox_does_not_model_is_refused_by_name(sandbox: RunningStripe) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="POST: /v1/tax_rates"):
        sandbox.client.v1.tax_rates.create({"display_name": "VAT", "inclusive": False, "percentage": 20})


FIREWALL = thing("Firewall")
TOO_MANY = [thing(f"Cable {number}") for number in range(101)]


@pytest.mark.parametrize(
    ("params", "param"),
    [
        pytest.param({"payment_method_types": ["card"]}, "payment_method_types", id="removed in version 16"),
        pytest.param({"line_itemz": "1"}, "line_itemz", id="unknown name"),
        pytest.param({"allow_promotion_codes": True}, "allow_promotion_codes", id="known to Stripe only"),
        pytest.param({"mode": "subscriptionn"}, "mode", id="misspelt mode"),
        pytest.param({"mode": None}, "mode", id="no mode"),
        pytest.param({"success_url": None}, "success_url", id="no way back"),
        pytest.param({"success_url": "/thanks"}, "success_url", id="relative way back"),
        pytest.param({"cancel_url": "javascript:alert(1)"}, "cancel_url", id="not a web address"),
        pytest.param({"line_items": None}, "line_items", id="empty basket"),
        pytest.param({"line_items": TOO_MANY}, "line_items", id="more than a hundred lines"),
        pytest.param({"line_items": [seats()]}, "mode", id="recurring line in payment mode"),
        pytest.param({"mode": "subscription"}, "mode", id="subscription without a recurring line"),
        pytest.param(
            {"mode": "subscription", "line_items": [seats(), seats(interval="year")]},
            "line_items",
            id="two intervals",
        ),
        pytest.param(
            {"mode": "subscription", "line_items": [seats(), seats(interval_count=3)]},
            "line_items",
            id="two interval counts",
        ),
        pytest.param(
            {"mode": "subscription", "line_items": [seats(interval="year", interval_count=4)]},
            "line_items[0][price_data][recurring][interval_count]",
            id="interval over three years",
        ),
        pytest.param({"line_items": [FIREWALL, thing("Cable", currency="gbp")]}, "line_items", id="two currencies"),
        pytest.param(
            {"line_items": [thing("Firewall", currency="EUR")]},
            "line_items[0][price_data][currency]",
            id="currency in capitals",
        ),
        pytest.param(
            {"line_items": [thing("Firewall", 1001, currency="kwd")]},
            "line_items[0][price_data][unit_amount]",
            id="third decimal of a dinar",
        ),
        pytest.param(
            {"line_items": [thing("Firewall", -1)]},
            "line_items[0][price_data][unit_amount]",
            id="negative price",
        ),
        pytest.param(
            {"line_items": [thing("Firewall", "12.50")]},  # pyright: ignore[reportArgumentType]
            "line_items[0][price_data][unit_amount]",
            id="price with decimals",
        ),
        pytest.param({"line_items": [thing("Firewall", 49)]}, "line_items", id="under the least charge"),
        pytest.param({"line_items": [thing("Firewall", 100_000_000)]}, "line_items", id="over the most"),
        pytest.param({"line_items": [{**FIREWALL, "quantity": 0}]}, "line_items[0][quantity]", id="none of it"),
        pytest.param({"line_items": [{"quantity": 1}]}, "line_items[0][price_data]", id="no price"),
        pytest.param(
            {"line_items": [{**FIREWALL, "price_data": {**FIREWALL["price_data"], "unit_amountt": 1}}]},
            "line_items[0][price_data][unit_amountt]",
            id="unknown nested name",
        ),
        pytest.param(
            {"mode": "subscription", "line_items": [seats()], "payment_intent_data": {"description": "x"}},
            "payment_intent_data",
            id="payment data in subscription mode",
        ),
        pytest.param(
            {"subscription_data": {"description": "x"}},
            "subscription_data",
            id="subscription data in payment mode",
        ),
        pytest.param(
            {"payment_intent_data": {"application_fee_amount": 10}},
            "payment_intent_data[application_fee_amount]",
            id="fee without a connected account",
        ),
        pytest.param({"metadata": {"k": "v" * 501}}, "metadata[k]", id="metadata too long"),
        pytest.param({"metadata": {f"k{n}": "v" for n in range(51)}}, "metadata", id="too much metadata"),
        pytest.param({"client_reference_id": "x" * 201}, "client_reference_id", id="reference too long"),
        pytest.param({"customer_email": "nobody"}, "customer_email", id="not an e-mail address"),
        pytest.param({"customer": "cus_1", "customer_email": None}, "customer", id="unknown customer"),
        pytest.param({"customer": "cus_1"}, "customer", id="customer and e-mail at once"),
        pytest.param({"locale": "xx"}, "locale", id="unknown language"),
        pytest.param({"automatic_tax": {"enabled": True}}, "line_items", id="tax on prices that do not say how"),
        pytest.param({"discounts": [{"coupon": "x"}]}, "discounts[0][coupon]", id="unknown coupon"),
        pytest.param({"discounts": [{"coupon": "x"}, {"coupon": "y"}]}, "discounts", id="two coupons"),
        pytest.param({"expand": ["colour"]}, "expand", id="expanding what is not there"),
    ],
)
def test_mistaken_parameters_are_refused_by_name(sandbox: RunningStripe, params: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        opened(sandbox, basket(FIREWALL, **params))

    assert refusal.value.http_status == 400
    assert blamed(refusal.value) == param


def test_a_refund_never_gives_back_more_than_was_paid(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(thing("Firewall", 5000)))
    sandbox.control(f"complete/{session.id}")
    intent = now(sandbox, session).payment_intent

    first = sandbox.client.v1.refunds.create({"payment_intent": intent, "amount": 2000})
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        sandbox.client.v1.refunds.create({"payment_intent": intent, "amount": 3001})
    rest = sandbox.client.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as nothing_left:
        sandbox.client.v1.refunds.create({"payment_intent": intent})

    assert (first.amount, rest.amount) == (2000, 3000)
    assert blamed(too_much.value) == "amount"
    assert nothing_left.value.code == "charge_already_refunded"


def test_what_the_merchant_gets_is_the_amount_less_both_fees(sandbox: RunningStripe) -> None:
    params = basket(thing("Firewall", 10000), payment_intent_data={"application_fee_amount": 7000})
    session = opened(sandbox, params, NORTH)
    sandbox.control(f"complete/{session.id}")

    path = "payment_intent.latest_charge.balance_transaction"
    money = now(sandbox, session, path, options=NORTH).payment_intent.latest_charge.balance_transaction

    assert [(fee.type, fee.amount) for fee in money.fee_details] == [
        ("stripe_fee", 175),
        ("application_fee", 7000),
    ]
    assert (money.amount, money.fee, money.net) == (10000, 7175, 2825)


# The payment page.


def test_a_card_that_works_pays_and_leads_back_to_the_shop(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    page = paid_by_page(sandbox, session, "card")

    assert page.headers["Refresh"] == f"0; url=http://127.0.0.1:9/return?s={session.id}"
    done = now(sandbox, session, "payment_intent")
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert (done.payment_intent.status, done.payment_intent.amount_received) == ("succeeded", 4900)
    assert done.customer_details.email == "office@buyer.example"


def test_a_declined_card_leaves_the_session_open_for_another(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    page = paid_by_page(sandbox, session, "declined")
    then = now(sandbox, session, "payment_intent")
    paid_by_page(sandbox, session, "card")

    assert "The card was declined." in page.text
    assert then.status == "open"
    assert then.payment_intent.last_payment_error.code == "card_declined"
    assert now(sandbox, session).payment_status == "paid"
    assert kinds(sandbox).count("payment_intent.succeeded") == 1


def test_three_d_secure_asks_the_bank_before_anything_is_paid(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    page = paid_by_page(sandbox, session, "secure")
    before = now(sandbox, session, "payment_intent")
    sandbox.browser.post(str(page.url), data={"answer": "approve"})

    assert str(page.url) == f"{session.url}/secure"
    assert (before.status, before.payment_intent.status) == ("open", "requires_action")
    assert now(sandbox, session).payment_status == "paid"


def test_a_payment_refused_at_the_bank_is_not_paid(sandbox: RunningStripe) -> None:
    session = opened(sandbox)
    page = paid_by_page(sandbox, session, "secure")

    after = sandbox.browser.post(str(page.url), data={"answer": "refuse"}, follow_redirects=True)

    assert "The bank did not approve the payment." in after.text
    assert (now(sandbox, session).status, kinds(sandbox)) == ("open", [])


def test_the_next_step_of_a_purchase_keeps_its_customer(sandbox: RunningStripe) -> None:
    monthly = opened(sandbox, basket(seats(), mode="subscription"))
    sandbox.control(f"complete/{monthly.id}")
    customer = now(sandbox, monthly).customer

    yearly = basket(seats(interval="year"), mode="subscription", customer=customer, customer_email=None)
    session = opened(sandbox, yearly)
    page = sandbox.browser.get(session.url)
    sandbox.control(f"complete/{session.id}")

    done = now(sandbox, session, "subscription")
    assert 'value="office@buyer.example"' in page.text
    assert (done.customer, done.subscription.customer) == (customer, customer)
    assert done.customer_details.email == "office@buyer.example"


def test_a_delayed_payment_completes_unpaid_and_is_settled_later(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    paid_by_page(sandbox, session, "delayed")
    before = now(sandbox, session, "payment_intent")
    sandbox.control(f"settle_async/{session.id}")

    assert (before.status, before.payment_status, before.payment_intent.status) == (
        "complete",
        "unpaid",
        "processing",
    )
    assert now(sandbox, session).payment_status == "paid"
    assert kinds(sandbox) == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


def test_a_delayed_payment_may_fail(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(seats(), mode="subscription"))
    sandbox.control(f"complete/{session.id}", {"method": "delayed"})

    sandbox.control(f"settle_async/{session.id}", {"succeeded": False})

    done = now(sandbox, session, "subscription.latest_invoice")
    assert done.payment_status == "unpaid"
    assert (done.subscription.status, done.subscription.latest_invoice.status) == ("past_due", "open")
    assert kinds(sandbox)[-1] == "checkout.session.async_payment_failed"


def test_a_basket_for_nothing_is_confirmed_without_a_payment(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(seats(0), mode="subscription"))

    paid_by_page(sandbox, session, "")

    done = now(sandbox, session)
    assert (done.status, done.payment_status, done.payment_intent) == (
        "complete",
        "no_payment_required",
        None,
    )
    assert kinds(sandbox) == ["customer.subscription.created", "invoice.paid", "checkout.session.completed"]


def test_a_second_click_pays_nothing_more(sandbox: RunningStripe) -> None:
    session = opened(sandbox)
    paid_by_page(sandbox, session, "card")

    again = sandbox.browser.post(f"/pay/{session.id}", data={"method": "card"})

    assert again.status_code == 409
    assert "already paid" in again.text
    assert kinds(sandbox).count("payment_intent.succeeded") == 1


def test_eight_clicks_at_once_pay_once(sandbox: RunningStripe) -> None:
    session = opened(sandbox)

    with ThreadPoolExecutor(8) as clicks:
        sent = [clicks.submit(sandbox.browser.post, session.url, data={"method": "card"}) for _ in range(8)]
        codes = [answer.result().status_code for answer in sent]

    assert sorted(codes) == [303] + [409] * 7
    assert kinds(sandbox) == ["payment_intent.succeeded", "checkout.session.completed"]


def test_the_page_says_what_is_bought_from_whom_and_that_no_money_moves(sandbox: RunningStripe) -> None:
    sandbox.control("accounts/acct_north", {"name": "Nordlicht & Söhne"})
    lines = (seats(1049, 25), thing("Set-up <b>", 14900))
    session = opened(sandbox, basket(*lines, mode="subscription"), NORTH)

    page = sandbox.browser.get(session.url)

    assert "Sandbox: no money moves" in page.text
    assert "Pay Nordlicht &amp; Söhne" in page.text
    assert "25 \u00d7 €10.49 · per month" in page.text
    assert "Set-up &lt;b&gt;" in page.text
    assert "€411.25" in page.text
    assert "Then €262.25 per month, until you cancel" in page.text
    assert 'value="office@buyer.example"' in page.text
    assert 'href="http://127.0.0.1:9/cart"' in page.text


@pytest.mark.parametrize(
    ("locale", "lang", "words", "amount"),
    [
        ("en", "en", "Due today", "€4,900.00"),
        ("de", "de", "Heute fällig", "4.900,00\xa0€"),
        ("fr", "en", "Due today", "€4,900.00"),
    ],
)
def test_the_page_speaks_the_sessions_language(
    sandbox: RunningStripe, locale: str, lang: str, words: str, amount: str
) -> None:
    session = opened(sandbox, basket(thing("Firewall", 490000), locale=locale))

    page = sandbox.browser.get(session.url)

    assert f'<html lang="{lang}">' in page.text
    assert words in page.text
    assert amount in page.text


def test_a_delayed_payment_is_not_called_paid(sandbox: RunningStripe) -> None:
    session = opened(sandbox)
    sandbox.control(f"complete/{session.id}", {"method": "delayed"})

    page = sandbox.browser.get(session.url)

    assert "on its way" in page.text
    assert "already paid" not in page.text


def test_an_address_that_is_none_is_asked_for_again(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(thing("Firewall"), customer_email=None))

    page = sandbox.browser.post(session.url, data={"email": "nobody", "method": "card"})

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert now(sandbox, session).status == "open"


def test_pages_allow_nothing_but_their_own_style(sandbox: RunningStripe) -> None:
    page = sandbox.browser.get(opened(sandbox).url)

    policy = page.headers["Content-Security-Policy"]
    style = sandbox.browser.get("/static/stripe_pay.css")

    assert "default-src 'none'; style-src 'self'; form-action 'self'" in policy
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert style.headers["Content-Type"].startswith("text/css")


def test_paid_expired_and_unknown_sessions_have_their_own_pages(sandbox: RunningStripe) -> None:
    paid, expired = opened(sandbox), opened(sandbox)
    sandbox.control(f"complete/{paid.id}")
    sandbox.client.v1.checkout.sessions.expire(expired.id)

    answers = [sandbox.browser.get(f"/pay/{session_id}") for session_id in (paid.id, expired.id, "cs_test_nowhere")]

    assert [answer.status_code for answer in answers] == [200, 410, 404]
    assert "already paid" in answers[0].text
    assert "expired" in answers[1].text
    assert "no such payment page" in answers[2].text
    assert all("Sandbox: no money moves" in answer.text for answer in answers)


# Webhooks and faults.


def test_webhooks_are_signed_as_stripe_signs_them(sandbox: RunningStripe) -> None:
    session = opened(sandbox, basket(seats(), mode="subscription"), NORTH)
    sandbox.control(f"complete/{session.id}")

    events = [sandbox.inbox.event() for _ in range(4)]

    assert [event.type for event in events] == [
        "customer.subscription.created",
        "payment_intent.succeeded",
        "invoice.paid",
        "checkout.session.completed",
    ]
    assert {event.account for event in events} == {"acct_north"}
    assert events[-1].data.object.id == session.id


def test_a_webhook_changed_on_its_way_is_found_out(sandbox: RunningStripe) -> None:
    session = opened(sandbox)
    sandbox.control(f"complete/{session.id}")
    arrival = sandbox.inbox.next()

    with pytest.raises(stripe.SignatureVerificationError):
        sandbox.client.construct_event(arrival.body + b" ", arrival.signature, WEBHOOK_SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        sandbox.client.construct_event(arrival.body, arrival.signature, "whsec_other")


def test_a_webhook_nobody_took_is_sent_again(sandbox: RunningStripe) -> None:
    sandbox.inbox.refusals = 2
    session = opened(sandbox)
    sandbox.client.v1.checkout.sessions.expire(session.id)

    arrivals = [sandbox.inbox.next() for _ in range(3)]
    sandbox.control("drain")

    assert len({arrival.body for arrival in arrivals}) == 1
    assert sandbox.events()[0]["pending_webhooks"] == 0


def test_dropped_webhooks_are_found_by_asking_for_what_was_not_delivered(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"drop_webhooks": 1})
    lost, heard = opened(sandbox), opened(sandbox)
    sandbox.client.v1.checkout.sessions.expire(lost.id)
    sandbox.client.v1.checkout.sessions.expire(heard.id)
    sandbox.control("drain")

    missed = sandbox.client.v1.events.list({"delivery_success": False}).data

    assert [json.loads(arrival.body)["data"]["object"]["id"] for arrival in sandbox.inbox.all()] == [heard.id]
    assert [event.data.object["id"] for event in missed] == [lost.id]


def test_duplicated_webhooks_carry_one_event_id(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"duplicate_webhooks": 1})
    for session in (opened(sandbox), opened(sandbox)):
        sandbox.client.v1.checkout.sessions.expire(session.id)

    sandbox.control("drain")

    ids = [json.loads(arrival.body)["id"] for arrival in sandbox.inbox.all()]
    assert len(ids) == 3
    assert len(set(ids)) == 2


def test_held_back_webhooks_arrive_all_the_same(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"delay_webhooks_s": 0.05})
    session = opened(sandbox)
    sandbox.client.v1.checkout.sessions.expire(session.id)

    event = sandbox.inbox.event()

    assert event.data.object.id == session.id


def test_an_event_can_be_sent_again_by_hand(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"drop_webhooks": 1})
    session = opened(sandbox)
    sandbox.client.v1.checkout.sessions.expire(session.id)
    event_id = sandbox.events()[0]["id"]

    sandbox.control(f"events/{event_id}/resend")

    assert sandbox.inbox.event().id == event_id


def test_a_failing_request_does_nothing(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"fail_next_requests": 1})

    with pytest.raises(stripe.APIError):
        opened(sandbox)

    assert sandbox.client.v1.checkout.sessions.list().data == []


def test_a_lost_answer_is_recovered_by_its_key(sandbox: RunningStripe) -> None:
    sandbox.control("faults", {"lose_next_answers": 1})

    session = opened(sandbox, None, {"idempotency_key": "order-1", "max_network_retries": 1})

    assert [sent.id for sent in sandbox.client.v1.checkout.sessions.list().data] == [session.id]


def test_a_fault_that_is_none_is_refused(sandbox: RunningStripe) -> None:
    answers = [
        sandbox.browser.post("/_control/faults", json=wanted)
        for wanted in ({"drop_webhook": 1}, {"drop_webhooks": -1}, {"drop_webhooks": True}, [1])
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400]
