"""The one price function: from a feed's exact amount to a shelf price, its trail, and every party's cut.

It is used for the page, the cart, the charge and the settlement, and it is pure: the same arguments give the same
price on any machine, at any time. `Pricer` says by which steps.
"""

from __future__ import annotations

from datetime import datetime

from awning.catalog import Lifecycle, Offering, Plan, PlanKind
from awning.chain import Chain
from awning.pricing.cutting import Cut, Margins
from awning.pricing.model import (
    BelowFloor,
    Charm,
    Lowest,
    Market,
    Price,
    Rate,
    Shelf,
    Step,
    Subject,
    Towards,
    tax_category_of,
)
from awning.pricing.pricer import QUANTITY_MAX, TOTAL_MAX_MINOR, Pricer

# Part of every price-book revision: raise it when the same inputs give another price or trail.
PRICING_VERSION = 2

__all__ = [
    "PRICING_VERSION",
    "QUANTITY_MAX",
    "TOTAL_MAX_MINOR",
    "BelowFloor",
    "Charm",
    "Cut",
    "Lowest",
    "Margins",
    "Market",
    "Price",
    "Pricer",
    "Rate",
    "Shelf",
    "Step",
    "Subject",
    "Towards",
    "buyable",
    "price",
    "tax_category_of",
    "tiers",
]


def price(subject: Subject, chain: Chain, *, quantity: int, as_of: datetime, market: Market) -> Price:
    """Price a quantity of a plan for the customers of the chain's last link: `Pricer.price`, for one price alone."""
    return Pricer(chain, market, as_of).price(subject, quantity)


def tiers(subject: Subject, chain: Chain, *, as_of: datetime, market: Market) -> list[int]:
    """The quantities from which another price may hold: `Pricer.tiers`, for one plan alone."""
    return Pricer(chain, market, as_of).tiers(subject)


def buyable(offering: Offering, plan: Plan) -> bool:
    """Whether the plan can go into a cart at all, whatever its price.

    A reseller's own service cannot yet: what is in a cart goes to the distributor, who knows nothing of it.
    """
    return offering.lifecycle is Lifecycle.ACTIVE and plan.kind is not PlanKind.METERED and not offering.owner
