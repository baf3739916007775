"""How large a drawing becomes when every reference in it is followed: a few lines can ask for millions of shapes.

A renderer copies what ``<use>`` points to, patterns and masks too. Ten uses of ten uses of ten are a thousand copies,
and a chain of some hundred references ends renderers that call themselves for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awning.errors import PictureError
from awning.pictures.svg_tree import DEPTH_MAX, Node
from awning.pictures.svg_words import XLINK

DRAWN_MAX = 50_000
"""Shapes that are drawn in the end, copies among them."""
_URL = re.compile(r"""url\(\s*["']?#([^\s"'()<>]+)""")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTED = re.compile(r"[.#]?[A-Za-z_][\w-]*|\*")


def check_growth(root: Node, name: str) -> None:
    """Count what is drawn.

    Raises:
        PictureError: there are more shapes than `DRAWN_MAX`, references go around in a circle, or too deep.
    """
    _Count(root, name).of(root, 0)


class _Count:
    def __init__(self, root: Node, name: str) -> None:
        self._name = name
        self._targets: dict[str, Node] = {}
        for node in _all(root):
            if own := node.attributes.get(("", "id")):
                self._targets.setdefault(own, node)
        self._styled = dict(_styled(root))
        self._known: dict[int, tuple[int, int]] = {}
        self._open: set[int] = set()

    def of(self, node: Node, depth: int) -> tuple[int, int]:
        """How many shapes an element comes to, and how deep they lie."""
        me = id(node)
        if me in self._known:
            drawn, below = self._known[me]
        else:
            if me in self._open:
                raise PictureError(f"{self._name}, line {node.line}: <{node.name[1]}> refers to itself. Draw it anew.")
            if depth > DEPTH_MAX:
                raise self._too_much(node)
            self._open.add(me)
            found = [self.of(each, depth + 1) for each in self._followed(node)]
            self._open.discard(me)
            drawn, below = 1 + sum(each[0] for each in found), 1 + max((each[1] for each in found), default=0)
            self._known[me] = drawn, below
        if drawn > DRAWN_MAX or depth + below > DEPTH_MAX + 1:
            raise self._too_much(node)
        return drawn, below

    def _followed(self, node: Node) -> Iterator[Node]:
        yield from (child for child in node.children if isinstance(child, Node))
        for (space, local), value in node.attributes.items():
            if local == "href" and space in {"", XLINK}:
                names = [value.strip().removeprefix("#")]
            else:
                names = _URL.findall(value)
            yield from (self._targets[each] for each in names if each in self._targets)
        for selector in _selectors(node) if self._styled else ():
            yield from (self._targets[each] for each in self._styled.get(selector, ()) if each in self._targets)

    def _too_much(self, node: Node) -> PictureError:
        return PictureError(
            f"{self._name}, line {node.line}: comes to more than {DRAWN_MAX:,} shapes, or to references more than "
            f"{DEPTH_MAX} deep. Draw it simpler, or save it as PNG."
        )


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from _all(child)


def _styled(root: Node) -> Iterator[tuple[str, list[str]]]:
    """What rules in ``<style>`` refer to, by each class, id and element their selectors name: rather too much."""
    found: dict[str, list[str]] = {}
    for node in _all(root):
        if node.name[1] == "style":
            text = "".join(each for each in node.children if isinstance(each, str))
            for selectors, rule in _RULE.findall(text):
                for each in _SELECTED.findall(selectors):
                    found.setdefault(each, []).extend(_URL.findall(rule))
    yield from ((each, names) for each, names in found.items() if names)


def _selectors(node: Node) -> Iterator[str]:
    yield "*"
    yield node.name[1]
    yield f"#{node.attributes.get(('', 'id'), '')}"
    yield from (f".{each}" for each in node.attributes.get(("", "class"), "").split())
