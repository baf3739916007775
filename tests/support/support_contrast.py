"""Faces of random colours, and what of them a person with poor sight could not read."""

from __future__ import annotations

import random

from awning.colours import contrast
from awning.config import Brand
from awning.palette import PROMISED, Scheme, palette

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def unreadable(values: dict[str, str]) -> list[str]:
    """The pairs of a palette that do not reach what is promised."""
    return [
        f"{front} {values[front]} on {behind} {values[behind]}: {contrast(values[front], values[behind]):.2f}"
        for front, behind, least in PROMISED
        if contrast(values[front], values[behind]) < least
    ]


def contrast_failures(count: int = 20_000, seed: int = 20261122) -> list[str]:
    """Make so many faces, by day and by night, and name every pair that cannot be read.

    Every second one stands on paper as shops pick it, the others on any ground at all. A thousand take a second.
    """
    pick = random.Random(seed)
    failures: list[str] = []
    for number in range(count):
        colour, accent, ground, ink = (f"#{pick.randrange(1 << 24):06x}" for _ in range(4))
        papers = ("#ffffff", "#faf6ee", "#f4f6f8")
        face = (
            Brand(logo="logo.svg", colour=colour, accent=accent, ground=ground, ink=ink)
            if number % 2
            else Brand(logo="logo.svg", colour=colour, accent=accent, ground=papers[number // 2 % 3])
        )
        for scheme in SCHEMES:
            failures += [f"{scheme}, {colour} and {accent}: {pair}" for pair in unreadable(palette(face, scheme))]
    return failures
