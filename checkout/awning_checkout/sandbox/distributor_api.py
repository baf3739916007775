"""A loopback distributor: TMF622 v4 as far as orders go, a page of what came in, and faults on demand.

Whoever runs it binds it to 127.0.0.1. It delivers nothing and remembers nothing beyond its process.
"""

import hmac
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from awning_checkout.distributors import FulfilmentState
from awning_checkout.distributors.exact_json import read_exactly, write_exactly
from awning_checkout.distributors.tmf622 import ORDERS_PATH
from awning_checkout.sandbox.distributor_orders import (
    DistributorBook,
    JsonObject,
    SandboxOrder,
    activation,
    moment,
)
from awning_checkout.sandbox.distributor_request import DistributorRefusalError, read_faults, read_order

_BODY_BYTES_MAX = 1_000_000
_PAGE_SIZE = 100
_SHOWN_MAX = 50
_SILENCE_MAX_S = 120
_PAGING = {"fields", "offset", "limit"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_distributor_sandbox(
    *,
    clock: Callable[[], float] = time.time,
    seconds_to_activate: float = 2.0,
    token: str | None = None,
    refuse_duplicates: bool = False,
) -> Flask:
    """Make a sandbox distributor that knows no orders yet.

    Args:
        clock: tells the time in seconds since the epoch; orders move on as it does.
        seconds_to_activate: from taking an order in to its being completed.
        token: the bearer token callers must show; none lets everybody in.
        refuse_duplicates: whether a second order of one externalId is refused with 409; else it is taken in.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_BYTES_MAX
    book = DistributorBook(clock, seconds_to_activate=seconds_to_activate, refuse_duplicates=refuse_duplicates)
    _add_door(app, token)
    _add_ordering(app, book)
    _add_looking(app, book)
    _add_control(app, book)
    _add_pages(app, book)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.errorhandler(DistributorRefusalError)
    def refuse(refusal: DistributorRefusalError) -> Response:
        return _error(refusal.status, refusal.code, refusal.message)

    @app.errorhandler(HTTPException)
    def explain(problem: HTTPException) -> Response:
        status = HTTPStatus(problem.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return _error(status, status.name, problem.description or "")

    # Flask keeps the handlers; naming them here tells type checkers that they are used.
    _ = protect, refuse, explain
    return app


def _add_door(app: Flask, token: str | None) -> None:
    @app.before_request
    def authenticate() -> Response | None:
        if token is None or not request.path.startswith("/tmf-api/"):
            return None
        shown = request.headers.get("Authorization", "").encode()
        if hmac.compare_digest(shown, f"Bearer {token}".encode()):
            return None
        answer = _error(HTTPStatus.UNAUTHORIZED, "unauthorized", "Show the bearer token of this distributor.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    _ = authenticate


def _add_ordering(app: Flask, book: DistributorBook) -> None:
    @app.post(ORDERS_PATH)
    def create_order() -> Response:
        body = _body()
        fault = book.next_fault()
        if fault == "timeout_next":
            return _stay_silent()
        if fault == "fail_next":
            return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "internalError", "The sandbox was told to fail.")
        if fault == "refuse_next":
            raise DistributorRefusalError("orderRefused", "The sandbox was told to refuse this order.")
        order = book.take_in(read_order(body), held=fault == "hold_next")
        if fault == "commit_then_drop_next":
            return _hang_up()
        answer = _json(_shown(book, order), HTTPStatus.CREATED)
        answer.headers["Location"] = _address(order)
        return answer

    _ = create_order


def _add_looking(app: Flask, book: DistributorBook) -> None:
    @app.get(f"{ORDERS_PATH}/<order_id>")
    def retrieve_order(order_id: str) -> Response:
        order = book.order(order_id)
        if order is None:
            raise DistributorRefusalError("notFound", f"There is no order {order_id}.", status=404)
        return _json(_only_fields(_shown(book, order)))

    @app.get(ORDERS_PATH)
    def list_orders() -> Response:
        if unknown := request.args.keys() - _PAGING - {"externalId"}:
            raise DistributorRefusalError("invalidQuery", f"Orders cannot be filtered by {', '.join(unknown)}.")
        reference = request.args.get("externalId")
        matching = [order for order in book.orders() if reference is None or order.reference == reference]
        offset, limit = _count("offset", 0), _count("limit", _PAGE_SIZE)
        page = [_only_fields(_shown(book, order)) for order in matching[offset : offset + min(limit, _PAGE_SIZE)]]
        whole = len(page) == len(matching)
        answer = _json(page, HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT)
        answer.headers["X-Total-Count"] = str(len(matching))
        answer.headers["X-Result-Count"] = str(len(page))
        return answer

    _ = retrieve_order, list_orders


def _add_control(app: Flask, book: DistributorBook) -> None:
    @app.post("/_control/faults")
    def set_faults() -> Response:
        book.set_faults(read_faults(_body()))
        return _json(book.faults())

    @app.get("/_control/faults")
    def show_faults() -> Response:
        return _json(book.faults())

    @app.get("/_control/orders")
    def all_orders() -> Response:
        return _json({"orders": [_shown(book, order) for order in book.orders()]})

    _ = set_faults, show_faults, all_orders


def _add_pages(app: Flask, book: DistributorBook) -> None:
    @app.get("/")
    def orders_page() -> str:
        orders = book.orders()
        references = book.references()
        shown = [
            {
                **_shown(book, order),
                "sent": references[order.reference],
                "answers": {item["id"]: _characteristics(item) for item in order.body["productOrderItem"]},
            }
            for order in orders[: -_SHOWN_MAX - 1 : -1]
        ]
        paused = request.args.get("refresh") == "off"
        return render_template("distributor/orders.html", orders=shown, count=len(orders), paused=paused)

    @app.get("/activate/<order_id>/<path:item_id>")
    def activation_page(order_id: str, item_id: str) -> str:
        order = book.order(order_id)
        if order is None or all(item["id"] != item_id for item in order.body["productOrderItem"]):
            abort(404)
        return render_template("distributor/activation.html", order_id=order_id, item_id=item_id)

    _ = orders_page, activation_page


def _shown(book: DistributorBook, order: SandboxOrder) -> JsonObject:
    """The order as TMF622's ProductOrder, as far as it is by now."""
    state = book.state(order)
    items = [_shown_item(order, item, state) for item in order.body["productOrderItem"]]
    done = {"completionDate": moment(book.completed_at(order))} if state is FulfilmentState.COMPLETED else {}
    return {
        **order.body,
        "id": order.id,
        "href": _address(order),
        "orderDate": moment(order.taken_in),
        "state": state.value,
        "productOrderItem": items,
        **done,
    }


def _shown_item(order: SandboxOrder, item: JsonObject, state: FulfilmentState) -> JsonObject:
    if state is not FulfilmentState.COMPLETED:
        return {**item, "state": state.value}
    link = f"{request.host_url}activate/{order.id}/{quote(item['id'], safe='')}"
    told = [*_characteristics(item), *activation(order, item["id"], link)]
    product = {**item.get("product", {}), "productCharacteristic": told}
    return {**item, "state": state.value, "product": product}


def _characteristics(item: JsonObject) -> list[JsonObject]:
    return item.get("product", {}).get("productCharacteristic", [])


def _only_fields(order: JsonObject) -> JsonObject:
    """What the caller asked for with `fields`; id and href always come along."""
    fields = request.args.get("fields")
    if not fields:
        return order
    wanted = {"id", "href", *fields.split(",")}
    return {name: value for name, value in order.items() if name in wanted}


def _address(order: SandboxOrder) -> str:
    return f"{request.host_url.removesuffix('/')}{ORDERS_PATH}/{order.id}"


def _count(name: str, unsaid: int) -> int:
    value = request.args.get(name, str(unsaid))
    if not (value.isascii() and value.isdecimal()):
        raise DistributorRefusalError("invalidQuery", f"{name} is {value!r}; a whole number is meant.")
    return int(value)


def _body() -> Any:
    # Only scripts can send this type across origins, and only when asked in: a page opened by chance cannot.
    if not request.is_json:
        raise DistributorRefusalError(
            "invalidBody", "Send JSON, and say so: Content-Type: application/json.", status=415
        )
    try:
        return read_exactly(request.get_data())
    except ValueError as problem:
        raise DistributorRefusalError("invalidBody", f"The body is not JSON: {problem}.") from problem


def _json(value: object, status: int = HTTPStatus.OK) -> Response:
    return Response(write_exactly(value), status, content_type="application/json;charset=utf-8")


def _error(status: int, code: str, message: str) -> Response:
    reason = HTTPStatus(status).phrase
    return _json({"code": code, "reason": reason, "message": message, "status": str(int(status))}, status)


def _stay_silent() -> Response:
    """Answer nothing until the caller hangs up."""
    line = _line()
    line.settimeout(_SILENCE_MAX_S)
    with suppress(OSError):
        line.recv(1)
    return _hang_up()


def _hang_up() -> Response:
    """Close the connection without an answer; the one returned is written to nobody."""
    line = _line()
    with suppress(OSError):  # The caller may have been quicker.
        line.shutdown(socket.SHUT_RDWR)
    return Response(status=HTTPStatus.NO_CONTENT)


def _line() -> socket.socket:
    """The caller's connection, which Werkzeug's server passes along."""
    line = request.environ.get("werkzeug.socket")
    if line is None:
        abort(501, "This fault needs a real connection: run the sandbox under werkzeug.serving.make_server.")
    return line
