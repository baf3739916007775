"""A bundle costs what its items cost, less its discount, to the last cent, and nobody's floor is broken for it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.bundling import bundle_parts
from awning.catalog import Bundle, BundleItem, Category, Offering, Plan, PlanKind
from awning.config import read_project, read_reseller
from awning.drafting import write_snapshot
from awning.errors import NotForSale
from awning.money import Money, allocate, total
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot
from support_core import NOON, cost, eur, floor, offering, plan
from support_settings import RESELLER, changed, project_folder

AT_COST = changed(RESELLER, "markup: 25", "markup: 0")


def boxed(*items: tuple[str, str, int], percent: str) -> Offering:
    parts = tuple(BundleItem(*item) for item in items)
    return offering(id="BOX-1", name="Office in a box", bundle=Bundle(parts, Decimal(percent)))


def once(amount: str, *more: object, sku: str) -> Offering:
    prices = (cost(amount), *more)
    return offering(Plan("once", PlanKind.ONCE, "piece", prices), id=sku, vendor="Other")  # pyright: ignore[reportArgumentType]


def monthly(amount: str, *more: object, sku: str) -> Offering:
    return offering(plan(cost(amount), *more), id=sku, vendor="Other")  # pyright: ignore[reportArgumentType]


@contextmanager
def book(folder: Path, *offerings: Offering, reseller: str = AT_COST) -> Generator[PriceBook]:
    settings_folder = project_folder(folder, project=NO_GROUPS, reseller=reseller)
    revision = write_snapshot(folder / "var", [Category("email", "E-mail"), *offerings])
    known = read_project(settings_folder)
    with Snapshot(folder / "var" / f"{revision}.sqlite") as snapshot:
        yield PriceBook(snapshot, known, read_reseller(settings_folder, "blue-sky", known), as_of=NOON)


NO_GROUPS = "distributor:\n  name: Northgate\n  groups: {gold: 0}\n"
SEAT, DESK, LAMP = monthly("9.99", sku="SEAT"), once("499.00", sku="DESK"), once("33.33", sku="LAMP")


def test_a_bundle_is_its_items_less_the_discount_of_each_period(tmp_path: Path) -> None:
    box = boxed(("SEAT", "P1Y-P1M", 5), ("DESK", "once", 1), ("LAMP", "once", 2), percent="8")

    with book(tmp_path, SEAT, DESK, LAMP, box) as found:
        parts = bundle_parts(found, box)

    assert [(part.offering.id, part.per, part.full, part.price.unit) for part in parts] == [
        ("SEAT", 5, eur("49.95"), Decimal("45.95")),
        ("DESK", 1, eur("499.00"), Decimal("459.08")),
        ("LAMP", 2, eur("66.66"), Decimal("61.33")),
    ]
    assert total([part.price.total for part in parts[1:]], "EUR") == eur("520.41")


def test_many_bundles_are_so_many_times_one_and_their_pieces_are_counted(tmp_path: Path) -> None:
    box = boxed(("SEAT", "P1Y-P1M", 5), ("DESK", "once", 1), percent="8")

    with book(tmp_path, SEAT, DESK, box) as found:
        seats, desks = bundle_parts(found, box, 3)

    assert (seats.price.total, seats.price.quantity, seats.pieces) == (eur("137.85"), 3, 15)
    assert (desks.price.total, desks.pieces) == (eur("1377.24"), 3)
    assert total([cut.money for cut in seats.price.cuts], "EUR") == seats.price.total
    assert seats.price.trail[-1].says == "Bundle Office in a box: 5 in each, 8 % off"


def test_tiers_look_at_all_units_of_all_bundles(tmp_path: Path) -> None:
    tiered = monthly("10.00", cost("8.00", tier="10"), sku="SEAT")
    box = boxed(("SEAT", "P1Y-P1M", 5), ("DESK", "once", 1), percent="0")

    with book(tmp_path, tiered, DESK, box) as found:
        units = [bundle_parts(found, box, bundles)[0].price.unit for bundles in (1, 2)]

    assert units == [Decimal("50.00"), Decimal("40.00")]


def test_no_item_goes_below_its_floor_for_the_bundle(tmp_path: Path) -> None:
    held = once("100.00", floor("95.001"), sku="DESK")
    box = boxed(("DESK", "once", 2), ("LAMP", "once", 1), percent="50")

    with book(tmp_path, held, LAMP, box) as found:
        desk, lamp = bundle_parts(found, box)

    assert (desk.price.unit, lamp.price.unit) == (Decimal("190.01"), Decimal("16.66"))


@pytest.mark.parametrize(
    ("items", "why"),
    [
        pytest.param([("SEAT", "P1Y-P1M", 1), ("GONE", "once", 1)], "does not sell 'GONE'", id="an item nobody has"),
        pytest.param([("SEAT", "P9Y", 1), ("DESK", "once", 1)], "SEAT has no plan P9Y", id="a plan it has not"),
    ],
)
def test_a_bundle_is_not_for_sale_without_all_of_its_items(
    items: list[tuple[str, str, int]], why: str, tmp_path: Path
) -> None:
    box = boxed(*items, percent="5")

    with book(tmp_path, SEAT, DESK, box) as found, pytest.raises(NotForSale, match=f"BOX-1 cannot be sold .*{why}"):
        bundle_parts(found, box)


def test_what_is_no_bundle_has_no_parts(tmp_path: Path) -> None:
    with book(tmp_path, SEAT) as found, pytest.raises(NotForSale, match="SEAT is no bundle"):
        bundle_parts(found, SEAT)


@settings(max_examples=2_000)
@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any),
    st.sampled_from(["EUR", "JPY", "KWD", "HUF"]),
)
def test_what_is_allocated_sums_to_the_whole_and_is_fair_to_a_coin(
    whole: int, weights: list[int], currency: str
) -> None:
    coin = {"KWD": 10, "HUF": 100}.get(currency, 1)

    parts = allocate(Money(whole * coin, currency), weights)

    assert total(parts, currency) == Money(whole * coin, currency)
    for part, weight in zip(parts, weights, strict=True):
        assert part.minor % coin == 0
        assert abs(part.minor * sum(weights) - whole * coin * weight) <= coin * sum(weights)
