"""The marks that browsers and phones show: favicons, home screen icons, and the web app manifest that names them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from awning.pictures.cache import Cache, Facts
from awning.pictures.logos import Logo
from awning.pictures.raster import contained, png

_RECIPE = "icons-1"
_ICO = 32
_APPLE = 180
_SIZES = (192, 512)
# Android cuts icons to any shape and keeps a circle of 80 % of the width: a square within it is 56 % wide
# (https://www.w3.org/TR/appmanifest/#icon-masks). Apple rounds corners only.
_MASKED_SHARE = 0.56
_APPLE_SHARE = 0.78
SHORT_NAME_MAX = 12
"""Letters under an icon before phones cut it off."""
MANIFEST = "manifest.webmanifest"


def icons(mark: Logo, ground: str, cache: Cache) -> Mapping[str, Path]:
    """The set of icons, by plain file names; they may all stand in one folder.

    Args:
        mark: the shop's favicon, or its logo where it has none; as wide as it likes, it is never cut off.
        ground: the colour behind it where icons cannot be transparent: ``#rrggbb``.
        cache: where they are kept: drawing a set takes a tenth of a second.

    Raises:
        PictureError: the mark cannot be drawn.
    """
    key = hashlib.sha256(b"\0".join((_RECIPE.encode(), ground.encode(), mark.svg.encode() or mark.content))).hexdigest()
    return cache.kept(key, lambda: _made(mark, ground)).files


def manifest(*, name: str, language: str, start_url: str, theme: str, ground: str) -> bytes:
    """The web app manifest (https://www.w3.org/TR/appmanifest/); it stands in the folder of the icons.

    Args:
        name: the shop's.
        language: of the name: ``de``.
        start_url: the path of the home page, with the slash at its end.
        theme: the main colour; browsers on phones paint their own bars in it.
        ground: the page's background.
    """
    said = {
        "name": name,
        "short_name": _short(name),
        "lang": language,
        "start_url": start_url,
        "scope": start_url,
        # A shop is a page among others: no window of its own is asked for.
        "display": "browser",
        "theme_color": theme,
        "background_color": ground,
        "icons": [
            *({"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in _SIZES),
            {"src": "icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _made(mark: Logo, ground: str) -> tuple[Facts, dict[str, bytes]]:
    made = {"favicon.svg": mark.svg.encode()} if mark.svg else {}
    made["favicon.ico"] = _ico(contained(mark, _ICO, _ICO))
    made["apple-touch-icon.png"] = png(_on(ground, mark, _APPLE, _APPLE_SHARE))
    for size in _SIZES:
        made[f"icon-{size}.png"] = png(contained(mark, size, size))
    made["icon-maskable-512.png"] = png(_on(ground, mark, 512, _MASKED_SHARE))
    return {}, made


def _on(ground: str, mark: Logo, size: int, share: float) -> Image.Image:
    inner = round(size * share)
    icon = Image.new("RGBA", (size, size), ground)
    edge = (size - inner) // 2
    icon.alpha_composite(contained(mark, inner, inner), (edge, edge))
    return icon.convert("RGB")


def _ico(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "ICO", sizes=[picture.size])
    return out.getvalue()


def _short(name: str) -> str:
    """As many whole words as stand under an icon, or the beginning of the first."""
    short = ""
    for word in name.split():
        if len(f"{short} {word}".strip()) > SHORT_NAME_MAX:
            break
        short = f"{short} {word}".strip()
    return short or name[:SHORT_NAME_MAX].rstrip()
