"""Finding offerings in an index, and in which order they are shown.

Every word of a query has to be found. The last may be unfinished, and so may one that no offering has as it stands.
Each word counts for what it is to an offering: a word of its title, the beginning of one, a word elsewhere, or the
beginning of one, and the offering with the larger sum comes first. So a title goes before a description, whole words
before beginnings, and what stands in the title with every word before all else. Those alike stay in the order of the
catalog, by vendor and shelf. What is no longer sold comes last.

`themes/common/static/search-core.js` does the same in the browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from awning.search.stored import StoredIndex
from awning.search.words import Asked, asked, folded

TITLE_WORD, TITLE_BEGINNING, WORD, BEGINNING = 8, 6, 2, 1
"""What a word counts for, by where it stands."""

Hits = dict[int, int]
"""Number of an entry to what the words found in it count for."""


@dataclass(frozen=True, slots=True)
class Results:
    """What was found."""

    numbers: tuple[int, ...] = ()
    """Of the entries, the best first; `StoredIndex.shown` says what each is."""
    meant: str = ""
    """The query that was answered in place of a mistyped one; else empty."""
    vendors: Mapping[str, int] = field(default_factory=dict[str, int])
    """Vendor to how many were found, the most first."""
    categories: Mapping[str, int] = field(default_factory=dict[str, int])


def find(index: StoredIndex, query: str, *, sold: Container[int] | None = None) -> Results:
    """Find what has all words of a query; nothing where the query has none.

    Args:
        index: the catalog's.
        query: as a person typed it.
        sold: numbers of the entries a shop has; all, where it is left out.
    """
    said: list[str] = []
    found: Hits | None = None
    mistyped = False
    every = asked(query)
    for each in every:
        begun = each is every[-1]
        hits, word = _hits(index, each, begun=begun), each.typed
        if not hits and begun and found and len(each.word) == 1:
            # One letter more is being typed: what stands so far is still the best answer.
            break
        if not hits and (meant := index.meant(each.word, begun=begun)):
            hits, word, mistyped = _plain_hits(index, folded(meant), begun=begun), meant, True
        said.append(word)
        found = hits if found is None else {number: found[number] + hits[number] for number in found.keys() & hits}
        if not found:
            # No further word can change that.
            return Results()
    shown = {number: score for number, score in (found or {}).items() if sold is None or number in sold}
    numbers = sorted(shown, key=lambda number: (number in index.retired, -shown[number], number))
    shelves = [index.shelves[number] for number in numbers]
    return Results(
        numbers=tuple(numbers),
        meant=" ".join(said) if mistyped else "",
        vendors=dict(Counter(index.vendors[vendor] for vendor, _ in shelves).most_common()),
        categories=dict(Counter(index.categories[category] for _, category in shelves).most_common()),
    )


def _hits(index: StoredIndex, each: Asked, *, begun: bool) -> Hits:
    hits = _plain_hits(index, each.word, begun=begun and len(each.word) > 1)
    if not hits and not begun and len(each.word) > 1:
        hits = _plain_hits(index, each.word, begun=True)
    if hits or not each.pieces:
        return hits
    of_pieces = [_plain_hits(index, piece, begun=begun and piece is each.pieces[-1]) for piece in each.pieces]
    everywhere = set(of_pieces[0]).intersection(*of_pieces[1:])
    return {number: min(hits[number] for hits in of_pieces) for number in everywhere}


def _plain_hits(index: StoredIndex, beginning: str, *, begun: bool) -> Hits:
    hits: Hits = {}
    for word, strong, weak in index.words(beginning, begun=begun):
        whole = word == beginning
        for numbers, score in (
            (weak, WORD if whole else BEGINNING),
            (strong, TITLE_WORD if whole else TITLE_BEGINNING),
        ):
            for number in numbers:
                hits[number] = max(hits.get(number, 0), score)
    return hits
