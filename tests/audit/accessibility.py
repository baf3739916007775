"""axe-core on every kind of page, at three widths, by day and by night: faults, and what it could not decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Error

from awning_checkout.demo import Demo
from findings import Finding, none_of, not_measured
from support_axe import faults_of
from support_customer import Customer
from support_tour import tour
from support_words import ShopWords
from tools import say

WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def findings(demo: Demo, words: ShopWords, theme: str, browser: Browser, kept: Path) -> Iterator[Finding]:
    """Walk through a shop and its checkout.

    Args:
        demo: where it runs.
        words: the shop's.
        theme: which it wears.
        browser: to walk with.
        kept: a folder for the checkout's pages, so that others can look at them.
    """
    faults: list[str] = []
    seen = 0
    try:
        for name, customer in stops(browser, demo, words):
            say(f"axe-core: {theme}, {words.slug}, {name}")
            seen += 1
            faults += _at_all_sizes(customer, name)
            if customer.page.url.startswith(demo.checkout):
                kept.mkdir(parents=True, exist_ok=True)
                (kept / f"{words.slug}-{name.replace(', ', '-').replace(' ', '-')}.html").write_text(
                    customer.page.request.get(customer.page.url).text(), encoding="utf-8"
                )
    except (Error, AssertionError) as problem:
        yield not_measured(theme, f"{words.slug}, axe-core", f"after {seen} pages: {problem}")
        return
    sure = [fault for fault in faults if "(undecided)" not in fault]
    yield none_of(theme, f"{words.slug}, axe-core, {seen} pages in 6 forms: violations", sure)
    yield none_of(theme, f"{words.slug}, axe-core: undecided", [fault for fault in faults if fault not in sure])


def stops(browser: Browser, demo: Demo, words: ShopWords) -> Iterator[tuple[str, Customer]]:
    """The kinds of page of a shop, each open in its turn."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        customer = Customer(context.new_page(), demo, words)
        for name in tour(customer):
            yield name, customer


def _at_all_sizes(customer: Customer, name: str, look: Callable[..., list[str]] = faults_of) -> list[str]:
    page = customer.page
    faults: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{name}, {width}, {scheme}: {fault}" for fault in look(page)]
    page.emulate_media(color_scheme="light")
    return faults
