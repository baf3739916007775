"""Money is a whole number of minor units and a currency, always together.

Feed prices are exact decimals and stay so until ``Money.from_decimal`` rounds them, once. After that only
whole minor units exist: cents, pence, yen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow, localcontext
from typing import Self

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

# Python's own context rounds to 28 digits, and any library may change it: sums of money are made in this one.
EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])


def exponent(currency: str) -> int:
    """The number of decimals a currency is written with (ISO 4217).

    Raises:
        CurrencyUnknown: the code is none of ISO 4217, as `EURO` or `eur`.
    """
    if currency not in CURRENCIES:
        raise CurrencyUnknown(f"{currency!r} is not a currency. Write its ISO 4217 code in capitals, as EUR or GBP.")
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE_DECIMALS else 2


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units of one currency; sums across currencies raise."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in that currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Self:
        """Round an exact amount to whole minor units, half up. This is the only rounding of prices there is.

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
    floors = [int(share.to_integral_value(rounding=ROUND_FLOOR)) for share in shares]
    left_over = whole.minor - sum(floors)
    if not 0 <= left_over <= len(shares):
        raise ValueError(f"{whole} cannot be split into shares that do not sum to it.")
    with localcontext(EXACT):
        remainders = [share - floor for share, floor in zip(shares, floors, strict=True)]
    by_remainder = sorted(range(len(shares)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[:left_over]:
        floors[index] += 1
    return [Money(minor, whole.currency) for minor in floors]
