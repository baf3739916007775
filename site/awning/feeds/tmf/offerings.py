"""Offerings of TM Forum's catalog, put together from what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from awning.catalog import FeedPrice, Lifecycle, Offering, Plan, PlanKind, Relation, RelationKind
from awning.feeds.additions import bundle_of, check_conversions, named, notices_of, tax_category_of
from awning.feeds.attachments import documents_of, pictures_of
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import Feed
from awning.feeds.tmf.categories import OTHER, Shelves, texts
from awning.feeds.tmf.characteristics import characteristics, described, questions
from awning.feeds.tmf.fees import with_fees
from awning.feeds.tmf.index import Index, Record
from awning.feeds.tmf.kinds import Change, Kind
from awning.feeds.tmf.prices import Offered, PriceAside, Priced, priced, profiled, span, terms, told_here
from awning.feeds.tmf.versions import NO_LONGER_SOLD, PARTIAL, SOLD, Standing, lifecycle, standing

_MAKERS = {"vendor", "supplier", "manufacturer", "brand"}
_RELATIONS = {kind.lower(): kind for kind in RelationKind} | {
    "dependson": RelationKind.REQUIRES,
    "dependency": RelationKind.REQUIRES,
    "recommends": RelationKind.GOES_WITH,
    "crosssell": RelationKind.GOES_WITH,
    "upgrade": RelationKind.UPGRADES_TO,
    "upsell": RelationKind.UPGRADES_TO,
    "migration": RelationKind.UPGRADES_TO,
    "replacedby": RelationKind.SUBSTITUTED_BY,
    "exchangeableto": RelationKind.SUBSTITUTED_BY,
    "substitution": RelationKind.SUBSTITUTED_BY,
}


@dataclass(frozen=True, slots=True)
class Assembly:
    """What offerings are put together from."""

    index: Index
    shelves: Shelves
    feed: Feed
    vendor: str
    """Whose products these are where neither offering nor specification says so."""

    def offering(self, record: Record) -> Offering:
        """The offering a whole record stands for.

        Raises:
            RowRefused: it is not sold, cannot be read, or refers to a price that cannot be used.
        """
        fields = Fields(record.body)
        specification = self._specification(fields)
        plans = self.plans(record)
        status = lifecycle_of(fields)
        category_id, _ = self.category(record)
        rows = described(fields, specification)
        [picture, *pictures] = pictures_of(fields, elsewhere=True) or [""]
        return Offering(
            id=fields.identifier("id"),
            name=fields.text("name"),
            description=fields.text("description", "") or specification.text("description", ""),
            category_id=category_id,
            vendor=specification.text("brand", "") or maker(specification) or maker(fields) or self.vendor,
            part_number=specification.text("productNumber", ""),
            picture=picture,
            pictures=tuple(pictures),
            documents=documents_of(fields),
            lifecycle=status,
            notices=notices_of(fields, self.feed.time_zone),
            tax_category=tax_category_of(fields),
            bundle=bundle_of(fields),
            plans=named(plans, fields),
            characteristics=characteristics(rows),
            questions=questions(fields, rows),
            relations=_relations(fields),
            translations=texts(fields),
        )

    def plans(self, record: Record) -> tuple[Plan, ...]:
        """The plans a record's prices make, whatever else it says."""
        fields = Fields(record.body)
        plans = _plans(with_fees(list(self._prices(fields))))
        check_conversions(fields, plans)
        return plans

    def category(self, record: Record) -> tuple[str, str]:
        """Id and name of the category an offering stands in: the first it names that the feed has, if any."""
        fields = Fields(record.body)
        named = [(row.identifier("id"), row.text("name", "")) for row in fields.each("category")]
        if not named and (shelf := self.index.shelf(fields.identifier("id"))):
            named = [(shelf, "")]
        identifier, name = next(
            (each for each in named if self.shelves.known(each[0])), named[0] if named else (OTHER.id, OTHER.name)
        )
        return identifier, name or identifier

    def _specification(self, fields: Fields) -> Fields:
        """The specification, as the feed has it and the offering adds to it."""
        told = fields.inside("productSpecification")
        body = told.record
        if told.text("id", ""):
            rows = self.index.records(Kind.SPECIFICATION, told.identifier("id"))
            found = standing(self.index, rows) if rows else None
            if found and found.change is not Change.DELETE:
                body = found.record.body | {key: value for key, value in body.items() if value not in (None, "", [])}
        return Fields(body, fields, "productSpecification")

    def _prices(self, fields: Fields) -> Iterator[Priced]:
        rows = [(row, None if told_here(row) else self._referred(row)) for row in fields.each("productOfferingPrice")]
        offered = Offered(terms(fields), span(fields, self.feed))
        for row, found in rows:
            try:
                told = Fields(found.record.body) if found else row
                made = [(profiled(told), *each) for each in priced(told, offered, self.feed)]
            except PriceAside as aside:
                for each in found.rows if found else ():
                    self.index.take_back(each, aside)
            except RowRefused as refusal:
                for each in found.rows if found else ():
                    self.index.take_back(each, refusal)
                if not found:
                    raise
                raise row.refuse(f"the price at {found.record.where} cannot be used.") from None
            else:
                yield from made

    def _referred(self, row: Fields) -> Standing:
        """The price a reference is to."""
        identifier = row.identifier("id")
        records = self.index.records(Kind.PRICE, identifier)
        if not records:
            raise row.refuse(f"id {shown(identifier)} is no price of the feed.")
        found = standing(self.index, records)
        if found.rivals:
            for each in [*found.rows, *found.rivals]:
                self.index.take_back(each, f"Price {identifier} stands in the feed with different content.")
        if found.rivals or found.change in PARTIAL or found.change is Change.DELETE:
            raise row.refuse(f"price {identifier} is deleted, contradicted or told in part at {found.record.where}.")
        return found


def lifecycle_of(fields: Fields) -> Lifecycle:
    """Where an offering is in its life.

    Raises:
        RowRefused: it is not sold, and never was.
    """
    status = lifecycle(fields)
    if status not in SOLD | NO_LONGER_SOLD:
        raise fields.refuse(f"lifecycleStatus {shown(status)}: only what is Active or Launched is sold.")
    if not fields.truth("isSellable", default=True):
        raise fields.refuse("isSellable is false: it is sold as a part of others only.")
    return Lifecycle.ACTIVE if status in SOLD else Lifecycle.RETIRED


def maker(fields: Fields) -> str:
    """The name of the related party that makes or supplies it, in the words of version 4 or 5; empty for none."""
    for party in fields.each("relatedParty"):
        if party.text("role", "").lower() in _MAKERS:
            return party.text("name", "") or party.inside("partyOrPartyRole").text("name", "")
    return ""


def _plans(rows: list[Priced]) -> tuple[Plan, ...]:
    """Group the prices into plans: same id of plan, then one row per role, currency and tier."""
    plans: dict[str, tuple[Plan, list[FeedPrice]]] = {}
    for _, plan, price in rows:
        known, prices = plans.setdefault(plan.id, (plan, []))
        if known != plan:
            raise RowRefused(f"productOfferingPrice: plan {plan.id} has other terms on an earlier price.")
        if any(_place(other) == _place(price) for other in prices):
            raise RowRefused(
                f"productOfferingPrice: plan {plan.id} has a {price.role} price in {price.currency} for that tier and "
                "time already."
            )
        if plan.kind is PlanKind.TRIAL and price.amount:
            raise RowRefused(f"productOfferingPrice: plan {plan.id} is a trial, and its price is {price.amount}.")
        prices.append(price)
    return tuple(replace(plan, prices=tuple(prices)) for plan, prices in plans.values())


def _place(price: FeedPrice) -> tuple[Any, ...]:
    return price.role, price.currency, price.tier_min, price.valid_from, price.valid_until


def _relations(fields: Fields) -> tuple[Relation, ...]:
    """Pointers to other offerings, as far as a shop has a word for them."""
    found: list[Relation] = []
    for relation in fields.each("productOfferingRelationship"):
        kind = _RELATIONS.get(re.sub("[^a-z]", "", relation.text("relationshipType", "").lower()))
        if kind:
            found.append(Relation(kind, relation.identifier("id")))
    return tuple(found)
