"""The states of orders, payments and fulfilments, and the moves between them. Pure tables, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from awning_checkout.distributors import FulfilmentState
from awning_checkout.errors import MoveRefused

State = TypeVar("State", bound=StrEnum)


class OrderState(StrEnum):
    """Where an order is."""

    OPEN = "open"
    """Placed; not all of it is paid."""
    PAID = "paid"
    """All of it is paid; its fulfilments wait in the outbox."""
    FORWARDED = "forwarded"
    """Every fulfilment has been taken by its distributor."""
    ACTIVE = "active"
    """Everything in it runs or was delivered."""
    HELD = "held"
    """Something does not add up; a person looks at it and nothing goes on by itself."""
    EXPIRED = "expired"
    """Never paid in time. It can be paid after all."""


class PaymentState(StrEnum):
    """Where one payment of an order is. An order has one payment per billing period."""

    DUE = "due"
    """Nothing was asked of Stripe yet, or the last session ran out."""
    OPEN = "open"
    """A Stripe Checkout session waits for the customer."""
    PROCESSING = "processing"
    """The customer is done, their bank is not (bank transfers, direct debits)."""
    PAID = "paid"
    """The money is there, or nothing was to be paid."""
    HELD = "held"
    """What Stripe says was paid is not what we asked for."""


ORDER_MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.OPEN: frozenset({OrderState.PAID, OrderState.EXPIRED, OrderState.HELD}),
    OrderState.EXPIRED: frozenset({OrderState.OPEN, OrderState.PAID, OrderState.HELD}),
    OrderState.PAID: frozenset({OrderState.FORWARDED, OrderState.HELD}),
    OrderState.FORWARDED: frozenset({OrderState.ACTIVE, OrderState.HELD}),
    OrderState.HELD: frozenset({OrderState.PAID, OrderState.FORWARDED, OrderState.ACTIVE}),
    OrderState.ACTIVE: frozenset(),
}

PAYMENT_MOVES: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.DUE: frozenset({PaymentState.OPEN, PaymentState.PAID, PaymentState.HELD}),
    PaymentState.OPEN: frozenset({PaymentState.DUE, PaymentState.PROCESSING, PaymentState.PAID, PaymentState.HELD}),
    PaymentState.PROCESSING: frozenset({PaymentState.DUE, PaymentState.PAID, PaymentState.HELD}),
    PaymentState.HELD: frozenset({PaymentState.PAID}),
    PaymentState.PAID: frozenset(),
}

FAILED = frozenset(
    {
        FulfilmentState.REJECTED,
        FulfilmentState.FAILED,
        FulfilmentState.CANCELLED,
        FulfilmentState.PARTIAL,
        FulfilmentState.UNKNOWN,
    }
)
"""Fulfilments that wait for a person."""
SETTLED = FAILED | {FulfilmentState.COMPLETED}
"""Fulfilments that change no more by themselves."""


def move(moves: Mapping[State, frozenset[State]], now: State, then: State) -> State:
    """The new state, if the table allows the move.

    Raises:
        MoveRefused: it does not.
    """
    if then not in moves[now]:
        allowed = ", ".join(sorted(moves[now])) or "nothing else"
        raise MoveRefused(f"{type(now).__name__}: {now} cannot become {then}; it can become {allowed}.")
    return then


def order_after_payments(payments: Iterable[PaymentState]) -> OrderState:
    """What an order is, judged by its payments: paid when all are, held when one is."""
    states = set(payments)
    if PaymentState.HELD in states:
        return OrderState.HELD
    return OrderState.PAID if states <= {PaymentState.PAID} else OrderState.OPEN


def order_after_fulfilments(fulfilments: Iterable[FulfilmentState | None]) -> OrderState:
    """What a paid order is, judged by its fulfilments; none stands for one that was not forwarded yet."""
    states = set(fulfilments)
    if states <= {FulfilmentState.COMPLETED}:
        return OrderState.ACTIVE
    if states & FAILED:
        return OrderState.HELD
    return OrderState.PAID if None in states else OrderState.FORWARDED
