"""Fonts that a reseller brings: files that every visitor loads, so they are small, packed, and really fonts."""

from __future__ import annotations

from pathlib import Path

from awning.errors import PictureError

FONT_MAX = 300 * 1024
"""Bytes. A face with the letters of Europe fits into a third of it; a page must not wait for more."""
# https://www.w3.org/TR/WOFF2/#woff20Header
_WOFF2 = b"wOF2"


def is_font_file(font: str) -> bool:
    """Whether a setting names a file, and not one of the system fonts."""
    return font.lower().endswith(".woff2")


def read_font(project: Path, path: str) -> bytes:
    """A font's bytes.

    Raises:
        PictureError: it is not there, is no WOFF2, or is larger than `FONT_MAX`.
    """
    file = project / path
    try:
        size = file.stat().st_size
        if size > FONT_MAX:
            raise PictureError(
                f"{path} has {size:,} bytes; {FONT_MAX:,} are allowed. Leave out letters your shop does not need: "
                f"most foundries offer a Latin file."
            )
        content = file.read_bytes()
    except OSError as problem:
        text = f"{path} cannot be read ({problem.strerror}). Put the font there; the path begins at the project folder."
        raise PictureError(text) from None
    if not content.startswith(_WOFF2):
        raise PictureError(f"{path} is no WOFF2 font. Convert it: every browser reads WOFF2, and it is the smallest.")
    return content
