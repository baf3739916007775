"""The sandbox distributor on a loopback port, distributors that answer as told, and TMF622's own swagger."""

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

import httpx
from jsonschema import Draft4Validator
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from awning_checkout.distributors import EndCustomer, Fulfilment, FulfilmentItem
from awning_checkout.distributors.tmf622 import ORDERS_PATH
from awning_checkout.sandbox.distributor_api import create_distributor_sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SWAGGER = Path(__file__).parents[3] / "shared/feeds/tmf/TMF622_TMF622-ProductOrder-v4.0.0.swagger.json"
NOON = 1_795_000_000.0
"""A moment in November 2026, in seconds since the epoch."""


@dataclass
class HandClock:
    """A clock that moves when told."""

    seconds: float = NOON

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds

    def move(self, seconds: float) -> None:
        """Let that much time pass."""
        self.seconds += seconds


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (Werkzeug's name)
        """Say nothing."""


@contextmanager
def serving(app: "WSGIApplication") -> Generator[str]:
    """Serve an application on a free loopback port, and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class SandboxDistributor:
    """A running sandbox distributor, its clock, and its control API."""

    url: str
    clock: HandClock

    def fail(self, **counts: int) -> None:
        """Have it show faults, as ``timeout_next=1``."""
        httpx.post(f"{self.url}/_control/faults", json=counts, verify=False).raise_for_status()

    def orders(self) -> list[dict[str, Any]]:
        """Every order it took in."""
        return httpx.get(f"{self.url}/_control/orders", verify=False).raise_for_status().json()["orders"]


@contextmanager
def sandbox_distributor(*, token: str | None = None, refuse_duplicates: bool = False) -> Generator[SandboxDistributor]:
    """Run a sandbox distributor that activates in 60 seconds of its hand-moved clock."""
    clock = HandClock()
    app = create_distributor_sandbox(
        clock=clock, seconds_to_activate=60, token=token, refuse_duplicates=refuse_duplicates
    )
    with serving(app) as url:
        yield SandboxDistributor(url, clock)


@dataclass
class ToldDistributor:
    """A distributor that answers as it is told, and keeps what it was asked."""

    answer: Callable[[Request], Response]
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.get_data()
        self.asked.append(f"{request.method} {request.full_path}")
        return self.answer(request)(environ, start_response)


def as_json(value: object, status: int = 200, **headers: str) -> Response:
    """An answer in JSON; ``X_Total_Count`` becomes the header of that name."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(json.dumps(value), status, named, mimetype="application/json")


@dataclass
class Traffic:
    """What went over a client's wire."""

    kept: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list[tuple[httpx.Request, httpx.Response]])

    def listen(self, client: httpx.Client) -> None:
        """Keep each exchange of this client from now on."""
        client.event_hooks = {"response": [self._keep]}

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        self.kept.append((response.request, response))


def a_fulfilment(reference: str = "R7-000123-1", *items: FulfilmentItem) -> Fulfilment:
    """Three seats of a mailbox for a small company, unless other items are named."""
    seats = FulfilmentItem(
        id="1", offering_id="MAIL-01", plan_id="P1M", quantity=3, answers={"domain": "lindqvist.example"}
    )
    customer = EndCustomer(
        name="Maja Lindqvist",
        company="Lindqvist AB",
        email="maja@lindqvist.example",
        country="SE",
        id="cus-17",
    )
    return Fulfilment(reference, "northwind", "Northwind IT", customer, items or (seats,))


def order_json(reference: str, order_id: str, state: str = "acknowledged") -> dict[str, Any]:
    """An order as a distributor lists it."""
    return {"id": order_id, "externalId": reference, "state": state}


def orders_url(address: str) -> str:
    """Where orders are posted and listed."""
    return f"{address}{ORDERS_PATH}"


@cache
def _definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(SWAGGER.read_text("utf-8"))["definitions"]
    for definition in definitions.values():
        # Swagger lets everything through that it does not know; here a misspelt member is a mistake.
        if "properties" in definition:
            definition["additionalProperties"] = False
    return definitions


def mistakes(name: str, value: Any) -> list[str]:
    """What TMF622's swagger finds wrong with a value of that definition; nothing when all is well."""
    validator = Draft4Validator({"$ref": f"#/definitions/{name}", "definitions": _definitions()})
    errors = cast("Iterable[Any]", validator.iter_errors(value))  # pyright: ignore[reportUnknownMemberType]
    return [f"{error.json_path}: {error.message}" for error in errors]
