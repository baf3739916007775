"""Rows of delimited files, each with the line it begins on; whatever is no row of the table is rejected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from awning.feeds.fields import UNPRINTABLE
from awning.feeds.files import FeedFile
from awning.feeds.reading import Reading

LONGEST_FIELD = 100_000
"""In characters. A stray quote would otherwise take the rest of the file into one field."""


def table_rows(
    file: FeedFile,
    reading: Reading,
    *,
    delimiter: str = ",",
    quoted: bool = True,
    encoding: str = "utf-8-sig",
    columns: int | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Give each row with its line; blank lines are no rows.

    Args:
        file: the file.
        reading: where rows that cannot be used are rejected, each of their lines as one row.
        delimiter: the one character between fields.
        quoted: whether fields may stand in double quotes, and then hold delimiters and line ends.
        encoding: of the text.
        columns: how many fields a row must have; as many as the first row, if not given.

    Raises:
        FeedUnreadable: the file cannot be read.
    """
    reading.file = file.name
    csv.field_size_limit(LONGEST_FIELD)
    with io.TextIOWrapper(file.open(), encoding=encoding, errors="surrogateescape", newline="") as text:
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        # Strict: a quote that never closes is then an error, and not a field that takes the rest along.
        rows = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=quoted)
        end = 0
        while True:
            start = end + 1
            try:
                row = next(rows, None)
            except csv.Error as problem:
                end = rows.line_num
                reading.reject(start, _not_a_row(problem), end - start + 1)
                continue
            end = rows.line_num
            if row is None:
                return
            if not any(map(str.strip, row)):
                continue
            columns = columns or len(row)
            if len(row) != columns:
                # A quote that never closes takes the lines behind it along: none of them is to get lost.
                reading.reject(start, f"The row has {len(row)} columns where {columns} belong.", end - start + 1)
            elif found := UNPRINTABLE.search("".join(row)):
                reading.reject(start, _unprintable(found[0], encoding))
            else:
                yield start, row


def _unprintable(character: str, encoding: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return (
            f"The line is not {encoding.removesuffix('-sig').upper()} text (byte 0x{ord(character) - 0xDC00:02X}). "
            "Save the feed as UTF-8."
        )
    return f"The line holds the character U+{ord(character):04X}, which no page can show."


def _not_a_row(problem: csv.Error) -> str:
    if "field limit" in str(problem):
        return f"A field is longer than {LONGEST_FIELD:,} characters; a quote may be missing."
    return f"The line is no row of a table ({problem})."
