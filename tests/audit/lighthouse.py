"""Lighthouse on a phone: six pages of a shop, three runs of each, the middle one counts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser

from awning_checkout.demo import Demo
from figures import median
from findings import Finding, at_least, at_most, not_measured
from support_customer import Customer
from support_tour import fill_cart
from support_words import ShopWords
from tools import FLAGS, JUDGES, Missing, chromium, judge, node, say

RUNS = 3
PAGES = ("home", "category", "product", "bundle", "cart", "search")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
UNLISTED = ("cart", "search")
"""Not for search engines, and marked so: whether they may be indexed is not asked of them."""
GOALS = {"LCP": ("lcp", "s", 1.5, 1000), "TBT": ("tbt", "ms", 50, 1), "CLS": ("cls", "", 0, 1)}
"""Name to the key of a run, the unit, the most it may be, and what divides it."""


def findings(demo: Demo, words: ShopWords, theme: str, browser: Browser) -> Iterator[Finding]:
    """Measure the pages of one shop."""
    try:
        runs = _run(_pages(demo, words, browser))
    except (Missing, OSError, subprocess.SubprocessError) as problem:
        yield not_measured(theme, f"Lighthouse, {words.slug}", str(problem))
        return
    for name in PAGES:
        yield from _page(theme, f"{words.slug}, {name}", runs.get(name, []))


def _pages(demo: Demo, words: ShopWords, browser: Browser) -> list[dict[str, Any]]:
    shop = demo.shops[words.slug] + words.root
    with browser.new_context() as context:
        customer = Customer(context.new_page(), demo, words)
        fill_cart(customer)
        state: Any = context.storage_state()
    storage = [item for origin in state["origins"] for item in origin["localStorage"]]
    paths = dict(words.pages) | {"search": f"/search.html?q={quote(words.offering.split()[0])}"}
    return [
        {
            "name": name,
            "url": f"{shop}{paths[name]}",
            "storage": storage if name == "cart" else None,
            "skip": ["is-crawlable"] if name in UNLISTED else None,
        }
        for name in PAGES
    ]


def _run(pages: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Every page's runs, by its name; a line is said for each run."""
    judge("lighthouse/package.json")
    script = Path(__file__).with_suffix(".mjs")
    results: dict[str, list[dict[str, Any]]] = {}
    with subprocess.Popen(
        [node(), script, str(JUDGES), chromium(), *FLAGS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps({"pages": pages, "runs": RUNS}))
        process.stdin.close()
        for line in process.stdout:
            result = json.loads(line)
            results.setdefault(result["name"], []).append(result)
            said = result.get("error") or " ".join(f"{result['scores'][each]}" for each in CATEGORIES)
            say(f"Lighthouse: {result['name']}, run {result['run']} of {RUNS}: {said}")
        errors = process.stderr.read()
    if process.returncode:
        raise subprocess.SubprocessError(f"Lighthouse ended with {process.returncode}: {errors[-400:]}")
    return results


def _page(theme: str, name: str, runs: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    whole = [run for run in runs if "error" not in run]
    if len(whole) < RUNS:
        why = next((run["error"] for run in runs if "error" in run), "Lighthouse said nothing of it")
        yield not_measured(theme, f"Lighthouse, {name}", why)
        return
    failed = sorted({each for run in whole for each in run["failed"]})
    for category in CATEGORIES:
        score = median(run["scores"][category] for run in whole)
        yield at_least(theme, f"{name}: {category}", score, "", goal=100, faults=failed if score < 100 else ())
    for what, (key, unit, goal, divisor) in GOALS.items():
        yield at_most(theme, f"{name}: {what}", median(run[key] for run in whole) / divisor, unit, goal=goal)
