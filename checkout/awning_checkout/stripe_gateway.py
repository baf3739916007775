"""The one file that speaks to Stripe: sessions are made and read here, webhooks are verified here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

import stripe

from awning.money import Money
from awning_checkout.errors import BadRequest, KeyTaken, PaymentRefused, PaymentUnavailable, SignatureWrong
from awning_checkout.stripe_lines import Page, coupon_params, from_stripe, session_params

# The SDK waits 80 seconds by default: longer than a customer does.
TIMEOUT_S = 10
TOLERANCE_S = 300


@dataclass(frozen=True, slots=True)
class Session:
    """What Stripe says of a Checkout session, asked just now."""

    id: str
    url: str | None
    status: str
    """open, complete or expired."""
    paid: bool
    """Paid, or nothing to pay; a complete session may still wait for a bank."""
    total: Money | None
    reference: str
    """Our payment's id, as we gave it."""
    subtotal: Money | None = None
    """The lines that are due now, before discount and the tax that Stripe adds."""
    off: Money | None = None
    """What a discount took off them."""
    tax: Money | None = None
    """What Stripe added; nothing where the tax is one of our lines, or inside them."""


@dataclass(frozen=True, slots=True)
class Event:
    """A verified webhook: what happened, and to which session. Nothing else in it is believed."""

    id: str
    type: str
    account: str
    session_id: str | None


class StripeGateway:
    """Stripe for one seller: the service's own account, or a connected one."""

    def __init__(self, key: str, webhook_secret: str, *, account: str | None = None, api: str | None = None) -> None:
        """Take the keys.

        Args:
            key: secret or restricted key.
            webhook_secret: signs webhooks; an empty one would let anybody say an order is paid.
            account: the connected account that sells (direct charges), or none for our own.
            api: another address than Stripe's, for the sandbox.

        Raises:
            ValueError: a secret is empty.
        """
        if not key or not webhook_secret:
            raise ValueError("a Stripe key and a webhook secret are needed")
        self._secret = webhook_secret
        self._account = account
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": api} if api else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
            max_network_retries=2,
        )

    def create_session(self, page: Page, *, idempotency_key: str) -> Session:
        """Open a payment page; the same key gives the same page.

        Raises:
            PaymentRefused: Stripe will never take these lines: too little, too much, an address it does not like.
            KeyTaken: the key was used for another page.
            PaymentUnavailable: Stripe does not answer.
        """
        off = page.terms.off
        coupon = ""
        if off:
            made = self._made(self._client.v1.coupons.create, coupon_params(off, page), f"{idempotency_key}:off")
            coupon = str(made.id)
        create = self._client.v1.checkout.sessions.create
        return _session(self._made(create, session_params(page, coupon), idempotency_key))

    def session(self, session_id: str) -> Session:
        """Ask Stripe how a session stands.

        Raises:
            PaymentUnavailable: Stripe does not answer.
        """
        return _session(
            self._ask(lambda: self._client.v1.checkout.sessions.retrieve(session_id, {}, cast("Any", self._options())))
        )

    def verified(self, body: bytes, signature: str | None) -> Event:
        """Check a webhook's signature and read which session it speaks of.

        Raises:
            SignatureWrong: it is missing, wrong, or older than five minutes.
            BadRequest: the body is signed and is no event.
        """
        try:
            verify = cast("Any", stripe.WebhookSignature).verify_header
            verify(body.decode(), signature or "", self._secret, TOLERANCE_S)
        except (UnicodeDecodeError, TypeError):
            # The SDK compares signatures of ASCII only.
            raise SignatureWrong("The webhook is not text, so nobody can have signed it.") from None
        except stripe.SignatureVerificationError as problem:
            raise SignatureWrong(f"The webhook is not from Stripe: {problem.user_message or problem}.") from None
        try:
            record = json.loads(body)
            thing = record["data"]["object"]
            is_session = thing.get("object") == "checkout.session"
            return Event(
                id=str(record["id"]),
                type=str(record["type"]),
                account=str(record.get("account") or ""),
                session_id=str(thing["id"]) if is_session else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadRequest("The webhook is signed and is not an event.") from None

    def _made(self, create: Any, params: dict[str, Any], key: str) -> Any:
        """What Stripe makes of the parameters, once for each key."""
        try:
            options = {**self._options(), "idempotency_key": key}
            return self._ask(lambda: create(params, options))
        except PaymentUnavailable as problem:
            if isinstance(problem.__cause__, stripe.InvalidRequestError):
                raise PaymentRefused(str(problem)) from problem
            if isinstance(problem.__cause__, stripe.IdempotencyError):
                raise KeyTaken(str(problem)) from problem
            raise

    def _options(self) -> dict[str, str]:
        return {"stripe_account": self._account} if self._account else {}

    @staticmethod
    def _ask(call: Any) -> Any:
        try:
            return call()
        except stripe.StripeError as problem:
            # The SDK's message can hold parameters; its class and code cannot.
            code = getattr(problem, "code", None) or problem.http_status or "no answer"
            raise PaymentUnavailable(f"Stripe: {type(problem).__name__} ({code}).") from problem


def _session(found: Any) -> Session:
    def money(amount: int | None) -> Money | None:
        return None if amount is None else from_stripe(amount, found.currency)

    details = found.total_details
    return Session(
        id=found.id,
        url=found.url,
        status=found.status,
        paid=found.payment_status in {"paid", "no_payment_required"},
        total=money(found.amount_total),
        reference=found.client_reference_id or "",
        subtotal=money(found.amount_subtotal),
        off=money(details.amount_discount if details else None),
        tax=money(details.amount_tax if details else None),
    )
