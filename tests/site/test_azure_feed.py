"""Azure's retail list: one skuId is one offering, its meters and reservations are plans."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from awning.catalog import Category, Offering, Period, PlanKind, PriceRole
from awning.feeds import Reading
from awning.feeds.azure import AzureReader
from support_damage import damaged
from support_feeds import Record, array, azure_row, feed_file, feed_of, lines, offerings, read, reasons, without

RETAIL_LIST = Path(__file__).parents[3] / "shared" / "feeds" / "azure-retail" / "azure-retail-prices-cognitive.ndjson"


def test_a_meter_becomes_an_offering_with_a_metered_plan(tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(azure_row()))

    entities, reading = read(path, AzureReader())

    family, service = "AI + Machine Learning", "Cognitive Services"
    product = f"{family} / {service} / Speaker Identification"
    assert reasons(reading) == []
    assert entities[:3] == [
        Category(family, family),
        Category(f"{family} / {service}", service, parent_id=family),
        Category(product, "Speaker Identification", parent_id=f"{family} / {service}"),
    ]
    [found] = offerings(entities)
    [plan] = found.plans
    [price] = plan.prices
    assert (found.id, found.name) == ("DZH318Z0BPJG/0006", "Speaker Identification Standard (EU West)")
    assert (found.category_id, found.vendor) == (product, "Microsoft Azure")
    assert [(row.name, row.value) for row in found.characteristics] == [
        ("Region", "EU West"),
        ("Service", "Cognitive Services"),
        ("Size", "Standard"),
    ]
    assert (plan.id, plan.kind, plan.unit, plan.name) == ("0287df59", PlanKind.METERED, "1K", "Transactions")
    assert (price.role, price.currency, price.amount) == (PriceRole.SRP, "USD", Decimal(10))


def test_tiers_of_a_meter_stand_in_one_plan_in_order(tmp_path: Path) -> None:
    rows = [
        azure_row(tierMinimumUnits=250.0, retailPrice=7),
        azure_row(),
        azure_row(tierMinimumUnits=0.5, retailPrice="0.00002"),
    ]
    path = feed_file(tmp_path, lines(*rows))

    entities, _ = read(path, AzureReader())

    [plan] = offerings(entities)[0].plans
    assert [(str(price.tier_min), str(price.amount)) for price in plan.prices] == [
        ("0.0", "10.0"),
        ("0.5", "0.00002"),
        ("250.0", "7"),
    ]


def test_a_reservation_is_paid_once_for_its_whole_term(tmp_path: Path) -> None:
    rows = [azure_row(), azure_row(type="Reservation", reservationTerm="3 Years", retailPrice=900)]
    path = feed_file(tmp_path, lines(*rows))

    entities, _ = read(path, AzureReader())

    _, reserved = offerings(entities)[0].plans
    assert (reserved.id, reserved.kind, reserved.unit) == ("0287df59-P3Y", PlanKind.ONCE, "reservation")
    assert reserved.commitment == Period(3, "year")
    assert [price.tier_min for price in reserved.prices] == [Decimal(1)]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        pytest.param(
            azure_row(retailPrice=11),
            "meter 0287df59 has a price from 0 units on already: 10.0 and here 11.",
            id="two prices of a meter",
        ),
        pytest.param(
            azure_row(unitOfMeasure="10K", tierMinimumUnits=5),
            "meter 0287df59 is Transactions per 1K on an earlier row and Transactions per 10K here.",
            id="two units of a meter",
        ),
    ],
)
def test_rows_of_a_meter_that_disagree_are_left_out(second: Record, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(azure_row(), second))

    _, reading = read(path, AzureReader())

    assert reasons(reading) == [f"2: {reason}"]


def test_a_price_that_stands_twice_is_used_and_adds_nothing(tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(azure_row(), azure_row(tierMinimumUnits=5, retailPrice=8), azure_row()))

    entities, reading = read(path, AzureReader())

    [plan] = offerings(entities)[0].plans
    assert [price.amount for price in plan.prices] == [Decimal("10.0"), Decimal(8)]
    assert (reading.rows, reading.used, reasons(reading)) == (3, 3, [])


def test_rows_of_one_sku_in_two_files_make_one_offering_and_keep_their_places(tmp_path: Path) -> None:
    feed_file(tmp_path / "prices", lines(azure_row()), "1.ndjson")
    feed_file(tmp_path / "prices", lines(azure_row(skuId="B"), azure_row(retailPrice=11)), "2.ndjson")
    reading = Reading("prices")

    begins = [
        (offering.id, reading.file, reading.line)
        for offering in AzureReader().read(feed_of(tmp_path / "prices"), reading)
        if isinstance(offering, Offering)
    ]

    assert begins == [("DZH318Z0BPJG/0006", "prices/1.ndjson", 1), ("B", "prices/2.ndjson", 1)]
    assert [str(rejection) for rejection in reading.rejections] == [
        "prices/2.ndjson:2: meter 0287df59 has a price from 0 units on already: 10.0 and here 11."
    ]


def test_two_prices_of_one_reservation_are_left_out_and_nothing_breaks(tmp_path: Path) -> None:
    reservation = azure_row(reservationTerm="1 Year", retailPrice=300)
    path = feed_file(tmp_path, lines(reservation, {**reservation, "retailPrice": 310}))

    _, reading = read(path, AzureReader())

    assert reasons(reading) == ["2: meter 0287df59-P1Y has a price from 1 units on already: 300 and here 310."]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(without(azure_row(), "skuId"), "skuId is missing.", id="no sku"),
        pytest.param(without(azure_row(), "tierMinimumUnits"), "tierMinimumUnits is null; a number", id="no tier"),
        pytest.param(azure_row(currencyCode="usd"), "currencyCode 'usd' is not a currency", id="a currency"),
        pytest.param(azure_row(retailPrice="free"), "retailPrice 'free' is not a number.", id="a price in words"),
        pytest.param(azure_row(retailPrice=-1), "retailPrice is -1, below zero.", id="a negative price"),
        pytest.param(azure_row(reservationTerm="Forever"), "reservationTerm 'Forever' is no period", id="for ever"),
        pytest.param(azure_row(reservationTerm="0 Years"), "'0 year' is not a period.", id="no years"),
        pytest.param(azure_row(location=7), "location is 7, which is not a text in quotes.", id="a place in numbers"),
        pytest.param(azure_row(armSkuName="\x00"), "armSkuName holds the character U+0000", id="a NUL"),
        pytest.param(without(azure_row(), "productName"), "productName is missing.", id="no product"),
    ],
)
def test_a_row_that_cannot_be_used_leaves_nothing_behind(row: Record, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(row))

    entities, reading = read(path, AzureReader())

    assert entities == []
    assert reasons(reading)[0].startswith(f"1: {reason}")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(array(azure_row(), azure_row(skuId="B")), id="a list"),
        pytest.param(json.dumps({"Count": 2, "Items": [azure_row(), azure_row(skuId="B")]}), id="a page"),
        pytest.param(lines({"Items": [azure_row()]}, {"Items": [azure_row(skuId="B")]}), id="a page a line"),
    ],
)
def test_lists_and_pages_hold_the_same_offerings(content: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, content)

    entities, reading = read(path, AzureReader())

    assert [found.id for found in offerings(entities)] == ["DZH318Z0BPJG/0006", "B"]
    assert (reading.rows, reading.used) == (2, 2)


@given(rows=damaged([azure_row(), azure_row(tierMinimumUnits=5), azure_row(skuId="B", reservationTerm="1 Year")]))
def test_azure_rows_are_used_or_rejected_whatever_is_wrong_in_them(
    rows: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), array(*rows, azure_row(skuId="end")), "azure.json")

    entities, reading = read(path, AzureReader())

    assert reading.rows == reading.used + len(reading.rejections) == len(rows) + 1
    shelves = {entity.id for entity in entities if isinstance(entity, Category)}
    assert {found.category_id for found in offerings(entities)} <= shelves


@pytest.mark.skipif(not RETAIL_LIST.is_file(), reason="Azure's own list lies in ../shared, outside of the project")
def test_every_row_of_the_real_list_is_accounted_for() -> None:
    entities, reading = read(RETAIL_LIST, AzureReader())

    found = offerings(entities)
    kinds = Counter(plan.kind for offering in found for plan in offering.plans)
    assert reading.rows == reading.used + len(reading.rejections) == 21_184
    assert len(found) == 15_867
    assert set(kinds) == {PlanKind.METERED, PlanKind.ONCE}
    assert all(rejection.reason for rejection in reading.rejections)
