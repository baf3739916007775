"""What an import must not do unasked: each guard says why, and whether a person may insist.

All are pure; the limits are settings (``guards`` in config/awning.yaml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from awning.catalog import PriceRole
from awning.changes import Changes, median_bp
from awning.config import OWN, Guards
from awning.feeds import Reading

DAMAGES_SHOWN = 5
_ROLES = {
    PriceRole.COST: "costs",
    PriceRole.SRP: "suggested prices",
    PriceRole.FLOOR: "floors",
    PriceRole.SETUP: "set-up fees",
}


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason not to let a feed go live."""

    says: str
    always: bool = False
    """Whether nobody can insist."""

    def __str__(self) -> str:
        return self.says


def objections(readings: Sequence[Reading], changes: Changes, limits: Guards) -> list[Objection]:
    """Everything that speaks against a new snapshot, the worst first.

    Args:
        readings: the books of the feeds it was made of.
        changes: what is different in it; on the first import everything is new, and only the rows can be judged.
        limits: in percent.
    """
    found = [
        *_damages(readings),
        *_rejections(readings, limits),
        *_gone(changes, limits),
        *_moved(changes, limits),
        *_currencies(changes),
    ]
    return sorted(found, key=lambda objection: not objection.always)


def _damages(readings: Sequence[Reading]) -> list[Objection]:
    """Prices below zero, unknown currencies and units, SKUs that stand for two things."""
    found = [damage for reading in readings for damage in reading.damages]
    if not found:
        return []
    shown = "".join(f"\n  {damage}" for damage in found[:DAMAGES_SHOWN])
    more = f"\n  and {len(found) - DAMAGES_SHOWN:,} more" if len(found) > DAMAGES_SHOWN else ""
    rows = "1 row shows" if len(found) == 1 else f"{len(found):,} rows show"
    return [Objection(f"{rows} that the feed is damaged; --force does not help here.{shown}{more}", always=True)]


def _rejections(readings: Sequence[Reading], limits: Guards) -> list[Objection]:
    return [
        Objection(
            f"{reading.file}: {_share(reading.rejected, reading.rows)} of its rows were rejected "
            f"({reading.rejected:,} of {reading.rows:,}; the limit is {_percent(limits.rejected_percent)}). "
            f"The first: {reading.rejections[0]}"
        )
        for reading in readings
        if reading.rejected * 100 > reading.rows * limits.rejected_percent
    ]


def _gone(changes: Changes, limits: Guards) -> list[Objection]:
    """Of each feed by itself: a list of hardware that came cut in half hides behind a long one of licences.

    What resellers sell of their own they may take back: that keeps no catalog from the others.
    """
    found: list[Objection] = []
    for source, had in changes.differences.old_by_source.items():
        if source.startswith(OWN):
            continue
        # What stays without being sold any more is as good as gone.
        gone = changes.differences.removed_by_source.get(source, 0) + changes.lost[source]
        if gone * 100 > had * limits.gone_percent:
            whose = f" of the feed {source}" if source else ""
            sold_out = ", retired or without a price" if changes.lost[source] else ""
            found.append(
                Objection(
                    f"{_share(gone, had)} of the offerings{whose} are gone{sold_out} ({gone:,} of {had:,}; "
                    f"the limit is {_percent(limits.gone_percent)}). Is the feed cut short?"
                )
            )
    return found


def _moved(changes: Changes, limits: Guards) -> list[Objection]:
    """Of each feed and role by itself, for the same reason: costs that lost a digit hide behind all other prices."""
    found: list[Objection] = []
    for (source, role), moves in changes.moves_by.items():
        median = median_bp(moves, changes.matched_by[source, role])
        if median > limits.price_move_percent * 100 and not source.startswith(OWN):
            whose = f" of the feed {source}" if source else ""
            found.append(
                Objection(
                    f"half of all {_ROLES[role]}{whose} move by {_percent(Decimal(median) / 100)} or more "
                    f"(the limit is {_percent(limits.price_move_percent)}). "
                    "Is a decimal point lost, or the currency another?"
                )
            )
    return found


def _currencies(changes: Changes) -> list[Objection]:
    if not changes.currencies_gone:
        return []
    gone = ", ".join(changes.currencies_gone)
    return [Objection(f"no price is in {gone} any more: shops that sell in it would have nothing to sell.")]


def _share(part: int, whole: int) -> str:
    return _percent(Decimal(part * 100) / whole)


def _percent(number: Decimal) -> str:
    """At most one decimal, and none where it says nothing."""
    short = number.quantize(Decimal("0.1"))
    return f"{short.quantize(Decimal(1)) if short == short.to_integral_value() else short} %"
