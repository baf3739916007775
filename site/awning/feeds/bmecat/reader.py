"""BMEcat 2005 and 1.2: catalogs in XML, whole or as a strict chain of updates.

A file is read twice: once for its header, its groups and the map of products to groups that stands behind the
products, then for the products themselves. Neither time more than one record is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from awning.catalog import Offering
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Feed, Reading, Withdrawal
from awning.feeds.bmecat.groups import OTHER, Groups
from awning.feeds.bmecat.header import (
    NEW_CATALOG,
    UPDATE_PRICES,
    UPDATE_PRODUCTS,
    Header,
    header_of,
    version_of,
)
from awning.feeds.bmecat.prices import Terms, plans_of
from awning.feeds.bmecat.product import offering_of, sku_of
from awning.feeds.bmecat.shelves import Memberships, Shelves
from awning.feeds.bmecat.texts import article_spelling, spelled
from awning.feeds.fields import RowRefused, shown
from awning.feeds.files import FeedFile
from awning.feeds.xmlelement import Element
from awning.feeds.xmlrecords import xml_records

_ROOT_NAME = "BMECAT"
_ROOT = re.compile(r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?BMECAT[\s>]")
_FRAMES = frozenset({_ROOT_NAME, NEW_CATALOG, UPDATE_PRODUCTS, UPDATE_PRICES, "CATALOG_GROUP_SYSTEM"})
_FRONT = frozenset({"HEADER", "CATALOG_STRUCTURE"})
_PRODUCTS = frozenset({"PRODUCT", article_spelling("PRODUCT")})
_MAPS = frozenset({"PRODUCT_TO_CATALOGGROUP_MAP", article_spelling("PRODUCT_TO_CATALOGGROUP_MAP")})
_UNREAD = frozenset(
    {
        "FEATURE_SYSTEM",
        "CLASSIFICATION_SYSTEM",
        "FORMULAS",
        "IPP_DEFINITIONS",
        "GROUP_SYSTEM_ID",
        "GROUP_SYSTEM_NAME",
        "GROUP_SYSTEM_DESCRIPTION",
    }
)
"""Records that are no rows of a catalog of ours."""
_MODES = {
    NEW_CATALOG: ("new", frozenset({"new"})),
    UPDATE_PRODUCTS: ("", frozenset({"new", "update", "delete"})),
    UPDATE_PRICES: ("update", frozenset({"update"})),
}
"""Transaction to what ``mode`` is if a product does not say, and what it may be."""


class BmecatReader:
    """Reads a catalog, or an update of one, in BMEcat's XML."""

    name = "bmecat"

    def recognises(self, head: str) -> bool:
        """The outermost element says what it is, in any namespace."""
        return _ROOT.search(head) is not None

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give the categories, then the offerings; of an update what is new, changed or gone."""
        file = _catalog_file(feed)
        reading.file = file.name
        groups = Groups()
        with Memberships() as memberships:
            front = _Front(file, feed, reading)
            front.read(groups, memberships)
            header, transaction = front.found()
            reading.version = version_of(header, transaction, feed, file.name)
            reading.delta = transaction.name != NEW_CATALOG
            yield from groups.settle(reading)
            shelves = Shelves(groups, memberships, feed.base, update=reading.delta)
            for entity in _Products(file, feed, reading, header, shelves).read(transaction.name):
                if isinstance(entity, Offering) and entity.category_id == OTHER.id:
                    yield from shelves.other()
                yield entity


def _catalog_file(feed: Feed) -> FeedFile:
    """The one catalog; what stands beside it are pictures and documents."""
    found = [file for file in feed.files if file.suffix == ".xml"] or list(feed.files)
    if len(found) != 1:
        raise FeedError(
            f"{feed.title}: holds {len(found)} files where one BMEcat catalog belongs. Name the catalog itself; "
            "updates are imported one after the other."
        )
    return found[0]


class _Front:
    """The first time through the file: all but the products."""

    def __init__(self, file: FeedFile, feed: Feed, reading: Reading) -> None:
        self._file = file
        self._feed = feed
        self._reading = reading
        self._header: Header | None = None
        self._transaction: Element | None = None

    def found(self) -> tuple[Header, Element]:
        """What stands in a file once.

        Raises:
            FeedUnreadable: it is missing.
        """
        if self._header is None:
            raise FeedUnreadable(
                f"{self._file.name}: has no HEADER, so nobody knows whose catalog it is. Fetch it again."
            )
        if self._transaction is None:
            raise FeedUnreadable(
                f"{self._file.name}: holds none of {', '.join(_MODES)}, so no catalog. Fetch it again."
            )
        return self._header, self._transaction

    def read(self, groups: Groups, memberships: Memberships) -> None:
        """Take in the header, the groups and the map.

        Raises:
            FeedUnreadable: the file is no XML, or something stands twice that stands once in a catalog.
        """
        for element in xml_records(self._file, root=_ROOT_NAME, frames=_FRAMES, skipped=_UNREAD | _PRODUCTS):
            if element.name in _MODES:
                self._transaction = self._once(element, self._transaction is not None)
            elif element.name == "HEADER":
                self._header = header_of(self._once(element, self._header is not None), self._feed, self._file.name)
                self._reading.use(element.line)
            elif element.name not in _FRAMES:
                self._record(element, groups, memberships)

    def _once(self, element: Element, known: bool) -> Element:
        if known:
            raise FeedUnreadable(
                f"{self._file.name}, line {element.line}: {element.name} stands here, and a catalog has only one "
                "header and one transaction. Ask for each catalog and update in a file of its own."
            )
        return element

    def _record(self, element: Element, groups: Groups, memberships: Memberships) -> None:
        """Keep a group, or an entry of the map; anything else is no record of a catalog."""
        transaction = self._transaction.name if self._transaction else ""
        if element.spoiled:
            self._reading.reject(element.line, element.spoiled)
            return
        try:
            match element.name:
                case "CATALOG_STRUCTURE":
                    groups.add(element, self._header.language if self._header else "")
                case name if name in _MAPS and transaction in {NEW_CATALOG, UPDATE_PRODUCTS}:
                    memberships.add(element, update=transaction == UPDATE_PRODUCTS)
                    self._reading.use(element.line)
                case name:
                    self._reading.reject(
                        element.line, f"The element {shown(name)} does not belong into {transaction or _ROOT_NAME}."
                    )
        except RowRefused as refusal:
            self._reading.reject(element.line, refusal)


class _Products:
    """The second time through the file: the products."""

    def __init__(self, file: FeedFile, feed: Feed, reading: Reading, header: Header, shelves: Shelves) -> None:
        self._file = file
        self._feed = feed
        self._reading = reading
        self._header = header
        self._shelves = shelves

    def read(self, transaction: str) -> Iterator[Offering | Withdrawal]:
        """Give each product that can be used, and count all."""
        for product in xml_records(self._file, root=_ROOT_NAME, frames=_FRAMES, skipped=_UNREAD | _MAPS | _FRONT):
            if product.name not in _PRODUCTS:
                continue
            try:
                entity = self._entity(product, transaction)
                self._shelves.given(sku_of(product), product.line, entity)
            except RowRefused as refusal:
                self._reading.reject(product.line, refusal)
                continue
            self._reading.use(product.line)
            if entity is not None:
                yield entity
        if transaction == UPDATE_PRODUCTS:
            for line, offering in self._shelves.rearranged():
                self._reading.at(line)
                yield offering

    def _entity(self, product: Element, transaction: str) -> Offering | Withdrawal | None:
        sku, (default, allowed) = sku_of(product), _MODES[transaction]
        mode = product.attributes.get("mode", default)
        if mode not in allowed:
            raise RowRefused(f"mode is {shown(mode)}; in {transaction} it is one of {', '.join(sorted(allowed))}.")
        if transaction == UPDATE_PRICES:
            return self._repriced(product, sku)
        shelf = self._shelves.of(sku)
        if mode == "delete":
            return Withdrawal(sku) if self._feed.base.offering(sku) else None
        return offering_of(product, shelf, self._header, self._feed)

    def _repriced(self, product: Element, sku: str) -> Offering:
        """The product as it stands, with the prices of an update in place of its own."""
        standing = self._feed.base.offering(sku)
        if standing is None:
            raise RowRefused(
                f"{spelled(product, 'SUPPLIER_PID')} {shown(sku)} is no product of the catalog that stands."
            )
        if not standing.plans:
            raise RowRefused(
                f"{spelled(product, 'SUPPLIER_PID')} {shown(sku)} had no price so far, and an update of prices does "
                f"not say its unit: a {UPDATE_PRODUCTS} is needed."
            )
        terms = Terms.of(standing.plans[0], standing.characteristics)
        return replace(standing, plans=plans_of(product, terms, self._header, self._feed.time_zone))
