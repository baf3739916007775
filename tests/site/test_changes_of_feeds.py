"""Feeds that say only what changed, among whole ones: nothing they said is undone, and nothing hides behind another."""

from __future__ import annotations

from pathlib import Path

import pytest

from awning.errors import FeedRefused
from awning.feeds import Feed
from awning.feeds.files import files_of
from awning.history import events
from awning.importing import Imported, Input, Options, import_feeds
from awning.pointer import current_snapshot
from support_feeds import CATALOG, EMAIL, array, feed_file, offering_row, price_row
from support_nce import nce_row
from support_nce import sheet as nce_sheet

ROW = {"ProductId": "CFQ7TTC0LH16", "SkuId": "0001", "Currency": "EUR"}


def sheet(folder: Path, name: str, *rows: dict[str, str], profile: str) -> Input:
    path = feed_file(folder, nce_sheet(*rows), name)
    return Input(Feed(files_of(path), name="licences", profile=profile), "nce")


def hardware(folder: Path, price: str = "10.00", count: int = 3) -> Input:
    rows = [offering_row(f"BOX-{number}", productOfferingPrice=[price_row(price)]) for number in range(count)]
    return Input(Feed(files_of(feed_file(folder, array(CATALOG, EMAIL, *rows), "hw.json")), name="hardware"), "neutral")


def costs(folder: Path, sku: str) -> list[str]:
    with current_snapshot(folder) as snapshot:
        found = snapshot.offering(sku)
        assert found is not None
        return sorted(f"{price.amount:f}" for plan in found.plans for price in plan.prices if price.role == "cost")


def import_all(folder: Path, *inputs: Input, force: bool = False) -> Imported:
    return import_feeds(inputs, folder, Options(force=force))


def test_a_whole_feed_that_is_no_newer_does_not_undo_what_was_laid_over_it(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    current = sheet(tmp_path, "current.csv", nce_row(**ROW, UnitPrice="120.00"), profile="current")
    future = sheet(
        tmp_path,
        "future.csv",
        nce_row(**ROW, UnitPrice="240.00", EffectiveStartDate="2027-01-01T00:00:00Z"),
        profile="future",
    )
    import_all(catalog, current, hardware(tmp_path))
    import_all(catalog, future, hardware(tmp_path))
    laid = costs(catalog, "CFQ7TTC0LH16:0001")

    came = import_all(catalog, current, hardware(tmp_path, "11.00"))

    assert len(laid) == 2
    assert costs(catalog, "CFQ7TTC0LH16:0001") == laid
    assert costs(catalog, "BOX-0") == ["11"]
    assert [each.id for each in came.changes.repriced.items] == ["BOX-0", "BOX-1", "BOX-2"]
    newest = events(catalog)[-1].feeds[0]
    assert newest.whole not in {"", newest.digest}


def test_a_feed_of_changes_with_nothing_to_change_must_be_forced(tmp_path: Path) -> None:
    future = sheet(tmp_path, "future.csv", nce_row(**ROW), profile="future")

    with pytest.raises(FeedRefused, match="says only what changed, and there is no catalog that it could change"):
        import_all(tmp_path / "catalog", future)

    assert import_all(tmp_path / "catalog", future, force=True).offerings == 1


def test_a_feed_of_changes_without_any_is_no_trouble(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    import_all(catalog, sheet(tmp_path, "current.csv", nce_row(**ROW), profile="current"), hardware(tmp_path))

    came = import_all(catalog, sheet(tmp_path, "future.csv", profile="future"), hardware(tmp_path, "11.00"))

    assert (came.offerings, len(came.changes.changed), len(came.changes.removed)) == (4, 3, 0)


def test_costs_that_lost_a_digit_do_not_hide_behind_other_prices(tmp_path: Path) -> None:
    def feed(cost: str) -> Input:
        prices = [price_row(cost), price_row("16.00", role="srp"), price_row("12.00", role="floor")]
        rows = [offering_row(f"MAIL-{number}", productOfferingPrice=prices) for number in range(4)]
        return Input(Feed(files_of(feed_file(tmp_path, array(CATALOG, EMAIL, *rows)))), "neutral")

    import_all(tmp_path / "catalog", feed("10.00"))

    with pytest.raises(FeedRefused, match="half of all costs move by 90 % or more") as refusal:
        import_all(tmp_path / "catalog", feed("1.00"))

    assert len(refusal.value.reasons) == 1


@pytest.mark.parametrize(
    "change", [{"lifecycleStatus": "Retired"}, {"productOfferingPrice": []}], ids=["retired", "without a price"]
)
def test_offerings_that_nobody_can_buy_any_more_are_as_good_as_gone(change: dict[str, object], tmp_path: Path) -> None:
    def feed(**more: object) -> Input:
        rows = [offering_row(f"MAIL-{number}", **(more if number < 2 else {})) for number in range(5)]
        return Input(Feed(files_of(feed_file(tmp_path, array(CATALOG, EMAIL, *rows)))), "neutral")

    import_all(tmp_path / "catalog", feed())

    with pytest.raises(FeedRefused, match=r"40 % of the offerings are gone, retired or without a price \(2 of 5"):
        import_all(tmp_path / "catalog", feed(**change))
