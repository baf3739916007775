"""How long fetching may take, how much may come, and how slowly: no server holds an import up for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from awning.errors import FeedError, FeedUnreadable

Progress = Callable[[int, int | None], None]
"""Told the bytes so far, and those in all if they are known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The patience of a fetch. Seconds and bytes."""

    connect_s: float = 10
    """Until somebody answers the call."""
    silence_s: float = 60
    """Between two pieces of an answer."""
    answer_s: float = 300
    """From the question to the end of the answer's head."""
    overall_s: float = 2 * 3600
    """For the whole of the feed."""
    pace_s: float = 60
    """Over so long the pace is measured."""
    slowest: int = 1024
    """Bytes a second. Less than that, and a price list would be old before it is here."""
    largest: int = 8 << 30
    redirects: int = 10
    waits_s: tuple[float, ...] = (1, 4)
    """Before each further attempt, where the trouble may pass."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


def paced(
    chunks: Iterable[bytes],
    *,
    name: str,
    limits: Limits,
    total: int | None,
    progress: Progress | None,
) -> Iterator[bytes]:
    """Pass on what comes, as long as it comes fast enough, and check at the end that all of it came.

    Args:
        chunks: the pieces as they come.
        name: what messages call the feed.
        limits: the patience.
        total: how many bytes were promised, if they were.
        progress: told of each piece.

    Raises:
        FeedError: it takes too long, or comes too slowly.
        FeedUnreadable: it is too large, or shorter than was promised.
    """
    if total is not None:
        refuse_too_large(name, total, limits)
    came, clock = 0, limits.clock
    began = measured = clock()
    came_before = 0
    for chunk in chunks:
        came += len(chunk)
        refuse_too_large(name, came, limits)
        now = clock()
        if now - began > limits.overall_s:
            raise FeedError(
                f"{name}: was not whole after {limits.overall_s:g} seconds ({came:,} bytes came). "
                "Try again when the line or the server is less busy; the catalog stays as it was."
            )
        if now - measured >= limits.pace_s:
            if came - came_before < limits.slowest * (now - measured):
                raise FeedError(
                    f"{name}: trickles: {came - came_before:,} bytes in {now - measured:.3g} seconds. "
                    "Try again later; the catalog stays as it was."
                )
            measured, came_before = now, came
        if progress:
            progress(came, total)
        yield chunk
    if total is not None and came != total:
        raise cut_short(name, came, total)


def refuse_too_large(name: str, size: int, limits: Limits) -> None:
    """Refuse what is larger than any feed.

    Raises:
        FeedUnreadable: it is.
    """
    if size > limits.largest:
        raise FeedUnreadable(
            f"{name}: is larger than {limits.largest:,} bytes, more than any feed is. "
            "Is this the right address? The catalog stays as it was."
        )


def cut_short(name: str, came: int, total: int | None) -> FeedUnreadable:
    """What is said where less came than was promised."""
    promised = f" of {total:,}" if total is not None else ""
    return FeedUnreadable(
        f"{name}: was cut short: {came:,}{promised} bytes came. Fetch it again; the catalog stays as it was."
    )
