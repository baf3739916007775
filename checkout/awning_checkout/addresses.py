"""Where a shop's pages and pictures are: lists each build leaves beside the shell, read again when they changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, cast


class Addresses:
    """The lists of all shops and languages, each read once for as long as it stays as it is."""

    def __init__(self) -> None:
        """Know none yet."""
        self._lock = Lock()
        self._known: dict[Path, tuple[int, Mapping[str, str]]] = {}

    def read(self, file: Path) -> Mapping[str, str]:
        """SKU, or name of a picture, to path inside the shop; nothing where the file is not there or cannot be read.

        A page with fewer links is better than no page.
        """
        try:
            stamp = file.stat().st_mtime_ns
            with self._lock:
                known = self._known.get(file)
                if known is None or known[0] != stamp:
                    known = self._known[file] = stamp, _paths(json.loads(file.read_text(encoding="utf-8")))
                return known[1]
        except (OSError, ValueError):
            return {}


def _paths(told: Any) -> dict[str, str]:
    """What of a list is a path inside the shop: no scheme, no other host."""
    if not isinstance(told, dict):
        return {}
    found = cast("dict[str, Any]", told)
    return {name: path for name, path in found.items() if isinstance(path, str) and not path.startswith(("/", "\\"))}
