"""A shop's face: colours, fonts, shapes, and the reseller's own words."""

from __future__ import annotations

from typing import Literal

from awning.settings.kinds import BodyFont, Colour, HeadingFont, Words
from awning.yamlmodel import Settings


class Brand(Settings):
    """The shop's own face. Colours are written '#rrggbb'."""

    logo: str
    """The logo's file, an SVG legible on the header; the path begins at the project folder."""
    logo_dark: str | None = None
    """The same for a dark ground: what visitors see who prefer dark pages, unless the header is a band."""
    colour: Colour
    """The main colour: links, buttons, a band header."""
    accent: Colour
    """The second colour, used sparingly."""
    ground: Colour = "#ffffff"
    """The page's background."""
    ink: Colour = "#1b1f24"
    """Text."""
    heading_font: HeadingFont = "sans"
    """The font of headings: a kind that every machine has, or the path of a .woff2 file of your own."""
    body_font: BodyFont = "sans"
    """The font of everything else, likewise."""
    corners: Literal["square", "soft", "round"] = "soft"
    """Of buttons, cards and fields."""
    header: Literal["bar", "band", "centred"] = "bar"
    """Light on one line, in the main colour, or light with the logo in the middle."""
    hero: Literal["split", "banner", "quiet"] = "split"
    """The top of the home page: text beside a picture, in the main colour, or text only."""


class Trust(Settings):
    """One reason to buy here, shown on the home page."""

    title: Words
    """The reason, in a few words."""
    text: Words
    """A sentence or two about it."""


class Texts(Settings):
    """The reseller's own words."""

    tagline: Words
    """One line beside the name, and in the home page's title."""
    hero_title: Words
    """The home page's headline."""
    hero_text: Words
    """Two or three sentences under it."""
    hero_button: Words
    """The words on its button."""
    footer: Words
    """The line at the bottom of every page."""
    trust: tuple[Trust, ...] = ()
    """Reasons to buy here; three look best."""


class Contact(Settings):
    """How customers reach the reseller, as printed on pages."""

    email: Words
    """The address customers write to."""
    phone: Words
    """The number they call."""
    address: Words
    """The postal address, line by line."""
