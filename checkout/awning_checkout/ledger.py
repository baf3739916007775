"""The ledger: who is owed what, as transfers from one account to another.

A transfer moves a positive amount between two accounts, so every one of them is balanced by itself and the sum over
all accounts is nothing, always. A payment is one transfer in (customer to stripe) and its parts out (stripe to each
party, and to the tax office); when it is settled, ``stripe`` holds nothing of it any more that is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awning.money import Money, total
from awning_checkout.errors import Unbalanced

CUSTOMER, STRIPE, TAX = "customer", "stripe", "tax"


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount that goes from one account to another; it is never changed, only answered by another one."""

    source: str
    target: str
    money: Money
    kind: str
    """payment, cut or tax."""


def payment_transfers(paid: Money, tax: Money, cuts: Sequence[tuple[str, Money]]) -> list[Transfer]:
    """The transfers of one payment.

    Args:
        paid: what the customer paid, tax included.
        tax: the tax in it.
        cuts: account (``reseller Havelwerk``) and its part; a loss is negative and goes the other way.

    Raises:
        Unbalanced: the parts do not sum to what was paid.
    """
    transfers = [Transfer(CUSTOMER, STRIPE, paid, "payment")] if paid else []
    transfers += [_transfer(account, money) for account, money in _merged(cuts) if money]
    if tax:
        transfers.append(Transfer(STRIPE, TAX, tax, "tax"))
    left = balance(transfers, STRIPE, paid.currency)
    if left:
        raise Unbalanced(f"A payment of {paid} leaves {left} that belongs to nobody; its cuts and tax do not add up.")
    return transfers


def balance(transfers: Iterable[Transfer], account: str, currency: str) -> Money:
    """What an account holds after these transfers."""
    amounts = [
        transfer.money if transfer.target == account else -transfer.money
        for transfer in transfers
        if account in {transfer.source, transfer.target} and transfer.money.currency == currency
    ]
    return total(amounts, currency)


def _transfer(account: str, money: Money) -> Transfer:
    if money.minor > 0:
        return Transfer(STRIPE, account, money, "cut")
    return Transfer(account, STRIPE, -money, "cut")


def _merged(cuts: Sequence[tuple[str, Money]]) -> list[tuple[str, Money]]:
    """One cut per account: several items of an order pay the same parties."""
    merged: dict[str, Money] = {}
    for account, money in cuts:
        merged[account] = merged[account] + money if account in merged else money
    return list(merged.items())
