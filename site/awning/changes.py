"""What is different between two snapshots: what came and went, which prices moved and how far, what was reworded.

Pure: two snapshots in, facts out. Offerings that are equal in both are never read, so a few changes among a hundred
thousand offerings cost what the few cost.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Generic, TypeVar

from awning.catalog import Category, FeedPrice, Lifecycle, Offering, Plan, PriceRole
from awning.snapshot import Differences, Snapshot

DETAILS = 1_000
"""How many of each kind are kept for display; all of them are counted."""
MOVE_MAX_BP = 10**15
"""No move is counted as larger: from next to nothing to a million it is a slip either way."""
STEPS_BP = (100, 500, 1_000, 2_000, 5_000)
"""Where the bars of the picture of moves end: 1, 5, 10, 20 and 50 %."""
Item = TypeVar("Item")
Shelf = tuple[str, PriceRole]
"""A feed, by the name the settings give it, and the role of a price."""


class Shortlist(Generic[Item]):
    """Counts everything and keeps the largest so many, the first come of equals, in order of size."""

    def __init__(self, most: int = DETAILS) -> None:
        self.count = 0
        """How many there were, kept or not."""
        self._most = most
        self._kept: list[tuple[int, int, Item]] = []

    def add(self, item: Callable[[], Item], size: int = 0) -> None:
        """Count one more; it is only made if it is kept."""
        self.count += 1
        # Later ones have smaller second numbers, so that of equal size the last come goes first.
        if len(self._kept) < self._most:
            heapq.heappush(self._kept, (size, -self.count, item()))
        elif self._kept and size > self._kept[0][0]:
            heapq.heapreplace(self._kept, (size, -self.count, item()))

    @property
    def items(self) -> list[Item]:
        """Those kept, the largest first."""
        return [item for _, _, item in sorted(self._kept, key=lambda kept: (-kept[0], -kept[1]))]


@dataclass(frozen=True, slots=True)
class PriceMove:
    """One feed price that is not what it was: another amount, other dates, new (no old), or gone (no new)."""

    plan_id: str
    old: FeedPrice | None
    new: FeedPrice | None

    @property
    def price(self) -> FeedPrice:
        """As it is now, or as it was where it is gone: role, currency, tier and dates."""
        price = self.new or self.old
        assert price is not None, "a price that never was cannot move"
        return price

    @property
    def move_bp(self) -> int | None:
        """How far the amount moved; none where it is new, gone, or was nothing before."""
        return basis_points(self.old.amount, self.new.amount) if self.old and self.new else None


@dataclass(frozen=True, slots=True)
class OfferingChange:
    """One offering of both snapshots that is not the same in them."""

    id: str
    name: str
    moves: tuple[PriceMove, ...] = ()
    plans_added: tuple[str, ...] = ()
    plans_removed: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    """What else changed, by the fields' names in ``Offering``, with ``terms`` for what is not a price of a plan,
    ``trials`` for what follows one, and ``order`` where only the order of plans or prices did."""


@dataclass(frozen=True, slots=True)
class ShelfChanges:
    """Categories that are not what they were, by id."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """They lie in another category now."""
    reworded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.reworded)


@dataclass(slots=True)
class Changes:
    """What is different between two snapshots."""

    differences: Differences
    shelves: ShelfChanges
    currencies_gone: tuple[str, ...]
    """Currencies the old snapshot has prices in, and the new one none."""
    details: int = DETAILS
    retired: list[str] = field(default_factory=list[str])
    restored: list[str] = field(default_factory=list[str])
    """Were retired and are sold again."""
    plans_added: int = 0
    plans_removed: int = 0
    plans_differ: int = 0
    """How many offerings have other plans than before."""
    prices_moved: int = 0
    """How many feed prices are not what they were, in amount or dates; new and gone ones count."""
    prices_added: int = 0
    prices_removed: int = 0
    matched_by: Counter[Shelf] = field(default_factory=Counter[Shelf])
    """Of each feed and role, how many prices there are in both snapshots, moved or not."""
    moves_by: dict[Shelf, array[int]] = field(default_factory=dict[Shelf, "array[int]"])
    """Of each, how far every matched amount that is another now moved, in basis points; down is negative."""
    lost: Counter[str] = field(default_factory=Counter[str])
    """Of each feed, how many offerings were retired or have no price any more."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    """SKU to name of the first so many that were added, removed, retired or restored."""
    repriced: Shortlist[OfferingChange] = field(default_factory=Shortlist[OfferingChange])
    """The furthest moves first."""
    reworded: Shortlist[OfferingChange] = field(default_factory=Shortlist[OfferingChange])
    """An offering can be here and in ``repriced``."""

    def __bool__(self) -> bool:
        return bool(self.differences or self.shelves)

    @property
    def added(self) -> tuple[str, ...]:
        """The SKUs that are new, in the order of the feeds, as all SKUs here are."""
        return self.differences.added

    @property
    def changed(self) -> tuple[str, ...]:
        """Those in both snapshots, and not the same."""
        return self.differences.changed

    @property
    def removed(self) -> tuple[str, ...]:
        """Those that are gone."""
        return self.differences.removed

    @property
    def matched(self) -> int:
        """How many feed prices there are in both, moved or not."""
        return self.matched_by.total()

    @property
    def moves_bp(self) -> list[int]:
        """How far each matched amount that is another now moved, whatever its feed and role."""
        return [move for moves in self.moves_by.values() for move in moves]

    @property
    def median_bp(self) -> int:
        """The median distance over all matched prices; those that stood still count as 0."""
        return median_bp(self.moves_bp, self.matched)

    def take(self, old: Offering, new: Offering) -> None:
        """Count what is different in one offering."""
        had, has = ((each.lifecycle, any(plan.prices for plan in each.plans)) for each in (old, new))
        if (had[0] is Lifecycle.ACTIVE and has[0] is Lifecycle.RETIRED) or (had[1] and not has[1]):
            self.lost[new.source] += 1
        if old.lifecycle is not new.lifecycle:
            known = self.retired if new.lifecycle is Lifecycle.RETIRED else self.restored
            known.append(new.id)
            if len(known) <= self.details:
                self.names[new.id] = new.name
        before, after = {plan.id: plan for plan in old.plans}, {plan.id: plan for plan in new.plans}
        came, went = tuple(after.keys() - before.keys()), tuple(before.keys() - after.keys())
        moves: list[PriceMove] = []
        furthest = 0
        for plan in new.plans:
            was = before.get(plan.id)
            for distance, move in self._moves(new.source, was, plan) if was else ():
                moves.append(move)
                furthest = max(furthest, abs(distance or 0))
        self.plans_added += len(came)
        self.plans_removed += len(went)
        self.plans_differ += bool(came or went)
        self.prices_moved += len(moves)
        other = _other_fields(old, new, before, after, quiet=not (moves or came or went))

        def change() -> OfferingChange:
            return OfferingChange(new.id, new.name, tuple(moves), tuple(sorted(came)), tuple(sorted(went)), other)

        if moves or came or went:
            self.repriced.add(change, furthest)
        if other:
            self.reworded.add(change)

    def _moves(self, source: str, old: Plan, new: Plan) -> Iterator[tuple[int | None, PriceMove]]:
        if old.prices == new.prices:
            self.matched_by.update((source, price.role) for price in new.prices)
            return
        for was, price in pairs(old.prices, new.prices):
            if was is None or price is None:
                self.prices_added += was is None
                self.prices_removed += price is None
                yield None, PriceMove(new.id, was, price)
                continue
            distance = basis_points(was.amount, price.amount)
            if distance is not None:
                self.matched_by[source, price.role] += 1
                if was.amount != price.amount:
                    self.moves_by.setdefault((source, price.role), array("q")).append(distance)
            if was != price:
                yield distance, PriceMove(new.id, was, price)


def compare(old: Snapshot | None, new: Snapshot, *, details: int = DETAILS) -> Changes:
    """Say what is different in the new snapshot; without an old one everything is added.

    Args:
        old: the snapshot that is live, if there is one.
        new: the one that would be.
        details: how many changes of each kind are kept for display.

    Raises:
        CatalogError: a snapshot is damaged.
    """
    differences = _differences(old, new)
    changes = Changes(
        differences,
        shelves=_shelves(old.categories() if old is not None else [], new.categories()),
        currencies_gone=tuple(sorted(old.currencies - new.currencies)) if old is not None else (),
        matched_by=Counter(differences.prices_unchanged),
        details=details,
        repriced=Shortlist(details),
        reworded=Shortlist(details),
    )
    for sku in changes.changed:
        before, after = old.offering(sku) if old is not None else None, new.offering(sku)
        if before and after:
            changes.take(before, after)
    for snapshot, skus in ((new, changes.added), (old, changes.removed)):
        for sku in skus[:details]:
            if snapshot is not None and (known := snapshot.offering(sku)):
                changes.names[sku] = known.name
    return changes


def basis_points(old: Decimal, new: Decimal) -> int | None:
    """How far an amount moved, in hundredths of a percent of the old one, rounded half up; none from nothing."""
    if not old:
        return None if new else 0
    # Whole numbers: exact without a decimal context, and quicker than with ours.
    above, below = new.as_integer_ratio()
    old_above, old_below = old.as_integer_ratio()
    whole = abs(old_above * below)
    moved = (above * old_below - old_above * below) * 10_000
    distance = min((2 * abs(moved) + whole) // (2 * whole), MOVE_MAX_BP)
    return distance if moved >= 0 else -distance


def median_bp(moves_bp: Iterable[int], matched: int) -> int:
    """The median distance of so many prices, of which those given moved and the others stood still."""
    distances = sorted(abs(move) for move in moves_bp)
    still = matched - len(distances)
    middle = [(matched - 1) // 2, matched // 2] if matched else []
    low_and_high = [distances[at - still] if at >= still else 0 for at in middle]
    return (sum(low_and_high) + 1) // 2


def bars(moves_bp: Iterable[int]) -> list[int]:
    """How many moves are how far: down by more than 50 %, ... down by up to 1 %, next to none, up by up to 1 %, ..."""
    steps = len(STEPS_BP) + 1
    counts = [0] * (2 * steps + 1)
    for move in moves_bp:
        step = bisect_left(STEPS_BP, abs(move)) + 1
        counts[steps if not move else steps + step if move > 0 else steps - step] += 1
    return counts


def pairs(
    old: Sequence[FeedPrice], new: Sequence[FeedPrice]
) -> Iterator[tuple[FeedPrice, FeedPrice] | tuple[FeedPrice, None] | tuple[None, FeedPrice]]:
    """Each price of a plan with what it was: the same role, currency, tier and beginning.

    Where a plan has one price of a role, currency and tier before and one after, they are the same price though it
    begins on another day: lists that are restated every month would otherwise show nothing but prices gone and new.
    """
    begun = list(map(_begun, new))
    if begun == list(map(_begun, old)) and len(set(begun)) == len(begun):
        # So it nearly always is, and it takes a third of the time.
        yield from zip(old, new, strict=True)
        return
    went, came = list(old), list(new)
    known: set[Hashable] = set()
    for key in (_dated, _begun):
        if went and came:
            for was, price in _matched(went, came, key):
                known.add(_kind(price))
                yield was, price
    if went and came:
        yield from _restated(went, came, known)
    yield from ((None, price) for price in came)
    yield from ((was, None) for was in went)


def _matched(
    went: list[FeedPrice], came: list[FeedPrice], key: Callable[[FeedPrice], Hashable]
) -> Iterator[tuple[FeedPrice, FeedPrice]]:
    """Take out of both lists what has the same key, in order."""
    left: dict[Hashable, list[FeedPrice]] = {}
    for was in went:
        left.setdefault(key(was), []).append(was)
    alone: list[FeedPrice] = []
    found: list[tuple[FeedPrice, FeedPrice]] = []
    for price in came:
        if known := left.get(key(price)):
            found.append((known.pop(0), price))
        else:
            alone.append(price)
    went[:], came[:] = [was for known in left.values() for was in known], alone
    return iter(found)


def _restated(went: list[FeedPrice], came: list[FeedPrice], known: set[Hashable]) -> list[tuple[FeedPrice, FeedPrice]]:
    """Take out of both lists what is the only one of its kind before and after."""
    single: list[list[FeedPrice]] = []
    for prices in (went, came):
        counts = Counter(map(_kind, prices))
        single.append([price for price in prices if counts[_kind(price)] == 1 and _kind(price) not in known])
    old, new = single
    found = list(_matched(old, new, _kind))
    taken = {id(price) for pair in found for price in pair}
    for prices in (went, came):
        prices[:] = [price for price in prices if id(price) not in taken]
    return found


def _dated(price: FeedPrice) -> Hashable:
    return price.role, price.currency, price.tier_min, price.valid_from, price.valid_until


def _begun(price: FeedPrice) -> Hashable:
    return price.role, price.currency, price.tier_min, price.valid_from


def _kind(price: FeedPrice) -> Hashable:
    return price.role, price.currency, price.tier_min


_NOT_WORDS = {"id", "plans", "lifecycle"}
_OTHER = tuple(known.name for known in fields(Offering) if known.name not in _NOT_WORDS)
_TRIALS = ("converts_to", "reminder_days")
_TERMS = tuple(known.name for known in fields(Plan) if known.name not in {"id", "prices", *_TRIALS})


def _other_fields(
    old: Offering, new: Offering, before: Mapping[str, Plan], after: Mapping[str, Plan], *, quiet: bool
) -> tuple[str, ...]:
    """The fields that are other than they were, apart from prices and lifecycle."""
    other = [name for name in _OTHER if getattr(old, name) != getattr(new, name)]
    both = [(before[plan_id], plan) for plan_id, plan in after.items() if plan_id in before]
    for word, names in (("terms", _TERMS), ("trials", _TRIALS)):
        if any(getattr(was, name) != getattr(plan, name) for was, plan in both for name in names):
            other.append(word)
    # The snapshots say it changed; what is left is how the feed sorts.
    if quiet and not other and old.lifecycle is new.lifecycle:
        other.append("order")
    return tuple(other)


def _shelves(old: list[Category], new: list[Category]) -> ShelfChanges:
    before, after = {shelf.id: shelf for shelf in old}, {shelf.id: shelf for shelf in new}
    both = [(before[shelf.id], shelf) for shelf in new if shelf.id in before]
    return ShelfChanges(
        added=tuple(shelf.id for shelf in new if shelf.id not in before),
        removed=tuple(shelf.id for shelf in old if shelf.id not in after),
        moved=tuple(shelf.id for was, shelf in both if was.parent_id != shelf.parent_id),
        reworded=tuple(
            shelf.id
            for was, shelf in both
            if (was.name, was.description, was.translations) != (shelf.name, shelf.description, shelf.translations)
        ),
    )


def _differences(old: Snapshot | None, new: Snapshot) -> Differences:
    if old is not None:
        return new.since(old)
    return Differences(tuple(new.digests()), (), (), {}, {}, {})
