"""``themes/README.md`` says all that a theme gets and needs: it is compared with the code on both sides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from awning.config import Brand
from awning.pages import views
from awning.pages.blueprint import Link, Node, Words, blueprint
from awning.pages.brand import brand_css
from support_docs import ROOT, first_cells, section
from support_theme import TEMPLATES

THEMES = "themes/README.md"
VIEWS = [name for name in views.__all__ if is_dataclass(getattr(views, name))]
MODULES = sorted((ROOT / "themes" / "common" / "static").glob("*.js"))
PAGES = ROOT / "site" / "awning" / "pages"
DIAGRAM = blueprint(
    [Node("net", "Internet", outside=True), Node("LINE", "Fibre", "1 x"), Node("WALL", "Firewall")],
    [Link("net", "LINE", "fibre"), Link("LINE", "WALL")],
    Words("How it works", "%(source)s leads to %(target)s.", "%(source)s to %(target)s: %(says)s."),
)

# data-name as it is written, and as JavaScript reads it: x.dataset.name, { name } = x.dataset, { dataset: { name } }.
_WRITTEN = re.compile(r"\bdata-[a-z]+(?:-[a-z]+)*")
_READ = re.compile(r"\bdataset\.([a-zA-Z]+)")
_UNPACKED = re.compile(r"\{([^{}]*)\} = [\w.]+\.dataset\b|\bdataset: \{([^{}]*)\}")
_COPIED = re.compile(r"\bcopyOf\(\"([a-z-]+)\"\)")


@pytest.mark.parametrize("name", VIEWS)
def test_the_fields_of_a_view_are_those_of_its_table(name: str) -> None:
    view: type = getattr(views, name)
    worked_out = {each for each, value in vars(view).items() if isinstance(value, property)}

    assert first_cells(section(THEMES, name)) == {each.name for each in fields(view)} | worked_out


def test_what_every_template_sees_is_in_the_table() -> None:
    said = {name.partition("(")[0] for name in first_cells(section(THEMES, "In every template"))}

    # The rest is told of each page when it is rendered.
    assert said == {*_globals(), "page_info", "service_pages", "shop_pages"}


@pytest.mark.parametrize("theme", ["canopy", "marquee"])
def test_a_theme_has_the_templates_of_the_table_and_no_others(theme: str) -> None:
    found = {path.name for path in (ROOT / "themes" / theme / "templates").iterdir() if path.name[0] not in "_."}

    assert found == first_cells(section(THEMES, "Templates"))


def test_the_smallest_theme_has_the_templates_of_the_table() -> None:
    assert {f"{name}.html" for name in TEMPLATES} == first_cells(section(THEMES, "Templates"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_what_a_module_looks_for_is_named(module: Path) -> None:
    text = section(THEMES, "Behaviour")

    missing = [name for name in sorted(set(_looked_for(module.read_text("utf-8")))) if not _is_named(name, text)]

    assert f"`{module.name}`" in text
    assert missing == []


def test_the_properties_of_brand_css_are_those_of_its_table() -> None:
    css = brand_css(Brand(logo="logo.svg", colour="#1d4032", accent="#a3572a"))

    assert first_cells(section(THEMES, "brand.css")) == set(re.findall(r"^  (--[a-z-]+):", css, re.MULTILINE))


def test_the_classes_of_the_diagram_are_those_of_its_table() -> None:
    drawn = {name for found in re.findall(r'class="([^"]+)"', DIAGRAM) for name in found.split()}

    assert first_cells(section(THEMES, "The diagram of a bundle")) == drawn


def test_every_class_of_the_checkouts_pages_is_named() -> None:
    pages = (ROOT / "checkout" / "awning_checkout" / "templates").glob("*.html")
    given = [words for page in pages for words in re.findall(r' class="([^"]*)"', page.read_text("utf-8"))]
    # A class that depends on something stands in quotes within: class="field{{ ' wrong' if each.error }}".
    certain = {word for words in given for word in re.sub(r"\{\{.*?\}\}", " ", words).split()}
    perhaps = {word for words in given for word in re.findall(r"' ?([a-z-]+)' if", words)}

    named = set(re.findall(r"`([a-z-]+)`", section(THEMES, "The checkout's pages")))

    assert (certain | perhaps) - named == set()


def _globals() -> set[str]:
    """The names that `awning.pages.host` puts into every environment."""
    for each in ast.walk(ast.parse((PAGES / "host.py").read_text("utf-8"))):
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "JINJA_GLOBALS" and isinstance(value, ast.Dict):
                    return {str(name.value) for name in value.keys if isinstance(name, ast.Constant)}
    raise AssertionError("templates get their globals in another way now")


def _looked_for(script: str) -> Iterator[str]:
    """The data attributes a module reads or writes, and the ids of the templates it copies."""
    code = re.sub(r"^\s*(?://|/?\*).*$", "", script, flags=re.MULTILINE)
    yield from _WRITTEN.findall(code)
    yield from _COPIED.findall(code)
    names = [*_READ.findall(code), *(part for found in _UNPACKED.findall(code) for part in "".join(found).split(","))]
    for name in names:
        plain = name.split("=")[0].split(":")[0].strip()
        yield "data-" + re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", plain)


def _is_named(name: str, text: str) -> bool:
    return re.search(rf"[`\" ]{name}[`=\"]", text) is not None
