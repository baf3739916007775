"""The preview's server: a shop's folder served as a good host does."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from awning.delivery.policy import FOR_EVER, PAGE, Policy
from awning.delivery.preview import Preview

_unpack: Any = brotli.decompress  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] (Untyped.)
HOME = "<!doctype html><title>Home</title>" + "<p>Phones for everybody.</p>" * 50
FILES = {
    "index.html": HOME,
    "404.html": "<title>Not here</title>",
    "en/index.html": "<title>English</title>",
    "en/404.html": "<title>Not here, in English</title>",
    "assets/cart.0123456789.js": "export const cart = 1;\n" * 50,
    "pictures/a.avif": "not really a picture" * 50,
    "names/ä b.html": "<title>Letters</title>",
    "_headers": "/*\n",
    "_redirects": "/old.html /en/ 301\n/old%20name.html /names/%C3%A4%20b.html 301\nnonsense\n",
    ".awning/0": "half of a shop",
}


class Answer:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """Asks over one connection, as browsers do."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        self._connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        return Answer(self._connection.getresponse())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret")
    return folder


@pytest.fixture
def preview(shop: Path) -> Iterator[Preview]:
    with Preview(("127.0.0.1", 0), shop, Policy("http://127.0.0.1:8010", secure=False)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def ask(preview: Preview) -> Iterator[Visitor]:
    visitor = Visitor(preview.server_port)
    yield visitor
    visitor.close()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Home"),
        ("/index.html?from=mail", "Home"),
        ("/en/", "English"),
        ("/names/%C3%A4%20b.html", "Letters"),
    ],
)
def test_a_page_is_found_under_its_address_and_that_of_its_folder(ask: Visitor, path: str, title: str) -> None:
    answer = ask(path)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<title>{title}</title>" in answer.text


def test_a_file_comes_with_the_headers_of_the_policy(ask: Visitor, preview: Preview) -> None:
    page, script = ask("/"), ask("/assets/cart.0123456789.js")

    assert page.headers["Cache-Control"] == PAGE
    assert page.headers["Content-Security-Policy"] == preview.policy.everywhere()["Content-Security-Policy"]
    assert page.headers["Strict-Transport-Security"] is None
    assert script.headers["Cache-Control"] == FOR_EVER


def test_a_policy_may_change_while_the_server_runs(ask: Visitor, preview: Preview) -> None:
    preview.policy = Policy("http://127.0.0.1:9999", secure=False)

    assert "http://127.0.0.1:9999" in ask("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("br; q=0.0, gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_browser_gets_the_best_packing_it_takes(ask: Visitor, accepted: str, coding: str | None) -> None:
    answer = ask("/", accept_encoding=accepted)

    unpack = {"br": _unpack, "gzip": gzip.decompress, None: bytes}[coding]
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert unpack(answer.body).decode() == HOME


def test_a_picture_is_sent_as_it_is(ask: Visitor) -> None:
    answer = ask("/pictures/a.avif", accept_encoding="br, gzip")

    assert answer.headers["Content-Encoding"] is None
    assert answer.headers["Vary"] is None
    assert answer.headers["Content-Type"] == "image/avif"


def test_what_the_browser_has_is_not_sent_again(ask: Visitor) -> None:
    first = ask("/", accept_encoding="br")
    tag = first.headers["ETag"]

    again = ask("/", accept_encoding="br", if_none_match=f'"other", W/{tag}')
    plain = ask("/", if_none_match=tag)
    any_at_all = ask("/", if_none_match="*")

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == PAGE
    assert plain.status == 200, "another packing is another form, and has another tag"
    assert any_at_all.status == 304


def test_a_page_built_anew_is_served_anew(ask: Visitor, shop: Path) -> None:
    old = ask("/").headers["ETag"]
    (shop / "new.html").write_text("<title>Newer</title>")
    (shop / "new.html").replace(shop / "index.html")

    answer = ask("/", if_none_match=old)

    assert (answer.status, answer.text) == (200, "<title>Newer</title>")


def test_the_head_of_an_answer_is_that_of_the_whole(ask: Visitor) -> None:
    whole = ask("/")

    head = ask("/", "HEAD")

    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(HOME))
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/gone.html", "Not here"),
        ("/products/gone.html", "Not here"),
        ("/gone/", "Not here"),
        ("/en/gone.html", "Not here, in English"),
        ("/en/products/gone.html", "Not here, in English"),
    ],
)
def test_what_is_not_there_is_answered_in_the_language_of_its_folder(ask: Visitor, path: str, title: str) -> None:
    answer = ask(path)

    assert (answer.status, answer.text) == (404, f"<title>{title}</title>")
    assert answer.headers["ETag"] is None


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/old.html", "/en/"),
        ("/old.html?from=mail", "/en/?from=mail"),
        ("/old%20name.html", "/names/%C3%A4%20b.html"),
        ("/en", "/en/"),
    ],
)
def test_what_moved_is_where_the_file_of_redirects_says(ask: Visitor, path: str, target: str) -> None:
    answer = ask(path)

    assert (answer.status, answer.headers["Location"]) == (301, target)


@pytest.mark.parametrize(
    "path",
    [
        "/.awning/0",
        "/_headers",
        "/_redirects",
        "/../secret.html",
        "/en/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/en/..%5c..%5csecret.html",
        "/linked.html",
        "/en//index.html",
        "/%00",
        "/%ff",
        "/a%0d%0aSet-Cookie:%20x",
        "http://elsewhere.example/index.html",
    ],
)
def test_nothing_hidden_and_nothing_outside_of_the_folder_is_served(ask: Visitor, shop: Path, path: str) -> None:
    (shop / "linked.html").symlink_to(shop.parent / "secret.html")

    answer = ask(path)

    assert (answer.status, "Set-Cookie" in answer.headers) == (404, False)
    assert answer.text == "<title>Not here</title>" or "Not here, in English" in answer.text


def test_a_shop_that_is_not_built_yet_has_no_pages(ask: Visitor, shop: Path) -> None:
    (shop / "404.html").unlink()

    answer = ask("/gone.html")

    assert (answer.status, answer.text) == (404, "Not Found.\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_files_take_no_orders(ask: Visitor, method: str) -> None:
    answer = ask("/", method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert ask("/").status == 200
