"""Stripe's checkout objects as plain dictionaries, each complete enough for Stripe's own OpenAPI file."""

from collections.abc import Iterable, Sequence

from awning_checkout.sandbox.stripe_errors import JsonObject
from awning_checkout.sandbox.stripe_session_lines import SessionLine
from awning_checkout.sandbox.stripe_session_request import SessionRequest

API_VERSION = "2026-10-28.endive"
"""What stripe 16.1 is pinned to; events are rendered in their endpoint's version."""

_NOT_YET = (
    "after_expiration", "allow_promotion_codes", "client_secret", "collected_information", "consent",
    "consent_collection", "currency_conversion", "customer_account", "invoice", "origin_context",
    "payment_intent", "payment_link", "payment_method_configuration_details", "permissions",
    "recovered_from", "saved_payment_method_options", "setup_intent", "shipping_address_collection",
    "shipping_cost", "subscription",
)  # fmt: skip


def checkout_session(
    request: SessionRequest, *, session_id: str, created: int, url: str, name: str, sums: JsonObject
) -> JsonObject:
    """Return an open session; ``sums`` are those of `stripe_session_sums`."""
    asked = request.asked
    subscribes = request.mode == "subscription"
    email: str | None = asked.get("customer_email")
    return {
        "id": session_id,
        "object": "checkout.session",
        **dict.fromkeys(_NOT_YET, None),
        "adaptive_pricing": {"enabled": asked.get("adaptive_pricing", {}).get("enabled", False)},
        **sums,
        "billing_address_collection": asked.get("billing_address_collection"),
        "branding_settings": _branding(asked.get("branding_settings", {}).get("display_name", name)),
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "created": created,
        "currency": request.currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer": asked.get("customer"),
        "customer_creation": "always" if subscribes else asked.get("customer_creation", "if_required"),
        "customer_details": customer_details(email) if email else None,
        "customer_email": email,
        "discounts": [{"coupon": request.coupon["id"], "promotion_code": None}] if request.coupon else [],
        "expires_at": request.expires_at,
        "invoice_creation": None if subscribes else _no_invoice(),
        "livemode": False,
        "locale": asked.get("locale"),
        "metadata": asked.get("metadata", {}),
        "mode": request.mode,
        "payment_method_collection": asked.get("payment_method_collection", "always" if subscribes else "if_required"),
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": asked.get("submit_type"),
        "success_url": request.success_url,
        "ui_mode": "hosted_page",
        "url": url,
        "wallet_options": None,
    }


def _branding(name: str) -> JsonObject:
    return {
        "background_color": "#ffffff",
        "border_style": "rounded",
        "button_color": "#0b5cad",
        "display_name": name,
        "font_family": "default",
        "icon": None,
        "logo": None,
    }


def _no_invoice() -> JsonObject:
    data = dict.fromkeys(
        ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options"), None
    )
    return {"enabled": False, "invoice_data": {**data, "metadata": {}}}


def customer_details(email: str, address: JsonObject | None = None) -> JsonObject:
    """Return what a session knows about its payer."""
    return {
        "address": address,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def line_item(line: SessionLine, *, item_id: str, price: JsonObject) -> JsonObject:
    """Return one line of a session."""
    return {
        "id": item_id,
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": line.amount,
        "amount_tax": 0,
        "amount_total": line.amount,
        "currency": line.currency,
        "description": line.name,
        "metadata": line.metadata,
        "price": price,
        "quantity": line.quantity,
    }


def customer(*, customer_id: str, created: int, email: str) -> JsonObject:
    """Return a customer who has just paid for the first time."""
    return {
        "id": customer_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": email,
        "invoice_prefix": customer_id[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def account(*, account_id: str, created: int, name: str) -> JsonObject:
    """Return a merchant's account, ready to be paid."""
    return {
        "id": account_id,
        "object": "account",
        "business_profile": {"name": name, "support_email": None, "support_phone": None, "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "sepa_debit_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {
            "fees": {"payer": "account"},
            "is_controller": True,
            "losses": {"payments": "stripe"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "full"},
            "type": "application",
        },
        "country": "DE",
        "created": created,
        "default_currency": "eur",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "type": "standard",
    }


def event(
    kind: str, subject: JsonObject, *, event_id: str, created: int, account_id: str | None, cause: JsonObject
) -> JsonObject:
    """Return the notice of a change; only a connected account's names the account."""
    notice: JsonObject = {
        "id": event_id,
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 1,
        "request": cause,
        "type": kind,
    }
    return notice if account_id is None else {**notice, "account": account_id}


def page_of(items: Sequence[JsonObject], *, url: str, has_more: bool) -> JsonObject:
    """Return one page of a list."""
    return {"object": "list", "data": list(items), "has_more": has_more, "url": url}


def whole_list(items: Iterable[JsonObject], *, url: str) -> JsonObject:
    """Return a list that fits on one page."""
    return page_of(list(items), url=url, has_more=False)
