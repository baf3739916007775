"""When what was paid for starts: the days that follow from it are counted anew from that day, as Stripe counts them.

An order can be paid days after it was placed, and its trials, terms and windows begin only then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from awning.catalog import Period
from awning.notices import last_day
from awning_checkout import tables as t
from awning_checkout.order_rows import Rows


def start_today(rows: Rows, payment: Any) -> None:
    """Move the days of a payment's items to what they are if it starts now, in the caller's transaction.

    Orders that were placed before their terms were kept stay as they are.

    Args:
        rows: the order's rows; their moment is when it starts.
        payment: its row; each section says from which day its items were counted, and for how long each binds.
    """
    sections: list[dict[str, Any]] = []
    for section in payment.sections:
        if "counted_from" not in section:
            return
        before = date.fromisoformat(section["counted_from"])
        today = rows.now.astimezone(ZoneInfo(section["time_zone"])).date()
        late = today - before
        sections.append({**section, "counted_from": today.isoformat()})
        for position, term in section["terms"].items():
            mine = (t.items.c.payment_id == payment.id) & (t.items.c.position == int(position))
            item = rows.db.execute(sa.select(t.items).where(mine)).one()
            days = _days(item, before + timedelta(days=section["trial_days"]), late, Period.parse(term))
            rows.db.execute(t.items.update().where(mine).values(days))
    rows.db.execute(t.payments.update().where(t.payments.c.id == payment.id).values(sections=sections))


def _days(item: Any, began: date, late: timedelta, term: Period | None) -> Mapping[str, Any]:
    """An item's days, all so much later; the end of its term by the calendar, as months are not equally long."""
    return {
        "later": _later(item.later, late) if item.later else None,
        "cancel_until": item.cancel_until + late if item.cancel_until else None,
        "last_notice_on": last_day(began + late, term, item.notice_days)
        if term is not None and item.notice_days is not None
        else item.last_notice_on,
    }


def _later(later: Mapping[str, Any], late: timedelta) -> dict[str, Any]:
    moved = {name: later[name] for name in ("begins", "reminder") if later[name]}
    return {**later, **{name: (date.fromisoformat(day) + late).isoformat() for name, day in moved.items()}}
