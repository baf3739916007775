"""Overlong notice: whether customers of each reseller can still give it once their term has begun."""

from __future__ import annotations

from functools import cached_property

from awning.catalog import Offering, Period, Plan
from awning.checking.findings import Findings, counted
from awning.checking.shop import Shop
from awning.checking.stock import Shelf, Stock, recurring, term_of
from awning.notices import CustomerNotice, notice_of, shortest

_Plans = list[tuple[Offering, Plan]]


class LengthCheck:
    """Compares the days that notice rules name with the terms of the catalog."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def look(self, shop: Shop, findings: Findings) -> None:
        """Note a mistake for each notice rule that decides for plans whose term may be no longer than its days."""
        rules = shop.reseller.notice.rules
        if not rules:
            return
        found: dict[int, list[tuple[Offering, Plan, Period]]] = {}
        apart = {rule.offering for rule in rules if rule.offering}
        out = shop.out
        for shelf, _ in shop.allowed():
            for term, plans in self._terms.get(shelf, {}).items():
                kept = [each for each in plans if each[0].id not in out]
                # Rules do not tell the others apart: all are judged as the first of them is.
                alike = [each for each in kept if each[0].id not in apart]
                alone = [[each] for each in kept if each[0].id in apart]
                for group in [alike, *alone]:
                    if group and (number := self._overlong(shop, shelf, *group[0])) is not None:
                        found.setdefault(number, []).extend((*each, term) for each in group)
        for number, plans in found.items():
            findings.error(shop.slug, ("notice", "rules", number, "days"), _said(rules[number].days, plans))

    @cached_property
    def _terms(self) -> dict[Shelf, dict[Period, _Plans]]:
        """What runs on by itself, by where it stands and its term; put together once a shop has rules."""
        terms: dict[Shelf, dict[Period, _Plans]] = {}
        for shelf, offerings in self._stock.shelves.items():
            for offering in offerings:
                for plan in offering.plans:
                    term = term_of(plan)
                    if term is not None and recurring(plan):
                        terms.setdefault(shelf, {}).setdefault(term, []).append((offering, plan))
        return terms

    def _overlong(self, shop: Shop, shelf: Shelf, offering: Offering, plan: Plan) -> int | None:
        """The number of the rule that asks for too much, or none."""
        asked = notice_of(shop.reseller, offering, plan, shelf.categories, self._stock.moment)
        if asked is None or asked.rule is None or not _cut(asked):
            return None
        return shop.reseller.notice.rules.index(asked.rule)


def _cut(asked: CustomerNotice) -> bool:
    """Whether customers are held to fewer days than the rule names."""
    return asked.rule is not None and asked.days < asked.rule.days


def _said(days: int, plans: list[tuple[Offering, Plan, Period]]) -> str:
    """What is wrong with a rule, told by the plan that binds shortest."""
    offering, plan, term = min(plans, key=lambda each: shortest(each[2]))
    least = shortest(term)
    more = f" and {counted(len(plans) - 1, 'more plan')}" if len(plans) > 1 else ""
    return (
        f"{offering.id} ({plan.id}){more}: customers are asked for {counted(days, 'day')} of notice, and "
        f"{counted(term.count, term.unit)} may have no more than {least}: they could not give it after the term has "
        f"begun, so shops ask for {least - 1}. Set days to fewer than {least}, or name the term the rule is for."
    )
