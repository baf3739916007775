"""A reseller's whole list: which rows it has, what stands in them, and files that no spreadsheet stumbles over."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from awning.pricebook import PriceBook
from awning.receipts.list_files import BOM, write_csv, write_json, write_text
from awning.receipts.price_list import ListRow, PriceList, columns
from awning.receipts.visibility import viewer_named
from awning.shop_books import open_book, sellers_of
from support_core import NOON
from support_prices import priced_project
from support_settings import changed


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be looked at only."""
    return priced_project(tmp_path_factory.mktemp("priced") / "project")


def table(project: Path, reseller: str = "blue-sky", seen_as: str = "reseller") -> list[dict[str, str]]:
    """The CSV as a program reads it."""
    with open_book(project, reseller, NOON) as book:
        text = as_csv(book, seen_as)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def as_csv(book: PriceBook, seen_as: str = "reseller") -> str:
    viewer = viewer_named(seen_as, sellers_of(book))
    file = io.StringIO(newline="")
    write_csv(file, columns(viewer), PriceList(book, viewer).rows())
    return file.getvalue()


def test_every_plan_has_a_row_and_every_tier_one_more(project: Path) -> None:
    rows = table(project)

    assert [(row["sku"], row["quantity"], row["net"], row["note"]) for row in rows] == [
        ("MAIL-1", "1", "6.11", ""),
        ("MAIL-2", "1", "6.11", ""),
        ("MAIL-2", "10", "4.37", ""),
        ("MAIL-3", "1", "", "on request"),
        ("MAIL-4", "1", "6.11", ""),
        ("MAIL-4", "10", "5.09", ""),
        ("PACK-1", "1", "11.00", "bundle"),
    ]


def test_a_row_says_all_a_reseller_may_know(project: Path) -> None:
    assert table(project)[0] == {
        "sku": "MAIL-1", "name": "Mailbox", "vendor": "Mailwright", "category": "E-mail", "plan": "P1Y-P1M",
        "term": "P1Y", "billing": "P1M", "unit": "user", "quantity": "1", "net": "6.11", "tax_rate": "20",
        "gross": "7.33", "setup": "14.55", "buy": "4.074", "margin": "1.73", "margin_percent": "28.32",
        "floor": "5.00", "rule": "vendor Mailwright: +50 %", "currency": "EUR", "notice_days": "35", "note": "",
    }  # fmt: skip


def test_the_margin_is_what_an_agent_leaves(project: Path) -> None:
    tier = table(project)[2]

    # 4.37 less 5 % for the agent, less 2.91.
    assert (tier["buy"], tier["margin"], tier["margin_percent"]) == ("2.91", "1.24", "28.41")


def test_a_list_on_a_gross_shelf_has_both_sides(tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(path.read_text(), "rate: 20, display: excluding", "rate: 20, anchor: gross"))

    first = table(folder)[0]

    assert (first["net"], first["gross"], first["floor"]) == ("6.11", "7.33", "5.00")


@pytest.mark.parametrize(
    ("seen_as", "rows"),
    [
        pytest.param("reseller", [("1", "6.11", ""), ("10", "", "on request")], id="the shop"),
        pytest.param("customer", [("1", "6.11", ""), ("10", "", "on request")], id="a customer"),
        pytest.param("distributor", [("1", "6.11", ""), ("10", "", "on request")], id="the distributor"),
    ],
)
def test_so_many_as_are_sold_on_request_have_a_row(seen_as: str, rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(path.read_text(), "  quantity: 10\n  margin: 20\n", "  quantity: 10\n  request: true\n"))

    found = table(folder, seen_as=seen_as)

    assert [(row["quantity"], row["net"], row["note"]) for row in found if row["sku"] == "MAIL-4"] == rows


def test_a_price_after_what_is_on_request_is_a_row_again(tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "blue-sky.yaml"
    more = "- {offering: MAIL-4, quantity: 20, markup: 50}\n- {offering: MAIL-4, quantity: 15, request: true}\n"
    requested = "  quantity: 10\n  request: true\n"
    path.write_text(changed(path.read_text(), "  quantity: 10\n  margin: 20\n", requested + more))

    found = table(folder)

    assert [(row["quantity"], row["net"], row["note"]) for row in found if row["sku"] == "MAIL-4"] == [
        ("1", "6.11", ""),
        ("10", "", "on request"),
        ("20", "6.11", ""),
    ]


def test_whether_a_shop_names_its_price_for_many_is_not_in_its_suppliers_list(tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "corner.yaml"
    requested = "- markup: 30\n- {offering: MAIL-1, quantity: 10, request: true}\n"
    path.write_text(changed(path.read_text(), "- markup: 30\n", requested))

    found = table(folder, "corner", "blue-sky")

    assert [(row["quantity"], row["net"]) for row in found if row["sku"] == "MAIL-1"] == [("1", "4.4814")]


LISTS: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "the distributor's has the cost": ("distributor", {"cost": "4.20", "buy": "4.074"}, set()),
    "a customer's has prices": (
        "customer",
        {"net": "6.11", "gross": "7.33"},
        {"buy", "margin", "rule", "floor", "cost"},
    ),
    "an agent's has the commission": ("agent", {"net": "6.11", "margin": "0.31"}, {"buy", "rule", "floor", "cost"}),
}


@pytest.mark.parametrize("known", LISTS)
def test_lists_of_others_have_other_columns(project: Path, known: str) -> None:
    seen_as, there, hidden = LISTS[known]

    first = table(project, seen_as=seen_as)[0]

    assert first.items() >= there.items()
    assert not hidden & {*first}


def test_a_suppliers_list_has_what_they_sell_at_and_no_more(project: Path) -> None:
    rows = table(project, "corner", "blue-sky")

    assert {*rows[0]} & {"gross", "floor", "setup", "notice_days", "cost"} == set()
    assert [(row["sku"], row["quantity"], row["net"], row["buy"], row["margin"]) for row in rows] == [
        ("MAIL-1", "1", "4.4814", "4.074", "0.41"),
        ("MAIL-2", "1", "4.4814", "4.074", "0.41"),
        ("MAIL-2", "10", "3.201", "2.91", "0.29"),
        ("MAIL-3", "1", "4.4814", "4.074", "0.41"),
        ("MAIL-4", "1", "4.4814", "4.074", "0.41"),
    ]


def test_the_file_is_rfc_4180_and_runs_nothing(project: Path) -> None:
    with open_book(project, "blue-sky", NOON) as book:
        text = as_csv(book)

    assert text.startswith(f"{BOM}sku,name,")
    assert text.count("\r\n") == text.count("\n") == 8
    assert "MAIL-2,'=Big mailbox," in text
    assert '"offering MAIL-4, from 10 units on: 20 % margin"' in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_that_a_spreadsheet_would_run_are_defused(text: str) -> None:
    row = ListRow(text, "x", "", "", "", "", "", "", "", 1, "EUR")
    file = io.StringIO(newline="")

    write_csv(file, ["sku"], [row])

    [_, [cell]] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert cell == f"'{text}"


def test_json_is_one_object_of_the_same_rows(project: Path) -> None:
    with open_book(project, "blue-sky", NOON) as book:
        viewer = viewer_named("reseller", sellers_of(book))
        file = io.StringIO()
        write_json(file, columns(viewer), PriceList(book, viewer).rows(), {"reseller": "blue-sky"})

    known: dict[str, Any] = json.loads(file.getvalue())
    assert known["reseller"] == "blue-sky"
    assert [row["net"] or "" for row in known["rows"]] == [row["net"] for row in table(project)]
    assert known["rows"][3]["note"] == "on request"


def test_a_terminal_gets_columns(project: Path) -> None:
    with open_book(project, "blue-sky", NOON) as book:
        viewer = viewer_named("reseller", sellers_of(book))
        prices = PriceList(book, viewer)
        file = io.StringIO()
        write_text(file, columns(viewer), prices.rows())

    said = file.getvalue().splitlines()
    assert said[0].split() == ["SKU", "plan", "from", "net", "gross", "buy", "margin", "margin", "%", "floor"]
    assert said[1].split() == ["MAIL-1", "P1Y-P1M", "1", "6.11", "7.33", "4.074", "1.73", "28.32", "5.00"]
    assert prices.unsold == 1
