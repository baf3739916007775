"""What a customer sees of their order, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from awning.catalog import Period
from awning.formats import Wording
from awning.money import Money
from awning_checkout import tables as t
from awning_checkout.errors import NotHere
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.shops import Shop
from awning_checkout.store import Store


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the order's way."""

    title: str
    text: str
    state: str
    """done, now, later or problem."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One line of the order."""

    name: str
    plan: str
    quantity: int
    unit: str
    net: str
    state: str
    """The distributor's word, or empty."""
    state_text: str
    activation: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SumView:
    """What is paid with one period."""

    title: str
    net: str
    tax: str
    gross: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment."""

    title: str
    total: str
    state: str
    state_text: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """The whole page."""

    title: str
    number: str
    token: str
    state: str
    date: str
    email: str
    steps: tuple[StepView, ...]
    items: tuple[ItemView, ...]
    sums: tuple[SumView, ...]
    payments: tuple[PaymentView, ...]
    can_pay: bool
    waiting: bool
    """Whether something will change by itself soon, so that the page looks again."""
    price_book: str
    tax_name: str


def order_page(store: Store, shop: Shop, token: str) -> OrderView:
    """Read an order of this shop.

    Raises:
        NotHere: there is none of that token.
    """
    with store.reading() as db:
        order = db.execute(
            sa.select(t.orders).where(t.orders.c.token == token, t.orders.c.reseller == shop.reseller.slug)
        ).one_or_none()
        if order is None:
            raise NotHere("There is no such order.")
        email = db.scalar(sa.select(t.customers.c.email).where(t.customers.c.id == order.customer_id))
        items = db.execute(sa.select(t.items).where(t.items.c.order_id == order.id).order_by(t.items.c.position)).all()
        payments = db.execute(
            sa.select(t.payments).where(t.payments.c.order_id == order.id).order_by(t.payments.c.position)
        ).all()
    return _view(shop, order, str(email), items, payments)


def _view(shop: Shop, order: Any, email: str, items: Any, payments: Any) -> OrderView:
    words = shop.wording
    say = words.gettext

    def money(minor: int) -> str:
        return words.money(Money(minor, order.currency))

    processing = any(payment.state == PaymentState.PROCESSING for payment in payments)
    due = order.state in {OrderState.OPEN, OrderState.EXPIRED} and any(
        payment.state in {PaymentState.DUE, PaymentState.OPEN} for payment in payments
    )
    return OrderView(
        title=say("Order %(number)s") % {"number": order.number},
        number=order.number,
        token=order.token,
        state=order.state,
        date=words.date(order.created_at.date()),
        email=email,
        steps=_steps(words, OrderState(order.state), processing=processing),
        items=tuple(
            ItemView(
                name=item.name,
                plan=item.plan_title,
                quantity=item.quantity,
                unit=money(item.unit_minor),
                net=money(item.net_minor),
                state=item.state,
                state_text=say(_ITEM_TEXTS[item.state]) if item.state in _ITEM_TEXTS else "",
                activation=tuple((say(_NOTES.get(str(name), str(name))), str(text)) for name, text in item.activation),
            )
            for item in items
        ),
        sums=tuple(
            SumView(words.each(Period.parse(period)), money(net), money(tax), money(net + tax))
            for payment in payments
            for period, net, tax in payment.sections
        ),
        payments=tuple(
            PaymentView(
                title=say("Payment %(number)s") % {"number": payment.position + 1},
                total=money(payment.total_minor),
                state=payment.state,
                state_text=say(_PAYMENT_TEXTS[PaymentState(payment.state)]),
            )
            for payment in payments
        ),
        can_pay=due,
        waiting=order.state in {OrderState.PAID, OrderState.FORWARDED},
        price_book=order.price_book,
        tax_name=f"{shop.reseller.tax.name} {words.percent(shop.reseller.tax.rate)}",
    )


def _steps(words: Wording, state: OrderState, *, processing: bool) -> tuple[StepView, ...]:
    say = words.gettext
    done = {
        OrderState.OPEN: 1, OrderState.EXPIRED: 1, OrderState.PAID: 2, OrderState.FORWARDED: 2, OrderState.ACTIVE: 4,
    }.get(state, 2)  # fmt: skip
    waits = say("Your bank is still working on it.") if processing else say("We are waiting for your payment.")
    texts = (
        (say("Ordered"), say("We have your order.")),
        (say("Paid"), waits if done == 1 else say("Your payment has arrived.")),
        (say("Being set up"), say("Your order is with the people who set it up.")),
        (say("Active"), say("Everything is running.")),
    )
    problem = state is OrderState.HELD
    return tuple(
        StepView(
            title, text, "done" if number < done else "problem" if problem and number == done else _later(number, done)
        )
        for number, (title, text) in enumerate(texts)
    )


def _later(number: int, done: int) -> str:
    return "now" if number == done else "later"


def _(text: str) -> str:
    """Mark a text for translation; it is said in the shop's language."""
    return text


_ITEM_TEXTS = {
    "acknowledged": _("Received"),
    "inProgress": _("Being set up"),
    "pending": _("Waiting"),
    "held": _("On hold"),
    "completed": _("Active"),
    "rejected": _("Could not be set up"),
    "failed": _("Could not be set up"),
    "cancelled": _("Cancelled"),
    "partial": _("Partly active"),
    "unknown": _("Being looked into"),
}
_PAYMENT_TEXTS = {
    PaymentState.DUE: _("To be paid"),
    PaymentState.OPEN: _("To be paid"),
    PaymentState.PROCESSING: _("With your bank"),
    PaymentState.PAID: _("Paid"),
    PaymentState.HELD: _("Being looked into"),
}
_NOTES = {"activationLink": _("Activation"), "licenceKey": _("Licence key")}
