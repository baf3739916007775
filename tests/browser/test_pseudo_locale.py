"""Texts two fifths longer than English ones: every kind of page still has room for them, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from awning.delivery.policy import Policy
from awning.delivery.preview import Preview
from support_pseudo import THEMES, pseudo_project, untranslated
from support_shops import built_well

WIDTHS = (320, 1280)
# Each text beside all boxes it stands in, up to one that scrolls or shortens what it holds with an ellipsis.
_TOO_WIDE = """() => {
    const right = (part) => part.getBoundingClientRect().right;
    const room = (part) => {
        const style = getComputedStyle(part);
        const scrolls = ["auto", "scroll"].includes(style.overflowX);
        return scrolls || style.textOverflow === "ellipsis" || part.tagName === "svg";
    };
    // What is laid over its box, as a count over its sign, stands in no other.
    const laid = (part) => ["absolute", "fixed"].includes(getComputedStyle(part).position);
    // What is for ears only has a box of a pixel.
    const hidden = (part) => !part.checkVisibility() || part.getBoundingClientRect().width <= 1;
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, range = document.createRange(), around = [];
        range.selectNodeContents(text);
        for (let part = text.parentElement; part; part = part.parentElement) around.push(part);
        if (!text.data.trim() || around.some(hidden)) continue;
        const inside = around.slice(0, around.findIndex(laid) + 1 || around.length);
        const boxes = inside.slice(0, (inside.findIndex(room) + 1 || inside.length + 1) - 1);
        const boxed = (part) => getComputedStyle(part).display !== "inline";
        const burst = boxes.find((part) => boxed(part) && right(range) > right(part) + 1);
        if (burst) found.add(`${burst.tagName.toLowerCase()}.${burst.className}: ${text.data.trim()}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    return [...(scrollWidth > clientWidth ? [`page: ${scrollWidth} of ${clientWidth}`] : []), ...found];
}"""
_TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [], within = ["B", "DATA", "EM", "STRONG", "BDI"];
    while (walker.nextNode()) {
        let block = walker.currentNode.parentElement;
        while (within.includes(block.tagName)) block = block.parentElement;
        const text = block.textContent;
        if (block.checkVisibility() && !["SCRIPT", "NOSCRIPT"].includes(block.tagName)) texts.push(text);
    }
    return [...new Set(texts)];
}"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both shops, built; each has a folder named for its theme."""
    project = pseudo_project(tmp_path_factory.mktemp("pseudo"))
    built_well(project)
    return project / "output"


@pytest.fixture(params=THEMES)
def folder(request: pytest.FixtureRequest, output: Path) -> Path:
    """The pages of one shop after the other."""
    return output / request.param


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    """Where the shop is served."""
    with Preview(("127.0.0.1", 0), folder, Policy(secure=False)) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_long_texts_have_room_on_every_kind_of_page(folder: Path, url: str, page: Page) -> None:
    found: dict[str, list[str]] = {}
    for path in _pages(folder):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(f"{url}/{path}")
        found |= {f"{path} at {width}": wide for width in WIDTHS if (wide := _too_wide(page, width))}

    assert found == {}


def test_what_scripts_put_on_a_page_has_room_and_is_translated(folder: Path, url: str, page: Page) -> None:
    product = next(path for path in _pages(folder) if "business-mail" in path)
    found: dict[str, list[str]] = {}

    def look(at: str) -> None:
        found.update({f"{at} at {width}": wide for width in WIDTHS if (wide := _too_wide(page, width))})
        if left := _untranslated(page):
            found[at] = left

    page.goto(f"{url}/{product}")
    page.locator("[data-add]").first.click()
    page.locator("[data-compare-toggle]").first.click()
    expect(page.locator("[data-added] a")).to_be_visible()
    look("product, in the cart")
    page.goto(f"{url}/cart.html")
    expect(page.locator("[data-cart-lines] > *, .line").first).to_be_visible()
    look("cart")
    page.goto(f"{url}/compare.html")
    expect(page.locator("[data-compare-rows] tr").first).to_be_visible()
    look("compare")
    page.goto(f"{url}/search.html?q=%D0%B1")
    expect(page.locator("[data-search-status]")).not_to_be_empty()
    look("search")

    assert found == {}


def _pages(folder: Path) -> list[str]:
    """A page of each kind, and all products: each of them is another kind."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.html")):
        inside = path.relative_to(folder)
        kind = inside.as_posix() if inside.parts[0] in {"products", path.name} else inside.parts[0]
        found.setdefault(kind, inside.as_posix())
    return list(found.values())


def _too_wide(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate(_TOO_WIDE)


def _untranslated(page: Page) -> list[str]:
    return sorted({left for text in page.evaluate(_TEXTS) if (left := untranslated(text))})
