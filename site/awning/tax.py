"""Tax on net prices: one rate, rounded once over the amount it is taken from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from awning.money import EXACT, Money


@dataclass(frozen=True, slots=True)
class TaxContext:
    """The tax a sale bears. Prices are anchored net: the tax comes on top."""

    name: str
    rate_percent: Decimal
    country: str


def tax_on(net: Money, context: TaxContext) -> Money:
    """The tax on a net amount, half up to the minor unit.

    Called once over all lines of one rate in a document, never line by line: summing rounded lines drifts.
    """
    with localcontext(EXACT):
        return Money.from_decimal(net.amount * context.rate_percent / 100, net.currency)
