"""`awning build`: imports the feed if nothing was imported yet, builds, and reports to a person."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from awning.build import Built, Plan, build, now
from awning.config import reseller_slugs
from awning.intake import import_project
from awning.pointer import current_revision


@dataclass(frozen=True, slots=True)
class Report:
    """What a build of several shops came to."""

    shops: tuple[Built, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether any shop has errors."""
        return any(shop.errors for shop in self.shops)

    @property
    def pages(self) -> int:
        """HTML pages of all shops."""
        return sum(shop.pages for shop in self.shops)

    def as_json(self) -> dict[str, Any]:
        """The object ``--json`` prints."""
        return {
            "revision": next((shop.catalog for shop in self.shops if shop.catalog), None),
            "pages": self.pages,
            "written": sum(shop.written for shop in self.shops),
            "unchanged": sum(shop.unchanged for shop in self.shops),
            "removed": sum(shop.removed for shop in self.shops),
            "seconds": self.seconds,
            "cpu_seconds": round(sum(shop.cpu_seconds for shop in self.shops), 2),
            "resellers": {shop.slug: asdict(shop) for shop in self.shops},
        }


def build_project(
    project: Path,
    slugs: Sequence[str] = (),
    *,
    output: Path,
    full: bool = False,
    jobs: int | None = None,
    quiet: bool = False,
    urls: Mapping[str, str] | None = None,
    checkout_url: str | None = None,
    private: Path | None = None,
) -> Report:
    """Build and report. A project without a catalog gets its feed imported first.

    Raises:
        AwningError: the project as a whole cannot be built. A single shop's mistakes are in the report.
    """
    start = time.perf_counter()
    console = Console(stderr=True, quiet=quiet)
    if current_revision(project / "var" / "catalog") is None:
        imported = import_project(project).imported
        if imported is not None:
            console.print(f"Imported {imported.offerings:,} offerings: catalog {imported.revision}.", highlight=False)
    plan = Plan(project, output, now(), full=full, urls=urls or {}, checkout_url=checkout_url, private=private)
    with Progress(
        TextColumn("Building"), BarColumn(), TextColumn("{task.completed} of {task.total} shops"), TimeElapsedColumn(),
        console=console, transient=True, disable=quiet or not console.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task("build", total=len(slugs) or len(reseller_slugs(project)))
        shops = build(plan, slugs, jobs=jobs, built=lambda _: progress.advance(task))
    report = Report(tuple(shops), round(time.perf_counter() - start, 2))
    for shop in shops:
        _say(console, shop, output)
    return report


def _say(console: Console, shop: Built, output: Path) -> None:
    for error in shop.errors:
        console.print(f"{shop.slug}: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
    if shop.errors:
        console.print(
            f"{shop.slug}: not built; what stood in {output / shop.slug} still stands.", markup=False, soft_wrap=True
        )
        return
    console.print(
        f"{shop.slug}: {shop.offerings:,} offerings on {shop.pages:,} pages in {output / shop.slug} "
        f"({shop.written:,} files written, {shop.unchanged:,} unchanged, {shop.removed:,} removed, {shop.seconds} s)",
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
