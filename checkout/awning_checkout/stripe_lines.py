"""What Stripe is asked for: the lines of a payment page, their terms, and the parameters they make.

Amounts leave and enter as Stripe writes them only here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from awning.money import Money, exponent

# https://docs.stripe.com/currencies#special-cases: written with two decimals, whole units only.
_WHOLE_BUT_WRITTEN_WITH_TWO = frozenset({"ISK", "UGX"})
# https://docs.stripe.com/api/coupons/create
_COUPON_NAME_MAX = 40
_INTERVALS = {"D": "day", "M": "month", "Y": "year"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a payment page."""

    name: str
    unit: Money
    quantity: int
    period: str
    """How often it is charged, ISO 8601; empty for once."""
    note: str = ""
    """What the page says beneath its name."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How the lines of a payment page are charged."""

    off: Money | None = None
    """Taken off them, once; of a subscription only its first payment is less."""
    off_name: str = ""
    """What the discount is called: the customer's code."""
    trial_days: int = 0
    """The recurring lines begin so many days later; the card is asked for now."""
    taxed_by_stripe: bool = False
    """Stripe works the tax out, from the address it asks for, and puts it on top."""


PLAIN = Terms()


@dataclass(frozen=True, slots=True)
class Page:
    """A payment page to be opened: what for, for whom, and where the customer goes afterwards."""

    lines: Sequence[Line]
    reference: str
    """Our payment's id."""
    order_number: str
    email: str
    locale: str
    success_url: str
    cancel_url: str
    merchant: str = ""
    """The name of the shop; one account may sell for several."""
    terms: Terms = PLAIN


def to_stripe(money: Money) -> int:
    """An amount as Stripe writes it (https://docs.stripe.com/currencies).

    Raises:
        ValueError: Stripe cannot charge it: three-decimal currencies end in 0.
    """
    if money.currency in _WHOLE_BUT_WRITTEN_WITH_TWO:
        return money.minor * 100
    if exponent(money.currency) == 3 and money.minor % 10:  # noqa: PLR2004
        raise ValueError(f"{money} cannot be charged: Stripe takes {money.currency} with two decimals.")
    return money.minor


def from_stripe(amount: int, currency: str) -> Money:
    """An amount Stripe wrote."""
    code = currency.upper()
    return Money(amount // 100 if code in _WHOLE_BUT_WRITTEN_WITH_TWO else amount, code)


def session_params(page: Page, discount: str = "") -> dict[str, Any]:
    """The parameters of a new Checkout session; ``discount`` is the id of a coupon made for it."""
    terms = page.terms
    recurring = any(line.period for line in page.lines)
    metadata = {"order": page.order_number, "payment": page.reference}
    params: dict[str, Any] = {
        "mode": "subscription" if recurring else "payment",
        "line_items": [_line_item(line, terms) for line in page.lines],
        "client_reference_id": page.reference,
        "customer_email": page.email,
        "locale": page.locale,
        "metadata": metadata,
        "success_url": page.success_url,
        "cancel_url": page.cancel_url,
    }
    if page.merchant:
        # The customer should read the name of the shop they know.
        params["branding_settings"] = {"display_name": page.merchant}
    if discount:
        params["discounts"] = [{"coupon": discount}]
    if terms.taxed_by_stripe:
        # Where the tax is due depends on the address, so none can be worked out without one.
        params["automatic_tax"] = {"enabled": True}
        params["billing_address_collection"] = "required"
    data: dict[str, Any] = {"metadata": metadata}
    if terms.trial_days:
        data["trial_period_days"] = terms.trial_days
        # Nobody is served for nothing after the trial, and nobody owes for what they gave no card for.
        data["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
        params["payment_method_collection"] = "always"
    params["subscription_data" if recurring else "payment_intent_data"] = data
    return params


def coupon_params(off: Money, page: Page) -> dict[str, Any]:
    """The parameters of a coupon that takes an exact amount off one session, once."""
    return {
        "amount_off": to_stripe(off),
        "currency": off.currency.lower(),
        "duration": "once",
        "max_redemptions": 1,
        "name": page.terms.off_name[:_COUPON_NAME_MAX] or page.order_number,
        "metadata": {"order": page.order_number, "payment": page.reference},
    }


def _line_item(line: Line, terms: Terms) -> dict[str, Any]:
    product = {"name": line.name}
    if line.note:
        product["description"] = line.note
    price: dict[str, Any] = {
        "currency": line.unit.currency.lower(),
        "unit_amount": to_stripe(line.unit),
        "product_data": product,
    }
    if line.period:
        price["recurring"] = {"interval": _INTERVALS[line.period[-1]], "interval_count": int(line.period[1:-1])}
    if terms.taxed_by_stripe:
        price["tax_behavior"] = "exclusive"
    return {"price_data": price, "quantity": line.quantity}
