"""Where price rules stand in the settings, as ``file:line``: for whoever wants to change a price."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from awning.config import Project, Reseller
from awning.config import Rule as WrittenRule
from awning.dealings import rules_of
from awning.engagement import Bar
from awning.rules import Rule
from awning.settings.files import project_file, read_own, whole
from awning.yamlfile import Where, YamlFile, read_yaml
from awning.yamlmerge import Extended


class RulePlaces:
    """Looks rules of a shop's chain up in the files they come from."""

    def __init__(self, folder: Path, project: Project, reseller: Reseller) -> None:
        """Take the project folder and what was read from it; files are read again when somebody asks."""
        self._folder = folder
        self._project = project
        self._reseller = reseller
        self._zone = ZoneInfo(project.time_zone)

    def place(self, rule: Rule, position: int) -> str:
        """``config/resellers/blue-sky.yaml:31``, or nothing where the rule is not found.

        Args:
            rule: one that decides, or would.
            position: of the link whose rule it is, counted from the shelf: -1 is its owner.
        """
        upstream = self._reseller.upstream
        if position == -1:
            own = self._reseller
            return self._found(rule, self._file(own.slug), ("rules",), own.rules, own.currency)
        if position >= -1 - len(upstream):
            seller = upstream[position + 1]
            where = ("wholesale", "rules")
            return self._found(rule, self._file(seller.slug), where, seller.rules, seller.currency)
        distributor = self._project.distributor
        file = read_yaml(project_file(self._folder))
        where, currency = ("distributor", "rules"), distributor.currency or ""
        found = self._found(rule, file, where, distributor.rules, currency)
        if not found and rule.buyer in distributor.groups:
            return self._line(file.place(("distributor", "groups", rule.buyer), key=True))
        return found

    def bar(self, bar: Bar) -> str:
        """Where a rule of engagement stands."""
        file = read_yaml(project_file(self._folder))
        return self._line(file.place(("distributor", "engagement", bar.section, bar.number)))

    def _file(self, slug: str) -> YamlFile | Extended:
        return whole(self._folder, read_own(self._folder, slug))

    def _found(
        self, rule: Rule, file: YamlFile | Extended, where: Where, written: Iterable[WrittenRule], currency: str
    ) -> str:
        for number, each in enumerate(rules_of(written, currency, self._zone)):
            if each == rule:
                return self._line(file.place((*where, number)))
        return ""

    def _line(self, place: str) -> str:
        path, line, _ = place.rsplit(":", 2)
        with suppress(ValueError):
            path = Path(path).relative_to(self._folder).as_posix()
        return f"{path}:{line}"
