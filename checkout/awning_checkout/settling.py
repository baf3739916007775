"""Bringing a payment to where its Stripe session is; every branch may be taken again without harm."""

from __future__ import annotations

from typing import Any

from awning.money import Money, total
from awning_checkout.order_rows import Rows
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.starting import start_today
from awning_checkout.stripe_gateway import Session


def follow_session(rows: Rows, order: Any, payment: Any, session: Session) -> None:
    """Move a payment and its order to what Stripe says, in the caller's transaction.

    Args:
        rows: the order's rows; the caller holds a lock on the order.
        order: the order's row.
        payment: the payment the session is for.
        session: as Stripe says it is now.
    """
    if payment.state == PaymentState.PAID:
        return
    if session.status == "expired":
        _expire(rows, order, payment, session)
    elif session.status == "complete":
        _complete(rows, order, payment, session)


def fall_back(rows: Rows, order: Any, payment: Any, why: str, why_order: str) -> None:
    """Take a payment back to what it was before its page; an order of which nothing is paid has run out.

    A trial whose card is known has cost nothing either.
    """
    rows.move_payment(payment, PaymentState.DUE, why)
    nothing_paid = all(each.state != PaymentState.PAID or not each.total_minor for each in rows.payments(order.id))
    if order.state == OrderState.OPEN and nothing_paid:
        rows.move_order(order, OrderState.EXPIRED, why_order)


def _expire(rows: Rows, order: Any, payment: Any, session: Session) -> None:
    if payment.session_id != session.id or payment.state != PaymentState.OPEN:
        return
    fall_back(rows, order, payment, "the payment page expired", "not paid in time")


def _complete(rows: Rows, order: Any, payment: Any, session: Session) -> None:
    state = PaymentState(payment.state)
    if why := _otherwise(order.currency, payment, session):
        if state is not PaymentState.HELD:
            rows.move_payment(payment, PaymentState.HELD, why)
        rows.follow_payments(order.id)
        return
    # Stripe counts from the moment its page is completed, whatever a bank still has to do.
    if state is not PaymentState.PROCESSING:
        start_today(rows, payment)
    if session.paid:
        if payment.taxed_by_stripe and session.tax is not None:
            payment = rows.take_tax(payment, session.tax)
        rows.book_payment(payment, order.currency, f"Stripe session {session.id}")
    elif state is PaymentState.OPEN:
        rows.move_payment(payment, PaymentState.PROCESSING, "waiting for the customer's bank")
    rows.follow_payments(order.id)


def _otherwise(currency: str, payment: Any, session: Session) -> str:
    """What Stripe charged otherwise than it was asked for; nothing where all is as it was asked.

    Where Stripe works the tax out, nobody here could: then what is compared is what lies under the tax.
    """
    asked = Money(payment.total_minor, currency)
    if not payment.taxed_by_stripe:
        return "" if session.total == asked else f"Stripe says {session.total}, we asked for {asked}"
    lines = total(
        [
            Money(unit * quantity, currency)
            for _, unit, quantity, period, _ in payment.lines
            if not (period and payment.trial_days)
        ],
        currency,
    )
    off = Money(payment.off_minor, currency)
    found = session.subtotal, session.off
    if found != (lines, off):
        return f"Stripe says {session.subtotal} less {session.off}, we asked for {lines} less {off}"
    if session.tax is None or session.total != lines - off + session.tax:
        return f"Stripe says {session.total} with a tax of {session.tax}, which does not add up"
    return ""
