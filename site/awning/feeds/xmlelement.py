"""An element of an XML record, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from awning.feeds.fields import Fields, RowRefused

_NOWHERE = Fields({})


class Element:
    """A name, attributes, a text and elements. Names are local: prefixes and namespaces are dropped."""

    __slots__ = ("_pieces", "_size", "attributes", "children", "line", "name", "spoiled")

    def __init__(self, name: str, line: int, attributes: dict[str, str]) -> None:
        self.name = name
        self.line = line
        self.attributes = attributes
        self.children: list[Element] = []
        self.spoiled = ""
        """Of a record: why no more of it was kept than its name, if so."""
        self._pieces: list[str] = []
        self._size = 0

    @property
    def text(self) -> str:
        """The text directly in it, without blanks at the ends."""
        return "".join(self._pieces).strip()

    def add(self, text: str) -> int:
        """Put more text into it; how long it is then."""
        self._pieces.append(text)
        self._size += len(text)
        return self._size

    def spoil(self, reason: str) -> None:
        """Give up what it holds."""
        self.spoiled = reason
        self.children.clear()
        self._pieces.clear()

    def each(self, name: str) -> Iterator[Element]:
        """The elements of that name directly in it."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """The first of them, or none."""
        return next(self.each(name), None)

    def plain(self) -> str:
        """The text of an element that may hold nothing else.

        Raises:
            RowRefused: there are elements in it.
        """
        if self.children:
            raise RowRefused(f"{self.name} holds the element {self.children[0].name}: HTML stands in CDATA.")
        return self.text

    def fields(self, where: str = "") -> Fields:
        """The elements in it that hold only text, to be asked for by name; of equal names the first.

        Args:
            where: what messages call the element, if they are to call it anything.
        """
        found: dict[str, object] = {}
        for child in self.children:
            value: object = dict[str, object]() if child.children else child.text
            if value != "" and child.name not in found:
                found[child.name] = value
        return Fields(found, _NOWHERE if where else None, where)
