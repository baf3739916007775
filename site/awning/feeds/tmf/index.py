"""The resources of a TMF620 feed on disk: they refer to each other by id, in any order and across files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, cast

from awning.feeds.fields import RowRefused
from awning.feeds.reading import Reading
from awning.feeds.tmf.kinds import Change, Kind, Said

_BATCH = 1_000
_NAMED, _TAKEN_BACK = 1, 2


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the feed, understood."""

    place: int
    file: str
    line: int
    change: Change
    body: dict[str, Any]

    @property
    def where(self) -> str:
        """File and line, as messages name them."""
        return f"{self.file}:{self.line}"


class Index:
    """Keeps records by kind and id, and the books of what became of each; gone when it is closed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._files: list[str] = []
        # An empty name is SQLite's own temporary file, deleted even if we are killed.
        self._database = sqlite3.connect("")
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE record (place INTEGER PRIMARY KEY, kind TEXT, id TEXT, file INTEGER, line INTEGER,"
            " change TEXT, time TEXT, body TEXT);"
            "CREATE TABLE fate (place INTEGER PRIMARY KEY, fate INTEGER);"
            "CREATE TABLE shelf (offering TEXT PRIMARY KEY, category TEXT) WITHOUT ROWID;"
        )
        self._waiting: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, line: int, said: Said) -> None:
        """Keep a row of the file being read, and count it as used until something speaks against it.

        Raises:
            RowRefused: it is nested too deeply to be kept.
        """
        try:
            # Numbers become texts, which stay exact, and are read from texts just as well.
            body = json.dumps(said.body, separators=(",", ":"), default=_text)
        except RecursionError:
            raise RowRefused("The record is nested too deeply.") from None
        if self._reading.file not in self._files[-1:]:
            self._files.append(self._reading.file)
        self._waiting.append((said.kind, said.id, len(self._files) - 1, line, said.change, said.time, body))
        self._reading.use(line)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def place_on_shelf(self, offering_id: str, category_id: str) -> None:
        """Remember that a category names an offering as its own; the first one counts."""
        self._database.execute("INSERT OR IGNORE INTO shelf VALUES (?, ?)", (offering_id, category_id))

    def complete(self) -> None:
        """All rows are in: from now on they are asked for."""
        self._flush()
        self._database.execute("CREATE INDEX by_id ON record (kind, id, time, place)")

    def ids(self, kind: Kind) -> Iterator[str]:
        """Each id of that kind, in the order they first came."""
        found = self._database.execute("SELECT id FROM record WHERE kind = ? GROUP BY id ORDER BY min(place)", (kind,))
        for (identifier,) in found:
            yield str(identifier)

    def records(self, kind: Kind, identifier: str) -> list[Record]:
        """All rows of one resource, as time went; they count as asked for."""
        found = self._database.execute(
            "SELECT place, file, line, change, body FROM record WHERE kind = ? AND id = ? ORDER BY time, place",
            (kind, identifier),
        ).fetchall()
        records = [
            Record(int(place), self._files[int(file)], int(line), Change(change), json.loads(body))
            for place, file, line, change, body in found
        ]
        self._database.executemany(
            "INSERT OR IGNORE INTO fate VALUES (?, ?)", [(record.place, _NAMED) for record in records]
        )
        return records

    def shelf(self, offering_id: str) -> str:
        """The category that names the offering as its own; empty for none."""
        found = self._database.execute("SELECT category FROM shelf WHERE offering = ?", (offering_id,)).fetchone()
        return str(found[0]) if found else ""

    def begins(self, record: Record) -> None:
        """Say that what is given next begins with this row."""
        self._reading.file = record.file
        self._reading.at(record.line)

    def take_back(self, record: Record, reason: str | RowRefused) -> None:
        """Reject a row after all; the first reason stands."""
        taken = self._database.execute(
            "INSERT INTO fate VALUES (?, ?) ON CONFLICT DO UPDATE SET fate = excluded.fate WHERE fate != excluded.fate",
            (record.place, _TAKEN_BACK),
        )
        if taken.rowcount:
            self._reading.file = record.file
            self._reading.take_back(record.line, reason)

    def take_back_unnamed(self, kind: Kind, reason: str) -> None:
        """Reject the rows of that kind which nothing asked for."""
        found = self._database.execute(
            "SELECT file, line FROM record LEFT JOIN fate USING (place) WHERE kind = ? AND fate IS NULL ORDER BY place",
            (kind,),
        )
        for file, line in found:
            self._reading.file = self._files[int(file)]
            self._reading.take_back(int(line), reason)

    def _flush(self) -> None:
        self._database.executemany(
            "INSERT INTO record (kind, id, file, line, change, time, body) VALUES (?, ?, ?, ?, ?, ?, ?)", self._waiting
        )
        self._waiting.clear()


def _text(number: object) -> str:
    """Only decimals come here: whatever else JSON holds, it holds by itself."""
    return str(cast("Decimal", number))
