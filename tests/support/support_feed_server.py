"""A web server on loopback that gives feeds, and does so as badly as it is told to."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

Fault = Callable[[BufferedIOBase, "FeedServer"], None]
"""Given the line and the server, does what it likes in place of an answer."""

# Made for this server and of use to nobody else, with
# openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
#   -addext subjectAltName=IP:127.0.0.1,DNS:localhost
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggNcWi+WpymtNmUfM
1hDrHMbNKvI1rJtjyCQkvppzy5KhRANCAAQPhaaoJBQV4w8FEnYZiRB+7pfrM8QL
Ba95AJ2sS/DNVyGptTyJesWbKjR3YnhASl5zPwbfzQBzrQVJm289R8gg
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUfmi/ncpVcc1xCp1kWkaaUEhiZIUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIzNDY1OVoYDzIxMjYxMDI5
MjM0NjU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQPhaaoJBQV4w8FEnYZiRB+7pfrM8QLBa95AJ2sS/DNVyGptTyJesWb
KjR3YnhASl5zPwbfzQBzrQVJm289R8ggo28wbTAdBgNVHQ4EFgQUTVV4HQelzztq
xvTVaFsqEp9RXL0wHwYDVR0jBBgwFoAUTVV4HQelzztqxvTVaFsqEp9RXL0wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhALv38v5C0YpztD1UGiXzFj5+wtTcz0Rt4fnzn2YYTIo4AiEA
3KDPwa1iaOHOdLVYhJwvyYp8dI7bKZxBQfrAtLxTXtg=
-----END CERTIFICATE-----
"""


@dataclass(frozen=True)
class Answer:
    """What the server gives at an address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    length: int | None = None
    """The Content-Length it claims; the true one by default."""
    fault: Fault | None = None
    heedless: bool = False
    """Give the body even to those who have it already."""


@dataclass(frozen=True)
class Asked:
    """What the server was asked."""

    path: str
    headers: dict[str, str]


class FeedServer:
    """``with FeedServer() as server:`` what stands in `answers` is given; of several, the last again and again."""

    def __init__(self, *, folder_of_certificate: Path | None = None) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.closing = Event()
        """Faults that wait wait for this, so that no test waits for them."""
        self._server = _Quiet(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        if folder_of_certificate:
            pem = folder_of_certificate / "certificate.pem"
            pem.write_text(CERTIFICATE)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if folder_of_certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def give(self, path: str, *answers: Answer) -> str:
        """Put answers at a path, and give its address."""
        self.answers[path] = list(answers)
        return self.url + path

    def next_answer(self, path: str) -> Answer:
        """What is given at a path this time."""
        waiting = self.answers.get(path.partition("?")[0]) or [Answer(status=404)]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


def feed(body: str | bytes, **headers: str) -> Answer:
    """A feed as a good server gives it; ``Last_Modified`` stands for ``Last-Modified``."""
    content = body.encode() if isinstance(body, str) else body
    return Answer(content, headers={key.replace("_", "-"): value for key, value in headers.items()})


def packed(body: bytes) -> Answer:
    """A feed packed on the way."""
    return Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})


def redirect(target: str, status: int = 302) -> Answer:
    """Sent on to another address."""
    return Answer(status=status, headers={"Location": target})


def says(beginning: bytes) -> Answer:
    """Whatever bytes, and then nothing: the line stays open."""

    def stall(line: BufferedIOBase, server: FeedServer) -> None:
        line.write(beginning)
        line.flush()
        server.closing.wait(10)

    return Answer(fault=stall)


def breaks_off(beginning: bytes) -> Answer:
    """Whatever bytes, and then the line is closed."""

    def stop(line: BufferedIOBase, _: FeedServer) -> None:
        line.write(beginning)

    return Answer(fault=stop)


def trickles(beginning: bytes, drop: bytes, every_s: float) -> Answer:
    """Whatever bytes, and then a drop at a time, for ever."""

    def drip(line: BufferedIOBase, server: FeedServer) -> None:
        line.write(beginning)
        while not server.closing.wait(every_s):
            line.write(drop)
            line.flush()

    return Answer(fault=drip)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: FeedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: those who ask hang up when they have had enough."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Quiet  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        owner = self.server.owner
        owner.asked.append(Asked(self.path, dict(self.headers.items())))
        answer = owner.next_answer(self.path)
        self.close_connection = True
        if answer.fault:
            answer.fault(self.wfile, owner)
            return
        if answer.status == HTTPStatus.OK and not answer.heedless and self._is_known(answer.headers):
            answer = Answer(status=HTTPStatus.NOT_MODIFIED, headers=answer.headers)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name http.server gives it)
        """Say nothing."""

    def _is_known(self, headers: dict[str, str]) -> bool:
        """Whether whoever asks has this already; as RFC 9110 wants it, the ETag decides if there is one."""
        if asked := self.headers.get("If-None-Match"):
            return asked == headers.get("ETag")
        asked = self.headers.get("If-Modified-Since")
        return bool(asked) and asked == headers.get("Last-Modified")
