"""Notice: whether each reseller hears of a cancellation before the distributor must.

What the distributor asks may change: such a change is looked at once it is less than `DAYS_AHEAD` days away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from awning.catalog import Notice, Offering, Period, Plan
from awning.checking.findings import Findings, counted
from awning.checking.shop import Shop
from awning.checking.stock import Shelf, Stock, recurring, term_of
from awning.config import NoticeRule
from awning.dealings import day_of
from awning.notices import CustomerNotice, last_day, notice_of
from awning.yamlfile import Where

DAYS_AHEAD = 90


class _Alike(NamedTuple):
    """What is asked alike as long as no notice rule names an offering: by shelf, by the feed's notices, by term."""

    shelf: Shelf
    notices: tuple[Notice, ...]
    term: Period


_Plans = dict[str, tuple[Offering, list[Plan]]]
"""By SKU."""


class _Breach(NamedTuple):
    """One plan that a customer may end when the reseller no longer can."""

    left_holding: date
    offering: Offering
    plan: Plan
    term: Period
    notice: CustomerNotice
    begins: datetime | None
    """From when on the distributor asks so much, if that is to come."""


class NoticeCheck:
    """Compares what all shops ask with what the distributor does."""

    def __init__(self, stock: Stock) -> None:
        """Put together what is asked alike."""
        self._moment = stock.moment
        self._alike: dict[_Alike, _Plans] = {}
        self._terms: dict[str, list[tuple[Shelf, Offering, Plan, Period]]] = {}
        for shelf, offerings in stock.shelves.items():
            # Of its own services the reseller is the distributor.
            for offering in offerings if not shelf.owner else ():
                for plan in offering.plans if offering.notices else ():
                    term = term_of(plan)
                    if term is not None and recurring(plan):
                        plans = self._alike.setdefault(_Alike(shelf, offering.notices, term), {})
                        plans.setdefault(offering.id, (offering, []))[1].append(plan)
                        self._terms.setdefault(offering.id, []).append((shelf, offering, plan, term))

    def look(self, shop: Shop, findings: Findings) -> None:
        """Note a mistake for each rule by which the reseller would be left with contracts its customers have ended."""
        settings = shop.reseller.notice
        if settings.extra_days and not settings.rules:
            return
        found: dict[tuple[int | None, datetime | None], list[_Breach]] = {}
        for breach in self._breaches(shop):
            rule = breach.notice.rule
            number = None if rule is None else settings.rules.index(rule)
            found.setdefault((number, breach.begins), []).append(breach)
        for (number, _), breaches in found.items():
            where: Where = ("notice", "extra_days") if number is None else ("notice", "rules", number, "days")
            findings.error(shop.slug, where, _said(shop, breaches))

    def _breaches(self, shop: Shop) -> Iterator[_Breach]:
        rules = shop.reseller.notice.rules
        named = {rule.offering for rule in rules if rule.offering} & self._terms.keys()
        out = shop.out
        apart = named | out
        allowed = {shelf for shelf, _ in shop.allowed()}
        for alike, plans in self._alike.items():
            if alike.shelf not in allowed:
                continue
            # All of these are judged as the first of them is: only those that a rule names are not like it.
            first = next((each for sku, each in plans.items() if sku not in apart), None)
            if first and (breach := self._breach(shop, alike.shelf, first[0], first[1][0], alike.term)):
                yield from (
                    breach._replace(offering=offering, plan=plan)
                    for sku, (offering, plans_of) in plans.items()
                    if sku not in apart
                    for plan in plans_of
                )
        for sku in sorted(named - out):
            for shelf, offering, plan, term in self._terms[sku]:
                if shelf in allowed and (breach := self._breach(shop, shelf, offering, plan, term)):
                    yield breach

    def _breach(self, shop: Shop, shelf: Shelf, offering: Offering, plan: Plan, term: Period) -> _Breach | None:
        """The first breach there is: now, or once the distributor asks for more."""
        until = self._moment + timedelta(days=DAYS_AHEAD)
        changes = sorted(
            notice.valid_from
            for notice in offering.notices
            if notice.valid_from is not None and self._moment < notice.valid_from <= until
        )
        for begins in (None, *changes):
            asked = notice_of(shop.reseller, offering, plan, shelf.categories, begins or self._moment)
            if asked is not None and not asked.in_order:
                day = day_of(begins, shop.project) if begins else shop.today
                deadline = last_day(shop.today, term, asked.distributor_days, today=day)
                return _Breach(deadline + timedelta(days=1), offering, plan, term, asked, begins)
        return None


def _said(shop: Shop, breaches: list[_Breach]) -> str:
    """What is wrong with a rule, told by the plan that binds longest."""
    worst = max(breaches, key=lambda each: (each.term.months or 0, -each.left_holding.toordinal()))
    asked, begins = worst.notice, worst.begins
    least = max(breach.notice.distributor_days for breach in breaches) + 1
    more = f" and {counted(len(breaches) - 1, 'more plan')}" if len(breaches) > 1 else ""
    when = f"from {day_of(begins, shop.project)} on the distributor" if begins else "the distributor"
    deadline = worst.left_holding - timedelta(days=1)
    customer = deadline + timedelta(days=asked.distributor_days - asked.days)
    if asked.days == asked.distributor_days:
        may = "notice that a customer gives on that very day comes too late to be passed on"
    else:
        may = f"the customer may still end it until {customer}"
    return (
        f"{worst.offering.id} ({worst.plan.id}){more}: customers are asked for {counted(asked.days, 'day')} of notice, "
        f"and {when} needs {asked.distributor_days}. Of a contract begun on {shop.today} the distributor must hear by "
        f"{deadline}, and {may}: on {worst.left_holding} {shop.reseller.name} would be left holding it for "
        f"{_length(worst.term)} more.{_others(breaches, worst)} {_advice(asked.rule, least)}"
    )


def _others(breaches: list[_Breach], worst: _Breach) -> str:
    """The first days on which that would happen with plans of other terms."""
    by_term: dict[Period, date] = {}
    for breach in breaches:
        by_term[breach.term] = min(breach.left_holding, by_term.get(breach.term, date.max))
    by_term.pop(worst.term)
    days = sorted(((day, term) for term, day in by_term.items()), key=lambda pair: pair[0])
    named = ", ".join(f"{day} ({_length(term)})" for day, term in days)
    return f" With other terms that day is {named}." if named else ""


def _advice(rule: NoticeRule | None, least: int) -> str:
    if rule is None:
        return "Ask customers for more days than the distributor does: set extra_days to 1 or more."
    return f"Set days to {least} or more."


def _length(term: Period) -> str:
    return counted(term.count, term.unit)
