"""What distributors and standards publish, imported from the command line as it is: used, or refused in words."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from support_cloudblue import connect_item
from support_command import Said, call
from support_feeds import feed_file, lines
from support_settings import project_folder

SHARED = Path(__file__).parents[3] / "shared" / "feeds"
RETAIL_LIST = SHARED / "azure-retail" / "azure-retail-prices-cognitive.ndjson"
TMF = SHARED / "tmf" / "examples"
CONNECT_PRODUCT = SHARED / "cloudblue" / "connect-response_product.json"
FEEDS = {RETAIL_LIST, CONNECT_PRODUCT}
OTHERS = sorted(path for path in SHARED.rglob("*") if path.is_file() and path.parent != TMF and path not in FEEDS)
EXAMPLES = sorted(TMF.glob("*.json"))
NO_RESOURCE = ("is no resource of a catalog.", "says nothing of a resource of a catalog.", "an operation of JSON Patch")
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="real feeds and specifications lie in ../shared, and are not part of the project"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has imported nothing yet."""
    return project_folder(tmp_path / "project")


def told(said: Said) -> dict[str, Any]:
    """The one object on standard output; nothing went wrong, and each row is used or rejected with a reason."""
    assert (said.code, said.err) == (0, "")
    told: dict[str, Any] = json.loads(said.out)
    assert told["rows"] == told["used"] + told["rejected_rows"]
    assert told["rejected_rows"] == len(told["rejected"])
    assert all(each["reason"] and each["line"] > 0 for each in told["rejected"])
    return told


def test_azures_retail_list_is_imported_as_it_comes(project: Path, tmp_path: Path) -> None:
    with RETAIL_LIST.open(encoding="utf-8") as rows:
        some = list(islice(rows, 0, None, 20))
    path = feed_file(tmp_path, "".join(some), RETAIL_LIST.name)

    found = told(call("import", path, "--project", project, "--json"))

    assert len(some) == 1060
    assert (found["rows"], found["rejected_rows"]) == (1060, 0)
    assert found["offerings"] == found["added"] == len({json.loads(row)["skuId"] for row in some})


def test_the_standards_examples_are_one_feed_and_orders_are_none(project: Path) -> None:
    refused = call("import", TMF, "--project", project)
    found = told(call("import", TMF, "--project", project, "--force", "--json"))

    rejected = {Path(each["file"]).name: each["reason"] for each in found["rejected"]}
    orders = {path.name for path in EXAMPLES if path.name.startswith("TMF622")}
    assert (refused.code, refused.out) == (1, "")
    assert "75.3 % of its rows were rejected (55 of 73; the limit is 5 %)" in refused.err
    assert len(orders) == 17
    assert rejected.keys() >= orders
    assert all(any(words in rejected[name] for words in NO_RESOURCE) for name in orders)
    assert (found["offerings"], found["rows"]) == (1, 73)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_alone_is_no_catalog_and_says_so(path: Path, project: Path) -> None:
    said = call("import", path, "--project", project)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"awning: {path}: ")
    assert said.err.count("\n") == 1
    assert list((project / "var" / "catalog").glob("*.sqlite")) == []


def test_a_product_of_connect_is_sold_once_its_items_are_known(project: Path, tmp_path: Path) -> None:
    alone = call("import", CONNECT_PRODUCT, "--project", project)
    product = json.loads(CONNECT_PRODUCT.read_text("utf-8"))
    item = connect_item(id=f"{product['id']}-0001")
    path = feed_file(tmp_path, lines(product, item), "connect.ndjson")

    found = told(call("import", path, "--project", project, "--json"))

    assert (alone.code, alone.out) == (1, "")
    assert alone.err.startswith(f"awning: {CONNECT_PRODUCT}: holds no offering that can be used")
    assert (found["rows"], found["rejected_rows"], found["offerings"]) == (2, 0, 1)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_what_is_no_feed_is_refused_in_words(path: Path, project: Path) -> None:
    said = call("import", path, "--project", project)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"awning: {path}")
    assert said.err.count("\n") == 1
    assert list((project / "var" / "catalog").glob("*.sqlite")) == []
