"""A shop's folder, read as a visitor's browser and a search engine would: what leads nowhere, what nothing leads to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

APART = ("404.html", "maintenance.html")
"""Pages that are shown in place of others, so nothing leads to them."""
_FILES = {"src", "poster", "data-index", "data-overlay", "data-availability"}
_FULL_ADDRESSES = {"og:image", "og:url", "twitter:image"}
_LOC = re.compile(r"<loc>([^<]+)</loc>|<link[^>]*href=\"([^\"]+)\"[^>]*/?>|<g:(?:link|image_link)>([^<]+)<")
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")


@dataclass(slots=True)
class Page:
    """What one page holds, by the addresses as they stand there."""

    title: str = ""
    description: str = ""
    indexed: bool = True
    links: list[str] = field(default_factory=list[str])
    """Where a visitor can go."""
    files: list[str] = field(default_factory=list[str])
    """What else has to be there: pictures, styles, scripts, the page in other languages, its own address."""
    ids: set[str] = field(default_factory=set[str])
    pictures_without_text: list[str] = field(default_factory=list[str])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in_title = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page, have = self.page, {name: value or "" for name, value in attrs}
        if "id" in have:
            page.ids.add(have["id"])
        if tag == "title" and not page.title:
            self._in_title = 1
        if tag == "a" and "href" in have:
            page.links.append(have["href"])
        if tag == "form" and "data-page" in have:  # The search: its own page where there is JavaScript.
            page.links.append(have["data-page"])
        if tag in {"link", "use", "image"} and "href" in have and have.get("rel") not in {"preconnect", "dns-prefetch"}:
            page.files.append(have["href"])
        if tag == "meta":
            self._meta(have)
        if tag == "img" and "alt" not in have:
            page.pictures_without_text.append(have.get("src", ""))
        page.files += [value for name, value in have.items() if name in _FILES and value]
        page.files += [part.split()[0] for part in have.get("srcset", "").split(",") if part.split()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = 0

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.page.title += data

    def _meta(self, have: dict[str, str]) -> None:
        name, content = have.get("name") or have.get("property"), have.get("content", "")
        if name == "description":
            self.page.description = content
        if name == "robots" and "noindex" in content:
            self.page.indexed = False
        if name in _FULL_ADDRESSES:
            self.page.files.append(content)


def read_page(html: str) -> Page:
    """A page by what is written in it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class Crawl:
    """A shop's folder and all that is in it."""

    def __init__(self, folder: Path, origin: str) -> None:
        """Read every page.

        Args:
            folder: the shop's, as it is published at the root of its host.
            origin: its address, as http://127.0.0.1:8000.
        """
        self.folder = folder
        self.origin = origin.rstrip("/")
        self.files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self.pages = {
            name: read_page((folder / name).read_text(encoding="utf-8"))
            for name in sorted(self.files)
            if _is_page(name)
        }

    @cached_property
    def broken(self) -> list[str]:
        """Every address that leads to no file of the shop, or to no place in its page, with the page it stands in."""
        faults: list[str] = []
        for name, page in self.pages.items():
            faults += [f"{name}: {address}" for address in [*page.links, *page.files] if self._is_broken(name, address)]
        for name in sorted(self.files - set(self.pages)):
            faults += [f"{name}: {each}" for each in self._of_file(name) if self._is_broken(name, each)]
        return faults

    @cached_property
    def orphans(self) -> list[str]:
        """Pages that no way leads to from the home page."""
        seen, waiting = {"index.html"}, ["index.html"]
        while waiting:
            name = waiting.pop()
            ways = {file for link in self.pages[name].links if (file := self._file(name, link)) in self.pages}
            waiting += ways - seen
            seen |= ways
        return [name for name in self.pages if name not in seen and name.rpartition("/")[2] not in APART]

    @cached_property
    def without_text(self) -> list[str]:
        """Pictures without a word for those who do not see them, not even an empty one."""
        return [f"{name}: {picture}" for name, page in self.pages.items() for picture in page.pictures_without_text]

    def foreign(self, *known: str) -> list[str]:
        """What pages load from other hosts than these: pictures, styles, scripts. There must be none."""
        hosts = (self.origin, *known)
        faults: list[str] = []
        for name, page in self.pages.items():
            addresses = (urljoin(f"{self.origin}/{name}", address) for address in page.files)
            faults += [
                f"{name}: {each}" for each in addresses if each.startswith("http") and not each.startswith(hosts)
            ]
        return faults

    def outside_limits(self, title: int, description: int) -> list[str]:
        """Indexed pages whose title or description is missing, or longer than search engines show."""
        return [
            f"{name}: {what} of {len(text)} characters"
            for name, page in self.pages.items()
            if page.indexed
            for what, text, most in (("title", page.title, title), ("description", page.description, description))
            if not 0 < len(text) <= most
        ]

    def _is_broken(self, name: str, address: str) -> bool:
        file = self._file(name, address)
        if file is None:
            return False
        place = unquote(urlsplit(address).fragment)
        return file not in self.files or bool(place and file in self.pages and place not in self.pages[file].ids)

    def _file(self, name: str, address: str) -> str | None:
        """The file an address leads to; none for what is elsewhere."""
        whole = urljoin(f"{self.origin}/{name}", address.strip())
        if not (whole + "/").startswith(self.origin + "/"):
            return None
        path = unquote(urlsplit(whole).path).lstrip("/")
        return f"{path}index.html" if path.endswith("/") or not path else path

    def _of_file(self, name: str) -> Iterable[str]:
        ending = name.rpartition(".")[2]
        if ending not in {"css", "xml", "atom", "webmanifest"} and name not in {"robots.txt", "_redirects"}:
            return ()
        text = (self.folder / name).read_text(encoding="utf-8")
        if ending == "webmanifest":
            manifest = json.loads(text)
            return [manifest["start_url"], *(icon["src"] for icon in manifest["icons"])]
        if ending == "css":
            return [address for address in _CSS.findall(text) if not address.startswith("data:")]
        if name == "robots.txt":
            return re.findall(r"(?m)^Sitemap: (\S+)", text)
        return list(_addresses(text))


def _addresses(text: str) -> Iterator[str]:
    for found in _LOC.finditer(text):
        yield next(filter(None, found.groups()), "").replace("&amp;", "&")


def _is_page(name: str) -> bool:
    return name.endswith(".html")
