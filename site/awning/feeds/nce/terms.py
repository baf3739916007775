"""Terms of the NCE price list: how long a licence binds, how it is billed, and what share of a price is due each time.

The list quotes every price for the WHOLE term. A year billed by the month is twelve payments of a twelfth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from awning.catalog import Period, Plan, PlanKind
from awning.feeds.fields import Fields, RowRefused, shown
from awning.money import EXACT

MOST_DECIMALS = 12
"""Of a payment. A twelfth need not end; what is cut off is less than a millionth of a millionth."""
_STEP = Decimal(1).scaleb(-MOST_DECIMALS)
_DURATION = re.compile(r"P([0-9]{1,6})([A-Z]+)", re.IGNORECASE)
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_DAYS = {"day": 1, "month": 30, "year": 365}
# In months; zero is once for the whole term.
_BILLINGS = {
    "monthly": 1,
    "annual": 12,
    "annually": 12,
    "triennial": 36,
    "none": 0,
    "onetime": 0,
    "trial": 0,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a term and a billing plan come to."""

    plan: Plan
    """Without prices, and without a unit."""
    payments: int
    """Into how many equal ones the price of the term is divided."""

    def payment(self, price: Decimal) -> Decimal:
        """One payment of a term's price: exact where it ends within twelve decimals, else rounded to them half up."""
        if self.payments == 1:
            return price
        part = EXACT.divide(price, Decimal(self.payments))
        return part if part == (rounded := part.quantize(_STEP, context=EXACT)) else rounded


# A sheet has a dozen of them.
@lru_cache(maxsize=1024)
def terms_of(duration: str, billing: str, *, free: bool, tagged: bool) -> Terms:
    """The terms of a row.

    Args:
        duration: ``TermDuration``, as ``P1Y``; empty for what is bought for good.
        billing: ``BillingPlan``, as ``Monthly``.
        free: whether it costs nothing.
        tagged: whether its tags say that it is a trial.

    Raises:
        RowRefused: the two do not go together, or are unknown; damaging where the unit of the term is.
    """
    said = re.sub(r"[\s_-]", "", billing).lower()
    if said not in _BILLINGS:
        raise RowRefused(f"BillingPlan {shown(billing)} is none of Monthly, Annual, Triennial, None, OneTime, Trial.")
    term = _term(duration)
    if tagged or said == "trial" or (free and said == "none" and _is_short(term)):
        if not free:
            raise RowRefused("The row is a trial, and its price is not 0; trials cost nothing.")
        if term is None:
            raise RowRefused("TermDuration is missing; a trial needs one.")
        days = term.count * _DAYS[term.unit]
        return Terms(Plan(f"trial-P{days}D", PlanKind.TRIAL, "", (), trial_days=days), 1)
    billed = _BILLINGS[said]
    if not billed or (term is not None and billed == term.months == _BILLINGS["triennial"]):
        return Terms(Plan(f"{term}-once" if term else "once", PlanKind.ONCE, "", (), commitment=term), 1)
    if term is None:
        raise RowRefused(f"TermDuration is missing, and BillingPlan is {billing}.")
    payments, rest = divmod(term.months or 0, billed)
    if rest or not payments:
        raise RowRefused(f"BillingPlan {billing} does not divide TermDuration {duration} into equal payments.")
    period = Period.of(billed, "month")
    return Terms(Plan(f"{term}-{period}", PlanKind.RECURRING, "", (), commitment=term, billing=period), payments)


def _term(duration: str) -> Period | None:
    if not duration:
        return None
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise RowRefused(f"TermDuration {shown(duration)} is no length of time such as P1Y or P1M.")
    unit = found[2].upper()
    return Fields({}, Fields({}), "TermDuration").period(int(found[1]), _UNITS.get(unit, unit))


def _is_short(term: Period | None) -> bool:
    """At most a month: what is free for longer is simply free."""
    return term is not None and (term.unit == "day" or term.months == 1)
