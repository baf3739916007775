"""Words that people meant: those of the catalog, by their first letter and how common they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from awning.search.words import folded, order

SHORTEST = 4
"""Letters of a word below which a slip cannot be told from another word."""
_LONG = 8
_LISTED_MAX = 400
"""Words kept of each first letter, the most common ones: they fit in two kilobytes."""
_TITLE = 8
"""A word of a title is as common as one of so many descriptions: it is what people look for."""


def vocabulary(counts: Mapping[str, tuple[int, int]], spelled: Counter[str]) -> dict[str, list[str]]:
    """First letter to the words that begin with it, as they are spelled: a list of texts, one for each commonness.

    Text number n holds the words, with blanks between, that count for 2^n to 2^(n+1)-1.

    Args:
        counts: folded word to how many offerings have it in their title, and how many elsewhere.
        spelled: spelling to how often it stands in the catalog.
    """
    spelling: dict[str, tuple[int, str]] = {}
    for word, count in spelled.items():
        key = folded(word)
        # Of two as common, the one that sorts first: the files are the same each time.
        spelling[key] = min(spelling.get(key, (0, "~")), (-count, word))
    letters: dict[str, list[tuple[int, str]]] = {}
    for word, (titles, texts) in counts.items():
        if len(word) >= SHORTEST and word in spelling and word.isalpha():
            commonness = (titles * _TITLE + texts).bit_length() - 1
            letters.setdefault(word[0], []).append((commonness, spelling[word][1]))
    return {letter: _grouped(listed) for letter, listed in sorted(letters.items(), key=lambda item: order(item[0]))}


def slips_allowed(word: str) -> int:
    """How many letters of a folded word may be wrong."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def nearest(word: str, candidates: Iterable[tuple[str, int]], *, begun: bool) -> str | None:
    """The candidate that was meant: with the fewest slips, then one that is not just begun, then the most common.

    Args:
        word: what was typed, folded.
        candidates: words as they are spelled, each with its commonness.
        begun: whether the word may be unfinished.
    """
    allowed = slips_allowed(word)
    best: tuple[int, bool, int, bytes, str] | None = None
    for spelled, commonness in candidates:
        candidate = folded(spelled)
        if len(candidate) < SHORTEST or len(candidate) < len(word) - allowed:
            continue
        if not begun and len(candidate) > len(word) + allowed:
            continue
        row = _last_row(word, candidate[: len(word) + allowed + 1])
        slips = min(row) if begun else row[-1]
        found = (slips, row[-1] > slips, -commonness, order(spelled), spelled)
        if slips <= allowed and (best is None or found < best):
            best = found
    return best[4] if best else None


def slips_between(word: str, other: str) -> int:
    """How many letters are missing, too many, wrong, or have changed places with the next (Damerau, Levenshtein)."""
    return _last_row(word, other)[-1]


def candidates_of(groups: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The words of one letter's groups, each with its commonness."""
    for commonness, group in enumerate(groups):
        yield from ((word, commonness) for word in group.split(" ") if word)


def _last_row(word: str, other: str) -> list[int]:
    """The slips between the word and each beginning of the other, from none of it to all."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        above, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == its:
                slips = min(slips, above[j - 2] + 1)
            row.append(slips)
    return row


def _grouped(listed: list[tuple[int, str]]) -> list[str]:
    kept = sorted(listed, key=lambda item: (-item[0], order(item[1])))[:_LISTED_MAX]
    groups: list[list[str]] = [[] for _ in range(kept[0][0] + 1)]
    for commonness, word in kept:
        groups[commonness].append(word)
    return [" ".join(group) for group in groups]
