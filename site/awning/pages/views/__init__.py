"""What templates see: plain values with everything already in the shop's language.

No view holds a cost, a markup, a floor or another party's name, so no template can print one. ``themes/README.md``
lists each field, and a test holds the list.
"""

from awning.pages.views.listings import FacetOption, FacetView, ListingView
from awning.pages.views.offerings import BundleItemView, BundleSumView, BundleView, CardView, FaqView, ProductView
from awning.pages.views.priced import Part, PlanView, PriceView, PromotionView, TierView
from awning.pages.views.shelves import CategoryView, LinkView, PictureView
from awning.pages.views.shop import NewsView, PageView, SearchView, ShopView, TopicView

__all__ = [
    "BundleItemView",
    "BundleSumView",
    "BundleView",
    "CardView",
    "CategoryView",
    "FacetOption",
    "FacetView",
    "FaqView",
    "LinkView",
    "ListingView",
    "NewsView",
    "PageView",
    "Part",
    "PictureView",
    "PlanView",
    "PriceView",
    "ProductView",
    "PromotionView",
    "SearchView",
    "ShopView",
    "TierView",
    "TopicView",
]
