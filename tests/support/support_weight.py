"""What a page weighs on its way to somebody who has loaded nothing yet, as the browser counts it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

BUDGETS_KB = {"Document": 10, "Stylesheet": 8, "Script": 6, "all": 60}
"""The most a product page may weigh, by what it is made of, its headers included."""
REQUESTS_MAX = 8
PHONE, DESK = (412, 823), (1280, 900)
"""Screens, in CSS pixels: the phone is the one Lighthouse looks through. Pictures further down are not loaded."""


@dataclass(slots=True)
class Weight:
    """Bytes by kind of resource, as they came over the wire."""

    bytes: Counter[str] = field(default_factory=Counter[str])
    requests: list[str] = field(default_factory=list[str])

    @property
    def total(self) -> int:
        """All of it."""
        return self.bytes.total()

    def kb(self, kind: str) -> float:
        """Thousands of bytes of a kind; of everything, for ``all``."""
        return (self.total if kind == "all" else self.bytes[kind]) / 1000

    def too_heavy(self) -> list[str]:
        """Which budgets of a product page are not kept."""
        kept = [
            f"{kind}: {self.kb(kind):.1f} of {most} KB" for kind, most in BUDGETS_KB.items() if self.kb(kind) > most
        ]
        if len(self.requests) > REQUESTS_MAX:
            kept.append(f"{len(self.requests)} of {REQUESTS_MAX} requests: {' '.join(self.requests)}")
        return kept


def weighed(page: Page) -> Weight:
    """Begin to count what a page loads; the answer grows with it."""
    weight, kinds = Weight(), dict[str, str]()
    session: Any = page.context.new_cdp_session(page)

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]
        weight.requests.append(event["response"]["url"])

    def loaded(event: dict[str, Any]) -> None:
        weight.bytes[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", loaded)
    session.send("Network.enable")
    return weight


def weight_of(browser: Browser, url: str, screen: tuple[int, int] = PHONE) -> Weight:
    """Load a page in a browser that has nothing of it."""
    with browser.new_context(viewport={"width": screen[0], "height": screen[1]}) as context:
        page = context.new_page()
        weight = weighed(page)
        page.goto(url, wait_until="networkidle")
        return weight
