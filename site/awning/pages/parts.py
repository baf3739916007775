"""Parts of a price for cart.js: what is paid with which period, from which quantity on, and at which tax rate."""

from __future__ import annotations

from collections.abc import Sequence

from awning.catalog import Period
from awning.pages.views import Part


def part(
    period: str, billing: Period | None, rate: str, steps: Sequence[tuple[int, str | None]], *, setup: bool = False
) -> Part:
    """One part, of what JSON has.

    Args:
        period: as printed: per month. What has the same one is summed together.
        billing: the same for reckoning; none for what is paid once.
        rate: of the tax, in percent, as a plain number.
        steps: from how many units on what one of them costs, as a plain anchored number; none on request.
        setup: whether it is paid for the start of another part, and no price of its own.
    """
    months = (billing.months or 0) if billing else None
    found: Part = {"period": period, "months": months, "rate": rate, "steps": steps}
    return {**found, "setup": True} if setup else found
