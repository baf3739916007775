"""Who sells what: the resellers of the finder, each read once, with their assortments and without a single price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awning.catalog import Category, Offering
from awning.config import Engagement, Project, Reseller, read_reseller, reseller_slugs
from awning.engagement import Permit
from awning.errors import AwningError
from awning.shelves import path_of


@dataclass(frozen=True, slots=True)
class Seller:
    """A reseller who stands in the finder."""

    reseller: Reseller
    url: str
    """Where the shop answers, without a slash at its end."""
    skus: frozenset[str]
    """What the shop has of the distributor's catalog."""
    own: tuple[Offering, ...] = ()
    """The reseller's own services: they are not in the finder, but their names have a say in the shop's addresses."""


class Stand:
    """The distributor's catalog as it lies on shelves: by vendor and category, which is what assortments speak of."""

    def __init__(self, offerings: Iterable[Offering], categories: Sequence[Category]) -> None:
        self.categories: Mapping[str, Category] = {category.id: category for category in categories}
        self.own: dict[str, list[Offering]] = {}
        """Slug to the services that are a reseller's own."""
        self.catalog: list[Offering] = []
        """Everything else, in the feed's order."""
        self._shelves: dict[tuple[str, str], list[str]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        for offering in offerings:
            if offering.owner:
                self.own.setdefault(offering.owner, []).append(offering)
            else:
                self.catalog.append(offering)
                self._shelves.setdefault((offering.vendor, offering.category_id), []).append(offering.id)

    def path(self, category_id: str) -> tuple[str, ...]:
        """The category and those around it, the deepest first."""
        if category_id not in self._paths:
            self._paths[category_id] = path_of(category_id, self.categories)
        return self._paths[category_id]

    def sold_by(self, reseller: Reseller, engagement: Engagement) -> frozenset[str]:
        """The SKUs that `PriceBook.sells` says yes to, found shelf by shelf: for hundreds of resellers at once."""
        permit = Permit(engagement, reseller)
        only, without = set(reseller.assortment.categories), set(reseller.assortment.without)
        left_out = without | permit.offerings
        found: set[str] = set()
        for (vendor, category_id), skus in self._shelves.items():
            path = self.path(category_id)
            stocked = not (only and only.isdisjoint(path)) and without.isdisjoint((vendor, *path))
            if stocked and not permit.on_shelf(vendor, path):
                found.update(skus)
        return frozenset(found - left_out)


def read_resellers(folder: Path, project: Project) -> list[Reseller]:
    """Every reseller whose settings can be read; what is wrong with the others their own builds say."""
    found: list[Reseller] = []
    for slug in reseller_slugs(folder):
        try:
            found.append(read_reseller(folder, slug, project))
        except AwningError:
            continue
    return found


def sellers_of(
    stand: Stand, resellers: Iterable[Reseller], engagement: Engagement, urls: Mapping[str, str]
) -> tuple[Seller, ...]:
    """Those of them who want to be found and sell anything.

    Args:
        stand: the catalog.
        resellers: all of the project.
        engagement: what the distributor keeps for some.
        urls: reseller to another address than the settings', for previews.
    """
    found = (
        Seller(
            reseller,
            urls.get(reseller.slug, reseller.url),
            stand.sold_by(reseller, engagement),
            tuple(stand.own.get(reseller.slug, ())),
        )
        for reseller in resellers
        if reseller.finder.listed
    )
    return tuple(seller for seller in found if seller.skus)


def private_names(project: Project, resellers: Iterable[Reseller]) -> set[str]:
    """The names that must not stand in the finder: who has a share in sales, and who does not want to be found."""
    resellers = list(resellers)
    private = {project.operator.name} if project.operator else set[str]()
    public = [project.finder.name] if project.finder else []
    for reseller in resellers:
        private |= {agent.name for agent in reseller.agents}
        if reseller.finder.listed:
            public += [reseller.name, reseller.url]
        else:
            private |= {reseller.name, reseller.url.partition("://")[2]}
    # A firm may have two shops, "Blue Sky" and "Blue Sky Care", and want one of them found.
    return {name for name in private if not any(name in each for each in public)}
