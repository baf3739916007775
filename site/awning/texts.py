"""Translated texts: what a folder's ``<language>.po`` files say, and which places a text has."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from awning.errors import BuildError

OWN = Path(__file__).parent / "translations"
"""The texts that Awning itself says on pages, whatever the theme."""
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")

Files = tuple[tuple[Path, int], ...]
"""Each file with the nanosecond of its last change, so that a file that was mended is read again."""


def files_of(language: str, folders: Iterable[Path]) -> Files:
    """The files of a language, those of the core first; folders without one are passed over."""
    paths = [folder / f"{language}.po" for folder in (OWN, *folders)]
    return tuple((path, path.stat().st_mtime_ns) for path in paths if path.is_file())


@lru_cache(maxsize=64)
def texts_of(language: str, files: Files) -> gettext.NullTranslations:
    """The texts of a language; later files win.

    Raises:
        BuildError: one of the files is not what such files are.
    """
    merged: gettext.NullTranslations = gettext.NullTranslations()
    for path, _ in files:
        compiled = io.BytesIO()
        write_mo(compiled, read_catalog(path, language))
        compiled.seek(0)
        texts = gettext.GNUTranslations(compiled)
        texts.add_fallback(merged)
        merged = texts
    return merged


def read_catalog(path: Path, language: str) -> Catalog:
    """A ``.po`` file; what it marks as fuzzy is in it, and is never said.

    Raises:
        BuildError: it is no such file; the message says in which line.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except PoFileError as problem:
        line = f"{path}:{problem.lineno + 1}"
        raise BuildError(f"{line}: this is no line of a .po file. Correct it; msgfmt --check says more.") from problem
    except ValueError as problem:
        raise BuildError(f"{path}: cannot be read as UTF-8 or has a wrong header: {problem}") from problem


def places(text: str) -> set[str]:
    """The places for values in a text: ``%(name)s`` those of pages, ``{price}`` those of scripts."""
    return set(_PLACE.findall(text))
