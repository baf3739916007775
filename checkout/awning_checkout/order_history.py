"""What a customer has ordered in a shop before: since when they are one, and how often they used a code."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from awning_checkout import tables as t
from awning_checkout.coupons import Uses
from awning_checkout.orders import OrderState

_UNPAID = (OrderState.OPEN, OrderState.EXPIRED)


def first_order(db: sa.Connection, reseller: str, email: str) -> datetime | None:
    """When the customer first ordered in a shop something that came to be paid; none for a new customer."""
    query = (
        sa.select(t.customers.c.email, t.orders.c.created_at)
        .join(t.customers, t.customers.c.id == t.orders.c.customer_id)
        .where(t.orders.c.reseller == reseller, _perhaps(email), t.orders.c.state.not_in(_UNPAID))
        .order_by(t.orders.c.created_at)
    )
    return next((at for theirs, at in db.execute(query) if theirs.lower() == email.lower()), None)


def uses_of(db: sa.Connection, reseller: str, code: str, email: str) -> Uses:
    """How often a code was used in a shop, in all and by a customer; orders that ran out unpaid do not count."""
    if not code:
        return Uses()
    used = (
        (t.orders.c.reseller == reseller)
        & (t.orders.c.coupon == code.upper())
        & (t.orders.c.state != OrderState.EXPIRED)
    )
    in_all = db.scalar(sa.select(sa.func.count()).select_from(t.orders).where(used)) or 0
    if not email:
        return Uses(in_all)
    emails = db.scalars(
        sa.select(t.customers.c.email)
        .join(t.orders, t.orders.c.customer_id == t.customers.c.id)
        .where(used, _perhaps(email))
    )
    return Uses(in_all, sum(theirs.lower() == email.lower() for theirs in emails))


def _perhaps(email: str) -> sa.ColumnElement[bool]:
    """Rows of addresses that can be this one in other case, which the caller has to look at again.

    Databases lower ASCII alike, and other letters each as they please: those are left open here.
    """
    letters = ((f"/{letter}" if letter in "/%_" else letter) if letter.isascii() else "%" for letter in email.lower())
    return sa.func.lower(t.customers.c.email).like("".join(letters), escape="/")
