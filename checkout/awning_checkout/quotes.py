"""A quote: what is in a cart, at today's prices, and how it will be paid. The cart's own prices are only compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from awning.catalog import Offering, Plan
from awning.errors import AwningError
from awning.money import Money, total
from awning.pricebook import PriceBook
from awning.pricing import QUANTITY_MAX, Price, buyable
from awning.tax import tax_on

LINES_MAX = 100


@dataclass(frozen=True, slots=True)
class CartLine:
    """What a customer asks for; nothing in it is believed but the wish."""

    sku: str
    plan_id: str
    quantity: int
    shown: str = ""
    """The unit price the page showed, to tell the customer when it moved."""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A cart line that can be bought, and its price now."""

    wish: CartLine
    offering: Offering
    plan: Plan
    price: Price

    @property
    def period(self) -> str:
        """How often it is paid, ISO 8601; empty for once."""
        return str(self.plan.billing) if self.plan.billing else ""

    @property
    def moved(self) -> int:
        """Against the price shown: 1 dearer, -1 cheaper, 0 the same or never shown."""
        try:
            shown = Decimal(self.wish.shown)
        except InvalidOperation:
            return 0
        # "NaN" is a Decimal too, and cannot be compared.
        return (self.price.unit > shown) - (self.price.unit < shown) if shown.is_finite() else 0


@dataclass(frozen=True, slots=True)
class Section:
    """All that is paid with one period: its net sum, and the tax on that sum, rounded once."""

    period: str
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """Net and tax."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """One visit to the payment page: the items of one billing period, and what is paid once beside them."""

    period: str
    sections: tuple[Section, ...]

    @property
    def net(self) -> Money:
        """What is due at this visit, without tax."""
        return total([section.net for section in self.sections], self.sections[0].net.currency)

    @property
    def tax(self) -> Money:
        """The tax due at this visit."""
        return total([section.tax for section in self.sections], self.sections[0].net.currency)


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced cart."""

    lines: tuple[QuoteLine, ...]
    dropped: tuple[CartLine, ...]
    """Wishes that cannot be bought: unknown, withdrawn, metered, or not this shop's."""
    sections: tuple[Section, ...]
    currency: str
    catalog: str
    price_book: str
    priced_at: datetime

    @property
    def due_now(self) -> Money:
        """What all first payments together come to, tax included."""
        return total([section.gross for section in self.sections], self.currency)

    @property
    def digest(self) -> str:
        """Stands for exactly these lines and prices; the customer's consent names it."""
        said = [(line.offering.id, line.plan.id, line.price.quantity, str(line.price.unit)) for line in self.lines]
        tax = [(section.period, section.gross.minor) for section in self.sections]
        return hashlib.sha256(repr((said, tax, self.currency)).encode()).hexdigest()[:24]

    def payments(self) -> list[PaymentPlan]:
        """The visits to the payment page. Stripe takes one interval at a time, with one-off items beside it."""
        recurring = [section for section in self.sections if section.period]
        once = tuple(section for section in self.sections if not section.period)
        if not recurring:
            return [PaymentPlan("", once)] if once else []
        first, *others = recurring
        return [PaymentPlan(first.period, (first, *once)), *(PaymentPlan(each.period, (each,)) for each in others)]


def quote(book: PriceBook, wishes: Sequence[CartLine]) -> Quote:
    """Price a cart for now. What cannot be bought is set apart, never charged."""
    lines: list[QuoteLine] = []
    wanted = merged(wishes)
    dropped = wanted[LINES_MAX:]
    for wish in wanted[:LINES_MAX]:
        line = _line(book, wish)
        if line is None:
            dropped.append(wish)
        else:
            lines.append(line)
    return Quote(
        lines=tuple(lines),
        dropped=tuple(dropped),
        sections=tuple(_sections(book, lines)),
        currency=book.market.currency,
        catalog=book.catalog_revision,
        price_book=book.revision,
        priced_at=book.as_of,
    )


def merged(wishes: Iterable[CartLine]) -> list[CartLine]:
    """One line per SKU and plan, in the order of first wish; a quantity out of range is brought into it."""
    found: dict[tuple[str, str], CartLine] = {}
    for wish in wishes:
        key = wish.sku, wish.plan_id
        quantity = max(wish.quantity, 0) + (found[key].quantity if key in found else 0)
        if quantity > 0:
            found[key] = CartLine(wish.sku, wish.plan_id, min(quantity, QUANTITY_MAX), wish.shown)
    return list(found.values())


def _line(book: PriceBook, wish: CartLine) -> QuoteLine | None:
    try:
        offering = book.offering(wish.sku)
        plan = offering.plan(wish.plan_id)
        if plan is None or not buyable(offering, plan):
            return None
        return QuoteLine(wish, offering, plan, book.price(offering, plan, wish.quantity))
    except AwningError:
        return None


def _sections(book: PriceBook, lines: Sequence[QuoteLine]) -> Iterable[Section]:
    """Sums per period, the shortest period first and one-off items last."""
    months = {line.period: line.plan.billing.months or 0 if line.plan.billing else 0 for line in lines}
    for period in sorted(months, key=lambda each: (not each, months[each])):
        net = total([line.price.total for line in lines if line.period == period], book.market.currency)
        yield Section(period, net, tax_on(net, book.market.tax))
