"""Opening payment pages: what is written down before Stripe is asked for one, and after it gave or refused it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from awning.dealings import day_of
from awning_checkout import tables as t
from awning_checkout.coupons import found, refusal
from awning_checkout.errors import KeyTaken, NotHere, PaymentRefused, PriceMoved
from awning_checkout.order_history import uses_of
from awning_checkout.order_rows import Rows
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.payment_lines import payment_page
from awning_checkout.settling import fall_back
from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway

_PAYABLE = frozenset({PaymentState.DUE, PaymentState.OPEN})
_UNPAID = frozenset({OrderState.OPEN, OrderState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Opened:
    """A payment that a page is to be opened for, or was: the rows as they are written down."""

    order: Any
    payment: Any
    email: str


class Payments:
    """The payment pages of all orders.

    An attempt is written down before Stripe is called and is part of the idempotency key: however often a customer
    clicks, and wherever a process dies, there is one session for it.
    """

    def __init__(
        self, store: Store, shops: Shops, gateway: StripeGateway, *, public_url: str, clock: Callable[[], datetime]
    ) -> None:
        """Take the parts of the checkout."""
        self._store = store
        self._shops = shops
        self._gateway = gateway
        self._public_url = public_url
        self._clock = clock

    def page(self, reseller: str, token: str) -> str | None:
        """The address of the page for what is due next, or none when all is paid; raises what `Checkout.pay` does."""
        opened = self._opened(reseller, token)
        try:
            return self._address(opened) if opened else None
        except KeyTaken:
            # An answer was lost, and the shop has another name since: that is another page, under another key.
            opened = self._opened(reseller, token, instead_of=opened.payment.attempt if opened else None)
            return self._address(opened) if opened else None

    def _opened(self, reseller: str, token: str, *, instead_of: int | None = None) -> Opened | None:
        """The next payment, written down as open; an attempt that came to nothing is followed by the next."""
        with self._store.transaction() as db:
            order, rows = self._order(db, reseller, token), Rows(db, self._clock())
            payment = next((each for each in rows.payments(order.id) if each.state in _PAYABLE), None)
            if payment is None or order.state not in _UNPAID:
                return None
            email = str(db.scalar(sa.select(t.customers.c.email).where(t.customers.c.id == order.customer_id)))
            if order.state == OrderState.EXPIRED:
                self._hold_coupon(db, order, email)
                rows.move_order(order, OrderState.OPEN, "the customer pays after all")
            if payment.state == PaymentState.DUE:
                rows.move_payment(payment, PaymentState.OPEN, "the customer goes to the payment page")
                payment = rows.next_attempt(payment)
            elif payment.attempt == instead_of and not payment.session_url:
                payment = rows.next_attempt(payment)
            return Opened(order, payment, email)

    def _hold_coupon(self, db: sa.Connection, order: Any, email: str) -> None:
        """Let an order that ran out count as a use of its coupon again, if one is left."""
        if not order.coupon:
            return
        self._store.hold(db, f"coupon {order.reseller} {order.coupon}")
        book, uses = self._shops.book(order.reseller, self._clock()), uses_of(db, order.reseller, order.coupon, email)
        coupon = found(book.reseller.coupons, order.coupon)
        if refusal(coupon, today=day_of(book.as_of, book.project), uses=uses):
            raise PriceMoved(f"Order {order.number} ran out unpaid, and its coupon holds no more.")

    def _address(self, opened: Opened) -> str | None:
        """Have Stripe open the page, and keep its address; where Stripe refuses, the order has run out."""
        order, payment = opened.order, opened.payment
        if payment.session_url:
            return str(payment.session_url)
        name = self._shops.shop(order.reseller).reseller.name
        page = payment_page(order, payment, opened.email, shop=name, base=self._public_url)
        try:
            session = self._gateway.create_session(page, idempotency_key=f"payment:{payment.id}:{payment.attempt}")
        except PaymentRefused:
            with self._store.transaction() as db:
                order, rows = self._order(db, order.reseller, order.token), Rows(db, self._clock())
                now = next(each for each in rows.payments(order.id) if each.id == payment.id)
                if (now.state, now.attempt) == (PaymentState.OPEN, payment.attempt):
                    fall_back(rows, order, now, "Stripe refuses the payment page", "it cannot be paid as it is")
            raise
        with self._store.transaction() as db:
            db.execute(
                t.payments.update()
                .where(t.payments.c.id == payment.id, t.payments.c.attempt == payment.attempt)
                .values(session_id=session.id, session_url=session.url)
            )
        return session.url

    def _order(self, db: sa.Connection, reseller: str, token: str) -> Any:
        query = sa.select(t.orders).where(t.orders.c.token == token, t.orders.c.reseller == reseller)
        order = db.execute(self._store.locked(query)).one_or_none()
        if order is None:
            raise NotHere("There is no such order.")
        return order
