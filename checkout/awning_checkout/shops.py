"""The shops the service sells for: settings, prices and the face of each, read from the project folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from awning.config import Project, Reseller, read_project, read_reseller
from awning.errors import SettingsError
from awning.formats import Wording
from awning.pointer import current_revision, current_snapshot
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot
from awning_checkout.errors import NotHere

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
    wording: Wording
    shell: str
    """The empty page in the shop's face."""

    def page(self, title: str, content: str, *, ordered: bool = False) -> str:
        """A whole page in the shop's face; title and content are HTML.

        The cart lies in the browser, at the shop's address. Once it is ordered, the link back to the shop says so,
        and the shop's cart page empties it.
        """
        shell = self.shell.replace(_CART, "#ordered" if ordered else "")
        return shell.replace(_TITLE, title).replace(_CONTENT, content)


class Shops:
    """All shops of a project. Settings are read again when their file changed, the catalog when its pointer moved."""

    def __init__(self, project: Path, urls: Mapping[str, str] | None = None, shells: Path | None = None) -> None:
        """Take the project folder; for previews also addresses and a folder of shells other than the project's."""
        self._folder = project
        self._shells = shells or project / "var" / "shells"
        self._urls = dict(urls or {})
        self._lock = Lock()
        self._settings: dict[str, tuple[tuple[int, int], Project, Reseller]] = {}
        self._snapshots: dict[str, Snapshot] = {}

    def shop(self, slug: str) -> Shop:
        """The shop of that slug.

        Raises:
            NotHere: there is none.
        """
        _, reseller = self._read(slug)
        shell = self._shells / slug / f"{reseller.language}.html"
        return Shop(
            reseller=reseller,
            url=self._urls.get(slug, reseller.url),
            wording=Wording(reseller.language, reseller.country, _TRANSLATIONS),
            # A shop that was never built can still sell; it only looks plain.
            shell=shell.read_text(encoding="utf-8") if shell.is_file() else _BARE.format(language=reseller.language),
        )

    def book(self, slug: str, as_of: datetime) -> PriceBook:
        """The shop's prices at a moment, from the catalog that is current now."""
        project, reseller = self._read(slug)
        return PriceBook(self._snapshot(), project, reseller, as_of=as_of)

    def _read(self, slug: str) -> tuple[Project, Reseller]:
        config = self._folder / "config"
        try:
            stamp = (
                (config / "awning.yaml").stat().st_mtime_ns,
                (config / "resellers" / f"{slug}.yaml").stat().st_mtime_ns,
            )
        except (OSError, ValueError):
            raise NotHere(f"There is no shop {slug!r}.") from None
        with self._lock:
            if slug not in self._settings or self._settings[slug][0] != stamp:
                try:
                    project = read_project(self._folder)
                    self._settings[slug] = stamp, project, read_reseller(self._folder, slug, project)
                except SettingsError:
                    if slug not in self._settings:
                        raise
                    # Somebody is editing: the settings that were whole go on selling.
                    self._settings[slug] = stamp, *self._settings[slug][1:]
            return self._settings[slug][1:]

    def _snapshot(self) -> Snapshot:
        folder = self._folder / "var" / "catalog"
        revision = current_revision(folder) or ""
        with self._lock:
            if revision not in self._snapshots:
                self._snapshots[revision] = current_snapshot(folder)
            return self._snapshots[revision]
