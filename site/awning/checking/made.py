"""What the rules of a chain make of plans that are alike, and which of those plans are worth a look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from awning.catalog import PlanKind
from awning.checking.block import Block, Row
from awning.checking.linear import SUGGESTED, Basis, Line
from awning.checking.shop import Shop
from awning.money import exponent, step
from awning.pricing import BelowFloor, Charm, Shelf, Towards
from awning.rules import Rule

NEAR = Decimal("0.000001")
"""A line is rounded to 28 digits: nearer than this it is not believed."""
_NOTHING, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_Condition = tuple[Line, Decimal]
"""A line and an amount that together are below zero for what is worth a look."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Between what the prices of a shop have to lie."""

    refuses: bool
    """Whether what is below a floor is not sold, or else raised to it."""
    share: Decimal
    """Of a price, what is the shop's before it pays for the goods."""
    most: Decimal | None
    """The most that is allowed, of the suggested price."""
    least: Decimal | None
    """The least that is allowed, of the suggested price."""
    margin: Decimal | None
    """The least the shop wants, of what it pays."""
    up: Decimal
    """How far rounding may take a price up at most, in major units."""
    down: Decimal
    """How far an ending may take it down."""

    @classmethod
    def of(cls, shop: Shop) -> Limits:
        """The limits of a shop."""
        market, shelf = shop.book.market, shop.book.market.shelf
        agent, band = shop.book.chain.agent, shop.project.distributor.engagement.price_band
        up, down = _reach(market.currency, shelf.charm)
        return cls(
            refuses=shelf.below is BelowFloor.REFUSE,
            share=_ONE - (agent.percent / _HUNDRED if agent else _NOTHING),
            most=None if band.above_srp is None else _ONE + band.above_srp / _HUNDRED,
            least=None if shelf.band_percent is None else _ONE - shelf.band_percent / _HUNDRED,
            margin=_wanted(shelf),
            up=up,
            down=down,
        )


def _wanted(shelf: Shelf) -> Decimal | None:
    """The least the shop wants, of what it pays; where that is more than all there is, pricing says so."""
    if shelf.margin_percent is None or (left := _HUNDRED - shelf.margin_percent - shelf.agent_percent) <= 0:
        return None
    return _HUNDRED / left


class Made:
    """The prices that a chain of rules makes of plans with a basis in common.

    All of it is worked out once, however many shelves the same rules decide on.
    """

    def __init__(self, bought: Line, amount: Line, basis: Basis, limits: Limits, rule: Rule | None) -> None:
        self.bought, self.amount, self.rule = bought, amount, rule
        self._limits = limits
        metered = basis.kind is PlanKind.METERED
        self.up = NEAR if metered else limits.up
        self.down = _NOTHING if metered else limits.down
        self._has_floor = basis.has_floor
        self._margin = limits.margin if basis.kind is not PlanKind.TRIAL else None
        self._least = limits.least if basis.has_suggested else None
        # Below nothing is below a floor as well.
        self._floors = [Line(_NOTHING, _NOTHING)]
        if self._margin is not None:
            self._floors.append(bought.times(self._margin))
        if self._least is not None:
            self._floors.append(SUGGESTED.times(self._least))
        self._under = [(amount.less(floor), _NOTHING) for floor in self._floors]
        self._lost = [(amount.times(limits.share).less(bought), -self.down)]
        self._over = list[_Condition]()
        if limits.most is not None:
            limit = SUGGESTED.times(limits.most)
            self._over = [(limit.less(price), -self.up) for price in (amount, *self._floors)]

    def price(self, row: Row) -> Decimal:
        """What the rules come to for a plan, exact but for its last digits."""
        return self.amount.at(row.cost, row.suggested)

    def floor(self, row: Row) -> Decimal:
        """The highest of the floors, as `Pricer` has them."""
        return max(row.floor, *(floor.at(row.cost, row.suggested) for floor in self._floors))

    def maybe_under(self, block: Block) -> Collection[Row]:
        """The plans whose price may be under a floor."""
        return block.rows if self._has_floor else _any_of(block, self._under)

    def maybe_lost(self, block: Block) -> Collection[Row]:
        """The plans that may be sold at a loss, if no floor raises them."""
        return _any_of(block, self._lost)

    def maybe_over(self, block: Block) -> Collection[Row]:
        """The plans that may be too far above the suggested price."""
        return block.rows if self._has_floor else _any_of(block, self._over)


def _any_of(block: Block, conditions: Sequence[_Condition]) -> Collection[Row]:
    found = [rows for line, amount in conditions if (rows := block.below_zero(line, amount))]
    if len(found) <= 1:
        return found[0] if found else ()
    return {id(row): row for rows in found for row in rows}.values()


def _reach(currency: str, charm: Charm | None) -> tuple[Decimal, Decimal]:
    """How far rounding may take a price up at most, and how far down an ending."""
    decimals = exponent(currency)
    if charm is None:
        return Decimal(step(currency)).scaleb(-decimals), _NOTHING
    every = Decimal(1).scaleb(len(charm.ends_in) - decimals)
    return every, _NOTHING if charm.towards is Towards.UP else every
