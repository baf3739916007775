"""The table of rates: what held when, and what each country calls it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from awning import tax_table
from awning.errors import TaxError
from awning.tax.territories import EU

TODAY = date(2026, 11, 22)


def rates_of(country: str, on: date) -> str:
    """The percents in the table's order: ``"25.5 13.5 10 0"``."""
    found = tax_table.find(country, on)
    assert found is not None
    return " ".join(str(percent) for percent in found.rates(on).values())


# As the Taxes in Europe Database had them in the autumn of 2026; the neighbours' from their own offices.
@pytest.mark.parametrize(
    ("country", "percents"),
    [
        ("AT", "20 13 10 4.9"),
        ("BE", "21 12 6 0"),
        ("BG", "20 9"),
        ("CH", "8.1 2.6 3.8"),
        ("CY", "19 9 5 3 0"),
        ("CZ", "21 12 0"),
        ("DE", "19 7 0"),
        ("DK", "25 0"),
        ("EE", "24 13 9"),
        ("ES", "21 10 4"),
        ("FI", "25.5 13.5 10 0"),
        ("FR", "20 10 5.5 2.1"),
        ("GB", "20 5 0"),
        ("GR", "24 13 6"),
        ("HR", "25 13 5"),
        ("HU", "27 18 5"),
        ("IE", "23 13.5 9 4.8 0"),
        ("IS", "24 11"),
        ("IT", "22 10 5 4"),
        ("LI", "8.1 2.6 3.8"),
        ("LT", "21 12 5"),
        ("LU", "17 8 3 14"),
        ("LV", "21 12 5"),
        ("MT", "18 12 7 5 0"),
        ("NL", "21 9 0"),
        ("NO", "25 15 12 0"),
        ("PL", "23 8 5"),
        ("PT", "23 13 6"),
        ("RO", "21 11"),
        ("SE", "25 12 6 0"),
        ("SI", "22 9.5 5"),
        ("SK", "23 19 5"),
    ],
)
def test_the_rates_of_today(country: str, percents: str) -> None:
    assert rates_of(country, TODAY) == percents


def test_every_country_of_the_eu_and_its_neighbours_is_in_the_table() -> None:
    assert set(tax_table.TABLE) == EU | {"CH", "GB", "IS", "LI", "NO"}


@pytest.mark.parametrize(
    ("country", "first_day", "before", "after"),
    [
        pytest.param("EE", date(2025, 7, 1), "22 13 9", "24 13 9", id="Estonia"),
        pytest.param("SK", date(2025, 1, 1), "20 10 5", "23 19 5", id="Slovakia"),
        pytest.param("RO", date(2025, 8, 1), "19 9 5", "21 11", id="Romania"),
        pytest.param("FI", date(2024, 9, 1), "24 14 10 0", "25.5 14 10 0", id="Finland, the standard rate"),
        pytest.param("FI", date(2026, 1, 1), "25.5 14 10 0", "25.5 13.5 10 0", id="Finland, the reduced rate"),
        pytest.param("CH", date(2024, 1, 1), "7.7 2.5 3.7", "8.1 2.6 3.8", id="Switzerland"),
        pytest.param("LU", date(2024, 1, 1), "16 7 3 13", "17 8 3 14", id="Luxembourg, after a year of relief"),
        pytest.param("LT", date(2026, 1, 1), "21 9 5", "21 12 5", id="Lithuania"),
        pytest.param("AT", date(2026, 7, 1), "20 13 10", "20 13 10 4.9", id="Austria"),
    ],
)
def test_a_new_rate_holds_from_its_first_day_on(country: str, first_day: date, before: str, after: str) -> None:
    last_day = date.fromordinal(first_day.toordinal() - 1)

    assert rates_of(country, last_day) == before
    assert rates_of(country, first_day) == after


def test_the_standard_rate_comes_first_and_is_the_highest_in_every_period() -> None:
    for tax in tax_table.TABLE.values():
        days = [period.since for period in tax.periods]
        assert days == sorted(set(days)), tax.country
        for period in tax.periods:
            assert period.percents[0] == ("standard", max(percent for _, percent in period.percents)), tax.country
            assert {category for category, _ in period.percents} <= set(tax_table.CATEGORIES), tax.country


def test_reduced_rates_are_named_from_the_highest_down() -> None:
    order = ("reduced", "second-reduced", "third-reduced", "super-reduced", "zero")

    for tax in tax_table.TABLE.values():
        for period in tax.periods:
            percents = dict(period.percents)
            reduced = [percents[category] for category in order if category in percents]
            assert reduced == sorted(reduced, reverse=True), tax.country
            assert percents.get("super-reduced", Decimal(0)) < 5, tax.country


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        pytest.param("DE", "de", "MwSt.", id="German in Germany"),
        pytest.param("AT", "de", "USt.", id="German in Austria"),
        pytest.param("CH", "de-CH", "MWST", id="German in Switzerland"),
        pytest.param("CH", "fr", "TVA", id="French in Switzerland"),
        pytest.param("BE", "nl", "btw", id="Dutch in Belgium"),
        pytest.param("SE", "sv", "moms", id="Swedish in Sweden"),
        pytest.param("FI", "fi", "ALV", id="Finnish in Finland"),
        pytest.param("GB", "en", "VAT", id="English in Britain"),
        pytest.param("DE", "en", "VAT", id="English in Germany"),
        pytest.param("GR", "el", "ΦΠΑ", id="Greek in Greece"),
        pytest.param("IT", "ja", "IVA", id="a language without a word for it: the country's own"),
        pytest.param("NO", "", "mva.", id="no language at all: the country's own"),
    ],
)
def test_the_tax_is_called_as_its_country_and_its_reader_call_it(country: str, language: str, name: str) -> None:
    found = tax_table.find(country, TODAY)

    assert found is not None
    assert found.name(language) == name


def test_every_country_has_a_name_for_its_tax_in_each_of_its_languages() -> None:
    for tax in tax_table.TABLE.values():
        assert all(tax.name(language) for language in tax.languages), tax.country


def test_a_country_or_a_day_that_is_not_in_the_table_is_not_found() -> None:
    assert tax_table.find("US", TODAY) is None
    assert tax_table.find("DE", date(2022, 12, 31)) is None


def test_rates_of_a_day_before_the_table_are_refused() -> None:
    with pytest.raises(TaxError, match="The tax rates of DE on 2022-12-31 are not known here"):
        tax_table.TABLE["DE"].rates(date(2022, 12, 31))
