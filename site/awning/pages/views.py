"""What templates see: plain values with everything already in the shop's language.

No view holds a cost, a markup, a floor or another party's name, so no template can print one. ``themes/README.md``
lists each field, and a test holds the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

Part = dict[str, object]
"""What cart.js needs to sum a price, ready for JSON; `awning.pages.parts` makes it."""


@dataclass(frozen=True, slots=True)
class PromotionView:
    """Why a price is lower for a while."""

    name: str
    before: str
    """The lowest price of the 30 days before, printed as the price is: 5,00 €."""
    before_value: str
    """The same as a plain number, on the side the shop anchors: 5.00."""
    off: str
    """How much less that is: 10 %; empty for less than a hundredth."""
    until: str
    """The last day, written out: 31. Dezember 2026."""
    ends: str
    """The same for machines: 2026-12-31."""


@dataclass(frozen=True, slots=True)
class PriceView:
    """One price as printed."""

    value: str
    """The price as a plain number, for machines, on the side the shop anchors: 4.50."""
    text: str
    """The price that stands large, as the shop shows prices: 4,50 €; Free for nothing."""
    other: str
    """The same with tax, or without, where the shop shows both; else empty."""
    note: str
    """What the large price holds: "plus 19 % VAT", "incl. 20 % VAT"; empty for what is free."""
    promotion: PromotionView | None = None

    @property
    def free(self) -> bool:
        """Whether it is nothing at all."""
        return not self.value.strip("0.")


@dataclass(frozen=True, slots=True)
class TierView:
    """From how many units on which price holds."""

    start: str
    price: PriceView | None
    """None where so many are sold on request."""


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
    price: PriceView | None
    """That of the smallest quantity; none where customers have to ask."""
    monthly: str
    """What it comes to per month where it is not paid monthly; else empty."""
    commitment: str
    """How long the customer is bound: 3 years; empty for not at all."""
    saving: str
    """Against the dearest plan, per month: 17 %; empty for nothing."""
    buyable: bool
    tiers: tuple[TierView, ...] = ()
    least: int = 1
    """The smallest quantity it is sold in."""
    setup: tuple[TierView, ...] = ()
    """What is paid once for each unit when the plan starts, by quantity; empty for nothing."""
    notice: str = ""
    """How long before the end of its term the customer must give notice: 35 days; empty for not at all."""
    window: str = ""
    """How long after the start it can be cancelled without cost: 7 days; empty for not at all."""
    afterwards: str = ""
    """Of a trial: what happens at its end, and what that costs."""
    parts: tuple[Part, ...] = ()
    """For cart.js: what each billing period costs per unit, by quantity, and at which tax rate."""


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
    """The lowest price of a plan; none where nothing is for sale, or only on request."""
    price_is_from: bool
    """Whether there are dearer plans."""
    price_unit: str
    """per user · per month."""
    trial: bool
    retired: bool
    bundle: bool = False


@dataclass(frozen=True, slots=True)
class BundleItemView:
    """One item of a bundle."""

    card: CardView
    quantity: str
    """So many are in one bundle."""
    plan: str
    """1 year, paid monthly."""
    unit: str
    """per user."""
    period: str
    """per month, per year, once."""
    price: PriceView
    """What it costs in one bundle, all units together."""
    full: str
    """What the same costs by itself; empty where that is not more."""
    setup: str
    """What is paid for it once when it starts; empty for nothing."""
    notice: str
    """As that of a plan."""


@dataclass(frozen=True, slots=True)
class BundleSumView:
    """What one bundle costs with one period."""

    period: str
    price: PriceView
    full: str
    """What its items cost by themselves; empty where that is not more."""


@dataclass(frozen=True, slots=True)
class BundleView:
    """What a bundle consists of."""

    items: tuple[BundleItemView, ...]
    sums: tuple[BundleSumView, ...]
    """One for each period, set-up fees among what is paid once."""
    discount: str
    """8 %; empty for none."""


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
    """What can be bought first, metered plans last; of a bundle one, which stands for all of it."""
    specification: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    """What will be asked at checkout."""
    requires: tuple[CardView, ...]
    goes_with: tuple[CardView, ...]
    upgrades: tuple[CardView, ...]
    substitute: CardView | None
    related: tuple[CardView, ...]
    """Others of the same category."""
    tax_note: str
    """What the prices of this page hold, in one line: "All prices plus 19 % VAT"."""
    prices_digest: str
    """Stands for exactly these prices; on the page it says whether two pages show the same."""
    bundle: BundleView | None = None

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
