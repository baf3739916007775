"""Amounts, rates, lengths and plans as customers read them in each language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from awning.catalog import Period, Plan, PlanKind
from awning.formats import Wording
from awning.money import Money
from awning.resources import common_theme
from support_core import cost, eur, gbp, jpy, metered, plan

THEME = common_theme() / "translations"
ENGLISH, GERMAN = Wording("en", "GB", THEME), Wording("de", "DE", THEME)
DUTCH, ITALIAN = Wording("nl", "NL", THEME), Wording("it", "IT", THEME)
MONTH, QUARTER, YEAR = Period(1, "month"), Period(3, "month"), Period(1, "year")
WORDINGS = {"en_GB": ENGLISH, "de_DE": GERMAN, "nl_NL": DUTCH, "it_IT": ITALIAN}


def spaced(text: str) -> str:
    """With plain spaces for those that do not break."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("money", "english", "german"),
    [
        (eur("4.50"), "€4.50", "4,50 €"),
        (eur("1234567.89"), "€1,234,567.89", "1.234.567,89 €"),
        (gbp("0.01"), "£0.01", "0,01 £"),
        (gbp("0.00"), "£0.00", "0,00 £"),
        (jpy("1980"), "JP¥1,980", "1.980 ¥"),
        (Money(-450, "EUR"), "-€4.50", "-4,50 €"),
    ],
)
def test_money(money: Money, english: str, german: str) -> None:
    assert spaced(ENGLISH.money(money)) == english
    assert spaced(GERMAN.money(money)) == german


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        ("0.00002", "€0.00002", "0,00002 €"),
        ("0.00000001", "€0.00000001", "0,00000001 €"),
        ("0.5", "€0.50", "0,50 €"),
        ("12", "€12.00", "12,00 €"),
        ("1234.56789", "€1,234.56789", "1.234,56789 €"),
    ],
)
def test_a_metered_rate_has_all_its_decimals(amount: str, english: str, german: str) -> None:
    assert spaced(ENGLISH.rate(Decimal(amount), "EUR")) == english
    assert spaced(GERMAN.rate(Decimal(amount), "EUR")) == german


@pytest.mark.parametrize(
    ("period", "english", "german"),
    [
        (Period(1, "day"), "1 day", "1 Tag"),
        (Period(30, "day"), "30 days", "30 Tage"),
        (MONTH, "1 month", "1 Monat"),
        (Period(6, "month"), "6 months", "6 Monate"),
        (YEAR, "1 year", "1 Jahr"),
        (Period(3, "year"), "3 years", "3 Jahre"),
    ],
)
def test_lengths_of_time(period: Period, english: str, german: str) -> None:
    assert ENGLISH.length(period) == english
    assert GERMAN.length(period) == german


@pytest.mark.parametrize(
    ("terms", "english", "german"),
    [
        ({"commitment": MONTH, "billing": MONTH}, "Month by month", "Von Monat zu Monat"),
        ({"commitment": None, "billing": MONTH}, "Month by month", "Von Monat zu Monat"),
        ({"commitment": YEAR, "billing": MONTH}, "1 year, paid monthly", "1 Jahr, monatliche Zahlung"),
        ({"commitment": YEAR, "billing": YEAR}, "1 year, paid yearly", "1 Jahr, jährliche Zahlung"),
        ({"commitment": Period(3, "year"), "billing": QUARTER}, "3 years, paid quarterly", None),
        (
            {"commitment": YEAR, "billing": Period(6, "month")},
            "1 year, paid every 6 months",
            "1 Jahr, Zahlung alle 6 Monate",
        ),
        ({"commitment": None, "billing": None}, "1 month", "1 Monat"),
        ({"name": "Gold care"}, "Gold care", "Gold care"),
        ({"kind": PlanKind.TRIAL, "trial_days": 1}, "Free for 1 day", None),
        ({"kind": PlanKind.TRIAL, "trial_days": 30}, "Free for 30 days", None),
        ({"kind": PlanKind.ONCE, "commitment": None}, "One-off purchase", None),
        ({"kind": PlanKind.ONCE, "name": "Reservation", "commitment": Period(3, "year")}, "Reservation, 3 years", None),
    ],
)
def test_a_plan_in_a_few_words(terms: dict[str, Any], english: str, german: str | None) -> None:
    sold = plan(cost("1"), **terms)

    assert ENGLISH.plan(sold) == english
    if german is not None:
        assert GERMAN.plan(sold) == german
    elif "name" not in terms:
        assert GERMAN.plan(sold) != english


@pytest.mark.parametrize(
    ("terms", "dutch", "italian"),
    [
        pytest.param(
            {"commitment": MONTH, "billing": MONTH, "unit": "site"},
            "Van maand tot maand, per locatie, per maand",
            "Di mese in mese, per sede, al mese",
            id="month by month",
        ),
        pytest.param(
            {"commitment": YEAR, "billing": MONTH},
            "1 jaar, maandelijks betaald, per gebruiker, per maand",
            "1 anno, pagamento mensile, per utente, al mese",
            id="a year, paid monthly",
        ),
        pytest.param(
            {"commitment": Period(3, "year"), "billing": YEAR, "unit": "device"},
            "3 jaar, jaarlijks betaald, per apparaat, per jaar",
            "3 anni, pagamento annuale, per dispositivo, all'anno",
            id="three years, paid yearly",
        ),
        pytest.param(
            {"commitment": YEAR, "billing": QUARTER, "unit": "mailbox"},
            "1 jaar, per kwartaal betaald, per mailbox, per kwartaal",
            "1 anno, pagamento trimestrale, per casella di posta, a trimestre",
            id="a year, paid quarterly",
        ),
        pytest.param(
            {"commitment": YEAR, "billing": Period(6, "month")},
            "1 jaar, elke 6 maanden betaald, per gebruiker, elke 6 maanden",
            "1 anno, pagamento ogni 6 mesi, per utente, ogni 6 mesi",
            id="a year, paid every half",
        ),
        pytest.param(
            {"kind": PlanKind.ONCE, "commitment": None, "billing": None, "unit": "licence"},
            "Eenmalige aankoop, per licentie, eenmalig",
            "Acquisto una tantum, per licenza, una tantum",
            id="once",
        ),
    ],
)
def test_a_plan_in_dutch_and_italian(terms: dict[str, Any], dutch: str, italian: str) -> None:
    sold = plan(cost("1"), **terms)

    said = [", ".join([words.plan(sold), words.unit(sold), words.period(sold)]) for words in (DUTCH, ITALIAN)]

    assert said == [dutch, italian]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Fibre 100"), ("de", "Glasfaser 100"), ("nl", "Fibre 100"), ("it", "Fibra 100")],
)
def test_a_plan_with_a_name_goes_by_its_name_in_the_language(language: str, said: str) -> None:
    sold = plan(cost("1"), name="Fibre 100", names={"de": "Glasfaser 100", "it": "Fibra 100"})

    assert Wording(language, "NL").plan(sold) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(ENGLISH, "€1,234.50, €250, 8.25%, 2 November 2026, 12,500", id="en"),
        pytest.param(GERMAN, "1.234,50 €, 250 €, 8,25 %, 2. November 2026, 12.500", id="de"),
        pytest.param(DUTCH, "€ 1.234,50, € 250, 8,25%, 2 november 2026, 12.500", id="nl"),
        pytest.param(ITALIAN, "1.234,50 €, 250 €, 8,25%, 2 novembre 2026, 12.500", id="it"),
    ],
)
def test_numbers_as_each_language_writes_them(words: Wording, said: str) -> None:
    written = [
        words.money(eur("1234.50")),
        words.whole(eur("250.00")),
        words.percent(Decimal("8.25")),
        words.date(date(2026, 11, 2)),
        words.number(12_500),
    ]

    assert spaced(", ".join(written)) == said


def test_a_metered_plan_goes_by_the_name_of_its_meter() -> None:
    assert ENGLISH.plan(metered(cost("0.1"))) == "Pay as you go"
    assert ENGLISH.plan(Plan("m", PlanKind.METERED, "1K", (), name="S1 Transactions")) == "S1 Transactions"


@pytest.mark.parametrize(
    ("billing", "english", "german"),
    [
        (MONTH, "per month", "pro Monat"),
        (YEAR, "per year", "pro Jahr"),
        (QUARTER, "per quarter", "pro Quartal"),
        (Period(6, "month"), "every 6 months", "alle 6 Monate"),
    ],
)
def test_how_often_a_price_is_due(billing: Period, english: str, german: str) -> None:
    sold = plan(cost("1"), billing=billing)

    assert (ENGLISH.period(sold), GERMAN.period(sold)) == (english, german)


def test_what_is_metered_is_due_at_no_time_and_what_is_bought_once() -> None:
    assert ENGLISH.period(metered(cost("1"))) == ""
    assert ENGLISH.period(plan(cost("1"), kind=PlanKind.ONCE, billing=None)) == "once"


@pytest.mark.parametrize(
    ("unit", "english", "german"),
    [
        ("user", "per user", "je Nutzer"),
        ("device", "per device", "je Gerät"),
        ("1K", "per 1K", "je 1K"),
        ("1 GB", "per GB", "je GB"),
        ("100 messages", "per 100 messages", "je 100 Nachrichten"),
        ("1 Furlong", "per Furlong", "je Furlong"),
    ],
)
def test_what_one_price_is_for(unit: str, english: str, german: str) -> None:
    sold = plan(cost("1"), unit=unit)

    assert (ENGLISH.unit(sold), GERMAN.unit(sold)) == (english, german)


@pytest.mark.parametrize(
    ("percent", "english", "german"),
    [("19", "19%", "19 %"), ("7.7", "7.7%", "7,7 %"), ("8.25", "8.25%", "8,25 %"), ("0", "0%", "0 %")],
)
def test_a_share(percent: str, english: str, german: str) -> None:
    assert spaced(ENGLISH.percent(Decimal(percent))) == english
    assert spaced(GERMAN.percent(Decimal(percent))) == german


def test_dates_and_numbers() -> None:
    assert ENGLISH.date(date(2026, 11, 2)) == "2 November 2026"
    assert GERMAN.date(date(2026, 11, 2)) == "2. November 2026"
    assert (ENGLISH.number(12_500), GERMAN.number(12_500)) == ("12,500", "12.500")


@pytest.mark.parametrize(("count", "english", "german"), [(0, "products", "Produkte"), (1, "product", "Produkt")])
def test_plurals_of_the_theme(count: int, english: str, german: str) -> None:
    one, many = "%(count)s product", "%(count)s products"

    assert ENGLISH.ngettext(one, many, count) % {"count": count} == f"{count} {english}"
    assert GERMAN.ngettext(one, many, count) % {"count": count} == f"{count} {german}"


@pytest.mark.parametrize("words", WORDINGS.values(), ids=WORDINGS)
def test_what_nobody_translated_stands_as_it_is(words: Wording) -> None:
    assert words.gettext("A text that is in no catalogue") == "A text that is in no catalogue"
    assert words.gettext("") == ""


def test_a_language_in_a_country_where_nobody_writes_it_is_written_as_at_home() -> None:
    assert spaced(Wording("de", "GB").money(gbp("1234.50"))) == "1.234,50 £"
