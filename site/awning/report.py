"""The change report: what a feed change does, on a terminal and as JSON; ``report_html`` makes a page of it.

It holds buy prices, so it is for the distributor alone, and says so at its top.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from awning.catalog import FeedPrice
from awning.changes import Changes, OfferingChange, PriceMove
from awning.effect_facts import ResellerEffect
from awning.report_tables import (
    Listing,
    change_listings,
    clean,
    heading,
    histogram,
    overview,
    percent,
    reseller_listings,
)

PRIVATE = "Contains buy prices: not for resellers or customers."
REFUSED = "REFUSED: the catalog stays as it was."
NOTHING = "Nothing changed."
ROWS = 20
"""How many rows of each table a terminal shows."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a feed change does: made before it goes live, or when it was refused."""

    old_revision: str | None
    """The catalog that is live; none before the first."""
    new_revision: str
    at: datetime
    """The moment whose prices were compared, with time zone."""
    feeds: tuple[str, ...]
    """The names of the feeds that were read."""
    changes: Changes
    effects: tuple[ResellerEffect, ...]
    objections: tuple[str, ...] = ()
    """Why the feed was refused; empty where it was not."""

    @property
    def empty(self) -> bool:
        """Whether nothing changed, for anybody."""
        return not self.changes and not any(self.effects)


def summary(report: Report) -> list[str]:
    """The report in a few lines."""
    changes = report.changes
    prices_of = f"prices of {report.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    feeds = f"; feeds: {', '.join(map(clean, report.feeds))}" if report.feeds else ""
    counts = [
        f"{len(changes.added):,} added",
        f"{len(changes.changed):,} changed ({changes.repriced.count:,} repriced, {changes.reworded.count:,} reworded)",
        f"{len(changes.removed):,} removed",
        f"{len(changes.retired):,} retired",
    ]
    if changes.restored:
        counts.append(f"{len(changes.restored):,} sold again")
    if changes.plans_differ:
        plans = f"{changes.plans_added:,} added, {changes.plans_removed:,} removed"
        counts.append(f"{changes.plans_differ:,} with other plans ({plans})")
    new_and_gone = f"{changes.prices_added:,} are new and {changes.prices_removed:,} gone"
    median = f"; half of all move by {percent(changes.median_bp).lstrip('+')} or less" if changes.median_bp else ""
    lines = [
        f"Catalog {report.old_revision or '(none yet)'} -> {report.new_revision}, {prices_of}{feeds}",
        f"Offerings: {', '.join(counts)}.",
        f"Feed prices: {len(changes.moves_bp):,} of {changes.matched:,} move, {new_and_gone}{median}.",
    ]
    if changes.currencies_gone:
        lines.append(f"No price is left in {', '.join(map(clean, changes.currencies_gone))}.")
    if shelves := changes.shelves:
        lines.append(
            f"Categories: {len(shelves.added):,} added, {len(shelves.removed):,} removed, "
            f"{len(shelves.moved):,} moved, {len(shelves.reworded):,} reworded."
        )
    return lines


def print_report(report: Report, console: Console, most: int = ROWS, *, in_short: bool = False) -> None:
    """Print the report for a person; where the console is no terminal, as plain text.

    Args:
        report: what to print.
        console: where.
        most: how many rows of each table.
        in_short: leave out what is said of each shop by itself, for there may be a thousand.
    """
    if report.objections:
        console.print(Text(REFUSED, style="bold red"))
        for objection in report.objections:
            console.print(Text(f"  - {clean(objection)}"))
    if report.empty:
        console.print(Text(NOTHING))
        return
    console.print(Text(PRIVATE, style="bold yellow"))
    for line in summary(report):
        console.print(Text(line))
    for listing in change_listings(report.changes, most):
        _print_listing(listing, console)
    if report.effects:
        _print_listing(overview(report.effects), console)
    for effect in filter(None, () if in_short else report.effects):
        console.print(Text(f"\n{heading(effect)}", style="bold underline"))
        for listing in reseller_listings(effect, most):
            _print_listing(listing, console)


def _print_listing(listing: Listing, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", show_edge=False)
    for column in listing.columns:
        # A SKU cut short is no SKU: what does not fit goes on below.
        table.add_column(column.title, justify="right" if column.number else "left", overflow="fold")
    for row in listing.rows:
        table.add_row(*map(Text, row))
    console.print(Text(f"\n{listing.title} ({listing.total:,})", style="bold"))
    console.print(table)
    if listing.more:
        console.print(Text(f"and {listing.more:,} more"))


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values for ``json.dumps``: amounts are decimal texts, moves whole basis points.

    Lists hold the largest or first so many; the counts beside them count all.
    """
    changes = report.changes
    return {
        "notice": PRIVATE,
        "old_revision": report.old_revision,
        "new_revision": report.new_revision,
        "at": report.at.isoformat(),
        "feeds": list(report.feeds),
        "refused": bool(report.objections),
        "objections": list(report.objections),
        "empty": report.empty,
        "counts": {
            "added": len(changes.added),
            "changed": len(changes.changed),
            "removed": len(changes.removed),
            "repriced": changes.repriced.count,
            "reworded": changes.reworded.count,
            "retired": len(changes.retired),
            "restored": len(changes.restored),
            "plans_added": changes.plans_added,
            "plans_removed": changes.plans_removed,
        },
        "prices": {
            "matched": changes.matched,
            "moved": len(changes.moves_bp),
            "added": changes.prices_added,
            "removed": changes.prices_removed,
            "median_bp": changes.median_bp,
            "bars": [{"move": label, "prices": count} for label, count in histogram(changes)],
        },
        "currencies_gone": list(changes.currencies_gone),
        "categories": {kind: list(ids) for kind, ids in asdict(changes.shelves).items()},
        **{
            kind: [{"sku": sku, "name": changes.names.get(sku, "")} for sku in skus[: changes.details]]
            for kind, skus in (
                ("added", changes.added),
                ("removed", changes.removed),
                ("retired", changes.retired),
                ("restored", changes.restored),
            )
        },
        "repriced": [_repriced(change) for change in changes.repriced.items],
        "reworded": [
            {"sku": change.id, "name": change.name, "fields": list(change.fields)} for change in changes.reworded.items
        ],
        "resellers": {effect.slug: _effect(effect) for effect in report.effects},
    }


def _repriced(change: OfferingChange) -> dict[str, Any]:
    return {
        "sku": change.id,
        "name": change.name,
        "plans_added": list(change.plans_added),
        "plans_removed": list(change.plans_removed),
        "moves": [_move(move) for move in change.moves],
    }


def _move(move: PriceMove) -> dict[str, Any]:
    price = move.price
    return {
        "plan_id": move.plan_id,
        "role": price.role.value,
        "currency": price.currency,
        "from_quantity": f"{price.tier_min:f}",
        "old": _dated(move.old),
        "new": _dated(move.new),
        "move_bp": move.move_bp,
    }


def _dated(price: FeedPrice | None) -> dict[str, str | None] | None:
    if price is None:
        return None
    starts, ends = price.valid_from, price.valid_until
    return {
        "amount": f"{price.amount:f}",
        "valid_from": starts.isoformat() if starts else None,
        "valid_until": ends.isoformat() if ends else None,
    }


def _effect(effect: ResellerEffect) -> dict[str, Any]:
    kinds = ("moves", "at_floor", "withdrawn", "unsold", "joined", "left")
    return {
        "name": effect.name,
        "currency": effect.currency,
        "prices_up": effect.prices_up,
        "prices_down": effect.prices_down,
        "biggest_bp": effect.biggest_bp,
        "counts": {kind: getattr(effect, kind).count for kind in kinds},
        "shelves_gone": list(effect.shelves_gone),
        "shelves_moved": list(effect.shelves_moved),
        **{kind: [_plain(asdict(item)) for item in getattr(effect, kind).items] for kind in kinds},
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """With amounts as texts."""
    return {key: f"{value:f}" if isinstance(value, Decimal) else value for key, value in record.items()}
