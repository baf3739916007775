"""YAML of services with the line of every key: all values are texts, exact as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, cast

import yaml

from awning.errors import FeedUnreadable
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.files import FeedFile
from awning.yamlfile import LOADER, check_depth

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LARGEST_FILE = 1 << 20
"""In bytes: nobody writes a megabyte of services by hand."""
_MOST_VALUES = 100_000
_NOTHING = {"", "~", "null"}


class Mistake(RowRefused):
    """A key is wrong; its own line says more than that of the row it stands in."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class Section(dict[str, Any]):
    """A mapping of YAML: texts, sections, lists of these, and None, by key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        """The line of each key."""
        self.doubled: list[tuple[str, int]] = []
        """Keys that stand a second time, and where."""

    def mistakes(self, known: tuple[str, ...], *, languages: bool = False) -> Iterator[Mistake]:
        """Keys that stand twice, and those that are neither known nor, where they may be, a language's section."""
        for key, line in self.doubled:
            yield Mistake(f"{key} stands on line {self.lines[key]} already. Keep one of them.", line)
        for key, value in self.items():
            if key in known or (languages and LANGUAGE.fullmatch(key) and isinstance(value, Section)):
                continue
            close = get_close_matches(key, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
            yield Mistake(f"{shown(key)} is no key here. {hint}", self.lines[key])

    def check(self, known: tuple[str, ...], *, languages: bool = False) -> None:
        """Refuse the row this stands in at the first mistake."""
        for mistake in self.mistakes(known, languages=languages):
            raise mistake

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, or the one that stands alone."""
        value: object = self.get(key)
        items = cast("list[object]", value) if isinstance(value, list) else [] if value is None else [value]
        rows = {f"{key} {number}": item for number, item in enumerate(items, start=1)}
        fields = Fields(dict(rows))
        return tuple(fields.text(name) for name in rows)


def services_yaml(file: FeedFile) -> Section | None:
    """The top of the file; none if it says nothing.

    Raises:
        FeedUnreadable: it cannot be read, is longer than `LARGEST_FILE`, not UTF-8, not YAML (with line and
            column), or no mapping.
    """
    with file.open() as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise FeedUnreadable(f"{file.name}: is longer than {LARGEST_FILE >> 20} MB, more than a file of services is.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise FeedUnreadable(
            f"{file.name}, line {line}: byte {problem.start + 1} is not UTF-8 text. Save the file as UTF-8."
        ) from None
    try:
        check_depth(text)
        node = yaml.compose(text, Loader=LOADER)
        return None if node is None else _top(file, node)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _broken(file, line, column, str(problem.problem)) from None
    except yaml.reader.ReaderError as problem:
        position = problem.position
        line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
        raise _broken(file, line, column, str(problem.reason)) from None
    except RecursionError:
        raise _broken(file, 1, 1, "it is nested too deeply, or an alias (*name) holds itself") from None
    except (ValueError, OverflowError):
        raise _broken(file, 1, 1, "an escape such as \\U00110000 stands for no character") from None


def _broken(file: FeedFile, line: int, column: int, what: str) -> FeedUnreadable:
    return FeedUnreadable(f"{file.name}, line {line}, column {column}: this is not YAML: {what}.")


def _top(file: FeedFile, node: yaml.Node) -> Section:
    value = _Walk(file).value(node)
    if not isinstance(value, Section):
        raise FeedUnreadable(f"{file.name}, line 1: services are written as `key: value`, one a line.")
    return value


class _Walk:
    """Nodes made values; aliases that repeat each other a billion times are not followed."""

    def __init__(self, file: FeedFile) -> None:
        self.file = file
        self.passed = 0

    def value(self, node: yaml.Node) -> Any:
        self.passed += 1
        if self.passed > _MOST_VALUES:
            raise FeedUnreadable(
                f"{self.file.name}: holds more than {_MOST_VALUES:,} values. Write aliases (*name) out."
            )
        if isinstance(node, yaml.MappingNode):
            return self._section(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        text = str(node.value)
        return None if text in _NOTHING and not getattr(node, "style", None) else text

    def _section(self, node: yaml.MappingNode) -> Section:
        section = Section(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise _broken(self.file, line, column, "a list or a section cannot be a key; text can")
            key = str(key_node.value)
            if key in section:
                section.doubled.append((key, line))
                continue
            section.lines[key] = line
            section[key] = self.value(value_node)
        return section
