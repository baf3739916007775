"""Whatever colours a reseller picks, what is made of them can be read."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.config import Brand
from awning.pages.brand import brand_css
from awning.pages.colours import AA_SHAPE, AA_TEXT, BLACK, WHITE, contrast, mix, readable, readable_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
_GROUNDS = ("ground", "raised", "brand-soft")


def brand(colour: str, accent: str, ground: str = "#ffffff", ink: str = "#1b1f24") -> Brand:
    return Brand(logo="logo.svg", colour=colour, accent=accent, ground=ground, ink=ink)


def schemes(face: Brand) -> list[dict[str, str]]:
    """The custom properties by light and by dark."""
    light, _, dark = brand_css(face).partition("@media")
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]


def unreadable(values: dict[str, str]) -> list[str]:
    """The pairs that a person with poor sight could not tell apart."""
    pairs = [("on-brand", "brand", AA_TEXT), ("on-accent", "accent", AA_TEXT)]
    pairs += [(text, ground, AA_TEXT) for text in ("ink-soft", "link") for ground in _GROUNDS]
    pairs += [("ink", ground, AA_TEXT) for ground in ("ground", "raised")]
    pairs += [("focus", ground, AA_SHAPE) for ground in ("ground", "raised")]
    return [
        f"{front} {values[front]} on {behind} {values[behind]}: {contrast(values[front], values[behind]):.2f}"
        for front, behind, least in pairs
        if contrast(values[front], values[behind]) < least
    ]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ("#777777", WHITE, 4.48),
        ("#767676", WHITE, 4.54),
        ("#ff0000", BLACK, 5.25),
    ],
)
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_twenty_thousand_brand_colours_are_readable_by_day_and_night() -> None:
    # A shop's paper, warm paper, the raised panel on it, the ground by night and the panel on that.
    grounds = ("#ffffff", "#faf6ee", "#fdfcfa", "#14161a", "#22242a")
    pick = random.Random(20261122)

    failures: list[str] = []
    for number in range(20_000):
        colour, ground = f"#{pick.randrange(1 << 24):06x}", grounds[number % len(grounds)]
        shade = readable(colour, ground)
        if contrast(shade, ground) < AA_TEXT:
            failures.append(f"{colour} became {shade} on {ground}")
        if contrast(readable_on(colour), colour) < 4.58:
            failures.append(f"nothing can be read on {colour}")

    assert failures == []


def test_random_faces_have_readable_properties_in_both_schemes() -> None:
    pick = random.Random(3)
    found: list[str] = []

    for _ in range(400):
        colour, accent = (f"#{pick.randrange(1 << 24):06x}" for _ in range(2))
        ground = f"#{pick.randrange(0xE0, 0x100):02x}{pick.randrange(0xE0, 0x100):02x}{pick.randrange(0xE0, 0x100):02x}"
        for scheme in schemes(brand(colour, accent, ground)):
            found += unreadable(scheme)

    assert found == []


@given(colour=colours, accent=colours, ink=colours)
def test_any_colours_of_a_brand_are_readable_on_white_paper(colour: str, accent: str, ink: str) -> None:
    assert [pair for scheme in schemes(brand(colour, accent, ink=ink)) for pair in unreadable(scheme)] == []


@given(colour=colours, ground=colours)
def test_a_shade_is_found_on_any_single_ground(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= AA_TEXT


@given(colour=colours, ground=colours)
def test_a_colour_that_can_be_read_is_left_alone(colour: str, ground: str) -> None:
    if contrast(colour, ground) >= AA_TEXT:
        assert readable(colour, ground) == colour


@given(one=colours, other=colours)
def test_a_mix_lies_between_its_colours(one: str, other: str) -> None:
    assert mix(one, other, 1) == one
    assert mix(one, other, 0) == other
    for low, middle, high in zip(
        *(bytes.fromhex(each[1:]) for each in (one, mix(one, other, 0.5), other)), strict=True
    ):
        assert min(low, high) <= middle <= max(low, high)


@pytest.mark.parametrize("colour", [BLACK, WHITE, "#808080", "#ffff00", "#0000ff", "#ff00ff"])
def test_the_edges_of_the_colour_space_are_readable_too(colour: str) -> None:
    assert [pair for scheme in schemes(brand(colour, colour)) for pair in unreadable(scheme)] == []
