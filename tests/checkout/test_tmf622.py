"""The TMF622 adapter over real connections: to the sandbox distributor, and to servers that misbehave."""

import json
from collections.abc import Generator
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from awning.errors import SettingsError
from awning.money import Money
from awning_checkout.distributors import (
    Distributor,
    EndCustomer,
    Fulfilment,
    FulfilmentItem,
    FulfilmentState,
    NotPlaced,
    OutcomeUnknown,
    Placed,
    Refused,
)
from awning_checkout.distributors.exact_json import read_exactly, write_exactly
from awning_checkout.distributors.tmf622 import TIMEOUT, Tmf622Distributor, connect
from support_distributor import (
    SWAGGER,
    SandboxDistributor,
    ToldDistributor,
    Traffic,
    a_fulfilment,
    as_json,
    mistakes,
    order_json,
    sandbox_distributor,
    serving,
)

REFERENCE = "R7-000123-1"


@pytest.fixture
def sandbox() -> Generator[SandboxDistributor]:
    with sandbox_distributor() as running:
        yield running


@pytest.fixture
def client(sandbox: SandboxDistributor) -> Generator[httpx.Client]:
    with connect(sandbox.url) as opened:
        yield opened


@pytest.fixture
def distributor(client: httpx.Client) -> Distributor:
    return Tmf622Distributor(client)


def told(answer: Response) -> ToldDistributor:
    return ToldDistributor(lambda _request: answer)


def test_a_placed_order_is_acknowledged_under_the_distributors_id(distributor: Distributor) -> None:
    fulfilment = a_fulfilment()

    placed = distributor.place(fulfilment)

    assert placed == Placed("SBX-000001", FulfilmentState.ACKNOWLEDGED)


def test_the_distributor_is_told_who_buys_what_from_whom(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    fulfilment = a_fulfilment()

    distributor.place(fulfilment)

    [order] = sandbox.orders()
    [item] = order["productOrderItem"]
    assert order["externalId"] == REFERENCE
    assert order["notificationContact"] == "maja@lindqvist.example"
    assert order["note"] == [{"author": "Northwind IT", "text": "Contact: Maja Lindqvist"}]
    assert order["relatedParty"] == [
        {"id": "northwind", "name": "Northwind IT", "role": "reseller", "@referredType": "Organization"},
        {"id": "cus-17", "name": "Lindqvist AB", "role": "customer", "@referredType": "Organization"},
    ]
    assert item["productOffering"] == {"id": "MAIL-01"}
    assert item["quantity"] == 3
    assert item["itemPrice"] == [{"productOfferingPrice": {"id": "P1M"}}]
    assert item["product"]["place"] == [{"role": "country", "name": "SE"}]
    assert item["product"]["productCharacteristic"] == [{"name": "domain", "value": "lindqvist.example"}]


def test_a_private_customer_without_an_id_goes_by_name_and_reference(
    distributor: Distributor, sandbox: SandboxDistributor
) -> None:
    customer = EndCustomer(name="Maja Lindqvist", company="", email="maja@lindqvist.example", country="SE")
    fulfilment = Fulfilment(REFERENCE, "northwind", "Northwind IT", customer, a_fulfilment().items)

    distributor.place(fulfilment)

    [order] = sandbox.orders()
    assert order["relatedParty"][1] == {
        "id": REFERENCE,
        "name": "Maja Lindqvist",
        "role": "customer",
        "@referredType": "Individual",
    }


@pytest.mark.parametrize(
    ("price", "written"),
    [
        pytest.param(Money(1250, "EUR"), '"value": 12.50}', id="cents"),
        pytest.param(Money(90071992547409931, "EUR"), '"value": 900719925474099.31}', id="more than a float holds"),
        pytest.param(Money(1200, "JPY"), '"value": 1200}', id="no decimals"),
        pytest.param(Money(0, "GBP"), '"value": 0.00}', id="a trial"),
    ],
)
def test_a_unit_price_travels_digit_for_digit(
    distributor: Distributor, client: httpx.Client, price: Money, written: str
) -> None:
    traffic = Traffic()
    traffic.listen(client)
    item = FulfilmentItem(id="1", offering_id="MAIL-01", plan_id="P1M", quantity=1, unit_price=price)

    distributor.place(a_fulfilment(REFERENCE, item))

    [(request, answer)] = traffic.kept
    assert written in request.content.decode()
    assert written in answer.text


@given(st.decimals(-(10**15), 10**15), st.text())
def test_what_is_written_exactly_is_read_back_the_same(amount: Decimal, text: str) -> None:
    value = {"value": [amount, text, 3, True, None]}

    written = write_exactly(value)

    assert read_exactly(written) == value


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), Decimal("Infinity"), object(), b"bytes"])
def test_what_json_cannot_say_exactly_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        write_exactly({"value": value})


def test_an_order_moves_on_until_it_is_completed(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    order_id = distributor.place(a_fulfilment()).distributor_order_id
    states = [distributor.status(order_id).state]

    for _ in range(2):
        sandbox.clock.move(30)
        states.append(distributor.status(order_id).state)

    assert states == [FulfilmentState.ACKNOWLEDGED, FulfilmentState.IN_PROGRESS, FulfilmentState.COMPLETED]


def test_each_completed_item_brings_what_the_customer_needs_to_begin(
    distributor: Distributor, sandbox: SandboxDistributor
) -> None:
    items = tuple(FulfilmentItem(id=i, offering_id=f"SKU-{i}", plan_id="P1Y", quantity=1) for i in ("a", "b"))
    order_id = distributor.place(a_fulfilment(REFERENCE, *items)).distributor_order_id
    sandbox.clock.move(60)

    status = distributor.status(order_id)

    first, second = status.item("a"), status.item("b")
    assert first is not None
    assert second is not None
    assert [note.name for note in first.notes] == ["activationLink", "licenceKey"]
    assert first.notes[0].text == f"{sandbox.url}/activate/SBX-000001/a"
    assert first.notes[1].text != second.notes[1].text
    assert {first.state, second.state} == {FulfilmentState.COMPLETED}


def test_nothing_is_handed_out_before_completion(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    order_id = distributor.place(a_fulfilment()).distributor_order_id
    sandbox.clock.move(59)

    status = distributor.status(order_id)

    assert [item.notes for item in status.items] == [()]


def test_answers_of_the_customer_are_no_activation_notes(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    order_id = distributor.place(a_fulfilment()).distributor_order_id
    sandbox.clock.move(60)

    [item] = distributor.status(order_id).items

    assert "lindqvist.example" not in [note.text for note in item.notes]


def test_an_order_is_found_by_our_reference(distributor: Distributor) -> None:
    distributor.place(a_fulfilment("R7-000122-1"))
    placed = distributor.place(a_fulfilment())

    found = distributor.find(REFERENCE)

    assert found == placed


def test_a_reference_the_distributor_does_not_know_finds_nothing(distributor: Distributor) -> None:
    distributor.place(a_fulfilment("R7-000122-1"))

    found = distributor.find(REFERENCE)

    assert found is None


def test_an_order_sent_twice_blindly_is_there_twice_and_said_to_be(
    distributor: Distributor, sandbox: SandboxDistributor
) -> None:
    distributor.place(a_fulfilment())
    distributor.place(a_fulfilment())

    with pytest.raises(OutcomeUnknown, match="twice, as SBX-000001, SBX-000002"):
        distributor.find(REFERENCE)

    assert len(sandbox.orders()) == 2


def test_a_distributor_that_refuses_duplicates_has_us_look_instead_of_give_up() -> None:
    with sandbox_distributor(refuse_duplicates=True) as sandbox, connect(sandbox.url) as client:
        distributor = Tmf622Distributor(client)
        placed = distributor.place(a_fulfilment())

        with pytest.raises(OutcomeUnknown, match="409"):
            distributor.place(a_fulfilment())

        assert distributor.find(REFERENCE) == placed
        assert len(sandbox.orders()) == 1


def test_an_answer_lost_after_the_order_was_created_is_settled_by_looking_it_up(
    distributor: Distributor, sandbox: SandboxDistributor
) -> None:
    sandbox.fail(commit_then_drop_next=1)

    with pytest.raises(OutcomeUnknown, match=REFERENCE):
        distributor.place(a_fulfilment())

    assert distributor.find(REFERENCE) == Placed("SBX-000001", FulfilmentState.ACKNOWLEDGED)


def test_an_answer_that_never_comes_is_unknown_and_looking_up_finds_nothing(
    sandbox: SandboxDistributor,
) -> None:
    sandbox.fail(timeout_next=1)
    with connect(sandbox.url) as client:
        client.timeout = httpx.Timeout(5, read=0.2)
        distributor = Tmf622Distributor(client)

        with pytest.raises(OutcomeUnknown, match="timed out"):
            distributor.place(a_fulfilment())

        client.timeout = TIMEOUT
        assert distributor.find(REFERENCE) is None


def test_an_internal_error_is_unknown(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    sandbox.fail(fail_next=1)

    with pytest.raises(OutcomeUnknown, match="500"):
        distributor.place(a_fulfilment())


def test_a_refusal_says_why(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    sandbox.fail(refuse_next=1)

    with pytest.raises(Refused) as raised:
        distributor.place(a_fulfilment())

    assert raised.value.code == "orderRefused"
    assert raised.value.reason == "Bad Request: The sandbox was told to refuse this order."
    assert sandbox.orders() == []


def test_a_held_order_stays_held(distributor: Distributor, sandbox: SandboxDistributor) -> None:
    sandbox.fail(hold_next=1)
    placed = distributor.place(a_fulfilment())
    sandbox.clock.move(3600)

    status = distributor.status(placed.distributor_order_id)

    assert placed.state is FulfilmentState.HELD
    assert status.state is FulfilmentState.HELD


def test_the_right_token_opens_the_door() -> None:
    with sandbox_distributor(token="right") as sandbox, connect(sandbox.url, token="right") as client:
        placed = Tmf622Distributor(client).place(a_fulfilment())

        assert placed.state is FulfilmentState.ACKNOWLEDGED


@pytest.mark.parametrize("token", ["wrong", None])
def test_with_a_wrong_token_nothing_is_placed(token: str | None) -> None:
    with sandbox_distributor(token="right") as sandbox, connect(sandbox.url, token=token) as client:
        with pytest.raises(NotPlaced, match="Show the bearer token"):
            Tmf622Distributor(client).place(a_fulfilment())

        assert sandbox.orders() == []


@pytest.mark.parametrize("token", ["wrong", None])
def test_with_a_wrong_token_a_look_up_is_never_read_as_not_there(token: str | None) -> None:
    with (
        sandbox_distributor(token="right") as sandbox,
        connect(sandbox.url, token=token) as client,
        pytest.raises(OutcomeUnknown),
    ):
        Tmf622Distributor(client).find(REFERENCE)


def test_where_nobody_listens_nothing_is_placed() -> None:
    with sandbox_distributor() as gone:
        url = gone.url

    with connect(url) as client:
        with pytest.raises(NotPlaced, match="could not be reached") as raised:
            Tmf622Distributor(client).place(a_fulfilment())
        assert raised.value.retry_after_s is None


@pytest.mark.parametrize("ask", ["find", "status"])
def test_where_nobody_listens_a_question_has_no_answer(ask: str) -> None:
    with sandbox_distributor() as gone:
        url = gone.url

    with connect(url) as client, pytest.raises(OutcomeUnknown):
        getattr(Tmf622Distributor(client), ask)("SBX-000001")


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        pytest.param(Response("Slow down.", 429), None, id="429"),
        pytest.param(Response("Slow down.", 429, {"Retry-After": "30"}), 30, id="429 with a pause"),
        pytest.param(Response("Closed.", 503, {"Retry-After": "600"}), 600, id="503 with a pause"),
        pytest.param(
            Response("Closed.", 503, {"Retry-After": "Sun, 22 Nov 2026 20:00:00 GMT"}),
            None,
            id="503 until a date",
        ),
        pytest.param(Response("<h1>Sign in</h1>", 401, mimetype="text/html"), None, id="401 in HTML"),
    ],
)
def test_these_answers_say_that_nothing_was_placed(answer: Response, wait: int | None) -> None:
    with serving(told(answer)) as url, connect(url) as client:
        with pytest.raises(NotPlaced) as raised:
            Tmf622Distributor(client).place(a_fulfilment())

        assert raised.value.retry_after_s == wait


_ERROR = {"code": "60", "reason": "Not now", "status": "400"}
_LEAK: dict[str, object] = {"productOrderItem": [], "notificationContact": "maja@lindqvist.example"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Response("Closed.", 503), id="503 without a pause"),
        pytest.param(as_json(_ERROR, 502), id="502 with a reason"),
        pytest.param(as_json(_ERROR, 408), id="request timeout"),
        pytest.param(as_json(_ERROR, 409), id="conflict"),
        pytest.param(Response("<h1>Not found</h1>", 404, mimetype="text/html"), id="404 of a proxy"),
        pytest.param(as_json({"error": "no"}, 400), id="400 in no shape we know"),
        pytest.param(Response("", 302, {"Location": "/elsewhere"}), id="redirect"),
        pytest.param(Response("<h1>Welcome</h1>", 200, mimetype="text/html"), id="HTML"),
        pytest.param(Response("", 201), id="empty"),
        pytest.param(Response('{"id": "4711", "sta', 201), id="JSON cut short"),
        pytest.param(Response(['{"id": "4711"}'], 201, {"Content-Length": "400"}), id="connection cut short"),
        pytest.param(Response(b"\xff\xfe\x00", 201), id="not text"),
        pytest.param(Response('{"id": NaN}', 201), id="not a number"),
        pytest.param(Response("[" * 100_000, 201), id="nested without end"),
        pytest.param(Response("no gzip", 201, {"Content-Encoding": "gzip"}), id="broken encoding"),
        pytest.param(as_json([], 201), id="a list"),
        pytest.param(as_json(_LEAK, 201), id="no id"),
        pytest.param(as_json({"id": ""}, 201), id="empty id"),
        pytest.param(as_json({"id": True}, 201), id="id of the wrong type"),
        pytest.param(as_json(order_json("R7-000999-1", "4711"), 201), id="someone else's order"),
    ],
)
def test_these_answers_leave_the_outcome_unknown(answer: Response) -> None:
    with serving(told(answer)) as url, connect(url) as client:
        with pytest.raises(OutcomeUnknown) as raised:
            Tmf622Distributor(client).place(a_fulfilment())

        assert "maja@lindqvist.example" not in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "placed"),
    [
        pytest.param(as_json({"id": 4711}, 201), Placed("4711", FulfilmentState.ACKNOWLEDGED), id="only a number"),
        pytest.param(
            as_json({"id": "4711", "externalId": None, "state": "IN_PROGRESS", "priority": [1]}, 200),
            Placed("4711", FulfilmentState.IN_PROGRESS),
            id="200, another spelling, unasked members",
        ),
        pytest.param(
            as_json({"id": "4711", "state": "pendingCancellation"}, 202),
            Placed("4711", FulfilmentState.HELD),
            id="a cancellation being looked at",
        ),
        pytest.param(
            as_json({"id": "4711", "state": "shipped"}, 201),
            Placed("4711", FulfilmentState.UNKNOWN),
            id="a word of its own",
        ),
    ],
)
def test_answers_are_read_tolerantly(answer: Response, placed: Placed) -> None:
    with serving(told(answer)) as url, connect(url) as client:
        assert Tmf622Distributor(client).place(a_fulfilment()) == placed


def test_placing_sends_one_request_and_never_another() -> None:
    overloaded = told(Response("", 500))
    with serving(overloaded) as url, connect(url) as client, pytest.raises(OutcomeUnknown):
        Tmf622Distributor(client).place(a_fulfilment())

    assert overloaded.asked == ["POST /tmf-api/productOrderingManagement/v4/productOrder?"]


def test_the_recovery_parameter_can_be_named_otherwise() -> None:
    other = told(as_json([order_json(REFERENCE, "4711")]))
    with serving(other) as url, connect(url) as client:
        found = Tmf622Distributor(client, recovery_parameter="purchaseOrderNumber").find(REFERENCE)

    assert found == Placed("4711", FulfilmentState.ACKNOWLEDGED)
    assert f"purchaseOrderNumber={REFERENCE}&" in other.asked[0]


def everybodys_orders(request: Request) -> Response:
    """Answer as a server that pages 50 at a time and ignores every filter."""
    orders = [order_json(f"R1-{number:06}", str(number)) for number in range(130)]
    orders.insert(120, order_json(REFERENCE, "4711", "completed"))
    offset = int(request.args.get("offset", "0"))
    return as_json(orders[offset : offset + 50], 206)


def test_ours_is_found_among_everybodys_where_the_filter_is_ignored() -> None:
    with serving(ToldDistributor(everybodys_orders)) as url, connect(url) as client:
        found = Tmf622Distributor(client).find(REFERENCE)

    assert found == Placed("4711", FulfilmentState.COMPLETED)


def test_not_there_is_said_only_when_the_end_of_the_list_was_seen() -> None:
    unfiltered = ToldDistributor(everybodys_orders)
    with serving(unfiltered) as url, connect(url) as client:
        found = Tmf622Distributor(client).find("R7-000999-1")

    assert found is None
    assert len(unfiltered.asked) == 4


def endless(request: Request) -> Response:
    """Answer as a server with more orders than anyone would look through."""
    offset = int(request.args.get("offset", "0"))
    return as_json([order_json(f"R1-{offset + number}", str(offset + number)) for number in range(100)])


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(told(as_json([order_json("R1-000001", "1")])), id="neither filters nor pages"),
        pytest.param(ToldDistributor(endless), id="has no end"),
        pytest.param(told(as_json([{"id": "1"}], X_Total_Count="1")), id="does not say whose orders"),
        pytest.param(told(as_json({"items": []})), id="is no list"),
        pytest.param(told(as_json([{"externalId": REFERENCE}])), id="has no ids"),
        pytest.param(told(as_json(["4711"])), id="is no list of orders"),
        pytest.param(told(Response("<h1>Welcome</h1>")), id="is HTML"),
        pytest.param(told(as_json(_ERROR, 404)), id="is not found"),
        pytest.param(told(as_json(_ERROR, 400)), id="is refused"),
    ],
)
def test_a_look_up_that_proves_nothing_is_unknown(server: ToldDistributor) -> None:
    with serving(server) as url, connect(url) as client, pytest.raises(OutcomeUnknown):
        Tmf622Distributor(client).find(REFERENCE)

    assert len(server.asked) <= 20


def test_one_order_that_comes_again_on_every_page_is_one_order() -> None:
    unpaged = told(as_json([order_json(REFERENCE, "4711")]))
    with serving(unpaged) as url, connect(url) as client:
        found = Tmf622Distributor(client).find(REFERENCE)

    assert found == Placed("4711", FulfilmentState.ACKNOWLEDGED)


def test_an_item_without_a_state_has_the_orders_unless_items_differ() -> None:
    items = [{"id": "1"}, {"id": "2", "state": "failed"}]
    states = {
        word: as_json({"id": "4711", "state": word, "productOrderItem": items}) for word in ("inProgress", "partial")
    }
    seen: dict[str, list[FulfilmentState]] = {}

    for word, answer in states.items():
        with serving(told(answer)) as url, connect(url) as client:
            seen[word] = [item.state for item in Tmf622Distributor(client).status("4711").items]

    assert seen == {
        "inProgress": [FulfilmentState.IN_PROGRESS, FulfilmentState.FAILED],
        "partial": [FulfilmentState.UNKNOWN, FulfilmentState.FAILED],
    }


def test_only_text_and_numbers_of_known_names_become_notes_and_long_ones_are_cut() -> None:
    characteristics: list[dict[str, object]] = [
        {"name": "activationLink", "value": {"href": "https://portal.example"}},
        {"name": "activationCode", "value": 4711},
        {"name": ["licenceKey"], "value": "ABC"},
        {"name": "licenceKey", "value": ""},
        {"name": "tenant", "value": "lindqvist"},
        {"name": "portalLink", "value": "x" * 5000},
        {},
    ]
    item = {"id": "1", "product": {"productCharacteristic": characteristics}}
    answer = as_json({"id": "4711", "state": "completed", "productOrderItem": [item]})
    with serving(told(answer)) as url, connect(url) as client:
        [status] = Tmf622Distributor(client).status("4711").items

    assert [(note.name, len(note.text)) for note in status.notes] == [
        ("activationCode", 4),
        ("portalLink", 2000),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(as_json(_ERROR, 404), id="order gone"),
        pytest.param(as_json(order_json(REFERENCE, "4712")), id="another order"),
        pytest.param(as_json({"id": "4711", "productOrderItem": {}}), id="items are no list"),
        pytest.param(as_json({"id": "4711", "productOrderItem": [{"state": "held"}]}), id="item without id"),
        pytest.param(as_json({"id": "4711", "productOrderItem": [{"id": "1", "product": "x"}]}), id="no product"),
        pytest.param(Response('{"id": "4711"', 200), id="cut short"),
    ],
)
def test_a_status_that_cannot_be_read_is_unknown(answer: Response) -> None:
    with serving(told(answer)) as url, connect(url) as client, pytest.raises(OutcomeUnknown):
        Tmf622Distributor(client).status("4711")


def test_an_order_id_is_one_segment_of_the_address_whatever_it_holds() -> None:
    gone = told(as_json(_ERROR, 404))
    with serving(gone) as url, connect(f"{url}/api/") as client, pytest.raises(OutcomeUnknown):
        Tmf622Distributor(client).status("47/11?x#ä")

    assert gone.asked == [
        "GET /api/tmf-api/productOrderingManagement/v4/productOrder/47/11?x#ä?",
    ]


@pytest.mark.parametrize("address", ["", "api.example.com", "ftp://api.example.com", "https://"])
def test_an_address_that_is_none_is_a_mistake_in_the_settings(address: str) -> None:
    with pytest.raises(SettingsError, match=r"https://api\.example\.com"):
        connect(address)


def test_every_call_has_its_time_limits() -> None:
    with connect("https://api.example.com") as client:
        assert (client.timeout.connect, client.timeout.read) == (5, 20)


@pytest.mark.skipif(not SWAGGER.exists(), reason="TM Forum's swagger lies beside the repository, in ../shared")
def test_requests_and_answers_are_what_tmf622_allows(
    distributor: Distributor, client: httpx.Client, sandbox: SandboxDistributor
) -> None:
    traffic = Traffic()
    traffic.listen(client)
    item = FulfilmentItem(
        id="1",
        offering_id="MAIL-01",
        plan_id="P1M",
        quantity=3,
        answers={"domain": "x.example"},
        unit_price=Money(1250, "EUR"),
    )
    order_id = distributor.place(a_fulfilment(REFERENCE, item)).distributor_order_id
    for _ in range(3):
        distributor.status(order_id)
        sandbox.clock.move(30)
    sandbox.fail(refuse_next=1)
    with pytest.raises(Refused):
        distributor.place(a_fulfilment())

    request, created = traffic.kept[0]
    statuses = [answer.json() for _, answer in traffic.kept[1:4]]
    assert mistakes("ProductOrder_Create", json.loads(request.content)) == []
    assert mistakes("ProductOrder", created.json()) == []
    assert [mistakes("ProductOrder", status) for status in statuses] == [[], [], []]
    assert mistakes("Error", traffic.kept[-1][1].json()) == []


@pytest.mark.skipif(not SWAGGER.exists(), reason="TM Forum's swagger lies beside the repository, in ../shared")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ProductOrder_Create", {"externalId": REFERENCE}),
        ("ProductOrder_Create", {"productOrderItem": []}),
        ("ProductOrder_Create", {"productOrderItem": [{"id": 1, "action": "add"}]}),
        ("ProductOrder_Create", {"productOrderItem": [{"id": "1", "action": "add", "quantitiy": 3}]}),
        ("ProductOrder", {"productOrderItem": [{"id": "1", "action": "add"}], "state": "unknown"}),
        ("Error", {"code": "60", "message": "no"}),
    ],
)
def test_the_contract_check_itself_finds_planted_mistakes(name: str, value: object) -> None:
    found = mistakes(name, value)

    assert len(found) == 1
