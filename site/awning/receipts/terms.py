"""What a receipt says of a plan beside its price: the notice a customer gives, and what becomes of a trial."""

from __future__ import annotations

from awning.amounts import plain
from awning.catalog import Offering, Plan, PlanKind
from awning.dealings import day_of
from awning.errors import NotForSale
from awning.formats import Wording
from awning.notices import last_day, notice_of
from awning.pricebook import PriceBook
from awning.receipts.receipt import NoticeLine, TrialEnd
from awning.receipts.steps import steps
from awning.receipts.visibility import Sight, Viewer
from awning.tax import Anchor

_WORDS = Wording("en", "GB")


def notice_line(book: PriceBook, viewer: Viewer, offering: Offering, plan: Plan) -> NoticeLine | None:
    """The notice a customer gives who buys now; none where nothing runs on, or for those who only sold it on."""
    if not viewer.at_shelf:
        return None
    found = notice_of(book.reseller, offering, plan, book.path(offering.category_id), book.as_of)
    if found is None:
        return None
    term, today = plan.commitment or plan.billing, day_of(book.as_of, book.project)
    last = last_day(today, term, found.days, today=today) if term and found.days else None
    dealt = viewer.sight in {Sight.WHOLE, Sight.SELLER}
    return NoticeLine(found.days, last, found.distributor_days if dealt else None, found.in_order)


def trial_end(book: PriceBook, viewer: Viewer, offering: Offering, plan: Plan) -> TrialEnd | None:
    """What becomes of a trial; what the plan after it costs is told to those who see the shelf."""
    if plan.kind is not PlanKind.TRIAL:
        return None
    follows = offering.plan(plan.converts_to) if plan.converts_to else None
    if follows is None:
        return TrialEnd(plan.trial_days, plan.reminder_days, "")
    price = _asked(book, offering, follows) if viewer.at_shelf else ""
    return TrialEnd(plan.trial_days, plan.reminder_days, follows.id, _WORDS.plan(follows), price)


def _asked(book: PriceBook, offering: Offering, plan: Plan) -> str:
    """What the shop's page says that one of a plan costs, or nothing where it names no price."""
    try:
        price = next((price for _, price in steps(book, offering, plan) if price), None)
    except NotForSale:
        return ""
    if price is None:
        return ""
    side = "gross" if book.market.tax.anchor is Anchor.GROSS else "net"
    per = ", ".join(filter(None, [_WORDS.unit(plan), _WORDS.period(plan), side]))
    return f"{plain(price.unit)} {price.currency} {per}"
