"""The basket of a checkout session, and the rules its lines obey together."""

from dataclasses import dataclass
from typing import Literal

from awning_checkout.sandbox.stripe_currencies import CURRENCIES, step_of
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError

Mode = Literal["payment", "subscription"]
Interval = Literal["day", "week", "month", "year"]

_LINES_MAX: dict[Mode, int] = {"payment": 100, "subscription": 20}
_PERIOD_MAX: dict[Interval, int] = {"day": 1095, "week": 156, "month": 36, "year": 3}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One line of the basket, priced inline; a line without an interval is paid once."""

    name: str
    description: str | None
    currency: str
    unit_amount: int
    quantity: int
    interval: Interval | None
    interval_count: int
    tax_behavior: str
    metadata: dict[str, str]
    product_metadata: dict[str, str]

    @property
    def amount(self) -> int:
        """Return the line's amount in the smallest unit."""
        return self.unit_amount * self.quantity


def session_lines(asked: JsonObject) -> tuple[SessionLine, ...]:
    """Return the basket of a new session, or refuse it."""
    lines = tuple(_line(item, number) for number, item in enumerate(asked.get("line_items", [])))
    _check_lines(asked["mode"], lines)
    if asked.get("automatic_tax", {}).get("enabled") and any(line.tax_behavior != "exclusive" for line in lines):
        raise StripeRefusalError(
            "The sandbox works tax out for prices with `tax_behavior` exclusive only.", param="line_items"
        )
    return lines


def _line(item: JsonObject, number: int) -> SessionLine:
    path = f"line_items[{number}][price_data]"
    price = item["price_data"]
    currency = price["currency"]
    if currency not in CURRENCIES:
        raise StripeRefusalError(
            f"Invalid currency: {currency}. Currencies are three lower-case letters, as in eur.",
            param=f"{path}[currency]",
        )
    if price["unit_amount"] % step_of(currency):
        raise StripeRefusalError(
            f"Invalid amount: {currency.upper()} amounts must be a multiple of {step_of(currency)}.",
            param=f"{path}[unit_amount]",
        )
    recurring = price.get("recurring", {})
    interval: Interval | None = recurring.get("interval")
    count: int = recurring.get("interval_count", 1)
    if interval and count > _PERIOD_MAX[interval]:
        raise StripeRefusalError(
            "The maximum billing interval is three years.", param=f"{path}[recurring][interval_count]"
        )
    product = price["product_data"]
    return SessionLine(
        name=product["name"],
        description=product.get("description"),
        currency=currency,
        unit_amount=price["unit_amount"],
        quantity=item["quantity"],
        interval=interval,
        interval_count=count,
        tax_behavior=price.get("tax_behavior", "unspecified"),
        metadata=item.get("metadata", {}),
        product_metadata=product.get("metadata", {}),
    )


def _check_lines(mode: Mode, lines: tuple[SessionLine, ...]) -> None:
    if not lines:
        raise StripeRefusalError("Missing required param: line_items.", param="line_items", code="parameter_missing")
    if len({line.currency for line in lines}) > 1:
        raise StripeRefusalError("All line items must have the same currency.", param="line_items")
    periods = {(line.interval, line.interval_count) for line in lines if line.interval}
    if mode == "payment" and periods:
        raise StripeRefusalError(
            "You specified `payment` mode but passed a recurring price. Use `subscription` mode.",
            param="mode",
        )
    if mode == "subscription" and not periods:
        raise StripeRefusalError("You must provide at least one recurring price in `subscription` mode.", param="mode")
    if len(periods) > 1:
        raise StripeRefusalError(
            "Checkout does not support multiple prices with different billing intervals.", param="line_items"
        )
    recurring = sum(1 for line in lines if line.interval)
    if max(recurring, len(lines) - recurring) > _LINES_MAX[mode]:
        raise StripeRefusalError(
            f"At most {_LINES_MAX[mode]} line items of a kind in `{mode}` mode.", param="line_items"
        )
