"""What a distributor does for us: take a fulfilment, find it again by our reference, say how it is doing.

DistributorError
├── NotPlaced         surely nothing was created: the same fulfilment may be sent again
├── Refused           the distributor said no, and why: a person is needed, nothing is sent again
└── OutcomeUnknown    nobody can tell yet: look up, never resend blindly

No distributor we know of promises idempotency, so the reference is the key: it is made from our own id before
the first call, and after a lost answer `find` says whether the order is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from awning.errors import AwningError
from awning.money import Money


class DistributorError(AwningError):
    """A distributor could not do what it was asked."""


class NotPlaced(DistributorError):
    """Surely nothing was created: the distributor never took the order in. It may be sent again later.

    Attributes:
        retry_after_s: how long the distributor asks us to wait; none where it did not say.
    """

    def __init__(self, message: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Refused(DistributorError):
    """The distributor read the order and refused it; sent again it would be refused again.

    Attributes:
        code: the distributor's own word for the kind of refusal.
        reason: its explanation, written for a person at the reseller, not for the customer.
    """

    def __init__(self, message: str, *, code: str, reason: str) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class OutcomeUnknown(DistributorError):
    """The answer was lost, late or broken: what was asked may or may not have been done."""


class FulfilmentState(StrEnum):
    """How far a distributor is with an order or one of its items; all but the last are TMF622's words."""

    ACKNOWLEDGED = "acknowledged"
    """Taken in, not yet begun."""
    REJECTED = "rejected"
    """Refused after it had been taken in; nothing was delivered."""
    PENDING = "pending"
    """Begun, and waiting for something outside: a date, a vendor, a delivery."""
    HELD = "held"
    """Stopped until a person decides: a credit limit, an answer missing, a cancellation being looked at."""
    IN_PROGRESS = "inProgress"
    """Being provisioned."""
    CANCELLED = "cancelled"
    """Called off by the distributor or by us."""
    COMPLETED = "completed"
    """Delivered: what was bought is running."""
    FAILED = "failed"
    """Given up by the distributor; nothing was delivered."""
    PARTIAL = "partial"
    """Ended with some items delivered and some not; each item says which."""
    UNKNOWN = "unknown"
    """Ours: sent without an answer that settles it, or called by a word that is in no standard."""

    @property
    def final(self) -> bool:
        """Whether the distributor is done with it, for better or worse."""
        return self in _FINAL


_FINAL = frozenset(
    {
        FulfilmentState.REJECTED,
        FulfilmentState.CANCELLED,
        FulfilmentState.COMPLETED,
        FulfilmentState.FAILED,
        FulfilmentState.PARTIAL,
    }
)


@dataclass(frozen=True, slots=True)
class EndCustomer:
    """Who will use what was bought."""

    name: str
    company: str
    email: str
    country: str
    """ISO 3166-1, two letters."""
    id: str = ""
    """Our id of the customer. Left empty, the fulfilment's reference stands in where one is asked for."""


@dataclass(frozen=True, slots=True)
class FulfilmentItem:
    """One offering on one plan, so many times."""

    id: str
    """Ours, unique within the fulfilment; the distributor speaks of the item by it."""
    offering_id: str
    plan_id: str
    quantity: int
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the customer answered to the provisioning questions, by the question's name."""
    unit_price: Money | None = None
    """What the reseller pays for one; left out, the distributor's own price list holds."""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What one distributor delivers of one order: one request to its API."""

    reference: str
    """Ours, opaque, the same each time this fulfilment is sent: the key it is found again by."""
    reseller_id: str
    reseller_name: str
    customer: EndCustomer
    items: tuple[FulfilmentItem, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An order the distributor has."""

    distributor_order_id: str
    state: FulfilmentState


@dataclass(frozen=True, slots=True)
class ActivationNote:
    """Something the customer needs to begin: a portal link, a licence key.

    The text is a stranger's: show it escaped, and make a link of it only where it begins with ``https://``.
    """

    name: str
    """What the distributor calls it, as ``activationLink``."""
    text: str


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """How one item is doing."""

    id: str
    state: FulfilmentState
    notes: tuple[ActivationNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How an order is doing, and each of its items."""

    state: FulfilmentState
    items: tuple[ItemStatus, ...]

    def item(self, item_id: str) -> ItemStatus | None:
        """The status of our item of that id, or none where the distributor does not speak of it."""
        return next((item for item in self.items if item.id == item_id), None)


class Distributor(Protocol):
    """The one border to a distributor; each adapter is one file of this package."""

    def place(self, fulfilment: Fulfilment) -> Placed:
        """Send a fulfilment, once: no adapter sends again by itself.

        Raises:
            NotPlaced: surely nothing was created; send it again later.
            Refused: the distributor said no; a person is needed.
            OutcomeUnknown: it may have been created; `find` it before anything else.
        """
        ...

    def find(self, reference: str) -> Placed | None:
        """Look up an order by our reference; none means the distributor does not have it now.

        Raises:
            OutcomeUnknown: it could not be looked up, or is there twice. Never read this as "not there".
        """
        ...

    def status(self, distributor_order_id: str) -> Status:
        """Ask how an order is doing.

        Raises:
            OutcomeUnknown: no usable answer; nothing is known to have changed.
        """
        ...
