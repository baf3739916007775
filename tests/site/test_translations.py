"""Every text a shop shows exists in every language a shop can have.

Messages are extracted as Babel does it for any project. Python files are read through `ast`, because before Python
3.12 Babel's own extractor sees no call inside an f-string, and because our code likes short names for `gettext`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from jinja2.ext import babel_extract

from awning.config import LANGUAGES
from awning.texts import places, read_catalog

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in LANGUAGES if language != "en"]
# Title and template are arguments of the function that renders a page; the title is a message.
_PAGE_TITLE = {"_page": (2,)}
_JINJA = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}

MessageId = str | tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A part of Awning with translations of its own."""

    folders: tuple[Path, ...]
    translations: Path
    without: str = ""
    keywords: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def __str__(self) -> str:
        return self.translations.parent.relative_to(ROOT).as_posix().replace("/", "-")

    def messages(self) -> frozenset[MessageId]:
        """Everything the part says through gettext."""
        return _spoken(self)

    def catalog(self, language: str) -> Catalog:
        """Its translations into a language."""
        return _read(self.translations / f"{language}.po", language)

    def files(self) -> Iterator[Path]:
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                inside = path.relative_to(folder)
                if path.is_file() and not (self.without and inside.is_relative_to(self.without)):
                    yield path


CORE = Part((ROOT / "site" / "awning",), ROOT / "site" / "awning" / "translations")
CHECKOUT = Part(
    (ROOT / "checkout" / "awning_checkout",),
    ROOT / "checkout" / "awning_checkout" / "translations",
    # The sandbox plays somebody else's pages, and keeps its words in stripe_texts.py.
    without="sandbox",
    keywords=tuple(_PAGE_TITLE.items()),
)
THEMES = Part(
    # The partner finder has templates of its own, and says them with what themes share.
    tuple(sorted(path.parent for path in (ROOT / "themes").glob("*/templates"))),
    ROOT / "themes" / "common" / "translations",
)
PARTS = [CORE, CHECKOUT, THEMES]
each_part = pytest.mark.parametrize("part", PARTS, ids=str)
each_language = pytest.mark.parametrize("language", TRANSLATED)


@each_part
@each_language
def test_every_message_has_a_translation(part: Part, language: str) -> None:
    # What the core says in a language is known wherever that language is spoken.
    known = [part.catalog(language), CORE.catalog(language)]

    missing = [said for said in part.messages() if not any(_is_said(catalog, _key(said)) for catalog in known)]

    assert sorted(map(str, missing)) == []


@each_part
@each_language
def test_no_translation_is_left_of_a_message_that_is_gone(part: Part, language: str) -> None:
    spoken = {_key(said) for said in part.messages()}
    catalog = part.catalog(language)

    gone = [message.id for message in _entries(catalog) if _key(message.id) not in spoken]

    assert [*gone, *catalog.obsolete] == []


@each_part
@each_language
def test_no_translation_is_a_guess(part: Part, language: str) -> None:
    guesses = [message.id for message in _entries(part.catalog(language)) if message.fuzzy]

    assert guesses == []


@each_part
@each_language
def test_a_translation_has_the_placeholders_of_its_message(part: Part, language: str) -> None:
    wrong = [
        f"{one!r} is said as {other!r}"
        for message in _entries(part.catalog(language))
        for one, other in _pairs(message)
        if sorted(places(one)) != sorted(places(other))
    ]

    assert wrong == []


@each_part
@each_language
def test_a_plural_is_given_as_a_plural(part: Part, language: str) -> None:
    catalog = part.catalog(language)
    plurals = {_key(said) for said in part.messages() if isinstance(said, tuple)}

    singular = [
        message.id
        for message in _entries(catalog)
        if _key(message.id) in plurals and len(_forms(message.string)) != catalog.num_plurals
    ]

    assert singular == []


@each_part
@each_language
def test_a_catalog_says_which_language_it_is_and_how_it_counts(part: Part, language: str) -> None:
    catalog = part.catalog(language)

    assert (catalog.locale_identifier, catalog.num_plurals, catalog.plural_expr) == (language, 2, "(n != 1)")


@each_language
def test_themes_do_not_say_again_what_the_core_says(language: str) -> None:
    own = {_key(message.id) for message in _entries(THEMES.catalog(language))}

    assert own & {_key(message.id) for message in _entries(CORE.catalog(language))} == set()


@pytest.mark.parametrize(
    ("language", "wording"),
    [
        pytest.param("de", "Zahlungspflichtig bestellen", id="de"),
        pytest.param("nl", "Bestelling met betalingsverplichting", id="nl"),
        pytest.param("it", "Ordine con obbligo di pagare", id="it"),
    ],
)
def test_the_button_that_orders_says_what_the_law_of_the_language_prescribes(language: str, wording: str) -> None:
    # Directive 2011/83/EU, Article 8(2): section 312j BGB, Article 6:230v BW, Article 51 Codice del consumo.
    message = CHECKOUT.catalog(language).get("Order with obligation to pay")

    assert message is not None
    assert message.string == wording


def test_both_themes_and_the_partner_finder_are_listened_to() -> None:
    assert [folder.name for folder in THEMES.folders] == ["canopy", "finder", "marquee"]


def test_messages_are_found_in_f_strings_and_behind_short_names() -> None:
    found = CORE.messages()

    assert {"Page not found", "Commitment", "user", ("%(count)s year", "%(count)s years")} <= found


def test_messages_are_found_in_templates_and_as_titles_of_pages() -> None:
    found = CHECKOUT.messages()

    assert {"Your cart", "Pay now", "Your name"} <= found


@cache
def _spoken(part: Part) -> frozenset[MessageId]:
    words: dict[str, Any] = {**DEFAULT_KEYWORDS, **dict(part.keywords)}
    return frozenset(message for path in part.files() for message in _messages(path, words))


@cache
def _read(path: Path, language: str) -> Catalog:
    return read_catalog(path, language)


def _messages(path: Path, words: dict[str, Any]) -> Iterator[MessageId]:
    readers: dict[str, Any] = {".py": _python_messages, ".html": babel_extract}
    reader = readers.get(path.suffix)
    if reader is not None:
        with path.open("rb") as file:
            for _, message, _, _ in extract(reader, file, keywords=words, options=_JINJA):
                yield message


def _python_messages(
    file: IO[bytes], keywords: Iterable[str], _tags: object, **_: object
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Calls of gettext under any of its names, with their literal texts; a Babel extractor."""
    tree = ast.parse(file.read())
    known = {**{word: word for word in keywords}, **_short_names(tree)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or (name := known.get(_last_name(call.func))) is None:
            continue
        texts = tuple(_text(argument) for argument in call.args)
        if any(texts):
            yield call.lineno, name, texts, []


def _short_names(tree: ast.AST) -> dict[str, str]:
    """Names given to gettext in this file: ``self._say = words.gettext``, ``count, text = 1, words.ngettext``.

    What is handed to a function under the name of ``say`` is gettext too.
    """
    names: dict[str, str] = {"say": "gettext"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in zip(_several(node.targets[0]), _several(node.value), strict=False):
                if (name := _last_name(target)) and _last_name(value) in {"gettext", "ngettext"}:
                    names[name] = _last_name(value)
    return names


def _several(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _entries(catalog: Catalog) -> list[Message]:
    """The messages of a catalog; its header is the one without an id."""
    return [message for message in catalog if message.id]


def _key(said: Any) -> str:
    """What a message is looked up by: its singular."""
    return said if isinstance(said, str) else cast("str", said[0])


def _is_said(catalog: Catalog, key: str) -> bool:
    message = catalog.get(key)
    return message is not None and bool(message.string) and all(_forms(message.string))


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a message with its translation; where a language has more forms, with the plural."""
    ids, strings = _forms(message.id), _forms(message.string)
    yield from ((ids[min(number, len(ids) - 1)], string) for number, string in enumerate(strings))
