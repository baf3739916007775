"""Files that name one another, given names with a digest: what a file names is put into it before its own is made.

A script imports another by its plain name, ``import { sum } from "./money.js"``, and a style sheet says
``url("tick.svg")``. Published, both carry the digest of the file they mean, so a new ``money.js`` is a new name for
everything that builds on it, and nobody ever meets an old part in a new whole.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import rcssmin
import rjsmin

from awning.errors import BuildError
from awning.pictures.names import hashed

# Only names that begin with ./ or ../ mean a file beside: others need an import map, and that an inline script.
_IMPORT = re.compile(
    r"""\b(?:(?P<plain>from|import)\s*|import\(\s*|new\s+URL\(\s*)(?P<quote>["'])(?P<name>\.{1,2}/[^"'\n]+)(?P=quote)"""
)
_URL = re.compile(
    r"""(?:url\(\s*(?P<quote>["']?)(?P<name>[^"')]+?)(?P=quote)\s*\)|@import\s+(?P<mark>["'])(?P<sheet>[^"']+)(?P=mark))"""
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#]", re.IGNORECASE)
# Neither says its types, and both take and give bytes too.
_SMALL_CSS: Callable[[str], str] = cast("Any", rcssmin).cssmin
_SMALL_JS: Callable[[str], str] = cast("Any", rjsmin).jsmin
_COMMENT = ("//", "/*", "*")


@dataclass(frozen=True, slots=True)
class Linked:
    """A file as it is published."""

    name: str
    """With its digest."""
    content: bytes
    imports: tuple[str, ...]
    """The plain names of the modules it imports at once, in the order of the source; not those it may load later."""

    @property
    def integrity(self) -> str:
        """What ``integrity`` says in the tag that loads it (https://www.w3.org/TR/SRI/)."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.content).digest()).decode()}"


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where a file names another."""

    start: int
    end: int
    written: str
    name: str
    at_once: bool


def linked(contents: Mapping[str, bytes]) -> dict[str, Linked]:
    """Every file by its plain name, with the names in it replaced.

    Raises:
        BuildError: a file names one that is not there, or itself by way of others; or is not UTF-8.
    """
    contents = {name: _small(name, content) for name, content in contents.items()}
    done: dict[str, Linked] = {}
    known = {hashed(name, content) for name, content in contents.items()}
    for name in contents:
        _link(name, contents, known, done, ())
    return {name: done[name] for name in contents}


def _small(name: str, content: bytes) -> bytes:
    """The file without comments and needless blanks, where its kind is known."""
    if name.endswith(".css"):
        return _SMALL_CSS(_text(name, content)).encode()
    return _SMALL_JS(_text(name, content)).encode() if name.endswith((".js", ".mjs")) else content


def _link(
    name: str, contents: Mapping[str, bytes], known: set[str], done: dict[str, Linked], way: tuple[str, ...]
) -> Linked:
    if name in done:
        return done[name]
    if name in way:
        circle = " names ".join([*way[way.index(name) :], name])
        raise BuildError(f"static/{circle}: files that name each other in a circle can have no digest. Break it up.")
    content = contents[name]
    imports: list[str] = []
    if name.endswith((".js", ".mjs", ".css")):
        text = _text(name, content)
        parts: list[str] = []
        end = 0
        for mention in _mentions(name, text):
            if mention.name not in contents:
                if mention.name in known:
                    continue
                raise BuildError(f"static/{name}: names {mention.written!r}, and no theme has static/{mention.name}.")
            target = _link(mention.name, contents, known, done, (*way, name))
            folder = mention.written.rpartition("/")[0]
            written = f"{folder}/{posixpath.basename(target.name)}" if folder else posixpath.basename(target.name)
            parts += [text[end : mention.start], written]
            end = mention.end
            if mention.at_once:
                imports.append(mention.name)
        content = "".join([*parts, text[end:]]).encode()
    done[name] = Linked(hashed(name, content), content, tuple(dict.fromkeys(imports)))
    return done[name]


def _mentions(name: str, text: str) -> Iterator[_Mention]:
    css = name.endswith(".css")
    for match in (_URL if css else _IMPORT).finditer(text):
        group = "name" if match["name"] is not None else "sheet"
        written = re.split(r"[?#]", match[group])[0]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        # Types are imported in comments too, and there anybody may name anybody.
        if _ELSEWHERE.match(written) or not written or (not css and line.lstrip().startswith(_COMMENT)):
            continue
        start = match.start(group)
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(name), written))
        yield _Mention(start, start + len(written), written, meant, not css and match["plain"] is not None)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as problem:
        reason = f"{problem.reason} at byte {problem.start}"
        raise BuildError(f"static/{name}: is not UTF-8 ({reason}). Save it in that encoding.") from None
