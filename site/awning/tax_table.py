"""The rates of value-added tax, by country and day: the EU, its neighbours CH, GB, IS, LI and NO, from 2023 on.

Sources: the European Commission's "Taxes in Europe Database" (TEDB), ec.europa.eu/taxation_customs/tedb, for the EU;
gov.uk/vat-rates; Articles 25 and 25a of the Swiss VAT act, and Article 25 of Liechtenstein's; skatteetaten.no; the
Icelandic act 50/1988. Looked through in November 2026. What governments have announced for later is not in it until
it is law.

What a country calls its rates differs, and so does what they are for. Here `reduced` is the highest of a country's
reduced rates, `second-reduced` and `third-reduced` the next, `super-reduced` one below 5 percent in the EU, and `zero`
stands where some domestic sales are taxed at nothing with the right to deduct. Outside of that order stand `parking`
in Luxembourg and `special` in Switzerland and Liechtenstein, where `reduced` is 2.6 percent, as everybody says there.

Not in it: rates of regions (Azores, Madeira, Corsica, five Greek islands, Jungholz and Mittelberg), rates of single
goods for a crisis (electricity, bread), and flat rates for farmers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from awning.errors import TaxError

CATEGORIES = (
    "standard",
    "reduced",
    "second-reduced",
    "third-reduced",
    "super-reduced",
    "parking",
    "special",
    "zero",
)
"""Every tax category there is a rate for somewhere."""

_BEGINNING = date(2023, 1, 1)
_NAMES = {
    "bg": "ДДС", "cs": "DPH", "da": "moms", "de": "MwSt.", "el": "ΦΠΑ", "en": "VAT", "es": "IVA", "et": "km",
    "fi": "ALV", "fr": "TVA", "ga": "CBL", "hr": "PDV", "hu": "ÁFA", "is": "VSK", "it": "IVA", "lb": "TVA",
    "lt": "PVM", "lv": "PVN", "mt": "VAT", "nb": "mva.", "nl": "btw", "nn": "mva.", "no": "mva.", "pl": "VAT",
    "pt": "IVA", "rm": "TPV", "ro": "TVA", "sk": "DPH", "sl": "DDV", "sv": "moms", "tr": "KDV",
}  # fmt: skip
"""What the tax is called in a language, where a country does not call it otherwise."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a country from a day on, in percent."""

    since: date
    percents: tuple[tuple[str, Decimal], ...]
    """By tax category, `standard` first."""

    @classmethod
    def of(cls, since: str, standard: str, **others: str) -> Self:
        """Rates as the table writes them: ``second_reduced="10"``."""
        named = [("standard", standard), *((category.replace("_", "-"), text) for category, text in others.items())]
        return cls(date.fromisoformat(since), tuple((category, Decimal(text)) for category, text in named))


@dataclass(frozen=True, slots=True)
class CountryTax:
    """The value-added tax of a country."""

    country: str
    languages: tuple[str, ...]
    """The country's own, the first of them first."""
    periods: tuple[Rates, ...]
    """In the order of their days."""
    names: tuple[tuple[str, str], ...] = ()
    """By language, where the country does not call the tax as others do in that language."""

    def name(self, language: str = "") -> str:
        """What the tax is called in a language, or in the country's first where there is no word for it."""
        names = _NAMES | dict(self.names)
        short = language.lower().partition("-")[0]
        return names[short if short in names else self.languages[0]]

    def rates(self, on: date) -> dict[str, Decimal]:
        """The rates that hold on a day, in percent, by tax category; `standard` is the first.

        Raises:
            TaxError: the day is before the table's first.
        """
        for period in reversed(self.periods):
            if period.since <= on:
                return dict(period.percents)
        raise TaxError(f"The tax rates of {self.country} on {on} are not known here: they begin on {_BEGINNING}.")


def find(country: str, on: date) -> CountryTax | None:
    """The tax of a country, ISO 3166-1, or none if the table does not have the country or that day."""
    found = TABLE.get(country)
    return found if found is not None and found.periods[0].since <= on else None


def name_in(language: str) -> str:
    """What value-added tax is called in a language; `VAT` where that is not known."""
    return _NAMES.get(language.lower().partition("-")[0], _NAMES["en"])


def _tax(country: str, languages: str, *periods: Rates, **names: str) -> CountryTax:
    return CountryTax(country, tuple(languages.split()), periods, tuple(names.items()))


_FROM = _BEGINNING.isoformat()
_of = Rates.of

# One country to a paragraph; the law behind a change stands beside it where it is not the yearly budget.
_COUNTRIES = (
    _tax(
        "AT",
        "de",
        _of(_FROM, "20", reduced="13", second_reduced="10"),
        _of("2026-07-01", "20", reduced="13", second_reduced="10", super_reduced="4.9"),  # Bread, milk, vegetables.
        de="USt.",
    ),
    _tax("BE", "nl fr de", _of(_FROM, "21", reduced="12", second_reduced="6", zero="0")),
    _tax("BG", "bg", _of(_FROM, "20", reduced="9")),
    _tax(
        "CH",
        "de fr it rm",
        _of(_FROM, "7.7", reduced="2.5", special="3.7"),
        _of("2024-01-01", "8.1", reduced="2.6", special="3.8"),  # For the old-age insurance, by vote of 25.9.2022.
        de="MWST",
    ),
    _tax(
        "CY",
        "el tr",
        _of(_FROM, "19", reduced="9", second_reduced="5"),
        _of("2023-07-21", "19", reduced="9", second_reduced="5", super_reduced="3", zero="0"),
    ),
    _tax(
        "CZ",
        "cs",
        _of(_FROM, "21", reduced="15", second_reduced="10"),
        _of("2024-01-01", "21", reduced="12", zero="0"),  # Act 349/2023.
    ),
    _tax("DE", "de", _of(_FROM, "19", reduced="7", zero="0")),
    _tax("DK", "da", _of(_FROM, "25", zero="0")),
    _tax(
        "EE",
        "et",
        _of(_FROM, "20", reduced="9", second_reduced="5"),
        _of("2024-01-01", "22", reduced="9", second_reduced="5"),
        _of("2025-01-01", "22", reduced="13", second_reduced="9"),
        _of("2025-07-01", "24", reduced="13", second_reduced="9"),
    ),
    _tax("ES", "es", _of(_FROM, "21", reduced="10", super_reduced="4")),
    _tax(
        "FI",
        "fi sv",
        _of(_FROM, "24", reduced="14", second_reduced="10", zero="0"),
        _of("2024-09-01", "25.5", reduced="14", second_reduced="10", zero="0"),
        _of("2026-01-01", "25.5", reduced="13.5", second_reduced="10", zero="0"),
        sv="moms",
    ),
    _tax("FR", "fr", _of(_FROM, "20", reduced="10", second_reduced="5.5", super_reduced="2.1")),
    _tax("GB", "en", _of(_FROM, "20", reduced="5", zero="0")),
    _tax("GR", "el", _of(_FROM, "24", reduced="13", second_reduced="6")),
    _tax("HR", "hr", _of(_FROM, "25", reduced="13", second_reduced="5")),
    _tax("HU", "hu", _of(_FROM, "27", reduced="18", second_reduced="5")),
    _tax("IE", "en ga", _of(_FROM, "23", reduced="13.5", second_reduced="9", super_reduced="4.8", zero="0")),
    _tax("IS", "is", _of(_FROM, "24", reduced="11")),
    _tax("IT", "it", _of(_FROM, "22", reduced="10", second_reduced="5", super_reduced="4")),
    _tax(
        "LI",
        "de",
        _of(_FROM, "7.7", reduced="2.5", special="3.7"),
        _of("2024-01-01", "8.1", reduced="2.6", special="3.8"),
        de="MWST",
    ),
    _tax(
        "LT",
        "lt",
        _of(_FROM, "21", reduced="9", second_reduced="5"),
        _of("2026-01-01", "21", reduced="12", second_reduced="5"),
    ),
    _tax(
        "LU",
        "lb fr de",
        _of(_FROM, "16", reduced="7", super_reduced="3", parking="13"),  # A year of relief, act of 26.10.2022.
        _of("2024-01-01", "17", reduced="8", super_reduced="3", parking="14"),
    ),
    _tax("LV", "lv", _of(_FROM, "21", reduced="12", second_reduced="5")),
    _tax(
        "MT",
        "mt en",
        _of(_FROM, "18", reduced="7", second_reduced="5", zero="0"),
        _of("2024-01-01", "18", reduced="12", second_reduced="7", third_reduced="5", zero="0"),
    ),
    _tax("NL", "nl", _of(_FROM, "21", reduced="9", zero="0")),
    _tax("NO", "nb nn", _of(_FROM, "25", reduced="15", second_reduced="12", zero="0")),
    _tax("PL", "pl", _of(_FROM, "23", reduced="8", second_reduced="5")),
    _tax("PT", "pt", _of(_FROM, "23", reduced="13", second_reduced="6")),
    _tax(
        "RO",
        "ro",
        _of(_FROM, "19", reduced="9", second_reduced="5"),
        _of("2025-08-01", "21", reduced="11"),  # Act 141/2025.
    ),
    _tax("SE", "sv", _of(_FROM, "25", reduced="12", second_reduced="6", zero="0")),
    _tax("SI", "sl", _of(_FROM, "22", reduced="9.5", second_reduced="5")),
    _tax(
        "SK",
        "sk",
        _of(_FROM, "20", reduced="10", second_reduced="5"),
        _of("2025-01-01", "23", reduced="19", second_reduced="5"),  # Act 278/2024.
    ),
)

TABLE = {tax.country: tax for tax in _COUNTRIES}
"""By ISO 3166-1 code."""
