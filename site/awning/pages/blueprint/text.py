"""How wide a text will be, and how it is broken into lines, without asking a browser.

The figures are those of the wider ones among the fonts systems have, so that what fits here fits there.
"""

from __future__ import annotations

import unicodedata

_WIDTHS = {
    **dict.fromkeys("iljI|.,:;'!", 0.30),
    **dict.fromkeys('ftr()[]{}/\\-\u00ad\u201c\u201d"` ', 0.38),
    **dict.fromkeys("mwMW@%&\u2026\u2014", 0.92),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXYZ\u00c4\u00d6\u00dc", 0.71),
}
_USUAL, _FULL = 0.58, 1.0
_LEFT_MIN = 3
"""So many letters at least go on to the next line where a word is broken."""
_ELLIPSIS = "\u2026"


def text_width(text: str, size: float) -> float:
    """The width of a text in a font of that size, in the same units, rather too much than too little."""
    return sum(map(_width, text)) * size


def wrapped(text: str, size: float, width: float, lines_max: int) -> tuple[str, ...]:
    """The text in lines no wider than that; words too long for a line are broken, and what is left over is cut off.

    Args:
        text: spaces of any kind between its words count as one.
        size: of the font.
        width: of the longest line, in the same units.
        lines_max: so many lines at most, at least 1; where there is more to say the last ends with an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _broken(word, size, width)
    if len(lines) <= lines_max:
        return tuple(lines)
    return (*lines[: lines_max - 1], _cut(lines[lines_max - 1], size, width))


def _broken(word: str, size: float, width: float) -> list[str]:
    """A word in pieces that fit; behind a hyphen it has already, if that helps."""
    pieces: list[str] = [""]
    for part in word.replace("-", "-\0").split("\0"):
        if pieces[-1] and text_width(pieces[-1] + part, size) > width:
            pieces.append("")
        rest = part
        while text_width(pieces[-1] + rest, size) > width and len(rest) > 1:
            count = _fitting(rest, size, width)
            hyphen = "-" if _hyphened(rest[count - 1 : count + 1]) else ""
            pieces[-1] += rest[:count] + hyphen
            pieces.append("")
            rest = rest[count:]
        pieces[-1] += rest
    return pieces


def _fitting(word: str, size: float, width: float) -> int:
    """How many letters of a word that is too long go on its line, with a hyphen; few are not left alone on the next."""
    count = 1
    while text_width(word[: count + 1] + "-", size) <= width:
        count += 1
    return max(min(count, len(word) - _LEFT_MIN), 1)


def _hyphened(letters: str) -> bool:
    """Whether a hyphen stands where these two are parted: not in scripts without spaces."""
    return letters.isalpha() and all(_width(letter) < _FULL for letter in letters)


def _cut(line: str, size: float, width: float) -> str:
    while line and text_width(line + _ELLIPSIS, size) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS


def _width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    wide = unicodedata.east_asian_width(character) in {"W", "F"}
    return _FULL if wide else _WIDTHS["A"] if character.isupper() else _USUAL
