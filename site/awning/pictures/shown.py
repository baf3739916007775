"""A picture of the feed as a shop shows it: a photograph in its variants, or a drawing, cleaned and tinted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from awning.pictures.cache import Cache, Facts
from awning.pictures.names import hashed, plain
from awning.pictures.sources import read_file
from awning.pictures.svg import SVG_MAX, clean
from awning.pictures.variants import FINE, Picture, Recipe, variants

_RECIPE = b"svg-1"
_FILE = "clean.svg"


def shown(source: Path, cache: Cache, tint: Callable[[str], str], recipe: Recipe = FINE) -> Picture:
    """A picture, ready for a page.

    Args:
        source: the file that the feed names.
        cache: what was made before, for whichever shop.
        tint: puts the shop's colours into a drawing.
        recipe: how variants of a photograph are made.

    A drawing that runs or loads something is cleaned without a fuss, other than a logo: the feed comes from somebody
    else, and nobody here can mend it. What was found is in ``removed``.

    Raises:
        PictureError: it cannot be read, is none, or is too large; the message begins with its name.
    """
    return _drawing(source, cache, tint) if source.suffix.lower() == ".svg" else variants(source, cache, recipe)


def _drawing(source: Path, cache: Cache, tint: Callable[[str], str]) -> Picture:
    content = read_file(source, SVG_MAX)
    kept = cache.kept(hashlib.sha256(_RECIPE + content).hexdigest(), lambda: _cleaned(content, source.name))
    drawn = tint(kept.files[_FILE].read_text("utf-8-sig")).encode()
    name = hashed(f"{plain(source.name)}.svg", drawn)
    facts = kept.facts
    return Picture(facts["width"], facts["height"], {name: drawn}, (), name, tuple(facts["removed"]))


def _cleaned(content: bytes, name: str) -> tuple[Facts, dict[str, bytes]]:
    drawing = clean(content, name)
    facts: Facts = {"width": drawing.width, "height": drawing.height, "removed": list(drawing.removed)}
    return facts, {_FILE: drawing.content}
