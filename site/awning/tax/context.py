"""The tax a sale bears: its name, its rates, and what prices hold of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from awning.catalog import STANDARD_TAX

STANDARD = STANDARD_TAX
"""The tax category of whatever no setting gives another one."""

NOTHING = Decimal(0)


class Anchor(StrEnum):
    """Which side of a price stands fast when tax changes."""

    NET = "net"
    """The price without tax stands; tax comes on top."""
    GROSS = "gross"
    """The price with tax stands; tax is taken out of it."""


class Rounding(StrEnum):
    """Where tax is rounded to whole minor units, half up."""

    DOCUMENT = "document"
    """Once for each rate, over all lines of the document."""
    LINE = "line"
    """On each line, and then summed."""


class Treatment(StrEnum):
    """Why a sale bears the tax it bears."""

    CHARGED = "charged"
    """The shop charges the tax and hands it on."""
    REVERSE_CHARGE = "reverse_charge"
    """A business in another country of the EU accounts for the tax itself."""
    EXPORT = "export"
    """The place of supply is one where the shop charges no tax."""
    EXEMPT = "exempt"
    """The shop or the buyer is exempt."""
    BY_STRIPE = "by_stripe"
    """Stripe Tax works it out at payment and adds it; until then nobody here knows it."""


@dataclass(frozen=True, slots=True)
class TaxContext:
    """The tax of one country, as a shop charges it to one kind of buyer. Rates are in percent."""

    name: str
    """As pages and orders call it: `MwSt.`, `VAT`."""
    rate_percent: Decimal
    """The standard rate."""
    country: str
    """Whose tax it is, ISO 3166-1."""
    anchor: Anchor = Anchor.NET
    rounding: Rounding = Rounding.DOCUMENT
    rates: tuple[tuple[str, Decimal], ...] = ()
    """The rates of the other tax categories; what is not listed bears the standard rate."""
    treatment: Treatment = Treatment.CHARGED
    anchor_rates: tuple[tuple[str, Decimal], ...] | None = None
    """What gross-anchored prices hold, by category and with `standard`; none: the rates above."""
    note: str = ""
    """The sentence that an order states about its tax, if the law asks for one."""

    @property
    def categories(self) -> tuple[str, ...]:
        """The tax categories there are rates for; any other bears the standard rate."""
        return (STANDARD, *(category for category, _ in self.rates))

    def rate(self, category: str = STANDARD) -> Decimal:
        """The percent that is charged on a category: nothing, where the tax is not the shop's to charge."""
        if self.treatment is not Treatment.CHARGED:
            return NOTHING
        return self.rate_percent if category == STANDARD else _found(self.rates, category, self.rate_percent)

    def anchor_rate(self, category: str = STANDARD) -> Decimal:
        """The percent that a gross-anchored price of a category holds: the shop's own, wherever the buyer is."""
        if self.anchor_rates is None:
            return _found(self.rates, category, self.rate_percent)
        return _found(self.anchor_rates, category, _found(self.anchor_rates, STANDARD, NOTHING))

    def all_rates(self) -> tuple[tuple[str, Decimal], ...]:
        """Every category with its rate, the standard one first: what a buyer elsewhere takes as `anchor_rates`."""
        return ((STANDARD, self.rate_percent), *self.rates)


def _found(rates: tuple[tuple[str, Decimal], ...], category: str, otherwise: Decimal) -> Decimal:
    for name, percent in rates:
        if name == category:
            return percent
    return otherwise
