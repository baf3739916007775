"""An index as it is read: only the files a query needs, as a browser does it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from awning.search.entries import usual_path
from awning.search.numbers import unpacked, unpacked_rising
from awning.search.vocabulary import candidates_of, nearest, slips_allowed
from awning.search.words import order, words

_KEPT = 256
"""Files kept in memory."""
# Above every letter a word can have.
_LAST = "\uffff"
_LENGTHS = "0123456789abcdefghijklmnopqrstuv"

Found = tuple[str, list[int], list[int]]
"""A word, the numbers of the entries that have it in their title, and of those that have it elsewhere."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result says of its offering."""

    sku: str
    name: str
    vendor: str
    category: str
    path: str
    """Of its page, under the root of the shop's language."""
    retired: bool


class StoredIndex:
    """The index whose entry file has that path."""

    def __init__(self, entry: str, read: Callable[[str], bytes]) -> None:
        """Read the entry file.

        Args:
            entry: path of the entry file, as `SearchIndex.entry`.
            read: gives the content of a path: ``files.__getitem__``, or ``lambda path: (folder / path).read_bytes()``.
        """
        self._folder = entry.rpartition("/")[0]
        self._read = read
        # Bound here and not to the method, which would keep every index alive for ever.
        self._file = lru_cache(maxsize=_KEPT)(self._parsed)
        content = self._parsed(entry.rpartition("/")[2])
        self.vendors: Sequence[str] = content["vendors"]
        self.categories: Sequence[str] = content["categories"]
        self.retired = frozenset(unpacked_rising(content["retired"]))
        self.shelves = [*_shelves(content["shelves"])]
        """Number to the numbers of its vendor and its category."""
        self._chunk: int = content["chunk"]
        self._letters: str = content["letters"]
        self._beginnings = [order(beginning) for beginning in content["words"].split(" ")]

    def __len__(self) -> int:
        """How many entries it has."""
        return len(self.shelves)

    def words(self, beginning: str, *, begun: bool) -> Iterator[Found]:
        """The word of the index that is this one, or all that begin with it."""
        first = max(0, bisect_right(self._beginnings, order(beginning)) - 1)
        last = bisect_right(self._beginnings, order(beginning + _LAST)) if begun else first + 1
        for number in range(first, last):
            for word, strong, weak in self._block(number):
                if word == beginning or (begun and word.startswith(beginning)):
                    yield word, [*unpacked_rising(strong)], [*unpacked_rising(weak)]

    def meant(self, word: str, *, begun: bool) -> str | None:
        """The word of the catalog that somebody meant who mistyped it; none where none is near.

        Looked for among the words with its first letter and those of vendors and shelves, and if need be among those
        with its second letter. A slip in the first letter is rare, and to look everywhere is to load everything.
        """
        if not slips_allowed(word):
            return None
        for letter in dict.fromkeys(word[:2]):
            place = self._letters.find(letter)
            listed = candidates_of(self._file(f"v{place}.json")) if place >= 0 else ()
            if meant := nearest(word, [*listed, *((name, 0) for name in self._names)], begun=begun):
                return meant
        return None

    def shown(self, number: int) -> Shown:
        """What a result says of the entry of that number."""
        names, skus, paths = self._file(f"d{number // self._chunk}.json")
        place = number % self._chunk
        vendor, category = self.shelves[number]
        return Shown(
            sku=skus[place],
            name=names[place],
            vendor=self.vendors[vendor],
            category=self.categories[category],
            path=paths[place] or usual_path(names[place]),
            retired=number in self.retired,
        )

    @cached_property
    def _names(self) -> list[str]:
        return sorted(words("\n".join([*self.vendors, *self.categories])), key=order)

    def _block(self, number: int) -> Iterable[tuple[str, str, str]]:
        shortened, strong, weak = self._file(f"w{number}.json")
        whole: list[str] = []
        last = ""
        for word in shortened.split(" "):
            last = last[: _LENGTHS.index(word[0])] + word[1:]
            whole.append(last)
        return zip(whole, strong.split(" "), weak.split(" "), strict=True)

    def _parsed(self, name: str) -> Any:
        return json.loads(self._read(f"{self._folder}/{name}"))


def _shelves(text: str) -> Iterator[tuple[int, int]]:
    numbers = unpacked(text)
    for vendor, category, count in zip(numbers, numbers, numbers, strict=True):
        yield from [(vendor, category)] * count
