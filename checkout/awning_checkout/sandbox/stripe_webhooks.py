"""Signed webhooks, delivered at least once by one background thread."""

import heapq
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Literal, Protocol

import httpx
import stripe

from awning_checkout.sandbox.stripe_errors import JsonObject

DeliveryFault = Literal["drop_webhooks", "duplicate_webhooks"]

_ATTEMPTS_MAX = 6
_FIRST_RETRY_S = 0.2
_TIMEOUT_S = 10.0


class DeliveryFaults(Protocol):
    """What may be told to go wrong with deliveries."""

    def take(self, name: DeliveryFault, /) -> bool:
        """Tell whether a fault is due, and count it off."""
        ...

    def delay_s(self) -> float:
        """Return how long deliveries are held back."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Delivery:
    due: float
    number: int
    attempt: int
    event_id: str
    body: str


class WebhookSender:
    """Posts events to one address, signed as Stripe signs them.

    An event nobody accepted after six attempts stays undelivered: it is found under
    ``delivery_success=false``, as at Stripe, or sent again by the control API.
    """

    def __init__(self, *, url: str | None, secret: str, faults: DeliveryFaults) -> None:
        """Prepare; the thread is started by the first event."""
        self._url = url
        self._secret = secret
        self._faults = faults
        self._delivered: Callable[[str], None] = lambda _event_id: None
        self._waiting: list[_Delivery] = []
        self._numbers = itertools.count()
        self._busy = False
        self._closed = False
        self._changed = Condition()
        self._thread: Thread | None = None

    def report_to(self, delivered: Callable[[str], None]) -> None:
        """Name whom to tell that an event has arrived."""
        self._delivered = delivered

    def submit(self, event: JsonObject) -> bool:
        """Queue an event; tell whether there is anybody to deliver it to."""
        if self._url is None:
            return False
        copies = 0 if self._faults.take("drop_webhooks") else 1
        copies += copies and self._faults.take("duplicate_webhooks")
        body = json.dumps(event, indent=2)
        with self._changed:
            for _ in range(copies):
                self._queue(self._faults.delay_s(), 1, event["id"], body)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="stripe-sandbox-webhooks", daemon=True)
                self._thread.start()
        return True

    def drain(self, timeout_s: float) -> bool:
        """Wait until every event is delivered or given up, and tell whether that came to pass."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout_s)

    def close(self) -> None:
        """Stop, leaving what is still queued undelivered."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _queue(self, delay_s: float, attempt: int, event_id: str, body: str) -> None:
        due = time.monotonic() + delay_s
        heapq.heappush(self._waiting, _Delivery(due, next(self._numbers), attempt, event_id, body))
        self._changed.notify_all()

    def _run(self) -> None:
        # No proxy from the environment may see the sandbox's traffic.
        with httpx.Client(timeout=_TIMEOUT_S, trust_env=False) as client:
            while (delivery := self._next()) is not None:
                accepted = self._post(client, delivery)
                if accepted:
                    self._delivered(delivery.event_id)
                with self._changed:
                    if not accepted and delivery.attempt < _ATTEMPTS_MAX:
                        pause = _FIRST_RETRY_S * 2 ** (delivery.attempt - 1)
                        self._queue(pause, delivery.attempt + 1, delivery.event_id, delivery.body)
                    self._busy = False
                    self._changed.notify_all()

    def _next(self) -> _Delivery | None:
        with self._changed:
            while not self._closed:
                wait_s = self._waiting[0].due - time.monotonic() if self._waiting else None
                if wait_s is not None and wait_s <= 0:
                    self._busy = True
                    return heapq.heappop(self._waiting)
                self._changed.wait(wait_s)
        return None

    def _post(self, client: httpx.Client, delivery: _Delivery) -> bool:
        # The receiver checks the age of the signature by its own clock, so this one is never the sandbox's.
        signature = stripe.WebhookSignature.generate_signature_header(  # pyright: ignore[reportUnknownMemberType]
            delivery.body, self._secret, int(time.time())
        )
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        try:
            answer = client.post(self._url or "", content=delivery.body.encode(), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.is_success
