"""The history: every move of the pointer is a line, and old snapshots go when nobody needs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import CatalogError, ProjectError
from awning.history import Event, FeedRead, earlier, events, made_by, prune, record
from awning.pointer import point_to
from support_catalog import Imports, feed_text, mailboxes
from support_core import NOON
from support_feeds import feed_file
from support_strategies import FEWER

FEED = FeedRead("licences", "https://northgate.example/licences.json", "neutral", "ab" * 32, "2026-11")
IMPORT = Event(NOON, "import", "1" * 16, None, (FEED,), {"rows": 3, "used": 2, "rejected": 1}, ("half is gone",))
ROLLBACK = Event(NOON, "rollback", "2" * 16, "1" * 16)


def named(letter: str, before: str | None = None, kind: str = "import") -> Event:
    """An event that made the revision of one letter the current one."""
    return Event(NOON, kind, letter * 16, before and before * 16)


def snapshots(folder: Path, letters: str) -> None:
    """Stand-ins for snapshots, as far as the history looks at them."""
    folder.mkdir(parents=True, exist_ok=True)
    for letter in letters:
        (folder / f"{letter * 16}.sqlite").write_bytes(b"")


def kept(folder: Path) -> str:
    """Which of them are left, by letter."""
    return "".join(sorted(path.name[0] for path in folder.glob("*.sqlite")))


def lived_through(folder: Path, letters: str) -> Path:
    """A folder in which these revisions became the current one, one after another."""
    snapshots(folder, letters)
    for letter in letters:
        record(folder, named(letter))
        point_to(folder, letter * 16)
    return folder


def test_before_the_first_import_there_is_no_history(tmp_path: Path) -> None:
    assert events(tmp_path / "nowhere") == []
    assert made_by(tmp_path / "nowhere", "1" * 16) is None


def test_events_come_back_as_they_were_recorded_the_oldest_first(tmp_path: Path) -> None:
    record(tmp_path, IMPORT)
    record(tmp_path, ROLLBACK)

    assert events(tmp_path) == [IMPORT, ROLLBACK]


def test_every_event_is_one_line_and_lines_are_only_added(tmp_path: Path) -> None:
    record(tmp_path, IMPORT)
    first = (tmp_path / "history.ndjson").read_bytes()

    record(tmp_path, replace(IMPORT, objections=("two\nlines", "and a separator \u2028 or \x85", "Ünïcode")))

    content = (tmp_path / "history.ndjson").read_bytes()
    assert content.startswith(first)
    assert content.count(b"\n") == 2
    assert events(tmp_path)[1].objections == ("two\nlines", "and a separator \u2028 or \x85", "Ünïcode")


@FEWER
@given(words=st.lists(st.text(st.characters(), max_size=8), min_size=1, max_size=4))
def test_whatever_a_feed_says_comes_back_from_the_history(
    words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    event = replace(IMPORT, feeds=(replace(FEED, source=words[0]),), objections=tuple(words))

    record(folder, event)
    record(folder, ROLLBACK)

    assert events(folder) == [event, ROLLBACK]


@pytest.mark.parametrize("end", [1, 10, -2])
def test_a_line_that_was_torn_is_passed_over_and_the_next_one_is_whole(end: int, tmp_path: Path) -> None:
    record(tmp_path, IMPORT)
    whole = (tmp_path / "history.ndjson").read_bytes()
    (tmp_path / "history.ndjson").write_bytes(whole + whole[:end])

    torn = events(tmp_path)
    record(tmp_path, ROLLBACK)

    assert torn == [IMPORT]
    assert events(tmp_path) == [IMPORT, ROLLBACK]


@pytest.mark.parametrize("line", ["{}", "[]", "null", '"x"', "\x00\x00", '{"at": 3}', '{"at": "yesterday"}'])
def test_a_line_that_is_no_event_is_passed_over(line: str, tmp_path: Path) -> None:
    record(tmp_path, IMPORT)
    with (tmp_path / "history.ndjson").open("a") as file:
        file.write(line + "\n")
    record(tmp_path, ROLLBACK)

    assert events(tmp_path) == [IMPORT, ROLLBACK]


def test_a_history_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "history.ndjson").mkdir()

    with pytest.raises(ProjectError, match="cannot be written"):
        record(tmp_path, IMPORT)


def test_what_made_a_revision_is_the_last_import_that_gave_it(tmp_path: Path) -> None:
    again = replace(IMPORT, at=NOON + timedelta(days=1))
    for event in (IMPORT, named("2"), again, replace(ROLLBACK, revision=IMPORT.revision)):
        record(tmp_path, event)

    assert made_by(tmp_path, IMPORT.revision) == again
    assert made_by(tmp_path, "9" * 16) is None


def test_the_newest_snapshots_stay(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abcde")

    gone = prune(folder, 3)

    assert (kept(folder), sorted(gone)) == ("cde", ["a" * 16, "b" * 16])


def test_what_was_pointed_to_last_is_newest_however_old_the_file_is(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abcda")

    prune(folder, 2)

    assert kept(folder) == "ad"


@pytest.mark.parametrize("keep", [1, 2])
def test_the_current_snapshot_stays_after_a_way_back(keep: int, tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abc")
    point_to(folder, "a" * 16)
    record(folder, named("a", "c", "rollback"))

    prune(folder, keep)

    assert kept(folder) == "ac"[:keep]


def test_the_current_snapshot_stays_though_the_history_forgot_it(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abc")
    point_to(folder, "a" * 16)

    prune(folder, 1)

    assert kept(folder) == "ac"


def test_a_snapshot_from_elsewhere_stays(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abc")
    snapshots(folder, "f")
    (folder / "notes.sqlite").write_bytes(b"mine")

    prune(folder, 1)

    assert kept(folder) == "cfn"


def test_fewer_snapshots_than_may_stay_all_stay(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abc")

    assert prune(folder, 30) == []
    assert kept(folder) == "abc"


def test_what_was_deleted_is_deleted_once(tmp_path: Path) -> None:
    folder = lived_through(tmp_path, "abc")

    assert len(prune(folder, 1)) == 2
    assert prune(folder, 1) == []


def test_an_import_prunes_and_says_what_is_gone(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    first, *rest = [shop.take(mailboxes(10, f"10.0{cents}"), keep=3) for cents in range(4)]

    assert [len(imported.pruned) for imported in rest] == [0, 0, 1]
    assert rest[-1].pruned == (first.revision,)
    assert sorted(path.stem for path in shop.folder.glob("*.sqlite")) == sorted(each.revision for each in rest)
    assert len(events(shop.folder)) == 4


def test_an_import_is_a_line_that_says_what_it_was_made_of(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    first = shop.take(mailboxes(10))

    second = shop.take([*mailboxes(9), *mailboxes(1, "11.00", first=11)], moment=NOON + timedelta(hours=1))

    before, after = events(shop.folder)
    assert (before.kind, before.before, before.revision) == ("import", None, first.revision)
    assert (after.at, after.before, after.revision) == (NOON + timedelta(hours=1), first.revision, second.revision)
    assert after.counts == {
        "rows": 12, "used": 12, "rejected": 0, "offerings": 10, "added": 1, "changed": 0, "removed": 1,
    }  # fmt: skip
    [feed] = after.feeds
    assert (feed.name, feed.source, feed.format, feed.trouble) == ("", f"{tmp_path}/feed.json", "neutral", "")
    assert len(feed.digest) == 64
    assert feed.digest != before.feeds[0].digest


def test_a_recognised_feed_is_no_line(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(mailboxes(3))
    before = shop.state

    imported = shop.take(mailboxes(3))

    assert (imported.unchanged, imported.rows, imported.offerings) == (True, 5, 3)
    assert shop.state == before


def test_the_way_back_leads_to_what_stood_when_the_current_catalog_was_imported(tmp_path: Path) -> None:
    """And not to one that was rolled back from in between."""
    shop = Imports(tmp_path)
    good, bad = shop.take(mailboxes(3)), shop.take(mailboxes(3, "11.00"))
    point_to(shop.folder, good.revision)
    record(shop.folder, Event(NOON, "rollback", good.revision, bad.revision))
    shop.take(mailboxes(3, "12.00"))

    assert earlier(shop.folder) == good.revision


def test_step_by_step_the_way_back_leads_to_the_first_import(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    revisions = [shop.take(mailboxes(3, f"1{euros}.00")).revision for euros in range(3)]

    steps: list[str] = []
    for _ in range(2):
        steps.append(earlier(shop.folder))
        point_to(shop.folder, steps[-1])

    assert steps == [revisions[1], revisions[0]]


def test_an_import_that_changed_nothing_is_no_step_of_the_way_back(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    first, second = shop.take(mailboxes(3)), shop.take(mailboxes(3, "11.00"))
    feed = shop.feed(*mailboxes(3, "11.00"))
    feed_file(tmp_path, feed_text(*mailboxes(3, "11.00")) + "\n", "feed.json")
    again = shop.take(feed)

    assert (again.unchanged, again.revision) == (False, second.revision)
    assert earlier(shop.folder) == first.revision


def test_where_that_was_deleted_the_way_back_leads_to_what_is_left(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    first, second, _ = (shop.take(mailboxes(3, f"1{euros}.00")) for euros in range(3))
    (shop.folder / f"{second.revision}.sqlite").unlink()

    assert earlier(shop.folder) == first.revision


def test_from_the_only_snapshot_there_is_no_way_back(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(mailboxes(3))

    with pytest.raises(CatalogError, match="there is no earlier snapshot to go back to"):
        earlier(shop.folder)
