"""The commands around the catalog: what they print, and that it is never a half-truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from awning.history import events
from awning.pointer import current_revision
from support_catalog import feed_text, mailboxes
from support_command import Run, Said, call, one_object
from support_feeds import Record, feed_file, offering_row, price_row, without
from support_settings import PROJECT
from support_shops import built_well, files_of, small_project

CATALOGS = Path("var/catalog")
FEED = Path("content/feed")


@pytest.fixture
def awning(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command as a shell would."""
    monkeypatch.setenv("COLUMNS", "160")
    return call


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of six mailboxes and one shop, imported, as the current folder."""
    folder = small_project(tmp_path / "kit", *mailboxes(6))
    monkeypatch.chdir(folder)
    return folder


def arrives(*records: Record) -> None:
    """The distributor sends another feed."""
    feed_file(FEED, feed_text(*records))


def current() -> str:
    return str(current_revision(CATALOGS))


@pytest.mark.usefixtures("kit")
def test_a_feed_cut_in_half_is_refused_with_a_reason_and_a_report(awning: Run) -> None:
    arrives(*mailboxes(3))
    before = files_of(CATALOGS)

    said = awning("import")

    assert said.code == 1
    assert said.err == (
        "awning: content/feed/catalog.json: refused; the catalog stays as it was.\n"
        "- 50 % of the offerings are gone (3 of 6; the limit is 20 %). Is the feed cut short?\n"
        "If all that is right, import it with --force.\n"
    )
    assert said.out.startswith("REFUSED: the catalog stays as it was.\n")
    assert "Removed (3)" in said.out
    assert files_of(CATALOGS) == before


@pytest.mark.usefixtures("kit")
def test_a_refusal_is_one_object_too(awning: Run) -> None:
    arrives(*mailboxes(3))

    said = awning("import", "--json")

    answer = one_object(said, quiet=False)
    assert said.code == 1
    assert said.err.startswith("awning: content/feed/catalog.json: refused")
    assert (answer["revision"], answer["report"]["refused"]) == (None, True)
    assert answer["refused"] == ["50 % of the offerings are gone (3 of 6; the limit is 20 %). Is the feed cut short?"]
    assert [each["sku"] for each in answer["report"]["removed"]] == ["MAIL-4", "MAIL-5", "MAIL-6"]


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize("force", [[], ["--force"]], ids=["unasked", "forced"])
def test_of_a_damaged_feed_nobody_is_told_to_force_it(awning: Run, force: list[str]) -> None:
    arrives(*mailboxes(6), offering_row("BAD", productOfferingPrice=[price_row("-1")]))

    said = awning("import", *force)

    assert said.code == 1
    assert "content/feed/catalog.json:10: productOfferingPrice 1: price: value is '-1', below zero." in said.err
    assert "with --force" not in said.err
    assert "Traceback" not in said.err


@pytest.mark.usefixtures("kit")
def test_a_forced_import_says_against_what_and_not_that_it_was_refused(awning: Run) -> None:
    arrives(*mailboxes(3))

    said = awning("import", "--force")

    assert said.code == 0
    assert "REFUSED" not in said.out
    assert said.out.endswith(
        "Forced although:\n"
        "- 50 % of the offerings are gone (3 of 6; the limit is 20 %). Is the feed cut short?\n"
        f"Catalog {current()}: 3 offerings from 5 of 5 rows, 0 rejected. 0 added, 0 changed, 3 removed.\n"
    )


@pytest.mark.usefixtures("kit")
def test_a_forced_import_is_one_object_that_says_so(awning: Run) -> None:
    arrives(*mailboxes(3))

    said = awning("import", "--force", "--json")

    answer = one_object(said)
    assert (said.code, said.err) == (0, "")
    assert (answer["revision"], answer["removed"], answer["report"]["refused"]) == (current(), 3, False)
    assert answer["objections"] == [
        "50 % of the offerings are gone (3 of 6; the limit is 20 %). Is the feed cut short?"
    ]


@pytest.mark.parametrize("arguments", [[], ["--force"], ["--json"]], ids=["unasked", "forced", "as JSON"])
def test_a_dry_run_leaves_everything_as_it_was(awning: Run, kit: Path, arguments: list[str]) -> None:
    arrives(*mailboxes(3), *mailboxes(1, first=9))
    before = files_of(kit)

    said = awning("import", "--dry-run", *arguments)

    assert said.code == 0
    assert files_of(kit) == before
    if "--json" in arguments:
        assert (one_object(said)["added"], one_object(said)["removed"]) == (1, 3)
    else:
        assert "1 added, 0 changed, 3 removed." in said.out
        assert said.out.endswith("Nothing was changed: this was a dry run.\n")


@pytest.mark.usefixtures("kit")
def test_an_import_says_what_it_did_and_what_it_left_out(awning: Run) -> None:
    feed_file(FEED, feed_text(*mailboxes(60), without(offering_row("BAD"), "name")))

    said = awning("import")

    assert said.code == 0
    assert said.err == "rejected: content/feed/catalog.json:64: name is missing.\n"
    assert said.out.endswith(
        f"Catalog {current()}: 60 offerings from 62 of 63 rows, 1 rejected. 54 added, 0 changed, 0 removed.\n"
    )


@pytest.mark.usefixtures("kit")
def test_rejected_rows_are_listed_up_to_a_point(awning: Run) -> None:
    feed_file(FEED, feed_text(*mailboxes(6), *[without(offering_row(f"BAD-{n}"), "name") for n in range(25)]))

    as_json = one_object(awning("import", "--force", "--dry-run", "--json"))
    said = awning("import", "--force")

    rejected = [line for line in said.err.splitlines() if line.startswith("rejected: ")]
    assert len(rejected) == 21
    assert rejected[-1] == "rejected: and 5 more; --json lists them."
    assert (len(as_json["rejected"]), as_json["rejected_rows"]) == (25, 25)
    assert as_json["rejected"][0] == {
        "file": "content/feed/catalog.json",
        "line": 10,
        "reason": "name is missing.",
    }


def test_offerings_left_to_another_feed_and_old_snapshots_are_counted(awning: Run, kit: Path) -> None:
    (kit / "config" / "awning.yaml").write_text(
        f"{PROJECT}keep: 1\nfeeds:\n"
        "  - {name: a, source: content/feed/catalog.json}\n  - {name: b, source: content/feed/b.json}\n"
    )
    feed_file(FEED, feed_text(*mailboxes(8, first=3)), "b.json")

    said = awning("import")

    assert said.out.endswith("4 left to a feed named before. 1 old snapshots deleted.\n")


@pytest.mark.usefixtures("kit")
def test_a_feed_to_stand_in_for_needs_one_that_stands_in(awning: Run) -> None:
    said = awning("import", "--as", "licences")

    assert said.code == 2
    assert "--as says which feed SOURCE stands in for: name a SOURCE." in said.err


def test_warnings_do_not_stop_an_import(awning: Run, kit: Path) -> None:
    feed_file(kit / "content" / "shops" / "blue-sky", "services: [\n", "services.yaml")
    arrives(*mailboxes(7))

    said, as_json = awning("import"), awning("import", "--json")

    assert (said.code, as_json.code) == (0, 0)
    assert said.err.startswith("warning: content/shops/blue-sky/services.yaml, line ")
    assert one_object(as_json, quiet=False)["unchanged"] is True
    assert len(one_object(as_json, quiet=False)["warnings"]) == 1


def test_a_report_is_written_as_a_page_too(awning: Run, kit: Path) -> None:
    arrives(*mailboxes(3))

    said = awning("import", "--html", "report.html")

    assert said.code == 1
    assert "MAIL-6" in (kit / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("kit")
def test_a_page_that_cannot_be_written_is_said(awning: Run) -> None:
    arrives(*mailboxes(7))

    said = awning("import", "--html", "nowhere/report.html")

    assert said.code == 1
    assert said.err == "awning: nowhere/report.html: the report cannot be written (No such file or directory).\n"


@pytest.mark.usefixtures("kit")
def test_diff_compares_what_stands_with_what_stood_before(awning: Run) -> None:
    first = current()
    arrives(*mailboxes(5), *mailboxes(1, "11.00", first=6), *mailboxes(1, first=7))
    awning("import")
    second = current()

    said, named, back = awning("diff"), awning("diff", first, second), awning("diff", second, first, "--json")

    assert (said.code, named.code, back.code) == (0, 0, 0)
    assert f"Catalog {first} -> {second}" in said.out
    assert "1 added, 1 changed (1 repriced, 0 reworded), 0 removed" in said.out
    assert f"Catalog {first} -> {second}" in named.out
    report = one_object(back)
    assert (report["old_revision"], report["new_revision"]) == (second, first)
    assert [each["sku"] for each in report["removed"]] == ["MAIL-7"]


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "there is no earlier snapshot to go back to.", id="nothing to compare with"),
        pytest.param(["0123456789abcdef"], "0123456789abcdef.sqlite: there is no such snapshot", id="unknown"),
    ],
)
def test_diff_says_what_is_missing(awning: Run, arguments: list[str], said: str) -> None:
    answer = awning("diff", *arguments)

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("awning: ")
    assert said in answer.err


@pytest.mark.usefixtures("kit")
def test_the_log_lists_what_became_of_the_catalog_the_latest_first(awning: Run) -> None:
    first = current()
    arrives(*mailboxes(3))
    awning("import", "--force")
    second = current()
    awning("rollback")

    said, as_json = awning("catalog", "log"), one_object(awning("catalog", "log", "--json"))

    assert [event["kind"] for event in as_json["events"]] == ["rollback", "import", "import"]
    assert [event["revision"] for event in as_json["events"]] == [first, second, first]
    assert [event["before"] for event in as_json["events"]] == [second, first, None]
    assert [event["current"] for event in as_json["events"]] == [True, False, True]
    assert [event["kept"] for event in as_json["events"]] == [True, True, True]
    assert as_json["current"] == first
    assert as_json["events"][1]["counts"]["removed"] == 3
    assert as_json["events"][1]["feeds"][0]["source"] == "content/feed/catalog.json"
    titles = [line for line in said.out.splitlines() if " UTC  " in line]
    assert [title.partition(" UTC  ")[2] for title in titles] == ["rollback", "import, forced", "import"]
    assert [title[:18] for title in titles] == [f"* {first}", f"  {second}", f"* {first}"]
    counted = "    3 offerings: 0 new, 0 changed, 3 gone, 0 rows rejected\n"
    assert f"{counted}    from content/feed/catalog.json\n" in said.out
    assert said.out.splitlines()[-1] == "* is the current one; of those marked - the snapshot was deleted."


def test_the_log_marks_snapshots_that_were_deleted(awning: Run, kit: Path) -> None:
    (kit / "config" / "awning.yaml").write_text(PROJECT + "keep: 1\n")
    arrives(*mailboxes(7))
    awning("import")

    said, as_json = awning("catalog", "log"), one_object(awning("catalog", "log", "--json"))

    assert [event["kept"] for event in as_json["events"]] == [True, False]
    assert [line[0] for line in said.out.splitlines() if " UTC  " in line] == ["*", "-"]


def test_before_the_first_import_the_log_says_what_to_run(awning: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()

    said, as_json = (
        awning("catalog", "log", "--project", tmp_path),
        awning("catalog", "log", "--project", tmp_path, "--json"),
    )

    assert said == Said(1, "", "awning: Nothing was imported yet. Run `awning import` first.\n")
    assert one_object(as_json) == {"current": None, "events": []}


@pytest.mark.usefixtures("kit")
def test_a_rollback_is_recorded_and_the_next_import_goes_forward_again(awning: Run) -> None:
    first = current()
    arrives(*mailboxes(7))
    awning("import")
    second = current()

    said = awning("rollback")
    rolled_back, event = current(), events(CATALOGS)[-1]
    forward = awning("import")

    assert said == Said(0, f"The catalog is {first} again. Run `awning build` to rebuild the shops from it.\n", "")
    assert rolled_back == first
    assert (event.kind, event.revision, event.before) == ("rollback", first, second)
    assert forward.code == 0
    assert "1 added, 0 changed, 0 removed." in forward.out
    assert current() == second
    assert [event.kind for event in events(CATALOGS)] == ["import", "import", "rollback", "import"]


@pytest.mark.usefixtures("kit")
def test_a_rollback_can_name_its_goal(awning: Run) -> None:
    revisions = [current()]
    for count in (7, 8):
        arrives(*mailboxes(count))
        awning("import")
        revisions.append(current())

    said = awning("rollback", revisions[0])

    assert said.code == 0
    assert current() == revisions[0]


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another file": lambda _: b"not a database",
    "cut in half": lambda whole: whole[: len(whole) // 2],
    "a page lost": lambda whole: whole[:-4096] + bytes(4096),
}


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_nobody_goes_back_to_a_damaged_snapshot(awning: Run, damage: Callable[[bytes], bytes]) -> None:
    path = CATALOGS / f"{current()}.sqlite"
    arrives(*mailboxes(7))
    awning("import")
    path.chmod(0o644)
    path.write_bytes(damage(path.read_bytes()))
    before = files_of(CATALOGS)

    said = awning("rollback")

    assert (said.code, said.out) == (1, "")
    assert f"{path}: " in said.err
    assert "damaged" in said.err
    assert files_of(CATALOGS) == before


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize("revision", [".draft", "../catalog/x", "notes", "0123456789abcdef"])
def test_nobody_goes_back_to_what_is_no_snapshot(awning: Run, revision: str) -> None:
    for name in (".draft", "x", "notes"):
        (CATALOGS / f"{name}.sqlite").write_bytes((CATALOGS / f"{current()}.sqlite").read_bytes())
    before = files_of(CATALOGS)

    said = awning("rollback", revision)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("awning: ")
    assert files_of(CATALOGS) == before


def test_a_bad_feed_that_was_forced_is_taken_back_and_shops_are_what_they_were(awning: Run, kit: Path) -> None:
    built_well(kit)
    before = files_of(kit / "output")
    arrives(*mailboxes(3))

    refused = awning("import")
    built_well(kit)
    after_refusal = files_of(kit / "output")
    forced = awning("import", "--force")
    built_well(kit)
    after_force = files_of(kit / "output")
    back = awning("rollback")
    built_well(kit)

    assert (refused.code, forced.code, back.code) == (1, 0, 0)
    assert after_refusal == before
    assert after_force != before
    assert files_of(kit / "output") == before
