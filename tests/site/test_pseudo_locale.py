"""A shop in a language nobody speaks: whatever is readable on its pages was forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_pseudo import THEMES, pseudo, pseudo_project, untranslated, untranslated_in
from support_shops import built_well


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both shops, built."""
    project = pseudo_project(tmp_path_factory.mktemp("pseudo"))
    built_well(project)
    return project / "output"


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_says_anything_that_is_not_translated(theme: str, output: Path) -> None:
    pages = sorted((output / theme).rglob("*.html"))

    found = {
        page.relative_to(output / theme).as_posix(): left
        for page in pages
        if (left := untranslated_in(page.read_text("utf-8")))
    }

    assert found == {}
    assert len(pages) > 30


def test_a_text_is_accented_and_two_fifths_longer_and_keeps_its_places() -> None:
    assert pseudo("Add to cart") == "[Ádd tö çárt ····]"
    assert pseudo("%(count)s of <b>{total}</b>") == "[%(count)s öf <b>{total}</b> ··]"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("[Ádd tö çárt ····]", "", id="translated"),
        pytest.param("[ñö löñgér tháñ [1 ýéár ··] ···]", "", id="one in another"),
        pytest.param("Почта · 1.234,50 € · PB-MAIL-BUS · 2 november 2026", "", id="data"),
        pytest.param("hello@example.com", "", id="an address"),
        pytest.param("[Ádd ·] to cart", "to cart", id="half"),
        pytest.param("per user", "per user", id="forgotten"),
    ],
)
def test_what_is_left_in_latin_letters_was_forgotten(text: str, left: str) -> None:
    assert untranslated(text) == left


def test_texts_are_looked_for_wherever_they_are_read_read_aloud_or_said_by_scripts() -> None:
    page = (
        '<title>One</title><meta name="description" content="Two">'
        '<p aria-label="Three" data-one="{count} four">[Fívé ·]'
        '<input placeholder="Six"><template>Seven</template><script>const eight = "Eight"</script>'
    )

    assert untranslated_in(page) == {"One", "Two", "Three", "four", "Six", "Seven"}
