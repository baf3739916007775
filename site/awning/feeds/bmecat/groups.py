"""Groups of a BMEcat file, which come in any order, made into categories."""

from __future__ import annotations

from dataclasses import dataclass, replace

from awning.catalog import Category, Text
from awning.feeds.bmecat.texts import text_of
from awning.feeds.fields import RowRefused, shown
from awning.feeds.reading import Reading
from awning.feeds.xmlelement import Element

OTHER = Category("other", "Other", translations={"en": Text("Other"), "de": Text("Weitere Artikel")})
"""Of products that lie in no group."""
_NO_PARENT = "0"


@dataclass(frozen=True, slots=True)
class _Group:
    category: Category
    line: int
    root: bool


class Groups:
    """The groups of ``CATALOG_GROUP_SYSTEM``. A single root that holds others is the catalog itself, and no shelf."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._shelves: dict[str, str] = {}

    def add(self, structure: Element, language: str) -> None:
        """Take in one group.

        Raises:
            RowRefused: it cannot be one.
        """
        fields = structure.fields()
        group_id, kind = fields.identifier("GROUP_ID"), structure.attributes.get("type", "")
        if kind not in {"root", "node", "leaf"}:
            raise RowRefused(f"type is {shown(kind)}; root, node or leaf is needed.")
        text, others = text_of(structure, "GROUP_NAME", "GROUP_DESCRIPTION", language)
        parent = fields.text("PARENT_ID")
        if group_id in self._groups:
            raise RowRefused(f"GROUP_ID {group_id} stands on line {self._groups[group_id].line} already.")
        parent_id = None if parent == _NO_PARENT or kind == "root" else parent
        category = Category(group_id, text.name, text.description, parent_id, others)
        self._groups[group_id] = _Group(category, structure.line, kind == "root")

    def settle(self, reading: Reading) -> list[Category]:
        """All categories, parents first, once every group is in; each group is counted."""
        children: dict[str | None, list[_Group]] = {}
        for group in self._groups.values():
            children.setdefault(group.category.parent_id, []).append(group)
        roots = [group for group in self._groups.values() if group.root]
        alone = roots[0].category.id if len(roots) == 1 and roots[0].category.id in children else None
        result: list[Category] = []
        waiting = children.get(None, [])[::-1]
        while waiting:
            group = waiting.pop()
            category = group.category
            reading.use(group.line)
            waiting += children.get(category.id, [])[::-1]
            if category.id == alone:
                self._shelves[category.id] = OTHER.id
                continue
            if category.parent_id == alone:
                category = replace(category, parent_id=None)
            self._shelves[category.id] = category.id
            result.append(category)
        for group in self._groups.values():
            if group.category.id not in self._shelves:
                parent = group.category.parent_id
                reading.reject(group.line, f"PARENT_ID {shown(parent)} is no group of this catalog, or lies in itself.")
        return result

    def shelf(self, group_id: str) -> str | None:
        """The category of a group's products, or none if there is no such group."""
        return self._shelves.get(group_id)
