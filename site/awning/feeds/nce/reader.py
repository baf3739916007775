"""The NCE price list: Microsoft's licences of the New Commerce Experience, as the CSV of Partner Center.

One product and SKU is one offering for each segment of customers; its plans are the combinations of term and billing.
``UnitPrice`` is what the reseller pays and ``ERP Price`` what Microsoft suggests, both for the WHOLE term.

The sheet ``current`` holds everything; the sheet ``future`` holds what changes, and leaves out what does not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from awning.catalog import Category
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Feed, Reading, Withdrawal, page_for_people
from awning.feeds.fields import RowRefused, shown
from awning.feeds.gather import Gathering
from awning.feeds.nce.columns import MARKS, column_key, columns_of
from awning.feeds.nce.offerings import added, categories_of, changed, offering_of
from awning.feeds.nce.plans import Numbered
from awning.feeds.nce.rows import Change, Product, Row, RowMaker
from awning.feeds.tables import table_rows

CURRENT, FUTURE = "current", "future"
"""The profiles: what the sheet is, where its rows do not show it."""
_CHANGES = frozenset({Change.NEW, Change.CHANGED, Change.DELETED})


class NceReader:
    """Reads the licence price list of Partner Center."""

    name = "nce"

    def recognises(self, head: str) -> bool:
        """No other list has products, SKUs, terms and billing plans under these names."""
        first = next((line for line in head.splitlines() if line.strip()), "")
        try:
            names = {column_key(name) for header in csv.reader([first]) for name in header}
        except csv.Error:
            return False
        return all(column_key(mark) in names for mark in MARKS)

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give each offering by first appearance, its categories before it.

        Raises:
            FeedError: the profile is neither current nor future.
            FeedUnreadable: a file has no header, or one with columns missing or doubled.
        """
        if feed.profile not in {"", CURRENT, FUTURE}:
            raise FeedError(f"profile: {shown(feed.profile)} is no sheet of the NCE price list. Say current or future.")
        said: set[bool] = set()
        with Gathering() as gathering:
            for number in range(len(feed.files)):
                said |= _gather(feed, number, reading, gathering)
            reading.delta = feed.profile == FUTURE or (not feed.profile and said == {True})
            shelves: set[str] = set()
            for sku, parts in gathering.groups():
                for entity in _made(sku, _rows(parts), feed, reading):
                    if not isinstance(entity, Category) or entity.id not in shelves:
                        yield entity
                    if isinstance(entity, Category):
                        shelves.add(entity.id)


def _gather(feed: Feed, number: int, reading: Reading, gathering: Gathering) -> set[bool]:
    """Put a file's rows by their SKU, and say whether there were changes (true) and things that stay (false)."""
    file = feed.files[number]
    lines = table_rows(file, reading)
    header_line, header = next(lines, (0, None))
    said: set[bool] = set()
    if header is None:
        return said
    if header[0].lstrip().startswith("<"):
        raise FeedUnreadable(page_for_people(file.name))
    columns = columns_of(header, f"{file.name}, line {header_line}", currency=feed.currency)
    maker = RowMaker(columns, feed, number)
    product: Product | None = None
    for line, values in lines:
        try:
            said.add(maker.change(values) in _CHANGES)
            row = maker.row(values)
        except RowRefused as refusal:
            reading.reject(line, refusal)
            continue
        reading.use(line)
        # Most rows are of the same product as the one before: its texts are kept once.
        gathering.add(row.product.sku, line, (None if row.product is product else row.product, *row[1:]))
        product = row.product
    return said


def _rows(parts: Iterable[tuple[int, Any]]) -> list[Numbered]:
    rows: list[Numbered] = []
    product = None
    for line, (said, *rest) in parts:
        product = Product(*said) if said or product is None else product
        rows.append((line, Row(product, *rest)))
    return rows


def _made(sku: str, rows: Sequence[Numbered], feed: Feed, reading: Reading) -> Iterator[Entity]:
    """What the rows of one SKU come to: the offering after its categories, its withdrawal, or nothing."""

    def take_back(line: int, row: Row, reason: str) -> None:
        reading.file = feed.files[row.file].name
        reading.take_back(line, reason)

    standing = feed.base.offering(sku) if reading.delta else None
    if standing is not None:
        offering = changed(standing, rows, take_back)
    else:
        offering = added(rows, take_back) if reading.delta else offering_of(rows, take_back)
    line, first = rows[0]
    reading.file = feed.files[first.file].name
    reading.at(line)
    if offering is not None:
        yield from categories_of(offering)
        yield offering
    elif standing is not None:
        yield Withdrawal(sku)
