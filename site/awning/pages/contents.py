"""What the catalog and the settings make, page by page: template, address, words and views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awning.pages import structured
from awning.pages.prose import shortened
from awning.pages.views import FaqView, NewsView, PageView, ProductView, ShopView

if TYPE_CHECKING:
    from awning.pages.edition import Edition

TITLE_LENGTH, DESCRIPTION_LENGTH = 60, 155
"""Letters; what search engines show of them."""
NEWS_PER_PAGE = 12
NEWS_ON_HOME = 3


@dataclass(frozen=True, slots=True)
class Made:
    """One page to be rendered."""

    key: str
    """What it is, in every language alike: ``product:SKU``, ``category:ID``, ``contact``."""
    template: str
    page: PageView
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    data: tuple[dict[str, object], ...] = ()
    """Structured data, as schema.org has it."""
    skus: tuple[str, ...] = ()
    """The offerings it shows: it is as new as the newest of them."""
    image: str = ""
    """The full address of its picture for social networks; the shop's own where it has none."""


class Contents:
    """The pages of one language of a shop."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._front = edition.front
        self._shop = edition.front.shop
        self._say = edition.front.wording.gettext

    def pages(self) -> Iterator[Made]:
        """Every page but those that the reseller wrote."""
        yield self._home()
        yield from self._listings()
        for product in self._front.products():
            yield self._product(product)
        yield from self._news()
        yield from self._services()
        yield self._plain("cart", "cart.html", self._say("Cart"), index=False)
        yield self._plain("compare", "compare.html", self._say("Compare"), index=False)
        search = {"search": self._edition.search}
        yield self._plain("search", "search.html", self._say("Search"), index=False, values=search)
        yield self._plain("404", "404.html", self._say("Page not found"), index=False)
        yield self._plain("maintenance", "maintenance.html", self._say("We are back in a moment"), index=False)

    def _home(self) -> Made:
        front, shop = self._front, self._shop
        page = self._page(f"{shop.name}: {shop.tagline}", shop.hero_text, "index.html")
        values = {
            "featured": front.featured(),
            "categories": front.shelves.navigation,
            "bundles": front.bundles,
            "vendors": front.shelves.vendors,
            "news": self._edition.news[:NEWS_ON_HOME],
        }
        data = (structured.organization(shop), structured.website(shop))
        return Made("home", "home.html", page, values, data, tuple(card.sku for card in front.featured()))

    def _listings(self) -> Iterator[Made]:
        say, shop = self._say, self._shop
        for shelf, listing in self._front.shelves.listings():
            number = listing.number
            title = listing.title
            if number > 1:
                title = f"{title}, {say('page %(number)s') % {'number': number}}"
            here = listing.pages[number - 1].url if listing.pages else self._front.shelves.url(shelf)
            facts = {"count": listing.count, "name": listing.title, "shop": shop.name}
            counted = self._front.wording.ngettext(
                "%(count)s product of %(name)s at %(shop)s, with prices and terms.",
                "%(count)s products of %(name)s at %(shop)s, with prices and terms.",
                listing.count,
            )
            page = self._page(self._titled(title), listing.text or counted % facts, self._path(here))
            trail = [(view.name, view.url) for view in listing.path]
            yield Made(
                key=shelf if number == 1 else f"{shelf}~{number}",
                template="category.html",
                page=page,
                values={"listing": listing},
                data=(structured.breadcrumb(shop, [*trail, (listing.title, here)]),),
                skus=tuple(card.sku for card in listing.cards),
            )

    def _product(self, product: ProductView) -> Made:
        shop, card = self._shop, product.card
        summary = card.summary or f"{card.name}, {card.vendor}"
        page = self._page(self._titled(card.name), summary, self._path(card.url))
        template = "withdrawn.html" if card.retired else "bundle.html" if product.bundle else "product.html"
        trail = [*((view.name, view.url) for view in product.path), (card.name, card.url)]
        data = [structured.product(shop, product), structured.breadcrumb(shop, trail)]
        if product.faq:
            data.append(structured.questions(product.faq))
        related = (product.requires, product.addons, product.goes_with, product.upgrades, product.related)
        skus = (card.sku, *(each.sku for cards in related for each in cards))
        image = self._edition.bundle_card(product) if product.bundle else ""
        return Made(f"product:{card.sku}", template, page, {"product": product}, tuple(data), skus, image)

    def _news(self) -> Iterator[Made]:
        say, posts = self._say, self._edition.news
        chunks = [posts[start : start + NEWS_PER_PAGE] for start in range(0, len(posts), NEWS_PER_PAGE)]
        for number, chunk in enumerate(chunks, start=1):
            title = say("News") if number == 1 else f"{say('News')}, {say('page %(number)s') % {'number': number}}"
            page = self._page(self._titled(title), self._shop.tagline, news_path(number))
            links = self._edition.news_links(len(chunks))
            values = {"news": chunk, "number": number, "pages": links if len(chunks) > 1 else ()}
            yield Made("news" if number == 1 else f"news~{number}", "news.html", page, values)

    def _services(self) -> Iterator[Made]:
        """Contact, requests, and what the law wants said; each only where the reseller has not written it."""
        say, edition, shop = self._say, self._edition, self._shop
        topics = {topic.key: topic for topic in edition.topics}
        letters = say("what %(name)s needs to know, with a letter begun for you.")
        if edition.makes("contact"):
            about = say("Write to %(name)s, or call: how to reach us, and for what.") % {"name": shop.name}
            yield self._service("contact", say("Contact"), about, {"topics": edition.topics})
        for key, topic in topics.items():
            if key != "contact" and edition.makes(key):
                yield self._service(
                    key, topic.title, f"{topic.title}: {letters % {'name': shop.name}}", {"topic": topic}
                )
        if edition.makes("faq"):
            faq = self._front.place.answers.general(self._front.wording)
            about = say("Questions customers ask, and what we answer.")
            yield self._service("faq", say("Questions and answers"), about, {"faq": faq}, faq)
        if edition.makes("accessibility"):
            about = say("How accessible this shop is, and whom to tell where it is not.")
            yield self._service("accessibility", say("Accessibility"), about, {})
        if edition.makes("cookies"):
            about = say("This shop uses no cookies and loads nothing from anybody else.")
            yield self._service("cookies", say("Cookies: none"), about, {})

    def _service(self, key: str, title: str, about: str, values: dict[str, Any], faq: Sequence[FaqView] = ()) -> Made:
        page = self._page(self._titled(title), about, f"{key}.html")
        return Made(key, f"{key}.html", page, values, (structured.questions(faq),) if faq else ())

    def _plain(self, key: str, template: str, title: str, *, index: bool, values: dict[str, Any] | None = None) -> Made:
        page = self._page(self._titled(title), self._shop.tagline, template, index=index)
        return Made(key, template, page, values or {})

    def _titled(self, title: str) -> str:
        """A page's title with the shop's name after it, both as far as there is room."""
        return titled(title, self._shop)

    def _page(self, title: str, description: str, path: str, *, index: bool = True) -> PageView:
        description = shortened(description, DESCRIPTION_LENGTH)
        return PageView(shortened(title, TITLE_LENGTH), description, path, self._edition.canonical(path), index)

    def _path(self, url: str) -> str:
        return url.removeprefix(f"{self._front.root}/")


def titled(title: str, shop: ShopView) -> str:
    """A page's title with the shop's name after it, both as far as there is room."""
    return f"{shortened(title, max(TITLE_LENGTH - len(shop.name) - 3, TITLE_LENGTH // 2))} · {shop.name}"


def news_path(number: int) -> str:
    """The address of a page of news, under the root."""
    return "news.html" if number == 1 else f"news~{number}.html"


def newest_first(posts: Sequence[NewsView]) -> tuple[NewsView, ...]:
    """Posts in the order in which they are shown."""
    return tuple(sorted(posts, key=lambda post: (post.iso, post.url), reverse=True))
