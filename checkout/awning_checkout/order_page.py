"""What a customer sees of their order, read in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from awning.catalog import Period
from awning.formats import Wording
from awning.money import Money
from awning.tax import Treatment
from awning_checkout import tables as t
from awning_checkout.errors import NotHere
from awning_checkout.notice_words import notice_texts
from awning_checkout.order_views import ItemView, OrderView, PaymentView, StepView, SumView
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.shops import Shop
from awning_checkout.store import Store
from awning_checkout.tax_words import taken_off


def order_language(store: Store, reseller: str, token: str) -> str:
    """The language an order of a shop was placed in; empty where there is no such order."""
    query = sa.select(t.orders.c.language).where(t.orders.c.token == token, t.orders.c.reseller == reseller)
    with store.reading() as db:
        return str(db.scalar(query) or "")


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
        customer = db.execute(sa.select(t.customers).where(t.customers.c.id == order.customer_id)).one()
        items = db.execute(sa.select(t.items).where(t.items.c.order_id == order.id).order_by(t.items.c.position)).all()
        payments = db.execute(
            sa.select(t.payments).where(t.payments.c.order_id == order.id).order_by(t.payments.c.position)
        ).all()
    return _view(shop.wording, order, customer, items, payments)


def _view(words: Wording, order: Any, customer: Any, items: Sequence[Any], payments: Sequence[Any]) -> OrderView:
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
        email=customer.email,
        steps=_steps(words, OrderState(order.state), processing=processing),
        items=tuple(_item(words, order, item, money) for item in items),
        sums=tuple(_sum(words, payment, section, money) for payment in payments for section in payment.sections),
        payments=tuple(
            PaymentView(
                title=say("Payment %(number)s") % {"number": payment.position + 1},
                total=money(payment.total_minor),
                state=payment.state,
                state_text=say(_PAYMENT_TEXTS[PaymentState(payment.state)]),
            )
            for payment in payments
        ),
        lists_payments=len(payments) > 1 or any(each.taxed_by_stripe for each in payments),
        can_pay=due,
        unpaid=order.state in {OrderState.OPEN, OrderState.EXPIRED},
        due=_due(payments, money) if due else "",
        waiting=order.state in {OrderState.PAID, OrderState.FORWARDED},
        price_book=order.price_book,
        gross=order.anchor == "gross",
        tax_notes=_tax_notes(words, order, customer, items),
        coupon=order.coupon,
    )


def _due(payments: Sequence[Any], money: Callable[[int], str]) -> str:
    """What the next payment comes to; empty where that is nothing yet, or Stripe adds a tax nobody knows yet."""
    unpaid = (each for each in payments if each.state in {PaymentState.DUE, PaymentState.OPEN})
    following = next(unpaid, None)
    if following is None or following.taxed_by_stripe or not following.total_minor:
        return ""
    return money(following.total_minor)


def _item(words: Wording, order: Any, item: Any, money: Callable[[int], str]) -> ItemView:
    say = words.gettext
    return ItemView(
        name=item.name,
        plan=item.plan_title,
        bundle=item.bundle,
        quantity=item.quantity,
        unit=money(item.unit_minor),
        amount=money(item.amount_minor),
        discount=money(-item.discount_minor) if item.discount_minor else "",
        notes=_item_notes(words, order, item, money),
        state=item.state,
        state_text=say(_ITEM_TEXTS[item.state]) if item.state in _ITEM_TEXTS else "",
        activation=tuple((say(_NOTES.get(str(name), str(name))), str(text)) for name, text in item.activation),
    )


def _item_notes(words: Wording, order: Any, item: Any, money: Callable[[int], str]) -> tuple[str, ...]:
    """How a trial goes on, and until when the customer can end what they bought."""
    later = ()
    if item.later:
        begins = words.date(date.fromisoformat(item.later["begins"]))
        facts = {"day": begins, "price": money(_later_minor(item))}
        if order.anchor == "net" and order.tax_treatment in {Treatment.CHARGED, Treatment.BY_STRIPE}:
            text = words.gettext("From %(day)s on it costs %(price)s each period, before any tax that comes on top.")
        else:
            text = words.gettext("From %(day)s on it costs %(price)s each period.")
        later = (text % facts,)
    if item.notice_days is None:
        return later
    return (*later, *notice_texts(words, item.notice_days, item.last_notice_on, item.cancel_until))


def _later_minor(item: Any) -> int:
    """What each period costs that a trial goes on to; orders of before have only its unit price."""
    return int(item.later.get("amount_minor", item.later["unit_minor"] * item.quantity))


def _sum(words: Wording, payment: Any, section: Any, money: Callable[[int], str]) -> SumView:
    say = words.gettext
    # What Stripe worked out belongs to the whole payment; it has one section then, or nothing is said of the parts.
    told = payment.taxed_by_stripe and payment.state == PaymentState.PAID and len(payment.sections) == 1
    known = payment.tax_minor if told else section["tax"]
    taxes = [(name or say("Tax"), money(tax)) for name, _, tax in section["rates"]]
    if payment.taxed_by_stripe and known:
        taxes = [(say("Tax"), money(known))]
    gross = section["net"] + known
    goes_on = section["period"] and section["later"] != section["net"] + section["tax"]
    return SumView(
        title=words.each(Period.parse(section["period"])),
        discount=money(-section["discount"]) if section["discount"] else "",
        net=money(section["net"]),
        taxes=tuple(taxes),
        gross=money(gross),
        later=money(section["later"]) if goes_on else "",
        plus_tax=payment.taxed_by_stripe and not told,
        later_plus_tax=payment.taxed_by_stripe,
    )


def _tax_notes(words: Wording, order: Any, customer: Any, items: Sequence[Any]) -> tuple[str, ...]:
    """What has to be said of the order's tax, and what is known of the number that decided about it."""
    say = words.gettext
    notes = [order.tax_note] if order.tax_note else []
    if order.anchor == "gross" and order.tax_treatment != Treatment.CHARGED and any(map(_held_tax, items)):
        notes.append(taken_off(words))
    if customer.vat_number:
        text = say("VAT number %(number)s") if customer.vat_confirmed else say("VAT number %(number)s, not confirmed")
        notes.append(text % {"number": customer.vat_number})
    return tuple(notes)


def _held_tax(item: Any) -> bool:
    """Whether less is paid than the item's price says, of an order that bears no tax."""
    due = item.amount_minor - item.discount_minor != item.net_minor
    return due or bool(item.later and _later_minor(item) != item.later["unit_minor"] * item.quantity)


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
