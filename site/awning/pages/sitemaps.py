"""Maps of a shop for search engines: an index, its parts with the day each page last changed, and robots.txt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape

from awning.pages.exports import moment

PER_MAP = 5_000
"""Addresses; https://www.sitemaps.org/protocol.html allows ten times as many, and small parts change less often."""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(pages: Mapping[str, datetime | None], home: str) -> dict[str, str]:
    """Path to content of the index, ``sitemap.xml``, and of its parts.

    Args:
        pages: full address to the moment the page last changed, with time zone; none where nobody knows.
        home: the shop's address, with a slash at its end.
    """
    listed = sorted(pages)
    parts = [listed[start : start + PER_MAP] for start in range(0, len(listed), PER_MAP)]
    files: dict[str, str] = {}
    index: list[str] = []
    for number, part in enumerate(parts, start=1):
        path = f"sitemap-{number}.xml"
        files[path] = (
            f"{_XML}<urlset {_SPACE}>\n{''.join(_entry('url', each, pages[each]) for each in part)}</urlset>\n"
        )
        newest = max((at for each in part if (at := pages[each])), default=None)
        index.append(_entry("sitemap", f"{home}{path}", newest))
    files["sitemap.xml"] = f"{_XML}<sitemapindex {_SPACE}>\n{''.join(index)}</sitemapindex>\n"
    return files


def robots(home: str) -> str:
    """Everybody may read everything; what should not be listed says so itself."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {home}sitemap.xml\n"


def _entry(kind: str, address: str, at: datetime | None) -> str:
    changed = f"<lastmod>{moment(at)}</lastmod>" if at else ""
    return f"<{kind}><loc>{escape(address)}</loc>{changed}</{kind}>\n"
