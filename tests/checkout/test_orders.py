"""The tables of moves: what an order, a payment and the things that decide about them may become."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning_checkout.distributors import FulfilmentState
from awning_checkout.errors import MoveRefused
from awning_checkout.orders import (
    FAILED,
    ORDER_MOVES,
    PAYMENT_MOVES,
    SETTLED,
    OrderState,
    PaymentState,
    move,
    order_after_fulfilments,
    order_after_payments,
)

TABLES: Any = [ORDER_MOVES, PAYMENT_MOVES]


@pytest.mark.parametrize("moves", TABLES, ids=["orders", "payments"])
def test_every_state_has_its_moves_and_no_move_leaves_the_table(
    moves: Mapping[StrEnum, frozenset[StrEnum]],
) -> None:
    states = set(type(next(iter(moves))))

    assert set(moves) == states
    assert set().union(*moves.values()) <= states
    assert all(state not in targets for state, targets in moves.items())


@pytest.mark.parametrize("moves", TABLES, ids=["orders", "payments"])
def test_only_what_the_table_names_is_allowed(moves: Mapping[StrEnum, frozenset[StrEnum]]) -> None:
    for now in moves:
        for then in moves:
            if then in moves[now]:
                assert move(moves, now, then) is then
            else:
                with pytest.raises(MoveRefused, match=f"{now} cannot become {then}"):
                    move(moves, now, then)


def test_a_refusal_says_what_would_have_been_possible() -> None:
    with pytest.raises(MoveRefused) as refusal:
        move(PAYMENT_MOVES, PaymentState.HELD, PaymentState.DUE)

    assert str(refusal.value) == "PaymentState: held cannot become due; it can become paid."


def test_what_is_paid_or_active_stays_so() -> None:
    assert PAYMENT_MOVES[PaymentState.PAID] == frozenset()
    assert ORDER_MOVES[OrderState.ACTIVE] == frozenset()


def test_every_state_of_an_order_can_be_reached_from_the_first() -> None:
    reached = {OrderState.OPEN}
    for _ in OrderState:
        reached |= {then for now in reached for then in ORDER_MOVES[now]}

    assert reached == set(OrderState)


def test_whatever_stripe_says_of_a_payment_that_is_not_paid_can_be_written_down() -> None:
    for now in (PaymentState.DUE, PaymentState.OPEN, PaymentState.PROCESSING):
        assert {PaymentState.PAID, PaymentState.HELD} <= PAYMENT_MOVES[now]


@pytest.mark.parametrize(
    ("payments", "order"),
    [
        ([PaymentState.PAID], OrderState.PAID),
        ([PaymentState.PAID, PaymentState.PAID], OrderState.PAID),
        ([PaymentState.PAID, PaymentState.DUE], OrderState.OPEN),
        ([PaymentState.PAID, PaymentState.PROCESSING], OrderState.OPEN),
        ([PaymentState.OPEN], OrderState.OPEN),
        ([PaymentState.PAID, PaymentState.HELD], OrderState.HELD),
        ([PaymentState.DUE, PaymentState.HELD], OrderState.HELD),
    ],
)
def test_an_order_is_what_its_payments_are(payments: list[PaymentState], order: OrderState) -> None:
    assert order_after_payments(payments) is order


@pytest.mark.parametrize(
    ("fulfilments", "order"),
    [
        ([None], OrderState.PAID),
        ([FulfilmentState.ACKNOWLEDGED], OrderState.FORWARDED),
        ([FulfilmentState.HELD], OrderState.FORWARDED),
        ([FulfilmentState.COMPLETED], OrderState.ACTIVE),
        ([FulfilmentState.COMPLETED, None], OrderState.PAID),
        ([FulfilmentState.COMPLETED, FulfilmentState.PENDING], OrderState.FORWARDED),
        ([FulfilmentState.COMPLETED, FulfilmentState.REJECTED], OrderState.HELD),
        ([FulfilmentState.UNKNOWN], OrderState.HELD),
        ([FulfilmentState.PARTIAL, None], OrderState.HELD),
    ],
)
def test_a_paid_order_is_what_its_fulfilments_are(fulfilments: list[FulfilmentState | None], order: OrderState) -> None:
    assert order_after_fulfilments(fulfilments) is order


@settings(deadline=None)
@given(st.lists(st.sampled_from(PaymentState), min_size=1))
def test_any_payments_make_an_order_and_it_is_paid_only_when_all_are(payments: list[PaymentState]) -> None:
    order = order_after_payments(payments)

    assert order in {OrderState.OPEN, OrderState.PAID, OrderState.HELD}
    assert (order is OrderState.PAID) == all(payment is PaymentState.PAID for payment in payments)
    assert order_after_payments(reversed(payments)) is order


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from(FulfilmentState), min_size=1))
def test_any_fulfilments_make_an_order_that_a_paid_one_can_become(
    fulfilments: list[FulfilmentState | None],
) -> None:
    order = order_after_fulfilments(fulfilments)

    assert order in {OrderState.PAID, OrderState.FORWARDED, OrderState.ACTIVE, OrderState.HELD}
    assert (order is OrderState.ACTIVE) == all(each is FulfilmentState.COMPLETED for each in fulfilments)
    assert (order is OrderState.HELD) == bool(FAILED & set(fulfilments))
    assert order_after_fulfilments(reversed(fulfilments)) is order


def test_what_is_asked_about_no_more_is_exactly_what_is_final_or_unknown() -> None:
    assert {state for state in FulfilmentState if state.final} | {FulfilmentState.UNKNOWN} == SETTLED
