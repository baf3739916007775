"""How the search reads words, numbers and slips of the finger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.search import StoredIndex, build_index, find
from awning.search.numbers import packed, packed_rising, unpacked, unpacked_rising
from awning.search.vocabulary import nearest, slips_between
from awning.search.words import asked, folded, number_words, words
from support_search import synthetic_entries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Büro, Buero & Buro", {"buro"}),
        ("Straße STRASSE", {"strasse"}),
        ("Ærø Łódź façade", {"aro", "lodz", "facade"}),
        ("Microsoft 365 E3", {"microsoft", "365", "e3"}),
        ("FOR-FI00", {"for", "fi00", "forfi00"}),
        ("e-mail", {"e", "mail"}),
        ("l'offerta", {"l", "offerta"}),
        ("10.000 snake_case", {"10", "000", "10000", "snake", "case"}),
        ("\U0001d401old \U0001f98a ②", {"bold", "2"}),
        ("", set[str]()),
    ],
)
def test_words_are_folded_to_one_spelling(text: str, expected: set[str]) -> None:
    assert words(text) == expected


def test_a_number_without_digits_is_found_without_its_dashes_too() -> None:
    assert number_words("MS-EX") == {"ms", "ex", "msex"}


def test_a_part_number_in_a_query_is_one_word() -> None:
    assert [(each.word, each.typed, each.pieces) for each in asked("FOR-FI00 e-mail")] == [
        ("forfi00", "for-fi00", ("for", "fi00")),
        ("e", "e", ()),
        ("mail", "mail", ()),
    ]


def test_a_query_of_twenty_thousand_words_is_its_first_eight() -> None:
    assert len(asked("word " * 20_000)) == 8


@given(st.text(alphabet="aeouäöüßbxEØ̈", max_size=12), st.integers(0, 12))
def test_the_beginning_of_a_text_stays_its_beginning(text: str, length: int) -> None:
    whole, beginning = folded(text), folded(text[:length])

    assert whole.startswith(beginning)


@given(st.text())
def test_folding_twice_is_folding_once_for_words(text: str) -> None:
    assert {folded(word) for word in words(text) if "e" not in word} <= words(text)


@given(st.lists(st.integers(0, 10**9)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert [*unpacked(packed(numbers))] == numbers


@given(st.sets(st.integers(0, 20_000)))
def test_rising_numbers_come_back(numbers: set[int]) -> None:
    assert [*unpacked_rising(packed_rising(sorted(numbers)))] == sorted(numbers)


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [
        ("exchange", "exchange", 0),
        ("exchnage", "exchange", 1),
        ("fortnet", "fortinet", 1),
        ("fortiinet", "fortinet", 1),
        ("fortimet", "fortinet", 1),
        ("micorsfot", "microsoft", 2),
        ("", "four", 4),
    ],
)
def test_slips_are_counted(word: str, other: str, slips: int) -> None:
    assert slips_between(word, other) == slips


def test_of_an_unfinished_word_the_rest_is_no_slip() -> None:
    assert nearest("micor", [("microsoft", 3), ("macro", 9)], begun=True) == "microsoft"
    assert nearest("micor", [("microsoft", 3)], begun=False) is None


def test_a_word_with_all_its_letters_is_nearer_than_one_only_begun() -> None:
    assert nearest("buor", [("bortronnu", 9), ("büro", 0)], begun=True) == "büro"


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("micorsoft", "microsoft"),
        ("imcrosoft", "microsoft"),
        ("nicrosoft", "microsoft"),
        ("microsofft", "microsoft"),
        ("micorso", "microsoft"),
        ("fortnet", "fortinet"),
        ("ffortinet", "fortinet"),
        ("exchnage", "exchange"),
        ("fortnet firewal", "fortinet firewal"),
        ("firewlal fortinet", "firewall fortinet"),
        ("Datensichrung", "datensicherung"),
        ("BÜOR", "büro"),
        ("microsoft", ""),
        ("forn", "fortinet"),
        ("frt", ""),
        ("for-fi99999", ""),
        ("qqqqqqqq", ""),
    ],
)  # fmt: skip
def test_a_mistyped_word_is_put_right(query: str, meant: str) -> None:
    index = build_index(synthetic_entries(120))

    results = find(StoredIndex(index.entry, index.files.__getitem__), query)

    assert results.meant == meant
    assert bool(results.numbers) is (bool(meant) or query == "microsoft")


def test_of_words_as_near_the_more_common_is_meant() -> None:
    [first, *rest] = synthetic_entries(3)
    entries = [
        first.__class__(each.sku, name, "V", "c", "C", "p.html")
        for each, name in zip([first, *rest], ("router", "routes", "routes"), strict=True)
    ]
    index = build_index(entries)

    assert find(StoredIndex(index.entry, index.files.__getitem__), "routex").meant == "routes"
