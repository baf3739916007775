"""Lists of a shop that machines read: offers, a product feed for search engines, and what is new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from awning.catalog import PlanKind
from awning.pages.structured import origin

if TYPE_CHECKING:
    from awning.pages.storefront import Sold, Storefront

OFFERS, PRODUCTS, NEW = "offers.json", "products.xml", "new.atom"
"""Paths under the root of a language."""
NEWEST = 30
_TITLE_MAX, _TEXT_MAX = 150, 5000
"""Letters, as Google's product data specification has them: https://support.google.com/merchants/answer/7052112."""


def offers(front: Storefront) -> str:
    """Everything that can be bought, plan by plan, for the reseller's own tools: what pages say too, and no more."""
    shop = front.shop
    rows = [
        {
            "sku": sold.card.sku,
            "name": sold.card.name,
            "vendor": sold.card.vendor,
            "category": sold.card.category,
            "url": f"{origin(shop)}{sold.card.url}",
            "plans": [
                {
                    "plan": plan.id,
                    "title": plan.title,
                    "unit": plan.unit,
                    "period": plan.period,
                    "price": plan.price.value if plan.price else None,
                    "least": plan.least,
                }
                for plan in sold.plans
            ],
        }
        for sold in front.sold()
    ]
    facts = {"shop": shop.name, "currency": shop.currency, "prices": shop.anchor, "offers": rows}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def products(front: Storefront) -> str:
    """The feed that Google Merchant Center reads; bundles are left out, because they have more than one price."""
    shop = front.shop
    items = "".join(_item(front, sold) for sold in front.sold() if sold.gross)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
        f"<title>{escape(shop.name)}</title>\n<link>{escape(origin(shop) + shop.root)}/</link>\n"
        f"<description>{escape(shop.tagline)}</description>\n{items}</channel>\n</rss>\n"
    )


def new_offerings(front: Storefront, fallback: datetime) -> str:
    """An Atom feed (RFC 4287) of what became what it is last; ``fallback`` stands where nobody knows when."""
    shop, book = front.shop, front.book
    dated = [(book.changed_at(card.sku) or fallback, card) for card in front.cards() if not card.retired]
    newest = sorted(dated, key=lambda each: (each[0], each[1].sku), reverse=True)[:NEWEST]
    home = f"{origin(shop)}{shop.root}/"
    updated = newest[0][0] if newest else fallback
    entries = "".join(
        f"<entry>\n<id>{escape(origin(shop) + card.url)}</id>\n<title>{escape(card.name)}</title>\n"
        f'<link href="{escape(origin(shop) + card.url)}"/>\n<updated>{moment(at)}</updated>\n'
        f"<summary>{escape(card.summary)}</summary>\n</entry>\n"
        for at, card in newest
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{shop.language}">\n'
        f"<id>{escape(home)}{NEW}</id>\n<title>{escape(shop.name)}</title>\n"
        f'<link href="{escape(home)}"/>\n<link rel="self" href="{escape(home)}{NEW}"/>\n'
        f"<updated>{moment(updated)}</updated>\n<author><name>{escape(shop.name)}</name></author>\n{entries}</feed>\n"
    )


def moment(at: datetime) -> str:
    """A moment as RFC 3339 and W3C have it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _item(front: Storefront, sold: Sold) -> str:
    shop, card = front.shop, sold.card
    fields = [
        ("g:id", card.sku),
        ("g:title", card.name[:_TITLE_MAX]),
        ("g:description", (card.summary or card.name)[:_TEXT_MAX]),
        ("g:link", f"{origin(shop)}{card.url}"),
        *([("g:image_link", f"{origin(shop)}{card.picture.url}")] if card.picture else []),
        ("g:availability", "in_stock"),
        ("g:condition", "new"),
        ("g:brand", card.vendor),
        *([("g:mpn", sold.offering.part_number)] if sold.offering.part_number else []),
        ("g:product_type", card.category),
    ]
    said = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields)
    return f"<item>{said}{''.join(_price(sold))}</item>\n"


def _price(sold: Sold) -> Iterable[str]:
    """What it costs: for subscriptions the first payment, and the period it covers."""
    if sold.gross is None or sold.plan is None:
        return
    amount = f"{sold.gross.amount} {sold.gross.currency}"
    yield f"<g:price>{amount}</g:price>"
    if sold.plan.kind is PlanKind.RECURRING and sold.plan.billing and sold.plan.billing.months:
        yield from _subscription(sold.plan.billing.months, amount)


def _subscription(months: int, amount: str) -> Iterator[str]:
    period, length = ("year", months // 12) if months % 12 == 0 else ("month", months)
    yield (
        f"<g:subscription_cost><g:period>{period}</g:period><g:period_length>{length}</g:period_length>"
        f"<g:amount>{amount}</g:amount></g:subscription_cost>"
    )
