"""The rows of an order: how their states move, and what is written when they do, in the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from awning.money import Money
from awning_checkout import tables as t
from awning_checkout.ledger import payment_transfers
from awning_checkout.orders import (
    ORDER_MOVES,
    PAYMENT_MOVES,
    OrderState,
    PaymentState,
    move,
    order_after_payments,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """One order's rows, seen through a transaction somebody else opened and will commit."""

    db: sa.Connection
    now: datetime

    def payments(self, order_id: str) -> Sequence[Any]:
        """The order's payments in the order they are asked for."""
        return self.db.execute(
            sa.select(t.payments).where(t.payments.c.order_id == order_id).order_by(t.payments.c.position)
        ).all()

    def move_order(self, order: Any, then: OrderState, why: str) -> None:
        """Bring the order to a state.

        Raises:
            MoveRefused: the table of moves does not allow it.
        """
        state = move(ORDER_MOVES, OrderState(order.state), then)
        self.db.execute(t.orders.update().where(t.orders.c.id == order.id).values(state=state))
        self.note(order.id, "order", state, why)

    def move_payment(self, payment: Any, then: PaymentState, why: str) -> None:
        """Bring a payment to a state.

        Raises:
            MoveRefused: the table of moves does not allow it.
        """
        state = move(PAYMENT_MOVES, PaymentState(payment.state), then)
        self.db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(state=state))
        self.note(payment.order_id, f"payment {payment.position + 1}", state, why)

    def next_attempt(self, payment: Any) -> Any:
        """Count a new try to have a page opened, the last one's forgotten, and give the payment as it is now."""
        opened = {"attempt": payment.attempt + 1, "session_id": None, "session_url": None}
        self.db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(opened))
        return self.db.execute(sa.select(t.payments).where(t.payments.c.id == payment.id)).one()

    def book_payment(self, payment: Any, currency: str, why: str) -> None:
        """Mark a payment paid and write its balanced transfers.

        Raises:
            Unbalanced: the items' cuts and the tax do not sum to it; the transaction must not go on.
        """
        self.move_payment(payment, PaymentState.PAID, why)
        self.db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(paid_at=self.now))
        cuts = [
            (account, Money(minor, currency))
            for [shares] in self.db.execute(sa.select(t.items.c.cuts).where(t.items.c.payment_id == payment.id))
            for account, minor in shares.items()
        ]
        paid, tax = Money(payment.total_minor, currency), Money(payment.tax_minor, currency)
        rows = [
            {
                "payment_id": payment.id,
                "kind": transfer.kind,
                "source": transfer.source,
                "target": transfer.target,
                "minor": transfer.money.minor,
                "currency": currency,
                "at": self.now,
            }
            for transfer in payment_transfers(paid, tax, cuts)
        ]
        if rows:
            self.db.execute(t.transfers.insert(), rows)

    def take_tax(self, payment: Any, tax: Money) -> Any:
        """Write down the tax that Stripe worked out and charged on top, and give the payment as it is now."""
        sums = {"tax_minor": tax.minor, "total_minor": payment.net_minor + tax.minor}
        self.db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(sums))
        return self.db.execute(sa.select(t.payments).where(t.payments.c.id == payment.id)).one()

    def follow_payments(self, order_id: str) -> None:
        """Bring the order to where its payments are; a paid one gets its fulfilment and outbox row here."""
        order = self.db.execute(sa.select(t.orders).where(t.orders.c.id == order_id)).one()
        then = order_after_payments(PaymentState(payment.state) for payment in self.payments(order_id))
        if order.state not in {OrderState.OPEN, OrderState.EXPIRED} or then is OrderState.OPEN:
            return
        why = "all payments are in" if then is OrderState.PAID else "a payment is not what was asked for"
        self.move_order(order, then, why)
        if then is OrderState.PAID:
            self._insert_fulfilment(order)

    def note(self, order_id: str, subject: str, state: str, why: str) -> None:
        """Leave a line in the order's history."""
        self.db.execute(
            t.order_events.insert().values(order_id=order_id, at=self.now, subject=subject, state=state, why=why)
        )

    def _insert_fulfilment(self, order: Any) -> None:
        """One fulfilment for all that is delivered: one distributor takes it in one request.

        Its reference is made once, here. Set-up fees are nobody's to deliver.
        """
        fulfilment_id = new_id()
        self.db.execute(
            t.fulfilments.insert().values(
                id=fulfilment_id, order_id=order.id, source="distributor", reference=f"{order.number}-1"
            )
        )
        delivered = (t.items.c.order_id == order.id) & (t.items.c.kind == "plan")
        self.db.execute(t.items.update().where(delivered).values(fulfilment_id=fulfilment_id))
        self.db.execute(
            t.outbox.insert().values(
                id=new_id(), fulfilment_id=fulfilment_id, state="waiting", attempts=0, next_try_at=self.now
            )
        )


def new_id() -> str:
    """The key of a row: unguessable, and made before the row is."""
    return str(uuid.uuid4())
