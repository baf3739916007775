"""A shop's pictures: which it has, in which sizes and formats, and the files they are."""

from __future__ import annotations

from pathlib import Path

from awning.config import Brand
from awning.errors import PictureError
from awning.pages.brand import tinted
from awning.pages.views import PictureView
from awning.pictures.cache import Cache
from awning.pictures.logos import Logo, read_logo
from awning.pictures.shown import shown

FOLDER, BRAND = "pictures", "brand"
"""Paths in the shop's folder: of pictures of offerings, and of the shop's own marks."""


class Gallery:
    """The pictures of one shop, shared by its languages; it keeps what was asked for."""

    def __init__(self, project: Path, pictures: Path, brand: Brand, base: str, cache: Cache) -> None:
        """Take where the pictures lie.

        Args:
            project: the project folder, at which the paths of logos begin.
            pictures: the folder of the pictures that the feed names.
            brand: drawings are tinted in its colours.
            base: the path all files of the shop begin with.
            cache: what was made of pictures before, for whichever shop.

        Raises:
            PictureError: a logo cannot be used.
        """
        self._pictures = pictures
        self._brand = brand
        self._base = base
        self._cache = cache
        self._known: dict[str, PictureView | None] = {}
        self.files: dict[str, bytes | Path] = {}
        """Path in the shop to content, or to where that lies, of every picture that was asked for."""
        self.places: dict[str, str] = {}
        """The feed's name of each picture to its path in the shop: of the one that every browser can show."""
        self.unusable: list[str] = []
        """What is wrong with pictures that are there and cannot be shown; pages do without them."""
        self.mark = read_logo(project / brand.logo)
        self.logo = self._view_of(self.mark)
        self.logo_dark = self._view_of(read_logo(project / brand.logo_dark)) if brand.logo_dark else None

    def view(self, name: str) -> PictureView | None:
        """The picture of that file name, or none where there is no such file, or it cannot be shown."""
        if name not in self._known:
            self._known[name] = self._picture(name) if name and (self._pictures / name).is_file() else None
        return self._known[name]

    def put(self, path: str, content: bytes | Path) -> str:
        """Add a file that is no picture of an offering; answers with its address, from the host on."""
        self.files[path] = content
        return f"{self._base}/{path}"

    def _picture(self, name: str) -> PictureView | None:
        try:
            found = shown(self._pictures / name, self._cache, lambda drawing: tinted(drawing, self._brand))
        except PictureError as problem:
            self.unusable.append(str(problem))
            return None
        self.files.update((f"{FOLDER}/{each}", content) for each, content in found.files.items())
        self.places[name] = f"{FOLDER}/{found.fallback}"
        folder = f"{self._base}/{FOLDER}"
        return PictureView(f"{folder}/{found.fallback}", found.width, found.height, found.srcsets(folder))

    def _view_of(self, logo: Logo) -> PictureView:
        return PictureView(self.put(f"{BRAND}/{logo.name}", logo.content), logo.width, logo.height)
