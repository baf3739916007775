"""The shop, its pages and its news as templates see them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from awning.pages.views.shelves import NO_MARKUP, LinkView, PictureView


@dataclass(frozen=True, slots=True)
class ShopView:
    """The shop itself, in every template as ``shop``."""

    slug: str
    name: str
    url: str
    """Without a slash at its end."""
    base: str
    """The path all files of the shop begin with; empty when it has a host of its own."""
    root: str
    """The path all pages in this language begin with: `base`, and of a further language its name after it."""
    language: str
    locale: str
    """Language and country, as browsers write them: de-CH."""
    currency: str
    tagline: str
    hero_title: str
    hero_text: str
    hero_button: str
    footer: str
    trust: tuple[tuple[str, str], ...]
    """Title and text of each reason to buy here."""
    email: str
    phone: str
    address: tuple[str, ...]
    """Line by line."""
    hero: str
    """split, banner or quiet."""
    header: str
    """bar, band or centred."""
    corners: str
    logo: PictureView
    """In at most 240 x 80 CSS pixels."""
    logo_dark: PictureView | None
    """The same for dark pages; none where the one serves both."""
    cart_action: str
    """Where the forms that buy post to: the checkout service."""
    search_action: str
    """Where the search form leads without JavaScript: the checkout service."""
    consumers: bool
    """Whether consumers may buy here."""
    availability: str
    """The address of stock and delivery times; empty where nothing is known of any."""
    tax_note: str
    """What prices hold, in one line: "All prices plus 19 % VAT"."""
    anchor: str
    """Which side of a price stands fast, and so is its value: net or gross."""
    shown: str
    """Which side stands large: net or gross."""
    other: str
    """How the other side is printed where both are: "{price} incl. VAT"; else empty."""
    rounding: str
    """Where tax is rounded: document or line."""
    decimals: int
    """How many the currency has."""
    coin: int
    """The smallest amount that is charged, in minor units: one, of nearly all currencies."""
    tax_included: bool
    """Whether nothing is added to the value of a price: it holds its tax, or there is none."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The page being made, in every template as ``page_info``."""

    title: str
    description: str
    """At most 155 characters."""
    path: str
    """Under the shop's root, as products/x.html."""
    canonical: str
    """The page's full address."""
    index: bool = True
    """Whether search engines may list it."""
    head: Markup = NO_MARKUP
    """All that stands in ``<head>`` for others than people: title, description, canonical address, languages, cards for
    social networks, icons, structured data. Print it; a theme adds only its own style sheets and scripts."""
    alternates: tuple[LinkView, ...] = ()
    """The same page in every language of the shop, this one included, by the languages' own names; empty where there is
    one. Where a page has no counterpart in a language, the link leads to that language's home page."""
    alternate_codes: tuple[str, ...] = ()
    """The codes of these languages, in the same order: de, en."""


@dataclass(frozen=True, slots=True)
class NewsView:
    """One of the reseller's posts."""

    title: str
    url: str
    date: str
    """Written out: 3. November 2026."""
    iso: str
    """2026-11-03."""
    summary: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """One reason to write to the reseller, with a letter begun already."""

    key: str
    """contact, quote, cancel or withdrawal."""
    title: str
    mail: str
    """A mail link with subject and body filled in."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """Where the search page finds what it needs."""

    index: str
    """The address of the index's entry file, the same for every shop of a catalog and language."""
    overlay: str
    """The address of this shop's prices, and of what it sells."""
