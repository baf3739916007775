"""What templates see: plain values with everything already in the shop's language.

No view holds a cost, a markup, a floor or another party's name, so no template can print one. ``themes/README.md``
lists each field, and a test holds the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class PriceView:
    """One price as printed."""

    value: str
    """The net price as a plain number, for machines: 4.50."""
    text: str
    """The price that stands large, as the shop shows prices: 4,50 €."""
    other: str
    """The same with tax, or without, where the shop shows both; else empty."""
    note: str
    """What the large price holds: "plus 19 % VAT", "incl. 20 % VAT"."""


@dataclass(frozen=True, slots=True)
class TierView:
    """From how many units on which price holds."""

    start: str
    price: PriceView


@dataclass(frozen=True, slots=True)
class PlanView:
    """One way to buy the offering."""

    id: str
    kind: str
    """recurring, once, metered or trial."""
    title: str
    """1 year, paid monthly."""
    unit: str
    """per user."""
    period: str
    """per month, per year, once; empty for what is metered or free."""
    price: PriceView
    monthly: str
    """What it comes to per month where it is not paid monthly; else empty."""
    commitment: str
    """How long the customer is bound: 3 years; empty for not at all."""
    saving: str
    """Against the dearest plan, per month: 17 %; empty for nothing."""
    buyable: bool
    tiers: tuple[TierView, ...] = ()


@dataclass(frozen=True, slots=True)
class CardView:
    """An offering in a list."""

    sku: str
    name: str
    vendor: str
    category: str
    url: str
    picture: str
    summary: str
    """The first sentence of the description."""
    price: PriceView | None
    """The lowest price of a plan, or none where nothing is for sale."""
    price_is_from: bool
    """Whether there are dearer plans."""
    price_unit: str
    """per user · per month."""
    trial: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A shelf of the shop."""

    id: str
    name: str
    description: str
    url: str
    count: int
    """How many offerings it and the shelves in it hold."""
    picture: str
    children: tuple[CategoryView, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductView:
    """An offering on its own page."""

    card: CardView
    description: Markup
    """Clean HTML, without the sentence that is the summary."""
    path: tuple[CategoryView, ...]
    """From the outermost category to its own."""
    part_number: str
    plans: tuple[PlanView, ...]
    """What can be bought first, metered plans last."""
    specification: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    """What will be asked at checkout."""
    notice: str
    """How long before the end of a term notice must be given: 30 days; empty for never."""
    requires: tuple[CardView, ...]
    goes_with: tuple[CardView, ...]
    upgrades: tuple[CardView, ...]
    substitute: CardView | None
    related: tuple[CardView, ...]
    """Others of the same category."""
    prices_digest: str
    """Stands for exactly these prices; on the page it says whether two pages show the same."""

    @property
    def buyable(self) -> bool:
        """Whether any plan can go into a cart."""
        return any(plan.buyable for plan in self.plans)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A page to link to."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ShopView:
    """The shop itself, in every template as ``shop``."""

    slug: str
    name: str
    url: str
    """Without a slash at its end."""
    root: str
    """The path all addresses of the shop begin with; empty when it has a host of its own."""
    language: str
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
    logo: str
    """The address of the logo."""
    favicon: str
    """The address of the small mark browsers show; the logo where there is none."""
    cart_action: str
    """Where the forms that buy post to: the checkout service."""
    tax_note: str
    """What prices hold, in one line: "All prices plus 19 % VAT"."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The page being made, in every template as ``page_info``."""

    title: str
    description: str
    """At most 155 characters."""
    path: str
    """Under the shop's root, as products/x.html."""
    canonical: str
    index: bool = True
    """Whether search engines may list it."""


@dataclass(frozen=True, slots=True)
class ListingView:
    """One page of a category's offerings."""

    category: CategoryView
    path: tuple[CategoryView, ...]
    cards: tuple[CardView, ...]
    number: int
    pages: tuple[LinkView, ...] = field(default=())
    """All pages of the category; a single one is none."""
