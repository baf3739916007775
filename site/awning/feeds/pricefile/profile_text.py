"""The YAML of a profile as plain texts, lists and mappings, with the line of every key for messages.

All values are texts here: what is a number or a truth is said by whoever checks them, so that a category 011 stays
011 and a word such as ``no`` stays a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from awning.errors import FeedError

Where = tuple[int | str, ...]


@dataclass(slots=True)
class ProfileText:
    """What a file says, unchecked."""

    path: Path
    data: dict[str, Any]
    lines: dict[Where, int] = field(default_factory=dict[Where, int])

    def place(self, where: Where) -> str:
        """``file:line`` of a key, or of the nearest around it that is there."""
        while where and where not in self.lines:
            where = where[:-1]
        return f"{self.path}:{self.lines.get(where, 1)}"

    def over(self, base: ProfileText) -> ProfileText:
        """This on top of another: mappings are merged, and a key that is left empty takes away what stood there."""
        return ProfileText(self.path, _merged(base.data, self.data), self.lines)


def read_profile_text(path: Path) -> ProfileText:
    """Read a YAML file whose top is a mapping.

    Raises:
        FeedError: the file is missing, not text, not YAML, uses aliases, or has a key twice; with the line.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise FeedError(
            f"{path}: there is no such profile. Set `profile:` of the feed in config/awning.yaml."
        ) from None
    except UnicodeDecodeError as problem:
        raise FeedError(f"{path}: byte {problem.start + 1} is not UTF-8 text. Save the file as UTF-8.") from None
    except (OSError, ValueError) as problem:
        raise FeedError(f"{path}: cannot be read ({getattr(problem, 'strerror', None) or problem}).") from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise FeedError(f"{path}:{line}: this is not YAML: {problem.problem}.") from None
    except yaml.YAMLError as problem:
        raise FeedError(f"{path}:1: this is not YAML: {problem}.") from None
    except RecursionError:
        raise FeedError(f"{path}:1: this is nested deeper than any profile.") from None
    if not isinstance(node, yaml.MappingNode):
        raise FeedError(f"{path}:1: a profile is written as `key: value`, one a line.")
    text = ProfileText(path, {})
    text.data = cast("dict[str, Any]", _plain(text, node, (), set()))
    return text


def _plain(text: ProfileText, node: yaml.Node, where: Where, seen: set[int]) -> Any:
    if id(node) in seen:
        # Aliases of aliases are how a small file takes all memory there is, or never ends.
        raise FeedError(f"{text.place(where)}: write the values out; aliases (*name) are not taken in profiles.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(text, each, (*where, index), seen) for index, each in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return str(cast("yaml.ScalarNode", node).value)
    result: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        line = key.start_mark.line + 1
        if name in result:
            raise FeedError(f"{text.path}:{line}: {'.'.join(map(str, (*where, name)))}: the key stands here twice.")
        text.lines[*where, name] = line
        result[name] = _plain(text, value, (*where, name), seen)
    return result


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if value == "":
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(below, dict):
            result[key] = _merged(cast("dict[str, Any]", below), cast("dict[str, Any]", value))
        else:
            result[key] = value
    return result
