"""Whose turn it is in the partner finder: nobody is favoured, and nobody can wait for luck."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from awning.finder.turns import in_turn

PARTNERS = tuple(f"partner-{number}" for number in range(10))
SLUGS = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), unique=True, max_size=30)
NAMES = st.text(max_size=20)


def test_over_many_offerings_each_partner_stands_in_each_place_about_equally_often() -> None:
    places: list[Counter[str]] = [Counter() for _ in PARTNERS]

    for number in range(2_000):
        for place, slug in enumerate(in_turn(PARTNERS, f"SKU-{number}", "0123456789abcdef")):
            places[place][slug] += 1

    for counts in places:
        assert set(counts) == set(PARTNERS)
        assert min(counts.values()) >= 160
        assert max(counts.values()) <= 240


def test_a_new_catalog_draws_the_order_anew() -> None:
    before = [in_turn(PARTNERS, f"SKU-{number}", "one") for number in range(200)]

    after = [in_turn(PARTNERS, f"SKU-{number}", "two") for number in range(200)]

    assert sum(one[0] == two[0] for one, two in zip(before, after, strict=True)) < 40
    assert not any(one == two for one, two in zip(before, after, strict=True))


@given(slugs=SLUGS, page=NAMES, revision=NAMES, shuffled=st.randoms())
def test_the_order_holds_everybody_once_and_does_not_know_in_which_order_they_came(
    slugs: list[str], page: str, revision: str, shuffled: Random
) -> None:
    others = list(slugs)
    shuffled.shuffle(others)

    turn = in_turn(slugs, page, revision)

    assert sorted(turn) == sorted(slugs)
    assert in_turn(others, page, revision) == turn


@given(slugs=SLUGS.filter(bool), page=NAMES, revision=NAMES)
def test_who_leaves_changes_nothing_between_those_who_stay(slugs: list[str], page: str, revision: str) -> None:
    turn = in_turn(slugs, page, revision)

    without = in_turn(slugs[1:], page, revision)

    assert without == tuple(slug for slug in turn if slug != slugs[0])
