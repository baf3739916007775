"""Dates of the NCE price list, in all the ways its sheets write them, as moments in UTC.

They come as ``2021-11-03T06:57:30.0682597Z``, as ``2021-11-03``, and month first as spreadsheets save them:
``2/1/2023 0:00`` or ``11/30/9999 11:59:59 PM``. Years up to 1753 and from 9999 on are placeholders.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from awning.feeds.fields import RowRefused, shown

_FIRST_YEAR, _LAST_YEAR = 1753, 9999
_MONTH_FIRST = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d{1,9})?))?(?: ?(?P<half>[AP])M)?)?"
    r"(?: ?(?P<zone>Z|[-+]\d{2}:\d{2}))?",
    re.ASCII | re.IGNORECASE,
)


# A sheet of a hundred thousand rows has a few hundred different dates.
@lru_cache(maxsize=4096)
def begun(column: str, text: str, zone: tzinfo) -> datetime | None:
    """When a price begins; none if it was never otherwise.

    Args:
        column: what messages call it.
        text: as the sheet has it; without a zone of its own it is meant in ``zone``.
        zone: the market's.

    Raises:
        RowRefused: it is no date, or lies in the year 9999.
    """
    local = _local(column, text)
    if local is None or local.year <= _FIRST_YEAR:
        return None
    if local.year >= _LAST_YEAR:
        raise RowRefused(f"{column} {shown(text)} is no day on which a price begins.")
    return _in_utc(local, zone, column, text)


@lru_cache(maxsize=4096)
def ended(column: str, text: str, zone: tzinfo) -> datetime | None:
    """The first moment at which something no longer holds; none if it never ends.

    Some sheets write the last moment that still belongs: an end in the last second of an hour, or in the last
    minute of a day, is taken to the full hour. Arguments and errors are those of `begun`.
    """
    local = _local(column, text)
    if local is None or not _FIRST_YEAR < local.year < _LAST_YEAR:
        return None
    if local.minute == 59 and (local.second == 59 or local.hour == 23):  # noqa: PLR2004  (The clock's own numbers.)
        local = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return _in_utc(local, zone, column, text)


def _local(column: str, text: str) -> datetime | None:
    """The date as it stands in the sheet, with or without a zone."""
    if not text:
        return None
    iso = text
    if found := _MONTH_FIRST.fullmatch(text):
        hour = int(found["hour"] or 0)
        if found["half"]:
            if hour > 12:  # noqa: PLR2004
                raise _no_date(column, text)
            hour = hour % 12 + (12 if found["half"] in "pP" else 0)
        day = f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}"
        iso = f"{day}T{hour:02}:{found['minute'] or '00'}:{found['second'] or '00'}{found['zone'] or ''}"
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        raise _no_date(column, text) from None


def _in_utc(local: datetime, zone: tzinfo, column: str, text: str) -> datetime:
    try:
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_date(column, text) from None


def _no_date(column: str, text: str) -> RowRefused:
    return RowRefused(
        f"{column} {shown(text)} is no date. Write it as 2026-11-30T00:00:00Z, or month first as 11/30/2026 0:00."
    )
