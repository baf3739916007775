"""The sandbox's own controls, for tests and the demo; Stripe has nothing like them."""

from typing import cast

from flask import Blueprint, request

from awning_checkout.sandbox.stripe_context import sandbox
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError
from awning_checkout.sandbox.stripe_payments import Outcome, PaymentMethod
from awning_checkout.sandbox.stripe_tax import Place

control = Blueprint("stripe_control", __name__, url_prefix="/_control")

_DRAIN_S = 30.0


def _asked() -> JsonObject:
    """Return the JSON body, empty when there is none."""
    body = cast("object", request.get_json(silent=True))
    if body is None and not request.get_data():
        return {}
    if not isinstance(body, dict):
        raise StripeRefusalError("The control API takes a JSON object.")
    return cast("JsonObject", body)


@control.get("/faults")
def show_faults() -> JsonObject:
    """Show the faults still to come."""
    return dict(sandbox().faults.left())


@control.post("/faults")
def set_faults() -> JsonObject:
    """Order faults: how many, or how long; 0 takes them back."""
    sandbox().faults.set(_asked())
    return show_faults()


@control.get("/events")
def list_events() -> JsonObject:
    """List every account's events, oldest first, with whether each has arrived."""
    notices = reversed(sandbox().state.notices())
    return {"events": [{"account": note.account, "delivered": note.delivered, "event": note.event} for note in notices]}


@control.post("/events/<event_id>/resend")
def resend_event(event_id: str) -> JsonObject:
    """Send an event again."""
    here = sandbox()
    return {"queued": here.sender.submit(here.state.notice(event_id).event)}


@control.post("/drain")
def drain() -> JsonObject:
    """Wait until no webhook is waiting, half a minute at most."""
    return {"idle": sandbox().sender.drain(_DRAIN_S)}


@control.post("/accounts/<account>")
def rename_account(account: str) -> JsonObject:
    """Say what a merchant is called on the payment page."""
    state = sandbox().state
    state.rename_merchant(account, str(_asked().get("name", "")))
    return state.merchant(account)


@control.post("/complete/<session_id>")
def complete(session_id: str) -> JsonObject:
    """Pay a session as the payment page would; 3-D Secure is approved unless told otherwise.

    ``address`` says where the buyer is, for sessions that work tax out: country, state and postal_code.
    """
    here, asked = sandbox(), _asked()
    email = str(asked.get("email", "customer@example.com"))
    address = cast("JsonObject", asked.get("address", {}))
    place = Place(**{name: str(address[name]) for name in ("country", "state", "postal_code") if name in address})
    outcome = here.payments.pay(session_id, payment_method(asked.get("method", "card")), email, place)
    if outcome is Outcome.ACTION:
        here.payments.answer_bank(session_id, approved=bool(asked.get("approved", True)))
    return here.payments.session(session_id)


@control.post("/settle_async/<session_id>")
def settle_async(session_id: str) -> JsonObject:
    """Let a delayed payment succeed, or fail with ``{"succeeded": false}``."""
    return sandbox().payments.settle_late(session_id, succeeded=bool(_asked().get("succeeded", True)))


def payment_method(name: object) -> PaymentMethod:
    """Return the payment method of this name."""
    if name not in list(PaymentMethod):
        raise StripeRefusalError(f"No such payment method: {name}", param="method")
    return PaymentMethod(str(name))
