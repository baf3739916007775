"""TM Forum catalogs: resources of TMF620, version 4 or 5, as JSON, NDJSON or a folder of files, and events.

Categories, offerings, prices and specifications are records of their own that refer to each other by id; the
neutral feed, where an offering carries all of it, is a profile of the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awning.catalog import PriceRole
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Feed, Reading, Withdrawal
from awning.feeds.additions import stocked_of
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import FeedFile, NothingYet
from awning.feeds.records import json_records
from awning.feeds.tmf.categories import OTHER, Shelves
from awning.feeds.tmf.changes import changed
from awning.feeds.tmf.index import Index, Record
from awning.feeds.tmf.kinds import Change, Kind, said
from awning.feeds.tmf.offerings import Assembly, maker
from awning.feeds.tmf.versions import PARTIAL, standing

_JSON = {".json", ".ndjson", ".jsonl"}
_SIGN = re.compile(
    r'"@(type|baseType)"\s*:\s*"(Product)?(Catalog|Category|Offering|OfferingPrice|Specification)"'
    r'|"eventType"\s*:\s*"(Product)?(Catalog|Category|Offering|OfferingPrice|Specification)\w+Event"'
    r"|productCatalogManagement/",
)
_UNNAMED = "No offering of the feed refers to it."


class TmfReader:
    """Reads catalogs of TM Forum's TMF620."""

    name = "tmf"

    def recognises(self, head: str) -> bool:
        """Records have the standard's types or addresses, and are no orders, which refer to the same."""
        return bool(_SIGN.search(head)) and "productorder" not in head.lower()

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give the categories, then the offerings in the order they first came.

        Raises:
            FeedError: the profile is neither ``cost`` nor ``srp``; or a file cannot be read.
        """
        if feed.profile not in {"", PriceRole.COST, PriceRole.SRP}:
            raise FeedError(f"{feed.title}: profile {shown(feed.profile)} is none of cost, srp.")
        with Index(reading) as index:
            for file in feed.files:
                _take_in(file, index, feed, reading)
            index.complete()
            vendor, reading.version = _catalogs(index)
            shelves = Shelves(index)
            yield from shelves.all()
            assembly = Assembly(index, shelves, feed, vendor)
            over_something = reading.delta and not isinstance(feed.base, NothingYet)
            for identifier in index.ids(Kind.OFFERING):
                yield from _offerings(identifier, assembly, delta=over_something)
            index.take_back_unnamed(Kind.PRICE, _UNNAMED)
            index.take_back_unnamed(Kind.SPECIFICATION, _UNNAMED)


def _take_in(file: FeedFile, index: Index, feed: Feed, reading: Reading) -> None:
    """Keep what a file holds; among others in a folder it may also be a text for people."""
    reading.file = file.name
    if len(feed.files) > 1 and file.suffix not in _JSON and not _looks_like_json(file):
        reading.reject(1, "The file is not JSON; it is left out.")
        return
    for line, record in json_records(file, reading):
        try:
            understood = said(record, feed.time_zone)
            index.add(line, understood)
        except RowRefused as refusal:
            reading.reject(line, refusal)
        else:
            reading.delta |= understood.change is not Change.WHOLE


def _looks_like_json(file: FeedFile) -> bool:
    try:
        return file.head().lstrip()[:1] in {"[", "{"}
    except FeedUnreadable:
        return False


def _catalogs(index: Index) -> tuple[str, str]:
    """Whose products these are, and the catalog's version, where there is one catalog."""
    found = [standing(index, index.records(Kind.CATALOG, identifier)) for identifier in index.ids(Kind.CATALOG)]
    names: list[str] = []
    versions: list[str] = []
    for each in found:
        fields = Fields(each.record.body)
        try:
            _refuse_deletion(each.change)
            names.append(maker(fields) or fields.text("name", ""))
            versions.append(fields.text("version", ""))
        except RowRefused as refusal:
            for row in each.rows:
                index.take_back(row, refusal)
    [vendor, *others] = list(dict.fromkeys(filter(None, names))) or [""]
    return ("" if others else vendor) or "Unknown vendor", versions[0] if len(versions) == 1 else ""


def _refuse_deletion(change: Change) -> None:
    if change is Change.DELETE:
        raise RowRefused("That a catalog is deleted takes no offering away: send an event for each.")


def _offerings(identifier: str, assembly: Assembly, *, delta: bool) -> Iterator[Entity]:
    """What the rows of one id stand for; where two contradict each other, both, for the import to see."""
    index = assembly.index
    found = standing(index, index.records(Kind.OFFERING, identifier))
    for record, rows in [(found.record, found.rows), *((rival, [rival]) for rival in found.rivals)]:
        try:
            entities = list(_entities(identifier, record, assembly, delta=delta))
        except RowRefused as refusal:
            for row in rows:
                index.take_back(row, refusal)
        else:
            index.begins(record)
            yield from entities


def _entities(identifier: str, record: Record, assembly: Assembly, *, delta: bool) -> Iterator[Entity]:
    if record.change is Change.DELETE:
        yield Withdrawal(identifier)
        return
    offering = changed(record, assembly) if record.change in PARTIAL else assembly.offering(record)
    # Among changes a category that is only referred to stands already, with all that is known of it.
    if not delta or offering.category_id == OTHER.id:
        yield from assembly.shelves.needed(*assembly.category(record))
    yield offering
    if stocked := stocked_of(Fields(record.body), assembly.feed.time_zone):
        yield stocked
