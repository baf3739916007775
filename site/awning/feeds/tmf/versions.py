"""Which of the rows that tell of one resource stands: its versions, and events that came after."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from awning.feeds.fields import Fields, RowRefused
from awning.feeds.tmf.index import Index, Record
from awning.feeds.tmf.kinds import Change

SOLD = {"active", "launched"}
NO_LONGER_SOLD = {"retired", "obsolete"}
PARTIAL = {Change.ATTRIBUTES, Change.STATE}
_VERSION = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class Standing:
    """A resource as its rows leave it."""

    record: Record
    """The last of them, with all fields the earlier ones told."""
    rows: list[Record]
    """Those it is made of."""
    rivals: list[Record] = field(default_factory=list[Record])
    """Those of the same version that say something else: nobody can tell which is right."""

    @property
    def change(self) -> Change:
        """`Change.DELETE` if it is gone, one of `PARTIAL` if only some of its fields are known."""
        return self.record.change


def standing(index: Index, records: list[Record]) -> Standing:
    """Take the rows of one resource together; those of versions that do not stand are taken back.

    The highest version stands among those that are past their making; an event changes what was before it.
    """
    first, *others = records
    found = Standing(first, [first])
    for row in others:
        if row.change is Change.WHOLE:
            _choose(index, found, row)
        elif row.change in PARTIAL and found.change is not Change.DELETE:
            found.record = replace(row, body=found.record.body | row.body, change=found.change)
            found.rows.append(row)
        else:
            found.record, found.rivals = row, []
            found.rows.append(row)
    return found


def lifecycle(fields: Fields) -> str:
    """The lifecycle status in small letters, ``active`` where none is told."""
    return " ".join(fields.text("lifecycleStatus", "Active").lower().replace("_", " ").split())


def _choose(index: Index, found: Standing, row: Record) -> None:
    if row.body == found.record.body:
        found.rows.append(row)
        return
    old, new = _rank(found.record), _rank(row)
    if old == new:
        found.rivals.append(row)
        return
    stands, falls = (row, [found.record, *found.rows[1:], *found.rivals]) if new > old else (found.record, [row])
    for each in falls:
        index.take_back(each, f"Another version of it stands at {stands.where} and is used.")
    if stands is row:
        found.record, found.rows, found.rivals = row, [row], []


def _rank(record: Record) -> tuple[bool, list[int]]:
    fields = Fields(record.body)
    try:
        made = lifecycle(fields) in SOLD | NO_LONGER_SOLD
        return made, [int(number) for number in _VERSION.findall(fields.text("version", ""))]
    except RowRefused:
        return False, []
