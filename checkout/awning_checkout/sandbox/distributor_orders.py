"""The sandbox distributor's book: orders, how far they are by its clock, and the faults to show."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from awning_checkout.distributors import FulfilmentState
from awning_checkout.sandbox.distributor_request import FAULTS, DistributorRefusalError

JsonObject = dict[str, Any]
"""What travels as JSON; its shape is held by TMF622's swagger in the contract test."""

_KEY_GROUPS = 4
_KEY_GROUP_LENGTH = 4


@dataclass(frozen=True, slots=True)
class SandboxOrder:
    """One order as it was posted; how far it is depends on the clock alone."""

    id: str
    body: JsonObject
    """What was posted, as TMF622's ProductOrder_Create."""
    taken_in: float
    """Seconds since the epoch."""
    held: bool

    @property
    def reference(self) -> str:
        """The sender's own reference, or nothing."""
        return self.body.get("externalId", "")


class DistributorBook:
    """Everything the sandbox distributor knows, in memory."""

    def __init__(self, clock: Callable[[], float], *, seconds_to_activate: float, refuse_duplicates: bool) -> None:
        self._clock = clock
        self._seconds_to_activate = seconds_to_activate
        self._refuse_duplicates = refuse_duplicates
        self._lock = RLock()
        self._orders: dict[str, SandboxOrder] = {}
        self._faults = Counter[str]()

    def take_in(self, body: JsonObject, *, held: bool) -> SandboxOrder:
        """Write an order down.

        Raises:
            DistributorRefusalError: an order of that reference is there, and duplicates are refused.
        """
        with self._lock:
            reference = body.get("externalId")
            if self._refuse_duplicates and reference and reference in self.references():
                raise DistributorRefusalError(
                    "duplicateExternalId",
                    f"There is an order of externalId {reference!r} already.",
                    status=409,
                )
            order = SandboxOrder(f"SBX-{len(self._orders) + 1:06}", body, self._clock(), held)
            self._orders[order.id] = order
            return order

    def order(self, order_id: str) -> SandboxOrder | None:
        """The order of that id, or none."""
        with self._lock:
            return self._orders.get(order_id)

    def orders(self) -> tuple[SandboxOrder, ...]:
        """Every order, oldest first."""
        with self._lock:
            return tuple(self._orders.values())

    def references(self) -> Counter[str]:
        """How many orders came under each reference; more than one is somebody's mistake."""
        return Counter(order.reference for order in self.orders() if order.reference)

    def state(self, order: SandboxOrder) -> FulfilmentState:
        """How far an order is by now: half the time to begin, half to finish; a held one stays held."""
        if order.held:
            return FulfilmentState.HELD
        age = self._clock() - order.taken_in
        if age >= self._seconds_to_activate:
            return FulfilmentState.COMPLETED
        return FulfilmentState.IN_PROGRESS if age >= self._seconds_to_activate / 2 else FulfilmentState.ACKNOWLEDGED

    def completed_at(self, order: SandboxOrder) -> float:
        """When it is or would be finished, in seconds since the epoch."""
        return order.taken_in + self._seconds_to_activate

    def next_fault(self) -> str | None:
        """Use up one fault, or say that none is due."""
        with self._lock:
            fault = next((name for name in FAULTS if self._faults[name] > 0), None)
            if fault:
                self._faults[fault] -= 1
            return fault

    def set_faults(self, counts: Mapping[str, int]) -> None:
        """Show each of these faults so many times from now on; faults not named stay as they are."""
        with self._lock:
            self._faults.update({name: count - self._faults[name] for name, count in counts.items()})

    def faults(self) -> dict[str, int]:
        """How often each fault is still to come."""
        with self._lock:
            return {name: self._faults[name] for name in FAULTS}


def activation(order: SandboxOrder, item_id: str, link: str) -> list[JsonObject]:
    """What the customer is handed for an item: the same each time it is asked for."""
    digest = hashlib.sha256(f"{order.id}/{item_id}".encode()).hexdigest().upper()
    ends = range(_KEY_GROUP_LENGTH, _KEY_GROUP_LENGTH * _KEY_GROUPS + 1, _KEY_GROUP_LENGTH)
    key = "-".join(digest[end - _KEY_GROUP_LENGTH : end] for end in ends)
    return [
        {"name": "activationLink", "valueType": "string", "value": link},
        {"name": "licenceKey", "valueType": "string", "value": f"SANDBOX-{key}"},
    ]


def moment(seconds: float) -> str:
    """A time as TMF622 writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
