"""Why a shop does not sell a SKU: a rule of engagement, or that it is spelt otherwise."""

from __future__ import annotations

from awning.config import Certified
from awning.engagement import Bar
from awning.errors import OfferingUnknown
from awning.pricebook import PriceBook
from awning.receipts.places import RulePlaces
from awning.receipts.visibility import Sight, Viewer
from awning.yamlmodel import did_you_mean

_ADVICE = "SKUs are written as in the feed; the assortment stands in the reseller's file."


def absence(book: PriceBook, viewer: Viewer, places: RulePlaces, sku: str, unknown: OfferingUnknown) -> OfferingUnknown:
    """What to say in place of ``unknown`` to a viewer, who may not know more of rules than what concerns them.

    Customers, agents and suppliers are told no rule; a reseller is not told for whom the distributor keeps something.
    """
    offering = book.in_catalog(sku)
    if offering is None:
        # A shop's own services are no matter of its supplier's.
        meant = did_you_mean(sku, book.skus()) if viewer.at_shelf else ""
        return OfferingUnknown(f"{book.reseller.name} does not sell {sku!r}.{meant} {_ADVICE}") if meant else unknown
    if not viewer.shops or not book.stocks(offering):
        return unknown
    bars = [_said(bar, viewer, places) for bar in book.permit.bars(offering, book.path(offering.category_id))]
    return OfferingUnknown(f"{book.reseller.name} may not sell {sku!r}: {'; '.join(bars)}.") if bars else unknown


def _said(bar: Bar, viewer: Viewer, places: RulePlaces) -> str:
    whole = viewer.sight is Sight.WHOLE
    if isinstance(bar.rule, Certified):
        why = f"needs the certificate {bar.rule.needs!r}"
    elif whole:
        why = f"is protected for {', '.join(bar.rule.for_) or 'nobody'}"
    else:
        why = "is protected for others"
    return f"{bar.thing} {why}" + (f" ({places.bar(bar)})" if whole else "")
