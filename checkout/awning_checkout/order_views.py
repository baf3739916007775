"""What an order page shows: plain values, already said in the shop's language."""

from __future__ import annotations

from dataclasses import dataclass


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
    bundle: str
    """The bundle it is part of, or empty."""
    quantity: int
    unit: str
    amount: str
    """Unit times quantity, as the shop anchors its prices."""
    discount: str
    """Taken off the first payment, or empty."""
    notes: tuple[str, ...]
    """On how it ends, and how a trial goes on."""
    state: str
    """The distributor's word, or empty."""
    state_text: str
    activation: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SumView:
    """What is paid with one period."""

    title: str
    discount: str
    """Taken off once, or empty."""
    net: str
    taxes: tuple[tuple[str, str], ...]
    """Each rate and its tax; none where no tax is charged, or nobody knows it yet."""
    gross: str
    later: str
    """What each later period costs where that is something else, or empty."""
    plus_tax: bool
    """Whether the total is without a tax that Stripe works out."""
    later_plus_tax: bool
    """The same of each later period."""


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
    lists_payments: bool
    """Whether what is paid cannot be seen from the sums alone."""
    can_pay: bool
    unpaid: bool
    """Whether something of it is still to be paid, or with a bank."""
    due: str
    """What the next payment comes to; empty where nothing can be paid, or Stripe adds a tax nobody knows yet."""
    waiting: bool
    """Whether something will change by itself soon, so that the page looks again."""
    price_book: str
    gross: bool
    """Whether the items' prices hold the tax."""
    tax_notes: tuple[str, ...]
    """Why the order bears the tax it bears, where that has to be said."""
    coupon: str
