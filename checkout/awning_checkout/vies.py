"""VAT numbers confirmed by VIES, the register of registers that the European Commission keeps.

The interface is its REST service, described at ec.europa.eu/taxation_customs/vies/#/technical-information: one POST for
each number. It asks the register of the number's own country, which may be away, and then says so in an answer with
status 200. A number that was not looked up is neither good nor bad, so everything but a plain yes or no raises.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import httpx

from awning_checkout.errors import VatUnavailable

ADDRESS = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
TIMEOUT = httpx.Timeout(5, connect=3)
"""Seconds for each step."""
PATIENCE_S = 8.0
"""For all steps together: a customer waits for the answer."""
KEPT_S = 24 * 60 * 60
"""How long an answer counts. Registers are brought up to date once a day."""

_KEPT_MAX = 10_000
_LENGTH_MAX = 64 * 1024
_QUOTED_LENGTH_MAX = 100
_PREFIXES = frozenset(  # 28 prefixes, each in quotes, could not be read. Greece is EL here, Northern Ireland XI.
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905
)
# Said of numbers beside `valid`; any other word says why nobody looked.
_LOOKED_UP = frozenset({"", "VALID", "INVALID", "INVALID_INPUT"})

_JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept:
    valid: bool
    until_s: float


class Vies:
    """VIES, asked at most once a day for each number. May be shared between threads."""

    def __init__(
        self,
        address: str = ADDRESS,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Speak to the service at an address.

        Args:
            address: where numbers are posted to.
            timeout: for each step of a request.
            patience_s: for all of a request, in seconds.
            clock: seconds that only ever grow.
        """
        self._address = address
        self._timeout = timeout
        self._patience_s = patience_s
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def confirm(self, number: str) -> bool:
        """Ask whether a VAT number is somebody's.

        Args:
            number: in normal form, with its prefix, as `awning.vat_numbers.checked` gives it.

        Raises:
            VatUnavailable: VIES or the country's register did not answer in time, or answered something else; or the
                number is of a country that VIES does not know.
        """
        if number[:2] not in _PREFIXES:
            raise VatUnavailable(f"{number}: VIES knows the numbers of the EU and of Northern Ireland only.")
        with self._lock:
            kept = self._kept.get(number)
        if kept is not None and self._clock() < kept.until_s:
            return kept.valid
        valid = _read(self._ask(number), number)
        self._keep(number, valid=valid)
        return valid

    def _keep(self, number: str, *, valid: bool) -> None:
        with self._lock:
            self._kept.pop(number, None)
            while len(self._kept) >= _KEPT_MAX:
                del self._kept[next(iter(self._kept))]
            self._kept[number] = _Kept(valid, self._clock() + KEPT_S)

    def _ask(self, number: str) -> bytes:
        asked = {"countryCode": number[:2], "vatNumber": number[2:]}
        end = time.monotonic() + self._patience_s
        # Loopback is reached directly, whatever proxy the machine uses for the world outside.
        direct = {"all://127.0.0.1": None, "all://localhost": None}
        try:
            with (
                httpx.Client(timeout=self._timeout, mounts=direct) as client,
                client.stream("POST", self._address, json=asked, headers={"Accept": "application/json"}) as answer,
            ):
                body = self._body(answer, number, end)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise VatUnavailable(f"{number}: VIES does not answer: {type(problem).__name__}.") from None
        if answer.status_code != HTTPStatus.OK:
            raise VatUnavailable(f"{number}: VIES answers {answer.status_code}: {_quoted(body)}")
        return body

    def _body(self, answer: httpx.Response, number: str, end: float) -> bytes:
        """What comes, as long as it comes in time: a time limit for each piece alone would never end a trickle."""
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > _LENGTH_MAX:
                raise VatUnavailable(f"{number}: VIES answers with more than {_LENGTH_MAX} bytes.")
            if time.monotonic() > end:
                raise VatUnavailable(f"{number}: VIES takes longer than {self._patience_s} seconds.")
        return body


def _read(body: bytes, number: str) -> bool:
    answer = _object(body, number)
    valid, remark = answer.get("valid"), str(answer.get("userError") or "")
    if answer.get("actionSucceed") is False or not isinstance(valid, bool) or remark not in _LOOKED_UP:
        raise VatUnavailable(f"{number}: VIES did not look it up: {_reason(answer, remark) or _quoted(body)}")
    return valid


def _object(body: bytes, number: str) -> _JsonObject:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise VatUnavailable(f"{number}: VIES answers something else than expected: {_quoted(body)}")
    return cast("_JsonObject", answer)


def _reason(answer: _JsonObject, remark: str) -> str:
    """The service's own word for it, as `MS_UNAVAILABLE`."""
    errors: Any = answer.get("errorWrappers")
    try:
        word = str(errors[0]["error"])
    except (LookupError, TypeError):
        word = remark
    return word[:_QUOTED_LENGTH_MAX]


def _quoted(body: bytes) -> str:
    return repr(body[:_QUOTED_LENGTH_MAX].decode(errors="replace"))
