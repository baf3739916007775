"""A bundle's price: that of its items, less its discount, which is allocated over them to the last cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from awning.catalog import BundleItem, Offering, Plan
from awning.errors import AwningError, NotForSale
from awning.money import EXACT, Money, allocate, rounded, total
from awning.pricebook import PriceBook
from awning.pricing import Price, Step, buyable
from awning.tax import taxed

BUNDLE_PLAN = "bundle"
"""What a bundle's one plan is called where a plan must be named: in carts."""


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One item of a bundle, and what it costs within it."""

    offering: Offering
    plan: Plan
    per: int
    """So many units are in one bundle."""
    full: Money
    """What those cost by themselves, anchored as the price is."""
    price: Price
    """Of so many bundles: its unit is what the item costs in one of them, its quantity is that of bundles."""

    @property
    def pieces(self) -> int:
        """Units in all: what is delivered."""
        return self.per * self.price.quantity


def bundle_parts(book: PriceBook, bundle: Offering, bundles: int = 1) -> tuple[BundlePart, ...]:
    """Price so many bundles, item by item, in the bundle's order.

    The discount is taken of what is paid with one period, rounded once half up, and allocated over the items by
    largest remainder. No item goes below its floor: what it cannot give, the others of its period do not either.

    Args:
        book: the shop's prices.
        bundle: an offering with a bundle.
        bundles: how many; tiers look at all units together.

    Raises:
        NotForSale: the offering is no bundle, or one of its items cannot be bought here.
    """
    if bundle.bundle is None:
        raise NotForSale(f"{bundle.id} is no bundle.")
    parts = [_part(book, bundle.id, item, bundles) for item in bundle.bundle.items]
    off = bundle.bundle.discount_percent
    for period in dict.fromkeys(str(part.plan.billing or "") for part in parts):
        together = [number for number, part in enumerate(parts) if str(part.plan.billing or "") == period]
        for number, less in zip(together, _discounts([parts[each] for each in together], off), strict=True):
            parts[number] = _reduced(book, parts[number], less, bundle)
    return tuple(parts)


def first_payment(book: PriceBook, bundle: Offering) -> Decimal | NotForSale:
    """What is paid with the first period of one bundle, anchored, or why it cannot be bought."""
    try:
        parts = bundle_parts(book, bundle)
    except NotForSale as why:
        return why
    first = parts[0].plan.billing
    return total([_anchored(part) for part in parts if part.plan.billing == first], parts[0].price.currency).amount


def _anchored(part: BundlePart) -> Money:
    return Money.from_decimal(part.price.unit, part.price.currency)


def _part(book: PriceBook, bundle_id: str, item: BundleItem, bundles: int) -> BundlePart:
    try:
        offering = book.offering(item.offering_id)
        plan = offering.plan(item.plan_id)
        if plan is None or not buyable(offering, plan):
            raise NotForSale(f"{item.offering_id} has no plan {item.plan_id} that can be bought.")
        price = book.price(offering, plan, item.quantity * bundles)
    except AwningError as why:
        raise NotForSale(f"{bundle_id} cannot be sold without all of its items. {why}") from why
    return BundlePart(
        offering, plan, item.quantity, Money.from_decimal(price.unit, price.currency) * item.quantity, price
    )


def _discounts(parts: list[BundlePart], percent: Decimal) -> list[Money]:
    """What each item of one period gives of the discount, for one bundle."""
    full = total([part.full for part in parts], parts[0].full.currency)
    off = rounded(EXACT.multiply(full.amount, percent.scaleb(-2, EXACT)), full.currency)
    return allocate(off, [part.full.minor for part in parts]) if full else [off for _ in parts]


def _reduced(book: PriceBook, part: BundlePart, less: Money, bundle: Offering) -> BundlePart:
    """The part with its discount, but not below its floor."""
    price, bundles = part.price, part.price.quantity // part.per
    floor = EXACT.multiply(price.floor, Decimal(part.per))
    amount = part.full - less
    stopped = amount.amount < floor
    if stopped:
        # The unit's own price is not below its floor either.
        amount = min(rounded(floor, price.currency, up=True), part.full)
    sums = taxed(amount * bundles, price.tax_category, book.market.tax)
    percent = bundle.bundle.discount_percent.normalize(EXACT) if bundle.bundle else 0
    says = f"Bundle {bundle.name}: {part.per} in each, {percent:f} % off" + (
        ", stopped at the floor" if stopped else ""
    )
    in_bundle = replace(
        price,
        unit=amount.amount,
        quantity=bundles,
        total=sums.net,
        tax=sums.tax,
        trail=(*price.trail, Step("bundle", says, amount.amount, price.currency)),
        margins=price.margins.times(part.per),
        floor=floor,
        was=None,
        promotion="",
    )
    return replace(part, price=in_bundle)
