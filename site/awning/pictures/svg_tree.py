"""An SVG as a tree with the line of each element; entities, and depths that break renderers, are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast
from xml.sax import SAXException, handler, xmlreader

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from awning.errors import PictureError

DEPTH_MAX = 60
"""Elements within elements. Renderers call themselves for each level: some hundreds end the program."""
ELEMENTS_MAX = 50_000
Name = tuple[str, str]
"""Namespace, empty for none, and local name."""
# What drawing programs write at the top: the name of a standard, and nothing of their own. It does nothing.
_DOCTYPE = re.compile(r"""<!DOCTYPE\s+svg(\s+PUBLIC\s+"[^"<>]*")?(\s+SYSTEM)?(\s+"[^"<>]*")?\s*>""")
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


@dataclass(slots=True)
class Node:
    """An element: its name, its attributes in their order, and what is in it."""

    name: Name
    attributes: dict[Name, str]
    line: int
    children: list[Node | str] = field(default_factory=list["Node | str"])


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole file."""

    root: Node
    bare: bool
    """Whether there is nothing in it but elements, text and comments, written in UTF-8."""
    instructions: tuple[str, ...]
    """Processing instructions, each with its line; one of them can load a style sheet."""


def parse(content: bytes, name: str) -> Tree:
    """Read an SVG.

    Raises:
        PictureError: it is no XML, declares entities, or is nested too deep.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PictureError(f"{name} is not an SVG in UTF-8. Save it as plain SVG.") from None
    plain = _DOCTYPE.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    reader: Any = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder = _Builder(name)
    reader.setFeature(handler.feature_namespaces, True)
    reader.setContentHandler(builder)
    source = xmlreader.InputSource()
    # Its own words about its encoding do not count: it is read as what it was just seen to be.
    source.setEncoding("utf-8")
    source.setByteStream(cast("Any", BytesIO(plain.encode())))
    try:
        reader.parse(source)
    except (SAXException, DefusedXmlException, ValueError) as problem:
        line = getattr(problem, "getLineNumber", lambda: 1)() or 1
        said = problem.getMessage() if isinstance(problem, SAXException) else "it declares entities, or a DOCTYPE"
        raise PictureError(f"{name}, line {line}: is not an SVG ({said}). Save it as plain SVG.") from None
    declared = _DECLARED.match(text)
    bare = plain == text and not builder.instructions and (not declared or declared[1].lower() == "utf-8")
    return Tree(cast("Node", builder.root), bare, tuple(builder.instructions))


class _Builder(handler.ContentHandler):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.root: Node | None = None
        self.instructions: list[str] = []
        self._name = name
        self._open: list[Node] = []
        self._locator: Any = None
        self._count = 0

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        self._locator = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: ARG002, N802
        self._count += 1
        if len(self._open) >= DEPTH_MAX or self._count > ELEMENTS_MAX:
            raise PictureError(
                f"{self._name}, line {self._line}: has more than {DEPTH_MAX} elements in each other, or more than "
                f"{ELEMENTS_MAX:,} in all. Draw it simpler, or save it as PNG."
            )
        node = Node(_named(name), {_named(key): value for key, value in attrs.items()}, self._line)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: ARG002, N802
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].children.append(content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: ARG002, N802
        self.instructions.append(f"line {self._line}: <?{target}?>")

    @property
    def _line(self) -> int:
        return int(self._locator.getLineNumber() or 1)


def _named(name: tuple[str | None, str]) -> Name:
    return name[0] or "", name[1]
