"""Where each thing of a shop stood in earlier builds, so that who kept an old address finds it at its new one.

A thing is whatever has a page of its own: ``product:HK-1`` or ``category:seats`` in a language. Its address may change
when its name does. An old address leads straight to where the thing is now, never on to another old one, unless it is
in use again. What is gone altogether has no redirect: its addresses are not found, and are remembered should it return.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from awning.errors import ProjectError

REDIRECTS_MAX = 2000
"""What Cloudflare Pages takes (https://developers.cloudflare.com/pages/configuration/redirects/); others take more."""
_REMEMBERED_MAX = 200_000


class Redirect(NamedTuple):
    """An address that is no longer in use, and the one that took its place: paths from the shop's folder on."""

    old: str
    new: str


class _Left(NamedTuple):
    """Whose address it was, and how many changes of addresses there had been when it was left."""

    thing: str
    change: int


@dataclass(frozen=True, slots=True)
class Memory:
    """All addresses a shop ever had."""

    change: int = 0
    """How often addresses changed."""
    standing: Mapping[str, str] = field(default_factory=dict[str, str])
    """Thing to its address in the last build."""
    left: Mapping[str, _Left] = field(default_factory=dict[str, _Left])
    """Address no longer in use to the thing that had it last."""

    def after(self, now: Mapping[str, str]) -> Memory:
        """The memory when things stand where ``now`` says; itself if they stood there before."""
        if dict(self.standing) == dict(now):
            return self
        change = self.change + 1
        used = set(now.values())
        old = {address: _Left(thing, change) for thing, address in sorted(self.standing.items())}
        left = {address: by for address, by in {**self.left, **old}.items() if address not in used}
        return Memory(change, dict(now), dict(sorted(left.items(), key=_newest)[:_REMEMBERED_MAX]))

    def redirects(self, limit: int) -> tuple[Redirect, ...]:
        """From each address left to where its thing stands, sorted; those left last where there are too many."""
        leading = ((address, by) for address, by in self.left.items() if by.thing in self.standing)
        newest = sorted(leading, key=_newest)[:limit]
        return tuple(sorted(Redirect(address, self.standing[by.thing]) for address, by in newest))


class Addresses:
    """The memory of one shop, in a file such as ``var/addresses/<reseller>.json``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._next: Memory | None = None

    def moved(self, now: Mapping[str, str], *, limit: int = REDIRECTS_MAX) -> tuple[Redirect, ...]:
        """The redirects of a shop in which things stand where ``now`` says. Nothing is written yet.

        Args:
            now: each thing to its path from the shop's folder on, in all languages.
            limit: how many redirects at the most.

        Raises:
            ProjectError: the file cannot be read, or is damaged.
        """
        before = self._read()
        after = before.after(now)
        self._next = after if after is not before else None
        return after.redirects(limit)

    def keep(self) -> None:
        """Remember what ``moved`` was told, once the shop stands so. A build that fails teaches nothing.

        Raises:
            ProjectError: the disk does not let us.
        """
        if self._next is None:
            return
        content = {
            "change": self._next.change,
            "standing": self._next.standing,
            "left": self._next.left,
        }
        unfinished = self._file.with_suffix(".unfinished")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
            unfinished.replace(self._file)
        except OSError as problem:
            reason = f"cannot be written ({problem.strerror}). Make room or give yourself the right to write there."
            raise ProjectError(f"{self._file}: {reason}") from problem
        self._next = None

    def _read(self) -> Memory:
        try:
            content: Any = json.loads(self._file.read_bytes())
            return _memory(content)
        except FileNotFoundError:
            return Memory()
        except OSError as problem:
            raise ProjectError(f"{self._file}: cannot be read ({problem.strerror}).") from problem
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise ProjectError(
                f"{self._file}: is damaged. It holds the addresses this shop had. Put back a copy of it, or delete it:"
                " then old addresses are no longer found."
            ) from problem


def _memory(content: Any) -> Memory:
    standing = {str(thing): str(address) for thing, address in content["standing"].items()}
    left = {str(address): _Left(str(thing), int(change)) for address, (thing, change) in content["left"].items()}
    return Memory(int(content["change"]), standing, left)


def _newest(item: tuple[str, _Left]) -> tuple[int, str]:
    address, by = item
    return -by.change, address
