"""What a check found, said to a person and to a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from awning.checking.findings import Lines, counted
from awning.schedule import DAYS_AHEAD, Due

MOMENTS_SHOWN = 10
LINES_SHOWN = 20
"""So many mistakes, and as many warnings, stand there for each reseller; ``--json`` has all."""
_NAMED = 3
"""So many SKUs stand in a line; ``--json`` has all."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    resellers: int
    mistakes: Lines
    slips: Lines
    changes: tuple[Due, ...]
    unseen: int
    """Offerings whose prices may change too, and were too many to look at."""
    time_zone: ZoneInfo

    @property
    def errors(self) -> tuple[str, ...]:
        """What must be mended."""
        return tuple(self.mistakes)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed, and seldom meant."""
        return tuple(self.slips)

    def as_json(self) -> dict[str, Any]:
        """The object ``--json`` prints; amounts are texts."""
        return {
            "errors": list(self.errors),
            "warnings": list(self.warnings),
            "scheduled": [_plain(change) for change in self.changes],
            "next_build": self.changes[0].at.isoformat() if self.changes else None,
        }

    def complaints(self) -> Iterator[str]:
        """Mistakes and warnings for a person, reseller by reseller."""
        wrong, odd = self.mistakes.grouped(), self.slips.grouped()
        slugs = sorted({*wrong, *odd})
        for slug in slugs:
            mistakes, warnings = wrong.get(slug, []), odd.get(slug, [])
            if len(slugs) > 1:
                yield f"{slug or 'The project'}: {_tally(len(mistakes), len(warnings))}"
            yield from _first(mistakes, "mistake")
            yield from _first([_as_warning(line) for line in warnings], "warning")

    def said(self) -> Iterator[str]:
        """What was looked at, and what will change, in lines."""
        found = _tally(len(self.mistakes), len(self.slips))
        yield f"{counted(self.resellers, 'reseller')} checked, {found} found."
        if not self.changes:
            return
        yield f"Prices that change by themselves in the next {DAYS_AHEAD} days:"
        moments = [(at, list(changes)) for at, changes in groupby(self.changes, key=lambda change: change.at)]
        for at, changes in moments[:MOMENTS_SHOWN]:
            for slug, of_shop in groupby(changes, key=lambda change: change.slug):
                yield f"  {self._local(at)}  {slug}: {_in_short([*of_shop])}"
        if len(moments) > MOMENTS_SHOWN:
            yield f"  and {len(moments) - MOMENTS_SHOWN} more moments; --json lists them."
        if self.unseen:
            yield f"  and perhaps those of {counted(self.unseen, 'more offering')}, for which the same rules hold."
        yield f"The next build is due at {self._local(moments[0][0])} ({self.time_zone.key})."

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.time_zone):%Y-%m-%d %H:%M}"


def _tally(mistakes: int, warnings: int) -> str:
    """``2 mistakes``, or ``2 mistakes and 1 warning``."""
    more = f" and {counted(warnings, 'warning')}" if warnings else ""
    return counted(mistakes, "mistake") + more


def _first(lines: list[str], kind: str) -> Iterator[str]:
    yield from lines[:LINES_SHOWN]
    if len(lines) > LINES_SHOWN:
        yield f"  and {counted(len(lines) - LINES_SHOWN, f'more {kind}')}; --json lists them."


def _as_warning(line: str) -> str:
    """``file:line:col: warning: key: text``, as compilers say it."""
    place, colon, rest = line.partition(": ")
    return f"{place}{colon}warning: {rest}"


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
