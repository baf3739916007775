"""A first search costs as many bytes as was promised, a further one none, and an index is made in no time."""

from __future__ import annotations

import time

import pytest

from awning.search import build_index
from bench_search import GOALS_KB, QUERIES, figures, wire
from support_search import synthetic_entries


@pytest.mark.parametrize("offerings", GOALS_KB)
def test_a_first_search_keeps_to_its_bytes_and_a_further_one_costs_none(offerings: int) -> None:
    shop = wire(offerings)

    worst = max(QUERIES, key=shop.cold)

    assert shop.cold(worst) <= GOALS_KB[offerings] * 1_000, worst
    assert shop.asked("micros", "microsoft") == 0


def test_the_benchmark_measures_bytes_and_time() -> None:
    cold, more, large = figures((200,), large=300)

    assert (cold.goal, cold.met, more.value, large.goal, large.met) == (35, True, 0, 15, True)
    assert 5 < cold.value < 35


def test_an_index_of_a_thousand_offerings_takes_less_than_a_second() -> None:
    entries = synthetic_entries(1_000)
    start = time.process_time()

    build_index(entries)

    assert time.process_time() - start < 1
