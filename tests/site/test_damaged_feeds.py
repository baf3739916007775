"""All readers at once: whatever the bytes, an import ends in words or in a whole catalog, and every row is counted."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.errors import FeedError
from awning.feeds import Feed, readers
from awning.feeds.files import files_of
from awning.importing import Imported, Input, Options, import_feeds
from awning.pointer import current_revision, current_snapshot
from support_bmecat import document, lies_in, price_update, repriced, update
from support_bmecat import group as bmecat_group
from support_bmecat import price as bmecat_price
from support_bmecat import product as bmecat_product
from support_cloudblue import (
    connect_item,
    connect_parameter,
    connect_product,
    price_point,
    price_version,
    simple_parameters,
    simple_plan,
    simple_product,
)
from support_core import NOON
from support_damage import scarred
from support_feeds import CATALOG, EMAIL, array, azure_row, feed_file, lines, offering_row
from support_ingram import plan, plan_price, price, product
from support_nce import future_row, nce_row, sheet
from support_pricefile import dandh, ingram, synnex
from support_tmf import CATALOG as TMF_CATALOG
from support_tmf import category, event, offering, specification
from support_tmf import price as tmf_price

SERVICES = """\
vendor: Havelwerk
category: {id: services, name: Services, de: {name: Dienste}}
services:
- sku: ONSITE
  name: A day on site
  description: |
    We come to you.
  price: 890.00
  per: day
  questions: [{name: address, label: Where?}]
- {sku: CARE, name: Care, price: 49.90, every: month, commitment: 1 year}
"""


@dataclass(frozen=True)
class Sample:
    """A small feed of one format with nothing wrong in it."""

    format: str
    name: str
    content: str
    stands: str = ""
    """What was imported before; for feeds of changes, what they change."""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    a_row_a_line: bool = False
    """Whether each line that is not blank is one row, whatever stands in it."""

    def feed(self, folder: Path, content: bytes) -> Feed:
        """The feed with other content."""
        path = feed_file(folder, content, self.name)
        return Feed(files_of(path), name="list", currency="EUR", **self.settings)


NCE = sheet(nce_row(), nce_row(SkuId="0002", BillingPlan="Annual", Currency="CHF"))
BMECAT = document(
    bmecat_product(),
    bmecat_product(
        "LAP-2", features="<PRODUCT_FEATURES><FEATURE><FNAME>A</FNAME><FVALUE>1</FVALUE></FEATURE></PRODUCT_FEATURES>"
    ),
    lies_in("LAP-1", "laptops"),
    groups=[bmecat_group("root", "1", "0"), bmecat_group("leaf", "laptops", "1")],
)
TMF = [TMF_CATALOG, category(), tmf_price(), specification(), offering(), offering("FW-2")]
CONNECT = [connect_product(), connect_item(), connect_parameter(), price_version(), price_point()]
SAMPLES = {
    "neutral": Sample("neutral", "list.json", array(CATALOG, EMAIL, offering_row(), offering_row("B"))),
    "neutral lines": Sample(
        "neutral", "list.ndjson", lines(CATALOG, EMAIL, offering_row(), offering_row("B")), a_row_a_line=True
    ),
    "azure": Sample(
        "azure",
        "list.ndjson",
        lines(azure_row(), azure_row(skuId="B", type="Reservation", reservationTerm="1 Year")),
        a_row_a_line=True,
    ),
    "nce": Sample("nce", "sheet.csv", NCE),
    "nce changes": Sample(
        "nce",
        "sheet.csv",
        sheet(future_row("Changed", UnitPrice="132.00"), future_row("New", SkuId="0003")),
        stands=NCE,
    ),
    "ingram": Sample("ingram", "list.json", json.dumps({"catalog": [product(), product("B")]}, indent=1)),
    "ingram lines": Sample(
        "ingram",
        "list.ndjson",
        lines(product(), price(), {"plans": [plan()]}, {"subscriptionPrice": [plan_price()]}),
    ),
    "cloudblue": Sample(
        "cloudblue",
        "list.json",
        array(simple_product(), simple_plan(), simple_parameters({"name": "domain", "type": "domain"})),
    ),
    "connect": Sample("cloudblue", "list.ndjson", lines(*CONNECT), a_row_a_line=True),
    "tmf": Sample("tmf", "list.json", array(*TMF)),
    "tmf and an event": Sample(
        "tmf",
        "list.ndjson",
        lines(
            *TMF, offering("FW-3", category=[{"id": "net", "name": "Net"}]), event("Category", "Create", category("x"))
        ),
        a_row_a_line=True,
    ),
    "tmf events": Sample(
        "tmf",
        "list.ndjson",
        lines(
            event("ProductOffering", "AttributeValueChange", {"id": "FW-1", "name": "Firewall for homes"}),
            event("ProductOffering", "Delete", {"id": "FW-2"}),
        ),
        stands=lines(*TMF),
        a_row_a_line=True,
    ),
    "bmecat": Sample("bmecat", "catalog.xml", BMECAT),
    "bmecat 1.2": Sample("bmecat", "catalog.xml", document(bmecat_product(), bmecat_product("B"), spelling="1.2")),
    "bmecat update": Sample(
        "bmecat",
        "catalog.xml",
        document(bmecat_product("LAP-2", mode="delete"), bmecat_product("NEW", mode="new"), transaction=update()),
        stands=BMECAT,
    ),
    "bmecat prices": Sample(
        "bmecat",
        "catalog.xml",
        document(repriced("LAP-1", bmecat_price("810.00")), transaction=price_update()),
        stands=BMECAT,
    ),
    "synnex": Sample("pricefile", "list.ap", synnex() + synnex(F04="B"), a_row_a_line=True),
    "price file of ingram": Sample("pricefile", "list.txt", ingram() + ingram(sku="B")),
    "dandh": Sample("pricefile", "list.txt", dandh() + dandh(SKU="B"), a_row_a_line=True),
    "ingram changes": Sample(
        "pricefile",
        "list.txt",
        ingram(action_indicator="C", customer_price="0000281.0000") + ingram(action_indicator="D", sku="B"),
        stands=ingram() + ingram(sku="B"),
        settings={"profile": "ingram-changes"},
    ),
    "services": Sample("services", "services.yaml", SERVICES, settings={"owner": "havelwerk"}),
}


def imported(sample: Sample, folder: Path, content: bytes, format_name: str) -> Imported:
    """Import these bytes over what stands in the folder, whatever the guards say that can be forced."""
    feed = sample.feed(folder, content)
    return import_feeds([Input(feed, format_name)], folder / "catalog", Options(force=True, moment=NOON))


@cache
def prepared(name: str, base: Path) -> Path:
    """A folder with the catalog that stands before this sample comes."""
    sample, folder = SAMPLES[name], base / name
    feed_file(folder, "")
    imported(sample, folder, (sample.stands or sample.content).encode(), sample.format)
    return folder


def lying_in(catalog: Path) -> dict[str, bytes]:
    """What lies in the catalog's folder, but for its history."""
    return {path.name: path.read_bytes() for path in catalog.iterdir() if path.name != "history.ndjson"}


def rows_in(sample: Sample, content: bytes) -> int:
    """How many lines there are that are not blank; in tables a line without anything between delimiters is."""
    if sample.name.endswith(".ndjson"):
        return sum(1 for line in content.split(b"\n") if line.strip())
    text = re.sub("[~|]", "", content.decode("utf-8-sig", errors="surrogateescape"))
    return sum(1 for line in re.split("\r\n?|\n", text) if line.strip())


def test_every_reader_has_a_sample() -> None:
    assert {sample.format for sample in SAMPLES.values()} == readers().keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_used_to_the_last_row(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    prepared.__wrapped__(name, tmp_path)

    # The blank line is for those that stand already, and would be recognised.
    found = imported(sample, tmp_path / name, (sample.content + "\n").encode(), sample.format)

    assert found.rejections == ()
    assert found.rows == found.used > 0


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=max(1, settings().max_examples // 8))
@given(data=st.data())
def test_whatever_the_bytes_a_catalog_stands_whole_and_rows_are_counted(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sample, base = SAMPLES[name], tmp_path_factory.getbasetemp() / "damaged"
    ready, folder = prepared(name, base / "ready"), base / "at work"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ready, folder)
    content = data.draw(scarred(sample.content.encode()) | st.binary(max_size=300))
    format_name = data.draw(st.sampled_from([sample.format, "auto"]))
    before = lying_in(folder / "catalog")

    found, said = None, ""
    try:
        found = imported(sample, folder, content, format_name)
    except FeedError as problem:
        said = str(problem)

    if found is None:
        assert said.replace("\n", "").isprintable()
        assert lying_in(folder / "catalog") == before
        return
    assert found.rows == found.used + found.rejected
    assert found.rejected >= len(found.rejections) >= min(1, found.rejected)
    if sample.a_row_a_line and format_name == sample.format:
        assert found.rows == rows_in(sample, content)
    assert current_revision(folder / "catalog") == found.revision
    assert lying_in(folder / "catalog").keys() == before.keys() | {f"{found.revision}.sqlite"}
    with current_snapshot(folder / "catalog") as snapshot:
        assert snapshot.whole()
        assert sum(1 for _ in snapshot.offerings()) == found.offerings > 0
