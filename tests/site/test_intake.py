"""The feeds that the settings name become one catalog, and only what changed is read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from awning.errors import AwningError, FeedError, FeedRefused, SettingsError
from awning.history import events
from awning.intake import Outcome, Request, import_project, report_between
from awning.pointer import current_revision, current_snapshot, point_to
from support_catalog import SERVICES, book, feed_text, imported, mailboxes, sells_too, services, skus_of, unimported
from support_core import NOON
from support_feeds import CATALOG, EMAIL, array, azure_row, feed_file, lines, offering_row, price_row
from support_settings import PROJECT, changed
from support_shops import SHOP, built_well, files_of, small_project

TWO = """\
feeds:
  - name: licences
    source: content/feed/catalog.json
  - name: cloud
    source: content/feed/azure.ndjson
    format: azure
"""


def test_two_feeds_of_different_formats_are_sold_in_one_shop(tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + TWO)

    came = imported(folder)

    assert (came.rows, came.used, came.offerings) == (7, 7, 5)
    assert skus_of(folder) == ["MAIL-1", "MAIL-2", "MAIL-3", "DZH318Z0BPJG/0006", "B/1"]
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        assert [found.source for found in snapshot.offerings()] == ["licences"] * 3 + ["cloud"] * 2
    [event] = events(folder / "var" / "catalog")
    assert [(feed.name, feed.source, feed.format) for feed in event.feeds] == [
        ("licences", "content/feed/catalog.json", "neutral"),
        ("cloud", "content/feed/azure.ndjson", "azure"),
    ]
    with book(folder) as prices:
        meter = prices.offering("B/1")
        assert prices.price(meter, meter.plans[0]).unit == Decimal("9.213")
    shops = built_well(folder, "blue-sky")
    assert shops["blue-sky"].offerings == 5


def test_the_order_in_the_settings_is_the_order_of_precedence(tmp_path: Path) -> None:
    mirrored = changed(TWO, "azure.ndjson\n    format: azure", "mirror.json")
    folder = unimported(tmp_path, project=PROJECT + mirrored)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4, "99.00")), "mirror.json")

    came = imported(folder)

    assert (came.offerings, came.shadowed, came.rejected) == (4, 3, 0)
    with book(folder) as prices:
        assert prices.offering("MAIL-1").plans[0].prices[0].amount == 10


def test_what_a_feed_does_not_say_itself_stands_in_the_settings(tmp_path: Path) -> None:
    zones = changed(TWO, "    format: azure", "    format: azure\n    time_zone: America/New_York")
    folder = unimported(tmp_path, project=f"{PROJECT}time_zone: Europe/Berlin\n{zones}")
    prices = [price_row(validFor={"startDateTime": "2026-11-01"})]
    feed_file(folder / "content" / "feed", feed_text(offering_row(productOfferingPrice=prices)))
    row = azure_row(effectiveStartDate="2026-11-01T00:00:00")
    feed_file(folder / "content" / "feed", lines(row), "azure.ndjson")

    imported(folder)

    with current_snapshot(folder / "var" / "catalog") as snapshot:
        begins = [found.plans[0].prices[0].valid_from for found in snapshot.offerings()]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in begins if moment] == ["2026-10-31 23:00", "2026-11-01 04:00"]


def test_one_feed_and_several_are_a_mistake_with_its_place(tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=f"{PROJECT}feed: content/feed/catalog.json\n{TWO}")

    with pytest.raises(SettingsError) as mistake:
        imported(folder)

    assert "feed names one feed and feeds several: keep one of them" in str(mistake.value)
    assert str(mistake.value).startswith(f"{folder}/config/awning.yaml:17:3: feeds: ")
    assert not (folder / "var").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("name: cloud", "name: licences", "two are called licences", id="twice"),
        pytest.param("name: cloud", "name: own-blue-sky", "choose another", id="the name of a reseller's own"),
        pytest.param("format: azure", "formt: azure", "Did you mean format?", id="a slip"),
        pytest.param("format: azure", "currency: EUX", "'EUX' is not a currency", id="a currency nobody knows"),
        pytest.param("format: azure", "time_zone: Berlin", "'Berlin' is no time zone", id="a zone nobody knows"),
    ],
)
def test_a_mistake_in_feeds_is_said_with_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + changed(TWO, old, new))

    with pytest.raises(SettingsError, match=r"config/awning\.yaml:\d+:\d+: ") as mistake:
        imported(folder)

    assert said in str(mistake.value)


def test_one_feed_of_several_that_cannot_be_read_keeps_all_as_it_was(tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + TWO)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    feed_file(folder / "content" / "feed", "<html>Log in</html>", "azure.ndjson")
    before = files_of(folder / "var" / "catalog")

    with pytest.raises(FeedError, match=r"content/feed/azure\.ndjson"):
        imported(folder)

    assert files_of(folder / "var" / "catalog") == before


def test_another_file_stands_in_for_one_of_several_feeds(tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + TWO)
    imported(folder)
    other = feed_file(tmp_path / "post", feed_text(*mailboxes(4)), "by-mail.json")

    came = imported(folder, source=str(other), stands_for="licences")

    assert came.changes.added == ("MAIL-4",)
    assert skus_of(folder) == ["MAIL-1", "MAIL-2", "MAIL-3", "MAIL-4", "DZH318Z0BPJG/0006", "B/1"]
    assert [feed.source for feed in events(folder / "var" / "catalog")[-1].feeds] == [
        str(other),
        "content/feed/azure.ndjson",
    ]


@pytest.mark.parametrize("stands_for", [None, "hardware"])
def test_which_of_several_feeds_it_stands_in_for_must_be_said(stands_for: str | None, tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + TWO)

    with pytest.raises(FeedError) as mistake:
        imported(folder, source="by-mail.json", stands_for=stands_for)

    assert str(mistake.value) == (
        "by-mail.json: config/awning.yaml names several feeds. "
        "Say which of them this one stands in for with --as: licences, cloud."
    )


def test_where_there_is_one_feed_only_nothing_else_can_be_stood_in_for(tmp_path: Path) -> None:
    folder = unimported(tmp_path)

    with pytest.raises(FeedError, match=r"--as hardware: config/awning\.yaml names one feed only; leave it out"):
        imported(folder, source="by-mail.json", stands_for="hardware")


def test_a_feed_that_was_taken_out_of_the_settings_is_gone_only_when_forced(tmp_path: Path) -> None:
    folder = unimported(tmp_path, project=PROJECT + TWO)
    imported(folder)
    less = changed(TWO, "  - name: cloud\n    source: content/feed/azure.ndjson\n    format: azure\n", "")
    (folder / "config" / "awning.yaml").write_text(PROJECT + less)

    with pytest.raises(FeedRefused, match="100 % of the offerings of the feed cloud are gone"):
        imported(folder)

    assert imported(folder, force=True).offerings == 3


def test_giving_the_one_feed_a_name_takes_nothing_away(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    imported(folder)
    (folder / "config" / "awning.yaml").write_text(PROJECT + TWO)

    came = imported(folder)

    assert (came.changes.removed, came.objections, came.offerings) == ((), (), 5)


def test_a_project_without_resellers_has_a_catalog_all_the_same(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    (folder / "config" / "resellers" / "blue-sky.yaml").unlink()

    assert imported(folder).offerings == 3


def test_the_report_says_what_the_change_does_to_each_shop(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(2), *mailboxes(1, "11.00", first=3)))

    outcome = import_project(folder, Request(moment=NOON + timedelta(hours=1)))

    assert outcome.report is not None
    [effect] = outcome.report.effects
    assert (effect.slug, effect.prices_up, effect.prices_down) == ("blue-sky", 1, 0)
    [move] = effect.moves.items
    assert (move.sku, f"{move.old}", f"{move.new}", move.move_bp) == ("MAIL-3", "10.00", "11.00", 1000)
    assert (outcome.report.feeds, outcome.report.at) == (("content/feed/catalog.json",), NOON + timedelta(hours=1))


def test_a_refused_import_is_explained_by_its_report(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    first = imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(1)))
    outcome = Outcome()

    with pytest.raises(FeedRefused):
        import_project(folder, Request(moment=NOON), outcome=outcome)

    assert outcome.imported is None
    assert outcome.report is not None
    assert outcome.report.old_revision == first.revision
    assert outcome.report.objections == (
        "66.7 % of the offerings are gone (2 of 3; the limit is 20 %). Is the feed cut short?",
    )
    assert outcome.report.changes.removed == ("MAIL-2", "MAIL-3")


def test_a_forced_import_is_not_called_refused_by_its_report(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(1)))

    outcome = import_project(folder, Request(force=True, moment=NOON))

    assert outcome.report is not None
    assert outcome.report.objections == ()
    assert outcome.imported is not None
    assert len(outcome.imported.objections) == 1


@pytest.mark.parametrize("force", [False, True], ids=["unasked", "forced"])
def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path, *, force: bool) -> None:
    folder = unimported(tmp_path)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(1), *mailboxes(1, first=4)))
    before = files_of(folder)

    outcome = import_project(folder, Request(dry_run=True, force=force, moment=NOON))

    assert files_of(folder) == before
    assert outcome.imported is not None
    assert outcome.imported.changes.added == ("MAIL-4",)
    assert outcome.imported.changes.removed == ("MAIL-2", "MAIL-3")
    assert len(outcome.imported.objections) == 1


def test_a_dry_run_before_the_first_import_leaves_no_catalog(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    before = files_of(folder)

    came = imported(folder, dry_run=True)

    assert came.offerings == 3
    assert files_of(folder) == before


Change = Callable[[Path], object]
SAME: dict[str, Change] = {
    "nothing": lambda _: None,
    "one more shop": sells_too,
    "another setting": lambda folder: (folder / "config" / "awning.yaml").write_text(PROJECT + "keep: 7\n"),
}
OTHER: dict[str, Change] = {
    "a byte of the feed": lambda folder: feed_file(folder / "content" / "feed", feed_text(*mailboxes(3)) + "\n"),
    "the time zone of its dates": lambda folder: (folder / "config" / "awning.yaml").write_text(
        PROJECT + "time_zone: Europe/Berlin\n"
    ),
    "own services": lambda folder: services(folder, SERVICES + "\n"),
    "the currency of own services": lambda folder: (folder / "config" / "resellers" / "blue-sky.yaml").write_text(
        changed(SHOP, "currency: EUR", "currency: GBP")
    ),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_feeds_that_did_not_change_are_recognised(change: Change, tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    services(folder)
    first = imported(folder)
    before = files_of(folder / "var")
    change(folder)

    again = imported(folder)

    assert (again.unchanged, again.revision, again.offerings) == (True, first.revision, 5)
    assert files_of(folder / "var") == before


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_whatever_may_make_another_catalog_is_read_again(change: Change, tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    services(folder)
    imported(folder)
    change(folder)

    assert not imported(folder).unchanged


def test_after_a_way_back_the_same_feed_goes_forward_again(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    catalog = folder / "var" / "catalog"
    first = imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    second = imported(folder)
    point_to(catalog, first.revision)

    again = imported(folder)

    assert (again.unchanged, again.revision, again.before) == (False, second.revision, first.revision)
    assert again.changes.added == ("MAIL-4",)
    assert current_revision(catalog) == second.revision


def test_an_import_does_not_undo_a_way_back_that_was_taken_meanwhile(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    catalog = folder / "var" / "catalog"
    first = imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(5)))

    def said(what: str, _done: int, _whole: int | None) -> None:
        if what == "Pricing":
            point_to(catalog, first.revision)

    with pytest.raises(AwningError, match="another catalog went live while this one was made"):
        import_project(folder, Request(moment=NOON), said=said)

    assert current_revision(catalog) == first.revision


def test_a_feed_that_changes_while_it_is_read_never_goes_live(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    imported(folder)
    feed = feed_file(folder / "content" / "feed", feed_text(*mailboxes(600)))
    before = files_of(folder / "var")

    def said(what: str, _done: int, _whole: int | None) -> None:
        if what == "Reading":
            feed_file(folder, feed_text(*mailboxes(599))).replace(feed)

    with pytest.raises(FeedError, match=r"the feed changed while it was read\. Import it again"):
        import_project(folder, Request(moment=NOON), said=said)

    assert files_of(folder / "var") == before


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    folder = unimported(tmp_path, *mailboxes(1200))
    told: list[tuple[str, int]] = []

    import_project(folder, Request(moment=NOON), said=lambda what, done, _whole: told.append((what, done)))

    steps = [step for step in told if step[0] != "Fetching"]
    assert steps == [("Recognising", 0), ("Reading", 500), ("Reading", 1000), ("Comparing", 1200), ("Pricing", 0)]


def test_two_revisions_can_be_compared_later(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    sells_too(folder, text=changed(SHOP, "name: VAT", "nam: VAT"))
    first = imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    second = imported(folder)

    by_default, warnings = report_between(folder)
    back, _ = report_between(folder, second.revision, first.revision)

    assert (by_default.old_revision, by_default.new_revision) == (first.revision, second.revision)
    assert (by_default.changes.added, by_default.changes.removed) == (("MAIL-4",), ())
    assert (back.changes.added, back.changes.removed) == ((), ("MAIL-4",))
    assert [effect.slug for effect in by_default.effects] == ["blue-sky"]
    assert len(warnings) == 1


def test_a_way_back_brings_shops_back_byte_for_byte(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "kit", *mailboxes(6))
    catalog, feed = folder / "var" / "catalog", folder / "content" / "feed"
    first = str(current_revision(catalog))
    built_well(folder)
    before = files_of(folder / "output")
    feed_file(feed, array(CATALOG, EMAIL, *mailboxes(3)))

    with pytest.raises(FeedRefused, match=r"50 % of the offerings are gone \(3 of 6; the limit is 20 %\)"):
        imported(folder)
    built_well(folder)
    refused = files_of(folder / "output")
    imported(folder, force=True)
    built_well(folder)
    forced = files_of(folder / "output")
    point_to(catalog, first)
    built_well(folder)
    built_well(folder, output="elsewhere", full=True)

    assert refused == before
    assert len(forced) < len(before)
    assert files_of(folder / "output") == before
    assert files_of(folder / "elsewhere") == before
