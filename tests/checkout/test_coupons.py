"""Coupons, as rules: who is refused and why, what is taken off, and never below a floor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.config import Coupon
from awning.money import Money, step
from awning_checkout.coupons import Reducible, Refusal, Uses, discounts, fits, found, lowered, refusal
from support_core import NO_TAX, VAT_20, cost, eur, floor, market, money, plan, priced, shop

TODAY = date(2026, 11, 22)


def coupon(**keys: Any) -> Coupon:
    """A coupon of the code SPRING, 10 % off the first payment unless said otherwise."""
    way = {} if "amount" in keys else {"off": "10"}
    return Coupon.model_validate({"code": "SPRING", **way, **keys})


def line(amount: str, *, least: str = "0", quantity: int = 1, fits_: bool = True, currency: str = "EUR") -> Reducible:
    return Reducible(money(amount, currency), Decimal(least), quantity, fits_)


# Whether it holds.


@pytest.mark.parametrize("typed", ["SPRING", "spring", " Spring "])
def test_a_code_is_found_however_it_is_written(typed: str) -> None:
    assert found([coupon()], typed) == coupon()


def test_a_code_nobody_made_is_none() -> None:
    assert found([coupon()], "SUMMER") is None
    assert refusal(None, today=TODAY, uses=Uses()) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    ("keys", "uses", "why"),
    [
        pytest.param({}, Uses(10**6, 10**6), None, id="without limits"),
        pytest.param({"from": TODAY, "until": TODAY}, Uses(), None, id="on its only day"),
        pytest.param({"from": date(2026, 11, 23)}, Uses(), Refusal.EARLY, id="the day before"),
        pytest.param({"until": date(2026, 11, 21)}, Uses(), Refusal.OVER, id="the day after"),
        pytest.param({"limit": 3}, Uses(2), None, id="its last use"),
        pytest.param({"limit": 3}, Uses(3), Refusal.USED_UP, id="one use too many"),
        pytest.param({"per_customer": 1}, Uses(7, 0), None, id="this customer's first use"),
        pytest.param({"per_customer": 1}, Uses(7, 1), Refusal.USED_BY_YOU, id="this customer's second use"),
    ],
)
def test_a_code_holds_on_its_days_and_as_often_as_it_may(keys: dict[str, Any], uses: Uses, why: Refusal | None) -> None:
    assert refusal(coupon(**keys), today=TODAY, uses=uses) is why


@pytest.mark.parametrize(
    ("target", "fitting"),
    [
        ({}, True),
        ({"offering": "MAIL-1"}, True),
        ({"offering": "MAIL-1", "plan": "P1Y-P1M"}, True),
        ({"category": "productivity"}, True),
        ({"vendor": "Mailwright", "category": "email"}, True),
        ({"offering": "MAIL-2"}, False),
        ({"offering": "MAIL-1", "plan": "P1M-P1M"}, False),
        ({"category": "backup"}, False),
        ({"vendor": "Mailwright", "category": "backup"}, False),
        ({"vendor": "Somebody"}, False),
    ],
    ids=str,
)
def test_a_coupon_is_for_what_it_names(target: dict[str, str], fitting: bool) -> None:
    assert fits(coupon(**target), "MAIL-1", "P1Y-P1M", "Mailwright", ("email", "productivity")) is fitting


# What it takes off for good.


@pytest.mark.parametrize(
    ("price", "off", "least", "lowered_to"),
    [
        pytest.param("10.00", "10", "0", "9.00", id="ten percent"),
        pytest.param("9.99", "33.3", "0", "6.66", id="6.66333 goes down"),
        pytest.param("0.05", "10", "0", "0.05", id="0.045 goes up, so nothing is left of it"),
        pytest.param("10.00", "50", "7.001", "7.01", id="not below the floor"),
        pytest.param("10.00", "100", "0", "0.00", id="all of it"),
    ],
)
def test_a_lasting_coupon_lowers_the_unit_price(price: str, off: str, least: str, lowered_to: str) -> None:
    usual = priced(plan(cost(price), floor(least)), shop(), 3)

    now = lowered(coupon(off=off, lasts="always"), usual, NO_TAX)

    assert now.unit == Decimal(lowered_to)
    assert now.total == eur(lowered_to) * 3
    assert sum(cut.money.minor for cut in now.cuts) == now.total.minor
    assert (now.trail[-1].kind == "coupon") is (now.unit != usual.unit)


def test_a_coupon_for_the_first_payment_leaves_the_price_alone() -> None:
    usual = priced(plan(cost("10.00")), shop())

    assert lowered(coupon(), usual, NO_TAX) is usual


def test_a_lowered_price_bears_the_tax_of_what_is_left() -> None:
    usual = priced(plan(cost("10.00")), shop(), 2, where=market(tax=VAT_20))

    assert lowered(coupon(lasts="always"), usual, VAT_20).tax == eur("3.60")


# What it takes off once.


def test_a_percentage_is_taken_of_each_line_half_up() -> None:
    off = discounts(coupon(off="15"), [line("9.99"), line("0.30"), line("5.00", fits_=False)], "EUR")

    assert off == [eur("1.50"), eur("0.05"), eur("0.00")]


def test_an_amount_is_spread_over_the_lines_by_largest_remainder() -> None:
    off = discounts(coupon(amount="10"), [line("10.00"), line("10.00"), line("10.00")], "EUR")

    assert off == [eur("3.34"), eur("3.33"), eur("3.33")]


def test_what_a_line_at_its_floor_cannot_give_the_others_do() -> None:
    off = discounts(coupon(amount="6"), [line("10.00", least="4.95", quantity=2), line("10.00")], "EUR")

    assert off == [eur("0.10"), eur("5.90")]


def test_more_than_there_is_takes_all_there_is() -> None:
    off = discounts(coupon(amount="100"), [line("10.00", least="4.00"), line("2.00"), line("3.00", fits_=False)], "EUR")

    assert off == [eur("6.00"), eur("2.00"), eur("0.00")]


def test_nothing_in_the_cart_is_nothing_off() -> None:
    assert discounts(coupon(amount="10"), [], "EUR") == []


@settings(max_examples=2000, deadline=None)
@given(
    lines=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**4), st.integers(1, 50), st.booleans()),
                   min_size=1, max_size=6),
    off=st.integers(1, 10**6),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "HUF", "ISK"]),
    percent=st.booleans(),
)  # fmt: skip
def test_no_discount_goes_below_a_floor_or_beyond_what_the_coupon_says(
    lines: list[tuple[int, int, int, bool]], off: int, currency: str, percent: bool
) -> None:
    coin = step(currency)
    cart = [
        Reducible(
            Money(unit * quantity * coin, currency), Money(min(least, unit) * coin, currency).amount, quantity, fit
        )
        for unit, least, quantity, fit in lines
    ]
    keys: dict[str, Any] = {"off": Decimal(off % 10_000 + 1) / 100} if percent else {
        "amount": Money(off * coin, currency).amount
    }  # fmt: skip

    taken = discounts(coupon(**keys), cart, currency)

    room = sum(each.room.minor for each in cart)
    assert all(0 <= less.minor <= each.room.minor for less, each in zip(taken, cart, strict=True))
    assert all(not less.minor % coin for less in taken)
    if not percent:
        assert sum(less.minor for less in taken) == min(off * coin, room)
