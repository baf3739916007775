"""A shop's search: the index of its catalog, made once for all shops and kept, and the shop's own prices beside it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from awning.catalog import Lifecycle
from awning.pages.prose import html_of, plain_text
from awning.pages.storefront import Storefront
from awning.search import Entry, Offer, SearchIndex, build_index, overlay

_RECIPE = 1
"""Raised when the same catalog is indexed in another way than before."""
_OWN_ENDING = ".index.json"


def index_of(front: Storefront, kept: Path) -> SearchIndex:
    """The index of the whole catalog in one language; from the folder of those kept, where it was made before."""
    entries = list(_entries(front))
    known = kept / f"{_digest(entries)}{_OWN_ENDING}"
    if known.is_file():
        with suppress(OSError, ValueError, KeyError):
            read = json.loads(known.read_text(encoding="utf-8"))
            files = {path: str(text).encode() for path, text in read["files"].items()}
            return SearchIndex(read["entry"], files, tuple(read["skus"]))
    index = build_index(entries)
    _keep(index, known)
    return index


def overlay_of(fronts: Sequence[Storefront], skus: Sequence[str]) -> bytes:
    """What a shop sells and asks, for all its languages."""
    offers: dict[str, Offer] = {}
    first = fronts[0]
    for card in first.cards():
        said = {front.shop.language: other.price_unit for front in fronts if (other := front.card(card.sku))}
        offers[card.sku] = Offer(
            value=card.price.shown if card.price else "",
            is_from=card.price_is_from,
            per=tuple(sorted(said.items())) if any(said.values()) else (),
            facets=tuple(card.facets.split()),
        )
    return overlay(skus, offers, currency=first.shop.currency, decimals=first.shop.decimals)


def _entries(front: Storefront) -> Iterable[Entry]:
    language, categories = front.wording.language, front.book.categories
    for offering in front.book.everything():
        text = offering.said_in(language)
        yield Entry(
            sku=offering.id,
            name=text.name,
            vendor=offering.vendor,
            category_id=offering.category_id,
            category=categories[offering.category_id].said_in(language).name,
            path=f"products/{front.slugs[offering.id]}.html",
            description=plain_text(html_of(text.description)),
            values=tuple(row.said_in(language)[1] for row in offering.characteristics),
            part_number=offering.part_number,
            retired=offering.lifecycle is Lifecycle.RETIRED,
        )


def _digest(entries: Iterable[Entry]) -> str:
    digest = hashlib.sha256(str(_RECIPE).encode())
    for entry in entries:
        digest.update(repr(entry).encode())
    return digest.hexdigest()[:24]


def _keep(index: SearchIndex, path: Path) -> None:
    """Write the index beside those of other languages; whoever makes the same at the same time writes the same."""
    files = {name: each.decode() for name, each in index.files.items()}
    content = {"entry": index.entry, "skus": index.skus, "files": files}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
