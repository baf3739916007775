"""Microsoft's licence price list: one SKU and segment is one offering, its terms and billings are plans."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, Characteristic, FeedPrice, Notice, Offering, Period, Plan, PlanKind, PriceRole
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Reading
from awning.feeds.nce import NceReader
from support_damage import odd_values, scarred
from support_feeds import feed_file, feed_of, offerings, read, reasons
from support_nce import COLUMNS, SKU, Row, Standing, amounts, nce_row, only_plan, read_sheet, sheet
from support_strategies import FEWER

PRICE_SHEET_PAGE = Path(__file__).parents[3] / "shared" / "feeds" / "microsoft" / "get-a-price-sheet.md"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_row_becomes_an_offering_with_a_cost_and_a_suggested_price(tmp_path: Path) -> None:
    row = nce_row()

    entities, reading = read_sheet(tmp_path, row)

    monthly = Plan(
        id="P1Y-P1M",
        kind=PlanKind.RECURRING,
        unit="license",
        prices=(
            FeedPrice(PriceRole.COST, "EUR", Decimal("10.00"), valid_from=NEW_YEAR),
            FeedPrice(PriceRole.SRP, "EUR", Decimal("12.50"), valid_from=NEW_YEAR),
        ),
        commitment=Period(1, "year"),
        billing=Period(1, "month"),
    )
    assert entities == [
        Category("Microsoft Corporation", "Microsoft Corporation"),
        Category("Microsoft Corporation / Licences", "Licences", parent_id="Microsoft Corporation"),
        Offering(
            id=SKU,
            name="Cloud Mail Basic",
            category_id="Microsoft Corporation / Licences",
            vendor="Microsoft Corporation",
            plans=(monthly,),
            description="Mail for *one* person, with 50 GB.",
            part_number="CFQ7TTC0LH16/0001",
            notices=(Notice(0, window_days=7),),
            characteristics=(Characteristic("Product", "Cloud Mail"),),
        ),
    ]
    assert (reading.rows, reading.used, reading.line, reading.delta) == (1, 1, 2, False)


@pytest.mark.parametrize(
    ("row", "window_days"),
    [
        pytest.param({"BillingPlan": "OneTime"}, [7], id="a term paid at once"),
        pytest.param({"TermDuration": "", "BillingPlan": "OneTime"}, [], id="bought for good"),
        pytest.param({"Tags": "Trial", "UnitPrice": "0", "ERP Price": "0"}, [], id="trial"),
    ],
)
def test_what_has_a_term_can_be_cancelled_for_seven_days(row: Row, window_days: list[int], tmp_path: Path) -> None:
    entities, _ = read_sheet(tmp_path, nce_row(**row))

    [found] = offerings(entities)
    assert [notice.window_days for notice in found.notices] == window_days


def test_segments_are_offerings_of_their_own(tmp_path: Path) -> None:
    rows = [nce_row(), nce_row(Segment="Education", UnitPrice="60.00"), nce_row(Segment="", BillingPlan="Annual")]

    entities, reading = read_sheet(tmp_path, *rows)

    commercial, education = offerings(entities)
    assert (commercial.id, [plan.id for plan in commercial.plans]) == (SKU, ["P1Y-P1M", "P1Y-P1Y"])
    assert (education.id, amounts(education.plans[0])) == (f"{SKU}:education", ["5.00"])
    assert education.characteristics[-1] == Characteristic("Segment", "Education")
    assert reasons(reading) == []


def test_a_sku_whose_zeros_a_spreadsheet_ate_gets_them_back(tmp_path: Path) -> None:
    rows = [nce_row(), nce_row(SkuId="1", BillingPlan="Annual"), nce_row(SkuId="001J")]

    entities, _ = read_sheet(tmp_path, *rows)

    assert [offering.id for offering in offerings(entities)] == [SKU, "CFQ7TTC0LH16:001J"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"ProductId": ""}, "ProductId is missing.", id="no product"),
        pytest.param({"ProductId": "A:B"}, "ProductId 'A:B' holds a colon", id="a colon"),
        pytest.param({"SkuId": " "}, "SkuId is missing.", id="no sku"),
        pytest.param({"SkuId": "9" * 99}, "ProductId, SkuId and Segment make no id", id="a long sku"),
        pytest.param({"SkuTitle": "", "ProductTitle": ""}, "SkuTitle is missing.", id="no title"),
        pytest.param({"UnitPrice": ""}, "UnitPrice is missing.", id="no price"),
        pytest.param({"UnitPrice": "12,50"}, "UnitPrice '12,50' is not a number.", id="a comma"),
        pytest.param({"BillingPlan": ""}, "BillingPlan is missing.", id="no billing plan"),
        pytest.param({"BillingPlan": "Weekly"}, "BillingPlan 'Weekly' is none of Monthly", id="a billing plan"),
        pytest.param({"TermDuration": ""}, "TermDuration is missing, and BillingPlan is Monthly.", id="no term"),
        pytest.param({"TermDuration": "payG-1"}, "TermDuration 'payG-1' is no length of time", id="no length"),
        pytest.param({"TermDuration": "P0Y"}, "TermDuration: '0 year' is not a period.", id="no years"),
        pytest.param({"TermDuration": "P14D"}, "BillingPlan Monthly does not divide TermDuration P14D", id="days"),
        pytest.param({"BillingPlan": "Triennial"}, "BillingPlan Triennial does not divide", id="longer than the term"),
        pytest.param({"Tags": "Trial"}, "The row is a trial, and its price is not 0", id="a trial that costs"),
        pytest.param(
            {"BillingPlan": "Trial", "TermDuration": "", "UnitPrice": "0", "ERPPrice": "0"},
            "TermDuration is missing; a trial needs one.",
            id="a trial without end",
        ),
        pytest.param({"PricingTierRangeMax": "0"}, "PricingTierRangeMax is 0, less than", id="a tier"),
        pytest.param(
            {"EffectiveStartDate": "31/12/2026"}, "EffectiveStartDate '31/12/2026' is no date.", id="day first"
        ),
        pytest.param({"EffectiveStartDate": "1/1/2026 13:00 PM"}, "EffectiveStartDate '1/1/2026 13:00 PM'", id="13 PM"),
        pytest.param({"EffectiveStartDate": "9999-01-01"}, "EffectiveStartDate '9999-01-01' is no day", id="in 9999"),
        pytest.param({"EffectiveEndDate": "soon"}, "EffectiveEndDate 'soon' is no date.", id="an end in words"),
        pytest.param({"EffectiveEndDate": "2026-01-01"}, "The price ends before it begins", id="no time"),
        pytest.param({"EndofSaleDate": "1/1/2025"}, "The price ends before it begins", id="sold no more"),
        pytest.param({"ChangeIndicator": "Moved"}, "ChangeIndicator 'Moved' is none of New", id="a change"),
        pytest.param({"ChangeIndicator": "Deleted"}, "ChangeIndicator is Deleted, and Eff", id="deleted sometime"),
    ],
)
def test_a_row_that_cannot_be_used_leaves_nothing_behind(changes: Row, reason: str, tmp_path: Path) -> None:
    row = nce_row(**changes)

    entities, reading = read_sheet(tmp_path, row)

    assert entities == []
    assert reasons(reading)[0].startswith(f"2: {reason}")
    assert (reading.rows, reading.used, reading.damages) == (1, 0, [])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"UnitPrice": "-1"}, "UnitPrice is '-1', below zero.", id="a price below zero"),
        pytest.param({"ERPPrice": "-0.01"}, "ERP Price is '-0.01', below zero.", id="a suggested price below zero"),
        pytest.param({"Currency": "EURO"}, "Currency 'EURO' is not a currency of ISO 4217.", id="a currency"),
        pytest.param({"TermDuration": "P1Q"}, "TermDuration: '1 q' is not a period.", id="a unit of time"),
    ],
)
def test_nonsense_shows_that_the_sheet_is_damaged(changes: Row, reason: str, tmp_path: Path) -> None:
    row = nce_row(**changes)

    _, reading = read_sheet(tmp_path, nce_row(), row)

    assert [str(damage).startswith(f"sheet.csv:3: {reason}") for damage in reading.damages] == [True]


def test_units_have_the_words_of_the_settings(tmp_path: Path) -> None:
    rows = [
        nce_row(UnitOfMeasure=unit, SkuId=f"000{number}") for number, unit in enumerate(["License", "1 User", "", "GB"])
    ]

    entities, _ = read_sheet(tmp_path, *rows, units={"GB": "gigabyte"})

    assert [offering.plans[0].unit for offering in offerings(entities)] == ["license", "user", "licence", "gigabyte"]


def test_add_ons_and_trials_stand_on_shelves_of_their_publisher(tmp_path: Path) -> None:
    rows = [
        nce_row(Tags="License; Add-on", Publisher=""),
        nce_row(SkuId="0002", Publisher=""),
        nce_row(SkuId="0003", Publisher="", Tags="Trial", TermDuration="P14D", UnitPrice="0", ERPPrice=""),
    ]

    entities, _ = read_sheet(tmp_path, *rows)

    shelves = [offering.category_id for offering in offerings(entities)]
    assert shelves == ["Microsoft / Add-ons", "Microsoft / Licences", "Microsoft / Trials"]
    assert [entity.id for entity in entities if isinstance(entity, Category)] == ["Microsoft", *shelves]


def test_the_order_of_rows_and_columns_changes_nothing(tmp_path: Path) -> None:
    rows = [
        nce_row(Currency=currency, BillingPlan=billing, EffectiveStartDate=start)
        for currency in ("EUR", "GBP")
        for billing in ("Monthly", "Annual")
        for start in ("1/1/2026", "2/1/2026")
    ]
    content = sheet(*random.Random(7).sample(rows, len(rows)), columns=COLUMNS[::-1])

    entities, _ = read(feed_file(tmp_path, content, "shuffled.csv"), NceReader())

    assert entities == read_sheet(tmp_path, *rows)[0]


def test_rows_of_one_sku_may_lie_in_several_files(tmp_path: Path) -> None:
    feed_file(tmp_path / "sheets", sheet(nce_row()), "a.csv")
    feed_file(tmp_path / "sheets", sheet(nce_row(BillingPlan="Annual"), nce_row(UnitPrice="1")), "b.csv")

    entities, reading = read(tmp_path / "sheets", NceReader())

    assert [plan.id for plan in offerings(entities)[0].plans] == ["P1Y-P1M", "P1Y-P1Y"]
    assert [(found.file, found.line) for found in reading.rejections] == [("sheets/b.csv", 3)]
    assert reading.file == "sheets/a.csv"


def test_names_of_columns_may_differ_in_case_spaces_and_a_byte_order_mark(tmp_path: Path) -> None:
    header, _, rest = sheet(nce_row()).partition("\r\n")
    content = "\ufeff\n" + header.upper().replace("ERP PRICE", '"erpPrice"').replace(",SKUID", ", Sku Id") + "\n" + rest
    path = feed_file(tmp_path, content, "sheet.csv")

    entities, reading = read(path, NceReader())

    assert NceReader().recognises(feed_of(path).files[0].head())
    assert entities == read_sheet(tmp_path, nce_row())[0]
    assert reasons(reading) == []


def test_the_currency_may_be_left_to_the_settings(tmp_path: Path) -> None:
    content = sheet(nce_row(), columns=[name for name in COLUMNS if name != "Currency"])

    entities, _ = read(feed_file(tmp_path, content), NceReader(), currency="GBP")

    assert {price.currency for price in only_plan(entities).prices} == {"GBP"}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        pytest.param(
            [name for name in COLUMNS if name not in {"UnitPrice", "Currency"}],
            "sheet.csv, line 1: the header has no column 'UnitPrice', 'Currency'.",
            id="columns missing",
        ),
        pytest.param(
            [*COLUMNS, "erp price", "Market"],
            "sheet.csv, line 1: more than one column is called 'Market', 'ERP Price'.",
            id="columns doubled",
        ),
    ],
)
def test_a_header_that_cannot_be_trusted_refuses_the_sheet(columns: list[str], reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, sheet(nce_row(), columns=columns), "sheet.csv")

    with pytest.raises(FeedUnreadable, match=f"^{re.escape(reason)}"):
        read(path, NceReader())


def test_a_profile_that_no_sheet_has_is_said(tmp_path: Path) -> None:
    rows = [nce_row()]

    with pytest.raises(FeedError, match=r"^profile: 'past' is no sheet of the NCE price list"):
        read_sheet(tmp_path, *rows, profile="past")


def test_other_sheets_are_not_recognised() -> None:
    heads = ["", "\n\n", '[{"meterId": "1"}]', "ProductId,SkuId,Price\n", "ProductId;SkuId;TermDuration;BillingPlan\n"]

    found = [NceReader().recognises(head) for head in heads]

    assert found == [False] * len(heads)


@pytest.mark.skipif(not PRICE_SHEET_PAGE.is_file(), reason="Microsoft's page lies in ../shared, outside of the project")
def test_the_sheet_of_azure_prices_under_the_same_address_is_not_taken_for_licences(tmp_path: Path) -> None:
    page = PRICE_SHEET_PAGE.read_text(encoding="utf-8")
    header, row = re.findall(r'^"[^|\n]+$', page.replace("\u201c", '"'), re.MULTILINE)

    path = feed_file(tmp_path, f"{header}\n{row}\n", "azure.csv")

    assert not NceReader().recognises(header)
    with pytest.raises(FeedUnreadable, match="the header has no column 'BillingPlan'"):
        read(path, NceReader())


_cells = st.one_of(
    odd_values.filter(lambda value: isinstance(value, str)),
    st.sampled_from(["0", "-1", "1e3", "P1M", "P1Y", "P3Y", "P14D", "None", "Trial", "Annual", "Triennial", "USD"]),
    st.sampled_from(["New", "Changed", "Deleted", "Unchanged", "Education", "1/1/2026", "12/31/9999 23:59", "AT", "2"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
_rows = st.dictionaries(st.sampled_from([*COLUMNS, "EndofSaleDate", "ChangeIndicator"]), _cells, max_size=4).map(
    lambda changes: nce_row() | {"EndofSaleDate": "", "ChangeIndicator": ""} | changes
)


@FEWER
@given(rows=st.lists(_rows, min_size=1, max_size=8), profile=st.sampled_from(["", "current", "future"]))
def test_rows_are_used_or_rejected_whatever_is_wrong_in_them(
    rows: list[Row], profile: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = Standing(tuple(offerings(read_sheet(tmp_path_factory.getbasetemp(), nce_row())[0])))
    content = sheet(*rows, nce_row(SkuId="end")).encode("utf-8", "surrogatepass")
    path = feed_file(tmp_path_factory.getbasetemp(), content, "nce.csv")

    entities, reading = read(path, NceReader(), profile=profile, base=base)

    found = offerings(entities)
    assert reading.rows == reading.used + reading.rejected == len(rows) + 1
    assert len({offering.id for offering in found}) == len(found)
    shelves = {entity.id for entity in entities if isinstance(entity, Category)}
    assert {offering.category_id for offering in found} <= shelves
    assert all(plan.prices for offering in found for plan in offering.plans)


@FEWER
@given(content=scarred(sheet(nce_row(), nce_row(Currency="GBP"), nce_row(SkuId="0002")).encode()))
def test_a_damaged_sheet_says_so_and_its_books_balance(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "scarred.csv")
    reading = Reading("scarred.csv")

    with suppress(FeedError):
        list(NceReader().read(feed_of(path), reading))

    assert reading.rows == reading.used + reading.rejected
