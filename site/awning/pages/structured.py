"""Structured data: what search engines are told, as schema.org names it (https://schema.org/Product and its kin)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from awning.pages.prose import plain_text
from awning.pages.views import FaqView, PriceView, ProductView, ShopView

_SCHEMA = "https://schema.org"


def organization(shop: ShopView) -> dict[str, object]:
    """Who sells."""
    return {
        "@context": _SCHEMA,
        "@type": "Organization",
        "name": shop.name,
        "url": f"{shop.url}/",
        "logo": f"{origin(shop)}{shop.logo.url}",
        "email": shop.email,
        "telephone": shop.phone,
        "address": ", ".join(shop.address),
    }


def website(shop: ShopView) -> dict[str, object]:
    """The site, and how it is searched."""
    target = f"{origin(shop)}{shop.root}/search.html?q={{search_term_string}}"
    return {
        "@context": _SCHEMA,
        "@type": "WebSite",
        "name": shop.name,
        "url": f"{origin(shop)}{shop.root}/",
        "inLanguage": shop.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb(shop: ShopView, trail: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The way from the home page to here, each with its name and address."""
    steps = [(shop.name, f"{shop.root}/"), *trail]
    return {
        "@context": _SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": f"{origin(shop)}{url}"}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }


def questions(faq: Sequence[FaqView]) -> dict[str, object]:
    """Questions and answers."""
    return {
        "@context": _SCHEMA,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": each.question,
                "acceptedAnswer": {"@type": "Answer", "text": plain_text(each.answer)},
            }
            for each in faq
        ],
    }


def product(shop: ShopView, view: ProductView) -> dict[str, object]:
    """An offering and what it is offered for: the numbers that stand on the page, go into the cart and are paid."""
    card = view.card
    thing: dict[str, object] = {
        "@context": _SCHEMA,
        "@type": "Product",
        "name": card.name,
        "sku": card.sku,
        "description": card.summary or card.name,
        "category": card.category,
        "brand": {"@type": "Brand", "name": card.vendor},
    }
    if view.part_number:
        thing["mpn"] = view.part_number
    pictures = [each for each in (card.picture, *view.gallery) if each]
    if pictures:
        thing["image"] = [f"{origin(shop)}{each.url}" for each in pictures]
    offers = [_offer(shop, view, name, price) for name, price in offered(view)]
    if len(offers) > 1:
        values = sorted((price.value for _, price in offered(view)), key=Decimal)
        thing["offers"] = {
            "@type": "AggregateOffer",
            "priceCurrency": shop.currency,
            "lowPrice": values[0],
            "highPrice": values[-1],
            "offerCount": len(offers),
            "offers": offers,
        }
    elif offers:
        thing["offers"] = offers[0]
    return thing


def offered(view: ProductView) -> list[tuple[str, PriceView]]:
    """What can be bought, by name: plans but trials, or what a bundle costs with each period."""
    plans = [
        (plan.title, plan.price)
        for plan in view.plans
        if plan.buyable and plan.price and plan.kind not in {"trial", "bundle"}
    ]
    return [*plans, *((each.period, each.price) for each in (view.bundle.sums if view.bundle else ()))]


def origin(shop: ShopView) -> str:
    """Scheme and host of the shop."""
    return shop.url.removesuffix(shop.base)


def _offer(shop: ShopView, view: ProductView, name: str, price: PriceView) -> dict[str, object]:
    specified = [_specified(shop, price.value)]
    offer: dict[str, object] = {
        "@type": "Offer",
        "name": name,
        "price": price.value,
        "priceCurrency": shop.currency,
        "priceSpecification": specified,
        "availability": f"{_SCHEMA}/InStock",
        "itemCondition": f"{_SCHEMA}/NewCondition",
        "url": f"{origin(shop)}{view.card.url}",
    }
    if price.promotion:
        # https://developers.google.com/search/docs/appearance/structured-data/merchant-listing, "Sale pricing".
        before = {"priceType": f"{_SCHEMA}/StrikethroughPrice", **_specified(shop, price.promotion.before_value)}
        specified.append(before)
        offer["priceValidUntil"] = price.promotion.ends
    return offer


def _specified(shop: ShopView, value: str) -> dict[str, object]:
    return {
        "@type": "UnitPriceSpecification",
        "price": value,
        "priceCurrency": shop.currency,
        "valueAddedTaxIncluded": shop.tax_included,
    }
