"""What the crawler of a shop's folder finds, each fault planted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_crawl import Crawl

ORIGIN = "https://shop.example.com"
HOME = """<!doctype html><html><head><title>Shop</title><meta name="description" content="A shop.">
<link rel="canonical" href="https://shop.example.com/"><meta property="og:image" content="https://shop.example.com/card.png">
</head><body><a href="/cart.html#main">Cart</a><img src="logo.svg" srcset="/logo.svg 1x, logo@2x.svg 2x" alt="">
<a href="https://elsewhere.example/">Elsewhere</a> <a href="mailto:us@shop.example.com">Write</a>{more}</body></html>"""
CART = (
    '<!doctype html><html><head><title>Cart</title><meta name="robots" content="noindex"></head><main id="main"></main>'
)


def shop(folder: Path, more: str = "", **files: str) -> Crawl:
    """A shop of two pages without a fault, and what else is put into it."""
    contents = {"index.html": HOME.format(more=more), "cart.html": CART, "404.html": CART} | {
        name.replace("_", "."): text for name, text in files.items()
    }
    for name in ("logo.svg", "logo@2x.svg", "card.png"):
        contents.setdefault(name, "")
    for name, text in contents.items():
        (folder / name).write_text(text)
    return Crawl(folder, ORIGIN)


def test_a_shop_without_faults_has_none(tmp_path: Path) -> None:
    crawl = shop(tmp_path)

    assert (crawl.broken, crawl.orphans, crawl.without_text, crawl.foreign()) == ([], [], [], [])
    assert crawl.outside_limits(60, 155) == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ('<a href="gone.html">Gone</a>', "index.html: gone.html"),
        ('<a href="/cart.html#gone">Gone</a>', "index.html: /cart.html#gone"),
        ('<img src="/gone.png" alt="">', "index.html: /gone.png"),
        ('<source srcset="/logo.svg 1x, /gone.svg 2x">', "index.html: /gone.svg"),
        (
            '<link rel="alternate" hreflang="de" href="https://shop.example.com/de/">',
            "index.html: https://shop.example.com/de/",
        ),
    ],
    ids=["a link", "a place in a page", "a picture", "one of several sizes", "another language"],
)
def test_what_leads_nowhere_is_found(tmp_path: Path, more: str, found: str) -> None:
    assert shop(tmp_path, more).broken == [found]


def test_an_address_of_the_sitemap_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    crawl = shop(tmp_path, sitemap_xml="<url><loc>https://shop.example.com/gone.html</loc></url>")

    assert crawl.broken == ["sitemap.xml: https://shop.example.com/gone.html"]


def test_a_font_of_a_stylesheet_that_is_not_there_is_found(tmp_path: Path) -> None:
    assert shop(tmp_path, a_css='@font-face { src: url("gone.woff2") }').broken == ["a.css: gone.woff2"]


def test_a_page_that_nothing_leads_to_is_found(tmp_path: Path) -> None:
    assert shop(tmp_path, lost_html=CART).orphans == ["lost.html"]


def test_a_picture_without_a_text_is_found(tmp_path: Path) -> None:
    assert shop(tmp_path, '<img src="logo.svg">').without_text == ["index.html: logo.svg"]


def test_what_another_host_would_be_asked_for_is_found(tmp_path: Path) -> None:
    crawl = shop(tmp_path, '<script src="https://cdn.example/x.js"></script>')

    assert crawl.foreign() == ["index.html: https://cdn.example/x.js"]
    assert crawl.foreign("https://cdn.example") == []


def test_a_description_that_is_missing_or_too_long_is_found_where_search_engines_read(tmp_path: Path) -> None:
    crawl = shop(tmp_path, '<a href="a.html">A</a>', a_html="<title>A</title>")

    assert crawl.outside_limits(60, 5) == [
        "a.html: description of 0 characters",
        "index.html: description of 7 characters",
    ]
