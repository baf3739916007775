"""The benchmark runs to its end on a small feed; how quick it is, is nobody's promise here."""

from __future__ import annotations

import json
from pathlib import Path

import bench_check
import bench_prices
from bench_import import figures
from figures import Figure, at_most, compared, median, report

_KEYS = {"name", "value", "unit", "against", "ratio", "goal", "met"}


def test_every_figure_of_an_import_is_measured_and_written(tmp_path: Path) -> None:
    measured = list(figures(tmp_path / "import", 300))
    report(measured, tmp_path / "var" / "bench.json")

    written = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert [set(figure) for figure in written] == [_KEYS] * 7
    assert all(figure["value"] >= 0 for figure in written)
    [named] = [figure for figure in written if figure["unit"] == "SKUs"]
    assert (named["value"], named["met"]) == (0, True)


def test_a_price_book_is_measured_against_bare_sums(tmp_path: Path) -> None:
    units, whole = bench_prices.figures(tmp_path / "prices", 60)

    assert (units.name, units.goal, whole.goal) == ("240 shelf prices through 2 links", 8, 40)
    assert whole.value > units.value > 0


def test_a_check_of_many_shops_is_measured_and_finds_nothing_wrong(tmp_path: Path) -> None:
    quick, mistakes = bench_check.figures(tmp_path / "check", resellers=4, offerings=300)

    assert (quick.unit, quick.goal, quick.value > 0) == ("CPU s", 15, True)
    assert (mistakes.value, mistakes.met) == (0, True)


def test_a_goal_is_met_up_to_the_figure_itself() -> None:
    met, missed = at_most("a", 150, "MB", goal=150), at_most("a", 150.1, "MB", goal=150)
    twice = compared("b", 4, "s", against=("c", 2), goal=2)

    assert (met.met, missed.met) == (True, False)
    assert twice == Figure("b", 4, "s", "c (2.00 s)", 2.0, 2, met=True)


def test_the_median_is_the_middle_one() -> None:
    assert median([9, 1, 4]) == 4
