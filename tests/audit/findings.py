"""What the audit found: one figure after the other with its goal, and what stands behind those that are missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from figures import Figure

SHOWN = 8
"""Faults named under a table; the file has all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table."""

    subject: str
    """What it is about: a theme, or what all themes share."""
    name: str
    value: float | None
    """None where it could not be measured, which counts as missed."""
    unit: str
    goal: float
    met: bool
    at_least: bool = False
    faults: tuple[str, ...] = ()
    """One by one, what is wrong; or why it could not be measured."""

    def figure(self) -> Figure:
        """As the file has it; what could not be measured is written as -1."""
        value = -1.0 if self.value is None else self.value
        return Figure(f"{self.subject}: {self.name}", value, self.unit, "itself", None, self.goal, self.met)


def at_most(subject: str, name: str, value: float, unit: str, *, goal: float, faults: Iterable[str] = ()) -> Finding:
    """An amount that must not be exceeded."""
    return Finding(subject, name, round(value, 3), unit, goal, value <= goal, faults=tuple(faults))


def at_least(subject: str, name: str, value: float, unit: str, *, goal: float, faults: Iterable[str] = ()) -> Finding:
    """An amount that must be reached."""
    return Finding(subject, name, round(value, 3), unit, goal, value >= goal, at_least=True, faults=tuple(faults))


def none_of(subject: str, name: str, faults: Sequence[str]) -> Finding:
    """Something that must not occur."""
    return at_most(subject, name, len(faults), "", goal=0, faults=faults)


def not_measured(subject: str, name: str, why: str) -> Finding:
    """Something that could not be looked at here."""
    return Finding(subject, name, None, "", 0, met=False, faults=(why,))


def report(findings: Sequence[Finding], folder: Path) -> None:
    """Print one table per subject; write the figures for machines, and every fault for people."""
    console = Console(highlight=False, emoji=False)
    for subject in dict.fromkeys(finding.subject for finding in findings):
        own = [finding for finding in findings if finding.subject == subject]
        console.print(_table(subject, own))
        for finding in own:
            if not finding.met:
                _explain(console, finding)
    folder.mkdir(parents=True, exist_ok=True)
    figures = [asdict(finding.figure()) for finding in findings]
    (folder / "audit.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    faults = [f"{finding.subject}: {finding.name}: {fault}\n" for finding in findings for fault in finding.faults]
    (folder / "audit-faults.txt").write_text("".join(faults), encoding="utf-8")
    missed = sum(not finding.met for finding in findings)
    console.print(f"{len(findings) - missed} of {len(findings)} goals are met; all faults are in var/audit-faults.txt")


def _table(subject: str, findings: Sequence[Finding]) -> Table:
    table = Table("what", "measured", "goal", "", title=f"make audit: {subject}", title_justify="left")
    for finding in findings:
        measured = "not measured" if finding.value is None else f"{finding.value:,g} {finding.unit}"
        goal = f"{'at least' if finding.at_least else 'at most'} {finding.goal:,g} {finding.unit}"
        table.add_row(escape(finding.name), measured, goal, "met" if finding.met else "MISSED")
    return table


def _explain(console: Console, finding: Finding) -> None:
    for fault in finding.faults[:SHOWN]:
        console.print(escape(f"  {finding.name}: {fault}"[:600]), soft_wrap=True)
    if len(finding.faults) > SHOWN:
        console.print(f"  ... and {len(finding.faults) - SHOWN} more")
