"""Offerings of the NCE price list: what the rows of one SKU come to, by themselves or as changes of what stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from awning.catalog import Category, Characteristic, Notice, Offering, Plan, PlanKind
from awning.feeds.nce.plans import ALWAYS, NEVER, Deal, Numbered, TakeBack, agreed, cut, deal, joined, moment
from awning.feeds.nce.rows import Product, Row

WINDOW_DAYS = 7
"""So many days after a term begins or renews Microsoft takes a licence back and refunds the days that are left:
learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy. Of notice before its end it asks none."""
_BETWEEN = " / "


def offering_of(rows: Sequence[Numbered], take_back: TakeBack) -> Offering | None:
    """The offering its rows make; none if none of them can be used. Texts are those of the first row."""
    used = agreed(list(_ended(rows, take_back)), {}, take_back)
    if not used:
        return None
    plans = tuple(joined(None, used[plan_id]) for plan_id in sorted(used))
    product = rows[0][1].product
    return Offering(
        id=product.sku,
        # The same licence for schools is another offering at another price, and has to look it.
        name=f"{product.name} ({product.segment})" if product.segment else product.name,
        description=product.description,
        category_id=f"{product.vendor}{_BETWEEN}{_shelf(plans, chain.from_iterable(used.values()))}",
        vendor=product.vendor,
        part_number=product.part_number,
        notices=_notices(plans),
        plans=plans,
        characteristics=tuple(_characteristics(product)),
    )


def added(rows: Sequence[Numbered], take_back: TakeBack) -> Offering | None:
    """The offering that rows of a sheet of changes make, where none stands that they could change."""
    for line, row in rows:
        if row.deleted:
            take_back(line, row, f"{row.product.sku} is not in the catalog, so none of its prices can end.")
    return offering_of([numbered for numbered in rows if not numbered[1].deleted], take_back)


def changed(standing: Offering, rows: Sequence[Numbered], take_back: TakeBack) -> Offering | None:
    """The offering as it stands with what a sheet of changes says of it; none if no price is left."""
    ends = _ends(standing, rows, take_back)
    units = {plan.id: plan.unit for plan in standing.plans}
    used = agreed([numbered for numbered in rows if not numbered[1].deleted], units, take_back)
    plans = {plan.id: cut(plan, ends) for plan in standing.plans}
    for plan_id, said in used.items():
        plans[plan_id] = joined(plans.get(plan_id), said)
    emptied = {plan.id for plan in standing.plans if plan.prices and not plans[plan.id].prices}
    left = tuple(plans[plan_id] for plan_id in sorted(plans.keys() - emptied))
    return replace(standing, plans=left, notices=_notices(left)) if left or not emptied else None


def categories_of(offering: Offering) -> Iterator[Category]:
    """Publisher and kind, which an offering's category names."""
    vendor, _, kind = offering.category_id.rpartition(_BETWEEN)
    if vendor:
        yield Category(vendor, vendor)
        yield Category(offering.category_id, kind, parent_id=vendor)


def _ended(rows: Sequence[Numbered], take_back: TakeBack) -> Iterator[Numbered]:
    """The rows of a whole sheet, of which deleted ones also end prices of the same that began no later."""
    ends: dict[Deal, set[tuple[datetime, datetime]]] = {}
    for _, row in rows:
        if row.deleted:
            ends.setdefault(deal(row), set()).add((moment(row.start) or ALWAYS, moment(row.until) or NEVER))
    for line, row in rows:
        start = moment(row.start) or ALWAYS
        told = [end for begun, end in ends.get(deal(row), ()) if start <= begun] if ends else []
        if not told:
            yield line, row
        elif (until := min(*told, moment(row.until) or NEVER)) > start:
            yield line, row._replace(until=until.isoformat())
        else:
            take_back(line, row, "The price is deleted before it begins.")


def _ends(standing: Offering, rows: Sequence[Numbered], take_back: TakeBack) -> Mapping[Deal, datetime]:
    """When prices end that are deleted."""
    known = {(plan.id, price.currency, price.tier_min) for plan in standing.plans for price in plan.prices}
    ends: dict[Deal, datetime] = {}
    for line, row in rows:
        if not row.deleted:
            continue
        if deal(row) in known:
            ends[deal(row)] = min(ends.get(deal(row), NEVER), moment(row.until) or NEVER)
        else:
            take_back(line, row, f"plan {row.plan_id} has no price in {row.currency} for that tier that could end.")
    return ends


def _notices(plans: Sequence[Plan]) -> tuple[Notice, ...]:
    """The window in which a term can still be cancelled. Licences bought for good, and trials, have no term."""
    bound = any(plan.commitment and plan.kind is not PlanKind.TRIAL for plan in plans)
    return (Notice(0, WINDOW_DAYS),) if bound else ()


def _characteristics(product: Product) -> Iterator[Characteristic]:
    if product.title not in {"", product.name}:
        yield Characteristic("Product", product.title)
    if product.segment:
        yield Characteristic("Segment", product.segment)


def _shelf(plans: Sequence[Plan], rows: Iterable[Row]) -> str:
    """Which kind of thing it is, whatever the order of rows."""
    if all(plan.kind is PlanKind.TRIAL for plan in plans):
        return "Trials"
    return "Add-ons" if any(row.product.add_on for row in rows) else "Licences"
