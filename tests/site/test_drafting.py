"""Drafts: nobody sees a snapshot before it is whole, and what stays the same keeps its date."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from awning import drafting
from awning.catalog import Offering
from awning.drafting import Clash, Draft, write_snapshot
from awning.errors import CatalogError, FeedError, ProjectError
from awning.importing import import_feeds
from awning.pointer import current_revision, current_snapshot, point_to
from awning.snapshot import Snapshot
from support_catalog import SHELF, Imports, feed_text, mailbox, mailboxes
from support_core import NOON, cost, offering, plan, srp
from support_feeds import feed_file

LATER = NOON + timedelta(hours=1)
_KILLED = """\
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from awning.catalog import Category, Offering
from awning.drafting import Draft
draft = Draft(Path(sys.argv[1]), moment=datetime.now(UTC))
draft.add_category(Category("email", "E-mail"))
for number in range(100):
    draft.add(Offering(f"LOST-{number}", "Lost", "email", "Mailwright", ()))
os.kill(os.getpid(), signal.SIGKILL)
"""


def drafted(folder: Path, *offerings: Offering, moment: datetime = NOON, before: str | None = None) -> str:
    """The revision of a snapshot made at a moment, over another."""
    old = Snapshot(folder / f"{before}.sqlite") if before else None
    with Draft(folder, moment=moment, before=old) as draft:
        draft.add_category(SHELF)
        for each in offerings:
            draft.add(each)
        with draft.finish() as snapshot:
            draft.keep(snapshot.revision)
    if old is not None:
        old.close()
    return snapshot.revision


def changed_at(folder: Path, revision: str) -> dict[str, datetime | None]:
    with Snapshot(folder / f"{revision}.sqlite") as snapshot:
        return {found.id: snapshot.changed_at(found.id) for found in snapshot.offerings()}


def test_what_is_equal_keeps_its_date_and_what_changed_gets_a_new_one(tmp_path: Path) -> None:
    first = drafted(tmp_path, mailbox("SAME"), mailbox("DEARER"), mailbox("GONE"))

    second = drafted(tmp_path, mailbox("NEW"), mailbox("DEARER", "11.00"), mailbox("SAME"), moment=LATER, before=first)

    assert changed_at(tmp_path, first) == {"SAME": NOON, "DEARER": NOON, "GONE": NOON}
    assert changed_at(tmp_path, second) == {"NEW": LATER, "DEARER": LATER, "SAME": NOON}


def test_a_date_is_kept_over_many_imports(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    for hour in range(4):
        shop.take([*mailboxes(9), *mailboxes(1, f"10.0{hour}", first=10)], moment=NOON + timedelta(hours=hour))

    with current_snapshot(shop.folder) as snapshot:
        assert snapshot.changed_at("MAIL-9") == NOON
        assert snapshot.changed_at("MAIL-10") == NOON + timedelta(hours=3)


def test_a_price_written_another_way_has_not_changed(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(mailboxes(3, "10.50"))

    again = shop.take(mailboxes(3, "10.5"), moment=LATER)

    assert (again.unchanged, again.changes.changed) == (False, ())
    assert set(changed_at(shop.folder, again.revision).values()) == {NOON}


def test_the_same_revision_again_keeps_the_older_file(tmp_path: Path) -> None:
    revision = drafted(tmp_path, mailbox("A"))
    path = tmp_path / f"{revision}.sqlite"
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino

    again = drafted(tmp_path, mailbox("A"), moment=LATER)

    assert again == revision
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert changed_at(tmp_path, revision) == {"A": NOON}


def test_a_catalog_that_came_back_has_the_dates_it_had(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    for hour, price in enumerate(["10.00", "11.00", "10.00"]):
        shop.take(mailboxes(2, price), moment=NOON + timedelta(hours=hour))

    assert changed_at(shop.folder, str(current_revision(shop.folder))) == {"MAIL-1": NOON, "MAIL-2": NOON}


def test_an_offering_that_is_not_there_never_changed(tmp_path: Path) -> None:
    with Snapshot(tmp_path / f"{drafted(tmp_path, mailbox('A'))}.sqlite") as snapshot:
        assert snapshot.changed_at("B") is None


@pytest.mark.parametrize("count", [1, 15, 16, 17, 33])
def test_offerings_are_found_one_by_one_and_in_order_wherever_a_block_ends(count: int, tmp_path: Path) -> None:
    catalog = [mailbox(f"MAIL-{number}", f"{number}.5", description="Größe\n" * number) for number in range(count)]

    revision = drafted(tmp_path, *catalog)

    with Snapshot(tmp_path / f"{revision}.sqlite") as snapshot:
        assert len(snapshot.digests()) == count
        assert list(snapshot.offerings()) == catalog
        assert [snapshot.offering(known.id) for known in reversed(catalog)] == catalog[::-1]
        assert [snapshot.offering(known.id) for known in catalog] == catalog
        assert snapshot.offering(f"MAIL-{count}") is None


def test_a_sku_that_is_there_already_is_said_with_its_place(tmp_path: Path) -> None:
    with Draft(tmp_path, moment=NOON) as draft:
        draft.add_category(SHELF)
        draft.add(mailbox("A"), "one.json", 4)
        draft.add(mailbox("B"), "two.json", 2)
        clashes = [
            draft.add(mailbox("A"), "two.json", 3),
            draft.add(mailbox("B", "9.00"), "two.json", 4),
            draft.add(mailbox("A", source="hardware"), "three.json", 1),
        ]

    assert clashes == [
        Clash("one.json", 4, "", same=True),
        Clash("two.json", 2, "", same=False),
        Clash("one.json", 4, "", same=False),
    ]


def test_a_snapshot_knows_its_prices_and_currencies(tmp_path: Path) -> None:
    revision = drafted(
        tmp_path,
        offering(plan(cost("1"), cost("0.9", tier="10"), srp("2", "GBP")), id="A"),
        offering(plan(cost("1", "USD")), id="B"),
        offering(id="C"),
    )

    with Snapshot(tmp_path / f"{revision}.sqlite") as snapshot:
        assert (snapshot.prices, snapshot.currencies) == (4, {"EUR", "GBP", "USD"})


def scheduled(folder: Path, revision: str, after: datetime, days: int = 30) -> list[tuple[datetime, tuple[str, ...]]]:
    with Snapshot(folder / f"{revision}.sqlite") as snapshot:
        return snapshot.scheduled(after, after + timedelta(days=days))


def test_a_snapshot_knows_when_prices_begin_and_end(tmp_path: Path) -> None:
    december, january = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    revision = drafted(
        tmp_path,
        offering(plan(cost("1", valid_until=december), cost("2", valid_from=december)), id="A"),
        offering(plan(cost("1", valid_from=NOON - timedelta(days=9), valid_until=january)), id="B"),
        offering(plan(cost("1", valid_until=december)), plan(srp("1", valid_from=december), id="once"), id="C"),
        offering(plan(cost("1")), id="D"),
    )

    assert scheduled(tmp_path, revision, NOON) == [(december, ("A", "C"))]
    assert scheduled(tmp_path, revision, NOON, days=60) == [(december, ("A", "C")), (january, ("B",))]


def test_what_began_or_ended_before_the_import_is_not_kept(tmp_path: Path) -> None:
    past = NOON - timedelta(days=9)
    revision = drafted(tmp_path, offering(plan(cost("1", valid_until=past), cost("2", valid_from=past)), id="A"))

    assert scheduled(tmp_path, revision, NOON - timedelta(days=30)) == []


def test_a_moment_is_looked_for_after_one_and_up_to_another(tmp_path: Path) -> None:
    moment = NOON + timedelta(days=30)
    revision = drafted(tmp_path, offering(plan(cost("1", valid_from=moment)), id="A"))

    assert scheduled(tmp_path, revision, NOON) == [(moment, ("A",))]
    assert scheduled(tmp_path, revision, NOON - timedelta(seconds=1)) == []
    assert scheduled(tmp_path, revision, moment) == []
    assert scheduled(tmp_path, revision, moment - timedelta(seconds=1)) == [(moment, ("A",))]


def test_a_fraction_of_a_second_is_over_at_the_next_whole_one(tmp_path: Path) -> None:
    last = datetime(2026, 11, 30, 23, 59, 59, 999_000, tzinfo=UTC)
    revision = drafted(tmp_path, offering(plan(cost("1", valid_until=last)), id="A"))

    assert scheduled(tmp_path, revision, NOON) == [(datetime(2026, 12, 1, tzinfo=UTC), ("A",))]


def test_a_second_draft_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "_WAIT_S", 10)
    done: list[str] = []
    with Draft(tmp_path, moment=NOON) as first:
        second = threading.Thread(target=lambda: done.append(drafted(tmp_path, mailbox("B"))))
        second.start()
        first.add_category(SHELF)
        first.add(mailbox("A"))
        with first.finish() as snapshot:
            second.join(0.2)
            assert done == []
            first.keep(snapshot.revision)
    second.join(10)

    [revision] = done
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"{snapshot.revision}.sqlite", f"{revision}.sqlite"]
    )


def test_a_second_draft_gives_up_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "_ATTEMPTS", 3)
    monkeypatch.setattr(drafting, "_WAIT_S", 0.03)

    with Draft(tmp_path, moment=NOON) as first:
        first.add_category(SHELF)
        with pytest.raises(ProjectError) as refused:
            Draft(tmp_path, moment=NOON)
        with first.finish() as snapshot:
            first.keep(snapshot.revision)

    assert str(refused.value) == (
        f"{tmp_path}: another import is at work there and does not come to an end. Wait for it, or stop it."
    )
    assert [path.name for path in tmp_path.iterdir()] == [f"{snapshot.revision}.sqlite"]


def test_a_draft_that_could_not_begin_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "_ATTEMPTS", 1)
    (tmp_path / ".draft.sqlite").mkdir()
    with pytest.raises(ProjectError, match="cannot be written"):
        drafted(tmp_path, mailbox("A"))
    (tmp_path / ".draft.sqlite").rmdir()

    revision = drafted(tmp_path, mailbox("A"))

    assert (tmp_path / f"{revision}.sqlite").is_file()


def test_an_import_that_waited_does_not_undo_what_went_live_meanwhile(tmp_path: Path) -> None:
    """It has read what stands before: what it would make of that is out of date."""
    shop = Imports(tmp_path)
    shop.take(mailboxes(10))
    waits = threading.Event()
    problems: list[Exception] = []

    def second() -> None:
        try:
            import_feeds([shop.feed(*mailboxes(9))], shop.folder, said=lambda _what, _count: waits.set())
        except ProjectError as problem:
            problems.append(problem)

    with Draft(shop.folder, moment=NOON) as first:
        thread = threading.Thread(target=second)
        thread.start()
        first.add_category(SHELF)
        first.add(mailbox("A"))
        with first.finish() as snapshot:
            assert waits.wait(10)
            first.keep(snapshot.revision)
            point_to(shop.folder, snapshot.revision)
    thread.join(10)

    assert [str(problem) for problem in problems] == [
        f"{shop.folder}: another catalog went live while this one was made. Run the import again."
    ]
    assert shop.skus == ["A"]


def test_what_a_killed_import_left_behind_is_swept_away(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(mailboxes(3))
    before = shop.state
    killed = subprocess.run([sys.executable, "-c", _KILLED, shop.folder], check=False, capture_output=True, text=True)
    left = shop.state

    imported = shop.take(mailboxes(4))

    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, "")
    assert left.keys() - before.keys() == {".draft.sqlite"}
    assert shop.skus == ["MAIL-1", "MAIL-2", "MAIL-3", "MAIL-4"]
    assert shop.state.keys() - before.keys() == {f"{imported.revision}.sqlite"}


def test_a_feed_that_ends_too_early_leaves_no_draft(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    shop.take(mailboxes(3))
    before = shop.state
    feed = shop.feed(*mailboxes(40))
    feed_file(tmp_path, feed_text(*mailboxes(40))[:-30], "feed.json")

    with pytest.raises(FeedError):
        shop.take(feed)

    assert shop.state == before


def test_a_snapshot_damaged_in_its_structure_is_replaced_by_importing_again(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    imported = shop.take(mailboxes(40))
    path = shop.folder / f"{imported.revision}.sqlite"
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[: len(whole) // 2])

    again = shop.take(mailboxes(40), force=True)

    assert (again.revision, again.unchanged) == (imported.revision, False)
    assert path.read_bytes() == whole


def test_a_snapshot_damaged_inside_says_what_to_do_and_that_helps(tmp_path: Path) -> None:
    shop = Imports(tmp_path)
    imported = shop.take(mailboxes(40))
    path = shop.folder / f"{imported.revision}.sqlite"
    whole = path.read_bytes()
    place = whole.rindex(b"\x28\xb5\x2f\xfd") + 20
    path.chmod(0o644)
    path.write_bytes(whole[:place] + b"????????" + whole[place + 8 :])

    with pytest.raises(CatalogError, match=r"is damaged\. Delete it and import the feed again\."):
        _ = shop.skus
    path.unlink()
    shop.take(mailboxes(40), force=True)

    assert path.read_bytes() == whole


def test_snapshots_are_made_for_reading_only(tmp_path: Path) -> None:
    revision = write_snapshot(tmp_path, [SHELF, mailbox("A")])

    assert (tmp_path / f"{revision}.sqlite").stat().st_mode & 0o777 == 0o444
