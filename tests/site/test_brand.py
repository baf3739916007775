"""One drawing, every shop: pictures carry seven placeholder colours and lose them all."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awning.config import Brand
from awning.errors import PictureError
from awning.pages.assets import Assets
from awning.pages.brand import PLACEHOLDERS, brand_css, brand_files, tinted
from awning.palette import palette
from awning.pictures.fonts import FONT_MAX
from awning.resources import shipped
from support_images import WOFF2

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


def test_every_colour_of_both_palettes_is_a_property() -> None:
    light, _, dark = brand_css(FACE).partition("@media (prefers-color-scheme: dark)")

    assert dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light)) == palette(FACE, "light")
    assert dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)) == palette(FACE, "dark")


def with_fonts(heading: str, body: str) -> Brand:
    return FACE.model_copy(update={"heading_font": heading, "body_font": body})


def test_a_font_of_the_resellers_own_stands_beside_the_style_sheet_under_the_name_it_says(tmp_path: Path) -> None:
    (tmp_path / "brand.woff2").write_bytes(WOFF2.read_bytes())

    files = brand_files(with_fonts("brand.woff2", "sans"), tmp_path)

    css = files["brand.css"].decode()
    published = Assets("/shop", (), files).files
    (url,) = re.findall(r"url\(([^)]+)\)", css)
    assert published[f"assets/{url}"] == WOFF2.read_bytes()
    assert re.fullmatch(r"heading\.[0-9a-f]{10}\.woff2", url)
    assert "font-display: swap;" in css
    assert '--font-heading: "shop heading", system-ui,' in css
    assert "--font-body: system-ui," in css


def test_one_font_for_everything_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "brand.woff2").write_bytes(WOFF2.read_bytes())

    files = brand_files(with_fonts("brand.woff2", "brand.woff2"), tmp_path)

    assert list(files) == ["brand.css", "body.woff2"]
    assert files["brand.css"].decode().count('"shop body", system-ui') == 2
    assert files["brand.css"].decode().count("@font-face") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"wOFF" + bytes(100), r"^brand\.woff2 is no WOFF2 font\. Convert it"),
        (b"", r"^brand\.woff2 is no WOFF2 font"),
        (b"wOF2" + bytes(FONT_MAX), r"^brand\.woff2 has 307,204 bytes; 307,200 are allowed"),
        (None, r"^brand\.woff2 cannot be read \(No such file or directory\)"),
    ],
    ids=["an older kind", "empty", "too large", "missing"],
)
def test_a_font_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "brand.woff2").write_bytes(content)

    with pytest.raises(PictureError, match=said):
        brand_files(with_fonts("sans", "brand.woff2"), tmp_path)
