"""One shop's build: what is rendered with which template, and where each result goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from awning.config import Brand
from awning.manifest import Output
from awning.pages.assets import Assets
from awning.pages.brand import tinted
from awning.pages.leaks import LeakScan
from awning.pages.storefront import Storefront
from awning.pages.views import CategoryView, LinkView, PageView

_EVERYWHERE = ("shop", "navigation", "shop_pages", "asset")
"""What every template sees, and the parts it renders once."""


@dataclass(slots=True)
class Job:
    """Everything a build of one shop needs; Pelican carries it in its settings as ``AWNING_JOB``."""

    storefront: Storefront
    brand: Brand
    logo: Path
    pictures: Path
    assets: Assets
    output: Output
    scan: LeakScan
    theme: Path
    shell: Path
    """Where the checkout finds the shop's empty page; outside the output, because only the checkout needs it."""
    advance: Callable[[], None] = lambda: None
    """Called after each page, for a progress bar."""
    links: tuple[LinkView, ...] = field(default=())
    """The reseller's Markdown pages, known once Pelican has read them."""
    _parts: dict[tuple[object, ...], Markup] = field(default_factory=dict[tuple[object, ...], Markup])
    _shell_html: str = ""

    @pass_context
    def once(self, context: Context, template: str, **views: object) -> Markup:
        """Render a part that is the same wherever it stands, once: a header, a footer, an offering's card.

        In templates: ``{{ once("_card.html", card=card) }}``. The part sees what every template sees and the views
        it is given, and nothing of the page around it.
        """
        # Views live as long as the job, so their identity says which they are; the shell has a shop of its own.
        key = (template, id(context["shop"]), *((name, id(view)) for name, view in sorted(views.items())))
        if key not in self._parts:
            part = context.environment.get_template(template)
            everywhere = {name: context.get(name) for name in _EVERYWHERE}
            # Made by an autoescaping template, so it is safe to stand in another.
            self._parts[key] = Markup(part.render({**everywhere, **views}))  # noqa: S704
        return self._parts[key]

    def pages(self) -> Iterator[tuple[str, PageView, dict[str, Any]]]:
        """Template, page and variables of everything the catalog makes."""
        front = self.storefront
        shop, words = front.shop, front.wording
        yield (
            "home.html",
            _page(f"{shop.name}: {shop.tagline}", shop.hero_text, "index.html"),
            {"featured": front.featured(), "categories": front.navigation},
        )
        for listing in front.listings():
            title = listing.category.name
            if listing.number > 1:
                title = f"{title}, {words.gettext('page %(number)s') % {'number': listing.number}}"
            url = listing.pages[listing.number - 1].url if listing.pages else listing.category.url
            yield (
                "category.html",
                _page(f"{title} · {shop.name}", listing.category.description, self._path(url)),
                {"listing": listing},
            )
        for product in front.products():
            card = product.card
            summary = card.summary or f"{card.name}, {card.vendor}"
            yield (
                "product.html",
                _page(f"{card.name} · {shop.name}", summary, self._path(card.url)),
                {"product": product},
            )
        yield "cart.html", _page(f"{words.gettext('Cart')} · {shop.name}", "", "cart.html", index=False), {}
        yield "404.html", _page(f"{words.gettext('Page not found')} · {shop.name}", "", "404.html", index=False), {}

    def write(self, path: str, content: str | bytes) -> None:
        """Look a file over and put it in the shop's output."""
        data = content.encode() if isinstance(content, str) else content
        self.scan.check(path, data)
        self.output.write(path, data)
        self.advance()

    def relative(self, filename: str) -> str:
        """The path under the output folder of an absolute file name, as Pelican gives it."""
        return Path(filename).relative_to(self.output.folder).as_posix()

    def write_files(self) -> None:
        """Write what is not rendered: theme files, logo, tinted pictures."""
        for path, content in self.assets.files.items():
            self.write(path, content)
        self.write(f"brand/{self.logo.name}", self.logo.read_bytes())
        for extra in sorted(self.logo.parent.glob("favicon.*")):
            self.write(f"brand/{extra.name}", extra.read_bytes())
        for name in self.storefront.used_pictures:
            source = self.pictures / name
            content = source.read_bytes()
            if source.suffix == ".svg":
                content = tinted(content.decode(), self.brand).encode()
            self.write(f"pictures/{name}", content)

    def render_shell(self, environment: Environment) -> None:
        """Render the empty page in the shop's face that the checkout fills; all its addresses are absolute."""
        shop = self.storefront.shop
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(shop.url))
        html = environment.get_template("shell.html").render(
            shop=replace(shop, root=shop.url, logo=f"{origin}{shop.logo}", favicon=f"{origin}{shop.favicon}"),
            navigation=tuple(_absolute(category, origin) for category in self.storefront.navigation),
            shop_pages=tuple(replace(link, url=f"{origin}{link.url}") for link in self.links),
            asset=self.assets.at(origin),
            page_info=PageView("", "", "", shop.url, index=False),
        )
        self.scan.check(self.shell.name, html.encode())
        self._shell_html = html

    def write_shell(self) -> None:
        """Hand the shell to the checkout, once the files it names stand in the shop."""
        self.shell.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.shell.with_suffix(".unfinished")
        unfinished.write_text(self._shell_html, encoding="utf-8")
        unfinished.replace(self.shell)

    def _path(self, url: str) -> str:
        return url.removeprefix(f"{self.storefront.root}/").removeprefix("/")


def _page(title: str, description: str, path: str, *, index: bool = True) -> PageView:
    return PageView(title, description, path, "", index)


def _absolute(category: CategoryView, origin: str) -> CategoryView:
    return replace(
        category,
        url=f"{origin}{category.url}",
        picture=f"{origin}{category.picture}" if category.picture else "",
        children=tuple(_absolute(child, origin) for child in category.children),
    )
