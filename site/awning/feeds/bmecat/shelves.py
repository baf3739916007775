"""Which category each product of a BMEcat file goes into.

The file says it behind its products, so it is kept on disk until they come by the second time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

from awning.catalog import Category, Offering
from awning.feeds.bmecat.groups import OTHER, Groups
from awning.feeds.bmecat.texts import spelled
from awning.feeds.fields import RowDamaging, RowRefused, shown
from awning.feeds.files import Base
from awning.feeds.xmlelement import Element

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Move:
    """A product is put into a group, or taken out of it."""

    line: int
    group_id: str
    out: bool


class Memberships:
    """Which products lie in which groups, in a temporary file that is gone when this is closed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE move (product TEXT NOT NULL, line INTEGER NOT NULL, group_id TEXT, out INTEGER, "
            "place INTEGER PRIMARY KEY); CREATE INDEX by_product ON move (product);"
            "CREATE TABLE given (product TEXT PRIMARY KEY, line INTEGER, body BLOB) WITHOUT ROWID;"
        )
        self._waiting: list[tuple[str, int, str, bool]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, entry: Element, *, update: bool) -> None:
        """Take in one entry of the map.

        Raises:
            RowRefused: it cannot be one.
        """
        fields, mode = entry.fields(), entry.attributes.get("mode", "" if update else "new")
        if mode not in ({"new", "delete"} if update else {"new"}):
            raise RowRefused(f"mode is {shown(mode)}; {'new or delete' if update else 'new'} is needed.")
        product = fields.identifier(spelled(entry, "PROD_ID"))
        self._waiting.append((product, entry.line, fields.identifier("CATALOG_GROUP_ID"), mode == "delete"))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def of(self, product: str) -> list[Move]:
        """What the map says of a product, in the file's order."""
        self._flush()
        found = self._database.execute(
            "SELECT line, group_id, out FROM move WHERE product = ? ORDER BY place", (product,)
        )
        return [Move(line, group, bool(out)) for line, group, out in found]

    def give(self, product: str, line: int, entity: object) -> None:
        """Note that the product itself stands in the file, and what was made of it.

        Raises:
            RowRefused: it stood there before.
            RowDamaging: it did, and says something else now.
        """
        body = sha256(repr(entity).encode(errors="surrogatepass")).digest()
        found = self._database.execute("SELECT line, body FROM given WHERE product = ?", (product,)).fetchone()
        if found is None:
            self._database.execute("INSERT INTO given VALUES (?, ?, ?)", (product, line, body))
            return
        place = f"{shown(product)} stands on line {found[0]} of this update already"
        if found[1] == body:
            raise RowRefused(f"{place}, word for word; this one is left out.")
        raise RowDamaging(f"{place}, and says something else there. One of the two is wrong.")

    def rest(self) -> Iterator[tuple[str, list[Move]]]:
        """The products of the map that do not stand in the file themselves."""
        self._flush()
        found = self._database.execute(
            "SELECT product FROM move WHERE product NOT IN (SELECT product FROM given) GROUP BY product "
            "ORDER BY min(place)"
        )
        for [product] in found:
            yield product, self.of(product)

    def _flush(self) -> None:
        if self._waiting:
            self._database.executemany(
                "INSERT INTO move (product, line, group_id, out) VALUES (?, ?, ?, ?)", self._waiting
            )
            self._waiting.clear()


class Shelves:
    """Which category each product goes into."""

    def __init__(self, groups: Groups, memberships: Memberships, base: Base, *, update: bool) -> None:
        self._groups = groups
        self._memberships = memberships
        self._base = base
        self._update = update
        self._other_given = False

    def other(self) -> Iterator[Category]:
        """The category of products in no group, once."""
        if not self._other_given and self._groups.shelf(OTHER.id) is None:
            self._other_given = True
            yield OTHER

    def of(self, sku: str) -> str:
        """The category of a product that stands in the file.

        Raises:
            RowRefused: it is put into groups, and none of them is in the catalog.
        """
        moves = self._memberships.of(sku)
        if self._update:
            base = self._base.offering(sku)
            return self._moved(base.category_id if base else OTHER.id, moves)
        known = (self._groups.shelf(move.group_id) for move in moves)
        shelf = next(filter(None, known), None)
        if moves and shelf is None:
            raise RowRefused(f"CATALOG_GROUP_ID {shown(moves[0].group_id)} is no group of this catalog.")
        return shelf or OTHER.id

    def given(self, sku: str, line: int, entity: object) -> None:
        """Note what an update makes of a product; of whole catalogs nothing is noted here.

        Raises:
            RowRefused: the update had made something of it before; it is damaging if that was something else.
        """
        if self._update:
            self._memberships.give(sku, line, entity)

    def rearranged(self) -> Iterator[tuple[int, Offering]]:
        """Products of an update that only change their group."""
        for sku, moves in self._memberships.rest():
            base = self._base.offering(sku)
            if base is not None and (shelf := self._moved(base.category_id, moves)) != base.category_id:
                yield moves[0].line, replace(base, category_id=shelf)

    def _moved(self, category_id: str, moves: list[Move]) -> str:
        """Where a product is after an update; its groups are those of the catalog that stands."""
        if any(move.out and move.group_id == category_id for move in moves):
            category_id = OTHER.id
        added = (move.group_id for move in moves if not move.out)
        if category_id == OTHER.id:
            return next(added, OTHER.id)
        return category_id
