"""One exchange with Ingram Micro's API: what is sent, and what comes back.

The API wants the client's secret in the address it gives tokens at. That address exists only in here: neither logs nor
messages ever see it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from awning.errors import FeedUnreadable
from awning.feeds.ingram.access import LOOPBACK, IngramAccess

TOKEN_PATH = "/oauth/oauth20/token"  # noqa: S105  (an address, no secret)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    text: str

    @property
    def kind(self) -> str:
        """What an answer is that should have been JSON, in words."""
        if self.text.lstrip().startswith("<"):
            return "a page for people (a log-in page, or one that says they are at work)"
        return "text that is cut short or damaged" if self.text.strip() else "nothing"

    def value(self, subject: str) -> Any:
        """The answer as Python values.

        Raises:
            FeedUnreadable: it is not JSON.
        """
        try:
            return json.loads(self.text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            raise FeedUnreadable(f"Ingram Micro answered with {self.kind} when asked for {subject}.") from None


class Secretive(httpx.BaseTransport):
    """Adds the credentials to the request for a token at the last moment: whoever logs requests has seen it before."""

    def __init__(self, access: IngramAccess) -> None:
        self._access = access
        url = httpx.URL(access.url)
        # A transport of one's own is not given the proxy of the environment.
        proxy = None if url.host in LOOPBACK or proxy_bypass(url.host) else getproxies().get(url.scheme)
        self._wire = httpx.HTTPTransport(proxy=proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(TOKEN_PATH):
            url = request.url.copy_merge_params(
                {
                    "grant_type": "client_credentials",
                    "client_id": self._access.client_id,
                    "client_secret": self._access.client_secret,
                }
            )
            request = httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
            )
        return self._wire.handle_request(request)

    def close(self) -> None:
        self._wire.close()


def seconds(value: object, otherwise: float) -> float:
    """A whole number of seconds, as the API writes them."""
    text = value if isinstance(value, str) else ""
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else otherwise  # noqa: PLR2004


def asked_to_wait(answer: Answer) -> float | None:
    """How long Ingram Micro asks us to stay away. A date is measured by its own clock, not by ours."""
    asked = answer.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        return seconds(asked, 1e9)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - parsedate_to_datetime(answer.headers["Date"])).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None
