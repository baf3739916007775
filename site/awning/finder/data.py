"""Structured data of the finder, as schema.org names it: who is found, and for what; never an offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from awning.finder.views import OfferingView, PartnerView, SiteView

_SCHEMA = "https://schema.org"


def organization(site: SiteView) -> dict[str, object]:
    """The distributor."""
    return {
        "@context": _SCHEMA,
        "@type": "Organization",
        "name": site.name,
        "url": f"{site.url}/",
        "logo": f"{site.origin}{site.logo.url}",
        "email": site.email,
    }


def website(site: SiteView) -> dict[str, object]:
    """The finder, and how it is searched."""
    target = f"{site.origin}{site.root}/search.html?q={{search_term_string}}"
    return {
        "@context": _SCHEMA,
        "@type": "WebSite",
        "name": f"{site.name}: {site.tagline}",
        "url": f"{site.origin}{site.root}/",
        "inLanguage": site.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb(site: SiteView, trail: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The way from the home page to here, each with its name and address."""
    steps = [(site.name, f"{site.root}/"), *trail]
    return {"@context": _SCHEMA, "@type": "BreadcrumbList", "itemListElement": _items(site, steps, "item")}


def item_list(site: SiteView, name: str, pages: Iterable[tuple[str, str]]) -> dict[str, object]:
    """A list of pages of the finder, each with its name and path."""
    elements = _items(site, pages, "url")
    return {
        "@context": _SCHEMA,
        "@type": "ItemList",
        "name": name,
        "numberOfItems": len(elements),
        "itemListElement": elements,
    }


def product(site: SiteView, view: OfferingView) -> dict[str, object]:
    """What an offering is; who asks how much for it stands in the shops."""
    card = view.card
    thing: dict[str, object] = {
        "@context": _SCHEMA,
        "@type": "Product",
        "name": card.name,
        "sku": card.sku,
        "description": card.summary or card.name,
        "category": card.category,
        "brand": {"@type": "Brand", "name": card.vendor},
        "url": f"{site.origin}{card.url}",
    }
    if view.part_number:
        thing["mpn"] = view.part_number
    if card.picture:
        thing["image"] = f"{site.origin}{card.picture.url}"
    return thing


def partner(site: SiteView, view: PartnerView) -> dict[str, object]:
    """A reseller."""
    thing: dict[str, object] = {
        "@context": _SCHEMA,
        "@type": "Organization",
        "name": view.name,
        "description": view.about,
        "url": view.shop,
        "email": view.email,
        "telephone": view.phone,
        "address": ", ".join(view.address),
        "knowsLanguage": [code for code, _ in view.languages],
    }
    if view.regions:
        thing["areaServed"] = list(view.regions)
    if view.logo:
        thing["logo"] = f"{site.origin}{view.logo.url}"
    return thing


def _items(site: SiteView, pages: Iterable[tuple[str, str]], key: str) -> list[dict[str, object]]:
    return [
        {"@type": "ListItem", "position": position, "name": name, key: f"{site.origin}{url}"}
        for position, (name, url) in enumerate(pages, start=1)
    ]
