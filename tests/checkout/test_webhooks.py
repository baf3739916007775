"""Webhooks: verified, stored once, answered; handled later, and only by asking Stripe."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import stripe
from flask.testing import FlaskClient

from awning_checkout import tables as t
from awning_checkout.errors import SignatureWrong
from awning_checkout.outbox import ATTEMPTS_MAX, LEASE
from awning_checkout.webhooks import receive
from support_checkout import MONTHLY, World
from support_stripe_sandbox import WEBHOOK_SECRET


def notice(session_id: str, *, event_id: str = "evt_1", kind: str = "checkout.session.completed", **more: Any) -> str:
    """An event about a session, as Stripe writes it down."""
    thing = {"id": session_id, "object": "checkout.session"}
    return json.dumps({"id": event_id, "object": "event", "type": kind, "data": {"object": thing}, **more})


def signed(body: str) -> str:
    sign = cast("Any", stripe.WebhookSignature).generate_signature_header
    return str(sign(body, WEBHOOK_SECRET, int(time.time())))


def tell(world: World, body: str) -> bool:
    return receive(world.store, world.gateway, body.encode(), signed(body), world.now)


def post(client: FlaskClient, body: str, signature: str | None = None) -> Any:
    return client.post("/stripe/webhook", data=body, headers={"Stripe-Signature": signature or signed(body)})


def test_an_event_is_stored_before_anything_is_done_with_it(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)

    new = tell(world, notice(session_id))

    [event] = world.rows(t.stripe_events)
    assert new is True
    assert (event.account, event.id, event.type) == ("", "evt_1", "checkout.session.completed")
    assert (event.session_id, event.received_at, event.handled_at) == (session_id, world.now(), None)
    assert world.state(token) == "open"


def test_the_same_event_again_changes_nothing(world: World) -> None:
    tell(world, notice("cs_1"))
    before = world.contents()
    world.clock.move(60)

    assert tell(world, notice("cs_2", kind="checkout.session.expired")) is False
    assert world.contents() == before


def test_an_event_delivered_from_eight_sides_at_once_is_stored_once(world: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = [work.result() for work in [pool.submit(tell, world, notice("cs_1")) for _ in range(8)]]

    assert sorted(new) == [False] * 7 + [True]
    assert world.count(t.stripe_events) == 1


def test_the_same_event_id_of_another_account_is_another_event(world: World) -> None:
    assert tell(world, notice("cs_1", account="acct_north")) is True
    assert tell(world, notice("cs_1", account="acct_south")) is True


def test_an_event_that_is_not_stripes_is_not_stored(world: World) -> None:
    body = notice("cs_1")

    with pytest.raises(SignatureWrong):
        receive(world.store, world.gateway, body.encode() + b" ", signed(body), world.now)

    assert world.count(t.stripe_events) == 0


def test_a_webhook_pays_the_order_when_the_worker_has_asked_stripe(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)
    tell(world, notice(session_id))

    world.worker().work()

    [event] = world.rows(t.stripe_events)
    assert world.state(token) == "forwarded"
    assert (event.handled_at, event.attempts, event.error) == (world.now(), 1, None)


def test_a_webhook_is_not_believed_when_stripe_says_otherwise(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    tell(world, notice(session_id))

    world.worker().work()

    assert world.state(token) == "open"
    assert world.rows(t.stripe_events)[0].handled_at == world.now()


def test_real_webhooks_in_reverse_order_and_twice_end_the_same(world: World) -> None:
    token = world.order(MONTHLY)
    world.stripe.control("faults", {"duplicate_webhooks": 3})
    session_id = world.session(token)
    world.complete(session_id, "delayed")
    world.stripe.control(f"settle_async/{session_id}")
    world.stripe.control("drain")

    for arrival in reversed(world.stripe.inbox.all()):
        receive(world.store, world.gateway, arrival.body, arrival.signature, world.now)
    world.worker().work()

    assert world.state(token) == "forwarded"
    assert all(event.handled_at for event in world.rows(t.stripe_events))


@pytest.mark.parametrize("session_id", ["cs_test_of_somebody_else"])
def test_an_event_about_a_stranger_is_tried_for_a_while_and_left(world: World, session_id: str) -> None:
    world.order(MONTHLY)
    tell(world, notice(session_id))
    worker, rounds = world.worker(), 0

    while world.rows(t.stripe_events)[0].handled_at is None:
        worker.work()
        rounds += 1
        world.clock.move(3600)

    assert rounds == ATTEMPTS_MAX
    assert world.rows(t.stripe_events)[0].error == "Stripe: InvalidRequestError (resource_missing)."


def test_when_stripe_is_down_the_event_waits(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)
    tell(world, notice(session_id))
    world.stripe.control("faults", {"fail_next_requests": 3})
    worker = world.worker()

    worker.work()
    down = world.state(token), world.rows(t.stripe_events)[0].handled_at
    world.clock.move(60)
    worker.work()

    assert down == ("open", None)
    assert world.state(token) == "forwarded"


def test_an_event_whose_worker_was_killed_is_handled_after_its_lease(world: World) -> None:
    token = world.order(MONTHLY)
    session_id = world.session(token)
    world.complete(session_id)
    tell(world, notice(session_id))
    killed: Any = world.worker()
    abandoned = killed._next_event()

    within = world.worker().work()
    world.clock.move(LEASE.total_seconds())
    world.worker().work()

    assert abandoned.id == "evt_1"
    assert within == 0
    assert world.state(token) == "forwarded"


def test_an_event_about_something_else_is_kept_as_a_record_and_done(world: World) -> None:
    body = notice("ch_1", kind="charge.refunded").replace('"checkout.session"', '"charge"')
    tell(world, body)

    assert world.rows(t.stripe_events)[0].handled_at == world.now()
    assert world.worker().work() == 0


# Over HTTP.


def test_stripe_is_answered_at_once(client: FlaskClient, world: World) -> None:
    body = notice("cs_1")

    first, second = post(client, body), post(client, body)

    assert (first.status_code, first.json) == (200, {"received": True, "new": True})
    assert (second.status_code, second.json) == (200, {"received": True, "new": False})
    assert world.count(t.stripe_events) == 1


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        pytest.param(notice("cs_1"), "t=1,v1=0", id="wrongly signed"),
        pytest.param(notice("cs_1"), "t=1,v1=\u00e4", id="signed in umlauts"),
        pytest.param("[]", None, id="no event"),
        pytest.param("\x00", None, id="no JSON"),
    ],
)
def test_what_is_no_event_of_stripes_is_a_bad_request(
    client: FlaskClient, world: World, body: str, signature: str | None
) -> None:
    answer = post(client, body, signature)

    assert answer.status_code == 400
    assert world.count(t.stripe_events) == 0


def test_a_webhook_without_a_signature_is_a_bad_request(client: FlaskClient) -> None:
    assert client.post("/stripe/webhook", data=notice("cs_1")).status_code == 400


def test_a_body_too_large_to_be_an_event_is_not_read(client: FlaskClient) -> None:
    assert post(client, "x" * 1_000_001).status_code == 413
