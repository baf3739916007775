"""One line of a quote: something that can be bought, its price now, and what follows from buying it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from awning.catalog import Offering, Plan
from awning.money import Money
from awning.pricing import Price
from awning_checkout.carts import CartLine


@dataclass(frozen=True, slots=True)
class Notice:
    """Until when a customer can end what they buy."""

    days: int
    """Before the end of the term; 0 where it can be ended on its last day."""
    last_day: date
    """For notice that ends it with its first term."""
    cancel_until: date | None = None
    """The last day of the window in which it can be called off; none where there is no such window."""


@dataclass(frozen=True, slots=True)
class Later:
    """What a trial goes on as."""

    plan: Plan
    price: Price
    trial_days: int
    begins: date
    """The first day that is paid for."""
    reminder: date | None
    """When the customer is to be reminded of it."""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Something that can be bought, and its price now."""

    wish: CartLine
    offering: Offering
    plan: Plan
    price: Price
    """Its unit is anchored as the shop is; its total, tax and cuts are those of the first payment."""
    setup: bool = False
    """A fee that is paid once when the plan of the line before it starts."""
    bundle: Offering | None = None
    """The bundle it is an item of: then the quantity is that of bundles."""
    per: int = 1
    """Of an item of a bundle: units in each."""
    later: Later | None = None
    discount_minor: int = 0
    """What a coupon takes off the first payment, anchored, in minor units."""
    full_net: Money | None = None
    """The net of a period without that discount."""
    notice: Notice | None = None

    @property
    def period(self) -> str:
        """How often it is paid, ISO 8601; empty for once."""
        if self.setup:
            return ""
        return str(self.runs.billing or "")

    @property
    def runs(self) -> Plan:
        """The plan that is paid for: of a trial that goes on, what it goes on as."""
        return self.later.plan if self.later else self.plan

    @property
    def trial_days(self) -> int:
        """So many days pass before it is paid."""
        return self.later.trial_days if self.later else 0

    @property
    def charged(self) -> Price:
        """The price of each period: of a trial that goes on, that of what it goes on as."""
        return self.later.price if self.later else self.price

    @property
    def pieces(self) -> int:
        """What is delivered."""
        return self.per * self.price.quantity

    @property
    def unit(self) -> Money:
        """The price of one, anchored."""
        return Money.from_decimal(self.price.unit, self.price.currency)

    @property
    def amount(self) -> Money:
        """Unit times quantity, anchored, before what is taken off once."""
        return self.unit * self.price.quantity

    @property
    def discount(self) -> Money:
        """What a coupon takes off the first payment, anchored."""
        return Money(self.discount_minor, self.price.currency)
