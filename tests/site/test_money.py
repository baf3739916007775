"""Money: whole minor units, one currency, one rounding, and parts that sum to the whole."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import AwningError, CurrencyMismatch, CurrencyUnknown, PriceError
from awning.money import CURRENCIES, Money, exponent, split, total
from support_core import eur, gbp, jpy

exact_amounts = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6)
currencies = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize(
    ("exact", "shelf"),
    [
        pytest.param("12.5", eur("12.50"), id="already whole cents"),
        pytest.param("0.005", eur("0.01"), id="half a cent goes up"),
        pytest.param("34700.045", eur("34700.05"), id="half a cent of a large sum, where binary fractions go down"),
        pytest.param("0.00499999999999999999999999999999999", eur("0.00"), id="almost half a cent goes down"),
        pytest.param("-0.005", eur("-0.01"), id="a refund mirrors the price"),
        pytest.param("999999999999.994", eur("999999999999.99"), id="the dearest thing a feed may hold"),
        pytest.param("0.5", jpy("1"), id="yen have no decimals"),
        pytest.param("1.0005", Money(1001, "BHD"), id="dinars of Bahrain have three"),
    ],
)
def test_an_exact_amount_is_rounded_half_up_to_the_minor_unit(exact: str, shelf: Money) -> None:
    rounded = Money.from_decimal(Decimal(exact), shelf.currency)

    assert rounded == shelf


def test_rounding_does_not_depend_on_what_others_did_to_the_decimal_context() -> None:
    with localcontext(prec=5, rounding=ROUND_DOWN):
        rounded = Money.from_decimal(Decimal("1234567.895"), "EUR")

        assert rounded == eur("1234567.90")
        assert str(rounded) == "1234567.90 EUR"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e999999", "1e400"])
def test_an_amount_nobody_could_charge_is_refused(amount: str) -> None:
    with pytest.raises(PriceError, match="not an amount anybody could charge"):
        Money.from_decimal(Decimal(amount), "EUR")


@pytest.mark.parametrize("code", ["EURO", "eur", "XAU", "", "€"])
def test_a_currency_is_a_code_of_iso_4217_in_capitals(code: str) -> None:
    with pytest.raises(CurrencyUnknown, match=r"not a currency\. Write its ISO 4217 code in capitals"):
        exponent(code)


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        pytest.param(eur("0"), "0.00 EUR", id="nothing"),
        pytest.param(eur("-1.05"), "-1.05 EUR", id="a loss"),
        pytest.param(jpy("1500"), "1500 JPY", id="yen"),
        pytest.param(Money(1, "KWD"), "0.001 KWD", id="one fils"),
        pytest.param(Money(10**30, "EUR"), "1" + "0" * 28 + ".00 EUR", id="more digits than a context holds"),
    ],
)
def test_money_prints_with_the_decimals_of_its_currency(amount: Money, printed: str) -> None:
    assert str(amount) == printed


def test_money_adds_subtracts_multiplies_and_compares() -> None:
    price, fee = eur("12.50"), eur("0.30")

    assert price + fee == eur("12.80")
    assert price - fee == eur("12.20")
    assert price * 3 == eur("37.50")
    assert -fee == eur("-0.30")
    assert fee < price <= eur("12.50")
    assert not eur("0")
    assert total([price, fee, fee], "EUR") == eur("13.10")
    assert total([], "EUR") == eur("0")


def test_euros_and_pounds_never_meet_in_one_sum() -> None:
    with pytest.raises(CurrencyMismatch, match=r"1\.00 EUR and 2\.00 GBP cannot be added"):
        _ = eur("1") + gbp("2")
    with pytest.raises(CurrencyMismatch):
        _ = eur("1") - gbp("2")
    with pytest.raises(CurrencyMismatch):
        _ = eur("1") < gbp("2")
    with pytest.raises(CurrencyMismatch):
        total([gbp("1")], "EUR")


@pytest.mark.parametrize(
    ("whole", "shares", "parts"),
    [
        pytest.param(100, ["33.33", "33.33", "33.34"], [33, 33, 34], id="the largest remainder gets the cent"),
        pytest.param(1, ["0.5", "0.5"], [1, 0], id="equal remainders are served in order"),
        pytest.param(-5, ["-2.5", "-2.5"], [-2, -3], id="a refund"),
        pytest.param(10, ["12.5", "-2.5"], [13, -3], id="somebody makes a loss"),
        pytest.param(7, ["7"], [7], id="one party"),
        pytest.param(0, [], [], id="nothing for nobody"),
    ],
)
def test_money_is_split_by_largest_remainder(whole: int, shares: list[str], parts: list[int]) -> None:
    result = split(Money(whole, "EUR"), [Decimal(share) for share in shares])

    assert [part.minor for part in result] == parts


@pytest.mark.parametrize(
    ("whole", "shares"),
    [
        pytest.param(9, ["5", "5"], id="too much was promised"),
        pytest.param(13, ["5", "5"], id="too little was promised"),
        pytest.param(1, [], id="nobody is there to take it"),
    ],
)
def test_a_split_never_invents_or_loses_money(whole: int, shares: list[str]) -> None:
    with pytest.raises(ValueError, match="do not sum to it"):
        split(Money(whole, "EUR"), [Decimal(share) for share in shares])


@given(st.integers(-(10**15), 10**15), st.lists(exact_amounts, max_size=8), currencies)
def test_parts_sum_to_the_whole_and_lie_within_one_minor_unit_of_their_shares(
    whole: int, given_shares: list[Decimal], currency: str
) -> None:
    shares = [*given_shares, whole - sum(given_shares, Decimal(0))]

    parts = split(Money(whole, currency), shares)

    assert sum(part.minor for part in parts) == whole
    assert all(abs(part.minor - share) < 1 for part, share in zip(parts, shares, strict=True))


@given(exact_amounts, currencies)
def test_rounding_moves_an_amount_by_at_most_half_a_minor_unit(amount: Decimal, currency: str) -> None:
    rounded = Money.from_decimal(amount, currency)

    assert abs(rounded.amount - amount) * 2 * 10 ** exponent(currency) <= 1


@given(st.integers(-(10**18), 10**18), currencies)
def test_money_printed_and_read_again_is_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.from_decimal(money.amount, currency) == money


def test_every_error_of_money_can_be_caught_as_ours() -> None:
    assert issubclass(CurrencyMismatch, AwningError)
    assert issubclass(CurrencyUnknown, AwningError)
