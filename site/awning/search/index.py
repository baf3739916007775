"""The search index of a catalog in one language: small files, the same for every shop.

An entry file says where what stands. The words of the catalog, sorted, are cut into blocks of about the same size, so
that a word lies in one file and the words with one beginning in a few. Beside each word stand the numbers of the
offerings that have it in their title (name, vendor, SKU, part number), and of those that have it elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from awning.search.entries import Entry, ordered, usual_path
from awning.search.numbers import packed, packed_rising
from awning.search.vocabulary import vocabulary
from awning.search.words import number_words, order, spellings, words

ENTRY_FILE = "index.json"
# Letters of a block of words after which the next one begins: a hundred blocks, as far as the bounds allow.
_BLOCKS, _BLOCK_SHORTEST, _BLOCK_LONGEST = 100, 1_500, 3_000
# Entries of the catalog below which one file shows so many: results are few and lie far apart, files cost room too.
_CHUNKS = ((2_000, 8), (8_000, 16))
_LARGEST_CHUNK = 32
_DIGEST_LENGTH = 16
# One letter, so that it parts the lengths from the words: as `awning.search.numbers` writes numbers below 32.
_LENGTHS = "0123456789abcdefghijklmnopqrstuv"

_Postings = dict[str, tuple[list[int], list[int]]]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The files of an index. They hold what their address names, and never change."""

    entry: str
    """The path of the entry file; all others lie beside it."""
    files: Mapping[str, bytes]
    """Path to content, the entry file included: search/<digest>/index.json."""
    skus: tuple[str, ...]
    """The SKUs in the order of their numbers, for overlays."""


def build_index(entries: Iterable[Entry]) -> SearchIndex:
    """Make the index of a catalog: the same bytes for the same entries, in whatever order they come."""
    numbered = ordered(entries)
    files = {name: _json(content) for name, content in _contents(numbered)}
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    folder = f"search/{digest.hexdigest()[:_DIGEST_LENGTH]}"
    return SearchIndex(
        entry=f"{folder}/{ENTRY_FILE}",
        files={f"{folder}/{name}": content for name, content in files.items()},
        skus=tuple(entry.sku for entry in numbered),
    )


def _contents(numbered: list[Entry]) -> Iterator[tuple[str, object]]:
    postings, spelled = _read(numbered)
    beginnings: list[str] = []
    last = ""
    for number, block in enumerate(_blocks(postings)):
        first = block[0]
        beginnings.append(first[: _shared(last, first) + 1])
        last = block[-1]
        yield f"w{number}.json", _block(block, postings)
    if not postings:
        # A search in nothing asks for it all the same.
        yield "w0.json", ["0", "", ""]
    letters = vocabulary({word: (len(strong), len(weak)) for word, (strong, weak) in postings.items()}, spelled)
    for number, groups in enumerate(letters.values()):
        yield f"v{number}.json", groups
    chunk = next((size for below, size in _CHUNKS if len(numbered) < below), _LARGEST_CHUNK)
    for start in range(0, len(numbered), chunk):
        yield f"d{start // chunk}.json", _shown(numbered[start : start + chunk])
    yield ENTRY_FILE, _entry(numbered, chunk, beginnings, "".join(letters))


def _read(numbered: list[Entry]) -> tuple[_Postings, Counter[str]]:
    postings: _Postings = {}
    spelled: Counter[str] = Counter()
    for number, entry in enumerate(numbered):
        title = f"{entry.name} {entry.vendor}"
        rest = "\n".join((entry.description, entry.category, *entry.values))
        strong = words(title) | number_words(entry.sku) | number_words(entry.part_number)
        for kind, found in enumerate((strong, words(rest) - strong)):
            for word in found:
                if word not in postings:
                    postings[word] = ([], [])
                postings[word][kind].append(number)
        spelled.update(spellings(f"{title}\n{rest}"))
    return postings, spelled


def _blocks(postings: _Postings) -> Iterator[list[str]]:
    lengths = {word: len(word) + len(strong) + len(weak) + 2 for word, (strong, weak) in postings.items()}
    enough = max(_BLOCK_SHORTEST, min(_BLOCK_LONGEST, sum(lengths.values()) // _BLOCKS))
    block: list[str] = []
    length = 0
    for word in sorted(postings, key=order):
        length += lengths[word]
        block.append(word)
        if length >= enough:
            yield block
            block, length = [], 0
    if block:
        yield block


def _block(block: list[str], postings: _Postings) -> list[str]:
    """The words, each after how many letters it shares with the one before; then both kinds of numbers."""
    shortened: list[str] = []
    last = ""
    for word in block:
        shared = min(_shared(last, word), len(_LENGTHS) - 1)
        shortened.append(_LENGTHS[shared] + word[shared:])
        last = word
    numbers = (" ".join(packed_rising(postings[word][kind]) for word in block) for kind in (0, 1))
    return [" ".join(shortened), *numbers]


def _shared(word: str, other: str) -> int:
    """How many letters both begin with."""
    length = min(len(word), len(other))
    return next((place for place in range(length) if word[place] != other[place]), length)


def _shown(chunk: list[Entry]) -> list[list[str]]:
    """Names, SKUs and the paths that cannot be told from the name."""
    paths = ["" if entry.path == usual_path(entry.name) else entry.path for entry in chunk]
    return [[entry.name for entry in chunk], [entry.sku for entry in chunk], paths]


def _entry(numbered: list[Entry], chunk: int, beginnings: list[str], letters: str) -> dict[str, object]:
    vendors = list(dict.fromkeys(entry.vendor for entry in numbered))
    categories = list(dict.fromkeys(entry.category for entry in numbered))
    vendor_numbers = {name: number for number, name in enumerate(vendors)}
    category_numbers = {name: number for number, name in enumerate(categories)}
    runs: list[int] = []
    for (vendor, category), run in groupby(numbered, key=lambda entry: (entry.vendor, entry.category)):
        runs += [vendor_numbers[vendor], category_numbers[category], sum(1 for _ in run)]
    return {
        "chunk": chunk,
        "words": " ".join(beginnings),
        "letters": letters,
        "vendors": vendors,
        "categories": categories,
        "shelves": packed(runs),
        "retired": packed_rising([number for number, entry in enumerate(numbered) if entry.retired]),
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
