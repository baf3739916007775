"""Diagrams of solutions: every part and every arrow is there, nothing lies on top of anything else, nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.bundle_faults import blueprint_faults
from awning.catalog import Bundle, BundleItem, Connection, Outside
from awning.pages.blueprint import NODES_MAX, Link, Node, Words, blueprint, parts_of
from awning.pages.blueprint.rows import arranged
from awning.pages.blueprint.text import text_width, wrapped
from support_feeds import offerings, read
from support_strategies import FEWER

WORDS = Words("How it works", "%(source)s leads to %(target)s.", "%(source)s to %(target)s: %(says)s.")
OFFICE = [
    Node("net", "Internet", outside=True),
    Node("LINE", "Business Fibre 500", "1 \u00d7"),
    Node("WALL", "Gate 60 Firewall", "1 \u00d7"),
    Node("SWITCH", "Switch 24 PoE", "1 \u00d7"),
    Node("WIFI", "Wi-Fi 6 Access Point", "3 \u00d7"),
    Node("PHONE", "Desk 4 Phone", "10 \u00d7"),
    Node("COPY", "Keep 8 backup appliance", "1 \u00d7"),
]
WIRES = [
    Link("net", "LINE", "fibre"),
    Link("LINE", "WALL"),
    Link("WALL", "SWITCH", "checked traffic"),
    Link("SWITCH", "WIFI", "data and power"),
    Link("SWITCH", "PHONE", "data and power"),
    Link("SWITCH", "COPY", "nightly copies"),
]
Boxes = dict[str, tuple[float, float, float, float]]


def svgs(drawn: str) -> list[Any]:
    """The two drawings, as whoever reads XML sees them."""
    return ET.fromstring(drawn).findall("svg")


def texts(svg: Any, kind: str) -> list[str]:
    """What is written with a class, a text each."""
    found = (each for each in svg.iter("text") if each.get("class") == f"blueprint-{kind}")
    return [" ".join(span.text or "" for span in each.iter("tspan")) for each in found]


def boxes(svg: Any) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each box."""
    rects = [[float(each.get(key)) for key in ("x", "y", "width", "height")] for each in svg.iter("rect")]
    return [(x, y, x + width, y + height) for x, y, width, height in rects]


def strokes(svg: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight pieces of all lines, as left, top, right and bottom."""
    for path in svg.iter("path"):
        if path.get("class") != "blueprint-line":
            continue
        x = y = 0.0
        for letter, numbers in re.findall(r"([MVHQ])([-\d. ]+)", path.get("d")):
            values = [float(each) for each in numbers.split()]
            to_x, to_y = {"V": (x, values[-1]), "H": (values[-1], y)}.get(letter, tuple(values[-2:]))
            if letter in "VH":
                yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
            x, y = to_x, to_y


def lie_apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two oblongs have nothing but edges in common."""
    return one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


def test_every_part_is_a_box_with_its_name_and_quantity_and_every_connection_an_arrow() -> None:
    drawn = blueprint(OFFICE, WIRES, WORDS)

    for svg in svgs(drawn):
        assert sorted(texts(svg, "name")) == sorted(node.name for node in OFFICE)
        assert sorted(texts(svg, "quantity")) == sorted(node.quantity for node in OFFICE if node.quantity)
        assert sorted(texts(svg, "label")) == sorted(link.says for link in WIRES if link.says)
        assert len([each for each in svg.iter("path") if each.get("class") == "blueprint-arrow"]) == len(WIRES)
        assert [each.get("class") for each in svg.iter("rect")].count("blueprint-outside") == 1


def test_who_cannot_see_it_hears_a_sentence_for_each_connection() -> None:
    narrow, wide = svgs(blueprint(OFFICE, WIRES, WORDS, key="office"))

    assert narrow.find("desc").text == wide.find("desc").text
    assert narrow.find("desc").text.startswith(
        "Internet to Business Fibre 500: fibre. Business Fibre 500 leads to Gate"
    )
    assert (narrow.get("role"), narrow.find("title").text) == ("img", "How it works")
    assert [narrow.get("aria-labelledby"), narrow.get("aria-describedby"), wide.get("aria-labelledby")] == [
        "office-narrow-title",
        "office-narrow-text",
        "office-wide-title",
    ]
    assert [narrow.find("title").get("id"), narrow.find("desc").get("id")] == [
        "office-narrow-title",
        "office-narrow-text",
    ]


def test_the_narrow_one_fits_the_narrowest_phone_with_letters_people_can_read() -> None:
    narrow, wide = svgs(blueprint(OFFICE, WIRES, WORDS))

    assert (narrow.get("width"), narrow.get("font-size"), wide.get("width")) == ("288", "14", "640")


def test_it_has_no_style_and_no_script_of_its_own() -> None:
    drawn = blueprint(OFFICE, WIRES, WORDS)

    assert not re.search(r'style=|<style|<script|\son\w+=|href="(?!#)', drawn)


def test_what_a_feed_says_is_text_whatever_it_is() -> None:
    nodes = [Node('a"><script>', "<script>alert(1)</script>"), Node("b", "&amp; \u202eabc", "<b>2</b>")]

    [narrow, _] = svgs(blueprint(nodes, [Link('a"><script>', "b", "<i>")], WORDS, key='k"'))

    assert "".join(texts(narrow, "name")).replace(" ", "").replace("-", "").startswith("<script>alert(1)</script>")
    assert (texts(narrow, "quantity"), texts(narrow, "label")) == (["<b>2</b>"], ["<i>"])


@pytest.mark.parametrize(
    ("nodes", "links"),
    [
        pytest.param(OFFICE, [], id="no connections"),
        pytest.param(OFFICE, [Link("net", "nowhere"), Link("net", "net")], id="connections that name nothing"),
        pytest.param([Node(f"N{each}", "N") for each in range(NODES_MAX + 1)], [Link("N0", "N1")], id="a multitude"),
    ],
)
def test_where_a_diagram_says_nothing_there_is_none(nodes: list[Node], links: list[Link]) -> None:
    assert blueprint(nodes, links, WORDS) == ""


def test_the_longest_way_goes_down_and_what_is_unconnected_stands_last() -> None:
    rows = arranged("abcd", [("a", "b"), ("b", "c"), ("a", "c")], 2)

    assert [[cell for cell in row if isinstance(cell, str)] for row in rows.cells] == [["a"], ["b"], ["c"], ["d"]]


def test_a_circle_is_drawn_with_the_arrow_that_closes_it_pointing_up() -> None:
    nodes = [Node(each, each) for each in "abc"]

    [narrow, _] = svgs(blueprint(nodes, [Link("a", "b"), Link("b", "c"), Link("c", "a")], WORDS))

    arrows = [each.get("d") for each in narrow.iter("path") if each.get("class") == "blueprint-arrow"]
    assert [("l-4.5 9" in arrow) for arrow in arrows].count(True) == 1
    assert len(arrows) == 3


def test_rows_are_sorted_so_that_lines_do_not_cross() -> None:
    links = [("a", "d"), ("b", "c"), ("x", "a"), ("x", "b")]

    rows = arranged(list("xabcd"), links, 3)

    assert rows.cells[1:] in ([["a", "b"], ["d", "c"]], [["b", "a"], ["c", "d"]])


@st.composite
def diagrams(draw: st.DrawFn) -> tuple[list[Node], list[Link]]:
    """Up to nine nodes, each connected with some of those before or behind it."""
    names = st.text("abc MW-", min_size=1, max_size=40)
    nodes = [
        Node(f"N{number}", draw(names), draw(st.sampled_from(["", "3 \u00d7"])))
        for number in range(draw(st.integers(2, 9)))
    ]
    ends = st.sampled_from([node.id for node in nodes])
    links = draw(st.lists(st.builds(Link, ends, ends, st.sampled_from(["", "data and power", "W" * 30])), max_size=12))
    return nodes, list({(link.source, link.target): link for link in links}.values())


@FEWER
@given(diagrams())
def test_nothing_lies_on_a_box_and_all_stays_within_the_picture(told: tuple[list[Node], list[Link]]) -> None:
    drawn = blueprint(*told, WORDS)

    assert drawn == blueprint(*told, WORDS)
    for svg in svgs(drawn) if drawn else []:
        found = boxes(svg)
        width, height = float(svg.get("width")), float(svg.get("height"))
        assert len(found) == len(told[0])
        assert all(lie_apart(one, other) for one, other in combinations(found, 2))
        assert all(left >= -1 and right <= width and bottom <= height for left, _, right, bottom in found)
        for left, top, right, bottom in strokes(svg):
            assert all(lie_apart((left - 1, top, right + 1, bottom), box) for box in found)
            assert left >= -1
            assert right <= width


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("Business Fibre 500", ("Business", "Fibre 500"), id="words"),
        pytest.param("  a \n b ", ("a b",), id="spaces"),
        pytest.param("Telefongespr\u00e4che", ("Telefonges-", "pr\u00e4che"), id="a long word"),
        pytest.param("W" * 40, ("WWWWWW-", "WWWWWW-", "WWWWW\u2026"), id="too much"),
        pytest.param("Backup-Appliance", ("Backup-", "Appliance"), id="a hyphen there already"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_a_text_is_broken_into_lines_that_fit(text: str, lines: tuple[str, ...]) -> None:
    found = wrapped(text, 14, 84, 3)

    assert found == lines
    assert all(text_width(line, 14) <= 84 for line in found)


def test_a_bundle_is_drawn_in_the_language_of_the_page_with_each_offering_once() -> None:
    bundle = Bundle(
        (BundleItem("A", "P1Y-P1M", 2), BundleItem("B", "once"), BundleItem("A", "once", 1)),
        Decimal(0),
        (Outside("net", "Internet", {"de": "Das Internet"}), Outside("B", "again")),
        (Connection("net", "A", "line", {"de": "Leitung"}), Connection("net", "A", "mail"), Connection("A", "B")),
    )

    nodes, links = parts_of(bundle, "de", lambda sku: f"Name {sku}", lambda item: f"{item.quantity} \u00d7")

    assert nodes == [
        Node("net", "Das Internet", outside=True),
        Node("A", "Name A", "2 \u00d7 + 1 \u00d7"),
        Node("B", "Name B", "1 \u00d7"),
    ]
    assert links == [Link("net", "A", "Leitung, mail"), Link("A", "B")]


@pytest.mark.parametrize("language", ["en", "de", "nl", "it"])
def test_the_solutions_of_the_sample_feed_are_drawn_whole_in_every_language(language: str) -> None:
    entities, _ = read(Path(__file__).parents[2] / "content" / "feed" / "catalog.json")
    known = {each.id: each for each in offerings(entities)}
    bundles = {sku: each.bundle for sku, each in known.items() if each.bundle}

    for sku, bundle in bundles.items():
        nodes, links = parts_of(bundle, language, lambda each: known[each].said_in(language).name, lambda _: "1 \u00d7")
        drawn = blueprint(nodes, links, WORDS)

        assert list(blueprint_faults(known[sku])) == []
        assert [len(texts(svg, "label")) for svg in svgs(drawn)] == [len(bundle.connections)] * 2
        assert all(language in each.translations for each in bundle.connections) or language == "en"
    assert list(bundles) == ["FW-NEWSTART", "FW-BRANCH"]
