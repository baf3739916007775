"""Rules of engagement: who has in the assortment what the distributor keeps for others."""

from __future__ import annotations

from collections.abc import Iterator

from awning.catalog import Offering
from awning.checking.findings import Findings, counted
from awning.checking.shop import Shop
from awning.config import Certified
from awning.engagement import Bar
from awning.yamlfile import Where

_NAMED = 3


def look_at_engagement(shop: Shop, findings: Findings) -> None:
    """Note a mistake for each rule of engagement that keeps something of the assortment out of the shop."""
    barred: dict[Bar, list[Offering]] = {}
    for bar, offering in _barred(shop):
        barred.setdefault(bar, []).append(offering)
    for bar, offerings in barred.items():
        where, text = _said(shop, bar, offerings)
        findings.error(shop.slug, where, text)


def _barred(shop: Shop) -> Iterator[tuple[Bar, Offering]]:
    permit = shop.book.permit
    left_out = set(shop.reseller.assortment.without)
    for shelf, offerings in shop.shelves():
        if not shelf.owner and (bars := permit.on_shelf(shelf.vendor, shelf.categories)):
            for offering in offerings:
                if offering.id not in left_out:
                    yield from ((bar, offering) for bar in bars)
    for sku in sorted(permit.offerings - left_out):
        offering = shop.stock.skus.get(sku)
        if offering is not None and shop.stock.sold(offering) and shop.book.stocks(offering):
            yield from (bar for bar in _by_name(shop, offering))


def _by_name(shop: Shop, offering: Offering) -> Iterator[tuple[Bar, Offering]]:
    path = shop.book.path(offering.category_id)
    for bar in shop.book.permit.bars(offering, path):
        if bar.rule.offering is not None:
            yield bar, offering


def _said(shop: Shop, bar: Bar, offerings: list[Offering]) -> tuple[Where, str]:
    named = ", ".join(offering.id for offering in offerings[:_NAMED])
    more = f" and {len(offerings) - _NAMED:,} more" if len(offerings) > _NAMED else ""
    thing = bar.thing
    left_out = f"leave {'it' if len(offerings) == 1 else 'them'} out under assortment.without"
    kept = f"{counted(len(offerings), 'offering')} of the assortment ({named}{more}) {_are(offerings)} not sold"
    rule = f"config/awning.yaml, distributor.engagement.{bar.section}.{bar.number + 1}"
    if isinstance(bar.rule, Certified):
        needs = bar.rule.needs
        text = (
            f"{kept}: {thing} is for resellers with the certificate {needs!r} ({rule}). "
            f"Write {needs} under certificates once the reseller has it, or {left_out}."
        )
        return ("certificates",) if shop.reseller.certificates else ("assortment",), text
    text = f"{kept}: {thing} is kept for {_listed(bar.rule.for_)} ({rule}). {left_out.capitalize()}."
    return ("assortment",), text


def _are(offerings: list[Offering]) -> str:
    return "is" if len(offerings) == 1 else "are"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "nobody"
