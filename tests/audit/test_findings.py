"""The audit says what it found: what is missed is missed, and so is what could not be measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from findings import Finding, at_least, at_most, none_of, not_measured, report

KEYS = {"name", "value", "unit", "against", "ratio", "goal", "met"}


@pytest.mark.parametrize(
    ("finding", "met"),
    [
        (at_most("canopy", "CSS", 8, "KB", goal=8), True),
        (at_most("canopy", "CSS", 8.1, "KB", goal=8), False),
        (at_least("canopy", "home: seo", 100, "", goal=100), True),
        (at_least("canopy", "home: seo", 99, "", goal=100), False),
        (none_of("canopy", "broken links", []), True),
        (none_of("canopy", "broken links", ["index.html: gone.html"]), False),
        (not_measured("canopy", "HTML errors", "no Java runtime"), False),
    ],
    ids=["just enough", "too much", "reached", "not reached", "none", "one", "not measured"],
)
def test_a_goal_is_met_or_missed(finding: Finding, met: bool) -> None:
    assert finding.met is met


def test_the_file_has_every_figure_in_the_form_of_the_benchmarks_and_every_fault(tmp_path: Path) -> None:
    found = [none_of("canopy", "broken links", [f"index.html: {n}.html" for n in range(20)])]
    found.append(not_measured("marquee", "HTML errors", "no Java runtime"))

    report(found, tmp_path)

    first, second = json.loads((tmp_path / "audit.json").read_text())
    assert set(first) == KEYS
    assert (first["name"], first["value"], first["met"]) == ("canopy: broken links", 20, False)
    assert (second["value"], second["met"]) == (-1, False)
    assert len((tmp_path / "audit-faults.txt").read_text().splitlines()) == 21


def test_the_table_names_the_first_faults_and_says_what_was_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(
        [none_of("canopy", "links", [f"{n}.html" for n in range(20)]), not_measured("canopy", "HTML", "no Java")],
        tmp_path,
    )

    said = capsys.readouterr().out
    assert "links: 7.html" in said
    assert "8.html" not in said
    assert "and 12 more" in said
    assert "not measured" in said
    assert "HTML: no Java" in said
    assert "0 of 2 goals are met" in said
