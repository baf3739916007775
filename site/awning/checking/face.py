"""A shop's face: colours that had to be changed to be readable, and logos and fonts that cannot be used."""

from __future__ import annotations

from pathlib import Path

from awning.checking.findings import Findings
from awning.config import Brand, Reseller
from awning.errors import PictureError
from awning.palette import Correction, corrections
from awning.pictures.fonts import is_font_file, read_font
from awning.pictures.logos import read_logo

_FONTS = ("heading_font", "body_font")


def look_at_face(folder: Path, reseller: Reseller, findings: Findings) -> None:
    """Note a mistake for each file that cannot be used, and warn of colours that had to be changed.

    A logo that is not there, or is outside of the project, was found when the settings were read.
    """
    brand = reseller.brand
    for key, path in _logos(brand).items():
        file = folder / path
        if file.is_file():
            try:
                read_logo(file)
            except PictureError as problem:
                findings.error(reseller.slug, ("brand", key), str(problem))
    for key in _FONTS:
        path = str(getattr(brand, key))
        if is_font_file(path):
            try:
                read_font(folder, path)
            except PictureError as problem:
                findings.error(reseller.slug, ("brand", key), str(problem))
    for each in corrections(brand):
        if each.key == "accent":
            # The ring around what has the focus is ours; nobody picked the accent for it.
            continue
        findings.warn(reseller.slug, ("brand", each.key), _said(each))


def _logos(brand: Brand) -> dict[str, str]:
    named = {key: getattr(brand, key, None) for key in ("logo", "logo_dark")}
    return {key: str(path) for key, path in named.items() if path}


def _said(made: Correction) -> str:
    """``'#ffe14d' is hard to read as links on #ffffff (1.3:1); they use #877624 (4.5:1).``."""
    return (
        f"'{made.written}' is hard to read as {made.use} on {made.ground} ({_ratio(made.ratio_written)}); "
        f"they are drawn in {made.used} ({_ratio(made.ratio_used)})."
    )


def _ratio(ratio: float) -> str:
    # Cut off, not rounded: 4.49 is not 4.5, and a person who reads 4.5 would ask what was wrong.
    return f"{int(ratio * 10) / 10}:1"
