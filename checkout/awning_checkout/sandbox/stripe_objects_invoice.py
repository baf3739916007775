"""Stripe's invoice, the longest of its objects."""

from collections.abc import Sequence

from awning_checkout.sandbox.stripe_errors import JsonObject
from awning_checkout.sandbox.stripe_objects import whole_list
from awning_checkout.sandbox.stripe_objects_billing import Agreement, discount_amounts, taxes

_NOTHING = (
    "account_tax_ids", "automatically_finalizes_at", "custom_fields", "customer_account",
    "customer_address", "customer_name", "customer_phone", "customer_shipping", "default_payment_method",
    "default_source", "description", "due_date", "ending_balance", "footer", "from_invoice",
    "last_finalization_error", "latest_revision", "next_payment_attempt", "on_behalf_of", "receipt_number",
    "rendering", "shipping_cost", "shipping_details", "statement_descriptor", "test_clock",
    "webhooks_delivered_at",
)  # fmt: skip

_NO_TAX = ("disabled_reason", "liability", "provider", "status")
_NO_SETTINGS = ("default_mandate", "payment_method_options", "payment_method_types")


def invoice(
    agreement: Agreement, lines: Sequence[JsonObject], *, email: str, number: str, merchant: str, url: str
) -> JsonObject:
    """Return a subscription's first invoice, finalized and still to be paid."""
    subtotal = sum(line["subtotal"] for line in lines)
    off = sum(each["amount"] for line in lines for each in line["discount_amounts"])
    tax = sum(each["amount"] for line in lines for each in line["taxes"])
    total = subtotal - off + tax
    worked_out = {"liability": {"type": "self"}, "provider": "stripe", "status": "complete"} if agreement.taxed else {}
    return {
        "id": agreement.invoice_id,
        "object": "invoice",
        **dict.fromkeys(_NOTHING, None),
        "account_country": "DE",
        "account_name": merchant,
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": total,
        "amount_shipping": 0,
        "application": agreement.application,
        "attempt_count": 1,
        "attempted": True,
        "auto_advance": False,
        "automatic_tax": {**dict.fromkeys(_NO_TAX, None), "enabled": agreement.taxed, **worked_out},
        "billing_reason": "subscription_create",
        "collection_method": "charge_automatically",
        "created": agreement.start,
        "currency": agreement.currency,
        "customer": agreement.customer_id,
        "customer_email": email,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [agreement.discount_id] if agreement.discount_id else [],
        "effective_at": agreement.start,
        "hosted_invoice_url": url,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "lines": whole_list(lines, url=f"/v1/invoices/{agreement.invoice_id}/lines"),
        "livemode": False,
        "metadata": {},
        "number": number,
        "parent": {
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": agreement.metadata,
                "subscription": agreement.subscription_id,
            },
        },
        "payment_settings": dict.fromkeys(_NO_SETTINGS, None),
        "period_end": agreement.start,
        "period_start": agreement.start,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "open",
        "status_transitions": {
            "finalized_at": agreement.start,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_discount_amounts": discount_amounts(agreement, off),
        "total_excluding_tax": total - tax,
        "total_pretax_credit_amounts": [],
        "total_taxes": taxes(agreement, tax, total - tax),
    }


def paid_invoice(invoice: JsonObject, *, paid_at: int) -> JsonObject:
    """Return the invoice once its payment has come in."""
    return {
        **invoice,
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "status": "paid",
        "status_transitions": {**invoice["status_transitions"], "paid_at": paid_at},
    }
