"""A brand as cards and icons need it: colours that are readable on the ground on which the logo is legible."""

from __future__ import annotations

from pathlib import Path

from awning.colours import AA_SHAPE, mix, readable, readable_on
from awning.config import Brand
from awning.palette import palette
from awning.pictures.cards import CardFace
from awning.pictures.fonts import is_font_file, read_font
from awning.pictures.logos import Logo


def card_face(brand: Brand, name: str, logo: Logo | None, project: Path | None = None) -> CardFace:
    """How a shop's social cards look.

    Args:
        brand: the shop's face.
        name: the shop's, written where there is no logo.
        logo: the one of the header.
        project: the project folder, where the path of the shop's own font begins.

    Raises:
        PictureError: the font cannot be used.
    """
    own = project is not None and is_font_file(brand.heading_font)
    colours = palette(brand, "light")
    ground = logo_ground(brand)
    ink = readable_on(ground) if brand.header == "band" else readable(brand.ink, ground)
    strong = colours["brand-deep"] if brand.header == "band" else brand.colour
    return CardFace(
        name=name,
        logo=logo,
        ground=ground,
        ink=ink,
        ink_soft=readable(mix(ink, ground, 0.78), ground),
        strong=strong,
        soft=mix(ink if brand.header == "band" else brand.colour, ground, 0.14),
        accent=readable(brand.accent, ground, ratio=AA_SHAPE),
        corners=brand.corners,
        font=read_font(project, brand.heading_font) if own and project else None,
    )


def logo_ground(brand: Brand) -> str:
    """The colour the logo is drawn for: that of the header."""
    return brand.colour if brand.header == "band" else brand.ground
