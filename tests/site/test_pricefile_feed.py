"""Delimited price files: a profile says which column stands for what, and no row gets lost."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.availability import Stocked
from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Offering,
    Plan,
    PlanKind,
    PriceRole,
    Relation,
    RelationKind,
)
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Reading, Withdrawal
from awning.feeds.pricefile import PriceFileReader
from support_damage import scarred
from support_feeds import feed_file, feed_of, offerings, reasons
from support_pricefile import DANDH_NAMES, OWN, dandh, ingram, one, own, prices, quoted, read, synnex
from support_strategies import FEWER

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_padded_row_of_ingram_becomes_an_offering_with_exact_prices(tmp_path: Path) -> None:
    path = feed_file(tmp_path, ingram(), "PRICE.TXT")

    entities, reading = read(path)

    assert (reading.rows, reading.used, reading.delta) == (1, 1, False)
    assert entities == [
        Category("0204", "0204"),
        Offering(
            id="KP4410",
            name="LASER PRINTER KP-4410 DUPLEX A4",
            category_id="0204",
            vendor="Kestrel Printing",
            part_number="KP-4410-EU",
            plans=(
                Plan(
                    "once",
                    PlanKind.ONCE,
                    "piece",
                    (
                        FeedPrice(PriceRole.COST, "USD", Decimal("271.4500")),
                        FeedPrice(PriceRole.SRP, "USD", Decimal("349.00")),
                    ),
                ),
            ),
            characteristics=(Characteristic("GTIN", "0819412005117"), Characteristic("Weight", "0011.20")),
        ),
    ]


def test_a_row_of_synnex_becomes_a_licence_on_the_shelf_its_code_spells(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex(), "700100.ap")

    entities, _ = read(path)

    [found] = offerings(entities)
    assert entities[:-1] == [
        Category("011", "Software"),
        Category("011091", "011091", parent_id="011"),
        Category("011091239", "011091239", parent_id="011091"),
    ]
    assert (found.id, found.name, found.category_id) == ("7731402", "Tollard Backup Server 1Y", "011091239")
    assert (found.vendor, found.part_number) == ("TOLLARD SWL", "TLD-SRV-1")
    assert found.description == 'Backs up servers and the machines on them, on 3.5" disks too.'
    assert found.plans[0].unit == "licence"
    assert prices(found) == [("cost", "168.45", ""), ("srp", "226.00", "")]
    assert [(row.name, row.value) for row in found.characteristics] == [
        ("GTIN", "0884110027735"),
        ("Weight", "1.50"),
        ("UNSPSC", "43233415"),
    ]


def stock(path: Path, profile: str = "", **settings: object) -> list[Stocked]:
    """What a price file says of how its offerings can be had."""
    entities, reading = read(path, profile, **settings)
    assert reasons(reading) == []
    return [entity for entity in entities if isinstance(entity, Stocked)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(dandh(Qty="41"), [Stocked("MARLKB2", 41)], id="D&H"),
        pytest.param(dandh(Qty="0"), [Stocked("MARLKB2", 0)], id="sold out"),
        pytest.param(dandh(Qty="-3"), [Stocked("MARLKB2", 0)], id="orders that wait"),
        pytest.param(dandh(Qty="plenty"), [], id="no number"),
        pytest.param(dandh(Qty=""), [], id="nothing"),
        pytest.param(synnex(F22="", F09="7"), [Stocked("7731402", 7)], id="SYNNEX"),
        pytest.param(
            synnex(F22="", F09="0", F38="20261201"), [Stocked("7731402", 0, None, date(2026, 12, 1))], id="on its way"
        ),
        pytest.param(synnex(F22="", F09="0", F38="soon"), [Stocked("7731402", 0)], id="on its way some day"),
        pytest.param(synnex(F09="0"), [], id="a licence, which nobody carries"),
        pytest.param(ingram(), [], id="Ingram, which says no number"),
    ],
)
def test_stock_is_given_beside_the_offering_and_never_a_reason_to_leave_it_out(
    row: str, expected: list[Stocked], tmp_path: Path
) -> None:
    assert stock(feed_file(tmp_path, row, "list.txt"), time_zone=BERLIN) == expected


def test_a_profile_of_ones_own_names_the_columns_of_stock(tmp_path: Path) -> None:
    columns = "{sku: 1, name: 2, cost: 3, stock: 4, days: 5}"
    profile_text = OWN.replace("width: 3", "width: 5").replace("{sku: 1, name: 2, cost: 3}", columns)
    profile = feed_file(tmp_path, f"{profile_text}stock: {{quantity: stock, delivery_days: days}}\n", "own.yaml")

    found = stock(feed_file(tmp_path, "K1;Keyboard;9.90;12;2\n", "list.csv"), str(profile))

    assert found == [Stocked("K1", 12, 2)]


def test_a_row_of_dandh_becomes_an_offering_with_a_cost_only(tmp_path: Path) -> None:
    path = feed_file(tmp_path, dandh(), "ITEMLIST")

    entities, _ = read(path)

    [found] = offerings(entities)
    assert entities[0] == Category("Keyboards", "Keyboards")
    assert (found.id, found.name, found.description) == ("MARLKB2", 'Keyboard 17" wired', "Full-size keyboard.")
    assert (found.vendor, found.part_number) == ("Marlow Input", "KB-2")
    assert prices(found) == [("cost", "24.90", "")]


def test_a_promotion_of_synnex_holds_until_the_end_of_its_last_day_in_the_market(tmp_path: Path) -> None:
    promoted = synnex(F46="Y", F48="20261130", F12="150.10", F20="168.45")
    path = feed_file(tmp_path, promoted, "700100.ap")

    found = one(path, time_zone=BERLIN)

    assert prices(found) == [("cost", "168.45", ""), ("cost", "150.10", "2026-11-30 23:00"), ("srp", "226.00", "")]


def test_a_rebate_of_dandh_is_taken_off_the_cost_until_its_end(tmp_path: Path) -> None:
    path = feed_file(tmp_path, dandh(RebateFlag="Y", RebateEndDate="11/30/2026", RebateAmount="5.00"), "ITEMLIST")

    found = one(path)

    assert prices(found) == [("cost", "24.90", ""), ("cost", "19.90", "2026-12-01 00:00")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(synnex(F46="N", F48="20261130", F12="150.10"), ["150.10", "226.00"], id="the flag says no"),
        pytest.param(synnex(F46="Y", F12="150.10"), ["150.10", "226.00"], id="no end"),
        pytest.param(synnex(F46="Y", F48="00000000", F12="150.10"), ["150.10", "226.00"], id="an end of zeros"),
        pytest.param(synnex(F46="Y", F48="99991231", F12="150.10"), ["150.10", "226.00"], id="an end that never comes"),
        pytest.param(synnex(F46="Y", F48="20261130"), ["168.45", "226.00"], id="the same price"),
        pytest.param(synnex(F46="Y", F48="20261130", F12="0.00"), ["168.45", "226.00"], id="no price"),
        pytest.param(dandh(RebateFlag="Y", RebateAmount="5.00"), ["24.90"], id="a question mark for the end"),
        pytest.param(dandh(RebateFlag="Y", RebateEndDate="11/30/26"), ["24.90"], id="a rebate of nothing"),
    ],
)
def test_a_promotion_that_is_none_leaves_one_cost(row: str, expected: list[str], tmp_path: Path) -> None:
    path = feed_file(tmp_path, row)

    found = one(path)

    assert [amount for _, amount, _ in prices(found)] == expected


def test_a_promotion_with_two_days_holds_between_them(tmp_path: Path) -> None:
    columns = "columns: {sku: 1, name: 2, cost: 3, special: 4, from: 5, to: 6}"
    promotion = "promotion: {price: special, begins: from, ends: to}"
    profile = own(
        tmp_path,
        "dates: dd.mm.yyyy",
        promotion,
        base=OWN.replace("width: 3", "width: 6").replace("columns: {sku: 1, name: 2, cost: 3}", columns),
    )
    rows = "A;Cable;9.00;7.50;1.12.2026;31.12.2026\nB;Cable;9.00;7.50;1.12.2026;30.11.2026\n"
    path = feed_file(tmp_path, rows)

    entities, reading = read(path, profile)

    [found] = offerings(entities)
    assert found.plans[0].prices[1] == FeedPrice(
        PriceRole.COST,
        "USD",
        Decimal("7.50"),
        valid_from=datetime(2026, 12, 1, tzinfo=UTC),
        valid_until=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert reasons(reading) == ["2: to '30.11.2026' lies before from."]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(synnex(F12="0.00"), [("srp", "226.00", "")], id="a cost of zero"),
        pytest.param(synnex(F12=""), [("srp", "226.00", "")], id="no cost"),
        pytest.param(synnex(F13="0"), [("cost", "168.45", "")], id="no suggested price"),
    ],
)
def test_zero_in_a_column_of_prices_means_that_there_is_none(
    row: str, expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    path = feed_file(tmp_path, row)

    found = one(path)

    assert prices(found) == expected


def test_an_offering_without_any_price_has_no_plan(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex(F12="", F13="0.00", F20="12.00"))

    found = one(path)

    assert found.plans == ()


def test_zero_is_a_price_where_the_profile_says_so(tmp_path: Path) -> None:
    profile = own(tmp_path, base=OWN.replace("{cost: cost}", "{cost: cost, zero_is_free: true}"))
    path = feed_file(tmp_path, "A;Trial;0.00\n")

    found = one(path, profile)

    assert prices(found) == [("cost", "0.00", "")]


def test_a_floor_is_a_price_and_zero_is_none(tmp_path: Path) -> None:
    profile = own(
        tmp_path,
        base=OWN.replace("width: 3", "width: 4")
        .replace("cost: 3}", "cost: 3, map: 4}")
        .replace("{cost: cost}", "{cost: cost, floor: map, zero_is_free: true}"),
    )
    path = feed_file(tmp_path, "A;Cable;9.00;11.00\nB;Cable;9.00;0.00\n")

    entities, _ = read(path, profile)

    assert [prices(found)[1:] for found in offerings(entities)] == [[("floor", "11.00", "")], []]


def test_the_smallest_quantity_is_where_the_prices_begin(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex(F65="5.00"))

    found = one(path)

    assert {price.tier_min for price in found.plans[0].prices} == {Decimal(5)}


@pytest.mark.parametrize(
    ("row", "lifecycle", "substitutes"),
    [
        pytest.param(synnex(F64="7731499"), Lifecycle.ACTIVE, (), id="synnex, sold"),
        pytest.param(synnex(F05="D", F64="7731499"), Lifecycle.RETIRED, ("7731499",), id="synnex, discontinued"),
        pytest.param(synnex(F05="D", F64="7731402"), Lifecycle.RETIRED, (), id="its own substitute"),
        pytest.param(synnex(F05="D", F64="0"), Lifecycle.RETIRED, (), id="zero for a substitute"),
        pytest.param(ingram(sku_status="D", substitute_part="KP4420"), Lifecycle.RETIRED, ("KP4420",), id="ingram"),
        pytest.param(dandh(StockStatus="D"), Lifecycle.RETIRED, (), id="dandh"),
    ],
)
def test_what_is_discontinued_is_retired_and_points_to_its_substitute(
    row: str, lifecycle: Lifecycle, substitutes: tuple[str, ...], tmp_path: Path
) -> None:
    path = feed_file(tmp_path, row)

    found = one(path)

    assert found.lifecycle is lifecycle
    assert found.relations == tuple(Relation(RelationKind.SUBSTITUTED_BY, sku) for sku in substitutes)


def test_a_file_of_everything_leaves_deleted_rows_out_and_counts_them(tmp_path: Path) -> None:
    path = feed_file(tmp_path, ingram() + ingram(sku="GONE", action_indicator="D"))

    entities, reading = read(path)

    assert [found.id for found in offerings(entities)] == ["KP4410"]
    assert (reading.rows, reading.used, reading.delta) == (2, 2, False)


def test_a_file_of_changes_withdraws_what_is_deleted(tmp_path: Path) -> None:
    rows = ingram(action_indicator="C") + ingram(sku="GONE", action_indicator="D")
    path = feed_file(tmp_path, rows + ingram(action_indicator="") + ingram(action_indicator="X"))

    entities, reading = read(path, "ingram-changes")

    assert reading.delta
    assert [entity for entity in entities if isinstance(entity, Withdrawal)] == [Withdrawal("GONE")]
    assert [found.id for found in offerings(entities)] == ["KP4410"]
    assert reasons(reading) == [
        "3: action_indicator '' is none of A, C, D.",
        "4: action_indicator 'X' is none of A, C, D.",
    ]


def test_the_same_sku_twice_is_given_twice_with_its_lines(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex() + synnex(F12="1.00"))
    reading = Reading(path.name)

    given_at = [
        (entity.id, reading.line)
        for entity in PriceFileReader().read(feed_of(path, currency="USD"), reading)
        if isinstance(entity, Offering)
    ]

    assert given_at == [("7731402", 1), ("7731402", 2)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(synnex().rstrip() + "~\r\n", "The row has 72 columns where 71 belong.", id="a column too many"),
        pytest.param("7~DTL~X\r\n", "The row has 3 columns where 71 belong.", id="columns missing"),
        pytest.param(synnex(F04=" "), "synnex_sku is missing.", id="no sku"),
        pytest.param(synnex(F04="9" * 101), "synnex_sku is not usable as an id", id="a sku that is too long"),
        pytest.param(synnex(F06=" "), "part_description is missing.", id="no name"),
        pytest.param(synnex(F07=""), "manufacturer_name is missing.", id="no vendor"),
        pytest.param(synnex(F12="12,50"), "contract_price '12,50' is not a number. Numbers are written", id="a comma"),
        pytest.param(synnex(F12="$12.50"), "contract_price '$12.50' is not a number.", id="a dollar sign"),
        pytest.param(synnex(F12="N/A"), "contract_price 'N/A' is not a number.", id="a price in words"),
        pytest.param(synnex(F13="9" * 20), "msrp '99999999999999999999' is not an amount", id="too much"),
        pytest.param(synnex(F65="some"), "minimum_order_quantity 'some' is not a whole number.", id="some"),
        pytest.param(synnex(F65="-1"), "minimum_order_quantity '-1' is not a whole number.", id="less than none"),
        pytest.param(
            synnex(F46="Y", F48="11/30/2026"),
            "promotion_expires '11/30/2026' is no date of the form yyyymmdd.",
            id="another date",
        ),
        pytest.param(
            synnex(F46="Y", F48="20260231"), "promotion_expires '20260231' is no date", id="the 31st of February"
        ),
        pytest.param(synnex(F06="Backup\x00"), "The line holds the character U+0000", id="a NUL"),
        pytest.param(synnex(F49="x" * 200_000), "A field is longer than 100,000 characters", id="a field without end"),
        pytest.param(synnex(F05="D", F64="9" * 101), "replacement_sku is not usable as an id", id="a long substitute"),
        pytest.param(synnex(F24="9" * 101), "category_code is not usable as an id", id="a long category"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_and_the_next_one_is_not(row: str, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, row + synnex(F04="NEXT"))

    entities, reading = read(path, "synnex")

    assert [found.id for found in offerings(entities)] == ["NEXT"]
    assert reasons(reading)[0].startswith(f"1: {reason}")
    assert (reading.rows, reading.used, len(reading.rejections), reading.damages) == (2, 1, 1, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(
            dandh(RebateFlag="Y", RebateEndDate="1/2/2027", RebateAmount="24.90"),
            "RebateAmount of 24.90 takes all of the cost of 24.90.",
            id="all of the cost",
        ),
        pytest.param(
            dandh(RebateFlag="Y", RebateEndDate="tomorrow"),
            "RebateEndDate 'tomorrow' is no date of the form mm/dd/yyyy or mm/dd/yy.",
            id="a date in words",
        ),
    ],
)
def test_a_rebate_that_makes_no_sense_is_rejected(row: str, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, row)

    _, reading = read(path)

    assert reasons(reading) == [f"1: {reason}"]


def test_a_negative_price_shows_that_the_file_is_damaged(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex(F12="-4.00"), "700100.ap")

    _, reading = read(path, "synnex")

    assert [str(damage) for damage in reading.damages] == ["700100.ap:1: contract_price is '-4.00', below zero."]


def test_a_heading_is_no_row_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = feed_file(tmp_path, "700100~HDR~20261122\r\n" + synnex() + "7~DTL\r\n")

    entities, reading = read(path)

    assert len(offerings(entities)) == 1
    assert reasons(reading) == ["3: The row has 2 columns where 71 belong."]
    assert reading.rows == 2


def test_a_heading_that_names_the_columns_is_no_row(tmp_path: Path) -> None:
    path = feed_file(tmp_path, DANDH_NAMES + "\n" + dandh())

    entities, reading = read(path)

    assert (len(offerings(entities)), reading.rows) == (1, 1)


def test_a_file_of_nothing_but_a_heading_is_empty(tmp_path: Path) -> None:
    path = feed_file(tmp_path, "700100~HDR~20261122")

    entities, reading = read(path, "synnex")

    assert (entities, reading.rows) == ([], 0)


def test_quotes_in_a_file_without_quoting_are_inches(tmp_path: Path) -> None:
    path = feed_file(tmp_path, dandh(ShortDesc='"Panel 24"') + dandh(SKU="B", ShortDesc='19" rack'))

    entities, _ = read(path)

    assert [found.name for found in offerings(entities)] == ['"Panel 24"', '19" rack']


def test_a_blank_category_is_the_shelf_of_all_other_things(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex(F24=" ") + synnex(F24="011") + synnex(F24="0110"))

    entities, _ = read(path)

    assert [entity for entity in entities if isinstance(entity, Category)] == [
        Category("Other", "Other"),
        Category("011", "Software"),
        Category("0110", "0110", parent_id="011"),
    ]


def test_all_files_of_an_archive_are_read(tmp_path: Path) -> None:
    path = tmp_path / "PRICE.ZIP"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PRICE1.TXT", ingram())
        archive.writestr("PRICE2.TXT", ingram(sku="B") + "cut")

    entities, reading = read(path)

    assert [found.id for found in offerings(entities)] == ["KP4410", "B"]
    assert [str(rejection) for rejection in reading.rejections] == [
        "PRICE.ZIP/PRICE2.TXT:2: The row has 1 columns where 24 belong."
    ]


def test_words_for_units_come_from_the_settings_first(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex() + synnex(F22="HWR") + synnex(F22="CBL"))

    entities, _ = read(path, units={"HWR": "device", "SWL": "seat"})

    assert [found.plans[0].unit for found in offerings(entities)] == ["seat", "device", "piece"]


@pytest.mark.parametrize(
    ("row", "known"),
    [
        pytest.param(ingram(), True, id="ingram"),
        pytest.param(synnex(), True, id="synnex"),
        pytest.param("7~HDR~1\r\n" + synnex(), True, id="synnex behind its heading"),
        pytest.param(dandh(), True, id="dandh"),
        pytest.param(ingram().replace('"', ""), False, id="commas without quotes"),
        pytest.param(quoted([f"column {number}" for number in range(24)]), False, id="another table of 24 columns"),
        pytest.param(synnex().replace("~", ";"), False, id="another delimiter"),
        pytest.param('{"@type": "Catalog"}', False, id="JSON"),
        pytest.param("<html><title>Log in</title></html>", False, id="a log-in page"),
        pytest.param('"', False, id="one quote"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_files_are_recognised_by_their_columns(row: str, known: bool) -> None:
    assert PriceFileReader().recognises(row) is known


@pytest.mark.parametrize(
    ("content", "profile", "reason"),
    [
        pytest.param(
            "a;b;c\n", "", "feed: this has the columns of no price file that is known. Set `profile:`", id="?"
        ),
        pytest.param(" \n", "synnex", "feed is empty", id="nothing"),
        pytest.param(synnex(), "tech", "profile tech: there is no such profile. Known are dandh, ingram,", id="a name"),
        pytest.param(synnex(), "tech.yaml", "tech.yaml: there is no such profile. Set `profile:`", id="a path"),
    ],
)
def test_a_file_without_a_profile_is_refused(content: str, profile: str, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, content, "feed")

    with pytest.raises(FeedError) as refusal:
        read(path, profile)

    assert str(refusal.value).startswith(reason)


@pytest.mark.parametrize("profile", ["", "synnex"])
def test_a_log_in_page_is_refused_as_one(profile: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, "<!DOCTYPE html>\n<title>Log in</title>\n")

    with pytest.raises(FeedUnreadable, match="A log-in page saved in place of the feed"):
        read(path, profile)


def test_a_file_in_utf_16_is_refused(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex().encode("utf-16"))

    with pytest.raises(FeedUnreadable, match="UTF-16"):
        read(path, "synnex")


@pytest.mark.parametrize("currency", ["", "usd", "EURO"])
def test_prices_without_a_currency_are_refused(currency: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex())

    with pytest.raises(FeedError, match=r"Set `currency:` of the feed in config/awning\.yaml"):
        read(path, currency=currency)


def test_text_in_another_encoding_is_one_rejected_row(tmp_path: Path) -> None:
    path = feed_file(tmp_path, synnex().encode() + synnex(F06="Büro").encode("cp1252"))

    _, reading = read(path)

    assert reasons(reading) == ["2: The line is not UTF-8 text (byte 0xFC). Save the feed as UTF-8."]


@pytest.mark.parametrize(
    ("rows", "profile"),
    [
        pytest.param("7~HDR~1\r\n" + synnex() + synnex(F46="Y", F48="20261130", F12="9.00"), "synnex", id="synnex"),
        pytest.param(ingram() + ingram(action_indicator="D") + ingram(sku="B"), "ingram-changes", id="ingram"),
        pytest.param(dandh() + dandh(RebateFlag="Y", RebateEndDate="11/30/26", RebateAmount="1"), "dandh", id="dandh"),
    ],
)
def test_a_file_hit_by_random_bytes_balances(rows: str, profile: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @FEWER
    @given(content=scarred(rows.encode()))
    def balances(content: bytes) -> None:
        path = feed_file(tmp_path_factory.getbasetemp(), content, f"{profile}.txt")
        reading = Reading(path.name)
        shelves: set[str] = set()
        count = 0

        try:
            for entity in PriceFileReader().read(feed_of(path, profile=profile, currency="USD"), reading):
                if isinstance(entity, Category):
                    shelves.add(entity.id)
                if isinstance(entity, Category | Stocked):
                    continue
                assert not isinstance(entity, Offering) or entity.category_id in shelves
                count += 1
        except FeedError:
            return

        assert reading.rows == reading.used + reading.rejected
        assert count == reading.used

    balances()


@FEWER
@given(
    price=st.text(max_size=8) | st.decimals().map(str),
    day=st.text("0123456789", min_size=8, max_size=8) | st.text(max_size=8),
    least=st.text(max_size=4) | st.integers().map(str),
    category=st.text(max_size=12),
)
def test_any_text_in_any_cell_is_used_or_rejected(
    price: str, day: str, least: str, category: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    row = synnex(F46="Y", F12=price, F48=day, F65=least, F24=category).encode(errors="replace")
    path = feed_file(tmp_path_factory.getbasetemp(), row + synnex().encode(), "cells.ap")

    _, reading = read(path, "synnex", time_zone=BERLIN)

    assert reading.rows == reading.used + reading.rejected
    assert reading.used >= 1
