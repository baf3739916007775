"""Built pages as a browser sees them: their links, and where these lead."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ADDRESSES = {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("form", "action"), ("use", "href")}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (tag, name) in _ADDRESSES:
                self.links.append(value or "")
            elif name == "id":
                self.ids.add(value or "")


def links(html: str) -> list[str]:
    """Every address a page names: links, pictures, scripts, forms."""
    return _read(html).links


def dead_links(site: Path, root: str = "") -> list[str]:
    """``page -> address`` of each address on the site itself that leads nowhere."""
    pages = {path: _read(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    return [
        f"{page.relative_to(site)} -> {address}"
        for page, reader in pages.items()
        for address in reader.links
        if not _leads_somewhere(site, root, page, address, pages)
    ]


def _leads_somewhere(site: Path, root: str, page: Path, address: str, pages: dict[Path, _Reader]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True
    whole = parts.path.startswith("/")
    if whole and not parts.path.startswith(f"{root}/"):
        return False
    if whole:
        target = site / unquote(parts.path).removeprefix(f"{root}/")
    else:
        target = page.parent / unquote(parts.path) if parts.path else page
    if target.is_dir():
        target /= "index.html"
    return target.is_file() and (not parts.fragment or parts.fragment in pages[target].ids)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader
