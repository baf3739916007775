"""Importing: a feed becomes the current catalog snapshot, or everything stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from awning.catalog import Category, Offering
from awning.errors import CatalogError, FeedError
from awning.feeds import Reading, Rejection, reader_for
from awning.snapshot import Snapshot, current_revision, point_to, write_snapshot


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: which snapshot stands, and what is different in it."""

    revision: str
    rows: int
    used: int
    offerings: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    rejections: tuple[Rejection, ...]


def import_feed(source: Path, folder: Path, *, format_name: str = "auto") -> Imported:
    """Read a feed into a new snapshot, compare it with the current one, and move the pointer.

    Args:
        source: the feed file.
        folder: where snapshots live, as ``var/catalog``.
        format_name: a reader's name, or ``auto``.

    Raises:
        FeedError: the feed is missing, unreadable, or without a usable offering; the current snapshot stays.
        ProjectError: the folder cannot be written.
    """
    reader = reader_for(source, format_name)
    reading = Reading(str(source))
    before = _digests_now(folder)
    revision = write_snapshot(folder, _accounted(reader.read(source, reading), reading))
    with Snapshot(folder / f"{revision}.sqlite") as snapshot:
        after = snapshot.digests()
    point_to(folder, revision)
    return Imported(
        revision=revision,
        rows=reading.rows,
        used=reading.used,
        offerings=len(after),
        added=tuple(sku for sku in after if sku not in before),
        changed=tuple(sku for sku in after if sku in before and after[sku] != before[sku]),
        removed=tuple(sku for sku in before if sku not in after),
        rejections=tuple(reading.rejections),
    )


def _accounted(entities: Iterator[Category | Offering], reading: Reading) -> Iterator[Category | Offering]:
    """Pass entities on, then check the books before the snapshot gets its name."""
    offerings = 0
    for entity in entities:
        offerings += isinstance(entity, Offering)
        yield entity
    reading.finish()
    if not offerings:
        why = f" The first row left out: {reading.rejections[0]}" if reading.rejections else ""
        raise FeedError(f"{reading.file}: holds no offering that can be used; the catalog stays as it was.{why}")


def _digests_now(folder: Path) -> dict[str, bytes]:
    try:
        revision = current_revision(folder)
        if revision is None:
            return {}
        with Snapshot(folder / f"{revision}.sqlite") as snapshot:
            return snapshot.digests()
    except CatalogError:
        # A lost or damaged snapshot must not stop the import that replaces it.
        return {}
