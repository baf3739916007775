"""Texts of a BMEcat file by language, and the two spellings of its elements.

Versions 1.01 and 1.2 say ARTICLE and AID where 2005 says PRODUCT and PID; the 2005 schema allows both. Within one
record the spelling does not change.
"""

from __future__ import annotations

import re
from functools import cache

from babel.core import get_global

from awning.catalog import Text
from awning.feeds.fields import LONGEST_TEXT, UNPRINTABLE, RowRefused, shown
from awning.feeds.xmlelement import Element

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")
Said = dict[str, list[str]]
"""Language to what is said in it, in the file's order."""


def spelled(record: Element, name: str) -> str:
    """How the record itself writes the name of one of its elements, given as 2005 writes it."""
    return article_spelling(name) if record.name.startswith("ARTICLE") else name


@cache
def article_spelling(name: str) -> str:
    """What versions 1.01 and 1.2 call an element of 2005."""
    return name.replace("PRODUCT", "ARTICLE").replace("PROD_ID", "ART_ID").replace("PID", "AID")


@cache
def language(code: str) -> str:
    """The language as shops name it, as ``de`` or ``pt-BR``, from BMEcat's three letters or a locale.

    Raises:
        RowRefused: it is none.
    """
    match = _LANGUAGE.fullmatch(code.strip())
    if match is None:
        raise RowRefused(f"{shown(code)} is no language; write its ISO 639 code, as deu or eng.")
    known: str = get_global("language_aliases").get(match[1].lower(), match[1].lower())
    return f"{known}-{match[2].upper()}" if match[2] else known


def said(record: Element, name: str, own: str) -> Said:
    """What the elements of that name say, by language; those that name none speak the catalog's own.

    Raises:
        RowRefused: one holds what no page can show, or too much, or names no language.
    """
    result: Said = {}
    for element in record.each(name):
        text = element.plain()
        if found := UNPRINTABLE.search(text):
            raise RowRefused(f"{name} holds the character U+{ord(found[0]):04X}, which no page can show.")
        if len(text) > LONGEST_TEXT:
            raise RowRefused(f"{name} is {len(text):,} characters long; {LONGEST_TEXT:,} is the most a page can hold.")
        code = element.attributes.get("lang") or element.attributes.get("locale") or ""
        if text:
            result.setdefault(language(code) if code else own, []).append(text)
    return result


def text_of(record: Element, short: str, long: str, own: str) -> tuple[Text, dict[str, Text]]:
    """A record's name and description in the catalog's own language, and in the others.

    Raises:
        RowRefused: it has no name in any language.
    """
    names, descriptions = said(record, short, own), said(record, long, own)
    if not names:
        raise RowRefused(f"{short} is missing.")
    texts = {each: Text(found[0], "\n\n".join(descriptions.get(each, ()))) for each, found in names.items()}
    mine = texts.pop(own, None) or next(iter(texts.values()))
    return mine, texts
