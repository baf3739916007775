"""Delimited price files as distributors have them: one row is one offering, and a profile names the columns.

What is bought is paid once, by the piece. Stock is given beside the offering: it would be old before a shop is built.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from awning.catalog import Offering
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Feed, Reading, page_for_people
from awning.feeds.fields import RowRefused
from awning.feeds.files import FeedFile
from awning.feeds.pricefile.profile import Profile
from awning.feeds.pricefile.profiles import profile_of, recognised, shipped_profiles
from awning.feeds.pricefile.row import PriceRows
from awning.feeds.reading import empty
from awning.feeds.tables import table_rows

_LONGEST_HEADING = 1 << 16


class PriceFileReader:
    """Reads delimited price files by column profile."""

    name = "pricefile"

    def recognises(self, head: str) -> bool:
        """Whether the columns are those of a shipped profile."""
        return bool(recognised(head))

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give each row's offering, behind its categories where they are new.

        Raises:
            FeedError: no profile is set and none fits, the profile is wrong, or nobody says in which currency
                the prices are.
        """
        profile = _profile(feed)
        rows = PriceRows(profile, feed)
        given: set[str] = set()
        reading.delta = profile.mode == "delta"
        for file in feed.files:
            for line, row in table_rows(
                _Body(file.path, file.name, file.member, profile.heading),
                reading,
                delimiter=profile.delimiter,
                quoted=profile.quoted,
                encoding="utf-8-sig" if profile.encoding == "utf-8" else profile.encoding,
                columns=profile.width,
            ):
                try:
                    entity = rows.entity(row)
                except RowRefused as refusal:
                    reading.reject(line, refusal)
                    continue
                reading.use(line)
                if isinstance(entity, Offering) and entity.category_id not in given:
                    shelves = [shelf for shelf in rows.shelves(entity.category_id) if shelf.id not in given]
                    given.update(shelf.id for shelf in shelves)
                    yield from shelves
                if entity is not None:
                    yield entity
                if isinstance(entity, Offering) and (stocked := rows.stocked(row, entity.id)):
                    yield stocked


def _profile(feed: Feed) -> Profile:
    """The profile the settings name, or the one that fits."""
    file = feed.files[0]
    head = file.head()
    if not head.strip():
        raise FeedError(empty(file.name))
    name = feed.profile or recognised(head)
    profile = profile_of(name) if name else None
    if head.lstrip().startswith("<") and not (profile and profile.fits(head)):
        raise FeedUnreadable(page_for_people(file.name))
    if profile is None:
        known = [f"{name} ({profile_of(name).title})" for name in shipped_profiles()]
        raise FeedError(
            f"{file.name}: this has the columns of no price file that is known. Set `profile:` of the feed in "
            f"config/awning.yaml to one of {', '.join(known)}, or to the YAML file of a profile of your own."
        )
    return profile


@dataclass(frozen=True, slots=True)
class _Body(FeedFile):
    """A file whose first line is given blank if it is a heading, so that the other lines keep their numbers."""

    heading: str = ""

    def open(self) -> BinaryIO:
        stream = FeedFile.open(self)
        if not self.heading:
            return stream
        first = stream.readline(_LONGEST_HEADING)
        if self.heading.casefold() in first.decode(errors="replace").casefold():
            first = b"\n"
        return cast("BinaryIO", io.BufferedReader(_Chained(first, stream)))


class _Chained(io.RawIOBase):
    """Some bytes, and a stream behind them."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._first:
            count = min(len(buffer), len(self._first))
            buffer[:count], self._first = self._first[:count], self._first[count:]
            return count
        return cast("io.RawIOBase", self._rest).readinto(buffer) or 0

    def close(self) -> None:
        self._rest.close()
        super().close()
