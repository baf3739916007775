"""Slips: settings that are allowed, and seldom what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from awning.catalog import Offering, Plan
from awning.checking.findings import PROJECT, Findings, counted
from awning.checking.shop import Shop
from awning.checking.stock import Stock, recurring
from awning.config import Project, Reseller
from awning.config import Rule as WrittenRule
from awning.shelves import names
from awning.yamlfile import Where

_AMOUNTS = {"add", "price"}


class Slips:
    """Looks at rules with what all shops have in common: the catalog and the day."""

    def __init__(self, stock: Stock, today: date) -> None:
        self._stock = stock
        self._today = today
        # Rules of a hundred look-alikes are the same: what is known of one is known of all.
        self._billed: dict[tuple[str | None, ...], tuple[int, str]] = {}

    def look_at_project(self, project: Project, resellers: Sequence[Reseller], findings: Findings) -> None:
        """Warn of the distributor's rules, among them those for who buys from somebody else."""
        sellers = {reseller.slug: reseller.buys_from for reseller in resellers if reseller.buys_from}
        for number, rule in enumerate(project.distributor.rules):
            if rule.buyer in sellers:
                text = (
                    f"{rule.buyer} buys from {sellers[rule.buyer]} and not from the distributor: this rule never "
                    f"decides. Take it out, or name who buys from the distributor."
                )
                findings.warn(PROJECT, ("distributor", "rules", number, "buyer"), text)
        self._rules(PROJECT, ("distributor", "rules"), project.distributor.rules, findings)

    def look(self, shop: Shop, findings: Findings) -> None:
        """Warn of a reseller's rules, and of plans that it cannot sell."""
        reseller = shop.reseller
        self._rules(shop.slug, ("rules",), reseller.rules, findings)
        if reseller.wholesale is not None:
            self._rules(shop.slug, ("wholesale", "rules"), reseller.wholesale.rules, findings)
        self._unsold(shop, findings)

    def look_at_catalog(self, findings: Findings) -> None:
        """Warn of plans for which the feed has no price at all, wherever they are sold."""
        moment = self._stock.moment
        found = [
            (offering, plan)
            for offerings in self._stock.shelves.values()
            for offering in offerings
            for plan in offering.plans
            if not any(price.valid_at(moment) for price in plan.prices)
        ]
        if found:
            named = _named(found)
            line = f"{named} cannot be bought: no price of the feed holds on {self._today}. Ask the distributor."
            findings.warnings.add(PROJECT, f"catalog: {line}")

    def _rules(self, slug: str, here: Where, rules: Sequence[WrittenRule], findings: Findings) -> None:
        for number, rule in enumerate(rules):
            where = (*here, number)
            if rule.until is not None and rule.until < self._today:
                text = f"has been over since {rule.until}, and decides nothing any more. Take it out."
                findings.warn(slug, (*where, "until"), text)
                continue
            if rule.term is not None and rule.term not in self._stock.terms:
                known = ", ".join(sorted(self._stock.terms))
                text = f"no plan of the catalog has the term {rule.term}: this rule never decides. Known are {known}."
                findings.warn(slug, (*where, "term"), text)
            elif rule.vendor is not None and rule.category is not None and not self._meet(rule):
                text = (
                    f"{rule.vendor} has nothing in {rule.category}: this rule never decides. "
                    "Keep the vendor or the category."
                )
                findings.warn(slug, (*where, "category"), text)
            elif rule.method in _AMOUNTS and rule.plan is None and rule.term is None:
                self._one_amount(slug, where, rule, findings)

    def _meet(self, rule: WrittenRule) -> bool:
        vendor, category = rule.vendor, rule.category
        if vendor not in self._stock.vendors or category not in self._stock.categories:
            # Something else is wrong with it, and is said already.
            return True
        return any(shelf.vendor == vendor and category in shelf.categories for shelf in self._stock.shelves)

    def _one_amount(self, slug: str, where: Where, rule: WrittenRule, findings: Findings) -> None:
        """An amount that is the same by the month and by the year."""
        count, example = self._several(rule)
        if count:
            key = rule.method
            of = example if count == 1 else f"{counted(count, 'offering')}, {example} among them,"
            advice = f"Name the plan or the term it is for{'' if key == 'price' else ', or write a percentage'}."
            text = f"{of} can be paid in several rhythms, and each would cost the same {key}. {advice}"
            findings.warn(slug, (*where, key), text)

    def _several(self, rule: WrittenRule) -> tuple[int, str]:
        """How many offerings of a rule are billed by the month and by the year, say, and the first of them."""
        known = self._billed.get(rule.target)
        if known is None:
            found = [
                offering.id
                for shelf, offerings in self._stock.shelves.items()
                for offering in offerings
                if names(rule, offering, shelf.categories)
                and len({plan.billing for plan in offering.plans if recurring(plan)}) > 1
            ]
            known = self._billed[rule.target] = (len(found), found[0] if found else "")
        return known

    def _unsold(self, shop: Shop, findings: Findings) -> None:
        """Plans of the shop that nobody can buy there, because no price of the feed can be used."""
        view = self._stock.view(shop.book.market)
        if not view.without:
            return
        out, by_reason = shop.out, dict[str, list[tuple[Offering, Plan]]]()
        for shelf, _ in shop.allowed():
            for reason, plans in view.without.get(shelf, {}).items():
                # That of all shops is said once.
                if not reason.startswith("no cost"):
                    by_reason.setdefault(reason, []).extend(each for each in plans if each[0].id not in out)
        for reason, plans in by_reason.items():
            if plans:
                findings.warn(shop.slug, ("currency",), f"{_named(plans)} cannot be bought here: {reason}")


def _named(plans: Sequence[tuple[Offering, Plan]]) -> str:
    offering, plan = plans[0]
    more = f" and {counted(len(plans) - 1, 'more plan')}" if len(plans) > 1 else ""
    return f"{offering.id} ({plan.id}){more}"
