"""The worker: handles stored webhooks, forwards paid orders, and asks distributors how they are getting on.

Everything it does was written down first, and each step can be taken again: a process may be killed anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event as Signal
from typing import Any

import sqlalchemy as sa
import structlog

from awning.errors import AwningError
from awning_checkout import tables as t
from awning_checkout.checkout import Checkout
from awning_checkout.distributors import (
    Distributor,
    EndCustomer,
    Fulfilment,
    FulfilmentItem,
    FulfilmentState,
    NotPlaced,
    OutcomeUnknown,
    Placed,
    Refused,
    Status,
)
from awning_checkout.order_rows import Rows
from awning_checkout.orders import SETTLED, OrderState, order_after_fulfilments
from awning_checkout.store import Store

ATTEMPTS_MAX = 50
LEASE = timedelta(minutes=2)
"""How long a row that is being worked on is left alone; longer than any call may take."""
SURE_AFTER = timedelta(minutes=1)
"""How long after sending "not there" may only mean "not there yet"."""
RETRY_AFTER_MAX_S = 3600
POLL_EVERY = timedelta(seconds=2)
BACKOFF_MAX = timedelta(minutes=5)
BATCH = 20

log = structlog.get_logger("awning.worker")


class Worker:
    """One worker of any number; rows are claimed, so two never do the same one."""

    def __init__(
        self, store: Store, checkout: Checkout, distributor: Distributor, *, clock: Callable[[], datetime]
    ) -> None:
        """Take the parts; ``clock`` gives moments with a zone."""
        self._store = store
        self._checkout = checkout
        self._distributor = distributor
        self._clock = clock

    def run(self, stop: Signal, *, idle_s: float = 0.5) -> None:
        """Work until told to stop; rest only when there is nothing to do."""
        while not stop.is_set():
            try:
                done = self.work()
            except Exception:
                # Whatever it was, it is recorded and the next round begins from what the database says.
                log.exception("a round failed")
                done = 0
            if not done:
                stop.wait(idle_s)

    def work(self) -> int:
        """Do what is due now, and say how many things were done."""
        return self._handle_events() + self._forward() + self._poll()

    def _handle_events(self) -> int:
        """Settle the sessions that stored webhooks speak of."""
        done = 0
        while done < BATCH and (event := self._next_event()):
            self._handle(event)
            done += 1
        return done

    def _next_event(self) -> Any:
        """Claim the event whose turn it is, or none; one that cannot be handled must not hold up others."""
        now = self._clock()
        with self._store.transaction() as db:
            query = (
                sa.select(t.stripe_events)
                .where(t.stripe_events.c.handled_at.is_(None), t.stripe_events.c.next_try_at <= now)
                .order_by(t.stripe_events.c.received_at)
                .limit(1)
            )
            event = db.execute(self._store.locked(query, skip_locked=True)).one_or_none()
            if event is not None:
                claimed = {"attempts": event.attempts + 1, "next_try_at": now + LEASE}
                db.execute(t.stripe_events.update().where(_same_event(event)).values(claimed))
        return event

    def _handle(self, event: Any) -> None:
        try:
            if event.session_id:
                self._checkout.settle(event.session_id)
        except AwningError as problem:
            log.warning("webhook not handled", event_id=event.id, error=str(problem))
            if event.attempts + 1 < ATTEMPTS_MAX:
                later = {"error": str(problem), "next_try_at": self._clock() + _backoff(event.attempts)}
                with self._store.transaction() as db:
                    db.execute(t.stripe_events.update().where(_same_event(event)).values(later))
                return
        with self._store.transaction() as db:
            db.execute(t.stripe_events.update().where(_same_event(event)).values(handled_at=self._clock()))

    def _forward(self) -> int:
        """Send what waits in the outbox, each fulfilment once."""
        done = 0
        while done < BATCH and (claimed := self._next_fulfilment()):
            self._send(*claimed)
            done += 1
        return done

    def _next_fulfilment(self) -> tuple[Any, Fulfilment] | None:
        """Claim the row whose turn it is, or none. One at a time: the lease is for its calls, not for a batch's."""
        now = self._clock()
        with self._store.transaction() as db:
            query = (
                sa.select(t.outbox)
                .where(t.outbox.c.state.in_(["waiting", "sending"]), t.outbox.c.next_try_at <= now)
                .order_by(t.outbox.c.next_try_at)
                .limit(1)
            )
            row = db.execute(self._store.locked(query, skip_locked=True)).one_or_none()
            if row is None:
                return None
            claimed = {"state": "sending", "attempts": row.attempts + 1, "next_try_at": now + LEASE}
            if row.state == "waiting":
                claimed["sent_at"] = now
            db.execute(t.outbox.update().where(t.outbox.c.id == row.id).values(claimed))
            return row, self._fulfilment(db, row.fulfilment_id)

    def _send(self, row: Any, fulfilment: Fulfilment) -> None:
        """Place a fulfilment; where an earlier attempt may have got through, look before placing."""
        try:
            placed = self._distributor.find(fulfilment.reference) if row.state == "sending" else None
            if placed is None:
                if row.state == "sending" and not self._sends_again(row):
                    return
                placed = self._distributor.place(fulfilment)
            self._placed(row, placed)
        except NotPlaced as problem:
            asked_s = min(problem.retry_after_s or 0, RETRY_AFTER_MAX_S)
            wait = timedelta(seconds=asked_s) if asked_s else _backoff(row.attempts)
            # Back to waiting: the distributor never took it in, so there is nothing to look for.
            self._later(row, "waiting", wait, problem)
        except OutcomeUnknown as problem:
            self._later(row, "sending", _backoff(row.attempts), problem)
        except Refused as problem:
            self._stuck(row, FulfilmentState.REJECTED, str(problem))

    def _sends_again(self, row: Any) -> bool:
        """Whether what was sent and is not there may be sent once more, now and by us."""
        now = self._clock()
        left = row.sent_at + SURE_AFTER - now
        if left > timedelta(0):
            problem = OutcomeUnknown("It was sent and is not there yet.")
            self._later(row, "sending", min(left, _backoff(row.attempts)), problem)
            return False
        again = {"sent_at": now, "next_try_at": now + LEASE}
        with self._store.transaction() as db:
            # The look-up may have outlasted the lease: then the row is another worker's by now.
            return db.execute(t.outbox.update().where(_same_claim(row)).values(again)).rowcount == 1

    def _placed(self, row: Any, placed: Placed) -> None:
        # An end is believed with the items' own states and keys, which only a status has: ask for it next.
        state = FulfilmentState.ACKNOWLEDGED if placed.state in SETTLED else placed.state
        with self._store.transaction() as db:
            db.execute(t.outbox.update().where(t.outbox.c.id == row.id).values(state="done", error=None))
            known = {"state": state, "distributor_order_id": placed.distributor_order_id}
            db.execute(t.fulfilments.update().where(t.fulfilments.c.id == row.fulfilment_id).values(known))
            self._follow(db, row.fulfilment_id, f"the distributor has it as {placed.distributor_order_id}")

    def _later(self, row: Any, state: str, wait: timedelta, problem: Exception) -> None:
        log.warning("not forwarded yet", fulfilment=row.fulfilment_id, error=str(problem))
        if row.attempts + 1 >= ATTEMPTS_MAX:
            self._stuck(row, FulfilmentState.UNKNOWN, str(problem))
            return
        values = {"state": state, "error": str(problem), "next_try_at": self._clock() + wait}
        with self._store.transaction() as db:
            db.execute(t.outbox.update().where(_same_claim(row)).values(values))

    def _stuck(self, row: Any, state: FulfilmentState, why: str) -> None:
        """Leave it to a person."""
        log.error("forwarding needs a person", fulfilment=row.fulfilment_id, error=why)
        with self._store.transaction() as db:
            db.execute(t.outbox.update().where(t.outbox.c.id == row.id).values(state="stuck", error=why))
            db.execute(t.fulfilments.update().where(t.fulfilments.c.id == row.fulfilment_id).values(state=state))
            self._follow(db, row.fulfilment_id, why)

    def _poll(self) -> int:
        """Ask how forwarded fulfilments are doing."""
        now = self._clock()
        with self._store.transaction() as db:
            query = (
                sa.select(t.fulfilments)
                .where(
                    t.fulfilments.c.distributor_order_id.is_not(None),
                    t.fulfilments.c.state.not_in(list(SETTLED)),
                    sa.or_(t.fulfilments.c.checked_at.is_(None), t.fulfilments.c.checked_at <= now - POLL_EVERY),
                )
                .order_by(t.fulfilments.c.checked_at.nulls_first())
                .limit(BATCH)
            )
            waiting = db.execute(self._store.locked(query, skip_locked=True)).all()
            for row in waiting:
                db.execute(t.fulfilments.update().where(t.fulfilments.c.id == row.id).values(checked_at=now))
        for row in waiting:
            try:
                self._note_status(row, self._distributor.status(row.distributor_order_id))
            except OutcomeUnknown as problem:
                log.warning("status not known", fulfilment=row.id, error=str(problem))
        return len(waiting)

    def _note_status(self, row: Any, status: Status) -> None:
        with self._store.transaction() as db:
            for item in status.items:
                notes = [[note.name, note.text] for note in item.notes]
                mine = (t.items.c.id == item.id) & (t.items.c.fulfilment_id == row.id)
                db.execute(t.items.update().where(mine).values(state=item.state, activation=notes))
            if status.state != row.state:
                db.execute(t.fulfilments.update().where(t.fulfilments.c.id == row.id).values(state=status.state))
                self._follow(db, row.id, f"the distributor says {status.state}")

    def _follow(self, db: sa.Connection, fulfilment_id: str, why: str) -> None:
        """Note a fulfilment's state and bring its order to where its fulfilments are."""
        query = sa.select(t.orders).join(t.fulfilments).where(t.fulfilments.c.id == fulfilment_id)
        order = db.execute(self._store.locked(query)).one()
        mine = db.execute(sa.select(t.fulfilments).where(t.fulfilments.c.order_id == order.id)).all()
        rows = Rows(db, self._clock())
        this = next(each for each in mine if each.id == fulfilment_id)
        rows.note(order.id, f"fulfilment {this.reference}", this.state, why)
        then = order_after_fulfilments(FulfilmentState(each.state) if each.state else None for each in mine)
        if then != order.state:
            if order.state == OrderState.PAID and then is OrderState.ACTIVE:
                rows.move_order(order, OrderState.FORWARDED, why)
                order = db.execute(sa.select(t.orders).where(t.orders.c.id == order.id)).one()
            rows.move_order(order, then, why)

    def _fulfilment(self, db: sa.Connection, fulfilment_id: str) -> Fulfilment:
        """What the distributor is sent."""
        query = (
            sa.select(t.fulfilments.c.reference, t.orders.c.reseller, t.customers)
            .join(t.orders, t.orders.c.id == t.fulfilments.c.order_id)
            .join(t.customers, t.customers.c.id == t.orders.c.customer_id)
            .where(t.fulfilments.c.id == fulfilment_id)
        )
        row = db.execute(query).one()
        items = db.execute(
            sa.select(t.items).where(t.items.c.fulfilment_id == fulfilment_id).order_by(t.items.c.position)
        ).all()
        return Fulfilment(
            reference=row.reference,
            reseller_id=row.reseller,
            reseller_name=row.reseller,
            customer=EndCustomer(row.name, row.company, row.email, row.country, row.id),
            items=tuple(
                FulfilmentItem(item.id, item.sku, item.plan_id, item.pieces, dict(item.answers)) for item in items
            ),
        )


def _same_event(event: Any) -> sa.ColumnElement[bool]:
    return (t.stripe_events.c.account == event.account) & (t.stripe_events.c.id == event.id)


def _same_claim(row: Any) -> sa.ColumnElement[bool]:
    """The row, as long as nobody else has claimed it since."""
    return (t.outbox.c.id == row.id) & (t.outbox.c.attempts == row.attempts + 1)


def _backoff(attempts: int) -> timedelta:
    """Twice as long each time, up to five minutes, with a fifth of chance so that workers do not march in step."""
    seconds = min(2.0 ** min(attempts, 10), BACKOFF_MAX.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311  (no secret depends on it)
