"""Importing: a feed becomes the current catalog whole, or everything stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import AwningError, FeedError, FeedMissing, FeedRefused, FeedUnreadable, ProjectError
from awning.feeds import Feed
from awning.feeds.files import files_of
from awning.importing import Imported, Input, Options, import_feed, import_feeds
from awning.pointer import current_revision, current_snapshot
from support_damage import damaged, scarred
from support_feeds import CATALOG, EMAIL, Record, array, azure_row, feed_file, lines, offering_row, price_row, without
from support_strategies import FEWER

ROWS: list[Record] = [CATALOG, EMAIL, offering_row(), offering_row("MAIL-2")]


def standing(folder: Path) -> tuple[str | None, list[str]]:
    """The pointer, and all snapshots there are; nothing else lies there but the history and what is in stock."""
    names = {path.name for path in folder.iterdir()}
    return current_revision(folder), sorted(names - {"history.ndjson", "availability.json"})


def passed(imported: Imported) -> tuple[tuple[str, ...], ...]:
    """What was added, changed and removed."""
    return imported.changes.added, imported.changes.changed, imported.changes.removed


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A catalog folder with one import behind it."""
    folder = tmp_path / "var" / "catalog"
    import_feed(feed_file(tmp_path, array(*ROWS)), folder)
    return folder


def test_the_first_import_adds_everything(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "catalog"

    imported = import_feed(feed_file(tmp_path, array(*ROWS)), folder)

    assert (imported.rows, imported.used, imported.offerings) == (4, 4, 2)
    assert passed(imported) == (
        ("MAIL-1", "MAIL-2"),
        (),
        (),
    )
    assert imported.rejections == ()
    assert standing(folder) == (imported.revision, sorted([f"{imported.revision}.sqlite", "current"]))


def test_the_next_import_says_what_is_different(tmp_path: Path, shop: Path) -> None:
    dearer = offering_row(productOfferingPrice=[price_row("4.30")])
    feed = feed_file(
        tmp_path, array(CATALOG, EMAIL, dearer, offering_row("MAIL-3"), without(offering_row("X"), "name"))
    )

    imported = import_feeds([Input(Feed(files_of(feed)))], shop, Options(force=True))

    assert passed(imported) == (
        ("MAIL-3",),
        ("MAIL-1",),
        ("MAIL-2",),
    )
    assert [str(rejection) for rejection in imported.rejections] == [f"{feed}:6: name is missing."]
    assert current_revision(shop) == imported.revision


def test_the_same_feed_again_changes_nothing(tmp_path: Path, shop: Path) -> None:
    before = standing(shop)

    imported = import_feed(feed_file(tmp_path, lines(*ROWS), "again.ndjson"), shop)

    assert passed(imported) == ((), (), ())
    assert standing(shop) == before


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        pytest.param("", FeedError, "is empty: it holds no rows. The catalog stays as it was.", id="empty"),
        pytest.param("[]", FeedError, "no reader recognises this file. It begins with '[]'", id="an empty list"),
        pytest.param(array(*ROWS)[:-20], FeedUnreadable, "line 5, column ", id="cut short"),
        pytest.param(
            '[\n{"@type": "Catalog", "id": }]', FeedUnreadable, "line 2, column 28: this is not JSON", id="not JSON"
        ),
        pytest.param(array(*ROWS).replace("Mailbox", "M\udcfc"), FeedUnreadable, "is not UTF-8 text", id="Latin-1"),
        pytest.param("<html>Log in</html>", FeedUnreadable, "A log-in page saved in place of the", id="a log-in page"),
        pytest.param(
            array(CATALOG, EMAIL, without(offering_row(), "name")),
            FeedError,
            "holds no offering that can be used; the catalog stays as it was. The first row left out: ",
            id="shelves without goods",
        ),
        pytest.param(
            array(without(EMAIL, "id")),
            FeedError,
            "none of its 1 rows can be used; the first because: line 2: id is",
            id="no row",
        ),
    ],
)
def test_a_bad_feed_never_goes_live(
    content: str, error: type[FeedError], said: str, tmp_path: Path, shop: Path
) -> None:
    feed = feed_file(tmp_path, content.encode(errors="surrogateescape"), "bad.json")
    before = standing(shop)

    with pytest.raises(error) as refusal:
        import_feed(feed, shop)

    assert str(refusal.value).startswith(str(feed))
    assert said in str(refusal.value)
    assert standing(shop) == before


def test_a_missing_feed_leaves_all_as_it_was(tmp_path: Path, shop: Path) -> None:
    before = standing(shop)

    with pytest.raises(FeedMissing, match="there is no such feed"):
        import_feed(tmp_path / "nowhere.json", shop)

    assert standing(shop) == before


def test_a_wrong_format_is_refused_with_a_question(tmp_path: Path, shop: Path) -> None:
    feed = feed_file(tmp_path, lines(azure_row()))
    before = standing(shop)

    with pytest.raises(FeedError, match=r"line 1: @type is ''; Catalog, .* Is --format right\?"):
        import_feed(feed, shop, format_name="neutral")

    assert standing(shop) == before


def wreck_the_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xff")


def lose_the_snapshot(folder: Path) -> None:
    (folder / "current").write_text("0123456789abcdef")


def wreck_the_snapshot(folder: Path) -> None:
    [path] = folder.glob("*.sqlite")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [wreck_the_pointer, lose_the_snapshot, wreck_the_snapshot])
def test_a_damaged_catalog_is_mended_by_importing_again(
    damage: Callable[[Path], None], tmp_path: Path, shop: Path
) -> None:
    damage(shop)
    feed = feed_file(tmp_path, array(*ROWS))

    with pytest.raises(FeedRefused, match="is damaged or gone, so nothing can be compared with it"):
        import_feed(feed, shop)
    imported = import_feeds([Input(Feed(files_of(feed)))], shop, Options(force=True))

    assert imported.changes.added == ("MAIL-1", "MAIL-2")
    with current_snapshot(shop) as snapshot:
        assert [offering.id for offering in snapshot.offerings()] == ["MAIL-1", "MAIL-2"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    feed = feed_file(tmp_path, array(*ROWS))
    (tmp_path / "var").write_text("")

    with pytest.raises(ProjectError, match="var/catalog: cannot be written"):
        import_feed(feed, tmp_path / "var" / "catalog")


def test_the_feed_is_blamed_for_what_the_feed_did(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(FeedUnreadable, match=f"{tmp_path}/empty: holds no files"):
        import_feed(tmp_path / "empty", tmp_path / "var" / "catalog", format_name="neutral")


feeds = st.one_of(
    damaged(ROWS).map(lambda rows: array(*rows).encode()),
    damaged(ROWS).map(lambda rows: lines(*rows).encode()),
    damaged([azure_row(), azure_row(skuId="B")]).map(lambda rows: lines(*rows).encode()),
    scarred(array(*ROWS).encode()),
    scarred(lines(*ROWS).encode()),
    st.binary(max_size=300),
)


@FEWER
@given(content=feeds, format_name=st.sampled_from(["auto", "neutral", "azure"]))
def test_an_import_moves_the_pointer_or_leaves_no_trace(
    content: bytes, format_name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp() / "imports"
    shutil.rmtree(base, ignore_errors=True)
    folder, feed = base / "catalog", feed_file(base, content, "feed.json")
    import_feed(feed_file(base, array(*ROWS), "good.json"), folder)
    before = standing(folder)

    try:
        imported = import_feed(feed, folder, format_name=format_name)
    except AwningError:
        assert standing(folder) == before
    else:
        assert imported.rows == imported.used + imported.rejected
        assert imported.offerings > 0
        assert standing(folder) == (imported.revision, sorted({*before[1], f"{imported.revision}.sqlite"}))


def test_a_feed_cut_short_at_any_byte_never_goes_live_as_a_list(tmp_path: Path, shop: Path) -> None:
    whole = array(*ROWS).rstrip().encode()
    before = standing(shop)

    for end in range(0, len(whole), 31):
        with pytest.raises(FeedError):
            import_feed(feed_file(tmp_path, whole[:end], "cut.json"), shop)

    assert standing(shop) == before
