"""The countries a buyer can be in, named in the shop's language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from babel import Locale

from awning.formats import Wording

# Babel lists areas and placeholders among the territories: the European Union, the outlying islands, "unknown region".
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_CODE = re.compile(r"[A-Z]{2}")


def country_name(code: str, words: Wording) -> str:
    """A country in the shop's language, or its code where nobody wrote it down."""
    return _names(words.locale).get(code, code)


def countries(words: Wording) -> tuple[tuple[str, str], ...]:
    """Every country's code and name, in the order of their names."""
    return _sorted(words.locale)


@lru_cache(maxsize=8)
def _sorted(locale: Locale) -> tuple[tuple[str, str], ...]:
    known = [(code, name) for code, name in _names(locale).items() if _CODE.fullmatch(code)]
    return tuple(sorted((each for each in known if each[0] not in _NO_COUNTRIES), key=lambda each: _letters(each[1])))


def _names(locale: Locale) -> Mapping[str, str]:
    return cast("Mapping[str, str]", locale.territories)


def _letters(name: str) -> str:
    """A name as it is sorted: Österreich stands among the names with O."""
    return "".join(each for each in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(each))
