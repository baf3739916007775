"""A shop in several languages: its own at the root, each further one under an address of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support_feeds import offering_row, price_row
from support_settings import changed
from support_shops import SHOP, built, built_well, small_project
from support_theme import plain_theme

TWO = (
    changed(SHOP, "language: en", "language: en\nlanguages: [de]\ntheme: plain")
    + "texts_in:\n  de: {tagline: Wolken, hero_title: Hallo, hero_text: Willkommen, hero_button: Laden, footer: Blau}\n"
)
GERMAN = {"de": {"name": "Postfach", "description": "Ein Postfach."}}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The output of a shop in English and German with one offering and two pages of its own."""
    row = offering_row(name="Mailbox", productOfferingPrice=[price_row("5.00")], i18n=GERMAN)
    project = small_project(tmp_path / "p", row, reseller=TWO)
    plain_theme(project)
    write(project, "pages/terms.md", "Title: Terms\nSlug: terms\n\nFair.")
    write(project, "de/pages/terms.md", "Title: AGB\nSlug: agb\n\nFair.")
    write(project, "pages/about.md", "Title: About us\nSlug: about\n\nSix of us.")
    write(project, "posts/first.md", "Title: We are open\nDate: 2026-11-03\nSlug: open\n\nCome in.")
    built_well(project)
    return project / "output" / "blue-sky"


def write(project: Path, name: str, text: str) -> None:
    path = project / "content" / "shops" / "blue-sky" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def page(output: Path, name: str) -> str:
    return (output / name).read_text(encoding="utf-8")


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def test_an_offering_has_a_page_in_each_language_and_they_name_each_other(output: Path) -> None:
    english, german = page(output, "products/mailbox.html"), page(output, "de/products/postfach.html")

    expected = {
        "en": "https://shop.example.com/products/mailbox.html",
        "de": "https://shop.example.com/de/products/postfach.html",
        "x-default": "https://shop.example.com/products/mailbox.html",
    }
    assert alternates(english) == alternates(german) == expected
    assert '<html lang="de">' in german
    assert "<title>Postfach · Blue Sky IT</title>" in german
    assert '<link rel="canonical" href="https://shop.example.com/de/products/postfach.html">' in german


def test_the_resellers_pages_are_the_same_page_where_their_files_are_called_the_same(output: Path) -> None:
    assert alternates(page(output, "terms.html")) == {
        "en": "https://shop.example.com/terms.html",
        "de": "https://shop.example.com/de/agb.html",
        "x-default": "https://shop.example.com/terms.html",
    }


def test_a_page_without_a_counterpart_leads_to_the_home_page_of_the_other_language(output: Path) -> None:
    about = page(output, "about.html")

    assert alternates(about) == {}
    assert '<a href="/about.html">English</a><a href="/de/">Deutsch</a>' in about


def test_news_are_those_of_the_language(output: Path) -> None:
    assert (output / "news.html").is_file()
    assert (output / "news" / "open.html").is_file()
    assert not (output / "de" / "news.html").exists()


def test_files_are_shared_by_the_languages(output: Path) -> None:
    german = page(output, "de/index.html")

    assert re.findall(r'href="(/[^"]*\.css)"', german) == re.findall(
        r'href="(/[^"]*\.css)"', page(output, "index.html")
    )
    assert not (output / "de" / "assets").exists()


def test_the_checkout_is_told_where_pages_are(output: Path) -> None:
    shells = output.parents[1] / "var" / "shells" / "blue-sky"

    assert json.loads((shells / "en.addresses.json").read_text()) == {"MAIL-1": "products/mailbox.html"}
    assert json.loads((shells / "de.addresses.json").read_text()) == {"MAIL-1": "products/postfach.html"}


def test_a_post_without_a_date_is_a_mistake(output: Path) -> None:
    project = output.parents[1]
    write(project, "posts/undated.md", "Title: When?\n\nNobody knows.")

    [shop] = built(project).values()

    assert "undated.md" in " ".join(shop.errors)
    assert "date" in " ".join(shop.errors)
