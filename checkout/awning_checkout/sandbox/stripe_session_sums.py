"""What a session comes to today: its lines, less a discount, plus the tax that is worked out for the buyer's place."""

from collections.abc import Sequence
from dataclasses import dataclass

from awning_checkout.sandbox.stripe_errors import JsonObject
from awning_checkout.sandbox.stripe_session_request import SessionRequest
from awning_checkout.sandbox.stripe_tax import Place


@dataclass(frozen=True, slots=True)
class LineSums:
    """One line of today's payment, in the smallest unit."""

    subtotal: int
    discount: int
    tax: int

    @property
    def total(self) -> int:
        """Return what is due for the line."""
        return self.subtotal - self.discount + self.tax


def line_sums(request: SessionRequest, place: Place | None) -> tuple[LineSums, ...]:
    """Return each line's part; an amount off is spread by largest remainder, tax is rounded on each line."""
    due = [0 if line.interval and request.trial_days else line.amount for line in request.lines]
    parts = _spread(min(request.amount_off, sum(due)), due)
    taxed = place if request.taxed else None
    return tuple(
        LineSums(amount, off, taxed.tax(amount - off) if taxed else 0) for amount, off in zip(due, parts, strict=True)
    )


def session_sums(request: SessionRequest, place: Place | None) -> JsonObject:
    """Return the amounts a session shows."""
    sums = line_sums(request, place)
    status = ("complete" if place else "requires_location_inputs") if request.taxed else None
    provider = "stripe" if request.taxed else None
    liability = {"type": "self"} if request.taxed else None
    return {
        "amount_subtotal": sum(each.subtotal for each in sums),
        "amount_total": sum(each.total for each in sums),
        "automatic_tax": {
            "enabled": request.taxed, "liability": liability, "provider": provider, "status": status,
        },
        "total_details": {
            "amount_discount": sum(each.discount for each in sums),
            "amount_shipping": 0,
            "amount_tax": sum(each.tax for each in sums),
        },
    }  # fmt: skip


def with_sums(items: Sequence[JsonObject], request: SessionRequest, place: Place | None) -> tuple[JsonObject, ...]:
    """Return a session's line items with their amounts."""
    return tuple(
        {
            **item,
            "amount_discount": sums.discount,
            "amount_subtotal": sums.subtotal,
            "amount_tax": sums.tax,
            "amount_total": sums.total,
        }
        for item, sums in zip(items, line_sums(request, place), strict=True)
    )


def _spread(amount: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights) or 1
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(amount * weights[index] % whole), index))
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts
