"""The use cases between a cart and a paid order. Each opens one transaction; nobody below commits.

Our row is there before Stripe is called, and what Stripe says is asked of it anew each time: the return page, the
webhook worker and the reconciler all call the same `Checkout.settle`, which may be called any number of times.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from awning.money import Money
from awning_checkout import tables as t
from awning_checkout.details import Details
from awning_checkout.errors import NotHere, PriceMoved
from awning_checkout.order_rows import Rows
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.quotes import CartLine, Quote, merged, quote
from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import Line, Session, StripeGateway

_PAYABLE = frozenset({PaymentState.DUE, PaymentState.OPEN})
_UNPAID = frozenset({OrderState.OPEN, OrderState.EXPIRED})


class Checkout:
    """Carts, orders and payments of all shops."""

    def __init__(
        self, store: Store, shops: Shops, gateway: StripeGateway, *, public_url: str, clock: Callable[[], datetime]
    ) -> None:
        """Take the parts. ``public_url`` is where customers come back to; ``clock`` gives moments with a zone."""
        self._store = store
        self._shops = shops
        self._gateway = gateway
        self._public_url = public_url
        self._clock = clock

    def save_cart(self, reseller: str, lines: Sequence[CartLine], cart_id: str | None = None) -> str:
        """Keep a cart, and give its unguessable id; an ordered or unknown cart is left alone for a new one."""
        self._shops.shop(reseller)
        # One line per plan, so that a line's place in the cart is the one its quantity field names.
        rows = [asdict(line) for line in merged(lines)]
        with self._store.transaction() as db:
            if cart_id and self._changeable(db, reseller, cart_id):
                db.execute(t.carts.update().where(t.carts.c.id == cart_id).values(lines=rows))
                return cart_id
            new = secrets.token_urlsafe(24)
            db.execute(t.carts.insert().values(id=new, reseller=reseller, lines=rows, created_at=self._clock()))
            return new

    def cart(self, reseller: str, cart_id: str) -> list[CartLine]:
        """The lines of a cart.

        Raises:
            NotHere: there is no such cart in this shop.
        """
        with self._store.reading() as db:
            row = db.execute(
                sa.select(t.carts.c.lines).where(t.carts.c.id == cart_id, t.carts.c.reseller == reseller)
            ).one_or_none()
        if row is None:
            raise NotHere("There is no such cart.")
        return [CartLine(**line) for line in row.lines]

    def order_of_cart(self, reseller: str, cart_id: str) -> str | None:
        """The token of the order that a cart of this shop became, or none."""
        query = sa.select(t.orders.c.token).where(t.orders.c.cart_id == cart_id, t.orders.c.reseller == reseller)
        with self._store.reading() as db:
            return db.scalar(query)

    def quote(self, reseller: str, lines: Sequence[CartLine]) -> Quote:
        """Price a cart for this moment."""
        return quote(self._shops.book(reseller, self._clock()), lines)

    def place(self, reseller: str, cart_id: str, details: Details, agreed: str) -> str:
        """Make an order of a cart, once, and give its token; asked again, the same order is found.

        Raises:
            NotHere: there is no such cart in this shop.
            PriceMoved: the prices are not those the customer agreed to.
        """
        if token := self.order_of_cart(reseller, cart_id):
            return token
        offer = self.quote(reseller, self.cart(reseller, cart_id))
        if offer.digest != agreed or not offer.lines:
            raise PriceMoved("The prices changed since they were shown.")
        with self._store.transaction() as db:
            db.execute(self._store.locked(sa.select(t.carts.c.id).where(t.carts.c.id == cart_id)))
            known = db.scalar(sa.select(t.orders.c.token).where(t.orders.c.cart_id == cart_id))
            if known is not None:
                return known
            rows = Rows(db, self._clock())
            order_id, token = rows.insert_order(self._shops.shop(reseller), cart_id, details, offer)
            for payment in rows.payments(order_id):
                if not payment.total_minor:
                    rows.book_payment(payment, offer.currency, "nothing to pay")
            rows.follow_payments(order_id)
        return token

    def pay(self, reseller: str, token: str) -> str | None:
        """The address of the payment page for what is due next, or none when all is paid.

        The attempt is written down before Stripe is called and is part of the idempotency key: however often a
        customer clicks, and wherever a process dies, there is one session for it.

        Raises:
            NotHere: there is no such order in this shop.
            PaymentUnavailable: Stripe does not answer; asking again goes on from here.
        """
        self._settle_open_sessions(reseller, token)
        with self._store.transaction() as db:
            order = self._order(db, reseller, token)
            rows = Rows(db, self._clock())
            payment = next((each for each in rows.payments(order.id) if each.state in _PAYABLE), None)
            if payment is None or order.state not in _UNPAID:
                return None
            if payment.state == PaymentState.OPEN and payment.session_url:
                return str(payment.session_url)
            attempt = payment.attempt
            if payment.state == PaymentState.DUE:
                attempt += 1
                rows.move_payment(payment, PaymentState.OPEN, "the customer goes to the payment page")
                opened = {"attempt": attempt, "session_id": None, "session_url": None}
                db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(opened))
            if order.state == OrderState.EXPIRED:
                rows.move_order(order, OrderState.OPEN, "the customer pays after all")
            lines = _lines(db, order, payment, self._tax_name(reseller))
            email = str(db.scalar(sa.select(t.customers.c.email).where(t.customers.c.id == order.customer_id)))
        page = f"{self._public_url}/{reseller}/orders/{token}"
        session = self._gateway.create_session(
            lines,
            reference=payment.id,
            order_number=order.number,
            email=email,
            locale=order.language,
            success_url=f"{page}?session={{CHECKOUT_SESSION_ID}}",
            cancel_url=page,
            idempotency_key=f"payment:{payment.id}:{attempt}",
            merchant=self._shops.shop(reseller).reseller.name,
        )
        with self._store.transaction() as db:
            db.execute(
                t.payments.update()
                .where(t.payments.c.id == payment.id, t.payments.c.attempt == attempt)
                .values(session_id=session.id, session_url=session.url)
            )
        return session.url

    def settle(self, session_id: str) -> bool:
        """Ask Stripe how a session stands and bring our order to that, once and for all.

        Returns:
            Whether the session is one of ours.

        Raises:
            PaymentUnavailable: Stripe does not answer; ask again later.
        """
        session = self._gateway.session(session_id)
        with self._store.transaction() as db:
            order_id = db.scalar(sa.select(t.payments.c.order_id).where(t.payments.c.id == session.reference))
            if order_id is None:
                return False
            order = db.execute(self._store.locked(sa.select(t.orders).where(t.orders.c.id == order_id))).one()
            rows = Rows(db, self._clock())
            payment = next(each for each in rows.payments(order_id) if each.id == session.reference)
            self._settle(rows, order, payment, session)
        return True

    def unsettled_sessions(self) -> list[str]:
        """Sessions whose end we have not seen, for the reconciler."""
        with self._store.reading() as db:
            return list(
                db.scalars(
                    sa.select(t.payments.c.session_id).where(
                        t.payments.c.state.in_([PaymentState.OPEN, PaymentState.PROCESSING]),
                        t.payments.c.session_id.is_not(None),
                    )
                )
            )

    def _settle_open_sessions(self, reseller: str, token: str) -> None:
        """Before another session is opened, see how the last one ended."""
        query = (
            sa.select(t.payments.c.session_id)
            .join(t.orders, t.orders.c.id == t.payments.c.order_id)
            .where(
                t.orders.c.token == token,
                t.orders.c.reseller == reseller,
                t.payments.c.state == PaymentState.OPEN,
                t.payments.c.session_id.is_not(None),
            )
        )
        with self._store.reading() as db:
            sessions = db.scalars(query).all()
        for session_id in sessions:
            self.settle(str(session_id))

    def _tax_name(self, reseller: str) -> str:
        shop = self._shops.shop(reseller)
        return f"{shop.reseller.tax.name} {shop.wording.percent(shop.reseller.tax.rate)}"

    def _settle(self, rows: Rows, order: Any, payment: Any, session: Session) -> None:
        """Bring a payment to where its session is; every branch may be taken again without harm."""
        state = PaymentState(payment.state)
        if state is PaymentState.PAID:
            return
        if session.status == "expired":
            if payment.session_id == session.id and state is PaymentState.OPEN:
                rows.move_payment(payment, PaymentState.DUE, "the payment page expired")
                nothing_paid = all(each.state != PaymentState.PAID for each in rows.payments(order.id))
                if order.state == OrderState.OPEN and nothing_paid:
                    rows.move_order(order, OrderState.EXPIRED, "not paid in time")
            return
        if session.status != "complete":
            return
        asked = Money(payment.total_minor, order.currency)
        if session.total != asked:
            if state is not PaymentState.HELD:
                rows.move_payment(payment, PaymentState.HELD, f"Stripe says {session.total}, we asked for {asked}")
        elif session.paid:
            rows.book_payment(payment, order.currency, f"Stripe session {session.id}")
        elif state is PaymentState.OPEN:
            rows.move_payment(payment, PaymentState.PROCESSING, "waiting for the customer's bank")
        rows.follow_payments(order.id)

    def _changeable(self, db: sa.Connection, reseller: str, cart_id: str) -> bool:
        """Whether the cart is this shop's and not an order yet."""
        known = db.scalar(sa.select(t.carts.c.id).where(t.carts.c.id == cart_id, t.carts.c.reseller == reseller))
        ordered = db.scalar(sa.select(t.orders.c.id).where(t.orders.c.cart_id == cart_id))
        return known is not None and ordered is None

    def _order(self, db: sa.Connection, reseller: str, token: str) -> Any:
        query = sa.select(t.orders).where(t.orders.c.token == token, t.orders.c.reseller == reseller)
        order = db.execute(self._store.locked(query)).one_or_none()
        if order is None:
            raise NotHere("There is no such order.")
        return order


def _lines(db: sa.Connection, order: Any, payment: Any, tax_name: str) -> list[Line]:
    """What the payment page lists: every item, then the tax of each period as a line of its own.

    Stripe is sent the tax and not asked for it, so that what it charges is what was shown, to the cent.
    """
    items = db.execute(sa.select(t.items).where(t.items.c.payment_id == payment.id).order_by(t.items.c.position)).all()
    lines = [
        Line(f"{item.name}, {item.plan_title}", Money(item.unit_minor, order.currency), item.quantity, item.period)
        for item in items
    ]
    return lines + [Line(tax_name, Money(tax, order.currency), 1, period) for period, _, tax in payment.sections if tax]
