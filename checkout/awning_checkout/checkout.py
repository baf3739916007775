"""The use cases between a cart and a paid order. Each opens one transaction; nobody below commits.

Our row is there before Stripe is called, and what Stripe says is asked of it anew each time: the return page, the
webhook worker and the reconciler all call the same `Checkout.settle`, which may be called any number of times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from awning.dealings import day_of
from awning_checkout import tables as t
from awning_checkout.buyers import Register, buyer_of, confirmed
from awning_checkout.carts import CartLine
from awning_checkout.carts_kept import KeptCarts
from awning_checkout.details import Details
from awning_checkout.errors import PriceMoved
from awning_checkout.order_history import first_order, uses_of
from awning_checkout.order_rows import Rows
from awning_checkout.order_writing import OrderWriter
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.paying import Payments
from awning_checkout.quotes import Quote
from awning_checkout.quoting import Sale, quote
from awning_checkout.settling import follow_session
from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway


class Checkout:
    """Orders and payments of all shops, and the carts they come from."""

    def __init__(
        self,
        store: Store,
        shops: Shops,
        gateway: StripeGateway,
        *,
        public_url: str,
        clock: Callable[[], datetime],
        register: Register | None = None,
    ) -> None:
        """Take the parts.

        Args:
            store: the database.
            shops: settings and prices.
            gateway: Stripe.
            public_url: where customers come back to.
            clock: gives moments with a zone.
            register: is asked about VAT numbers; without one their form is all that is looked at.
        """
        self._store = store
        self._shops = shops
        self._gateway = gateway
        self._clock = clock
        self._register = register
        self.carts = KeptCarts(store, shops, clock)
        self._payments = Payments(store, shops, gateway, public_url=public_url, clock=clock)

    def quote(
        self,
        reseller: str,
        lines: Sequence[CartLine],
        details: Details | None = None,
        code: str = "",
        *,
        language: str = "",
    ) -> Quote:
        """Price a cart for this moment, for somebody who is known or not yet, with what a coupon takes off.

        ``language`` is the one the tax is named in: the shop's first one by default.

        Raises:
            TaxError: the tax of the buyer's country is not known.
        """
        with self._store.reading() as db:
            return self._quote(db, reseller, lines, details, code, language=language)

    def offer(self, reseller: str, cart_id: str, details: Details | None = None) -> Quote:
        """Price a cart that is kept, with the coupon that lies in it.

        Raises:
            NotHere: there is no such cart in this shop.
            TaxError: the tax of the buyer's country is not known.
        """
        lines, code = self.carts.whole(reseller, cart_id)
        return self.quote(reseller, lines, details, code, language=self.carts.language(reseller, cart_id))

    def confirmed(self, reseller: str, details: Details) -> Details:
        """The details with what the register says of the VAT number, where that decides who owes the tax."""
        now = self._clock()
        book = self._shops.book(reseller, now)
        return confirmed(details, book.reseller, book.market.tax, day_of(now, book.project), self._register)

    def place(self, reseller: str, cart_id: str, details: Details, agreed: str) -> str:
        """Make an order of a cart, once, and give its token; asked again, the same order is found.

        Raises:
            NotHere: there is no such cart in this shop.
            PriceMoved: it costs more than the customer agreed to, or other tax, or the coupon was used up meanwhile;
                or it is more than one payment page takes.
            TaxError: the tax of the buyer's country is not known.
        """
        if token := self.carts.order_of(reseller, cart_id):
            return token
        lines, code = self.carts.whole(reseller, cart_id)
        language = self.carts.language(reseller, cart_id)
        with self._store.transaction() as db:
            db.execute(self._store.locked(sa.select(t.carts.c.id).where(t.carts.c.id == cart_id)))
            known = db.scalar(sa.select(t.orders.c.token).where(t.orders.c.cart_id == cart_id))
            if known is not None:
                return known
            if code:
                # Uses are counted by orders, and two orders at once would each count without the other.
                self._store.hold(db, f"coupon {reseller} {code}")
            offer = self._quote(db, reseller, lines, details, code, language=language)
            if not offer.lines or not offer.agreed_by(agreed):
                raise PriceMoved("The prices changed since they were shown.")
            if offer.exceeds_a_page:
                raise PriceMoved("A payment page takes fewer lines: they have to be ordered in parts.")
            rows, shop = Rows(db, self._clock()), self._shops.shop(reseller, language)
            order_id, token = OrderWriter(db, rows.now, shop).write(cart_id, details, offer)
            rows.note(order_id, "order", OrderState.OPEN, "placed by the customer")
            for payment, plan in zip(rows.payments(order_id), offer.payments(), strict=True):
                if plan.is_free:
                    rows.book_payment(payment, offer.currency, "nothing to pay")
            rows.follow_payments(order_id)
        return token

    def pay(self, reseller: str, token: str) -> str | None:
        """The address of the payment page for what is due next, or none when all is paid.

        Raises:
            NotHere: there is no such order in this shop.
            PriceMoved: the order ran out, and the coupon it was placed with holds no more.
            PaymentRefused: Stripe takes no such payment; the order has run out, its coupon can be used elsewhere.
            PaymentUnavailable: Stripe does not answer; asking again goes on from here.
        """
        self._settle_open_sessions(reseller, token)
        return self._payments.page(reseller, token)

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
            follow_session(rows, order, payment, session)
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

    def _quote(
        self,
        db: sa.Connection,
        reseller: str,
        lines: Sequence[CartLine],
        details: Details | None,
        code: str,
        *,
        language: str,
    ) -> Quote:
        book = self._shops.book(reseller, self._clock())
        if details is None:
            return quote(book, lines, Sale(coupon=code, uses=uses_of(db, reseller, code, ""), language=language))
        first = first_order(db, reseller, details.email)
        sale = Sale(
            buyer=buyer_of(details, book.reseller),
            email=details.email,
            since=day_of(first, book.project) if first else None,
            coupon=code,
            uses=uses_of(db, reseller, code, details.email),
            language=language,
        )
        return quote(book, lines, sale)

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
