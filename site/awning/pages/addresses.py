"""Addresses of pages: readable words made of names, each of them once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from pelican.utils import slugify

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_SLUG_RULES = [(r"[^\w\s-]", " "), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s_]+", "-")]


def slugs_of(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Id to a readable slug. Where two would be the same, both carry their id, so that neither depends on order."""
    short = {identifier: _slug(name) for identifier, name in named}
    long = {identifier: f"{slug}-{_slug(identifier)}" for identifier, slug in short.items()}
    short_counts, long_counts = Counter(short.values()), Counter(long.values())
    result: dict[str, str] = {}
    for identifier, slug in short.items():
        if short_counts[slug] == 1:
            result[identifier] = slug
        elif long_counts[long[identifier]] == 1 and short_counts[long[identifier]] == 0:
            result[identifier] = long[identifier]
        else:
            # Ids that differ in signs only, as A.1 and A-1.
            result[identifier] = f"{long[identifier]}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
    return result


@lru_cache(maxsize=100_000)
def _slug(name: str) -> str:
    """A name for an address. Umlauts are spelled out, as German readers expect and Unicode tables do not know."""
    return str(slugify(name.translate(_UMLAUTS), regex_subs=_SLUG_RULES))[:80].strip("-") or "item"
