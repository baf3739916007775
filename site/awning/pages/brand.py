"""A shop's face as files: brand.css, and pictures tinted in its colours."""

from __future__ import annotations

from awning.config import Brand
from awning.pages.colours import AA_SHAPE, BLACK, WHITE, mix, readable, readable_on

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


def brand_css(brand: Brand) -> str:
    """The custom properties every theme builds on, light and dark, with contrasts that hold (WCAG 2.2 AA)."""
    dark_ground = mix(brand.ink, "#0c0e11", 0.12)
    raised = mix(brand.ground, WHITE, 0.35)
    weight, spacing = _HEADINGS[brand.heading_font]
    radius, radius_large = _CORNERS[brand.corners]
    fixed = {
        "radius": radius,
        "radius-large": radius_large,
        "font-heading": _FONTS[brand.heading_font],
        "font-body": _FONTS[brand.body_font],
        "heading-weight": weight,
        "heading-spacing": spacing,
    }
    light = _colours(brand, brand.ground, raised, brand.ink)
    dark = _colours(brand, dark_ground, mix(WHITE, dark_ground, 0.06), "#eceef1")
    return (
        f":root {{\n  color-scheme: light dark;\n{_properties({**light, **fixed})}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n:root {{\n{_properties(dark)}}}\n}}\n"
    )


def tinted(picture: str, brand: Brand) -> str:
    """A picture drawn in the placeholder colours, in the shop's."""
    palette = {
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
    for name, colour in palette.items():
        picture = picture.replace(f"\x00{name}\x00", colour)
    return picture


def _colours(brand: Brand, ground: str, raised: str, ink: str) -> dict[str, str]:
    ink = readable(ink, ground, raised)
    return {
        "brand": brand.colour,
        "brand-deep": mix(brand.colour, BLACK, 0.72),
        "brand-soft": mix(brand.colour, ground, 0.12),
        "on-brand": readable_on(brand.colour),
        "accent": brand.accent,
        "on-accent": readable_on(brand.accent),
        "ground": ground,
        "raised": raised,
        "ink": ink,
        "ink-soft": readable(mix(ink, ground, 0.68), ground, raised, mix(brand.colour, ground, 0.12)),
        "line": mix(ink, ground, 0.16),
        "link": readable(brand.colour, ground, raised, mix(brand.colour, ground, 0.12)),
        "focus": readable(brand.accent, ground, raised, ratio=AA_SHAPE),
    }


def _properties(values: dict[str, str]) -> str:
    return "".join(f"  --{name}: {value};\n" for name, value in values.items())
