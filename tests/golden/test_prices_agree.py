"""One price, said three times: on an offering's page, in what the page tells machines, and by `awning price`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from awning.building import build_project
from awning.catalog import Lifecycle
from awning.cli import cli
from awning.pointer import current_snapshot
from awning.resources import shipped

SHOPS = ("havelwerk", "pebbletide")
PLANS_MIN = 250
"""What each sample shop has at least; fewer means that pages were not read."""

Prices = dict[str, str]
Answer = Mapping[str, Any]


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
        return sorted(str(offer["price"]) for offer in self.product.get("offers", []))


class Reader(HTMLParser):
    """Reads a product page as far as it says prices."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._plan = ""
        self._in_rates = self._rate_expected = self._for_machines = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._for_machines = attributes.get("type") == "application/ld+json"
        match tag:
            case "input" if attributes.get("type") == "radio":
                self._plan = attributes["value"]
            case "input" if attributes.get("name") == f"shown-{self._plan}":
                assert attributes["value"] == self.page.plans[self._plan], "the form sends another price"
            case "table":
                self._in_rates = "rates" in attributes.get("class", "")
            case "th":
                self._rate_expected = self._in_rates
            case "data" if attributes.get("data-from") == "1":
                self.page.plans[self._plan] = attributes["value"]
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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, built."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("config", "content"):
        shutil.copytree(shipped(part), folder / part)
    assert not build_project(folder, output=folder / "output", quiet=True).failed
    return folder


@pytest.fixture(scope="module")
def retired(project: Path) -> frozenset[str]:
    """What is no longer sold: its page stays and names no price, though a person may still ask for one."""
    with current_snapshot(project / "var" / "catalog") as snapshot:
        return frozenset(each.id for each in snapshot.offerings() if each.lifecycle is Lifecycle.RETIRED)


@pytest.mark.parametrize("shop", SHOPS)
def test_every_price_of_a_shop_is_the_same_wherever_it_is_said(
    project: Path, retired: frozenset[str], shop: str
) -> None:
    pages = list(_pages(project / "output" / shop))

    answers = {page.sku: [] if page.sku in retired else _asked(project, shop, page.sku) for page in pages}

    assert {page.sku: page.plans for page in pages} == {sku: _sold(prices) for sku, prices in answers.items()}
    assert {page.sku: page.rates for page in pages} == {sku: _metered(prices) for sku, prices in answers.items()}
    assert {page.sku: page.offers for page in pages} == {sku: _offered(prices) for sku, prices in answers.items()}
    assert sum(len(page.plans) + len(page.rates) for page in pages) >= PLANS_MIN


def _pages(shop: Path) -> Iterator[Page]:
    for path in sorted((shop / "products").glob("*.html")):
        reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        yield reader.page


def _asked(project: Path, shop: str, sku: str) -> list[Answer]:
    """What `awning price` answers for all plans of an offering."""
    arguments = ["price", sku, "--reseller", shop, "--json", "--project", str(project)]
    return json.loads(CliRunner().invoke(cli, arguments, catch_exceptions=False).output)["plans"]


def _sold(prices: list[Answer]) -> Prices:
    return {price["plan"]: price["unit"] for price in prices if price["total"] is not None}


def _metered(prices: list[Answer]) -> list[str]:
    return [price["unit"] for price in prices if price["total"] is None]


def _offered(prices: list[Answer]) -> list[str]:
    """Machines are told what costs something."""
    return sorted(price for price in _sold(prices).values() if Decimal(price))
