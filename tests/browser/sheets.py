"""Contact sheets: thumbnails of pages at several widths, each with its name, on one picture that is not too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page

HEIGHT = 460
"""Of a thumbnail, in pixels."""
SHOTS = {320: 160, 768: 320, 1280: 480}
"""Width of the screen to width of its thumbnail."""
COLUMNS, GAP, CAPTION = 2, 24, 34
COLOURS = 64
PAPER, INK = "#dfe3e8", "#22262b"


@dataclass(slots=True)
class Sheet:
    """What is on one sheet so far."""

    title: str
    tiles: list[tuple[str, list[Image.Image]]] = field(default_factory=list[tuple[str, list[Image.Image]]])

    def take(self, page: Page, name: str) -> None:
        """Photograph the top of the page that is open at each width."""
        shots: list[Image.Image] = []
        for width, small in SHOTS.items():
            page.set_viewport_size({"width": width, "height": HEIGHT * width // small})
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(50)  # What sticks to the edge of the screen finds its place.
            shots.append(_picture(page.screenshot(animations="disabled", caret="hide"), small))
        self.tiles.append((name, shots))

    def write(self, path: Path) -> int:
        """Compose the sheet and write it; answers with its size in bytes."""
        wide = sum(SHOTS.values()) + GAP // 2 * (len(SHOTS) - 1)
        rows = -(-len(self.tiles) // COLUMNS)
        size = (COLUMNS * wide + (COLUMNS + 1) * GAP, 2 * CAPTION + rows * (HEIGHT + CAPTION + GAP) + GAP)
        sheet = Image.new("RGB", size, PAPER)
        draw = ImageDraw.Draw(sheet)
        draw.text((GAP, GAP // 2), self.title, fill=INK, font=ImageFont.load_default(26))
        for number, (name, shots) in enumerate(self.tiles):
            left = GAP + number % COLUMNS * (wide + GAP)
            top = 2 * CAPTION + number // COLUMNS * (HEIGHT + CAPTION + GAP)
            draw.text((left, top), name, fill=INK, font=ImageFont.load_default(20))
            for shot in shots:
                sheet.paste(shot, (left, top + CAPTION))
                left += shot.width + GAP // 2
        return save(sheet, path)


def side_by_side(pictures: Sequence[bytes], path: Path, *, wide: int, columns: int) -> int:
    """Put screenshots of one size into a grid; answers with the file's size in bytes."""
    shots = [_picture(picture, wide) for picture in pictures]
    rows = -(-len(shots) // columns)
    grid = Image.new(
        "RGB", (columns * (wide + GAP) + GAP, rows * (max(shot.height for shot in shots) + GAP) + GAP), PAPER
    )
    for number, shot in enumerate(shots):
        column, row = number % columns, number // columns
        grid.paste(shot, (GAP + column * (wide + GAP), GAP + row * (shot.height + GAP)))
    return save(grid, path)


def save(picture: Image.Image, path: Path) -> int:
    """Write a PNG of few colours, which is a third of the size of one of all; answers with its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path.stat().st_size


def _picture(screenshot: bytes, wide: int) -> Image.Image:
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    size = (wide, round(picture.height * wide / picture.width))
    return picture.resize(size, Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType] (Pillow's own type.)
