"""The finder in one language: its shelves, its partners, its addresses, its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from awning.catalog import Lifecycle, Offering
from awning.config import Engagement, Finder
from awning.finder.goods import Goods
from awning.finder.roster import Roster
from awning.finder.shops import ShopAddresses
from awning.finder.turns import in_turn
from awning.finder.views import PartnerView, SiteView, SoldView
from awning.formats import Wording
from awning.pages.addresses import slugs_of
from awning.pages.edition import language_name
from awning.pages.gallery import Gallery
from awning.pages.prose import first_sentence, html_of, plain_text
from awning.pages.shelving import Shelves
from awning.pages.views import CardView
from awning.search import Entry

# No card has a price, so no list is narrowed by one.
_ANY_CURRENCY = "EUR"
PARTNERS = "partners"
"""The page of all partners, in turns; no SKU of a feed need fear it."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all languages of the finder have in common."""

    settings: Finder
    url: str
    """Where it answers, without a slash at its end."""
    goods: Goods
    roster: Roster
    shops: ShopAddresses
    gallery: Gallery
    engagement: Engagement

    @property
    def base(self) -> str:
        """The path all files of the finder begin with."""
        return urlsplit(self.url).path.rstrip("/")


class Front:
    """Everything the templates need to know of the finder in one language."""

    def __init__(self, shared: Shared, wording: Wording) -> None:
        self.shared = shared
        self.wording = wording
        settings, goods = shared.settings, shared.goods
        self.prefix = "" if wording.language == settings.language else f"{wording.language}/"
        """Before the paths of its files in the finder's folder: empty, or "de/"."""
        self.root = f"{shared.base}/{self.prefix}".rstrip("/")
        # Addresses come from the whole catalog: who sells what must not move a page.
        catalog = goods.stand.catalog
        self.slugs = slugs_of((each.id, each.said_in(wording.language).name) for each in catalog)
        self._vendor_slugs = slugs_of((name, name) for name in dict.fromkeys(each.vendor for each in catalog))
        self.cards = {each.id: self._card(each) for each in goods.offerings}
        shelved = [(each.category_id, self.cards[each.id]) for each in goods.offerings]
        self.shelves = Shelves(wording, self.root, _ANY_CURRENCY, goods.stand.categories, shelved)
        self._active = frozenset(sku for sku, card in self.cards.items() if not card.retired)
        everybody = in_turn(shared.roster.sellers, PARTNERS, goods.revision)
        self.partners = {slug: self._partner(slug) for slug in everybody}
        """Slug to partner, in their turn."""
        self.site = SiteView(
            name=settings.name,
            tagline=settings.tagline,
            text=settings.text,
            words_language=settings.language,
            email=settings.email,
            url=shared.url,
            base=shared.base,
            root=self.root,
            language=wording.language,
            logo=shared.gallery.logo,
            logo_dark=shared.gallery.logo_dark,
            offerings=len(self._active),
            partners=len(self.partners),
            regions=shared.roster.regions,
        )

    def canonical(self, path: str) -> str:
        """The full address of a page, by its path under the language's root."""
        return f"{self.shared.url}/{self.prefix}{path.removesuffix('index.html')}"

    def links(self, offering_id: str) -> list[tuple[str, str]]:
        """Who sells an offering, in turn, each with the address of it in that shop."""
        shops, sellers = self.shared.shops, self.shared.roster.sellers
        language = self.wording.language
        slugs = self.shared.goods.sellers[offering_id]
        return [(slug, shops.product(sellers[slug], language, offering_id)) for slug in slugs]

    def sold(self, slug: str) -> tuple[SoldView, ...]:
        """What a partner sells, by outermost category, with the way into the shop."""
        seller = self.shared.roster.sellers[slug]
        had = seller.skus & self._active
        counts: dict[str, int] = {}
        for offering in self.shared.goods.offerings:
            if offering.id in had:
                outermost = self.shared.goods.stand.path(offering.category_id)[-1]
                counts[outermost] = counts.get(outermost, 0) + 1
        shops, language = self.shared.shops, self.wording.language
        return tuple(
            SoldView(view.name, counts[view.id], shops.category(seller, language, view.id))
            for view in self.shelves.navigation
            if view.id in counts
        )

    def entries(self) -> Iterable[Entry]:
        """What the search knows of each offering."""
        language, categories = self.wording.language, self.shared.goods.stand.categories
        for offering in self.shared.goods.offerings:
            text = offering.said_in(language)
            yield Entry(
                sku=offering.id,
                name=text.name,
                vendor=offering.vendor,
                category_id=offering.category_id,
                category=categories[offering.category_id].said_in(language).name,
                path=f"products/{self.slugs[offering.id]}.html",
                description=plain_text(html_of(text.description)),
                values=tuple(row.said_in(language)[1] for row in offering.characteristics),
                part_number=offering.part_number,
                retired=offering.lifecycle is Lifecycle.RETIRED,
            )

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every page, what it is in any language to its path from the finder's folder on."""
        yield "home", f"{self.prefix}index.html"
        yield from ((key, f"{self.prefix}{key}.html") for key in (PARTNERS, "search", "404"))
        yield from ((f"partner:{slug}", f"{self.prefix}partners/{slug}.html") for slug in self.partners)
        yield from ((f"product:{sku}", self._path(card.url)) for sku, card in self.cards.items())
        for shelf, listing in self.shelves.listings():
            if listing.number == 1:
                yield shelf, self._path(self.shelves.url(shelf))
            else:
                yield f"{shelf}~{listing.number}", self._path(listing.pages[listing.number - 1].url)

    def _path(self, url: str) -> str:
        return url.removeprefix(f"{self.shared.base}/")

    def _card(self, offering: Offering) -> CardView:
        text = offering.said_in(self.wording.language)
        category = self.shared.goods.stand.categories[offering.category_id]
        return CardView(
            sku=offering.id,
            name=text.name,
            vendor=offering.vendor,
            category=category.said_in(self.wording.language).name,
            url=f"{self.root}/products/{self.slugs[offering.id]}.html",
            picture=self.shared.gallery.view(offering.picture),
            summary=first_sentence(text.description),
            price=None,
            price_is_from=False,
            price_unit="",
            trial=False,
            retired=offering.lifecycle is Lifecycle.RETIRED,
            bundle=offering.bundle is not None,
            vendor_url=f"{self.root}/vendors/{self._vendor_slugs[offering.vendor]}.html",
        )

    def _partner(self, slug: str) -> PartnerView:
        shared, language = self.shared, self.wording.language
        seller = shared.roster.sellers[slug]
        reseller = seller.reseller
        spoken = shared.shops.language(seller, language)
        about = reseller.finder.about
        return PartnerView(
            slug=slug,
            name=reseller.name,
            about=about or reseller.texts_for(spoken).tagline,
            about_language=reseller.language if about else spoken,
            url=f"{self.root}/partners/{slug}.html",
            shop=f"{shared.shops.root(seller, language)}/",
            shop_language=spoken,
            logo=shared.roster.logo(slug),
            plate=shared.roster.plate(slug),
            regions=reseller.finder.regions,
            languages=tuple((code, language_name(code)) for code in reseller.all_languages),
            certificates=reseller.certificates,
            tokens=shared.roster.tokens(slug),
            count=len(seller.skus & self._active),
            email=reseller.contact.email,
            phone=reseller.contact.phone,
            address=tuple(line.strip() for line in reseller.contact.address.splitlines() if line.strip()),
        )
