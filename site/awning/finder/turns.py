"""Whose turn it is: the order in which partners stand on a page, in which nobody is favoured.

Each catalog and each page draw it anew, from a digest and not by chance, so two builds of one catalog are the same
site. Over many pages everybody stands first about equally often, and no name, no age and no size changes that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def in_turn(slugs: Iterable[str], page: str, revision: str) -> tuple[str, ...]:
    """The partners of a page in their order.

    Args:
        slugs: who stands on it.
        page: what it is about: the SKU of an offering, or a word that is none.
        revision: of the catalog, so that the order changes with it.
    """
    drawn = hashlib.blake2b(f"{revision}\0{page}\0".encode(), digest_size=8)

    def place(slug: str) -> tuple[bytes, str]:
        own = drawn.copy()
        own.update(slug.encode())
        return own.digest(), slug

    return tuple(sorted(slugs, key=place))
