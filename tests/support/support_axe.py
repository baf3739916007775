"""What axe-core says of a page: faults, and what it could not decide, which counts as much."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

JUDGES = Path(os.environ.get("AUDIT_TOOLS") or Path(__file__).parents[2] / ".venv" / "audit" / "node_modules")
"""Where `.ci/setup audit` puts what comes from npm."""
HOW_TO = "no axe-core: pip install axe-playwright-python, or .ci/setup audit"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ABOUT_COLOUR = ["color-contrast", "link-in-text-block"]
# Without `preload` axe reads no stylesheet over the network, which the checkout's policy would refuse it.
_RUN = """async (runOnly) => {
    const options = { runOnly, preload: false, resultTypes: ["violations", "incomplete"] };
    const { violations, incomplete } = await axe.run(document, options);
    const said = (sure) => ({ id, nodes }) => nodes.map((node) =>
        `${id}${sure}: ${node.target} ${[...node.any, ...node.all].map(({ message }) => message).join(" ")}`);
    return [...violations.flatMap(said("")), ...incomplete.flatMap(said(" (undecided)"))];
}"""
Asked = Literal["everything", "colours"]


@lru_cache
def axe_source() -> str:
    """The source of axe-core: the newer one from npm where it is installed, else the one in a Python package.

    Raises:
        ModuleNotFoundError: there is neither.
    """
    newer = JUDGES / "axe-core" / "axe.min.js"
    source = newer if newer.is_file() else files("axe_playwright_python") / "axe.min.js"
    return source.read_text(encoding="utf-8")


def faults_of(page: Page, asked: Asked = "everything") -> list[str]:
    """Everything axe finds on the page as it stands, or what is wrong with its colours: all that differs by night.

    What is evaluated is not subject to the page's content security policy.
    """
    page.evaluate(axe_source())
    rules = {"type": "tag", "values": _TAGS} if asked == "everything" else {"type": "rule", "values": _ABOUT_COLOUR}
    return page.evaluate(_RUN, rules)
