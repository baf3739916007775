"""The command line: what it prints when all is well, and the one line it says when not."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from awning.cli import cli
from awning.price_commands import opened
from support_command import Run, Said, call, one_object
from support_feeds import CATALOG, array, offering_row, price_row
from support_settings import changed
from support_shops import files_of, small_project

_WITHOUT_EXTRA = """\
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "stripe", "sqlalchemy", "alembic", "gunicorn", "httpx", "structlog"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from awning.cli import main
main()
"""


@pytest.fixture
def awning() -> Run:
    """Call the command as a shell would, in this process."""
    return call


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two offerings and one shop, imported, as the current folder."""
    folder = small_project(
        tmp_path / "kit", offering_row("MAIL-1", i18n={}), offering_row("MAIL-2", name="Big mailbox")
    )
    monkeypatch.chdir(folder)
    return folder


def commands() -> Iterable[str]:
    return ["", *sorted({*cli.commands, "checkout", "demo", "checkout serve", "checkout worker", "checkout migrate"})]


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(awning: Run, command: str) -> None:
    said = awning(*command.split(), "--help")

    assert said.code == 0
    assert said.out.startswith("Usage: awning")
    assert "Show this message and exit." in said.out
    assert said.err == ""


def test_init_makes_a_project_that_checks(tmp_path: Path, awning: Run) -> None:
    said = awning("init", tmp_path / "shop")

    assert said.code == 0
    assert said.out.startswith(f"{tmp_path}/shop is ready: two sample shops")
    assert (tmp_path / "shop" / ".gitignore").read_text() == "/output/\n/var/\n*.env\n"
    assert not list((tmp_path / "shop").rglob("*.env"))
    checked = awning("check", "--project", tmp_path / "shop")
    assert (checked.code, checked.out) == (0, "2 resellers checked, 0 mistakes and 1 warning found.\n")
    assert checked.err.startswith("catalog: warning: there is none yet: names, prices and notice were not looked at.")


def test_init_refuses_a_folder_with_something_in_it(tmp_path: Path, awning: Run) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    said = awning("init", tmp_path)

    assert said == Said(1, "", f"awning: {tmp_path}: is not empty. Choose a new folder; nothing was changed.\n")
    assert files_of(tmp_path) == {"notes.txt": b"mine"}


def test_init_on_a_full_disk_leaves_no_half_project(tmp_path: Path, awning: Run) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))

    try:
        said = awning("init", tmp_path / "shop")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert said.code == 1
    assert said.err.startswith(f"awning: {tmp_path}/shop: cannot be written (")
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_check_gives_one_line_a_mistake_and_one_object(kit: Path, awning: Run) -> None:
    path = kit / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(changed(path.read_text(), "name: VAT", "nam: VAT"), "content/logo.svg", "content/lego.svg"))

    said = awning("check")
    as_json = awning("check", "--json")

    assert said.code == as_json.code == 1
    assert said.out == "1 reseller checked, 2 mistakes found.\n"
    assert said.err.startswith(
        "config/resellers/blue-sky.yaml:6:7: tax.nam: there is no such setting. Did you mean name?"
    )
    assert one_object(as_json) == {
        "errors": said.err.splitlines(), "warnings": [], "scheduled": [], "next_build": None,
    }  # fmt: skip


def test_check_finds_mistakes_of_the_project_and_of_resellers_together(kit: Path, awning: Run) -> None:
    misspelt(kit)
    path = kit / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(path.read_text(), "name: VAT", "nam: VAT"))

    said, as_json = awning("check"), awning("check", "--json")

    assert (said.code, as_json.code, as_json.err) == (1, 1, "")
    assert said.out == "1 reseller checked, 2 mistakes found.\n"
    first, second = one_object(as_json)["errors"]
    assert first.startswith("config/awning.yaml:6:1: operater: there is no such setting.")
    assert second.startswith("config/resellers/blue-sky.yaml:6:7: tax.nam: there is no such setting.")
    assert {first, second} < set(said.err.splitlines())


def test_a_check_of_nothing_says_so_in_its_own_form(kit: Path, awning: Run) -> None:
    shutil.rmtree(kit / "config")

    said, as_json = awning("check"), awning("check", "--json")

    assert (said.code, said.out) == (1, "0 resellers checked, 1 mistake found.\n")
    assert said.err.startswith("config/awning.yaml: there is no such file.")
    assert one_object(as_json)["errors"] == said.err.splitlines()


def test_without_a_catalog_and_a_feed_check_asks_for_the_feed(kit: Path, awning: Run) -> None:
    shutil.rmtree(kit / "var")
    (kit / FEED).unlink()

    said = awning("check")

    assert said.code == 1
    assert "config/awning.yaml:1:1: feed: content/feed/catalog.json is not there. Put the feed there" in said.err


def test_warnings_are_said_and_end_well(kit: Path, awning: Run) -> None:
    path = kit / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(f"{path.read_text()}featured: [MAIL-9]\n")

    said, as_json = awning("check", "--all"), one_object(awning("check", "--json"))

    assert (said.code, said.out) == (0, "1 reseller checked, 0 mistakes and 1 warning found.\n")
    assert said.err.startswith("config/resellers/blue-sky.yaml:12:12: warning: featured.1: the catalog has no offering")
    assert as_json["warnings"] == [said.err.rstrip().replace(" warning:", "")]


@pytest.mark.usefixtures("kit")
def test_check_looks_at_the_resellers_it_is_told(awning: Run) -> None:
    assert awning("check", "blue-sky") == Said(0, "1 reseller checked, 0 mistakes found.\n", "")
    assert "there is no reseller 'blu-sky'. Did you mean blue-sky?" in awning("check", "blu-sky").err
    assert awning("check", "--all", "blue-sky").code == 2


def test_import_says_what_is_different(kit: Path, awning: Run) -> None:
    feed = kit / "content" / "feed" / "catalog.json"
    rows = json.loads(feed.read_text())
    feed.write_text(
        array(*rows[:2], rows[2] | {"name": "Small mailbox"}, offering_row("MAIL-3"), {"@type": "Nonsense"})
    )

    said = awning("import", "--force")
    feed.write_text(feed.read_text() + "\n")
    again = one_object(awning("import", "--force", "--json"))

    assert said.code == 0
    assert "2 offerings from 4 of 5 rows, 1 rejected. 1 added, 1 changed, 1 removed." in said.out
    assert "catalog.json:6: " in said.err
    assert "Small mailbox" in said.out
    counts = {"rows": 5, "used": 4, "offerings": 2, "added": 0, "changed": 0, "removed": 0, "rejected_rows": 1}
    assert {name: again[name] for name in counts} == counts
    assert [rejection["line"] for rejection in again["rejected"]] == [6]
    assert f"Catalog {again['revision']}: " in said.out


def test_an_unchanged_feed_is_recognised(kit: Path, awning: Run) -> None:
    revision = (kit / "var" / "catalog" / "current").read_text().strip()

    said = awning("import")
    as_json = one_object(awning("import", "--json"))

    assert said == Said(0, f"Catalog {revision}: the feed is the one that stands; nothing to do.\n", "")
    assert (as_json["unchanged"], as_json["revision"]) == (True, revision)


def test_import_takes_another_file_than_the_one_in_the_settings(kit: Path, awning: Run, tmp_path: Path) -> None:
    feed = json.loads((kit / "content" / "feed" / "catalog.json").read_text())
    (tmp_path / "other.ndjson").write_text("".join(json.dumps(row) + "\n" for row in feed[:3]))

    said = one_object(awning("import", tmp_path / "other.ndjson", "--force", "--json"))

    assert (said["offerings"], said["removed"]) == (1, 1)


@pytest.mark.usefixtures("kit")
def test_build_says_what_became_of_each_shop(awning: Run) -> None:
    said = awning("build", "--jobs", 1)
    again = one_object(awning("build", "--json"))

    assert said.code == 0
    count = len(files_of(Path("output")))
    assert said.err.startswith(
        f"blue-sky: 2 offerings on 16 pages in output/blue-sky ({count} files written, 0 unchanged, 0 removed, "
    )
    shop = again["resellers"]["blue-sky"]
    assert (again["pages"], again["written"], again["unchanged"], again["removed"]) == (16, 0, count, 0)
    assert (shop["offerings"], shop["pages"], shop["errors"]) == (2, 16, [])
    assert again["revision"] == shop["catalog"]


def test_build_imports_the_feed_of_a_new_project(kit: Path, awning: Run) -> None:
    shutil.rmtree(kit / "var")

    said = awning("build", "--jobs", 1, "--output", "elsewhere")

    assert said.code == 0
    assert said.err.startswith("Imported 2 offerings")
    assert (kit / "elsewhere" / "blue-sky" / "index.html").is_file()
    assert not (kit / "output").exists()


def test_build_of_a_broken_shop_fails_and_is_still_one_object(kit: Path, awning: Run) -> None:
    (kit / "content" / "logo.svg").unlink()

    said = awning("build", "--jobs", 1)
    as_json = awning("build", "--json")

    assert said.code == as_json.code == 1
    assert said.err.startswith("blue-sky: config/resellers/blue-sky.yaml:7:")
    assert "content/logo.svg is not there. Put the logo there or correct the path" in said.err
    [error] = one_object(as_json)["resellers"]["blue-sky"]["errors"]
    assert f"blue-sky: {error}" == said.err.splitlines()[0]


@pytest.mark.usefixtures("kit")
def test_price_says_what_a_plan_costs(awning: Run) -> None:
    said = awning("price", "MAIL-1", "--reseller", "blue-sky", "--quantity", 3)
    asked = ("price", "MAIL-1", "--reseller", "blue-sky", "--plan", "P1Y-P1M", "--quantity", 3, "--json")
    as_json = one_object(awning(*asked))

    assert said.code == 0
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert lines[1:] == ["3 x 4.20 EUR per user, per month 12.60 EUR net", "VAT 20 % 2.52 EUR", "In all 15.12 EUR"]
    expected = {"sku": "MAIL-1", "plan": "P1Y-P1M", "quantity": 3, "unit": "4.20", "total": "12.60", "gross": "15.12"}
    assert as_json.items() >= expected.items()


@pytest.mark.usefixtures("kit")
def test_price_explains_itself(awning: Run) -> None:
    said = awning("price", "MAIL-1", "--reseller", "blue-sky", "--explain", "--at", "2026-11-22")

    assert said.code == 0
    assert "Feed: cost" in said.out
    assert "the only rule for it (config/resellers/blue-sky.yaml:11)" in said.out
    assert "Rounding: half up to 0.01 EUR" in said.out
    assert "as of 2026-11-22 00:00 UTC" in said.out


@pytest.mark.usefixtures("kit")
def test_price_shows_what_somebody_may_know(awning: Run) -> None:
    said = awning(*PRICE, "--explain", "--as", "reseller")

    assert "Your buy price" in said.out
    assert "Northgate" not in said.out


def test_price_writes_a_whole_list(kit: Path, awning: Run) -> None:
    shown = awning("price", "--all", "--reseller", "blue-sky", "--csv", "--at", "2026-11-22")
    said = awning("price", "--all", "--reseller", "blue-sky", "--csv", "--at", "2026-11-22", "--output", "list.csv")
    as_json = one_object(awning("price", "--all", "--reseller", "blue-sky", "--json"))

    assert said == Said(0, "", "")
    assert (kit / "list.csv").read_bytes().decode() == shown.out
    assert [row["sku"] for row in as_json["rows"]] == ["MAIL-1", "MAIL-2"]


def test_price_names_what_is_left_out_and_shows_how_a_date_is_written(kit: Path, awning: Run) -> None:
    settings = kit / "config" / "resellers" / "blue-sky.yaml"
    settings.write_text(settings.read_text("utf-8") + "floors: {minimum_margin: 99, below: refuse}\n", "utf-8")

    listed = awning("price", "--all", "--reseller", "blue-sky")
    dated = awning("price", "MAIL-1", "--reseller", "blue-sky", "--at", "23.11.2026")
    agent = awning("price", "--all", "--reseller", "blue-sky", "--as", "agent")

    assert listed.err == "Left out without a price now: 2 plans (MAIL-1 P1Y-P1M, MAIL-2 P1Y-P1M).\n"
    assert "'23.11.2026' is no date: write it as 2026-11-22" in dated.err
    assert (agent.code, agent.err.startswith("awning: No agent has a share")) == (1, True)


def test_price_writes_the_matrix_of_every_reseller(kit: Path, awning: Run) -> None:
    said = awning("price", "--all", "--matrix")

    assert said.code == 0
    assert said.out.startswith("blue-sky: 2 plans in var/prices/blue-sky.html and var/prices/blue-sky.csv.\n")
    assert (kit / "var" / "prices" / "blue-sky.html").is_file()
    assert not (kit / "output").exists()


def test_a_list_that_nobody_may_see_leaves_the_file_as_it_was(kit: Path, awning: Run) -> None:
    (kit / "list.csv").write_text("yesterday's")
    there = sorted(kit.iterdir())

    said = awning("price", "--all", "--reseller", "blue-sky", "--as", "glod", "--csv", "--output", "list.csv")

    assert said.code == 1
    assert said.err.startswith("awning: 'glod' has no part in these prices.")
    assert (kit / "list.csv").read_text() == "yesterday's"
    assert sorted(kit.iterdir()) == there


def test_a_list_that_breaks_off_leaves_the_file_as_it_was(kit: Path) -> None:
    (kit / "list.csv").write_text("yesterday's")
    there = sorted(kit.iterdir())

    with pytest.raises(UnicodeEncodeError), opened(kit / "list.csv") as file:
        file.write("half a list\ud800")

    assert (kit / "list.csv").read_text() == "yesterday's"
    assert sorted(kit.iterdir()) == there


def test_a_list_is_written_where_a_link_points(kit: Path, awning: Run) -> None:
    (kit / "list.csv").symlink_to(kit / "kept.csv")

    said = awning("price", "--all", "--reseller", "blue-sky", "--csv", "--output", "list.csv")

    assert said == Said(0, "", "")
    assert (kit / "list.csv").is_symlink()
    assert (kit / "kept.csv").read_text(encoding="utf-8-sig").startswith("sku,")


@pytest.mark.parametrize("at", ["1970-01-01", "9998-12-31"])
@pytest.mark.parametrize("asked", [["MAIL-1", "--explain"], ["--all"]], ids=" ".join)
@pytest.mark.usefixtures("kit")
def test_prices_are_told_for_the_first_and_the_last_day(awning: Run, asked: list[str], at: str) -> None:
    said = awning("price", *asked, "--reseller", "blue-sky", "--at", at)

    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("at", ["0001-01-01", "1969-12-31", "9999-01-01", "9999-12-31"])
@pytest.mark.parametrize("asked", [["MAIL-1"], ["--all"]], ids=" ".join)
@pytest.mark.usefixtures("kit")
def test_a_day_out_of_reach_is_refused(awning: Run, asked: list[str], at: str) -> None:
    said = awning("price", *asked, "--reseller", "blue-sky", "--at", at)

    assert (said.code, said.out) == (2, "")
    assert f"--at {at} is out of reach: name a day from 1970-01-01 to 9998-12-31." in said.err


def test_a_list_is_not_written_where_it_would_be_published(kit: Path, awning: Run) -> None:
    (kit / "output").mkdir()

    said = awning("price", "--all", "--reseller", "blue-sky", "--csv", "--output", "output/list.csv")

    assert said.code == 1
    assert said.err.startswith("awning: output/list.csv: is in the folder that is published.")
    assert list((kit / "output").iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["MAIL-1"],
        ["--all"],
        ["--all", "MAIL-1", "--reseller", "blue-sky"],
        ["--all", "--reseller", "blue-sky", "--explain"],
        ["--all", "--reseller", "blue-sky", "--csv", "--json"],
        ["--all", "--matrix", "--as", "customer"],
        ["--all", "--matrix", "--output", "page.html"],
        ["MAIL-1", "--reseller", "blue-sky", "--csv"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("kit")
def test_price_refuses_what_does_not_go_together(awning: Run, arguments: list[str]) -> None:
    said = awning("price", *arguments)

    assert said.code == 2
    assert "Error: " in said.err
    assert not Path("var/prices").exists()


def test_rollback_points_back(kit: Path, awning: Run) -> None:
    first = (kit / "var" / "catalog" / "current").read_text().strip()
    feed = kit / "content" / "feed" / "catalog.json"
    feed.write_text(array(*json.loads(feed.read_text())[:3]))
    awning("import", "--force")

    said = awning("rollback")

    assert said == Said(0, f"The catalog is {first} again. Run `awning build` to rebuild the shops from it.\n", "")
    assert (kit / "var" / "catalog" / "current").read_text().strip() == first


def spoil(name: str, text: str) -> Callable[[Path], object]:
    return lambda kit: (kit / name).write_text(text, encoding="utf-8")


def without_file(name: str) -> Callable[[Path], object]:
    return lambda kit: (kit / name).unlink()


def misspelt(kit: Path) -> None:
    path = kit / "config" / "awning.yaml"
    path.write_text(changed(path.read_text(), "operator:", "operater:"))


def no_var(kit: Path) -> None:
    shutil.rmtree(kit / "var")
    (kit / "var").write_text("a file stands here")


FEED = "content/feed/catalog.json"
PRICE = ["price", "MAIL-1", "--reseller", "blue-sky"]
BAD: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "no project here": (lambda kit: shutil.rmtree(kit / "config"), ["build"], "`awning init DIR` makes a project"),
    "no reseller": (
        without_file("config/resellers/blue-sky.yaml"),
        ["build"],
        "config/resellers: no reseller is here. `awning init DIR` makes",
    ),
    "a missing feed": (without_file(FEED), ["import"], FEED),
    "a missing feed named by hand": (lambda _: None, ["import", "nowhere.json"], "nowhere.json"),
    "a feed that is an empty folder": (lambda kit: (kit / "empty").mkdir(), ["import", "empty"], "holds no files"),
    "a feed that is not JSON": (spoil(FEED, "<xml/>"), ["import"], FEED),
    "a feed that ends too early": (
        lambda kit: (kit / FEED).write_bytes((kit / FEED).read_bytes()[:-40]),
        ["import"],
        FEED,
    ),
    "an empty feed": (spoil(FEED, ""), ["import"], FEED),
    "a feed without an offering": (
        spoil(FEED, array(CATALOG)),
        ["import"],
        "holds no offering that can be used; the catalog stays",
    ),
    "an unknown format": (lambda _: None, ["import", "--format", "xlsx"], "xlsx"),
    "a misspelt key": (
        misspelt,
        ["build"],
        "config/awning.yaml:6:1: operater: there is no such setting. Did you mean operator?",
    ),
    "settings that are no YAML": (spoil("config/awning.yaml", "a: 'b\n"), ["build"], "config/awning.yaml:"),
    "settings in another encoding": (
        lambda kit: (kit / "config/awning.yaml").write_bytes(b"a: \xff\xfe"),
        ["build"],
        "config/awning.yaml",
    ),
    "a reseller nobody knows": (
        lambda _: None,
        ["build", "blu-sky"],
        "there is no reseller 'blu-sky'. Did you mean blue-sky?",
    ),
    "a price of a reseller nobody knows": (
        lambda _: None,
        ["price", "MAIL-1", "--reseller", "x"],
        "there is no reseller 'x'",
    ),
    "a SKU nobody knows": (lambda _: None, ["price", "MAIL-9", "--reseller", "blue-sky"], "does not sell 'MAIL-9'"),
    "a plan nobody knows": (
        lambda _: None,
        [*PRICE, "--plan", "P9Y"],
        "MAIL-1 has no plan 'P9Y'. Its plans are: P1Y-P1M.",
    ),
    "no quantity": (lambda _: None, [*PRICE, "--quantity", "0"], "0 is not a quantity that can be ordered"),
    "no catalog": (
        lambda kit: shutil.rmtree(kit / "var"),
        PRICE,
        "there is no catalog yet. Run `awning import` first.",
    ),
    "a damaged catalog": (
        lambda kit: [
            (path.chmod(0o644), path.write_bytes(b"x" * 999)) for path in (kit / "var/catalog").glob("*.sqlite")
        ],
        PRICE,
        "the snapshot is damaged. Delete it and import the feed again.",
    ),
    "a pointer to nothing": (
        spoil("var/catalog/current", "0123456789abcdef\n"),
        ["build"],
        "Import the feed again with `awning import`.",
    ),
    "nothing to go back to": (lambda _: None, ["rollback"], "there is no earlier snapshot to go back to."),
    "an unknown revision": (lambda _: None, ["rollback", "0123456789abcdef"], "0123456789abcdef"),
    "a revision that is a path": (lambda _: None, ["rollback", "../../x"], "../../x"),
    "a catalog that cannot be written": (no_var, ["import"], "var/catalog"),
}


@pytest.mark.parametrize(("damage", "arguments", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_that_says_what_and_where(
    kit: Path, awning: Run, damage: Callable[[Path], object], arguments: list[str], said: str
) -> None:
    damage(kit)
    before = files_of(kit)

    answer = awning(*arguments)

    assert answer.code == 1
    assert answer.out == ""
    [line] = answer.err.splitlines()
    assert line.startswith("awning: ")
    assert said in line
    assert line.endswith((".", ")"))
    assert files_of(kit) == before


def test_an_output_that_cannot_be_written_is_said_of_the_shop(kit: Path, awning: Run) -> None:
    (kit / "output").write_text("a file stands here")

    said = awning("build", "--jobs", 1)

    assert said.code == 1
    assert said.err.splitlines()[0] == (
        "blue-sky: output/blue-sky: cannot be written (Not a directory). "
        "Make room or give yourself the right to write there."
    )
    assert (kit / "output").read_text() == "a file stands here"


@pytest.mark.parametrize("arguments", [["bild"], ["build", "--jobs", "0"], ["price", "MAIL-1"], ["import", "--fast"]])
def test_a_slip_in_the_command_itself_shows_how_it_is_used(kit: Path, awning: Run, arguments: list[str]) -> None:
    said = awning(*arguments)

    assert said.code == 2
    assert said.err.startswith("Usage: awning")
    assert said.out == ""
    assert not (kit / "output").exists()


def test_an_odd_price_row_is_rejected_and_named(kit: Path, awning: Run) -> None:
    feed = kit / FEED
    rows = json.loads(feed.read_text())
    odd = offering_row("ODD", productOfferingPrice=[price_row("12,5O")])
    feed.write_text(array(*rows, odd))

    said = awning("import", "--force")

    assert said.code == 0
    [line] = [line for line in said.err.splitlines() if line.startswith("rejected: ")]
    assert "catalog.json:6: " in line
    assert "12,5O" in line


@pytest.mark.parametrize("command", ["checkout serve", "checkout migrate", "demo --once"])
def test_without_the_extra_a_command_of_the_checkout_says_what_to_install(kit: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_EXTRA, *command.split()], capture_output=True, text=True, check=False, cwd=kit
    )

    assert done.returncode == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("awning: ")
    assert line.endswith("is not installed. Install both with: pip install 'awning[checkout]'")


def test_without_the_extra_help_and_the_static_side_work(kit: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", _WITHOUT_EXTRA, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=kit)

    helped, priced = run("--help"), run(*PRICE)

    assert (helped.returncode, priced.returncode) == (0, 0)
    assert "checkout" in helped.stdout
    assert "4.20 EUR" in priced.stdout
