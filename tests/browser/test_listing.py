"""A list is narrowed and sorted as a whole, however many pages it has, and its choice can be passed on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from page_watch import Watch
from support_fixture_pages import FixturePages, serving

SHELVES = {
    "/list.html": [("Delta", "bill-month term-none", "10.00"), ("alpha", "bill-year term-years", "9.50")],
    "/list-2.html": [("Charlie 10", "bill-month term-years", "9.50"), ("Echo", "term-none", "")],
    "/list-3.html": [("Charlie 2", "bill-month bill-year term-none", "0.30"), ("Bravo", "bill-year", "900000.01")],
}


def cards(shelf: list[tuple[str, str, str]]) -> str:
    return "\n".join(
        f'<li class="card {tokens}" data-name="{name}" data-value="{value}"><h2>{name}</h2><button type="button" '
        f'aria-pressed="false" data-compare-toggle data-url="/{number}-{name}.html" data-name="{name}" hidden>'
        "Compare</button></li>"
        for number, (name, tokens, value) in enumerate(shelf)
    )


@pytest.fixture
def pages() -> Iterator[FixturePages]:
    with serving() as pages:
        page = pages.text("list.html")
        for path, shelf in SHELVES.items():
            linked = page.replace('href="/list.html" aria-current="page"', f'href="{path}" aria-current="page"')
            pages.put(path, linked.replace("<!--cards-->", cards(shelf)))
        yield pages


def names(page: Page) -> list[str]:
    return page.locator("[data-cards] h2").all_inner_texts()


def test_nothing_is_loaded_before_something_is_chosen(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list.html", wait_until="networkidle")

    assert names(page) == ["Delta", "alpha"]
    assert [path for path in pages.asked if path.startswith("/list")] == ["/list.html"]
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    expect(page.get_by_role("button", name="Show all")).to_be_hidden()


def test_a_choice_looks_through_all_pages(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list.html")

    page.get_by_label("Monthly").check()

    expect(page.locator("[data-listing-status]")).to_have_text("3 products")
    assert names(page) == ["Delta", "Charlie 10", "Charlie 2"]
    assert page.url.endswith("/list.html?bill=bill-month")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()


def test_choices_narrow_each_other(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list.html")

    page.get_by_label("Monthly").check()
    page.get_by_label("Years").check()

    expect(page.locator("[data-listing-status]")).to_have_text("1 product")
    assert names(page) == ["Charlie 10"]
    assert page.url.endswith("?bill=bill-month&term=term-years")


@pytest.mark.parametrize("path", [*SHELVES, "/without-ending"])
def test_the_whole_list_is_in_order_on_every_page(page: Page, pages: FixturePages, path: str) -> None:
    pages.made["/without-ending"] = pages.made["/list-2.html"]
    page.goto(f"{pages.address}{path}?bill=bill-year")

    expect(page.locator("[data-listing-status]")).to_have_text("3 products")
    assert names(page) == ["alpha", "Charlie 2", "Bravo"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("price", ["Charlie 2", "alpha", "Charlie 10", "Delta", "Bravo", "Echo"]),
        ("-price", ["Bravo", "Delta", "alpha", "Charlie 10", "Charlie 2", "Echo"]),
        ("name", ["alpha", "Bravo", "Charlie 2", "Charlie 10", "Delta", "Echo"]),
    ],
)
def test_the_list_is_sorted_as_a_whole(page: Page, pages: FixturePages, order: str, expected: list[str]) -> None:
    page.goto(f"{pages.address}/list.html")

    page.get_by_label("Sort by").select_option(order)

    expect(page.locator("[data-listing-status]")).to_have_text("6 products")
    assert names(page) == expected
    assert page.url.endswith(f"?sort={order}")


def test_a_choice_is_read_back_from_the_address_beside_what_is_not_ours(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list-2.html?from=mail&bill=bill-month&term=nonsense&sort=price")

    expect(page.locator("[data-listing-status]")).to_have_text("3 products")
    assert names(page) == ["Charlie 2", "Charlie 10", "Delta"]
    expect(page.get_by_label("Monthly")).to_be_checked()
    expect(page.get_by_label("Any term")).to_be_checked()
    expect(page.get_by_label("Sort by")).to_have_value("price")
    page.get_by_role("button", name="Show all").click()
    assert page.url.endswith("/list-2.html?from=mail")


def test_showing_all_goes_back_to_the_page(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list-2.html?sort=name")
    expect(page.locator("[data-listing-status]")).to_have_text("6 products")

    page.get_by_role("button", name="Show all").click()

    assert names(page) == ["Charlie 10", "Echo"]
    expect(page.get_by_label("Any billing")).to_be_focused()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    assert page.url.endswith("/list-2.html")


def test_nothing_that_fits_is_said(page: Page, pages: FixturePages) -> None:
    pages.put("/list.html", pages.text("list.html").replace("<!--cards-->", cards([("Solo", "bill-year", "1.00")])))
    pages.put("/list-2.html", "<!doctype html><title>Empty</title>")
    pages.put("/list-3.html", "<!doctype html><title>Empty</title>")
    page.goto(f"{pages.address}/list.html")

    page.get_by_label("Monthly").check()

    expect(page.get_by_text("Nothing fits.")).to_be_visible()
    expect(page.locator("[data-listing-status]")).to_have_text("0 products")


def test_a_page_that_is_away_is_said_and_asked_for_again(page: Page, pages: FixturePages, watch: Watch) -> None:
    watch.expect("status of 404")
    third = pages.made.pop("/list-3.html")
    page.goto(f"{pages.address}/list.html")
    page.get_by_label("Monthly").check()
    expect(page.locator("[data-listing-status]")).to_have_text("The rest of the list could not be loaded.")
    assert names(page) == ["Delta"]

    pages.made["/list-3.html"] = third
    page.get_by_label("Yearly").check()

    expect(page.locator("[data-listing-status]")).to_have_text("3 products")


def test_of_a_very_long_list_the_first_forty_pages_are_looked_through(page: Page, pages: FixturePages) -> None:
    html = pages.made["/list.html"].decode()
    many = ", ".join(f'"/many-{number}.html"' for number in range(2, 51))
    pages.put("/list.html", html.replace('"/list-2.html", "/list-3.html"', many))
    for number in range(2, 51):
        pages.put(f"/many-{number}.html", f"<ul data-cards>{cards([(f'N{number}', 'bill-month', '1')])}</ul>")
    page.goto(f"{pages.address}/list.html")

    page.get_by_label("Monthly").check()

    expect(page.locator("[data-listing-status]")).to_have_text("40 of the first 41 products")
    assert len([path for path in pages.asked if path.startswith("/many-")]) == 39


def test_cards_of_other_pages_can_be_put_on_the_list_to_compare(page: Page, pages: FixturePages) -> None:
    page.goto(f"{pages.address}/list.html")
    page.get_by_label("Sort by").select_option("name")
    expect(page.locator("[data-listing-status]")).to_have_text("6 products")

    page.get_by_role("listitem").filter(has_text="Bravo").get_by_role("button", name="Compare").click()

    expect(page.get_by_text("1 product chosen").first).to_be_visible()
    expect(page.get_by_role("link", name="Compare them")).to_have_attribute(
        "href", f"{pages.address}/compare.html#/1-Bravo.html"
    )
