"""`make audit`: holds both sample shops in each theme to what is promised of them, and prints a table per theme."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import accessibility
import lighthouse
import weight
from awning_checkout.demo import Demo
from findings import Finding, at_most, none_of, report
from support_contrast import contrast_failures
from support_themed import themed
from support_words import SHOPS, THEMES, ShopWords
from tools import FLAGS, chromium, saying
from validity import html_findings, link_findings

CHECKS = ("links", "html", "axe", "weight", "lighthouse", "search", "colours", "purchases")
COLOURS = 20_000
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure what was asked for; the exit code is 1 if a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", default="", help=f"some of {','.join(CHECKS)}")
    arguments.add_argument("--theme", default="", help=f"one of {','.join(THEMES)}")
    arguments.add_argument("--shop", default="", help=f"one of {','.join(words.slug for words in SHOPS)}")
    arguments.add_argument("--out", type=Path, default=ROOT / "var")
    chosen = arguments.parse_args()
    checks = _chosen(arguments, chosen.only, CHECKS)
    shops = [words for words in SHOPS if words.slug in (chosen.shop or words.slug)]
    found: list[Finding] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for theme in _chosen(arguments, chosen.theme, THEMES):
            if set(checks) & {"links", "html", "axe", "weight", "lighthouse"}:
                found += _of_theme(theme, checks, shops, browser)
        browser.close()
    found += _of_all(checks)
    report(found, chosen.out)
    sys.exit(0 if all(finding.met for finding in found) else 1)


def _chosen(arguments: argparse.ArgumentParser, said: str, known: Sequence[str]) -> list[str]:
    asked = [each.strip() for each in said.split(",") if each.strip()]
    if unknown := set(asked) - set(known):
        arguments.error(f"{', '.join(sorted(unknown))} is none of {', '.join(known)}")
    return [each for each in known if not asked or each in asked]


def _of_theme(theme: str, checks: Sequence[str], shops: Sequence[ShopWords], browser: Browser) -> Iterator[Finding]:
    with saying(f"{theme}: building and serving the sample shops"):
        running = themed(theme)
        demo = running.__enter__()
    try:
        for words in shops:
            yield from _of_shop(demo, words, theme, checks, browser)
        pages = demo.project / "var" / "checkout-pages"
        if "html" in checks and pages.is_dir():
            yield from html_findings(theme, "checkout", pages)
    finally:
        running.__exit__(None, None, None)


def _of_shop(demo: Demo, words: ShopWords, theme: str, checks: Sequence[str], browser: Browser) -> Iterator[Finding]:
    name = f"{theme}, {words.slug}"
    folder = demo.project / "var" / "demo" / "shops" / words.slug
    if "lighthouse" in checks:  # First, and alone on the machine.
        with saying(f"{name}: Lighthouse"):
            yield from lighthouse.findings(demo, words, theme, browser)
    if "weight" in checks:
        with saying(f"{name}: bytes over the wire"):
            yield from weight.findings(demo, words, theme, browser)
    if "axe" in checks:
        with saying(f"{name}: axe-core"):
            yield from accessibility.findings(demo, words, theme, browser, demo.project / "var" / "checkout-pages")
    if "html" in checks:
        with saying(f"{name}: HTML"):
            yield from html_findings(theme, words.slug, folder)
    if "links" in checks:
        with saying(f"{name}: links"):
            yield from link_findings(theme, words.slug, folder, demo.shops[words.slug])


def _of_all(checks: Sequence[str]) -> Iterator[Finding]:
    """What does not depend on a theme, or looks at all of them."""
    if "search" in checks:
        with saying("search of large catalogs"):
            yield from weight.search_findings()
    if "colours" in checks:
        with saying(f"{COLOURS:,} random brands"):
            yield none_of("all themes", f"{COLOURS:,} random brand colours: pairs too pale", contrast_failures(COLOURS))
    if "purchases" in checks:
        with saying("purchases in both themes and four languages, without JavaScript, with the keyboard alone"):
            yield _purchases()


def _purchases() -> Finding:
    """The tests of buying, whose failures are counted."""
    command = [sys.executable, "-m", "pytest", "tests/browser/test_purchase.py", "-q", "--tb=line", "-k", "three_seats"]
    environment = os.environ | {"CI": "true"}  # Then nothing is skipped.
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    faults = failed or ([run.stdout[-300:] + run.stderr[-300:]] if run.returncode else [])
    ways = run.stdout.strip().splitlines()[-1:] or ["nothing was said"]
    name = f"ways to buy that do not lead to the end ({ways[0]})"
    return at_most("all themes", name, len(faults), "", goal=0, faults=faults)


if __name__ == "__main__":
    main()
