"""The gateway to Stripe: amounts as Stripe writes them, requests Stripe understands, webhooks only from Stripe."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awning.money import CURRENCIES, Money, exponent
from awning_checkout.errors import BadRequest, PaymentRefused, PaymentUnavailable, SignatureWrong
from awning_checkout.stripe_gateway import Event, Session, StripeGateway
from awning_checkout.stripe_lines import PLAIN, Line, Page, Terms, from_stripe, to_stripe
from support_core import eur, gbp, jpy, money
from support_stripe_sandbox import API_KEY, WEBHOOK_SECRET, RunningStripe, running_stripe
from support_stripe_spec import stripe_spec
from support_stripe_typed import param_mistakes

ORDER: Any = {
    "reference": "payment-1",
    "order_number": "A-22222222",
    "email": "anna@brook.example",
    "locale": "en",
    "success_url": "http://127.0.0.1:8010/pebbletide/orders/t?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:8010/pebbletide/orders/t",
    "merchant": "Pebble & Tide",
}
KEY = "payment:payment-1:1"
SEATS = Line("Filter", gbp("1.46"), 3, "P1M")
SETUP = Line("Set-up", gbp("198.87"), 1, "")
EVENT: dict[str, Any] = {
    "id": "evt_1", "object": "event", "type": "checkout.session.completed",
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
}  # fmt: skip


def page(*lines: Line, terms: Terms = PLAIN) -> Page:
    """A payment page for these lines."""
    return Page(lines, terms=terms, **ORDER)


@pytest.fixture
def sandbox() -> Iterator[RunningStripe]:
    with running_stripe() as running:
        yield running


@pytest.fixture
def gateway(sandbox: RunningStripe) -> StripeGateway:
    return StripeGateway(API_KEY, WEBHOOK_SECRET, api=sandbox.url)


@pytest.fixture
def offline() -> StripeGateway:
    """For what needs no Stripe: nobody listens at its address."""
    return StripeGateway(API_KEY, WEBHOOK_SECRET, api="http://127.0.0.1:9")


# Amounts.


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (eur("12.50"), 1250),
        (eur("0.01"), 1),
        (eur("0.00"), 0),
        (jpy("1250"), 1250),
        (money("1250", "ISK"), 125000),
        (money("1250", "UGX"), 125000),
        (money("5.120", "KWD"), 5120),
        (money("1250", "KRW"), 1250),
        (money("12.50", "HUF"), 1250),
    ],
    ids=str,
)
def test_amounts_are_written_as_stripe_writes_them_and_read_back(amount: Money, written: int) -> None:
    assert to_stripe(amount) == written
    assert from_stripe(written, amount.currency.lower()) == amount


@pytest.mark.parametrize("amount", [money("5.124", "KWD"), money("0.001", "TND"), money("1.005", "BHD")], ids=str)
def test_a_third_decimal_that_stripe_cannot_charge_is_refused_and_never_rounded(amount: Money) -> None:
    with pytest.raises(ValueError, match="cannot be charged"):
        to_stripe(amount)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(CURRENCIES)))
def test_every_amount_that_can_be_charged_comes_back_the_same(minor: int, currency: str) -> None:
    amount = Money(minor * (10 if exponent(currency) == 3 else 1), currency)

    assert from_stripe(to_stripe(amount), currency.lower()) == amount


# Sessions.


def test_a_session_is_opened_and_asked_about(gateway: StripeGateway, sandbox: RunningStripe) -> None:
    session = gateway.create_session(page(SEATS, SETUP), idempotency_key=KEY)

    sandbox.control(f"complete/{session.id}")
    assert session == Session(
        session.id, f"{sandbox.url}/pay/{session.id}", "open", paid=False, total=gbp("203.25"), reference="payment-1",
        subtotal=gbp("203.25"), off=gbp("0.00"), tax=gbp("0.00"),
    )  # fmt: skip
    assert gateway.session(session.id) == Session(
        session.id, None, "complete", paid=True, total=gbp("203.25"), reference="payment-1",
        subtotal=gbp("203.25"), off=gbp("0.00"), tax=gbp("0.00"),
    )  # fmt: skip


def test_a_delayed_payment_is_complete_and_not_paid(gateway: StripeGateway, sandbox: RunningStripe) -> None:
    session = gateway.create_session(page(SETUP), idempotency_key=KEY)
    sandbox.control(f"complete/{session.id}", {"method": "delayed"})

    waiting = gateway.session(session.id)
    sandbox.control(f"settle_async/{session.id}")

    assert (waiting.status, waiting.paid) == ("complete", False)
    assert gateway.session(session.id).paid is True


def test_the_same_key_gives_the_same_session(gateway: StripeGateway) -> None:
    first, again = (gateway.create_session(page(SEATS), idempotency_key=KEY) for _ in range(2))
    other = gateway.create_session(page(SEATS), idempotency_key="payment:payment-1:2")

    assert first == again
    assert other.id != first.id


@pytest.mark.parametrize(
    ("period", "interval"),
    [("P1D", ("day", 1)), ("P1M", ("month", 1)), ("P3M", ("month", 3)), ("P6M", ("month", 6)), ("P1Y", ("year", 1)),
     ("P3Y", ("year", 3)), ("P30D", ("day", 30)), ("P18M", ("month", 18))],
)  # fmt: skip
def test_every_billing_period_is_an_interval_of_stripes(
    gateway: StripeGateway, sandbox: RunningStripe, period: str, interval: tuple[str, int]
) -> None:
    session = gateway.create_session(page(Line("Filter", gbp("1.46"), 3, period)), idempotency_key=KEY)

    [line] = sandbox.client.v1.checkout.sessions.line_items.list(session.id).data
    assert line.price is not None
    assert line.price.recurring is not None
    assert (line.price.recurring.interval, line.price.recurring.interval_count) == interval


def test_a_connected_account_sells_and_no_other_sees_it(sandbox: RunningStripe) -> None:
    north = StripeGateway(API_KEY, WEBHOOK_SECRET, account="acct_north", api=sandbox.url)
    south = StripeGateway(API_KEY, WEBHOOK_SECRET, account="acct_south", api=sandbox.url)
    session = north.create_session(page(SEATS), idempotency_key=KEY)

    assert north.session(session.id).reference == "payment-1"
    with pytest.raises(PaymentUnavailable, match="resource_missing"):
        south.session(session.id)


def test_what_stripe_will_never_take_is_refused_and_not_asked_for_again(sandbox: RunningStripe) -> None:
    gateway = StripeGateway(API_KEY, WEBHOOK_SECRET, api=sandbox.url)

    with pytest.raises(PaymentRefused, match="amount_too_small"):
        gateway.create_session(page(Line("Sticker", gbp("0.01"), 1, "")), idempotency_key=KEY)


@pytest.mark.parametrize(
    ("lines", "terms"),
    [
        pytest.param([SEATS], PLAIN, id="a subscription"),
        pytest.param([SETUP], PLAIN, id="a purchase"),
        pytest.param([SEATS, SETUP, Line("VAT", gbp("0.88"), 1, "P1M")], PLAIN, id="both with tax"),
        pytest.param([SEATS, Line("Trial", gbp("0.00"), 5, "")], PLAIN, id="with a trial"),
        pytest.param([Line("Filter", jpy("146"), 3, "P3Y")], PLAIN, id="in yen, every three years"),
        pytest.param([Line("Filter", gbp("1.75"), 3, "P1M", "including VAT 20%")], PLAIN, id="gross"),
        pytest.param([SEATS, SETUP], Terms(off=gbp("1.00"), off_name="SPRING"), id="with a discount"),
        pytest.param([SETUP], Terms(off=gbp("1.00")), id="a purchase with a discount"),
        pytest.param([SEATS], Terms(trial_days=30), id="a trial that goes on"),
        pytest.param([SEATS, SETUP], Terms(taxed_by_stripe=True), id="taxed by Stripe"),
    ],
)
def test_what_we_send_is_what_stripe_and_its_package_know(
    sandbox: RunningStripe, lines: list[Line], terms: Terms
) -> None:
    gateway: Any = StripeGateway(API_KEY, WEBHOOK_SECRET, api=sandbox.url)
    known, theirs = gateway._client.v1, sandbox.client.v1
    sent = list[tuple[Any, Any]]()
    pairs = ((known.coupons, theirs.coupons.create), (known.checkout.sessions, theirs.checkout.sessions.create))
    for service, real in pairs:

        def keeping(params: Any, options: Any, real: Any = real) -> Any:
            sent.append((real, params))
            return real(params, options)

        service.create = keeping
    session = gateway.create_session(page(*lines, terms=terms), idempotency_key=KEY)
    sandbox.control(f"complete/{session.id}")
    sandbox.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription.latest_invoice"]})
    sandbox.client.v1.checkout.sessions.line_items.list(session.id)

    spec = stripe_spec()
    assert [mistake for create, params in sent for mistake in param_mistakes(create, params)] == []
    for exchange in sandbox.http.kept:
        assert spec.request_mistakes(exchange.method, exchange.url, exchange.body) == []
        assert spec.answer_mistakes(exchange.method, exchange.url, exchange.status, json.loads(exchange.answer)) == []
    assert [mistake for event in sandbox.events() for mistake in spec.event_mistakes(event)] == []


def test_a_discount_is_taken_off_once_and_said_apart(gateway: StripeGateway, sandbox: RunningStripe) -> None:
    terms = Terms(off=gbp("1.00"), off_name="SPRING")

    session = gateway.create_session(page(SEATS, SETUP, terms=terms), idempotency_key=KEY)
    again = gateway.create_session(page(SEATS, SETUP, terms=terms), idempotency_key=KEY)

    assert (session.subtotal, session.off, session.tax, session.total) == (
        gbp("203.25"), gbp("1.00"), gbp("0.00"), gbp("202.25"),
    )  # fmt: skip
    assert again == session
    assert len([event for event in sandbox.events() if event["type"] == "coupon.created"]) == 1


def test_tax_that_stripe_works_out_is_known_when_the_address_is(gateway: StripeGateway, sandbox: RunningStripe) -> None:
    price = Line("Filter", money("100.00", "USD"), 3, "P1M")
    session = gateway.create_session(page(price, terms=Terms(taxed_by_stripe=True)), idempotency_key=KEY)

    sandbox.control(f"complete/{session.id}", {"address": {"state": "NY", "postal_code": "10001"}})

    done = gateway.session(session.id)
    assert (session.total, session.tax) == (money("300.00", "USD"), money("0.00", "USD"))
    assert (done.subtotal, done.tax, done.total) == (
        money("300.00", "USD"), money("26.63", "USD"), money("326.63", "USD"),
    )  # fmt: skip


def test_a_trial_costs_nothing_until_it_goes_on(gateway: StripeGateway, sandbox: RunningStripe) -> None:
    session = gateway.create_session(page(SEATS, SETUP, terms=Terms(trial_days=30)), idempotency_key=KEY)
    alone = gateway.create_session(page(SEATS, terms=Terms(trial_days=30)), idempotency_key=f"{KEY}0")
    sandbox.control(f"complete/{alone.id}")

    done = sandbox.client.v1.checkout.sessions.retrieve(alone.id, {"expand": ["subscription"]})
    assert (session.total, alone.total) == (gbp("198.87"), gbp("0.00"))
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert cast("Any", done.subscription).status == "trialing"


# When Stripe does not answer.


def test_stripe_out_of_reach_is_said_without_details(offline: StripeGateway) -> None:
    with pytest.raises(PaymentUnavailable) as problem:
        offline.session("cs_test_1")

    assert str(problem.value) == "Stripe: APIConnectionError (no answer)."


def test_stripe_failing_three_times_is_unavailable_and_failing_twice_is_not(
    gateway: StripeGateway, sandbox: RunningStripe
) -> None:
    sandbox.control("faults", {"fail_next_requests": 3})
    with pytest.raises(PaymentUnavailable, match=r"APIError \(500\)"):
        gateway.create_session(page(SEATS), idempotency_key=KEY)

    sandbox.control("faults", {"fail_next_requests": 2})
    assert gateway.create_session(page(SEATS), idempotency_key=KEY).status == "open"


def test_a_wrong_key_is_said_and_not_shown(sandbox: RunningStripe) -> None:
    gateway = StripeGateway("sk_test_wrongandsecret", WEBHOOK_SECRET, api=sandbox.url)

    with pytest.raises(PaymentUnavailable) as problem:
        gateway.session("cs_test_1")

    assert str(problem.value) == "Stripe: AuthenticationError (401)."


@pytest.mark.parametrize("session_id", ["cs_test_unknown", "../accounts", "a/b", "?x", "ü", " "])
def test_a_session_that_is_not_there_is_no_session(gateway: StripeGateway, session_id: str) -> None:
    with pytest.raises(PaymentUnavailable):
        gateway.session(session_id)


# Webhooks.


def signed(body: bytes, *, secret: str = WEBHOOK_SECRET, age_s: int = 0) -> str:
    """What Stripe would send as signature with a body."""
    sign = cast("Any", stripe.WebhookSignature).generate_signature_header
    return str(sign(body.decode(), secret, int(time.time()) - age_s))


def test_a_webhook_of_stripes_is_read(offline: StripeGateway) -> None:
    body = json.dumps({**EVENT, "account": "acct_north"}).encode()

    event = offline.verified(body, signed(body))

    assert event == Event("evt_1", "checkout.session.completed", "acct_north", "cs_test_1")


def test_an_event_about_something_else_names_no_session(offline: StripeGateway) -> None:
    body = json.dumps(EVENT | {"type": "charge.refunded", "data": {"object": {"id": "ch_1", "object": "charge"}}})

    event = offline.verified(body.encode(), signed(body.encode()))

    assert event == Event("evt_1", "charge.refunded", "", None)


def test_a_secret_that_is_being_rolled_signs_twice(offline: StripeGateway) -> None:
    body = json.dumps(EVENT).encode()
    mine, other = signed(body), signed(body, secret="whsec_next").partition("v1=")[2]

    assert offline.verified(body, f"{mine},v1={other}").id == "evt_1"


BODY = json.dumps(EVENT).encode()


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param("t=,v1=", id="empty parts"),
        pytest.param("t=soon,v1=abc", id="no time"),
        pytest.param(f"t={'9' * 400},v1=abc", id="a time beyond all"),
        pytest.param("t=1,v1=\u00fc\u00df", id="not ascii"),
        pytest.param(signed(BODY, secret="whsec_other"), id="another secret"),
        pytest.param(signed(BODY + b" "), id="another body"),
        pytest.param(signed(BODY, age_s=302), id="older than five minutes"),
        pytest.param(signed(BODY).replace("v1=", "v0="), id="a scheme for tests"),
    ],
)
def test_a_webhook_that_is_not_stripes_is_refused(offline: StripeGateway, signature: str | None) -> None:
    with pytest.raises(SignatureWrong):
        offline.verified(BODY, signature)


def test_a_webhook_of_almost_five_minutes_ago_is_still_taken(offline: StripeGateway) -> None:
    assert offline.verified(BODY, signed(BODY, age_s=240)).id == "evt_1"


def test_a_body_that_is_not_text_is_refused(offline: StripeGateway) -> None:
    with pytest.raises(SignatureWrong):
        offline.verified(b"\xff\xfe", signed(BODY))


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "7", '"event"', "{", "{}", '{"id": "evt_1"}', '{"id":"e","type":"t","data":{"object":"x"}}',
     '{"id":"e","type":"t","data":[]}', '{"id":"e","type":"t","data":{"object":{"object":"checkout.session"}}}'],
)  # fmt: skip
def test_what_is_signed_and_no_event_is_told_apart(offline: StripeGateway, body: str) -> None:
    with pytest.raises(BadRequest):
        offline.verified(body.encode(), signed(body.encode()))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), signature=st.text(max_size=80) | st.none())
def test_whatever_is_sent_without_the_secret_is_refused(
    offline: StripeGateway, body: bytes, signature: str | None
) -> None:
    with pytest.raises(SignatureWrong):
        offline.verified(body, signature)
