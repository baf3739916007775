"""The sandbox distributor by itself: what it takes, how it lists, what its page shows."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from awning_checkout.distributors.tmf622 import ORDERS_PATH
from awning_checkout.sandbox.distributor_api import create_distributor_sandbox
from support_distributor import SWAGGER, HandClock, mistakes, sandbox_distributor


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def client(clock: HandClock) -> FlaskClient:
    return create_distributor_sandbox(clock=clock, seconds_to_activate=60).test_client()


def told(answer: TestResponse) -> Any:
    return answer.json


def an_order(reference: str = "R7-1", **item: object) -> dict[str, Any]:
    mailbox = {"id": "1", "action": "add", "quantity": 3, "productOffering": {"id": "MAIL-01"}} | item
    return {"externalId": reference, "productOrderItem": [mailbox]}


def test_an_order_taken_in_has_an_id_an_address_and_a_date(client: FlaskClient) -> None:
    answer = client.post(ORDERS_PATH, json=an_order())

    order = told(answer)
    assert answer.status_code == 201
    assert order["id"] == "SBX-000001"
    assert order["href"] == answer.headers["Location"] == f"http://localhost{ORDERS_PATH}/SBX-000001"
    assert order["orderDate"] == "2026-11-18T11:06:40Z"
    assert order["state"] == order["productOrderItem"][0]["state"] == "acknowledged"
    assert "completionDate" not in order


def test_a_completed_order_says_since_when(client: FlaskClient, clock: HandClock) -> None:
    client.post(ORDERS_PATH, json=an_order())
    clock.move(3600)

    order = told(client.get(f"{ORDERS_PATH}/SBX-000001"))

    assert order["state"] == "completed"
    assert order["completionDate"] == "2026-11-18T11:07:40Z"


def test_activation_is_the_same_each_time_and_its_link_leads_somewhere(client: FlaskClient, clock: HandClock) -> None:
    client.post(ORDERS_PATH, json=an_order(id="seat/1"))
    clock.move(60)

    first = told(client.get(f"{ORDERS_PATH}/SBX-000001"))
    second = told(client.get(f"{ORDERS_PATH}/SBX-000001"))

    link, key = first["productOrderItem"][0]["product"]["productCharacteristic"]
    assert first == second
    assert re.fullmatch(r"SANDBOX(-[0-9A-F]{4}){4}", key["value"])
    assert client.get(link["value"]).status_code == 200


def test_the_same_reference_twice_is_two_orders(client: FlaskClient) -> None:
    ids = [told(client.post(ORDERS_PATH, json=an_order()))["id"] for _ in range(2)]

    assert ids == ["SBX-000001", "SBX-000002"]


def test_duplicates_are_refused_where_it_was_started_so() -> None:
    client = create_distributor_sandbox(refuse_duplicates=True).test_client()
    client.post(ORDERS_PATH, json=an_order())

    again = client.post(ORDERS_PATH, json=an_order())
    other = client.post(ORDERS_PATH, json=an_order("R7-2"))

    assert again.status_code == 409
    assert told(again)["code"] == "duplicateExternalId"
    assert other.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="no object"),
        pytest.param({}, id="no items"),
        pytest.param({"productOrderItem": {}}, id="items are no list"),
        pytest.param({"productOrderItem": ["1"]}, id="item is no object"),
        pytest.param({"externalId": 7, **an_order()} | {"externalId": 7}, id="reference is no text"),
        pytest.param(an_order(id=1), id="item id is no text"),
        pytest.param(an_order(action="delete"), id="another action"),
        pytest.param(an_order(quantity=0), id="none of it"),
        pytest.param(an_order(quantity=1.5), id="half of it"),
        pytest.param(an_order(quantity=True), id="true of it"),
        pytest.param(an_order(productOffering=None), id="no offering"),
        pytest.param(an_order(itemPrice="12.50"), id="price is no list"),
        pytest.param(an_order(product={"productCharacteristic": [{"name": "domain"}]}), id="answer without value"),
        pytest.param({"productOrderItem": an_order()["productOrderItem"] * 2}, id="the same item twice"),
        pytest.param({**an_order(), "relatedParty": [{"id": "northwind"}]}, id="party without type"),
    ],
)
def test_what_tmf622_does_not_allow_is_refused_with_its_error(client: FlaskClient, body: object) -> None:
    answer = client.post(ORDERS_PATH, json=body)

    assert answer.status_code == 400
    assert told(answer)["code"] == "invalidBody"
    assert told(answer)["status"] == "400"
    assert told(client.get("/_control/orders")) == {"orders": []}


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        pytest.param("{", "application/json", 400, id="cut short"),
        pytest.param("a=1", "application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param("[" * 100_000, "application/json", 400, id="nested without end"),
        pytest.param(" " * 1_000_001, "application/json", 413, id="too large"),
    ],
)
def test_what_is_not_json_is_refused(client: FlaskClient, data: str, content_type: str, status: int) -> None:
    answer = client.post(ORDERS_PATH, data=data, content_type=content_type)

    assert answer.status_code == status
    assert told(answer)["status"] == str(status)


def test_a_list_is_paged_and_says_how_long_it_is(client: FlaskClient) -> None:
    for number in range(5):
        client.post(ORDERS_PATH, json=an_order(f"R7-{number}"))

    page = client.get(f"{ORDERS_PATH}?offset=3&limit=1")
    whole = client.get(ORDERS_PATH)

    assert [order["externalId"] for order in told(page)] == ["R7-3"]
    assert (page.status_code, page.headers["X-Total-Count"], page.headers["X-Result-Count"]) == (
        206,
        "5",
        "1",
    )
    assert (whole.status_code, whole.headers["X-Total-Count"], whole.headers["X-Result-Count"]) == (
        200,
        "5",
        "5",
    )


def test_a_list_can_be_narrowed_to_a_reference_and_to_fields(client: FlaskClient) -> None:
    for reference in ("R7-1", "R7-2", "R7-2"):
        client.post(ORDERS_PATH, json=an_order(reference))

    listed = told(client.get(f"{ORDERS_PATH}?externalId=R7-2&fields=state"))

    assert [sorted(order) for order in listed] == [["href", "id", "state"]] * 2
    assert [order["id"] for order in listed] == ["SBX-000002", "SBX-000003"]


@pytest.mark.parametrize("query", ["poNumber=R7-1", "offset=-1", "limit=ten", "limit=²"])
def test_a_query_it_does_not_know_is_refused_and_not_ignored(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{ORDERS_PATH}?{query}")

    assert answer.status_code == 400
    assert told(answer)["code"] == "invalidQuery"


def test_an_order_it_does_not_have_is_not_found(client: FlaskClient) -> None:
    answer = client.get(f"{ORDERS_PATH}/SBX-000009")

    assert answer.status_code == 404
    assert told(answer)["message"] == "There is no order SBX-000009."


@pytest.mark.skipif(not SWAGGER.exists(), reason="TM Forum's swagger lies beside the repository, in ../shared")
@pytest.mark.parametrize("path", [f"{ORDERS_PATH}/none", f"{ORDERS_PATH}?limit=x", "/nowhere"])
def test_every_error_has_tm_forums_shape(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert mistakes("Error", told(answer)) == []


def test_each_fault_is_used_up_by_one_order(client: FlaskClient) -> None:
    client.post("/_control/faults", json={"fail_next": 1, "refuse_next": 1, "hold_next": 1})

    answers = [client.post(ORDERS_PATH, json=an_order()) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [500, 400, 201, 201]
    assert [told(answer)["state"] for answer in answers[2:]] == ["held", "acknowledged"]


def test_faults_are_counted_down_and_can_be_called_off(client: FlaskClient) -> None:
    client.post("/_control/faults", json={"fail_next": 3})
    client.post(ORDERS_PATH, json=an_order())
    before = told(client.get("/_control/faults"))

    client.post("/_control/faults", json={"fail_next": 0})

    assert before["fail_next"] == 2
    assert client.post(ORDERS_PATH, json=an_order()).status_code == 201


@pytest.mark.parametrize(
    "faults", [[], {"explode_next": 1}, {"fail_next": -1}, {"fail_next": "1"}, {"fail_next": True}]
)
def test_faults_it_does_not_know_change_nothing(client: FlaskClient, faults: object) -> None:
    answer = client.post("/_control/faults", json=faults)

    assert answer.status_code == 400
    assert set(told(client.get("/_control/faults")).values()) == {0}


def test_the_page_shows_what_came_in_and_that_nothing_is_delivered(client: FlaskClient, clock: HandClock) -> None:
    answers = {"productCharacteristic": [{"name": "domain", "value": "<b>lindqvist.example</b>"}]}
    client.post(ORDERS_PATH, json=an_order(product=answers, itemPrice=[{"productOfferingPrice": {"id": "P1M"}}]))
    clock.move(60)

    page = client.get("/").text

    assert "Sandbox: nothing is delivered." in page
    assert '<meta http-equiv="refresh" content="5">' in page
    for shown in (
        "SBX-000001",
        "R7-1",
        "MAIL-01",
        "P1M",
        "&lt;b&gt;lindqvist.example",
        "Completed",
        "SANDBOX-",
    ):
        assert shown in page
    assert "<b>" not in page
    assert "<script" not in page


def test_the_page_can_be_made_to_stand_still(client: FlaskClient) -> None:
    page = client.get("/?refresh=off").text

    assert "http-equiv" not in page
    assert "No order has come in yet." in page


def test_the_page_points_at_an_order_that_was_resent_blindly(client: FlaskClient) -> None:
    client.post(ORDERS_PATH, json=an_order())
    quiet = client.get("/").text
    client.post(ORDERS_PATH, json=an_order())

    loud = client.get("/").text

    assert "Sent 2 times." not in quiet
    assert loud.count("Sent 2 times.") == 2


def test_the_page_holds_the_last_fifty(client: FlaskClient) -> None:
    for number in range(51):
        client.post(ORDERS_PATH, json=an_order(f"R7-{number}"))

    page = client.get("/").text

    assert "The last 50 of 51." in page
    assert "SBX-000051" in page
    assert "SBX-000001" not in page


def test_only_the_ordering_api_asks_for_the_token() -> None:
    client = create_distributor_sandbox(token="right").test_client()

    statuses = [client.get(path).status_code for path in (ORDERS_PATH, "/", "/_control/orders", "/_control/faults")]

    assert statuses == [401, 200, 200, 200]


def test_every_answer_forbids_what_the_page_does_not_need(client: FlaskClient) -> None:
    headers = client.get("/").headers

    assert (
        headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_its_style_sheet_is_served(client: FlaskClient) -> None:
    page = client.get("/").text
    [address] = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)

    with client.get(address) as answer:
        assert answer.mimetype == "text/css"


def test_two_sandboxes_know_nothing_of_each_other() -> None:
    with sandbox_distributor() as one, sandbox_distributor() as other:
        one.fail(hold_next=1)

        assert other.orders() == []
        assert one.url != other.url
