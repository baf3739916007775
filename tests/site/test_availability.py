"""What is in stock: kept beside the catalog, never in it, and told to a shop's pages only as far as they need it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.availability import STOCK_SAID_MAX, Availability, Stocked, overlay, read
from awning.errors import CatalogError
from awning.feeds import FeedReader
from awning.feeds.neutral import NeutralReader
from awning.feeds.tmf import TmfReader
from support_catalog import Imports
from support_core import NOON
from support_feeds import EMAIL, Record, array, feed_file, offering_row, reasons
from support_feeds import read as read_feed
from support_strategies import ids

both_readers = pytest.mark.parametrize("reader", [NeutralReader(), TmfReader()], ids=lambda reader: reader.name)
LATER = NOON + timedelta(hours=6)


def stocked(sku: str = "MAIL-1", stock: int = 12, **more: Any) -> Record:
    """An offering of which so many lie at the distributor."""
    return offering_row(sku, availability={"stock": stock, **more})


def known(shop: Imports) -> dict[str, tuple[int | None, datetime]]:
    """SKU to stock, and as of when."""
    return {sku: (each.stock, each.at) for sku, each in read(shop.folder).items()}


def said(*skus: str, **known_of: Availability) -> Any:
    """What a shop with these SKUs is told."""
    return json.loads(overlay(known_of, skus or known_of))


def lying(stock: int | None = 12, at: datetime = NOON, days: int | None = None, on: date | None = None) -> Availability:
    """So many in stock."""
    return Availability(stock, days, on, at)


@both_readers
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param({"stock": 12}, Stocked("MAIL-1", 12), id="stock"),
        pytest.param({"stock": "250000"}, Stocked("MAIL-1", 250_000), id="a large one as text"),
        pytest.param({"stock": 0, "expectedOn": "2026-12-01"}, Stocked("MAIL-1", 0, None, date(2026, 12, 1)), id="due"),
        pytest.param({"deliveryDays": 2}, Stocked("MAIL-1", None, 2), id="days"),
        pytest.param(
            {"stock": 1, "asOf": "2026-11-20T06:00:00Z"},
            Stocked("MAIL-1", 1, at=datetime(2026, 11, 20, 6, tzinfo=UTC)),
            id="as of",
        ),
    ],
)
def test_a_feed_says_how_an_offering_can_be_had(
    reader: FeedReader, told: Record, expected: Stocked, tmp_path: Path
) -> None:
    entities, reading = read_feed(feed_file(tmp_path, array(EMAIL, offering_row(availability=told))), reader)

    assert (entities[-1], reading.rejected) == (expected, 0)


@both_readers
@pytest.mark.parametrize(
    ("told", "reason"),
    [
        pytest.param({"stock": -3}, "stock is -3; a whole number from 0 to 1,000,000,000 is needed.", id="below zero"),
        pytest.param({"stock": "1.5"}, "stock is '1.5'; a whole number", id="half a piece"),
        pytest.param({"stock": "many"}, "stock is 'many'; a whole number", id="a word"),
        pytest.param({"expectedOn": "soon"}, "expectedOn 'soon' is no date. Write it as 2026-11-30.", id="no date"),
    ],
)
def test_stock_that_cannot_be_is_refused_and_no_damage_of_the_feed(
    reader: FeedReader, told: Record, reason: str, tmp_path: Path
) -> None:
    _, reading = read_feed(feed_file(tmp_path, array(EMAIL, offering_row(availability=told))), reader)

    assert reasons(reading)[-1].partition(": availability: ")[2].startswith(reason)
    assert reading.damages == []


def test_other_stock_is_the_same_catalog(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    first = shop.take([stocked(stock=12)])

    second = shop.take([stocked(stock=7, expectedOn="2026-12-01")], moment=LATER)
    third = shop.take([offering_row()], moment=LATER)

    assert first.revision == second.revision == third.revision
    assert not second.changes
    assert known(shop) == {}


def test_an_import_that_changes_nothing_else_brings_the_new_stock(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([stocked(stock=12), offering_row("MAIL-2")])

    shop.take([stocked(stock=7), offering_row("MAIL-2")], moment=LATER)

    assert known(shop) == {"MAIL-1": (7, LATER)}


def test_the_same_bytes_are_not_read_again_and_stay_as_of_when_they_were_read(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([stocked()])

    again = shop.take([stocked()], moment=LATER)

    assert again.unchanged
    assert known(shop) == {"MAIL-1": (12, NOON)}


def test_where_the_file_is_lost_the_same_bytes_are_read_again(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([stocked()])
    (shop.folder / "availability.json").unlink()

    again = shop.take([stocked()], moment=LATER)

    assert not again.unchanged
    assert known(shop) == {"MAIL-1": (12, LATER)}


def test_a_damaged_file_is_said_to_a_build_and_replaced_by_an_import(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([stocked()])
    (shop.folder / "availability.json").write_text('{\n"MAIL-1": ["", "12"')

    with pytest.raises(CatalogError, match=r"availability\.json: is damaged\. Delete it and import the feed again"):
        read(shop.folder)
    shop.take([stocked(stock=3)])

    assert known(shop) == {"MAIL-1": (3, NOON)}


def test_of_two_feeds_with_one_sku_the_stock_is_that_of_the_one_whose_offering_is_taken(tmp_path: Path) -> None:
    shop = Imports(tmp_path)

    shop.take(shop.feed(offering_row("MAIL-1"), stocked("MAIL-2", 2), name="a"), shop.feed(stocked(), name="b"))

    assert known(shop) == {"MAIL-2": (2, NOON)}


def test_a_refused_feed_and_a_dry_run_leave_the_stock_as_it_was(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([stocked(stock=12)])

    shop.take([stocked(stock=7)], dry_run=True)

    assert known(shop) == {"MAIL-1": (12, NOON)}


def test_a_feed_that_stands_keeps_its_stock(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(shop.feed(stocked("A"), name="a"), shop.feed(stocked("B"), name="b"))

    shop.take(shop.feed(stocked("A", 1), name="a"), standing=("b",), moment=LATER)

    assert known(shop) == {"A": (1, LATER), "B": (12, NOON)}


def test_the_file_has_one_sku_on_each_line_in_their_order(tmp_path: Path) -> None:
    shop = Imports(tmp_path)

    shop.take([stocked("B", 1, deliveryDays=2), stocked("A", 0, expectedOn="2026-12-01")])

    at = NOON.isoformat()
    assert (shop.folder / "availability.json").read_text() == (
        f'{{\n"A": ["", 0, null, "2026-12-01", "{at}"],\n"B": ["", 1, 2, null, "{at}"]\n}}\n'
    )


def test_before_the_first_import_nothing_is_known(tmp_path: Path) -> None:
    assert read(tmp_path) == {}


def test_a_shop_is_told_of_its_own_offerings_and_no_more_than_it_needs() -> None:
    told = said("A", "B", "X", A=lying(12, days=2), B=lying(0, on=date(2026, 12, 1)), C=lying(3))

    assert told == {
        "at": NOON.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "items": {"A": {"stock": 12, "days": 2}, "B": {"stock": 0, "on": "2026-12-01"}},
    }


def test_what_is_as_of_another_moment_says_so() -> None:
    told = said(A=lying(at=LATER), B=lying(at=LATER), C=lying(at=NOON))

    assert told["at"] == LATER.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [sku for sku, item in told["items"].items() if "at" in item] == ["C"]


def test_a_shop_without_anything_in_stock_is_told_so() -> None:
    assert overlay({}, ["A"]) == b'{"at":null,"items":{}}'


@given(st.dictionaries(ids, st.integers(0, 10**9), max_size=6), st.permutations(range(6)))
def test_nobody_learns_how_much_the_distributor_has(stocks: dict[str, int], order: list[int]) -> None:
    facts = {sku: lying(stock) for sku, stock in stocks.items()}
    shuffled = [list(facts)[each] for each in order if each < len(facts)]

    told = overlay(facts, shuffled)

    assert told == overlay(dict(reversed(facts.items())), facts)
    assert {sku: item["stock"] for sku, item in json.loads(told)["items"].items()} == {
        sku: min(stock, STOCK_SAID_MAX) for sku, stock in stocks.items()
    }
