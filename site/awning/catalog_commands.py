"""The commands around the catalog: import, diff, rollback, and what became of it so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awning.errors import CatalogError, FeedRefused, ProjectError
from awning.options import json_option, project_option

if TYPE_CHECKING:
    from awning.importing import Imported
    from awning.intake import Outcome
    from awning.report import Report

REJECTIONS_SHOWN = 20
ROWS_IN_SHORT = 5
html_option = click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write the report as a page, too."
)


@click.command("import")
@click.argument("source", required=False)
@click.option("--format", "format_name", default=None, help="The feed's shape, or auto to find out.")
@click.option("--profile", default=None, help="Which profile SOURCE is read with, if not that of the settings.")
@click.option("--as", "stands_for", default=None, help="Which of several feeds SOURCE stands in for.")
@click.option("--force", is_flag=True, help="Let it go live although the guards object.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@html_option
@project_option
@json_option
def import_(
    source: str | None,
    format_name: str | None,
    profile: str | None,
    stands_for: str | None,
    html: Path | None,
    project: Path,
    *,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read a feed into a new catalog snapshot and make it the current one.

    SOURCE is a path or an address; without it, the feeds named in config/awning.yaml are read.
    """
    from rich.console import Console

    from awning.intake import Outcome, Request, import_project
    from awning.progress import Waiting

    if stands_for and source is None:
        raise click.UsageError("--as says which feed SOURCE stands in for: name a SOURCE.")
    if source is not None and "://" not in source and not source.startswith("ingram:"):
        # A path on the command line begins where the person is, not where the project is.
        source = str(Path(source).absolute())
    outcome = Outcome()
    request = Request(source, stands_for, format_name, profile, force=force, dry_run=dry_run)
    try:
        with Waiting(Console(stderr=True, quiet=as_json)) as waiting:
            import_project(project, request, outcome=outcome, said=waiting)
    except FeedRefused as problem:
        _print_rejections(problem.rejections, len(problem.rejections))
        _tell(outcome, html, as_json=False, quiet=as_json)
        if as_json:
            click.echo(json.dumps(_as_json(outcome, refused=problem), ensure_ascii=False))
        raise
    _tell(outcome, html, as_json=as_json, quiet=False)
    if dry_run and not as_json:
        click.echo("Nothing was changed: this was a dry run.")


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@html_option
@project_option
@json_option
def diff(old: str | None, new: str | None, html: Path | None, project: Path, *, as_json: bool) -> None:
    """Say what is different between two catalogs, and what that does to each reseller.

    OLD and NEW are revisions; without them, the one before the current one, and the current one.
    """
    from awning.intake import report_between

    report, warnings = report_between(project, old, new)
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    _write_html(report, html)
    if as_json:
        from awning.report import as_json as report_json

        click.echo(json.dumps(report_json(report), ensure_ascii=False))
    else:
        _print(report)


@click.group()
def catalog() -> None:
    """Look at what became of the catalog."""


@catalog.command()
@project_option
@json_option
def log(project: Path, *, as_json: bool) -> None:
    """List the imports and rollbacks, the latest first."""
    from awning.history import events
    from awning.pointer import current_revision

    folder = project / "var" / "catalog"
    current = current_revision(folder)
    known = [asdict(event) | {"at": event.at.isoformat(timespec="seconds")} for event in reversed(events(folder))]
    for event in known:
        event["current"] = event["revision"] == current
        event["kept"] = (folder / f"{event['revision']}.sqlite").is_file()
    if as_json:
        click.echo(json.dumps({"current": current, "events": known}, ensure_ascii=False))
    else:
        _print_log(known)


@click.command()
@click.argument("revision", required=False)
@project_option
def rollback(revision: str | None, project: Path) -> None:
    """Point back to an earlier catalog snapshot: REVISION, or the one before the current."""
    from datetime import UTC, datetime

    from awning.drafting import alone
    from awning.history import Event, earlier, record
    from awning.pointer import current_revision, point_to
    from awning.snapshot import Snapshot

    folder = project / "var" / "catalog"
    chosen = revision or earlier(folder)
    with Snapshot(folder / f"{chosen}.sqlite") as snapshot:
        if not snapshot.whole():
            raise CatalogError(f"{snapshot.path}: the snapshot is damaged; the catalog stays as it was.")
    with alone(folder):
        before = current_revision(folder)
        point_to(folder, chosen)
        record(folder, Event(datetime.now(UTC), "rollback", chosen, before))
    click.echo(f"The catalog is {chosen} again. Run `awning build` to rebuild the shops from it.")


def _tell(outcome: Outcome, html: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Say what an import did, or would do."""
    for warning in outcome.warnings:
        click.echo(f"warning: {warning}", err=True)
    if outcome.report is not None:
        _write_html(outcome.report, html)
    if quiet:
        return
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False))
        return
    imported = outcome.imported
    if imported is not None:
        _print_rejections(imported.rejections, imported.rejected)
    if outcome.report is not None and outcome.report.old_revision and not (imported and imported.unchanged):
        _print(outcome.report, in_short=True)
        click.echo("\n--html FILE makes a page with all of it" + ("; so does `awning diff`." if imported else "."))
    if imported is not None:
        if imported.objections and not (outcome.report and outcome.report.objections):
            click.echo("Forced although:" + "".join(f"\n- {objection}" for objection in imported.objections))
        click.echo(_summary(imported))


def _summary(imported: Imported) -> str:
    if imported.unchanged:
        rejected = f" {imported.rejected:,} of its {imported.rows:,} rows are rejected." if imported.rejected else ""
        return f"Catalog {imported.revision}: the feed is the one that stands; nothing to do.{rejected}"
    changes = imported.changes
    shadowed = f" {imported.shadowed:,} left to a feed named before." if imported.shadowed else ""
    pruned = f" {len(imported.pruned):,} old snapshots deleted." if imported.pruned else ""
    return (
        f"Catalog {imported.revision}: {imported.offerings:,} offerings from {imported.used:,} of {imported.rows:,} "
        f"rows, {imported.rejected:,} rejected. {len(changes.added):,} added, {len(changes.changed):,} changed, "
        f"{len(changes.removed):,} removed.{shadowed}{pruned}"
    )


def _print_rejections(rejections: Sequence[object], rejected: int) -> None:
    for rejection in rejections[:REJECTIONS_SHOWN]:
        click.echo(f"rejected: {rejection}", err=True)
    if (more := rejected - REJECTIONS_SHOWN) > 0 and rejections:
        click.echo(f"rejected: and {more:,} more; --json lists them.", err=True)


def _as_json(outcome: Outcome, refused: FeedRefused | None = None) -> dict[str, Any]:
    from awning.report import as_json as report_json

    report = report_json(outcome.report) if outcome.report else None
    imported = outcome.imported
    if refused is not None or imported is None:
        reasons, rejections = (refused.reasons, refused.rejections) if refused else ((), ())
        return {"revision": None, "refused": list(reasons), "rejected": list(map(asdict, rejections)), "report": report}
    changes = imported.changes
    return {
        "revision": imported.revision,
        "dry_run": imported.dry_run,
        "before": imported.before,
        "unchanged": imported.unchanged,
        "rows": imported.rows,
        "used": imported.used,
        "offerings": imported.offerings,
        "added": len(changes.added),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
        "rejected": [asdict(rejection) for rejection in imported.rejections],
        "rejected_rows": imported.rejected,
        "shadowed": imported.shadowed,
        "objections": list(map(str, imported.objections)),
        "warnings": outcome.warnings,
        "pruned": list(imported.pruned),
        "report": report,
    }


def _print(report: Report, *, in_short: bool = False) -> None:
    import sys

    from rich.console import Console

    from awning.report import print_report

    console = Console(file=sys.stdout, highlight=False)
    if in_short:
        print_report(report, console, ROWS_IN_SHORT, in_short=True)
    else:
        print_report(report, console)


def _write_html(report: Report, path: Path | None) -> None:
    if path is None:
        return
    from awning.report_html import html

    try:
        path.write_text(html(report), encoding="utf-8")
    except OSError as problem:
        raise ProjectError(f"{path}: the report cannot be written ({problem.strerror}).") from None


def _print_log(known: list[dict[str, Any]]) -> None:
    if not known:
        raise CatalogError("Nothing was imported yet. Run `awning import` first.")
    for event in known:
        mark = "*" if event["current"] else " " if event["kept"] else "-"
        forced = ", forced" if event["objections"] else ""
        at = event["at"][:16].replace("T", " ")
        click.echo(f"{mark} {event['revision']}  {at} UTC  {event['kind']}{forced}")
        counts = event["counts"]
        if counts:
            changed = f"{counts['added']:,} new, {counts['changed']:,} changed, {counts['removed']:,} gone"
            click.echo(f"    {counts['offerings']:,} offerings: {changed}, {counts['rejected']:,} rows rejected")
        for feed in event["feeds"]:
            click.echo(f"    from {feed['source']}")
    click.echo("\n* is the current one; of those marked - the snapshot was deleted.")
