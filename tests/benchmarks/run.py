"""`make bench`: measures, prints a table, and writes var/bench.json."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import bench_check
import bench_import
import bench_prices
import bench_search
from figures import report

PRICED = 10_000
"""Offerings of the price book."""
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure everything; the exit code is 1 if a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offerings", type=int, default=100_000, help="in the large feed")
    arguments.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = list(bench_import.figures(Path(folder) / "import", chosen.offerings))
        measured += bench_prices.figures(Path(folder) / "prices", min(PRICED, chosen.offerings))
        measured += bench_check.figures(Path(folder) / "check")
    measured += bench_search.figures()
    report(measured, chosen.out)
    sys.exit(0 if all(figure.met for figure in measured) else 1)


if __name__ == "__main__":
    main()
