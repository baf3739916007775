"""The plumbing of the page tests: a browser that starts, sees loopback only, and whose pages are watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Error, Page, expect

from page_watch import NewContext, Watch

_PAGE = b"""<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<p id="greeting">Plain HTML</p><script>greeting.textContent = "With a script"</script></html>"""


class _OnePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the standard library's)
        pass


@pytest.fixture
def shop() -> Iterator[str]:
    """Serve one page on loopback, at the address returned."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _OnePage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_page_on_loopback_is_shown(page: Page, shop: str) -> None:
    page.goto(shop)

    expect(page.locator("#greeting")).to_have_text("With a script")


def test_a_page_is_shown_without_javascript(new_context: NewContext, shop: str) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(shop)

    expect(page.locator("#greeting")).to_have_text("Plain HTML")


def test_a_request_to_another_host_is_noticed_and_reaches_nobody(page: Page, watch: Watch) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://shop.example.com/")

    assert watch.foreign == ["http://shop.example.com/"]
    watch.foreign.clear()


def test_an_error_in_a_script_is_noticed(page: Page, watch: Watch) -> None:
    watch.expect("the cart is broken")

    page.set_content("<script>throw new Error('the cart is broken')</script>")

    assert watch.errors == ["the cart is broken"]
    assert watch.unexpected() == []


def test_a_missing_page_is_an_error_unless_expected(page: Page, shop: str, watch: Watch) -> None:
    watch.expect("status of 404")

    page.goto(shop + "missing.html")

    assert len(watch.errors) == 1
