"""The price matrix: a private page for one reseller with what each plan costs them, sells for and leaves them."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TextIO

from markupsafe import Markup

from awning.amounts import DECIMALS_MAX, plain
from awning.money import EXACT
from awning.pricebook import PriceBook
from awning.private_pages import source, template
from awning.receipts.list_files import write_csv
from awning.receipts.price_list import BY_USE, ON_REQUEST, ListRow, PriceList, columns
from awning.receipts.visibility import Sight, Viewer
from awning.report_tables import Column, clean
from awning.snapshot import cannot_write

ROWS = 20_000
"""So many plans are on one page; what is more goes on further ones."""
_DECIMALS = 4
_RESELLER = Viewer(Sight.SELLER)
_COLUMNS = (
    Column("Offering"), Column("Plan"), Column("Buy", number=True), Column("Net", number=True),
    Column("Gross", number=True), Column("Margin", number=True), Column("Margin %", number=True),
    Column("Floor", number=True), Column("Set-up", number=True), Column("Rule"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One plan, as the page prints it."""

    sku: str
    name: str
    plan: str
    """In words: ``1 year, paid monthly``."""
    per: str
    """``per user``, and from how many on, where it is not one."""
    buy: str
    net: str
    gross: str
    margin: str
    margin_percent: str
    floor: str
    setup: str
    rule: str
    loss: bool
    """Whether selling it costs the reseller money."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for a reseller."""

    page: Path
    pages: int
    csv: Path
    plans: int
    unsold: int
    """Plans without a price now, which are left out."""


def write_matrix(book: PriceBook, folder: Path, ticked: Callable[[int], None] = lambda _: None) -> Written:
    """Write ``<slug>.html`` and ``<slug>.csv`` into a folder, with what the reseller may know and no more.

    Args:
        book: the reseller's prices.
        folder: a private one, as the project's ``var/prices``.
        ticked: told how many offerings are done.

    Raises:
        ProjectError: the folder cannot be written.
    """
    slug = book.reseller.slug
    prices = PriceList(book, _RESELLER)
    rows = list(prices.rows(ticked))
    shown = [_row(next(of_plan)) for _, of_plan in groupby(rows, key=lambda row: (row.sku, row.plan, row.billing))]
    chunks = [shown[start : start + ROWS] for start in range(0, len(shown), ROWS)] or [[]]
    names = [f"{slug}.html", *(f"{slug}.{number}.html" for number in range(2, len(chunks) + 1))]
    csv = folder / f"{slug}.csv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _replacing(csv) as file:
            write_csv(file, columns(_RESELLER), rows)
        for number, chunk in enumerate(chunks, start=1):
            with _replacing(folder / names[number - 1]) as file:
                file.write(matrix_html(book, chunk, names, number))
        # Pages of a longer list: a dot is in no slug, so they are nobody else's.
        for old in folder.glob(f"{slug}.*.html"):
            if old.name not in names:
                old.unlink()
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    return Written(folder / names[0], len(names), csv, len(shown), prices.unsold)


def matrix_html(book: PriceBook, rows: Sequence[MatrixRow], pages: Sequence[str], number: int) -> str:
    """One page, whole: style and script are in it.

    Args:
        book: what the rows were made from.
        rows: those of this page.
        pages: the names of all pages.
        number: which of them this is, from 1 on.
    """
    reseller, tax = book.reseller, book.market.tax
    script = f"\n{source('matrix.js')}"
    known = f"price book {book.revision}, catalog {book.catalog_revision}"
    rate = f"{tax.rate_percent.normalize(EXACT):f} %"
    return template("matrix.html").render(
        title=f"Prices of {clean(reseller.name)}",
        private="Contains buy prices and margins: not for customers or other resellers.",
        facts=f"In {book.market.currency}, for one unit and one billing period, as of {book.as_of:%Y-%m-%d %H:%M} UTC. "
        f"Gross holds {clean(tax.name)}, as a rule {rate}. Margin is what stays with you, after an agent's share. "
        f"Made from {known}.",
        script=Markup(script),  # noqa: S704  (our own file)
        script_digest=_digest(script),
        file_name=reseller.slug,
        csv=f"{reseller.slug}.csv",
        columns=_COLUMNS,
        rows=rows,
        pages=pages,
        number=number,
        lang="" if reseller.language == "en" else Markup(' lang="{}"').format(reseller.language),
    )


def _row(row: ListRow) -> MatrixRow:
    sold_from = f", from {row.quantity} on" if row.quantity > 1 else ""
    note = f", {row.note}" if row.note in {BY_USE, ON_REQUEST} else ""
    decimals = DECIMALS_MAX if row.note == BY_USE else _DECIMALS
    return MatrixRow(
        sku=clean(row.sku),
        name=clean(row.name),
        plan=clean(row.terms),
        per=clean(f"per {row.unit}{sold_from}{note}"),
        buy=_text(row.buy, decimals),
        net=_text(row.net, decimals),
        gross=_text(row.gross, decimals),
        margin=_text(row.margin, decimals),
        margin_percent="" if row.margin_percent is None else f"{row.margin_percent:.1f}",
        floor=_text(row.floor, decimals),
        setup=_text(row.setup, decimals),
        # A percent sign does not stand alone on a line.
        rule=clean(row.rule).replace(" %", "\N{NO-BREAK SPACE}%"),
        loss=row.margin is not None and row.margin < 0,
    )


def _digest(script: str) -> str:
    """For the page's policy: this script runs and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@contextmanager
def _replacing(path: Path) -> Generator[TextIO]:
    """A file that takes its place when it is whole."""
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _text(amount: Decimal | None, decimals: int) -> str:
    return "" if amount is None else plain(amount, decimals)
