"""Calls to Ingram Micro's API: the token, what is worth trying again, and an end to everything."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, cast
from urllib.parse import quote, quote_plus

import httpx

from awning.errors import FeedError, FeedUnreadable
from awning.feeds.fields import UNPRINTABLE
from awning.feeds.ingram.access import IngramAccess
from awning.feeds.ingram.answers import error_said
from awning.feeds.ingram.wire import TOKEN_PATH, Answer, Secretive, asked_to_wait, seconds

_EARLY_S = 60.0
_UNAUTHORIZED, _TIMEOUT, _TOO_MANY, _FAULT = 401, 408, 429, 500


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often anything is tried. Times are in seconds."""

    attempts: int = 5
    connect_s: float = 10.0
    read_s: float = 60.0
    """Between two pieces of an answer."""
    answer_s: float = 180.0
    """For one answer as a whole."""
    overall_s: float = 6 * 3600.0
    """For the whole catalogue."""
    backoff_s: float = 1.0
    """Before the second attempt; doubled before each one after it."""
    wait_s: float = 120.0
    """The longest wait, whatever Ingram Micro asks for."""
    answer_bytes: int = 32 << 20
    pages: int = 50_000


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as it goes by, so that tests need not wait for it."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    """From 0 to 1: which part of a wait is added to it, so that shops do not come back all at once."""


class IngramClient:
    """A connection that renews its token and tries again what may pass."""

    def __init__(self, access: IngramAccess, limits: Limits, clock: Clock) -> None:
        self._access = access
        self._limits = limits
        self._clock = clock
        self._token = ""
        self._token_until = 0.0
        self._ends = clock.now() + limits.overall_s
        self._http = httpx.Client(
            base_url=access.url,
            transport=Secretive(access),
            timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
            headers={"Accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(
        self,
        subject: str,
        method: str,
        path: str,
        *,
        params: dict[str, str],
        body: Any = None,
        good: frozenset[int] = frozenset({200, 207}),
    ) -> Answer:
        """The answer to one question; what fails for the moment is tried again.

        Args:
            subject: what messages call the question, as "page 3 of physical products".
            method: GET or POST.
            path: below the API's address.
            params: of the query.
            body: sent as JSON, if given.
            good: the statuses that are an answer.

        Raises:
            FeedError: Ingram Micro refuses, or does not answer well however often it is asked.
        """
        renewed = False

        def send() -> Answer:
            nonlocal renewed
            answer = self._exchange(method, path, params=params, body=body, headers=self._headers())
            if answer.status == _UNAUTHORIZED and not renewed:
                renewed, self._token = True, ""
                answer = self._exchange(method, path, params=params, body=body, headers=self._headers())
            return answer

        answer = self._patiently(subject, send)
        if answer.status in good:
            return answer
        raise self._refused(subject, answer)

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self._bearer()}",
            "IM-CustomerNumber": self._access.customer,
            "IM-CountryCode": self._access.country,
            # The API takes 32 characters at most, which is what a UUID without dashes has.
            "IM-CorrelationID": uuid.uuid4().hex,
            "Accept-Language": self._access.language,
        }

    def _bearer(self) -> str:
        """The token, a new one if the old one is about to expire."""
        if self._token and self._clock.now() < self._token_until:
            return self._token
        subject = "a token"
        answer = self._patiently(subject, lambda: self._exchange("GET", TOKEN_PATH))
        if answer.status != 200:  # noqa: PLR2004
            raise self._refused(subject, answer)
        said = answer.value(subject)
        token = cast("dict[str, Any]", said).get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise FeedUnreadable("Ingram Micro answered without a token when asked for one.")
        self._token = token
        self._token_until = self._clock.now() + seconds(cast("dict[str, Any]", said).get("expires_in"), 0.0) - _EARLY_S
        return token

    def _patiently(self, subject: str, send: Callable[[], Answer]) -> Answer:
        """The first answer that settles the matter."""
        why, asked_s = "", None
        for attempt in range(self._limits.attempts):
            if attempt:
                self._wait(subject, attempt, asked_s, why)
            try:
                answer = send()
            except httpx.RequestError as problem:
                why, asked_s = f"{type(problem).__name__}: {self._clean(str(problem)) or 'no answer'}", None
                continue
            if answer.status not in {_TOO_MANY, _TIMEOUT} and answer.status < _FAULT:
                return answer
            why, asked_s = f"HTTP {answer.status} {self._said(answer)}".strip(), asked_to_wait(answer)
        raise FeedError(
            f"Ingram Micro gave no answer for {subject}, {self._limits.attempts} times over; the last time: {why}. "
            "The catalog stays as it was; try again later."
        )

    def _wait(self, subject: str, attempt: int, asked_s: float | None, why: str) -> None:
        backoff_s = self._limits.backoff_s * 2 ** (attempt - 1)
        wait_s = min(backoff_s * (1 + self._clock.jitter()) if asked_s is None else asked_s, self._limits.wait_s)
        if self._clock.now() + wait_s > self._ends:
            raise self._too_long(f"at {subject}; the last time: {why}")
        self._clock.sleep(wait_s)

    def _too_long(self, where: str) -> FeedError:
        hours = self._limits.overall_s / 3600
        return FeedError(
            f"Ingram Micro's catalogue was not whole after {hours:g} hours, {where}. The catalog stays as it was."
        )

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send once, and take the answer piece by piece: one that drips for ever comes to an end too."""
        now = self._clock.now()
        if now > self._ends:
            raise self._too_long(f"at {path}")
        late = min(now + self._limits.answer_s, self._ends)
        pieces: list[bytes] = []
        size = 0
        with self._http.stream(method, path, params=params, json=body, headers=headers) as response:
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if self._clock.now() > late:
                    raise httpx.ReadTimeout("the answer does not come to an end")
                if size > self._limits.answer_bytes:
                    raise FeedUnreadable(f"Ingram Micro's answer at {path} is longer than any answer should be.")
        return Answer(response.status_code, response.headers, b"".join(pieces).decode("utf-8-sig", errors="replace"))

    def _refused(self, subject: str, answer: Answer) -> FeedError:
        said = self._said(answer)
        if answer.status == _UNAUTHORIZED:
            return FeedError(
                f"Ingram Micro refuses the credentials when asked for {subject}: HTTP 401 {said}".rstrip(": ")
                + ". Check AWNING_INGRAM_CLIENT_ID and AWNING_INGRAM_CLIENT_SECRET."
            )
        if not said:
            return FeedUnreadable(
                f"Ingram Micro answered with HTTP {answer.status} and {answer.kind} when asked for {subject}."
            )
        return FeedError(f"Ingram Micro refused {subject}: HTTP {answer.status}, {said}")

    def _said(self, answer: Answer) -> str:
        """What an answer that is an error says, if it says anything we know how to read."""
        try:
            value = json.loads(answer.text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(value, dict):
            return ""
        known = cast("dict[str, Any]", value)
        fault = known.get("fault")
        other = cast("dict[str, Any]", fault).get("faultstring") if isinstance(fault, dict) else known.get("message")
        return self._clean(error_said(known) or (other if isinstance(other, str) else ""))

    def _clean(self, text: str) -> str:
        """A message of somebody else's, on one line and without our secrets."""
        for secret in filter(None, [self._access.client_secret, self._token]):
            for form in (secret, quote_plus(secret), quote(secret, safe="")):
                text = text.replace(form, "***")
        return UNPRINTABLE.sub("\ufffd", " ".join(text.split()))[:500]
