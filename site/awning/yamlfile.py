"""YAML as people mean it (YAML 1.2: ``NO`` is a country), with the place of every key for messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from awning.errors import SettingsError

Where = tuple[str | int, ...]
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads `{label: Where?}` as people mean it; the one in Python stumbles over the mark."""
_DEEPEST = 50
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_REMARK = re.compile(r"\s*(#\S+).*")
# No settings file says this much; one whose aliases repeat each other does.
_VALUES_MAX = 100_000
_DIGITS_MAX = 40
# Of the parser's words, which say what it looked for, and what its author most often did.
_FIXES = (
    ("could not find expected ':'", "Look at the line above: is there no blank behind a colon or a dash?"),
    ("mapping values are not allowed", "Put text that holds `: ` in quotes; or is this line indented too far?"),
    (
        "did not find expected key",
        "Look at this line and the one above: is a quote not closed, or a line not indented as those around it?",
    ),
    (
        "did not find expected '-' indicator",
        "Look at this line: an entry of a list begins with a dash and a blank, below the other dashes.",
    ),
    ("a tab character", "Indent with spaces."),
    ("did not find expected ',' or", "Look at the line above: is a bracket not closed, or a comma missing?"),
    ("unexpected end of stream", "A quote is not closed."),
    ("another document", "Take out the line `---`: everything stands in one document."),
    ("undefined alias", "Put text that begins with `*` in quotes."),
)
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class YamlFile:
    """What a YAML file says, and on which line and column each of its values and keys stands.

    The same file may be handed out again: nobody changes what is in it.
    """

    path: Path
    data: dict[str, Any]
    values: dict[Where, tuple[int, int]] = field(default_factory=dict[Where, tuple[int, int]])
    keys: dict[Where, tuple[int, int]] = field(default_factory=dict[Where, tuple[int, int]])
    text: str = ""

    def place(self, where: Where, *, key: bool = False) -> str:
        """``file:line:col`` of a value, of its key, or of the nearest thing around it that is there."""
        known = self.keys if key else self.values
        while where and where not in known:
            where, known = where[:-1], self.values
        line, column = known.get(where, (1, 1))
        return f"{self.path}:{line}:{column}"

    def hint(self, where: Where) -> str:
        """Why a value is not there although its author wrote it: what begins with # is a comment."""
        line, column = self.values.get(where, (0, 0))
        found = _REMARK.fullmatch(self.text.splitlines()[line - 1][column - 1 :]) if line else None
        return f" `#` begins a comment: write {found[1]!r}, in quotes." if found else ""


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file whose top is a mapping. Numbers with a dot become exact decimals.

    Raises:
        SettingsError: the file is missing, not text, not YAML, or has a key twice; with line and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file. `awning init DIR` makes a project that has it.") from None
    except UnicodeDecodeError as problem:
        raise SettingsError(f"{path}: byte {problem.start + 1} is not UTF-8 text. Save the file as UTF-8.") from None
    except OSError as problem:
        raise SettingsError(f"{path}: cannot be read ({problem.strerror}).") from None
    return _parsed(path, text)


# A hundred shops may build on one file; the text is part of the key, so a changed file is never mistaken.
@lru_cache(maxsize=256)
def _parsed(path: Path, text: str) -> YamlFile:
    try:
        check_depth(text)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = f"{problem.problem}.{_fix(problem, text)}"
        raise SettingsError(f"{path}:{line}:{column}: this is not YAML: {said}") from None
    except yaml.reader.ReaderError as problem:
        line, column = _place(text, problem.position)
        raise SettingsError(f"{path}:{line}:{column}: this is not YAML: {problem.reason}.") from None
    except RecursionError:
        raise SettingsError(f"{path}:1:1: is nested deeper than anybody writes. Is a bracket not closed?") from None
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{path}:1:1: settings are written as `key: value`, one a line.")
    file = YamlFile(path, {}, text=text)
    try:
        file.data = _value(file, node, ())
    except RecursionError:
        raise SettingsError(f"{path}:1:1: an alias (*name) holds itself. Write the values out.") from None
    return file


def _fix(problem: yaml.MarkedYAMLError, text: str) -> str:
    """What to do about words of the parser, or nothing."""
    said, mark = str(problem.problem), problem.problem_mark
    if "cannot start any token" in said and mark is not None:
        found = text.splitlines()[mark.line][mark.column : mark.column + 1]
        if found == "\t":
            return " A tab stands here: indent with spaces."
        return f" Put text that begins with {found} in quotes."
    return next((f" {advice}" for words, advice in _FIXES if words in said), "")


def check_depth(text: str) -> None:
    """Look whether brackets open without end: libyaml would compose them until the whole program falls.

    Raises:
        RecursionError: they do.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _value(file: YamlFile, node: yaml.Node, where: Where) -> Any:
    file.values[where] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(file.values) > _VALUES_MAX:
        raise SettingsError(f"{file.path}:1:1: holds more than {_VALUES_MAX:,} values. Write aliases (*name) out.")
    if isinstance(node, yaml.MappingNode):
        return _mapping(file, node, where)
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, item, (*where, index)) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(file: YamlFile, node: yaml.MappingNode, where: Where) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            raise SettingsError(f"{file.path}:{line}:{column}: a list or a section cannot be a key; text can.")
        key = str(key_node.value)
        place = (*where, key)
        if key in result:
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            first = file.keys[place][0]
            raise SettingsError(f"{file.path}:{line}:{column}: {key} stands on line {first} already. Keep one of them.")
        file.keys[place] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        result[key] = _value(file, value_node, place)
    return result


def _scalar(node: yaml.Node) -> Any:
    """A plain word by the YAML 1.2 core rules; what stands in quotes is text."""
    text = str(node.value)
    # The C loader calls the style of a plain word "", the Python one None.
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _DIGITS_MAX:
        return text
    if _WHOLE.fullmatch(text):
        # 007 is an article number to its author, not seven.
        return int(text) if text.lstrip("+-") == "0" or not text.lstrip("+-").startswith("0") else text
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def comma_split(data: Any, where: Where) -> tuple[str, str]:
    """The key and the number that an author wrote with a comma in a section in brackets, or nothing.

    YAML reads ``{price: 14,90}`` as a price of 14 and a key 90 that has no value.
    """
    section, key = data, where[-1]
    for part in where[:-1]:
        section = section[part]
    keys = list(section)
    place = keys.index(key)
    before = keys[place - 1] if place else ""
    if str(key).isdigit() and section[key] is None and type(section.get(before)) is int:
        return before, f"{section[before]},{key}"
    return "", ""
