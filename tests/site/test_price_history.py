"""What a shop asked and from when: added to and never changed, and the lowest price before a reduction."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import ProjectError
from awning.price_history import Asked, LowestPrice, PriceHistory, lowest_of
from awning.price_record import history_file, record, recording
from support_core import NOON

MAIL = ("MAIL-1", "P1M-P1M")
YEAR = ("MAIL-1", "P1Y-P1Y")
START = NOON - timedelta(days=30)
"""Of the window of a reduction that begins at NOON."""
SECOND = timedelta(seconds=1)


def day(number: float) -> datetime:
    """So many days before (negative) or after the reduction begins."""
    return NOON + timedelta(days=number)


def asked(at: datetime, unit: str | None, currency: str = "EUR", anchor: str = "net") -> Asked:
    return Asked(at, None if unit is None else Decimal(unit), currency, anchor)


def keep(path: Path, at: datetime, shelf: Mapping[tuple[str, str], str], currency: str = "EUR") -> int:
    return record(path, [(*key, Decimal(unit)) for key, unit in shelf.items()], currency, at)


def rows(path: Path) -> list[tuple[str, str, str, str | None]]:
    """All that is kept: day of the month, SKU, plan, unit."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT substr(at, 9, 2), sku, plan, unit FROM asked JOIN build ON build.number = asked.build"
            " ORDER BY build, sku, plan"
        ).fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return history_file(tmp_path, "blue-sky")


WINDOWS: dict[str, tuple[list[Asked], str | None]] = {
    "a price from long ago that still holds": ([asked(day(-400), "10.00")], "10.00"),
    "a price of a few days": ([asked(day(-90), "10.00"), asked(day(-9), "8.00"), asked(day(-8), "10.00")], "8.00"),
    "a raise shortly before": ([asked(day(-90), "10.00"), asked(day(-1), "15.00")], "10.00"),
    "a lower price that ended before": ([asked(day(-90), "8.00"), asked(day(-31), "10.00")], "10.00"),
    "one that ended as the days began": ([asked(day(-90), "8.00"), asked(START, "10.00")], "10.00"),
    "one that ended a second later": ([asked(day(-90), "8.00"), asked(START + SECOND, "10.00")], "8.00"),
    "the reduced price itself": ([asked(day(-90), "10.00"), asked(NOON, "5.00")], "10.00"),
    "a later price": ([asked(day(-90), "10.00"), asked(day(3), "5.00")], "10.00"),
    "a plan that came ten days ago": ([asked(day(-10), "10.00"), asked(day(-5), "11.00")], "10.00"),
    "a plan that comes with the reduction": ([asked(NOON, "5.00")], None),
    "a plan that was never there": ([], None),
    "a plan that was away for a while": (
        [asked(day(-90), "10.00"), asked(day(-20), None), asked(day(-10), "12.00")],
        "10.00",
    ),
    "a plan that was away when the days began": (
        [asked(day(-90), "10.00"), asked(day(-40), None), asked(day(-10), "12.00")],
        "12.00",
    ),
    "a plan that was away all the days": ([asked(day(-90), "10.00"), asked(day(-40), None)], None),
    "a plan that was free": ([asked(day(-90), "0.00"), asked(day(-20), "10.00")], "0.00"),
    "a metered rate": ([asked(day(-90), "0.00000834")], "0.00000834"),
    "another currency before the days": ([asked(day(-90), "1.00", "GBP"), asked(day(-40), "10.00")], "10.00"),
    "another currency within the days": ([asked(day(-90), "1.00", "GBP"), asked(day(-20), "10.00")], None),
    "gross prices within the days": ([asked(day(-90), "12.00", "EUR", "gross"), asked(day(-20), "10.00")], None),
    "a reduction that follows another": (
        [asked(day(-90), "10.00"), asked(day(-25), "8.00"), asked(day(-18), "10.00")],
        "8.00",
    ),
}


@pytest.mark.parametrize(("entries", "lowest"), WINDOWS.values(), ids=WINDOWS)
def test_the_lowest_price_is_that_of_the_thirty_days_before(entries: list[Asked], lowest: str | None) -> None:
    found = lowest_of(entries, "EUR", NOON)

    assert (str(found.unit) if found else None) == lowest


def test_the_lowest_price_says_from_when_it_was_asked() -> None:
    entries = [asked(day(-90), "8.00"), asked(day(-20), "10.00"), asked(day(-10), "8.00"), asked(day(-9), "9.00")]

    assert lowest_of(entries, "EUR", NOON) == LowestPrice(Decimal("8.00"), "EUR", day(-10))


HISTORIES = st.dictionaries(
    st.integers(-80, 20), st.none() | st.integers(1, 9).map(Decimal), max_size=12
).map(lambda found: [Asked(day(number), unit, "EUR") for number, unit in sorted(found.items())])  # fmt: skip


@given(HISTORIES, st.integers(1, 40))
def test_the_lowest_price_is_what_looking_at_every_day_gives(entries: list[Asked], days: int) -> None:
    every_day = [
        next((entry.unit for entry in reversed(entries) if entry.at <= day(number)), None)
        for number in range(-days, 0)
    ]  # fmt: skip

    found = lowest_of(entries, "EUR", NOON, days=days)

    assert (found.unit if found else None) == min(filter(None, every_day), default=None)


@given(HISTORIES, HISTORIES)
def test_what_comes_later_never_changes_the_lowest_price(entries: list[Asked], others: list[Asked]) -> None:
    past = [entry for entry in entries if entry.at < NOON]

    assert lowest_of(past, "EUR", NOON) == lowest_of(past + [e for e in others if e.at >= NOON], "EUR", NOON)


def test_without_a_file_nothing_is_known(path: Path) -> None:
    with PriceHistory(path) as history:
        assert history.began is None
        assert not history.covers(NOON)
        assert history.lowest_price(*MAIL, "EUR", NOON) is None
    assert not path.exists()


def test_what_is_recorded_can_be_asked_for(path: Path) -> None:
    keep(path, day(-60), {MAIL: "10.00", YEAR: "96.00"})
    keep(path, day(-12.5), {MAIL: "9.00", YEAR: "96.00"})
    keep(path, day(-5), {MAIL: "11.00", YEAR: "96.00"})
    keep(path, NOON, {MAIL: "7.00", YEAR: "76.80"})

    with PriceHistory(path) as history:
        assert history.lowest_price(*MAIL, "EUR", NOON) == LowestPrice(Decimal("9.00"), "EUR", day(-12.5))
        assert history.lowest_price(*YEAR, "EUR", NOON) == LowestPrice(Decimal("96.00"), "EUR", day(-60))
        assert history.lowest_price(*MAIL, "EUR", NOON, days=3) == LowestPrice(Decimal("11.00"), "EUR", day(-5))
        assert history.lowest_price("MAIL-1", "P3Y-P1Y", "EUR", NOON) is None


@pytest.mark.parametrize("entries", [case[0] for case in WINDOWS.values()], ids=WINDOWS)
def test_a_file_answers_as_its_entries_do(path: Path, entries: list[Asked]) -> None:
    record(path, [("OTHER", "once", Decimal(1))], "EUR", day(-500))
    for entry in entries:
        prices = [] if entry.unit is None else [(*MAIL, entry.unit)]
        record(path, prices, entry.currency, entry.at, anchor=entry.anchor)

    with PriceHistory(path) as history:
        assert history.lowest_price(*MAIL, "EUR", NOON) == lowest_of(entries, "EUR", NOON)


def test_a_shop_with_gross_prices_compares_those(path: Path) -> None:
    record(path, [(*MAIL, Decimal("11.90"))], "EUR", day(-60), anchor="gross")

    with PriceHistory(path) as net, PriceHistory(path, anchor="gross") as gross:
        assert net.lowest(*MAIL, "EUR", NOON) is None
        assert gross.lowest(*MAIL, "EUR", NOON) == Decimal("11.90")


def test_a_history_covers_the_days_since_it_began(path: Path) -> None:
    keep(path, START, {MAIL: "10.00"})

    with PriceHistory(path) as history:
        assert history.began == START
        assert [history.covers(NOON), history.covers(NOON - SECOND)] == [True, False]
        assert history.covers(NOON - SECOND, days=29)


def test_there_is_no_lowest_price_of_days_that_are_not_covered(path: Path) -> None:
    keep(path, START + SECOND, {MAIL: "10.00"})

    with PriceHistory(path) as history:
        assert history.lowest_price(*MAIL, "EUR", NOON) is None
        assert history.lowest_price(*MAIL, "EUR", NOON + SECOND) == LowestPrice(Decimal("10.00"), "EUR", START + SECOND)


def test_the_history_of_an_empty_shop_begins_with_its_first_build(path: Path) -> None:
    keep(path, START, {})
    keep(path, day(-10), {MAIL: "10.00"})

    with PriceHistory(path) as history:
        assert history.lowest_price(*MAIL, "EUR", NOON) == LowestPrice(Decimal("10.00"), "EUR", day(-10))


def test_an_open_history_sees_what_is_added(path: Path) -> None:
    with PriceHistory(path) as history:
        before = history.lowest_price(*MAIL, "EUR", NOON)
        keep(path, day(-60), {MAIL: "10.00"})
        after = history.lowest_price(*MAIL, "EUR", NOON)

    assert (before, after) == (None, LowestPrice(Decimal("10.00"), "EUR", day(-60)))


def test_moments_of_all_time_zones_are_one(path: Path) -> None:
    berlin = datetime.fromisoformat("2026-10-23T14:00:00+02:00")
    keep(path, berlin, {MAIL: "10.00"})

    with PriceHistory(path) as history:
        assert history.covers(NOON)
        assert str(history.began) == "2026-10-23 12:00:00+00:00"


def test_only_what_differs_is_added(path: Path) -> None:
    first = keep(path, day(0), {MAIL: "10.00", YEAR: "96.00"})
    second = keep(path, day(1), {MAIL: "10.00", YEAR: "99.00"})

    assert (first, second) == (2, 1)
    assert rows(path) == [
        ("22", "MAIL-1", "P1M-P1M", "10.00"),
        ("22", "MAIL-1", "P1Y-P1Y", "96.00"),
        ("23", "MAIL-1", "P1Y-P1Y", "99.00"),
    ]


def test_the_same_prices_leave_the_file_as_it_is(path: Path) -> None:
    keep(path, day(0), {MAIL: "10.00", YEAR: "96.00"})
    before = path.read_bytes()

    added = [
        keep(path, day(1), {MAIL: "10.00", YEAR: "96.00"}),
        keep(path, day(2), {YEAR: "96.00", MAIL: "10.00"}),
        keep(path, day(3), {MAIL: "10.0", YEAR: "96"}),
    ]

    assert added == [0, 0, 0]
    assert path.read_bytes() == before


def test_a_plan_that_left_the_shelf_is_noted_once_and_again_when_it_is_back(path: Path) -> None:
    counts = [
        keep(path, day(0), {MAIL: "10.00", YEAR: "96.00"}),
        keep(path, day(1), {MAIL: "10.00"}),
        keep(path, day(2), {MAIL: "11.00"}),
        keep(path, day(3), {MAIL: "11.00", YEAR: "96.00"}),
    ]

    assert counts == [2, 1, 1, 1]
    assert [(at, unit) for at, _, plan, unit in rows(path) if plan == "P1Y-P1Y"] == [
        ("22", "96.00"),
        ("23", None),
        ("25", "96.00"),
    ]


def test_what_goes_wrong_while_recording_takes_it_back(path: Path) -> None:
    keep(path, day(0), {MAIL: "10.00"})
    before = path.read_bytes()

    with (
        pytest.raises(OSError, match="disk full"),
        recording(path, [(*MAIL, Decimal("11.00"))], "EUR", day(1)) as added,
    ):
        raise OSError("disk full")

    assert added == 1
    assert path.read_bytes() == before


def test_in_another_currency_every_price_is_another(path: Path) -> None:
    keep(path, day(0), {MAIL: "10.00", YEAR: "96.00"})

    pounds = keep(path, day(1), {MAIL: "10.00", YEAR: "96.00"}, "GBP")
    gross = record(path, [(*MAIL, Decimal("10.00"))], "GBP", day(2), anchor="gross")

    assert (pounds, gross) == (2, 2)


@pytest.mark.parametrize("at", [day(-1), day(0), day(1)], ids=["before it began", "in between", "at the last moment"])
def test_a_build_of_an_earlier_moment_adds_nothing(path: Path, at: datetime) -> None:
    keep(path, day(-0.5), {MAIL: "10.00"})
    keep(path, day(1), {MAIL: "11.00"})
    before = path.read_bytes()

    added = keep(path, at, {MAIL: "1.00", YEAR: "1.00"})

    assert added == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("statement", ["UPDATE asked SET unit = '1'", "DELETE FROM asked"])
def test_the_file_itself_refuses_to_forget(path: Path, statement: str) -> None:
    keep(path, NOON, {MAIL: "10.00"})

    with (
        closing(sqlite3.connect(path)) as database,
        pytest.raises(sqlite3.IntegrityError, match="prices are only ever added"),
    ):
        database.execute(statement)


def _write_and_be_killed(path: Path) -> None:
    """Be killed with half of the prices on the disk already, and their journal beside them."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA cache_size = 1")
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO build VALUES (2, '2026-11-23', 'EUR', 'net', x'')")
    many = [(f"SKU-{number}", "once", 2, "1.00") for number in range(5_000)]
    database.executemany("INSERT INTO asked VALUES (?, ?, ?, ?)", many)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_build_killed_while_it_writes_has_written_nothing(path: Path) -> None:
    keep(path, day(-60), {MAIL: "10.00"})
    before = path.read_bytes()
    builder = multiprocessing.get_context("fork").Process(target=_write_and_be_killed, args=(path,))
    builder.start()
    builder.join()
    half_written = path.read_bytes()

    with PriceHistory(path) as history:
        found = history.lowest_price(*MAIL, "EUR", NOON)

    assert half_written != before
    assert found == LowestPrice(Decimal("10.00"), "EUR", day(-60))
    assert path.read_bytes() == before
    assert keep(path, day(1), {MAIL: "11.00"}) == 1


def test_a_file_that_was_only_just_made_is_an_empty_history(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()

    with PriceHistory(path) as history:
        assert history.began is None
    assert keep(path, NOON, {MAIL: "10.00"}) == 1


def test_a_second_build_waits_for_the_first(path: Path) -> None:
    keep(path, day(0), {MAIL: "10.00"})
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO build VALUES (2, ?, 'EUR', 'net', x'')", [day(1).isoformat(timespec="microseconds")])
        other.execute("INSERT INTO asked VALUES ('MAIL-1', 'P1M-P1M', 2, '11.00')")
        ending = threading.Timer(0.1, other.execute, ["COMMIT"])
        ending.start()

        added = keep(path, day(2), {MAIL: "12.00"})
        ending.join()

    assert added == 1
    assert [unit for *_, unit in rows(path)] == ["10.00", "11.00", "12.00"]


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 2")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda path: path.write_bytes(b"prices" * 1000), "the price history is damaged (file is not a"),
    "half of it": (lambda path: os.truncate(path, 5000), "the price history is damaged (database disk image is"),
    "a newer one": (_newer, "a newer Awning keeps this price history. Use that one, and do not delete the file."),
}


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_history_that_cannot_be_used_is_said_to_be_so(
    path: Path, damage: Callable[[Path], object], said: str
) -> None:
    keep(path, day(-60), {MAIL: "10.00"})
    damage(path)
    before = path.read_bytes()

    with PriceHistory(path) as history, pytest.raises(ProjectError) as reading:
        history.lowest_price(*MAIL, "EUR", NOON)
    with pytest.raises(ProjectError) as writing:
        keep(path, NOON, {MAIL: "11.00"})

    assert str(reading.value).startswith(f"{path}: {said}")
    assert str(writing.value) == str(reading.value)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").touch()

    with pytest.raises(ProjectError, match="cannot be written"):
        keep(history_file(tmp_path, "blue-sky"), NOON, {MAIL: "10.00"})


def test_a_file_that_is_a_folder_is_said(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(ProjectError, match="cannot be used \\(unable to open database file\\)"):
        keep(path, NOON, {MAIL: "10.00"})


def test_moments_are_kept_to_the_microsecond(path: Path) -> None:
    late = datetime(2026, 9, 1, 12, 0, 0, 1, tzinfo=UTC)
    keep(path, late, {MAIL: "10.00"})

    with PriceHistory(path) as history:
        assert history.began == late
