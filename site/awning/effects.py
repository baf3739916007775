"""What a change of the catalog does to each reseller's shop, before it goes live.

Both catalogs are priced with the same settings at the same moment, so what differs is the feed's doing. Only offerings
that changed, came or went are priced. The facts hold buy prices: they are for the distributor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from awning.catalog import FeedPrice, Lifecycle, Offering, Plan, PriceRole, RelationKind
from awning.changes import DETAILS, MOVE_MAX_BP, Changes, Shortlist, basis_points
from awning.config import Project, Reseller
from awning.errors import NotForSale
from awning.pricebook import PriceBook
from awning.pricing import Price
from awning.snapshot import Snapshot

POINTERS_MAX = 20
"""How many offerings are named that need or go with one that is withdrawn."""
_POINTING = {RelationKind.REQUIRES, RelationKind.GOES_WITH}


@dataclass(frozen=True, slots=True)
class ShelfMove:
    """A price on the shelf that is another now. Amounts are as printed: whole minor units, or a metered rate."""

    sku: str
    name: str
    plan_id: str
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


def effects(
    changes: Changes,
    old: Snapshot | None,
    new: Snapshot,
    project: Project,
    resellers: Sequence[Reseller],
    *,
    as_of: datetime,
    details: int = DETAILS,
) -> list[ResellerEffect]:
    """Say for each reseller what the change does to the shop, in the order given.

    Args:
        changes: what `compare` found between the two snapshots.
        old: the snapshot that is live, if there is one.
        new: the one that would be.
        project: the settings of all shops,
        resellers: and of each.
        as_of: the moment both are priced for, with time zone.
        details: how many entries of each list are kept for display.

    Raises:
        CatalogError: a snapshot is damaged.
    """
    shops: list[_Shop] = []
    for reseller in resellers:
        before = PriceBook(old, project, reseller, as_of=as_of) if old is not None else None
        shops.append(_Shop(reseller, before, PriceBook(new, project, reseller, as_of=as_of), changes, details))
    withdrawn = {*changes.removed, *changes.retired}
    for offering, kind, sku in _pointing_to(new, withdrawn) if withdrawn else ():
        for shop in shops:
            shop.hear(offering, kind, sku)
    for was, now in _touched(changes, old, new):
        for shop in shops:
            shop.take(was, now)
    return [shop.effect for shop in shops]


def _touched(
    changes: Changes, old: Snapshot | None, new: Snapshot
) -> Iterator[tuple[Offering | None, Offering | None]]:
    """Each offering that changed, came or went, as it was and as it is."""
    for sku in changes.added:
        yield None, new.offering(sku)
    if old is not None:
        for sku in changes.changed:
            yield old.offering(sku), new.offering(sku)
        for sku in changes.removed:
            yield old.offering(sku), None


def _pointing_to(snapshot: Snapshot, skus: set[str]) -> Iterator[tuple[Offering, RelationKind, str]]:
    """The offerings that need one of these or go with it."""
    for sku in sorted(skus):
        for offering in snapshot.pointing_to(sku):
            for relation in offering.relations:
                if relation.kind in _POINTING and relation.offering_id == sku:
                    yield offering, relation.kind, sku


class _Shop:
    """One shop in both catalogs."""

    def __init__(
        self, reseller: Reseller, before: PriceBook | None, after: PriceBook, changes: Changes, details: int
    ) -> None:
        self._before = before
        self._after = after
        self._featured = frozenset(reseller.featured)
        self._ruled = frozenset(rule.offering for rule in reseller.rules)
        self._left_out = frozenset(reseller.assortment.without)
        self._needs: dict[tuple[RelationKind, str], list[str]] = {}
        named = {*reseller.assortment.categories, *self._left_out, *(rule.category for rule in reseller.rules)}
        self.effect = ResellerEffect(
            reseller.slug,
            reseller.name,
            reseller.currency,
            shelves_gone=tuple(shelf for shelf in changes.shelves.removed if shelf in named),
            shelves_moved=tuple(self._moved(named)) if changes.shelves else (),
            moves=Shortlist(details),
            at_floor=Shortlist(details),
            withdrawn=Shortlist(details),
            unsold=Shortlist(details),
            joined=Shortlist(details),
            left=Shortlist(details),
        )

    def _moved(self, named: set[str | None]) -> Iterator[str]:
        """Categories inside of others of those named than they were."""
        for shelf in self._after.categories if self._before else ():
            if self._before and shelf in self._before.categories:
                was = [outer for outer in self._before.path(shelf) if outer in named]
                if was != [outer for outer in self._after.path(shelf) if outer in named]:
                    yield shelf

    def hear(self, offering: Offering, kind: RelationKind, sku: str) -> None:
        """Keep in mind that an offering of the shop points to one that goes."""
        if _sells(self._after, offering):
            known = self._needs.setdefault((kind, sku), [])
            if len(known) < POINTERS_MAX:
                known.append(offering.id)

    def take(self, old: Offering | None, new: Offering | None) -> None:
        """Note what becomes of an offering that changed, came (no old one) or went (no new one)."""
        did = old is not None and self._before is not None and _sells(self._before, old)
        does = new is not None and _sells(self._after, new)
        if old and (new is None or (_active(old) and not _active(new))):
            self._withdraw(old, new, sold=did)
        elif old and new and self._before and did and does:
            self._reprice(self._before, old, new)
        elif old and did:
            self.effect.left.add(lambda: Passing(old.id, old.name, "moved"))
        elif new and does:
            self._join(new, "added" if old is None else "moved" if _active(old) else "restored")

    def _join(self, offering: Offering, why: str) -> None:
        self.effect.joined.add(lambda: Passing(offering.id, offering.name, why))
        for plan in offering.plans:
            if any(price.role is PriceRole.FLOOR for price in plan.prices):
                price = _quote(self._after, offering, plan)
                if not isinstance(price, NotForSale):
                    self._floor(offering, plan, None, price)

    def _withdraw(self, old: Offering, new: Offering | None, *, sold: bool) -> None:
        """Say where the shop has an offering that was removed (no new one) or retired."""
        sku = old.id
        places = {
            "sold": sold,
            "featured": sku in self._featured,
            "rule": sku in self._ruled,
            "assortment": sku in self._left_out,
        }
        uses = tuple(use for use, is_so in places.items() if is_so)
        required_by = tuple(self._needs.get((RelationKind.REQUIRES, sku), ()))
        goes_with = tuple(self._needs.get((RelationKind.GOES_WITH, sku), ()))
        if uses or required_by or goes_with:
            substitutes = (new or old).related(RelationKind.SUBSTITUTED_BY)
            self.effect.withdrawn.add(
                lambda: Withdrawn(sku, old.name, new is not None, uses, required_by, goes_with, substitutes),
                len(uses) + len(required_by) + len(goes_with),
            )

    def _reprice(self, book: PriceBook, old: Offering, new: Offering) -> None:
        """Price what the shop sold and still sells in both catalogs, plan by plan."""
        rules_hold = old.vendor == new.vendor and book.path(old.category_id) == self._after.path(new.category_id)
        if rules_hold and old.plans == new.plans:
            return
        lost: list[str] = []
        gained, why = False, ""
        for plan in new.plans:
            was = old.plan(plan.id)
            if rules_hold and was and was.kind is plan.kind and self._holding(was) == self._holding(plan):
                continue
            before, after = _quote(book, old, was) if was else None, _quote(self._after, new, plan)
            before = None if isinstance(before, NotForSale) else before
            if isinstance(after, NotForSale):
                if before:
                    lost.append(plan.id)
                    why = why or str(after).removeprefix(f"{new.id}, plan {plan.id}: ")
                continue
            if before is None:
                gained = True
            elif before.unit != after.unit:
                self._move(new, plan, before, after)
            self._floor(new, plan, before, after)
        lost += [plan.id for plan in old.plans if new.plan(plan.id) is None and _priced(book, old, plan)]
        if lost:
            entirely = not any(_priced(self._after, new, plan) for plan in new.plans)
            why = why or "the feed no longer has the plan"
            self.effect.unsold.add(lambda: Unsold(new.id, new.name, tuple(lost), entirely, why), size=entirely)
        elif gained and not any(_priced(book, old, plan) for plan in old.plans):
            self.effect.joined.add(lambda: Passing(new.id, new.name, "priced"))

    def _holding(self, plan: Plan) -> list[FeedPrice]:
        """The feed's prices that the shelf price can come from now."""
        return [price for price in plan.prices if price.valid_at(self._after.as_of)]

    def _move(self, offering: Offering, plan: Plan, before: Price, after: Price) -> None:
        if after.unit > before.unit:
            self.effect.prices_up += 1
        else:
            self.effect.prices_down += 1
        distance = basis_points(before.unit, after.unit)
        self.effect.moves.add(
            lambda: ShelfMove(offering.id, offering.name, plan.id, after.quantity, before.unit, after.unit, distance),
            MOVE_MAX_BP if distance is None else abs(distance),
        )

    def _floor(self, offering: Offering, plan: Plan, before: Price | None, after: Price) -> None:
        own = _own_price(after)
        if own is not None and (before is None or _own_price(before) is None):
            self.effect.at_floor.add(lambda: AtFloor(offering.id, offering.name, plan.id, own, after.unit))


def _active(offering: Offering) -> bool:
    return offering.lifecycle is Lifecycle.ACTIVE


def _sells(book: PriceBook, offering: Offering) -> bool:
    return _active(offering) and book.sells(offering)


def _quote(book: PriceBook, offering: Offering, plan: Plan) -> Price | NotForSale:
    """The price of the smallest quantity that is sold, or why there is none."""
    try:
        return book.price(offering, plan)
    except NotForSale as why:
        tiers = book.tier_prices(offering, plan)
        return tiers[0][1] if tiers else why


def _priced(book: PriceBook, offering: Offering, plan: Plan) -> bool:
    return not isinstance(_quote(book, offering, plan), NotForSale)


def _own_price(price: Price) -> Decimal | None:
    """What the reseller's rules came to where the floor is higher; none where it is not."""
    for step, following in pairwise(price.trail):
        if following.kind == "floor":
            return step.amount
    return None
