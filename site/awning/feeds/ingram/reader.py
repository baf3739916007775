"""Ingram Micro Xvantage: catalogue, product details, and prices, as its API answers them, in any mix and order.

One ``ingramPartNumber`` is one offering, and so is one ``planId`` of a subscription: these are what Ingram Micro's
prices name. A group of plans is no offering but a shelf: it holds different products, each by several terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awning.catalog import Category, Characteristic, Lifecycle, Offering, Question, Relation, RelationKind, Text
from awning.feeds import Entity, Feed, Reading
from awning.feeds.fields import RowRefused
from awning.feeds.gather import Gathering
from awning.feeds.ingram.answers import Kind, Row, rows_of
from awning.feeds.ingram.facts import SUBSCRIPTIONS, Facts, versions

_SHELF_NAMES = {SUBSCRIPTIONS: {"de": Text("Abonnements")}}
_END_USER = Question(
    name="endUserAddress",
    label="Address of the end user: street, postal code, city",
    labels={"de": "Anschrift des Endkunden: Straße, Postleitzahl, Ort"},
)
_WORDS = ('"ingramPartNumber"', '"subscriptionCatalog"', '"subscriptionDetails"', '"subscriptionPrice"')
_LISTS = {
    Kind.PRODUCT: 0,
    Kind.PLAN: 0,
    Kind.DETAIL: 1,
    Kind.PLAN_DETAIL: 1,
    Kind.PRICE: 2,
    Kind.PLAN_PRICE: 2,
}


class IngramReader:
    """Reads what the reseller API of Ingram Micro answers, one answer or many to a file."""

    name = "ingram"

    def recognises(self, head: str) -> bool:
        """Its part numbers bear its name; subscriptions stand in lists of their own."""
        return any(word in head for word in _WORDS)

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give each offering once all answers about it are read, by first appearance, its categories before it."""
        shelves = _Shelves()
        with Gathering() as gathering:
            for row in rows_of(feed, reading):
                try:
                    if row.kind is Kind.GROUP:
                        shelves.describe(row)
                    else:
                        offering_id, facts = Facts.of(row, feed)
                        gathering.add(offering_id, row.line, [row.file, row.kind, facts.to_json()])
                except RowRefused as refusal:
                    reading.reject(row.line, refusal)
                else:
                    reading.use(row.line)
            for offering_id, rows in gathering.groups():
                yield from _offerings(offering_id, rows, shelves, feed, reading)


def _offerings(
    offering_id: str, rows: list[tuple[int, Any]], shelves: _Shelves, feed: Feed, reading: Reading
) -> Iterator[Entity]:
    """The offering: once, or where its answers contradict each other, in each of their versions."""
    subscription = Kind(rows[0][1][1]).subscription
    told: tuple[list[Facts], ...] = ([], [], [])
    kept: list[tuple[str, int]] = []
    for line, (number, kind, facts) in rows:
        file = feed.files[int(number)].name
        if Kind(kind).subscription is subscription:
            kept.append((file, line))
            told[_LISTS[Kind(kind)]].append(Facts(**facts))
        else:
            reading.file = file
            reading.take_back(line, f"{offering_id} is both an ingramPartNumber and a planId; the first one is taken.")
    try:
        found = list(_told(offering_id, told, subscription=subscription))
    except RowRefused as refusal:
        for reading.file, line in kept:
            reading.take_back(line, refusal)
        return
    reading.file = kept[0][0]
    reading.at(kept[0][1])
    for shelf, offering in found:
        yield from shelves.new(shelf)
        yield offering


def _told(
    offering_id: str, told: tuple[list[Facts], ...], *, subscription: bool
) -> Iterator[tuple[list[str], Offering]]:
    """The offering in each version, with the categories it lies in."""
    if not (subscription or told[0] or told[1]):
        raise RowRefused(f"{offering_id}: there is a price, and no answer of the catalogue that says what it is for.")
    for facts in versions(*told):
        # What this account may not buy was read well, and is no offering of its shops.
        if any(each.barred for each in facts):
            continue
        shelf = _first(facts, "shelf") or ([SUBSCRIPTIONS] if subscription else [])
        name = _first(facts, "name")
        if not name or not shelf:
            raise RowRefused(f"{offering_id}: no answer gives it a {'category' if name else 'name'}.")
        yield shelf, _offering(offering_id, name, shelf, facts)


def _offering(offering_id: str, name: str, shelf: list[str], facts: tuple[Facts, ...]) -> Offering:
    retired = any(each.retired for each in facts)
    substitute = _first(facts, "substitute") if retired else ""
    rows = {"GTIN": _first(facts, "gtin")}
    for each in facts:
        rows |= each.rows
    catalogue, detail, price = facts
    return Offering(
        id=offering_id,
        name=name,
        description=_either(detail.description, catalogue.description, price.description),
        category_id=_shelf_id(shelf),
        # A subscription's answers may name no vendor; its shelf is then what a customer knows it by.
        vendor=_first(facts, "vendor") or shelf[-1],
        part_number=_first(facts, "part_number"),
        lifecycle=Lifecycle.RETIRED if retired else Lifecycle.ACTIVE,
        plans=price.read_plans(),
        characteristics=tuple(Characteristic(label, value) for label, value in rows.items() if value),
        questions=(_END_USER,) if any(each.asks for each in facts) else (),
        relations=(Relation(RelationKind.SUBSTITUTED_BY, substitute),) if substitute not in {"", offering_id} else (),
    )


def _either(*texts: str) -> str:
    """The first text there is."""
    return next(filter(None, texts), "")


def _first(facts: tuple[Facts, ...], key: str) -> Any:
    """What the first answer that says anything says: the catalogue's, the detail's, the price's."""
    return next((value for each in facts if (value := getattr(each, key))), "")


def _shelf_id(shelf: list[str]) -> str:
    return " / ".join(shelf).casefold()


class _Shelves:
    """The categories given so far. Their ids ignore capitals, which answers do not agree on."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._descriptions: dict[str, str] = {}

    def describe(self, row: Row) -> None:
        """Remember what a group of plans says of itself."""
        name = " ".join(row.fields.text("groupName").split())
        self._descriptions[_shelf_id([SUBSCRIPTIONS, name])] = row.fields.text("groupDescription", "")

    def new(self, shelf: list[str]) -> Iterator[Category]:
        """The categories on the way down to the shelf that were not given yet."""
        parent: str | None = None
        for depth, name in enumerate(shelf, start=1):
            identifier = _shelf_id(shelf[:depth])
            if identifier not in self._given:
                self._given.add(identifier)
                yield Category(
                    id=identifier,
                    name=name,
                    description=self._descriptions.get(identifier, ""),
                    parent_id=parent,
                    translations=_SHELF_NAMES.get(name, {}) if depth == 1 else {},
                )
            parent = identifier
