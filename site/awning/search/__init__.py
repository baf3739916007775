"""Search without a server: an index shared by all shops, an overlay for each, and the same answers in Python."""

from awning.search.entries import Entry, ordered
from awning.search.index import SearchIndex, build_index
from awning.search.overlay import Offer, overlay, sold_in
from awning.search.query import Results, find
from awning.search.stored import Shown, StoredIndex

__all__ = [
    "Entry",
    "Offer",
    "Results",
    "SearchIndex",
    "Shown",
    "StoredIndex",
    "build_index",
    "find",
    "ordered",
    "overlay",
    "sold_in",
]
