"""Raster pictures of strangers, opened with care: of known kinds, of bearable size, upright, and in sRGB."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageCms, ImageOps

from awning.errors import PictureError

FILE_MAX = 40 * 1024 * 1024
"""Bytes of a picture's file. Cameras write a quarter of it."""
PIXELS_MAX = 50_000_000
"""Width times height: a picture of these takes 200 MB of memory while it is worked on."""
SIDE_MAX = 16_383
"""Pixels of the longer side; WebP cannot hold more (https://developers.google.com/speed/webp/faq)."""
RASTER = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"})
"""The endings of files that are looked at; what is in them decides."""
_KINDS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
# What Pillow's readers raise over damaged files.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError, RuntimeError,
    struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


def read_file(path: Path, most: int = FILE_MAX) -> bytes:
    """A file's bytes; its size is looked at before it is read.

    Raises:
        PictureError: it cannot be read, is empty, or larger than so many bytes.
    """
    try:
        size = path.stat().st_size
        if size > most:
            raise PictureError(f"{path.name} has {size:,} bytes; {most:,} are allowed. Save it smaller.")
        content = path.read_bytes()
    except OSError as problem:
        raise PictureError(f"{path.name} cannot be read ({problem.strerror}).") from None
    if not content:
        raise PictureError(f"{path.name} is empty.")
    return content


def raster_size(content: bytes, name: str) -> tuple[int, int]:
    """Width and height of a picture as it is looked at, in pixels; only its head is read.

    Raises:
        PictureError: it is none, or too large.
    """
    with _careful(content, name) as picture:
        turned = picture.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004
        return (picture.height, picture.width) if turned else picture.size


def opened(content: bytes, name: str, wanted: int = SIDE_MAX) -> Image.Image:
    """A picture's first frame, upright, in sRGB, as RGB or, where anything shines through, RGBA.

    Args:
        content: the file.
        name: its name, for messages.
        wanted: a photograph much wider than this may be read at a half or a quarter of its size, which is quicker.

    Raises:
        PictureError: it is none of PNG, JPEG, WebP, GIF and AVIF, is damaged, or is too large.
    """
    with _careful(content, name) as picture:
        if picture.format == "JPEG":
            # A quarter of the time for photographs; the longer side stays well above what is wanted.
            picture.draft(picture.mode, (wanted * 2, wanted * 2))
        profile = cast("bytes | None", picture.info.get("icc_profile"))
        upright = ImageOps.exif_transpose(picture)
        plain = _plain(upright)
        return _in_srgb(plain, upright, profile)


def resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    """An RGB or RGBA picture in another size."""
    if picture.size == (width, height):
        return picture
    # Pillow's own types leave out what may be a size.
    whole = cast("Any", picture if picture.mode == "RGB" else picture.convert("RGBa"))
    # Premultiplied above, or the colour of what cannot be seen bleeds into the edges.
    sized: Image.Image = whole.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return sized.convert(picture.mode)


@contextmanager
def _careful(content: bytes, name: str) -> Generator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_KINDS)
            width, height = picture.size
            if width * height > PIXELS_MAX or max(width, height) > SIDE_MAX:
                raise PictureError(
                    f"{name} has {width:,} x {height:,} pixels; {PIXELS_MAX:,} in all and {SIDE_MAX:,} on a side are "
                    f"allowed. Save it smaller: pages show 1,280 at most."
                )
            yield picture
    except Image.UnidentifiedImageError:
        raise PictureError(f"{name} is not a picture. PNG, JPEG, WebP, GIF, AVIF and SVG are.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"{name} has more than {PIXELS_MAX:,} pixels. Save it smaller.") from None
    except _DAMAGE as problem:
        raise PictureError(f"{name} is damaged: {str(problem) or type(problem).__name__}. Save it again.") from None


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        # 16 bits of grey; Pillow would cut off all above 255.
        levels = cast("Any", picture.convert("I"))
        return levels.point(_in_a_byte).convert("L").convert("RGB")
    see_through = "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"}
    if not see_through:
        # What is not RGB stays as it is until its profile was looked at.
        return picture if picture.mode == "CMYK" else picture.convert("RGB")
    layered = picture.convert("RGBA")
    least, _ = cast("tuple[int, int]", layered.getchannel("A").getextrema())
    return layered if least < 255 else layered.convert("RGB")  # noqa: PLR2004


def _in_a_byte(level: Any) -> Any:
    return level / 257


def _in_srgb(picture: Image.Image, source: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as sRGB has them; a profile that cannot be used, or is for other channels, is left aside."""
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile and source.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.ImageCmsProfile(cast("Any", ImageCms).createProfile("sRGB"))
            converted = ImageCms.profileToProfile(picture, found, srgb, outputMode=target)
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert(target)
