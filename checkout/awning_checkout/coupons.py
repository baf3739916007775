"""Coupons: whether a code holds, for what, and what it takes off. Pure; who used it how often is said by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from awning.config import Coupon
from awning.money import EXACT, Money, allocate, rounded
from awning.pricing import Price, Step
from awning.tax import TaxContext, taxed


class Refusal(StrEnum):
    """Why a code takes nothing off."""

    UNKNOWN = "unknown"
    """The shop has no such code."""
    EARLY = "early"
    """It does not hold yet."""
    OVER = "over"
    """Its last day is over."""
    USED_UP = "used_up"
    """It was used as often as it can be."""
    USED_BY_YOU = "used_by_you"
    """This customer used it as often as one customer can."""
    NOTHING_FITS = "nothing_fits"
    """It is for something that is not in the cart, or whose price cannot go lower."""


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a code was used: in orders that were placed, and have not run out unpaid."""

    in_all: int = 0
    by_customer: int = 0


@dataclass(frozen=True, slots=True)
class Reducible:
    """A line of a cart, as far as a coupon looks at it."""

    amount: Money
    """What is due first, anchored."""
    floor: Decimal
    """Per unit, exact and anchored."""
    quantity: int
    fits: bool

    @property
    def room(self) -> Money:
        """The most that can be taken off without going below the floor."""
        lowest = rounded(EXACT.multiply(self.floor, Decimal(self.quantity)), self.amount.currency, up=True)
        nothing = Money.zero(self.amount.currency)
        return max(self.amount - lowest, nothing) if self.fits else nothing


def found(coupons: Iterable[Coupon], code: str) -> Coupon | None:
    """The coupon of a code, however it is written, or none."""
    wanted = code.strip().upper()
    return next((coupon for coupon in coupons if coupon.code == wanted), None)


def refusal(coupon: Coupon | None, *, today: date, uses: Uses) -> Refusal | None:
    """Why a code does not hold on a day of the market, or none if it does."""
    if coupon is None:
        return Refusal.UNKNOWN
    first, last = coupon.days
    if first is not None and today < first:
        return Refusal.EARLY
    if last is not None and today > last:
        return Refusal.OVER
    if coupon.limit is not None and uses.in_all >= coupon.limit:
        return Refusal.USED_UP
    if coupon.per_customer is not None and uses.by_customer >= coupon.per_customer:
        return Refusal.USED_BY_YOU
    return None


def fits(coupon: Coupon, sku: str, plan_id: str, vendor: str, categories: Sequence[str]) -> bool:
    """Whether a coupon is for a plan of an offering, which lies in these categories."""
    return (
        coupon.offering in {None, sku}
        and coupon.plan in {None, plan_id}
        and coupon.vendor in {None, vendor}
        and (coupon.category is None or coupon.category in categories)
    )


def lowered(coupon: Coupon, price: Price, context: TaxContext) -> Price:
    """A price that a coupon lowers for good: rounded half up, never below its floor, with a step in its trail."""
    if coupon.lasts != "always" or coupon.off is None:
        return price
    kept = EXACT.subtract(Decimal(1), coupon.off.scaleb(-2, EXACT))
    unit = rounded(EXACT.multiply(price.unit, kept), price.currency)
    if unit.amount < price.floor:
        unit = rounded(price.floor, price.currency, up=True)
    if unit.amount >= price.unit:
        return price
    sums = taxed(unit * price.quantity, price.tax_category, context)
    step = Step("coupon", f"Coupon {coupon.code}: {_plainly(coupon.off)} % off", unit.amount, price.currency)
    return replace(price, unit=unit.amount, total=sums.net, tax=sums.tax, trail=(*price.trail, step))


def discounts(coupon: Coupon, lines: Sequence[Reducible], currency: str) -> list[Money]:
    """What a coupon for the first payment takes off each line, anchored; never below a line's floor.

    A percentage is taken of each line and rounded half up. An amount is allocated over the lines by largest
    remainder; what a line at its floor cannot give, the others do.
    """
    nothing = [Money.zero(currency) for _ in lines]
    if coupon.lasts != "first":
        return nothing
    if coupon.off is not None:
        share = coupon.off.scaleb(-2, EXACT)
        return [min(rounded(EXACT.multiply(line.amount.amount, share), currency), line.room) for line in lines]
    return _spread(rounded(coupon.amount or Decimal(0), currency), lines) if lines else nothing


def _spread(amount: Money, lines: Sequence[Reducible]) -> list[Money]:
    rooms = [line.room for line in lines]
    given = [Money.zero(amount.currency) for _ in lines]
    left = min(amount, Money(sum(room.minor for room in rooms), amount.currency))
    while left:
        open_ = [number for number, room in enumerate(rooms) if given[number] < room]
        parts = allocate(left, [lines[number].amount.minor for number in open_])
        for number, part in zip(open_, parts, strict=True):
            taken = min(part, rooms[number] - given[number])
            given[number] += taken
            left -= taken
    return given


def _plainly(percent: Decimal) -> str:
    return f"{percent.normalize(EXACT):f}"
