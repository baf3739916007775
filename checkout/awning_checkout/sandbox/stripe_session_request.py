"""What may be asked of a new checkout session, cross-field rules included."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from awning_checkout.sandbox.stripe_currencies import CHARGE_MAX, charge_min
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError
from awning_checkout.sandbox.stripe_form import FormTree, read
from awning_checkout.sandbox.stripe_session_lines import Mode, SessionLine, session_lines
from awning_checkout.sandbox.stripe_session_shape import SESSION

_EXPIRES_MIN_S = 30 * 60
_EXPIRES_MAX_S = 24 * 60 * 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

# https://docs.stripe.com/api/checkout/sessions/create names the mode of each.
_ONLY_IN_MODE = {
    "payment_intent_data": "payment",
    "customer_creation": "payment",
    "submit_type": "payment",
    "subscription_data": "subscription",
    "payment_method_collection": "subscription",
}


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """A checkout session that obeys every rule we know of."""

    mode: Mode
    lines: tuple[SessionLine, ...]
    currency: str
    success_url: str
    expires_at: int
    asked: JsonObject
    """The parameters as read, for those that are only handed back."""
    coupon: JsonObject | None = None
    """What is taken off today's payment."""

    @property
    def amount(self) -> int:
        """Return what is due today, recurring and one-off lines together, less the discount and before any tax."""
        due = sum(line.amount for line in self.lines if not (line.interval and self.trial_days))
        return max(due - self.amount_off, 0)

    @property
    def amount_off(self) -> int:
        """Return what the coupon takes off."""
        return self.coupon["amount_off"] if self.coupon else 0

    @property
    def trial_days(self) -> int:
        """Return for how many days the recurring lines cost nothing."""
        return self.part("subscription_data").get("trial_period_days", 0)

    @property
    def taxed(self) -> bool:
        """Tell whether tax is worked out at payment."""
        return self.part("automatic_tax").get("enabled", False)

    @property
    def recurring(self) -> tuple[SessionLine, ...]:
        """Return the lines that come again each period."""
        return tuple(line for line in self.lines if line.interval)

    def part(self, name: str) -> JsonObject:
        """Return a nested parameter, empty when it was not sent."""
        return self.asked.get(name, {})


def session_request(
    tree: FormTree,
    *,
    now: int,
    connected: bool,
    has_customer: Callable[[str], bool],
    coupon: Callable[[str, str], JsonObject],
) -> SessionRequest:
    """Read a new session's parameters, or refuse them naming the first mistake.

    Args:
        tree: the form.
        now: in seconds.
        connected: whether a connected account sells.
        has_customer: tells whether there is a customer of that id.
        coupon: gives the coupon of an id for a currency, or refuses it.
    """
    asked = read(SESSION, tree)
    _check_mode(asked)
    _check_people(asked, has_customer)
    _check_fee(asked, connected=connected)
    lines = session_lines(asked)
    request = SessionRequest(
        mode=asked["mode"],
        lines=lines,
        currency=lines[0].currency,
        success_url=_web_address(asked, "success_url"),
        expires_at=_expiry(asked, now),
        asked=asked,
        coupon=_coupon(asked, lines[0].currency, coupon),
    )
    if asked.get("cancel_url") is not None:
        _web_address(asked, "cancel_url")
    _check_amount(request)
    return request


def _check_mode(asked: JsonObject) -> None:
    for name, mode in _ONLY_IN_MODE.items():
        if name in asked and asked["mode"] != mode:
            raise StripeRefusalError(f"You can only use `{name}` in `{mode}` mode.", param=name)
    if asked.get("submit_type") == "subscribe":
        raise StripeRefusalError("`submit_type` subscribe needs `subscription` mode.", param="submit_type")
    if "trial_settings" in asked.get("subscription_data", {}) and "trial_period_days" not in asked["subscription_data"]:
        raise StripeRefusalError("`trial_settings` needs a trial.", param="subscription_data[trial_settings]")


def _coupon(asked: JsonObject, currency: str, find: Callable[[str, str], JsonObject]) -> JsonObject | None:
    discounts: list[JsonObject] = asked.get("discounts", [])
    if len(discounts) > 1:
        raise StripeRefusalError("You can only apply one discount to a Checkout Session.", param="discounts")
    return find(discounts[0]["coupon"], currency) if discounts else None


def _check_people(asked: JsonObject, has_customer: Callable[[str], bool]) -> None:
    if "customer" in asked and "customer_email" in asked:
        raise StripeRefusalError(
            "You may only specify one of these parameters: customer, customer_email.", param="customer"
        )
    if "customer" in asked and not has_customer(asked["customer"]):
        raise StripeRefusalError(f"No such customer: '{asked['customer']}'", param="customer", code="resource_missing")
    email = asked.get("customer_email")
    if email is not None and not is_email(email):
        raise StripeRefusalError(f"Invalid email address: {email}", param="customer_email", code="email_invalid")


def is_email(text: str) -> bool:
    """Tell whether this could be an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def _check_fee(asked: JsonObject, *, connected: bool) -> None:
    for part, name in (
        ("payment_intent_data", "application_fee_amount"),
        ("subscription_data", "application_fee_percent"),
    ):
        if name in asked.get(part, {}) and not connected:
            raise StripeRefusalError(
                f"Can only apply an {name} when the charge is made on a connected account: "
                "send the Stripe-Account header.",
                param=f"{part}[{name}]",
            )


def _web_address(asked: JsonObject, name: str) -> str:
    if name not in asked:
        raise StripeRefusalError(f"Missing required param: {name}.", param=name, code="parameter_missing")
    url: str = asked[name]
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise StripeRefusalError("Not a valid URL", param=name, code="url_invalid")
    return url


def _expiry(asked: JsonObject, now: int) -> int:
    expires_at: int = asked.get("expires_at", now + _EXPIRES_MAX_S)
    if expires_at < now + _EXPIRES_MIN_S:
        raise StripeRefusalError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at > now + _EXPIRES_MAX_S:
        raise StripeRefusalError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _check_amount(request: SessionRequest) -> None:
    least = charge_min(request.currency)
    if 0 < request.amount < least:
        raise StripeRefusalError(
            f"The Checkout Session's total amount must be at least {least} in {request.currency}.",
            param="line_items",
            code="amount_too_small",
        )
    if request.amount > CHARGE_MAX:
        raise StripeRefusalError(
            f"The Checkout Session's total amount must be no more than {CHARGE_MAX}.",
            param="line_items",
            code="amount_too_large",
        )
    fee: int = request.part("payment_intent_data").get("application_fee_amount", 0)
    if fee > request.amount:
        raise StripeRefusalError(
            "The application fee cannot be more than the amount.",
            param="payment_intent_data[application_fee_amount]",
        )


def application_fee(request: SessionRequest, total: int) -> int | None:
    """Return the platform's share of today's payment; a percent is of the total, rounded half up."""
    if request.mode == "payment":
        return request.part("payment_intent_data").get("application_fee_amount")
    percent: Decimal | None = request.part("subscription_data").get("application_fee_percent")
    if percent is None:
        return None
    return int((total * percent / 100).to_integral_value(ROUND_HALF_UP))
