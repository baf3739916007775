"""Figures: what was measured, against what, and whether it is as good as it has to be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table, and one object of ``var/bench.json``."""

    name: str
    value: float
    unit: str
    against: str
    """What it is compared with."""
    ratio: float | None
    """The value in units of what it is compared with; none where it is an amount of its own."""
    goal: float
    """The most the ratio, or without one the value, may be."""
    met: bool


def at_most(name: str, value: float, unit: str, *, goal: float) -> Figure:
    """An amount that must not be exceeded."""
    return Figure(name, round(value, 3), unit, "itself", None, goal, value <= goal)


def compared(name: str, value: float, unit: str, *, against: tuple[str, float], goal: float) -> Figure:
    """An amount that must be at most so many times another of the same run."""
    what, other = against
    ratio = value / other
    return Figure(name, round(value, 3), unit, f"{what} ({other:.2f} {unit})", round(ratio, 3), goal, ratio <= goal)


def report(figures: Sequence[Figure], path: Path) -> None:
    """Print the figures as a table, and write them for machines."""
    table = Table("what", "measured", "against", "ratio", "goal", "", title="make bench", title_justify="left")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        goal = f"at most {figure.goal:g}{'' if figure.ratio is not None else ' ' + figure.unit}"
        mark = "met" if figure.met else "MISSED"
        table.add_row(figure.name, f"{figure.value:,.2f} {figure.unit}", figure.against, ratio, goal, mark)
    Console(highlight=False).print(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")


def median(values: Iterable[float]) -> float:
    """The middle one of an odd number of values."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
