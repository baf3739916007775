"""The sandbox's own sales tax: a few states of the US and a few of their cities. Stripe Tax knows the real rates."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awning_checkout.sandbox.stripe_errors import JsonObject

_STATES = {"CA": "7.25", "FL": "6", "IL": "6.25", "NY": "4", "OR": "0", "TX": "6.25", "WA": "6.5"}
# The beginning of a postcode, and what counties and cities add there.
_LOCAL = {"100": "4.875", "606": "4", "787": "2", "941": "1.375", "981": "3.85"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a buyer is, as far as tax asks."""

    country: str = "US"
    state: str = "CA"
    postal_code: str = "94103"

    @property
    def percent(self) -> Decimal:
        """The rate: of the state, and of the place in it."""
        if self.country != "US":
            return Decimal(0)
        local = _LOCAL.get(self.postal_code[:3], "0") if self.state in _STATES else "0"
        return Decimal(_STATES.get(self.state, "0")) + Decimal(local)

    def tax(self, amount: int) -> int:
        """The tax on an amount in the smallest unit, half up."""
        return int((amount * self.percent / 100).to_integral_value(ROUND_HALF_UP))

    def address(self) -> JsonObject:
        """The address as a session shows it."""
        return {
            "city": None,
            "country": self.country,
            "line1": None,
            "line2": None,
            "postal_code": self.postal_code,
            "state": self.state,
        }


def states() -> tuple[str, ...]:
    """Every state the sandbox has a rate for."""
    return tuple(_STATES)
