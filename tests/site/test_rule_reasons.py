"""Why a rule decides: the others that hold, and in what it is more specific than the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Period
from awning.pricing import Subject
from awning.receipts.reasons import holding, reason
from awning.rules import Rule, RuleBook
from support_core import NOON, cost, markup, plan, subject

YEAR = Period(1, "year")
MAILBOX: Subject = subject(plan(cost("10")), "business", "email")
BUYERS = ("blue-sky", "gold")
LADDER: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a plan before its offering": (
        {"offering": "MAIL-1", "plan": "P1Y-P1M"},
        {"offering": "MAIL-1"},
        "it names the plan",
    ),
    "an offering before a vendor within a category": (
        {"offering": "MAIL-1"},
        {"vendor": "Mailwright", "category": "business"},
        "it names the offering",
    ),
    "a vendor within a category before the category": (
        {"vendor": "Mailwright", "category": "email"},
        {"category": "business"},
        "it names the vendor within a category",
    ),
    "the deeper category": ({"category": "business"}, {"category": "email"}, "its category lies deeper"),
    "a category before a vendor": ({"category": "email"}, {"vendor": "Mailwright"}, "it names the category"),
    "a vendor before everything": ({"vendor": "Mailwright"}, {}, "it names the vendor"),
    "one buyer before a group": ({"buyer": "blue-sky"}, {"buyer": "gold"}, "it names the buyer, not their group"),
    "a group before anybody": ({"buyer": "gold"}, {}, "it names the buyer"),
    "a term before none": ({"term": YEAR}, {"quantity": 5}, "it names the term"),
    "the higher quantity": ({"quantity": 5}, {"quantity": 2}, "it begins at 5 units, nearer to what is bought"),
    "dates before none": ({"valid_from": NOON - timedelta(1)}, {}, "it holds for some days only"),
}


@pytest.mark.parametrize("step", LADDER)
def test_the_reason_names_what_sets_a_rule_apart(step: str) -> None:
    stronger, weaker, because = LADDER[step]
    book = RuleBook([markup("20", **weaker), markup("10", **stronger)], BUYERS)

    found = reason(book, MAILBOX, 10, NOON)

    assert found is not None
    assert (found.rule, found.others) == (markup("10", **stronger), (markup("20", **weaker),))
    assert found.because == because


def test_a_rule_alone_needs_no_reason() -> None:
    found = reason(RuleBook([markup("10"), markup("5", vendor="Other")]), MAILBOX, 1, NOON)

    assert found is not None
    assert (found.others, found.because) == ((), "")


def test_where_no_rule_holds_there_is_none() -> None:
    assert reason(RuleBook([markup("10", quantity=5)]), MAILBOX, 4, NOON) is None


percents = st.integers(0, 99).map(str)
rules = st.builds(
    markup,
    percents,
    vendor=st.sampled_from([None, "Mailwright", "Other"]),
    category=st.sampled_from([None, "business", "email", "other"]),
    term=st.sampled_from([None, YEAR]),
    quantity=st.sampled_from([1, 5, 20]),
    buyer=st.sampled_from([None, *BUYERS, "silver"]),
    valid_until=st.sampled_from([None, NOON, datetime(2027, 1, 1, tzinfo=UTC)]),
)
rules |= st.builds(markup, percents, offering=st.just("MAIL-1"), plan=st.sampled_from([None, "P1Y-P1M"]))


@given(written=st.lists(rules, max_size=8), quantity=st.sampled_from([1, 5, 30]))
def test_the_first_of_those_that_hold_is_the_one_that_decides(written: list[Rule], quantity: int) -> None:
    book = RuleBook(written, BUYERS)

    held = holding(book, MAILBOX, quantity, NOON)

    decides = book.deciding(MAILBOX.offering, MAILBOX.plan, MAILBOX.categories, quantity, NOON)
    assert (held[0] if held else None) == decides
    assert set(held) <= set(written)
