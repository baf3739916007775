"""A quote: a priced cart, what of it is due when, and what a customer agrees to by ordering it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from awning.money import Money, total
from awning.tax import Anchor, Document, TaxContext, Treatment
from awning_checkout.carts import CartLine
from awning_checkout.quote_lines import QuoteLine

_AMOUNTS_MAX = 2_000
_DIGITS_MAX = 18
# https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items: with a subscription, so many
# lines that recur and as many that do not; without one, so many in all.
_RECURRING_LINES_MAX, _LINES_MAX = 20, 100


@dataclass(frozen=True, slots=True)
class Section:
    """All that is paid with one period, its tax rounded as the shop rounds it."""

    period: str
    trial_days: int
    """So many days pass before any of it is due."""
    amount: Money
    """The lines as they stand on the shelf, anchored, before discounts; of what is tried first, nothing."""
    discount: Money
    """Anchored."""
    due: Document
    """The first payment."""
    full: Document
    """A payment without the discount: what each later period comes to."""

    @property
    def net(self) -> Money:
        """What is due first, without tax."""
        return self.due.net

    @property
    def tax(self) -> Money:
        """The tax that is due first."""
        return self.due.tax

    @property
    def gross(self) -> Money:
        """What is due first."""
        return self.due.gross

    @property
    def goes_on(self) -> bool:
        """Whether later periods cost something else than the first."""
        return bool(self.period) and self.full.gross != self.due.gross


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """One visit to the payment page: the items of one billing period, and what is paid once beside them."""

    period: str
    trial_days: int
    sections: tuple[Section, ...]

    @property
    def net(self) -> Money:
        """What is due at this visit, without tax."""
        return total([section.net for section in self.sections], self.sections[0].net.currency)

    @property
    def tax(self) -> Money:
        """The tax due at this visit."""
        return total([section.tax for section in self.sections], self.sections[0].net.currency)

    @property
    def off(self) -> Money:
        """What is taken off this visit's lines, once, tax included."""
        return total([each.full.gross - each.gross for each in self.sections if not each.trial_days], self.net.currency)

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid, now or ever."""
        return not any(section.gross or (section.period and section.full.gross) for section in self.sections)


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
    tax: TaxContext
    """Of this sale: it depends on the buyer."""
    coupon: str = ""
    """The code that makes it cheaper."""
    refused: str = ""
    """Why the code in the cart does not: the name of a `coupons.Refusal`."""

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid, now or ever."""
        return all(plan.is_free for plan in self.payments())

    @property
    def taxed_by_stripe(self) -> bool:
        """Whether the tax is worked out on the payment page and comes on top."""
        return self.tax.treatment is Treatment.BY_STRIPE

    @property
    def digest(self) -> str:
        """Stands for what is bought, for how long it binds, and whose tax it bears; prices apart."""
        tax = (self.tax.country, self.tax.treatment.value, self.currency)
        return hashlib.sha256(repr(([_said(line) for line in self.lines], tax)).encode()).hexdigest()[:24]

    @property
    def consent(self) -> str:
        """What the customer's form says they agree to: the digest, and every amount they were shown."""
        return f"{self.digest}:{','.join(str(amount) for amount in self._amounts())}"

    def agreed_by(self, consent: str) -> bool:
        """Whether somebody who agreed to that pays no more than they said, line by line and period by period.

        A lower price is simply given.
        """
        digest, _, said = consent.partition(":")
        amounts = [int(text) for text in said.split(",", _AMOUNTS_MAX) if text.isdecimal() and len(text) < _DIGITS_MAX]
        now = self._amounts()
        same = digest == self.digest and len(amounts) == len(now)
        return same and all(amount <= agreed for amount, agreed in zip(now, amounts, strict=True))

    def payments(self) -> list[PaymentPlan]:
        """The visits to the payment page. Stripe takes one interval at a time, with one-off items beside it.

        Trials come first: who gives up at a page that costs nothing has not paid for anything yet.
        """
        recurring = sorted((each for each in self.sections if each.period), key=lambda each: not each.trial_days)
        once = tuple(section for section in self.sections if not section.period)
        if not recurring:
            return [PaymentPlan("", 0, once)] if once else []
        paid = [number for number, each in enumerate(recurring) if not each.trial_days]
        beside = paid[0] if paid else len(recurring) - 1
        return [
            PaymentPlan(each.period, each.trial_days, (each, *once) if number == beside else (each,))
            for number, each in enumerate(recurring)
        ]

    @property
    def exceeds_a_page(self) -> bool:
        """Whether a payment page would have more lines than Stripe takes, those of the tax among them."""
        for plan in self.payments():
            lines = {section.period: self._page_lines(section) for section in plan.sections}
            once = lines.pop("", 0)
            most = _RECURRING_LINES_MAX if lines else _LINES_MAX
            if not plan.is_free and (once > most or sum(lines.values()) > most):
                return True
        return False

    def _page_lines(self, section: Section) -> int:
        key = section.period, section.trial_days
        taxes = sum(bool(rate.tax) for rate in section.full.rates) if self.tax.anchor is Anchor.NET else 0
        return sum((line.period, line.trial_days) == key for line in self.lines) + taxes

    def _amounts(self) -> list[int]:
        """Every amount the customer is shown that has to be agreed to, in minor units."""
        units = [Money.from_decimal(line.charged.unit, self.currency).minor for line in self.lines]
        sums = [sum_.gross.minor for section in self.sections for sum_ in (section.due, section.full)]
        return [*units, *sums]


def _said(line: QuoteLine) -> tuple[object, ...]:
    """What a line comes to besides its prices: what is delivered, how often it is paid, and how it can be ended."""
    notice = line.notice
    return (
        (line.offering.id, line.plan.id, line.bundle.id if line.bundle else "", line.setup),
        (line.price.quantity, line.pieces, line.period, str(line.runs.commitment or "")),
        (line.runs.id, line.trial_days),
        (notice.days, str(notice.last_day), str(notice.cancel_until)) if notice else (),
    )
