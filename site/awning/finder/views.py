"""What the finder's templates see. No view holds a price, a cost or a group, so no template can print one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from awning.pages.views import CardView, CategoryView, LinkView, PictureView


@dataclass(frozen=True, slots=True)
class SiteView:
    """The finder itself, in every template as ``site``."""

    name: str
    tagline: str
    text: str
    words_language: str
    """In which the distributor wrote tagline and text."""
    email: str
    url: str
    """Its full address, without a slash at its end."""
    base: str
    """The path all its files begin with."""
    root: str
    """The path all pages in this language begin with."""
    language: str
    logo: PictureView
    logo_dark: PictureView | None
    offerings: int
    """How many it shows."""
    partners: int
    regions: int
    """How many partners, and how many regions they name."""

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return self.url.removesuffix(self.base)


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A reseller."""

    slug: str
    name: str
    about: str
    about_language: str
    """In which the reseller wrote it."""
    url: str
    """The partner's page in the finder."""
    shop: str
    """The home page of the shop, in the finder's language where the shop speaks it."""
    shop_language: str
    """The code of the language to which links into the shop lead."""
    logo: PictureView | None
    plate: str
    """A class: the ground the logo is made for."""
    regions: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]
    """Code and own name of each language of the shop: ("de", "Deutsch")."""
    certificates: tuple[str, ...]
    tokens: str
    """Words for a class, by which a list is narrowed: "region-1 speaks-de certified-2"."""
    count: int
    """How many offerings of the finder the shop sells."""
    email: str
    phone: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SoldView:
    """A category of what a partner sells."""

    name: str
    count: int
    url: str
    """Of the category in the partner's shop."""


@dataclass(frozen=True, slots=True)
class OfferingView:
    """An offering on its own page."""

    card: CardView
    description: Markup
    """Clean HTML, without the sentence that is the summary."""
    path: tuple[CategoryView, ...]
    specification: tuple[tuple[str, str], ...]
    part_number: str
    documents: tuple[LinkView, ...]
    needs: tuple[str, ...]
    """The certificates without which nobody may sell it."""
    substitute: CardView | None
    sellers: Markup
    """List items, one for each partner who sells it, each with the link to it in the partner's shop."""
    count: int
    """How many partners."""
    filters: Markup
    """Radio groups by which they are narrowed; empty for few."""
