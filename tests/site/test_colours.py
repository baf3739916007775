"""Whatever colours a reseller picks, what is made of them can be read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.colours import AA_TEXT, BLACK, WHITE, contrast, mix, readable, readable_on
from awning.config import Brand
from awning.palette import Correction, corrections, palette
from support_contrast import SCHEMES, contrast_failures, unreadable

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def brand(colour: str, accent: str, ground: str = "#ffffff", ink: str = "#1b1f24") -> Brand:
    return Brand(logo="logo.svg", colour=colour, accent=accent, ground=ground, ink=ink)


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


def test_two_thousand_random_faces_can_be_read_by_day_and_night_on_any_ground() -> None:
    # `make audit` looks at 20,000 of them.
    assert contrast_failures(2_000, seed=3) == []


@given(colour=colours, accent=colours, ground=colours, ink=colours)
def test_whatever_colours_a_brand_picks_everything_can_be_read(colour: str, accent: str, ground: str, ink: str) -> None:
    face = brand(colour, accent, ground, ink)

    assert [pair for scheme in SCHEMES for pair in unreadable(palette(face, scheme))] == []


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
    face = brand(colour, colour, ground=colour, ink=colour)

    assert [pair for scheme in SCHEMES for pair in unreadable(palette(face, scheme))] == []


def test_a_correction_says_what_was_changed_where_and_by_how_much() -> None:
    (links,) = corrections(brand("#ffe14d", "#1f3d7a"))

    assert links.ground == "#fffbea"
    assert round(links.ratio_written, 2) == 1.25
    assert 4.5 <= links.ratio_used < 4.9
    assert (links.key, links.use, links.scheme, links.written) == ("colour", "links", "light", "#ffe14d")
    assert links.used == palette(brand("#ffe14d", "#1f3d7a"), "light")["link"]


def test_a_correction_keeps_the_hue() -> None:
    (links,) = corrections(brand("#ffe14d", "#1f3d7a"))

    red, green, blue = bytes.fromhex(links.used[1:])
    assert red > green > 2 * blue


def test_colours_that_can_be_read_are_not_corrected() -> None:
    assert corrections(brand("#1d4032", "#a3572a", "#faf6ee", "#22261f")) == ()


def test_an_ink_that_is_too_pale_is_corrected_by_day_alone() -> None:
    pale = brand("#1d4032", "#a3572a", ink="#bbbbbb")

    assert [each.key for each in corrections(pale)] == ["ink"]
    assert [each.key for each in corrections(pale, "dark")] == ["colour", "accent"]


def test_corrections_are_exactly_the_colours_that_differ() -> None:
    face = brand("#ffff00", "#ffff66", ink="#dddddd")
    made = palette(face, "light")

    assert {each.use: each.used for each in corrections(face)} == {
        "links": made["link"],
        "focus rings": made["focus"],
        "text": made["ink"],
    }
    assert all(isinstance(each, Correction) and each.ratio_used > each.ratio_written for each in corrections(face))
