"""What is said of a change of the catalog, shop by shop. The facts hold buy prices: they are for the distributor."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from awning.changes import Shortlist


@dataclass(frozen=True, slots=True)
class ShelfMove:
    """A price on the shelf that is another now. Amounts are as printed: whole minor units, or a metered rate."""

    sku: str
    name: str
    plan_id: str
    """Of a bundle ``bundle``: what is paid with the first period of one."""
    quantity: int
    """The smallest that is sold, nearly always 1."""
    old: Decimal
    new: Decimal
    move_bp: int | None
    """Basis points of the old price; none where that was nothing."""


@dataclass(frozen=True, slots=True)
class AtFloor:
    """A shelf price that the vendor's floor makes now, and did not before."""

    sku: str
    name: str
    plan_id: str
    own: Decimal
    """What the reseller's own rules would ask, unrounded."""
    shelf: Decimal
    """What the shop asks because the vendor allows no less."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An offering that was removed or retired, and still means something to the shop."""

    sku: str
    name: str
    retired: bool
    """Or else removed: its page goes too."""
    uses: tuple[str, ...]
    """``sold``, ``featured``, ``rule`` and ``assortment``: where the shop has it."""
    required_by: tuple[str, ...] = ()
    """Offerings the shop sells that do nothing without it."""
    goes_with: tuple[str, ...] = ()
    """Offerings the shop sells that name it as going well with them."""
    substitutes: tuple[str, ...] = ()
    """What the feed names in its place."""


@dataclass(frozen=True, slots=True)
class Unsold:
    """Plans that had a price and have none now, though the offering stands."""

    sku: str
    name: str
    plans: tuple[str, ...]
    entirely: bool
    """Whether no plan of the offering is left for sale."""
    why: str


@dataclass(frozen=True, slots=True)
class Passing:
    """An offering that enters or leaves what the shop sells."""

    sku: str
    name: str
    why: str
    """``added``, ``restored`` (was retired), ``priced`` (no plan had a price), or ``moved``: category, vendor or owner
    put it in or out."""


@dataclass(slots=True)
class ResellerEffect:
    """What the change does to one shop. Lists keep the first or largest so many and count all."""

    slug: str
    name: str
    currency: str
    with_tax: bool = False
    """Whether shelf prices hold their tax: in a shop that anchors them gross."""
    shelves_gone: tuple[str, ...] = ()
    """Categories the reseller's rules or assortment name, and the feed no longer has."""
    shelves_moved: tuple[str, ...] = ()
    """Categories that lie elsewhere now, so that other rules, or another assortment, hold for all that is in them."""
    prices_up: int = 0
    prices_down: int = 0
    moves: Shortlist[ShelfMove] = field(default_factory=Shortlist[ShelfMove])
    """The furthest moves first."""
    at_floor: Shortlist[AtFloor] = field(default_factory=Shortlist[AtFloor])
    withdrawn: Shortlist[Withdrawn] = field(default_factory=Shortlist[Withdrawn])
    """Those with most to mend first."""
    unsold: Shortlist[Unsold] = field(default_factory=Shortlist[Unsold])
    joined: Shortlist[Passing] = field(default_factory=Shortlist[Passing])
    left: Shortlist[Passing] = field(default_factory=Shortlist[Passing])

    def __bool__(self) -> bool:
        lists = (self.moves, self.at_floor, self.withdrawn, self.unsold, self.joined, self.left)
        return bool(self.shelves_gone or self.shelves_moved or any(known.count for known in lists))

    @property
    def biggest_bp(self) -> int | None:
        """The furthest move of a shelf price, in basis points; none where none moved, or from nothing."""
        return self.moves.items[0].move_bp if self.moves.count else None
