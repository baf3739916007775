"""A built shop as hosts see it: where it stands, which files it has, and what moved."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from awning.delivery.addresses import Redirect
from awning.delivery.policy import BRIEF, FOR_EVER, PAGE, PICTURE, cache_control

NOT_FOUND = "404.html"
_LISTED_MAX = 20
_CAUTIOUS = (BRIEF, PAGE, PICTURE, FOR_EVER)


@dataclass(frozen=True, slots=True)
class Site:
    """One shop, in all its languages."""

    slug: str
    url: str
    """Its full address."""
    paths: tuple[str, ...]
    """All its files, from its folder on."""
    redirects: tuple[Redirect, ...] = ()

    @property
    def base(self) -> str:
        """The path at which it stands, without a slash at its end; empty for a shop with a host of its own."""
        return urlsplit(self.url).path.rstrip("/")

    def address(self, path: str) -> str:
        """The address of a file, from the host on; that of its folder for ``index.html``. Holds no spaces or quotes."""
        folder, _, name = path.rpartition("/")
        shown = "" if name == "index.html" else name
        return quote(f"{self.base}/{folder}/{shown}" if folder else f"{self.base}/{shown}")

    @property
    def moved(self) -> tuple[tuple[str, str], ...]:
        """Old and new address of everything that moved, from the host on."""
        pairs = ((self.address(each.old), self.address(each.new)) for each in self.redirects)
        return tuple((old, new) for old, new in pairs if old != new)

    @property
    def moved_in_any_case(self) -> tuple[tuple[str, str], ...]:
        """The same for hosts that take large and small letters for one: without what would lead a page to itself."""
        used = {self.address(path).lower() for path in self.paths} if self.redirects else set[str]()
        return tuple((old, new) for old, new in self.moved if old.lower() not in used)

    @property
    def languages(self) -> tuple[str, ...]:
        """The folders that have a page of their own for what is not found: ``en`` for ``en/404.html``."""
        ending = f"/{NOT_FOUND}"
        return tuple(sorted(path.removesuffix(ending) for path in self.paths if path.endswith(ending)))

    def cache_rules(self) -> tuple[tuple[str, str], ...]:
        """Patterns of addresses to Cache-Control, none of which overlap, folders before files.

        Hosts that join the values of all rules that fit need them so. A folder in which files differ is listed file by
        file; where that would be many, the most cautious value counts for all of it.
        """
        keep = {path: cache_control(path) for path in sorted(self.paths)}
        rules = list(self._rules("", keep))
        return tuple(sorted(rules, key=lambda rule: (not rule[0].endswith("*"), rule[0])))

    def _rules(self, folder: str, keep: dict[str, str]) -> list[tuple[str, str]]:
        here = {path: words for path, words in keep.items() if path.startswith(folder)}
        values = set(here.values())
        files = [path for path in here if "/" not in path[len(folder) :]]
        if folder and (len(values) == 1 or (len(files) > _LISTED_MAX and len({keep[path] for path in files}) > 1)):
            return [(f"{self.address(folder)}*", min(values, key=_CAUTIOUS.index))]
        folders = sorted({f"{folder}{path[len(folder) :].partition('/')[0]}/" for path in here if path not in files})
        rules = [rule for each in folders for rule in self._rules(each, here)]
        for path in files:
            rules.append((self.address(path), keep[path]))
            if path.endswith("index.html"):
                # Hosts tell a folder from its page by the address that was asked for.
                rules.append((f"{self.address(path)}index.html", keep[path]))
        return rules
