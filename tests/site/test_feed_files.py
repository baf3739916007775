"""The files of a feed: packed and unpacked, one and many, and what is said of those that are none."""

from __future__ import annotations

import gzip
import io
import os
import socket
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import FeedError, FeedMissing, FeedUnreadable
from awning.feeds import Feed
from awning.feeds.files import FeedFile, files_of
from awning.feeds.unpacking import inflated
from support_damage import scarred
from support_feeds import array, feed_file, offering_row
from support_strategies import FEWER

CATALOG = array(offering_row()).encode()


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def contents(path: Path) -> dict[str, bytes]:
    """What each file of a feed holds, by the name messages call it."""
    result: dict[str, bytes] = {}
    for file in files_of(path, "feed"):
        with file.open() as stream:
            result[file.name] = stream.read()
    return result


def refused(content: bytes, folder: Path) -> str:
    with pytest.raises(FeedUnreadable) as refusal:
        contents(feed_file(folder, content))
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(b"", {"feed": b""}, id="an empty file"),
        pytest.param(CATALOG, {"feed": CATALOG}, id="a plain file"),
        pytest.param(gzip.compress(CATALOG), {"feed": CATALOG}, id="gzip"),
        pytest.param(gzip.compress(b""), {"feed": b""}, id="nothing in gzip"),
        pytest.param(gzip.compress(b"[1,") + gzip.compress(b"2]"), {"feed": b"[1,2]"}, id="gzip in two parts"),
        pytest.param(archive({"a.json": CATALOG}), {"feed/a.json": CATALOG}, id="zip"),
        pytest.param(archive({"a.json": CATALOG}, zipfile.ZIP_STORED), {"feed/a.json": CATALOG}, id="zip, not packed"),
        pytest.param(
            archive({"b.csv": b"2", "a/c.csv": b"1", "A.csv": b"0"}),
            {"feed/A.csv": b"0", "feed/a/c.csv": b"1", "feed/b.csv": b"2"},
            id="many, in the order of their names",
        ),
        pytest.param(
            archive({"a.csv": b"1", "__MACOSX/._a.csv": b"x", ".git/a": b"x", "b/.DS_Store": b"x", "c/": b""}),
            {"feed/a.csv": b"1"},
            id="hidden files left out",
        ),
        pytest.param(
            archive({"../../etc/passwd": b"1", "/b": b"2", "c\x1b[2J": b"3"}),
            {"feed/../../etc/passwd": b"1", "feed//b": b"2", "feed/c\ufffd[2J": b"3"},
            id="names that lead elsewhere",
        ),
        pytest.param(archive({"a.csv.gz": gzip.compress(b"1")}), {"feed/a.csv.gz": b"1"}, id="gzip in zip"),
    ],
)
def test_files_are_told_by_their_first_bytes_and_unpacked(
    content: bytes, found: dict[str, bytes], tmp_path: Path
) -> None:
    path = feed_file(tmp_path, content, "feed.dat")

    assert contents(path) == found
    assert list(contents(path)) == list(found)
    assert [each.name for each in tmp_path.iterdir()] == ["feed.dat"]


def test_a_folder_stands_for_all_its_files(tmp_path: Path) -> None:
    feed_file(tmp_path / "prices", b"2", "b.csv")
    feed_file(tmp_path / "prices" / "more", gzip.compress(b"3"), "c.csv.gz")
    feed_file(tmp_path / "prices", archive({"y.csv": b"1", "x.csv": b"0"}), "a.zip")
    feed_file(tmp_path / "prices" / ".git", b"x", "config")
    feed_file(tmp_path / "prices", b"x", ".hidden")

    found = contents(tmp_path / "prices")

    assert found == {"feed/a.zip/x.csv": b"0", "feed/a.zip/y.csv": b"1", "feed/b.csv": b"2", "feed/more/c.csv.gz": b"3"}


@pytest.mark.parametrize(
    ("names", "title"),
    [
        pytest.param(["prices/a.csv"], "prices/a.csv", id="one file"),
        pytest.param(["prices/a.csv", "prices/b.csv"], "prices", id="two files"),
        pytest.param(["https://x/f.zip/a/b.csv", "https://x/f.zip/c.csv"], "https://x/f.zip", id="folders in it"),
    ],
)
def test_a_feed_of_many_files_is_called_by_what_they_lie_in(names: list[str], title: str) -> None:
    feed = Feed(tuple(FeedFile(Path(name), name) for name in names))

    assert feed.title == title


@pytest.mark.parametrize(
    ("name", "member", "suffix"),
    [
        ("feed.NDJSON", "", ".ndjson"),
        ("feed.ndjson.GZ", "", ".ndjson"),
        ("feed.zip", "prices/LIST.csv", ".csv"),
        ("feed.zip", "list.csv.gz", ".csv"),
        ("feed", "", ""),
    ],
)
def test_the_ending_of_a_file_is_that_of_what_is_packed(name: str, member: str, suffix: str) -> None:
    assert FeedFile(Path(name), name, member).suffix == suffix


def zip_with(change: bytes, at: int, *, before: bytes) -> bytes:
    """An archive of one file, with bytes of its headers of which that one begins so changed."""
    content = archive({"a.json": CATALOG})
    place = content.rindex(before) + at
    return content[:place] + change + content[place + len(change) :]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(gzip.compress(CATALOG)[:-20], "feed: the packed file is cut short. Fetch", id="gzip cut short"),
        pytest.param(b"\x1f\x8b", "feed: the packed file is cut short", id="the first two bytes of gzip"),
        pytest.param(gzip.compress(CATALOG) + b"more", "feed: the packed file is damaged", id="more behind gzip"),
        pytest.param(
            gzip.compress(CATALOG)[:-8] + b"\0" * 8,
            "feed: the packed file is damaged (CRC check failed",
            id="gzip whose sum is wrong",
        ),
        pytest.param(b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff", "feed: the packed file is damaged (Error -3", id="no gzip"),
        pytest.param(
            archive({"a.json": CATALOG})[:-30], "feed: this zip archive is cut short or damaged", id="zip cut"
        ),
        pytest.param(b"PK\x03\x04", "feed: this zip archive is cut short or damaged", id="the first bytes of zip"),
        pytest.param(archive({}), "feed: holds no files. Put the feed there", id="an empty archive"),
        pytest.param(archive({".a": b"1", "b/": b""}), "feed: holds no files", id="an archive of hidden files"),
        pytest.param(
            zip_with(b"\x01", 8, before=b"PK\x01\x02"),
            "feed: this zip archive is encrypted. Unpack it with its password",
            id="an encrypted archive",
        ),
        pytest.param(
            zip_with(b"\x09", 10, before=b"PK\x01\x02"),
            "feed/a.json: is packed in a way not known here",
            id="Deflate64",
        ),
        pytest.param(
            zip_with(struct.pack("<I", 7), 16, before=b"PK\x01\x02"),
            "feed/a.json: the packed file is damaged (Bad CRC-32",
            id="zip whose sum is wrong",
        ),
        pytest.param(
            zip_with(b"b", 30, before=b"PK\x03\x04"),
            "feed/a.json: the packed file is damaged (File name in directory",
            id="zip whose names differ",
        ),
        pytest.param(
            archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}),
            "feed: this is an Excel workbook. Save its sheet as CSV in UTF-8",
            id="a new workbook",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "feed: this is an Excel workbook", id="an old workbook"
        ),
        pytest.param(
            archive({"a.zip": archive({"a": b"1"})}),
            "feed/a.zip: this is a zip archive packed once more. Unpack it once",
            id="zip in zip",
        ),
        pytest.param(
            gzip.compress(archive({"a": b"1"})), "feed: this is a zip archive packed once more", id="zip in gzip"
        ),
        pytest.param(gzip.compress(gzip.compress(b"1")), "feed: this is packed with gzip twice", id="gzip in gzip"),
        pytest.param(b"\xfd7zXZ\x00\x00\x04", "feed: this is packed with xz. Unpack it, or pack it with", id="xz"),
        pytest.param(b"(\xb5/\xfd\x24\x00", "feed: this is packed with zstd", id="zstd"),
        pytest.param(b"BZh91AY&SY\0", "feed: this is packed with bzip2", id="bzip2"),
        pytest.param(b"7z\xbc\xaf'\x1c\0\4", "feed: this is a 7-Zip archive", id="7-Zip"),
        pytest.param(b"Rar!\x1a\x07\x01\0", "feed: this is a RAR archive", id="RAR"),
        pytest.param(b"%PDF-1.7\n", "feed: this is a PDF, made for people. Ask the distributor", id="PDF"),
    ],
)
def test_what_is_no_feed_is_said_plainly(content: bytes, said: str, tmp_path: Path) -> None:
    assert refused(content, tmp_path).startswith(said)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    content = archive({"a.csv": b"1", "b.csv": b"2"}).replace(b"b.csv", b"a.csv")

    assert refused(content, tmp_path) == ("feed: this zip archive holds two files called a.csv. Pack it again.")


def test_archives_and_folders_of_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awning.feeds.archives.MOST_MEMBERS", 2)
    monkeypatch.setattr("awning.feeds.files.MOST_FILES", 3)
    for name in "abcd":
        feed_file(tmp_path / "folder", b"1", name)

    assert refused(archive({"a": b"1", "b": b"1", "c": b"1"}), tmp_path / "archive") == (
        "feed: this zip archive holds 3 files, and 2 may stand in one. Unpack it, and name the folder."
    )
    with pytest.raises(FeedUnreadable, match="feed: holds more than 3 files"):
        files_of(tmp_path / "folder", "feed")


BOMB = b"\0" * 1_000_000


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(BOMB), id="gzip"),
        pytest.param(archive({"a": BOMB}), id="zip"),
        pytest.param(archive({str(number): BOMB[:5_000] for number in range(200)}), id="many in zip"),
        pytest.param(archive({"a.gz": gzip.compress(BOMB)}), id="gzip in zip"),
    ],
)
def test_a_file_that_grows_beyond_all_measure_is_refused(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awning.feeds.unpacking.FREELY", 100_000)
    monkeypatch.setattr("awning.feeds.unpacking.MOST_TIMES", 20)

    said = refused(content, tmp_path)

    assert f": {len(content):,} packed bytes become more than " in said
    assert "as no feed does. The catalog stays as it was; ask the distributor what this file is." in said


def test_small_files_may_pack_as_well_as_they_like(tmp_path: Path) -> None:
    path = feed_file(tmp_path, gzip.compress(BOMB))

    assert contents(path) == {"feed": BOMB}


def test_no_file_may_grow_past_the_bound_however_it_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awning.feeds.unpacking.AT_MOST", 100_000)

    assert "packed bytes become more than" in refused(gzip.compress(os.urandom(200_000)), tmp_path)


def test_a_folder_where_a_file_belongs_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable) as refusal:
        FeedFile(tmp_path, "feed").open()

    assert str(refusal.value) == "feed: cannot be read as a feed (it is a folder where a file belongs)."


@pytest.mark.parametrize("hidden", [[], [".gitkeep"]], ids=["empty", "hidden files only"])
def test_an_empty_folder_holds_no_files(hidden: list[str], tmp_path: Path) -> None:
    for name in hidden:
        feed_file(tmp_path, b"", name)

    with pytest.raises(FeedUnreadable, match=r"^feed: holds no files. Put the feed there, or name another place.$"):
        files_of(tmp_path, "feed")


def test_a_pipe_is_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    with pytest.raises(FeedUnreadable, match="feed: is no plain file but a pipe or a device"):
        files_of(path, "feed")


def test_what_lies_in_a_folder_and_is_no_file_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("f")
    monkeypatch.chdir(folder)  # Names of sockets have to be short.
    feed_file(folder, b"1", "a.csv")
    (folder / "lost.csv").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")

        assert contents(folder) == {"feed/a.csv": b"1"}


@pytest.mark.parametrize("name", ["nowhere.json", "a\x00b"])
def test_a_file_that_is_not_there_is_missing(name: str, tmp_path: Path) -> None:
    with pytest.raises(FeedMissing, match="there is no such feed"):
        files_of(tmp_path / name)


def test_a_file_that_went_since_is_missing(tmp_path: Path) -> None:
    path = feed_file(tmp_path, b"1")
    [file] = files_of(path, "feed")
    path.unlink()

    with pytest.raises(FeedMissing, match="feed: there is no such feed"):
        file.open()


def test_a_member_that_went_since_is_said_so(tmp_path: Path) -> None:
    path = feed_file(tmp_path, archive({"a.csv": b"1"}))
    [file] = files_of(path, "feed")
    path.write_bytes(archive({"b.csv": b"1"}))

    with pytest.raises(FeedUnreadable, match=r"feed/a\.csv: the packed file is damaged"):
        file.open()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused_by_name(encoding: str, tmp_path: Path) -> None:
    [file] = files_of(feed_file(tmp_path, CATALOG.decode().encode(encoding)), "feed")

    with pytest.raises(FeedUnreadable) as refusal:
        file.head()

    assert str(refusal.value) == "feed, line 1: this is UTF-16 text. Save the feed as UTF-8."


@pytest.mark.parametrize(
    ("content", "head"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param("\ufeffsku;name\n".encode(), "sku;name\n", id="a byte order mark"),
        pytest.param("Größe\n".encode("cp1252"), "Gr\ufffd\ufffde\n", id="another encoding"),
        pytest.param(b"x" * 10_000, "x" * 4096, id="no more than 4096 bytes"),
    ],
)
def test_the_head_of_a_file_is_text(content: bytes, head: str, tmp_path: Path) -> None:
    [file] = files_of(feed_file(tmp_path, content), "feed")

    assert file.head() == head


@FEWER
@given(
    content=st.sampled_from(
        [
            gzip.compress(CATALOG),
            archive({"a.json": CATALOG, "b/c.csv": b"1;2\n"}),
            archive({"a.json": CATALOG}, zipfile.ZIP_LZMA),
            archive({"a.json": CATALOG}, zipfile.ZIP_BZIP2),
            archive({"a.gz": gzip.compress(CATALOG)}),
        ]
    ).flatmap(scarred)
)
def test_damaged_files_are_read_or_refused_and_nothing_else(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "scarred")

    try:
        found = contents(path)
    except FeedError as refusal:
        found = {str(refusal): b""}

    assert all(name.startswith("feed") for name in found)


@given(
    content=st.binary(max_size=3_000).flatmap(lambda part: st.integers(1, 400).map(lambda times: part * times)),
    size=st.integers(1, 5_000),
)
def test_what_is_unpacked_on_the_way_is_what_was_packed(content: bytes, size: int) -> None:
    packed = gzip.compress(content[: len(content) // 2]) + gzip.compress(content[len(content) // 2 :])
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]

    assert b"".join(inflated(chunks, "feed")) == content
    with pytest.raises(FeedUnreadable, match="cut short"):
        list(inflated([packed[:-1]], "feed"))
