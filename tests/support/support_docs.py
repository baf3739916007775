"""Chapters of the documentation, cut up to be compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The repository."""


def chapter(name: str) -> str:
    """A page of the documentation."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, title: str) -> str:
    """A chapter's section of that title, with those inside it."""
    text = re.sub(r"```.*?```", lambda block: block[0].replace("\n#", "\n\\#"), chapter(name), flags=re.DOTALL)
    found = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert found is not None, f"{name} has no section called {title}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def table(text: str) -> list[list[str]]:
    """The rows of the first table of a text, its head first."""
    found = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert found is not None, "there is no table"
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in found[0].splitlines()]
    return [row for row in rows if not set("".join(row)) <= set("-:")]


def first_cells(text: str) -> set[str]:
    """What the first column of a text's first table names; a cell may name several."""
    return {name for row in table(text)[1:] for name in re.findall(r"`([^`]+)`", row[0])}
