"""Quotes: what a cart costs now, how it is paid, and what is set apart instead of charged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awning.money import Money, total
from awning.pricebook import PriceBook
from awning.pricing import QUANTITY_MAX
from awning.tax import tax_on
from awning_checkout.carts import LINES_MAX, CartLine, merged
from awning_checkout.quotes import Quote
from awning_checkout.quoting import quote
from awning_checkout.review_page import Group
from awning_checkout.shops import Shops
from support_checkout import (
    ASKING,
    HIDDEN,
    METERED,
    MONTHLY,
    NOON,
    ONCE,
    OTHER_SHOP,
    RETIRED,
    SHOP,
    TRIAL,
    UNKNOWN,
    YEARLY,
    due_now,
)
from support_core import gbp

AS_OF = datetime.fromtimestamp(NOON, UTC)
sold = [MONTHLY, YEARLY, TRIAL, ONCE, ASKING]
unsold = [METERED, RETIRED, UNKNOWN, HIDDEN, replace(MONTHLY, plan_id="P9Y-P1M")]
SHOWN = ["", "1.46", "0.01", "NaN", "-Infinity", "1,46", "1e999999", "\N{ARABIC-INDIC DIGIT TWO}"]


@st.composite
def wishes(draw: st.DrawFn) -> CartLine:
    """Anything a browser could ask for."""
    quantity = draw(st.integers(-3, QUANTITY_MAX + 5) | st.integers(1, 9))
    return replace(draw(st.sampled_from(sold + unsold)), quantity=quantity, shown=draw(st.sampled_from(SHOWN)))


@pytest.fixture(scope="module")
def book(shops: Shops) -> PriceBook:
    return shops.book(SHOP, AS_OF)


def amounts(offer: Quote) -> list[tuple[str, Money, Money]]:
    return [(section.period, section.net, section.tax) for section in offer.sections]


def test_a_line_costs_its_unit_price_times_its_quantity(book: PriceBook) -> None:
    offer = quote(book, [MONTHLY])

    [line] = offer.lines
    assert (line.offering.id, line.plan.id, line.period) == ("PB-FILTER", "P1M-P1M", "P1M")
    assert line.price.total == Money.from_decimal(line.price.unit, "GBP") * 3
    assert offer.currency == "GBP"
    assert offer.catalog == book.catalog_revision
    assert offer.price_book == book.revision
    assert offer.priced_at == AS_OF


def test_tax_is_taken_once_from_the_sum_of_a_period_and_not_line_by_line(book: PriceBook) -> None:
    offer = quote(book, [MONTHLY, ASKING, replace(MONTHLY, sku="KR-VAULT-TEAM")])

    [section] = offer.sections
    assert section.net == total([line.price.total for line in offer.lines], "GBP")
    assert section.tax == tax_on(section.net, book.market.tax)
    assert section.gross == section.net + section.tax
    assert due_now(offer) == section.gross


def test_monthly_and_yearly_are_paid_in_two_steps_with_what_is_paid_once_beside_the_first(book: PriceBook) -> None:
    offer = quote(book, [YEARLY, ONCE, MONTHLY])

    payments = offer.payments()
    assert [section.period for section in offer.sections] == ["P1M", "P1Y", ""]
    assert [(payment.period, [each.period for each in payment.sections]) for payment in payments] == [
        ("P1M", ["P1M", ""]),
        ("P1Y", ["P1Y"]),
    ]
    assert total([payment.net + payment.tax for payment in payments], "GBP") == due_now(offer)


def test_what_is_paid_once_alone_is_one_step(book: PriceBook) -> None:
    [payment] = quote(book, [ONCE]).payments()

    assert payment.period == ""
    assert payment.net == gbp("198.87")


def test_a_trial_costs_nothing(book: PriceBook) -> None:
    offer = quote(book, [TRIAL])

    assert due_now(offer) == gbp("0.00")
    assert [(payment.net, payment.tax) for payment in offer.payments()] == [(gbp("0.00"), gbp("0.00"))]


def test_an_empty_cart_is_an_empty_quote(book: PriceBook) -> None:
    offer = quote(book, [])

    assert (offer.lines, offer.dropped, offer.sections, offer.payments()) == ((), (), (), [])
    assert due_now(offer) == gbp("0.00")


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param(METERED, id="a metered plan"),
        pytest.param(RETIRED, id="a retired offering"),
        pytest.param(UNKNOWN, id="an unknown SKU"),
        pytest.param(HIDDEN, id="another shop's offering"),
        pytest.param(replace(MONTHLY, plan_id="P9Y-P1M"), id="an unknown plan"),
        pytest.param(replace(MONTHLY, sku="pb-filter"), id="a SKU in other letters"),
        pytest.param(replace(MONTHLY, sku="PB-FILTER'; DROP TABLE cart; --"), id="a SKU with a quote"),
        pytest.param(replace(ONCE, sku="HK-SRV", quantity=QUANTITY_MAX), id="another shop's by the thousand"),
    ],
)
def test_what_cannot_be_bought_is_set_apart_and_never_charged(book: PriceBook, wish: CartLine) -> None:
    offer = quote(book, [wish, MONTHLY])

    assert offer.dropped == (wish,)
    assert amounts(offer) == amounts(quote(book, [MONTHLY]))


def test_the_other_shop_sells_what_this_one_hides(shops: Shops) -> None:
    offer = quote(shops.book(OTHER_SHOP, AS_OF), [HIDDEN])

    assert [line.offering.id for line in offer.lines] == [HIDDEN.sku]
    assert offer.currency == "EUR"


def test_more_lines_than_a_payment_page_takes_are_set_apart_and_not_lost(book: PriceBook) -> None:
    wishes = [replace(UNKNOWN, sku=f"SKU-{number}") for number in range(LINES_MAX)]

    offer = quote(book, [*wishes, MONTHLY])

    assert offer.lines == ()
    assert len(offer.dropped) == LINES_MAX + 1


# Wishes.


def test_two_wishes_for_one_plan_are_one_line_with_the_price_shown_last() -> None:
    wishes = [replace(MONTHLY, quantity=2, shown="1.40"), YEARLY, replace(MONTHLY, quantity=3, shown="1.46")]

    assert merged(wishes) == [replace(MONTHLY, quantity=5, shown="1.46"), YEARLY]


@pytest.mark.parametrize(("wished", "kept"), [(0, []), (-1, []), (1, [1]), (10**9, [QUANTITY_MAX])])
def test_a_quantity_out_of_range_is_brought_into_it(wished: int, kept: list[int]) -> None:
    assert [line.quantity for line in merged([replace(MONTHLY, quantity=wished)])] == kept


def test_a_negative_wish_takes_nothing_off_another() -> None:
    assert merged([replace(MONTHLY, quantity=5), replace(MONTHLY, quantity=-3)]) == [replace(MONTHLY, quantity=5)]


@pytest.mark.parametrize(
    ("shown", "moved"),
    [
        ("1.46", 0), ("1.460", 0), ("", 0), ("1.45", 1), ("1.47", -1), ("0", 1), ("NaN", 0), ("sNaN", 0),
        ("Infinity", 0), ("1,46", 0), ("£1.46", 0),
    ],
)  # fmt: skip
def test_a_price_shown_is_compared_and_never_believed(book: PriceBook, shown: str, moved: int) -> None:
    offer = quote(book, [replace(MONTHLY, shown=shown)])

    assert Group(offer.lines[0].wish, 0, offer.lines).moved == moved
    assert due_now(offer) == due_now(quote(book, [MONTHLY]))


# Consent.


def test_consent_is_for_lines_quantities_and_prices_and_no_more(book: PriceBook, shops: Shops) -> None:
    consent = quote(book, [MONTHLY]).consent

    assert quote(shops.book(SHOP, AS_OF), [replace(MONTHLY, shown="9.99")]).consent == consent
    assert not quote(book, [replace(MONTHLY, quantity=4)]).agreed_by(consent)
    assert not quote(book, [replace(MONTHLY, plan_id="P1Y-P1M")]).agreed_by(consent)
    assert not quote(book, [MONTHLY, TRIAL]).agreed_by(consent)
    assert not quote(book, [MONTHLY]).agreed_by("")


@pytest.mark.parametrize(("markup", "agreed"), [("25", False), ("24", True), ("23", True)])
def test_a_lower_price_is_given_and_a_higher_one_asked_about(
    book: PriceBook, project: Path, markup: str, agreed: bool
) -> None:
    rules = project / "config" / "resellers" / f"{SHOP}.yaml"
    rules.write_text(rules.read_text().replace("- markup: 24 ", f"- markup: {markup} "))

    moved = quote(Shops(project).book(SHOP, AS_OF), [MONTHLY])

    assert moved.agreed_by(quote(book, [MONTHLY]).consent) is agreed


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(cart=st.lists(wishes(), max_size=8))
def test_any_cart_is_a_quote_that_adds_up(book: PriceBook, cart: list[CartLine]) -> None:
    offer = quote(book, cart)

    assert len(offer.lines) + len(offer.dropped) == len(merged(cart))
    assert all(0 < line.price.quantity <= QUANTITY_MAX for line in offer.lines)
    assert total([section.net for section in offer.sections], "GBP") == total(
        [line.price.total for line in offer.lines], "GBP"
    )
    assert total([plan.net + plan.tax for plan in offer.payments()], "GBP") == due_now(offer)
    assert {line.period for line in offer.lines} == {section.period for section in offer.sections}
    assert quote(book, cart).consent == offer.consent
