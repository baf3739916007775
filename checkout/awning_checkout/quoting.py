"""Pricing a cart: at today's prices, for one buyer, with the tax of that sale and what a coupon takes off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from awning.bundling import BUNDLE_PLAN, bundle_parts
from awning.catalog import Offering, Plan, PlanKind
from awning.config import Coupon
from awning.dealings import day_of
from awning.errors import AwningError
from awning.notices import last_day, notice_of
from awning.pricebook import PriceBook
from awning.pricing import Price, buyable
from awning.tax import Buyer, TaxContext, for_buyer
from awning_checkout import coupons
from awning_checkout.carts import LINES_MAX, CartLine, merged
from awning_checkout.coupons import Reducible, Refusal, Uses
from awning_checkout.quote_lines import Later, Notice, QuoteLine
from awning_checkout.quotes import Quote
from awning_checkout.sections import summed


@dataclass(frozen=True, slots=True)
class Sale:
    """Who buys, and with which code; by default somebody unknown, in the shop's own country."""

    buyer: Buyer | None = None
    email: str = ""
    since: date | None = None
    """The day of their first order in this shop; none for a new customer."""
    coupon: str = ""
    uses: Uses = Uses()  # noqa: RUF009  (it never changes)
    """Of that code, so far."""
    language: str = ""
    """The one the tax is named in; empty for the shop's first."""


NOBODY = Sale()


def quote(book: PriceBook, wishes: Sequence[CartLine], sale: Sale = NOBODY) -> Quote:
    """Price a cart for the book's moment. What cannot be bought is set apart, never charged.

    Raises:
        TaxError: the tax of the buyer's country is not known.
    """
    today = day_of(book.as_of, book.project)
    home = book.tax_in(sale.language)
    context = for_buyer(home, sale.buyer, today) if sale.buyer else home
    lines, dropped = _lines(book.for_customer(sale.email, sale.since) if sale.email else book, wishes, today)
    coupon, refused = _coupon(book, sale, today)
    if coupon is not None:
        reduced = _reduced(book, lines, coupon, context)
        if reduced == lines:
            coupon, refused = None, Refusal.NOTHING_FITS
        lines = reduced
    summed_lines, sections = summed(lines, context, book.market.currency)
    return Quote(
        lines=tuple(summed_lines),
        dropped=tuple(dropped),
        sections=tuple(sections),
        currency=book.market.currency,
        catalog=book.catalog_revision,
        price_book=book.revision,
        priced_at=book.as_of,
        tax=context,
        coupon=coupon.code if coupon else "",
        refused=refused.value if refused else "",
    )


def _coupon(book: PriceBook, sale: Sale, today: date) -> tuple[Coupon | None, Refusal | None]:
    if not sale.coupon:
        return None, None
    coupon = coupons.found(book.reseller.coupons, sale.coupon)
    refused = coupons.refusal(coupon, today=today, uses=sale.uses)
    return (None, refused) if refused else (coupon, None)


def _lines(book: PriceBook, wishes: Sequence[CartLine], today: date) -> tuple[list[QuoteLine], list[CartLine]]:
    lines: list[QuoteLine] = []
    wanted = merged(wishes)
    dropped = wanted[LINES_MAX:]
    for wish in wanted[:LINES_MAX]:
        try:
            lines += _of_wish(book, wish, today)
        except AwningError:
            dropped.append(wish)
    return lines, dropped


def _of_wish(book: PriceBook, wish: CartLine, today: date) -> list[QuoteLine]:
    """A plan and the fee that comes with it; of a bundle, those of all its items.

    Raises:
        NotForSale: it cannot be bought, now or so many of it.
        OfferingUnknown: the shop has nothing of that name.
    """
    offering = book.offering(wish.sku)
    if offering.bundle is not None and wish.plan_id == BUNDLE_PLAN:
        return [
            line
            for part in bundle_parts(book, offering, wish.quantity)
            for line in _with_fee(
                book,
                QuoteLine(wish, part.offering, part.plan, part.price, bundle=offering, per=part.per),
                today,
            )
        ]
    plan = offering.plan(wish.plan_id)
    if plan is None or not buyable(offering, plan):
        raise AwningError(f"{wish.sku} has no plan {wish.plan_id} that can be bought.")
    line = QuoteLine(wish, offering, plan, book.price(offering, plan, wish.quantity))
    return list(_with_fee(book, replace(line, later=_later(book, line, today)), today))


def _with_fee(book: PriceBook, line: QuoteLine, today: date) -> Iterator[QuoteLine]:
    begins = today + timedelta(days=line.trial_days)
    yield replace(line, notice=_notice(book, line.offering, line.runs, begins))
    # A trial sets up what it goes on as: that fee is due now, or nobody who tries first would ever pay it.
    for plan in dict.fromkeys((line.plan.id, line.runs.id)):
        fee = book.setup_price(line.offering, line.offering.plan(plan) or line.plan, line.pieces)
        if fee is not None and fee.unit:
            yield replace(line, price=fee, per=1, setup=True, later=None)
            return


def _later(book: PriceBook, line: QuoteLine, today: date) -> Later | None:
    """What a trial goes on as: one that costs something itself, or whose next plan has no price, just stops."""
    follows = line.offering.plan(line.plan.converts_to) if line.plan.kind is PlanKind.TRIAL else None
    if follows is None or follows.billing is None or line.price.unit:
        return None
    price = book.price(line.offering, follows, line.wish.quantity)
    begins = today + timedelta(days=line.plan.trial_days)
    reminder = begins - timedelta(days=line.plan.reminder_days) if line.plan.reminder_days else None
    return Later(follows, price, line.plan.trial_days, begins, reminder)


def _notice(book: PriceBook, offering: Offering, plan: Plan, begins: date) -> Notice | None:
    term = plan.commitment or plan.billing
    found = notice_of(book.reseller, offering, plan, book.path(offering.category_id), book.as_of)
    if found is None or term is None:
        return None
    until = begins + timedelta(days=found.window_days) if found.window_days else None
    return Notice(found.days, last_day(begins, term, found.days), until)


def _reduced(book: PriceBook, lines: Sequence[QuoteLine], coupon: Coupon, context: TaxContext) -> list[QuoteLine]:
    """The lines with what the coupon takes off: for good off their prices, or once off the first payment."""
    lowered = [_lowered(book, line, coupon, context) for line in lines]
    off = coupons.discounts(coupon, [_reducible(book, line, coupon) for line in lowered], book.market.currency)
    return [replace(line, discount_minor=less.minor) for line, less in zip(lowered, off, strict=True)]


def _lowered(book: PriceBook, line: QuoteLine, coupon: Coupon, context: TaxContext) -> QuoteLine:
    """The line with what the coupon takes off it alone; fees stay as they are."""
    if line.setup or not _fits(book, line, coupon):
        return line
    if line.later:
        return replace(line, later=replace(line.later, price=coupons.lowered(coupon, line.later.price, context)))
    return replace(line, price=coupons.lowered(coupon, line.price, context))


def _fits(book: PriceBook, line: QuoteLine, coupon: Coupon) -> bool:
    """Whether a coupon is for the line: of an item of a bundle, also where it is for the bundle."""
    sold = [line.offering, *([line.bundle] if line.bundle else [])]
    return any(coupons.fits(coupon, each.id, line.runs.id, each.vendor, book.path(each.category_id)) for each in sold)


def _reducible(book: PriceBook, line: QuoteLine, coupon: Coupon) -> Reducible:
    price: Price = line.price
    floor = Decimal(0) if line.setup else price.floor
    return Reducible(line.amount, floor, price.quantity, fits=not line.setup and _fits(book, line, coupon))
