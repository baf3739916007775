"""The change report as one HTML page: nothing is loaded from elsewhere, so it can be mailed, archived and printed."""

from __future__ import annotations

from dataclasses import dataclass

from awning.effect_facts import ResellerEffect
from awning.private_pages import template
from awning.report import NOTHING, PRIVATE, REFUSED, Report, summary
from awning.report_tables import Listing, change_listings, clean, heading, histogram, overview, reseller_listings

ROWS = 200
"""How many rows of each table the page shows."""
_BAR_MAX = 150
_LINE = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture, in its own units."""

    label: str
    count: str
    way: str
    """down, still or up."""
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """How many prices move by how much."""

    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True, slots=True)
class ResellerPart:
    """What the page says of one reseller."""

    heading: str
    listings: tuple[Listing, ...]


def html(report: Report, most: int = ROWS) -> str:
    """The report as a whole page, with at most so many rows in each table."""
    return template("report.html").render(
        title=f"Feed change {report.old_revision or '(none yet)'} to {report.new_revision}",
        private=PRIVATE,
        refused=REFUSED,
        objections=[clean(objection) for objection in report.objections],
        nothing=NOTHING if report.empty else "",
        summary=summary(report),
        picture=_picture(report),
        listings=list(change_listings(report.changes, most)),
        overview=overview(report.effects) if report.effects else None,
        resellers=[_part(effect, most) for effect in report.effects if effect],
    )


def _part(effect: ResellerEffect, most: int) -> ResellerPart:
    return ResellerPart(heading(effect), tuple(reseller_listings(effect, most)))


def _picture(report: Report) -> Picture | None:
    """A bar for each span of moves; none at all where no price moves."""
    spans = histogram(report.changes)
    most = max(count for _, count in spans)
    if not most:
        return None
    middle = len(spans) // 2
    drawn = [(place, label, count) for place, (label, count) in enumerate(spans) if count or place != middle]
    bars = tuple(
        Bar(
            label=label,
            count=f"{count:,}",
            way="down" if place < middle else "up" if place > middle else "still",
            y=line * _LINE,
            # Even a single price among thousands is seen.
            width=max(2, count * _BAR_MAX // most) if count else 0,
        )
        for line, (place, label, count) in enumerate(drawn)
    )
    return Picture(bars, len(bars) * _LINE)
