"""The search finds what a reading of the whole catalog would find, in the order it promises."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.search import Entry, SearchIndex, StoredIndex, build_index, find, ordered
from awning.search.words import asked, number_words, words
from support_search import synthetic_entries

MAIL = Entry(
    sku="FOR-MA00",
    name="FortiMail Büro",
    vendor="Fortinet",
    category_id="email",
    category="E-Mail",
    path="products/fortimail-buero.html",
    description="Protects every mailbox against phishing. Works with Exchange.",
    values=("25 users",),
    part_number="10/4711-B",
)
WALL = replace(
    MAIL, sku="FOR-FI00", name="FortiGate 60F", path="products/fortigate-60f.html", description="A firewall.",
    part_number="",
)  # fmt: skip
EXCHANGE = replace(
    MAIL, sku="MS-EX", name="Exchange Online", vendor="Microsoft", path="products/exchange-online.html",
    description="Mailbox of 50 GB.", part_number="",
)  # fmt: skip
SMALL = (MAIL, WALL, EXCHANGE)


def opened(index: SearchIndex) -> StoredIndex:
    return StoredIndex(index.entry, index.files.__getitem__)


def found(query: str, *entries: Entry) -> list[str]:
    """The SKUs a query finds, the best first."""
    index = build_index(entries or SMALL)
    return [index.skus[number] for number in find(opened(index), query).numbers]


@cache
def catalog() -> tuple[list[Entry], StoredIndex]:
    entries = synthetic_entries(300)
    return ordered(entries), opened(build_index(entries))


@cache
def title_words(entry: Entry) -> set[str]:
    return words(f"{entry.name} {entry.vendor}") | number_words(entry.sku) | number_words(entry.part_number)


@cache
def text_words(entry: Entry) -> set[str]:
    return words(" ".join((entry.description, entry.category, *entry.values)))


def read_through(entries: list[Entry], query: str) -> list[int]:
    """What words without slips find when every word of every offering is looked at."""
    every = asked(query)
    scored: list[tuple[bool, int, int]] = []
    for number, entry in enumerate(entries):
        scores = [
            max(_scores(each.word, entry, begun=each is every[-1] and len(each.word) > 1), default=0) for each in every
        ]
        if all(scores):
            scored.append((entry.retired, -sum(scores), number))
    return [number for _, _, number in sorted(scored)]


def _scores(word: str, entry: Entry, *, begun: bool) -> Iterator[int]:
    for its, whole, beginning in ((title_words(entry), 8, 6), (text_words(entry), 2, 1)):
        if word in its:
            yield whole
        if begun and any(other.startswith(word) for other in its):
            yield beginning


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("fortimail", ["FOR-MA00"]),
        ("FORTI", ["FOR-FI00", "FOR-MA00"]),
        ("FOR-FI00", ["FOR-FI00"]),
        ("for-fi", ["FOR-FI00"]),
        ("forfi0", ["FOR-FI00"]),
        ("10/4711-B", ["FOR-MA00"]),
        ("104711b", ["FOR-MA00"]),
        ("büro", ["FOR-MA00"]),
        ("buero", ["FOR-MA00"]),
        ("Buro", ["FOR-MA00"]),
        ("25 phish", ["FOR-MA00"]),
        ("firewall fortinet", ["FOR-FI00"]),
        ("forti wall", []),
        ("  ", []),
        ("?!", []),
        ("zebra", []),
    ],
)
def test_a_query_finds_what_has_all_its_words(query: str, skus: list[str]) -> None:
    assert found(query) == skus


def test_a_title_goes_before_a_description() -> None:
    assert found("exchange") == ["MS-EX", "FOR-MA00"]


def test_a_whole_word_goes_before_a_beginning() -> None:
    gate = replace(WALL, sku="A-1", name="Gateway")

    assert found("gate", gate, replace(WALL, sku="B-2", name="Gate")) == ["B-2", "A-1"]


def test_what_is_no_longer_sold_comes_last() -> None:
    assert found("exchange", MAIL, replace(EXCHANGE, retired=True)) == ["FOR-MA00", "MS-EX"]


def test_a_word_nobody_has_as_it_stands_is_taken_for_a_beginning() -> None:
    assert found("fortig firewall") == ["FOR-FI00"]


def test_a_letter_more_does_not_empty_the_list() -> None:
    assert found("exchange z") == found("exchange")


def test_what_a_shop_does_not_sell_is_neither_found_nor_counted() -> None:
    index = build_index(SMALL)

    results = find(opened(index), "mailbox", sold={index.skus.index("MS-EX")})

    assert [index.skus[number] for number in results.numbers] == ["MS-EX"]
    assert (results.vendors, results.categories) == ({"Microsoft": 1}, {"E-Mail": 1})


def test_vendors_and_categories_are_counted() -> None:
    results = find(opened(build_index(SMALL)), "e-mail")

    assert (results.vendors, results.categories) == ({"Fortinet": 2, "Microsoft": 1}, {"E-Mail": 3})


def test_a_result_says_what_its_offering_is() -> None:
    entries, index = catalog()

    shown = [index.shown(number) for number in range(len(index))]

    assert [(each.sku, each.name, each.vendor, each.category, each.path, each.retired) for each in shown] == [
        (each.sku, each.name, each.vendor, each.category, each.path, each.retired) for each in entries
    ]


def test_a_thousand_beginnings_of_words_find_their_offering() -> None:
    chance = random.Random(1123)
    entries, index = catalog()
    missed: list[tuple[str, str]] = []

    for _ in range(1_000):
        number = chance.randrange(len(entries))
        word = chance.choice(sorted(title_words(entries[number]) | text_words(entries[number])))
        beginning = word[: chance.randint(min(2, len(word)), len(word))]
        if number not in find(index, beginning).numbers:
            missed.append((entries[number].sku, beginning))

    assert missed == []


def test_the_index_finds_what_reading_everything_finds() -> None:
    chance = random.Random(1124)
    entries, index = catalog()
    differing: list[str] = []

    for _ in range(150):
        entry = chance.choice(entries)
        every = sorted(title_words(entry) | text_words(entry))
        chosen = chance.sample(every, chance.randint(1, 3))
        query = " ".join([*chosen[:-1], chosen[-1][: chance.randint(min(2, len(chosen[-1])), len(chosen[-1]))]])
        if [*find(index, query).numbers] != read_through(entries, query):
            differing.append(query)

    assert differing == []


@given(st.lists(st.sampled_from(SMALL), unique=True).flatmap(st.permutations))
@settings(max_examples=20)
def test_the_files_do_not_depend_on_the_order_of_the_entries(entries: list[Entry]) -> None:
    assert build_index(entries) == build_index(sorted(entries, key=lambda entry: entry.sku))


def test_the_files_are_the_same_each_time_and_stand_under_what_they_hold() -> None:
    one, other = build_index(SMALL), build_index([MAIL, WALL, replace(EXCHANGE, description="Changed.")])

    assert build_index(SMALL) == one
    assert one.entry != other.entry
    assert {path.rpartition("/")[0] for path in one.files} == {one.entry.removesuffix("/index.json")}


def test_the_numbers_are_the_same_in_every_language() -> None:
    german = synthetic_entries(50)
    english = [replace(entry, name=f"A {entry.sku}", category=entry.category[::-1]) for entry in german]

    assert build_index(german).skus == build_index(english).skus


def test_an_empty_catalog_is_searched_in_vain() -> None:
    index = opened(build_index([]))

    assert (len(index), find(index, "anything").numbers) == (0, ())


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=100)
def test_any_text_can_be_indexed_and_asked(name: str, description: str, query: str) -> None:
    entry = replace(MAIL, name=name, description=description)
    index = build_index([entry, EXCHANGE])

    for text in (query, name, description):
        assert len(find(opened(index), text).numbers) <= 2
    for path, content in index.files.items():
        assert json.loads(content) is not None, path


@given(st.text(alphabet="aäöüoueßØŁé -./:4 FOR", min_size=1, max_size=30))
def test_an_offering_is_found_by_its_whole_name(name: str) -> None:
    index = opened(build_index([replace(MAIL, name=name), EXCHANGE]))

    if asked(name):
        numbers = find(index, name).numbers
        assert any(index.shown(number).name == name for number in numbers)
