"""Microsoft's future price list says only what changes: it is laid over the catalog that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from awning.catalog import Category, Offering
from awning.feeds import Withdrawal
from awning.feeds.nce import NceReader
from support_core import chain, priced
from support_feeds import feed_file, offerings, read, reasons
from support_nce import SKU, Row, Standing, amounts, future_row, nce_row, only_plan, read_sheet, sheet

FEBRUARY, MARCH, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (2, 3, 6))


def standing(folder: Path, *rows: Row) -> Offering:
    """The offering that a current sheet with these rows makes."""
    entities, _ = read_sheet(folder, *rows)
    [offering] = offerings(entities)
    return offering


@pytest.mark.parametrize(
    ("indicators", "profile", "delta"),
    [
        pytest.param(["New", "Changed"], "", True, id="only changes"),
        pytest.param(["new", "UNCHANGED"], "", False, id="something does not change"),
        pytest.param(["Changed", ""], "", False, id="something is not said"),
        pytest.param(["Changed", "New"], "current", False, id="said to be current"),
        pytest.param(["", ""], "future", True, id="said to be of the future"),
    ],
)
def test_a_sheet_is_one_of_changes_if_all_rows_are(
    indicators: list[str], profile: str, delta: bool, tmp_path: Path
) -> None:
    rows = [future_row(indicator, SkuId=f"000{number}") for number, indicator in enumerate(indicators)]

    entities, reading = read_sheet(tmp_path, *rows, profile=profile)

    assert reading.delta is delta
    assert len(offerings(entities)) == 2


def test_a_row_left_out_still_shows_that_the_sheet_is_whole(tmp_path: Path) -> None:
    rows = [future_row("New"), future_row("Unchanged", UnitPrice="")]

    _, reading = read_sheet(tmp_path, *rows)

    assert (reading.delta, reading.used, reading.rejected) == (False, 1, 1)


def test_a_future_price_is_added_to_what_stands(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row(), nce_row(BillingPlan="Annual")),))

    entities, reading = read_sheet(tmp_path, future_row("Changed", UnitPrice="132.00", SkuTitle="Mail"), base=base)

    [changed] = offerings(entities)
    assert reading.delta
    assert (changed.name, [plan.id for plan in changed.plans]) == ("Cloud Mail Basic", ["P1Y-P1M", "P1Y-P1Y"])
    assert [str(priced(changed.plans[0], chain("0"), at=day).total) for day in (FEBRUARY, MARCH)] == [
        "10.00 EUR",
        "11.00 EUR",
    ]
    assert [entity.id for entity in entities if isinstance(entity, Category)] == [
        "Microsoft Corporation",
        "Microsoft Corporation / Licences",
    ]


def test_the_same_changes_twice_change_nothing_more(tmp_path: Path) -> None:
    changes = [future_row("Changed", UnitPrice="132.00"), future_row("New", BillingPlan="Annual")]
    once, _ = read_sheet(tmp_path, *changes, base=Standing((standing(tmp_path, nce_row()),)))

    twice, _ = read_sheet(tmp_path, *changes, base=Standing(tuple(offerings(once))))

    assert twice == once


def test_a_later_sheet_corrects_a_future_price(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row(EffectiveStartDate="3/1/2026", EffectiveEndDate="6/1/2026")),))

    entities, reading = read_sheet(tmp_path, future_row("Changed", UnitPrice="144.00", ERPPrice=""), base=base)

    [price] = only_plan(entities).prices
    assert (str(price.amount), price.valid_from, price.valid_until) == ("12.00", MARCH, None)
    assert reasons(reading) == []


def test_an_offering_that_is_not_there_yet_is_new(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row()),))

    entities, _ = read_sheet(tmp_path, future_row("New", SkuId="0002"), base=base)

    assert [offering.id for offering in offerings(entities)] == ["CFQ7TTC0LH16:0002"]


def test_a_deleted_price_ends_and_others_stand(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row(), nce_row(Currency="GBP"), nce_row(BillingPlan="Annual")),))

    entities, reading = read_sheet(tmp_path, future_row("Deleted", EffectiveEndDate="6/1/2026 0:00"), base=base)

    monthly, yearly = offerings(entities)[0].plans
    assert [(price.currency, price.valid_until) for price in monthly.prices] == [
        ("EUR", JUNE),
        ("EUR", JUNE),
        ("GBP", None),
        ("GBP", None),
    ]
    assert (yearly.prices[0].valid_until, reasons(reading)) == (None, [])


def test_an_offering_stands_until_its_last_price_ends(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row()),))

    entities, _ = read_sheet(
        tmp_path, future_row("Deleted", EffectiveEndDate="2026-05-31T23:59:59.9999999Z"), base=base
    )

    assert {price.valid_until for price in only_plan(entities).prices} == {JUNE}


def test_an_offering_whose_prices_end_before_they_begin_is_withdrawn(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row(EffectiveStartDate="6/1/2026")),))

    entities, reading = read_sheet(tmp_path, future_row("Deleted", EffectiveEndDate="6/1/2026"), base=base)

    assert entities == [Withdrawal(SKU)]
    assert (reading.used, reading.line) == (1, 2)


def test_what_replaces_a_deleted_price_stays(tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row()),))
    rows = [future_row("Changed", UnitPrice="132.00"), future_row("Deleted", EffectiveEndDate="3/1/2026")]

    entities, _ = read_sheet(tmp_path, *rows, base=base)

    plan = only_plan(entities)
    assert [(str(price.amount), price.valid_until) for price in plan.prices][:2] == [("10.00", MARCH), ("11.00", None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"SkuId": "0002"}, "CFQ7TTC0LH16:0002 is not in the catalog, so none", id="an offering"),
        pytest.param({"BillingPlan": "Annual"}, "plan P1Y-P1Y has no price in EUR for that tier", id="a plan"),
        pytest.param({"Currency": "GBP"}, "plan P1Y-P1M has no price in GBP for that tier", id="a currency"),
    ],
)
def test_what_is_not_there_cannot_be_deleted(row: Row, reason: str, tmp_path: Path) -> None:
    base = Standing((standing(tmp_path, nce_row()),))

    _, reading = read_sheet(tmp_path, future_row("Deleted", EffectiveEndDate="6/1/2026", **row), base=base)

    assert [found.startswith(f"2: {reason}") for found in reasons(reading)] == [True]
    assert (reading.rows, reading.used) == (1, 0)


def test_a_deleted_price_of_a_whole_sheet_holds_until_its_end(tmp_path: Path) -> None:
    rows = [
        nce_row() | {"ChangeIndicator": "Unchanged"},
        future_row("Deleted", Currency="GBP", EffectiveEndDate="6/1/2026"),
        future_row("Deleted", Currency="USD", EffectiveEndDate="3/1/2026"),
    ]

    entities, reading = read_sheet(tmp_path, *rows)

    assert amounts(only_plan(entities)) == ["10.00", "10.00"]
    assert reasons(reading) == ["4: The price is deleted before it begins."]


def test_a_current_and_a_future_sheet_in_one_folder_are_whole_together(tmp_path: Path) -> None:
    feed_file(tmp_path / "nce", sheet(nce_row(), nce_row(BillingPlan="Annual")), "current.csv")
    changes = [
        future_row("Changed", UnitPrice="132.00"),
        nce_row(BillingPlan="Annual", EffectiveEndDate="6/1/2026") | {"ChangeIndicator": "Deleted"},
    ]
    feed_file(tmp_path / "nce", sheet(*changes), "future.csv")

    entities, reading = read(tmp_path / "nce", NceReader())

    monthly, yearly = offerings(entities)[0].plans
    assert [str(priced(monthly, chain("0"), at=day).total) for day in (FEBRUARY, MARCH)] == ["10.00 EUR", "11.00 EUR"]
    assert {price.valid_until for price in yearly.prices} == {JUNE}
    assert (reading.delta, reading.used, reasons(reading)) == (False, 4, [])


def test_an_offering_of_another_origin_keeps_its_shelf(tmp_path: Path) -> None:
    base = Standing((replace(standing(tmp_path, nce_row()), category_id="mail", plans=()),))

    entities, _ = read_sheet(tmp_path, future_row("Changed"), base=base)

    [changed] = entities
    assert isinstance(changed, Offering)
    assert (changed.category_id, len(changed.plans)) == ("mail", 1)
