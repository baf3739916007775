"""The parameters of a new checkout session: names, nesting and types, as Stripe's reference lists them."""

from awning_checkout.sandbox.stripe_form import Fields, Flag, Many, Notes, Percent, Text, Whole

LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru",
    "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip

_RECURRING = Fields(
    {"interval": Text(choices=("day", "week", "month", "year")), "interval_count": Whole(least=1)},
    required=frozenset({"interval"}),
)
_PRODUCT = Fields(
    {"name": Text(length_max=250), "description": Text(), "metadata": Notes()},
    required=frozenset({"name"}),
    unmodelled=frozenset({"images", "tax_code", "unit_label"}),
)
_PRICE = Fields(
    {
        "currency": Text(),
        "unit_amount": Whole(least=0),
        "recurring": _RECURRING,
        "product_data": _PRODUCT,
        "tax_behavior": Text(choices=("exclusive", "inclusive", "unspecified")),
    },
    required=frozenset({"currency", "unit_amount", "product_data"}),
    unmodelled=frozenset({"product", "unit_amount_decimal"}),
)
_LINE = Fields(
    {"price_data": _PRICE, "quantity": Whole(least=1, most=999_999), "metadata": Notes()},
    required=frozenset({"price_data", "quantity"}),
    unmodelled=frozenset({"adjustable_quantity", "dynamic_tax_rates", "price", "tax_rates"}),
)
_PAYMENT_INTENT = Fields(
    {"application_fee_amount": Whole(least=0), "description": Text(length_max=1000), "metadata": Notes()},
    unmodelled=frozenset({
        "capture_method", "on_behalf_of", "receipt_email", "setup_future_usage", "shipping",
        "statement_descriptor", "statement_descriptor_suffix", "transfer_data", "transfer_group",
    }),
)  # fmt: skip
_END_BEHAVIOR = Fields(
    {"missing_payment_method": Text(choices=("cancel", "create_invoice", "pause"))},
    required=frozenset({"missing_payment_method"}),
)
_SUBSCRIPTION = Fields(
    {
        "application_fee_percent": Percent(),
        "description": Text(length_max=500),
        "metadata": Notes(),
        "trial_period_days": Whole(least=1, most=730),
        "trial_settings": Fields({"end_behavior": _END_BEHAVIOR}, required=frozenset({"end_behavior"})),
    },
    unmodelled=frozenset({
        "billing_cycle_anchor", "billing_mode", "default_tax_rates", "invoice_settings", "on_behalf_of",
        "pending_invoice_item_interval", "proration_behavior", "transfer_data", "trial_end",
    }),
)  # fmt: skip
_SWITCH = Fields({"enabled": Flag()}, required=frozenset({"enabled"}))
_BRANDING = Fields(
    {"display_name": Text()},
    unmodelled=frozenset({"background_color", "border_style", "button_color", "font_family", "icon", "logo"}),
)

SESSION = Fields(
    {
        "mode": Text(choices=("payment", "subscription")),
        "line_items": Many(_LINE),
        "success_url": Text(),
        "cancel_url": Text(),
        "client_reference_id": Text(length_max=200),
        "metadata": Notes(),
        "customer": Text(),
        "customer_email": Text(length_max=800),
        "customer_creation": Text(choices=("always", "if_required")),
        "locale": Text(choices=LOCALES),
        "expires_at": Whole(),
        "ui_mode": Text(choices=("hosted_page",)),
        "submit_type": Text(choices=("auto", "book", "donate", "pay", "subscribe")),
        "billing_address_collection": Text(choices=("auto", "required")),
        "discounts": Many(Fields({"coupon": Text()}, unmodelled=frozenset({"promotion_code"}))),
        "payment_method_collection": Text(choices=("always", "if_required")),
        "payment_intent_data": _PAYMENT_INTENT,
        "subscription_data": _SUBSCRIPTION,
        "branding_settings": _BRANDING,
        "automatic_tax": _SWITCH,
        "adaptive_pricing": _SWITCH,
        "expand": Many(Text()),
    },
    required=frozenset({"mode"}),
    unmodelled=frozenset({
        "after_expiration", "allow_promotion_codes", "allowed_payment_method_types", "consent_collection",
        "currency", "custom_fields", "custom_text", "customer_account", "customer_update",
        "excluded_payment_method_types", "integration_identifier", "invoice_creation", "managed_payments",
        "name_collection", "optional_items", "origin_context", "payment_method_configuration",
        "payment_method_data", "payment_method_options", "permissions", "phone_number_collection",
        "redirect_on_completion", "return_url", "saved_payment_method_options", "setup_intent_data",
        "shipping_address_collection", "shipping_options", "tax_id_collection", "wallet_options",
    }),
)  # fmt: skip
