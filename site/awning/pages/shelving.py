"""A shop's shelves: categories and vendors, what stands on them, and the lists made of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from awning.catalog import Category
from awning.formats import Wording
from awning.pages.addresses import slugs_of
from awning.pages.facets import facets_of
from awning.pages.views import CardView, CategoryView, LinkView, ListingView

PER_PAGE = 48
VENDOR = "vendor:"
"""The ids of vendors' shelves begin so; no feed's category does."""


class Shelves:
    """All shelves of one shop in one language."""

    def __init__(
        self,
        wording: Wording,
        root: str,
        currency: str,
        categories: Mapping[str, Category],
        cards: Iterable[tuple[str, CardView]],
    ) -> None:
        """Put cards on shelves.

        Args:
            wording: the language.
            root: the path the language's pages begin with.
            currency: what prices are in, for bands of them.
            categories: of the whole catalog, by id; addresses come from these, so they are the same in every shop.
            cards: each with the id of its category, in the feed's order.
        """
        self._wording = wording
        self._root = root
        self._currency = currency
        self._categories = categories
        self.by_category: dict[str, list[CardView]] = {}
        self._by_vendor: dict[str, list[CardView]] = {}
        for category_id, card in cards:
            self.by_category.setdefault(category_id, []).append(card)
            self._by_vendor.setdefault(card.vendor, []).append(card)
        self._slugs = slugs_of(
            (category.id, category.said_in(wording.language).name) for category in categories.values()
        )

    @cached_property
    def navigation(self) -> tuple[CategoryView, ...]:
        """The outermost categories that hold anything."""
        children: dict[str | None, list[Category]] = {}
        for category in self._categories.values():
            children.setdefault(category.parent_id, []).append(category)
        return tuple(view for category in children.get(None, []) if (view := self._category(category, children)).count)

    @cached_property
    def vendors(self) -> tuple[CategoryView, ...]:
        """Who makes what is sold, those of most offerings first."""
        found = [self._vendor(name, cards) for name, cards in self._by_vendor.items()]
        return tuple(sorted(found, key=lambda view: (-view.count, view.name)))

    @cached_property
    def views(self) -> dict[str, CategoryView]:
        """Every category that holds anything, by id."""
        found: dict[str, CategoryView] = {}

        def collect(shelves: Iterable[CategoryView]) -> None:
            for view in shelves:
                found[view.id] = view
                collect(view.children)

        collect(self.navigation)
        return found

    def path(self, category_id: str) -> tuple[CategoryView, ...]:
        """From the outermost category to this one."""
        path: list[CategoryView] = []
        at: str | None = category_id
        while at is not None and at in self._categories and at in self.views and self.views[at] not in path:
            path.append(self.views[at])
            at = self._categories[at].parent_id
        return tuple(reversed(path))

    def url(self, shelf: str) -> str:
        """The first page of a category or vendor, by its id."""
        known = self.views.get(shelf)
        return known.url if known else next(view.url for view in self.vendors if view.id == shelf)

    def listings(self) -> Iterator[tuple[str, ListingView]]:
        """Every page of every list, under the id of its shelf."""
        for view in self.views.values():
            cards = self.by_category.get(view.id, [])
            makers = self._makers(cards)
            whole = self._listing("category", view, cards)
            listing = replace(whole, path=self.path(view.id)[:-1], children=view.children, vendors=makers)
            yield from ((view.id, page) for page in self._pages(listing, view.url, cards))
        for view in self.vendors:
            cards = self._by_vendor[view.name]
            listing = self._listing("vendor", view, cards)
            yield from ((view.id, page) for page in self._pages(listing, view.url, cards))

    def _listing(self, kind: str, view: CategoryView, cards: Sequence[CardView]) -> ListingView:
        return ListingView(
            kind=kind,
            title=view.name,
            text=view.description,
            count=view.count,
            path=(),
            children=(),
            cards=(),
            number=1,
            facets=facets_of(self._wording, cards, self._currency),
        )

    def _pages(self, listing: ListingView, url: str, cards: Sequence[CardView]) -> Iterator[ListingView]:
        # What is no longer sold stays to be found, behind what is.
        ordered = sorted(cards, key=lambda card: card.retired)
        chunks = [ordered[start : start + PER_PAGE] for start in range(0, len(ordered), PER_PAGE)] or [[]]
        pages = tuple(LinkView(str(number), page_url(url, number)) for number in range(1, len(chunks) + 1))
        for number, chunk in enumerate(chunks, start=1):
            yield replace(listing, cards=tuple(chunk), number=number, pages=pages if len(pages) > 1 else ())

    def _makers(self, cards: Sequence[CardView]) -> tuple[CategoryView, ...]:
        """The vendors of some cards, each with how many of these are theirs."""
        counts: dict[str, int] = {}
        for card in cards:
            counts[card.vendor] = counts.get(card.vendor, 0) + 1
        return tuple(replace(view, count=counts[view.name]) for view in self.vendors if view.name in counts)

    def _vendor(self, name: str, cards: Sequence[CardView]) -> CategoryView:
        return CategoryView(
            id=f"{VENDOR}{name}",
            name=name,
            description="",
            url=cards[0].vendor_url,
            count=len(cards),
            picture=next((card.picture for card in cards if card.picture), None),
        )

    def _category(self, category: Category, children: Mapping[str | None, Sequence[Category]]) -> CategoryView:
        inner = [self._category(child, children) for child in children.get(category.id, ())]
        text = category.said_in(self._wording.language)
        own = self.by_category.get(category.id, [])
        picture = next((card.picture for card in own if card.picture), None)
        return CategoryView(
            id=category.id,
            name=text.name,
            description=text.description,
            url=f"{self._root}/categories/{self._slugs[category.id]}.html",
            count=len(own) + sum(view.count for view in inner),
            picture=picture or next((view.picture for view in inner if view.picture), None),
            children=tuple(view for view in inner if view.count),
        )


def page_url(url: str, number: int) -> str:
    """The address of a page of a list, the first of which has none of its own."""
    # A tilde is in no slug: "Server page 2" may be a category too.
    return url if number == 1 else f"{url.removesuffix('.html')}~{number}.html"
