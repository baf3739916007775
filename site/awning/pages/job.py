"""One shop's build: its languages, what they share, and where each result goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup

from awning.manifest import Output
from awning.pages import exports
from awning.pages.assets import Assets
from awning.pages.edition import Edition
from awning.pages.gallery import Gallery
from awning.pages.identity import Identity
from awning.pages.leaks import LeakScan
from awning.pages.sitemaps import robots, sitemaps
from awning.pages.tags import Tags
from awning.pages.views import CategoryView, PageView, PictureView


@dataclass(slots=True)
class Job:
    """Everything a build of one shop needs."""

    assets: Assets
    gallery: Gallery
    identity: Identity
    output: Output
    scan: LeakScan
    theme: Path
    shells: Path
    """The folder where the checkout finds the shop's empty pages; outside the output, because only the checkout needs
    them."""
    editions: list[Edition] = field(default_factory=list[Edition])
    """The shop in each of its languages, the first one first."""
    extra: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Path to content of what all languages share and no page makes: the search, stock."""
    advance: Callable[[], None] = lambda: None
    """Called after each file, for a progress bar."""
    _kept: dict[str, str] = field(default_factory=dict[str, str])

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
        """Write what is not rendered, once all pages are: theme files, pictures, lists for machines."""
        for path, content in (*self.assets.files.items(), *sorted({**self.gallery.files, **self.extra}.items())):
            self.write(path, content.read_bytes() if isinstance(content, Path) else content)
        pages: dict[str, datetime | None] = {}
        for edition in self.editions:
            front, prefix = edition.front, edition.prefix
            self.write(f"{prefix}{exports.OFFERS}", exports.offers(front))
            self.write(f"{prefix}{exports.PRODUCTS}", exports.products(front))
            self.write(f"{prefix}{exports.NEW}", exports.new_offerings(front, front.book.as_of))
            for address, skus in edition.fresh.items():
                dates = [at for sku in skus if (at := front.book.changed_at(sku))]
                pages[address] = max(dates, default=None)
        home = f"{self.editions[0].front.shop.url}/"
        for path, text in sitemaps(pages, home).items():
            self.write(path, text)
        self.write("robots.txt", robots(home))

    def feed_links(self, edition: Edition) -> Markup:
        """Links to what can be subscribed to."""
        shop = edition.front.shop
        link = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">')
        return link.format(shop.name, f"{shop.root}/{exports.NEW}")

    def render_shell(self, edition: Edition, environment: Environment) -> None:
        """Render the empty page in the shop's face that the checkout fills; all its addresses are absolute."""
        front = edition.front
        shop = front.shop
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(shop.url))
        tags = Tags(self.assets, origin)
        html = environment.get_template("shell.html").render(
            shop=replace(
                shop,
                base=f"{origin}{shop.base}",
                root=f"{origin}{shop.root}",
                logo=_absolute(shop.logo, origin),
                logo_dark=_absolute(shop.logo_dark, origin),
            ),
            navigation=tuple(_absolute_shelf(category, origin) for category in front.shelves.navigation),
            shop_pages=tuple(replace(link, url=f"{origin}{link.url}") for link in edition.links),
            service_pages=tuple(replace(link, url=f"{origin}{link.url}") for link in edition.service_pages),
            asset=tags.asset,
            style=tags.style,
            script=tags.script,
            page_info=PageView("", "", "", shop.url, index=False, head=self.identity.links(shop, origin)),
        )
        name = f"{edition.language}.html"
        self.scan.check(name, html.encode())
        self._kept[name] = html
        # Where pages are, for the checkout: it knows SKUs, and addresses are made of names.
        places = {card.sku: card.url.removeprefix(f"{shop.root}/") for card in front.cards()}
        self._kept[f"{edition.language}.addresses.json"] = json.dumps(places, ensure_ascii=False, sort_keys=True)

    def write_shells(self) -> None:
        """Hand the shells to the checkout, once the files they name stand in the shop."""
        self._kept["pictures.json"] = json.dumps(self.gallery.places, ensure_ascii=False, sort_keys=True)
        self.shells.mkdir(parents=True, exist_ok=True)
        for name, text in self._kept.items():
            unfinished = self.shells / f"{name}.unfinished"
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(self.shells / name)


def _absolute(picture: PictureView | None, origin: str) -> PictureView | None:
    return replace(picture, url=f"{origin}{picture.url}") if picture else None


def _absolute_shelf(category: CategoryView, origin: str) -> CategoryView:
    return replace(
        category,
        url=f"{origin}{category.url}",
        picture=_absolute(category.picture, origin),
        children=tuple(_absolute_shelf(child, origin) for child in category.children),
    )
