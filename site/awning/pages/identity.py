"""A shop's marks outside of its pages: icons for browsers and phones, and cards for social networks."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from awning.config import Brand
from awning.pages.faces import card_face, logo_ground
from awning.pages.gallery import BRAND, Gallery
from awning.pages.structured import origin
from awning.pages.views import ProductView, ShopView
from awning.palette import palette
from awning.pictures.cache import Cache
from awning.pictures.cards import CardFace, bundle_card, shop_card
from awning.pictures.icons import icons, manifest
from awning.pictures.logos import read_logo
from awning.pictures.names import hashed

_ICON = Markup('<link rel="icon" href="{}" {}>')
_TOUCH = Markup('<link rel="apple-touch-icon" href="{}">')
_MANIFEST = Markup('<link rel="manifest" href="{}">')
_COLOUR = Markup('<meta name="theme-color" content="{}" media="(prefers-color-scheme: {})">')


class Identity:
    """Icons and cards of one shop. What is made is put into its gallery."""

    def __init__(self, brand: Brand, project: Path, gallery: Gallery, cache: Cache) -> None:
        """Take the brand.

        Raises:
            PictureError: the small mark beside the logo, or a font, cannot be used.
        """
        self._brand = brand
        self._gallery = gallery
        self._cache = cache
        small = (project / brand.logo).with_name("favicon.svg")
        mark = read_logo(small) if small.is_file() else gallery.mark
        self._icons = {
            name: gallery.put(f"{BRAND}/{name}", file) for name, file in icons(mark, logo_ground(brand), cache).items()
        }
        self._project = project

    def links(self, shop: ShopView, host: str = "") -> Markup:
        """What the heads of a language's pages say of icons, and of the colours of the browser's frame.

        ``host`` is scheme and host for pages that stand elsewhere.
        """
        light, dark = (palette(self._brand, scheme)["ground"] for scheme in ("light", "dark"))
        frame = self._brand.colour if self._brand.header == "band" else light
        text = manifest(name=shop.name, language=shop.language, start_url=f"{shop.root}/", theme=frame, ground=light)
        name = "manifest" if shop.root == shop.base else f"manifest-{shop.language}"
        lines = [_ICON.format(host + self._icons["favicon.ico"], Markup('sizes="32x32"'))]
        if "favicon.svg" in self._icons:
            lines.append(_ICON.format(host + self._icons["favicon.svg"], Markup('type="image/svg+xml"')))
        lines.append(_TOUCH.format(host + self._icons["apple-touch-icon.png"]))
        lines.append(_MANIFEST.format(host + self._gallery.put(f"{BRAND}/{name}.webmanifest", text)))
        lines += [_COLOUR.format(frame, "light"), _COLOUR.format(dark, "dark")]
        return Markup("\n").join(lines)

    def of_shop(self, shop: ShopView) -> str:
        """The full address of the shop's card."""
        return self._card(shop, shop_card(self._face(shop), shop.tagline, self._cache))

    def of_bundle(self, shop: ShopView, product: ProductView) -> str:
        """The full address of a bundle's card: what is in it, and no price, for cards are kept by others for long."""
        parts = tuple(item.card.name for item in product.bundle.items) if product.bundle else ()
        return self._card(shop, bundle_card(self._face(shop), product.card.name, parts, self._cache))

    def _face(self, shop: ShopView) -> CardFace:
        return card_face(self._brand, shop.name, self._gallery.mark, self._project)

    def _card(self, shop: ShopView, file: Path) -> str:
        address = self._gallery.put(f"{BRAND}/{hashed('card.png', file.read_bytes())}", file)
        return f"{origin(shop)}{address}"
