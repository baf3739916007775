"""The change report: the same facts for a terminal, for programs and as a page that harms nobody who opens it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from rich.console import Console

from awning.catalog import Bundle, BundleItem, Category, Lifecycle, Notice, Offering, Relation, RelationKind
from awning.money import Money
from awning.report import PRIVATE, Report, as_json, print_report
from awning.report_html import html
from awning.report_tables import amount, change_listings, clean, percent
from support_changes import catalog, changes_of, report_of
from support_core import cost, floor, offering, plan
from support_settings import RESELLER
from support_strategies import FEWER, catalogs

MAILBOX = offering(plan(cost("10"), cost("9", tier="10")))
DEARER = replace(MAILBOX, plans=(plan(cost("12.5"), cost("9", tier="10")),))
OLD = replace(MAILBOX, id="OLD-1", name="Fax")
SECOND = RESELLER.replace("name: Blue Sky IT", "name: Corner & Sons") + "featured: [GONE-1]\n"
NEEDS = (Relation(RelationKind.REQUIRES, "GONE-1"),)
EVIL = "<script>alert('1')</script> & \x1b[2J[red]\x00\ud800"


def report(folder: Path, *objections: str) -> Report:
    """A change with something of each kind, for two shops."""
    return report_of(
        folder,
        catalog(MAILBOX, OLD, replace(OLD, id="GONE-1", name="Telex"), replace(OLD, id="ADD-1", relations=NEEDS)),
        catalog(
            DEARER,
            replace(OLD, lifecycle=Lifecycle.RETIRED),
            replace(OLD, id="ADD-1", name="Archive", relations=NEEDS),
            replace(OLD, id="NEW-1", name="Chat", plans=(plan(cost("10"), floor("50")),)),
        ),
        RESELLER,
        SECOND,
        objections=objections,
    )


def printed(known: Report, *, width: int = 80, most: int = 20) -> str:
    """What goes to a file or a pipe."""
    file = io.StringIO()
    print_report(known, Console(file=file, width=width, force_terminal=False), most)
    return file.getvalue()


def page(known: Report, most: int = 200) -> ET.Element:
    """The page, read as XML: what is not well-formed raises."""
    return ET.fromstring(html(known, most))


def said(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def rows(known: ET.Element, title: str) -> list[list[str]]:
    """The rows of the tables whose captions begin so."""
    return [
        [said(cell) for cell in row]
        for table in known.iter("table")
        if said(table[0]).startswith(title)
        for row in table.findall("./tbody/tr")
    ]


def test_nothing_is_said_about_a_change_that_is_none(tmp_path: Path) -> None:
    none = report_of(tmp_path, catalog(MAILBOX), catalog(MAILBOX))

    assert printed(none) == "Nothing changed.\n"
    assert "Nothing changed." in said(page(none))
    assert as_json(none)["empty"] is True


def test_the_first_line_says_whom_it_is_not_for(tmp_path: Path) -> None:
    known = report(tmp_path)

    assert printed(known).startswith("Contains buy prices: not for resellers or customers.\n")
    assert as_json(known)["notice"] == PRIVATE
    assert next(said(element) for element in page(known).iter("p")) == PRIVATE


def test_a_refusal_stands_before_everything_else(tmp_path: Path) -> None:
    known = report(tmp_path, "30 % of all offerings would go; 20 % are allowed.")

    assert printed(known).splitlines()[:3] == [
        "REFUSED: the catalog stays as it was.",
        "  - 30 % of all offerings would go; 20 % are allowed.",
        PRIVATE,
    ]
    assert "30 % of all" in said(page(known)).split(PRIVATE)[0]
    assert (as_json(known)["refused"], len(as_json(known)["objections"])) == (True, 1)


def test_a_refusal_is_said_even_where_nothing_changed(tmp_path: Path) -> None:
    known = report_of(tmp_path, catalog(MAILBOX), catalog(MAILBOX), objections=("No.",))

    assert printed(known) == "REFUSED: the catalog stays as it was.\n  - No.\nNothing changed.\n"


def test_a_terminal_gets_the_summary_the_tables_and_each_reseller(tmp_path: Path) -> None:
    text = printed(report(tmp_path))

    one_line = " ".join(text.split())
    assert "Offerings: 1 added, 3 changed (1 repriced, 1 reworded), 1 removed, 1 retired." in one_line
    assert "Feed prices: 1 of 6 move, 0 are new and 0 gone." in one_line
    assert re.search(r"MAIL-1 +P1Y-P1M +cost +10\.00 EUR +12\.50 EUR +\+25 %", text)
    assert re.search(r"Blue Sky IT +1 +0 +\+24\.96 % +1 +2\n", text)
    assert re.search(r"MAIL-1 +Mailbox +P1Y-P1M +12\.66 EUR +15\.82 EUR +\+24\.96 %", text)
    assert "Blue Sky IT, in EUR without tax" in text
    assert "Corner & Sons, in EUR without tax" in text


def test_a_shop_whose_prices_hold_their_tax_is_told_so(tmp_path: Path) -> None:
    gross = RESELLER.replace("  rate: 19\n", "  rate: 19\n  anchor: gross\n")

    known = report_of(tmp_path, catalog(MAILBOX), catalog(DEARER), RESELLER, gross)

    said_in_text = [line for line in printed(known).splitlines() if line.endswith(" tax")]
    assert said_in_text == ["Blue Sky IT, in EUR without tax", "Blue Sky IT, in EUR with tax"]
    assert [said(head) for head in page(known).iter("h2") if said(head).endswith(" tax")] == said_in_text


def test_no_line_is_wider_than_the_terminal_and_no_sku_is_cut(tmp_path: Path) -> None:
    long = replace(MAILBOX, id="S" * 100, name="N" * 200)

    text = printed(report_of(tmp_path, catalog(long), catalog(replace(long, plans=DEARER.plans))))

    assert max(map(len, text.splitlines())) <= 80
    assert text.count("S" * 5) * 5 <= text.count("S")
    assert "…" not in text


def test_a_pipe_gets_no_colours_and_a_terminal_no_commands_of_a_feed(tmp_path: Path) -> None:
    known = report_of(tmp_path, catalog(), catalog(replace(MAILBOX, name="\x1b[31mRed\x07 [bold]x[/bold]")))

    text = printed(known)

    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\N{REPLACEMENT CHARACTER}[31mRed\N{REPLACEMENT CHARACTER} [bold]x[/bold]" in text


def test_only_so_many_rows_are_shown_and_how_many_there_are_more(tmp_path: Path) -> None:
    many = [replace(MAILBOX, id=f"S-{place:02}") for place in range(25)]
    known = report_of(tmp_path, catalog(MAILBOX), catalog(MAILBOX, *many))

    text = printed(known)

    assert "Added (25)" in text
    assert text.count("and 5 more") == 2
    assert "and 5 more" not in printed(known, most=25)
    assert len(rows(page(known, most=10), "Added")) == 10
    assert len(rows(page(known), "Added")) == 25


def test_what_is_neither_a_price_nor_a_text_is_named_in_words(tmp_path: Path) -> None:
    other = {
        "notices": (Notice(30),),
        "tax_category": "reduced",
        "bundle": Bundle((BundleItem("A", "a"), BundleItem("B", "b"))),
        "plans": (replace(MAILBOX.plans[0], converts_to="P1M-P1M"),),
    }
    changes = changes_of(tmp_path, catalog(MAILBOX), catalog(replace(MAILBOX, **other)))

    [listing] = change_listings(changes, 20)

    said = "notice and cancellation, tax category, items of the bundle, what follows a trial"
    assert (listing.title, listing.rows) == ("Reworded", (("MAIL-1", "Mailbox", said),))


def test_the_page_holds_the_tables_of_the_terminal(tmp_path: Path) -> None:
    found = page(report(tmp_path))

    assert rows(found, "Feed prices") == [["MAIL-1", "P1Y-P1M", "cost", "10.00 EUR", "12.50 EUR", "+25 %"]]
    assert rows(found, "What it does to each shop") == [
        ["Blue Sky IT", "1", "0", "+24.96 %", "1", "2"],
        ["Corner & Sons", "1", "0", "+24.96 %", "1", "2"],
    ]
    assert rows(found, "Withdrawn and still in use")[0] == [
        "GONE-1", "Telex", "removed", "sells it; needs it for ADD-1", "",
    ]  # fmt: skip
    assert ["GONE-1", "Telex", "removed", "sells it; features it; needs it for ADD-1", ""] in rows(found, "Withdrawn")
    assert rows(found, "At the vendor's floor now")[0] == ["NEW-1", "Chat", "P1Y-P1M", "12.6585 EUR", "50.00 EUR"]


def test_the_page_is_one_file_that_loads_nothing(tmp_path: Path) -> None:
    text = html(report(tmp_path))

    attributes = [name for element in ET.fromstring(text).iter() for name in element.attrib]
    assert not {"src", "href", "style", "onclick", "onload"} & set(attributes)
    assert not re.search(r"https?:|url\(|@import|<script|<link|<iframe|<form", text)
    assert "default-src 'none'" in text


def test_the_page_can_be_read_by_anybody(tmp_path: Path) -> None:
    found = page(report(tmp_path, "No."))

    assert found.get("lang") == "en"
    title = found.find("./head/title")
    assert title is not None
    assert said(title).startswith("Feed change ")
    assert len(list(found.iter("h1"))) == 1
    assert len(list(found.iter("main"))) == 1
    tables = list(found.iter("table"))
    assert tables
    for table in tables:
        assert table[0].tag == "caption"
        assert said(table[0])
        assert {head.get("scope") for head in table.findall("./thead/tr/th")} == {"col"}
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.findall("./tbody/tr"))
    assert all(region.get("tabindex") == "0" and region.get("aria-label") for region in found.iter("div"))


def test_the_page_fits_phones_paper_and_the_night(tmp_path: Path) -> None:
    text = html(report(tmp_path))

    for passage in (
        'content="width=device-width, initial-scale=1"',
        "@media (prefers-color-scheme: dark)",
        "@media print",
        "overflow-x: auto",
    ):
        assert passage in text


def test_the_picture_shows_how_many_prices_move_how_far_and_says_it_in_words(tmp_path: Path) -> None:
    old = [replace(MAILBOX, id=f"S{place}", plans=(plan(cost("100")),)) for place in range(4)]
    new = [
        replace(known, plans=(plan(cost(now)),)) for known, now in zip(old, ("103", "104", "30", "100"), strict=True)
    ]

    found = page(report_of(tmp_path, catalog(*old), catalog(*new)))

    [picture] = found.iter("svg")
    assert picture.get("role") == "img"
    described = picture.find("desc")
    assert described is not None
    assert said(described) == "down over 50 %: 1; up 1 to 5 %: 2"
    widths = [int(str(bar.get("width"))) for bar in picture.iter("rect")]
    assert (len(widths), max(widths), sorted(filter(None, widths))) == (12, 150, [75, 150])


def test_where_no_price_moves_there_is_no_picture(tmp_path: Path) -> None:
    found = page(report_of(tmp_path, catalog(), catalog(MAILBOX)))

    assert not list(found.iter("svg"))


def test_names_from_a_feed_are_words_on_the_page_and_nothing_else(tmp_path: Path) -> None:
    evil = replace(MAILBOX, id="<b>", name=EVIL.replace("\ud800", ""), vendor="<i>")
    shop = RESELLER.replace("name: Blue Sky IT", "name: '<img> & Sons'")

    text = html(
        report_of(tmp_path, catalog(evil), catalog(replace(evil, plans=DEARER.plans)), shop, objections=(EVIL,))
    )

    found = ET.fromstring(text)
    assert not {"script", "b", "i", "img"} & {element.tag for element in found.iter()}
    assert "<script>alert('1')</script> & \N{REPLACEMENT CHARACTER}[2J[red]\N{REPLACEMENT CHARACTER}" in said(found)
    text.encode()


def test_programs_get_exact_amounts_and_whole_basis_points(tmp_path: Path) -> None:
    found = json.loads(json.dumps(as_json(report(tmp_path))))

    assert found["counts"] == {
        "added": 1, "changed": 3, "removed": 1, "repriced": 1, "reworded": 1, "retired": 1, "restored": 0,
        "plans_added": 0, "plans_removed": 0,
    }  # fmt: skip
    assert found["repriced"] == [
        {
            "sku": "MAIL-1", "name": "Mailbox", "plans_added": [], "plans_removed": [],
            "moves": [
                {
                    "plan_id": "P1Y-P1M", "role": "cost", "currency": "EUR", "from_quantity": "1",
                    "old": {"amount": "10", "valid_from": None, "valid_until": None},
                    "new": {"amount": "12.5", "valid_from": None, "valid_until": None},
                    "move_bp": 2_500,
                }
            ],
        }
    ]  # fmt: skip
    assert found["resellers"]["shop-1"]["moves"] == [
        {
            "sku": "MAIL-1", "name": "Mailbox", "plan_id": "P1Y-P1M", "quantity": 1,
            "old": "12.66", "new": "15.82", "move_bp": 2_496,
        }
    ]  # fmt: skip
    assert found["at"] == "2026-11-22T12:00:00+00:00"


def test_the_keys_of_the_json_stay_what_they_are(tmp_path: Path) -> None:
    found = as_json(report(tmp_path))

    assert list(found) == [
        "notice", "old_revision", "new_revision", "at", "feeds", "refused", "objections", "empty", "counts", "prices",
        "currencies_gone", "categories", "added", "removed", "retired", "restored", "repriced", "reworded", "resellers",
    ]  # fmt: skip
    assert list(found["prices"]) == ["matched", "moved", "added", "removed", "median_bp", "bars"]
    assert list(found["categories"]) == ["added", "removed", "moved", "reworded"]
    shop = found["resellers"]["shop-1"]
    assert list(shop) == [
        "name", "currency", "prices_up", "prices_down", "biggest_bp", "counts", "shelves_gone", "shelves_moved",
        "moves", "at_floor", "withdrawn", "unsold", "joined", "left",
    ]  # fmt: skip
    assert list(shop["withdrawn"][0]) == [
        "sku", "name", "retired", "uses", "required_by", "goes_with", "substitutes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("move_bp", "text"),
    [(1_250, "+12.5 %"), (-1, "-0.01 %"), (0, "0 %"), (1_000_000, "+10,000 %"), (None, "new price")],
)
def test_moves_are_written_as_people_write_them(move_bp: int | None, text: str) -> None:
    assert percent(move_bp) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("12.5", "EUR", "12.50 EUR"),
        ("12.6585", "EUR", "12.6585 EUR"),
        ("0.000000004", "EUR", "0.00000000 EUR"),
        ("1E+3", "JPY", "1,000 JPY"),
        ("0", "KWD", "0.000 KWD"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency_and_more_where_they_need_them(
    value: str, currency: str, text: str
) -> None:
    assert amount(Decimal(value), currency) == text


def test_letters_of_any_script_are_kept_and_what_is_none_is_not() -> None:
    assert clean("Bürobedarf 一 \u202eabc\n\td") == "Bürobedarf 一 \N{REPLACEMENT CHARACTER}abc  d"


def test_amounts_of_the_report_are_those_of_the_price_book(tmp_path: Path) -> None:
    [move] = report_of(tmp_path, catalog(MAILBOX), catalog(DEARER)).effects[0].moves.items

    assert Money.from_decimal(move.new, "EUR").amount == move.new


@FEWER
@given(old=catalogs, new=catalogs)
def test_any_change_can_be_printed_everywhere(
    old: list[Category | Offering], new: list[Category | Offering], tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = report_of(tmp_path_factory.getbasetemp() / "printed", old, new)

    assert all(line.isprintable() for line in printed(known).splitlines())
    assert list(_texts(page(known)))
    json.dumps(as_json(known), ensure_ascii=False).encode()


def _texts(element: ET.Element) -> Iterator[str]:
    yield from filter(str.strip, element.itertext())
