"""Feeds that are files, or lie where fsspec reaches, and how messages call them."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, cast

import fsspec
import pytest
from fsspec import AbstractFileSystem
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import FeedError, FeedMissing, FeedUnreadable, SettingsError
from awning.feeds.sources.addresses import ending, masked, scrubbed
from awning.feeds.sources.fetching import Fetched, Limits, fetch
from support_feeds import feed_file


class Shelf(AbstractFileSystem):
    """A place like any other that fsspec reaches, with marks and troubles of its own.

    What it holds belongs to the class: fetching makes one anew each time.
    """

    protocol = "shelf"
    files: ClassVar[dict[str, bytes]] = {}
    marks: ClassVar[dict[str, Any]] = {}
    trouble: ClassVar[Exception | None] = None

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Of a file, with the marks the test wants."""
        if self.trouble:
            raise self.trouble
        if path not in self.files:
            raise FileNotFoundError(path)
        return {"name": path, "type": "file", "size": len(self.files[path]), **self.marks}

    def open(self, path: str, mode: str = "rb", **_: Any) -> io.BytesIO:  # pyright: ignore[reportIncompatibleMethodOverride]
        """A file, for reading."""
        assert mode == "rb"
        return io.BytesIO(self.files[path])


@pytest.fixture
def shelf() -> dict[str, bytes]:
    """What lies there."""
    cast("Any", fsspec).register_implementation("shelf", Shelf, clobber=True)
    Shelf.files.clear()
    Shelf.marks = {}
    Shelf.trouble = None
    return Shelf.files


def fetched(source: str, folder: Path, **changes: Any) -> Fetched:
    return fetch(source, project=folder, keep=folder / "keep", **changes)


def test_a_path_is_taken_from_the_project_and_nothing_is_copied(tmp_path: Path) -> None:
    path = feed_file(tmp_path / "content" / "feed", "[]")

    assert fetched("content/feed/catalog.json", tmp_path) == Fetched(path, "content/feed/catalog.json", unchanged=False)
    assert fetched("content/feed", tmp_path).path == path.parent
    assert fetched(str(path), tmp_path / "elsewhere").path == path
    assert fetched(path.as_uri(), tmp_path).path == path
    assert not (tmp_path / "keep").exists()


def test_a_path_may_hold_what_means_something_in_addresses(tmp_path: Path) -> None:
    path = feed_file(tmp_path, "[]", "100% #1?.json")

    assert fetched("100% #1?.json", tmp_path).path == path
    assert fetched(path.as_uri(), tmp_path).path == path


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("nowhere.json", "nowhere.json: there is no such feed", id="a path"),
        pytest.param("file:///nowhere/x.json", "file:///nowhere/x.json: there is no such feed", id="an address"),
        pytest.param("a\x00b", "a\ufffdb: there is no such feed", id="NUL"),
        pytest.param("file://catalog.json", "Write file:///, with three slashes", id="two slashes"),
        pytest.param(" ", "The feed's source is empty", id="nothing"),
    ],
)
def test_a_feed_that_is_not_there_is_missing(source: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedMissing) as refusal:
        fetched(source, tmp_path)

    assert said in str(refusal.value)


def test_a_name_too_long_for_the_disk_is_no_feed(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="cannot be read as a feed"):
        fetched("x" * 300, tmp_path)


def test_ingram_is_asked_only_with_an_account(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="AWNING_INGRAM_CLIENT_ID is not set"):
        fetched("ingram:", tmp_path)


def test_a_feed_from_a_bucket_is_fetched_whole(shelf: dict[str, bytes], tmp_path: Path) -> None:
    shelf["feeds/catalog.ndjson"] = b'{"a": 1}\n'
    told: list[tuple[int, int | None]] = []

    def tell(done: int, whole: int | None) -> None:
        told.append((done, whole))

    result = fetched("shelf://feeds/catalog.ndjson", tmp_path, progress=tell)

    assert result.path.read_bytes() == b'{"a": 1}\n'
    assert result.path.suffix == ".ndjson"
    assert (result.name, result.unchanged) == ("shelf://feeds/catalog.ndjson", False)
    assert told == [(9, 9)]


@pytest.mark.parametrize(
    ("before", "after", "unchanged"),
    [
        pytest.param({"ETag": '"1"'}, {"ETag": '"1"'}, True, id="the same ETag"),
        pytest.param({"ETag": '"1"'}, {"ETag": '"2"'}, False, id="another ETag"),
        pytest.param({"ETag": '"1"', "mtime": 1}, {"ETag": '"1"', "mtime": 2}, True, id="the same ETag, written again"),
        pytest.param({"md5Hash": "x"}, {"md5Hash": "x"}, True, id="the same checksum"),
        pytest.param({"mtime": 1.5}, {"mtime": 1.5}, True, id="the same time"),
        pytest.param({"mtime": 1.5}, {"mtime": 2.5}, False, id="another time"),
        pytest.param({"mtime": 1.5}, {"mtime": 1.5, "size": 3}, False, id="the same time, another size"),
        pytest.param(
            {"LastModified": datetime(2026, 11, 22, tzinfo=UTC)},
            {"LastModified": datetime(2026, 11, 22, tzinfo=UTC)},
            True,
            id="the same date",
        ),
        pytest.param({"created": None}, {"created": None}, False, id="no mark at all"),
    ],
)
def test_a_feed_in_a_bucket_is_fetched_again_when_its_mark_changed(
    before: dict[str, Any], after: dict[str, Any], unchanged: bool, shelf: dict[str, bytes], tmp_path: Path
) -> None:
    shelf["feeds/catalog.json"] = b"[]"
    Shelf.marks = before
    fetched("shelf://feeds/catalog.json", tmp_path)
    if "size" in after:
        shelf["feeds/catalog.json"] = b"[ ]"
    Shelf.marks = after

    assert fetched("shelf://feeds/catalog.json", tmp_path).unchanged is unchanged


def test_a_kept_feed_from_a_bucket_that_is_gone_is_fetched_anew(shelf: dict[str, bytes], tmp_path: Path) -> None:
    shelf["feeds/catalog.json"] = b"[]"
    fetched("shelf://feeds/catalog.json", tmp_path).path.unlink()

    after = fetched("shelf://feeds/catalog.json", tmp_path)

    assert (after.unchanged, after.path.read_bytes()) == (False, b"[]")


@pytest.mark.parametrize(
    ("trouble", "kind", "said"),
    [
        pytest.param(FileNotFoundError("x"), FeedMissing, "there is no such feed", id="missing"),
        pytest.param(PermissionError("Access Denied"), FeedError, "may not read this (Access Denied)", id="no right"),
        pytest.param(TimeoutError(), FeedError, "cannot be fetched (TimeoutError)", id="no words"),
        pytest.param(
            Exception("no\nSuchKey at https://me:s3cr3t@x/y?sig=abcdef"),
            FeedError,
            "cannot be fetched (no SuchKey at https://***@x/y?sig=***). Check the address, the credentials",
            id="an error of its own",
        ),
        pytest.param(
            Exception("s3cr3t/pw is wrong"), FeedError, "cannot be fetched (*** is wrong)", id="the password in it"
        ),
        pytest.param(
            ImportError("no luck"), FeedError, "a package is missing that reads shelf:// (no luck)", id="a package"
        ),
    ],
)
def test_trouble_with_a_bucket_is_said_and_what_was_fetched_before_stays(
    trouble: Exception, kind: type[FeedError], said: str, shelf: dict[str, bytes], tmp_path: Path
) -> None:
    shelf["feeds/catalog.json"] = b"[]"
    fetched("shelf://feeds/catalog.json", tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "keep").iterdir()}
    Shelf.trouble = trouble

    with pytest.raises(FeedError) as refusal:
        fetched("shelf://me:s3cr3t/pw@feeds/catalog.json", tmp_path)

    assert str(refusal.value).startswith("shelf://***@feeds/catalog.json: ")
    assert said in str(refusal.value)
    assert isinstance(refusal.value, kind)
    assert {path.name: path.read_bytes() for path in (tmp_path / "keep").iterdir()} == before


@pytest.mark.parametrize(
    ("marks", "limits", "said"),
    [
        pytest.param({"size": 5}, Limits(), "was cut short: 2 of 5 bytes came", id="shorter than promised"),
        pytest.param({"size": None}, Limits(largest=1), "is larger than 1 bytes", id="too large"),
        pytest.param({"type": "directory"}, Limits(), "is a folder. Name one file", id="a folder"),
    ],
)
def test_what_comes_from_a_bucket_is_looked_over(
    marks: dict[str, Any], limits: Limits, said: str, shelf: dict[str, bytes], tmp_path: Path
) -> None:
    shelf["feeds/catalog.json"] = b"[]"
    Shelf.marks = marks

    with pytest.raises(FeedUnreadable) as refusal:
        fetched("shelf://feeds/catalog.json", tmp_path, limits=limits)

    assert str(refusal.value).startswith(f"shelf://feeds/catalog.json: {said}")


@pytest.mark.parametrize(
    ("source", "package"),
    [
        pytest.param("s3://feeds/catalog.json", "s3fs", id="S3"),
        pytest.param("abfs://feeds@account.example/catalog.json", "adlfs", id="Azure"),
        pytest.param("gs://feeds/catalog.json", "gcsfs", id="Google"),
        pytest.param("smb://server/share/catalog.json", "smbprotocol", id="SMB"),
        pytest.param("sftp://reseller:secret@127.0.0.1/catalog.json", "paramiko", id="SFTP"),
    ],
)
def test_a_package_that_is_missing_is_named(
    source: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where somebody has it, as if they had not.
    for module in ("s3fs", "adlfs", "gcsfs", "smbclient", "paramiko"):
        monkeypatch.setitem(cast("dict[str, Any]", sys.modules), module, None)

    with pytest.raises(FeedError) as refusal:
        fetched(source, tmp_path)

    assert f"`pip install {package}`" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_an_address_of_no_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"gopher://x: cannot be fetched \(Protocol not known: gopher\)"):
        fetched("gopher://x", tmp_path)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param("content/feed/a@b?c=d.json", "content/feed/a@b?c=d.json", id="a path"),
        pytest.param("https://x.example/a@b.json", "https://x.example/a@b.json", id="nothing to hide"),
        pytest.param("https://x.example:8080/a@b.json", "https://x.example:8080/a@b.json", id="a port"),
        pytest.param("https://[::1]:8080/a@b.json", "https://[::1]:8080/a@b.json", id="a number for a name"),
        pytest.param("https://me:pw@x.example/a", "https://***@x.example/a", id="a password"),
        pytest.param("https://token@x.example/a", "https://***@x.example/a", id="a token"),
        pytest.param("https://me:p@w@x.example/a", "https://***@x.example/a", id="a password with an at"),
        pytest.param("https://me:p/w@x.example/a", "https://***@x.example/a", id="a password with a slash"),
        pytest.param("https://me:p?w@x.example/a", "https://***@x.example/a", id="a password with a question mark"),
        pytest.param("https://x.example/a?b=c&d&e=", "https://x.example/a?b=***&***&e=***", id="a query"),
        pytest.param("https://x.example/a#token", "https://x.example/a#***", id="a fragment"),
        pytest.param("sftp://me@x.example/a", "sftp://me@x.example/a", id="a name alone"),
        pytest.param("sftp://me:pw@x.example/a", "sftp://***@x.example/a", id="a password elsewhere"),
        pytest.param("abfs://feeds@account.example/a", "abfs://feeds@account.example/a", id="a container"),
        pytest.param("https://x.example/\x1b[2J", "https://x.example/\ufffd[2J", id="an escape"),
        pytest.param("ingram:", "ingram:", id="Ingram"),
    ],
)
def test_messages_show_addresses_without_their_secrets(source: str, shown: str) -> None:
    assert masked(source) == shown


words = st.text(st.characters(categories=["L", "N"]), min_size=6, max_size=12)


@given(user=words, password=st.tuples(words, st.sampled_from("/?#@:%&= "), words).map("".join), value=words)
def test_no_password_gets_through(user: str, password: str, value: str) -> None:
    address = f"https://{user}:{password}@x.example/feed.csv?key={value}"

    shown = masked(address) + scrubbed(f"cannot open {address}: '{password}' and {value} are wrong", address)

    assert password not in shown
    assert value not in shown.replace("x.example/feed.csv", "")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("https://x.example/feed.ndjson?key=a.b", ".ndjson"),
        ("https://x.example/feeds/prices.2026.CSV.GZ#x", ".csv.gz"),
        ("https://x.example/feed", ""),
        ("https://x.example", ""),
        ("https://x.example/a.b/c", ""),
        ("s3://bucket/x.zip", ".zip"),
    ],
)
def test_the_ending_of_an_address_is_that_of_its_file(source: str, found: str) -> None:
    assert ending(source) == found
