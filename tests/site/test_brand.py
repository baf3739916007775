"""One drawing, every shop: pictures carry seven placeholder colours and lose them all."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awning.config import Brand
from awning.pages.brand import PLACEHOLDERS, brand_css, tinted
from awning.resources import shipped

PICTURES = sorted((shipped("content") / "pictures").glob("*.svg"))
FACE = Brand(logo="logo.svg", colour="#1d4032", accent="#a3572a", ink="#22261f")
# Colours written any other way than #rrggbb would slip past the tinting.
_OTHER_COLOURS = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|lab|lch|oklch|color)a?\(", re.ASCII)
_NAMED = re.compile(r'(?:fill|stroke|stop-color|color)\s*[=:]\s*"?\s*([a-zA-Z]+)\b')


def test_there_are_pictures() -> None:
    assert len(PICTURES) >= 50


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_drawn_in_the_placeholder_colours_only(picture: Path) -> None:
    drawing = picture.read_text("utf-8")

    assert set(_OTHER_COLOURS.findall(drawing)) <= set(PLACEHOLDERS.values())
    assert set(_NAMED.findall(drawing)) <= {"none", "url"}
    assert len(set(_OTHER_COLOURS.findall(drawing))) >= 3


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_tinting_replaces_every_placeholder_but_white_paper(picture: Path) -> None:
    drawing = tinted(picture.read_text("utf-8"), FACE)

    left = [name for name, colour in PLACEHOLDERS.items() if colour in drawing]
    assert set(left) <= {"paper"}
    assert "\x00" not in drawing
    assert ET.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_loads_and_runs_nothing(picture: Path) -> None:
    drawing = picture.read_text("utf-8")

    assert re.findall(r"<script|\son\w+=|href=\"(?!#)|url\((?!#)|@import|<foreignObject", drawing) == []


def test_each_placeholder_gets_its_own_colour_of_the_shop() -> None:
    drawing = "|".join(PLACEHOLDERS.values())

    assert tinted(drawing, FACE) == "#eff2f1|#c9d1ce|#1d4032|#12281f|#a3572a|#ffffff|#22261f"


def test_a_shop_whose_colour_is_another_placeholder_is_not_tinted_twice() -> None:
    face = Brand(logo="logo.svg", colour=PLACEHOLDERS["accent"], accent=PLACEHOLDERS["brand"])

    assert tinted(f"{PLACEHOLDERS['brand']} {PLACEHOLDERS['accent']}", face) == "#f2a541 #3366cc"


@pytest.mark.parametrize("font", ["sans", "serif", "geometric", "slab", "rounded"])
def test_a_heading_font_brings_its_weight_and_names_no_font_from_elsewhere(font: str) -> None:
    css = brand_css(Brand.model_validate({**FACE.model_dump(), "heading_font": font}))

    assert re.search(r"--font-heading: [^;]+serif;", css)
    assert re.search(r"--heading-weight: [67]00;", css)
    assert "url(" not in css
    assert "@import" not in css


def test_corners_are_named_and_not_measured() -> None:
    radii = {
        corners: re.findall(r"--radius(?:-large)?: (\w+);", brand_css(FACE.model_copy(update={"corners": corners})))
        for corners in ("square", "soft", "round")
    }

    assert radii == {"square": ["0", "2px"], "soft": ["6px", "12px"], "round": ["14px", "24px"]}
