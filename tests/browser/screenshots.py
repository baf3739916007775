"""Makes the contact sheets of both themes, and the README's picture of both shops in both.

Run it with ``make screenshots``; it writes ``themes/sheets/<theme>-<shop>-<light|dark>.png`` and ``themes/shops.png``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from sheets import Sheet, side_by_side

from awning_checkout.demo import Demo
from support_customer import Customer
from support_themed import themed
from support_tour import tour
from support_words import SHOPS, THEMES, ShopWords

THEMES_FOLDER = Path(__file__).parents[2] / "themes"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TOP: ViewportSize = {"width": 1280, "height": 900}


def main() -> None:
    """Build both shops in each theme, walk through them, and put what was seen on sheets."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--theme", choices=THEMES, help="only this one; then the README's picture stays as it is")
    chosen = arguments.parse_args().theme
    homes: list[bytes] = []
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for theme in [chosen] if chosen else THEMES:
            say(f"{theme}: building both shops")
            with themed(theme) as demo:
                for words in SHOPS:
                    homes.append(home(browser, demo, words))
                    for sheet, name in sheets(browser, demo, words, theme):
                        path = THEMES_FOLDER / "sheets" / f"{name}.png"
                        say(f"{path.relative_to(THEMES_FOLDER.parent)}: {sheet.write(path) // 1024} KB")
        browser.close()
    if not chosen:
        say(f"themes/shops.png: {side_by_side(homes, THEMES_FOLDER / 'shops.png', wide=780, columns=2) // 1024} KB")


def home(browser: Browser, demo: Demo, words: ShopWords) -> bytes:
    """The top of a shop's home page."""
    with browser.new_context(viewport=TOP) as context:
        page = context.new_page()
        page.goto(f"{demo.shops[words.slug]}/", wait_until="networkidle")
        return page.screenshot()


def sheets(browser: Browser, demo: Demo, words: ShopWords, theme: str) -> list[tuple[Sheet, str]]:
    """Every page of a shop, on one sheet by day and on one by night."""
    made = {scheme: Sheet(f"{theme}, {demo.names[words.slug]}, {scheme}") for scheme in SCHEMES}
    with browser.new_context(viewport=TOP, reduced_motion="reduce") as context:
        customer = Customer(context.new_page(), demo, words)
        for name in tour(customer):
            say(f"{theme}, {words.slug}: {name}")
            for scheme in SCHEMES:
                customer.page.emulate_media(color_scheme=scheme)
                made[scheme].take(customer.page, name)
            customer.page.emulate_media(color_scheme="light")
            customer.page.set_viewport_size(TOP)
    return [(sheet, f"{theme}-{words.slug}-{scheme}") for scheme, sheet in made.items()]


def say(text: str) -> None:
    """What is going on."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
