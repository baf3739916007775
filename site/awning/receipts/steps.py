"""The quantities from which a plan's price is another, and from which customers have to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awning.catalog import Offering, Plan
from awning.errors import NotForSale, OnRequest
from awning.pricebook import PriceBook
from awning.pricing import Price

Step = tuple[int, Price | None]
"""From how many units on which price holds; none where so many are sold on request."""


def steps(book: PriceBook, offering: Offering, plan: Plan) -> list[Step]:
    """As `PriceBook.tier_prices`, and where customers have to ask, as the shop's pages show it.

    What has no price anywhere is one step on request where a rule says so, and no step at all where none does.
    """
    pricer, subject = book.pricer_for(offering), book.subject(offering, plan)
    found: list[Step] = []
    for start in pricer.tiers(subject):
        try:
            found.append((start, pricer.price(subject, start)))
        except OnRequest:
            found.append((start, None))
        except NotForSale:
            if any(price for _, price in found):
                # Sold in smaller numbers: without this step their price would seem to hold.
                found.append((start, None))
    first = next((number for number, (_, price) in enumerate(found) if price), None)
    return found[:1] if first is None else [*_distinct(found[first:])]


def _distinct(found: Sequence[Step]) -> Iterator[Step]:
    """Only where the price, or what it is made of, changes."""
    yield found[0]
    last = found[0][1]
    for start, price in found[1:]:
        # A rule for more units need not be the one that decides.
        if _made_of(price) != _made_of(last):
            yield start, price
            last = price


def _made_of(price: Price | None) -> tuple[object, ...]:
    return (price.unit, price.trail[0]) if price else ()
