"""Orders to any distributor that speaks TM Forum's TMF622 Product Ordering, version 4.

The reference goes out as `externalId`. TMF622 lists no filter by it, so the filter's name is configurable and
what comes back is never taken on trust: a server that ignores it answers with everybody's orders.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from awning.errors import SettingsError
from awning_checkout.distributors import (
    ActivationNote,
    Fulfilment,
    FulfilmentItem,
    FulfilmentState,
    ItemStatus,
    NotPlaced,
    OutcomeUnknown,
    Placed,
    Refused,
    Status,
)
from awning_checkout.distributors.exact_json import read_exactly, write_exactly

ORDERS_PATH = "/tmf-api/productOrderingManagement/v4/productOrder"
TIMEOUT = httpx.Timeout(20, connect=5)
"""Seconds. Provisioning systems are slow to answer a POST, and an answer given up on costs a look-up."""
ACTIVATION_NAMES = frozenset({"activationLink", "activationCode", "licenceKey", "licenseKey", "portalLink"})
"""The characteristics a distributor hands the customer something in; the others echo what we sent."""

_PAGE_SIZE = 100
_PAGES_MAX = 20
_NOTE_LENGTH_MAX = 2000
_QUOTED_LENGTH_MAX = 300

_JsonObject = dict[str, Any]

# Nothing had left this machine when these were raised.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

_NOT_TAKEN_IN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})
# The first is a request cut short on its way; the second may mean that the order is there already.
_AMBIGUOUS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT})

_STATES = {state.lower(): state for state in FulfilmentState} | {
    # A person at the distributor is looking at a cancellation: nothing moves until they have decided.
    "assessingcancellation": FulfilmentState.HELD,
    "pendingcancellation": FulfilmentState.HELD,
}


def connect(base_url: str, *, token: str | None = None) -> httpx.Client:
    """Open a client for the server whose TMF APIs begin at that address; whoever opens it closes it.

    Raises:
        SettingsError: the address is not one of http or https.
    """
    address = base_url.partition("://")
    if address[0] not in {"http", "https"} or not address[2]:
        raise SettingsError(f"{base_url!r} is not a distributor's address. Write it as https://api.example.com.")
    headers = {"Accept": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    # The sandbox on loopback is reached directly, whatever proxy the machine uses for the world outside.
    direct = {"all://127.0.0.1": None, "all://localhost": None}
    return httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT, mounts=direct)


class Tmf622Distributor:
    """A distributor behind TMF622 v4."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        recovery_parameter: str = "externalId",
        activation_names: frozenset[str] = ACTIVATION_NAMES,
    ) -> None:
        """Speak through a client whose base URL is the distributor's, as `connect` opens it.

        Args:
            client: brings address, credentials and time limits; it must not follow redirects.
            recovery_parameter: the query parameter by which orders are found by our reference.
            activation_names: the characteristics that are shown to the customer once delivered.
        """
        self._client = client
        self._recovery_parameter = recovery_parameter
        self._activation_names = activation_names

    def place(self, fulfilment: Fulfilment) -> Placed:
        """Create the order; see `Distributor.place`."""
        subject = f"fulfilment {fulfilment.reference}"
        try:
            answer = self._client.post(
                ORDERS_PATH,
                content=write_exactly(_order_body(fulfilment)),
                headers={"Content-Type": "application/json;charset=utf-8"},
            )
        except _NEVER_SENT as problem:
            raise NotPlaced(f"The distributor could not be reached for {subject}: {problem}.") from problem
        except httpx.HTTPError as problem:
            raise OutcomeUnknown(f"No answer came for {subject}: {_told(problem)}. Look it up.") from problem
        if not answer.is_success:
            raise _refusal(answer, subject)
        order = _order(answer, subject)
        if (order.get("externalId") or fulfilment.reference) != fulfilment.reference:
            raise OutcomeUnknown(f"The answer for {subject} speaks of another reference. Look it up.")
        return _placed(order, subject, unsaid=FulfilmentState.ACKNOWLEDGED)

    def find(self, reference: str) -> Placed | None:
        """Look up the order by our reference; see `Distributor.find`."""
        subject = f"the look-up of {reference}"
        listed, whole = self._listed(reference, subject)
        ours = [order for order in listed if order.get("externalId") == reference]
        if len(ours) > 1:
            ids = ", ".join(str(order["id"]) for order in ours)
            raise OutcomeUnknown(f"The distributor has {reference} twice, as {ids}. Have one of them cancelled.")
        if ours:
            return _placed(ours[0], subject, unsaid=FulfilmentState.UNKNOWN)
        # Half a list, or orders that do not say whose they are, must not pass for "not there".
        if not whole or any("externalId" not in order for order in listed):
            raise OutcomeUnknown(
                f"The orders listed to {subject} do not tell if it is there: {self._recovery_parameter!r} "
                "does not filter them. Ask the distributor which query parameter filters by externalId."
            )
        return None

    def status(self, distributor_order_id: str) -> Status:
        """Ask how the order is doing; see `Distributor.status`."""
        subject = f"the status of order {distributor_order_id}"
        order = _order(self._get(f"{ORDERS_PATH}/{quote(distributor_order_id, safe='')}", {}, subject), subject)
        if _id(order, subject) != distributor_order_id:
            raise OutcomeUnknown(f"The answer to {subject} speaks of another order.")
        state = _state(order.get("state"), unsaid=FulfilmentState.UNKNOWN)
        items = (self._item(item, state, subject) for item in _objects(order.get("productOrderItem"), subject))
        return Status(state, tuple(items))

    def _item(self, item: _JsonObject, order_state: FulfilmentState, subject: str) -> ItemStatus:
        product = _object(item.get("product") or {}, subject)
        told = _objects(product.get("productCharacteristic"), subject)
        # TMF622 lets an item go without a state; then the order's holds, unless that says items differ.
        unsaid = FulfilmentState.UNKNOWN if order_state is FulfilmentState.PARTIAL else order_state
        state = _state(item.get("state"), unsaid=unsaid)
        return ItemStatus(_id(item, subject), state, tuple(self._notes(told)))

    def _notes(self, characteristics: list[_JsonObject]) -> Iterator[ActivationNote]:
        for told in characteristics:
            name, value = str(told.get("name")), told.get("value")
            if name in self._activation_names and isinstance(value, str | int) and value != "":
                yield ActivationNote(name, str(value)[:_NOTE_LENGTH_MAX])

    def _listed(self, reference: str, subject: str) -> tuple[list[_JsonObject], bool]:
        """Return what the distributor lists for the reference, and whether that is all it has to list."""
        seen: dict[str, _JsonObject] = {}
        for _ in range(_PAGES_MAX):
            answer = self._get(ORDERS_PATH, self._page_query(reference, offset=len(seen)), subject)
            page = {_id(order, subject): order for order in _objects(_json(answer, subject), subject)}
            news = page.keys() - seen.keys()
            seen |= page
            total = answer.headers.get("X-Total-Count", "")
            if not page or (total.isdecimal() and len(seen) >= int(total)):
                return list(seen.values()), True
            if not news:
                # The same orders came again: it does not page. That is all there is only if it filters.
                return list(seen.values()), all(order.get("externalId") == reference for order in seen.values())
        return list(seen.values()), False

    def _page_query(self, reference: str, *, offset: int) -> dict[str, str]:
        return {
            self._recovery_parameter: reference,
            "fields": "id,externalId,state",
            "offset": str(offset),
            "limit": str(_PAGE_SIZE),
        }

    def _get(self, path: str, query: Mapping[str, str], subject: str) -> httpx.Response:
        try:
            answer = self._client.get(path, params=query)
        except httpx.HTTPError as problem:
            raise OutcomeUnknown(f"No answer came to {subject}: {_told(problem)}.") from problem
        if not answer.is_success:
            raise OutcomeUnknown(f"The distributor answered {subject} with {_said(answer)}.")
        return answer


def _order_body(fulfilment: Fulfilment) -> _JsonObject:
    customer = fulfilment.customer
    return {
        "externalId": fulfilment.reference,
        "notificationContact": customer.email,
        "relatedParty": [
            {
                "id": fulfilment.reseller_id,
                "name": fulfilment.reseller_name,
                "role": "reseller",
                "@referredType": "Organization",
            },
            {
                "id": customer.id or fulfilment.reference,
                "name": customer.company or customer.name,
                "role": "customer",
                "@referredType": "Organization" if customer.company else "Individual",
            },
        ],
        # A related party of TMF622 has no contact and no country: they go in a note and as each item's place.
        "note": [{"author": fulfilment.reseller_name, "text": f"Contact: {customer.name}"}],
        "productOrderItem": [_item_body(item, customer.country) for item in fulfilment.items],
    }


def _item_body(item: FulfilmentItem, country: str) -> _JsonObject:
    price: _JsonObject = {"productOfferingPrice": {"id": item.plan_id}}
    if item.unit_price is not None:
        amount = {"unit": item.unit_price.currency, "value": item.unit_price.amount}
        price["price"] = {"dutyFreeAmount": amount}
    product: _JsonObject = {"place": [{"role": "country", "name": country}]}
    if item.answers:
        answers = item.answers.items()
        product["productCharacteristic"] = [{"name": name, "value": value} for name, value in answers]
    return {
        "id": item.id,
        "action": "add",
        "quantity": item.quantity,
        "productOffering": {"id": item.offering_id},
        "itemPrice": [price],
        "product": product,
    }


def _refusal(answer: httpx.Response, subject: str) -> NotPlaced | Refused | OutcomeUnknown:
    """What an answer other than success says about an order that was sent."""
    said = _said(answer)
    wait = answer.headers.get("Retry-After", "")
    if answer.status_code in _NOT_TAKEN_IN or (answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and wait):
        # A date instead of seconds is allowed and rare; then the caller's own pause has to do.
        seconds = int(wait) if wait.isdecimal() else None
        return NotPlaced(f"The distributor did not take in {subject}: {said}.", retry_after_s=seconds)
    error = _tmf_error(answer)
    if error is None or not answer.is_client_error or answer.status_code in _AMBIGUOUS:
        return OutcomeUnknown(f"The distributor answered {subject} with {said}. Look it up.")
    return Refused(f"The distributor refused {subject}: {said}.", code=error[0], reason=error[1])


def _tmf_error(answer: httpx.Response) -> tuple[str, str] | None:
    """Code and explanation of a TM Forum error; none when the answer is something else, as a proxy's page."""
    try:
        body: object = read_exactly(answer.content)
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    error = cast("_JsonObject", body)
    words = [str(error[name]) for name in ("reason", "message") if error.get(name)]
    return (str(error["code"]), _cut(": ".join(words))) if error.get("code") and words else None


def _said(answer: httpx.Response) -> str:
    error = _tmf_error(answer)
    return f"{answer.status_code} ({error[1]})" if error else f"{answer.status_code} and no reason"


def _told(problem: httpx.HTTPError) -> str:
    return str(problem) or type(problem).__name__


def _json(answer: httpx.Response, subject: str) -> object:
    try:
        return read_exactly(answer.content)
    except ValueError as problem:
        kind = answer.headers.get("Content-Type", "of no named type")
        size = len(answer.content)
        raise OutcomeUnknown(f"The answer to {subject} is not JSON but {size} bytes, {_cut(kind)}.") from problem


def _order(answer: httpx.Response, subject: str) -> _JsonObject:
    return _object(_json(answer, subject), subject)


# Messages end up in logs, and orders hold names and addresses: what is wrong is said, never quoted.
def _object(value: object, subject: str) -> _JsonObject:
    if not isinstance(value, dict):
        raise OutcomeUnknown(f"The answer to {subject} has a {type(value).__name__} where TMF622 has an object.")
    return cast("_JsonObject", value)


def _objects(value: object, subject: str) -> list[_JsonObject]:
    """The objects of a list; a list left out is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise OutcomeUnknown(f"The answer to {subject} has a {type(value).__name__} where TMF622 has a list.")
    return [_object(member, subject) for member in cast("list[object]", value)]


def _id(thing: _JsonObject, subject: str) -> str:
    value = thing.get("id")
    # Some systems number their orders and forget the quotes.
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise OutcomeUnknown(f"The answer to {subject} has no id for an order or one of its items.")
    return str(value)


def _placed(order: _JsonObject, subject: str, *, unsaid: FulfilmentState) -> Placed:
    return Placed(_id(order, subject), _state(order.get("state"), unsaid=unsaid))


def _state(word: object, *, unsaid: FulfilmentState) -> FulfilmentState:
    """The state of that name, however it is spelt: inProgress, IN_PROGRESS, in-progress."""
    if not word:
        return unsaid
    letters = "".join(letter for letter in str(word).lower() if letter.isalpha())
    return _STATES.get(letters, FulfilmentState.UNKNOWN)


def _cut(value: object) -> str:
    """What a stranger wrote, short enough for a message and on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= _QUOTED_LENGTH_MAX else f"{text[:_QUOTED_LENGTH_MAX]}…"
