"""What makes things cheaper for a while: promotions, and codes that customers type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from awning.settings.kinds import Count, CouponCode, Day, Off, PriceAmount, Several, Term, Words
from awning.settings.rules import Dated, Scoped


class Promotion(Scoped):
    """A price that is lower for some days, shown beside the lowest of the thirty days before."""

    name: Words
    """What the promotion is called; the shop prints it."""
    from_: Annotated[Day, Field(alias="from")]
    """The first day on which it holds."""
    until: Day
    """The last day on which it holds."""
    off: Off | None = None
    """Percent off the shelf price."""
    price: PriceAmount | None = None
    """The price of each unit, in the shop's currency."""
    term: Term | None = None
    """For plans of this term only, as P1Y."""
    quantity: Count = 1
    """From so many units on."""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day."""
        return self.from_, self.until

    @property
    def scope(self) -> tuple[object, ...]:
        """What it is for, to compare, dates apart."""
        return *super().scope, self.term, self.quantity

    def contradictions(self) -> Iterator[str]:
        """Both a percentage and a price, or neither."""
        yield from super().contradictions()
        yield from _either(off=self.off, price=self.price)


class Coupon(Dated):
    """A code that makes an order cheaper."""

    code: CouponCode
    """What customers type; capitals and small letters are the same."""
    off: Off | None = None
    """Percent off."""
    amount: Several | None = None
    """Money off the whole order, in the shop's currency: of net prices in a net shop, of gross ones in a gross shop."""
    lasts: Literal["first", "always"] = "first"
    """Whether it holds for the first period only, or for as long as the subscription runs."""
    limit: Count | None = None
    """How often it can be used in all."""
    per_customer: Count | None = None
    """How often one customer can use it."""

    def contradictions(self) -> Iterator[str]:
        """Both a percentage and an amount, or neither; an amount that lasts."""
        yield from super().contradictions()
        yield from _either(off=self.off, amount=self.amount)
        if self.amount is not None and self.lasts == "always":
            yield "an amount comes off once: lasts: always is for percentages (off)"


def _either(**ways: Decimal | None) -> Iterator[str]:
    """A complaint unless exactly one of two is there."""
    found = [name for name, value in ways.items() if value is not None]
    if len(found) != 1:
        yield f"write either {' or '.join(ways)}; here {'are both' if found else 'is neither'}"
