"""Finding offerings by words: one index for each catalog and language, kept in memory and shared by all shops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from threading import Lock

from awning.catalog import Category, Lifecycle, Offering
from awning.search import Entry, StoredIndex, build_index, find
from awning.snapshot import Snapshot

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Matches:
    """What the words of a query lead to, the best first; which of it a shop sells is not known here."""

    skus: tuple[str, ...] = ()
    meant: str = ""
    """The words that were looked up in place of mistyped ones; else empty."""


@dataclass(frozen=True, slots=True)
class _Index:
    stored: StoredIndex
    skus: tuple[str, ...]
    """By number."""


class Finder:
    """The indexes of one catalog. Each is made when it is first asked for, and all go when the catalog changes."""

    def __init__(self) -> None:
        """Know no catalog yet."""
        self._lock = Lock()
        self._revision = ""
        self._indexes: dict[str, _Index] = {}

    def find(self, catalog: Snapshot, language: str, query: str) -> Matches:
        """Look words up among the names and descriptions of a catalog in a language."""
        # An index opens its files when they are first asked for, so asking it is for one at a time too.
        with self._lock:
            if catalog.revision != self._revision:
                self._revision, self._indexes = catalog.revision, {}
            if language not in self._indexes:
                self._indexes[language] = _index(catalog, language)
            index = self._indexes[language]
            found = find(index.stored, query)
        return Matches(tuple(index.skus[number] for number in found.numbers), found.meant)


def _index(catalog: Snapshot, language: str) -> _Index:
    categories = {category.id: category for category in catalog.categories()}
    made = build_index(_entries(catalog.offerings(), categories, language))
    return _Index(StoredIndex(made.entry, made.files.__getitem__), made.skus)


def _entries(offerings: Iterable[Offering], categories: Mapping[str, Category], language: str) -> Iterable[Entry]:
    for offering in offerings:
        text = offering.said_in(language)
        yield Entry(
            sku=offering.id,
            name=text.name,
            vendor=offering.vendor,
            category_id=offering.category_id,
            category=categories[offering.category_id].said_in(language).name,
            path="",  # Each shop has its own, and says where.
            description=unescape(_TAG.sub(" ", text.description)),
            values=tuple(row.said_in(language)[1] for row in offering.characteristics),
            part_number=offering.part_number,
            retired=offering.lifecycle is Lifecycle.RETIRED,
        )
