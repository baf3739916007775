"""A price book, against the multiplications and roundings it cannot do without, written bare."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from awning.catalog import Offering, Plan, PriceRole
from awning.config import read_project, read_reseller
from awning.importing import import_feed
from awning.pointer import current_snapshot
from awning.pricebook import PriceBook
from figures import Figure, compared, median
from large_feed import sku, write_feed

ROUNDS = 5
TURNS = 20
"""Of the bare sums in each round: alone they are over before they can be measured."""
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_PROJECT = """
distributor:
  name: Northgate Distribution
  groups: {gold: -3, silver: -1.5}
feed: feed.ndjson
"""
_RESELLER = """
name: Blue Sky IT
url: https://shop.bluesky.example
language: en
country: IE
currency: EUR
group: gold
agents: [{name: Ann, commission_percent: 1.5}]
brand: {logo: logo.svg, colour: '#0b5cad', accent: '#b3541e'}
texts: {tagline: t, hero_title: t, hero_text: t, hero_button: t, footer: t}
contact: {email: hello@bluesky.example, phone: '1', address: Galway}
rules:
- markup: 22
"""


def figures(folder: Path, offerings: int) -> Iterator[Figure]:
    """Measure in an empty folder. Both sides take turns, with the garbage collector frozen."""
    with _book(folder, offerings) as book:
        plans = [(offering, plan) for offering in book.offerings() for plan in offering.plans]
        costs = [_cost(plan) for _, plan in plans]
        links = len(book.chain.links)
        with _undisturbed():
            bare, units, whole = list[float](), list[float](), list[float]()
            for _ in range(ROUNDS):
                bare.append(_cpu(lambda: _bare(costs * TURNS)) / TURNS)
                units.append(_cpu(lambda: _units(book, plans)))
                whole.append(_cpu(lambda: _whole(book, plans)))
    against = f"{links} multiplications and a rounding each, bare, times {links} links", median(bare) * links
    name = f"{len(plans):,} shelf prices through {links} links"
    yield compared(name, median(units), "CPU s", against=against, goal=8)
    yield compared("the same with trail and cuts", median(whole), "CPU s", against=against, goal=40)


def _bare(costs: list[Decimal]) -> None:
    group, markup, cent = Decimal("0.97"), Decimal("1.22"), Decimal("0.01")
    for cost in costs:
        (cost * group * markup).quantize(cent, ROUND_HALF_UP)


def _units(book: PriceBook, plans: list[tuple[Offering, Plan]]) -> None:
    for offering, plan in plans:
        book.unit(offering, plan)


def _whole(book: PriceBook, plans: list[tuple[Offering, Plan]]) -> None:
    for offering, plan in plans:
        price = book.price(offering, plan)
        _ = price.trail, price.cuts


def _cost(plan: Plan) -> Decimal:
    return next(price.amount for price in plan.prices if price.role is PriceRole.COST)


def _cpu(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


@contextmanager
def _undisturbed() -> Generator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def _book(folder: Path, offerings: int) -> Generator[PriceBook]:
    """The book of a reseller with rules for everything, for categories, for vendors and for single offerings."""
    (folder / "config" / "resellers").mkdir(parents=True)
    (folder / "config" / "awning.yaml").write_text(_PROJECT, encoding="utf-8")
    rules = [f"- {{category: shelf-{number}, markup: {20 + number}}}\n" for number in range(0, 40, 8)]
    rules += [f"- {{vendor: Vendor {number}, markup: {20 + number}}}\n" for number in range(0, 60, 12)]
    rules += [f"- {{offering: {sku(number)}, markup: 12}}\n" for number in range(0, offerings, max(1, offerings // 20))]
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(_RESELLER + "".join(rules), encoding="utf-8")
    (folder / "logo.svg").write_text("<svg/>", encoding="utf-8")
    write_feed(folder / "feed.ndjson", offerings)
    import_feed(folder / "feed.ndjson", folder / "var" / "catalog")
    project = read_project(folder)
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        yield PriceBook(snapshot, project, read_reseller(folder, "blue-sky", project), as_of=NOON)
