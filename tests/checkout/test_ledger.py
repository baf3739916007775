"""The ledger: payments become transfers that sum to nothing, or nothing is written."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awning.errors import CurrencyMismatch
from awning.money import Money
from awning_checkout.errors import Unbalanced
from awning_checkout.ledger import CUSTOMER, STRIPE, TAX, Transfer, balance, payment_transfers
from support_core import eur, gbp

amounts = st.integers(-(10**9), 10**9)
accounts = st.sampled_from(["distributor Northgate", "reseller Havelwerk", "operator Awning", "agent Ann"])


def test_a_payment_comes_in_whole_and_goes_out_in_parts() -> None:
    cuts = [("distributor Northgate", eur("4.00")), ("reseller Havelwerk", eur("1.10"))]

    transfers = payment_transfers(eur("6.07"), eur("0.97"), cuts)

    assert transfers == [
        Transfer(CUSTOMER, STRIPE, eur("6.07"), "payment"),
        Transfer(STRIPE, "distributor Northgate", eur("4.00"), "cut"),
        Transfer(STRIPE, "reseller Havelwerk", eur("1.10"), "cut"),
        Transfer(STRIPE, TAX, eur("0.97"), "tax"),
    ]


def test_a_loss_is_paid_in_by_who_bears_it() -> None:
    cuts = [("distributor Northgate", eur("6.00")), ("reseller Havelwerk", eur("-1.00"))]

    transfers = payment_transfers(eur("5.00"), eur("0.00"), cuts)

    assert Transfer("reseller Havelwerk", STRIPE, eur("1.00"), "cut") in transfers
    assert balance(transfers, "reseller Havelwerk", "EUR") == eur("-1.00")


def test_one_account_gets_one_transfer_for_all_items() -> None:
    cuts = [("reseller Havelwerk", eur("1.00")), ("reseller Havelwerk", eur("2.50"))]

    transfers = payment_transfers(eur("3.50"), eur("0.00"), cuts)

    assert [str(each.money) for each in transfers if each.kind == "cut"] == ["3.50 EUR"]


def test_nothing_paid_is_nothing_written() -> None:
    assert payment_transfers(eur("0.00"), eur("0.00"), [("reseller Havelwerk", eur("0.00"))]) == []


@pytest.mark.parametrize(
    ("paid", "tax", "cut"),
    [
        pytest.param("6.08", "0.97", "5.10", id="a cent too much was paid"),
        pytest.param("6.06", "0.97", "5.10", id="a cent too little was paid"),
        pytest.param("6.07", "0.96", "5.10", id="a cent of tax is lost"),
        pytest.param("6.07", "0.97", "5.11", id="a party gets a cent that nobody paid"),
        pytest.param("0.00", "0.00", "5.10", id="a party is paid out of nothing"),
    ],
)
def test_a_cent_too_much_or_too_little_is_refused(paid: str, tax: str, cut: str) -> None:
    with pytest.raises(Unbalanced, match="belongs to nobody"):
        payment_transfers(eur(paid), eur(tax), [("reseller Havelwerk", eur(cut))])


def test_currencies_are_not_mixed() -> None:
    with pytest.raises((CurrencyMismatch, Unbalanced)):
        payment_transfers(eur("5.00"), eur("0.00"), [("reseller Havelwerk", gbp("5.00"))])


@settings(deadline=None)
@given(cuts=st.lists(st.tuples(accounts, amounts)), tax=st.integers(0, 10**8))
def test_the_transfers_of_any_payment_sum_to_nothing(cuts: list[tuple[str, int]], tax: int) -> None:
    paid = sum(minor for _, minor in cuts) + tax
    assume(paid >= 0)
    money = [(account, Money(minor, "EUR")) for account, minor in cuts]

    transfers = payment_transfers(Money(paid, "EUR"), Money(tax, "EUR"), money)

    holders = {each.source for each in transfers} | {each.target for each in transfers}
    held = {holder: balance(transfers, holder, "EUR").minor for holder in holders}
    assert all(each.money.minor > 0 for each in transfers)
    assert all(each.source != each.target for each in transfers)
    assert sum(held.values()) == 0
    assert held.get(STRIPE, 0) == 0
    assert held.get(CUSTOMER, 0) == -paid
    assert held.get(TAX, 0) == tax
    for account in {account for account, _ in cuts}:
        assert held.get(account, 0) == sum(minor for name, minor in cuts if name == account)


@settings(deadline=None)
@given(
    cuts=st.lists(st.tuples(accounts, amounts)),
    tax=st.integers(0, 10**8),
    slip=st.integers(-(10**6), 10**6).filter(bool),
)
def test_a_planted_imbalance_of_any_size_is_refused(cuts: list[tuple[str, int]], tax: int, slip: int) -> None:
    paid = sum(minor for _, minor in cuts) + tax + slip
    assume(paid >= 0)
    money = [(account, Money(minor, "EUR")) for account, minor in cuts]

    with pytest.raises(Unbalanced):
        payment_transfers(Money(paid, "EUR"), Money(tax, "EUR"), money)
