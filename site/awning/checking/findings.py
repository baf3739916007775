"""What a check found: mistakes and warnings, each with its place in the file that says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from awning.errors import SettingsError
from awning.settings.files import project_file, read_own, reseller_file, whole
from awning.yamlfile import Where, read_yaml
from awning.yamlmodel import Written, did_you_mean, name_of

PROJECT = ""
"""Stands where a reseller's slug would, for what is in the project's own file or in the catalog."""
_HINTS_MAX = 50
"""Looking for the nearest of thousands of SKUs takes a twentieth of a second."""


class Places:
    """Where settings stand. Files are read only when something in them has to be named."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Written | None] = {}

    def line(self, slug: str, where: Where, text: str) -> str:
        """``file:line:col: key: text`` of what a reseller's file, or one it builds on, or the project's says."""
        written = self._written(slug)
        if written is None:
            path = reseller_file(self._folder, slug) if slug else project_file(self._folder)
            return f"{path}:1:1: {name_of(where)}: {text}"
        return f"{written.place(where)}: {name_of(where)}: {text}"

    def _written(self, slug: str) -> Written | None:
        if slug not in self._read:
            try:
                own = read_own(self._folder, slug) if slug else read_yaml(project_file(self._folder))
                self._read[slug] = whole(self._folder, own) if slug else own
            except SettingsError:
                # It was there a moment ago: somebody is writing it.
                self._read[slug] = None
        return self._read[slug]


@dataclass(slots=True)
class Lines:
    """Lines of one kind, each once, with the resellers they are about."""

    by_line: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, slug: str, line: str) -> None:
        """Note a line; a file that many build on says the same for all of them, and is named once."""
        slugs = self.by_line.setdefault(line, [])
        if slug not in slugs:
            slugs.append(slug)

    def __len__(self) -> int:
        return len(self.by_line)

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_line)

    def grouped(self) -> dict[str, list[str]]:
        """The lines by the first reseller they are about, in the order of finding; those of many say of how many."""
        groups: dict[str, list[str]] = {}
        for line, slugs in self.by_line.items():
            more = len(slugs) - 1
            also = f" (and in {more} more {'shop' if more == 1 else 'shops'})" if more else ""
            groups.setdefault(slugs[0], []).append(f"{line}{also}")
        return groups


class Findings:
    """All that a check found."""

    def __init__(self, folder: Path) -> None:
        self.errors = Lines()
        self.warnings = Lines()
        self._places = Places(folder)
        self._hints: dict[str, str] = {}

    def error(self, slug: str, where: Where, text: str) -> None:
        """Note a mistake at a place of a reseller's file, or of the project's."""
        self.errors.add(slug, self._places.line(slug, where, text))

    def warn(self, slug: str, where: Where, text: str) -> None:
        """Note what may well be meant, and more often is a slip."""
        self.warnings.add(slug, self._places.line(slug, where, text))

    def hint(self, word: str, known: Sequence[str]) -> str:
        """`did_you_mean` for names of the catalog, which are many: only the first so many words are looked up."""
        if word not in self._hints:
            by_small = {name.lower(): name for name in known}
            near = by_small.get(word.lower())
            if near is not None:
                self._hints[word] = f" Did you mean {near}?"
            else:
                self._hints[word] = did_you_mean(word, known) if len(self._hints) < _HINTS_MAX else ""
        return self._hints[word]


def counted(number: int, what: str) -> str:
    """``1 mistake``, ``2 mistakes``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
