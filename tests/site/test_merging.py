"""Several feeds become one catalog: the first one named is taken, changes are laid over what stands, no row is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.catalog import Category, Offering
from awning.errors import FeedError
from awning.feeds import Entity, Feed, Reading, Withdrawal
from awning.merging import Standing
from awning.pointer import current_snapshot
from support_catalog import SHELF, Imports, Told, mailbox, mailboxes, merge
from support_feeds import reasons
from support_strategies import FEWER

BACKUP = Category("backup", "Backup")
VAULT = mailbox("VAULT-1", category_id="backup")


def full(*entities: Entity) -> Told:
    return Told(SHELF, *entities)


def changes(*entities: Entity, version: str = "") -> Told:
    """A feed that says only what changed."""
    return Told(*entities, delta=True, version=version)


def test_feeds_follow_each_other_in_the_order_they_are_named(tmp_path: Path) -> None:
    merged = merge(
        tmp_path,
        ("hardware", full(mailbox("H-2"), mailbox("H-1"))),
        ("licences", full(mailbox("L-1"))),
    )

    assert merged.skus == ["H-2", "H-1", "L-1"]
    assert [found.source for found in merged.offerings.values()] == ["hardware", "hardware", "licences"]
    assert (merged.counted, merged.shadowed) == (3, 0)


def test_of_two_feeds_with_one_sku_the_one_named_first_is_taken(tmp_path: Path) -> None:
    ours, theirs = mailbox("A", "10.00"), mailbox("A", "9.00")

    merged = merge(tmp_path, ("ours", full(ours)), ("theirs", full(theirs, mailbox("B"))))

    assert merged.offerings["A"] == replace(ours, source="ours")
    assert (merged.skus, merged.counted, merged.shadowed) == (["A", "B"], 2, 1)


def test_a_row_that_is_shadowed_is_used_and_not_rejected(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(mailbox("A"))), ("theirs", full(mailbox("A", "9.00"), mailbox("B"))))

    theirs = merged.readings[1]
    assert (theirs.rows, theirs.used, theirs.rejected, theirs.damages) == (3, 3, 0, [])


def test_a_feed_that_is_all_in_the_shadow_of_another_is_no_mistake(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(mailbox("A"))), ("theirs", full(mailbox("A", "9.00"))))

    assert (merged.skus, merged.shadowed) == (["A"], 1)


def test_categories_of_one_id_are_one_as_the_first_feed_has_it(tmp_path: Path) -> None:
    other = Category("email", "Mail, of theirs")

    merged = merge(tmp_path, ("ours", full(mailbox("A"))), ("theirs", Told(other, mailbox("B"))))

    assert merged.categories == [SHELF]
    assert merged.offerings["B"].category_id == "email"


def test_a_feed_may_use_categories_of_one_named_before(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(mailbox("A"))), ("theirs", Told(mailbox("B"))))

    assert merged.skus == ["A", "B"]


def test_an_offering_in_no_category_of_the_catalog_is_a_rejected_row(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(VAULT, mailbox("A"))))

    [reading] = merged.readings
    assert merged.skus == ["A"]
    assert (reading.rows, reading.used, reading.rejected) == (3, 2, 1)
    assert reasons(reading) == ["2: VAULT-1 lies in 'backup', which is no category of the catalog."]
    assert reading.rejections[0].file == "ours.txt"


def test_an_offering_given_twice_is_a_rejected_row(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(mailbox("A"), mailbox("B"), mailbox("A"))))

    [reading] = merged.readings
    assert reasons(reading) == ["4: id A stands on line 2 of ours.txt already, word for word; this one is left out."]
    assert (merged.skus, reading.used, reading.damages) == (["A", "B"], 3, [])


def test_an_offering_given_twice_in_other_words_damages_the_feed(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("ours", full(mailbox("A"), mailbox("A", "9.00"))))

    [reading] = merged.readings
    assert [str(damage) for damage in reading.damages] == [
        "ours.txt:3: id A stands on line 2 of ours.txt already, and says something else there. One of the two is wrong."
    ]
    assert merged.offerings["A"].plans == mailbox("A", "10.00").plans


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        pytest.param(Told(), "nowhere is empty|told.txt is empty: it holds no rows", id="nothing"),
        pytest.param(Told(VAULT), "none of its 1 rows can be used; the first because: line 1: VAULT-1", id="no use"),
    ],
)
def test_a_feed_of_which_nothing_can_be_used_is_an_error(reader: Told, said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=said):
        merge(tmp_path, ("", reader))


def three(folder: Path) -> None:
    """A, B and C stand of the feed `licences`, X and Y of `hardware`."""
    merge(
        folder,
        ("licences", Told(SHELF, mailbox("A"), mailbox("B"), mailbox("C"), version="1")),
        ("hardware", Told(BACKUP, replace(VAULT, id="X"), replace(VAULT, id="Y"))),
    )


HARDWARE = Told(BACKUP, replace(VAULT, id="X"), replace(VAULT, id="Y"))


def laid_over(folder: Path, *entities: Entity) -> list[str]:
    """SKU and cost of what stands when changes came for `licences`, and `hardware` came as it was."""
    merged = merge(folder, ("licences", changes(*entities)), ("hardware", HARDWARE))
    return [f"{sku} {found.plans[0].prices[0].amount}" for sku, found in merged.offerings.items()]


@pytest.mark.parametrize(
    ("entities", "stands"),
    [
        pytest.param([mailbox("B", "11")], ["A 10", "B 11", "C 10"], id="a change, in its place"),
        pytest.param([Withdrawal("B")], ["A 10", "C 10"], id="one that goes"),
        pytest.param([mailbox("N")], ["A 10", "B 10", "C 10", "N 10"], id="a new one, at the end"),
        pytest.param(
            [mailbox("N"), mailbox("C", "9"), Withdrawal("A"), mailbox("O"), mailbox("M")],
            ["B 10", "C 9", "N 10", "O 10", "M 10"],
            id="all of it at once",
        ),
        pytest.param([mailbox("B", "11"), mailbox("B", "12")], ["A 10", "B 11", "C 10"], id="said twice"),
        pytest.param([mailbox("B", "11"), Withdrawal("B")], ["A 10", "C 10"], id="changed, then withdrawn"),
        pytest.param([Withdrawal("B"), mailbox("B", "11")], ["A 10", "B 11", "C 10"], id="withdrawn, then back"),
        pytest.param([Withdrawal("N"), mailbox("A", "9")], ["A 9", "B 10", "C 10"], id="one goes that never was"),
        pytest.param([mailbox("A")], ["A 10", "B 10", "C 10"], id="a change that is none"),
        pytest.param([SHELF], ["A 10", "B 10", "C 10"], id="only a category"),
    ],
)
def test_changes_are_laid_over_what_stands(entities: list[Entity], stands: list[str], tmp_path: Path) -> None:
    three(tmp_path)

    once = laid_over(tmp_path, *entities)
    twice = laid_over(tmp_path, *entities)

    assert once == [*stands, "X 10", "Y 10"]
    assert twice == once


def test_changes_touch_no_offering_of_another_feed(tmp_path: Path) -> None:
    three(tmp_path)

    stands = laid_over(tmp_path, Withdrawal("X"), Withdrawal("A"))

    assert stands == ["B 10", "C 10", "X 10", "Y 10"]


def test_a_feed_of_changes_can_take_over_a_sku_it_has_precedence_for(tmp_path: Path) -> None:
    three(tmp_path)

    stands = laid_over(tmp_path, mailbox("X", "8"))

    assert stands == ["A 10", "B 10", "C 10", "X 8", "Y 10"]


def test_what_stands_of_a_feed_of_changes_keeps_its_categories(tmp_path: Path) -> None:
    inner = Category("shared", "Shared", parent_id="email")
    merge(tmp_path, ("licences", full(inner, mailbox("A", category_id="shared"), mailbox("B"))))

    merged = merge(tmp_path, ("licences", changes(mailbox("B", "11"))))

    assert merged.categories == [SHELF, inner]
    assert merged.skus == ["A", "B"]


def test_a_category_is_renamed_by_a_feed_of_changes(tmp_path: Path) -> None:
    three(tmp_path)

    merged = merge(tmp_path, ("licences", changes(Category("email", "Post"), mailbox("B", "11"))))

    assert merged.categories == [Category("email", "Post")]


def test_a_change_that_cannot_be_used_leaves_what_stands(tmp_path: Path) -> None:
    three(tmp_path)

    merged = merge(tmp_path, ("licences", changes(mailbox("B", category_id="nowhere"), mailbox("A", "9"))))

    [reading] = merged.readings
    assert reasons(reading) == ["1: B lies in 'nowhere', which is no category of the catalog."]
    assert (reading.rows, reading.used, reading.rejected) == (2, 1, 1)
    assert [found.category_id for found in merged.offerings.values()] == ["email", "email", "email"]


def test_changes_before_there_is_a_catalog_are_the_catalog(tmp_path: Path) -> None:
    merged = merge(tmp_path, ("licences", changes(SHELF, mailbox("A"), Withdrawal("B"))))

    assert merged.skus == ["A"]


def test_the_line_of_a_change_is_that_of_its_feed(tmp_path: Path) -> None:
    three(tmp_path)

    merged = merge(tmp_path, ("licences", changes(mailbox("C"), mailbox("N", category_id="nowhere"), mailbox("A"))))

    assert reasons(merged.readings[0]) == ["2: N lies in 'nowhere', which is no category of the catalog."]


def test_a_feed_that_is_not_read_stands(tmp_path: Path) -> None:
    three(tmp_path)

    merged = merge(tmp_path, ("licences", full(mailbox("N"))), stand=["hardware"])

    assert merged.skus == ["N", "X", "Y"]
    assert [merged.offerings[sku].source for sku in merged.skus] == ["licences", "hardware", "hardware"]
    assert merged.categories == [SHELF, BACKUP]


def test_a_feed_that_never_was_cannot_stand(tmp_path: Path) -> None:
    assert merge(tmp_path, ("licences", full(mailbox("A"))), stand=["hardware"]).skus == ["A"]


def test_a_feed_of_changes_is_told_what_stands_of_it_alone(tmp_path: Path) -> None:
    three(tmp_path)

    with current_snapshot(tmp_path) as snapshot:
        standing = Standing(snapshot, "licences", "1")

        assert standing.version == "1"
        assert standing.offering("A") == mailbox("A", source="licences")
        assert standing.offering("X") is None
        assert standing.offering("N") is None


class Asking(Told):
    """A feed of changes that remembers what it was told of the catalog."""

    name = "asking"
    seen: tuple[str, Offering | None] = ("never", None)

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Ask, then give."""
        self.seen = feed.base.version, feed.base.offering("MAIL-1")
        yield from super().read(feed, reading)


def test_an_import_tells_a_feed_its_own_version_and_what_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, readers = (
        Imports(tmp_path),
        [
            Asking(SHELF, mailbox("MAIL-1"), version="NG/1"),
            Asking(mailbox("MAIL-1", "11.00"), delta=True, version="NG/2"),
            Asking(Withdrawal("MAIL-2"), mailbox("MAIL-3"), delta=True, version="NG/3"),
        ],
    )
    seen: list[tuple[str, Offering | None]] = []

    def known(_feed: Feed, format_name: str) -> Asking:
        return readers[int(format_name)]

    monkeypatch.setattr("awning.importing.reader_for", known)
    for number, reader in enumerate(readers):
        shop.take(replace(shop.feed(*mailboxes(number), name="licences"), format=str(number)))
        seen.append(reader.seen)

    assert seen == [
        ("", None),
        ("NG/1", mailbox("MAIL-1", source="licences")),
        ("NG/2", mailbox("MAIL-1", "11.00", source="licences")),
    ]
    assert shop.skus == ["MAIL-1", "MAIL-3"]


skus = st.sampled_from("ABCDEF")
entities = st.lists(
    st.builds(mailbox, skus, st.sampled_from(["8", "9", "11"])) | st.builds(Withdrawal, skus), min_size=1, max_size=8
)


@settings(max_examples=max(1, FEWER.max_examples // 3))
@given(steps=st.lists(entities, min_size=1, max_size=3))
def test_changes_come_to_the_same_as_a_whole_feed_that_has_them(
    steps: list[list[Entity]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    merge(folder, ("licences", full(mailbox("A"), mailbox("B"), mailbox("C"), mailbox("Z"))))
    model = {sku: mailbox(sku) for sku in "ABCZ"}

    for step in steps:
        merged = merge(folder, ("licences", changes(*step)))
        [reading] = merged.readings
        said, twice = set[str](), 0
        for entity in step:
            if isinstance(entity, Withdrawal):
                model.pop(entity.offering_id, None)
                said.discard(entity.offering_id)
            elif isinstance(entity, Offering) and entity.id in said:
                twice += 1
            elif isinstance(entity, Offering):
                model[entity.id] = entity
                said.add(entity.id)

        assert merged.offerings == {sku: replace(found, source="licences") for sku, found in model.items()}
        assert (reading.rows, reading.used, reading.rejected) == (len(step), len(step) - twice, twice)
