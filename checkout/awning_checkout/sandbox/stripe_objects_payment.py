"""Stripe's objects of money in motion: payment intent, charge, balance transaction, refund."""

from awning_checkout.sandbox.stripe_errors import JsonObject

_FEE_BASIS_POINTS = 150
_FEE_FIXED = 25
_BASIS = 10_000


def processing_fee(amount: int) -> int:
    """Return the sandbox's price of a payment: 1.5 % and 25 of the smallest unit, rounded half up."""
    return min(amount, (amount * _FEE_BASIS_POINTS + _BASIS // 2) // _BASIS + _FEE_FIXED)


def payment_intent(
    *,
    intent_id: str,
    secret: str,
    created: int,
    amount: int,
    currency: str,
    metadata: dict[str, str],
    description: str | None,
    fee: int | None,
    application: str | None,
) -> JsonObject:
    """Return an intent that waits for a payment method."""
    nothing = (
        "canceled_at", "cancellation_reason", "customer", "customer_account", "last_payment_error",
        "latest_charge", "next_action", "on_behalf_of", "payment_method",
        "payment_method_configuration_details", "processing", "receipt_email", "review",
        "setup_future_usage", "shipping", "statement_descriptor", "statement_descriptor_suffix",
        "transfer_data", "transfer_group",
    )  # fmt: skip
    return {
        "id": intent_id,
        "object": "payment_intent",
        **dict.fromkeys(nothing, None),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": application,
        "application_fee_amount": fee,
        "automatic_payment_methods": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{secret}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "description": description,
        "livemode": False,
        "metadata": metadata,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "sepa_debit"],
        "status": "requires_payment_method",
    }


def payment_error(*, code: str, message: str, decline_code: str | None = None) -> JsonObject:
    """Return why an attempt to pay came to nothing."""
    error: JsonObject = {"type": "card_error", "code": code, "message": message}
    return error if decline_code is None else {**error, "decline_code": decline_code}


def secure_action(return_url: str) -> JsonObject:
    """Return the detour to the customer's bank that 3-D Secure asks for."""
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": return_url}}


def charge(
    intent: JsonObject, *, charge_id: str, transaction_id: str, created: int, email: str, delayed: bool
) -> JsonObject:
    """Return the successful charge of an intent."""
    nothing = (
        "application_fee", "calculated_statement_descriptor", "failure_balance_transaction", "failure_code",
        "failure_message", "on_behalf_of", "receipt_email", "receipt_number", "receipt_url", "review",
        "shipping", "source_transfer", "statement_descriptor", "statement_descriptor_suffix",
        "transfer_data", "transfer_group",
    )  # fmt: skip
    return {
        "id": charge_id,
        "object": "charge",
        **dict.fromkeys(nothing, None),
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": intent["application"],
        "application_fee_amount": intent["application_fee_amount"],
        "balance_transaction": transaction_id,
        "billing_details": {"address": None, "email": email, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": created,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": None,
        "payment_method_details": _sepa_details() if delayed else _card_details(),
        "refunded": False,
        "status": "succeeded",
    }


def _card_details() -> JsonObject:
    card: JsonObject = {
        "brand": "visa",
        "country": "DE",
        "exp_month": 12,
        "exp_year": 2040,
        "funding": "credit",
        "last4": "4242",
        "network": "visa",
    }
    return {"type": "card", "card": card}


def _sepa_details() -> JsonObject:
    return {"type": "sepa_debit", "sepa_debit": {"bank_code": "37040044", "country": "DE", "last4": "3000"}}


def balance_transaction(charge: JsonObject) -> JsonObject:
    """Return what a charge brings the merchant once Stripe's and the platform's fees are taken."""
    amount: int = charge["amount"]
    currency: str = charge["currency"]
    fee: int | None = charge["application_fee_amount"]
    own = processing_fee(amount)
    fees: list[JsonObject] = [
        {
            "amount": own,
            "application": None,
            "currency": currency,
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    if fee:
        fees.append(
            {
                "amount": fee,
                "application": None,
                "currency": currency,
                "description": "Platform application fee",
                "type": "application_fee",
            }
        )
    total = sum(part["amount"] for part in fees)
    return {
        "id": charge["balance_transaction"],
        "object": "balance_transaction",
        "amount": amount,
        "available_on": charge["created"],
        "balance_type": "payments",
        "created": charge["created"],
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": total,
        "fee_details": fees,
        "net": amount - total,
        "reporting_category": "charge",
        "source": charge["id"],
        "status": "available",
        "type": "charge",
    }


def refund(
    charge: JsonObject,
    *,
    refund_id: str,
    created: int,
    amount: int,
    reason: str | None,
    metadata: dict[str, str],
) -> JsonObject:
    """Return money given back from a charge."""
    return {
        "id": refund_id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
