"""What a search costs: bytes on their way to somebody who has loaded nothing yet, and the making of the index."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import brotli

from awning.resources import common_theme
from awning.search import SearchIndex, StoredIndex, build_index, find, overlay, sold_in
from figures import Figure, at_most
from support_search import synthetic_entries, synthetic_offers

QUERIES = (
    "fortinet firewall", "veeam", "FOR-FI00", "micorsoft", "server standard", "cloud sec", "backup for business",
    "exchnage premium", "pass", "25 users", "sicherheit micro", "no such thing",
)  # fmt: skip
"""A vendor and a kind, one word, part of a SKU, slips, words as common as they get, unfinished ones, and nothing."""
SHOWN = 8
"""Results on the first page, as in search.js."""
RESPONSE = 50
"""Bytes of a response's headers over HTTP/2, whose compression sends a repeated header as a number."""
GOALS_KB = {1_000: 15, 5_000: 35}
LARGE = 16_000
_compress: Any = brotli.compress  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] (Untyped.)


@dataclass(frozen=True)
class Wire:
    """A shop's search as a server would send it."""

    index: SearchIndex
    prices: bytes

    @cached_property
    def before(self) -> int:
        """What every first query needs: both scripts and the overlay."""
        static = common_theme() / "static"
        return sum(
            map(_sent, [(static / name).read_bytes() for name in ("search.js", "search-core.js")] + [self.prices])
        )

    @cached_property
    def _sold(self) -> frozenset[int]:
        return sold_in(self.prices)

    def cold(self, query: str) -> int:
        """All bytes of a first query, its first results included."""
        return self.before + self.asked(query)

    def asked(self, *queries: str) -> int:
        """Bytes of the index that the last of some queries, one after the other, asks for."""
        read: dict[str, None] = {}

        def sent(path: str) -> bytes:
            read[path] = None
            return self.index.files[path]

        stored = StoredIndex(self.index.entry, sent)
        before = 0
        for query in queries:
            before = len(read)
            for number in find(stored, query, sold=self._sold).numbers[:SHOWN]:
                stored.shown(number)
        files = [*read][before if len(queries) > 1 else 0 :]
        return sum(_sent(self.index.files[path]) for path in files)


def wire(offerings: int) -> Wire:
    """The search of a shop with that many offerings in its distributor's catalog."""
    entries = synthetic_entries(offerings)
    index = build_index(entries)
    return Wire(index, overlay(index.skus, synthetic_offers(entries), currency="EUR", decimals=2))


def search_bytes(offerings: int, queries: Sequence[str] = QUERIES) -> dict[str, int]:
    """Query to the bytes it takes when nothing is loaded yet."""
    shop = wire(offerings)
    return {query: shop.cold(query) for query in queries}


def figures(sizes: Sequence[int] = (1_000, 5_000), *, large: int = LARGE) -> Iterator[Figure]:
    """Measure the worst of the queries, what goes on from a loaded one, and the making of a large index."""
    for offerings in sizes:
        shop = wire(offerings)
        query, most = max(((query, shop.cold(query)) for query in QUERIES), key=lambda item: item[1])
        what = f"search of {offerings:,} offerings, cold, worst of {len(QUERIES)} ({query})"
        yield at_most(what, most / 1000, "KB", goal=GOALS_KB.get(offerings, 35))
        more = shop.asked("micros", "microsoft")
        yield at_most(f"search of {offerings:,} offerings, typed on", float(more), "bytes", goal=0)
    entries = synthetic_entries(large)
    start = time.process_time()
    build_index(entries)
    yield at_most(f"search index of {large:,} offerings", time.process_time() - start, "CPU s", goal=15)


@lru_cache(maxsize=4_096)
def _sent(content: bytes) -> int:
    return len(_compress(content, quality=11)) + RESPONSE
