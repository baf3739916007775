"""The price matrix in a browser: it sorts, filters, exports what is shown, and is whole without script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from awning.receipts.matrix import write_matrix
from awning.shop_books import open_book
from page_watch import NewContext
from support_core import NOON
from support_prices import priced_project

Scheme = Literal["light", "dark"]
_AXE = """async () => {
    const { violations } = await axe.run(document, { preload: false, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Requests are not news."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name the base class gave it)
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("matrix")
    with open_book(priced_project(folder / "project"), "blue-sky", NOON) as book:
        write_matrix(book, folder / "prices")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "prices")))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/blue-sky.html"
    server.shutdown()
    server.server_close()


def column(page: Page, number: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"tbody tr:not([hidden]) > :nth-child({number})").all_inner_texts()]


def test_a_column_sorts_up_and_down_and_what_has_no_number_stays_last(page: Page, address: str) -> None:
    page.goto(address)
    net = page.get_by_role("button", name="Net", exact=True)

    net.click()
    up = column(page, 4)
    net.click()
    down = column(page, 4)

    assert up == ["6.11", "6.11", "6.11", "11.00", ""]
    assert down == ["11.00", "6.11", "6.11", "6.11", ""]
    expect(page.get_by_role("columnheader", name="Net", exact=True)).to_have_attribute("aria-sort", "descending")


def test_words_filter_the_rows_and_the_export_has_those(page: Page, address: str) -> None:
    page.goto(address)

    page.get_by_role("searchbox").fill("mailbox mail-2")
    expect(page.locator("output")).to_have_text("1 of 5 plans")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export what is shown").click()

    assert download.value.suggested_filename == "blue-sky.csv"
    lines = Path(download.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Offering,Plan,Buy,Net,")
    assert lines[1].startswith("'=Big mailbox MAIL-2,")
    assert lines[2:] == [""]


def test_without_script_the_page_is_whole(new_context: NewContext, address: str) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(address)

    assert page.locator("tbody tr").count() == 5
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("link", name="Whole list")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_faults_and_fits(page: Page, address: str, width: int, scheme: Scheme) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)

    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    assert page.evaluate(_AXE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
