"""A reseller's logo: an SVG, or a raster picture made small; refused where it is none, too large, or not harmless."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from awning.errors import PictureError
from awning.pictures.sources import opened, read_file, resized
from awning.pictures.svg import SVG_MAX, clean

LOGO_MAX = 512 * 1024
"""Bytes. It stands on every page; good ones have 5,000."""
BOX = (240, 80)
"""CSS pixels that a logo may take in a header."""
# For screens that draw two or three points for each CSS pixel.
_DENSITY = 3


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is published."""

    name: str
    """A plain file name: that of the file, with the ending of what it became."""
    content: bytes
    width: int
    """In CSS pixels, so that nothing moves while it loads; at most `BOX`."""
    height: int
    svg: str
    """The cleaned drawing; empty for a raster picture."""


def read_logo(path: Path) -> Logo:
    """A logo, cleaned.

    A drawing with something in it that runs or loads is refused and not mended: the reseller can save it anew, and
    should know what was in it.

    Raises:
        PictureError: it is not there, no picture, too large, or not harmless; the message begins with its name.
    """
    content = read_file(path, SVG_MAX)
    if len(content) > LOGO_MAX:
        raise PictureError(
            f"{path.name} has {len(content):,} bytes; {LOGO_MAX:,} are allowed for a logo, which stands on every page. "
            "Save it as plain SVG, or smaller."
        )
    return _drawn(path, content) if path.suffix.lower() == ".svg" else _painted(path, content)


def _drawn(path: Path, content: bytes) -> Logo:
    drawing = clean(content, path.name)
    if drawing.removed:
        more = f" and {len(drawing.removed) - 3} more" if len(drawing.removed) > 3 else ""  # noqa: PLR2004
        found = "; ".join(drawing.removed[:3])
        raise PictureError(
            f"{path.name} runs or loads something: {found}{more}. Save it as plain SVG: paths and colours only."
        )
    svg = drawing.content.decode("utf-8-sig")
    return Logo(path.name, drawing.content, *_within(drawing.width, drawing.height), svg)


def _painted(path: Path, content: bytes) -> Logo:
    picture = opened(content, path.name)
    width, height = _within(picture.width, picture.height)
    # Never larger than it is; a small one is shown small rather than blurred.
    share = min(1.0, width * _DENSITY / picture.width)
    sized = resized(picture, max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    sized.info = {}
    out = io.BytesIO()
    sized.save(out, "PNG", optimize=True)
    return Logo(f"{path.stem}.png", out.getvalue(), width, height, "")


def _within(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, BOX[0] / width, BOX[1] / height)
    return max(1, round(width * share)), max(1, round(height * share))
