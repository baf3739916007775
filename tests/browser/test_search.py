"""The search page in a browser: it answers what the Python side answers, from the same files."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from awning.resources import common_theme
from awning.search import Entry, Offer, SearchIndex, StoredIndex, build_index, find, ordered, overlay, sold_in
from awning.search.words import words
from page_watch import NewContext, Watch
from support_search import synthetic_entries, synthetic_offers

_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self';
  require-trusted-types-for 'script'; img-src data:">
<title>Search</title><link rel="icon" href="data:,"><script type="module" src="/search.js"></script>
<main data-search-page data-index="{index}" data-overlay="{overlays}" data-root="/shop"
  data-none="Nothing found for “{{query}}”." data-one="One offering." data-some="{{count}} offerings."
  data-meant="Showing “{{query}}”." data-failed="Press Search." data-from="from {{price}}" data-free="Free">
<form role="search" action="/checkout/search"><label>Search <input name="q" type="search"></label>
<button>Search</button></form>
<p role="status" data-search-status></p>
<fieldset hidden data-search-facet="vendor"><legend>Vendor</legend><div data-options></div></fieldset>
<fieldset hidden data-search-facet="category"><legend>Shelf</legend><div data-options></div></fieldset>
<fieldset hidden data-search-facet="term" data-term-month="Monthly" data-term-year="A year"><legend>Term</legend>
<div data-options></div></fieldset>
<ol data-results></ol><button type="button" hidden data-search-more>More</button></main>
<template id="result"><li><a data-field="name"></a> <span data-field="vendor"></span>
<span data-field="category"></span> <span data-field="sku"></span> <b data-field="price"></b>
<span data-field="per"></span> <em data-field="retired" hidden>No longer sold</em></li></template>
<template id="search-option"><label><input type="checkbox" data-field="box"> <span data-field="title"></span>
(<span data-field="count"></span>)</label></template></html>"""
OWN = Entry(
    sku="CARE-1", name="Zebra Care", vendor="Blue Sky IT", category_id="care", category="Dienste",
    path="products/zebra-care-2.html", description="We care for each firewall.",
)  # fmt: skip
# Every question of the page is asked of the files in one go: the browser's own cache is not what is measured.
_ASK = """async ({index, queries}) => {
  const { better, openIndex } = await import("/search-core.js");
  const load = async (address) => (await fetch(address)).json();
  const opened = await openIndex(new URL(index, location.href), load);
  return Promise.all(queries.map(async (query) => {
    const { found, meant } = await opened.find(query);
    const matches = found.map(([number, score]) => ({ number, score, part: 0, retired: opened.retired.has(number) }));
    return [matches.sort(better).map(({ number }) => number), meant];
  }));
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the standard library's)
        pass


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return ordered(synthetic_entries(400))


@pytest.fixture(scope="module")
def index(entries: list[Entry]) -> SearchIndex:
    return build_index(entries)


@pytest.fixture(scope="module")
def prices(entries: list[Entry], index: SearchIndex) -> bytes:
    offers = synthetic_offers(entries)
    offers |= dict.fromkeys(index.skus[:2], Offer("0.00")) | {index.skus[2]: Offer("0.0042"), index.skus[3]: Offer()}
    return overlay(index.skus, offers, currency="EUR", decimals=2)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, index: SearchIndex, prices: bytes) -> Iterator[str]:
    """The address of a folder with the page, the scripts, an index of all and one of the shop's own services."""
    folder = tmp_path_factory.mktemp("search")
    own = build_index([OWN])
    for path, content in {**index.files, **own.files, "prices.json": prices}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    price = Offer("99.00", per=(("de", "im Monat"), ("en", "per month")))
    (folder / "own.json").write_bytes(overlay(own.skus, {OWN.sku: price}, currency="EUR", decimals=2))
    for language in ("en", "de"):
        page = _PAGE.format(language=language, index=f"{index.entry} {own.entry}", overlays="prices.json own.json")
        (folder / f"{language}.html").write_text(page, encoding="utf-8")
    for name in ("search.js", "search-core.js"):
        shutil.copy(common_theme() / "static" / name, folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def queries_of(entries: list[Entry], count: int) -> Iterator[str]:
    """Words as they stand, unfinished, mistyped, by two and three, and part numbers."""
    chance = random.Random(1125)
    for _ in range(count):
        entry = chance.choice(entries)
        every = sorted(words(f"{entry.name} {entry.description} {entry.category}"))
        chosen = chance.sample(every, chance.randint(1, 3))
        chosen[-1] = chosen[-1][: chance.randint(1, len(chosen[-1]))]
        word, at = chance.choice(chosen), chance.randint(0, 6)
        slip = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
        yield chance.choice((" ".join(chosen), slip, word + "e", word[:at] + word[at + 1 :], entry.sku[:at]))


def test_the_browser_finds_what_python_finds(page: Page, shop: str, entries: list[Entry], index: SearchIndex) -> None:
    queries = [
        *queries_of(entries, 200),
        "BÜRO Straße",
        "ﬁrewall Ⅻ",
        "ΟΔΟΣ",
        "İo Łø",
        "\U0001d401ackup \U0001f98a",
        "10/47-a",
        "e-mail.x",
    ]
    stored = StoredIndex(index.entry, index.files.__getitem__)
    page.goto(f"{shop}/en.html")

    answers: list[Any] = page.evaluate(_ASK, {"index": index.entry, "queries": queries})

    expected = [find(stored, query) for query in queries]
    assert [(query, *answer) for query, answer in zip(queries, answers, strict=True)] == [
        (query, [*results.numbers], results.meant) for query, results in zip(queries, expected, strict=True)
    ]
    assert len([results for results in expected if results.meant]) > 20


def test_answers_come_while_one_types(page: Page, shop: str, index: SearchIndex, prices: bytes) -> None:
    stored = StoredIndex(index.entry, index.files.__getitem__)
    results = find(stored, "server stand", sold=sold_in(prices))
    page.goto(f"{shop}/en.html")

    page.get_by_role("searchbox").press_sequentially("server stand", delay=10)

    expect(page.get_by_role("status")).to_have_text(f"{len(results.numbers)} offerings.")
    shown = [stored.shown(number) for number in results.numbers[:8]]
    expect(page.locator("li a")).to_have_text([each.name for each in shown])
    expect(page.locator("li a").first).to_have_attribute("href", f"/shop/{shown[0].path}")
    assert page.url.endswith("?q=server+stand")


def test_what_was_mistyped_is_answered_and_said(page: Page, shop: str) -> None:
    page.goto(f"{shop}/en.html?q=micorsoft")

    expect(page.get_by_role("status")).to_contain_text("Showing “microsoft”.")
    expect(page.locator("li").first).to_contain_text("Microsoft")
    expect(page.get_by_role("searchbox")).to_have_value("micorsoft")


def test_nothing_found_is_said(page: Page, shop: str) -> None:
    page.goto(f"{shop}/en.html?q=$1%20$%26%20qqqqqqq")

    expect(page.get_by_role("status")).to_have_text("Nothing found for “$1 $& qqqqqqq”.")
    expect(page.get_by_role("listitem")).to_have_count(0)


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        (0, {"en": "Free", "de": "Free"}),
        (2, {"en": "€0.0042", "de": "0,0042\u00a0€"}),
        (3, {"en": "", "de": ""}),
    ],
    ids=["free", "rate", "on request"],
)
def test_prices_are_printed_in_the_language(
    page: Page, shop: str, index: SearchIndex, place: int, printed: dict[str, str]
) -> None:
    for language, text in printed.items():
        page.goto(f"{shop}/{language}.html?q={index.skus[place]}")

        expect(page.locator("li b")).to_have_text(text)


def test_a_shops_own_services_are_found_beside_all_others(page: Page, shop: str) -> None:
    page.goto(f"{shop}/de.html?q=zebra")

    expect(page.get_by_role("status")).to_have_text("One offering.")
    expect(page.get_by_role("listitem")).to_have_text(
        "Zebra Care Blue Sky IT Dienste CARE-1 99,00 € im Monat", use_inner_text=True
    )
    expect(page.get_by_role("link")).to_have_attribute("href", "/shop/products/zebra-care-2.html")


def test_a_list_is_narrowed_and_the_address_keeps_it(page: Page, shop: str, index: SearchIndex, prices: bytes) -> None:
    stored = StoredIndex(index.entry, index.files.__getitem__)
    counts = find(stored, "backup", sold=sold_in(prices)).vendors
    vendor, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    page.goto(f"{shop}/en.html?q=backup")

    box = page.get_by_role("group", name="Vendor").get_by_role("checkbox").first
    box.check()

    expect(box).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(f"{count} offerings.")
    assert page.url.endswith(f"?q=backup&vendor={vendor}")
    page.reload()
    expect(page.get_by_role("checkbox", name=vendor)).to_be_checked()
    expect(page.get_by_role("status")).to_have_text(f"{count} offerings.")
    page.get_by_role("checkbox", name=vendor).uncheck()
    expect(page.get_by_role("status")).to_have_text(f"{sum(counts.values())} offerings.")


def test_terms_narrow_a_list_by_the_titles_the_page_gives(page: Page, shop: str) -> None:
    page.goto(f"{shop}/en.html?q=backup")
    term = page.get_by_role("group", name="Term")

    expect(term.get_by_role("checkbox")).to_have_count(2)
    term.get_by_role("checkbox", name="Monthly").check()

    count = int(page.locator("label", has_text="Monthly").locator("[data-field=count]").inner_text())
    expect(page.get_by_role("status")).to_have_text(f"{count} offerings.")


def test_the_keyboard_goes_on_where_more_results_begin(page: Page, shop: str) -> None:
    page.goto(f"{shop}/en.html?q=microsoft")

    page.get_by_role("button", name="More").press("Enter")

    expect(page.get_by_role("listitem").nth(8).get_by_role("link")).to_be_focused()
    expect(page.get_by_role("listitem")).to_have_count(16)


def test_a_word_typed_further_asks_for_nothing_more(page: Page, shop: str) -> None:
    page.goto(f"{shop}/en.html?q=fortinet+f")
    expect(page.get_by_role("status")).to_contain_text("offerings")
    page.get_by_role("searchbox").fill("fortinet fir")
    expect(page.get_by_role("listitem").first).to_contain_text("Firewall")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("searchbox").fill("fortinet firew")
    page.get_by_role("button", name="Search").click()

    expect(page).to_have_url(f"{shop}/en.html?q=fortinet+firew")
    assert asked == []


def test_a_shop_that_cannot_load_its_index_asks_the_checkout(page: Page, shop: str, watch: Watch) -> None:
    watch.expect("status of 404")
    watch.expect("status of 404")
    page.route("**/prices.json", lambda route: route.fulfill(status=404))

    page.goto(f"{shop}/en.html?q=backup")

    expect(page.get_by_role("status")).to_have_text("Press Search.")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{shop}/checkout/search?q=backup")


def test_without_javascript_the_form_goes_to_the_checkout(new_context: NewContext, shop: str, watch: Watch) -> None:
    watch.expect("status of 404")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{shop}/en.html")

    page.get_by_role("searchbox").fill("backup")
    page.get_by_role("button", name="Search").click()

    expect(page).to_have_url(f"{shop}/checkout/search?q=backup")
