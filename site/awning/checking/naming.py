"""Names: offerings, plans, categories and vendors that settings name and the catalog does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from awning.checking.findings import PROJECT, Findings
from awning.checking.shop import Shop
from awning.checking.stock import Stock
from awning.config import Project, Reseller, Target
from awning.yamlfile import Where


class _Named(NamedTuple):
    """A name in settings, and what it may be of: any of these kinds."""

    where: Where
    name: str
    kinds: tuple[str, ...]
    of: str = ""
    """Of a plan: the SKU."""


_ANY = ("offering", "vendor", "category")


class Names:
    """All names of a catalog."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._known: dict[str, Sequence[str]] = {
            "offering": tuple(stock.skus),
            "vendor": tuple(stock.vendors),
            "category": tuple(stock.categories),
        }
        self._sets = {kind: frozenset(names) for kind, names in self._known.items()}

    def look_at_project(self, project: Project, resellers: Sequence[Reseller], findings: Findings) -> None:
        """Warn of names in the project's own file."""
        self._warn(PROJECT, _of_project(project), findings)
        # Certificates are named on both sides, and only there.
        needed = [rule.needs for rule in project.distributor.engagement.certified]
        for reseller in resellers:
            for number, name in enumerate(reseller.certificates):
                if name not in needed and (advice := findings.hint(name, needed)):
                    text = f"no rule of engagement asks for {name!r}.{advice}"
                    findings.warn(reseller.slug, ("certificates", number), text)

    def look(self, shop: Shop, findings: Findings) -> None:
        """Warn of names in a reseller's file."""
        self._warn(shop.slug, _of_reseller(shop.reseller), findings)
        for number, sku in enumerate(shop.reseller.featured):
            offering = self._stock.skus.get(sku)
            if offering is not None and not (self._stock.sold(offering) and shop.book.sells(offering)):
                why = "the shop does not sell it" if self._stock.sold(offering) else "it is retired"
                findings.warn(shop.slug, ("featured", number), f"{sku} is not shown: {why}. Name another one.")

    def _warn(self, slug: str, named: Iterator[_Named], findings: Findings) -> None:
        for each in named:
            if each.of:
                offering = self._stock.skus.get(each.of)
                plans = [plan.id for plan in offering.plans] if offering else [each.name]
                if each.name not in plans:
                    advice = f"{findings.hint(each.name, plans)} It has {', '.join(plans)}."
                    findings.warn(slug, each.where, f"{each.of} has no plan {each.name!r}.{advice}")
            elif not any(each.name in self._sets[kind] for kind in each.kinds):
                known = [name for kind in each.kinds for name in self._known[kind]]
                advice = findings.hint(each.name, known) or " Correct the name, or take it out."
                kinds = " or ".join(each.kinds)
                findings.warn(slug, each.where, f"the catalog has no {kinds} {each.name!r}.{advice}")


def _of_project(project: Project) -> Iterator[_Named]:
    distributor = project.distributor
    yield from _targets(("distributor", "rules"), distributor.rules)
    for section in ("certified", "protected"):
        for number, rule in enumerate(getattr(distributor.engagement, section)):
            for kind in _ANY:
                if (name := getattr(rule, kind)) is not None:
                    yield _Named(("distributor", "engagement", section, number, kind), name, (kind,))


def _of_reseller(reseller: Reseller) -> Iterator[_Named]:
    yield from _targets(("rules",), reseller.rules)
    yield from _targets(("wholesale", "rules"), reseller.wholesale.rules if reseller.wholesale else ())
    yield from _targets(("promotions",), reseller.promotions)
    yield from _targets(("coupons",), reseller.coupons)
    yield from _targets(("notice", "rules"), reseller.notice.rules)
    for name in reseller.tax.categories:
        yield _Named(("tax", "categories", name), name, ("category", "offering"))
    for number, name in enumerate(reseller.assortment.categories):
        yield _Named(("assortment", "categories", number), name, ("category",))
    for number, name in enumerate(reseller.assortment.without):
        yield _Named(("assortment", "without", number), name, _ANY)
    for number, name in enumerate(reseller.featured):
        yield _Named(("featured", number), name, ("offering",))


def _targets(here: Where, targets: Sequence[Target]) -> Iterator[_Named]:
    for number, target in enumerate(targets):
        for kind in _ANY:
            if (name := getattr(target, kind)) is not None:
                yield _Named((*here, number, kind), name, (kind,))
        if target.plan is not None and target.offering is not None:
            yield _Named((*here, number, "plan"), target.plan, ("plan",), target.offering)
