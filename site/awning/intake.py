"""The feeds of a project go into its catalog: fetched, read with the resellers' own services, and reported on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from awning.changes import Changes, compare
from awning.config import OWN, FeedSource, Project, Reseller, read_project, read_reseller, reseller_slugs
from awning.effects import effects
from awning.errors import AwningError, FeedError
from awning.feeds import Feed
from awning.feeds.files import files_of
from awning.feeds.sources.addresses import masked
from awning.feeds.sources.fetching import fetch
from awning.guards import Objection
from awning.history import earlier, latest_feeds
from awning.importing import Imported, Input, Options, import_feeds
from awning.pointer import current_snapshot
from awning.report import Report
from awning.snapshot import Snapshot

Said = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much if that is known."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an import."""

    source: str | None = None
    """In place of what the settings name."""
    stands_for: str | None = None
    """The feed of the settings that the source stands in for, where they name several."""
    format: str | None = None
    profile: str | None = None
    force: bool = False
    dry_run: bool = False
    moment: datetime | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it. Filled before anything is decided, so that a refusal can be explained too."""

    report: Report | None = None
    imported: Imported | None = None
    warnings: list[str] = field(default_factory=list[str])


def _say_nothing(*_: object) -> None:
    """For imports that nobody watches."""


def import_project(
    project: Path, request: Request | None = None, *, outcome: Outcome | None = None, said: Said = _say_nothing
) -> Outcome:
    """Import the feeds that a project's settings name, and its resellers' own services.

    Args:
        project: the project folder.
        request: what differs from the settings.
        outcome: filled as the import goes on, for callers that want the report of a refused one.
        said: told of the progress.

    Raises:
        AwningError: the settings or a feed cannot be used, or the guards object; the catalog stays as it was.
    """
    request, outcome = request or Request(), outcome or Outcome()
    settings = read_project(project)
    moment = request.moment or datetime.now(UTC)
    inputs = [_input(project, settings, source, said) for source in _sources(settings, request)]
    broken: list[str] = []
    resellers = list(_resellers(project, settings, outcome, broken))
    own = list(_own_services(project, resellers))

    def look(old: Snapshot | None, new: Snapshot, changes: Changes, objections: Sequence[Objection]) -> None:
        """Shops that cannot have been open yet have nothing to lose: the first import affects nobody."""
        said("Pricing", 0, None)
        touched = effects(changes, old, new, settings, resellers, as_of=moment) if old and changes else ()
        outcome.report = Report(
            old_revision=old.revision if old else None,
            new_revision=new.revision,
            at=moment,
            feeds=tuple(each.source for each in inputs),
            changes=changes,
            effects=tuple(touched),
            # Forced, it goes live: what it was forced against stands in what was imported.
            objections=tuple(str(each) for each in objections if each.always or not request.force),
        )

    options = Options(
        settings.guards,
        force=request.force,
        dry_run=request.dry_run,
        keep=settings.keep,
        moment=moment,
        standing=tuple(OWN + slug for slug in broken),
    )
    outcome.imported = import_feeds(
        [*inputs, *own],
        project / "var" / "catalog",
        options,
        said=lambda what, count: said(what, count, None),
        look=look,
    )
    outcome.warnings += outcome.imported.warnings
    return outcome


def _sources(settings: Project, request: Request) -> list[FeedSource]:
    """The feeds to read, those with precedence first."""
    feeds = list(settings.feeds) or [FeedSource.model_construct(name="", source=settings.feed, format=settings.format)]
    if request.source is None:
        return [feed.model_copy(update={"format": request.format}) if request.format else feed for feed in feeds]
    names = [feed.name for feed in feeds]
    if len(feeds) > 1 and request.stands_for not in names:
        raise FeedError(
            f"{masked(request.source)}: config/awning.yaml names several feeds. "
            f"Say which of them this one stands in for with --as: {', '.join(names)}."
        )
    if request.stands_for not in {None, *names}:
        raise FeedError(f"--as {request.stands_for}: config/awning.yaml names one feed only; leave it out.")
    place = names.index(request.stands_for) if request.stands_for else 0
    changed = {"source": request.source, "format": request.format or feeds[place].format}
    if request.profile is not None:
        changed["profile"] = request.profile
    feeds[place] = feeds[place].model_copy(update=changed)
    return feeds


def _input(project: Path, settings: Project, source: FeedSource, said: Said) -> Input:
    keep = project / "var" / "feeds" / (source.name or "feed")
    fetched = fetch(
        source.source, project=project, keep=keep, progress=lambda done, whole: said("Fetching", done, whole)
    )
    # A name stands for a profile that Awning brings along, a path for one of the distributor's own.
    profile = str(project / source.profile) if source.profile.endswith((".yaml", ".yml")) else source.profile
    feed = Feed(
        files_of(fetched.path, fetched.name),
        name=source.name,
        profile=profile,
        currency=source.currency or "",
        time_zone=ZoneInfo(source.time_zone or settings.time_zone),
        units=source.units,
    )
    return Input(feed, source.format, fetched.name)


def _resellers(project: Path, settings: Project, outcome: Outcome, broken: list[str]) -> Iterator[Reseller]:
    """All resellers whose settings can be read; a broken file is one shop's trouble and not the catalog's."""
    try:
        slugs = reseller_slugs(project)
    except AwningError as problem:
        own = [name for name in latest_feeds(project / "var" / "catalog") if name.startswith(OWN)]
        if own:
            # All of them are away at once: a disk that is not there, more likely than a decision.
            outcome.warnings.append(f"{problem}\nThe resellers' own services stay as they are.")
            broken += [name.removeprefix(OWN) for name in own]
        return
    for slug in slugs:
        try:
            yield read_reseller(project, slug, settings)
        except AwningError as problem:
            broken.append(slug)
            outcome.warnings.append(f"{problem}\n{slug}: the report leaves this shop out; its own services stay.")


def _own_services(project: Path, resellers: Sequence[Reseller]) -> Iterator[Input]:
    for reseller in resellers:
        path = project / (reseller.content or f"content/shops/{reseller.slug}") / "services.yaml"
        if path.is_file():
            feed = Feed(files_of(path), name=OWN + reseller.slug, currency=reseller.currency, owner=reseller.slug)
            yield Input(feed, "services", str(path))


def report_between(project: Path, old: str | None = None, new: str | None = None) -> tuple[Report, list[str]]:
    """What is different between two revisions, and warnings about shops that could not be looked at.

    Args:
        project: the project folder.
        old: a revision; the one that stood before the current one by default.
        new: a revision; the current one by default.

    Raises:
        CatalogError: there is no such snapshot, or no earlier one.
        SettingsError: the project's settings cannot be read.
    """
    folder = project / "var" / "catalog"
    settings, moment, outcome = read_project(project), datetime.now(UTC), Outcome()
    with (
        Snapshot(folder / f"{old or earlier(folder)}.sqlite") as before,
        Snapshot(folder / f"{new}.sqlite") if new else current_snapshot(folder) as after,
    ):
        changes = compare(before, after)
        resellers = list(_resellers(project, settings, outcome, []))
        touched = effects(changes, before, after, settings, resellers, as_of=moment)
        report = Report(before.revision, after.revision, moment, (), changes, tuple(touched))
    return report, outcome.warnings
