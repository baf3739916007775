"""A shop of real rows: Azure's retail prices, in dollars, sold in euros by use."""

from __future__ import annotations

import json
import random
import re
from itertools import islice
from pathlib import Path

import pytest

from awning.config import read_project, read_reseller
from awning.importing import import_feed
from awning.pointer import current_snapshot
from awning.pricebook import PriceBook
from awning.receipts.asking import Question, receipts
from support_core import NOON
from support_settings import PROJECT, project_folder
from support_shops import SHOP, built_well

FEED = Path(__file__).parents[3] / "shared" / "feeds" / "azure-retail" / "azure-retail-prices-cognitive.ndjson"
ROWS = 21_184

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FEED.is_file(), reason="the real feed lies in ../shared, and is not part of the project"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of four hundred rows from all over the feed."""
    folder = project_folder(tmp_path_factory.mktemp("azure") / "project", project=PROJECT, reseller=SHOP)
    with FEED.open(encoding="utf-8") as file:
        rows = list(islice(file, 0, None, ROWS // 400))[:400]
    (folder / "rows.ndjson").write_text("".join(rows), encoding="utf-8")
    imported = import_feed(folder / "rows.ndjson", folder / "var" / "catalog", format_name="azure")
    assert imported.used + len(imported.rejections) == imported.rows == 400
    built_well(folder)
    return folder


def test_every_row_of_the_feed_is_used_or_rejected_with_its_reason(tmp_path: Path) -> None:
    imported = import_feed(FEED, tmp_path / "catalog", format_name="azure")

    assert imported.rows == ROWS
    assert imported.used + len(imported.rejections) == ROWS
    assert all(rejection.reason for rejection in imported.rejections)
    assert imported.offerings > 10_000


def test_every_offering_has_its_page(project: Path) -> None:
    with current_snapshot(project / "var" / "catalog") as snapshot:
        skus = {offering.id for offering in snapshot.offerings()}

    pages = {sku_of(page) for page in (project / "output" / "blue-sky" / "products").iterdir()}

    assert pages == skus
    assert len(pages) > 300


def test_every_price_on_ten_pages_is_what_awning_price_says(project: Path) -> None:
    pages = sorted((project / "output" / "blue-sky" / "products").iterdir())
    chosen = random.Random(20261122).sample(pages, 10)

    shown = {sku_of(page): sorted(prices_on(page)) for page in chosen}
    said = {sku: sorted(prices_said(project, sku)) for sku in shown}

    assert shown == said
    assert sum(map(len, shown.values())) >= 10


def sku_of(page: Path) -> str:
    told = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page.read_text("utf-8"), re.DOTALL)
    [product] = [thing for each in told if (thing := json.loads(each))["@type"] == "Product"]
    return str(product["sku"])


def prices_on(page: Path) -> list[str]:
    """Every rate in the table of rates."""
    [table] = re.findall(r'<table class="table rates">(.+?)</table>', page.read_text("utf-8"), re.DOTALL)
    return re.findall(r'<data class="price" value="([^"]+)"', table)


def prices_said(project: Path, sku: str) -> list[str]:
    """What `awning price` says of each plan and each quantity from which another rate holds."""
    settings = read_project(project)
    with current_snapshot(project / "var" / "catalog") as snapshot:
        book = PriceBook(snapshot, settings, read_reseller(project, "blue-sky", settings), as_of=NOON)
        offering = book.offering(sku)
        starts = [(plan.id, start) for plan in offering.plans for start, _ in book.tier_prices(offering, plan)]
    questions = (Question(project, sku, "blue-sky", plan_id, start, NOON) for plan_id, start in starts)
    return [f"{receipt.seen.unit}" for question in questions for receipt in receipts(question).receipts if receipt.seen]
