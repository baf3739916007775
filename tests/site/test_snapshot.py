"""Snapshots: equal content has one revision, what is read is what was written, nothing is half there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awning.catalog import Category, Characteristic, Notice, Offering, PriceRole, Question, Text
from awning.catalog_json import category_from_json, category_to_json, offering_from_json, offering_to_json
from awning.drafting import write_snapshot
from awning.errors import CatalogError, ProjectError
from awning.pointer import current_revision, current_snapshot, point_to
from awning.snapshot import Snapshot
from support_core import cost, offering, plan
from support_strategies import FEWER, catalogs, categories, offerings

EMAIL = Category("email", "E-mail")
MAILBOX = offering(plan(cost("4.20")))


@given(offerings)
@example(Offering("a", "", "", "", ()))
@example(offering(plan(cost("0.00"), unit="")))
def test_an_offering_written_and_read_again_is_equal(original: Offering) -> None:
    assert offering_from_json(offering_to_json(original)) == original


@given(categories)
@example(Category("a", ""))
def test_a_category_written_and_read_again_is_equal(original: Category) -> None:
    assert category_from_json(category_to_json(original)) == original


@pytest.mark.parametrize(
    ("one", "same"),
    [
        pytest.param(plan(cost("12.5")), plan(cost("12.500")), id="zeros behind the amount"),
        pytest.param(plan(cost("1000")), plan(cost("1E+3")), id="an exponent"),
        pytest.param(plan(cost("0")), plan(cost("-0.00")), id="nothing, below zero"),
        pytest.param(plan(cost("1", tier="10")), plan(cost("1", tier="10.0")), id="zeros behind the tier"),
    ],
)
def test_equal_plans_are_written_alike_however_the_feed_wrote_them(one: object, same: object) -> None:
    assert one == same
    assert offering_to_json(replace(MAILBOX, plans=(one,))) == offering_to_json(replace(MAILBOX, plans=(same,)))


def test_the_order_of_languages_changes_nothing() -> None:
    def said_in(*languages: str) -> Offering:
        return replace(
            MAILBOX,
            characteristics=(Characteristic("a", "b", dict.fromkeys(languages, ("c", "d"))),),
            questions=(Question("a", "b", labels=dict.fromkeys(languages, "c")),),
            translations={language: Text("e") for language in languages},
        )

    assert offering_to_json(said_in("de", "fr")) == offering_to_json(said_in("fr", "de"))


@FEWER
@given(catalog=catalogs)
def test_a_snapshot_gives_back_the_catalog_it_was_made_of(
    catalog: list[Category | Offering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "catalogs"
    revision = write_snapshot(folder, catalog)

    with Snapshot(folder / f"{revision}.sqlite") as snapshot:
        assert snapshot.revision == revision
        assert [*snapshot.categories(), *snapshot.offerings()] == catalog
        assert list(snapshot.digests()) == [entity.id for entity in catalog if isinstance(entity, Offering)]


@FEWER
@given(catalog=catalogs, another=catalogs)
def test_equal_content_has_an_equal_revision_and_other_content_another(
    catalog: list[Category | Offering],
    another: list[Category | Offering],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    base = tmp_path_factory.getbasetemp()

    first, second = write_snapshot(base / "one", catalog), write_snapshot(base / "two", list(catalog))
    third = write_snapshot(base / "one", another)

    assert first == second
    assert (first == third) == (catalog == another)


def test_a_changed_offering_has_a_changed_digest_and_the_others_have_not(tmp_path: Path) -> None:
    dearer = replace(MAILBOX, plans=(plan(cost("4.21")),))
    backup = replace(MAILBOX, id="BACKUP-1")

    before = write_snapshot(tmp_path, [EMAIL, MAILBOX, backup])
    after = write_snapshot(tmp_path, [EMAIL, dearer, backup])

    with Snapshot(tmp_path / f"{before}.sqlite") as old, Snapshot(tmp_path / f"{after}.sqlite") as new:
        assert old.digests()["MAIL-1"] != new.digests()["MAIL-1"]
        assert old.digests()["BACKUP-1"] == new.digests()["BACKUP-1"]


def as_awning_wrote_it_before(path: Path) -> Path:
    """The snapshot in the form that knows no set-up fees."""
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE offering DROP COLUMN setups")
        database.execute("UPDATE meta SET value = '3' WHERE name = 'format'")
        database.commit()
    return path


def test_a_snapshot_of_the_form_before_is_read_as_it_was(tmp_path: Path) -> None:
    revision = write_snapshot(tmp_path, [EMAIL, replace(MAILBOX, notices=(Notice(30),))])
    path = as_awning_wrote_it_before(tmp_path / f"{revision}.sqlite")

    with Snapshot(path) as old:
        assert (old.revision, old.whole(), len(list(old.offerings()))) == (revision, True, 1)
        assert old.since(old).prices_unchanged["", PriceRole.SETUP] == 0


def test_a_new_snapshot_is_compared_with_one_of_the_form_before(tmp_path: Path) -> None:
    before = write_snapshot(tmp_path, [EMAIL, MAILBOX])
    path = as_awning_wrote_it_before(tmp_path / f"{before}.sqlite")
    after = write_snapshot(tmp_path, [EMAIL, MAILBOX, replace(MAILBOX, id="MAIL-2")])

    with Snapshot(path) as old, Snapshot(tmp_path / f"{after}.sqlite") as new:
        differences = new.since(old)
        back = old.since(new)

    assert (differences.added, differences.changed, differences.removed) == (("MAIL-2",), (), ())
    assert (back.added, back.changed, back.removed) == ((), (), ("MAIL-2",))
    assert differences.prices_unchanged["", PriceRole.COST] == back.prices_unchanged["", PriceRole.COST] == 1


def test_a_snapshot_of_a_form_yet_to_come_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / f"{write_snapshot(tmp_path, [EMAIL])}.sqlite"
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
        database.commit()

    with pytest.raises(
        CatalogError, match=r"another Awning wrote this snapshot\. Import the feed again with this one\."
    ):
        Snapshot(path)


def test_an_offering_is_found_by_its_sku(tmp_path: Path) -> None:
    revision = write_snapshot(tmp_path, [EMAIL, MAILBOX])

    with Snapshot(tmp_path / f"{revision}.sqlite") as snapshot:
        assert snapshot.offering("MAIL-1") == MAILBOX
        assert snapshot.offering("mail-1") is None
        assert snapshot.offering("' OR 1=1 --") is None


def test_the_pointer_says_which_catalog_is_current(tmp_path: Path) -> None:
    first, second = write_snapshot(tmp_path, [EMAIL]), write_snapshot(tmp_path, [EMAIL, MAILBOX])

    assert current_revision(tmp_path) is None
    point_to(tmp_path, second)
    point_to(tmp_path, first)

    assert current_revision(tmp_path) == first
    with current_snapshot(tmp_path) as snapshot:
        assert snapshot.revision == first
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"{first}.sqlite", f"{second}.sqlite", "current"]
    )


@pytest.mark.parametrize("name", ["100% shop?", "a#b", "mit Leerzeichen", "ünïcode", "%2e%2e"])
def test_a_project_folder_may_be_called_anything(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    revision = write_snapshot(folder, [EMAIL, MAILBOX])
    point_to(folder, revision)

    with current_snapshot(folder) as snapshot:
        assert snapshot.offering("MAIL-1") == MAILBOX


def test_a_snapshot_is_found_from_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    revision = write_snapshot(Path("var/catalog"), [EMAIL])

    with Snapshot(Path("var/catalog") / f"{revision}.sqlite") as snapshot:
        assert snapshot.categories() == [EMAIL]


def test_a_snapshot_cannot_be_written_to(tmp_path: Path) -> None:
    revision = write_snapshot(tmp_path, [EMAIL, MAILBOX])

    with Snapshot(tmp_path / f"{revision}.sqlite") as snapshot, pytest.raises(sqlite3.OperationalError):
        snapshot._database.execute("DELETE FROM offering")  # pyright: ignore[reportPrivateUsage]


def test_before_the_first_import_the_message_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"there is no catalog yet\. Run `awning import` first\."):
        current_snapshot(tmp_path)


def test_the_pointer_does_not_move_to_a_snapshot_that_is_not_there(tmp_path: Path) -> None:
    point_to(tmp_path, write_snapshot(tmp_path, [EMAIL]))
    before = current_revision(tmp_path)

    with pytest.raises(CatalogError, match="there is no snapshot 0123456789abcdef"):
        point_to(tmp_path, "0123456789abcdef")

    assert current_revision(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"../../etc/passwd\n", b"\xff\xfe", b"0123456789ABCDEF", b"\x00" * 16])
def test_a_pointer_that_names_nothing_is_said_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "current").write_bytes(content)

    with pytest.raises(CatalogError, match=r"current: holds no revision\. Import the feed again"):
        current_snapshot(tmp_path)


def test_a_pointer_to_a_lost_snapshot_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("0123456789abcdef\n")

    with pytest.raises(CatalogError, match=r"0123456789abcdef\.sqlite: there is no such snapshot"):
        current_snapshot(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"not a database, " * 100, id="another file"),
        pytest.param(b"SQLite format 3\x00" + b"\x00" * 4000, id="only the head of one"),
    ],
)
def test_a_file_that_is_no_snapshot_is_called_damaged(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "0123456789abcdef.sqlite"
    path.write_bytes(content)

    with pytest.raises(CatalogError, match=r"the snapshot is damaged\. Delete it and import the feed again\."):
        Snapshot(path)


@FEWER
@given(data=st.data())
def test_a_damaged_snapshot_is_read_or_called_damaged_and_nothing_else(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    revision = write_snapshot(folder, [EMAIL, MAILBOX])
    whole = (folder / f"{revision}.sqlite").read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    wound = data.draw(st.binary(min_size=1, max_size=64) | st.just(b""))
    path = folder / "wounded.sqlite"
    path.write_bytes(whole[:start] + wound + whole[start + len(wound) :] if wound else whole[:start])

    try:
        with Snapshot(path) as snapshot:
            list(snapshot.offerings())
            snapshot.categories()
            snapshot.digests()
            snapshot.offering("MAIL-1")
    except CatalogError as refusal:
        assert "wounded.sqlite: " in str(refusal)  # noqa: PT017  (most wounds do not show)


def test_nothing_is_left_behind_when_the_feed_breaks_half_way(tmp_path: Path) -> None:
    def broken() -> Iterator[Category | Offering]:
        yield EMAIL
        yield MAILBOX
        raise CatalogError("The feed ends here.")

    with pytest.raises(CatalogError, match="The feed ends here"):
        write_snapshot(tmp_path, broken())

    assert list(tmp_path.iterdir()) == []


def test_one_catalog_never_holds_one_sku_twice(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="two offerings have the SKU MAIL-1"):
        write_snapshot(tmp_path, [EMAIL, MAILBOX, MAILBOX])

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands in the way")

    with pytest.raises(ProjectError) as refusal:
        write_snapshot(tmp_path / "var" / "catalog", [EMAIL])

    assert str(refusal.value) == (
        f"{tmp_path}/var/catalog: cannot be written (Not a directory). "
        "Make room or give yourself the right to write there."
    )


def test_a_pointer_that_cannot_move_leaves_nothing_behind(tmp_path: Path) -> None:
    revision = write_snapshot(tmp_path, [EMAIL])
    (tmp_path / "current").mkdir()

    with pytest.raises(ProjectError, match="cannot be written"):
        point_to(tmp_path, revision)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"{revision}.sqlite", "current"])


def test_tiny_and_huge_amounts_survive_to_the_last_digit(tmp_path: Path) -> None:
    exact = replace(MAILBOX, plans=(plan(cost("999999999999.000000000000000000000000000001")),))

    revision = write_snapshot(tmp_path, [exact])

    with Snapshot(tmp_path / f"{revision}.sqlite") as snapshot:
        [found] = snapshot.offerings()
        assert found.plans[0].prices[0].amount == Decimal("999999999999.000000000000000000000000000001")
