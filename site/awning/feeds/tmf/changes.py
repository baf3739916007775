"""Events that tell a part of an offering: what they say goes on top of the offering as it stands."""

from __future__ import annotations

from dataclasses import replace

from awning.catalog import Offering
from awning.feeds.fields import Fields, RowRefused
from awning.feeds.tmf.index import Record
from awning.feeds.tmf.offerings import Assembly, lifecycle_of

WHOLE = {"name", "lifecycleStatus", "productOfferingPrice"}
"""An event that tells these tells everything, as many systems do whatever has changed."""
_APART = ("validFor", "category", "productSpecification", "prodSpecCharValueUse", "productOfferingTerm", "attachment")
_ALSO_APART = ("productOfferingRelationship", "relatedParty", "i18n", "noticeDays", "notices", "taxCategory", "bundle")


def changed(record: Record, assembly: Assembly) -> Offering:
    """The offering as it stands, with what an event says of it.

    Raises:
        RowRefused: no such offering stands, or the event says what only a whole offering can.
    """
    fields = Fields(record.body)
    if record.body.keys() >= WHOLE:
        return assembly.offering(record)
    before = assembly.feed.base.offering(fields.identifier("id"))
    if before is None:
        raise RowRefused("The event tells a part of an offering that is not in the catalog: send it whole.")
    for key in (*_APART, *_ALSO_APART):
        if key in record.body:
            raise RowRefused(f"The event changes {key}, which cannot be put into what stands: send the whole offering.")
    after = replace(
        before,
        name=fields.text("name", before.name),
        description=fields.text("description", before.description),
    )
    if "lifecycleStatus" in record.body or "isSellable" in record.body:
        after = replace(after, lifecycle=lifecycle_of(fields))
    if "productOfferingPrice" in record.body:
        after = replace(after, plans=assembly.plans(record))
    return after
