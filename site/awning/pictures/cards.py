"""Social cards: the picture of 1200 x 630 that networks and messengers show beside a link to a shop or a bundle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw

from awning.pictures.cache import Cache, Facts
from awning.pictures.lettering import Lettering
from awning.pictures.logos import Logo
from awning.pictures.raster import fitted, png

SIZE = (1200, 630)
"""Pixels; the shape 1.91 to 1 that networks cut to (https://developers.facebook.com/docs/sharing/webmasters/images)."""
_RECIPE = "cards-1"
_EDGE = 80
_TEXT_WIDTH = 800
_LOGO = (520, 110)
_SMALL_LOGO = (420, 80)
_BELOW_LOGO = 40
_PART_STEP = 52
_BEFORE_PARTS = 22
_SIZES = (92, 80, 68, 60, 52)
_LINES = 3
_PART_SIZE = 38
_PARTS_MAX = 4
_COLOURS = 128
# Letters; more of a name never fits.
_SEEN_MAX = 200
# Corners of shapes are drawn large and made small: Pillow's own have steps.
_FINER = 2


@dataclass(frozen=True, slots=True)
class CardFace:
    """A shop's face on a card; colours are ``#rrggbb``, and those of words are readable on the ground."""

    name: str
    logo: Logo | None
    """One that is legible on the ground; the name is written where there is none."""
    ground: str
    ink: str
    ink_soft: str
    strong: str
    """Of the large shapes."""
    soft: str
    accent: str
    corners: Literal["square", "soft", "round"] = "soft"
    font: bytes | None = None
    """The reseller's own; else the one that comes with us."""


def shop_card(face: CardFace, tagline: str, cache: Cache) -> Path:
    """A PNG below 100 KB with the shop's logo and its tagline.

    Raises:
        PictureError: logo or font cannot be used.
    """
    return _card(face, tagline, (), cache)


def bundle_card(face: CardFace, name: str, parts: tuple[str, ...], cache: Cache) -> Path:
    """A PNG below 100 KB with the logo, the bundle's name and what is in it. Prices change; cards are kept by others.

    Raises:
        PictureError: logo or font cannot be used.
    """
    return _card(face, name, parts, cache)


def _card(face: CardFace, headline: str, parts: tuple[str, ...], cache: Cache) -> Path:
    logo = face.logo.content if face.logo else b""
    plain = {**asdict(replace(face, logo=None, font=None)), "headline": headline, "parts": parts}
    said = json.dumps(plain, sort_keys=True).encode()
    digests = [hashlib.sha256(each).digest() for each in (_RECIPE.encode(), said, logo, face.font or b"")]
    key = hashlib.sha256(b"".join(digests)).hexdigest()
    return cache.kept(key, lambda: _made(face, headline, parts)).files["card.png"]


def _made(face: CardFace, headline: str, parts: tuple[str, ...]) -> tuple[Facts, dict[str, bytes]]:
    card = _shapes(face)
    lettering = Lettering(face.font)
    pen = ImageDraw.Draw(card)
    listed = [spelt for each in parts if (spelt := lettering.spelt(each[:_SEEN_MAX]))]
    top = _head(card, pen, face, lettering, _SMALL_LOGO if listed else _LOGO)
    below = _BEFORE_PARTS + min(len(listed), _PARTS_MAX) * _PART_STEP if listed else 0
    room = SIZE[1] - _EDGE - top - below
    size, lines = _headline(lettering, lettering.spelt(headline[:_SEEN_MAX]), room)
    step = round(size * 1.12)
    at = SIZE[1] - _EDGE - below - step * len(lines)
    for line in lines:
        pen.text((_EDGE, at), line, font=lettering.at(size), fill=face.ink)
        at += step
    _list(pen, face, lettering, listed, at + _BEFORE_PARTS)
    return {}, {"card.png": png(card, _COLOURS)}


def _head(
    card: Image.Image, pen: ImageDraw.ImageDraw, face: CardFace, lettering: Lettering, box: tuple[int, int]
) -> int:
    """The logo, or the name where there is none; answers where the next may begin."""
    if face.logo is not None:
        mark = fitted(face.logo, *box)
        card.paste(mark, (_EDGE, _EDGE), mark)
        return _EDGE + mark.height + _BELOW_LOGO
    name = lettering.lines(lettering.spelt(face.name), 56, _TEXT_WIDTH, 1)
    pen.text((_EDGE, _EDGE), "".join(name), font=lettering.at(56), fill=face.ink)
    return _EDGE + 56 + _BELOW_LOGO


def _headline(lettering: Lettering, text: str, room: int) -> tuple[int, list[str]]:
    """The largest size in which all of it stands in the room; in the smallest it is cut off."""
    for size in _SIZES:
        lines = lettering.lines(text, size, _TEXT_WIDTH, 99)
        if len(lines) <= _LINES and len(lines) * size * 1.12 <= room:
            return size, lines
    most = max(1, min(_LINES, int(room / (_SIZES[-1] * 1.12))))
    return _SIZES[-1], lettering.lines(text, _SIZES[-1], _TEXT_WIDTH, most)


def _list(pen: ImageDraw.ImageDraw, face: CardFace, lettering: Lettering, parts: list[str], top: int) -> None:
    shown = parts if len(parts) <= _PARTS_MAX else parts[: _PARTS_MAX - 1]
    rows = [*shown, f"+ {len(parts) - len(shown)}"] if len(shown) < len(parts) else shown
    font = lettering.at(_PART_SIZE)
    for number, part in enumerate(rows):
        at = top + number * _PART_STEP
        pen.rectangle((_EDGE, at + 20, _EDGE + 21, at + 24), fill=face.accent)
        line = lettering.lines(part, _PART_SIZE, _TEXT_WIDTH - 40, 1)
        pen.text((_EDGE + 40, at), "".join(line), font=font, fill=face.ink_soft)


def _shapes(face: CardFace) -> Image.Image:
    """The ground, with three shapes at its right edge: squares, rounded or round as the shop's corners are."""
    width, height = SIZE[0] * _FINER, SIZE[1] * _FINER
    card = Image.new("RGB", (width, height), face.ground)
    pen = ImageDraw.Draw(card)
    side = height // 3
    radius = {"square": 0, "soft": side // 6, "round": side // 2}[face.corners]
    left = width - side
    for row, colour in enumerate((face.soft, face.strong, face.accent)):
        top = side * row
        pen.rounded_rectangle((left, top, left + side - 1, top + side - 1), radius, fill=colour)
    return card.reduce(_FINER)
