"""Stripe's billing objects: product, price, subscription, invoice."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from awning_checkout.sandbox.stripe_errors import JsonObject
from awning_checkout.sandbox.stripe_objects import whole_list
from awning_checkout.sandbox.stripe_session_lines import Interval, SessionLine

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}
_MONTHS_IN_YEAR = 12


def period_end(start: int, interval: Interval, count: int) -> int:
    """Return when a period ends: the same day of a later month, or that month's last."""
    begin = datetime.fromtimestamp(start, tz=UTC)
    if interval in _DAYS:
        return int((begin + timedelta(days=_DAYS[interval] * count)).timestamp())
    months = begin.year * _MONTHS_IN_YEAR + begin.month - 1 + _MONTHS[interval] * count
    year, month = divmod(months, _MONTHS_IN_YEAR)
    day = min(begin.day, calendar.monthrange(year, month + 1)[1])
    return int(begin.replace(year=year, month=month + 1, day=day).timestamp())


def product(line: SessionLine, *, product_id: str, created: int) -> JsonObject:
    """Return the product a line's inline price makes; such products are archived from the start."""
    return {
        "id": product_id,
        "object": "product",
        "active": False,
        "created": created,
        "default_price": None,
        "description": line.description,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": line.product_metadata,
        "name": line.name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "unit_label": None,
        "updated": created,
        "url": None,
    }


def price(line: SessionLine, *, price_id: str, product_id: str, created: int) -> JsonObject:
    """Return the price a line names inline."""
    recurring = {
        "interval": line.interval,
        "interval_count": line.interval_count,
        "meter": None,
        "usage_type": "licensed",
    }
    return {
        "id": price_id,
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": line.currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": recurring if line.interval else None,
        "tax_behavior": line.tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if line.interval else "one_time",
        "unit_amount": line.unit_amount,
        "unit_amount_decimal": str(line.unit_amount),
    }


def subscription_item(item: JsonObject, *, item_id: str, subscription_id: str, start: int, end: int) -> JsonObject:
    """Return a session's recurring line as part of its subscription."""
    return {
        "id": item_id,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": start,
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": item["metadata"],
        "price": {**item["price"], "active": True},
        "quantity": item["quantity"],
        "subscription": subscription_id,
        "tax_rates": [],
    }


@dataclass(frozen=True, slots=True)
class Agreement:
    """What ties one subscription's objects together."""

    subscription_id: str
    invoice_id: str
    customer_id: str
    currency: str
    start: int
    end: int
    metadata: dict[str, str]
    description: str | None
    application_fee_percent: float | None
    application: str | None
    trial_end: int | None = None
    """When the first paid period begins, if the recurring lines cost nothing until then."""
    discount_id: str | None = None
    taxed: bool = False


def subscription(agreement: Agreement, items: Sequence[JsonObject]) -> JsonObject:
    """Return a running subscription."""
    url = f"/v1/subscription_items?subscription={agreement.subscription_id}"
    nothing = (
        "billing_thresholds", "billing_cycle_anchor_config", "cancel_at", "canceled_at", "customer_account",
        "days_until_due", "default_payment_method", "default_source", "ended_at",
        "next_pending_invoice_item_invoice", "on_behalf_of", "pause_collection",
        "pending_invoice_item_interval", "pending_setup_intent", "pending_update", "schedule", "test_clock",
        "transfer_data",
    )  # fmt: skip
    tried = agreement.trial_end is not None
    return {
        "id": agreement.subscription_id,
        "object": "subscription",
        **dict.fromkeys(nothing, None),
        "application": agreement.application,
        "application_fee_percent": agreement.application_fee_percent,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": agreement.taxed,
            "liability": {"type": "self"} if agreement.taxed else None,
        },
        "billing_cycle_anchor": agreement.trial_end or agreement.start,
        "billing_mode": {"flexible": None, "type": "classic"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": agreement.start,
        "currency": agreement.currency,
        "customer": agreement.customer_id,
        "default_tax_rates": [],
        "description": agreement.description,
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": whole_list(items, url=url),
        "latest_invoice": agreement.invoice_id,
        "livemode": False,
        "metadata": agreement.metadata,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": agreement.start,
        "status": "trialing" if tried else "active",
        "trial_end": agreement.trial_end,
        "trial_settings": {"end_behavior": {"missing_payment_method": "cancel" if tried else "create_invoice"}},
        "trial_start": agreement.start if tried else None,
    }


def invoice_line(item: JsonObject, agreement: Agreement, *, line_id: str, source_id: str) -> JsonObject:
    """Return a session's line on the first invoice; recurring lines cover the first period."""
    recurring = item["price"]["type"] == "recurring"
    shared = {"proration": False, "proration_details": None, "subscription": agreement.subscription_id}
    parent: JsonObject = {"invoice_item_details": None, "subscription_item_details": None}
    if recurring:
        details = {**shared, "invoice_item": None, "subscription_item": source_id}
        parent |= {"type": "subscription_item_details", "subscription_item_details": details}
    else:
        details = {**shared, "invoice_item": source_id}
        parent |= {"type": "invoice_item_details", "invoice_item_details": details}
    return {
        "id": line_id,
        "object": "line_item",
        "amount": item["amount_subtotal"],
        "currency": item["currency"],
        "description": f"{item['quantity']} \u00d7 {item['description']}",
        "discount_amounts": discount_amounts(agreement, item["amount_discount"]),
        "discountable": True,
        "discounts": [],
        "invoice": agreement.invoice_id,
        "livemode": False,
        "metadata": item["metadata"],
        "parent": parent,
        "period": {"start": agreement.start, "end": agreement.end if recurring else agreement.start},
        "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details",
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
            "unit_amount_decimal": item["price"]["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "subtotal": item["amount_subtotal"],
        "taxes": taxes(agreement, item["amount_tax"], item["amount_subtotal"] - item["amount_discount"]),
    }


def discount_amounts(agreement: Agreement, amount: int) -> list[JsonObject]:
    """Return what the discount of an agreement took off."""
    return [{"amount": amount, "discount": agreement.discount_id}] if agreement.discount_id else []


def taxes(agreement: Agreement, amount: int, taxable: int) -> list[JsonObject]:
    """Return the tax that was worked out and put on top."""
    if not agreement.taxed:
        return []
    return [
        {
            "amount": amount,
            "tax_behavior": "exclusive",
            "tax_rate_details": None,
            "taxability_reason": "standard_rated" if amount else "zero_rated",
            "taxable_amount": taxable,
            "type": "tax_rate_details",
        }
    ]


def invoice_payment(*, payment_id: str, invoice: JsonObject, intent_id: str) -> JsonObject:
    """Return the link from an invoice to the payment that settles it."""
    paid = invoice["status"] == "paid"
    return {
        "id": payment_id,
        "object": "invoice_payment",
        "amount_paid": invoice["total"] if paid else None,
        "amount_requested": invoice["total"],
        "created": invoice["created"],
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent_id},
        "status": "paid" if paid else "open",
        "status_transitions": {
            "canceled_at": None,
            "paid_at": invoice["status_transitions"]["paid_at"] if paid else None,
        },
    }
