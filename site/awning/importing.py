"""Importing: feeds become the current catalog snapshot, or everything stays as it was.

Fetched, read into a draft, compared with what stands, looked over by the guards, and only then kept and pointed to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from awning import availability, history
from awning.availability import Stocktaking
from awning.bundle_faults import unsellable
from awning.changes import Changes, compare
from awning.config import Guards
from awning.drafting import Draft
from awning.errors import CatalogError, FeedError, FeedRefused, ProjectError
from awning.feeds import Feed, FeedReader, Reading, Rejection, reader_for
from awning.feeds.files import files_of
from awning.guards import Objection, objections
from awning.history import Event, FeedRead
from awning.merging import Merging, Standing
from awning.pointer import current_revision, current_snapshot, point_to
from awning.recognising import Input, digest_of, laid_over, stamps
from awning.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is done."""

    limits: Guards = field(default_factory=Guards)
    force: bool = False
    """Let it go live against the guards, where they let a person insist."""
    dry_run: bool = False
    """Only say what would change; nothing is kept."""
    keep: int = 30
    """How many snapshots stay."""
    moment: datetime | None = None
    """Now, unless a test says otherwise."""
    standing: tuple[str, ...] = ()
    """Feeds that are not read this time, and of which everything stays."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: which snapshot stands, and what is different in it."""

    revision: str
    before: str | None
    rows: int
    used: int
    rejected: int
    offerings: int
    changes: Changes
    rejections: tuple[Rejection, ...] = ()
    objections: tuple[Objection, ...] = ()
    """What it was forced against, or in a dry run would be refused for."""
    shadowed: int = 0
    """How many offerings were left out because a feed with precedence has their SKU."""
    dry_run: bool = False
    """Whether it was only asked what would change: the revision is nowhere."""
    unchanged: bool = False
    """Whether the feeds were recognised as those that stand, and not read again."""
    pruned: tuple[str, ...] = ()
    """The old snapshots that were deleted."""
    warnings: tuple[str, ...] = ()
    """Own services that could not be read: those that stood still stand. Bundles that cannot be sold."""


Said = Callable[[str, int], None]
"""Told what is being done, and how many offerings there are so far."""
Look = Callable[[Snapshot | None, Snapshot, Changes, Sequence[Objection]], None]
"""Shown old, new and what is different, before anything is decided: for reports of what it does to shops."""


def _look_away(*_: object) -> None:
    """For imports that nobody wants a report of."""


def import_feed(source: Path, folder: Path, *, format_name: str = "auto") -> Imported:
    """Import one feed that lies in a file or folder, with the default limits: see `import_feeds`."""
    return import_feeds([Input(Feed(files_of(source)), format_name, str(source))], folder)


def import_feeds(
    inputs: Sequence[Input],
    folder: Path,
    options: Options | None = None,
    *,
    said: Said = lambda _what, _count: None,
    look: Look = _look_away,
) -> Imported:
    """Read feeds into a new snapshot, compare it with the current one, and move the pointer.

    Args:
        inputs: the feeds; where two have the same SKU, the one named first is taken.
        folder: where snapshots live, as ``var/catalog``.
        options: limits, and whether to insist.
        said: told of the progress.
        look: shown what changed, whatever comes of it.

    Raises:
        FeedRefused: guards object; the current snapshot stays.
        FeedError: a feed is missing, unreadable, or without a usable offering; the current snapshot stays.
        ProjectError: the folder cannot be written, or another catalog went live meanwhile.
    """
    options = options or Options()
    moment = options.moment or datetime.now(UTC)
    with ExitStack() as stack:
        pointed = _pointer(folder)
        before = _standing(folder)
        if before is not None:
            stack.enter_context(before)
        made = history.made_by(folder, before.revision) if before else None
        troubles: dict[str, str] = {}
        known = [(each, reader) for each in inputs if (reader := _reader(each, troubles)) is not None]
        standing = (*options.standing, *troubles)
        inputs = [replace(each, feed=_based(each.feed, before, made)) for each, _ in known]
        chosen = [reader for _, reader in known]
        said("Recognising", 0)
        stamped = stamps(inputs)
        digests = [digest_of(each, reader) for each, reader in zip(inputs, chosen, strict=True)]
        known_already = made is not None and digests == [feed.digest for feed in made.feeds]
        if before is not None and made is not None and known_already and availability.stands(folder):
            return _recognised(before, made, look, troubles)
        draft = stack.enter_context(Draft(folder, moment=moment, before=before))
        stocktaking = stack.enter_context(Stocktaking(folder, moment))
        merging = Merging(draft, before, lambda count: said("Reading", count), stocktaking)
        readings, reads = _read_all(merging, list(zip(inputs, chosen, digests, strict=True)), made, troubles)
        for name in standing:
            merging.stand(name)
        if stamped != stamps(inputs):
            raise FeedError(f"{inputs[0].feed.title}: the feed changed while it was read. Import it again.")
        if not merging.offerings:
            raise FeedError(_no_offering(inputs, readings))
        after = stack.enter_context(draft.finish())
        said("Comparing", merging.offerings)
        changes = compare(before, after)
        judged = [reading for each, reading in zip(inputs, readings, strict=True) if not each.feed.owner]
        found = [*objections(judged, changes, options.limits), *_blind(before, pointed, judged)]
        look(before, after, changes, found)
        if not options.dry_run:
            _refuse(inputs, readings, [each for each in found if each.always or not options.force])
        imported = Imported(
            revision=after.revision,
            before=before.revision if before else None,
            offerings=merging.offerings,
            changes=changes,
            objections=tuple(found),
            shadowed=merging.shadowed,
            dry_run=options.dry_run,
            warnings=(*troubles.values(), *unsellable(merging.bundles, after.offering)),
            **_books(readings),
        )
        if options.dry_run:
            return imported
        if _pointer(folder) != pointed:
            raise ProjectError(f"{folder}: another catalog went live while this one was made. Run the import again.")
        # Before the snapshot is moved, and the pointer: should it fail, the old catalog stands with newer stock.
        stocktaking.keep(after)
        draft.keep(after.revision)
        point_to(folder, after.revision)
        history.record(folder, _event(moment, imported, tuple(reads)))
        return replace(imported, pruned=tuple(history.prune(folder, options.keep)))


def _read_all(
    merging: Merging, feeds: Sequence[tuple[Input, FeedReader, str]], made: Event | None, troubles: dict[str, str]
) -> tuple[list[Reading], list[FeedRead]]:
    """Read the feeds, those with precedence first, and give their books and what the history keeps of them."""
    earlier = {read.name: read for read in made.feeds} if made else {}
    readings: list[Reading] = []
    reads: list[FeedRead] = []
    for each, reader, digest in feeds:
        known = earlier.get(each.feed.name)
        if known is not None and laid_over(known, digest):
            merging.stand(each.feed.name)
            readings.append(Reading(each.feed.title))
            reads.append(known)
            continue
        reading = _taken(merging, each.feed, reader, troubles)
        read = FeedRead(
            name=each.feed.name,
            source=each.source or each.feed.title,
            format=reader.name,
            digest=digest,
            version=reading.version,
            whole=digest if not reading.delta else known.whole if known else "",
            trouble=troubles.get(each.feed.name, ""),
        )
        readings.append(reading)
        reads.append(read)
    return readings, reads


def _books(readings: Sequence[Reading]) -> dict[str, Any]:
    """What came of the rows of all feeds."""
    return {
        "rows": sum(reading.rows for reading in readings),
        "used": sum(reading.used for reading in readings),
        "rejected": sum(reading.rejected for reading in readings),
        "rejections": tuple(rejection for reading in readings for rejection in reading.rejections),
    }


def _blind(before: Snapshot | None, pointed: bytes | None, readings: Sequence[Reading]) -> Iterator[Objection]:
    """Where nothing is there to compare with, the guards see nothing."""
    if before is not None:
        return
    if pointed is not None:
        yield Objection("the catalog that stands is damaged or gone, so nothing can be compared with it.")
    for reading in readings:
        if reading.delta:
            yield Objection(f"{reading.file}: says only what changed, and there is no catalog that it could change.")


def _pointer(folder: Path) -> bytes | None:
    """The pointer as it is, whatever it says."""
    try:
        return (folder / "current").read_bytes()
    except OSError:
        return None


def _standing(folder: Path) -> Snapshot | None:
    """The current snapshot; one that is lost or damaged must not stop the import that replaces it."""
    try:
        if current_revision(folder) is None:
            return None
        snapshot = current_snapshot(folder)
    except CatalogError:
        return None
    if snapshot.whole():
        return snapshot
    snapshot.close()
    return None


def _reader(each: Input, troubles: dict[str, str]) -> FeedReader | None:
    """The feed's reader. Own services that cannot even be opened have none: that is their reseller's trouble alone."""
    try:
        return reader_for(each.feed, each.format)
    except FeedError as problem:
        if not each.feed.owner:
            raise
        troubles[each.feed.name] = _still_stand(problem)
        return None


def _taken(merging: Merging, feed: Feed, reader: FeedReader, troubles: dict[str, str]) -> Reading:
    """The books of a feed that was read; one reseller's slip must not keep a new catalog from all the others."""
    try:
        return merging.take(feed, reader)
    except FeedError as problem:
        if not feed.owner:
            raise
        merging.stand(feed.name)
        troubles[feed.name] = _still_stand(problem)
        return Reading(feed.title)


def _still_stand(problem: FeedError) -> str:
    return f"{problem} The services that stood before still stand."


def _based(feed: Feed, before: Snapshot | None, made: Event | None) -> Feed:
    """The feed, told what stands of it."""
    if before is None:
        return feed
    version = next((read.version for read in made.feeds if read.name == feed.name), "") if made else ""
    return replace(feed, base=Standing(before, feed.name, version))


def _recognised(before: Snapshot, made: Event, look: Look, troubles: Mapping[str, str]) -> Imported:
    """The same bytes as those that stand: nothing to do, and what was wrong with them still is."""
    changes = compare(before, before)
    look(before, before, changes, ())
    counts = made.counts
    return Imported(
        revision=before.revision,
        before=before.revision,
        rows=counts.get("rows", 0),
        used=counts.get("used", 0),
        rejected=counts.get("rejected", 0),
        offerings=counts.get("offerings", 0),
        changes=changes,
        unchanged=True,
        warnings=(*(feed.trouble for feed in made.feeds if feed.trouble), *troubles.values()),
    )


def _refuse(inputs: Sequence[Input], readings: Sequence[Reading], found: Sequence[Objection]) -> None:
    if not found:
        return
    rejections = tuple(rejection for reading in readings for rejection in reading.rejections)
    feeds = ", ".join(each.feed.title for each in inputs)
    reasons = "".join(f"\n- {objection}" for objection in found)
    advice = "" if any(objection.always for objection in found) else "\nIf all that is right, import it with --force."
    raise FeedRefused(
        f"{feeds}: refused; the catalog stays as it was.{reasons}{advice}", tuple(map(str, found)), rejections
    )


def _no_offering(inputs: Sequence[Input], readings: Sequence[Reading]) -> str:
    rejections = [rejection for reading in readings for rejection in reading.rejections]
    why = f" The first row left out: {rejections[0]}" if rejections else ""
    feeds = ", ".join(each.feed.title for each in inputs)
    return f"{feeds}: holds no offering that can be used; the catalog stays as it was.{why}"


def _event(moment: datetime, imported: Imported, reads: tuple[FeedRead, ...]) -> Event:
    changes = imported.changes
    counts = {
        "rows": imported.rows,
        "used": imported.used,
        "rejected": imported.rejected,
        "offerings": imported.offerings,
        "added": len(changes.added),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
    }
    forced = tuple(map(str, imported.objections))
    return Event(moment, "import", imported.revision, imported.before, reads, counts, forced)
