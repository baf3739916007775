"""The finder's marks outside of its pages: icons for browsers and phones, and its card for social networks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from awning.config import Finder
from awning.pages.faces import card_face, logo_ground
from awning.pages.gallery import BRAND, Gallery
from awning.palette import Scheme, palette
from awning.pictures.cache import Cache
from awning.pictures.cards import shop_card
from awning.pictures.icons import icons
from awning.pictures.logos import read_logo
from awning.pictures.names import hashed

_TAGS = {
    "favicon.ico": Markup('<link rel="icon" href="{}" sizes="32x32">'),
    "favicon.svg": Markup('<link rel="icon" href="{}" type="image/svg+xml">'),
    "apple-touch-icon.png": Markup('<link rel="apple-touch-icon" href="{}">'),
}
_COLOUR = Markup('<meta name="theme-color" content="{}" media="(prefers-color-scheme: {})">')


@dataclass(frozen=True, slots=True)
class Marks:
    """What all heads have in common. The files themselves are in the gallery."""

    icons: Markup
    """Links to the icons, and the colours of the browser's frame."""
    card: str
    """The path, from the host on, of the picture with which social networks show any page."""


def marks_of(settings: Finder, project: Path, gallery: Gallery, cache: Cache) -> Marks:
    """Draw them, or take what was drawn before.

    Raises:
        PictureError: the small mark beside the logo, or a font, cannot be used.
    """
    brand = settings.brand
    small = (project / brand.logo).with_name("favicon.svg")
    mark = read_logo(small) if small.is_file() else gallery.mark
    made = icons(mark, logo_ground(brand), cache)
    lines = [tag.format(gallery.put(f"{BRAND}/{name}", made[name])) for name, tag in _TAGS.items() if name in made]
    schemes: tuple[Scheme, ...] = ("light", "dark")
    lines += [_COLOUR.format(palette(brand, scheme)["raised"], scheme) for scheme in schemes]
    card = shop_card(card_face(brand, settings.name, gallery.mark, project), settings.tagline, cache)
    path = gallery.put(f"{BRAND}/{hashed('card.png', card.read_bytes())}", card)
    return Marks(Markup("\n").join(lines), path)
