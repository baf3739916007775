"""Bundles: whether the catalog has what one consists of. A feed may name items that another feed brings, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from awning.catalog import BundleItem, Lifecycle, Offering, PlanKind

Find = Callable[[str], Offering | None]
"""Gives the offering of a SKU, as `Snapshot.offering` does."""
_IN_NO_CART = {PlanKind.METERED: "metered", PlanKind.TRIAL: "a trial"}


def faults(offering: Offering, find: Find) -> Iterator[str]:
    """Why a bundle cannot be sold, one sentence for each item that is at fault; nothing where it can.

    Args:
        offering: the bundle; an offering that is none has no faults.
        find: looks an item up in the catalog the bundle is in.
    """
    for item in offering.bundle.items if offering.bundle else ():
        if why := _fault(item, find(item.offering_id)):
            yield f"{offering.id}: its item {item.offering_id} {why}."


def unsellable(skus: Iterable[str], find: Find) -> Iterator[str]:
    """The faults of the bundles of these SKUs, with what follows from them, as a person is warned of them."""
    for sku in skus:
        bundle = find(sku)
        for fault in faults(bundle, find) if bundle else ():
            yield f"{fault} The bundle is not for sale until that is mended in the feed."


def _fault(item: BundleItem, found: Offering | None) -> str:
    if found is None:
        return "is not in the catalog"
    if found.bundle is not None:
        return "is a bundle itself"
    if found.lifecycle is Lifecycle.RETIRED:
        return "is retired"
    plan = found.plan(item.plan_id)
    if plan is None:
        return f"has no plan {item.plan_id}"
    if plan.kind in _IN_NO_CART:
        return f"is named with the plan {item.plan_id}, which is {_IN_NO_CART[plan.kind]}"
    return ""
