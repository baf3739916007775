"""`awning check`: every mistake in the settings, and which prices will change by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from awning.config import Reseller, read_project, read_reseller, reseller_slugs
from awning.errors import AwningError
from awning.pointer import current_revision, current_snapshot
from awning.schedule import DAYS_AHEAD, Due, due

MOMENTS_SHOWN = 10
_NAMED = 3
"""So many SKUs stand in a line; ``--json`` has all."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    resellers: int
    errors: tuple[str, ...]
    changes: tuple[Due, ...]
    time_zone: ZoneInfo

    def as_json(self) -> dict[str, Any]:
        """The object ``--json`` prints; amounts are texts."""
        return {
            "errors": list(self.errors),
            "warnings": [],
            "scheduled": [_plain(change) for change in self.changes],
            "next_build": self.changes[0].at.isoformat() if self.changes else None,
        }

    def said(self) -> Iterator[str]:
        """The same for a person, in lines."""
        yield f"{self.resellers} resellers checked, {len(self.errors)} mistakes found."
        if not self.changes:
            return
        yield f"Prices that change by themselves in the next {DAYS_AHEAD} days:"
        moments = [(at, list(changes)) for at, changes in groupby(self.changes, key=lambda change: change.at)]
        for at, changes in moments[:MOMENTS_SHOWN]:
            for slug, of_shop in groupby(changes, key=lambda change: change.slug):
                yield f"  {self._local(at)}  {slug}: {_in_short([*of_shop])}"
        if len(moments) > MOMENTS_SHOWN:
            yield f"  and {len(moments) - MOMENTS_SHOWN} more moments; --json lists them."
        yield f"The next build is due at {self._local(moments[0][0])} ({self.time_zone.key})."

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.time_zone):%Y-%m-%d %H:%M}"


def check_project(project: Path, *, now: datetime | None = None) -> Checked:
    """Look at everything a project has set.

    Args:
        project: the project folder.
        now: from when on changes are looked for; the present by default.

    Raises:
        AwningError: the project's own settings cannot be read, or it has no reseller.
    """
    settings = read_project(project)
    errors: list[str] = []
    resellers: list[Reseller] = []
    slugs = reseller_slugs(project)
    for slug in slugs:
        try:
            resellers.append(read_reseller(project, slug, settings))
        except AwningError as problem:
            errors += str(problem).splitlines()
    changes: list[Due] = []
    folder = project / "var" / "catalog"
    try:
        if current_revision(folder) is not None:
            with current_snapshot(folder) as snapshot:
                changes = due(snapshot, settings, resellers, now=now or datetime.now(UTC))
    except AwningError as problem:
        errors += str(problem).splitlines()
    return Checked(len(slugs), tuple(errors), tuple(changes), ZoneInfo(settings.time_zone))


def _in_short(changes: list[Due]) -> str:
    """Of one shop at one moment: ``MAIL-1 (P1Y-P1M) 4.20 -> 4.50 EUR, and 3 more``."""
    shown = [
        f"{change.sku} ({change.plan_id}{f', from {change.quantity}' if change.quantity > 1 else ''}) "
        f"{_amount(change.old)} -> {_amount(change.new)} {change.currency}"
        for change in changes[:_NAMED]
    ]
    more = f", and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    return ", ".join(shown) + more


def _amount(amount: object) -> str:
    return "not for sale" if amount is None else f"{amount:f}"


def _plain(change: Due) -> dict[str, Any]:
    amounts = {
        name: None if value is None else f"{value:f}" for name, value in (("old", change.old), ("new", change.new))
    }
    return asdict(change) | {"at": change.at.isoformat()} | amounts
