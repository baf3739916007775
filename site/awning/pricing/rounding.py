"""The last step of a price: to whole minor units, or to the ending a shop likes, and never below the floor."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from awning.money import EXACT, exponent, rounded, step
from awning.pricing.model import Charm, Towards

_ONE = Decimal(1)
_METERED_STEP = Decimal("0.00000001")


class Rounding:
    """Rounds the prices of one currency. It is asked within the context of exact sums."""

    def __init__(self, currency: str, charm: Charm | None = None) -> None:
        decimals = exponent(currency)
        self._step = Decimal(step(currency)).scaleb(-decimals, EXACT)
        self._half = EXACT.divide(self._step, Decimal(2))
        self._coin = Decimal(1).scaleb(-decimals, EXACT)
        self._currency = currency
        self._whole = self._step == self._coin
        self._half_up = f"Rounding: half up to {self._step} {currency}"
        self._up = f"Rounding: up to {self._step} {currency}, because half up goes below the floor"
        self._charm = charm
        if charm is not None:
            self._ending = Decimal(charm.ends_in).scaleb(-decimals, EXACT)
            self._every = Decimal(1).scaleb(len(charm.ends_in) - decimals, EXACT)
            self._towards = charm.towards
            towards = {Towards.UP: "up", Towards.NEAREST: "to the nearest", Towards.DOWN: "down"}[charm.towards]
            self._charmed = f"Charm: {towards} so that it ends in {charm.ends_in}"

    def shelf(self, amount: Decimal, floor: Decimal, *, charmed: bool) -> Decimal:
        """A shelf price, not below the floor, with the shop's ending if it is to be charmed; nothing stays nothing."""
        if charmed and self._charm is not None and amount > 0:
            return self._with_ending(amount, floor)
        found = amount.quantize(self._coin) if self._whole else rounded(amount, self._currency).amount
        return found if found >= floor else found + self._step

    def metered(self, amount: Decimal, floor: Decimal) -> Decimal:
        """A rate by use, which keeps up to eight decimals."""
        rate = amount.quantize(_METERED_STEP)
        return short(rate + _METERED_STEP if rate < floor else rate)

    def step(self, amount: Decimal, found: Decimal, *, charmed: bool, metered: bool) -> tuple[str, str]:
        """The kind of the step from one to the other, and how the trail says it."""
        if metered:
            return "rounding", "Rounding: metered rates keep up to eight decimals"
        if charmed and self._charm is not None and amount > 0:
            return "charm", self._charmed
        return "rounding", self._up if found - amount > self._half else self._half_up

    def _with_ending(self, amount: Decimal, floor: Decimal) -> Decimal:
        """The nearest ending on the side asked for, or the next above where that is below nothing or the floor."""
        rounds = (amount - self._ending) / self._every
        up, down = (
            rounds.quantize(_ONE, rounding) * self._every + self._ending for rounding in (ROUND_CEILING, ROUND_FLOOR)
        )
        lower = self._towards is Towards.DOWN or (self._towards is Towards.NEAREST and amount - down < up - amount)
        chosen = down if lower and down > 0 and down >= floor else up
        return chosen.quantize(self._coin)


def short(number: Decimal) -> Decimal:
    """Without trailing zeros, and 10 as 10, not as 1E+1."""
    whole = number.quantize(_ONE)
    return whole if number == whole else number.normalize()
