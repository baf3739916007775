"""Importing a large feed, against reading the same lines as JSON and throwing them away."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from figures import Figure, at_most, compared, median
from large_feed import sku, write_feed
from measure import Cost, run

CHANGED = 100
ROUNDS = 3
_BASELINE = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)"
_AWNING = ("-m", "awning")
_SETTINGS = "distributor: {name: Northgate Distribution}\nfeed: feed.ndjson\n"


def figures(folder: Path, offerings: int) -> Iterator[Figure]:
    """Measure in an empty folder; rounds of both sides take turns, because machines are noisy."""
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "awning.yaml").write_text(_SETTINGS, encoding="utf-8")
    feed = folder / "feed.ndjson"
    write_feed(feed, offerings)
    reading, importing = list[float](), list[Cost]()
    for _ in range(ROUNDS):
        shutil.rmtree(folder / "var", ignore_errors=True)
        reading.append(run(["-c", _BASELINE, feed], cwd=folder).cpu_s)
        importing.append(run([*_AWNING, "import"], cwd=folder))
    baseline = f"json.loads of {offerings:,} lines", median(reading)
    first = median(cost.cpu_s for cost in importing)
    yield compared(f"import {offerings:,} offerings", first, "CPU s", against=baseline, goal=8)
    yield at_most("its peak memory", max(cost.peak_mb for cost in importing), "MB", goal=150)
    yield compared("its snapshot", _size(_snapshot(folder)), "MB", against=("gzip of the feed", _gzip(feed)), goal=1.5)

    again = median(run([*_AWNING, "import"], cwd=folder).cpu_s for _ in range(ROUNDS))
    yield compared("import it again unchanged", again, "CPU s", against=("the first import", first), goal=0.5)

    changed = frozenset(number * offerings // CHANGED for number in range(min(CHANGED, offerings)))
    write_feed(feed, offerings, dearer=changed)
    next_one = run([*_AWNING, "import", "--json"], cwd=folder)
    report = json.loads(next_one.out)["report"]
    named = {change["sku"] for change in report["repriced"]}
    missed = float(len(named ^ {sku(number) for number in changed}))
    yield compared(f"import it with {len(changed)} changed", next_one.cpu_s, "CPU s", against=baseline, goal=8)
    yield at_most("its peak memory", next_one.peak_mb, "MB", goal=150)
    yield at_most("changed offerings its report names wrongly or not at all", missed, "SKUs", goal=0)


def _snapshot(folder: Path) -> Path:
    catalog = folder / "var" / "catalog"
    return catalog / f"{(catalog / 'current').read_text(encoding='ascii').strip()}.sqlite"


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6


def _gzip(path: Path) -> float:
    done = subprocess.run(["gzip", "-c", path], check=True, capture_output=True)
    return len(done.stdout) / 1e6
