"""The theme that ``themes/README.md`` has its readers write is a whole one: it is made here of the very same words."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from awning.checking import check_project
from awning_checkout.cart_form import wishes
from awning_checkout.carts import CartLine
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, built_well, small_project

README = Path(__file__).parents[2] / "themes" / "README.md"
FILE = re.compile(r"^`((?:templates|static)/[\w.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LOOP = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)

TWO_LANGUAGES = (
    changed(SHOP, "language: en", "language: en\nlanguages: [de]\nconsumers: true\ntheme: porch")
    + "texts_in:\n  de: {tagline: Wolken, hero_title: Hallo, hero_text: Willkommen, hero_button: Laden, footer: Blau}\n"
)
YEARLY = price_row("50.00", recurringChargePeriodType="year")
RECORDS = (
    offering_row("MAIL", name="Mailbox", i18n={}, productOfferingPrice=[price_row("5.00"), YEARLY]),
    offering_row("CHAT", name="Chat", i18n={}, productOfferingPrice=[price_row("2.50")]),
    offering_row("OLD", name="Old mailbox", i18n={}, lifecycleStatus="Retired", productOfferingPrice=[price_row()]),
    offering_row("ASK", name="Made to measure", i18n={}, productOfferingPrice=[]),
)
PAGES = {
    *("index.html", "cart.html", "compare.html", "search.html", "404.html", "maintenance.html"),
    *("contact.html", "faq.html", "quote.html", "cancel.html", "withdrawal.html", "accessibility.html", "cookies.html"),
    *("categories/e-mail.html", "vendors/mailwright.html"),
    *(f"products/{name}.html" for name in ("mailbox", "chat", "old-mailbox", "made-to-measure", "pack")),
}
"""In each language; those that the reseller writes stand in English only."""


@dataclass(eq=False)
class Page(HTMLParser):
    """What a page is made of, as far as anybody must be able to read and to order."""

    language: str = ""
    title: str = ""
    headings: int = 0
    unnamed: list[str] = field(default_factory=list[str])
    """Pictures without an alternative, and fields without a label."""
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Of the form that buys, as a browser sends it when nothing was changed."""
    posts_to: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._open: list[str] = []
        self._labels: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "html":
            self.language = has.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "label":
            self._labels.add(has.get("for", ""))
        elif tag == "img" and "alt" not in has:
            self.unnamed.append(has.get("src", tag))
        elif tag == "form" and has.get("method") == "post":
            self.posts_to = has["action"]
        elif tag == "input":
            self._field(has)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"]:
            self.title += data

    def _field(self, has: Mapping[str, str]) -> None:
        kind = has.get("type", "text")
        if kind != "hidden" and not (
            "aria-label" in has or "label" in self._open or has.get("id", "-") in self._labels
        ):
            self.unnamed.append(has["name"])
        if self.posts_to and "form" in self._open and (kind != "radio" or "checked" in has):
            self.fields.append((has["name"], has.get("value", "")))


def bundle() -> Record:
    items = [{"offering": sku, "plan": "P1Y-P1M", "quantity": quantity} for sku, quantity in (("MAIL", 1), ("CHAT", 2))]
    row = offering_row("PACK", name="Pack", i18n={}, bundle={"items": items, "discountPercent": "10"})
    del row["productOfferingPrice"]
    return row


def follow(theme: Path) -> None:
    """Do what the chapter says, in a project's ``themes/porch``."""
    chapter = README.read_text("utf-8").partition("\n## Make a theme of your own\n")[2]
    for name, content in FILE.findall(chapter):
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).write_text(content, encoding="utf-8")
    for loop in LOOP.findall(chapter):
        subprocess.run(["/bin/sh", "-e", "-c", loop], cwd=theme / "templates", check=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose shop wears the theme, in two languages, with something of everything. To be looked at only."""
    folder = small_project(tmp_path_factory.mktemp("new") / "p", *RECORDS, bundle(), reseller=TWO_LANGUAGES)
    content = folder / "content" / "shops" / "blue-sky"
    for name, text in (
        ("pages/about.md", "Title: About us\n\nSix of us.\n"),
        ("posts/open.md", "Title: We are open\nDate: 2026-11-03\n\nCome in.\n"),
    ):
        (content / name).parent.mkdir(parents=True)
        (content / name).write_text(text, encoding="utf-8")
    follow(folder / "themes" / "porch")
    built_well(folder)
    return folder


@pytest.fixture(scope="module")
def pages(project: Path) -> dict[str, Page]:
    """Every page of the shop by its path."""
    output = project / "output" / "blue-sky"
    found: dict[str, Page] = {}
    for path in sorted(output.rglob("*.html")):
        page = found[path.relative_to(output).as_posix()] = Page()
        page.feed(path.read_text("utf-8"))
    return found


def test_it_has_the_templates_of_the_shipped_themes(project: Path) -> None:
    ours = {path.name for path in (project / "themes" / "porch" / "templates").glob("[!_]*.html")}
    shipped = {path.name for path in (README.parent / "canopy" / "templates").glob("[!_]*.html")}

    assert ours == shipped


def test_all_pages_are_there_in_both_languages(pages: dict[str, Page]) -> None:
    written = {"about-us.html", "news.html", "news/we-are-open.html"}

    assert set(pages) == {*PAGES, *written, *(f"de/{path}" for path in PAGES)}


def test_every_page_has_a_language_a_title_and_one_heading_and_names_what_it_shows(pages: dict[str, Page]) -> None:
    faults = {
        path: page
        for path, page in pages.items()
        if (page.language, page.headings) != ("de" if path.startswith("de/") else "en", 1)
        or not page.title.endswith("Blue Sky IT" if path not in {"index.html", "de/index.html"} else "")
        or page.unnamed
    }

    assert faults == {}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("products/mailbox.html", CartLine("MAIL", "P1Y-P1M", 1, "5.00")),
        ("products/pack.html", CartLine("PACK", "bundle", 1, "9.00")),
    ],
    ids=["an offering", "a bundle"],
)
def test_what_a_product_page_posts_is_what_the_checkout_reads(
    pages: dict[str, Page], path: str, expected: CartLine
) -> None:
    page = pages[path]

    sent = MultiDict(page.fields)

    assert page.posts_to == "http://127.0.0.1:8010/blue-sky/cart"
    assert sent["language"] == "en"
    assert wishes(sent) == [expected]


@pytest.mark.parametrize("name", ["old-mailbox", "made-to-measure"], ids=["retired", "on request"])
def test_what_cannot_be_ordered_has_no_form(pages: dict[str, Page], name: str) -> None:
    assert pages[f"products/{name}.html"].posts_to == ""


def test_all_its_texts_are_translated_already(project: Path) -> None:
    found = check_project(project).errors

    assert [line for line in found if "translation" in line] == []


def test_the_checkout_finds_its_places_in_the_shell(project: Path) -> None:
    for language in ("en", "de"):
        shell = (project / "var" / "shells" / "blue-sky" / f"{language}.html").read_text("utf-8")

        assert "<title><!--awning:title--> · Blue Sky IT</title>" in shell
        assert shell.index("<main>") < shell.index("<!--awning:content-->") < shell.index("</main>")
        assert "/cart.html<!--awning:cart-->" in shell
        assert set(re.findall(r'href="(\w+):', shell)) == {"https", "tel", "mailto"}
