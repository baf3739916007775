"""What a page says of itself to browsers, search engines and social networks: what no theme writes into its head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from awning.pages.views import PageView


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language."""

    language: str
    """Its code: de."""
    name: str
    """Its own name: Deutsch."""
    url: str
    """The page's path, from the host on."""
    exists: bool
    """Whether it is the same page; else it is the home page of that language."""


@dataclass(frozen=True, slots=True)
class Face:
    """What is the same on all pages of a shop in one language."""

    site_name: str
    locale: str
    """As Open Graph writes it: de_DE."""
    origin: str
    """Scheme and host."""
    image: str
    """The full address of the shop's own picture for social networks; empty for none."""
    icons: Markup
    """Links to the icons and the manifest, and the colours of the browser's frame."""
    feeds: Markup
    """Links to what can be subscribed to."""


def head_of(
    page: PageView,
    face: Face,
    *,
    data: Sequence[dict[str, object]] = (),
    alternates: Sequence[Alternate] = (),
    image: str = "",
    kind: str = "website",
) -> Markup:
    """The lines of ``<head>`` that speak for a page.

    Args:
        page: the page.
        face: what all pages share.
        data: structured data of the page.
        alternates: the page in every language of the shop; empty where there is one.
        image: the full address of the page's own picture for social networks.
        kind: what Open Graph calls it: website, article.
    """
    lines = [f"<title>{escape(page.title)}</title>"]
    if page.description:
        lines.append(_meta("name", "description", page.description))
    if page.index:
        lines.append(f'<link rel="canonical" href="{escape(page.canonical)}">')
        lines += [*_languages(face, alternates), *_card(page, face, image or face.image, kind), face.feeds]
        lines += [f'<script type="application/ld+json">{htmlsafe_json_dumps(each)}</script>' for each in data]
    else:
        lines.append(_meta("name", "robots", "noindex"))
    # Everything was escaped where it was put in; formatting Markup piece by piece takes longer.
    return Markup("\n".join([*lines, face.icons]))  # noqa: S704


def _languages(face: Face, alternates: Sequence[Alternate]) -> Iterator[str]:
    same = [each for each in alternates if each.exists]
    if len(same) > 1:
        for each in same:
            yield _alternate(each.language, f"{face.origin}{each.url}")
        # Who speaks none of these languages is shown the shop's first.
        yield _alternate("x-default", f"{face.origin}{same[0].url}")


def _card(page: PageView, face: Face, image: str, kind: str) -> Iterator[str]:
    """What social networks show of a page: https://ogp.me."""
    yield _meta("property", "og:type", kind)
    yield _meta("property", "og:title", page.title)
    yield _meta("property", "og:description", page.description)
    yield _meta("property", "og:url", page.canonical)
    yield _meta("property", "og:site_name", face.site_name)
    yield _meta("property", "og:locale", face.locale)
    if image:
        yield _meta("property", "og:image", image)
        yield _meta("property", "og:image:width", "1200")
        yield _meta("property", "og:image:height", "630")
        yield _meta("name", "twitter:card", "summary_large_image")


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _alternate(language: str, url: str) -> str:
    return f'<link rel="alternate" hreflang="{language}" href="{escape(url)}">'
