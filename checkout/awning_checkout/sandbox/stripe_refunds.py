"""Money given back."""

from awning_checkout.sandbox import stripe_objects_payment as money
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError
from awning_checkout.sandbox.stripe_form import Fields, Flag, FormTree, Many, Notes, Text, Whole, read
from awning_checkout.sandbox.stripe_state import Cause, StripeState

_REFUND = Fields(
    {
        "payment_intent": Text(),
        "charge": Text(),
        "amount": Whole(least=1),
        "reason": Text(choices=("duplicate", "fraudulent", "requested_by_customer")),
        "refund_application_fee": Flag(),
        "metadata": Notes(),
        "expand": Many(Text()),
    },
    unmodelled=frozenset({"currency", "customer", "instructions_email", "origin", "reverse_transfer"}),
)


def give_back(state: StripeState, account: str, tree: FormTree, cause: Cause) -> JsonObject:
    """Refund a charge, wholly unless an amount is named, and never more than is left of it."""
    asked = read(_REFUND, tree)
    with state.lock:
        charge = _charge(state, account, asked)
        left = charge["amount"] - charge["amount_refunded"]
        if not left:
            raise StripeRefusalError(
                f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
            )
        amount: int = asked.get("amount", left)
        if amount > left:
            raise StripeRefusalError(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
                param="amount",
            )
        if asked.get("refund_application_fee") and not charge["application_fee_amount"]:
            raise StripeRefusalError("This charge has no application fee to refund.", param="refund_application_fee")
        refund = money.refund(
            charge,
            refund_id=state.new_id("re"),
            created=state.now(),
            amount=amount,
            reason=asked.get("reason"),
            metadata=asked.get("metadata", {}),
        )
        state.put(account, refund)
        returned = charge["amount_refunded"] + amount
        changed = {**charge, "amount_refunded": returned, "refunded": returned == charge["amount"]}
        state.record(account, "charge.refunded", state.put(account, changed), cause)
        state.record(account, "refund.created", refund, cause)
    return refund


def _charge(state: StripeState, account: str, asked: JsonObject) -> JsonObject:
    if ("payment_intent" in asked) == ("charge" in asked):
        raise StripeRefusalError(
            "One of the following params should be provided for this request: payment_intent or charge.",
            param="payment_intent",
        )
    if "charge" in asked:
        return state.get(account, asked["charge"], kind="charge", param="charge")
    intent = state.get(account, asked["payment_intent"], kind="payment_intent", param="payment_intent")
    if intent["latest_charge"] is None:
        raise StripeRefusalError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return state.get(account, intent["latest_charge"], kind="charge")
