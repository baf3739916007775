"""Amounts as plain text: a dot, no separators, as many decimals as they need."""

from __future__ import annotations

from decimal import Decimal

from awning.money import EXACT

DECIMALS_MAX = 8
"""As many as a rate by use has; a buy price made by a margin may never end."""


def plain(amount: Decimal, most: int = DECIMALS_MAX) -> str:
    """An amount with at least two decimals and no more than it has, or so many: 12.50, 0.0137909."""
    if -int(amount.as_tuple().exponent) > most:
        amount = EXACT.quantize(amount, Decimal(1).scaleb(-most))
    decimals = max(2, -int(amount.normalize(EXACT).as_tuple().exponent))
    return f"{amount:.{decimals}f}"
