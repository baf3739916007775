"""A price list as a file: for spreadsheets, for programs, for a terminal. Rows are written as they are made."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from awning.amounts import plain
from awning.money import EXACT
from awning.receipts.price_list import ListRow
from awning.report_tables import clean

BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
# What a text must not begin with, or a spreadsheet runs it (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_AT_TERMINAL = ("net", "gross", "buy", "margin", "margin_percent", "floor")
Value = str | int | None


def write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[ListRow]) -> None:
    """A line of titles, then the rows, as RFC 4180 has it, with a byte order mark.

    The file is opened with ``newline=""``. Numbers have a dot; texts that a spreadsheet would run have a ' before them.
    """
    file.write(BOM)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(name, row) for name in columns] for row in rows)


def write_json(file: TextIO, columns: Sequence[str], rows: Iterable[ListRow], facts: dict[str, str]) -> None:
    """One object: the facts, and the rows under ``rows``; amounts are texts, and what is not there is null."""
    head = json.dumps(facts, ensure_ascii=False)
    file.write(f'{head[:-1]}, "rows": [')
    for number, row in enumerate(rows):
        known = {name: _plain(name, row) for name in columns}
        file.write((", " if number else "") + json.dumps(known, ensure_ascii=False))
    file.write("]}\n")


def write_text(file: TextIO, columns: Sequence[str], rows: Iterable[ListRow]) -> None:
    """Columns for a terminal; the rest of the fields are in the other forms."""
    shown = [name for name in _AT_TERMINAL if name in columns]
    titles = "".join(f" {name.replace('_percent', ' %'):>12}" for name in shown)
    file.write(f"{'SKU':<20} {'plan':<12} {'from':>6}{titles}\n")
    for row in rows:
        amounts = "".join(f" {_short(getattr(row, name)):>12}" for name in shown)
        note = f"  {row.note}" if row.note else ""
        file.write(clean(f"{row.sku:<20} {row.plan:<12} {row.quantity:>6}{amounts}{note}") + "\n")


def _short(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)


def _cell(name: str, row: ListRow) -> str:
    value = _plain(name, row)
    if isinstance(getattr(row, name), str):
        return f"'{value}" if str(value).startswith(_FORMULA) else str(value)
    return "" if value is None else str(value)


def _plain(name: str, row: ListRow) -> Value:
    value = getattr(row, name)
    if not isinstance(value, Decimal):
        return value
    return f"{value.normalize(EXACT):f}" if name == "tax_rate" else plain(value)
