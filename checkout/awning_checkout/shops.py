"""The shops the service sells for: settings, prices and the face of each, read from the project folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from awning.catalog import Offering
from awning.config import Project, Reseller, files_of, read_project, read_reseller
from awning.errors import SettingsError
from awning.formats import Wording
from awning.pointer import current_revision, current_snapshot
from awning.price_history import PriceHistory
from awning.price_record import history_file
from awning.pricebook import PriceBook
from awning.settings.kinds import SLUG
from awning.snapshot import Snapshot
from awning_checkout.addresses import Addresses
from awning_checkout.errors import NotHere
from awning_checkout.finding import Finder, Matches

_TRANSLATIONS = Path(__file__).parent / "translations"
_TITLE, _CONTENT, _CART = "<!--awning:title-->", "<!--awning:content-->", "<!--awning:cart-->"
_BARE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    f'<meta name="viewport" content="width=device-width"><title>{_TITLE}</title></head>'
    f"<body><main>{_CONTENT}</main></body></html>"
)


@dataclass(frozen=True, slots=True)
class Shop:
    """One reseller's shop as the checkout needs it."""

    reseller: Reseller
    url: str
    """Where its files lie, without a slash at the end."""
    wording: Wording
    """Of the language this page speaks."""
    shell: str
    """The empty page in the shop's face."""
    time_zone: str
    """The market's, by its IANA name."""
    pictures: Mapping[str, str] = field(default_factory=dict[str, str])
    """The feed's name of a picture to its path in the shop, where the build gave it another."""

    @property
    def language(self) -> str:
        """The language this page speaks."""
        return self.wording.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Those the shop speaks, its first one first."""
        return self.reseller.all_languages

    @property
    def home(self) -> str:
        """Where its pages in this language begin, without a slash at the end."""
        return self.url if self.language == self.reseller.language else f"{self.url}/{self.language}"

    def picture(self, offering: Offering) -> str:
        """The path of an offering's picture in the shop; empty where it has none."""
        name = offering.picture
        return self.pictures.get(name, f"pictures/{name}") if name else ""

    def page(self, title: str, content: str, *, ordered: bool = False) -> str:
        """A whole page in the shop's face; title and content are HTML.

        The cart lies in the browser, at the shop's address. Once it is ordered, the link back to the shop says so,
        and the shop's cart page empties it.
        """
        shell = self.shell.replace(_CART, "#ordered" if ordered else "")
        return shell.replace(_TITLE, title).replace(_CONTENT, content)


@dataclass(frozen=True, slots=True)
class _Known:
    """Settings of a shop, the files they come from, and when each of those was changed last."""

    files: tuple[Path, ...]
    stamp: tuple[int, ...]
    project: Project
    reseller: Reseller
    whole: bool = True
    """Whether what the files hold now could be read."""


class Shops:
    """All shops of a project. Settings are read again when their file changed, the catalog when its pointer moved."""

    def __init__(self, project: Path, urls: Mapping[str, str] | None = None, shells: Path | None = None) -> None:
        """Take the project folder; for previews also addresses and a folder of shells other than the project's."""
        self._folder = project
        self._shells = shells or project / "var" / "shells"
        self._urls = dict(urls or {})
        self._lock = Lock()
        self._settings: dict[str, _Known] = {}
        self._addresses = Addresses()
        self._finder = Finder()
        self._histories: dict[tuple[str, str], PriceHistory] = {}
        self._snapshots: dict[str, Snapshot] = {}

    def shop(self, slug: str, language: str = "") -> Shop:
        """The shop of that slug, speaking a language; its first one, where it does not speak that.

        Raises:
            NotHere: there is none.
        """
        project, reseller = self._read(slug)
        spoken = language if language in reseller.all_languages else reseller.language
        return Shop(
            reseller=reseller,
            url=self._urls.get(slug, reseller.url).rstrip("/"),
            wording=Wording(spoken, reseller.country, _TRANSLATIONS),
            shell=self._shell(slug, spoken, reseller.language),
            time_zone=project.time_zone,
            pictures=self._addresses.read(self._shells / slug / "pictures.json"),
        )

    def addresses(self, slug: str, language: str) -> Mapping[str, str]:
        """SKU to the path of its page under the shop's home in that language, as the last build had them.

        A shop that was not built in that language has none.
        """
        return self._addresses.read(self._shells / slug / f"{language}.addresses.json")

    def book(self, slug: str, as_of: datetime) -> PriceBook:
        """The shop's prices at a moment, from the catalog that is current now."""
        project, reseller = self._read(slug)
        return PriceBook(self.catalog(), project, reseller, as_of=as_of, history=self._history(reseller))

    def catalog(self) -> Snapshot:
        """The catalog that is current now.

        Raises:
            CatalogError: nothing was imported yet, or the file is gone or damaged.
        """
        folder = self._folder / "var" / "catalog"
        revision = current_revision(folder) or ""
        with self._lock:
            if revision not in self._snapshots:
                self._snapshots[revision] = current_snapshot(folder)
            return self._snapshots[revision]

    def find(self, query: str, language: str) -> Matches:
        """What of the current catalog the words of a query lead to, whoever sells it, the best first."""
        return self._finder.find(self.catalog(), language, query)

    def _shell(self, slug: str, language: str, first: str) -> str:
        """The empty page in a language; a shop that was never built can still sell, it only looks plain."""
        for spoken in (language, first):
            # A build puts it there in one rename; the file itself may not have been made yet.
            with suppress(FileNotFoundError):
                return (self._shells / slug / f"{spoken}.html").read_text(encoding="utf-8")
        return _BARE.format(language=language)

    def _read(self, slug: str) -> tuple[Project, Reseller]:
        """The settings of a shop, read again when one of their files changed."""
        with self._lock:
            known = self._settings.get(slug)
            if known is not None and known.whole and _stamp(known.files) == known.stamp:
                return known.project, known.reseller
            files = files_of(self._folder, slug) if SLUG.fullmatch(slug) else ()
            stamp = _stamp(files)
            if not all(stamp[:2]):
                raise NotHere(f"There is no shop {slug!r}.")
            if known is None or (files, stamp) != (known.files, known.stamp):
                try:
                    project = read_project(self._folder)
                    reseller = read_reseller(self._folder, slug, project)
                    known = _Known(files, stamp, project, reseller)
                except SettingsError:
                    if known is None:
                        raise
                    # Somebody is editing: the settings that were whole go on selling.
                    known = replace(known, files=files, stamp=stamp, whole=False)
                self._settings[slug] = known
            return known.project, known.reseller

    def _history(self, reseller: Reseller) -> PriceHistory:
        """What the shop's pages asked before."""
        key = reseller.slug, reseller.tax.anchor
        with self._lock:
            if key not in self._histories:
                self._histories[key] = PriceHistory(history_file(self._folder, reseller.slug), anchor=key[1])
            return self._histories[key]


def _stamp(files: Sequence[Path]) -> tuple[int, ...]:
    """When each file was changed last, in nanoseconds; 0 for one that is not there."""
    return tuple(_changed(file) for file in files) or (0,)


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
