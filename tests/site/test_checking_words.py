"""What `awning check` says of texts that a shop's languages do not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from awning.checking.findings import Findings
from awning.checking.words import WordCheck
from awning.config import read_project, read_reseller
from awning.errors import BuildError
from support_check import checked
from support_settings import changed, project_folder
from support_shops import SHOP
from support_theme import plain_theme

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
TWO = (
    changed(SHOP, "language: en", "language: en\nlanguages: [nl]\ntheme: plain")
    + "texts_in:\n  nl: {tagline: Wolken, hero_title: Hallo, hero_text: Welkom, hero_button: Winkel, footer: Blauw}\n"
)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def plain_shop(folder: Path, home: str, reseller: str = TWO) -> Path:
    """A project whose shop has the smallest theme there can be, with these lines on its home page."""
    project_folder(folder, reseller=reseller)
    write(plain_theme(folder) / "templates" / "home.html", '{% extends "base.html" %}\n' + home)
    return folder


def found(folder: Path, *slugs: str) -> list[str]:
    """The mistakes, with paths as they are in the project."""
    findings, check = Findings(folder), WordCheck(folder)
    for slug in slugs or ("blue-sky",):
        check.look(read_reseller(folder, slug, read_project(folder)), findings)
    return [line.replace(f"{folder}/", "") for line in findings.errors]


def test_a_text_without_a_translation_is_named_with_its_place_and_where_to_add_it(tmp_path: Path) -> None:
    plain_shop(tmp_path, '\n<p>{{ _("Free") }}</p><p>{{ _("Add to basket") }}</p>\n')

    assert found(tmp_path) == [
        (
            'themes/plain/templates/home.html:3: "Add to basket" has no translation in nl: '
            "add it to themes/plain/translations/nl.po."
        )
    ]


@pytest.mark.parametrize(
    "translations",
    [
        pytest.param("themes/plain/translations/nl.po", id="of its theme"),
        pytest.param("content/shops/blue-sky/translations/nl.po", id="of its own"),
    ],
)
def test_a_text_is_said_in_a_translation(translations: str, tmp_path: Path) -> None:
    plain_shop(tmp_path, '{{ _("Add to basket") }}')
    write(tmp_path / translations, f'{HEADER}msgid "Add to basket"\nmsgstr "In mandje"\n')

    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "message",
    [
        pytest.param('#, fuzzy\nmsgid "Add to basket"\nmsgstr "In mandje"\n', id="a guess"),
        pytest.param('msgid "Add to basket"\nmsgstr ""\n', id="empty"),
        pytest.param(
            'msgid "Add to basket"\nmsgid_plural "Add all"\nmsgstr[0] "In mandje"\nmsgstr[1] ""\n', id="half a plural"
        ),
    ],
)
def test_half_a_translation_is_none(message: str, tmp_path: Path) -> None:
    plain_shop(tmp_path, '{{ _("Add to basket") }}')
    write(tmp_path / "themes" / "plain" / "translations" / "nl.po", HEADER + message)

    (line,) = found(tmp_path)
    assert '"Add to basket" has no translation in nl' in line


def test_a_translation_with_a_place_its_text_has_not_is_named(tmp_path: Path) -> None:
    plain_shop(tmp_path, '{% trans count=2 %}{{ count }} left{% endtrans %}{{ _("From {price}") }}')
    wrong = 'msgid "%(count)s left"\nmsgstr "nog %(aantal)s"\n\nmsgid "From {price}"\nmsgstr "Vanaf {prijs}"\n'
    write(tmp_path / "themes" / "plain" / "translations" / "nl.po", HEADER + wrong)

    assert found(tmp_path) == [
        f'themes/plain/templates/home.html:2: "{text}" has places in nl that it has not itself: {place}. '
        "Correct its translation in themes/plain/translations/nl.po."
        for text, place in (("%(count)s left", "%(aantal)s"), ("From {price}", "{prijs}"))
    ]


def test_a_template_of_the_shops_own_is_completed_beside_it(tmp_path: Path) -> None:
    plain_shop(tmp_path, "")
    write(tmp_path / "content" / "shops" / "blue-sky" / "templates" / "home.html", '{{ _("Come in") }}')

    assert found(tmp_path) == [
        (
            'content/shops/blue-sky/templates/home.html:1: "Come in" has no translation in nl: '
            "add it to content/shops/blue-sky/translations/nl.po."
        )
    ]


def test_a_shop_in_english_needs_no_translations(tmp_path: Path) -> None:
    plain_shop(tmp_path, '{{ _("Add to basket") }}', changed(SHOP, "language: en", "language: en\ntheme: plain"))

    assert found(tmp_path) == []


def test_a_fault_of_a_theme_is_said_once_for_all_its_shops(tmp_path: Path) -> None:
    plain_shop(tmp_path, '{{ _("Add to basket") }}')
    other = TWO.replace("https://shop.", "https://other.")
    write(tmp_path / "config" / "resellers" / "other.yaml", other)

    assert len(found(tmp_path, "blue-sky", "other")) == 1


@pytest.mark.parametrize("theme", ["canopy", "marquee"])
def test_a_shipped_theme_says_everything_in_every_language(theme: str, tmp_path: Path) -> None:
    text = TWO.replace("languages: [nl]\ntheme: plain", f"languages: [de, nl, it]\ntheme: {theme}")
    words = text.partition("  nl: ")[2]
    project_folder(tmp_path, reseller=f"{text}  de: {words}  it: {words}")

    assert found(tmp_path) == []


def test_a_broken_file_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    plain_shop(tmp_path, '{{ _("Add to basket") }}')
    write(tmp_path / "themes" / "plain" / "translations" / "nl.po", "Add to basket = In mandje\n")

    with pytest.raises(BuildError, match=r"nl\.po:1: this is no line of a \.po file"):
        found(tmp_path)


def test_a_check_of_the_project_looks_at_words(tmp_path: Path) -> None:
    write(plain_theme(tmp_path) / "templates" / "home.html", '{{ _("Add to basket") }}')

    errors = checked(tmp_path, shop=TWO).errors

    assert any('"Add to basket" has no translation in nl' in line for line in errors)
