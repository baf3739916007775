"""The theme's files with a digest in their names, so that browsers may keep them for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from awning.delivery.linking import Linked, linked
from awning.errors import BuildError

_FOLDER = "assets"


class Assets:
    """What ``asset("canopy.css")`` answers in templates."""

    def __init__(self, root: str, folders: Sequence[Path], generated: Mapping[str, bytes]) -> None:
        """Take the files of these folders, and those generated for the shop.

        Args:
            root: the shop's path without a slash at its end; empty for a shop with a host of its own.
            folders: ``static`` folders, what themes share first: of two files of one name the later one counts.
            generated: plain name to content; these count before all files.

        Raises:
            BuildError: a file names one that is not there, or files name each other in a circle.
        """
        contents: dict[str, bytes] = {}
        for folder in folders:
            contents.update(_static(folder))
        contents.update(generated)
        self._linked = linked(contents)
        self._root = root
        self.files = {f"{_FOLDER}/{each.name}": each.content for each in self._linked.values()}
        """Path in the output to content."""

    def __call__(self, name: str) -> str:
        """The address of a file by its plain name.

        Raises:
            BuildError: the theme has no such file.
        """
        return f"{self._root}/{_FOLDER}/{self._file(name).name}"

    def integrity(self, name: str) -> str:
        """The digest of a file for the ``integrity`` of the tag that loads it, beside ``crossorigin="anonymous"``.

        Raises:
            BuildError: the theme has no such file.
        """
        return self._file(name).integrity

    def imports_of(self, name: str) -> tuple[str, ...]:
        """The plain names of all modules a script needs before it can run, those it imports itself first.

        A page that says ``<link rel="modulepreload">`` for each has them fetched at once, not one after the other.

        Raises:
            BuildError: the theme has no such file.
        """
        found: dict[str, None] = {}
        waiting = list(self._file(name).imports)
        while waiting:
            each = waiting.pop(0)
            if each not in found:
                found[each] = None
                waiting += self._file(each).imports
        return tuple(found)

    def _file(self, name: str) -> Linked:
        if name not in self._linked:
            known = ", ".join(sorted(self._linked))
            raise BuildError(f"asset({name!r}): the theme has no such file in static/. It has {known}.")
        return self._linked[name]


def _static(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
