"""The sandbox answers as Stripe's own OpenAPI file says, and nothing beyond it."""

import json
from collections.abc import Generator
from typing import Any

import pytest
import stripe

from support_stripe_sandbox import RunningStripe, basket, running_stripe, seats, thing
from support_stripe_spec import StripeSpec, stripe_spec
from support_stripe_typed import TypedStripe, param_mistakes

ACCOUNT: Any = {"stripe_account": "acct_north"}


@pytest.fixture(scope="module")
def spec() -> StripeSpec:
    return stripe_spec()


@pytest.fixture
def sandbox() -> Generator[RunningStripe]:
    with running_stripe() as running:
        yield running


def pay_once(sandbox: RunningStripe, method: str) -> str:
    """Open and pay a session with one-off lines and everything that can be said of it."""
    params = basket(
        thing("Firewall", 49900),
        thing("Cable", 0, 2),
        client_reference_id="order-1",
        metadata={"order": "1"},
        locale="de",
        customer_creation="always",
        branding_settings={"display_name": "Nordlicht"},
        payment_intent_data={"application_fee_amount": 990, "description": "Order 1", "metadata": {"o": "1"}},
    )
    session = TypedStripe(sandbox.client).v1.checkout.sessions.create(params, ACCOUNT)
    sandbox.control(f"complete/{session.id}", {"method": method})
    return session.id


def subscribe(sandbox: RunningStripe, method: str) -> str:
    """Open and pay a session with recurring lines and a one-off one."""
    params = basket(
        seats(),
        thing("Set-up"),
        mode="subscription",
        subscription_data={
            "application_fee_percent": 12.5,
            "metadata": {"order": "2"},
            "description": "Seats",
        },
    )
    session = TypedStripe(sandbox.client).v1.checkout.sessions.create(params, ACCOUNT)
    sandbox.control(f"complete/{session.id}", {"method": method})
    return session.id


def read_everything(sandbox: RunningStripe, session_id: str) -> None:
    """Read a session and all that hangs on it, in every way the service may."""
    client = TypedStripe(sandbox.client).v1
    paths = ["line_items.data.price.product", "payment_intent.latest_charge.balance_transaction", "customer"]
    session = client.checkout.sessions.retrieve(session_id, {"expand": paths}, ACCOUNT)
    client.checkout.sessions.retrieve(session_id, {"expand": ["subscription.latest_invoice.payments"]}, ACCOUNT)
    client.checkout.sessions.line_items.list(session_id, {"limit": 1}, ACCOUNT)
    client.checkout.sessions.list({"status": session.status, "created": {"gte": 1}, "limit": 100}, ACCOUNT)
    client.accounts.retrieve_current({}, ACCOUNT)
    client.events.list({"types": ["checkout.session.*"], "limit": 2, "delivery_success": True}, ACCOUNT)
    client.events.list({"type": "invoice.paid", "created": {"gt": 1}}, ACCOUNT)
    for event in client.events.list({}, ACCOUNT).data:
        client.events.retrieve(event.id, {}, ACCOUNT)
    if session.payment_intent is not None:
        client.payment_intents.retrieve(session.payment_intent.id, {"expand": ["latest_charge"]}, ACCOUNT)
    if session.subscription is not None:
        client.customers.retrieve(session.customer.id, {}, ACCOUNT)
        running = client.subscriptions.retrieve(session.subscription, {"expand": ["customer"]}, ACCOUNT)
        client.invoices.retrieve(running.latest_invoice, {}, ACCOUNT)
        client.invoices.retrieve(running.latest_invoice, {"expand": ["payments"]}, ACCOUNT)


def traffic_mistakes(sandbox: RunningStripe, spec: StripeSpec) -> list[str]:
    """Judge all requests and answers so far, and all events."""
    mistakes = [mistake for event in sandbox.events() for mistake in spec.event_mistakes(event)]
    for sent in sandbox.http.kept:
        mistakes += spec.request_mistakes(sent.method, sent.url, sent.body)
        mistakes += spec.answer_mistakes(sent.method, sent.url, sent.status, json.loads(sent.answer))
    return mistakes


@pytest.mark.parametrize("method", ["card", "declined", "secure", "delayed"])
@pytest.mark.parametrize("buy", [pay_once, subscribe], ids=["once", "recurring"])
def test_every_answer_and_event_obeys_stripes_own_specification(
    sandbox: RunningStripe, spec: StripeSpec, buy: Any, method: str
) -> None:
    session_id = buy(sandbox, method)
    sandbox.control("drain")

    read_everything(sandbox, session_id)

    assert len(sandbox.http.kept) > 8
    assert traffic_mistakes(sandbox, spec) == []


@pytest.mark.parametrize("succeeded", [True, False])
@pytest.mark.parametrize("buy", [pay_once, subscribe], ids=["once", "recurring"])
def test_late_settlement_obeys_stripes_own_specification(
    sandbox: RunningStripe, spec: StripeSpec, buy: Any, succeeded: bool
) -> None:
    session_id = buy(sandbox, "delayed")

    sandbox.control(f"settle_async/{session_id}", {"succeeded": succeeded})
    read_everything(sandbox, session_id)

    suffix = "succeeded" if succeeded else "failed"
    assert f"checkout.session.async_payment_{suffix}" in [event["type"] for event in sandbox.events()]
    assert traffic_mistakes(sandbox, spec) == []


def test_expiry_and_refunds_obey_stripes_own_specification(sandbox: RunningStripe, spec: StripeSpec) -> None:
    client = TypedStripe(sandbox.client).v1
    unpaid = client.checkout.sessions.create(basket(thing("Firewall")), ACCOUNT)
    paid = client.checkout.sessions.retrieve(pay_once(sandbox, "card"), {}, ACCOUNT)

    client.checkout.sessions.expire(unpaid.id, {}, ACCOUNT)
    params = {
        "amount": 400,
        "reason": "requested_by_customer",
        "refund_application_fee": True,
        "metadata": {"a": "b"},
    }
    refund = client.refunds.create({"payment_intent": paid.payment_intent, **params}, ACCOUNT)
    client.refunds.retrieve(refund.id, {"expand": ["charge"]}, ACCOUNT)

    kinds = {event["type"] for event in sandbox.events()}
    assert {"checkout.session.expired", "charge.refunded", "refund.created"} <= kinds
    assert traffic_mistakes(sandbox, spec) == []


def test_refusals_obey_stripes_own_specification(sandbox: RunningStripe, spec: StripeSpec) -> None:
    sessions = sandbox.client.v1.checkout.sessions
    taken: Any = {"idempotency_key": "taken"}
    sessions.create(basket(thing("Firewall")), taken)

    with pytest.raises(stripe.InvalidRequestError):
        sessions.retrieve("cs_test_nowhere")
    with pytest.raises(stripe.InvalidRequestError):
        sessions.create(basket(thing("Firewall", 1)))
    with pytest.raises(stripe.IdempotencyError):
        sessions.create(basket(thing("Router")), taken)

    assert [sent.status for sent in sandbox.http.kept] == [200, 404, 400, 400]
    assert traffic_mistakes(sandbox, spec) == []


def test_the_specification_finds_what_is_missing_misspelt_or_made_up(sandbox: RunningStripe, spec: StripeSpec) -> None:
    pay_once(sandbox, "card")
    event = sandbox.events()[-1]
    session = event["data"]["object"]
    ask = "/v1/checkout/sessions"

    missing = {**event, "data": {"object": {**session, "expires_at": None}}}
    made_up = {**event, "data": {"object": {**session, "tax_id_collection": {"enabledd": True}}}}

    assert spec.event_mistakes(event) == []
    assert spec.event_mistakes(missing) != []
    assert spec.event_mistakes(made_up) != []
    assert spec.event_mistakes({**event, "pending": 1}) != []
    assert spec.request_mistakes("POST", ask, "mode=paymentt") != []
    assert spec.request_mistakes("POST", ask, "line_items[0][price_data][unit_amountt]=1") != []
    assert spec.request_mistakes("POST", ask, "line_items[0][quantity]=three") != []
    assert spec.request_mistakes("GET", "/v1/events?delivery_success=perhaps") != []
    assert spec.request_mistakes("GET", "/v1/eventz") != []


@pytest.mark.parametrize(
    "params",
    [
        {"mode": "subscriptionn"},
        {"line_itemz": []},
        {"payment_method_types": ["card"]},
        {"line_items": [{"quantity": "3"}]},
        {"line_items": [{"price_data": {"currency": "eur", "unit_amountt": 1}}]},
        {"metadata": {"order": 1}},
    ],
    ids=["enum", "name", "removed in version 16", "type", "nested name", "metadata type"],
)
def test_the_sdks_own_types_find_mistaken_parameters(sandbox: RunningStripe, params: Any) -> None:
    create = sandbox.client.v1.checkout.sessions.create

    mistakes = param_mistakes(create, params)

    assert mistakes != []
    assert param_mistakes(create, basket(thing("Firewall"))) == []
