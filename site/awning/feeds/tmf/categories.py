"""Categories of TM Forum's catalog: given when an offering needs them, each behind those it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from awning.catalog import Category, Text
from awning.feeds.fields import Fields, RowRefused
from awning.feeds.tmf.index import Index, Record
from awning.feeds.tmf.kinds import Change, Kind
from awning.feeds.tmf.versions import PARTIAL, standing

OTHER = Category("other", "Other")
"""Where offerings stand that name no category."""


@dataclass(slots=True)
class _Shelf:
    category: Category
    record: Record | None
    given: bool = False


class Shelves:
    """The categories of a feed, by id."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._shelves: dict[str, _Shelf] = {}
        self._parents: dict[str, str] = {}
        for identifier in index.ids(Kind.CATEGORY):
            self._read(identifier)
        self._join()

    def known(self, identifier: str) -> bool:
        """Whether the feed has a category of that id."""
        return identifier in self._shelves

    def all(self) -> Iterator[Category]:
        """Every category that was not given yet, each behind those it stands in."""
        for identifier, shelf in self._shelves.items():
            yield from self.needed(identifier, shelf.category.name)

    def needed(self, identifier: str, name: str) -> Iterator[Category]:
        """The category with those it stands in, as far as they were not given yet.

        One that has no record of its own is made from the name by which an offering refers to it.
        """
        if identifier not in self._shelves:
            parent = self._parents.get(identifier, "")
            alone = Category(identifier, name, parent_id=parent if parent in self._shelves else None)
            self._shelves[identifier] = _Shelf(alone, None)
        shelf = self._shelves[identifier]
        chain: list[_Shelf] = []
        while not shelf.given:
            shelf.given = True
            chain.append(shelf)
            if shelf.category.parent_id is None:
                break
            shelf = self._shelves[shelf.category.parent_id]
        for each in reversed(chain):
            if each.record:
                self._index.begins(each.record)
            yield each.category

    def _read(self, identifier: str) -> None:
        found = standing(self._index, self._index.records(Kind.CATEGORY, identifier))
        fields = Fields(found.record.body)
        for row in found.rivals:
            self._index.take_back(row, f"id {identifier} stands at {found.record.where} already; this one is left out.")
        try:
            _refuse_parts(found.change)
            category = Category(
                id=identifier,
                name=fields.text("name"),
                description=fields.text("description", ""),
                translations=texts(fields),
            )
            parent = fields.text("parentId", "") or fields.inside("parent").text("id", "")
            children = [child.identifier("id") for child in fields.each("subCategory")]
            offered = [each.identifier("id") for each in fields.each("productOffering")]
        except RowRefused as refusal:
            for row in found.rows:
                self._index.take_back(row, refusal)
            return
        self._shelves[identifier] = _Shelf(category, found.record)
        if parent:
            self._parents[identifier] = parent
        for child in children:
            self._parents.setdefault(child, identifier)
        for sku in offered:
            self._index.place_on_shelf(sku, identifier)

    def _join(self) -> None:
        """Put each category into its parent, unless that is not there or stands in it itself."""
        for identifier, shelf in self._shelves.items():
            above: list[str] = []
            each = identifier
            while (each := self._parents.get(each, "")) in self._shelves and each not in above:
                above.append(each)
            if above and identifier not in above:
                shelf.category = replace(shelf.category, parent_id=above[0])


def _refuse_parts(change: Change) -> None:
    if change is Change.DELETE:
        raise RowRefused("A category that is deleted is not taken away: move its offerings, and it stands empty.")
    if change in PARTIAL:
        raise RowRefused("The event tells a part of a category that no other row has: send it whole.")


def texts(fields: Fields) -> dict[str, Text]:
    """Names and descriptions in other languages, an addition of the neutral feed."""
    return {
        language: Text(said.text("name"), said.text("description", "")) for language, said in fields.languages("i18n")
    }
