"""Icons and cards: everything phones, browsers and networks ask for, of any mark, the same bytes every time."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from awning.colours import contrast
from awning.config import Brand
from awning.errors import PictureError
from awning.pages.faces import card_face, logo_ground
from awning.pictures.cache import Cache
from awning.pictures.cards import CardFace, bundle_card, shop_card
from awning.pictures.icons import icons, manifest
from awning.pictures.lettering import Lettering
from awning.pictures.logos import Logo, read_logo
from awning.resources import shipped
from support_images import WOFF2, encoded, picture, svg

SHOPS = shipped("content") / "shops"
LIMIT = 100 * 1024
FACE = Brand(logo="logo.svg", colour="#1d4032", accent="#a3572a", ink="#22261f")
LONG = "Der vollständige und rundum betreute Arbeitsplatz für Handwerk, Handel und Gewerbe in Brandenburg an der Havel"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "var" / "pictures")


def mark(shop: str = "pebbletide", name: str = "favicon.svg") -> Logo:
    return read_logo(SHOPS / shop / name)


def painted(folder: Path) -> Logo:
    path = folder / "logo.png"
    path.write_bytes(encoded(picture(400, 100, "RGBA"), "PNG"))
    return read_logo(path)


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


def test_a_mark_becomes_all_icons_that_are_asked_for(cache: Cache) -> None:
    made = {name: path.read_bytes() for name, path in icons(mark(), "#ffffff", cache).items()}

    assert made["favicon.svg"] == (SHOPS / "pebbletide" / "favicon.svg").read_bytes()
    assert {name: size_of(content) for name, content in made.items() if not name.endswith("svg")} == {
        "favicon.ico": (32, 32),
        "apple-touch-icon.png": (180, 180),
        "icon-192.png": (192, 192),
        "icon-512.png": (512, 512),
        "icon-maskable-512.png": (512, 512),
    }
    assert sum(map(len, made.values())) < 40_000


@pytest.mark.parametrize("name", ["apple-touch-icon.png", "icon-maskable-512.png"])
def test_icons_that_phones_cut_stand_on_a_ground_with_room_around_them(cache: Cache, name: str) -> None:
    icon = Image.open(icons(mark(), "#faf6ee", cache)[name])

    assert icon.mode == "RGB"
    edge = icon.width // 10
    for place in ((0, 0), (icon.width - 1, 0), (edge, icon.height // 2), (icon.width // 2, edge)):
        assert icon.getpixel(place) == (0xFA, 0xF6, 0xEE)


def test_a_painted_logo_makes_icons_too_and_is_not_cut_off(tmp_path: Path, cache: Cache) -> None:
    made = icons(painted(tmp_path), "#ffffff", cache)

    assert "favicon.svg" not in made
    assert Image.open(made["icon-512.png"]).convert("RGBA").getbbox() == (0, 192, 512, 320)


def test_icons_are_the_same_bytes_every_time_and_drawn_once(tmp_path: Path, cache: Cache) -> None:
    first = {name: path.read_bytes() for name, path in icons(mark(), "#ffffff", cache).items()}

    other = icons(mark(), "#ffffff", Cache(tmp_path / "other"))
    again = icons(mark(), "#ffffff", cache)

    assert {name: path.read_bytes() for name, path in other.items()} == first
    assert {path.parent for path in again.values()} == {
        path.parent for path in icons(mark(), "#ffffff", cache).values()
    }
    assert icons(mark(), "#000000", cache)["icon-192.png"].parent not in {path.parent for path in again.values()}


def test_the_manifest_names_the_icons_that_are_there(cache: Cache) -> None:
    said = json.loads(
        manifest(name="Havelwerk Systemhaus", language="de", start_url="/shop/", theme="#1d4032", ground="#faf6ee")
    )

    made = icons(mark(), "#ffffff", cache)
    for icon in said["icons"]:
        width, height = size_of(made[icon["src"]].read_bytes())
        assert icon["sizes"] == f"{width}x{height}"
    assert [icon.get("purpose") for icon in said["icons"]] == [None, None, "maskable"]
    assert {
        key: said[key] for key in ("name", "short_name", "lang", "start_url", "theme_color", "background_color")
    } == {
        "name": "Havelwerk Systemhaus",
        "short_name": "Havelwerk",
        "lang": "de",
        "start_url": "/shop/",
        "theme_color": "#1d4032",
        "background_color": "#faf6ee",
    }


@pytest.mark.parametrize(
    ("name", "short"),
    [("Pebble & Tide", "Pebble &"), ("IT für Galway", "IT für"), ("Donaudampfschifffahrt", "Donaudampfsc")],
)
def test_a_short_name_fits_under_an_icon(name: str, short: str) -> None:
    said = json.loads(manifest(name=name, language="de", start_url="/", theme="#000000", ground="#ffffff"))

    assert said["short_name"] == short


def face(**changes: object) -> CardFace:
    return replace(card_face(FACE, "Havelwerk", mark("havelwerk", "logo.svg")), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("corners", "header"), [("square", "bar"), ("soft", "band"), ("round", "centred")])
def test_a_shop_has_a_card_of_the_size_networks_show(cache: Cache, corners: str, header: str) -> None:
    brand = FACE.model_copy(update={"corners": corners, "header": header})

    card = shop_card(card_face(brand, "Havelwerk", mark("havelwerk", "logo.svg")), "IT für den Mittelstand", cache)

    assert size_of(card.read_bytes()) == (1200, 630)
    assert card.stat().st_size < LIMIT
    ground = Image.open(card).convert("RGB").getpixel((20, 400))
    assert "#{:02x}{:02x}{:02x}".format(*ground) == logo_ground(brand)  # type: ignore[misc]


@pytest.mark.parametrize("colour", ["#ffe14d", "#000000", "#ffffff", "#808080"])
def test_words_on_a_card_can_be_read_whatever_the_colour(colour: str) -> None:
    for header in ("bar", "band"):
        made = card_face(FACE.model_copy(update={"colour": colour, "header": header}), "Shop", None)

        assert contrast(made.ink, made.ground) >= 4.5
        assert contrast(made.ink_soft, made.ground) >= 4.5
        assert contrast(made.accent, made.ground) >= 3


def test_a_card_is_the_same_bytes_every_time_and_another_for_other_words(tmp_path: Path, cache: Cache) -> None:
    first = shop_card(face(), "IT für den Mittelstand", cache)

    assert shop_card(face(), "IT für den Mittelstand", Cache(tmp_path / "b")).read_bytes() == first.read_bytes()
    assert shop_card(face(), "IT für den Mittelstand", cache) == first
    assert shop_card(face(), "IT für alle", cache).read_bytes() != first.read_bytes()
    assert shop_card(face(corners="round"), "IT für den Mittelstand", cache) != first


@pytest.mark.parametrize(
    "name", [LONG, "W" * 300, "Mail", "", "Ελληνικά", "😀"], ids=lambda name: f"{name[:6]}-{len(name)}"
)
@pytest.mark.parametrize("parts", [(), tuple(f"{LONG} {n}" for n in range(12))], ids=["0", "12"])
def test_names_of_any_length_stay_beside_the_shapes(cache: Cache, name: str, parts: tuple[str, ...]) -> None:
    card = bundle_card(face(), name, parts, cache)

    assert card.stat().st_size < LIMIT
    drawn = Image.open(card).convert("RGB")
    free = drawn.crop((900, 0, 980, 630)).getcolors()
    assert free is not None
    assert len(free) == 1
    assert len(drawn.crop((0, 560, 900, 630)).getcolors() or ()) == 1


def test_a_shop_without_a_logo_has_its_name_on_its_card(cache: Cache) -> None:
    with_name = shop_card(face(logo=None), "IT", cache)

    assert with_name.read_bytes() != shop_card(face(logo=None, name="Another"), "IT", cache).read_bytes()


def test_a_font_of_the_resellers_own_is_used(tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "own.woff2").write_bytes(WOFF2.read_bytes())
    brand = FACE.model_copy(update={"heading_font": "own.woff2"})

    made = card_face(brand, "Shop", None, tmp_path)

    assert made.font == WOFF2.read_bytes()
    assert shop_card(made, "IT für alle", cache).stat().st_size < LIMIT


def test_a_font_that_is_damaged_says_so(cache: Cache) -> None:
    with pytest.raises(PictureError, match=r"^A font of the shop cannot be read"):
        shop_card(face(font=b"wOF2" + bytes(80)), "IT", cache)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Größe: 5 € für „alle“, à la carte \u2013 ça va", "Größe: 5 € für „alle“, à la carte \u2013 ça va"),
        ("Zażółć gęślą jaźń", "Zazólc gesla jazn"),
        ("Łódź", "Lódz"),
        ("Mail 😀 Box™", "Mail Box"),
        ("Ελληνικά", ""),
        ("Почта", ""),
        ("  a\n b ", "a b"),
    ],
    ids=["Western Europe", "Polish", "a stroke", "pictographs", "Greek", "Cyrillic", "room"],
)
def test_letters_the_font_has_not_are_spelt_or_the_line_is_left_out(text: str, spelt: str) -> None:
    assert Lettering().spelt(text) == spelt


def test_lines_are_about_as_long_as_each_other_and_none_is_lost() -> None:
    lettering = Lettering()

    lines = lettering.lines(LONG, 60, 800, 9)

    widths = [lettering.at(60).getlength(line) for line in lines]
    assert " ".join(lines) == LONG
    assert max(widths) <= 800
    assert min(widths) > max(widths) / 2


def test_a_text_that_is_too_long_ends_in_three_dots() -> None:
    lines = Lettering().lines(LONG, 60, 800, 2)

    assert len(lines) == 2
    assert lines[1].endswith("...")
    assert all(Lettering().at(60).getlength(line) <= 800 for line in lines)


def test_a_drawing_with_letters_is_drawn_without_the_fonts_of_this_machine(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(svg('<text x="10" y="60" font-size="60" font-family="DejaVu Serif">Shop</text>'))

    icon = Image.open(icons(read_logo(path), "#ffffff", cache)["icon-512.png"])

    assert icon.convert("RGBA").getbbox() is not None
