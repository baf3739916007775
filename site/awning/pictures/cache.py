"""What was made of a picture once, kept for every shop and every build: by what it was made of, not by its name."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

from awning.errors import ProjectError

Facts = dict[str, Any]
"""What is worth knowing of files without opening them; JSON."""
_turns = count()


@dataclass(frozen=True, slots=True)
class Kept:
    """Files that were made together."""

    facts: Facts
    files: Mapping[str, Path]


class Cache:
    """A folder of made files, such as ``var/pictures``. It may be deleted at any time; the next build makes them again.

    Files are written beside their place and renamed, a note of all of them last: half of a set is never found, and
    two processes that make the same at once do each other no harm. A file that is not what the note says is made again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def kept(self, key: str, make: Callable[[], tuple[Facts, Mapping[str, bytes]]]) -> Kept:
        """The files of a key, made if they are not there or damaged.

        Args:
            key: a digest in hexadecimal digits of everything the files depend on.
            make: answers what is worth knowing, and the files by names that are plain file names.

        Raises:
            ProjectError: the disk does not let us write.
        """
        place = self.folder / key[:2] / key
        found = _found(place)
        if found is not None:
            return found
        facts, files = make()
        note = {"facts": facts, "files": {name: [len(each), zlib.crc32(each)] for name, each in files.items()}}
        try:
            place.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                _put(place / name, content)
            _put(place / "note.json", json.dumps(note, sort_keys=True).encode())
        except OSError as problem:
            text = f"{place}: cannot be written ({problem.strerror}). Pictures are kept there; free some space."
            raise ProjectError(text) from problem
        return Kept(facts, {name: place / name for name in files})


def _found(place: Path) -> Kept | None:
    try:
        note = json.loads((place / "note.json").read_bytes())
        facts = cast("Facts", note["facts"])
        sums = cast("dict[str, list[int]]", note["files"])
        files = {name: place / name for name in sums}
        whole = all(_sum(path.read_bytes()) == sums[name] for name, path in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Kept(facts, files) if whole else None


def _sum(content: bytes) -> list[int]:
    # Against disks that fill up and copies that break off; whoever can write here can change the shop itself.
    return [len(content), zlib.crc32(content)]


def _put(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{next(_turns)}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
