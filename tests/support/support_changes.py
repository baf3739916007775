"""Two catalogs side by side, and what the step from one to the other does."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from awning.catalog import Category, Offering
from awning.changes import DETAILS, Changes, compare
from awning.config import Reseller, read_project, read_reseller
from awning.drafting import write_snapshot
from awning.effect_facts import ResellerEffect
from awning.effects import effects
from awning.report import Report
from awning.snapshot import Snapshot
from support_core import NOON
from support_settings import PROJECT, RESELLER, project_folder

SHELVES = (
    Category("communication", "Communication"),
    Category("email", "E-mail", parent_id="communication"),
    Category("backup", "Backup"),
)
Catalog = Sequence[Category | Offering]


def catalog(*offerings: Offering) -> Catalog:
    """These offerings, on the shelves `email` (in `communication`) and `backup`."""
    return (*SHELVES, *offerings)


@contextmanager
def side_by_side(folder: Path, old: Catalog | None, new: Catalog) -> Generator[tuple[Snapshot | None, Snapshot]]:
    """Snapshots of both catalogs, open; without an old one there is none."""
    revision = write_snapshot(folder / "catalogs", new)
    with Snapshot(folder / "catalogs" / f"{revision}.sqlite") as after:
        if old is None:
            yield None, after
            return
        earlier = write_snapshot(folder / "catalogs", old)
        with Snapshot(folder / "catalogs" / f"{earlier}.sqlite") as before:
            yield before, after


def changes_of(folder: Path, old: Catalog | None, new: Catalog, *, details: int = DETAILS) -> Changes:
    """What changed from one to the other."""
    with side_by_side(folder, old, new) as (before, after):
        return compare(before, after, details=details)


def effects_of(
    folder: Path, old: Catalog | None, new: Catalog, *settings: str, project: str = PROJECT, details: int = DETAILS
) -> list[ResellerEffect]:
    """What the step does to resellers with these settings, or to blue-sky, on 22 November 2026."""
    return list(report_of(folder, old, new, *settings, project=project, details=details).effects)


def report_of(
    folder: Path,
    old: Catalog | None,
    new: Catalog,
    *settings: str,
    project: str = PROJECT,
    details: int = DETAILS,
    objections: tuple[str, ...] = (),
) -> Report:
    """The whole report of the step, with shops called shop-1, shop-2 and so on where settings are given."""
    if not (folder / "config").exists():
        project_folder(folder, project=project)
    known = read_project(folder)
    with side_by_side(folder, old, new) as (before, after):
        changes = compare(before, after, details=details)
        found = effects(
            changes, before, after, known, _resellers(folder, settings or (RESELLER,)), as_of=NOON, details=details
        )
        return Report(
            before.revision if before is not None else None,
            after.revision,
            NOON,
            ("northgate",),
            changes,
            tuple(found),
            objections,
        )


def _resellers(folder: Path, settings: Sequence[str]) -> list[Reseller]:
    project = read_project(folder)
    for number, text in enumerate(settings, 1):
        (folder / "config" / "resellers" / f"shop-{number}.yaml").write_text(text, encoding="utf-8")
    return [read_reseller(folder, f"shop-{number}", project) for number in range(1, len(settings) + 1)]
