"""JSON records one by one, each with the line it begins on, from a JSON array, an object or NDJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from awning.errors import FeedUnreadable
from awning.feeds import Reading, not_a_log_in_page
from awning.feeds.fields import shown

Record = tuple[int, dict[str, Any]]
_BLANKS = " \t\r\n"
# How much of a file is read to see whether it holds one record a line.
_LONGEST_LINE = 1_000_000


def _number(text: str) -> Decimal:
    """A number as exact as it is written; one past all bounds is infinite, and refused where asked for."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


# All numbers are decimals: Python refuses whole ones of over 4,300 digits, and one row would lose the feed.
_DECODER = json.JSONDecoder(parse_float=_number, parse_int=_number)


def json_records(path: Path, reading: Reading, *, envelope: str = "") -> Iterator[Record]:
    """Give each record with its line.

    A broken line of NDJSON is one rejected row; broken JSON elsewhere leaves nothing to trust and raises.

    Args:
        path: the file.
        reading: where rows that are no records are rejected.
        envelope: the key of an outer object that holds the list of records, if the format has one.

    Raises:
        FeedUnreadable: the file is not UTF-8 text, not JSON, or cut short (with line and column), or cannot
            be read at all.
    """
    try:
        if _is_ndjson(path):
            yield from _lines(path, reading, envelope)
            return
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FeedUnreadable(
            f"{path}: byte {problem.start + 1} is not UTF-8 text. Save the feed as UTF-8, or fetch it again unchanged."
        ) from None
    except OSError as problem:
        raise FeedUnreadable(f"{path}: cannot be read ({problem.strerror}).") from None
    not_a_log_in_page(path, text)
    yield from _Document(path, text, reading, envelope).records()


def _is_ndjson(path: Path) -> bool:
    """Whether each line is a record of its own, as seen from the first two that are not blank."""
    with path.open("rb") as file:
        full = filter(None, map(bytes.strip, iter(lambda: file.readline(_LONGEST_LINE), b"")))
        first, second = next(full, b"").removeprefix(b"\xef\xbb\xbf"), next(full, b"")
    named_so = path.suffix in {".ndjson", ".jsonl"}
    if not second:
        return named_so and first.startswith(b"{")
    kinds = [_kind(line) for line in (first, second)]
    if first.startswith(b"<") or (first.startswith(b"[") and kinds[0] is None):
        return False
    return named_so or dict in kinds


def _kind(line: bytes) -> type[Any] | None:
    """What a line holds by itself, or none if it is not whole."""
    try:
        value: object = _DECODER.decode(line.decode())
    except (ValueError, RecursionError):
        return None
    return cast("type", type(value))


def _lines(path: Path, reading: Reading, envelope: str) -> Iterator[Record]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            line = raw.strip()
            if not line:
                continue
            try:
                record = _DECODER.decode(line.decode("utf-8-sig"))
            except UnicodeDecodeError as problem:
                reading.reject(number, f"The line is not UTF-8 text (byte {problem.start + 1}).")
            except json.JSONDecodeError as problem:
                reading.reject(number, f"The line is not JSON: {problem.msg}, column {problem.colno}.")
            except RecursionError:
                reading.reject(number, "The line is nested too deeply to be a record.")
            else:
                yield from _unpacked(number, record, reading, envelope)


def _unpacked(line: int, record: object, reading: Reading, envelope: str) -> Iterator[Record]:
    """The record, or where a whole page of them stands on one line, each of those."""
    if not isinstance(record, dict):
        reading.reject(line, f"{_capital(shown(record))} stands where a record belongs: {{...}}.")
        return
    found = cast("dict[str, Any]", record)
    if envelope and isinstance(found.get(envelope), list):
        for item in found[envelope]:
            yield from _unpacked(line, item, reading, "")
    else:
        yield line, found


class _Document:
    """One JSON text, walked from record to record: each has its line, and none is held longer than needed."""

    def __init__(self, path: Path, text: str, reading: Reading, envelope: str) -> None:
        self._path = path
        self._text = text
        self._reading = reading
        self._envelope = envelope
        self._position = 0
        self._line = 1
        self._counted_to = 0

    def records(self) -> Iterator[Record]:
        """All records; whatever stands behind the last one is a broken feed."""
        self._skip_blanks()
        if not self._next():
            return
        if self._next() == "[":
            yield from self._list()
        elif self._next() == "{" and self._envelope:
            yield from self._page()
        else:
            line = self._line_here()
            yield from _unpacked(line, self._value(), self._reading, "")
        self._skip_blanks()
        if self._next():
            raise self._broken("there is more behind the end of the JSON")

    def _list(self) -> Iterator[Record]:
        self._position += 1
        self._skip_blanks()
        while self._next() != "]":
            line = self._line_here()
            yield from _unpacked(line, self._value(), self._reading, self._envelope)
            self._comma("]")
        self._position += 1

    def _page(self) -> Iterator[Record]:
        """An object: the records of its envelope, or if it has none, the object as the one record."""
        start, line = self._position, self._line_here()
        opened = False
        self._position += 1
        self._skip_blanks()
        while self._next() != "}":
            key = self._value()
            self._skip_blanks()
            if self._next() != ":" or not isinstance(key, str):
                raise self._broken("a key and a colon are missing")
            self._position += 1
            self._skip_blanks()
            if key == self._envelope and self._next() == "[" and not opened:
                opened = True
                yield from self._list()
            else:
                self._value()
            self._comma("}")
        self._position += 1
        if not opened:
            self._position = start
            yield from _unpacked(line, self._value(), self._reading, "")

    def _value(self) -> Any:
        try:
            value, self._position = _DECODER.raw_decode(self._text, self._position)
        except json.JSONDecodeError as problem:
            self._position = problem.pos
            raise self._broken(f"this is not JSON ({problem.msg})") from None
        except RecursionError:
            raise self._broken("the JSON is nested too deeply to be a feed") from None
        return value

    def _comma(self, end: str) -> None:
        self._skip_blanks()
        if self._next() == ",":
            self._position += 1
            self._skip_blanks()
        elif self._next() != end:
            raise self._broken("the list of records is cut short, or a comma is missing")

    def _next(self) -> str:
        return self._text[self._position : self._position + 1]

    def _skip_blanks(self) -> None:
        while self._next() and self._next() in _BLANKS:
            self._position += 1

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._position)
        self._counted_to = self._position
        return self._line

    def _broken(self, what: str) -> FeedUnreadable:
        line = self._text.count("\n", 0, self._position) + 1
        column = self._position - self._text.rfind("\n", 0, self._position)
        return FeedUnreadable(
            f"{self._path}, line {line}, column {column}: {what}. "
            "Fetch the feed again, it may be cut short, or mend it there."
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
