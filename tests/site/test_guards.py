"""Guards: no bad feed goes live unasked, a damaged one never does, and a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from awning.config import Guards
from awning.errors import FeedError, FeedRefused
from awning.history import events
from awning.importing import Input
from awning.intake import import_project
from awning.pointer import current_revision
from support_catalog import Imports, feed_text, mailboxes
from support_core import NOON
from support_feeds import CATALOG, EMAIL, Record, array, feed_file, offering_row, price_row, without
from support_settings import PROJECT, changed
from support_shops import SHOP, small_project

BRITISH: list[Record] = [
    row | {"productOfferingPrice": [price_row("10.00"), price_row(price={"unit": "GBP", "value": "9.00"})]}
    for row in mailboxes(20)
]
"""In euros and in pounds."""


@pytest.fixture
def shop(tmp_path: Path) -> Imports:
    """Fifty mailboxes at 10.00 EUR."""
    imports = Imports(tmp_path)
    imports.take(mailboxes(50))
    return imports


def refusal(shop: Imports, *feeds: Input | list[Record], force: bool = False, limits: Guards | None = None) -> str:
    """Why an import is refused, and that it left everything as it was."""
    before = shop.state
    with pytest.raises(FeedRefused) as refused:
        shop.take(*feeds, force=force, limits=limits)
    assert shop.state == before
    return str(refused.value)


def objections_in(said: str) -> list[str]:
    """The first line of each."""
    return [line.removeprefix("- ") for line in said.splitlines() if line.startswith("- ")]


def nameless(count: int) -> list[Record]:
    return [without(offering_row(f"BAD-{number}"), "name") for number in range(count)]


def test_a_fifth_of_the_offerings_may_be_gone(shop: Imports) -> None:
    imported = shop.take(mailboxes(40))

    assert imported.objections == ()
    assert (imported.offerings, len(imported.changes.removed)) == (40, 10)


def test_one_more_than_a_fifth_is_refused(shop: Imports, tmp_path: Path) -> None:
    said = refusal(shop, mailboxes(39))

    assert said == (
        f"{tmp_path}/feed.json: refused; the catalog stays as it was.\n"
        "- 22 % of the offerings are gone (11 of 50; the limit is 20 %). Is the feed cut short?\n"
        "If all that is right, import it with --force."
    )


def test_offerings_that_came_do_not_make_up_for_those_that_are_gone(shop: Imports) -> None:
    said = refusal(shop, [*mailboxes(25), *mailboxes(100, first=1001)])

    assert "50 % of the offerings are gone (25 of 50; the limit is 20 %)" in said


def test_a_short_list_cut_in_half_does_not_hide_behind_a_long_one(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    licences, hardware = mailboxes(100), mailboxes(10, first=501)
    shop.take(shop.feed(*licences, name="licences"), shop.feed(*hardware, name="hardware"))

    said = refusal(shop, shop.feed(*licences, name="licences"), shop.feed(*hardware[:5], name="hardware"))

    assert said.startswith(f"{tmp_path}/licences.json, {tmp_path}/hardware.json: refused")
    assert "\n- 50 % of the offerings of the feed hardware are gone (5 of 10; the limit is 20 %)." in said
    assert "licences are gone" not in said


def test_offerings_that_another_feed_took_over_are_not_gone(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(shop.feed(*mailboxes(10), name="a"), shop.feed(*mailboxes(10, first=11), name="b"))

    imported = shop.take(shop.feed(*mailboxes(20), name="a"), shop.feed(*mailboxes(1, first=11), name="b"))

    assert (imported.objections, imported.changes.removed, imported.shadowed) == ((), (), 1)


def test_what_resellers_sell_of_their_own_they_may_take_back(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    catalog, own = mailboxes(3), mailboxes(2, first=11)
    shop.take(shop.feed(*catalog), shop.feed(*own, name="own-blue-sky", owner="blue-sky"))

    imported = shop.take(catalog)

    assert (imported.objections, imported.changes.removed) == ((), ("MAIL-11", "MAIL-12"))


@pytest.mark.parametrize(
    ("new", "said"),
    [
        pytest.param("13.00", "", id="30 % dearer"),
        pytest.param("7.00", "", id="30 % cheaper"),
        pytest.param("13.01", "half of all costs move by 30.1 % or more (the limit is 30 %)", id="a cent more"),
        pytest.param("6.99", "half of all costs move by 30.1 % or more (the limit is 30 %)", id="a cent less"),
        pytest.param("1000", "half of all costs move by 9900 % or more", id="a decimal point that is lost"),
        pytest.param("0", "half of all costs move by 100 % or more", id="nothing costs anything"),
    ],
)
def test_half_of_all_prices_may_move_by_thirty_percent(new: str, said: str, shop: Imports) -> None:
    if said:
        assert said in refusal(shop, mailboxes(50, new))
    else:
        assert shop.take(mailboxes(50, new)).objections == ()


def test_a_few_prices_may_move_as_far_as_they_like(shop: Imports) -> None:
    imported = shop.take([*mailboxes(24, "1000"), *mailboxes(26, first=25)])

    assert (imported.objections, imported.changes.median_bp) == ((), 0)


def test_half_of_the_prices_are_too_many(shop: Imports) -> None:
    said = refusal(shop, [*mailboxes(25, "1000"), *mailboxes(25, first=26)])

    assert "half of all costs move by 4950 % or more" in said


def test_a_currency_that_is_gone_is_refused(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(BRITISH)

    said = refusal(shop, mailboxes(20))

    assert "- no price is in GBP any more: shops that sell in it would have nothing to sell.\n" in said


def test_one_row_in_twenty_may_be_rejected(shop: Imports) -> None:
    imported = shop.take([*mailboxes(50), *mailboxes(43, first=51), *nameless(5)])

    assert (imported.rows, imported.rejected, imported.objections) == (100, 5, ())


def test_one_more_than_one_row_in_twenty_is_refused(shop: Imports, tmp_path: Path) -> None:
    said = refusal(shop, [*nameless(6), *mailboxes(92)])

    assert (
        f"- {tmp_path}/feed.json: 6 % of its rows were rejected (6 of 100; the limit is 5 %). "
        f"The first: {tmp_path}/feed.json:4: name is missing.\n"
    ) in said


def test_rows_are_counted_for_each_feed_by_itself(shop: Imports) -> None:
    bad, good = shop.feed(*mailboxes(2, first=501), *nameless(1), name="bad"), shop.feed(*mailboxes(50), name="good")

    said = refusal(shop, good, bad)

    assert "bad.json: 20 % of its rows were rejected (1 of 5; the limit is 5 %)" in said
    assert "good.json: " not in said.splitlines()[1]


def test_the_rows_of_a_first_import_are_judged_too(tmp_path: Path) -> None:
    shop = Imports(tmp_path)

    said = refusal(shop, [*mailboxes(10), *nameless(1)])

    assert "7.7 % of its rows were rejected (1 of 13; the limit is 5 %)" in said
    assert shop.state == {}


def everything_at_once(shop: Imports) -> list[Record]:
    """Half gone, the others a hundred times as dear, in another currency, and with rows that nobody can read."""
    shop.take([*BRITISH, *mailboxes(50, first=21)], force=True)
    return [*mailboxes(10, "1000"), *nameless(3)]


OBJECTED: dict[str, Callable[[Imports], list[Record]]] = {
    "half is gone": lambda _: mailboxes(25),
    "a decimal point is lost": lambda _: mailboxes(50, "1000"),
    "a currency is gone": lambda _: mailboxes(50, currency="CHF"),
    "rows are rejected": lambda _: [*mailboxes(50), *nameless(10)],
    "everything at once": everything_at_once,
}


@pytest.mark.parametrize("feed", OBJECTED.values(), ids=OBJECTED)
def test_what_a_guard_refuses_goes_live_when_forced_and_history_says_against_what(
    feed: Callable[[Imports], list[Record]], shop: Imports
) -> None:
    records = feed(shop)
    said = refusal(shop, records)

    imported = shop.take(records, force=True)

    assert current_revision(shop.folder) == imported.revision
    assert imported.objections
    assert objections_in(said) == list(map(str, imported.objections))
    assert events(shop.folder)[-1].objections == tuple(map(str, imported.objections))


def test_all_that_speaks_against_a_feed_is_said_in_one_go(shop: Imports) -> None:
    said = refusal(shop, everything_at_once(shop))

    assert [line.partition("(")[0] for line in said.splitlines()] == [
        f"{shop.base}/feed.json: refused; the catalog stays as it was.",
        f"- {shop.base}/feed.json: 20 % of its rows were rejected ",
        "- 85.7 % of the offerings are gone ",
        "- half of all costs move by 9900 % or more ",
        "- no price is in GBP any more: shops that sell in it would have nothing to sell.",
        "If all that is right, import it with --force.",
    ]


def bad_price(**changes: object) -> Record:
    return offering_row("BAD", productOfferingPrice=[price_row(**changes)])  # pyright: ignore[reportArgumentType]


DAMAGED = {
    "a price below zero": (bad_price(value="-0.01"), "value is '-0.01', below zero."),
    "a currency nobody knows": (
        bad_price(price={"unit": "EUX", "value": "1"}),
        "unit 'EUX' is not a currency of ISO 4217.",
    ),
    "a unit of time nobody knows": (bad_price(recurringChargePeriodType="fortnight"), "'1 fortnight' is not a period."),
    "a SKU that says two things": (
        offering_row("MAIL-1", name="Another"),
        "id MAIL-1 stands on line 4 of {feed} already, and says something else there. One of the two is wrong.",
    ),
}


@pytest.mark.parametrize("force", [False, True], ids=["unasked", "forced"])
@pytest.mark.parametrize(("row", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_feed_never_goes_live(row: Record, reason: str, shop: Imports, *, force: bool) -> None:
    feed = shop.base / "feed.json"

    said = refusal(shop, [*mailboxes(50), row], force=force)

    assert said.startswith(
        f"{feed}: refused; the catalog stays as it was.\n"
        "- 1 row shows that the feed is damaged; --force does not help here.\n"
        f"  {feed}:54: "
    )
    assert reason.format(feed=feed) in said
    assert "with --force" not in said


def test_the_first_damaged_rows_are_named_and_the_others_counted(shop: Imports) -> None:
    feed = shop.base / "feed.json"

    said = refusal(shop, [*mailboxes(50), *([bad_price(value="-1")] * 7)], force=True)

    lines = said.splitlines()
    assert lines[1] == "- 7 rows show that the feed is damaged; --force does not help here."
    assert [line.partition(": ")[0] for line in lines[2:7]] == [f"  {feed}:{line}" for line in range(54, 59)]
    assert lines[7] == "  and 2 more"


def test_damage_is_said_before_anything_else(shop: Imports) -> None:
    said = refusal(shop, [*mailboxes(10), bad_price(value="-1")])

    damage, rejected, gone = objections_in(said)
    assert damage == "1 row shows that the feed is damaged; --force does not help here."
    assert "7.7 % of its rows were rejected (1 of 13;" in rejected
    assert "80 % of the offerings are gone (40 of 50;" in gone
    assert "with --force" not in said


def test_an_offering_that_stands_twice_word_for_word_is_one_rejected_row(shop: Imports) -> None:
    imported = shop.take([*mailboxes(50), *mailboxes(1)])

    assert (imported.rows, imported.used, imported.rejected, imported.offerings) == (53, 52, 1, 50)
    [rejection] = imported.rejections
    assert (rejection.line, rejection.reason) == (
        54,
        f"id MAIL-1 stands on line 4 of {shop.base}/feed.json already, word for word; this one is left out.",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "is empty: it holds no rows. The catalog stays as it was.", id="an empty file"),
        pytest.param(" \n\n", "is empty: it holds no rows. The catalog stays as it was.", id="blank lines"),
        pytest.param(array(CATALOG, EMAIL), "holds no offering that can be used; the catalog stays", id="no offering"),
        pytest.param(
            feed_text(*nameless(3)),
            "The first row left out: {feed}:4: name is missing.",
            id="no offering that can be used",
        ),
        pytest.param(array(without(EMAIL, "id")), "none of its 1 rows can be used", id="no row that can be used"),
    ],
)
@pytest.mark.parametrize("force", [False, True], ids=["unasked", "forced"])
def test_a_feed_without_anything_in_it_never_goes_live(content: str, said: str, shop: Imports, *, force: bool) -> None:
    feed = shop.feed()
    path = feed_file(shop.base, content, "feed.json")
    before = shop.state

    with pytest.raises(FeedError) as refused:
        shop.take(feed, force=force)

    assert str(refused.value).startswith(str(path))
    assert said.format(feed=path) in str(refused.value)
    assert shop.state == before


@pytest.mark.parametrize(
    ("limits", "records"),
    [
        pytest.param(Guards(gone_percent=Decimal(50)), mailboxes(25), id="gone"),
        pytest.param(Guards(price_move_percent=Decimal(9900)), mailboxes(50, "1000"), id="price moves"),
        pytest.param(Guards(rejected_percent=Decimal(10)), [*mailboxes(52), *nameless(6)], id="rejected rows"),
    ],
)
def test_limits_can_be_set_wider(limits: Guards, records: list[Record], shop: Imports) -> None:
    refusal(shop, records)

    imported = shop.take(records, limits=limits)

    assert imported.objections == ()


def test_limits_can_be_set_to_nothing_at_all(shop: Imports) -> None:
    strict = Guards(gone_percent=Decimal(0), price_move_percent=Decimal(0), rejected_percent=Decimal(0))

    assert "2 % of the offerings are gone (1 of 50; the limit is 0 %)" in refusal(shop, mailboxes(49), limits=strict)
    assert shop.take(mailboxes(51), limits=strict).objections == ()


def test_limits_are_read_from_the_projects_settings(tmp_path: Path) -> None:
    limits = "guards:\n  gone_percent: 49.9\n"
    project = small_project(tmp_path / "kit", *mailboxes(10), reseller=SHOP, project=PROJECT + limits)
    feed_file(project / "content" / "feed", feed_text(*mailboxes(5)))
    with pytest.raises(FeedRefused, match=r"50 % of the offerings are gone \(5 of 10; the limit is 49\.9 %\)"):
        import_project(project)

    settings = project / "config" / "awning.yaml"
    settings.write_text(changed(settings.read_text(), "49.9", "50"))
    imported = import_project(project).imported

    assert imported is not None
    assert (imported.offerings, imported.objections) == (5, ())


def test_a_guard_that_objects_still_lets_a_dry_run_say_what_it_would_refuse(shop: Imports) -> None:
    before = shop.state

    imported = shop.take(mailboxes(25), dry_run=True)

    assert shop.state == before
    assert [str(each) for each in imported.objections] == [
        "50 % of the offerings are gone (25 of 50; the limit is 20 %). Is the feed cut short?"
    ]


def test_prices_compared_are_those_of_the_feed_and_not_of_the_day(shop: Imports) -> None:
    """A price that only begins later is new beside the old one, and moves nothing."""
    row = offering_row("MAIL-1", productOfferingPrice=[price_row("10.00")])
    later = price_row("99.00", validFor={"startDateTime": "2027-01-01T00:00:00Z"})

    imported = shop.take([row | {"productOfferingPrice": [price_row("10.00"), later]}, *mailboxes(49, first=2)])

    assert (imported.objections, imported.changes.median_bp) == ((), 0)
    assert (imported.changes.prices_added, imported.changes.changed) == (1, ("MAIL-1",))
    assert events(shop.folder)[-1].at == NOON
