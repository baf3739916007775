"""The one price that stands for an offering in a list, as the shop's own pages print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awning.bundling import bundle_parts
from awning.catalog import Lifecycle, Offering, Plan, PlanKind
from awning.config import TaxDisplay
from awning.errors import NotForSale
from awning.formats import Wording
from awning.money import Money
from awning.pricebook import PriceBook
from awning.pricing import Price
from awning.tax import Anchor, Line, TaxContext, Treatment, document

_FIRST = {PlanKind.RECURRING: 0, PlanKind.ONCE: 1, PlanKind.TRIAL: 2, PlanKind.METERED: 3}


@dataclass(frozen=True, slots=True)
class ShelfPrice:
    """A price as it is printed."""

    text: str
    """4,50 €; from 4,50 € where there are dearer plans."""
    unit: str
    """per user · per month; empty for nothing."""
    note: str
    """What it holds of tax: plus 20% VAT; empty for what is free."""


def shelf_price(book: PriceBook, offering: Offering, words: Wording, tax: TaxContext) -> ShelfPrice | None:
    """The price of an offering's leading plan, or of a bundle's first period; none where it cannot be had now.

    Args:
        book: the shop's prices.
        offering: one the shop sells.
        words: the language it is said in.
        tax: of the shop's own country, named in that language.
    """
    if offering.lifecycle is not Lifecycle.ACTIVE:
        return None
    if offering.bundle is not None:
        return _of_bundle(book, offering, words, tax)
    priced = [(plan, tiers[0][1]) for plan in offering.plans if (tiers := book.tier_prices(offering, plan))]
    leading = [each for each in priced if each[0].kind is not PlanKind.TRIAL] or priced
    if not leading:
        return None
    plan, price = min(leading, key=lambda each: (*_turn(each[0]), each[1].unit))
    unit = " · ".join(filter(None, [words.unit(plan), words.period(plan)]))
    several = len({each.unit for _, each in priced if each.unit}) > 1
    if plan.kind is PlanKind.METERED and price.unit:
        # A rate by use has decimals no coin has, so it stands as it is anchored.
        said = words.rate(price.unit, price.currency)
        return ShelfPrice(_from(said, words, several=several), unit, _note(book, words, tax, tax.anchor, [price]))
    return _printed(book, words, tax, [price], unit, several=several)


def _of_bundle(book: PriceBook, bundle: Offering, words: Wording, tax: TaxContext) -> ShelfPrice | None:
    try:
        parts = bundle_parts(book, bundle)
    except NotForSale:
        return None
    plan = parts[0].plan
    first = [part.price for part in parts if part.plan.billing == plan.billing]
    unit = " · ".join(filter(None, [words.gettext("per bundle"), words.period(plan)]))
    return _printed(book, words, tax, first, unit)


def _printed(
    book: PriceBook, words: Wording, tax: TaxContext, prices: Sequence[Price], unit: str, *, several: bool = False
) -> ShelfPrice:
    """The sum of prices, on the side the shop shows large."""
    currency = book.market.currency
    lines = [Line(Money.from_decimal(price.unit, currency), price.tax_category) for price in prices]
    sums = document(lines, tax, currency)
    if not sums.gross:
        return ShelfPrice(words.gettext("Free"), "", "")
    side = _side(book)
    said = words.money(sums.gross if side is Anchor.GROSS else sums.net)
    return ShelfPrice(_from(said, words, several=several), unit, _note(book, words, tax, side, prices))


def _from(said: str, words: Wording, *, several: bool) -> str:
    return words.gettext("from %(price)s") % {"price": said} if several else said


def _side(book: PriceBook) -> Anchor:
    """The side that stands large in this shop."""
    display = book.reseller.tax.shown
    both = display is TaxDisplay.BOTH and book.market.tax.anchor is Anchor.GROSS
    return Anchor.GROSS if display is TaxDisplay.INCLUDING or both else Anchor.NET


def _note(book: PriceBook, words: Wording, tax: TaxContext, side: Anchor, prices: Sequence[Price]) -> str:
    """What the price holds of tax; rates that differ are not named."""
    say = words.gettext
    if tax.treatment is Treatment.EXEMPT:
        return tax.note
    if tax.treatment is not Treatment.CHARGED:
        called = book.reseller.tax.name
        return say("plus %(tax)s") % {"tax": called} if called else say("plus tax")
    rates = {tax.rate(price.tax_category) for price in prices}
    named = f"{words.percent(rates.pop())} {tax.name}" if len(rates) == 1 else tax.name
    return (say("incl. %(tax)s") if side is Anchor.GROSS else say("plus %(tax)s")) % {"tax": named}


def _turn(plan: Plan) -> tuple[int, int]:
    """Which plans lead: recurring ones, and of those the ones that are paid most often."""
    return _FIRST[plan.kind], (plan.billing.months or 0) if plan.billing else 0
