"""Recognising: whether a feed holds what is in the catalog already, so that it need not be read again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from awning.errors import FeedError
from awning.feeds import Feed, FeedReader
from awning.feeds.pricefile.profiles import profile_of
from awning.history import FeedRead

READING_VERSION = 2
"""Of all readers together. Raised when one makes something else of the same bytes: feeds are then read anew."""


@dataclass(frozen=True, slots=True)
class Input:
    """A feed, how it is to be read, and where it was fetched from."""

    feed: Feed
    format: str = "auto"
    source: str = ""


def stamps(inputs: Sequence[Input]) -> list[tuple[int, int]]:
    """What of a file is another when somebody writes to it."""
    try:
        found = [file.path.stat() for each in inputs for file in each.feed.files]
    except OSError as problem:
        raise FeedError(f"{problem.filename}: the feed went away while it was read. Import it again.") from None
    return [(known.st_size, known.st_mtime_ns) for known in found]


def digest_of(each: Input, reader: FeedReader) -> str:
    """A digest of a feed's bytes and of all that decides how they are read."""
    feed = each.feed
    settings = (READING_VERSION, reader.name, feed.name, feed.profile, feed.currency, str(feed.time_zone), feed.owner)
    digest = hashlib.sha256(repr((settings, sorted(feed.units.items()))).encode())
    if feed.profile and Path(feed.profile).is_file():
        # With all that it extends.
        digest.update(profile_of(feed.profile).model_dump_json().encode())
    for path in dict.fromkeys(file.path for file in feed.files):
        digest.update(f"\n{path.name}\n".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def laid_over(known: FeedRead, digest: str) -> bool:
    """Whether a feed holds nothing new, and changes came since that reading it again would undo."""
    return known.whole not in {"", known.digest} and digest in {known.digest, known.whole}
