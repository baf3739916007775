"""The sandbox Stripe on a loopback port, with a client that keeps its traffic and an inbox for webhooks."""

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from typing import Any

import httpx
import requests
import stripe
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from awning_checkout.sandbox.stripe_api import close_stripe_sandbox, create_stripe_sandbox

API_KEY = "sk_test_sandbox"
WEBHOOK_SECRET = "whsec_sandbox"

# A bound for things that have to happen; nothing waits this long unless it is broken.
_PATIENCE_S = 30


@dataclass(frozen=True)
class Exchange:
    """One call of the client and its answer."""

    method: str
    url: str
    body: str
    status: int
    answer: str


class KeepingClient(stripe.RequestsClient):
    """Stripe's own HTTP client, keeping what goes over the wire."""

    def __init__(self, session: requests.Session) -> None:
        """Start with nothing kept."""
        super().__init__(timeout=_PATIENCE_S, session=session)  # pyright: ignore[reportUnknownMemberType]
        self.kept: list[Exchange] = []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        """Send, and keep the exchange."""
        answer: Any = super().request(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
        content, status, _headers = answer
        text: str = content.decode() if isinstance(content, bytes) else str(content)
        self.kept.append(Exchange(method, url, post_data or "", status, text))
        return answer


@dataclass(frozen=True)
class Arrival:
    """One webhook as it came in."""

    body: bytes
    signature: str


@dataclass
class Inbox:
    """Takes webhooks; answers 200 unless told to refuse some."""

    refusals: int = 0
    arrivals: Queue[Arrival] = field(default_factory=Queue[Arrival])

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer one webhook."""
        request = Request(environ)
        self.arrivals.put(Arrival(request.get_data(), request.headers["Stripe-Signature"]))
        refused = self.refusals > 0
        self.refusals -= refused
        return Response(status=503 if refused else 200)(environ, start_response)

    def next(self) -> Arrival:
        """Wait for one webhook."""
        return self.arrivals.get(timeout=_PATIENCE_S)

    def event(self) -> stripe.Event:
        """Wait for one webhook and check it as a service would."""
        arrival = self.next()
        return stripe.StripeClient(API_KEY).construct_event(arrival.body, arrival.signature, WEBHOOK_SECRET)

    def all(self) -> list[Arrival]:
        """Return what has come in since the last look."""
        return [self.arrivals.get_nowait() for _ in range(self.arrivals.qsize())]


@dataclass(frozen=True)
class RunningStripe:
    """A sandbox that answers, and the ways to speak to it."""

    url: str
    client: stripe.StripeClient
    http: KeepingClient
    browser: httpx.Client
    inbox: Inbox

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Turn one of the sandbox's own knobs."""
        return self.browser.post(f"/_control/{path}", json=body or {}).raise_for_status().json()

    def events(self) -> list[Any]:
        """Return every event of every account, oldest first."""
        return [entry["event"] for entry in self.browser.get("/_control/events").json()["events"]]


@contextmanager
def served(app: Any) -> Generator[str]:
    """Serve a WSGI app on a free loopback port, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running_stripe(clock: Callable[[], float] = time.time) -> Generator[RunningStripe]:
    """Run a fresh sandbox whose webhooks go to an inbox."""
    inbox = Inbox()
    with served(inbox) as inbox_url:
        app = create_stripe_sandbox(webhook_url=inbox_url, webhook_secret=WEBHOOK_SECRET, clock=clock)
        with (
            served(app) as url,
            requests.Session() as session,
            httpx.Client(base_url=url, timeout=_PATIENCE_S, trust_env=False, verify=False) as browser,
        ):
            http = KeepingClient(session)
            client = stripe.StripeClient(API_KEY, base_addresses={"api": url}, http_client=http, max_network_retries=0)
            yield RunningStripe(url, client, http, browser, inbox)
        close_stripe_sandbox(app)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the tests speak."""


def seats(unit_amount: int = 1999, quantity: int = 3, *, currency: str = "eur", **recurring: Any) -> Any:
    """Return a recurring line, monthly unless told otherwise."""
    line = thing("Cloud seat", unit_amount, quantity, currency=currency)
    line["price_data"]["recurring"] = {"interval": "month", **recurring}
    return line


def thing(name: str, unit_amount: int = 4900, quantity: int = 1, *, currency: str = "eur") -> Any:
    """Return a line that is paid once."""
    price: dict[str, Any] = {
        "currency": currency,
        "unit_amount": unit_amount,
        "product_data": {"name": name},
    }
    return {"quantity": quantity, "price_data": price}


def basket(*lines: Any, mode: Any = "payment", **others: Any) -> Any:
    """Return a new session's parameters."""
    return {
        "mode": mode,
        "line_items": list(lines),
        "success_url": "http://127.0.0.1:9/return?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/cart",
        "customer_email": "office@buyer.example",
        **others,
    }
