"""VIES on loopback: a register in memory that answers as the real one does, well or badly."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

REAL_ONE = "DE136695976"
"""A number of the right form that the fake register has."""


@dataclass
class FakeVies:
    """What the register answers, and what it was asked."""

    url: str
    businesses: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {REAL_ONE: {"name": "Havelwerk", "address": "Potsdam"}}
    )
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    status: int = 200
    instead: bytes | None = None
    """Given in place of an answer."""
    trickling: bool = False
    """Whether the answer comes one space at a time, for ever."""
    closing: Event = field(default_factory=Event)

    def answer(self, asked: dict[str, Any]) -> bytes:
        """What is said to a question."""
        self.asked.append(asked)
        if self.instead is not None:
            return self.instead
        found = self.businesses.get(asked["countryCode"] + asked["vatNumber"])
        undisclosed = {"name": "---", "address": "---", "requestIdentifier": ""}
        answer = (
            asked | {"valid": found is not None, "requestDate": "2026-11-22T12:00:00Z"} | undisclosed | (found or {})
        )
        return json.dumps(answer).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    fake: FakeVies

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: those who ask hang up when they have had enough."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        fake = self.server.fake
        body = fake.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(fake.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        while fake.trickling and not fake.closing.wait(0.01):
            self.wfile.write(b" ")
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name http.server gives it)
        """Say nothing."""


@contextmanager
def running_vies() -> Generator[FakeVies]:
    """Run the register on a free loopback port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = FakeVies(f"http://127.0.0.1:{server.server_port}/check-vat-number")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.fake
    finally:
        server.fake.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
