"""What a brand's few colours become: a palette by day and one by night, in which everything can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from awning.colours import AA_SHAPE, AA_TEXT, BLACK, WHITE, contrast, mix, readable, readable_on
from awning.config import Brand

Scheme = Literal["light", "dark"]
SOFT_SHARE = 0.12
"""How much of the main colour is in a tinted ground."""
_TEXT_GROUNDS = ("ground", "raised", "brand-soft")
PROMISED: tuple[tuple[str, str, float], ...] = (
    ("on-brand", "brand", AA_TEXT),
    ("on-brand", "brand-deep", AA_TEXT),
    ("on-accent", "accent", AA_TEXT),
    *((text, ground, AA_TEXT) for text in ("ink", "ink-soft", "link") for ground in _TEXT_GROUNDS),
    *((shape, ground, AA_SHAPE) for shape in ("focus", "line-strong") for ground in _TEXT_GROUNDS),
)
"""What stands on what, and the least contrast it has there: the promise of ``brand.css`` to themes."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A colour of the brand that could not be read where it was needed, and the shade that stands there instead."""

    key: str
    """The setting: ``colour``, ``accent`` or ``ink``."""
    use: str
    """What is drawn in it, in the plural: links."""
    scheme: Scheme
    written: str
    used: str
    ground: str
    """The ground on which the written colour is hardest to read."""
    ratio_written: float
    ratio_used: float


def palette(brand: Brand, scheme: Scheme) -> dict[str, str]:
    """The colours of a scheme by their names in ``brand.css``, without the two dashes."""
    ground, raised, ink = _given(brand, scheme)
    soft = _tinted(ground, brand.colour, SOFT_SHARE)
    grounds = (ground, raised, soft)
    ink = readable(ink, *grounds)
    on_brand = readable_on(brand.colour)
    return {
        "brand": brand.colour,
        # Darker, but not so dark that the letters that stand on the brand's colour are lost on it.
        "brand-deep": readable(mix(brand.colour, BLACK, 0.72), on_brand),
        "brand-soft": soft,
        "on-brand": on_brand,
        "accent": brand.accent,
        "on-accent": readable_on(brand.accent),
        "ground": ground,
        "raised": raised,
        "ink": ink,
        "ink-soft": readable(mix(ink, ground, 0.68), *grounds),
        "line": mix(ink, ground, 0.16),
        "line-strong": readable(mix(ink, ground, 0.45), *grounds, ratio=AA_SHAPE),
        "link": readable(brand.colour, *grounds),
        "focus": readable(brand.accent, *grounds, ratio=AA_SHAPE),
    }


def corrections(brand: Brand, scheme: Scheme = "light") -> tuple[Correction, ...]:
    """Which of the brand's colours were changed in a scheme so that they can be read.

    By night nearly every dark colour is; who picks colours picks them for paper, so that is what people are told of.
    """
    return tuple(_corrected(brand, scheme))


def _corrected(brand: Brand, scheme: Scheme) -> Iterator[Correction]:
    made = palette(brand, scheme)
    uses = (("colour", "links", "link", brand.colour), ("accent", "focus rings", "focus", brand.accent))
    # The ink of the night is ours.
    inks = (("ink", "text", "ink", brand.ink),) if scheme == "light" else ()
    for key, use, name, written in (*uses, *inks):
        used = made[name]
        if used != written:
            ground = min((made[each] for each in _TEXT_GROUNDS), key=lambda each: contrast(written, each))
            ratios = contrast(written, ground), contrast(used, ground)
            yield Correction(key, use, scheme, written, used, ground, *ratios)


def _given(brand: Brand, scheme: Scheme) -> tuple[str, str, str]:
    """Ground, raised ground and ink as they are picked, before any correction."""
    if scheme == "light":
        return brand.ground, _tinted(brand.ground, WHITE, 0.65), brand.ink
    ground = mix(brand.ink, "#0c0e11", 0.12)
    return ground, _tinted(ground, WHITE, 0.06), "#eceef1"


def _tinted(ground: str, colour: str, share: float) -> str:
    """The ground with a share of a colour in it; with less where nothing could be read on both any more."""
    ink = readable_on(ground)
    for _ in range(8):
        tint = mix(colour, ground, share)
        if contrast(ink, tint) >= AA_TEXT:
            return tint
        share /= 2
    return ground
