"""Rows of one offering that stand apart in a feed, brought together on disk: memory stays flat as feeds grow."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, Self

from awning.errors import FeedUnreadable

_BATCH = 1_000
MOST_TOGETHER = 20_000
"""Rows under one key. No offering has so many: the column that should tell them apart says nothing."""
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class Gathering:
    """Takes rows in any order and gives them back by key, keys and rows in the order they first came.

    Rows are values JSON can hold (amounts as texts). They lie in a temporary file that is gone when this is closed.
    """

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary file, deleted even if we are killed.
        self._database = sqlite3.connect("")
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE part (place INTEGER PRIMARY KEY, key TEXT NOT NULL, line INTEGER NOT NULL, body TEXT);"
        )
        self._waiting: list[tuple[str, int, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, key: str, line: int, row: Any) -> None:
        """Keep a row under its key."""
        self._waiting.append((key, line, _ENCODE(row)))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def groups(self) -> Iterator[tuple[str, list[tuple[int, Any]]]]:
        """Each key with its rows and their lines."""
        self._flush()
        self._database.execute("CREATE INDEX IF NOT EXISTS by_key ON part (key, place)")
        found = self._database.execute(
            "SELECT key, line, body FROM part JOIN (SELECT key, min(place) AS first FROM part GROUP BY key) USING (key)"
            " ORDER BY first, place"
        )
        for key, rows in groupby(found, key=lambda row: str(row[0])):
            together = [(line, json.loads(body)) for _, line, body in islice(rows, MOST_TOGETHER + 1)]
            if len(together) > MOST_TOGETHER:
                raise FeedUnreadable(
                    f"More than {MOST_TOGETHER:,} rows, from line {together[0][0]} on, are of one offering, {key!r}. "
                    "Does the column of its id hold something else?"
                )
            yield key, together

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO part (key, line, body) VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()
