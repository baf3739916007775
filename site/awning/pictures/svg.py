"""Drawings of strangers, cleaned: what draws stays, what runs, loads or grows without end goes."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from awning.errors import PictureError
from awning.pictures.sources import raster_size, read_file
from awning.pictures.svg_growth import check_growth
from awning.pictures.svg_tree import Name, Node, parse
from awning.pictures.svg_words import ACTIVE, ATTRIBUTES, ELEMENTS, IMAGES, SVG, UNWRAPPED, WITH_TEXT, XLINK, XML

SVG_MAX = 5 * 1024 * 1024
"""Bytes of any drawing; what is larger is not even read."""
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,2})?)\s*(px|pt|pc|mm|cm|in)?\s*")
# CSS pixels in a unit, https://www.w3.org/TR/css-values-3/#absolute-lengths.
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_DATA = re.compile(r"data:image/(?:png|jpe?g|webp);base64,([A-Za-z0-9+/=\s]+)")
_FRAGMENT = re.compile(r"#[^\s\"'()<>]+")
_OWN_URL = re.compile(r"""url\(\s*(["']?)#[^\s"'()<>]+\1\s*\)""")
# A backslash can spell any of them in disguise.
_REACHES = re.compile(
    r"url\(|src\(|image\(|image-set\(|@import|@font-face|expression|javascript:|behavior|-moz-binding|\\", re.IGNORECASE
)
_SIDE_MAX = 100_000
# What browsers take where nothing is said, https://www.w3.org/TR/css-images-3/#default-sizing.
_WITHOUT = (300.0, 150.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG that is safe to publish and to rasterise."""

    content: bytes
    """The file as it came, byte by byte, where there was nothing to mend."""
    width: int
    """In CSS pixels, as it says itself or by its viewBox; at least 1."""
    height: int
    removed: tuple[str, ...]
    """What ran or loaded something and was taken out: ``line 4: <script>``. What is merely useless is not named."""


def read_drawing(path: Path, most: int = SVG_MAX) -> Drawing:
    """An SVG file, cleaned.

    Raises:
        PictureError: it cannot be read, is too large, or is no SVG; the message begins with its name.
    """
    return clean(read_file(path, most), path.name)


def clean(content: bytes, name: str) -> Drawing:
    """A drawing without anything that runs, loads, or is no SVG.

    Raises:
        PictureError: it is no SVG, has entities, or grows without end when it is drawn.
    """
    tree = parse(content, name)
    if tree.root.name not in {(SVG, "svg"), ("", "svg")}:
        raise PictureError(f"{name} is not an SVG: it begins with <{tree.root.name[1]}>.")
    cleaner = _Cleaner(name, list(tree.instructions))
    root = cleaner.cleaned(tree.root)
    check_growth(root, name)
    width, height = _size(root, name)
    if not cleaner.changed and tree.bare:
        return Drawing(content, width, height, ())
    written = "".join(_written(root, outermost=True))
    return Drawing(written.encode(), width, height, tuple(cleaner.removed))


class _Cleaner:
    def __init__(self, name: str, removed: list[str]) -> None:
        self.removed = removed
        self.changed = bool(removed)
        self._name = name

    def cleaned(self, node: Node) -> Node:
        """The same element with what may stay of its attributes and children."""
        local = node.name[1]
        self.changed |= node.name[0] != SVG
        attributes = {key: value for key, value in node.attributes.items() if self._stays(node, key, value)}
        if local == "svg" and ("", "viewBox") not in attributes and (box := _box_of(attributes)):
            # Without one, a browser cuts the drawing off where it should make it smaller.
            attributes["", "viewBox"] = box
            self.changed = True
        kept = Node((SVG, local), attributes, node.line)
        kept.children = list(self._children(node))
        if local == "style" and (reason := _reaching("".join(each for each in kept.children if isinstance(each, str)))):
            self._take_out(node.line, f"<style> with {reason}")
            kept.children = []
        return kept

    def _children(self, node: Node) -> Iterator[Node | str]:
        for child in node.children:
            if isinstance(child, str):
                yield child
            elif child.name[0] in {SVG, ""} and child.name[1] in ELEMENTS:
                yield self.cleaned(child)
            elif child.name[0] in {SVG, ""} and child.name[1] in UNWRAPPED:
                self.changed = True
                yield from self._children(child)
            else:
                self.changed = True
                self.removed += _active(child)

    def _stays(self, node: Node, key: Name, value: str) -> bool:
        space, local = key
        if local == "href" and space in {"", XLINK}:
            return self._link_stays(node, value)
        if space == XML and local in {"space", "lang"}:
            return True
        if space == "" and local.lower().startswith("on"):
            self._take_out(node.line, f"{local} on <{node.name[1]}>")
            return False
        if space != "" or not (local in ATTRIBUTES or local.startswith("aria-")):
            self.changed = True
            return False
        if reason := _reaching(value):
            self._take_out(node.line, f"{local} with {reason}")
            return False
        return True

    def _link_stays(self, node: Node, value: str) -> bool:
        value = value.strip()
        if _FRAGMENT.fullmatch(value):
            return True
        if node.name[1] in IMAGES and (found := _DATA.fullmatch(value)):
            try:
                # What calls itself a PNG may be an SVG of its own: only what a raster reader knows stays.
                raster_size(b64decode(found[1], validate=False), f"{self._name}, line {node.line}: the image")
            except (NotBase64, PictureError):
                pass
            else:
                return True
        self._take_out(node.line, f"href to {value[:60]}")
        return False

    def _take_out(self, line: int, what: str) -> None:
        self.changed = True
        self.removed.append(f"line {line}: {what}")


def _active(node: Node) -> list[str]:
    if node.name[1] in ACTIVE:
        return [f"line {node.line}: <{node.name[1]}>"]
    return [each for child in node.children if isinstance(child, Node) for each in _active(child)]


def _reaching(value: str) -> str:
    """What in a style or an attribute reaches beyond the file; empty for nothing."""
    found = _REACHES.search(_OWN_URL.sub("", value))
    return found[0] if found else ""


def _box_of(attributes: dict[Name, str]) -> str:
    width, height = (_pixels(attributes.get(("", side), "")) for side in ("width", "height"))
    return f"0 0 {width:g} {height:g}" if width and height else ""


def _size(root: Node, name: str) -> tuple[int, int]:
    width, height = (_pixels(root.attributes.get(("", side), "")) for side in ("width", "height"))
    box = _box(root.attributes.get(("", "viewBox"), ""))
    if box is None and not (width and height):
        width, height = _WITHOUT
    elif box is not None and not (width and height):
        if width or height:
            width, height = (width, width * box[1] / box[0]) if width else (height * box[0] / box[1], height)
        else:
            width, height = box
    if not (0 < width <= _SIDE_MAX and 0 < height <= _SIDE_MAX):
        raise PictureError(f"{name} is {width:g} x {height:g} pixels. Correct width, height and viewBox of its <svg>.")
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str) -> float:
    """A length in CSS pixels; 0 for none, and for shares of something else."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _PIXELS[found[2] or ""] if found else 0.0


def _box(text: str) -> tuple[float, float] | None:
    try:
        _, _, width, height = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _written(node: Node, *, outermost: bool = False) -> Iterator[str]:
    yield f"<{node.name[1]}"
    if outermost:
        yield f' xmlns="{SVG}"'
        if _links(node):
            yield f' xmlns:xlink="{XLINK}"'
    for (space, local), value in node.attributes.items():
        prefix = {"": "", XLINK: "xlink:", XML: "xml:"}[space]
        yield f" {prefix}{local}={quoteattr(value)}"
    words = node.name[1] in WITH_TEXT
    children = [child for child in node.children if words or isinstance(child, Node) or not child.strip()]
    if not any(isinstance(child, Node) or (words and child) for child in children):
        yield "/>"
        return
    yield ">"
    for child in children:
        if isinstance(child, str):
            yield escape(child)
        else:
            yield from _written(child)
    yield f"</{node.name[1]}>"


def _links(node: Node) -> bool:
    return (XLINK, "href") in node.attributes or any(_links(each) for each in node.children if isinstance(each, Node))
