"""Ingram Micro on a loopback port: it answers from examples, keeps what it was asked, and fails as told."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator

from awning.feeds.ingram.live import Clock, IngramAccess

SPECIFICATION = Path(__file__).parents[3] / "shared" / "feeds" / "ingram" / "XI-Resellers-API-Spec.json"
TOKEN, CATALOG, PRICES = (
    "/oauth/oauth20/token",
    "/resellers/v6/catalog",
    "/resellers/v6/catalog/priceandavailability",
)
SECRET = "s3cr3t & more"
Record = dict[str, Any]


def product(part: str = "1A8249", **changes: Any) -> Record:
    """A memory card as the catalogue lists it, in its own ways of writing."""
    row: Record = {
        "description": " Memory card 16 GB",
        "category": "Storage",
        "subCategory": "Flash memory",
        "productType": "",
        "ingramPartNumber": part,
        "vendorPartNumber": "MC-16",
        "upcCode": "4006381333931",
        "vendorName": "Cardwell",
        "endUserRequired": "false",
        "type": "IM::Physical",
        "discontinued": "false",
        "extraDescription": "Fast and small. ",
        "replacementSku": "",
        "authorizedToPurchase": "true",
    }
    return row | changes


def plan(plan_id: str = "438323", **changes: Any) -> Record:
    """A mailbox by the month."""
    row: Record = {
        "planId": plan_id,
        "planName": "Mailbox E5 (MTH)",
        "planDescription": "Mail and calendar.",
        "subscriptionPeriodSummary": [{"subscriptionPeriodUnit": "MONTHS", "subscriptionPeriod": "1"}],
    }
    return row | changes


def price(part: str = "1A8249", **changes: Any) -> Record:
    """What the card costs."""
    row: Record = {
        "productStatusMessage": "ACOPS ARE AVAILABLE",
        "ingramPartNumber": part,
        "vendorPartNumber": "MC-16",
        "upc": "4006381333931",
        "vendorName": "CARDWELL",
        "description": "MEMORY CARD",
        "uom": "EA",
        "productAuthorized": True,
        "endUserInfoRequired": False,
        "pricing": {"currencyCode": "USD", "retailPrice": 19.99, "mapPrice": 0, "customerPrice": 12.34},
    }
    return row | changes


def resource_price(unit_price: Any = 4.2, **changes: Any) -> Record:
    """What a unit of a plan costs."""
    return {
        "name": "Recurring fee",
        "quantity": "1",
        "msrp": 6,
        "unitPrice": unit_price,
        "currencyCode": "USD",
    } | changes


def option(*prices: Record, **changes: Any) -> Record:
    """What a plan consists of."""
    row: Record = {
        "resourceId": "15612791",
        "resourceName": "Mailbox E5",
        "vendorPartNumber": "CFQ7:0001",
        "unitOfMeasure": "User",
        "minUnits": 1,
        "resourcePricing": list(prices or (resource_price(),)),
    }
    return row | changes


def plan_price(plan_id: str = "438323", **changes: Any) -> Record:
    """What the mailbox costs: billed each month, for a month."""
    row: Record = {
        "planId": plan_id,
        "planName": "Mailbox E5 (MTH)",
        "groups": [{"groupName": "Mailboxes", "groupDescription": "All mailboxes."}],
        "billingPeriod": {"billingPeriodUnit": "MONTH", "billingPeriod": 1},
        "subscriptionPeriod": [{"subscriptionPeriodUnit": "MONTHS", "subscriptionPeriod": "1"}],
        "options": [option()],
    }
    return row | changes


def failed(part: str) -> Record:
    """What stands among prices for a product that has none."""
    return {
        "productStatusCode": "E",
        "productStatusMessage": f"Product not found for IngramPartNumber:  {part}",
        "ingramPartNumber": part,
    }


@cache
def specification() -> Record:
    """Ingram Micro's own OpenAPI file."""
    return cast("Record", json.loads(SPECIFICATION.read_text("utf-8")))


def examples(path: str, method: str, status: int) -> dict[str, Any]:
    """The examples that the OpenAPI file has for an answer, by name."""
    answer = specification()["paths"][path][method]["responses"][str(status)]
    return {name: deepcopy(each["value"]) for name, each in answer["content"]["application/json"]["examples"].items()}


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Told:
    """An answer, word for word; ``pause_s`` goes by before each of its bytes."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    pause_s: float = 0.0


@dataclass
class IngramApi:
    """A catalogue of so many products and plans, made of one example each."""

    products: int = 3
    plans: int = 2
    product: Record = field(default_factory=product)
    plan: Record = field(default_factory=plan)
    price: Record = field(default_factory=price)
    unpriced: frozenset[str] = frozenset()
    """Part numbers that fail among others."""
    expires_in: str = "86399"
    faults: dict[str, deque[Told]] = field(default_factory=lambda: defaultdict[str, deque[Told]](deque))
    """By path, what is answered before it goes well."""
    always: dict[str, Callable[[Asked], Told]] = field(default_factory=dict[str, Callable[[Asked], Told]])
    asked: list[Asked] = field(default_factory=list[Asked])
    tokens: int = 0
    url: str = ""

    def answer(self, asked: Asked) -> Told:
        """Answer one request."""
        self.asked.append(asked)
        if self.faults[asked.path]:
            return self.faults[asked.path].popleft()
        if asked.path in self.always:
            return self.always[asked.path](asked)
        if asked.path == TOKEN:
            self.tokens += 1
            return Told(
                body={"access_token": f"token-{self.tokens}", "token_type": "Bearer", "expires_in": self.expires_in}
            )
        return self.page(asked) if asked.path == CATALOG else self.priced(asked)

    def page(self, asked: Asked) -> Told:
        """A page of the catalogue."""
        subscription = asked.query["type"] == "IM::subscription"
        count = 0 if asked.query["type"] == "IM::digital" else self.plans if subscription else self.products
        number, size = int(asked.query["pageNumber"]), int(asked.query["pageSize"])
        items = range((number - 1) * size, min(number * size, count))
        if not items:
            return Told(404, {"errors": [{"id": 123, "type": "Validation error", "message": "No Records Found"}]})
        key = "subscriptionCatalog" if subscription else "catalog"
        listed = [
            {"plans": [self.plan | {"planId": f"{400_000 + item}"}]}
            if subscription
            else self.product | {"ingramPartNumber": f"P{item:05}"}
            for item in items
        ]
        # As in the examples, the link is not well formed.
        more = (
            f"/resellers/v6/catalog?keyword=mobilepageSize=25&pageNumber={number + 1}" if items[-1] < count - 1 else ""
        )
        return Told(body={"recordsFound": count, "pageSize": size, "pageNumber": number, key: listed, "nextPage": more})

    def priced(self, asked: Asked) -> Told:
        """The prices of what is asked for."""
        found: list[Record] = []
        for wanted in asked.body["products"]:
            if "planID" in wanted:
                found.append({"subscriptionPrice": [plan_price(wanted["planID"])]})
            elif wanted["ingramPartNumber"] in self.unpriced:
                found.append(failed(wanted["ingramPartNumber"]))
            else:
                found.append(self.price | {"ingramPartNumber": wanted["ingramPartNumber"]})
        return Told(207 if self.unpriced else 200, found)

    def access(self, **changes: Any) -> IngramAccess:
        """Credentials for this server."""
        known: dict[str, Any] = {
            "client_id": "awning",
            "client_secret": SECRET,
            "customer": "20-222222",
            "country": "US",
            "url": self.url,
        }
        return IngramAccess(**known | changes)

    def paths(self, path: str) -> list[Asked]:
        """What was asked at one path."""
        return [asked for asked in self.asked if asked.path == path]


def complaints(asked: Asked) -> Iterator[str]:
    """What is wrong with a request by the OpenAPI file, and by what it says in words only."""
    operation = specification()["paths"][asked.path][asked.method.lower()]
    known = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
    yield from (f"{name} is no parameter" for name in asked.query.keys() - known)
    for parameter in operation["parameters"]:
        name, schema = parameter["name"], dict(parameter["schema"])
        given = asked.query.get(name) if parameter["in"] == "query" else asked.headers.get(name.lower())
        if given is None:
            yield from [f"{name} is missing"] if parameter["required"] else []
            continue
        if name == "type":
            # The file's own links have a type that its list of types does not.
            schema["enum"] = [*schema["enum"], "IM::subscription"]
        value: Any = {"integer": int, "boolean": json.loads}.get(schema["type"], str)(given)
        schema.pop("default", None)
        yield from (f"{name}: {problem}" for problem in _problems(schema, value))
    if int(asked.query.get("pageSize", 25)) > 100:
        yield "pageSize is over 100"
    if asked.body is not None:
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = specification()["components"]["schemas"][reference.rpartition("/")[2]]
        yield from _problems(schema, asked.body)
        if len(asked.body["products"]) > 50:
            yield "over 50 products"


def _problems(schema: Record, value: Any) -> list[str]:
    found = cast("Iterator[Any]", Draft202012Validator(schema).iter_errors(value))  # pyright: ignore[reportUnknownMemberType]
    return [str(problem.message) for problem in found]


@contextmanager
def serving_ingram(api: IngramApi) -> Generator[IngramApi]:
    """Serve on a free loopback port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.api = api
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A client that gave up is still being answered: nobody waits for that.
    block_on_close = False
    api: IngramApi


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:  # type: ignore[override]
        """Say nothing."""

    def _answer(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        asked = Asked(self.command, address.path, query, headers, json.loads(body) if body else None)
        self._send(cast("_Server", self.server).api.answer(asked))

    def _send(self, told: Told) -> None:
        content = (told.body if isinstance(told.body, str) else json.dumps(told.body, indent=1)).encode()
        self.send_response_only(told.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))} | told.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if told.pause_s else len(content) or 1
        try:
            for start in range(0, len(content), step):
                time.sleep(told.pause_s)
                self.wfile.write(content[start : start + step])
        except OSError:
            self.close_connection = True


@dataclass
class HandClock:
    """A clock that moves only while somebody sleeps, and remembers for how long."""

    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list[float])
    jitter: float = 0.0

    def sleep(self, seconds: float) -> None:
        """Let that much time pass."""
        self.slept.append(seconds)
        self.seconds += seconds

    def clock(self) -> Clock:
        """The clock as the client takes it."""
        return Clock(now=lambda: self.seconds, sleep=self.sleep, jitter=lambda: self.jitter)
