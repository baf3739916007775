"""Offerings as templates see them: in a list, on a page of their own, and as a bundle."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from awning.pages.views.priced import PlanView, PriceView
from awning.pages.views.shelves import NO_MARKUP, CategoryView, LinkView, PictureView


@dataclass(frozen=True, slots=True)
class CardView:
    """An offering in a list."""

    sku: str
    name: str
    vendor: str
    category: str
    url: str
    picture: PictureView | None
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
    vendor_url: str = ""
    """The page of everything this vendor makes."""
    facets: str = ""
    """Words for a class, by which a list can be narrowed: "term-year bill-month band-2"; see `ListingView.facets`."""
    value: str = ""
    """The price as a plain number, by which a list can be sorted; empty for none."""


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
    """One for each period, without set-up fees: these stand with their items."""
    discount: str
    """8 %; empty for none."""
    diagram: Markup = NO_MARKUP
    """How its parts connect, as inline SVG; empty where the feed does not say."""


@dataclass(frozen=True, slots=True)
class FaqView:
    """A question and its answer."""

    question: str
    answer: Markup
    """Clean HTML."""


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
    gallery: tuple[PictureView, ...]
    """Further pictures, beside the card's."""
    documents: tuple[LinkView, ...]
    """Data sheets and manuals, at their makers' addresses."""
    faq: tuple[FaqView, ...]
    """What people ask before they buy: about this offering, its term, its notice, its start."""
    questions: tuple[str, ...]
    """What will be asked at checkout."""
    requires: tuple[CardView, ...]
    """What this add-on does not work without."""
    addons: tuple[CardView, ...]
    """What works only together with this one."""
    goes_with: tuple[CardView, ...]
    """The reseller's picks first, then what others bought together, then what the feed says."""
    upgrades: tuple[CardView, ...]
    substitute: CardView | None
    related: tuple[CardView, ...]
    """Others of the same category."""
    tax_note: str
    """What the prices of this page hold, in one line: "All prices plus 19 % VAT"."""
    prices_digest: str
    """Stands for exactly these prices; on the page it says whether two pages show the same."""
    bundle: BundleView | None = None
    stocked: bool = False
    """Whether something is known of its stock: then `stock.js` says it."""

    @property
    def buyable(self) -> bool:
        """Whether any plan can go into a cart."""
        return any(plan.buyable for plan in self.plans)
