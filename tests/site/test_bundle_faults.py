"""Bundles: what is wrong with one is said with the item that is at fault, and an import warns of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from awning.bundle_faults import blueprint_faults, faults
from awning.catalog import Bundle, BundleItem, Connection, Lifecycle, Offering, Outside, PlanKind
from awning.pointer import current_snapshot
from support_catalog import Imports
from support_core import cost, metered, offering, plan
from support_feeds import Record, offering_row, price_row, without

MAILBOX = offering(plan(cost("10")))
KEY = offering(plan(cost("50"), id="once", kind=PlanKind.ONCE), id="KEY-1")
SET = replace(offering(id="SET-1"), bundle=Bundle((BundleItem("MAIL-1", "P1Y-P1M"), BundleItem("KEY-1", "once"))))


def faults_with(*others: Offering) -> list[str]:
    """What is wrong with the set in a catalog of these offerings."""
    known = (SET, MAILBOX, *others)
    return list(faults(SET, lambda sku: next((each for each in known if each.id == sku), None)))


def set_row(sku: str = "SET-1", *skus: str) -> Record:
    """A bundle of a year of each."""
    items = [{"offering": each, "plan": "P1Y-P1M"} for each in skus or ("MAIL-1", "MAIL-2")]
    return without(offering_row(sku), "productOfferingPrice") | {"bundle": {"items": items}}


def test_a_bundle_whose_items_are_there_has_no_faults() -> None:
    assert faults_with(KEY) == []


def test_what_is_no_bundle_has_no_faults() -> None:
    assert list(faults(MAILBOX, lambda _: None)) == []


@pytest.mark.parametrize(
    ("key", "why"),
    [
        pytest.param((), "is not in the catalog", id="unknown"),
        pytest.param((replace(KEY, lifecycle=Lifecycle.RETIRED),), "is retired", id="retired"),
        pytest.param((replace(KEY, plans=(), bundle=SET.bundle),), "is a bundle itself", id="a bundle"),
        pytest.param((replace(KEY, plans=()),), "has no plan once", id="no such plan"),
        pytest.param(
            (replace(KEY, plans=(replace(metered(cost("1")), id="once"),)),),
            "is named with the plan once, which is metered",
            id="metered",
        ),
        pytest.param(
            (replace(KEY, plans=(plan(cost("0"), id="once", kind=PlanKind.TRIAL),)),),
            "is named with the plan once, which is a trial",
            id="a trial",
        ),
    ],
)
def test_an_item_that_nobody_could_buy_is_named(key: tuple[Offering, ...], why: str) -> None:
    assert faults_with(*key) == [f"SET-1: its item KEY-1 {why}."]


@pytest.mark.parametrize(
    ("outside", "connections", "expected"),
    [
        pytest.param([], [], [], id="no diagram"),
        pytest.param(["net"], [("net", "MAIL-1"), ("MAIL-1", "KEY-1")], [], id="all is there"),
        pytest.param(
            [],
            [("net", "MAIL-1")],
            ["a connection names net, which is no item of it and nothing outside"],
            id="nothing",
        ),
        pytest.param([], [("KEY-1", "KEY-1")], ["a connection leads from KEY-1 to itself"], id="itself"),
        pytest.param(["KEY-1"], [], ["KEY-1 is named outside the bundle, and is an item of it"], id="outside and in"),
        pytest.param(["net", "net"], [], ["net is named outside the bundle, and is there already"], id="twice"),
    ],
)
def test_a_diagram_that_cannot_be_drawn_whole_says_why(
    outside: list[str], connections: list[tuple[str, str]], expected: list[str]
) -> None:
    assert SET.bundle
    told = replace(
        SET.bundle,
        outside=tuple(Outside(name, name) for name in outside),
        connections=tuple(Connection(source, target) for source, target in connections),
    )

    assert list(blueprint_faults(replace(SET, bundle=told))) == [f"SET-1: {why}." for why in expected]


def test_an_import_warns_of_a_diagram_and_the_bundle_is_for_sale(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    row = set_row()
    row["bundle"]["connections"] = [{"from": "net", "to": "MAIL-1"}]

    taken = shop.take([offering_row("MAIL-1"), offering_row("MAIL-2"), row])

    [warning] = taken.warnings
    assert warning.endswith("nothing outside. Its diagram is drawn without that until it is mended in the feed.")
    assert shop.skus == ["MAIL-1", "MAIL-2", "SET-1"]


def test_a_bundle_may_stand_before_its_items_and_in_another_feed(tmp_path: Path) -> None:
    shop = Imports(tmp_path)

    taken = shop.take(
        shop.feed(set_row(), offering_row("MAIL-1"), name="sets"), shop.feed(offering_row("MAIL-2"), name="mail")
    )

    assert (taken.warnings, taken.rejected) == ((), 0)
    assert shop.skus == ["SET-1", "MAIL-1", "MAIL-2"]


def test_an_import_warns_of_a_bundle_whose_item_is_missing_and_keeps_it(tmp_path: Path) -> None:
    shop = Imports(tmp_path)

    taken = shop.take([offering_row("MAIL-1"), set_row()])

    assert taken.warnings == (
        "SET-1: its item MAIL-2 is not in the catalog. The bundle is not for sale until that is mended in the feed.",
    )
    assert shop.skus == ["MAIL-1", "SET-1"]


def test_what_is_in_a_bundle_points_to_it(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take([offering_row("MAIL-1"), offering_row("MAIL-2"), set_row()])

    with current_snapshot(shop.folder) as snapshot:
        assert [found.id for found in snapshot.pointing_to("MAIL-2")] == ["SET-1"]


def test_a_bundle_that_stands_is_looked_at_again_when_another_feed_changes(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    mail = [offering_row("MAIL-1"), offering_row("MAIL-2")]
    shop.take(shop.feed(set_row(), name="sets"), shop.feed(*mail, name="mail"))
    fewer = price_row(productOfferingTerm=[])

    taken = shop.take(
        shop.feed(set_row(), name="sets"),
        shop.feed(mail[0], offering_row("MAIL-2", productOfferingPrice=[fewer]), name="mail"),
    )

    assert [warning.partition(". ")[0] for warning in taken.warnings] == ["SET-1: its item MAIL-2 has no plan P1Y-P1M"]
