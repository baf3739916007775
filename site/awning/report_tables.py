"""The tables of a change report, as words in rows: the terminal and the page print the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from awning.catalog import FeedPrice
from awning.changes import STEPS_BP, Changes, OfferingChange, PriceMove, Shortlist, bars
from awning.effect_facts import AtFloor, Passing, ResellerEffect, ShelfMove, Unsold, Withdrawn
from awning.money import EXACT, exponent

_DECIMALS_MAX = 8
_POINTERS_SHOWN = 3
_REASONS = {
    "added": "new in the feed",
    "restored": "was retired, is sold again",
    "priced": "had no price, has one now",
    "moved": "another category, vendor or owner",
}
_USES = {
    "sold": "sells it",
    "featured": "features it",
    "rule": "has a rule for it",
    "assortment": "names it in its assortment",
}
_FIELDS = {
    "category_id": "category",
    "notices": "notice and cancellation",
    "tax_category": "tax category",
    "bundle": "items of the bundle",
    "terms": "terms of plans",
    "trials": "what follows a trial",
    "order": "order of plans or prices",
}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    number: bool = False
    """Numbers stand at the right."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One table of the report."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    """A cell for each column; names and SKUs as the feed has them, with nothing in them that cannot be printed."""
    total: int
    """How many rows there would be if all were shown."""

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def change_listings(changes: Changes, most: int) -> Iterator[Listing]:
    """What changed in the catalog; tables without a row are left out."""
    moves = [(change, move) for change in changes.repriced.items for move in change.moves]
    plans = [change for change in changes.repriced.items if change.plans_added or change.plans_removed]
    words = changes.reworded
    tables = [
        _listing("Feed prices", "SKU|Plan|Price|>Old|>New|>Move", moves, _move, most, changes.prices_moved),
        _listing("Plans added and removed", "SKU|Name|Added|Removed", plans, _plans, most, changes.plans_differ),
        _listing("Reworded", "SKU|Name|What", words.items, _reworded, most, words.count),
    ]
    for title, skus in (
        ("Added", changes.added),
        ("Removed", changes.removed),
        ("Retired", changes.retired),
        ("Sold again", changes.restored),
    ):
        tables.append(_listing(title, "SKU|Name", skus, lambda sku: (sku, changes.names.get(sku, "")), most, len(skus)))
    return (table for table in tables if table.rows)


def overview(effects: Sequence[ResellerEffect]) -> Listing:
    """All resellers, a row for each."""
    columns = "Shop|>Prices up|>Prices down|>Biggest move|>At the floor|>Withdrawn, in use"
    return _listing("What it does to each shop", columns, effects, _reseller, len(effects), len(effects))


def heading(effect: ResellerEffect) -> str:
    """Whose prices follow, in which currency, and whether tax is in them."""
    return f"{clean(effect.name)}, in {effect.currency} {'with' if effect.with_tax else 'without'} tax"


def reseller_listings(effect: ResellerEffect, most: int) -> Iterator[Listing]:
    """What changes for one reseller; what has to be mended stands first."""
    currency = effect.currency
    shelves = [(shelf, "gone from the feed; rules or assortment name it") for shelf in effect.shelves_gone]
    shelves += [(shelf, "lies elsewhere; other rules may hold for it") for shelf in effect.shelves_moved]

    def at_floor(row: AtFloor) -> tuple[str, ...]:
        return row.sku, row.name, row.plan_id, amount(row.own, currency), amount(row.shelf, currency)

    def moved(row: ShelfMove) -> tuple[str, ...]:
        old, new = amount(row.old, currency), amount(row.new, currency)
        plan = row.plan_id if row.quantity == 1 else f"{row.plan_id}, from {row.quantity:,} units"
        return row.sku, row.name, plan, old, new, percent(row.move_bp)

    tables = (
        _listing("Categories to look at", "Category|Why", shelves, lambda row: row, most, len(shelves)),
        _kept("Withdrawn and still in use", "SKU|Name|Is|The shop|Instead", effect.withdrawn, _withdrawn, most),
        _kept("At the vendor's floor now", "SKU|Name|Plan|>Own price|>On the shelf", effect.at_floor, at_floor, most),
        _kept("No longer for sale", "SKU|Name|Plans|Why", effect.unsold, _unsold, most),
        _kept("Shelf prices that move", "SKU|Name|Plan|>Old|>New|>Move", effect.moves, moved, most),
        _kept("New in the shop", "SKU|Name|Why", effect.joined, _passing, most),
        _kept("Out of the shop's assortment", "SKU|Name|Why", effect.left, _passing, most),
    )
    return (table for table in tables if table.rows)


def histogram(changes: Changes) -> list[tuple[str, int]]:
    """How many feed prices move by how much, from the furthest down to the furthest up."""
    edges = [f"{step // 100}" for step in STEPS_BP]
    spans = [f"{low} to {high} %" for low, high in pairwise(("0", *edges))]
    spans += [f"over {edges[-1]} %"]
    labels = [*(f"down {span}" for span in reversed(spans)), "under 0.01 %", *(f"up {span}" for span in spans)]
    return list(zip(labels, bars(changes.moves_bp), strict=True))


def percent(move_bp: int | None) -> str:
    """A move as people write it: +12.5 %; what was nothing before has none."""
    if move_bp is None:
        return "new price"
    sign = "+" if move_bp > 0 else ""
    return f"{sign}{(Decimal(move_bp) / 100).normalize(EXACT):,f} %"


def amount(value: Decimal, currency: str) -> str:
    """An exact amount with at least its currency's decimals, and at most eight of them: 12.50 EUR."""
    least = exponent(currency)
    decimals = -int(value.normalize(EXACT).as_tuple().exponent)
    return f"{value:,.{max(least, min(decimals, _DECIMALS_MAX))}f} {currency}"


def clean(text: str) -> str:
    """The text without characters that could move a terminal's cursor or break a page."""
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def _listing(
    title: str, columns: str, rows: Iterable[Row], cells: Callable[[Row], tuple[str, ...]], *counts: int
) -> Listing:
    """A table of at most so many rows, of so many in all; > before a column's title says it holds numbers."""
    most, total = counts
    shown = tuple(tuple(map(clean, cells(row))) for row, _ in zip(rows, range(most), strict=False))
    heads = tuple(Column(head.removeprefix(">"), head.startswith(">")) for head in columns.split("|"))
    return Listing(title, heads, shown, total)


def _kept(
    title: str, columns: str, kept: Shortlist[Row], cells: Callable[[Row], tuple[str, ...]], most: int
) -> Listing:
    return _listing(title, columns, kept.items, cells, most, kept.count)


def _move(row: tuple[OfferingChange, PriceMove]) -> tuple[str, ...]:
    change, move = row
    old, new = move.old, move.new
    was = amount(old.amount, old.currency) if old else "none"
    now = amount(new.amount, new.currency) if new else "gone"
    far = percent(move.move_bp) if old and new else ""
    if old and new and old.amount == new.amount:
        far = "dates"
    return change.id, move.plan_id, _said(move.price), was, now, far


def _said(price: FeedPrice) -> str:
    """Whose price it is, from how many units on, and when it holds."""
    tier = f", from {price.tier_min.normalize(EXACT):,f} units" if price.tier_min > 1 else ""
    begins = f", from {_day(price.valid_from)}" if price.valid_from else ""
    ends = f", until {_day(price.valid_until)}" if price.valid_until else ""
    return f"{price.role.value}{tier}{begins}{ends}"


def _day(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%d %H:%M} UTC"


def _plans(change: OfferingChange) -> tuple[str, ...]:
    return change.id, change.name, ", ".join(change.plans_added), ", ".join(change.plans_removed)


def _reworded(change: OfferingChange) -> tuple[str, ...]:
    return change.id, change.name, ", ".join(_FIELDS.get(name, name.replace("_", " ")) for name in change.fields)


def _reseller(effect: ResellerEffect) -> tuple[str, ...]:
    biggest = percent(effect.biggest_bp) if effect.moves.count else ""
    counts = (effect.prices_up, effect.prices_down, effect.at_floor.count, effect.withdrawn.count)
    up, down, floor, withdrawn = (f"{count:,}" for count in counts)
    return effect.name, up, down, biggest, floor, withdrawn


def _withdrawn(row: Withdrawn) -> tuple[str, ...]:
    does = [_USES[use] for use in row.uses]
    for says, skus in (("needs it for", row.required_by), ("offers it with", row.goes_with)):
        if skus:
            more = f" and {len(skus) - _POINTERS_SHOWN} more" if len(skus) > _POINTERS_SHOWN else ""
            does.append(f"{says} {', '.join(skus[:_POINTERS_SHOWN])}{more}")
    return row.sku, row.name, "retired" if row.retired else "removed", "; ".join(does), ", ".join(row.substitutes)


def _unsold(row: Unsold) -> tuple[str, ...]:
    return row.sku, row.name, ", ".join(row.plans), f"{row.why.rstrip('.')}; {_LEFT[row.entirely]}"


_LEFT = {True: "nothing of it is for sale", False: "other plans are"}


def _passing(row: Passing) -> tuple[str, ...]:
    return row.sku, row.name, _REASONS[row.why]
