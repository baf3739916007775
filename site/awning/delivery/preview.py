"""A server for one shop's folder that does what a good host does, on this machine: headers, packing, redirects, 404.

For previews, demonstrations and tests, so that pages are seen as visitors will get them. It serves nobody in earnest.
"""

from __future__ import annotations

import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from awning.delivery.hosts import HEADERS, REDIRECTS, redirects_in
from awning.delivery.packing import CODINGS
from awning.delivery.policy import TEXT_TYPES, Policy, ending_of
from awning.delivery.shelf import Served, Shelf
from awning.delivery.site import NOT_FOUND

_IDLE_S = 30
"""How long a connection may wait for its next request."""


class Preview(ThreadingHTTPServer):
    """The server; ``serve_forever`` runs it, ``shutdown`` and ``server_close`` end it."""

    request_queue_size = 128  # A browser opens several connections at once, and tests several browsers.

    def __init__(self, address: tuple[str, int], folder: Path, policy: Policy) -> None:
        """Take the port.

        Args:
            address: host and port; port 0 takes a free one, which ``server_port`` tells.
            folder: of the shop. It may be built anew meanwhile.
            policy: whose headers are sent; may be replaced while serving.

        Raises:
            OSError: the port is in use.
        """
        self.policy = policy
        self.shelf = Shelf(folder)
        super().__init__(address, _Answers)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong, unless it is that a browser changed its mind."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Answers(BaseHTTPRequestHandler):
    """What one connection is answered."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_S
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a file, the way to it, or that there is none."""
        shelf = cast("Preview", self.server).shelf
        address, _, query = self.path.partition("?")
        path = _within(address)
        found = None if path is None else shelf.file(_page_of(path))
        if found is None:
            self._elsewhere(shelf, path, query)
        else:
            self._file(found, HTTPStatus.OK)

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        """Refuse: there are only files here."""
        self.close_connection = True
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD", "Connection": "close"})

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815

    def version_string(self) -> str:
        """Name no versions."""
        return "Awning"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _elsewhere(self, shelf: Shelf, path: str | None, query: str) -> None:
        """Lead to where it is now, or show the page of the nearest folder for what is not found."""
        target = _moved(shelf, path) if path is not None else None
        if target:
            self._say(HTTPStatus.MOVED_PERMANENTLY, {"Location": f"{target}?{query}" if query else target})
            return
        folders = (path or "").split("/")[:-1]
        for depth in range(len(folders), -1, -1):
            page = shelf.file("/".join([*folders[:depth], NOT_FOUND]))
            if page is not None:
                self._file(page, HTTPStatus.NOT_FOUND)
                return
        self._say(HTTPStatus.NOT_FOUND, {})

    def _file(self, found: Served, status: HTTPStatus) -> None:
        ending = next((ending for ending in CODINGS if ending in found.packed and self._takes(CODINGS[ending])), "")
        content, tag = found.form(ending)
        headers = cast("Preview", self.server).policy.headers(found.path)
        if ending:
            headers["Content-Encoding"] = CODINGS[ending]
        if ending_of(found.path) in TEXT_TYPES:
            headers["Vary"] = "Accept-Encoding"
        if status == HTTPStatus.OK:
            headers["ETag"] = tag
            if self._has(tag):
                del headers["Content-Type"]
                self._answer(HTTPStatus.NOT_MODIFIED, headers, None)
                return
        self._answer(status, headers, content)

    def _say(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        everywhere = cast("Preview", self.server).policy.everywhere()
        headers = {"Content-Type": "text/plain; charset=utf-8", **headers, **everywhere}
        self._answer(status, headers, f"{status.phrase}.\n".encode())

    def _answer(self, status: HTTPStatus, headers: dict[str, str], content: bytes | None) -> None:
        self.send_response(status)
        for name, words in headers.items():
            self.send_header(name, words)
        if content is not None:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if content is not None and self.command != "HEAD":
            self.wfile.write(content)

    def _takes(self, coding: str) -> bool:
        """Whether the browser takes a coding (RFC 9110, section 12.5.3)."""
        wishes: dict[str, bool] = {}
        for wish in self.headers.get("Accept-Encoding", "").lower().split(","):
            name, _, weight = wish.partition(";")
            wishes[name.strip()] = weight.replace(" ", "").removeprefix("q=").strip("0.") != "" or not weight
        return wishes.get(coding, wishes.get("*", False))

    def _has(self, tag: str) -> bool:
        """Whether the browser has it already (RFC 9110, section 13.1.2)."""
        known = [each.strip().removeprefix("W/") for each in self.headers.get("If-None-Match", "").split(",")]
        return tag in known or known == ["*"]


def _within(address: str) -> str | None:
    """The path below the shop's folder that an address means, or none: what is hidden is not there."""
    try:
        path = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return None
    parts = path.removeprefix("/").split("/")
    if not path.startswith("/") or any(part.startswith(".") or not part for part in parts[:-1]):
        return None
    if parts[-1].startswith(".") or path in (f"/{HEADERS}", f"/{REDIRECTS}") or "%2f" in address.lower():
        return None
    return None if any(sign in path for sign in "\\\0") else "/".join(parts)


def _page_of(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path


def _moved(shelf: Shelf, path: str) -> str | None:
    """Where a path leads: a folder named without its slash to the folder, an old address to the new one."""
    if path and not path.endswith("/") and shelf.file(f"{path}/index.html") is not None:
        return quote(f"/{path}/")
    rules = shelf.file(REDIRECTS)
    return redirects_in(rules.content.decode()).get(quote(f"/{path}")) if rules else None
