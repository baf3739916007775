"""Prices that change by themselves: at which moment, in which shop, from what to what."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from awning.checking import check_project
from awning.config import read_project, read_reseller, reseller_slugs
from awning.intake import Request, import_project
from awning.pointer import current_snapshot
from awning.price_record import history_file, record
from awning.schedule import OFFERINGS_MAX, Due, due
from support_catalog import feed_text
from support_command import call
from support_core import NOON
from support_feeds import Record, feed_file, offering_row, price_row
from support_settings import PROJECT, changed, project_folder
from support_shops import SHOP

BERLIN = PROJECT + "time_zone: Europe/Berlin\n"
BEGINS = datetime(2026, 11, 30, 23, tzinfo=UTC)
"""The first of December, as Berlin has it."""
DEARER_SHOP = changed(SHOP, "- markup: 0", "- markup: 50")
JUST_BEFORE = BEGINS - timedelta(microseconds=1)


def dated(value: str, start: str = "", end: str = "", **more: Any) -> Record:
    """A price that holds from one moment until another."""
    valid = {key: moment for key, moment in (("startDateTime", start), ("endDateTime", end)) if moment}
    return price_row(value, validFor=valid, **more)


def dearer(sku: str = "MAIL-1", at: str = "2026-12-01", **more: Any) -> Record:
    """A mailbox of 4.20 that costs 4.50 from a moment on."""
    prices = [dated("4.20", end=at, **more), dated("4.50", start=at, **more)]
    return offering_row(sku, productOfferingPrice=prices)


def kit(
    folder: Path,
    *records: Record,
    project: str = BERLIN,
    now: datetime = NOON,
    shops: dict[str, str] | None = None,
) -> Path:
    """A project with the shop `blue-sky`, and others, that imported these offerings at a moment."""
    project_folder(folder, project=project, reseller=SHOP)
    for slug, text in (shops or {}).items():
        (folder / "config" / "resellers" / f"{slug}.yaml").write_text(text, encoding="utf-8")
    feed_file(folder / "content" / "feed", feed_text(*records))
    import_project(folder, Request(moment=now))
    return folder


def changes(folder: Path, *, now: datetime = NOON, days: int = 30) -> list[Due]:
    settings = read_project(folder)
    resellers = [read_reseller(folder, slug, settings) for slug in reseller_slugs(folder)]
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        return list(due(snapshot, settings, resellers, now=now, days=days).changes)


def moves(found: list[Due]) -> list[str]:
    """``SKU plan: old -> new``, with the quantity where it is not one."""
    return [
        f"{change.sku} {change.plan_id}{f' from {change.quantity}' if change.quantity > 1 else ''}: "
        f"{change.old} -> {change.new}"
        for change in found
    ]


def test_a_price_of_the_first_of_december_begins_at_midnight_in_berlin(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer())

    [change] = changes(folder)

    assert change.at == BEGINS
    assert (change.slug, change.sku, change.plan_id, change.quantity) == ("blue-sky", "MAIL-1", "P1Y-P1M", 1)
    assert (f"{change.old}", f"{change.new}", change.currency) == ("4.20", "4.50", "EUR")


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        pytest.param("UTC", datetime(2026, 12, 1, tzinfo=UTC), id="UTC"),
        pytest.param("America/New_York", datetime(2026, 12, 1, 5, tzinfo=UTC), id="New York"),
        pytest.param("Asia/Kolkata", datetime(2026, 11, 30, 18, 30, tzinfo=UTC), id="Kolkata"),
    ],
)
def test_a_date_means_midnight_where_the_market_is(zone: str, at: datetime, tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer(), project=f"{PROJECT}time_zone: {zone}\n")

    assert [change.at for change in changes(folder)] == [at]


def test_a_moment_with_a_zone_is_that_moment_wherever_the_market_is(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer(at="2026-12-01T00:00:00Z"))

    assert [change.at for change in changes(folder)] == [datetime(2026, 12, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(JUST_BEFORE, 1, id="just before"),
        pytest.param(BEGINS, 0, id="at the very moment it has happened"),
        pytest.param(BEGINS - timedelta(days=30), 1, id="thirty days before"),
        pytest.param(BEGINS - timedelta(days=30, seconds=1), 0, id="a second more than thirty days before"),
    ],
)
def test_a_change_is_due_until_it_has_happened(now: datetime, found: int, tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer(), now=BEGINS - timedelta(days=60))

    assert len(changes(folder, now=now)) == found


@pytest.mark.parametrize(
    ("date", "at"),
    [
        pytest.param("2026-10-25", datetime(2026, 10, 24, 22, tzinfo=UTC), id="the long day begins in summer time"),
        pytest.param("2026-10-26", datetime(2026, 10, 25, 23, tzinfo=UTC), id="and ends in winter time"),
        pytest.param("2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="an hour that comes twice"),
        pytest.param("2027-03-28", datetime(2027, 3, 27, 23, tzinfo=UTC), id="the short day begins in winter time"),
        pytest.param("2027-03-28T02:30:00", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), id="an hour that never comes"),
        pytest.param("2027-03-29", datetime(2027, 3, 28, 22, tzinfo=UTC), id="and ends in summer time"),
    ],
)
def test_days_on_which_clocks_are_set(date: str, at: datetime, tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer(at=date), now=at - timedelta(days=1))

    [change] = changes(folder, now=at - timedelta(days=1))

    assert change.at == at
    assert moves([change]) == ["MAIL-1 P1Y-P1M: 4.20 -> 4.50"]


def test_a_price_that_ends_within_a_second_is_over_at_the_next(tmp_path: Path) -> None:
    """So some systems write the last moment of a day."""
    prices = [dated("4.20", end="2026-11-30T23:59:59.999"), dated("4.50", start="2026-12-01T00:00:00")]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    found = changes(folder)

    assert [(change.at, f"{change.old}", f"{change.new}") for change in found] == [(BEGINS, "4.20", "4.50")]


@pytest.mark.parametrize(
    ("row", "move"),
    [
        pytest.param(dated("4.20", start="2026-12-01"), "None -> 4.20", id="into sale"),
        pytest.param(dated("4.20", end="2026-12-01"), "4.20 -> None", id="out of sale"),
    ],
)
def test_plans_come_into_sale_and_go_out_of_it(row: Record, move: str, tmp_path: Path) -> None:
    folder = kit(tmp_path, offering_row(productOfferingPrice=[row]))

    assert moves(changes(folder)) == [f"MAIL-1 P1Y-P1M: {move}"]


def test_a_price_of_a_few_days_comes_and_goes(tmp_path: Path) -> None:
    prices = [price_row("4.20"), dated("2.10", start="2026-11-27", end="2026-11-30")]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    found = changes(folder)

    assert [f"{change.at:%m-%d %H:%M}" for change in found] == ["11-26 23:00", "11-29 23:00"]
    assert moves(found) == ["MAIL-1 P1Y-P1M: 4.20 -> 2.10", "MAIL-1 P1Y-P1M: 2.10 -> 4.20"]


def test_moments_a_second_apart_are_two(tmp_path: Path) -> None:
    first, second = "2026-12-01T00:00:00", "2026-12-01T00:00:01"
    prices = [dated("4.20", end=first), dated("4.30", start=first, end=second), dated("4.50", start=second)]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    assert moves(changes(folder)) == ["MAIL-1 P1Y-P1M: 4.20 -> 4.30", "MAIL-1 P1Y-P1M: 4.30 -> 4.50"]


def test_each_tier_and_plan_changes_by_itself(tmp_path: Path) -> None:
    monthly: Record = {"productOfferingTerm": [{"duration": {"amount": 1, "units": "month"}}]}
    prices = [
        *dearer()["productOfferingPrice"],
        dated("4.00", end="2026-12-01", tier={"min": 10}),
        dated("4.10", start="2026-12-01", tier={"min": 10}),
        price_row("3.00", tier={"min": 100}),
        dated("9.00", start="2026-12-01", **monthly),
    ]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    assert moves(changes(folder)) == [
        "MAIL-1 P1Y-P1M: 4.20 -> 4.50",
        "MAIL-1 P1Y-P1M from 10: 4.00 -> 4.10",
        "MAIL-1 P1M-P1M: None -> 9.00",
    ]


def test_markups_and_rounding_make_the_amounts_and_may_swallow_a_change(tmp_path: Path) -> None:
    prices = [dated("1.001", end="2026-12-01"), dated("1.002", start="2026-12-01")]
    folder = kit(
        tmp_path,
        dearer(),
        offering_row("MAIL-2", productOfferingPrice=prices),
        shops={"green-sky": DEARER_SHOP},
    )

    found = changes(folder)

    assert [change.slug for change in found] == ["blue-sky", "green-sky"]
    assert moves(found) == ["MAIL-1 P1Y-P1M: 4.20 -> 4.50", "MAIL-1 P1Y-P1M: 6.30 -> 6.75"]


def test_only_shops_that_sell_it_are_concerned(tmp_path: Path) -> None:
    shops = {
        "green-sky": SHOP + "assortment: {without: [MAIL-1]}\n",
        "swiss-sky": changed(SHOP, "currency: EUR", "currency: CHF"),
    }
    folder = kit(tmp_path, dearer(), shops=shops)

    assert [change.slug for change in changes(folder)] == ["blue-sky"]


def test_what_is_retired_is_not_due(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer() | {"lifecycleStatus": "Retired"}, offering_row("MAIL-2"))

    assert changes(folder) == []


def test_changes_come_in_order_of_time_then_of_shop_then_of_the_feed(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer("B", "2026-12-02"), dearer("C"), dearer("A"), shops={"alpha": SHOP})

    found = changes(folder)

    assert [(f"{change.at:%d}", change.slug, change.sku) for change in found] == [
        ("30", "alpha", "C"),
        ("30", "alpha", "A"),
        ("30", "blue-sky", "C"),
        ("30", "blue-sky", "A"),
        ("01", "alpha", "B"),
        ("01", "blue-sky", "B"),
    ]


def test_where_nothing_is_dated_nothing_is_due(tmp_path: Path) -> None:
    folder = kit(tmp_path, offering_row())

    checked = check_project(folder, now=NOON)

    assert checked.changes == ()
    assert list(checked.said()) == ["1 reseller checked, 0 mistakes found."]
    assert checked.as_json() == {"errors": [], "warnings": [], "scheduled": [], "next_build": None}


def test_nothing_is_due_before_the_first_import(tmp_path: Path) -> None:
    folder = project_folder(tmp_path, project=BERLIN, reseller=SHOP)

    assert check_project(folder, now=NOON).changes == ()


def test_check_says_in_the_markets_time_what_changes_and_when_to_build(tmp_path: Path) -> None:
    gone = offering_row("MAIL-2", productOfferingPrice=[dated("1.00", end="2026-12-05T12:00:00")])
    folder = kit(tmp_path, dearer(), gone, shops={"green-sky": DEARER_SHOP.replace("https://shop.", "https://green.")})

    said = list(check_project(folder, now=NOON).said())

    assert said == [
        "2 resellers checked, 0 mistakes found.",
        "Prices that change by themselves in the next 30 days:",
        "  2026-12-01 00:00  blue-sky: MAIL-1 (P1Y-P1M) 4.20 -> 4.50 EUR",
        "  2026-12-01 00:00  green-sky: MAIL-1 (P1Y-P1M) 6.30 -> 6.75 EUR",
        "  2026-12-05 12:00  blue-sky: MAIL-2 (P1Y-P1M) 1.00 -> not for sale EUR",
        "  2026-12-05 12:00  green-sky: MAIL-2 (P1Y-P1M) 1.50 -> not for sale EUR",
        "The next build is due at 2026-12-01 00:00 (Europe/Berlin).",
    ]


def test_check_keeps_a_line_short_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    folder = kit(
        tmp_path,
        *(dearer(f"MAIL-{number}") for number in range(5)),
        *(dearer(f"DAY-{day}", f"2026-12-{day:02}") for day in range(2, 14)),
    )

    said = list(check_project(folder, now=NOON).said())

    assert said[2] == (
        "  2026-12-01 00:00  blue-sky: MAIL-0 (P1Y-P1M) 4.20 -> 4.50 EUR, MAIL-1 (P1Y-P1M) 4.20 -> 4.50 EUR, "
        "MAIL-2 (P1Y-P1M) 4.20 -> 4.50 EUR, and 2 more"
    )
    assert said[-2] == "  and 3 more moments; --json lists them."
    assert len(said) == 2 + 10 + 2


def test_a_tier_that_ends_leaves_the_price_of_the_one_below_it(tmp_path: Path) -> None:
    prices = [price_row("4.20"), dated("4.00", end="2026-12-01", tier={"min": 10})]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    assert moves(changes(folder)) == ["MAIL-1 P1Y-P1M from 10: 4.00 -> 4.20"]


def test_a_tier_is_named_in_the_line(tmp_path: Path) -> None:
    prices = [price_row("4.20"), dated("4.00", start="2026-12-01", tier={"min": 10})]
    folder = kit(tmp_path, offering_row(productOfferingPrice=prices))

    said = list(check_project(folder, now=NOON).said())

    assert said[2] == "  2026-12-01 00:00  blue-sky: MAIL-1 (P1Y-P1M, from 10) 4.20 -> 4.00 EUR"


def test_check_gives_the_same_as_one_object(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer())

    checked = check_project(folder, now=NOON).as_json()

    assert json.loads(json.dumps(checked)) == {
        "errors": [],
        "warnings": [],
        "scheduled": [
            {
                "at": "2026-11-30T23:00:00+00:00",
                "slug": "blue-sky",
                "sku": "MAIL-1",
                "plan_id": "P1Y-P1M",
                "quantity": 1,
                "currency": "EUR",
                "old": "4.20",
                "new": "4.50",
            }
        ],
        "next_build": "2026-11-30T23:00:00+00:00",
    }


FIXED = offering_row("MAIL-2", productOfferingPrice=[price_row("10.00")])


def dated_shop(*rules: str, more: str = "") -> str:
    """A shop with these rules beside its markup of nothing."""
    return changed(SHOP, "- markup: 0\n", "- markup: 0\n" + "".join(f"- {{{rule}}}\n" for rule in rules)) + more


@pytest.mark.parametrize(
    ("rule", "days", "found"),
    [
        pytest.param("markup: 50, from: 2026-12-01", ["11-30 23:00"], ["10.00 -> 15.00"], id="begins"),
        pytest.param(
            "markup: 50, until: 2026-11-30", ["11-30 23:00"], ["15.00 -> 10.00"], id="ends after its last day"
        ),
        pytest.param(
            "markup: 50, from: 2026-12-01, until: 2026-12-06",
            ["11-30 23:00", "12-06 23:00"],
            ["10.00 -> 15.00", "15.00 -> 10.00"],
            id="holds for some days",
        ),
        pytest.param("markup: 50, vendor: Other, from: 2026-12-01", [], [], id="is for another vendor"),
        pytest.param("markup: 0, category: email, from: 2026-12-01", [], [], id="makes the same price"),
        pytest.param(
            "request: true, offering: MAIL-2, from: 2026-12-01", ["11-30 23:00"], ["10.00 -> None"], id="asks"
        ),
        pytest.param("markup: 50, from: 2026-12-30", [], [], id="begins too late"),
    ],
)
def test_a_dated_rule_changes_prices_by_itself(rule: str, days: list[str], found: list[str], tmp_path: Path) -> None:
    folder = kit(tmp_path, FIXED)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(dated_shop(rule))

    due_soon = changes(folder)

    assert [f"{change.at:%m-%d %H:%M}" for change in due_soon] == days
    assert moves(due_soon) == [f"MAIL-2 P1Y-P1M: {move}" for move in found]


def test_a_rule_for_many_units_changes_their_price_alone(tmp_path: Path) -> None:
    folder = kit(tmp_path, FIXED)
    shop = dated_shop("markup: -10, quantity: 25, from: 2026-12-01")
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(shop)

    assert moves(changes(folder)) == ["MAIL-2 P1Y-P1M from 25: 10.00 -> 9.00"]


def test_a_dated_rule_of_the_distributor_changes_the_prices_of_its_buyers(tmp_path: Path) -> None:
    project = changed(
        BERLIN, "operator:", "  rules: [{buyer: gold, vendor: Mailwright, markup: 10, from: 2026-12-01}]\noperator:"
    )
    folder = kit(tmp_path, FIXED, project=project, shops={"green-sky": f"{SHOP}group: gold\n"})

    found = changes(folder)

    assert [change.slug for change in found] == ["green-sky"]
    assert moves(found) == ["MAIL-2 P1Y-P1M: 9.70 -> 11.00"]


def test_a_rate_of_a_day_to_come_changes_prices_at_midnight_in_utc(tmp_path: Path) -> None:
    later = "  - {base: USD, quote: EUR, rate: 0.95, date: 2026-12-01, source: ECB}\ntime_zone"
    dollars = offering_row("USD-1", productOfferingPrice=[price_row(price={"unit": "USD", "value": "10.00"})])
    folder = kit(tmp_path, FIXED, dollars, project=changed(BERLIN, "time_zone", later))

    [change] = changes(folder)

    assert change.at == datetime(2026, 12, 1, tzinfo=UTC)
    assert moves([change]) == ["USD-1 P1Y-P1M: 9.21 -> 9.50"]


AUGUST = datetime(2025, 7, 31, 22, tzinfo=UTC)
"""The first of August, as Berlin has it: Romania's standard rate becomes 21 % and was 19 %."""
ROMANIAN = changed(SHOP, "country: GB", "country: RO")


@pytest.mark.parametrize(
    ("tax", "found"),
    [
        pytest.param("{anchor: gross}", ["11.90 -> 12.10"], id="prices hold the tax"),
        pytest.param("{anchor: net}", [], id="prices are without it"),
        pytest.param("{anchor: gross, rate: 19}", [], id="a rate of the shop's own"),
        pytest.param("{anchor: gross, exempt: No tax is charged}", [], id="no tax is charged"),
        pytest.param("{anchor: gross, by: stripe}", [], id="Stripe knows the rates"),
    ],
)
def test_a_new_tax_rate_changes_prices_that_hold_it(tax: str, found: list[str], tmp_path: Path) -> None:
    now = AUGUST - timedelta(days=5)
    folder = kit(tmp_path, FIXED, now=now)
    shop = changed(ROMANIAN, "{name: VAT, rate: 20, display: excluding}", tax)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(shop)

    due_soon = changes(folder, now=now)

    assert moves(due_soon) == [f"MAIL-2 P1Y-P1M: {move}" for move in found]
    assert {change.at for change in due_soon} <= {AUGUST}


@pytest.mark.parametrize(
    ("items", "rule", "found"),
    [
        pytest.param(
            [dearer(), FIXED],
            "",
            ["MAIL-1 P1Y-P1M: 4.20 -> 4.50", "PACK-1 bundle: 12.78 -> 13.05"],
            id="a price of the feed",
        ),
        pytest.param(
            [offering_row("MAIL-1"), FIXED],
            "markup: 50, offering: MAIL-2, from: 2026-12-01",
            ["MAIL-2 P1Y-P1M: 10.00 -> 15.00", "PACK-1 bundle: 12.78 -> 17.28"],
            id="a rule for an item",
        ),
        pytest.param(
            [dearer(), FIXED],
            "markup: 0, from: 2026-12-01",
            ["MAIL-1 P1Y-P1M: 4.20 -> 4.50", "PACK-1 bundle: 12.78 -> 13.05"],
            id="found both ways it is named once",
        ),
        pytest.param(
            [dearer(), FIXED],
            "request: true, offering: MAIL-1, from: 2026-12-01",
            ["MAIL-1 P1Y-P1M: 4.20 -> None", "PACK-1 bundle: 12.78 -> None"],
            id="out of sale",
        ),
    ],
)
def test_a_bundle_changes_with_its_items(items: list[Record], rule: str, found: list[str], tmp_path: Path) -> None:
    named = [{"offering": sku, "plan": "P1Y-P1M"} for sku in ("MAIL-1", "MAIL-2")]
    pack = offering_row("PACK-1", productOfferingPrice=[], bundle={"discountPercent": "10", "items": named})
    folder = kit(tmp_path, pack, *items)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(dated_shop(*filter(None, [rule])))

    due_soon = changes(folder)

    assert moves(due_soon) == found


def test_a_promotion_is_due_where_the_prices_before_it_are_known(tmp_path: Path) -> None:
    promotions = "promotions: [{name: Advent, off: 20, from: 2026-12-01, until: 2026-12-05}]\n"
    folder = kit(tmp_path, FIXED)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(SHOP + promotions)
    kept = [("MAIL-2", "P1Y-P1M", Decimal("10.00"))]

    unknown = check_project(folder, now=NOON)
    record(history_file(folder, "blue-sky"), kept, "EUR", NOON - timedelta(days=60))
    known = check_project(folder, now=NOON)

    assert (len(unknown.errors), unknown.changes) == (1, ())
    assert known.errors == ()
    assert moves([*known.changes]) == ["MAIL-2 P1Y-P1M: 10.00 -> 8.00", "MAIL-2 P1Y-P1M: 8.00 -> 10.00"]


def test_a_rule_for_very_many_offerings_is_looked_at_for_some_and_says_so(tmp_path: Path) -> None:
    many = [offering_row(f"MAIL-{number}") for number in range(OFFERINGS_MAX + 5)]
    folder = kit(tmp_path, *many, dearer("DEAR-1"))
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(dated_shop("markup: 50, from: 2026-12-01"))

    checked = check_project(folder, now=NOON)

    assert (len(checked.changes), checked.unseen) == (OFFERINGS_MAX + 1, 5)
    assert checked.changes[0].sku == "DEAR-1"
    assert "  and perhaps those of 5 more offerings, for which the same rules hold." in list(checked.said())


def test_a_broken_shop_is_a_mistake_and_the_others_are_looked_at(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer(), shops={"green-sky": changed(SHOP, "name: VAT", "nam: VAT")})

    checked = check_project(folder, now=NOON)

    assert [error.partition(": ")[0] for error in checked.errors] == [f"{folder}/config/resellers/green-sky.yaml:6:7"]
    assert [change.slug for change in checked.changes] == ["blue-sky"]


def test_a_damaged_catalog_is_a_mistake_that_check_names(tmp_path: Path) -> None:
    folder = kit(tmp_path, dearer())
    (folder / "var" / "catalog" / "current").write_text("0123456789abcdef\n")

    checked = check_project(folder, now=NOON)

    [error] = checked.errors
    assert "0123456789abcdef.sqlite: there is no such snapshot" in error


def test_the_command_prints_both_ways(tmp_path: Path) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    folder = kit(tmp_path, dearer(at=tomorrow.isoformat()), now=datetime.now(UTC))

    said, as_json = call("check", "--project", folder), call("check", "--project", folder, "--json")

    assert (said.code, as_json.code, said.err, as_json.err) == (0, 0, "", "")
    assert "blue-sky: MAIL-1 (P1Y-P1M) 4.20 -> 4.50 EUR\nThe next build is due at " in said.out
    assert json.loads(as_json.out)["next_build"] == tomorrow.isoformat()
