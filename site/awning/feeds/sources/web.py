"""Feeds from web servers: only fetched when they changed, and whole or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import httpx

from awning import __version__
from awning.errors import FeedError, FeedUnreadable
from awning.feeds.fields import shown
from awning.feeds.sources.addresses import masked
from awning.feeds.sources.kept import Kept
from awning.feeds.sources.pacing import Limits, Progress, cut_short, paced
from awning.feeds.sources.trouble import Passing, refusal, unreached
from awning.feeds.unpacking import inflated

# It would log addresses with the keys in them.
logging.getLogger("httpx").setLevel(logging.WARNING)


def fetch_http(address: str, kept: Kept, *, limits: Limits, progress: Progress | None) -> tuple[Path, bool]:
    """Fetch a feed unless the server says that it is what we have.

    Returns:
        Where it lies, and whether it is unchanged.

    Raises:
        FeedMissing: the server knows no such file.
        FeedUnreadable: what came is not whole, or too large.
        FeedError: there is no server, or it gives something else, or nothing, or too slowly.
        ProjectError: what comes cannot be written.
    """
    for wait_s in limits.waits_s:
        try:
            return _fetch_once(address, kept, limits, progress)
        except Passing:
            limits.sleep(wait_s)
    return _fetch_once(address, kept, limits, progress)


def _fetch_once(address: str, kept: Kept, limits: Limits, progress: Progress | None) -> tuple[Path, bool]:
    name, memory = masked(address), kept.memory()
    conditions = _conditions(memory.marks if memory else {})
    try:
        with _client(name, limits) as client:
            response = _last_answer(client, address, conditions, limits)
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                if memory is None or not conditions:
                    raise FeedError(
                        f"{name}: the server says that nothing changed (HTTP 304), but was asked for the whole feed. "
                        "A cache in between is at fault: tell the distributor, or try again later."
                    )
                return kept.body(memory), True
            if response.status_code != HTTPStatus.OK:
                raise refusal(response, name)
            return kept.receive(_pieces(response, name, limits, progress), _marks(response), limits), False
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        raise unreached(problem, address, limits) from None


def _client(name: str, limits: Limits) -> httpx.Client:
    try:
        return httpx.Client(
            headers={"User-Agent": f"awning/{__version__}", "Accept": "*/*", "Accept-Encoding": "gzip"},
            verify=_trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")),
            timeout=httpx.Timeout(limits.silence_s, connect=limits.connect_s),
            # Each hop has a line of its own, so that the watch knows which one to cut.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as problem:
        raise FeedError(
            f"{name}: cannot be asked for, because the environment's proxy or certificate settings do not work "
            f"({problem}). Mend HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or SSL_CERT_FILE."
        ) from None


@lru_cache(maxsize=1)
def _trust(*_: str | None) -> ssl.SSLContext:
    """Whose certificates are believed; reading all of them takes as long as many a fetch."""
    return httpx.create_ssl_context()


def _conditions(marks: Mapping[str, str]) -> dict[str, str]:
    headers = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
    return {header: marks[mark] for header, mark in headers.items() if mark in marks}


def _marks(response: httpx.Response) -> dict[str, str]:
    headers = {"etag": "ETag", "last_modified": "Last-Modified"}
    return {mark: response.headers[header] for mark, header in headers.items() if header in response.headers}


def _last_answer(client: httpx.Client, address: str, conditions: dict[str, str], limits: Limits) -> httpx.Response:
    """The answer at the end of all redirects."""
    name = masked(address)
    request = client.build_request("GET", address, headers=conditions)
    seen: set[str] = set()
    for _ in range(limits.redirects + 1):
        response = _answer(client, request, name, limits)
        if response.next_request is None:
            return response
        response.close()
        seen.add(str(request.url))
        secure, request = request.url.scheme == "https", response.next_request
        if secure and request.url.scheme != "https":
            raise FeedError(
                f"{name}: the server sends us on from https to {masked(str(request.url))}, where anybody in between "
                "could change prices. That is not followed: ask the distributor for an https address."
            )
    if str(request.url) in seen:
        raise FeedError(f"{name}: the server sends us round in circles. Ask the distributor for the right address.")
    raise FeedError(
        f"{name}: the server sends us on more than {limits.redirects} times, to {masked(str(request.url))} last. "
        "Ask the distributor for the right address."
    )


def _answer(client: httpx.Client, request: httpx.Request, name: str, limits: Limits) -> httpx.Response:
    with _Watch(limits.answer_s) as watch:
        request.extensions = {**request.extensions, "trace": watch.traced}
        try:
            return client.send(request, stream=True, follow_redirects=False)
        except httpx.TransportError:
            if not watch.over:
                raise
            raise FeedError(
                f"{name}: the server drew its answer out for {limits.answer_s:g} seconds and never came to the feed. "
                "Try again later; the catalog stays as it was."
            ) from None


class _Watch:
    """Cuts the line when an answer's head takes too long.

    Byte by byte a server could draw it out for days: each byte starts the time limit of a read anew.
    """

    def __init__(self, limit_s: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(limit_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def traced(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by httpx what it does: https://www.encode.io/httpcore/extensions/#trace."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.over:
                self._cut()

    def _cut(self) -> None:
        self.over = True
        if isinstance(self._socket, socket.socket):
            with contextlib.suppress(OSError):
                # Not the encrypted line's own farewell, which would wait for an answer.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _pieces(response: httpx.Response, name: str, limits: Limits, progress: Progress | None) -> Iterator[bytes]:
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() and "Transfer-Encoding" not in response.headers else None
    pieces = paced(_raw(response, name, total), name=name, limits=limits, total=total, progress=progress)
    match response.headers.get("Content-Encoding", "").strip().lower():
        case "" | "identity":
            return pieces
        case "gzip" | "x-gzip":
            return inflated(pieces, name)
        case other:
            raise FeedUnreadable(
                f"{name}: the server packs the feed as {shown(other)}, which it was not asked to do. "
                "Ask the distributor for gzip, or for plain files."
            )


def _raw(response: httpx.Response, name: str, total: int | None) -> Iterator[bytes]:
    try:
        yield from response.iter_raw()
    except (httpx.RemoteProtocolError, httpx.ReadError):
        raise cut_short(name, response.num_bytes_downloaded, total) from None
