"""Several feeds become one catalog: who comes first is taken, changes are laid over what stands, no row is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from awning.availability import Stocked, Stocktaking
from awning.catalog import Category, Offering
from awning.catalog_json import offering_from_json, offering_to_json
from awning.drafting import Clash, Draft
from awning.feeds import Entity, Feed, FeedReader, Reading, Withdrawal
from awning.feeds.fields import RowDamaging, RowRefused
from awning.snapshot import Snapshot

_TELL_EVERY = 500
Progress = Callable[[int], None]
Place = tuple[str, int]
"""File and line."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one feed, for feeds that say only what changed."""

    snapshot: Snapshot
    source: str
    version: str

    def offering(self, offering_id: str) -> Offering | None:
        """The offering of that SKU, if it came from this feed."""
        found = self.snapshot.offering(offering_id)
        return found if found is not None and found.source == self.source else None


class Merging:
    """Puts feed after feed into a draft, those with precedence first."""

    def __init__(
        self, draft: Draft, before: Snapshot | None, progress: Progress, stocktaking: Stocktaking | None = None
    ) -> None:
        """Begin; ``progress`` is told now and then how many offerings there are, ``stocktaking`` what is in stock."""
        self._draft = draft
        self._stocktaking = stocktaking
        self._before = before
        self._progress = progress
        self._old_categories = {category.id: category for category in before.categories()} if before else {}
        self._categories: set[str] = set()
        self.offerings = 0
        """How many the draft has."""
        self.shadowed = 0
        """How many were left out because a feed with precedence has their SKU."""
        self.bundles: list[str] = []
        """The SKUs of those that are bundles: what they consist of shows when all feeds are read."""

    def take(self, feed: Feed, reader: FeedReader) -> Reading:
        """Read a feed into the draft, and give the books of it.

        Raises:
            FeedError: nothing of it can be used, or it cannot be read to its end.
        """
        reading = Reading(feed.title)
        entities = reader.read(feed, reading)
        # Whether a feed is one of changes is known when it gives the first.
        first = next(entities, None)
        everything = entities if first is None else _chained(first, entities)
        if reading.delta and self._before is not None:
            self._stand_in_stock(feed.name)
            self._lay_over(feed, everything, reading)
        else:
            for entity in everything:
                self._one(feed, entity, reading)
        reading.file = feed.title
        reading.finish()
        return reading

    def stand(self, source: str) -> None:
        """Keep all that stands of a feed, without reading it."""
        self._stand_in_stock(source)
        for offering in self._before.offerings() if self._before else ():
            if offering.source == source:
                self._offer(offering, Reading(source))

    def _one(self, feed: Feed, entity: Entity, reading: Reading) -> bool:
        """Take what a feed gave; false for an offering whose category nobody knows."""
        if isinstance(entity, Offering):
            if feed.name or feed.owner:
                entity = replace(entity, source=feed.name, owner=feed.owner)
            return self._offer(entity, reading)
        if isinstance(entity, Stocked) and self._stocktaking is not None:
            self._stocktaking.put(feed.name, entity)
        if isinstance(entity, Category) and entity.id not in self._categories:
            self._categories.add(entity.id)
            self._draft.add_category(entity)
        return True

    def _offer(self, offering: Offering, reading: Reading) -> bool:
        if offering.category_id not in self._categories and not self._carry_over(offering.category_id):
            reading.take_back(
                reading.line, f"{offering.id} lies in {offering.category_id!r}, which is no category of the catalog."
            )
            return False
        clash = self._draft.add(offering, reading.file, reading.line)
        if clash is None:
            if offering.bundle is not None:
                self.bundles.append(offering.id)
            self.offerings += 1
            if self.offerings % _TELL_EVERY == 0:
                self._progress(self.offerings)
        elif clash.source != offering.source:
            self.shadowed += 1
        else:
            reading.take_back(reading.line, _twice(offering, clash))
            return False
        return True

    def _stand_in_stock(self, source: str) -> None:
        if self._stocktaking is not None:
            self._stocktaking.stand(source)

    def _carry_over(self, category_id: str) -> bool:
        """Take a category of the catalog that stands, and those around it; false if it has none of that id."""
        category = self._old_categories.get(category_id)
        if category is None:
            return False
        if category.parent_id and category.parent_id not in self._categories:
            self._carry_over(category.parent_id)
        self._categories.add(category.id)
        self._draft.add_category(category)
        return True

    def _lay_over(self, feed: Feed, entities: Iterable[Entity], reading: Reading) -> None:
        """Give what stands of the feed with its changes in their places, and then what is new."""
        with _Changes() as changes:
            for entity in entities:
                if isinstance(entity, Category | Stocked):
                    self._one(feed, entity, reading)
                elif isinstance(entity, Offering):
                    changes.put(entity, reading)
                else:
                    changes.withdraw(entity)
            for offering in self._before.offerings() if self._before else ():
                if offering.source == feed.name and offering.owner == feed.owner:
                    known, changed, (reading.file, line) = changes.pop(offering.id)
                    reading.at(line)
                    if known and changed is None:
                        continue
                    # A change that cannot be used leaves what stands, as one that the reader rejects does.
                    if changed is None or not self._one(feed, changed, reading):
                        self._offer(offering, reading)
            for offering, (reading.file, line) in changes.rest():
                reading.at(line)
                self._one(feed, offering, reading)


class _Changes:
    """The changes of a feed by SKU, on disk."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute(
            "CREATE TABLE change (place INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT, file TEXT, line INTEGER)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, offering: Offering, reading: Reading) -> None:
        """An offering is new or changed. Said twice it is rejected, and if it says something else, a damage."""
        body = offering_to_json(offering)
        row = self._database.execute("SELECT body, file, line FROM change WHERE id = ?", [offering.id]).fetchone()
        if row is not None and row[0]:
            clash = Clash(row[1], row[2], offering.source, same=row[0] == body)
            reading.take_back(reading.line, _twice(offering, clash))
            return
        self._set(offering.id, body, reading.file, reading.line)

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """An offering is gone."""
        self._set(withdrawal.offering_id, None, "", 0)

    def pop(self, offering_id: str) -> tuple[bool, Offering | None, Place]:
        """Whether there is a change, what it makes of the offering, and where it stands; it is given once."""
        row = self._database.execute("SELECT body, file, line FROM change WHERE id = ?", [offering_id]).fetchone()
        if row is None:
            return False, None, ("", 0)
        self._database.execute("DELETE FROM change WHERE id = ?", [offering_id])
        return True, offering_from_json(row[0]) if row[0] else None, (row[1], row[2])

    def rest(self) -> Iterator[tuple[Offering, Place]]:
        """What was not given yet."""
        rest = self._database.execute("SELECT body, file, line FROM change WHERE body NOTNULL ORDER BY place")
        for body, file, line in rest:
            yield offering_from_json(body), (file, line)

    def _set(self, offering_id: str, body: str | None, file: str, line: int) -> None:
        self._database.execute(
            "INSERT INTO change (id, body, file, line) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body, file = excluded.file, line = excluded.line",
            (offering_id, body, file, line),
        )


def _twice(offering: Offering, clash: Clash) -> RowRefused:
    place = f"id {offering.id} stands on line {clash.line} of {clash.file} already"
    if clash.same:
        return RowRefused(f"{place}, word for word; this one is left out.")
    return RowDamaging(f"{place}, and says something else there. One of the two is wrong.")


def _chained(first: Entity, entities: Iterator[Entity]) -> Iterator[Entity]:
    yield first
    yield from entities
