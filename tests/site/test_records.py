"""JSON records: each with the line it begins on, and a clear word where the file is broken."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import FeedUnreadable
from awning.feeds import Reading
from awning.feeds.files import FeedFile, files_of
from awning.feeds.records import json_records
from support_feeds import feed_file, reasons

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def records(path: Path, envelope: str = "") -> tuple[list[tuple[int, dict[str, Any]]], Reading]:
    reading = Reading(path.name)
    [file] = files_of(path)
    return list(json_records(file, reading, envelope=envelope)), reading


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        pytest.param('[{"a": 1}, {"b": 2}]', "f.json", [1, 1], id="a list on one line"),
        pytest.param('\n[\n  {"a": 1},\n\n  {\n"b": 2\n}\n]\n', "f.json", [3, 5], id="a list over many lines"),
        pytest.param('{"a": 1}\n{"b": 2}\n', "f.json", [1, 2], id="a record a line"),
        pytest.param('\n\n{"a": 1}\n\n{"b": 2}', "f.json", [3, 5], id="a record a line with empty lines"),
        pytest.param('{"a": 1}', "f.json", [1], id="one record"),
        pytest.param('{\n"a": 1\n}', "f.json", [1], id="one record over three lines"),
        pytest.param('{"a": 1}', "f.ndjson", [1], id="one record in a file called ndjson"),
        pytest.param('\ufeff[{"a": 1}]', "f.json", [1], id="a list behind a byte order mark"),
        pytest.param('\ufeff{"a": 1}\n{"b": 2}', "f.json", [1, 2], id="lines behind a byte order mark"),
        pytest.param('[{"a": 1},\r\n{"b": 2}]\r\n', "f.json", [1, 2], id="lines of Windows"),
        pytest.param("[]", "f.json", [], id="an empty list"),
        pytest.param('[{"a": 1},\n{"b": 2}]', "f.ndjson", [1, 2], id="a list in a file called ndjson"),
        pytest.param('[{"a": 1}]', "f.ndjson", [1], id="a list on the one line of a file called ndjson"),
        pytest.param('[\n{"a": 1}\n]', "f.json", [2], id="a list of one record, over three lines"),
        pytest.param(" \n\t", "f.json", [], id="nothing"),
    ],
)
def test_each_record_has_the_line_it_begins_on(text: str, name: str, found: list[int], tmp_path: Path) -> None:
    path = feed_file(tmp_path, text, name)

    read, reading = records(path)

    assert [line for line, _ in read] == found
    assert reading.rejections == []


def test_the_list_in_an_envelope_is_found_among_its_other_keys(tmp_path: Path) -> None:
    path = feed_file(
        tmp_path,
        '{"Note": "the \\"Items\\" are below: [", "Count": 2,\n"Items": [\n{"a": 1},\n{"b": 2}],\n"Next": null}',
    )

    read, _ = records(path, "Items")

    assert read == [(3, {"a": Decimal(1)}), (4, {"b": Decimal(2)})]


def test_pages_of_records_can_stand_one_a_line(tmp_path: Path) -> None:
    path = feed_file(tmp_path, '{"Items": [{"a": 1}, {"a": 2}]}\n{"Items": [{"a": 3}]}\n')

    read, _ = records(path, "Items")

    assert [(line, int(record["a"])) for line, record in read] == [(1, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("text", ['{"Count": 1}', '{"Items": {}}', '{"Items": 3, "Count": 1}'])
def test_an_object_without_a_list_in_its_envelope_is_one_record(text: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, text)

    read, _ = records(path, "Items")

    assert len(read) == 1


def test_numbers_stay_exactly_as_they_are_written(tmp_path: Path) -> None:
    path = feed_file(tmp_path, '[{"price": 0.10000000000000000001, "count": 3, "huge": ' + "9" * 5000 + "}]")

    [(_, record)], _ = records(path)

    assert record["price"] == Decimal("0.10000000000000000001")
    assert record["count"] == Decimal(3)
    assert record["huge"] == Decimal("9" * 5000)


def test_numbers_past_all_bounds_are_left_for_the_row_to_refuse(tmp_path: Path) -> None:
    path = feed_file(tmp_path, '[{"a": 1e400, "b": 1e99999999999999999999, "c": -1e99999999999999999999}]')

    [(_, record)], _ = records(path)

    assert record["a"] == Decimal("1e400")
    assert not record["b"].is_finite()
    assert not record["c"].is_finite()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"not json at all", "line 1, column 1: this is not JSON (Expecting value)", id="prose"),
        pytest.param(b'[\n{"a": 1},\n{"b" 2}]', "line 3, column 6: this is not JSON", id="a colon is missing"),
        pytest.param(b'[\n{"a": 1}\n{"b": 2}]', "line 3, column 1: the list of records is cut", id="no comma"),
        pytest.param(b'[{"a": 1}, {"b":', "line 1, column 17: this is not JSON", id="cut short in a record"),
        pytest.param(b'[{"a": 1},', "line 1, column 11: this is not JSON", id="cut short behind a comma"),
        pytest.param(b'[{"a": 1}', "line 1, column 10: the list of records is cut short", id="no end of the list"),
        pytest.param(b'[{"a": 1}]\n[{"b": 2}]', "line 2, column 1: there is more behind the end", id="two lists"),
        pytest.param(b'{\n"a": 1\n}\n{\n"b": 2\n}', "line 4, column 1: there is more behind", id="two objects"),
        pytest.param(b'[{"a": "\x00"}]', "line 1, column 9: this is not JSON (Invalid control", id="a NUL byte"),
        pytest.param(b"[" * 100_000, "line 1, column 2: the JSON is nested too deeply", id="nested without end"),
        pytest.param(b'[{"a": "\xff"}]', "byte 9 is not UTF-8 text. Save the feed as UTF-8", id="Latin-1"),
        pytest.param('[{"a": 1}]'.encode("utf-16"), "byte 1 is not UTF-8 text", id="UTF-16"),
        pytest.param(b"\n <!DOCTYPE html><html>", "this is HTML or XML that no reader knows", id="a log-in page"),
        pytest.param(b"<BMECAT>", "this is HTML or XML that no reader knows", id="XML"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(content: bytes, said: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, content)

    with pytest.raises(FeedUnreadable) as refusal:
        records(path)

    assert str(refusal.value).startswith(str(path))
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"Items": [{"a": 1}', "line 1, column 20: the list of records is cut short", id="in the list"),
        pytest.param('{"Items": [{"a": 1}]', "line 1, column 21: the list of records is cut short", id="behind it"),
        pytest.param('{"Items"', "line 1, column 9: a key and a colon are missing", id="behind the key"),
        pytest.param('{"Items" [', "line 1, column 10: a key and a colon are missing", id="no colon"),
        pytest.param("{1: [", "line 1, column 3: a key and a colon are missing", id="a number for a key"),
    ],
)
def test_a_broken_envelope_is_refused_with_the_place(text: str, said: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, text)

    with pytest.raises(FeedUnreadable) as refusal:
        records(path, "Items")

    assert said in str(refusal.value)


def test_a_broken_line_costs_one_row_and_not_the_feed(tmp_path: Path) -> None:
    deep = "[" * 100_000
    path = feed_file(
        tmp_path,
        b'{"a": 1}\n{"b": \n[1]\n"text"\n3\nnull\n\xff\n' + deep.encode() + b'\n{"z": 26}\n',
    )

    read, reading = records(path)

    assert [line for line, _ in read] == [1, 9]
    assert reasons(reading) == [
        "2: The line is not JSON: Expecting value, column 6.",
        "3: A list stands where a record belongs: {...}.",
        "4: 'text' stands where a record belongs: {...}.",
        "5: 3 stands where a record belongs: {...}.",
        "6: Null stands where a record belongs: {...}.",
        "7: The line is not UTF-8 text (byte 1). Save the feed as UTF-8.",
        "8: The line is nested too deeply to be a record.",
    ]


@pytest.mark.parametrize("first", ['{"a": 1', '{"a": "\\q"}', "{" * 5, '{"a":' * 50_000])
def test_a_first_line_that_is_broken_is_one_row_too(first: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, f'{first}\n{{"b": 2}}\n{{"c": 3}}\n')

    read, reading = records(path)

    assert [line for line, _ in read] == [2, 3]
    assert [rejection.line for rejection in reading.rejections] == [1]


def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    folder = FeedFile(tmp_path, "feeds")

    with pytest.raises(FeedUnreadable, match="feeds: cannot be read"):
        list(json_records(folder, Reading("feeds")))


@given(values=st.lists(json_values, max_size=6), indent=st.sampled_from([None, 1]))
def test_every_element_of_a_list_is_a_record_or_a_rejection(
    values: list[Any], indent: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), json.dumps(values, indent=indent))

    read, reading = records(path)

    assert len(read) == sum(isinstance(value, dict) for value in values)
    assert len(read) + len(reading.rejections) == len(values)
