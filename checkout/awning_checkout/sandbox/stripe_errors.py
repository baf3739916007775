"""Refusals in Stripe's own words and shape."""

from typing import Any, Literal

JsonObject = dict[str, Any]
"""What travels as JSON; its shape is held by Stripe's OpenAPI file in the contract test."""

ErrorKind = Literal["invalid_request_error", "idempotency_error", "card_error", "api_error"]


class StripeRefusalError(Exception):
    """A request the sandbox answers with an error object, as Stripe would."""

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: ErrorKind = "invalid_request_error",
        status: int = 400,
    ) -> None:
        """Say what is wrong, with which parameter, and under which of Stripe's codes."""
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code
        self.kind = kind
        self.status = status

    def body(self) -> JsonObject:
        """Return the answer's body; absent facts are left out, as Stripe leaves them out."""
        facts = {"type": self.kind, "message": self.message, "param": self.param, "code": self.code}
        return {"error": {name: fact for name, fact in facts.items() if fact is not None}}


class SessionNotOpenError(StripeRefusalError):
    """A checkout session was to be paid or expired after it had been completed or had expired."""


def unknown_object(kind: str, object_id: str, param: str) -> StripeRefusalError:
    """Return Stripe's refusal for an id that this account does not have."""
    return StripeRefusalError(f"No such {kind}: '{object_id}'", param=param, code="resource_missing", status=404)
