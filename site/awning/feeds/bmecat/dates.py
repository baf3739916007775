"""From when until when a price of a BMEcat file holds, in either way of writing it.

1.2 has ``DATETIME`` with ``DATE``, ``TIME`` and ``TIMEZONE``; 2005 has ``VALID_START_DATE`` and ``VALID_END_DATE``,
which may leave out the day, or the month too. An end without a time is the last day (month, year) the price holds,
and so is one at 23:59.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from awning.feeds.fields import RowRefused, shown
from awning.feeds.xmlelement import Element

Range = tuple[datetime | None, datetime | None]
"""Half open and in UTC; none where it is open."""
ALWAYS: Range = (None, None)
_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?))?(?P<zone>Z|[-+][0-9]{2}:[0-9]{2})?)?)?"
)
_FOR_EVER = 9999


def validity(record: Element, zone: tzinfo) -> Range:
    """When the prices of a record hold.

    Args:
        record: what may hold the dates.
        zone: the market's, for dates that name none.

    Raises:
        RowRefused: a date is none, or the end is not after the start.
    """
    start = _moment(_written(record, "start"), zone, "start", last=False)
    end = _moment(_written(record, "end"), zone, "end", last=True)
    if start and end and end <= start:
        raise RowRefused(f"the price ends ({end:%Y-%m-%d %H:%M} UTC) before it begins ({start:%Y-%m-%d %H:%M} UTC).")
    return start, end


def _written(record: Element, which: str) -> str:
    """The date as one text, whichever way it is written; empty for none."""
    for element in record.each("DATETIME"):
        if element.attributes.get("type") == f"valid_{which}_date":
            date = element.fields("DATETIME")
            time, zone = date.text("TIME", ""), date.text("TIMEZONE", "")
            return f"{date.text('DATE')}{'T' if time else ''}{time}{zone}"
    return record.fields().text(f"VALID_{which.upper()}_DATE", "")


def _moment(text: str, zone: tzinfo, which: str, *, last: bool) -> datetime | None:
    if not text:
        return None
    refused = RowRefused(f"the {which} date {shown(text)} is none. It is written as 2026-11-30.")
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise refused
    try:
        if int(written["year"]) == _FOR_EVER:
            return None
        own = datetime.fromisoformat(f"2000-01-01T00:00{written['zone']}").tzinfo if written["zone"] else zone
        time = written["time"]
        date = f"{written['year']}-{written['month'] or '01'}-{written['day'] or '01'}"
        moment = datetime.fromisoformat(f"{date}T{time or '00:00'}").replace(tzinfo=own)
        if last and (not time or time.startswith("23:59")):
            moment = _after(moment.replace(hour=0, minute=0, second=0, microsecond=0), written)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused from None


def _after(moment: datetime, written: re.Match[str]) -> datetime:
    """The midnight that ends the day, month or year as far as it is written."""
    if written["day"]:
        return moment + timedelta(days=1)
    if written["month"]:
        return (moment + timedelta(days=31)).replace(day=1)
    return moment.replace(year=moment.year + 1)
