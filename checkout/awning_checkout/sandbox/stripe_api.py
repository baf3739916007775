"""A loopback Stripe: the API, the hosted payment page, signed webhooks, and faults on demand."""

import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, jsonify, request

from awning_checkout.sandbox.stripe_context import Faults, StripeSandbox, sandbox
from awning_checkout.sandbox.stripe_control import control
from awning_checkout.sandbox.stripe_errors import StripeRefusalError
from awning_checkout.sandbox.stripe_objects import API_VERSION
from awning_checkout.sandbox.stripe_pages import pages
from awning_checkout.sandbox.stripe_payments import StripePayments
from awning_checkout.sandbox.stripe_state import StripeState
from awning_checkout.sandbox.stripe_v1 import api
from awning_checkout.sandbox.stripe_webhooks import WebhookSender

_BODY_MAX = 1024 * 1024


def create_stripe_sandbox(
    *,
    webhook_url: str | None,
    webhook_secret: str,
    api_key: str = "sk_test_sandbox",
    clock: Callable[[], float] = time.time,
) -> Flask:
    """Return a Stripe of its own, empty, that announces events to one address.

    Serve it on a loopback address only: its control API lets anybody pay anything. Each call makes
    a separate Stripe; ``close_stripe_sandbox`` stops its webhook thread.

    Args:
        webhook_url: Where events go; without one, events are only logged.
        webhook_secret: Signs the events; never empty, as unsigned webhooks would teach bad habits.
        api_key: The only key the API takes.
        clock: Says what time sessions are made, and when they expire.
    """
    if webhook_url is not None and not webhook_secret:
        raise ValueError("The sandbox signs its webhooks: give webhook_secret a value, such as whsec_sandbox.")
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_MAX
    app.json.sort_keys = False  # pyright: ignore[reportAttributeAccessIssue]
    faults = Faults()
    sender = WebhookSender(url=webhook_url, secret=webhook_secret, faults=faults)
    state = StripeState(clock, announce=sender.submit)
    sender.report_to(state.mark_delivered)
    StripeSandbox(api_key, state, StripePayments(state), faults, sender).attach(app.extensions)
    for blueprint in (api, pages, control):
        app.register_blueprint(blueprint)
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(StripeRefusalError, _refuse)
    return app


def close_stripe_sandbox(app: Flask) -> None:
    """Stop the webhook thread of a sandbox; events still queued stay undelivered."""
    with app.app_context():
        sandbox().sender.close()


def _begin() -> None:
    g.request_id = f"req_{secrets.token_hex(7)}"
    sandbox().payments.expire_due()


def _finish(response: Response) -> Response:
    response.headers["Request-Id"] = g.get("request_id", "")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.path.startswith("/v1/"):
        response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
        if key := request.headers.get("Idempotency-Key"):
            response.headers["Idempotency-Key"] = key
        if g.get("replayed"):
            response.headers["Idempotent-Replayed"] = "true"
    return response


def _refuse(refusal: StripeRefusalError) -> tuple[Any, int]:
    return jsonify(refusal.body()), refusal.status
