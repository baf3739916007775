"""Notice: what customers are held to, what the distributor asks, and the last day for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Notice, Period, PlanKind
from awning.config import Reseller, read_project, read_reseller
from awning.notices import CustomerNotice, added, last_day, notice_of, shortest
from support_core import NOON, cost, offering, plan
from support_settings import RESELLER, project_folder

PATH = ("email", "communication")
YEAR, MONTH = Period(1, "year"), Period(1, "month")
MAILBOX = offering(plan(cost("1")), notices=(Notice(30, window_days=7),))
YEARLY = MAILBOX.plans[0]
TERMS = st.builds(Period, st.integers(1, 36), st.sampled_from(["day", "month", "year"]))


def reseller(folder: Path, notice: str = "{}") -> Reseller:
    project = project_folder(folder, reseller=f"{RESELLER}notice: {notice}\n")
    return read_reseller(project, "blue-sky", read_project(project))


def asked(folder: Path, notice: str = "{}", **more: datetime) -> CustomerNotice | None:
    return notice_of(reseller(folder, notice), MAILBOX, YEARLY, PATH, more.get("at", NOON))


def test_customers_are_asked_for_five_days_more_than_the_distributor_asks_for(tmp_path: Path) -> None:
    assert asked(tmp_path) == CustomerNotice(days=35, distributor_days=30, window_days=7)


def test_the_days_beyond_are_the_resellers_choice(tmp_path: Path) -> None:
    found = asked(tmp_path, "{extra_days: 12}")

    assert found is not None
    assert (found.days, found.in_order) == (42, True)


@pytest.mark.parametrize(
    ("days", "in_order"),
    [
        pytest.param(29, False, id="fewer"),
        pytest.param(30, False, id="as many, which is a day too late"),
        pytest.param(31, True, id="more"),
    ],
)
def test_a_rule_is_in_order_that_asks_for_more_than_the_distributor(days: int, in_order: bool, tmp_path: Path) -> None:
    found = asked(tmp_path, f"{{rules: [{{days: {days}}}]}}")

    assert found is not None
    assert (found.days, found.in_order) == (days, in_order)


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        pytest.param("[{days: 40}, {days: 41, vendor: Mailwright}]", 41, id="a vendor over everything"),
        pytest.param("[{days: 41, vendor: Mailwright}, {days: 42, category: communication}]", 42, id="a category"),
        pytest.param("[{days: 42, category: communication}, {days: 43, category: email}]", 43, id="the deepest"),
        pytest.param(
            "[{days: 43, category: email}, {days: 44, category: communication, vendor: Mailwright}]",
            44,
            id="a vendor within a category",
        ),
        pytest.param("[{days: 44, vendor: Mailwright}, {days: 45, offering: MAIL-1}]", 45, id="an offering"),
        pytest.param("[{days: 45, offering: MAIL-1}, {days: 46, offering: MAIL-1, plan: P1Y-P1M}]", 46, id="a plan"),
        pytest.param("[{days: 40}, {days: 47, term: P1Y}]", 47, id="a term"),
        pytest.param("[{days: 40}, {days: 48, term: P1M}]", 40, id="not that of another term"),
        pytest.param("[{days: 40, vendor: Vaulted}]", 35, id="not that of another vendor"),
    ],
)
def test_the_most_specific_notice_rule_decides(rules: str, days: int, tmp_path: Path) -> None:
    found = asked(tmp_path, f"{{rules: {rules}}}")

    assert found is not None
    assert found.days == days


def test_what_ends_by_itself_needs_no_notice(tmp_path: Path) -> None:
    once = plan(cost("1"), id="once", kind=PlanKind.ONCE, commitment=None, billing=None)

    assert notice_of(reseller(tmp_path), MAILBOX, once, PATH, NOON) is None


def test_where_the_distributor_asks_for_nothing_neither_does_the_shop(tmp_path: Path) -> None:
    found = notice_of(reseller(tmp_path), offering(YEARLY), YEARLY, PATH, NOON)

    assert found is not None
    assert found == CustomerNotice(days=0, distributor_days=0, window_days=0)
    assert found.in_order


@pytest.mark.parametrize(
    ("theirs", "notice", "days", "distributor_days"),
    [
        pytest.param(20, "{}", 25, 20, id="all extra days fit"),
        pytest.param(22, "{}", 27, 22, id="just so"),
        pytest.param(25, "{}", 27, 25, id="some of them fit"),
        pytest.param(26, "{}", 27, 26, id="one fits"),
        pytest.param(27, "{}", 0, 0, id="none fits, so it ends by itself"),
        pytest.param(28, "{}", 0, 0, id="as long as the term itself"),
        pytest.param(26, "{extra_days: 0}", 26, 26, id="none is asked for"),
        pytest.param(20, "{rules: [{days: 27}]}", 27, 20, id="a rule within the term"),
        pytest.param(20, "{rules: [{days: 28}]}", 27, 20, id="a rule as long as the term"),
        pytest.param(27, "{rules: [{days: 90}]}", 27, 0, id="a rule that is longer"),
    ],
)
def test_notice_is_shorter_than_the_term(
    theirs: int, notice: str, days: int, distributor_days: int, tmp_path: Path
) -> None:
    monthly = plan(cost("1"), commitment=MONTH)
    sold = offering(monthly, notices=(Notice(theirs),))

    found = notice_of(reseller(tmp_path, notice), sold, monthly, PATH, NOON)

    assert found is not None
    assert (found.days, found.distributor_days) == (days, distributor_days)


@pytest.mark.parametrize(
    ("term", "days"),
    [(Period(30, "day"), 30), (MONTH, 28), (Period(3, "month"), 89), (YEAR, 365), (Period(18, "month"), 546)],
    ids=str,
)
def test_the_shortest_a_term_can_be(term: Period, days: int) -> None:
    assert shortest(term) == days


@given(start=st.dates(date(2000, 1, 1), date(2050, 1, 1)), term=TERMS)
def test_no_term_is_shorter_than_its_shortest(start: date, term: Period) -> None:
    assert added(start, term) - start >= timedelta(days=shortest(term))


@pytest.mark.parametrize("term", [Period(3, "year"), Period(1200, "month"), Period(36_500, "day")], ids=str)
def test_a_term_beyond_the_calendar_ends_with_it(term: Period) -> None:
    last = date(9998, 12, 31)

    assert added(last, term) == date.max
    assert last_day(last, term, 30, today=date.max) == date(9999, 12, 1)


def test_the_notice_of_the_moment_counts(tmp_path: Path) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    changing = offering(YEARLY, notices=(Notice(30, valid_until=new_year), Notice(60, valid_from=new_year)))
    shop = reseller(tmp_path)

    before, after = (
        notice_of(shop, changing, YEARLY, PATH, moment) for moment in (new_year - timedelta(seconds=1), new_year)
    )

    assert before is not None
    assert after is not None
    assert (before.days, after.days) == (35, 65)


@pytest.mark.parametrize(
    ("start", "term", "days", "last"),
    [
        pytest.param("2026-11-22", YEAR, 30, "2027-10-23", id="thirty days before the end of a year"),
        pytest.param("2028-02-29", YEAR, 0, "2029-02-28", id="a leap day"),
        pytest.param("2027-01-31", MONTH, 1, "2027-02-27", id="a short month"),
        pytest.param("2026-11-22", Period(30, "day"), 10, "2026-12-12", id="thirty days"),
    ],
)
def test_the_last_day_for_notice_lies_before_the_end_of_the_term(
    start: str, term: Period, days: int, last: str
) -> None:
    assert last_day(date.fromisoformat(start), term, days) == date.fromisoformat(last)


def test_a_deadline_that_is_over_is_that_of_the_next_term() -> None:
    begun = date(2024, 3, 15)

    assert last_day(begun, YEAR, 30, today=date(2026, 2, 13)) == date(2026, 2, 13)
    assert last_day(begun, YEAR, 30, today=date(2026, 2, 14)) == date(2027, 2, 13)


@given(start=st.dates(date(2000, 1, 1), date(2050, 1, 1)), term=TERMS, days=st.integers(0, 400))
def test_the_next_last_day_can_be_met_and_the_one_before_cannot(start: date, term: Period, days: int) -> None:
    found = last_day(start, term, days, today=start)

    assert found >= start
    times = next(times for times in range(1, 500) if added(start, term, times) - timedelta(days=days) == found)
    assert times == 1 or added(start, term, times - 1) - timedelta(days=days) < start
