"""Tax: the cents that come out, on a line and over a document, whichever side of the price stands fast."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.errors import CurrencyMismatch
from awning.money import CURRENCIES, Money
from awning.tax import (
    Anchor,
    Document,
    Line,
    Rounding,
    TaxContext,
    Taxed,
    Treatment,
    document,
    tax_in,
    tax_on,
    taxed,
)
from support_core import eur, gbp, jpy, money


def net_at(percent: str, **others: Any) -> TaxContext:
    return TaxContext("VAT", Decimal(percent), "DE", Anchor.NET, **others)


def gross_at(percent: str, **others: Any) -> TaxContext:
    return TaxContext("VAT", Decimal(percent), "DE", Anchor.GROSS, **others)


MIXED = (("reduced", Decimal("5.5")), ("second-reduced", Decimal("2.1")), ("zero", Decimal(0)))
currencies = st.sampled_from(sorted(CURRENCIES))
categories = st.sampled_from(["standard", "reduced", "second-reduced", "zero"])
percents = st.integers(0, 5000).map(lambda hundredths: Decimal(hundredths) / 100)
amounts = st.integers(-(10**12), 10**12)
carts = st.lists(st.tuples(amounts, categories), max_size=5)
contexts = st.builds(
    TaxContext,
    name=st.just("VAT"),
    rate_percent=percents,
    country=st.just("DE"),
    anchor=st.sampled_from(Anchor),
    rounding=st.sampled_from(Rounding),
    rates=st.just(MIXED),
    treatment=st.sampled_from(Treatment),
    anchor_rates=st.sampled_from([None, (("standard", Decimal(19)), ("reduced", Decimal(7)))]),
)
often = settings(max_examples=2000, deadline=None)
less_often = settings(max_examples=500, deadline=None)


def cart_of(cart: list[tuple[int, str]], currency: str) -> list[Line]:
    return [Line(Money(minor, currency), category) for minor, category in cart]


@pytest.mark.parametrize(
    ("net", "percent", "tax"),
    [
        pytest.param(eur("100.00"), "19", eur("19.00"), id="German VAT"),
        pytest.param(eur("0.13"), "19", eur("0.02"), id="0.0247 goes down"),
        pytest.param(eur("10.50"), "5", eur("0.53"), id="0.525 goes up"),
        pytest.param(eur("-10.50"), "5", eur("-0.53"), id="a refund mirrors the sale"),
        pytest.param(eur("694000.90"), "5", eur("34700.05"), id="34700.045 goes up, where binary fractions go down"),
        pytest.param(jpy("1055"), "10", jpy("106"), id="yen have no decimals"),
        pytest.param(money("1.010", "KWD"), "5", money("0.050", "KWD"), id="dinars have three, and cards take two"),
        pytest.param(money("4990", "ISK"), "24", money("1198", "ISK"), id="1197.6 Icelandic kronur"),
        pytest.param(money("1999.90", "HUF"), "27", money("540.00", "HUF"), id="forints are paid out whole"),
        pytest.param(eur("10.00"), "25.5", eur("2.55"), id="half a percent, as in Finland"),
        pytest.param(eur("7.77"), "0", eur("0.00"), id="exempt"),
    ],
)
def test_tax_is_rounded_half_up_once_on_the_amount_it_is_taken_from(net: Money, percent: str, tax: Money) -> None:
    with localcontext(prec=3, rounding=ROUND_FLOOR):
        by_context = tax_on(net, net_at(percent))
        by_rate = tax_on(net, Decimal(percent))

    assert by_context == tax
    assert by_rate == tax


@pytest.mark.parametrize(
    ("gross", "percent", "tax"),
    [
        pytest.param(eur("119.00"), "19", eur("19.00"), id="German VAT"),
        pytest.param(eur("382.30"), "20", eur("63.72"), id="38.23 gross at 20 %, ten of them: net 318.58"),
        pytest.param(eur("-119.00"), "19", eur("-19.00"), id="a refund mirrors the sale"),
        pytest.param(jpy("1100"), "10", jpy("100"), id="yen"),
        pytest.param(money("1.100", "KWD"), "10", money("0.100", "KWD"), id="dinars"),
        pytest.param(eur("7.77"), "0", eur("0.00"), id="exempt"),
    ],
)
def test_tax_is_taken_out_of_a_gross_amount(gross: Money, percent: str, tax: Money) -> None:
    with localcontext(prec=3, rounding=ROUND_FLOOR):
        result = tax_in(gross, Decimal(percent))

    assert result == tax


# The amounts are those over which shop systems and tax offices are known to disagree by a cent.
def test_five_times_99_gross_at_22_percent_hold_89_26() -> None:
    summed = document([Line(eur("495.00"))], gross_at("22"), "EUR")

    assert summed.rates == (Taxed(Decimal(22), eur("405.74"), eur("89.26")),)
    assert (summed.net, summed.tax, summed.gross) == (eur("405.74"), eur("89.26"), eur("495.00"))
    assert summed.line_nets == (eur("405.74"),)


def test_three_times_99_99_net_at_25_percent_differ_by_a_cent_between_document_and_line() -> None:
    lines = [Line(eur("99.99"))] * 3

    over_the_document = document(lines, net_at("25"), "EUR")
    by_line = document(lines, net_at("25", rounding=Rounding.LINE), "EUR")

    assert (over_the_document.tax, over_the_document.gross) == (eur("74.99"), eur("374.96"))
    assert (by_line.tax, by_line.gross) == (eur("75.00"), eur("374.97"))


def test_two_times_399_gross_at_9_percent_are_732_11_by_line_and_732_12_by_unit() -> None:
    by_line = taxed(eur("798.00"), "standard", gross_at("9"))
    by_unit = taxed(eur("399.00"), "standard", gross_at("9"))

    assert by_line.net == eur("732.11")
    assert by_unit.net * 2 == eur("732.12")


def test_ten_times_38_23_gross_at_20_percent_are_318_58_net() -> None:
    summed = document([Line(eur("38.23"))] * 10, gross_at("20"), "EUR")

    assert (summed.net, summed.tax, summed.gross) == (eur("318.58"), eur("63.72"), eur("382.30"))
    assert summed.line_nets == (eur("31.86"),) * 8 + (eur("31.85"),) * 2


def test_each_rate_is_summed_for_itself_the_highest_first() -> None:
    lines = [Line(eur("10.05"), "reduced"), Line(eur("10.05")), Line(eur("0.05")), Line(eur("0.05"), "reduced")]

    summed = document(lines, net_at("20", rates=MIXED), "EUR")

    assert summed.rates == (
        Taxed(Decimal(20), eur("10.10"), eur("2.02")),
        Taxed(Decimal("5.5"), eur("10.10"), eur("0.56")),
    )
    assert summed.line_nets == tuple(line.amount for line in lines)


def test_two_categories_at_one_rate_are_one_sum() -> None:
    lines = [Line(eur("0.03")), Line(eur("0.03"), "books")]

    summed = document(lines, net_at("10", rates=(("books", Decimal("10.0")),)), "EUR")

    assert summed.rates == (Taxed(Decimal(10), eur("0.06"), eur("0.01")),)


def test_a_category_without_a_rate_of_its_own_bears_the_standard_rate() -> None:
    context = net_at("19", rates=(("reduced", Decimal(7)),))

    assert context.categories == ("standard", "reduced")
    assert context.rate("reduced") == 7
    assert context.rate("super-reduced") == 19
    assert context.anchor_rate("super-reduced") == 19


def test_a_gross_price_stays_for_a_buyer_with_another_rate_and_the_net_changes() -> None:
    abroad = gross_at("25", anchor_rates=(("standard", Decimal(19)),))

    result = taxed(eur("119.00"), "standard", abroad)

    assert result == Taxed(Decimal(25), eur("95.20"), eur("23.80"))
    assert result.gross == eur("119.00")


@pytest.mark.parametrize("treatment", [Treatment.REVERSE_CHARGE, Treatment.EXPORT, Treatment.EXEMPT])
def test_where_no_tax_is_charged_a_gross_price_loses_the_tax_of_home(treatment: Treatment) -> None:
    context = gross_at("0", treatment=treatment, anchor_rates=(("standard", Decimal(19)), ("reduced", Decimal(7))))

    summed = document([Line(eur("119.00")), Line(eur("10.70"), "reduced")], context, "EUR")

    assert summed.rates == (Taxed(Decimal(0), eur("110.00"), eur("0.00")),)
    assert summed.line_nets == (eur("100.00"), eur("10.00"))
    assert summed.gross == eur("110.00")


def test_where_no_tax_is_charged_a_net_price_is_what_is_paid() -> None:
    context = net_at("19", treatment=Treatment.REVERSE_CHARGE)

    assert taxed(eur("100.00"), "standard", context) == Taxed(Decimal(0), eur("100.00"), eur("0.00"))


def test_a_document_without_lines_comes_to_nothing() -> None:
    summed = document([], gross_at("19"), "JPY")

    assert summed == Document((), jpy("0"), jpy("0"), ())


def test_a_line_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        document([Line(eur("1")), Line(gbp("1"))], net_at("20"), "EUR")


def test_a_context_can_be_a_key() -> None:
    assert {net_at("19"): 1}[net_at("19.00")] == 1


@often
@given(carts, contexts, currencies)
def test_a_document_adds_up_and_the_anchored_side_of_its_prices_stands_fast(
    cart: list[tuple[int, str]], context: TaxContext, currency: str
) -> None:
    lines = cart_of(cart, currency)
    asked = sum(minor for minor, _ in cart)

    summed = document(lines, context, currency)

    if context.anchor is Anchor.NET:
        assert summed.net.minor == asked
    elif context.treatment is Treatment.CHARGED:
        assert summed.gross.minor == asked
    assert summed.net + summed.tax == summed.gross
    assert sum(part.net.minor for part in summed.rates) == summed.net.minor
    assert sum(part.tax.minor for part in summed.rates) == summed.tax.minor
    assert sum(net.minor for net in summed.line_nets) == summed.net.minor
    assert all(part.rate_percent == 0 or context.treatment is Treatment.CHARGED for part in summed.rates)


@less_often
@given(st.permutations(list(range(5))), st.lists(st.tuples(amounts, categories), min_size=5, max_size=5), contexts)
def test_the_order_of_the_lines_changes_no_sum(
    order: list[int], cart: list[tuple[int, str]], context: TaxContext
) -> None:
    lines = cart_of(cart, "EUR")

    first = document(lines, context, "EUR")
    second = document([lines[index] for index in order], context, "EUR")

    assert (first.rates, first.net, first.tax) == (second.rates, second.net, second.tax)


@less_often
@given(carts, contexts)
def test_rounding_by_line_differs_by_half_a_cent_a_line_at_most(
    cart: list[tuple[int, str]], context: TaxContext
) -> None:
    lines = cart_of(cart, "EUR")
    exact = sum((_exact_tax(line, context) for line in lines), Decimal(0))

    over_the_document = document(lines, replace(context, rounding=Rounding.DOCUMENT), "EUR")
    by_line = document(lines, replace(context, rounding=Rounding.LINE), "EUR")

    # The document itself is rounded once for each of at most four rates.
    assert abs(by_line.tax.minor - exact) <= Decimal("0.5") * len(lines)
    assert abs(over_the_document.tax.minor - exact) <= Decimal("0.5") * min(4, len(lines))


@often
@given(amounts, percents, currencies)
def test_a_line_alone_is_a_document_of_one_line(minor: int, percent: Decimal, currency: str) -> None:
    context = TaxContext("VAT", percent, "DE", Anchor.GROSS)
    line = Line(Money(minor, currency))

    alone = taxed(line.amount, line.category, context)
    summed = document([line], context, currency)

    assert summed.rates == (alone,)
    assert summed.line_nets == (alone.net,)


def _exact_tax(line: Line, context: TaxContext) -> Decimal:
    rate = context.rate(line.category)
    base = 100 if context.anchor is Anchor.NET else 100 + rate
    return Decimal(line.amount.minor) * rate / base
