"""Money is a whole number of minor units and a currency, always together.

Feed prices are exact decimals and stay so until ``Money.from_decimal`` rounds them, once. After that only
whole minor units exist: cents, pence, yen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_HALF_UP,
    Context,
    Decimal,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
    setcontext,
)
from math import floor
from typing import Final, Self

from awning.errors import CurrencyMismatch, CurrencyUnknown, PriceError

# ISO 4217, funds and metals left out. Two decimals unless listed below.
CURRENCIES = frozenset(  # 150 codes, each in quotes, could not be read.
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "  # noqa: SIM905
    "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
    "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED "
    "VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)
_WITHOUT_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
_WITH_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

_DECIMALS = {
    **dict.fromkeys(CURRENCIES, 2),
    **dict.fromkeys(_WITHOUT_DECIMALS, 0),
    **dict.fromkeys(_WITH_THREE_DECIMALS, 3),
}
_STEPS = {**dict.fromkeys(_WITH_THREE_DECIMALS, 10), "HUF": 100, "TWD": 100}

# Python's own context rounds to 28 digits, and any library may change it: sums of money are made in this one.
EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])


def exponent(currency: str) -> int:
    """The number of decimals a currency is written with (ISO 4217).

    Raises:
        CurrencyUnknown: the code is none of ISO 4217, as `EURO` or `eur`.
    """
    known = _DECIMALS.get(currency)
    if known is None:
        raise CurrencyUnknown(f"{currency!r} is not a currency. Write its ISO 4217 code in capitals, as EUR or GBP.")
    return known


def step(currency: str) -> int:
    """The smallest amount prices and taxes are made in, in minor units.

    That is one, but for what Stripe says of some currencies (https://docs.stripe.com/currencies): those with three
    decimals are charged with two, and forints and new Taiwan dollars are paid out whole.
    """
    return _STEPS.get(currency, 1)


def rounded(amount: Decimal, currency: str, *, up: bool = False) -> Money:
    """An exact amount in coins of its currency: half up, or up."""
    return in_coins(amount.scaleb(exponent(currency), EXACT), currency, up=up)


def in_coins(minor: Decimal, currency: str, *, up: bool = False) -> Money:
    """An exact number of minor units as prices and taxes are made, see `step`: half up, or up."""
    coin = step(currency)
    coins = minor if coin == 1 else EXACT.divide(minor, Decimal(coin))
    whole = coins.to_integral_value(rounding=ROUND_CEILING) if up else EXACT.to_integral_value(coins)
    return Money(int(whole) * coin, currency)


# Not frozen, because a frozen one takes longer to make, and prices are made by the million. The type checker holds it
# as it is: its fields are final.
@dataclass(slots=True, unsafe_hash=True)
class Money:
    """An amount in whole minor units of one currency; sums across currencies raise."""

    minor: Final[int]
    currency: Final[str]

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in that currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Self:
        """Round an exact amount to whole minor units, half up.

        Raises:
            CurrencyUnknown: the code is none of ISO 4217.
            PriceError: the amount is no number, or has hundreds of digits.
        """
        decimals = exponent(currency)
        try:
            with localcontext(EXACT):
                return cls(int(amount.scaleb(decimals).quantize(Decimal(1))), currency)
        except (InvalidOperation, Overflow, ValueError):
            raise PriceError(f"{amount} {currency} is not an amount anybody could charge.") from None

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's own number of decimals: ``Decimal("12.50")``."""
        return Decimal(self.minor).scaleb(-exponent(self.currency), EXACT)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} cannot be added or compared: convert one of them first.")
        return other


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of amounts, which all are of that currency; nothing sums to zero of it."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def split(whole: Money, shares: Sequence[Decimal]) -> list[Money]:
    """Split money by exact shares in minor units so that the parts sum to it (largest remainder).

    Args:
        whole: what is split.
        shares: exact amounts in minor units that sum to the whole; they may be negative.

    Returns:
        As many parts as shares, each within one minor unit of its share, in the same order. Equal remainders
        are served in order, so the same input always gives the same parts.

    Raises:
        ValueError: the shares do not sum to the whole; to give out the difference would be to invent money.
    """
    outer = getcontext()
    setcontext(EXACT)
    try:
        parts = dealt(whole.minor, shares)
    finally:
        setcontext(outer)
    if parts is None:
        raise ValueError(f"{whole} cannot be split into shares that do not sum to it.")
    return [Money(minor, whole.currency) for minor in parts]


def dealt(whole: int, shares: Sequence[Decimal]) -> list[int] | None:
    """What `split` does, in minor units, for who is within the context of exact sums; none where it cannot be done."""
    parts = [floor(share) for share in shares]
    left_over = whole - sum(parts)
    if not left_over:
        return parts
    if not 0 < left_over <= len(shares):
        return None
    remainders = [share - parts[place] for place, share in enumerate(shares)]
    # Sorting keeps the order of equals, backwards too.
    by_remainder = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)
    for index in by_remainder[:left_over]:
        parts[index] += 1
    return parts


def allocate(whole: Money, weights: Sequence[int]) -> list[Money]:
    """Split money in proportion to weights so that the parts sum to it (largest remainder), in coins of its currency.

    Args:
        whole: what is split; a multiple of `step`, or what is left over stays with the first part.
        weights: none below 0, and not all 0.

    Returns:
        As many parts as weights, in the same order. Equal remainders are served in order.
    """
    coin, everything = step(whole.currency), sum(weights)
    coins, left = divmod(whole.minor, coin)
    parts = [coins * weight // everything for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(coins * weights[index] % everything), index))
    for index in by_remainder[: coins - sum(parts)]:
        parts[index] += 1
    return [Money(part * coin + (0 if index else left), whole.currency) for index, part in enumerate(parts)]
