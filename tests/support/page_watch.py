"""What the pages of a browser test did that a shop's page must not do."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WITHOUT_HOST = ("data", "blob", "about")


class NewContext(Protocol):
    """Open a browser context, as ``browser.new_context`` does."""

    def __call__(self, **options: Any) -> BrowserContext: ...


class Watch:
    """Requests to foreign hosts and errors, of all pages of one test."""

    def __init__(self) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self._expected: list[str] = []

    def expect(self, words: str) -> None:
        """Let errors pass that hold these words."""
        self._expected.append(words)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._requested)
        context.on("weberror", self._raised)
        context.on("console", self._printed)

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(words in error for words in self._expected)]

    def _requested(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _WITHOUT_HOST and address.hostname not in _LOOPBACK:
            self.foreign.append(request.url)

    def _raised(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    def _printed(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)
