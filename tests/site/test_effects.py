"""What a feed change does to each shop: which shelf prices move, what has to be mended, what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from awning.bundling import BUNDLE_PLAN
from awning.catalog import (
    Bundle,
    BundleItem,
    Category,
    FeedPrice,
    Lifecycle,
    Offering,
    Period,
    PlanKind,
    Relation,
    RelationKind,
)
from awning.changes import Changes, compare
from awning.config import read_project, read_reseller
from awning.drafting import write_snapshot
from awning.effect_facts import AtFloor, Passing, ResellerEffect, ShelfMove, Unsold, Withdrawn
from awning.effects import POINTERS_MAX, effects
from awning.snapshot import Snapshot
from support_changes import SHELVES, Catalog, catalog, effects_of, side_by_side
from support_core import NOON, cost, floor, metered, offering, plan, srp
from support_settings import PROJECT, RESELLER, changed, project_folder
from support_strategies import FEWER, catalogs

# Gold buys at 3 % less; Blue Sky adds 25 %, and 30.5 % on Mailwright.
MAILBOX = offering(plan(cost("10")))
CHAT = replace(MAILBOX, id="CHAT-1", name="Chat", vendor="Talkwell", category_id="communication")
VAULT = replace(MAILBOX, id="VAULT-1", name="Vault", vendor="Vaulted", category_id="backup")
ADD_ON = replace(MAILBOX, id="ADD-1", name="Archive", relations=(Relation(RelationKind.REQUIRES, "MAIL-1"),))
ONE_MAILBOX, TWO_CHATS = BundleItem("MAIL-1", "P1Y-P1M"), BundleItem("CHAT-1", "P1Y-P1M", 2)
PACK = offering(id="PACK-1", name="Pack", bundle=Bundle((ONE_MAILBOX, TWO_CHATS), Decimal(10)))
BUNDLE = replace(MAILBOX, id="BUN-1", name="Bundle", relations=(Relation(RelationKind.GOES_WITH, "MAIL-1"),))


def priced(*prices: FeedPrice, of: Offering = MAILBOX) -> Offering:
    return replace(of, plans=(plan(*prices),))


def retired(known: Offering, *relations: Relation) -> Offering:
    return replace(known, lifecycle=Lifecycle.RETIRED, relations=relations)


def effect(
    folder: Path, old: Catalog | None, new: Catalog, settings: str = RESELLER, project: str = PROJECT
) -> ResellerEffect:
    """What the step from old to new does to blue-sky."""
    [found] = effects_of(folder, old, new, settings, project=project)
    return found


def test_a_dearer_cost_moves_the_price_on_the_shelf(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(MAILBOX), catalog(priced(cost("11"))))

    assert found.moves.items == [ShelfMove("MAIL-1", "Mailbox", "P1Y-P1M", 1, Decimal("12.66"), Decimal("13.92"), 995)]
    assert (found.prices_up, found.prices_down, found.biggest_bp) == (1, 0, 995)


def test_each_reseller_is_told_in_their_own_prices(tmp_path: Path) -> None:
    silver = changed(changed(RESELLER, "group: gold", "group: silver"), "name: Blue Sky IT", "name: Corner Shop")

    gold, other = effects_of(tmp_path, catalog(CHAT), catalog(priced(cost("20"), of=CHAT)), RESELLER, silver)

    assert [(move.old, move.new) for move in gold.moves.items] == [(Decimal("12.13"), Decimal("24.25"))]
    assert [(move.old, move.new) for move in other.moves.items] == [(Decimal("12.50"), Decimal("25.00"))]
    assert (gold.slug, other.slug, other.name) == ("shop-1", "shop-2", "Corner Shop")


def test_the_furthest_moves_stand_first_up_or_down(tmp_path: Path) -> None:
    old = [replace(MAILBOX, id=sku) for sku in ("A", "B", "C")]
    new = [priced(cost(amount), of=known) for known, amount in zip(old, ("11", "5", "12"), strict=True)]

    found = effect(tmp_path, catalog(*old), catalog(*new))

    assert [(move.sku, move.move_bp) for move in found.moves.items] == [("B", -5_000), ("C", 1_998), ("A", 995)]
    assert (found.prices_up, found.prices_down, found.biggest_bp) == (2, 1, -5_000)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(priced(cost("10")), priced(cost("10.001")), id="less than a cent"),
        pytest.param(
            priced(cost("10"), srp("14")), priced(cost("10"), srp("20")), id="a suggested price beside a cost"
        ),
        pytest.param(
            priced(cost("10")),
            priced(cost("10"), cost("20", valid_from=datetime(2026, 12, 1, tzinfo=UTC))),
            id="a price that begins later",
        ),
        pytest.param(
            priced(cost("10"), cost("9", tier="10")), priced(cost("10"), cost("5", tier="10")), id="a high tier"
        ),
        pytest.param(MAILBOX, replace(MAILBOX, description="New words"), id="words"),
        pytest.param(priced(cost("10"), floor("5")), priced(cost("10"), floor("6")), id="a floor far below"),
    ],
)
def test_what_moves_no_shelf_price_is_no_effect(old: Offering, new: Offering, tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(old), catalog(new))

    assert not found
    assert (found.prices_up, found.prices_down, found.biggest_bp) == (0, 0, None)


def test_another_vendor_means_another_rule_and_so_another_price(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(MAILBOX), catalog(replace(MAILBOX, vendor="Talkwell")))

    assert [(move.old, move.new) for move in found.moves.items] == [(Decimal("12.66"), Decimal("12.13"))]


def test_another_tax_category_moves_a_price_that_holds_its_tax_and_no_other(tmp_path: Path) -> None:
    gross = changed(RESELLER, "  rate: 19\n", "  anchor: gross\n")
    reduced = replace(MAILBOX, tax_category="reduced")

    net_shop, gross_shop = effects_of(tmp_path, catalog(MAILBOX), catalog(reduced), RESELLER, gross)

    assert net_shop.moves.count == 0
    # 12.6585 with 19 %, and with 7 %.
    assert [(move.old, move.new) for move in gross_shop.moves.items] == [(Decimal("15.06"), Decimal("13.54"))]


# A mailbox of 12.66 and two chats of 12.13 are 36.92, less 10 %.
@pytest.mark.parametrize(
    ("new", "moved"),
    [
        pytest.param(
            [MAILBOX, CHAT, replace(PACK, bundle=Bundle((ONE_MAILBOX, TWO_CHATS), Decimal(20)))],
            [("PACK-1", "33.23", "29.54")],
            id="another discount",
        ),
        pytest.param(
            [MAILBOX, CHAT, replace(PACK, bundle=Bundle((ONE_MAILBOX, ONE_MAILBOX), Decimal(10)))],
            [("PACK-1", "33.23", "22.79")],
            id="other items",
        ),
        pytest.param(
            [priced(cost("11")), CHAT, PACK],
            [("MAIL-1", "12.66", "13.92"), ("PACK-1", "33.23", "34.36")],
            id="a dearer item",
        ),
    ],
)
def test_a_bundle_moves_with_its_discount_its_items_and_their_prices(
    new: list[Offering], moved: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    found = effect(tmp_path, catalog(MAILBOX, CHAT, PACK), catalog(*new))

    assert [(move.sku, f"{move.old}", f"{move.new}") for move in found.moves.items] == moved
    assert (found.moves.items[-1].plan_id, found.moves.items[-1].quantity) == (BUNDLE_PLAN, 1)


def test_a_bundle_counts_what_is_paid_first(tmp_path: Path) -> None:
    year = replace(CHAT, plans=(plan(cost("100"), billing=Period(1, "year")),))

    found = effect(tmp_path, catalog(MAILBOX, year, PACK), catalog(priced(cost("11")), year, PACK))

    # 12.66 and 13.92, each less 10 %; the year is paid by itself.
    assert [(move.sku, f"{move.old}", f"{move.new}") for move in found.moves.items] == [
        ("PACK-1", "11.39", "12.53"),
        ("MAIL-1", "12.66", "13.92"),
    ]


def test_a_bundle_whose_item_has_no_price_left_is_no_longer_for_sale_and_comes_back(tmp_path: Path) -> None:
    whole, broken = catalog(MAILBOX, CHAT, PACK), catalog(MAILBOX, priced(cost("10", "CHF"), of=CHAT), PACK)

    gone, back = effect(tmp_path / "a", whole, broken), effect(tmp_path / "b", broken, whole)

    assert [(row.sku, row.plans, row.entirely) for row in gone.unsold.items] == [
        ("CHAT-1", ("P1Y-P1M",), True),
        ("PACK-1", (BUNDLE_PLAN,), True),
    ]
    assert [(row.sku, row.why) for row in back.joined.items] == [("CHAT-1", "priced"), ("PACK-1", "priced")]


def test_metered_rates_move_with_all_their_decimals(tmp_path: Path) -> None:
    old, new = (replace(MAILBOX, plans=(metered(srp(rate, tier="0")),)) for rate in ("0.0041", "0.0052"))

    found = effect(tmp_path, catalog(old), catalog(new))

    [move] = found.moves.items
    assert (move.plan_id, move.old, move.new, move.move_bp) == ("metered", Decimal("0.0041"), Decimal("0.0052"), 2_683)


def test_what_is_sold_from_ten_units_on_is_compared_at_ten(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(priced(cost("10", tier="10"))), catalog(priced(cost("20", tier="10"))))

    [move] = found.moves.items
    assert (move.quantity, move.old, move.new) == (10, Decimal("12.66"), Decimal("25.32"))


def test_a_price_from_nothing_has_no_percent_and_stands_first(tmp_path: Path) -> None:
    free, other = priced(cost("0")), priced(cost("10"), of=CHAT)

    found = effect(tmp_path, catalog(free, other), catalog(MAILBOX, priced(cost("90"), of=CHAT)))

    assert [(move.sku, move.move_bp) for move in found.moves.items] == [("MAIL-1", None), ("CHAT-1", 79_967)]
    assert (found.prices_up, found.biggest_bp) == (2, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param([priced(cost("10"))], [priced(cost("10"), floor("15"))], id="the feed names a floor"),
        pytest.param([priced(cost("10"), floor("9"))], [priced(cost("10"), floor("15"))], id="the floor rises"),
        pytest.param(
            [priced(cost("20"), floor("15"))], [priced(cost("10"), floor("15"))], id="the cost falls below it"
        ),
        pytest.param([], [priced(cost("10"), floor("15"))], id="an offering that is new"),
    ],
)
def test_prices_the_vendors_floor_now_makes_are_named(old: list[Offering], new: list[Offering], tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(*old), catalog(*new))

    assert found.at_floor.items == [
        AtFloor("MAIL-1", "Mailbox", "P1Y-P1M", own=Decimal("12.6585"), shelf=Decimal("15.00"))
    ]


def test_a_price_at_the_floor_before_and_after_is_no_news(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(priced(cost("10"), floor("15"))), catalog(priced(cost("10"), floor("16"))))

    assert (found.at_floor.count, found.moves.count) == (0, 1)


def test_what_is_removed_or_retired_is_named_where_the_shop_sells_it(tmp_path: Path) -> None:
    successor = Relation(RelationKind.SUBSTITUTED_BY, "VAULT-1")

    found = effect(tmp_path, catalog(MAILBOX, CHAT, VAULT), catalog(retired(CHAT, successor), VAULT))

    assert found.withdrawn.items == [
        Withdrawn("CHAT-1", "Chat", retired=True, uses=("sold",), substitutes=("VAULT-1",)),
        Withdrawn("MAIL-1", "Mailbox", retired=False, uses=("sold",)),
    ]


@pytest.mark.parametrize(
    ("settings", "uses"),
    [
        pytest.param("featured: [MAIL-1]\n", ("sold", "featured"), id="featured"),
        pytest.param("assortment:\n  without: [MAIL-1]\n", ("assortment",), id="left out by name"),
        pytest.param("assortment:\n  without: [email]\nfeatured: [MAIL-1]\n", ("featured",), id="featured, unsold"),
    ],
)
def test_settings_that_name_a_withdrawn_offering_are_pointed_out(
    settings: str, uses: tuple[str, ...], tmp_path: Path
) -> None:
    found = effect(tmp_path, catalog(MAILBOX), catalog(), RESELLER + settings)

    assert [row.uses for row in found.withdrawn.items] == [uses]


def test_a_rule_for_a_withdrawn_offering_is_pointed_out(tmp_path: Path) -> None:
    settings = changed(RESELLER, "  - vendor: Mailwright", "  - offering: MAIL-1")

    found = effect(tmp_path, catalog(MAILBOX), catalog(), settings)

    assert [row.uses for row in found.withdrawn.items] == [("sold", "rule")]


def test_offerings_of_the_shop_that_need_or_go_with_a_withdrawn_one_are_named(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(MAILBOX, ADD_ON, BUNDLE), catalog(ADD_ON, BUNDLE))

    [row] = found.withdrawn.items
    assert (row.required_by, row.goes_with) == (("ADD-1",), ("BUN-1",))


@pytest.mark.parametrize(
    "pointing",
    [
        pytest.param(retired(ADD_ON, *ADD_ON.relations), id="is retired"),
        pytest.param(replace(ADD_ON, vendor="Nobody"), id="is not in the assortment"),
        pytest.param(
            replace(ADD_ON, relations=(Relation(RelationKind.UPGRADES_TO, "MAIL-1"),)), id="only upgrades to it"
        ),
    ],
)
def test_who_points_to_it_without_harm_is_not_named(pointing: Offering, tmp_path: Path) -> None:
    settings = RESELLER + "assortment:\n  without: [Nobody]\n"

    found = effect(tmp_path, catalog(MAILBOX, pointing), catalog(pointing), settings)

    assert [(row.uses, row.required_by) for row in found.withdrawn.items] == [(("sold",), ())]


def test_only_so_many_are_named_that_need_a_withdrawn_one(tmp_path: Path) -> None:
    many = [replace(ADD_ON, id=f"ADD-{place}") for place in range(30)]

    found = effect(tmp_path, catalog(MAILBOX, *many), catalog(*many))

    assert len(found.withdrawn.items[0].required_by) == POINTERS_MAX


def test_withdrawn_offerings_the_shop_has_nothing_to_do_with_are_not_its_news(tmp_path: Path) -> None:
    settings = RESELLER + "assortment:\n  categories: [backup]\n"

    found = effect(tmp_path, catalog(MAILBOX, CHAT), catalog(retired(CHAT)), settings)

    assert not found


def test_what_was_retired_long_ago_and_is_removed_was_not_sold(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(retired(MAILBOX), CHAT), catalog(CHAT))

    assert not found


def test_an_offering_without_a_price_that_holds_is_no_longer_for_sale(tmp_path: Path) -> None:
    found = effect(tmp_path, catalog(MAILBOX), catalog(priced(cost("10", "CHF"))))

    [row] = found.unsold.items
    assert (row.sku, row.plans, row.entirely) == ("MAIL-1", ("P1Y-P1M",), True)
    assert row.why.startswith("the feed has it in CHF and there is no exchange rate to EUR.")


def test_a_plan_that_goes_is_named_and_whether_others_are_left(tmp_path: Path) -> None:
    yearly, monthly = plan(cost("100"), id="P1Y"), plan(cost("10"), id="P1M")

    found = effect(
        tmp_path, catalog(replace(MAILBOX, plans=(yearly, monthly))), catalog(replace(MAILBOX, plans=(monthly,)))
    )

    assert found.unsold.items == [
        Unsold("MAIL-1", "Mailbox", ("P1Y",), entirely=False, why="the feed no longer has the plan")
    ]


def test_a_free_trial_is_never_for_sale_and_so_never_lost(tmp_path: Path) -> None:
    trial = plan(kind=PlanKind.TRIAL, id="trial", trial_days=30)
    with_trial = replace(MAILBOX, plans=(trial, *MAILBOX.plans))

    assert not effect(tmp_path, catalog(with_trial), catalog(MAILBOX))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        pytest.param([], [MAILBOX], "added", id="new in the feed"),
        pytest.param([retired(MAILBOX)], [MAILBOX], "restored", id="no longer retired"),
        pytest.param([replace(MAILBOX, category_id="backup")], [MAILBOX], "moved", id="another category"),
        pytest.param([priced(cost("1", "CHF"))], [MAILBOX], "priced", id="a price at last"),
    ],
)
def test_what_enters_the_shop_is_named_with_the_reason(
    old: list[Offering], new: list[Offering], why: str, tmp_path: Path
) -> None:
    settings = RESELLER + "assortment:\n  categories: [communication]\n"

    found = effect(tmp_path, catalog(*old), catalog(*new), settings)

    assert found.joined.items == [Passing("MAIL-1", "Mailbox", why)]


def test_what_the_assortment_no_longer_holds_is_named(tmp_path: Path) -> None:
    settings = RESELLER + "assortment:\n  categories: [communication]\n"

    found = effect(tmp_path, catalog(MAILBOX), catalog(replace(MAILBOX, category_id="backup")), settings)

    assert found.left.items == [Passing("MAIL-1", "Mailbox", "moved")]


def test_additions_outside_of_the_assortment_are_not_the_shops_news(tmp_path: Path) -> None:
    settings = RESELLER + "assortment:\n  categories: [backup]\n"

    found = effect(tmp_path, catalog(), catalog(MAILBOX, VAULT), settings)

    assert [row.sku for row in found.joined.items] == ["VAULT-1"]


def test_settings_that_name_a_category_that_is_gone_are_pointed_out(tmp_path: Path) -> None:
    settings = RESELLER + "assortment:\n  categories: [backup, email]\n"
    renamed = [shelf for shelf in SHELVES if shelf.id != "backup"]

    found = effect(tmp_path, catalog(), renamed, settings)

    assert (found.shelves_gone, found.shelves_moved) == (("backup",), ())


def test_a_category_that_lies_elsewhere_is_named_where_a_rule_or_the_assortment_tells_the_places_apart(
    tmp_path: Path,
) -> None:
    in_backup = [replace(shelf, parent_id="backup") if shelf.id == "email" else shelf for shelf in SHELVES]
    ruled = changed(RESELLER, "  - vendor: Mailwright", "  - category: communication")

    indifferent, concerned = effects_of(tmp_path, [*SHELVES, MAILBOX], [*in_backup, MAILBOX], RESELLER, ruled)

    assert not indifferent
    assert (concerned.shelves_moved, concerned.moves.count) == (("email",), 0)


def test_before_the_first_catalog_all_that_the_shop_sells_is_new_to_it(tmp_path: Path) -> None:
    found = effect(tmp_path, None, catalog(MAILBOX, retired(CHAT)))

    assert [row.sku for row in found.joined.items] == ["MAIL-1"]


def test_lists_keep_so_many_and_count_all(tmp_path: Path) -> None:
    old = [replace(MAILBOX, id=f"S{place}") for place in range(5)]
    new = [priced(cost(str(11 + place)), of=known) for place, known in enumerate(old)]

    [found] = effects_of(tmp_path, catalog(*old), catalog(*new), details=2)

    assert [move.sku for move in found.moves.items] == ["S4", "S3"]
    assert (found.moves.count, found.prices_up) == (5, 5)


class Unreadable(Snapshot):
    """A snapshot whose offerings must not be read one and all."""

    def offerings(self) -> Iterator[Offering]:
        raise AssertionError("read whole")


def test_the_catalog_is_not_read_whole_where_nothing_was_withdrawn(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    project = read_project(folder)
    one, two = (
        write_snapshot(tmp_path / "c", known) for known in (catalog(MAILBOX), catalog(priced(cost("20")), CHAT))
    )

    with Unreadable(tmp_path / "c" / f"{one}.sqlite") as old, Unreadable(tmp_path / "c" / f"{two}.sqlite") as new:
        changes: Changes = compare(old, new)
        [found] = effects(changes, old, new, project, [read_reseller(folder, "blue-sky", project)], as_of=NOON)

    assert (found.moves.count, found.joined.count) == (1, 1)


@FEWER
@given(old=catalogs, new=catalogs)
def test_any_two_catalogs_have_effects(
    old: list[Category | Offering], new: list[Category | Offering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    if not folder.exists():
        project_folder(folder)
    project = read_project(folder)
    shop = read_reseller(folder, "blue-sky", project)

    with side_by_side(folder, old, new) as (before, after):
        changes = compare(before, after)
        [found] = effects(changes, before, after, project, [shop], as_of=NOON)

    assert found.prices_up + found.prices_down == found.moves.count
    assert bool(found) <= bool(changes)
    assert {move.sku for move in found.moves.items if move.plan_id != BUNDLE_PLAN} <= set(changes.changed)
    assert {row.sku for row in found.withdrawn.items} <= {*changes.removed, *changes.retired}
