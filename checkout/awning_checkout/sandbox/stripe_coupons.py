"""Coupons that take an amount off: made by the shop, used up by the session that is paid with one."""

from awning_checkout.sandbox.stripe_currencies import CURRENCIES, step_of
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError
from awning_checkout.sandbox.stripe_form import Fields, FormTree, Many, Notes, Text, Whole, read
from awning_checkout.sandbox.stripe_state import Cause, StripeState

_COUPON = Fields(
    {
        "amount_off": Whole(least=1),
        "currency": Text(),
        "duration": Text(choices=("forever", "once", "repeating")),
        "max_redemptions": Whole(least=1),
        "metadata": Notes(),
        "name": Text(length_max=40),
        "expand": Many(Text()),
    },
    unmodelled=frozenset({
        "applies_to", "currency_options", "duration_in_months", "id", "percent_off", "redeem_by", "script", "type",
    }),
)  # fmt: skip


def make_coupon(state: StripeState, account: str, tree: FormTree, cause: Cause) -> JsonObject:
    """Make a coupon that takes an amount off one payment."""
    asked = read(_COUPON, tree)
    if "amount_off" not in asked:
        raise StripeRefusalError("You must pass either percent_off or amount_off.", code="parameter_missing")
    currency = asked.get("currency")
    if currency not in CURRENCIES:
        raise StripeRefusalError(f"Invalid currency: {currency}", param="currency")
    if asked["amount_off"] % step_of(currency):
        raise StripeRefusalError(
            f"Invalid amount: {currency.upper()} amounts must be a multiple of {step_of(currency)}.",
            param="amount_off",
        )
    if asked.get("duration", "once") != "once":
        raise StripeRefusalError("The sandbox models coupons of the duration once.", param="duration")
    coupon: JsonObject = {
        "id": state.new_id("").removeprefix("_")[:8],
        "object": "coupon",
        "amount_off": asked["amount_off"],
        "created": state.now(),
        "currency": currency,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": asked.get("max_redemptions"),
        "metadata": asked.get("metadata", {}),
        "name": asked.get("name"),
        "percent_off": None,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }
    state.put(account, coupon)
    state.record(account, "coupon.created", coupon, cause)
    return coupon


def valid_coupon(state: StripeState, account: str, coupon_id: str, currency: str) -> JsonObject:
    """Return a coupon that a new session may use, or refuse it."""
    coupon = state.find(account, coupon_id)
    if coupon is None or coupon["object"] != "coupon":
        raise StripeRefusalError(
            f"No such coupon: '{coupon_id}'", param="discounts[0][coupon]", code="resource_missing"
        )
    if not coupon["valid"]:
        raise StripeRefusalError(
            f"Coupon {coupon_id} is used up and cannot be applied.", param="discounts[0][coupon]", code="coupon_expired"
        )
    if coupon["currency"] != currency:
        raise StripeRefusalError(
            f"The coupon's currency {coupon['currency']} is not that of the session.", param="discounts[0][coupon]"
        )
    return coupon


def use_coupon(state: StripeState, account: str, coupon_id: str) -> None:
    """Count the use of a coupon, once its session is complete."""
    coupon = state.get(account, coupon_id, kind="coupon")
    used = coupon["times_redeemed"] + 1
    left = coupon["max_redemptions"] is None or used < coupon["max_redemptions"]
    state.put(account, {**coupon, "times_redeemed": used, "valid": left})
