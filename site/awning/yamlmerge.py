"""A YAML file over another it builds on: sections are merged key by key, all else is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from awning.yamlfile import Where, YamlFile


@dataclass(slots=True)
class Extended:
    """What a file and its base say together, and in which of them each thing stands."""

    own: YamlFile
    base: YamlFile | Extended
    data: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.data = _merged(self.own.data, self.base.data)

    def place(self, where: Where, *, key: bool = False) -> str:
        """``file:line:col`` of a value, of its key, or of the nearest thing around it, in the file that says it."""
        while where and not self.says(where):
            where, key = where[:-1], False
        file = self.own if where in self.own.values else self.base
        return file.place(where, key=key)

    def hint(self, where: Where) -> str:
        """Why a value is not there although its author wrote it, or nothing."""
        file = self.own if where in self.own.values else self.base
        return file.hint(where)

    def says(self, where: Where) -> bool:
        """Whether something stands there."""
        return where in self.own.values or (not self._replaced(where) and _says(self.base, where))

    def _replaced(self, where: Where) -> bool:
        """Whether a list or a value of the file itself stands in place of what the base has around there."""
        current: Any = self.own.data
        for part in where:
            if not isinstance(current, dict):
                return True
            section = cast("dict[str | int, Any]", current)
            if part not in section:
                return False
            current = section[part]
        return False


def _says(file: YamlFile | Extended, where: Where) -> bool:
    return file.says(where) if isinstance(file, Extended) else where in file.values


def _merged(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        sections = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(cast("dict[str, Any]", value), merged[key]) if sections else value
    return merged
