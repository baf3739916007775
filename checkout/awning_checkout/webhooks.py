"""Webhooks are verified, stored under Stripe's event id, and answered; the worker acts on them at its own pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from awning_checkout import tables as t
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway


def receive(
    store: Store, gateway: StripeGateway, body: bytes, signature: str | None, clock: Callable[[], datetime]
) -> bool:
    """Store an event, and say whether it is new. The same one delivered again changes nothing.

    Raises:
        SignatureWrong: it is not from Stripe.
        BadRequest: it is signed and is no event.
    """
    event, now = gateway.verified(body, signature), clock()
    insert = (sqlite if store.is_sqlite else postgresql).insert(t.stripe_events)
    row = insert.values(
        account=event.account,
        id=event.id,
        type=event.type,
        session_id=event.session_id,
        received_at=now,
        # What speaks of no session is kept as a record and needs no handling.
        handled_at=None if event.session_id else now,
        attempts=0,
        next_try_at=now,
    ).on_conflict_do_nothing()
    with store.transaction() as db:
        # Asked back, for not every driver counts the rows of an insert.
        return db.execute(row.returning(t.stripe_events.c.id)).first() is not None
