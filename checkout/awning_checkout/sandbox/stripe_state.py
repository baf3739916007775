"""What the sandbox remembers: objects per account, answers per idempotency key, and a log of events."""

import copy
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import RLock

from awning_checkout.sandbox import stripe_objects
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError, unknown_object
from awning_checkout.sandbox.stripe_session_request import SessionRequest
from awning_checkout.sandbox.stripe_tax import Place

PLATFORM = "acct_sandbox"
"""The account of calls without a ``Stripe-Account`` header."""

_LETTERS = string.ascii_letters + string.digits
_ID_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Purchase:
    """What belongs to a session but is not shown on it."""

    account: str
    session_id: str
    request: SessionRequest
    items: tuple[JsonObject, ...]
    page_url: str
    intent_id: str | None = None
    email: str | None = None
    place: Place | None = None
    """Where the buyer is; asked for where tax is worked out."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An event, whose it is, and whether it has arrived."""

    account: str
    event: JsonObject
    delivered: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """The API call an event came from; the payment page's events have none."""

    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    path: str
    params: tuple[tuple[str, str], ...]
    body: JsonObject


class StripeState:
    """Everything the sandbox knows, in memory; hold ``lock`` for changes that belong together."""

    def __init__(self, clock: Callable[[], float], *, announce: Callable[[JsonObject], bool]) -> None:
        """Start empty; ``announce`` is told of each event and says whether somebody will be told in turn."""
        self.lock = RLock()
        self._clock = clock
        self._announce = announce
        self._objects: dict[str, dict[str, JsonObject]] = {}
        self._names: dict[str, str] = {}
        self._purchases: dict[str, Purchase] = {}
        self._answers: dict[tuple[str, str], _Answer] = {}
        self._notices: dict[str, Notice] = {}

    def now(self) -> int:
        """Return the sandbox's time in whole seconds."""
        return int(self._clock())

    def new_id(self, prefix: str) -> str:
        """Return an id nobody can guess, such as ``pi_...``."""
        return f"{prefix}_{''.join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))}"

    def put(self, account: str, thing: JsonObject) -> JsonObject:
        """Store an object, replacing the one of the same id, and return it."""
        with self.lock:
            self._objects.setdefault(account, {})[thing["id"]] = thing
        return thing

    def find(self, account: str, object_id: str) -> JsonObject | None:
        """Return an object of this account, or nothing."""
        with self.lock:
            return self._objects.get(account, {}).get(object_id)

    def get(self, account: str, object_id: str, *, kind: str, param: str = "id") -> JsonObject:
        """Return an object of this account and kind, or refuse; what others own does not exist."""
        thing = self.find(account, object_id)
        if thing is None or thing["object"] != kind:
            raise unknown_object(kind, object_id, param)
        return thing

    def newest_first(self, account: str, kind: str) -> list[JsonObject]:
        """Return this account's objects of a kind, the latest made first."""
        with self.lock:
            return [thing for thing in reversed(self._objects.get(account, {}).values()) if thing["object"] == kind]

    def merchant(self, account: str) -> JsonObject:
        """Return an account."""
        name = self._names.get(account, "Sandbox merchant")
        return stripe_objects.account(account_id=account, created=0, name=name)

    def rename_merchant(self, account: str, name: str) -> None:
        """Say what an account is called on the payment page."""
        with self.lock:
            self._names[account] = name

    def purchase(self, session_id: str) -> Purchase:
        """Return what belongs to a session, whosever it is; only the payment page may ask."""
        with self.lock:
            if session_id not in self._purchases:
                raise unknown_object("checkout.session", session_id, "session")
            return self._purchases[session_id]

    def purchases(self) -> tuple[Purchase, ...]:
        """Return what belongs to each session, oldest first."""
        with self.lock:
            return tuple(self._purchases.values())

    def keep_purchase(self, purchase: Purchase) -> Purchase:
        """Store what belongs to a session."""
        with self.lock:
            self._purchases[purchase.session_id] = purchase
        return purchase

    def replay(self, account: str, key: str, path: str, params: tuple[tuple[str, str], ...]) -> JsonObject | None:
        """Return the answer this idempotency key was given before, refusing any other use of the key."""
        with self.lock:
            answer = self._answers.get((account, key))
        if answer is None:
            return None
        if answer.path != path:
            raise StripeRefusalError(
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{answer.path}' vs '{path}'). Try using a key other than '{key}'.",
                kind="idempotency_error",
            )
        if answer.params != params:
            raise StripeRefusalError(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant a different request.",
                kind="idempotency_error",
            )
        return copy.deepcopy(answer.body)

    def remember(
        self, account: str, key: str, path: str, params: tuple[tuple[str, str], ...], body: JsonObject
    ) -> None:
        """Store an answer under its idempotency key; refused requests are not stored, nor does Stripe."""
        with self.lock:
            self._answers[account, key] = _Answer(path, params, copy.deepcopy(body))

    def record(self, account: str, kind: str, subject: JsonObject, cause: Cause) -> JsonObject:
        """Append an event that shows the object as it is now, and announce it."""
        with self.lock:
            event = stripe_objects.event(
                kind,
                copy.deepcopy(subject),
                event_id=self.new_id("evt"),
                created=self.now(),
                account_id=None if account == PLATFORM else account,
                cause={"id": cause.request_id, "idempotency_key": cause.idempotency_key},
            )
            self._notices[event["id"]] = Notice(account, event, delivered=False)
            if not self._announce(event):
                self.mark_delivered(event["id"])
        return event

    def mark_delivered(self, event_id: str) -> None:
        """Note that an event has arrived."""
        with self.lock:
            notice = self._notices[event_id]
            settled = {**notice.event, "pending_webhooks": 0}
            self._notices[event_id] = replace(notice, event=settled, delivered=True)

    def notices(self, account: str | None = None) -> list[Notice]:
        """Return the events of one account, or of all, the latest first."""
        with self.lock:
            every = list(reversed(self._notices.values()))
        return every if account is None else [notice for notice in every if notice.account == account]

    def notice(self, event_id: str) -> Notice:
        """Return one event, whosever it is."""
        with self.lock:
            if event_id not in self._notices:
                raise unknown_object("event", event_id, "id")
            return self._notices[event_id]
