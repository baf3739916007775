"""The worker: each paid order reaches its distributor exactly once, whatever is lost, late, refused or killed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import Any

import httpx
import pytest

from awning_checkout import tables as t
from awning_checkout.distributors import (
    ActivationNote,
    Distributor,
    Fulfilment,
    FulfilmentState,
    ItemStatus,
    NotPlaced,
    OutcomeUnknown,
    Placed,
    Status,
)
from awning_checkout.distributors.tmf622 import Tmf622Distributor
from awning_checkout.outbox import ATTEMPTS_MAX, LEASE, SURE_AFTER, Worker
from support_checkout import ANNA, ASKING, MONTHLY, SHOP, TRIAL, World, forwarded


@dataclass
class PaperDistributor:
    """A distributor that keeps orders on paper, does as told, and remembers what it was asked."""

    on_place: list[Exception | None] = field(default_factory=list[Exception | None])
    """What each call ends with; an OutcomeUnknown is raised after the order was taken in, unless it is `lost`."""
    on_find: list[Exception | None] = field(default_factory=list[Exception | None])
    lost: bool = False
    slow: Callable[[], None] = lambda: None
    state: FulfilmentState = FulfilmentState.ACKNOWLEDGED
    placed: list[Fulfilment] = field(default_factory=list[Fulfilment])
    asked: list[str] = field(default_factory=list[str])

    def place(self, fulfilment: Fulfilment) -> Placed:
        self.asked.append("place")
        self.slow()
        problem = self.on_place.pop(0) if self.on_place else None
        if problem is None or (isinstance(problem, OutcomeUnknown) and not self.lost):
            self.placed.append(fulfilment)
        if problem is not None:
            raise problem
        return Placed(f"P-{len(self.placed)}", self.state)

    def find(self, reference: str) -> Placed | None:
        self.asked.append("find")
        problem = self.on_find.pop(0) if self.on_find else None
        if problem is not None:
            raise problem
        number = next((n for n, each in enumerate(self.placed, 1) if each.reference == reference), None)
        return Placed(f"P-{number}", self.state) if number else None

    def status(self, distributor_order_id: str) -> Status:
        self.asked.append("status")
        fulfilment = self.placed[int(distributor_order_id.removeprefix("P-")) - 1]
        note = (ActivationNote("licenceKey", "SANDBOX-1"),) if self.state is FulfilmentState.COMPLETED else ()
        return Status(self.state, tuple(ItemStatus(item.id, self.state, note) for item in fulfilment.items))


def outbox(world: World) -> Any:
    """The one row of the outbox."""
    [row] = world.rows(t.outbox)
    return row


def later(world: World, worker: Worker, seconds: float, step: float = 10) -> None:
    """Let so much time pass, the worker looking in now and then."""
    for _ in range(int(seconds / step)):
        world.clock.move(step)
        worker.work()


# The way of an order.


def test_a_paid_order_is_forwarded_followed_and_active(world: World) -> None:
    token = world.paid(MONTHLY)
    worker = world.worker()

    worker.work()
    first = world.state(token)
    world.clock.move(31)
    worker.work()
    [running] = world.rows(t.items)
    world.clock.move(31)
    worker.work()

    [item] = world.rows(t.items)
    assert forwarded(world) == [f"{world.row(token).number}-1"]
    assert (first, running.state) == ("forwarded", "inProgress")
    assert (world.state(token), item.state) == ("active", "completed")
    assert [name for name, _ in item.activation] == ["activationLink", "licenceKey"]
    assert outbox(world).state == "done"
    assert [event.state for event in world.rows(t.order_events, subject="order")] == [
        "open", "paid", "forwarded", "active",
    ]  # fmt: skip


def test_the_distributor_is_told_who_buys_what_and_what_they_answered(world: World) -> None:
    answers = {"primary_domain": "brook.example", "admin_email": "it@brook.example", "mail_import": "Yes, over IMAP"}
    token = world.paid(MONTHLY, ASKING, details=replace(ANNA, answers={1: answers}))

    world.worker().work()

    [order] = world.distributor.orders()
    told = {item["productOffering"]["id"]: item for item in order["productOrderItem"]}
    said = {each["name"]: each["value"] for each in told["PB-MAIL-BUS"]["product"]["productCharacteristic"]}
    assert order["externalId"] == f"{world.row(token).number}-1"
    assert [(party["role"], party["name"]) for party in order["relatedParty"]] == [
        ("reseller", SHOP), ("customer", "Brook & Daughters"),
    ]  # fmt: skip
    assert (told["PB-FILTER"]["quantity"], told["PB-MAIL-BUS"]["quantity"]) == (3, 4)
    assert told["PB-FILTER"]["itemPrice"][0]["productOfferingPrice"]["id"] == "P1M-P1M"
    assert said == answers


def test_nothing_is_forwarded_before_it_is_paid(world: World) -> None:
    token = world.order(MONTHLY)
    world.session(token)

    assert world.worker().work() == 0
    assert forwarded(world) == []


def test_a_free_trial_is_forwarded_too(world: World) -> None:
    token = world.order(TRIAL)

    world.worker().work()

    assert forwarded(world) == [f"{world.row(token).number}-1"]


def test_a_worker_with_nothing_to_do_does_nothing(world: World) -> None:
    world.order(MONTHLY)
    before = world.contents()

    assert world.worker().work() == 0
    assert world.contents() == before


def test_what_is_done_is_asked_about_no_more(world: World) -> None:
    world.paid(MONTHLY)
    distributor = PaperDistributor(state=FulfilmentState.COMPLETED)
    worker = world.worker(distributor)

    later(world, worker, 60)

    assert distributor.asked == ["place", "status"]


def test_an_order_that_is_ready_at_once_still_gets_its_keys(world: World) -> None:
    token = world.paid(MONTHLY)
    worker = world.worker(PaperDistributor(state=FulfilmentState.COMPLETED))

    worker.work()

    [item] = world.rows(t.items)
    assert world.state(token) == "active"
    assert item.activation == [["licenceKey", "SANDBOX-1"]]


@pytest.mark.parametrize(
    "state", [state for state in FulfilmentState if state.final and state is not FulfilmentState.COMPLETED]
)
def test_what_the_distributor_could_not_do_is_held_for_a_person(world: World, state: FulfilmentState) -> None:
    token = world.paid(MONTHLY)
    distributor = PaperDistributor()
    worker = world.worker(distributor)
    worker.work()
    distributor.state = state

    later(world, worker, 20)

    assert world.state(token) == "held"
    assert world.rows(t.items)[0].state == state
    assert distributor.asked.count("place") == 1


# Answers lost.


def test_an_order_committed_before_the_line_dropped_is_found_and_never_doubled(world: World) -> None:
    token = world.paid(MONTHLY)
    world.distributor.fail(commit_then_drop_next=1)
    worker = world.worker()

    worker.work()
    between = outbox(world).state, world.state(token)
    later(world, worker, 60)

    assert between == ("sending", "paid")
    assert forwarded(world) == [f"{world.row(token).number}-1"]
    assert outbox(world).state == "done"


def test_a_call_that_timed_out_is_looked_up_and_sent_again_when_it_is_surely_not_there(world: World) -> None:
    token = world.paid(MONTHLY)
    world.distributor.fail(timeout_next=1)
    with httpx.Client(base_url=world.distributor.url, timeout=0.5) as impatient:
        world.worker(Tmf622Distributor(impatient)).work()
    worker = world.worker()

    later(world, worker, 30)
    half_a_minute_later = forwarded(world)
    later(world, worker, 120)

    assert half_a_minute_later == []
    assert forwarded(world) == [f"{world.row(token).number}-1"]
    assert world.state(token) == "active"


def test_not_there_right_after_a_lost_answer_may_mean_not_there_yet(world: World) -> None:
    world.paid(MONTHLY)
    distributor = PaperDistributor(on_place=[OutcomeUnknown("no answer")], lost=True)
    worker = world.worker(distributor)
    worker.work()

    later(world, worker, SURE_AFTER.total_seconds() - 5, step=5)
    early = distributor.asked.count("place")
    later(world, worker, 40, step=5)

    assert early == 1
    assert distributor.asked.count("find") >= 2
    assert distributor.asked.count("place") == 2
    assert len(distributor.placed) == 1


def test_an_order_that_appears_late_is_found_and_not_sent_again(world: World) -> None:
    world.paid(MONTHLY)
    distributor = PaperDistributor(on_place=[OutcomeUnknown("no answer")])
    worker = world.worker(distributor)
    worker.work()
    [late] = distributor.placed
    distributor.placed.clear()

    later(world, worker, 30)
    distributor.placed.append(late)
    later(world, worker, 200)

    assert distributor.asked.count("place") == 1
    assert outbox(world).state == "done"


def test_a_look_up_that_fails_is_never_read_as_not_there(world: World) -> None:
    world.paid(MONTHLY)
    distributor = PaperDistributor(
        on_place=[OutcomeUnknown("no answer")], on_find=[OutcomeUnknown("no answer either")] * 6
    )
    worker = world.worker(distributor)

    later(world, worker, 1200, step=30)

    assert distributor.asked.count("place") == 1
    assert distributor.asked.count("find") == 7
    assert outbox(world).state == "done"


@pytest.mark.parametrize("status", ["fail_next", "commit_then_drop_next"])
def test_five_orders_with_two_answers_lost_are_five_orders(world: World, status: str) -> None:
    tokens = [world.paid(MONTHLY) for _ in range(5)]
    world.distributor.fail(**{status: 2})

    later(world, world.worker(), 200)

    assert forwarded(world) == sorted(f"{world.row(token).number}-1" for token in tokens)
    assert {world.state(token) for token in tokens} == {"active"}


# Surely not placed.


def test_a_distributor_that_is_down_is_tried_again_without_a_look_up(world: World) -> None:
    token = world.paid(MONTHLY)
    distributor = PaperDistributor(on_place=[NotPlaced("down"), NotPlaced("down")])
    worker = world.worker(distributor)

    later(world, worker, 60)

    assert [call for call in distributor.asked if call != "status"] == ["place", "place", "place"]
    assert world.state(token) == "forwarded"


@pytest.mark.parametrize(
    ("asked_s", "waits_s"), [(90, 90), (10**12, 3600)], ids=["a minute and a half", "thirty thousand years"]
)
def test_a_distributor_that_asks_for_time_gets_it_within_reason(world: World, asked_s: int, waits_s: int) -> None:
    world.paid(MONTHLY)
    worker = world.worker(PaperDistributor(on_place=[NotPlaced("busy", retry_after_s=asked_s)]))

    worker.work()

    assert outbox(world).state == "waiting"
    assert outbox(world).next_try_at == world.now() + timedelta(seconds=waits_s)


def test_a_distributor_out_of_reach_is_tried_again(world: World) -> None:
    token = world.paid(MONTHLY)
    with httpx.Client(base_url="http://127.0.0.1:9") as nobody:
        world.worker(Tmf622Distributor(nobody)).work()
    waiting = outbox(world).state

    later(world, world.worker(), 120)

    assert waiting == "waiting"
    assert world.state(token) == "active"


def test_pauses_grow_and_end_at_a_limit_where_a_person_is_asked(world: World) -> None:
    token = world.paid(MONTHLY)
    worker = world.worker(PaperDistributor(on_place=[NotPlaced("down")] * ATTEMPTS_MAX))
    pauses: list[float] = []

    while outbox(world).state == "waiting":
        worker.work()
        pauses.append((outbox(world).next_try_at - world.now()).total_seconds())
        world.clock.seconds = outbox(world).next_try_at.timestamp() + 1

    assert len(pauses) == ATTEMPTS_MAX
    assert 0.8 <= pauses[0] <= 1.2
    assert 12.8 <= pauses[4] <= 19.2
    assert max(pauses[:-1]) <= 360
    assert outbox(world).state == "stuck"
    assert world.state(token) == "held"


# Refused.


def test_a_refusal_waits_for_a_person_and_is_not_sent_again(world: World) -> None:
    token = world.paid(MONTHLY)
    world.distributor.fail(refuse_next=1)
    worker = world.worker()

    later(world, worker, 600, step=60)

    assert forwarded(world) == []
    assert outbox(world).state == "stuck"
    assert "refuse" in outbox(world).error
    assert world.rows(t.fulfilments)[0].state == "rejected"
    assert world.state(token) == "held"


def test_one_that_is_refused_does_not_hold_up_the_others(world: World) -> None:
    tokens = [world.paid(MONTHLY) for _ in range(3)]
    world.distributor.fail(refuse_next=1)

    later(world, world.worker(), 80)

    assert sorted(world.state(token) for token in tokens) == ["active", "active", "held"]


def test_one_the_distributor_holds_goes_on_being_followed(world: World) -> None:
    token = world.paid(MONTHLY)
    world.distributor.fail(hold_next=1)

    later(world, world.worker(), 80)

    assert world.state(token) == "forwarded"
    assert world.rows(t.items)[0].state == "held"


# Killed.


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("committed", [True, False], ids=["after it was taken in", "before it was taken in"])
def test_a_worker_killed_between_its_claim_and_its_record_is_followed_by_a_look_up(
    world: World, committed: bool
) -> None:
    token = world.paid(MONTHLY)
    distributor = PaperDistributor()
    killed_at_once = replace_place(distributor, committed=committed)

    with pytest.raises(Killed):
        world.worker(killed_at_once).work()
    worker = world.worker(distributor)
    done_within_the_lease = worker.work()
    world.clock.move(LEASE.total_seconds())
    worker.work()

    assert done_within_the_lease == 0
    assert distributor.asked[0] == "find"
    assert len(distributor.placed) == 1
    assert world.state(token) == "forwarded"


def replace_place(distributor: PaperDistributor, *, committed: bool) -> Distributor:
    """The same distributor, seen by a process that dies while it places."""

    @dataclass
    class Dying(PaperDistributor):
        def place(self, fulfilment: Fulfilment) -> Placed:
            if committed:
                distributor.placed.append(fulfilment)
            raise Killed

    return Dying()


def test_a_look_up_that_outlasts_its_lease_places_nothing(world: World) -> None:
    world.paid(MONTHLY)
    distributor = PaperDistributor(on_place=[OutcomeUnknown("no answer")], lost=True)
    world.worker(distributor).work()
    world.clock.move(LEASE.total_seconds())

    @dataclass
    class Dawdling(PaperDistributor):
        def find(self, reference: str) -> Placed | None:  # noqa: ARG002 (the protocol's)
            world.clock.move(LEASE.total_seconds() + 1)
            world.worker(distributor).work()
            return None

    dawdling = Dawdling()
    world.worker(dawdling).work()

    assert len(distributor.placed) == 1
    assert dawdling.placed == []


def test_a_slow_call_does_not_let_the_leases_of_others_run_out(world: World) -> None:
    for _ in range(4):
        world.paid(MONTHLY)
    distributor = PaperDistributor()
    other = world.worker(PaperDistributor(placed=distributor.placed))
    calls = iter([None, other.work, None, None])

    def slow() -> None:
        world.clock.move(LEASE.total_seconds() - 1)
        if meanwhile := next(calls):
            meanwhile()

    distributor.slow = slow
    world.worker(distributor).work()

    references = [each.reference for each in distributor.placed]
    assert len(references) == len(set(references)) == 4


def test_two_workers_at_once_never_forward_the_same_order_twice(world: World) -> None:
    tokens = [world.paid(MONTHLY) for _ in range(6)]
    workers = [world.worker() for _ in range(2)]

    for _ in range(3):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Worker.work, workers))
        world.clock.move(31)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Worker.work, workers))

    assert forwarded(world) == sorted(f"{world.row(token).number}-1" for token in tokens)
    assert {world.state(token) for token in tokens} == {"active"}


# The loop.


def test_an_error_nobody_thought_of_is_survived_and_the_others_go_on(world: World) -> None:
    tokens = [world.paid(MONTHLY) for _ in range(3)]
    distributor = PaperDistributor(on_place=[ZeroDivisionError("a bug in an adapter")])
    stop = Event()

    @dataclass
    class Stopping(PaperDistributor):
        def status(self, distributor_order_id: str) -> Status:
            if len(distributor.placed) == 2:
                stop.set()
            return distributor.status(distributor_order_id)

        def place(self, fulfilment: Fulfilment) -> Placed:
            return distributor.place(fulfilment)

    world.worker(Stopping()).run(stop, idle_s=0.01)

    assert sorted(world.state(token) for token in tokens) == ["forwarded", "forwarded", "paid"]


def test_a_worker_told_to_stop_stops(world: World) -> None:
    stop = Event()
    stop.set()

    world.worker().run(stop)

    assert forwarded(world) == []
