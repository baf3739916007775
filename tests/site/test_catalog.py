"""Catalog values: which notice holds when, and how offerings with and without the rarer fields are stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Bundle, BundleItem, Connection, Document, Notice, Offering, Outside, Question
from awning.catalog_json import offering_from_json, offering_to_json
from support_core import NOON, cost, offering, plan
from support_strategies import moments, notice_lists, offerings

DAY = timedelta(days=1)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
JULY = datetime(2027, 7, 1, tzinfo=UTC)
ALWAYS, FIRST_HALF, SECOND_HALF = Notice(30), Notice(45, 14, JANUARY, JULY), Notice(60, 0, JULY)
SUMMER = Notice(90, 0, JULY - 30 * DAY, JULY + 30 * DAY)
PLAIN = offering(plan(cost("4.20")))


def noticed(*notices: Notice) -> Offering:
    """A mailbox with these notices."""
    return replace(PLAIN, notices=notices)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(JANUARY - DAY, ALWAYS, id="before any date"),
        pytest.param(JANUARY, FIRST_HALF, id="at the beginning"),
        pytest.param(JULY - 31 * DAY, FIRST_HALF, id="within"),
        pytest.param(JULY - DAY, SUMMER, id="of two that hold, the one begun last"),
        pytest.param(JULY, SECOND_HALF, id="at the end of one and the beginning of another"),
        pytest.param(JULY + 60 * DAY, SECOND_HALF, id="without an end"),
    ],
)
def test_the_notice_begun_last_holds_whatever_their_order(moment: datetime, expected: Notice) -> None:
    found = {noticed(*order).notice_at(moment) for order in permutations((ALWAYS, FIRST_HALF, SUMMER, SECOND_HALF))}

    assert found == {expected}


@pytest.mark.parametrize("notices", [(), (FIRST_HALF,)], ids=["none at all", "none yet"])
def test_where_no_notice_holds_none_is_asked(notices: tuple[Notice, ...]) -> None:
    assert noticed(*notices).notice_at(NOON) is None


@given(notice_lists, moments)
def test_the_notice_that_holds_is_one_of_those_that_do(notices: tuple[Notice, ...], moment: datetime) -> None:
    found = noticed(*notices).notice_at(moment)

    held = [notice for notice in notices if notice.valid_at(moment)]
    assert (found in held) if held else (found is None)


@pytest.mark.parametrize("days", [0, 30])
def test_the_rarer_fields_leave_the_stored_form_of_other_offerings_alone(days: int) -> None:
    stored = offering_to_json(noticed(Notice(days)))

    assert stored == (
        '{"id":"MAIL-1","name":"Mailbox","category":"email","vendor":"Mailwright",'
        f'"notice":{days},'
        '"plans":[{"id":"P1Y-P1M","kind":"recurring","unit":"user","commitment":[1,"year"],"billing":[1,"month"],'
        '"prices":[["cost","EUR","4.20","1",null,null]]}]}'
    ).replace("4.20", "4.2")


def test_the_rarer_fields_are_stored_where_they_are_used() -> None:
    trial = plan(converts_to="P1M-P1M", reminder_days=3)
    bundle = Bundle((BundleItem("A", "a"), BundleItem("B", "b", 2)))
    rare = replace(offering(trial), notices=(ALWAYS, SECOND_HALF), tax_category="reduced", bundle=bundle)

    stored = offering_to_json(rare)

    assert stored == (
        '{"id":"MAIL-1","name":"Mailbox","category":"email","vendor":"Mailwright",'
        '"notices":[[30,0,null,null],[60,0,"2027-07-01T00:00:00+00:00",null]],"tax":"reduced",'
        '"bundle":["0",[["A","a",1],["B","b",2]]],'
        '"plans":[{"id":"P1Y-P1M","kind":"recurring","unit":"user","commitment":[1,"year"],"billing":[1,"month"],'
        '"then":["P1M-P1M",3]}]}'
    )
    assert offering_from_json(stored) == rare


@given(st.integers(0, 9_999), st.integers(0, 5))
def test_a_discount_is_stored_alike_however_the_feed_writes_it(hundredths: int, zeros: int) -> None:
    def stored(text: str) -> str:
        items = (BundleItem("A", "a"), BundleItem("B", "b"))
        return offering_to_json(replace(PLAIN, plans=(), bundle=Bundle(items, Decimal(text))))

    short = f"{hundredths // 100}.{hundredths % 100:02}"

    assert stored(short + "0" * zeros) == stored(short)


def test_what_awnings_before_do_not_know_stands_beside_what_they_read() -> None:
    bundle = Bundle(
        (BundleItem("A", "a"), BundleItem("B", "b")),
        outside=(Outside("net", "Net"),),
        connections=(Connection("net", "A"),),
    )
    question = Question("region", "Where?", choices=("eu",), choice_labels={"de": {"eu": "Europa"}})
    sheet = Document("Sheet", "https://docs.example/a.pdf", {"de": "Blatt"})
    rare = replace(offering(), plans=(), bundle=bundle, questions=(question,), pictures=("b.svg",), documents=(sheet,))

    stored = offering_to_json(rare)

    assert stored == (
        '{"id":"MAIL-1","name":"Mailbox","category":"email","vendor":"Mailwright",'
        '"bundle":["0",[["A","a",1],["B","b",1]]],'
        '"questions":[["region","Where?","text",true,["eu"],{}]],"choices":{"region":{"de":{"eu":"Europa"}}},'
        '"pictures":["b.svg"],"documents":[["Sheet","https://docs.example/a.pdf",{"de":"Blatt"}]],'
        '"blueprint":[[["net","Net",{}]],[["net","A","",{}]]]}'
    )
    assert offering_from_json(stored) == rare


@given(offerings)
def test_whatever_an_offering_says_is_stored_and_read_again(told: Offering) -> None:
    assert offering_from_json(offering_to_json(told)) == told
