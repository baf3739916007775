"""The partner finder in a browser: it leads to a partner without a script, and faultlessly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from awning.delivery.policy import Policy
from awning.delivery.preview import Preview
from awning.finder import FINDER
from page_watch import NewContext
from support_axe import faults_of
from support_finder import BLUE, GREEN, finder_project, found
from support_settings import changed

PAGES = {
    "home": "/",
    "category": "/categories/e-mail.html",
    "vendor": "/vendors/mailwright.html",
    "offering": "/products/mailbox.html",
    "retired offering": "/products/old-mail.html",
    "partners": "/partners.html",
    "partner": "/partners/green-sky.html",
    "search": "/search.html?q=mailbax",
    "not found": "/404.html",
}
LONG = "Isarlicht Systeme Gesellschaft für Datenverarbeitungsanlagenwartung mbH & Co. Kommanditgesellschaft"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a finder with five partners, and the headers a good host sends."""
    more = {
        slug: changed(changed(BLUE, "name: Blue Sky IT", f"name: '{name}'"), "Berlin, Potsdam", region)
        for slug, name, region in (
            ("isar", LONG, "München"),
            ("moor", "Moorcroft", "Leeds"),
            ("tyne", "Tyne", "Berlin"),
        )
    }
    folder = finder_project(tmp_path_factory.mktemp("finder"), shops={"blue-sky": BLUE, "green-sky": GREEN, **more})
    # Bound before it is built: a page says its own address.
    server = Preview(("127.0.0.1", 0), folder / "output" / FINDER, Policy(payments=(), secure=False))
    address = f"http://127.0.0.1:{server.server_port}"
    found(folder, urls={FINDER: address})
    Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_of_the_finder_has_no_faults_and_fits_the_smallest_screen(page: Page, site: str, kind: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}{PAGES[kind]}")
    page.wait_for_load_state("networkidle")

    faults = faults_of(page)
    page.emulate_media(color_scheme="dark")
    faults += faults_of(page, "colours")
    page.set_viewport_size({"width": 320, "height": 800})
    faults += faults_of(page)

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_scripts_one_comes_from_the_home_page_to_the_offering_in_a_partners_shop(
    new_context: NewContext, site: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/")

    page.get_by_role("main").get_by_role("link", name="E-mail").click()
    page.get_by_role("link", name="Mailbox").click()
    page.get_by_role("radio", name="Berlin").check()
    page.get_by_role("radio", name="Deutsch").check()

    shown = page.locator("#partners li.partner:visible")
    expect(shown).to_have_count(1)
    link = shown.get_by_role("link", name=re.compile("See it in their shop.*Green Sky"))
    expect(link).to_have_attribute("href", "https://g.example.com/shop/products/mailbox.html")
    page.get_by_role("button", name="Show all partners").click()
    expect(shown).to_have_count(5)


def test_partners_are_narrowed_with_the_keyboard_alone(new_context: NewContext, site: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/partners.html")

    page.get_by_role("radio", name="All").first.focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("radio", name="Berlin 3")).to_be_checked()
    expect(page.locator("li.partner:visible")).to_have_count(3)


def test_the_search_finds_what_was_mistyped_in_the_readers_language(page: Page, site: str) -> None:
    page.goto(f"{site}/de/")

    page.get_by_role("searchbox").fill("Mailbax")
    page.keyboard.press("Enter")
    page.locator("[data-results]").get_by_role("link", name="Mailbox").click()

    expect(page).to_have_url(f"{site}/de/products/mailbox.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mailbox")
