"""What a change of the catalog does to each reseller's shop, before it goes live.

Both catalogs are priced with the same settings at the same moment, so what differs is the feed's doing. Only offerings
that changed, came or went are priced, and the bundles they are in. The facts hold buy prices: they are for the
distributor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from awning.bundling import BUNDLE_PLAN, first_payment
from awning.catalog import FeedPrice, Lifecycle, Offering, Plan, PriceRole, RelationKind
from awning.changes import DETAILS, MOVE_MAX_BP, Changes, Shortlist, basis_points
from awning.config import Project, Reseller
from awning.effect_facts import AtFloor, Passing, ResellerEffect, ShelfMove, Unsold, Withdrawn
from awning.errors import NotForSale
from awning.pricebook import PriceBook
from awning.pricing import Price
from awning.snapshot import Snapshot
from awning.tax import Anchor

POINTERS_MAX = 20
"""How many offerings are named that need or go with one that is withdrawn."""
_POINTING = {RelationKind.REQUIRES, RelationKind.GOES_WITH}


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
    items: list[str] = []
    for was, now in _touched(changes, old, new):
        if was is not None and (now is None or not _priced_alike(was, now)):
            items.append(was.id)
        elif was is None and now is not None:
            items.append(now.id)
        for shop in shops:
            shop.take(was, now)
    for bundle in _bundles_of(new, items, {*changes.added, *changes.changed}) if old is not None else ():
        for shop in shops:
            shop.take_bundle(bundle)
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
            if offering.bundle and any(item.offering_id == sku for item in offering.bundle.items):
                yield offering, RelationKind.REQUIRES, sku


def _priced_alike(old: Offering, new: Offering) -> bool:
    """Whether nothing changed that a price comes from."""
    return (old.plans, old.vendor, old.category_id, old.tax_category, old.lifecycle) == (
        new.plans, new.vendor, new.category_id, new.tax_category, new.lifecycle,
    )  # fmt: skip


def _bundles_of(snapshot: Snapshot, items: Iterable[str], without: set[str]) -> Iterator[Offering]:
    """The bundles that any of these offerings is in, each once."""
    seen = set(without)
    for sku in items:
        for offering in snapshot.pointing_to(sku):
            if (
                offering.bundle
                and offering.id not in seen
                and sku in {item.offering_id for item in offering.bundle.items}
            ):
                seen.add(offering.id)
                yield offering


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
            with_tax=after.market.tax.anchor is Anchor.GROSS,
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
            self._rebundle(self._before, old, new)
        elif old and did:
            self.effect.left.add(lambda: Passing(old.id, old.name, "moved"))
        elif new and does:
            self._join(new, "added" if old is None else "moved" if _active(old) else "restored")

    def take_bundle(self, bundle: Offering) -> None:
        """Note what becomes of a bundle that is as it was, though items of it are not."""
        if self._before and _sells(self._before, bundle) and _sells(self._after, bundle):
            self._rebundle(self._before, bundle, bundle)

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
        # A price that holds its tax is another with another rate.
        rules_hold = (
            old.vendor == new.vendor
            and old.tax_category == new.tax_category
            and book.path(old.category_id) == self._after.path(new.category_id)
        )
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
                self._move(new, plan.id, after.quantity, before.unit, after.unit)
            self._floor(new, plan, before, after)
        lost += [plan.id for plan in old.plans if new.plan(plan.id) is None and _priced(book, old, plan)]
        if lost:
            entirely = not any(_priced(self._after, new, plan) for plan in new.plans)
            why = why or "the feed no longer has the plan"
            self.effect.unsold.add(lambda: Unsold(new.id, new.name, tuple(lost), entirely, why), size=entirely)
        elif gained and not any(_priced(book, old, plan) for plan in old.plans):
            self.effect.joined.add(lambda: Passing(new.id, new.name, "priced"))

    def _rebundle(self, book: PriceBook, old: Offering, new: Offering) -> None:
        """Price one bundle in both catalogs; what is none in either is passed over."""
        if not old.bundle and not new.bundle:
            return
        before, after = first_payment(book, old), first_payment(self._after, new)
        if isinstance(after, NotForSale):
            if not isinstance(before, NotForSale):
                entirely = not any(_priced(self._after, new, plan) for plan in new.plans)
                why = str(after)
                self.effect.unsold.add(lambda: Unsold(new.id, new.name, (BUNDLE_PLAN,), entirely, why), size=entirely)
        elif isinstance(before, NotForSale):
            if not any(_priced(book, old, plan) for plan in old.plans):
                self.effect.joined.add(lambda: Passing(new.id, new.name, "priced"))
        elif before != after:
            self._move(new, BUNDLE_PLAN, 1, before, after)

    def _holding(self, plan: Plan) -> list[FeedPrice]:
        """The feed's prices that the shelf price can come from now."""
        return [price for price in plan.prices if price.valid_at(self._after.as_of)]

    def _move(self, offering: Offering, plan_id: str, quantity: int, before: Decimal, after: Decimal) -> None:
        if after > before:
            self.effect.prices_up += 1
        else:
            self.effect.prices_down += 1
        distance = basis_points(before, after)
        self.effect.moves.add(
            lambda: ShelfMove(offering.id, offering.name, plan_id, quantity, before, after, distance),
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
