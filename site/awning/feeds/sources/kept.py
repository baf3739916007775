"""What was fetched last from an address: the bytes, and what the server said of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from awning.errors import ProjectError
from awning.feeds.sources.addresses import ending, masked
from awning.feeds.sources.pacing import Limits, refuse_too_large

_MEMORY = "fetched.json"
_BODY = re.compile(r"[0-9a-f]{16}(\.[a-z0-9]{1,10}){0,2}")
_LONGEST_MARK = 1_000
_FORGOTTEN_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of the kept bytes."""

    address: str
    """As messages show it."""
    address_sha256: str
    """Of the address with its secrets, which are not written down."""
    body: str
    """The file's name."""
    size: int
    sha256: str
    marks: Mapping[str, str]
    """By which the place knows its version, as an ETag."""


class Kept:
    """A folder that belongs to one feed, with the whole of what came last, or nothing: never half of it.

    The bytes lie in a file named by their digest, and `fetched.json` says which it is. Moving that one file in
    its place is what makes a fetch count.
    """

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self._address = address
        self._name = masked(address)

    def memory(self) -> Memory | None:
        """What was fetched from this very address, if it still lies here as it came."""
        try:
            found = Memory(**json.loads((self.folder / _MEMORY).read_bytes()))
            asked_for = found.address_sha256 == _digest(self._address)
            whole = bool(_BODY.fullmatch(found.body)) and self.body(found).stat().st_size == found.size
            sound = all(map(_can_be_said_back, found.marks.values()))
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return None  # Lost, or not written by us: the feed is fetched anew, and this with it.
        return found if asked_for and whole and sound else None

    def body(self, memory: Memory) -> Path:
        """Where the bytes lie."""
        return self.folder / memory.body

    def receive(self, chunks: Iterable[bytes], marks: Mapping[str, str], limits: Limits) -> Path:
        """Write what comes beside its place, and put it there when it is whole.

        Whatever goes wrong on the way leaves the bytes of before, and what is known of them, as they were.

        Raises:
            FeedUnreadable: it is larger than any feed.
            ProjectError: the folder cannot be written.
        """
        part = self.folder / f".part-{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._forget_old_parts()
            digest, size = hashlib.sha256(), 0
            with part.open("wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    refuse_too_large(self._name, size, limits)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            body = self.folder / f"{digest.hexdigest()[:16]}{ending(self._address)}"
            part.replace(body)
            self._remember(
                Memory(
                    address=self._name,
                    address_sha256=_digest(self._address),
                    body=body.name,
                    size=size,
                    sha256=digest.hexdigest(),
                    marks={key: mark for key, mark in marks.items() if _can_be_said_back(mark)},
                )
            )
        except OSError as problem:
            raise ProjectError(
                f"{self.folder}: what is fetched cannot be written there ({problem.strerror or problem}). "
                "Make room or give yourself the right to write there, and import again."
            ) from problem
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return body

    def _remember(self, memory: Memory) -> None:
        part = self.folder / f".{_MEMORY}-{os.getpid()}"
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(asdict(memory), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / _MEMORY)
        finally:
            part.unlink(missing_ok=True)
        for path in self.folder.iterdir():
            if _BODY.fullmatch(path.name) and path.name != memory.body:
                path.unlink(missing_ok=True)

    def _forget_old_parts(self) -> None:
        """What a fetch left that was killed."""
        for path in self.folder.glob(".part-*"):
            if time.time() - path.stat().st_mtime > _FORGOTTEN_S:
                path.unlink(missing_ok=True)


def _can_be_said_back(mark: str) -> bool:
    """Headers hold plain characters only; a mark that is none could not be sent."""
    return 0 < len(mark) <= _LONGEST_MARK and mark.isascii() and mark.isprintable()


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode(errors="surrogatepass")).hexdigest()
