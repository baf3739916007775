"""Bytes over the wire: product pages in Chromium, and a first search."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from awning_checkout.demo import Demo
from bench_search import GOALS_KB, search_bytes
from findings import Finding, at_most
from support_weight import BUDGETS_KB, DESK, REQUESTS_MAX, Weight, weighed, weight_of
from support_words import ShopWords

PRODUCTS = ("product", "metered", "add-on", "retired")
BUNDLE = ("bundle",)
NAMES = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JavaScript", "all": "everything, pictures too"}
FEW_KB = GOALS_KB[1_000]


def findings(demo: Demo, words: ShopWords, theme: str, browser: Browser) -> Iterator[Finding]:
    """The heaviest product page and a bundle of a shop on a phone, and its search."""
    shop = demo.shops[words.slug] + words.root
    for name, kinds in (("product page", PRODUCTS), ("bundle page", BUNDLE)):
        weights = {kind: weight_of(browser, f"{shop}{words.pages[kind]}") for kind in kinds}
        yield from _weights(theme, f"{words.slug}, {name}", weights)
    wide = weight_of(browser, f"{shop}{words.pages['product']}", DESK)
    yield at_most(theme, f"{words.slug}, product page on a wide screen", wide.kb("all"), "KB", goal=BUDGETS_KB["all"])
    yield from _search(shop, theme, words, browser)


def search_findings() -> Iterator[Finding]:
    """What a first search of a large catalog would take, computed from the files."""
    for offerings, goal in GOALS_KB.items():
        query, most = max(search_bytes(offerings).items(), key=lambda item: item[1])
        what = f"search of {offerings:,} offerings, cold, worst query ({query})"
        yield at_most("all themes", what, most / 1000, "KB", goal=goal)


def _weights(theme: str, name: str, weights: dict[str, Weight]) -> Iterator[Finding]:
    for kind, goal in BUDGETS_KB.items():
        page = max(weights, key=lambda each: weights[each].kb(kind))
        value = weights[page].kb(kind)
        yield at_most(theme, f"{name}: {NAMES[kind]}", value, "KB", goal=goal, faults=[f"the page is {page}"])
    page = max(weights, key=lambda each: len(weights[each].requests))
    requests = weights[page].requests
    yield at_most(theme, f"{name}: requests", len(requests), "", goal=REQUESTS_MAX, faults=[page, *requests])


def _search(shop: str, theme: str, words: ShopWords, browser: Browser) -> Iterator[Finding]:
    """What the search itself loads beyond what every page of the shop does, and what typing on loads."""
    query = words.offering.split()[0]
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{shop}/faq.html", wait_until="networkidle")
        weight = weighed(page)
        page.goto(f"{shop}/search.html?q={quote(query[:-1])}", wait_until="networkidle")
        asked = weight.bytes["Script"] + weight.bytes["Fetch"] + weight.bytes["XHR"]
        before = weight.total
        _type_on(page, query[-1])
        more = weight.total - before
    yield at_most(theme, f"{words.slug}, search, cold ({query})", asked / 1000, "KB", goal=FEW_KB)
    yield at_most(theme, f"{words.slug}, search, one letter more", more, "bytes", goal=0, faults=weight.requests[-3:])


def _type_on(page: Page, letter: str) -> None:
    field = page.locator("main input[type=search]").first
    field.press("End")
    field.type(letter)
    page.wait_for_timeout(800)  # The page waits a moment before it asks; then nothing may be asked.
