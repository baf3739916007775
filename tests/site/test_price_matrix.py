"""The price matrix: a page for one reseller that is whole by itself, and says no more than they may know."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awning.errors import ProjectError
from awning.receipts import matrix as price_matrix
from awning.receipts.matrix import Written, write_matrix
from awning.shop_books import open_book
from support_core import NOON
from support_prices import priced_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be looked at only."""
    return priced_project(tmp_path_factory.mktemp("priced") / "project")


def written(project: Path, folder: Path, reseller: str = "blue-sky") -> Written:
    with open_book(project, reseller, NOON) as book:
        return write_matrix(book, folder)


def rows(page: Path) -> list[list[str]]:
    """The cells of the page, read as XML: what is not well-formed raises."""
    root = ET.fromstring(page.read_text(encoding="utf-8"))
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in root.findall(".//tbody/tr")]


def test_a_page_has_a_row_for_each_plan(project: Path, tmp_path: Path) -> None:
    page = written(project, tmp_path / "prices").page

    assert rows(page)[:3] == [
        ["Mailbox MAIL-1", "1 year, paid monthly per user", "4.074", "6.11", "7.33", "1.73", "28.3", "5.00", "14.55",
         "vendor Mailwright: +50 %"],
        ["=Big mailbox MAIL-2", "1 year, paid monthly per user", "4.074", "6.11", "7.33", "1.73", "28.3", "", "",
         "vendor Mailwright: +50 %"],
        ["Archive MAIL-3", "1 year, paid monthly per user, on request", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip


def test_the_whole_list_lies_beside_it(project: Path, tmp_path: Path) -> None:
    made = written(project, tmp_path)

    assert (made.plans, made.unsold, made.pages) == (5, 1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blue-sky.csv", "blue-sky.html"]
    assert 'href="blue-sky.csv"' in made.page.read_text(encoding="utf-8")
    assert "MAIL-2,'=Big mailbox,Mailwright,E-mail,P1Y-P1M,P1Y,P1M,user,10," in made.csv.read_text(encoding="utf-8")


def test_the_page_loads_nothing_and_runs_its_own_script_only(project: Path, tmp_path: Path) -> None:
    text = written(project, tmp_path).page.read_text(encoding="utf-8")

    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in text
    assert not re.search(r"(src|href)=\"(?!blue-sky\.csv)|url\(|@import", text)
    assert "not for customers or other resellers" in text


def test_it_says_nothing_of_what_lies_before_the_reseller(project: Path, tmp_path: Path) -> None:
    made = written(project, tmp_path, "corner")
    text = made.page.read_text(encoding="utf-8") + made.csv.read_text(encoding="utf-8")

    for secret in ("4.20", "4.074", "Northgate", "gold", "Platform", "Blue Sky", "blue-sky"):
        assert secret not in text
    assert "4.4814" in text


def test_a_longer_list_goes_on_and_a_shorter_one_leaves_no_page(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_matrix, "ROWS", 2)

    made = written(project, tmp_path)

    names = [f"blue-sky{ending}.html" for ending in ("", ".2", ".3")]
    assert made.pages == 3
    assert [len(rows(tmp_path / name)) for name in names] == [2, 2, 1]
    assert '<a href="blue-sky.3.html">3</a>' in made.page.read_text(encoding="utf-8")
    monkeypatch.setattr(price_matrix, "ROWS", 20)
    (tmp_path / "blue-sky-2.html").write_text("of another reseller")
    written(project, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["blue-sky-2.html", "blue-sky.html"]


def test_names_cannot_break_the_page(tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(path.read_text().replace("name: Blue Sky IT", "name: '</title><script>alert(1)</script>'"))

    page = written(folder, tmp_path / "prices").page

    assert page.read_text(encoding="utf-8").count("<script>") == 1
    assert len(rows(page)) == 5


def test_a_folder_that_cannot_be_written_is_named(project: Path, tmp_path: Path) -> None:
    (tmp_path / "prices").write_text("a file stands here")

    with pytest.raises(ProjectError, match="prices"):
        written(project, tmp_path / "prices")
