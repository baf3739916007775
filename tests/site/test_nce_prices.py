"""Prices of Microsoft's licence list: for which term, in which currency and tier, from when until when."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from awning.catalog import PlanKind, PriceRole
from support_core import chain, priced
from support_feeds import offerings, reasons
from support_nce import Row, amounts, nce_row, only_plan, read_sheet


@pytest.mark.parametrize(
    ("duration", "billing", "plan_id", "payment"),
    [
        pytest.param("P1M", "Monthly", "P1M-P1M", "360.00", id="a month, by the month"),
        pytest.param("P1Y", "Monthly", "P1Y-P1M", "30.00", id="a year, by the month"),
        pytest.param("P12M", "monthly", "P1Y-P1M", "30.00", id="twelve months"),
        pytest.param("P1Y", "Annual", "P1Y-P1Y", "360.00", id="a year, by the year"),
        pytest.param("P3Y", "Monthly", "P3Y-P1M", "10.00", id="three years, by the month"),
        pytest.param("P3Y", "Annual", "P3Y-P1Y", "120.00", id="three years, by the year"),
        pytest.param("P3Y", "Triennial", "P3Y-once", "360.00", id="three years at once"),
        pytest.param("P1Y", "None", "P1Y-once", "360.00", id="a year at once"),
        pytest.param("", "One-Time", "once", "360.00", id="for good"),
    ],
)
def test_the_price_of_the_term_is_divided_into_its_payments(
    duration: str, billing: str, plan_id: str, payment: str, tmp_path: Path
) -> None:
    row = nce_row(TermDuration=duration, BillingPlan=billing, UnitPrice="360.00", ERPPrice="720.00")

    entities, _ = read_sheet(tmp_path, row)

    plan = only_plan(entities)
    assert plan.id == plan_id
    assert amounts(plan) == [payment]
    assert amounts(plan, PriceRole.SRP) == [str(Decimal(payment) * 2)]


def test_a_payment_that_does_not_end_keeps_twelve_decimals(tmp_path: Path) -> None:
    rows = [nce_row(UnitPrice="100", ERPPrice="200.00")]

    entities, _ = read_sheet(tmp_path, *rows)

    plan = only_plan(entities)
    assert (amounts(plan), amounts(plan, PriceRole.SRP)) == (["8.333333333333"], ["16.666666666667"])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"Tags": "License; Trial", "BillingPlan": "None"}, id="its tags say trial"),
        pytest.param({"Tags": "trial", "BillingPlan": "Monthly"}, id="its tags say trial, with a billing plan"),
        pytest.param({"BillingPlan": "Trial"}, id="its billing plan says trial"),
        pytest.param({"BillingPlan": "None"}, id="a month for nothing"),
        pytest.param({"BillingPlan": "None", "TermDuration": "P30D"}, id="30 days for nothing"),
    ],
)
def test_what_is_free_for_a_month_is_a_trial(changes: Row, tmp_path: Path) -> None:
    row = nce_row(**{"TermDuration": "P1M", "UnitPrice": "0", "ERPPrice": "0.00", **changes})

    entities, _ = read_sheet(tmp_path, row)

    plan = only_plan(entities)
    assert (plan.id, plan.kind, plan.trial_days) == ("trial-P30D", PlanKind.TRIAL, 30)
    assert (plan.commitment, plan.billing) == (None, None)
    assert offerings(entities)[0].category_id == "Microsoft Corporation / Trials"


def test_what_is_free_and_no_trial_is_a_plan_at_nothing(tmp_path: Path) -> None:
    row = nce_row(UnitPrice="0", ERPPrice="")

    entities, _ = read_sheet(tmp_path, row)

    plan = only_plan(entities)
    assert (plan.id, amounts(plan), amounts(plan, PriceRole.SRP)) == ("P1Y-P1M", ["0"], [])


def test_six_currencies_and_tiers_stand_in_one_plan_in_order(tmp_path: Path) -> None:
    rows = [
        nce_row(Currency=currency, UnitPrice=price, PricingTierRangeMin=least, ERPPrice="")
        for currency, price, least in [
            ("SEK", "1200", ""),
            ("EUR", "96", "25"),
            ("EUR", "120", "0"),
            ("NOK", "1320", "1"),
            ("CHF", "132", "1"),
            ("DKK", "900", "1"),
            ("GBP", "108", "1"),
        ]
    ]

    entities, _ = read_sheet(tmp_path, *rows)

    found = [(price.currency, str(price.tier_min), str(price.amount)) for price in only_plan(entities).prices]
    assert found == [
        ("CHF", "1", "11"),
        ("DKK", "1", "75"),
        ("EUR", "1", "10"),
        ("EUR", "25", "8"),
        ("GBP", "1", "9"),
        ("NOK", "1", "110"),
        ("SEK", "1", "100"),
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2021-11-03T06:57:30.0682597Z", "2021-11-03T06:57:30.068259+00:00", id="seven decimals"),
        pytest.param("2023-02-01", "2023-01-31T23:00:00+00:00", id="a day of the market"),
        pytest.param("2/1/2023 0:00", "2023-01-31T23:00:00+00:00", id="month first"),
        pytest.param("07/01/2023 12:00:00 AM", "2023-06-30T22:00:00+00:00", id="midnight in summer"),
        pytest.param("3/1/2018 1:30 pm", "2018-03-01T12:30:00+00:00", id="afternoon"),
        pytest.param("3/1/2018 13:30:00Z", "2018-03-01T13:30:00+00:00", id="month first with a zone"),
        pytest.param("1/1/1753 12:00:00 AM", "None", id="since ever"),
        pytest.param("0001-01-01T00:00:00", "None", id="since the first year"),
        pytest.param("", "None", id="not said"),
    ],
)
def test_prices_begin_when_the_sheet_says_in_the_time_of_the_market(text: str, moment: str, tmp_path: Path) -> None:
    row = nce_row(EffectiveStartDate=text, ERPPrice="")

    entities, _ = read_sheet(tmp_path, row, time_zone=ZoneInfo("Europe/Berlin"))

    [price] = only_plan(entities).prices
    assert str(price.valid_from and price.valid_from.isoformat()) == moment


@pytest.mark.parametrize(
    ("ends", "end_of_sale", "moment"),
    [
        pytest.param("2026-03-01T00:00:00Z", "", "2026-03-01T00:00:00+00:00", id="half open"),
        pytest.param("2026-03-01", "", "2026-03-01T00:00:00+00:00", id="a day"),
        pytest.param("2026-02-28T23:59:59.9999999Z", "", "2026-03-01T00:00:00+00:00", id="the last instant"),
        pytest.param("2/28/2026 11:59:59 PM", "", "2026-03-01T00:00:00+00:00", id="the last second"),
        pytest.param("2/28/2026 23:59", "", "2026-03-01T00:00:00+00:00", id="the last minute"),
        pytest.param("2026-02-28T22:59:59+00:00", "", "2026-02-28T23:00:00+00:00", id="the last second of an hour"),
        pytest.param("11/30/9999 11:59:59 PM", "", "None", id="never"),
        pytest.param("9999-12-31T23:59:59.9999999-12:00", "1753-01-01", "None", id="never, in the far west"),
        pytest.param("9999-12-31", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00+00:00", id="end of sale"),
        pytest.param("2026-02-01", "2026-03-01", "2026-02-01T00:00:00+00:00", id="before the end of sale"),
    ],
)
def test_prices_end_when_the_sheet_says_and_with_the_sale(
    ends: str, end_of_sale: str, moment: str, tmp_path: Path
) -> None:
    row = nce_row(EffectiveEndDate=ends, ERPPrice="") | {"EndofSaleDate": end_of_sale}

    entities, _ = read_sheet(tmp_path, row)

    [price] = only_plan(entities).prices
    assert str(price.valid_until and price.valid_until.isoformat()) == moment


def test_of_ranges_that_overlap_the_one_begun_last_is_charged(tmp_path: Path) -> None:
    rows = [nce_row(EffectiveStartDate="3/1/2026 0:00", UnitPrice="132.00"), nce_row()]

    entities, reading = read_sheet(tmp_path, *rows)

    plan = only_plan(entities)
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (2, 3, 12)]
    assert [str(priced(plan, chain("0"), at=day).total) for day in days] == ["10.00 EUR", "11.00 EUR", "11.00 EUR"]
    assert reasons(reading) == []


def test_a_row_that_stands_twice_is_one_price(tmp_path: Path) -> None:
    rows = [nce_row(), nce_row(UnitPrice="120.0", SkuTitle="Mail, Basic", UnitOfMeasure="")]

    entities, reading = read_sheet(tmp_path, *rows)

    assert amounts(only_plan(entities)) == ["10.00"]
    assert offerings(entities)[0].name == "Cloud Mail Basic"
    assert (reading.used, reasons(reading)) == (2, [])


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        pytest.param(
            nce_row(UnitPrice="132.00"),
            "plan P1Y-P1M costs UnitPrice 120.00 and ERP Price 150.00 on an earlier row, "
            "and UnitPrice 132.00 and ERP Price 150.00 here.",
            id="two costs",
        ),
        pytest.param(
            nce_row(ERPPrice=""),
            "plan P1Y-P1M costs UnitPrice 120.00 and ERP Price 150.00 on an earlier row, "
            "and UnitPrice 120.00 and ERP Price nothing here.",
            id="two suggested prices",
        ),
        pytest.param(
            nce_row(UnitOfMeasure="1 Device", Currency="GBP"),
            "plan P1Y-P1M is per license on an earlier row, and per device here.",
            id="two units",
        ),
        pytest.param(
            nce_row(UnitOfMeasure="1 Device", Market="AT"),
            "plan P1Y-P1M is per license on an earlier row, and per device here.",
            id="two units in two markets",
        ),
        pytest.param(
            nce_row(Market="AT", UnitPrice="132.00"),
            "plan P1Y-P1M has other prices in EUR in market AT than in market DE, which comes first: "
            "import the sheet of one market.",
            id="two markets",
        ),
        pytest.param(
            nce_row(Market="AT", EffectiveStartDate="2026-02-01"),
            "plan P1Y-P1M has other prices in EUR in market AT than in market DE, which comes first: "
            "import the sheet of one market.",
            id="two markets at other times",
        ),
    ],
)
def test_a_row_that_contradicts_an_earlier_one_is_left_out(second: Row, reason: str, tmp_path: Path) -> None:
    rows = [nce_row(), second]

    entities, reading = read_sheet(tmp_path, *rows)

    assert amounts(only_plan(entities)) == ["10.00"]
    assert reasons(reading) == [f"3: {reason}"]
    assert (reading.rows, reading.used, reading.damages) == (2, 1, [])


def test_markets_with_the_same_prices_or_with_other_currencies_go_together(tmp_path: Path) -> None:
    rows = [nce_row(Market="AT"), nce_row(), nce_row(Market="CH", Currency="CHF")]

    entities, reading = read_sheet(tmp_path, *rows)

    assert [price.currency for price in only_plan(entities).prices] == ["CHF", "CHF", "EUR", "EUR"]
    assert (reading.used, reasons(reading)) == (3, [])
