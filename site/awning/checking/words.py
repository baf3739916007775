"""What themes say that nobody translated: a shop in four languages must not speak two of them on one page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from jinja2.ext import babel_extract

from awning.checking.findings import Findings
from awning.config import Reseller
from awning.resources import shipped, theme_folder, translation_folders
from awning.shop_build import content_of
from awning.texts import OWN, places, read_catalog

_WRITTEN_IN = "en"
"""What templates are written in, so that nothing has to be translated into it."""
_FUNCTIONS = ("_", "gettext", "ngettext")
# As the pages' own environment: line breaks around tags are part of a text, or not.
_READING = {"trim_blocks": "true", "lstrip_blocks": "true"}


class Said(NamedTuple):
    """A text in a template."""

    template: Path
    line: int
    forms: tuple[str, ...]
    """The text, and where it has one, its plural."""


class WordCheck:
    """Looks for texts without a translation; each theme is looked at once, whatever the number of its shops."""

    def __init__(self, project: Path) -> None:
        self._project = project
        # Bound here, so that what is kept goes when the check is over.
        self._said = lru_cache(maxsize=None)(_said)
        self._catalog = lru_cache(maxsize=None)(_catalog)
        self._lines = lru_cache(maxsize=None)(self._lines_of)

    def look(self, reseller: Reseller, findings: Findings) -> None:
        """Note a mistake for each text of the shop's theme, and of its own templates, that a language has not.

        Raises:
            ProjectError: there is no such theme.
            BuildError: a ``.po`` file cannot be read.
        """
        theme, content = theme_folder(self._project, reseller.theme), content_of(self._project, reseller)
        own = any((content / folder).is_dir() for folder in ("templates", "translations"))
        for language in reseller.all_languages:
            if language != _WRITTEN_IN:
                for line in self._lines(theme, content if own else None, language):
                    findings.errors.add(reseller.slug, line)

    def _lines_of(self, theme: Path, content: Path | None, language: str) -> tuple[str, ...]:
        """What is wrong in a language; `content` is the folder of a shop that has templates or texts of its own."""
        common, of_theme, *of_shop = translation_folders(theme, content)
        known = [self._catalog(folder, language) for folder in (*of_shop, of_theme, common, OWN)]
        # What comes with Awning is completed there; what was added is completed beside it.
        looked_at = [(theme, common if theme.is_relative_to(shipped("themes")) else of_theme)]
        looked_at += [(content, folder) for folder in of_shop if content]
        return tuple(
            f"{said.template}:{said.line}: {fault}"
            for folder, goes_to in looked_at
            for said in self._said(folder / "templates")
            if (fault := _fault(said, language, known, goes_to / f"{language}.po"))
        )


def _fault(said: Said, language: str, known: list[Catalog], goes_to: Path) -> str:
    """What is wrong with how a text is said in a language; empty for nothing."""
    text = said.forms[0]
    forms = next((found for catalog in known if (found := _translations(catalog, text))), ())
    if not forms:
        return f'"{text}" has no translation in {language}: add it to {goes_to}.'
    given = {place for form in said.forms for place in places(form)}
    unknown = {place for form in forms for place in places(form)} - given
    if unknown:
        return (
            f'"{text}" has places in {language} that it has not itself: {", ".join(sorted(unknown))}. '
            f"Correct its translation in {goes_to}."
        )
    return ""


def _translations(catalog: Catalog, text: str) -> tuple[str, ...]:
    """All forms of a text's translation; none where one is missing, or is but a guess."""
    message = catalog.get(text)
    if message is None or message.fuzzy:
        return ()
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return forms if all(forms) else ()


def _catalog(folder: Path, language: str) -> Catalog:
    path = folder / f"{language}.po"
    return read_catalog(path, language) if path.is_file() else Catalog(locale=language)


def _said(templates: Path) -> tuple[Said, ...]:
    """All texts of a folder's templates; one that Jinja cannot read stops the build, and is no matter of words."""
    return tuple(said for path in sorted(templates.rglob("*.html")) for said in _texts(path))


def _texts(path: Path) -> Iterator[Said]:
    with path.open("rb") as file:
        for line, _, found, _ in babel_extract(file, _FUNCTIONS, (), _READING):
            # Values of places are None here, and so is a text that is no constant.
            forms = tuple(form for form in ((found,) if isinstance(found, str) else found or ()) if form)
            if forms:
                yield Said(path, line, forms)
