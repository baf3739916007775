"""A folder's files kept in memory as they are served: packed, and with a tag that says which content it is."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from threading import Lock

from awning.delivery.packing import Packing

_FILES_MAX = 2000
"""Pages of some ten kilobytes each: a few tens of megabytes."""


@dataclass(frozen=True)
class Served:
    """A file in all forms in which it may be sent."""

    path: str
    content: bytes
    _packing: Packing

    @cached_property
    def packed(self) -> dict[str, bytes]:
        """Its packed forms by their endings."""
        return self._packing.packed(self.content, self.path)

    def form(self, ending: str) -> tuple[bytes, str]:
        """The content in one form, plain for no ending, and its strong tag: each form has its own (RFC 9110, 8.8.3)."""
        digest = f"{self._digest}-{ending}" if ending else self._digest
        return self.packed[ending] if ending else self.content, f'"{digest}"'

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:20]


class Shelf:
    """A folder whose files may change; a file is read again when its time or its size is another."""

    def __init__(self, folder: Path, packing: Packing | None = None) -> None:
        self._folder = folder
        self._packing = packing or Packing()
        self._kept: OrderedDict[tuple[str, int, int], Served] = OrderedDict()
        self._lock = Lock()

    def file(self, path: str) -> Served | None:
        """A file by its path from the folder on, or none; nothing outside of the folder is a file of it."""
        try:
            place = Path(self._folder, path)
            if not place.resolve().is_relative_to(self._folder.resolve()):
                return None
            with place.open("rb") as file:
                found = os.fstat(file.fileno())
                if not S_ISREG(found.st_mode):
                    return None
                key = (path, found.st_mtime_ns, found.st_size)
                with self._lock:
                    if key in self._kept:
                        self._kept.move_to_end(key)
                        return self._kept[key]
                served = Served(path, file.read(), self._packing)
        except (OSError, ValueError):
            return None
        with self._lock:
            self._kept[key] = served
            while len(self._kept) > _FILES_MAX:
                self._kept.popitem(last=False)
        return served
