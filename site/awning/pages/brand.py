"""A shop's face as files: brand.css with its fonts, and pictures tinted in its colours."""

from __future__ import annotations

from pathlib import Path

from awning.colours import BLACK, WHITE, mix
from awning.config import Brand
from awning.palette import palette
from awning.pictures.fonts import is_font_file, read_font
from awning.pictures.names import hashed

# System fonts only: nothing is fetched from anybody. The first that a machine has is used.
_FONTS = {
    "sans": 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
    "serif": '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Noto Serif", serif',
    "geometric": '"Avenir Next", Avenir, Montserrat, Corbel, "URW Gothic", Futura, "Century Gothic", sans-serif',
    "slab": 'Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", Georgia, serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Comfortaa, Manjari, Calibri, sans-serif',
}
_HEADINGS = {
    "sans": ("700", "-0.02em"),
    "serif": ("600", "-0.01em"),
    "geometric": ("700", "-0.015em"),
    "slab": ("700", "-0.01em"),
    "rounded": ("700", "-0.01em"),
}
_OWN_HEADING = ("700", "-0.01em")
_CORNERS = {"square": ("0", "2px"), "soft": ("6px", "12px"), "round": ("14px", "24px")}

PLACEHOLDERS = {
    "ground": "#eef2f9",
    "soft": "#c9d8f5",
    "brand": "#3366cc",
    "deep": "#1f3d7a",
    "accent": "#f2a541",
    "paper": "#ffffff",
    "ink": "#1f2933",
}
"""The seven colours pictures are drawn in; each is replaced by the shop's own."""


def brand_files(brand: Brand, project: Path) -> dict[str, bytes]:
    """``brand.css`` and the fonts it names, by plain names, for `Assets`: they come to stand side by side.

    Args:
        brand: the shop's face.
        project: the project folder, where paths of fonts begin.

    Raises:
        PictureError: a font is not there, is no WOFF2, or is too large.
    """
    fonts = {name: read_font(project, path) for name, path in _own_fonts(brand).items()}
    css = brand_css(brand, {name: hashed(name, content) for name, content in fonts.items()})
    return {"brand.css": css.encode(), **fonts}


def brand_css(brand: Brand, fonts: dict[str, str] | None = None) -> str:
    """The custom properties every theme builds on, light and dark, with contrasts that hold (WCAG 2.2 AA).

    Args:
        brand: the shop's face.
        fonts: the addresses of ``heading.woff2`` and ``body.woff2``, where the shop has fonts of its own.
    """
    own = _own_fonts(brand)
    weight, spacing = _HEADINGS.get(brand.heading_font, _OWN_HEADING)
    radius, radius_large = _CORNERS[brand.corners]
    fixed = {
        "radius": radius,
        "radius-large": radius_large,
        "font-heading": _stack(brand.heading_font, own),
        "font-body": _stack(brand.body_font, own),
        "heading-weight": weight,
        "heading-spacing": spacing,
    }
    faces = "".join(_font_face(name, (fonts or {}).get(name, name)) for name in own)
    return (
        f"{faces}:root {{\n  color-scheme: light dark;\n{_properties({**palette(brand, 'light'), **fixed})}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n:root {{\n{_properties(palette(brand, 'dark'))}}}\n}}\n"
    )


def tinted(picture: str, brand: Brand) -> str:
    """A picture drawn in the placeholder colours, in the shop's."""
    colours = {
        "ground": mix(brand.colour, WHITE, 0.07),
        "soft": mix(brand.colour, WHITE, 0.24),
        "brand": brand.colour,
        "deep": mix(brand.colour, BLACK, 0.62),
        "accent": brand.accent,
        "paper": WHITE,
        "ink": brand.ink,
    }
    # In two steps: a shop's colour may be another placeholder.
    for name, colour in PLACEHOLDERS.items():
        picture = picture.replace(colour, f"\x00{name}\x00")
    for name, colour in colours.items():
        picture = picture.replace(f"\x00{name}\x00", colour)
    return picture


def _own_fonts(brand: Brand) -> dict[str, str]:
    """The fonts a shop brings, by the plain name of the file: the same one twice is one file."""
    paths = {"body.woff2": brand.body_font, "heading.woff2": brand.heading_font}
    own: dict[str, str] = {}
    for name, path in paths.items():
        if is_font_file(path) and path not in own.values():
            own[name] = path
    return own


def _stack(font: str, own: dict[str, str]) -> str:
    name = next((name for name, path in own.items() if path == font), "")
    return f'"{_family(name)}", {_FONTS["sans"]}' if name else _FONTS[font]


def _family(name: str) -> str:
    return f"shop {name.removesuffix('.woff2')}"


def _font_face(name: str, url: str) -> str:
    # All weights are the file's: a browser that thickens letters by itself makes them worse.
    return (
        f'@font-face {{\n  font-family: "{_family(name)}";\n  src: url({url}) format("woff2");\n'
        "  font-weight: 100 900;\n  font-display: swap;\n}\n"
    )


def _properties(values: dict[str, str]) -> str:
    return "".join(f"  --{name}: {value};\n" for name, value in values.items())
