"""Where an offering stands in a partner's shop: the very address that the build of that shop gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from awning.catalog import Offering
from awning.finder.sellers import Seller, Stand
from awning.pages.addresses import slugs_of


class ShopAddresses:
    """The addresses of all shops, made as `Storefront` makes them: from the whole catalog, by names in a language."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._products: dict[str, dict[str, str]] = {}
        self._moved: dict[tuple[str, str], dict[str, str]] = {}
        self._categories: dict[str, dict[str, str]] = {}

    def language(self, seller: Seller, language: str) -> str:
        """The language in which a reader of this one is sent to the shop: the same if it speaks it, or its first."""
        reseller = seller.reseller
        return language if language in reseller.all_languages else reseller.language

    def root(self, seller: Seller, language: str) -> str:
        """The full address with which the shop's pages for that reader begin."""
        spoken = self.language(seller, language)
        return seller.url if spoken == seller.reseller.language else f"{seller.url}/{spoken}"

    def product(self, seller: Seller, language: str, sku: str) -> str:
        """The full address of an offering's page in the shop."""
        spoken = self.language(seller, language)
        slug = self._moved_in(seller, spoken).get(sku) or self._products_in(spoken)[sku]
        return f"{self.root(seller, language)}/products/{slug}.html"

    def category(self, seller: Seller, language: str, category_id: str) -> str:
        """The full address of a category in the shop."""
        spoken = self.language(seller, language)
        if spoken not in self._categories:
            named = ((each.id, each.said_in(spoken).name) for each in self._stand.categories.values())
            self._categories[spoken] = slugs_of(named)
        return f"{self.root(seller, language)}/categories/{self._categories[spoken][category_id]}.html"

    def _products_in(self, language: str) -> Mapping[str, str]:
        if language not in self._products:
            self._products[language] = _slugs(self._stand.catalog, language)
        return self._products[language]

    def _moved_in(self, seller: Seller, language: str) -> Mapping[str, str]:
        """What stands elsewhere than in other shops, because a service of the reseller's own has the same name."""
        if not seller.own:
            return {}
        key = (seller.reseller.slug, language)
        if key not in self._moved:
            usual = self._products_in(language)
            here = _slugs([*self._stand.catalog, *seller.own], language)
            self._moved[key] = {sku: slug for sku, slug in here.items() if slug != usual.get(sku)}
        return self._moved[key]


def _slugs(offerings: Iterable[Offering], language: str) -> dict[str, str]:
    return slugs_of((each.id, each.said_in(language).name) for each in offerings)
