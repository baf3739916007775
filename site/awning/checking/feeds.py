"""Feeds of a project that has no catalog yet: whether there is anything to import."""

from __future__ import annotations

from pathlib import Path

from awning.checking.findings import PROJECT, Findings
from awning.config import Project

_NO_CATALOG = (
    "catalog: there is none yet: names, prices and notice were not looked at. Run `awning import`, and check again."
)


def look_at_feeds(folder: Path, project: Project, findings: Findings) -> None:
    """Warn that there is no catalog, and note a mistake for each feed that is a path with nothing there."""
    findings.warnings.add(PROJECT, _NO_CATALOG)
    named = [(("feeds", number, "source"), feed.source) for number, feed in enumerate(project.feeds)]
    for where, source in named or [(("feed",), project.feed)]:
        is_path = "://" not in source and not source.startswith("ingram:")
        if is_path and not (folder / source).exists():
            text = f"{source} is not there. Put the feed there or correct the path; it begins at the project folder."
            findings.error(PROJECT, where, text)
