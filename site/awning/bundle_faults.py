"""Bundles: whether the catalog has what one consists of, and whether its diagram can be drawn.

A feed may name items that another feed brings, or nobody.
"""

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
    for bundle in filter(None, map(find, skus)):
        for fault in faults(bundle, find):
            yield f"{fault} The bundle is not for sale until that is mended in the feed."
        for fault in blueprint_faults(bundle):
            yield f"{fault} Its diagram is drawn without that until it is mended in the feed."


def blueprint_faults(offering: Offering) -> Iterator[str]:
    """What is wrong with the diagram of a bundle, one sentence for each fault: it is sold all the same.

    Args:
        offering: the bundle; an offering that is none has no faults.
    """
    bundle = offering.bundle
    if bundle is None:
        return
    items = {item.offering_id for item in bundle.items}
    outside = [each.id for each in bundle.outside]
    for name in dict.fromkeys(outside):
        if name in items or outside.count(name) > 1:
            yield f"{offering.id}: {name} is named outside the bundle, and is {_also(name, items)}."
    known = items.union(outside)
    for connection in bundle.connections:
        names = dict.fromkeys((connection.source, connection.target))
        for name in names:
            if name not in known:
                yield f"{offering.id}: a connection names {name}, which is no item of it and nothing outside."
        if len(names) == 1:
            yield f"{offering.id}: a connection leads from {connection.source} to itself."


def _also(name: str, items: set[str]) -> str:
    return "an item of it" if name in items else "there already"


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
