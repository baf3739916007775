"""One picture in the sizes and formats each screen wants: AVIF, WebP, and one that every browser reads."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from awning.pictures.cache import Cache, Facts
from awning.pictures.names import digest_of, plain
from awning.pictures.sources import opened, read_file, resized

WIDTHS = (320, 640, 960, 1280)
"""Pixels. A card on a phone, on a screen of twice the density, a page's picture, and that in twice the density."""
_FALLBACK_WIDTH = 640
# A variant that is hardly wider than the one before it is not worth its bytes.
_WORTH = 1.15


@dataclass(frozen=True, slots=True)
class Recipe:
    """How variants are made. Whoever changes how they look changes ``version``, and all are made anew."""

    version: str
    avif_speed: int
    """0 is slow and small, 10 is quick and large."""


FINE = Recipe("fine-1", 6)
"""For what is published: a second of work for each picture."""
QUICK = Recipe("quick-1", 8)
"""For a preview: a fifth of the time, a fifth more bytes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as pages show it. Names are plain file names that hold a digest; files of all shops have the same."""

    width: int
    """Of the largest variant, in pixels; with the height it gives the shape, so that nothing moves while it loads."""
    height: int
    files: Mapping[str, Path | bytes]
    """What each name holds, or where that lies."""
    sources: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """Media type, and names with their widths; the smallest format first, as ``<source>`` elements want it."""
    fallback: str
    """The name of the one for ``<img src>``: a JPEG, a PNG where something shines through, or the drawing itself."""
    removed: tuple[str, ...] = ()
    """What a drawing ran or loaded before it was cleaned: ``line 4: <script>``."""

    def content(self, name: str) -> bytes:
        """The bytes of one of the files."""
        held = self.files[name]
        return held if isinstance(held, bytes) else held.read_bytes()

    def srcsets(self, folder: str) -> tuple[tuple[str, str], ...]:
        """Media type and ``srcset`` with the address of the folder before each name."""
        return tuple(
            (kind, ", ".join(f"{folder}/{name} {width}w" for name, width in names)) for kind, names in self.sources
        )


def variants(source: Path, cache: Cache, recipe: Recipe = FINE) -> Picture:
    """A raster picture's variants, from the cache or made now.

    Raises:
        PictureError: it is not there, is no picture, is damaged or too large; the message begins with its name.
    """
    content = read_file(source)
    key = hashlib.sha256(recipe.version.encode() + b"\0" + content).hexdigest()
    kept = cache.kept(key, lambda: _made(content, source.name, recipe))
    names: dict[str, str] = {}
    files: dict[str, Path | bytes] = {}
    stem = plain(source.name)
    made: list[dict[str, Any]] = kept.facts["variants"]
    for variant in made:
        own = variant["file"]
        width, _, ending = own.partition(".")
        names[own] = f"{stem}-{width}.{variant['digest']}.{ending}"
        files[names[own]] = kept.files[own]
    return Picture(
        kept.facts["width"],
        kept.facts["height"],
        files,
        tuple(
            (kind, tuple((names[each["file"]], each["width"]) for each in made if each["type"] == kind))
            for kind in ("image/avif", "image/webp")
        ),
        names[kept.facts["fallback"]],
    )


def widths_of(width: int) -> tuple[int, ...]:
    """The widths a picture of that width is made in: never wider than it is itself."""
    below = [each for each in WIDTHS if each <= width]
    if not below or (width < WIDTHS[-1] and width > below[-1] * _WORTH):
        below.append(width)
    return tuple(below)


def _made(content: bytes, name: str, recipe: Recipe) -> tuple[Facts, dict[str, bytes]]:
    picture = opened(content, name, WIDTHS[-1])
    widths = widths_of(picture.width)
    files: dict[str, bytes] = {}
    told: list[dict[str, Any]] = []
    fallback = ""
    for width in widths:
        sized = resized(picture, width, max(1, round(picture.height * width / picture.width)))
        for kind, ending, encoded in _encoded(sized, recipe):
            told.append(_note(files, f"{width}.{ending}", encoded, kind, width))
        if width == max(each for each in widths if each <= max(_FALLBACK_WIDTH, widths[0])):
            kind, ending, encoded = _for_all(sized)
            told.append(_note(files, f"{width}.{ending}", encoded, kind, width))
            fallback = f"{width}.{ending}"
    height = max(1, round(picture.height * widths[-1] / picture.width))
    return {"width": widths[-1], "height": height, "variants": told, "fallback": fallback}, files


def _note(files: dict[str, bytes], name: str, content: bytes, kind: str, width: int) -> dict[str, Any]:
    files[name] = content
    return {"file": name, "type": kind, "width": width, "digest": digest_of(content)}


def _encoded(picture: Image.Image, recipe: Recipe) -> Iterable[tuple[str, str, bytes]]:
    # One thread: builds run beside each other, and the bytes are the same everywhere.
    yield (
        "image/avif",
        "avif",
        _saved(picture, "AVIF", quality=60, speed=recipe.avif_speed, max_threads=1, icc_profile=None, exif=b""),
    )
    yield "image/webp", "webp", _saved(picture, "WEBP", quality=78, method=4, exif=b"", icc_profile=b"")


def _for_all(picture: Image.Image) -> tuple[str, str, bytes]:
    if picture.mode == "RGBA":
        return "image/png", "png", _saved(picture, "PNG", optimize=True)
    return "image/jpeg", "jpg", _saved(picture, "JPEG", quality=80, optimize=True, progressive=True)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    bare = picture.copy()
    # Where it was taken, with which camera, and by whom: nobody's business.
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return out.getvalue()
