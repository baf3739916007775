"""One language of a shop while it is built: what is rendered, and what its pages share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from babel import Locale
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from awning.pages.contents import DESCRIPTION_LENGTH, Contents, Made, newest_first, news_path, titled
from awning.pages.head import Alternate, Face, head_of
from awning.pages.prose import plain_text, shortened
from awning.pages.storefront import Storefront
from awning.pages.structured import origin
from awning.pages.topics import topics_of
from awning.pages.views import LinkView, NewsView, PageView, ProductView, SearchView, TopicView

if TYPE_CHECKING:
    from awning.pages.job import Job

_EVERYWHERE = ("shop", "navigation", "shop_pages", "service_pages", "asset", "style", "script")
"""What every template sees, and the parts it renders once."""
_SERVICES = ("contact", "faq", "news", "quote", "cancel", "withdrawal", "accessibility", "cookies")
"""The pages Awning makes itself, in the order in which they are linked."""


@dataclass(eq=False)
class Edition:
    """A shop in one of its languages; Pelican carries it in its settings as ``AWNING_EDITION``."""

    job: Job
    front: Storefront
    prefix: str
    """Before the paths of its files in the shop's folder: empty, or "en/"."""
    search: SearchView
    written: dict[str, str] = field(default_factory=dict[str, str])
    """The reseller's Markdown pages, known once Pelican has read them: what each is, by its file, to its path."""
    links: tuple[LinkView, ...] = ()
    """The same as links, in their order."""
    news: tuple[NewsView, ...] = ()
    """The reseller's posts, the newest first."""
    addresses: dict[str, str] = field(default_factory=dict[str, str])
    """Every page of it, what it is to its path from the shop's folder on."""
    fresh: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Full address of each page that may be listed, to the offerings it shows."""
    _parts: dict[tuple[object, ...], Markup] = field(default_factory=dict[tuple[object, ...], Markup])

    @property
    def language(self) -> str:
        """Its code."""
        return self.front.wording.language

    def read(self, written: dict[str, str], links: tuple[LinkView, ...], news: list[NewsView]) -> None:
        """Take what the reseller wrote, and settle all addresses."""
        self.written, self.links, self.news = written, links, newest_first(news)
        self.addresses = {key: f"{self.prefix}{path}" for key, path in self._addressed()}

    @pass_context
    def once(self, context: Context, template: str, **views: object) -> Markup:
        """Render a part that is the same wherever it stands, once: a header, a footer, an offering's card.

        In templates: ``{{ once("_card.html", card=card) }}``. The part sees what every template sees and the views
        it is given, and nothing of the page around it.
        """
        # Views live as long as the edition, so their identity says which they are; the shell has a shop of its own.
        key = (template, id(context["shop"]), *((name, id(view)) for name, view in sorted(views.items())))
        if key not in self._parts:
            part = context.environment.get_template(template)
            everywhere = {name: context.get(name) for name in _EVERYWHERE}
            # Made by an autoescaping template, so it is safe to stand in another.
            self._parts[key] = Markup(part.render({**everywhere, **views}))  # noqa: S704
        return self._parts[key]

    def render(self, environment: Environment) -> None:
        """Render every page that the reseller did not write."""
        for made in Contents(self).pages():
            html = environment.get_template(made.template).render(page_info=self.informed(made), **made.values)
            self.job.write(f"{self.prefix}{made.page.path}", html)

    def informed(self, made: Made, kind: str = "website") -> PageView:
        """A page with all that its head says."""
        alternates = self._alternates(made.key)
        page = made.page
        if page.index:
            self.fresh[page.canonical] = made.skus
        several = len(alternates) > 1
        return replace(
            page,
            head=head_of(page, self.face, data=made.data, alternates=alternates, image=made.image, kind=kind),
            alternates=tuple(LinkView(each.name, each.url) for each in alternates) if several else (),
            alternate_codes=tuple(each.language for each in alternates) if several else (),
        )

    def authored(self, content: Any, *, post: bool) -> PageView:
        """The page of a Markdown file of the reseller."""
        said = getattr(content, "description", None) or content.summary
        text = shortened(plain_text(str(said)), DESCRIPTION_LENGTH)
        page = PageView(titled(str(content.title), self.front.shop), text, content.url, self.canonical(content.url))
        key = f"post:{content.url}" if post else f"page:{stem_of(content)}"
        return self.informed(Made(key, "", page), "article" if post else "website")

    @cached_property
    def face(self) -> Face:
        """What the heads of all pages share."""
        locale = self.front.wording.locale
        shop = self.front.shop
        return Face(
            site_name=shop.name,
            locale="_".join(filter(None, (locale.language, locale.territory))),
            origin=origin(shop),
            image=self.job.identity.of_shop(shop),
            icons=self.job.identity.links(shop),
            feeds=self.job.feed_links(self),
        )

    @cached_property
    def topics(self) -> tuple[TopicView, ...]:
        """What customers write about."""
        return topics_of(self.front.book.reseller, self.front.wording)

    @property
    def service_pages(self) -> tuple[LinkView, ...]:
        """The pages Awning makes itself, as links."""
        say, root = self.front.wording.gettext, self.front.root
        titles = {
            "contact": say("Contact"),
            "faq": say("Questions and answers"),
            "news": say("News"),
            "accessibility": say("Accessibility"),
            "cookies": say("Cookies: none"),
            **{topic.key: topic.title for topic in self.topics if topic.key != "contact"},
        }
        return tuple(LinkView(titles[key], f"{root}/{key}.html") for key in _SERVICES if self.makes(key))

    def makes(self, key: str) -> bool:
        """Whether that page is Awning's to make: it makes sense in this shop, and the reseller has not written it."""
        if key == "news" and not self.news:
            return False
        if key == "withdrawal" and not self.front.shop.consumers:
            return False
        return f"{key}.html" not in self.written.values()

    def news_links(self, pages: int) -> tuple[LinkView, ...]:
        """The pages of news."""
        return tuple(LinkView(str(number), f"{self.front.root}/{news_path(number)}") for number in range(1, pages + 1))

    def canonical(self, path: str) -> str:
        """The full address of a page of this language."""
        shop = self.front.shop
        return f"{origin(shop)}{shop.root}/{path.removesuffix('index.html')}"

    def bundle_card(self, product: ProductView) -> str:
        """The full address of a bundle's picture for social networks."""
        return self.job.identity.of_bundle(self.front.shop, product)

    def _addressed(self) -> Iterator[tuple[str, str]]:
        front = self.front
        yield "home", "index.html"
        for shelf, listing in front.shelves.listings():
            yield (
                (shelf, self._path(front.shelves.url(shelf)))
                if listing.number == 1
                else (
                    f"{shelf}~{listing.number}",
                    self._path(listing.pages[listing.number - 1].url),
                )
            )
        for card in front.cards():
            yield f"product:{card.sku}", self._path(card.url)
        for key in ("cart", "compare", "search", "404", "maintenance"):
            yield key, f"{key}.html"
        yield from ((key, f"{key}.html") for key in _SERVICES if self.makes(key))
        yield from ((f"page:{stem}", path) for stem, path in self.written.items())

    def _path(self, url: str) -> str:
        return url.removeprefix(f"{self.front.root}/")

    def _alternates(self, key: str) -> list[Alternate]:
        base = self.front.shop.base
        found: list[Alternate] = []
        for each in self.job.editions:
            path = each.addresses.get(key)
            url = f"{base}/{path or each.prefix}".removesuffix("index.html")
            found.append(Alternate(each.language, language_name(each.language), url, path is not None))
        return found


def language_name(code: str) -> str:
    """What a language calls itself, as it begins a line: Deutsch, Italiano."""
    name = str(Locale(code).get_display_name(code))
    return name[:1].upper() + name[1:]


def stem_of(content: Any) -> str:
    """What a Markdown page is called in every language alike: the name of its file."""
    return str(content.relative_source_path).rpartition("/")[2].rpartition(".")[0]
