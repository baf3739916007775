"""The Nu HTML checker over every page of a shop, and the links, pictures and heads of all of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from awning.pages.contents import DESCRIPTION_LENGTH, TITLE_LENGTH
from findings import Finding, at_most, none_of, not_measured
from support_crawl import Crawl
from tools import Missing, java, judge

PATIENCE_S = 300


def html_findings(theme: str, name: str, folder: Path) -> Iterator[Finding]:
    """Every HTML file under a folder."""
    pages = sum(1 for _ in folder.rglob("*.html"))
    what = f"{name}, HTML errors in {pages} pages"
    try:
        faults = _errors(folder)
    except (Missing, subprocess.SubprocessError, ValueError) as problem:
        yield not_measured(theme, what, str(problem))
        return
    yield at_most(theme, what, len(faults), "", goal=0, faults=_grouped(faults))


def link_findings(theme: str, name: str, folder: Path, address: str) -> Iterator[Finding]:
    """Where every address of a shop leads, and what else all its pages owe."""
    crawl = Crawl(folder, address)
    yield none_of(theme, f"{name}, broken links in {len(crawl.pages)} pages", crawl.broken)
    yield none_of(theme, f"{name}, orphan pages", crawl.orphans)
    yield none_of(theme, f"{name}, missing alt texts", crawl.without_text)
    yield none_of(theme, f"{name}, files of other hosts", crawl.foreign())
    outside = crawl.outside_limits(TITLE_LENGTH, DESCRIPTION_LENGTH)
    yield none_of(theme, f"{name}, titles and descriptions outside their limits", outside)


def _grouped(faults: list[tuple[str, str]]) -> Iterator[str]:
    """Each complaint once, the most common first, with where it stands first: a template makes it on every page."""
    places: dict[str, list[str]] = {}
    for complaint, place in faults:
        places.setdefault(complaint, []).append(place)
    for complaint, found in sorted(places.items(), key=lambda item: -len(item[1])):
        yield f"{len(found)} times: {complaint} First in {found[0]}"


def _errors(folder: Path) -> list[tuple[str, str]]:
    """What the checker complains of, and where.

    Raises:
        Missing: it is not installed.
        subprocess.SubprocessError: it took too long.
        ValueError: it said nothing that can be read.
    """
    checker = judge("vnu-jar/build/dist/vnu.jar")
    arguments = ["--errors-only", "--skip-non-html", "--format", "json", "--stdout", str(folder)]
    command = [java(), "-Xss2m", "-jar", str(checker), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    try:
        messages: list[dict[str, Any]] = json.loads(run.stdout)["messages"]
    except (ValueError, KeyError):
        raise ValueError(f"the checker ended with {run.returncode}: {run.stderr[-300:]}") from None
    return [_said(message, folder) for message in messages]


def _said(message: dict[str, Any], folder: Path) -> tuple[str, str]:
    path = unquote(urlsplit(str(message.get("url", ""))).path).removeprefix(f"{folder}/")
    extract = message.get("extract", "").strip()
    return message["message"], f"{path}:{message.get('lastLine', '?')}: {extract!r}"
