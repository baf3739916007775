"""JSON records one by one, each with the line it begins on, from a JSON array, an object or NDJSON.

Files are read as streams: no more of one is held than the record at hand.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, cast

from awning.errors import FeedUnreadable
from awning.feeds import page_for_people
from awning.feeds.fields import shown
from awning.feeds.files import FeedFile
from awning.feeds.reading import Reading

Record = tuple[int, dict[str, Any]]
LONGEST_RECORD = 4 << 20
"""In bytes. The longest description of a product anybody writes is a hundredth of it."""
_BLANKS = " \t\r\n"
_CHUNK = 1 << 16


def _number(text: str) -> Decimal:
    """A number as exact as it is written; one past all bounds is infinite, and refused where asked for."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


_DECODER = json.JSONDecoder(parse_float=_number)
# Python refuses whole numbers of over 4,300 digits, and one row would lose the feed.
_PATIENT = json.JSONDecoder(parse_float=_number, parse_int=Decimal)


def json_value(text: str, start: int = 0) -> tuple[Any, int]:
    """The JSON value that begins at a place of a text, and where it ends; numbers are whole or exact decimals.

    Raises:
        json.JSONDecodeError: there is none.
    """
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return _PATIENT.raw_decode(text, start)


def json_records(file: FeedFile, reading: Reading, *, envelope: str = "") -> Iterator[Record]:
    """Give each record with its line.

    A broken line of NDJSON is one rejected row; broken JSON elsewhere leaves nothing to trust and raises.

    Args:
        file: the file.
        reading: where rows that are no records are rejected.
        envelope: the key of an outer object that holds the list of records, if the format has one.

    Raises:
        FeedUnreadable: the file is not UTF-8 text, not JSON, or cut short (with line and column), or cannot
            be read at all.
    """
    reading.file = file.name
    with file.open() as stream:
        ndjson = _is_ndjson(stream, named_so=file.suffix in {".ndjson", ".jsonl"})
    with file.open() as stream:
        if ndjson:
            yield from _lines(stream, reading, envelope)
        else:
            yield from _Document(stream, file.name, reading, envelope).records()


def _is_ndjson(stream: BinaryIO, *, named_so: bool) -> bool:
    """Whether each line is a record of its own, as seen from the first two that are not blank."""
    full = filter(None, map(bytes.strip, iter(lambda: stream.readline(LONGEST_RECORD), b"")))
    first, second = next(full, b"").removeprefix(codecs.BOM_UTF8), next(full, b"")
    if not second:
        return named_so and first.startswith(b"{")
    kinds = [_kind(line) for line in (first, second)]
    if first.startswith(b"<") or (first.startswith(b"[") and kinds[0] is None):
        return False
    return named_so or dict in kinds


def _kind(line: bytes) -> type[Any] | None:
    """What a line holds by itself, or none if it is not whole."""
    try:
        value: object = _whole(line.decode())
    except (ValueError, RecursionError):
        return None
    return cast("type", type(value))


def _lines(stream: BinaryIO, reading: Reading, envelope: str) -> Iterator[Record]:
    for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_RECORD), b""), start=1):
        line = raw.strip()
        if not line:
            continue
        if len(raw) == LONGEST_RECORD and not raw.endswith(b"\n"):
            _skip_line(stream)
            reading.reject(number, f"The line is longer than {LONGEST_RECORD >> 20} MB, more than any record is.")
            continue
        try:
            record = _whole(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as problem:
            reading.reject(number, f"The line is not UTF-8 text (byte {problem.start + 1}). Save the feed as UTF-8.")
        except json.JSONDecodeError as problem:
            reading.reject(number, f"The line is not JSON: {problem.msg}, column {problem.colno}.")
        except RecursionError:
            reading.reject(number, "The line is nested too deeply to be a record.")
        else:
            yield from _unpacked(number, record, reading, envelope)


def _whole(text: str) -> Any:
    """The one value a text without blanks around it holds."""
    value, end = json_value(text)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_RECORD)) and not rest.endswith(b"\n"):
        pass


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

    def __init__(self, stream: BinaryIO, name: str, reading: Reading, envelope: str) -> None:
        self._stream = stream
        self._name = name
        self._reading = reading
        self._envelope = envelope
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._bytes_read = 0
        self._ended = False
        self._text = ""
        self._position = 0
        # Where the text held begins in the file.
        self._line = 1
        self._column = 1

    def records(self) -> Iterator[Record]:
        """All records; whatever stands behind the last one is a broken feed."""
        self._skip_blanks()
        if not self._next():
            return
        if self._next() == "<":
            raise FeedUnreadable(page_for_people(self._name))
        if self._next() == "[":
            yield from self._list()
        elif self._next() == "{" and self._envelope:
            yield from self._page()
        else:
            line = self._place()[0]
            yield from _unpacked(line, self._value(), self._reading, "")
        self._skip_blanks()
        if self._next():
            raise self._broken("there is more behind the end of the JSON")

    def _list(self) -> Iterator[Record]:
        self._position += 1
        self._skip_blanks()
        while self._next() != "]":
            line = self._place()[0]
            yield from _unpacked(line, self._value(), self._reading, self._envelope)
            self._comma("]")
        self._position += 1

    def _page(self) -> Iterator[Record]:
        """An object: the records of its envelope, or if it has none, the object as the one record."""
        line = self._place()[0]
        alone: dict[str, Any] = {}
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
                alone[key] = self._value()
            self._comma("}")
        self._position += 1
        if not opened:
            yield from _unpacked(line, alone, self._reading, "")

    def _value(self) -> Any:
        """The value here; more of the file is read until it is whole."""
        while True:
            try:
                value, end = json_value(self._text, self._position)
            except json.JSONDecodeError as problem:
                if self._more():
                    continue
                self._position = problem.pos
                raise self._broken(f"this is not JSON ({problem.msg})") from None
            except RecursionError:
                raise self._broken("the JSON is nested too deeply to be a feed") from None
            if end == len(self._text) and self._more():
                continue  # Half of a number is a number too.
            self._position = end
            return value

    def _more(self) -> bool:
        """Read on, at least as much again as is held; false at the end of the file."""
        if self._ended:
            return False
        held = len(self._text) - self._position
        if held > LONGEST_RECORD:
            raise self._broken(f"a record is longer than {LONGEST_RECORD >> 20} MB, or a quote or bracket is missing")
        chunk = self._stream.read(max(_CHUNK, held))
        self._ended = not chunk
        try:
            added = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as problem:
            # What the decoder held back of the chunk before stands at the front of what it failed on.
            place = self._bytes_read + problem.start - (len(problem.object) - len(chunk)) + 1
            line = self._line + self._text.count("\n") + problem.object[: problem.start].count(b"\n")
            raise FeedUnreadable(
                f"{self._name}, line {line}: byte {place} is not UTF-8 text. "
                "Save the feed as UTF-8, or fetch it again unchanged."
            ) from None
        if self._ended and not added:
            return False
        self._bytes_read += len(chunk)
        self._line, self._column = self._place()
        self._text = self._text[self._position :] + added
        self._position = 0
        return True

    def _comma(self, end: str) -> None:
        self._skip_blanks()
        if self._next() == ",":
            self._position += 1
            self._skip_blanks()
        elif self._next() != end:
            raise self._broken("the list of records is cut short, or a comma is missing")

    def _next(self) -> str:
        while self._position >= len(self._text) and self._more():
            pass
        return self._text[self._position : self._position + 1]

    def _skip_blanks(self) -> None:
        while self._next() and self._next() in _BLANKS:
            self._position += 1

    def _place(self) -> tuple[int, int]:
        """Line and column of the position."""
        passed = self._text.count("\n", 0, self._position)
        if not passed:
            return self._line, self._column + self._position
        return self._line + passed, self._position - self._text.rfind("\n", 0, self._position)

    def _broken(self, what: str) -> FeedUnreadable:
        line, column = self._place()
        return FeedUnreadable(
            f"{self._name}, line {line}, column {column}: {what}. "
            "Fetch the feed again, it may be cut short, or mend it there."
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
