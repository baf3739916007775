"""Which of several price rules decides: what it is for, then for whom, then term, quantity and dates."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.catalog import Period
from awning.errors import PriceError
from awning.rules import Rule, RuleBook
from support_core import NOON, cost, markup, plan, rule, subject

YEAR = Period(1, "year")
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
ADVENT = {"valid_from": datetime(2026, 11, 20, tzinfo=UTC), "valid_until": DECEMBER}
LADDER = [
    rule("price", "9", offering="MAIL-1", plan="P1Y-P1M"),
    markup("15", offering="MAIL-1"),
    markup("14", vendor="Mailwright", category="email"),
    markup("13", vendor="Mailwright", category="communication"),
    markup("12", category="email"),
    markup("11", category="communication"),
    markup("10", vendor="Mailwright", quantity=50),
    markup("9", vendor="Mailwright"),
    markup("8", buyer="blue-sky"),
    markup("7", buyer="gold", term=YEAR),
    markup("6", buyer="gold"),
    markup("5", term=YEAR, quantity=20),
    markup("4", term=YEAR),
    markup("3", quantity=50),
    markup("2", quantity=10, **ADVENT),
    markup("1", quantity=10),
    markup("0.5", **ADVENT),
    markup("0"),
]
"""From the most specific rule to the least; all of them hold for fifty mailboxes on 22 November."""


def decided(rules: list[Rule], quantity: int = 50, at: datetime = NOON) -> Rule | None:
    what = subject(plan(cost("10")), "email", "communication")
    return RuleBook(rules, ("blue-sky", "gold")).deciding(*what, quantity, at)


@pytest.mark.parametrize("place", range(len(LADDER)), ids=[rule.target for rule in LADDER])
def test_the_more_specific_rule_decides_step_by_step_down_the_ladder(place: int) -> None:
    left = LADDER[place:]

    assert decided([*reversed(left)]) == left[0]


@settings(max_examples=200)
@given(st.permutations(LADDER), st.integers(1, 60))
def test_the_order_of_lines_in_a_file_means_nothing(rules: list[Rule], quantity: int) -> None:
    assert decided(rules, quantity) == decided(LADDER, quantity)
    assert RuleBook(rules) == RuleBook(LADDER)


@settings(max_examples=2_000)
@given(st.lists(st.sampled_from(LADDER), unique=True), st.integers(1, 60), st.data())
def test_taking_away_a_rule_that_did_not_decide_changes_nothing(
    rules: list[Rule], quantity: int, data: st.DataObject
) -> None:
    before = decided(rules, quantity)
    others = [rule for rule in rules if rule != before]
    gone = data.draw(st.sampled_from(others)) if others else None

    assert decided([rule for rule in rules if rule != gone], quantity) == before


def test_rules_for_other_buyers_are_not_there() -> None:
    silver = markup("30", buyer="silver", offering="MAIL-1")

    assert decided([silver, markup("1")]) == markup("1")


@pytest.mark.parametrize(
    ("at", "percent"),
    [
        pytest.param(datetime(2026, 11, 19, 23, 59, tzinfo=UTC), "20", id="before"),
        pytest.param(datetime(2026, 11, 20, tzinfo=UTC), "15", id="the first moment"),
        pytest.param(DECEMBER, "20", id="the end is no part of it"),
    ],
)
def test_a_dated_rule_decides_while_it_holds(at: datetime, percent: str) -> None:
    found = decided([markup("20"), markup("15", **ADVENT)], at=at)

    assert found is not None
    assert found.value == Decimal(percent)


@pytest.mark.parametrize(
    ("known", "printed"),
    [
        pytest.param(markup("25.00"), "+25 % on everything", id="markup"),
        pytest.param(rule("margin", "20", vendor="M"), "20 % margin on vendor M", id="margin"),
        pytest.param(rule("add", "1.50", category="c"), "+1.50 EUR on category c", id="an amount more"),
        pytest.param(
            rule("off_srp", "10", vendor="M", category="c"),
            "10 % off the suggested price on vendor M in category c",
            id="off the suggested price",
        ),
        pytest.param(
            rule("price", "12.90", offering="A", plan="once"),
            "fixed at 12.90 EUR on offering A, plan once",
            id="a price",
        ),
        pytest.param(rule("request", offering="A"), "price on request on offering A", id="on request"),
        pytest.param(
            markup("1", term=YEAR, quantity=5), "+1 % on everything, term P1Y, from 5 units on", id="narrowed"
        ),
        pytest.param(
            markup("1", buyer="gold", **ADVENT),
            "+1 % on everything, for gold, from 2026-11-20 00:00 UTC, before 2026-12-01 00:00 UTC",
            id="dated",
        ),
        pytest.param(
            markup("1", days="from 2026-11-20, until 2026-11-30", **ADVENT),
            "+1 % on everything, from 2026-11-20, until 2026-11-30",
            id="dated in the days of the settings",
        ),
    ],
)
def test_a_rule_says_what_it_does_and_on_what(known: Rule, printed: str) -> None:
    assert str(known) == printed


@pytest.mark.parametrize(
    ("method", "value", "why"),
    [
        pytest.param("markup", "-100.01", r"A markup of -100\.01 % would pay the buyer", id="markup"),
        pytest.param("margin", "100", "A margin of 100 % cannot be had", id="margin"),
        pytest.param("off_srp", "101", "101 % would pay the buyer", id="off the suggested price"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(method: str, value: str, why: str) -> None:
    with pytest.raises(PriceError, match=why):
        rule(method, value)
