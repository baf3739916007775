"""Notice: how long before the end of a term a customer must give it, so that the reseller can still give theirs."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from awning.catalog import Offering, Period, Plan, PlanKind
from awning.config import NoticeRule, Reseller
from awning.shelves import names

_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""Days of so many months that begin with a February of 28 days."""


@dataclass(frozen=True, slots=True)
class CustomerNotice:
    """What a customer is held to, and what the reseller is."""

    days: int
    """Before the end of the term: so long before it the customer's notice must be in. Always fewer than it has."""
    distributor_days: int
    """So long before it the distributor must hear of it. In order only if it is fewer than the customer's."""
    window_days: int
    """Days after the start in which the distributor takes a cancellation without cost; 0 for none."""
    rule: NoticeRule | None = None
    """The reseller's rule that says so; none where the distributor's days and the extra ones do."""

    @property
    def in_order(self) -> bool:
        """Whether the reseller hears of it before the distributor must: on the same day would be too late."""
        return self.days > self.distributor_days or self.distributor_days == 0


def notice_of(
    reseller: Reseller, offering: Offering, plan: Plan, categories: Sequence[str], moment: datetime
) -> CustomerNotice | None:
    """The notice a customer must give for a plan, or none where nothing runs on by itself.

    Args:
        reseller: whose customer.
        offering: what is bought.
        plan: one of its plans.
        categories: those the offering lies in, the deepest first.
        moment: whose notice data of the feed hold, with time zone.
    """
    if plan.kind is not PlanKind.RECURRING:
        return None
    found = offering.notice_at(moment)
    theirs, window = (found.days, found.window_days) if found else (0, 0)
    if plan.commitment is None or shortest(plan.commitment) <= theirs + 1:
        # Nobody can give notice before the plan began, and customers give it a day ahead of the reseller: what binds
        # no longer than that just ends with its period.
        theirs = 0
    term = plan.commitment or plan.billing
    most = max(shortest(term) - 1, 0) if term else None
    rule = _deciding(reseller.notice.rules, offering, plan, categories)
    if rule is not None:
        return CustomerNotice(_at_most(rule.days, most), theirs, window, rule)
    return CustomerNotice(_at_most(theirs + reseller.notice.extra_days, most) if theirs else 0, theirs, window)


def shortest(term: Period) -> int:
    """The fewest days it can have: a month 28, three months 89, a year 365."""
    if term.months is None:
        return term.count
    years, months = divmod(term.months, 12)
    return years * 365 + _SHORTEST[months]


def last_day(start: date, term: Period, days: int, *, today: date | None = None) -> date:
    """The last day on which notice ends a contract at the end of its running term.

    Args:
        start: the day the contract began.
        term: how long it binds, and by how much it runs on.
        days: of notice.
        today: the day it is; the first term's end counts when not given, else the next that can still be met.
    """
    number = 1
    while True:
        end = added(start, term, number)
        day = end - timedelta(days=days)
        if today is None or day >= today or end == date.max:
            return day
        number += 1


def added(start: date, term: Period, times: int = 1) -> date:
    """So many terms after a day; in a month that is too short, its last: a month after 31 January is 28 February.

    Where the calendar is over before that, at the end of the year 9999, its last day.
    """
    if term.months is None:
        days = term.count * times
        return start + timedelta(days=days) if days <= (date.max - start).days else date.max
    months = start.year * 12 + start.month - 1 + term.months * times
    year, month = divmod(months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _at_most(days: int, most: int | None) -> int:
    return days if most is None else min(days, most)


def _deciding(
    rules: Sequence[NoticeRule], offering: Offering, plan: Plan, categories: Sequence[str]
) -> NoticeRule | None:
    """The most specific rule: the same order as of prices."""
    fitting = [rule for rule in rules if _fits(rule, offering, plan, categories)]
    return min(fitting, key=lambda rule: _rank(rule, categories), default=None)


def _fits(rule: NoticeRule, offering: Offering, plan: Plan, categories: Sequence[str]) -> bool:
    term = plan.commitment or plan.billing
    return (
        rule.plan in {None, plan.id}
        and names(rule, offering, categories)
        and (rule.term is None or rule.term == str(term))
    )


def _rank(rule: NoticeRule, categories: Sequence[str]) -> tuple[bool, bool, bool, bool, int, bool, bool]:
    deep = categories.index(rule.category) if rule.category else len(categories)
    within = rule.vendor is None or rule.category is None
    return (
        rule.plan is None,
        rule.offering is None,
        within,
        rule.category is None,
        deep,
        rule.vendor is None,
        rule.term is None,
    )
