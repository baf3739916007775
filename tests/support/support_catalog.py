"""Imports one after another into one folder of snapshots, and a reader that gives what it is told."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from awning.catalog import Category, Offering
from awning.config import Guards, read_project, read_reseller
from awning.drafting import Draft
from awning.feeds import Entity, Feed, FeedFile, Reading
from awning.feeds.files import files_of as feed_files
from awning.history import events
from awning.importing import Imported, Input, Options, import_feeds
from awning.intake import Request, import_project
from awning.merging import Merging
from awning.pointer import current_revision, current_snapshot, point_to
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot
from support_core import NOON, cost, offering, plan
from support_feeds import CATALOG, EMAIL, Record, array, azure_row, feed_file, lines, offering_row, price_row
from support_settings import PROJECT, project_folder
from support_shops import SHOP, files_of

SHELF = Category("email", "E-mail")
SERVICES = """\
vendor: Blue Sky IT
services:
- sku: CARE
  name: Care
  category: email
  price: 99.00
  per: month
  every: month
- sku: DAY
  name: A day on site
  category: email
  price: 890
"""
"""A month of care at 99.00, and a day on site at 890, in the shop's currency."""


def mailboxes(count: int, price: str = "10.00", currency: str = "EUR", *, first: int = 1) -> list[Record]:
    """So many mailboxes at one price: MAIL-1, MAIL-2 and so on."""
    prices = [price_row(price={"unit": currency, "value": price})]
    return [offering_row(f"MAIL-{number}", productOfferingPrice=prices) for number in range(first, first + count)]


def feed_text(*records: Record) -> str:
    """A neutral feed; the first of the records stands on line 4."""
    return array(CATALOG, EMAIL, *records)


@dataclass
class Imports:
    """A folder of snapshots, and the feeds that go into it, as ``FEED.json`` each."""

    base: Path

    @property
    def folder(self) -> Path:
        """Where the snapshots lie."""
        return self.base / "var" / "catalog"

    def feed(self, *records: Record, name: str = "", **settings: Any) -> Input:
        """A feed of these records."""
        path = feed_file(self.base, feed_text(*records), f"{name or 'feed'}.json")
        return Input(Feed(feed_files(path), name=name, **settings))

    def take(
        self,
        *feeds: Input | Sequence[Record],
        force: bool = False,
        keep: int = 30,
        limits: Guards | None = None,
        moment: datetime = NOON,
        **options: Any,
    ) -> Imported:
        """Import feeds, or the one feed of some records."""
        inputs = [each if isinstance(each, Input) else self.feed(*each) for each in feeds]
        known = Options(limits or Guards(), force=force, keep=keep, moment=moment, **options)
        return import_feeds(inputs, self.folder, known)

    @property
    def state(self) -> dict[str, bytes]:
        """All there is, byte for byte: pointer, snapshots, history, and whatever was left behind."""
        return files_of(self.folder)

    @property
    def skus(self) -> list[str]:
        """What the current catalog holds, in its order."""
        with current_snapshot(self.folder) as snapshot:
            return [found.id for found in snapshot.offerings()]


class Told:
    """A reader that gives what it is told, an entity a line."""

    name = "told"

    def __init__(self, *entities: Entity, delta: bool = False, version: str = "") -> None:
        self._entities = entities
        self._delta = delta
        self._version = version

    def recognises(self, head: str) -> bool:  # noqa: ARG002
        """Nothing by itself."""
        return False

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give it all."""
        reading.file, reading.delta, reading.version = feed.files[0].name, self._delta, self._version
        for line, entity in enumerate(self._entities, start=1):
            reading.use(line)
            yield entity


def told_feed(name: str = "") -> Feed:
    """A feed that only `Told` can read."""
    return Feed((FeedFile(Path("nowhere"), f"{name or 'told'}.txt"),), name=name)


@dataclass
class Merged:
    """What came of a merge."""

    revision: str
    skus: list[str]
    offerings: dict[str, Offering]
    categories: list[Category]
    shadowed: int
    counted: int
    readings: list[Reading] = field(default_factory=list[Reading])


def merge(folder: Path, *feeds: tuple[str, Told], stand: Sequence[str] = (), moment: datetime = NOON) -> Merged:
    """Merge feeds, by name, over what stands in the folder, and point to what comes of it."""
    before = current_snapshot(folder) if current_revision(folder) else None
    with Draft(folder, moment=moment, before=before) as draft:
        merging = Merging(draft, before, lambda _count: None)
        readings = [merging.take(told_feed(name), reader) for name, reader in feeds]
        for name in stand:
            merging.stand(name)
        with draft.finish() as snapshot:
            draft.keep(snapshot.revision)
    point_to(folder, snapshot.revision)
    if before is not None:
        before.close()
    with Snapshot(folder / f"{snapshot.revision}.sqlite") as kept:
        offerings = {found.id: found for found in kept.offerings()}
        return Merged(
            kept.revision,
            list(offerings),
            offerings,
            kept.categories(),
            merging.shadowed,
            merging.offerings,
            readings,
        )


def mailbox(sku: str, amount: str = "10.00", **more: Any) -> Offering:
    """A mailbox on the shelf `email`."""
    return offering(plan(cost(amount)), id=sku, **more)


def unimported(folder: Path, *records: Record, project: str = PROJECT) -> Path:
    """A project whose feed holds these records (three mailboxes by default), and nothing imported yet."""
    project_folder(folder, project=project, reseller=SHOP)
    feed_file(folder / "content" / "feed", feed_text(*(records or mailboxes(3))))
    feed_file(folder / "content" / "feed", lines(azure_row(), azure_row(skuId="B/1", skuName="S2")), "azure.ndjson")
    return folder


def sells_too(folder: Path, slug: str = "green-sky", text: str = SHOP) -> None:
    """One more shop."""
    (folder / "config" / "resellers" / f"{slug}.yaml").write_text(text, encoding="utf-8")


def services(folder: Path, text: str = SERVICES, slug: str = "blue-sky") -> Path:
    """Put services of a reseller's own in their place."""
    return feed_file(folder / "content" / "shops" / slug, text, "services.yaml")


def imported(folder: Path, **request: Any) -> Imported:
    """What an import of the project came to."""
    outcome = import_project(folder, Request(moment=NOON, **request))
    assert outcome.imported is not None
    return outcome.imported


def skus_of(folder: Path) -> list[str]:
    """What the project's catalog holds, in its order."""
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        return [found.id for found in snapshot.offerings()]


@contextmanager
def book(folder: Path, slug: str = "blue-sky") -> Generator[PriceBook]:
    """The prices of one of the project's shops."""
    settings = read_project(folder)
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        yield PriceBook(snapshot, settings, read_reseller(folder, slug, settings), as_of=NOON)


def last_event_stands(folder: Path) -> bool:
    """Whether the history ends with what the pointer names."""
    return events(folder)[-1].revision == current_revision(folder)
