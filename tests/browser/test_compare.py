"""Up to four offerings stand side by side, by what their own pages say of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from page_watch import NewContext, Watch
from support_fixture_pages import FixturePages, serving

SPECIFICATIONS = {
    "Alpha": {"Storage": "50 GB", "Calendar": "yes"},
    "Bravo": {"Storage": "100 GB", "Calendar": "yes", "Chat": "no"},
    "Charlie": {},
    "Delta": {"Chat": "yes", "Storage": "50 GB"},
    "Echo": {"Storage": "1 TB"},
}


def page_of(name: str, specification: dict[str, str]) -> str:
    rows = "".join(f"<tr data-compare-spec><th>{key}</th><td>{value}</td></tr>" for key, value in specification.items())
    return (
        f'<!doctype html><html lang="en"><title>{name}</title><h1 data-compare-name>\n{name}</h1>'
        '<span data-compare-picture><picture><img src="/mailbox.svg" width="640" height="480" alt=""></picture></span>'
        f'<p data-compare-spec="Price">from €4.20\n <b>per user</b></p><p data-compare-spec="Plans">Monthly</p>'
        f'<p data-compare-spec="Plans" data-compare-value="1 year: €3.50">...</p><table>{rows}</table>'
    )


@pytest.fixture
def pages() -> Iterator[FixturePages]:
    with serving() as pages:
        for name, specification in SPECIFICATIONS.items():
            pages.put(f"/{name}.html", page_of(name, specification))
        toggles = "".join(
            f'<li class="card"><button type="button" aria-pressed="false" data-compare-toggle data-url="/{name}.html" '
            f'data-name="{name}" hidden>Compare {name}</button></li>'
            for name in SPECIFICATIONS
        )
        pages.put("/list.html", pages.text("list.html").replace("<!--cards-->", toggles))
        yield pages


def choose(page: Page, pages: FixturePages, *names: str) -> None:
    page.goto(f"{pages.address}/list.html")
    for name in names:
        page.get_by_role("button", name=f"Compare {name}").click()


def table(page: Page) -> list[list[str]]:
    return page.locator("tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))"
    )


def test_four_stand_side_by_side_and_what_is_missing_is_said(page: Page, pages: FixturePages) -> None:
    choose(page, pages, "Alpha", "Bravo", "Charlie", "Delta")
    expect(page.get_by_text("4 products chosen").first).to_be_visible()

    page.get_by_role("link", name="Compare them").click()

    expect(page.get_by_role("columnheader")).to_have_count(4)
    price, plans, missing = "from €4.20 per user", "Monthly 1 year: €3.50", "\N{EN DASH}not stated"
    assert table(page) == [
        ["", *(f"{name} Take out {name}" for name in ("Alpha", "Bravo", "Charlie", "Delta"))],
        ["Price", price, price, price, price],
        ["Plans", plans, plans, plans, plans],
        ["Storage", "50 GB", "100 GB", missing, "50 GB"],
        ["Calendar", "yes", "yes", missing, missing],
        ["Chat", missing, "no", missing, "yes"],
    ]
    assert page.url.endswith("/compare.html#/Alpha.html,/Bravo.html,/Charlie.html,/Delta.html")
    expect(page.locator("th img")).to_have_count(4)


def test_a_fifth_is_refused_and_said(page: Page, pages: FixturePages) -> None:
    choose(page, pages, "Alpha", "Bravo", "Charlie", "Delta")

    page.get_by_role("button", name="Compare Echo").click()

    expect(page.get_by_role("button", name="Compare Echo")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-compare-status]")).to_have_text("Four at most. Take one out first.")
    expect(page.locator("[data-compare-count]")).to_have_text("4 products chosen")


def test_what_is_chosen_stays_for_the_tab_and_can_be_taken_back(page: Page, pages: FixturePages) -> None:
    choose(page, pages, "Alpha", "Bravo")
    page.reload()
    expect(page.get_by_role("button", name="Compare Alpha")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Compare Alpha").click()
    expect(page.locator("[data-compare-count]")).to_have_text("1 product chosen")
    page.get_by_role("button", name="Clear").click()

    expect(page.locator("[data-compare-bar]")).to_be_hidden()
    expect(page.get_by_role("button", name="Compare Bravo")).to_have_attribute("aria-pressed", "false")


def test_a_product_page_loads_what_comparing_takes_when_it_is_asked_to(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/product.html", wait_until="networkidle")
    assert "/assets/shortlist.js" not in pages.asked

    page.get_by_role("button", name="Compare").click()
    expect(page.locator("[data-compare-count]")).to_have_text("1 product chosen")
    page.reload()

    expect(page.get_by_role("button", name="Compare")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("[data-compare-bar]")).to_be_hidden()


def test_a_comparison_can_be_passed_on(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/compare.html#/Delta.html,/product.html,/Delta.html")

    expect(page.get_by_role("columnheader")).to_have_text(["Delta Take out Delta", "Mailbox Take out Mailbox"])
    expect(page.get_by_role("row", name="Calendar").get_by_role("cell").nth(1)).to_have_text("yes")


def test_differences_are_marked_in_words_too(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/compare.html#/Alpha.html,/Bravo.html")
    expect(page.get_by_text("(differs)").first).to_be_hidden()

    page.get_by_label("Mark differences").check()

    shown = page.locator("tr[data-differs] th").all_inner_texts()
    assert shown == ["Storage (differs)", "Chat (differs)"]


def test_a_column_can_be_removed_by_keyboard(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/compare.html#/Alpha.html,/Bravo.html")

    page.get_by_role("button", name="Take out Alpha").press("Enter")

    expect(page.get_by_role("columnheader")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("Taken out: Alpha")
    expect(page.get_by_role("button", name="Take out Bravo")).to_be_focused()
    assert page.url.endswith("#/Bravo.html")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing chosen yet.")).to_be_visible()
    assert page.url.endswith("/compare.html")


def test_what_is_not_there_is_named_and_the_others_stand(page: Page, pages: FixturePages, watch: Watch) -> None:
    watch.expect("status of 404")
    choose(page, pages, "Alpha", "Bravo")
    del pages.made["/Bravo.html"]

    page.get_by_role("link", name="Compare them").click()

    expect(page.get_by_role("status")).to_have_text("Could not be loaded: Bravo")
    expect(page.get_by_role("columnheader")).to_have_count(1)


@pytest.mark.parametrize(
    "hash_", ["#//elsewhere.example/x.html", "#https://elsewhere.example/x.html", "#javascript:alert(1)", "#http://["]
)
def test_other_hosts_are_never_asked(page: Page, pages: FixturePages, hash_: str) -> None:
    page.goto(f"{pages.address}/compare.html{hash_}")

    expect(page.get_by_text("Nothing chosen yet.")).to_be_visible()


def test_nothing_of_a_page_runs_here(page: Page, pages: FixturePages) -> None:
    title = '<h1 data-compare-name>&lt;img src=x onerror="name = 1"&gt;</h1>'
    pages.put("/evil.html", f'{title}<p data-compare-spec="X"><script>name = 1</script>x</p>')

    page.goto(f"{pages.address}/compare.html#/evil.html")

    expect(page.get_by_role("columnheader")).to_contain_text('<img src=x onerror="name = 1">')
    assert page.evaluate("name") == ""


def test_without_scripts_the_page_says_what_to_do(new_context: NewContext, pages: FixturePages) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(f"{pages.address}/compare.html")

    expect(page.get_by_text("Open the products in tabs of their own")).to_be_visible()
