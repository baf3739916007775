"""One price, said three times: on an offering's page, in what the page tells machines, and by `awning price`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from awning.building import build_project
from awning.bundling import BUNDLE_PLAN
from awning.catalog import Lifecycle
from awning.cli import cli
from awning.pointer import current_snapshot
from awning.resources import shipped
from support_page_prices import Prices, pages

SHOPS = ("havelwerk", "pebbletide")
PLANS_MIN = 250
"""What each sample shop has at least; fewer means that pages were not read."""

Answer = Mapping[str, Any]


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
    found = list(pages(project / "output" / shop))

    answers = {page.sku: [] if page.sku in retired else _asked(project, shop, page.sku) for page in found}

    assert {page.sku: page.plans for page in found} == {sku: _sold(prices) for sku, prices in answers.items()}
    assert {page.sku: page.rates for page in found} == {sku: _metered(prices) for sku, prices in answers.items()}
    assert {page.sku: page.offers for page in found} == {sku: _offered(prices) for sku, prices in answers.items()}
    assert sum(len(page.plans) + len(page.rates) for page in found) >= PLANS_MIN


def _asked(project: Path, shop: str, sku: str) -> list[Answer]:
    """What `awning price` answers for all plans of an offering."""
    arguments = ["price", sku, "--reseller", shop, "--json", "--project", str(project)]
    answer = json.loads(CliRunner().invoke(cli, arguments, catch_exceptions=False).output)
    if "plans" in answer:
        return answer["plans"]
    # A bundle's page says what one of them costs for its shortest period.
    first, *more = [each["net"] for each in answer["sums"]]
    return [{"plan": BUNDLE_PLAN, "unit": first, "total": first, "more": more}]


def _sold(prices: list[Answer]) -> Prices:
    return {price["plan"]: price["unit"] for price in prices if price["total"] is not None}


def _metered(prices: list[Answer]) -> list[str]:
    return [price["unit"] for price in prices if price["total"] is None]


def _offered(prices: list[Answer]) -> list[str]:
    """Machines are told what costs something, of a bundle what it costs with each period."""
    more = [unit for price in prices for unit in price.get("more", ())]
    return sorted(price for price in (*_sold(prices).values(), *more) if Decimal(price))
