"""A language nobody speaks: each text in brackets, accented and two fifths longer, in a shop whose data is in Cyrillic.

What stands on a page in Latin letters outside of brackets was forgotten by the translators, or by those who write
templates. What does not fit was measured with English words only.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from awning.resources import common_theme, shipped
from awning.texts import OWN, read_catalog
from support_feeds import Record, array
from support_settings import changed, project_folder
from support_shops import SHOP, import_again

LANGUAGE = "nl"
"""The language that is replaced."""
THEMES = ("canopy", "marquee")
_GROWTH = 0.4
_WORD_MAX = 9
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñöüýÁÇÉÍÑÖÜÝ")
_CYRILLIC = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "абцдефгхийклмнопярстужвшызАБЦДЕФГХИЙКЛМНОПЯРСТУЖВШЫЗ"
)
# Places for values and tags stay as they are.
_KEPT = re.compile(r"(%\(\w+\)s|\{\w+\}|<[^>]+>)")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# Addresses, article numbers, currencies and the months of dates are no texts.
_NO_TEXT = re.compile(
    r"[\w.+-]+@[\w.-]+|https?://\S+|\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\bEUR\b|\b("
    + "|".join(sorted(Locale(LANGUAGE).months["format"]["wide"].values()))
    + r")\b"
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_SPOKEN = ("alt", "aria-label", "content", "placeholder", "title")
_SILENT = {"script", "style", "noscript"}
_WITHIN = {"b", "data", "em", "strong"}
"""Tags that stand in the middle of a text."""
_SKUS = (
    "PB-MAIL-BUS", "PB-MAIL-ESS", "PB-MAIL-CLASSIC", "PB-SHARED", "PB-RELAY", "OR-MON-27U", "FW-BRANCH", "LM-LINE-FIB",
    "LM-LINE-5G", "PN-FW-40", "LM-SW-24P", "LM-AP-6", "WM-MON-NET",
)  # fmt: skip
"""With a trial, its smaller sister, a retired one, an add-on, a metered one, one with stock, and a whole bundle."""
_WORDS = """\
texts:
  {tagline: Cloud, hero_title: Hello, hero_text: Welcome, hero_button: Go, footer: Sky, trust: [{title: A, text: B}]}
"""
_FAQ = "questions:\n- {question: Who?, answer: We.}\n"
_POST = "Title: New\nDate: 2026-11-03\nSlug: open\n\nOpen.\n"
_PAGE = "Title: Terms\nSlug: terms\n\nFair.\n"
_KEYS = re.compile(r"(\b(?:Date: \S+|Slug: \S+|\w+:))")


def pseudo(text: str) -> str:
    """A text as the language has it: ``[Ádd tö çárt ····]``."""
    parts = _KEPT.split(text)
    said = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    letters = sum(len(part) for part in parts if not _KEPT.fullmatch(part))
    more = max(1, round(letters * _GROWTH))
    # In words, or it would be one that no language has.
    words = ["·" * min(_WORD_MAX, more - start) for start in range(0, more, _WORD_MAX)]
    return f"[{said} {' '.join(words)}]"


def cyrillic(text: str) -> str:
    """A text of the shop's own, as nothing else on its pages is written."""
    return text.translate(_CYRILLIC)


def pseudo_project(folder: Path) -> Path:
    """A project with a shop for each theme, called as the theme, that speaks the language and sells Cyrillic things."""
    project_folder(folder, reseller=_shop("canopy"))
    (folder / "config" / "resellers" / "blue-sky.yaml").unlink()
    for theme in THEMES:
        path = folder / "config" / "resellers" / f"{theme}.yaml"
        path.write_text(_shop(theme), encoding="utf-8")
        # A theme of the project's own is what the language can be written beside.
        shutil.copytree(shipped("themes") / theme, folder / "themes" / f"{theme}-pseudo")
        _write(folder / "themes" / f"{theme}-pseudo" / "translations" / f"{LANGUAGE}.po", _translations())
        content = folder / "content" / "shops" / theme
        for name, text in {"faq.yaml": _FAQ, "posts/open.md": _POST, "pages/terms.md": _PAGE}.items():
            _write(content / name, _valued(text))
    shutil.copytree(shipped("content") / "pictures", folder / "content" / "pictures")
    rows = json.loads((shipped("content") / "feed" / "catalog.json").read_text("utf-8"))
    kept = [_in_cyrillic(row) for row in rows if row["@type"] != "ProductOffering" or row["id"] in _SKUS]
    _write(folder / "content" / "feed" / "catalog.json", array(*kept))
    import_again(folder)
    return folder


def untranslated(text: str) -> str:
    """What of a text is in no brackets and in Latin letters, and so was not translated; empty for nothing."""
    while (rest := _BRACKETS.sub(" ", text)) != text:
        text = rest
    text = _KEPT.sub(" ", text)
    return " ".join(text.split()) if _WORD.search(_NO_TEXT.sub(" ", text)) else ""


def untranslated_in(page: str) -> set[str]:
    """All such texts of a page of HTML: of what is read, what is read aloud, and what scripts say."""
    return {left for text in _texts(page) if (left := untranslated(text))}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._within = tag in _WITHIN
        named = {name: value or "" for name, value in attrs}
        if tag == "meta" and named.get("name") != "description":
            return
        for name, value in named.items():
            if name in _SPOKEN or (name.startswith("data-") and ("[" in value or " " in value.strip())):
                self.texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._within = tag in _WITHIN

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._within:
            self.texts[-1] += data
        else:
            self.texts.append(data)


def _texts(page: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(page)
    yield from reader.texts


def _shop(theme: str) -> str:
    shop = SHOP[: SHOP.index("texts:")] + _valued(_WORDS) + SHOP[SHOP.index("contact:") :]
    for old, new in (
        ("name: Blue Sky IT", f"name: {cyrillic('Blue Sky')}"),
        ("language: en", f"language: {LANGUAGE}\ntheme: {theme}-pseudo\nconsumers: true"),
        ("country: GB", "country: NL"),
        ("https://shop.", f"https://{theme}."),
        ("name: VAT", f"name: {cyrillic('VAT')}"),
        ("address: Berlin", f"address: {cyrillic('Berlin')}"),
    ):
        shop = changed(shop, old, new)
    return shop


def _valued(text: str) -> str:
    """A file of settings or of Markdown with its values in Cyrillic, and its keys as they are."""
    return "".join(part if _KEYS.fullmatch(part) else cyrillic(part) for part in _KEYS.split(text))


def _translations() -> str:
    """Every text of the core and of the themes, in the language."""
    written = Catalog(locale=LANGUAGE)
    for folder in (OWN, common_theme() / "translations"):
        for message in read_catalog(folder / f"{LANGUAGE}.po", LANGUAGE):
            if message.id:
                forms = (message.id,) if isinstance(message.id, str) else message.id
                said = tuple(pseudo(form) for form in forms)
                written.add(message.id, said[0] if isinstance(message.id, str) else said)
    file = io.BytesIO()
    write_po(file, written)
    return file.getvalue().decode()


def _in_cyrillic(row: Record) -> Record:
    """A record of a feed whose texts are in other letters, and in one language only."""

    def said(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: said(name, each) for name, each in cast("Record", value).items() if name != "i18n"}
        if isinstance(value, list):
            return [said(key, each) for each in cast("list[Any]", value)]
        return cyrillic(value) if isinstance(value, str) and key in _TEXTS else value

    return said("", row)


_TEXTS = {"name", "description", "brand", "value", "says"}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
