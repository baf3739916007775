"""VIES: a yes, a no, and everything else that is neither."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from awning_checkout.errors import VatUnavailable
from awning_checkout.vies import KEPT_S, Vies
from support_vies import REAL_ONE, FakeVies, running_vies

NOBODYS = "FR61954506077"


@pytest.fixture
def register() -> Iterator[FakeVies]:
    with running_vies() as fake:
        yield fake


class HandClock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_number_of_the_register_is_confirmed(register: FakeVies) -> None:
    assert Vies(register.url).confirm(REAL_ONE) is True
    assert register.asked == [{"countryCode": "DE", "vatNumber": "136695976"}]


def test_a_number_nobody_has_is_denied_and_no_fault(register: FakeVies) -> None:
    assert Vies(register.url).confirm(NOBODYS) is False


def test_an_answer_counts_for_a_day_and_then_is_asked_for_again(register: FakeVies) -> None:
    clock = HandClock()
    vies = Vies(register.url, clock=clock)

    vies.confirm(REAL_ONE)
    clock.seconds += KEPT_S - 1
    vies.confirm(REAL_ONE)
    asked_within_a_day = len(register.asked)
    clock.seconds += 1
    vies.confirm(REAL_ONE)

    assert asked_within_a_day == 1
    assert len(register.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b'{"actionSucceed": false, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}', id="as an error"),
        pytest.param(b'{"valid": false, "userError": "MS_UNAVAILABLE"}', id="beside a no that is none"),
    ],
)
def test_a_register_that_is_away_says_neither_yes_nor_no(register: FakeVies, answer: bytes) -> None:
    register.instead = answer
    vies = Vies(register.url)

    with pytest.raises(VatUnavailable, match="did not look it up: MS_UNAVAILABLE"):
        vies.confirm(REAL_ONE)


def test_what_could_not_be_answered_is_asked_again_at_once(register: FakeVies) -> None:
    vies = Vies(register.url)
    register.instead = b'{"actionSucceed": false, "errorWrappers": [{"error": "TIMEOUT"}]}'

    with pytest.raises(VatUnavailable):
        vies.confirm(REAL_ONE)
    register.instead = None

    assert vies.confirm(REAL_ONE) is True


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>Maintenance</html>", id="a page"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 20_000, id="a list in a list in a list"),
        pytest.param(b"{}", id="no answer in it"),
        pytest.param(b'{"valid": "true"}', id="a yes in quotes"),
        pytest.param(b'{"valid": null, "errorWrappers": "?"}', id="neither"),
        pytest.param(b" " * 70_000, id="far too much"),
    ],
)
def test_whatever_else_comes_is_no_answer(register: FakeVies, answer: bytes) -> None:
    register.instead = answer

    with pytest.raises(VatUnavailable, match=f"{REAL_ONE}: VIES"):
        Vies(register.url).confirm(REAL_ONE)


def test_a_server_in_trouble_is_no_answer(register: FakeVies) -> None:
    register.status = 500
    register.instead = b"Internal error"

    with pytest.raises(VatUnavailable, match="VIES answers 500: 'Internal error'"):
        Vies(register.url).confirm(REAL_ONE)


def test_an_answer_that_trickles_is_given_up_on(register: FakeVies) -> None:
    register.trickling = True

    with pytest.raises(VatUnavailable, match="takes longer than"):
        Vies(register.url, patience_s=0.1).confirm(REAL_ONE)


def test_a_server_that_is_silent_or_away_is_given_up_on(register: FakeVies) -> None:
    silent = Vies(register.url.replace("http:", "https:"), timeout=httpx.Timeout(0.2))
    away = Vies("http://127.0.0.1:9/check-vat-number", timeout=httpx.Timeout(0.2))

    for vies in (silent, away):
        with pytest.raises(VatUnavailable, match="does not answer"):
            vies.confirm(REAL_ONE)


@pytest.mark.parametrize("number", ["GB980780684", "CHE107787577", "NO995525828MVA"])
def test_numbers_vies_has_no_register_for_are_not_asked_for(register: FakeVies, number: str) -> None:
    with pytest.raises(VatUnavailable, match="of the EU and of Northern Ireland only"):
        Vies(register.url).confirm(number)

    assert register.asked == []
