"""Everybody's cut of a price: what a sale comes to, divided among those who had a part in it, to the last cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, getcontext, setcontext
from typing import Final

from awning.chain import Fee, Party
from awning.money import EXACT, Money, dealt, exponent

_NOTHING = Decimal(0)


@dataclass(slots=True, unsafe_hash=True)
class Cut:
    """What one party gets of a price, before tax. A loss is negative."""

    party: Final[Party]
    money: Final[Money]


@dataclass(slots=True, unsafe_hash=True)
class Margins:
    """What each seller of a chain keeps of one unit, and the fees that are paid out of it."""

    sellers: Final[tuple[Party, ...]] = ()
    """In order of the goods; the last one owns the shelf."""
    kept: Final[tuple[Decimal, ...]] = ()
    """Per unit, exact, of all but the last seller: what they sell at less what they buy at. The first one answers
    for all that lies behind them, so theirs holds the vendor's share."""
    operator: Final[Fee | None] = None
    """Borne by the first seller."""
    agent: Final[Fee | None] = None
    """Borne by the owner of the shelf."""

    def cuts(self, total: Money, quantity: int) -> tuple[Cut, ...]:
        """Split a net total by largest remainder; the shelf's owner takes what rounding, floors and discounts left.

        The same total always gives the same cuts, and they sum to it exactly.
        """
        if not self.sellers:
            return ()
        minor, currency = total.minor, total.currency
        to_minor = quantity * 10 ** exponent(currency)
        parties = [*self.sellers]
        outer = getcontext()
        setcontext(EXACT)
        try:
            shares = [kept * to_minor for kept in self.kept]
            shares.append(minor - (shares[0] if len(shares) == 1 else sum(shares, _NOTHING)))
            for fee, payer in ((self.operator, 0), (self.agent, len(shares) - 1)):
                if fee is not None:
                    part = (fee.percent * minor).scaleb(-2)
                    shares[payer] -= part
                    shares.append(part)
                    parties.append(fee.party)
            parts = dealt(minor, shares)
        finally:
            setcontext(outer)
        assert parts is not None, "shares are made to sum to the total"
        return tuple([Cut(parties[place], Money(part, currency)) for place, part in enumerate(parts)])

    def times(self, count: int) -> Margins:
        """The same for a unit that is so many of these."""
        return replace(self, kept=tuple(EXACT.multiply(kept, Decimal(count)) for kept in self.kept))
