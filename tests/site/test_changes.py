"""What is different between two snapshots: every difference is found, counted exactly and described."""

from __future__ import annotations

import statistics
from array import array
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awning.catalog import (
    Bundle,
    BundleItem,
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Notice,
    Offering,
    Period,
    PlanKind,
    PriceRole,
    Question,
    Relation,
    RelationKind,
    Text,
)
from awning.changes import MOVE_MAX_BP, Changes, PriceMove, Shortlist, bars, basis_points, compare, median_bp, pairs
from awning.drafting import write_snapshot
from awning.snapshot import Snapshot
from support_changes import Catalog, catalog, changes_of, side_by_side
from support_core import cost, feed_price, floor, offering, plan, retired, srp
from support_strategies import FEWER, catalogs, exact_amounts, feed_prices

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
MAILBOX = offering(plan(cost("10")))
CHAT = replace(MAILBOX, id="CHAT-1", name="Chat")
VAULT = replace(MAILBOX, id="VAULT-1", name="Vault")


def moved(folder: Path, old: Offering, new: Offering) -> list[PriceMove]:
    """The price moves of one offering."""
    return [move for change in changes_of(folder, catalog(old), catalog(new)).repriced.items for move in change.moves]


def test_what_came_and_went_is_named_in_the_order_of_the_feeds(tmp_path: Path) -> None:
    changes = changes_of(tmp_path, catalog(VAULT, MAILBOX), catalog(CHAT, MAILBOX))

    assert (changes.added, changes.changed, changes.removed) == (("CHAT-1",), (), ("VAULT-1",))
    assert changes.names == {"CHAT-1": "Chat", "VAULT-1": "Vault"}
    assert changes


def test_the_same_catalog_again_is_no_change(tmp_path: Path) -> None:
    changes = changes_of(tmp_path, catalog(MAILBOX, CHAT), catalog(MAILBOX, CHAT))

    assert not changes
    assert (changes.matched, changes.median_bp, list(changes.moves_bp)) == (2, 0, [])


def test_before_the_first_catalog_there_was_nothing(tmp_path: Path) -> None:
    changes = changes_of(tmp_path, None, catalog(MAILBOX, CHAT))

    assert (changes.added, changes.removed) == (("MAIL-1", "CHAT-1"), ())
    assert (changes.matched, changes.currencies_gone) == (0, ())
    assert changes.shelves.added == ("communication", "email", "backup")


def test_a_price_that_moves_says_what_it_was_and_how_far_it_went(tmp_path: Path) -> None:
    dearer = replace(MAILBOX, plans=(plan(cost("12.345")),))

    [move] = moved(tmp_path, MAILBOX, dearer)

    assert move == PriceMove("P1Y-P1M", cost("10"), cost("12.345"))
    assert move.move_bp == 2_345


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("10", "11", 1_000, id="up"),
        pytest.param("10", "9", -1_000, id="down"),
        pytest.param("3", "4", 3_333, id="a third"),
        pytest.param("20000", "20001", 1, id="half a basis point is one"),
        pytest.param("20000", "19999", -1, id="and down as well"),
        pytest.param("20001", "20002", 0, id="less than half is none"),
        pytest.param("10", "0", -10_000, id="down to nothing"),
        pytest.param("0", "0.00", 0, id="nothing stays nothing"),
        pytest.param("0", "0.01", None, id="from nothing there is no ratio"),
        pytest.param("0.000000000001", "1000000000000", MOVE_MAX_BP, id="further than anybody counts"),
    ],
)
def test_moves_are_whole_basis_points_rounded_half_up(old: str, new: str, expected: int | None) -> None:
    assert basis_points(Decimal(old), Decimal(new)) == expected


@given(exact_amounts, exact_amounts)
def test_any_two_amounts_have_a_move_that_fits_where_it_is_kept(old: Decimal, new: Decimal) -> None:
    move = basis_points(old, new)

    assert (move is None) == (not old and bool(new))
    array("q", [move or 0])
    if move:
        assert (move > 0) == (new > old)


def test_a_price_that_was_nothing_is_a_new_price_and_counts_in_no_median(tmp_path: Path) -> None:
    free = replace(MAILBOX, plans=(plan(cost("0"), srp("5")),))
    paid = replace(MAILBOX, plans=(plan(cost("3"), srp("5")),))

    changes = changes_of(tmp_path, catalog(free), catalog(paid))

    [change] = changes.repriced.items
    assert [move.move_bp for move in change.moves] == [None]
    assert (changes.matched, list(changes.moves_bp), changes.prices_moved) == (1, [], 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(cost("10"), cost("10", "USD"), id="currency"),
        pytest.param(cost("10"), srp("10"), id="role"),
        pytest.param(cost("10"), cost("10", tier="5"), id="tier"),
    ],
)
def test_prices_of_another_kind_are_not_the_same_price(old: FeedPrice, new: FeedPrice, tmp_path: Path) -> None:
    before, after = (replace(MAILBOX, plans=(plan(price),)) for price in (old, new))

    changes = changes_of(tmp_path, catalog(before), catalog(after))

    assert (changes.matched, changes.prices_added, changes.prices_removed) == (0, 1, 1)
    [change] = changes.repriced.items
    assert change.moves == (PriceMove("P1Y-P1M", None, new), PriceMove("P1Y-P1M", old, None))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            [cost("10", valid_from=NOVEMBER)],
            [cost("10", valid_from=NOVEMBER, valid_until=DECEMBER), cost("12", valid_from=DECEMBER)],
            [("10", "10"), (None, "12")],
            id="a price ends and another begins",
        ),
        pytest.param(
            [cost("10", valid_from=NOVEMBER)],
            [cost("12", valid_from=DECEMBER)],
            [("10", "12")],
            id="the only one is restated from another day on",
        ),
        pytest.param(
            [cost("9", valid_until=DECEMBER), cost("10")],
            [cost("11")],
            [("10", "11"), ("9", None)],
            id="a promotion is over: what has the same end is the same price",
        ),
        pytest.param(
            [
                cost("9", valid_from=NOVEMBER, valid_until=DECEMBER),
                cost("10", valid_from=DECEMBER, valid_until=JANUARY),
            ],
            [cost("10", valid_from=DECEMBER, valid_until=JANUARY), cost("11", valid_from=JANUARY)],
            [("10", "10"), (None, "11"), ("9", None)],
            id="a window that moves on is no restatement",
        ),
        pytest.param(
            [cost("10"), cost("8", tier="10")],
            [cost("8", tier="10.0"), cost("11")],
            [("8", "8"), ("10", "11")],
            id="the order says nothing",
        ),
    ],
)
def test_a_price_is_found_again_by_role_currency_tier_and_beginning(
    old: list[FeedPrice], new: list[FeedPrice], expected: list[tuple[str | None, str | None]]
) -> None:
    found = [(was and str(was.amount), now and str(now.amount)) for was, now in pairs(old, new)]

    assert found == expected


@given(st.lists(feed_prices, max_size=6), st.lists(feed_prices, max_size=6))
def test_pairing_loses_no_price_and_invents_none(old: list[FeedPrice], new: list[FeedPrice]) -> None:
    found = list(pairs(old, new))

    assert Counter(id(was) for was, _ in found if was) == Counter(map(id, old))
    assert Counter(id(now) for _, now in found if now) == Counter(map(id, new))


def test_other_dates_of_the_same_amount_are_a_move_of_nothing(tmp_path: Path) -> None:
    ending = replace(MAILBOX, plans=(plan(cost("10", valid_until=JANUARY)),))

    changes = changes_of(tmp_path, catalog(MAILBOX), catalog(ending))

    assert (changes.repriced.count, changes.prices_moved, list(changes.moves_bp)) == (1, 1, [])


def test_setup_fees_move_by_themselves_and_those_that_stand_still_are_counted(tmp_path: Path) -> None:
    def with_fee(sku: str, fee: str) -> Offering:
        return replace(MAILBOX, id=sku, plans=(plan(cost("10"), feed_price(PriceRole.SETUP, fee, "EUR")),))

    old, new = ([with_fee("A", fee), with_fee("B", "50"), with_fee("C", "50")] for fee in ("50", "60"))
    changes = changes_of(tmp_path, catalog(*old), catalog(*new))

    assert [(move.price.role, move.move_bp) for change in changes.repriced.items for move in change.moves] == [
        (PriceRole.SETUP, 2_000)
    ]
    assert changes.matched_by["", PriceRole.SETUP] == changes.matched_by["", PriceRole.COST] == 3


def test_plans_that_come_and_go_are_counted_and_named(tmp_path: Path) -> None:
    yearly, monthly = plan(cost("100"), id="P1Y"), plan(cost("10"), id="P1M")

    changes = changes_of(
        tmp_path, catalog(replace(MAILBOX, plans=(monthly,))), catalog(replace(MAILBOX, plans=(yearly,)))
    )

    [change] = changes.repriced.items
    assert (change.plans_added, change.plans_removed, change.moves) == (("P1Y",), ("P1M",), ())
    assert (changes.plans_added, changes.plans_removed, changes.plans_differ) == (1, 1, 1)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param({"name": "Post"}, "name", id="name"),
        pytest.param({"description": "x"}, "description", id="description"),
        pytest.param({"vendor": "Other"}, "vendor", id="vendor"),
        pytest.param({"category_id": "backup"}, "category_id", id="category"),
        pytest.param({"part_number": "x"}, "part_number", id="part number"),
        pytest.param({"picture": "x.png"}, "picture", id="picture"),
        pytest.param({"notices": (Notice(3),)}, "notices", id="notice"),
        pytest.param({"notices": (Notice(3, 14),)}, "notices", id="cancellation window"),
        pytest.param({"tax_category": "reduced"}, "tax_category", id="tax category"),
        pytest.param({"bundle": Bundle((BundleItem("A", "a"), BundleItem("B", "b")))}, "bundle", id="bundle"),
        pytest.param({"characteristics": (Characteristic("a", "b"),)}, "characteristics", id="specification"),
        pytest.param({"questions": (Question("a", "b"),)}, "questions", id="questions"),
        pytest.param({"relations": (Relation(RelationKind.REQUIRES, "X"),)}, "relations", id="relations"),
        pytest.param({"translations": {"de": Text("Postfach")}}, "translations", id="translations"),
        pytest.param({"source": "azure"}, "source", id="feed"),
        pytest.param({"owner": "blue-sky"}, "owner", id="owner"),
        pytest.param({"plans": (plan(cost("10"), kind=PlanKind.ONCE),)}, "terms", id="kind of a plan"),
        pytest.param({"plans": (plan(cost("10"), billing=Period(1, "year")),)}, "terms", id="billing of a plan"),
        pytest.param({"plans": (plan(cost("10"), converts_to="P1Y"),)}, "trials", id="what follows a trial"),
        pytest.param({"plans": (plan(cost("10"), reminder_days=3),)}, "trials", id="when of a trial is reminded"),
    ],
)
def test_a_change_that_moves_no_price_says_which_field_it_is_in(
    other: dict[str, object], expected: str, tmp_path: Path
) -> None:
    changed = Offering(**{name: getattr(MAILBOX, name) for name in MAILBOX.__slots__} | other)  # pyright: ignore[reportArgumentType]

    changes = changes_of(tmp_path, catalog(MAILBOX), catalog(changed))

    assert [change.fields for change in changes.reworded.items] == [(expected,)]
    assert changes.repriced.count == 0


def test_an_offering_can_be_repriced_and_reworded_at_once(tmp_path: Path) -> None:
    other = replace(MAILBOX, name="Post", plans=(plan(cost("11")),))

    changes = changes_of(tmp_path, catalog(MAILBOX), catalog(other))

    assert (changes.changed, changes.repriced.count, changes.reworded.count) == (("MAIL-1",), 1, 1)


def test_where_only_the_order_of_prices_is_new_that_is_said(tmp_path: Path) -> None:
    one, two = (replace(MAILBOX, plans=(plan(*prices),)) for prices in ((cost("1"), srp("2")), (srp("2"), cost("1"))))

    changes = changes_of(tmp_path, catalog(one), catalog(two))

    assert [change.fields for change in changes.reworded.items] == [("order",)]
    assert (changes.repriced.count, changes.matched) == (0, 2)


def test_offerings_that_retire_or_come_back_are_told_apart_from_those_that_go(tmp_path: Path) -> None:
    back = replace(CHAT, lifecycle=Lifecycle.RETIRED)

    changes = changes_of(tmp_path, catalog(MAILBOX, back), catalog(retired(plan(cost("10"))), CHAT))

    assert (changes.retired, changes.restored, changes.removed) == (["MAIL-1"], ["CHAT-1"], ())
    assert (changes.reworded.count, changes.repriced.count) == (0, 0)


def test_the_median_counts_the_prices_that_stand_still(tmp_path: Path) -> None:
    def priced(*amounts: str) -> Catalog:
        return catalog(*(offering(plan(cost(amount)), id=str(place)) for place, amount in enumerate(amounts)))

    changes = changes_of(tmp_path, priced("10", "10", "10", "10", "10"), priced("10", "11", "12", "8", "10"))

    assert changes.matched == 5
    assert sorted(changes.moves_bp) == [-2_000, 1_000, 2_000]
    assert changes.median_bp == 1_000


@given(st.lists(st.integers(-(10**6), 10**6).filter(bool), max_size=20), st.integers(0, 20))
@example([], 0)
@example([3, 4], 0)
def test_the_median_is_that_of_all_distances(moves: list[int], still: int) -> None:
    distances = [abs(move) for move in moves] + [0] * still
    expected = int(Decimal(statistics.median(distances or [0])) + Decimal("0.5"))

    assert median_bp(moves, len(distances)) == expected


@pytest.mark.parametrize(
    ("move", "place"),
    [(-5_001, 0), (-5_000, 1), (-100, 5), (-1, 5), (0, 6), (1, 7), (100, 7), (101, 8), (5_000, 11), (10**9, 12)],
)
def test_each_move_stands_in_one_bar(move: int, place: int) -> None:
    counts = bars([move])

    assert counts == [int(at == place) for at in range(13)]


def test_a_currency_without_any_price_left_is_gone(tmp_path: Path) -> None:
    both = replace(MAILBOX, plans=(plan(cost("10"), cost("11", "USD"), floor("9", "GBP")),))
    euros = replace(MAILBOX, plans=(plan(cost("10")),))
    pounds = replace(CHAT, plans=(plan(cost("8", "GBP")),))

    changes = changes_of(tmp_path, catalog(both, pounds), catalog(euros, pounds))

    assert changes.currencies_gone == ("USD",)


def test_categories_that_come_go_move_or_are_reworded_are_changes_too(tmp_path: Path) -> None:
    old = [Category("a", "A"), Category("b", "B"), Category("c", "C"), Category("d", "D", parent_id="a"), MAILBOX]
    new = [Category("a", "A"), Category("c", "Sea"), Category("e", "E"), Category("d", "D", parent_id="c"), MAILBOX]

    changes = changes_of(tmp_path, old, new)

    assert changes
    assert (changes.shelves.added, changes.shelves.removed) == (("e",), ("b",))
    assert (changes.shelves.moved, changes.shelves.reworded) == (("d",), ("c",))


def test_only_so_many_are_kept_for_display_the_furthest_moves_first_and_all_are_counted(tmp_path: Path) -> None:
    def priced(percents: list[int]) -> Catalog:
        return catalog(*(offering(plan(cost(str(100 + extra))), id=f"S{extra}") for extra in percents))

    old = [
        replace(known, plans=(plan(cost("100")),)) for known in priced([1, 5, 2, 4, 3]) if isinstance(known, Offering)
    ]

    changes = changes_of(tmp_path, catalog(*old), priced([1, 5, 2, 4, 3]), details=2)

    assert [change.id for change in changes.repriced.items] == ["S5", "S4"]
    assert (changes.repriced.count, sorted(changes.moves_bp)) == (5, [100, 200, 300, 400, 500])


@given(st.lists(st.integers(0, 5)), st.integers(0, 4))
def test_a_shortlist_keeps_the_largest_and_of_equals_the_first(sizes: list[int], most: int) -> None:
    shortlist = Shortlist[int](most)

    for place, size in enumerate(sizes):
        shortlist.add(lambda place=place: place, size)

    assert shortlist.items == sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))[:most]
    assert shortlist.count == len(sizes)


def test_names_are_kept_for_the_first_only(tmp_path: Path) -> None:
    many = [replace(MAILBOX, id=f"S{place}") for place in range(5)]

    changes = changes_of(tmp_path, None, catalog(*many), details=2)

    assert list(changes.names) == ["S0", "S1"]
    assert len(changes.added) == 5


class Counting(Snapshot):
    """A snapshot that counts how often it is read."""

    reads = 0

    def offering(self, offering_id: str) -> Offering | None:
        self.reads += 1
        return super().offering(offering_id)


def test_what_is_equal_in_both_is_never_read(tmp_path: Path) -> None:
    many = [replace(MAILBOX, id=f"S{place}") for place in range(50)]
    revisions = [
        write_snapshot(tmp_path, known) for known in (many, [*many[:-1], replace(many[-1], plans=(plan(cost("11")),))])
    ]

    with Counting(tmp_path / f"{revisions[0]}.sqlite") as old, Counting(tmp_path / f"{revisions[1]}.sqlite") as new:
        changes = compare(old, new)

    assert (old.reads, new.reads, changes.matched, changes.median_bp) == (1, 1, 50, 0)


@FEWER
@given(old=catalogs, new=catalogs)
def test_any_two_catalogs_can_be_compared_and_back(
    old: list[Category | Offering], new: list[Category | Offering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "compared"
    with side_by_side(folder, old, new) as (before, after):
        assert before is not None
        forth, back = compare(before, after), compare(after, before)

    assert (set(forth.added), set(forth.removed)) == (set(back.removed), set(back.added))
    assert set(forth.changed) == set(back.changed)
    assert bool(forth) == bool(back)
    assert all(_has_a_reason(forth, sku) for sku in forth.changed)


def _has_a_reason(changes: Changes, sku: str) -> bool:
    described = {change.id for change in [*changes.repriced.items, *changes.reworded.items]}
    return sku in described or sku in changes.retired or sku in changes.restored
