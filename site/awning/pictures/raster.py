"""Marks and drawings as pixels, through resvg, and as a PNG that is the same on every machine."""

from __future__ import annotations

import io
from functools import lru_cache

import resvg_py
from PIL import Image

from awning.errors import PictureError
from awning.pictures.lettering import plain_font_file
from awning.pictures.logos import Logo
from awning.pictures.sources import opened, resized


def contained(logo: Logo, width: int, height: int) -> Image.Image:
    """A logo, as large as fits into the box, on nothing: RGBA of exactly that box.

    Raises:
        PictureError: it cannot be drawn.
    """
    drawn = _drawn(logo, width, height)
    box = Image.new("RGBA", (width, height))
    box.alpha_composite(drawn, ((width - drawn.width) // 2, (height - drawn.height) // 2))
    return box


def fitted(logo: Logo, width: int, height: int) -> Image.Image:
    """The same without the room around it.

    Raises:
        PictureError: it cannot be drawn.
    """
    return _drawn(logo, width, height)


def png(picture: Image.Image, colours: int = 0) -> bytes:
    """A PNG; with so many colours only where a number is given, which makes flat pictures a third as large."""
    if colours:
        picture = picture.convert("RGB").quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawn(logo: Logo, width: int, height: int) -> Image.Image:
    share = min(width / logo.width, height / logo.height)
    size = max(1, round(logo.width * share)), max(1, round(logo.height * share))
    if not logo.svg:
        return resized(opened(logo.content, logo.name).convert("RGBA"), *size)
    return resized(Image.open(io.BytesIO(_rendered(logo.svg, size[0], logo.name))).convert("RGBA"), *size)


# Three sizes of icons and a card come of one logo.
@lru_cache(maxsize=32)
def _rendered(svg: str, width: int, name: str) -> bytes:
    try:
        # No fonts of this machine: letters that are not paths are set in the one that comes with us everywhere.
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=[str(plain_font_file())],
            font_family="Yanone Kaffeesatz",
            sans_serif_family="Yanone Kaffeesatz",
            serif_family="Yanone Kaffeesatz",
        )
    except ValueError as problem:
        raise PictureError(f"{name} cannot be drawn: {problem}. Save it as plain SVG.") from None
