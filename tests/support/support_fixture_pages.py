"""Small pages on loopback for the behaviour all themes share: the modules as they are, under the strictest policy."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_REPOSITORY = Path(__file__).parents[2]
MODULES = _REPOSITORY / "themes" / "common" / "static"
_PAGES = _REPOSITORY / "tests" / "browser" / "pages"
_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript",
    "json": "application/json",
    "css": "text/css",
    "svg": "image/svg+xml",
}


@dataclass
class FixturePages:
    """What stands at which path; a test puts its own over it."""

    address: str = ""
    made: dict[str, bytes] = field(default_factory=lambda: {"/availability.json": b'{"at":null,"items":{}}'})
    """Path to what a test made of it."""
    asked: list[str] = field(default_factory=list[str])
    """The paths of all requests so far."""

    def text(self, name: str) -> str:
        """A page as it lies in the folder, to make another of it."""
        return (_PAGES / name).read_text("utf-8")

    def put(self, path: str, text: str) -> None:
        self.made[path] = text.encode()

    def put_stock(self, at: str, **items: dict[str, int | str]) -> None:
        """As `awning.availability.overlay` writes it; dashes of a SKU are underscores here."""
        named = {sku.replace("_", "-"): item for sku, item in items.items()}
        self.put("/availability.json", json.dumps({"at": at, "items": named}))

    def find(self, path: str) -> bytes | None:
        if path in self.made:
            return self.made[path]
        folder, name = (MODULES, path.removeprefix("/assets/")) if path.startswith("/assets/") else (_PAGES, path[1:])
        file = folder / name
        return file.read_bytes() if name and file.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: FixturePages, *args: object) -> None:
        self._pages = pages
        super().__init__(*args)  # pyright: ignore[reportArgumentType]  (socketserver hands these through)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self._pages.asked.append(path)
        body = self._pages.find(path)
        self.send_response(HTTPStatus.NOT_FOUND if body is None else HTTPStatus.OK)
        self.send_header("Content-Type", _TYPES.get(path.rpartition(".")[2], _TYPES["html"]))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the standard library's)
        pass


@contextmanager
def serving() -> Generator[FixturePages]:
    """Serve until left."""
    pages = FixturePages()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, pages)) as server:
        pages.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield pages
        server.shutdown()
        thread.join()
