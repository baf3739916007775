"""The one file that speaks to Stripe: sessions are made and read here, webhooks are verified here.

Amounts leave and enter as Stripe writes them only in this file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import stripe

from awning.money import Money, exponent
from awning_checkout.errors import BadRequest, PaymentRefused, PaymentUnavailable, SignatureWrong

# https://docs.stripe.com/currencies#special-cases: written with two decimals, whole units only.
_WHOLE_BUT_WRITTEN_WITH_TWO = frozenset({"ISK", "UGX"})
_INTERVALS = {"D": "day", "M": "month", "Y": "year"}
# The SDK waits 80 seconds by default: longer than a customer does.
TIMEOUT_S = 10
TOLERANCE_S = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a payment page."""

    name: str
    unit: Money
    quantity: int
    period: str
    """How often it is charged, ISO 8601; empty for once."""


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

    def create_session(
        self,
        lines: Sequence[Line],
        *,
        reference: str,
        order_number: str,
        email: str,
        locale: str,
        success_url: str,
        cancel_url: str,
        idempotency_key: str,
        merchant: str = "",
    ) -> Session:
        """Open a payment page for these lines; the same key gives the same page.

        Raises:
            PaymentRefused: Stripe will never take these lines: too little, too much, an address it does not like.
            PaymentUnavailable: Stripe does not answer.
        """
        recurring = any(line.period for line in lines)
        metadata = {"order": order_number, "payment": reference}
        params: dict[str, Any] = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [_line_item(line) for line in lines],
            "client_reference_id": reference,
            "customer_email": email,
            "locale": locale,
            "metadata": metadata,
            "success_url": success_url,
            "cancel_url": cancel_url,
        }
        if merchant:
            # One account may sell for several shops; the customer should read the name of the one they know.
            params["branding_settings"] = {"display_name": merchant}
        params["subscription_data" if recurring else "payment_intent_data"] = {"metadata": metadata}
        options = {**self._options(), "idempotency_key": idempotency_key}
        create = self._client.v1.checkout.sessions.create
        try:
            return _session(self._ask(lambda: create(cast("Any", params), cast("Any", options))))
        except PaymentUnavailable as problem:
            if isinstance(problem.__cause__, stripe.InvalidRequestError):
                raise PaymentRefused(str(problem)) from problem
            raise

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


def to_stripe(money: Money) -> int:
    """An amount as Stripe writes it (https://docs.stripe.com/currencies).

    Raises:
        ValueError: Stripe cannot charge it: three-decimal currencies end in 0.
    """
    if money.currency in _WHOLE_BUT_WRITTEN_WITH_TWO:
        return money.minor * 100
    if exponent(money.currency) == 3 and money.minor % 10:  # noqa: PLR2004
        raise ValueError(f"{money} cannot be charged: Stripe takes {money.currency} with two decimals.")
    return money.minor


def from_stripe(amount: int, currency: str) -> Money:
    """An amount Stripe wrote."""
    code = currency.upper()
    return Money(amount // 100 if code in _WHOLE_BUT_WRITTEN_WITH_TWO else amount, code)


def _line_item(line: Line) -> dict[str, Any]:
    price: dict[str, Any] = {
        "currency": line.unit.currency.lower(),
        "unit_amount": to_stripe(line.unit),
        "product_data": {"name": line.name},
    }
    if line.period:
        price["recurring"] = {"interval": _INTERVALS[line.period[-1]], "interval_count": int(line.period[1:-1])}
    return {"price_data": price, "quantity": line.quantity}


def _session(found: Any) -> Session:
    return Session(
        id=found.id,
        url=found.url,
        status=found.status,
        paid=found.payment_status in {"paid", "no_payment_required"},
        total=None if found.amount_total is None else from_stripe(found.amount_total, found.currency),
        reference=found.client_reference_id or "",
    )
