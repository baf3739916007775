"""The theme's files with a digest in their names, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from awning.errors import BuildError

_FOLDER = "assets"


class Assets:
    """What ``asset("canopy.css")`` answers in templates."""

    def __init__(self, root: str, theme: Path, generated: dict[str, bytes]) -> None:
        """Take the files of the theme's ``static`` folder, and those generated for the shop."""
        static = theme / "static"
        contents = {
            path.relative_to(static).as_posix(): path.read_bytes()
            for path in sorted(static.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        contents.update(generated)
        self.files = {f"{_FOLDER}/{_named(name, content)}": content for name, content in contents.items()}
        """Path in the output to content."""
        self._addresses = {name: f"{root}/{_FOLDER}/{_named(name, content)}" for name, content in contents.items()}

    def at(self, origin: str) -> Callable[[str], str]:
        """The same answers with scheme and host before them, for pages that stand elsewhere."""
        return lambda name: f"{origin}{self(name)}"

    def __call__(self, name: str) -> str:
        """The address of a file by its plain name.

        Raises:
            BuildError: the theme has no such file.
        """
        if name not in self._addresses:
            known = ", ".join(sorted(self._addresses))
            raise BuildError(f"asset({name!r}): the theme has no such file in static/. It has {known}.")
        return self._addresses[name]


def _named(name: str, content: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:10]
    return f"{stem}.{digest}{dot}{ending}" if dot else f"{name}.{digest}"
