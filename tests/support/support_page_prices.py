"""Reads the prices of built product pages as a browser and a search engine would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

Prices = dict[str, str]


@dataclass
class Page:
    """The prices of an offering's page."""

    plans: Prices = field(default_factory=dict[str, str])
    """Plan to the price of one, of all that can be put into a cart."""
    rates: list[str] = field(default_factory=list[str])
    """The first rate of each metered plan."""
    product: dict[str, Any] = field(default_factory=dict[str, Any])
    """What the page tells machines."""

    @property
    def sku(self) -> str:
        return str(self.product["sku"])

    @property
    def offers(self) -> list[str]:
        """What is offered: one offer stands by itself, several in one that holds them."""
        offers = self.product.get("offers", {"offers": []})
        return sorted(str(offer["price"]) for offer in offers.get("offers", [offers]))


class Reader(HTMLParser):
    """Reads a product page as far as it says prices."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._plan = ""
        self._price_expected = self._in_rates = self._rate_expected = self._for_machines = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._for_machines = attributes.get("type") == "application/ld+json"
        match tag:
            case "input" if attributes.get("type") == "radio":
                self._plan = attributes["value"]
            case "input" if attributes.get("name") == "shown-bundle":
                self.page.plans["bundle"] = attributes["value"]
            case "input" if attributes.get("name") == f"shown-{self._plan}":
                assert attributes["value"] == self.page.plans[self._plan], "the form sends another price"
            case "table":
                self._in_rates = "rates" in attributes.get("class", "")
            case "th":
                self._rate_expected = self._in_rates
            case "span" if attributes.get("class") == "plan-price":
                self._price_expected = True
            case "data" if self._price_expected:
                self.page.plans[self._plan] = attributes["value"]
                self._price_expected = False
            case "data" if self._rate_expected:
                self.page.rates.append(attributes["value"])
                self._rate_expected = False
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self._for_machines:
            said = json.loads(data)
            if said["@type"] == "Product":
                self.page.product = said
            self._for_machines = False


def pages(shop: Path) -> Iterator[Page]:
    """The product pages of a built shop."""
    for path in sorted((shop / "products").glob("*.html")):
        reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        yield reader.page
