"""The words of a text as the search knows them: one spelling for all that people type.

`themes/common/static/search-core.js` says the same in JavaScript, and a browser test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD_MAX = 40
"""Letters of a word that count. What is longer is no word a person types."""
QUERY_MAX = 8
"""Words of a query that count."""

_ACCENTS = re.compile("[\u0300-\u036f]")
# They sort differently in Python and in JavaScript, and hardly anybody types them.
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i",
    "ς": "\u03c3",  # The sigma at the end of a word is a sigma.
})  # fmt: skip
_COMPOUND = re.compile(r"[^\W_]+(?:[-._/:]+[^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_SPELLED_OUT = re.compile("(?<=[aou])e")


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a query."""

    word: str
    """Folded."""
    typed: str
    """As it stood in the query."""
    pieces: tuple[str, ...] = ()
    """Of a part number with dashes, joined in `word`: what stands between them; else empty."""


def folded(text: str) -> str:
    """The text in small letters without accents.

    An e after a, o or u goes too, so that Büro, Buero and Buro are one word. What a text begins with stays what its
    folded form begins with.
    """
    return _SPELLED_OUT.sub("", _plain(text))


def words(text: str) -> set[str]:
    """All words of a text, folded. A part number such as FOR-FI00 is its pieces, and one word without the dashes."""
    found: set[str] = set()
    for compound in _COMPOUND.findall(_plain(text)):
        found.update(_of_compound(compound))
    return found


def number_words(number: str) -> set[str]:
    """The words of a SKU or part number: as `words`, and all of it as one, with digits or without."""
    pieces = _PIECE.findall(_plain(number))
    return words(number) | {_cut("".join(pieces))} if pieces else set()


def spellings(text: str) -> list[str]:
    """The words of a text in small letters with their accents, each as often as it stands there."""
    return _PIECE.findall(unicodedata.normalize("NFC", text).lower())


def asked(query: str) -> list[Asked]:
    """The words of a query, the first eight of them."""
    found: list[Asked] = []
    for compound in _COMPOUND.findall(_plain(query)):
        pieces = _PIECE.findall(compound)
        cut = tuple(_cut(piece) for piece in pieces)
        if len(pieces) > 1 and _DIGIT.search(compound):
            found.append(Asked(_cut("".join(pieces)), compound, cut))
        else:
            found += [Asked(word, piece) for word, piece in zip(cut, pieces, strict=True)]
    return found[:QUERY_MAX]


def order(word: str) -> bytes:
    """What to sort words by: the order of JavaScript."""
    return word.encode("utf-16-be", "surrogatepass")


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = _BEYOND.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    return text.lower().translate(_LETTERS)


def _cut(piece: str) -> str:
    return _SPELLED_OUT.sub("", piece)[:WORD_MAX]


@lru_cache(maxsize=200_000)
def _of_compound(compound: str) -> tuple[str, ...]:
    pieces = _PIECE.findall(compound)
    joined = ["".join(pieces)] if len(pieces) > 1 and _DIGIT.search(compound) else []
    return tuple({_cut(piece) for piece in [*pieces, *joined]})
