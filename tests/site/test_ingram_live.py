"""The live source `ingram:`: all pages, all prices, patience with faults, and an end to everything."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from awning.catalog import Lifecycle, PriceRole
from awning.errors import FeedError, FeedUnreadable, SettingsError
from awning.feeds.ingram import IngramReader
from awning.feeds.ingram.live import Limits, access_from_environment, fetch_ingram
from support_feeds import offerings, read, reasons
from support_ingram import (
    CATALOG,
    PRICES,
    SECRET,
    SPECIFICATION,
    TOKEN,
    Asked,
    HandClock,
    IngramApi,
    Told,
    complaints,
    examples,
    product,
    serving_ingram,
)

ENVIRONMENT = {
    "AWNING_INGRAM_CLIENT_ID": "awning",
    "AWNING_INGRAM_CLIENT_SECRET": SECRET,
    "AWNING_INGRAM_CUSTOMER": "20-222222",
    "AWNING_INGRAM_COUNTRY": "us",
}
SPECIFIED = pytest.mark.skipif(
    not SPECIFICATION.is_file(), reason="Ingram Micro's OpenAPI file lies in ../shared, outside of the project"
)


@pytest.fixture
def api() -> Iterator[IngramApi]:
    with serving_ingram(IngramApi()) as served:
        yield served


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "var" / "ingram.ndjson"


def refused(api: IngramApi, target: Path, clock: HandClock, **limits: Any) -> str:
    """What is said where nothing is fetched; nothing may be left behind."""
    with pytest.raises(FeedError) as caught:
        fetch_ingram(target, api.access(), limits=Limits(**limits), clock=clock.clock())
    assert list(target.parent.glob("*")) == []
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_what_is_fetched_is_read_with_its_prices(api: IngramApi, target: Path, clock: HandClock) -> None:
    fetch_ingram(target, api.access(), clock=clock.clock())

    entities, reading = read(target, IngramReader())
    found = {offering.id: offering for offering in offerings(entities)}
    assert reasons(reading) == []
    assert list(found) == ["P00000", "P00001", "P00002", "400000", "400001"]
    assert [(price.role, str(price.amount)) for price in found["P00001"].plans[0].prices] == [
        (PriceRole.COST, "12.34"),
        (PriceRole.SRP, "19.99"),
    ]
    assert [plan.id for plan in found["400001"].plans] == ["15612791-P1M-P1M"]


def test_all_pages_are_asked_for_and_fifty_prices_at_once(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.products, api.plans = 230, 101
    heard: list[tuple[int, int | None]] = []

    def progress(done: int, total: int | None) -> None:
        heard.append((done, total))

    fetch_ingram(target, api.access(), progress=progress, clock=clock.clock())

    asked = [(each.query["type"], each.query["pageNumber"], each.query["pageSize"]) for each in api.paths(CATALOG)]
    assert asked == [
        ("IM::physical", "1", "100"),
        ("IM::physical", "2", "100"),
        ("IM::physical", "3", "100"),
        ("IM::digital", "1", "100"),
        ("IM::subscription", "1", "100"),
        ("IM::subscription", "2", "100"),
    ]
    assert [len(each.body["products"]) for each in api.paths(PRICES)] == [50, 50, 50, 50, 30, 50, 50, 1]
    assert heard == [(100, 230), (200, 230), (230, 230), (330, 331), (331, 331)]
    assert len(offerings(read(target, IngramReader())[0])) == 331


def test_every_answer_stands_on_a_line_of_its_own_to_the_last_digit(
    api: IngramApi, target: Path, clock: HandClock
) -> None:
    api.price["pricing"]["customerPrice"] = "exact"
    exact = json.dumps([api.price | {"ingramPartNumber": f"P{number:05}"} for number in range(3)], indent=2)
    api.plans = 0
    api.always[PRICES] = lambda _: Told(body=exact.replace('"exact"', "0.10000000000000000000000001"))

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert len(target.read_text().splitlines()) == 2
    [first, *_] = offerings(read(target, IngramReader())[0])
    assert str(first.plans[0].prices[0].amount) == "0.10000000000000000000000001"


def test_each_call_has_its_headers_and_a_number_of_its_own(api: IngramApi, target: Path, clock: HandClock) -> None:
    fetch_ingram(target, api.access(language="de-DE"), clock=clock.clock())

    calls = [asked for asked in api.asked if asked.path != TOKEN]
    numbers = {asked.headers["im-correlationid"] for asked in calls}
    assert len(numbers) == len(calls)
    assert all(len(number) <= 32 for number in numbers)
    assert {asked.headers["im-customernumber"] for asked in calls} == {"20-222222"}
    assert {asked.headers["im-countrycode"] for asked in calls} == {"US"}
    assert {asked.headers["accept-language"] for asked in calls} == {"de-DE"}
    assert {asked.headers["authorization"] for asked in calls} == {"Bearer token-1"}


def test_no_price_is_asked_for_what_cannot_be_bought(api: IngramApi, target: Path, clock: HandClock) -> None:
    rows = [product("A"), product("B", discontinued="true"), product("C", authorizedToPurchase="False")]
    api.plans = 0
    api.always[CATALOG] = lambda asked: Told(
        body={"recordsFound": 3, "catalog": rows if asked.query["type"] == "IM::physical" else []}
    )

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert [each.body["products"] for each in api.paths(PRICES)] == [[{"ingramPartNumber": "A"}]]
    found = offerings(read(target, IngramReader())[0])
    assert [(offering.id, offering.lifecycle) for offering in found] == [
        ("A", Lifecycle.ACTIVE),
        ("B", Lifecycle.RETIRED),
    ]


def test_products_that_fail_among_others_stay_without_a_price(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.unpriced = frozenset({"P00001"})

    fetch_ingram(target, api.access(), clock=clock.clock())

    entities, reading = read(target, IngramReader())
    assert [len(offering.plans) for offering in offerings(entities)] == [1, 0, 1, 1, 1]
    assert reasons(reading) == [
        "2: ingramPartNumber 'P00001': there is no price: Product not found for IngramPartNumber: P00001."
    ]


def test_a_token_is_renewed_before_it_expires(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.expires_in = "100"
    api.faults[PRICES].append(Told(429, headers={"Retry-After": "50"}))

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert api.tokens == 2
    assert [asked.headers["authorization"] for asked in api.paths(PRICES)] == [
        "Bearer token-1",
        "Bearer token-2",
        "Bearer token-2",
    ]


def test_a_token_that_is_refused_is_renewed_once(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.faults[CATALOG].append(Told(401))

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert (api.tokens, clock.slept) == (2, [])


def test_credentials_that_are_refused_for_good_are_said_to_be_wrong(
    api: IngramApi, target: Path, clock: HandClock
) -> None:
    api.always[CATALOG] = lambda _: Told(401)

    said = refused(api, target, clock)

    assert said == (
        "Ingram Micro refuses the credentials when asked for page 1 of physical products: HTTP 401. "
        "Check AWNING_INGRAM_CLIENT_ID and AWNING_INGRAM_CLIENT_SECRET."
    )
    assert api.tokens == 2


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        pytest.param({"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param({"Retry-After": "86400"}, 120.0, id="longer than anybody waits"),
        pytest.param(
            {"Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"},
            30.0,
            id="a date",
        ),
        pytest.param({"Retry-After": "soon"}, 1.0, id="not understood"),
        pytest.param({}, 1.0, id="not said"),
    ],
)
def test_too_many_requests_are_waited_for(
    headers: dict[str, str], waited: float, api: IngramApi, target: Path, clock: HandClock
) -> None:
    api.faults[PRICES].append(Told(429, headers=headers))

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert clock.slept == [waited]


def test_faults_are_tried_again_after_twice_the_time_each(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.faults[CATALOG].extend(Told(status, "<html>") for status in (500, 502, 503, 504))
    clock.jitter = 0.5

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert clock.slept == [1.5, 3.0, 6.0, 12.0]
    assert len(offerings(read(target, IngramReader())[0])) == 5


def test_a_fault_that_stays_ends_after_five_attempts(api: IngramApi, target: Path, clock: HandClock) -> None:
    said = {"errors": [{"type": "/errors/system-errors", "messaage": "Some unexpected error occurred"}]}
    api.always[PRICES] = lambda _: Told(500, said)

    message = refused(api, target, clock)

    assert message == (
        "Ingram Micro gave no answer for prices of physical products, 5 times over; the last time: "
        "HTTP 500 Some unexpected error occurred. The catalog stays as it was; try again later."
    )
    assert len(api.paths(PRICES)) == 5


def test_nobody_there_is_an_error_too(target: Path, clock: HandClock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        api = IngramApi(url=f"http://127.0.0.1:{free.getsockname()[1]}")

        said = refused(api, target, clock)

    assert said.startswith("Ingram Micro gave no answer for a token, 5 times over; the last time: ConnectError")


def test_what_ingram_micro_refuses_is_said_in_its_words_and_not_tried_again(
    api: IngramApi, target: Path, clock: HandClock
) -> None:
    field = {"field": "IM-CountryCode", "message": "Required field is missing"}
    answer = {"errors": [{"type": "/errors/validation-failed", "message": "Validation failed", "fields": [field]}]}
    api.always[CATALOG] = lambda _: Told(400, answer)

    said = refused(api, target, clock)

    assert said == (
        "Ingram Micro refused page 1 of physical products: HTTP 400, "
        "Validation failed: IM-CountryCode: Required field is missing"
    )
    assert len(api.paths(CATALOG)) == 1


@pytest.mark.parametrize("path", [TOKEN, CATALOG, PRICES], ids=["token", "catalogue", "prices"])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            Told(200, "<!doctype html><title>Log in</title>", {"Content-Type": "text/html"}), id="a log-in page"
        ),
        pytest.param(Told(302, "", {"Location": "/login"}), id="sent elsewhere"),
        pytest.param(Told(404, "<html>no such page"), id="no such page"),
        pytest.param(Told(200, '{"catalog": [{"ingramPart'), id="cut short"),
        pytest.param(Told(200, "[" * 100_000), id="nested without end"),
        pytest.param(Told(200, "1" * 5_000), id="a number"),
        pytest.param(Told(200, {"fault": {"faultstring": "Quota"}}), id="another object"),
        pytest.param(Told(200, "null"), id="null"),
    ],
)
def test_answers_that_are_none_are_not_taken_for_a_catalogue(
    path: str, answer: Told, api: IngramApi, target: Path, clock: HandClock
) -> None:
    api.always[path] = lambda _: answer

    said = refused(api, target, clock)

    assert said.startswith("Ingram Micro answered with")
    assert len(api.paths(path)) == 1


def test_an_answer_that_stalls_ends(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.always[CATALOG] = lambda _: Told(200, "{}", pause_s=0.5)

    said = refused(api, target, clock, read_s=0.05, attempts=2)

    assert said.startswith(
        "Ingram Micro gave no answer for page 1 of physical products, 2 times over; the last time: Read"
    )


def test_an_answer_that_drips_ends(api: IngramApi, target: Path) -> None:
    api.always[CATALOG] = lambda _: Told(200, "x" * 1_000, pause_s=0.01)

    with pytest.raises(FeedError, match="the answer does not come to an end"):
        fetch_ingram(target, api.access(), limits=Limits(answer_s=0.1, attempts=1))

    assert list(target.parent.glob("*")) == []


def test_an_answer_without_end_is_not_kept(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.always[CATALOG] = lambda _: Told(200, "x" * 100_000)

    said = refused(api, target, clock, answer_bytes=50_000)

    assert said == f"Ingram Micro's answer at {CATALOG} is longer than any answer should be."


def test_the_whole_catalogue_has_a_limit_of_time(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.always[PRICES] = lambda _: Told(429, headers={"Retry-After": "100"})

    said = refused(api, target, clock, overall_s=250)

    assert said.startswith(
        "Ingram Micro's catalogue was not whole after 0.0694444 hours, at prices of physical products"
    )
    assert clock.slept == [100, 100]


def test_pages_that_never_end_are_stopped(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.products = 100_000

    said = refused(api, target, clock, pages=3)

    assert said == (
        "Ingram Micro's catalogue of physical products does not end after 3 pages. The catalog stays as it was."
    )


def test_pages_that_repeat_are_stopped(api: IngramApi, target: Path, clock: HandClock) -> None:
    def circle(asked: Asked) -> Told:
        row = product(f"P{int(asked.query['pageNumber']) % 2}")
        return Told(body={"recordsFound": 500, "catalog": [row], "nextPage": "/resellers/v6/catalog?pageNumber=9"})

    api.always[CATALOG] = circle

    said = refused(api, target, clock)

    assert said.startswith("Ingram Micro's catalogue goes in circles: page 3 of physical products repeats page 1.")


@pytest.mark.parametrize("more", ["", "/resellers/v6/catalog?pageNumber=2"], ids=["no further page", "an empty page"])
def test_a_catalogue_cut_short_is_not_taken(more: str, api: IngramApi, target: Path, clock: HandClock) -> None:
    def half(asked: Asked) -> Told:
        rows = [product(f"P{number}") for number in range(50)] if asked.query["pageNumber"] == "1" else []
        return Told(body={"recordsFound": 100, "catalog": rows, "nextPage": more})

    api.always[CATALOG] = half

    said = refused(api, target, clock)

    assert said.startswith(
        "Ingram Micro's catalogue of physical products ended after 50 of 100: a part of it is missing."
    )


def test_an_empty_catalogue_is_no_catalogue(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.products = api.plans = 0

    said = refused(api, target, clock)

    assert said.startswith("Ingram Micro's catalogue holds nothing for this customer number.")


def test_a_failed_fetch_leaves_the_file_of_before(api: IngramApi, target: Path, clock: HandClock) -> None:
    fetch_ingram(target, api.access(), clock=clock.clock())
    before = target.read_bytes()
    api.always[PRICES] = lambda _: Told(400)

    with pytest.raises(FeedError):
        fetch_ingram(target, api.access(), clock=clock.clock())

    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_cannot_be_written_is_an_error(api: IngramApi, tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FeedError, match="cannot be written"):
        fetch_ingram(tmp_path / "file" / "ingram.ndjson", api.access(), clock=clock.clock())


def test_the_secret_is_in_no_log_and_in_no_message(
    api: IngramApi, target: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fetch_ingram(target, api.access(), clock=clock.clock())
    target.unlink()
    api.always[TOKEN] = lambda asked: Told(
        400, {"message": f"Unknown {asked.query['client_secret']}, {httpx.QueryParams(asked.query)}"}
    )

    said = refused(api, target, clock)

    assert api.asked[0].query["client_secret"] == SECRET
    assert said.startswith("Ingram Micro refused a token: HTTP 400, Unknown ***")
    for form in (SECRET, str(httpx.QueryParams({"a": SECRET})).removeprefix("a="), "s3cr3t", "client_secret="):
        assert form not in caplog.text
    assert "s3cr3t" not in said
    assert "s3cr3t" not in repr(api.access())
    assert caplog.text


def test_the_environment_says_who_we_are() -> None:
    access = access_from_environment(ENVIRONMENT)

    assert (access.client_id, access.client_secret) == ("awning", SECRET)
    assert (access.customer, access.country, access.language) == ("20-222222", "US", "en")
    assert access.url == "https://api.ingrammicro.com"


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    environment = ENVIRONMENT | {
        "AWNING_INGRAM_CLIENT_SECRET": "",
        "AWNING_INGRAM_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
        "AWNING_INGRAM_URL": "https://gateway.example/ingram/",
        "AWNING_INGRAM_LANGUAGE": "de-DE",
    }

    access = access_from_environment(environment)

    assert (access.client_secret, access.url, access.language) == (SECRET, "https://gateway.example/ingram", "de-DE")


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        access_from_environment({})

    assert str(caught.value).splitlines() == [
        "The source `ingram:` cannot be used:",
        "  AWNING_INGRAM_CLIENT_ID is not set: the client id.",
        (
            "  AWNING_INGRAM_CLIENT_SECRET is not set: the client secret, "
            "or AWNING_INGRAM_CLIENT_SECRET_FILE naming a file with it."
        ),
        "  AWNING_INGRAM_CUSTOMER is not set: your customer number, as 20-222222.",
        "  AWNING_INGRAM_COUNTRY is not set: the country of the catalogue in two letters, as US.",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"AWNING_INGRAM_CUSTOMER": "20-222222-1"}, "AWNING_INGRAM_CUSTOMER has at most 10", id="customer"),
        pytest.param({"AWNING_INGRAM_COUNTRY": "USA"}, "AWNING_INGRAM_COUNTRY is two letters", id="country"),
        pytest.param({"AWNING_INGRAM_LANGUAGE": "d\né"}, "AWNING_INGRAM_LANGUAGE is a language's", id="language"),
        pytest.param({"AWNING_INGRAM_URL": "http://api.example"}, "AWNING_INGRAM_URL begins with https", id="no TLS"),
        pytest.param({"AWNING_INGRAM_URL": "https://[::"}, "AWNING_INGRAM_URL begins with https", id="no address"),
        pytest.param(
            {"AWNING_INGRAM_CLIENT_SECRET": "", "AWNING_INGRAM_CLIENT_SECRET_FILE": "/nowhere"},
            "AWNING_INGRAM_CLIENT_SECRET_FILE names /nowhere, which cannot be read (No such file or directory)",
            id="no file",
        ),
    ],
)
def test_what_is_wrong_in_the_environment_is_said(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        access_from_environment(ENVIRONMENT | wrong)

    assert str(caught.value).splitlines()[1].startswith(f"  {said}")
    assert SECRET not in str(caught.value)


@SPECIFIED
def test_answers_made_of_the_open_api_examples_are_fetched_and_read(
    api: IngramApi, target: Path, clock: HandClock
) -> None:
    listed = examples(CATALOG, "get", 200)
    api.product = listed["TSProductSuccessResponse"]["catalog"][0]
    api.plan = listed["SubscriptionSuccessResponse"]["subscriptionCatalog"][0]["plans"][0]
    [api.price] = examples(PRICES, "post", 200)["SampleResponse"]
    api.products, api.plans = 130, 60

    fetch_ingram(target, api.access(), clock=clock.clock())

    found = offerings(read(target, IngramReader())[0])
    assert len(found) == 190
    assert found[0].name == "CLASS 10 100MB/S UHS-I CARD"
    assert [(price.role, str(price.amount), price.currency) for price in found[0].plans[0].prices] == [
        (PriceRole.COST, "74.34", "USD"),
        (PriceRole.SRP, "189.99", "USD"),
    ]


@SPECIFIED
def test_every_request_keeps_to_the_open_api_file(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.products, api.plans = 130, 60

    fetch_ingram(target, api.access(), clock=clock.clock())

    assert [complaint for asked in api.asked for complaint in complaints(asked)] == []
    assert {asked.path for asked in api.asked} == {TOKEN, CATALOG, PRICES}


@SPECIFIED
@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("path", [CATALOG, PRICES], ids=["catalogue", "prices"])
def test_errors_of_the_open_api_file_are_told_in_its_words(
    path: str, status: int, api: IngramApi, target: Path, clock: HandClock
) -> None:
    [answer] = examples(path, "get" if path == CATALOG else "post", status).values()
    api.always[path] = lambda _: Told(status, answer)

    said = refused(api, target, clock)

    assert answer["errors"][0]["message"] in said


def test_an_unreadable_answer_is_an_unreadable_feed(api: IngramApi, target: Path, clock: HandClock) -> None:
    api.always[CATALOG] = lambda _: Told(200, "<html>")

    with pytest.raises(FeedUnreadable, match="a page for people"):
        fetch_ingram(target, api.access(), clock=clock.clock())
