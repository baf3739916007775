"""Promotions: whether the prices before them are known, without which none is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from awning.checking.findings import Findings
from awning.config import Project, Reseller
from awning.dealings import first_moment
from awning.price_history import WINDOW_DAYS, PriceHistory


def look_at_promotions(
    history: PriceHistory, project: Project, reseller: Reseller, now: datetime, findings: Findings
) -> None:
    """Note a mistake for each promotion to come or running for which the price history is too short.

    Raises:
        ProjectError: the history cannot be read.
    """
    zone = ZoneInfo(project.time_zone)
    coming = [
        (number, promotion)
        for number, promotion in enumerate(reseller.promotions)
        if promotion.until >= now.astimezone(zone).date()
    ]
    if not coming:
        return
    began = history.began
    earliest = _covered(began or now, zone)
    for number, promotion in coming:
        # Where nothing is kept yet, a build of today still comes in time for what begins later.
        if promotion.from_ < earliest:
            text = _said(began, promotion.from_, earliest, zone)
            findings.error(reseller.slug, ("promotions", number, "from"), text)


def _said(began: datetime | None, begins: date, earliest: date, zone: ZoneInfo) -> str:
    if began is None:
        kept = "none are kept yet: `awning build` keeps them. Built today, it can begin on"
    else:
        kept = f"they are kept since {began.astimezone(zone):%Y-%m-%d} only. It can begin on"
    return (
        f"the promotion is not shown on {begins}: a reduction is announced with the lowest price of the {WINDOW_DAYS} "
        f"days before it (Directive 98/6/EC, Article 6a), and {kept} {earliest} at the earliest."
    )


def _covered(began: datetime, zone: ZoneInfo) -> date:
    """The first day that begins when prices have been kept for long enough."""
    enough = began + timedelta(days=WINDOW_DAYS)
    day = enough.astimezone(zone).date()
    return day if first_moment(day, zone) >= enough else day + timedelta(days=1)
