"""Small pictures made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image

WOFF2 = Path(str(files("pelican") / "themes/notmyidea/static/fonts/Yanone_Kaffeesatz_400.woff2"))
"""A real font, small and free."""
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 240 80">'


def svg(inside: str) -> bytes:
    """A drawing of 240 x 80."""
    return f"{HEAD}{inside}</svg>".encode()


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture in which every corner has a colour of its own: red, green, blue and white from the upper left."""
    made = Image.new(mode, (width, height))
    half = (width // 2, height // 2)
    corners = {(0, 0): "red", (half[0], 0): "lime", (0, half[1]): "blue", half: "white"}
    for place, colour in corners.items():
        made.paste(Image.new(mode, (width - half[0], height - half[1]), colour), place)
    return made


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """An image as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
