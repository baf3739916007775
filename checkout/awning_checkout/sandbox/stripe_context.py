"""The parts of one running sandbox, and the faults it was told to make."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Literal, cast, get_args

from flask import current_app

from awning_checkout.sandbox.stripe_errors import StripeRefusalError
from awning_checkout.sandbox.stripe_payments import StripePayments
from awning_checkout.sandbox.stripe_state import StripeState
from awning_checkout.sandbox.stripe_webhooks import WebhookSender

CountedFault = Literal["drop_webhooks", "duplicate_webhooks", "fail_next_requests", "lose_next_answers"]
_EXTENSION = "awning-stripe-sandbox"


class Faults:
    """What is to go wrong: so many of each, and how long webhooks are held back.

    ``fail_next_requests`` answers 500 before anything is done, ``lose_next_answers`` after all is done.
    """

    def __init__(self) -> None:
        """Start without faults."""
        self._lock = Lock()
        self._left: dict[str, int] = dict.fromkeys(get_args(CountedFault), 0)
        self._delay_s = 0.0

    def set(self, wanted: Mapping[str, object]) -> None:
        """Replace the faults named; nothing is changed when one is unknown or not a number from 0 up."""
        for name, value in wanted.items():
            counted = name in self._left and isinstance(value, int)
            held_back = name == "delay_webhooks_s" and isinstance(value, int | float)
            if isinstance(value, bool) or not (counted or held_back) or cast("float", value) < 0:
                raise StripeRefusalError(f"No such fault, or not a number from 0 up: {name}={value!r}", param=name)
        with self._lock:
            for name, value in wanted.items():
                if name == "delay_webhooks_s":
                    self._delay_s = float(cast("float", value))
                else:
                    self._left[name] = cast("int", value)

    def take(self, name: CountedFault) -> bool:
        """Tell whether this fault is due, and count it off."""
        with self._lock:
            due = self._left[name] > 0
            self._left[name] -= due
            return due

    def delay_s(self) -> float:
        """Return how long webhooks are held back."""
        with self._lock:
            return self._delay_s

    def left(self) -> dict[str, float]:
        """Return the faults still to come."""
        with self._lock:
            return {**self._left, "delay_webhooks_s": self._delay_s}


@dataclass(frozen=True, slots=True)
class StripeSandbox:
    """One running sandbox."""

    api_key: str
    state: StripeState
    payments: StripePayments
    faults: Faults
    sender: WebhookSender

    def attach(self, extensions: dict[str, object]) -> None:
        """Give the Flask app its sandbox."""
        extensions[_EXTENSION] = self


def sandbox() -> StripeSandbox:
    """Return the sandbox of the app that is answering."""
    return cast("StripeSandbox", current_app.extensions[_EXTENSION])
