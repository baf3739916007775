"""The rows of an order: how they are written and how their states move, always in the caller's transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from awning.money import Money
from awning_checkout import tables as t
from awning_checkout.details import Details
from awning_checkout.ledger import payment_transfers
from awning_checkout.orders import (
    ORDER_MOVES,
    PAYMENT_MOVES,
    OrderState,
    PaymentState,
    move,
    order_after_payments,
)
from awning_checkout.quotes import PaymentPlan, Quote, QuoteLine
from awning_checkout.shops import Shop

# Read aloud on the phone: no letters or digits that look or sound alike.
_NUMBER_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Rows:
    """One order's rows, seen through a transaction somebody else opened and will commit."""

    db: sa.Connection
    now: datetime

    def insert_order(self, shop: Shop, cart_id: str, details: Details, offer: Quote) -> tuple[str, str]:
        """Write the customer, the order, its payments and its items; give the order's id and token."""
        order_id, customer_id, token = _new_id(), _new_id(), secrets.token_urlsafe(32)
        self.db.execute(
            t.customers.insert().values(
                id=customer_id,
                reseller=shop.reseller.slug,
                name=details.name,
                company=details.company,
                email=details.email,
                country=shop.reseller.country,
                created_at=self.now,
            )
        )
        self.db.execute(
            t.orders.insert().values(
                id=order_id,
                number=self._free_number(),
                token=token,
                reseller=shop.reseller.slug,
                cart_id=cart_id,
                customer_id=customer_id,
                state=OrderState.OPEN,
                language=shop.reseller.language,
                currency=offer.currency,
                catalog=offer.catalog,
                price_book=offer.price_book,
                priced_at=offer.priced_at,
                terms_accepted_at=self.now,
                created_at=self.now,
            )
        )
        self._insert_payments(order_id, shop, details, offer)
        self.note(order_id, "order", OrderState.OPEN, "placed by the customer")
        return order_id, token

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

    def _free_number(self) -> str:
        """A number no order has: people read them aloud, so they are short, so two can be drawn alike."""
        while True:
            number = "A-" + "".join(secrets.choice(_NUMBER_LETTERS) for _ in range(8))
            if self.db.scalar(sa.select(t.orders.c.id).where(t.orders.c.number == number)) is None:
                return number

    def _insert_fulfilment(self, order: Any) -> None:
        """One fulfilment for all items: one distributor takes them in one request. Its reference is made once, here."""
        fulfilment_id = _new_id()
        self.db.execute(
            t.fulfilments.insert().values(
                id=fulfilment_id, order_id=order.id, source="distributor", reference=f"{order.number}-1"
            )
        )
        self.db.execute(t.items.update().where(t.items.c.order_id == order.id).values(fulfilment_id=fulfilment_id))
        self.db.execute(
            t.outbox.insert().values(
                id=_new_id(), fulfilment_id=fulfilment_id, state="waiting", attempts=0, next_try_at=self.now
            )
        )

    def _insert_payments(self, order_id: str, shop: Shop, details: Details, offer: Quote) -> None:
        for number, plan in enumerate(offer.payments()):
            payment_id = _new_id()
            self.db.execute(
                t.payments.insert().values(id=payment_id, order_id=order_id, position=number, **_payment(plan))
            )
            periods = {section.period for section in plan.sections}
            for position, line in enumerate(offer.lines):
                if line.period in periods:
                    row = _item(line, shop, dict(details.answers.get(position, {})))
                    self.db.execute(
                        t.items.insert().values(
                            id=_new_id(), order_id=order_id, payment_id=payment_id, position=position, **row
                        )
                    )


def _payment(plan: PaymentPlan) -> dict[str, Any]:
    return {
        "period": plan.period,
        "state": PaymentState.DUE,
        "net_minor": plan.net.minor,
        "tax_minor": plan.tax.minor,
        "total_minor": plan.net.minor + plan.tax.minor,
        "sections": [[section.period, section.net.minor, section.tax.minor] for section in plan.sections],
        "attempt": 0,
    }


def _item(line: QuoteLine, shop: Shop, answers: dict[str, str]) -> dict[str, Any]:
    price = line.price
    return {
        "sku": line.offering.id,
        "plan_id": line.plan.id,
        "name": line.offering.said_in(shop.wording.language).name,
        "plan_title": shop.wording.plan(line.plan),
        "period": line.period,
        "quantity": price.quantity,
        "unit_minor": price.total.minor // price.quantity,
        "net_minor": price.total.minor,
        "answers": answers,
        "trail": [
            {"step": step.kind, "says": step.says, "amount": str(step.amount), "currency": step.currency}
            for step in price.trail
        ],
        "cuts": {f"{cut.party.role.value} {cut.party.name}": cut.money.minor for cut in price.cuts},
        "state": "",
        "activation": [],
    }


def _new_id() -> str:
    return str(uuid.uuid4())
