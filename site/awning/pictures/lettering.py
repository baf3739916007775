"""Words in pictures: which letters a font has, and where lines break.

The font is the reseller's own where there is one, else Yanone Kaffeesatz (SIL Open Font License), which Pelican brings
along: the letters of Western Europe. The font inside Pillow knows English alone; fonts of the machine would make the
same shop look different on each.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from PIL import ImageFont

from awning.errors import PictureError

_LAID_OUT = ImageFont.Layout.BASIC
# Letters that are no letter with an accent, and can be written with those that every font has.
_SPELT = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i", "ħ": "h", "œ": "oe", "Œ": "OE", "ẞ": "SS", "ø": "o",
     "Ø": "O", "\u2011": "-", "\u2010": "-", "\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
     "→": ">", "™": ""}
)  # fmt: skip


@lru_cache(maxsize=1)
def plain_font_file() -> Path:
    """The font that comes with us everywhere.

    Raises:
        PictureError: this Pelican does not have it.
    """
    found = Path(str(files("pelican") / "themes/notmyidea/static/fonts/Yanone_Kaffeesatz_400.ttf"))
    if not found.is_file():
        raise PictureError(f"{found} is not there: social cards are set in it. Install Pelican 4.11 or later.")
    return found


class Lettering:
    """A font to measure with and draw in."""

    def __init__(self, own: bytes | None = None) -> None:
        """Take the reseller's font (WOFF2, TrueType or OpenType), or none for the one that comes with us.

        Raises:
            PictureError: it is damaged.
        """
        self._content = own or plain_font_file().read_bytes()
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._missing = self._shape("\uffff")
        self._known: dict[str, bool] = {}
        self._advances: dict[tuple[str, int], float] = {}

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in a size, in pixels.

        Raises:
            PictureError: it is damaged.
        """
        if size not in self._sizes:
            try:
                self._sizes[size] = ImageFont.truetype(io.BytesIO(self._content), size, layout_engine=_LAID_OUT)
            except OSError as problem:
                raise PictureError(f"A font of the shop cannot be read: {problem}. Convert it anew.") from None
        return self._sizes[size]

    def spelt(self, text: str) -> str:
        """A text in letters the font has, without accents where it has to be; empty where letters are missing still.

        Better no line than one with boxes in it: ``Łódź`` may become ``Lódz``, Greek needs a font that has Greek.
        """
        text = " ".join(unicodedata.normalize("NFC", text).split())
        written = "".join(self._letter(letter) for letter in text)
        return " ".join(written.split()) if all(self._has(letter) for letter in written) else ""

    def lines(self, text: str, size: int, width: int, most: int) -> list[str]:
        """A text broken into at most so many lines of that width, in pixels; what is too much ends in three dots.

        Lines are about as long as each other: no word stands alone on the last.
        """
        lines = self._broken(text, size, width, most)
        narrow, wide = width // 2, width
        while len(lines) > 1 and wide - narrow > size // 4:
            middle = (narrow + wide) // 2
            tried = self._broken(text, size, middle, most)
            # As many lines as before, and nothing of the text lost.
            if len(tried) == len(lines) and "".join(tried).replace(" ", "") == "".join(lines).replace(" ", ""):
                lines, wide = tried, middle
            else:
                narrow = middle
        return lines

    def _broken(self, text: str, size: int, width: int, most: int) -> list[str]:
        lines: list[str] = []
        for word in self._pieces(text.split(), size, width):
            if lines and self.width(f"{lines[-1]} {word}", size) <= width:
                lines[-1] = f"{lines[-1]} {word}"
            else:
                lines.append(word)
        if len(lines) > most:
            last = lines[most - 1]
            while last and self.width(f"{last}...", size) > width:
                last = last[:-1].rstrip()
            lines = [*lines[: most - 1], f"{last.rstrip(' ,;:.')}..."]
        return lines

    def _pieces(self, words: Iterable[str], size: int, width: int) -> Iterable[str]:
        """Words, and those that are wider than a line in pieces."""
        for word in words:
            piece = ""
            for letter in word:
                if piece and self.width(piece + letter, size) > width:
                    yield piece
                    piece = ""
                piece += letter
            yield piece

    def width(self, text: str, size: int) -> float:
        """How wide a text is, in pixels, if no two letters move together: never less than it really is by much."""
        # Letter by letter and remembered: measuring whole lines again and again takes seconds for long names.
        return sum(self._advance(letter, size) for letter in text)

    def _advance(self, letter: str, size: int) -> float:
        if (letter, size) not in self._advances:
            self._advances[letter, size] = self.at(size).getlength(letter)
        return self._advances[letter, size]

    def _letter(self, letter: str) -> str:
        if self._has(letter):
            return letter
        spelt = letter.translate(_SPELT)
        bare = "".join(each for each in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(each))
        # Pictographs are left out: a name is understood without.
        return "" if unicodedata.category(letter) in {"So", "Sk", "Cf", "Cs", "Mn"} else bare

    def _has(self, letter: str) -> bool:
        if letter not in self._known:
            self._known[letter] = letter == " " or (
                letter.isprintable() and self._shape(letter) not in {b"", self._missing}
            )
        return self._known[letter]

    def _shape(self, letter: str) -> bytes:
        # Pillow does not type what it draws into: a buffer of bytes.
        return bytes(cast("Any", self.at(40).getmask(letter)))
