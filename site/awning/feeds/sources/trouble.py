"""What is said when a web server does not give a feed: what happened, and what to do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus

import httpx

from awning.errors import FeedError, FeedMissing
from awning.feeds.sources.addresses import masked, scrubbed
from awning.feeds.sources.pacing import Limits

_LONGEST_HINT = 40
_LATER = "Import again later; the catalog stays as it was."
_LOG_IN = (
    "the server wants a log-in, or another one (HTTP {status}). Check user, password or key in the feed's address, "
    "and with the distributor that this account may fetch it."
)
_GONE = "the server has no such feed (HTTP {status}). Check the address; it may have moved."
_AWAY = "the server is not there at the moment (HTTP {status}).{wait} " + _LATER


class Passing(FeedError):
    """Trouble that may be over in a moment: fetching is tried again."""


_REFUSALS: dict[int, tuple[type[FeedError], str]] = {
    HTTPStatus.UNAUTHORIZED: (FeedError, _LOG_IN),
    HTTPStatus.FORBIDDEN: (FeedError, _LOG_IN),
    HTTPStatus.NOT_FOUND: (FeedMissing, _GONE),
    HTTPStatus.GONE: (FeedMissing, _GONE),
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: (
        FeedError,
        "the proxy wants a log-in (HTTP {status}). Put it into HTTP_PROXY or HTTPS_PROXY.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (FeedError, "was asked for too often (HTTP {status}).{wait} Import less often."),
    HTTPStatus.BAD_GATEWAY: (Passing, _AWAY),
    HTTPStatus.SERVICE_UNAVAILABLE: (Passing, _AWAY),
    HTTPStatus.GATEWAY_TIMEOUT: (Passing, _AWAY),
}
_FAULT = (
    FeedError,
    "the server has a fault of its own (HTTP {status}). If it stays so, tell the distributor. " + _LATER,
)
_NO_FEED = (FeedError, "the server answers HTTP {status}, which is no feed. Check the address.")

# The first that fits is said; what lies below httpx's own words tells more than they do.
_BELOW: tuple[tuple[type[Exception], type[FeedError], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        FeedError,
        "the server's certificate is not trusted ({below}). Check the address; SSL_CERT_FILE names your own authority.",
    ),
    (
        ssl.SSLError,
        FeedError,
        "no encrypted connection comes about ({below}). Is it https that is spoken at this address?",
    ),
    (
        socket.gaierror,
        Passing,
        "no server called {host} is found. Check the address, and that this machine has a network.",
    ),
    (
        ConnectionRefusedError,
        Passing,
        "nobody answers at this address (connection refused). Check the port. " + _LATER,
    ),
)
_NO_ADDRESS = "is no address that can be fetched, or leads to none ({reason}). Check it."
_ABOVE: tuple[tuple[type[Exception], type[FeedError], str], ...] = (
    (httpx.ConnectTimeout, Passing, "the server does not answer within {connect:g} seconds. " + _LATER),
    (httpx.TimeoutException, FeedError, "the server fell silent for {silence:g} seconds. " + _LATER),
    (httpx.ConnectError, Passing, "the server cannot be reached ({reason}). " + _LATER),
    (
        httpx.ProxyError,
        FeedError,
        "the proxy does not let us through ({reason}). Check HTTP_PROXY and HTTPS_PROXY.",
    ),
    (httpx.UnsupportedProtocol, FeedError, _NO_ADDRESS),
    (httpx.LocalProtocolError, FeedError, _NO_ADDRESS),
    (httpx.InvalidURL, FeedError, _NO_ADDRESS),
    (UnicodeError, FeedError, _NO_ADDRESS),
    (Exception, FeedError, "the server broke off, or speaks something else than HTTP ({reason}). " + _LATER),
)


def refusal(response: httpx.Response, name: str) -> FeedError:
    """What is said of an answer that is no feed."""
    status = response.status_code
    hint = response.headers.get("Retry-After", "")[:_LONGEST_HINT]
    wait = f" It asks to wait {hint} seconds." if hint.isdecimal() else f" It asks to wait until {hint}."
    other = _FAULT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _NO_FEED
    kind, text = _REFUSALS.get(status, other)
    return kind(f"{name}: {text.format(status=status, wait=wait if hint.isprintable() and hint else '')}")


def unreached(problem: Exception, address: str, limits: Limits) -> FeedError:
    """What is said where there is no answer at all, or none to the end."""
    causes = list(_causes(problem))
    # All that goes wrong has a line in the second table: it ends with everything.
    kind, text, below = next(
        (kind, text, cause)
        for table, candidates in ((_BELOW, causes), (_ABOVE, [problem]))
        for sort, kind, text in table
        for cause in candidates
        if isinstance(cause, sort)
    )
    said = text.format(
        reason=scrubbed(str(problem), address),
        below=scrubbed(getattr(below, "verify_message", "") or getattr(below, "reason", "") or str(below), address),
        host=problem.request.url.host if isinstance(problem, httpx.RequestError) else "",
        connect=limits.connect_s,
        silence=limits.silence_s,
    )
    return kind(f"{masked(address)}: {said}")


def _causes(problem: BaseException) -> Iterator[BaseException]:
    known: BaseException | None = problem
    while known is not None:
        yield known
        known = known.__cause__ or known.__context__
