"""The shop itself as templates see it: names, words, contact, and how prices are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awning.formats import Wording
from awning.money import exponent, step
from awning.pages.gallery import Gallery
from awning.pages.prices import PricePrinter
from awning.pages.views import ShopView
from awning.pricebook import PriceBook

AVAILABILITY = "availability.json"
"""The path of the overlay of stock and delivery times, in the shop's folder."""

if TYPE_CHECKING:
    from awning.pages.storefront import Place


def shop_view(
    book: PriceBook, wording: Wording, place: Place, *, gallery: Gallery, root: str, printer: PricePrinter
) -> ShopView:
    """The shop in one language; ``printer`` has priced its assortment, so it knows which taxes there are."""
    reseller, labels = book.reseller, printer.labels
    texts, brand = reseller.texts_for(wording.language), reseller.brand
    return ShopView(
        slug=reseller.slug,
        name=reseller.name,
        url=place.url,
        base=place.base,
        root=root,
        language=wording.language,
        locale=str(wording.locale).replace("_", "-"),
        currency=reseller.currency,
        tagline=texts.tagline,
        hero_title=texts.hero_title,
        hero_text=texts.hero_text,
        hero_button=texts.hero_button,
        footer=texts.footer,
        trust=tuple((reason.title, reason.text) for reason in texts.trust),
        email=reseller.contact.email,
        phone=reseller.contact.phone,
        address=tuple(line.strip() for line in reseller.contact.address.splitlines() if line.strip()),
        hero=brand.hero,
        header=brand.header,
        corners=brand.corners,
        logo=gallery.logo,
        logo_dark=gallery.logo_dark,
        cart_action=f"{place.checkout_url}/{reseller.slug}/cart",
        search_action=f"{place.checkout_url}/{reseller.slug}/search",
        consumers=reseller.consumers,
        availability=f"{place.base}/{AVAILABILITY}" if place.stocked else "",
        tax_note=labels.summary(printer.categories),
        anchor=labels.anchor.value,
        shown=labels.shown.value,
        other=labels.other,
        rounding=book.market.tax.rounding.value,
        decimals=exponent(reseller.currency),
        coin=step(reseller.currency),
        tax_included=labels.nothing_added,
    )
