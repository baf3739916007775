"""Feeds from web servers, good and bad: fetched whole and only when they changed, or refused with a reason."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import os
import socket
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awning.errors import FeedError, FeedMissing, FeedUnreadable, ProjectError
from awning.feeds import Feed, reader_for
from awning.feeds.files import files_of
from awning.feeds.sources.fetching import Fetched, Limits, fetch
from support_feed_server import Answer, FeedServer, breaks_off, feed, packed, redirect, says, trickles
from support_feeds import array, offering_row
from support_strategies import FEWER

CATALOG = array(offering_row())
PATIENT = Limits(waits_s=())
QUICK = Limits(silence_s=0.4, answer_s=0.7, pace_s=0.1, waits_s=())
"""For servers of which nothing good is expected."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the machine the tests run on lead nowhere from here."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL_CERT"):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Generator[FeedServer]:
    with FeedServer() as running:
        yield running


def fetched(address: str, folder: Path, limits: Limits = PATIENT) -> Fetched:
    return fetch(address, project=folder, keep=folder / "keep", limits=limits)


def lying_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def refused(address: str, folder: Path, limits: Limits = QUICK) -> FeedError:
    with pytest.raises(FeedError) as refusal:
        fetched(address, folder, limits)
    return refusal.value


def test_a_feed_is_fetched_and_lies_whole_in_its_folder(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.ndjson", feed(CATALOG))
    told: list[tuple[int, int | None]] = []

    def tell(done: int, whole: int | None) -> None:
        told.append((done, whole))

    result = fetch(address, project=tmp_path, keep=tmp_path / "var/feeds/northgate", progress=tell)

    assert result.path.read_text() == CATALOG
    assert result.path.parent == tmp_path / "var/feeds/northgate"
    assert result.path.suffix == ".ndjson"
    assert (result.name, result.unchanged) == (address, False)
    assert told[-1] == (len(CATALOG), len(CATALOG))
    assert [path.name.startswith(".") for path in result.path.parent.iterdir()] == [False, False]


@pytest.mark.parametrize(
    ("given_mark", "asked_mark"),
    [
        pytest.param({"ETag": '"v1"'}, ("If-None-Match", '"v1"'), id="an ETag"),
        pytest.param({"ETag": 'W/"v1"'}, ("If-None-Match", 'W/"v1"'), id="a weak ETag"),
        pytest.param(
            {"Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"},
            ("If-Modified-Since", "Sun, 22 Nov 2026 10:00:00 GMT"),
            id="a date",
        ),
    ],
)
def test_a_feed_that_did_not_change_is_not_fetched_again(
    given_mark: dict[str, str], asked_mark: tuple[str, str], server: FeedServer, tmp_path: Path
) -> None:
    address = server.give("/catalog.json", Answer(CATALOG.encode(), headers=given_mark))
    before = fetched(address, tmp_path)

    after = fetched(address, tmp_path)

    name, value = asked_mark
    assert (before.unchanged, after.unchanged) == (False, True)
    assert after.path == before.path
    assert after.path.read_text() == CATALOG
    assert name not in server.asked[0].headers
    assert server.asked[1].headers[name] == value


def test_a_feed_that_changed_takes_the_place_of_the_one_before(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", feed(CATALOG, ETag='"v1"'), feed("[]", ETag='"v2"'))
    before = fetched(address, tmp_path)

    after = fetched(address, tmp_path)

    assert (after.unchanged, after.path.read_text()) == (False, "[]")
    assert not before.path.exists()
    assert fetched(address, tmp_path).unchanged


def test_another_body_under_the_same_etag_is_another_feed(server: FeedServer, tmp_path: Path) -> None:
    same = Answer(CATALOG.encode(), headers={"ETag": '"always"'}, heedless=True)
    address = server.give("/catalog.json", same, replace(same, body=b"[]"))
    fetched(address, tmp_path)

    after = fetched(address, tmp_path)

    assert (after.unchanged, after.path.read_text()) == (False, "[]")


def test_a_server_that_gives_no_marks_is_asked_for_everything_each_time(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", feed(CATALOG))
    fetched(address, tmp_path)

    assert not fetched(address, tmp_path).unchanged
    assert not {"If-None-Match", "If-Modified-Since"} & set(server.asked[1].headers)


def test_another_address_is_another_feed_though_the_mark_is_the_same(server: FeedServer, tmp_path: Path) -> None:
    fetched(server.give("/a.json", feed(CATALOG, ETag='"v1"')), tmp_path)

    after = fetched(server.give("/b.json", feed("[]", ETag='"v1"')), tmp_path)

    assert (after.unchanged, after.path.read_text()) == (False, "[]")
    assert len(lying_in(tmp_path / "keep")) == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff{", id="no JSON"),
        pytest.param(b"[" * 100_000, id="JSON without end"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b'{"address": "x"}', id="too little"),
    ],
)
def test_a_damaged_memory_is_forgotten(content: bytes, server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", feed(CATALOG, ETag='"v1"'))
    fetched(address, tmp_path)
    (tmp_path / "keep" / "fetched.json").write_bytes(content)

    assert not fetched(address, tmp_path).unchanged
    assert fetched(address, tmp_path).unchanged


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"body": "../elsewhere.json", "size": 4}, id="a body elsewhere"),
        pytest.param({"body": 5}, id="a body in numbers"),
        pytest.param({"body": "\0"}, id="a body of NUL"),
        pytest.param({"marks": ["etag"]}, id="marks in a list"),
        pytest.param({"marks": {"etag": 1}}, id="marks in numbers"),
        pytest.param({"marks": {"etag": "a\nb"}}, id="marks over two lines"),
        pytest.param({"size": "1"}, id="a size in words"),
        pytest.param({"since": "ever"}, id="something unheard of"),
    ],
)
def test_a_memory_that_holds_something_odd_is_forgotten(
    wrong: dict[str, Any], server: FeedServer, tmp_path: Path
) -> None:
    address = server.give("/catalog.json", feed(CATALOG, ETag='"v1"'))
    fetched(address, tmp_path)
    (tmp_path / "elsewhere.json").write_text("mine")
    path = tmp_path / "keep" / "fetched.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | wrong))

    after = fetched(address, tmp_path)

    assert (after.unchanged, after.path.read_text()) == (False, CATALOG)
    assert "If-None-Match" not in server.asked[1].headers


@pytest.mark.parametrize("content", [None, b"[", b""], ids=["gone", "cut", "emptied"])
def test_a_kept_feed_that_is_not_whole_any_more_is_fetched_anew(
    content: bytes | None, server: FeedServer, tmp_path: Path
) -> None:
    address = server.give("/catalog.json", feed(CATALOG, ETag='"v1"'))
    path = fetched(address, tmp_path).path
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    after = fetched(address, tmp_path)

    assert (after.unchanged, after.path.read_text()) == (False, CATALOG)


@pytest.mark.parametrize("mark", [{"ETag": '"v1"'}, {}], ids=["an ETag", "no ETag"])
def test_a_server_that_says_unchanged_when_nobody_asked_is_found_out(
    mark: dict[str, str], server: FeedServer, tmp_path: Path
) -> None:
    address = server.give("/catalog.json", Answer(CATALOG.encode(), headers=mark), Answer(status=304, headers=mark))
    kept = fetched(address, tmp_path)
    if mark:
        kept.path.unlink()

    refusal = refused(address, tmp_path)

    assert str(refusal).startswith(f"{address}: the server says that nothing changed (HTTP 304), but was asked for")


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        pytest.param(Answer(status=401), FeedError, "wants a log-in, or another one (HTTP 401). Check", id="401"),
        pytest.param(Answer(status=403), FeedError, "wants a log-in, or another one (HTTP 403). Check", id="403"),
        pytest.param(Answer(status=404), FeedMissing, "the server has no such feed (HTTP 404). Check", id="404"),
        pytest.param(Answer(status=410), FeedMissing, "the server has no such feed (HTTP 410). Check", id="410"),
        pytest.param(Answer(status=407), FeedError, "the proxy wants a log-in (HTTP 407)", id="407"),
        pytest.param(Answer(status=429), FeedError, "was asked for too often (HTTP 429). Import less", id="429"),
        pytest.param(
            Answer(status=429, headers={"Retry-After": "120"}),
            FeedError,
            "was asked for too often (HTTP 429). It asks to wait 120 seconds. Import less often.",
            id="429 with a time",
        ),
        pytest.param(Answer(b"oops", status=500), FeedError, "the server has a fault of its own (HTTP 500)", id="500"),
        pytest.param(Answer(status=502), FeedError, "the server is not there at the moment (HTTP 502)", id="502"),
        pytest.param(
            Answer(status=503, headers={"Retry-After": "Mon, 23 Nov 2026 06:00:00 GMT"}),
            FeedError,
            "not there at the moment (HTTP 503). It asks to wait until Mon, 23 Nov 2026 06:00:00 GMT. Import again",
            id="503 with a date",
        ),
        pytest.param(Answer(status=504), FeedError, "the server is not there at the moment (HTTP 504)", id="504"),
        pytest.param(Answer(status=599), FeedError, "the server has a fault of its own (HTTP 599)", id="599"),
        pytest.param(Answer(status=204), FeedError, "answers HTTP 204, which is no feed", id="204"),
        pytest.param(Answer(CATALOG.encode(), status=206), FeedError, "answers HTTP 206, which is no feed", id="206"),
        pytest.param(Answer(status=300), FeedError, "answers HTTP 300, which is no feed", id="300"),
        pytest.param(Answer(status=302), FeedError, "answers HTTP 302, which is no feed", id="302 to nowhere"),
        pytest.param(redirect("/catalog.json"), FeedError, "the server sends us round in circles", id="a circle"),
        pytest.param(redirect("http://a..b/"), FeedError, "is no address that can be fetched", id="on to no address"),
        pytest.param(redirect("ftp://127.0.0.1/x"), FeedError, "is no address that can be fetched", id="on to FTP"),
        pytest.param(says(b""), FeedError, "the server fell silent for 0.4 seconds", id="silence"),
        pytest.param(says(HEAD + b"[" * 10), FeedError, "the server fell silent for 0.4 seconds", id="a stall"),
        pytest.param(
            trickles(b"HTTP/1.1 200 OK\r\nX-Padding: ", b"x", 0.02),
            FeedError,
            "the server drew its answer out for 0.7 seconds and never came to the feed",
            id="a head that trickles",
        ),
        pytest.param(trickles(HEAD, b" ", 0.02), FeedError, "trickles: ", id="a feed that trickles"),
        pytest.param(
            trickles(HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6, b"x", 0.02),
            FeedError,
            "trickles: ",
            id="a packed feed that trickles its name",
        ),
        pytest.param(
            Answer(CATALOG.encode(), length=len(CATALOG) + 1000),
            FeedUnreadable,
            f"was cut short: {len(CATALOG):,} of {len(CATALOG) + 1000:,} bytes came",
            id="shorter than promised",
        ),
        pytest.param(
            breaks_off(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[ \n\r\n"),
            FeedUnreadable,
            "was cut short: 3 bytes came",
            id="chunks without an end",
        ),
        pytest.param(breaks_off(b""), FeedError, "the server broke off", id="no answer"),
        pytest.param(breaks_off(b"SSH-2.0-OpenSSH_9.2\r\n"), FeedError, "or speaks something else", id="no HTTP"),
        pytest.param(
            breaks_off(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n"),
            FeedError,
            "the server broke off, or speaks",
            id="a length past all bounds",
        ),
        pytest.param(
            Answer(b"x", headers={"Content-Encoding": "br"}), FeedUnreadable, "packs the feed as 'br'", id="Brotli"
        ),
        pytest.param(
            Answer(gzip.compress(CATALOG.encode())[:-9], headers={"Content-Encoding": "gzip"}),
            FeedUnreadable,
            "the packed file is cut short",
            id="gzip on the way, cut short",
        ),
        pytest.param(
            Answer(b"\x1f\x8b\x08\x00\0\0\0\0\0\xff not gzip", headers={"Content-Encoding": "gzip"}),
            FeedUnreadable,
            "the packed file is damaged",
            id="gzip on the way, damaged",
        ),
        pytest.param(
            Answer(CATALOG.encode(), length=9 << 30),
            FeedUnreadable,
            "is larger than 8,589,934,592 bytes",
            id="too large by its own word",
        ),
    ],
)
def test_what_a_server_does_wrong_is_said_and_what_was_fetched_before_stays(
    answer: Answer, kind: type[FeedError], said: str, server: FeedServer, tmp_path: Path
) -> None:
    address = server.give("/catalog.json", feed(CATALOG, ETag='"v1"'), answer)
    fetched(address, tmp_path)
    before = lying_in(tmp_path / "keep")

    refusal = refused(address, tmp_path)

    assert str(refusal).startswith(f"{address}: ")
    assert said in str(refusal)
    assert isinstance(refusal, kind)
    assert lying_in(tmp_path / "keep") == before


@pytest.mark.parametrize(
    ("answer", "limits", "said"),
    [
        pytest.param(
            trickles(b"HTTP/1.1 200 OK\r\n\r\n", b"[" * 1000, 0.001),
            replace(QUICK, largest=20_000),
            "is larger than 20,000 bytes",
            id="an endless feed",
        ),
        pytest.param(
            packed(b" " * 100_000), replace(QUICK, largest=20_000), "is larger than 20,000 bytes", id="when unpacked"
        ),
        pytest.param(
            trickles(b"HTTP/1.1 200 OK\r\n\r\n", b"[" * 1000, 0.001),
            replace(QUICK, overall_s=0.2),
            "was not whole after 0.2 seconds",
            id="a feed that takes too long",
        ),
    ],
)
def test_nothing_comes_for_ever(answer: Answer, limits: Limits, said: str, server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", answer)

    refusal = refused(address, tmp_path, limits)

    assert str(refusal).startswith(f"{address}: {said}")
    assert lying_in(tmp_path / "keep") == {}


def test_trouble_that_passes_is_waited_for_twice(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", Answer(status=503), Answer(status=502), feed(CATALOG))
    waits: list[float] = []

    result = fetched(address, tmp_path, Limits(sleep=waits.append))

    assert result.path.read_text() == CATALOG
    assert waits == [1, 4]


def test_trouble_that_stays_is_not_waited_for_a_third_time(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    waits: list[float] = []

    refusal = refused(f"http://127.0.0.1:{port}/catalog.json", tmp_path, Limits(sleep=waits.append))

    assert "nobody answers at this address (connection refused). Check the port." in str(refusal)
    assert waits == [1, 4]


def test_a_feed_that_moved_is_followed_there(server: FeedServer, tmp_path: Path) -> None:
    server.give("/new/catalog.json", feed(CATALOG, ETag='"v1"'))
    address = server.give("/catalog.json", redirect("/new/catalog.json", 301))

    result = fetched(address, tmp_path)

    assert (result.path.read_text(), result.name) == (CATALOG, address)
    assert fetched(address, tmp_path).unchanged


def test_a_feed_that_moves_too_often_is_not_followed(server: FeedServer, tmp_path: Path) -> None:
    for number in range(20):
        server.give(f"/{number}", redirect(f"/{number + 1}?key=tell-nobody"))

    refusal = refused(f"{server.url}/0", tmp_path)

    assert f"sends us on more than 10 times, to {server.url}/11?key=*** last" in str(refusal)
    assert len(server.asked) == 11


def test_passwords_are_not_handed_on_to_another_server(server: FeedServer, tmp_path: Path) -> None:
    with FeedServer() as other:
        there = other.give("/catalog.json", feed(CATALOG))
        address = server.give("/catalog.json", redirect(there)).replace("//", "//reseller:secret@")

        result = fetched(address, tmp_path)

        assert result.path.read_text() == CATALOG
        assert server.asked[0].headers["Authorization"].startswith("Basic ")
        assert "Authorization" not in other.asked[0].headers


def test_a_server_with_a_certificate_we_trust_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FeedServer(folder_of_certificate=tmp_path) as secure:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))

        result = fetched(secure.give("/catalog.json", feed(CATALOG)), tmp_path)

        assert result.path.read_text() == CATALOG


def test_a_server_with_a_certificate_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    with FeedServer(folder_of_certificate=tmp_path) as secure:
        refusal = refused(secure.give("/catalog.json", feed(CATALOG)), tmp_path)

    assert "the server's certificate is not trusted (self-signed certificate). Check the address" in str(refusal)


def test_a_server_that_leads_off_the_encrypted_way_is_not_followed(
    server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer(folder_of_certificate=tmp_path) as secure:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        address = secure.give("/catalog.json", redirect(server.give("/catalog.json", feed(CATALOG))))

        refusal = refused(address, tmp_path)

    assert f"sends us on from https to {server.url}/catalog.json" in str(refusal)
    assert server.asked == []


def test_a_head_that_trickles_is_cut_off_on_an_encrypted_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer(folder_of_certificate=tmp_path) as secure:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        address = secure.give("/catalog.json", trickles(b"HTTP/1.1 200 OK\r\nX-Padding: ", b"x", 0.02))

        refusal = refused(address, tmp_path)

    assert "the server drew its answer out for 0.7 seconds" in str(refusal)


def test_https_asked_of_a_server_that_speaks_http_is_said_so(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.json", feed(CATALOG)).replace("http:", "https:")

    refusal = refused(address, tmp_path)

    assert "no encrypted connection comes about" in str(refusal)
    assert "Is it https that is spoken at this address?" in str(refusal)


def test_a_name_nobody_knows_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)

    refusal = refused("https://feeds.northgate.example/catalog.json", tmp_path)

    assert str(refusal).endswith(
        "no server called feeds.northgate.example is found. Check the address, and that this machine has a network."
    )


@pytest.mark.parametrize(
    "address",
    [
        *("http://", "https:///x", "http://a..b/x", "http://127.0.0.1:99999/", "http://127.0.0.1:abc/", "http://[::1/"),
        *("http://\x00/", "http://a\nb/", f"http://{'a' * 70}/", f"http://{'a' * 70_000}/", "http://xn--a/"),
        *("http://\ud800/", "http://127.0.0.1:1/\ud800", "http://127.0.0.1:1/?\u20ac", "http://\u20ac:x@127.0.0.1:1/"),
    ],
    ids=lambda address: ascii(address)[1:40],
)
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    refusal = refused(address, tmp_path)

    assert "Check" in str(refusal)
    assert str(refusal).isprintable()


def test_proxy_settings_that_make_no_sense_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://user:secret@127.0.0.1")

    refusal = refused("http://127.0.0.1:1/catalog.json", tmp_path)

    assert "the environment's proxy or certificate settings do not work" in str(refusal)
    assert "secret" not in str(refusal)


def test_a_feed_packed_on_the_way_arrives_unpacked(server: FeedServer, tmp_path: Path) -> None:
    content = "".join(f"{number}\n" for number in range(200_000)).encode()
    address = server.give("/list.csv", packed(content))

    result = fetched(address, tmp_path)

    assert result.path.read_bytes() == content
    assert server.asked[0].headers["Accept-Encoding"] == "gzip"


def test_a_packed_feed_stays_packed_and_is_read_all_the_same(server: FeedServer, tmp_path: Path) -> None:
    address = server.give("/catalog.ndjson.gz", feed(gzip.compress(CATALOG.encode())))

    [file] = files_of(fetched(address, tmp_path).path, "the feed")

    assert file.suffix == ".ndjson"
    assert file.head() == CATALOG[:4096]


def test_a_log_in_page_is_recognised_when_it_is_read(server: FeedServer, tmp_path: Path) -> None:
    page = feed("<!doctype html>\n<title>Log in</title>", Content_Type="text/html")
    result = fetched(server.give("/catalog.json", page), tmp_path)

    with pytest.raises(FeedUnreadable) as refusal:
        reader_for(Feed(files_of(result.path, result.name)), "auto")

    assert str(refusal.value).startswith(
        f"{server.url}/catalog.json, line 1: this is HTML or XML that no reader knows."
    )


def test_secrets_stay_out_of_messages_files_and_logs(
    server: FeedServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plain = server.give("/catalog.json", feed(CATALOG), Answer(status=403))
    address = f"{plain}?customer=4711&key=t0psecret".replace("//", "//reseller:hunter2@")
    shown = f"{plain}?customer=***&key=***".replace("//", "//***@")

    result = fetched(address, tmp_path)
    refusal = refused(address, tmp_path)

    assert result.name == shown
    assert str(refusal).startswith(f"{shown}: the server wants a log-in")
    kept = str(lying_in(tmp_path / "keep"))
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("httpx"))
    assert not any(secret in text for secret in ("t0psecret", "hunter2", "4711") for text in (kept, logged))


def test_a_folder_that_cannot_be_written_is_named(server: FeedServer, tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("a file, where a folder belongs")

    with pytest.raises(ProjectError, match="what is fetched cannot be written there"):
        fetched(server.give("/catalog.json", feed(CATALOG)), tmp_path)


def test_what_a_killed_fetch_left_is_cleared_away_in_time(server: FeedServer, tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    for name, age_s in ((".part-1", 2 * 24 * 3600), (".part-2", 60)):
        (keep / name).write_text("half")
        os.utime(keep / name, times=(time.time() - age_s, time.time() - age_s))

    fetched(server.give("/catalog.json", feed(CATALOG)), tmp_path)

    assert [name for name in lying_in(keep) if name.startswith(".")] == [".part-2"]


@FEWER
@given(said=st.binary(max_size=200) | st.binary(max_size=60).map(lambda rest: HEAD[:-2] + rest))
@example(said=HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n")
@example(said=b"HTTP/1.1 200 OK\r\nETag: \xe4\r\nContent-Length: 0\r\n\r\n")
@example(said=b"HTTP/1.1 302 Found\r\nLocation: \xff://\r\n\r\n")
@example(said=b"HTTP/1.1 302 Found\r\nLocation: http://a..b/\r\n\r\n")
def test_whatever_a_server_says_is_fetched_or_refused(
    said: bytes, server: FeedServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = server.give("/catalog.json", breaks_off(said))
    folder = tmp_path_factory.getbasetemp() / "whatever"

    with contextlib.suppress(FeedError):
        assert fetched(address, folder).path.is_file()
