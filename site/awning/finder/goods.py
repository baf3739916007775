"""What the finder shows, in all its languages: the offerings, who sells each, and in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from awning.catalog import Lifecycle, Offering
from awning.config import Engagement
from awning.finder.sellers import Seller, Stand
from awning.finder.turns import in_turn
from awning.shelves import names
from awning.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Goods:
    """The catalog with its sellers."""

    stand: Stand
    revision: str
    offerings: tuple[Offering, ...]
    """Those that are shown, in the feed's order."""
    sellers: Mapping[str, tuple[str, ...]]
    """SKU to the slugs of who sells it, in their turn."""
    changed: Mapping[str, datetime | None] = field(default_factory=dict[str, datetime | None])
    """SKU to the moment the offering last changed."""

    def needs(self, offering: Offering, engagement: Engagement) -> tuple[str, ...]:
        """The certificates without which nobody may sell the offering. Who has none of them is among no sellers."""
        path = self.stand.path(offering.category_id)
        return tuple(dict.fromkeys(rule.needs for rule in engagement.certified if names(rule, offering, path)))


def goods_of(snapshot: Snapshot, stand: Stand, sellers: tuple[Seller, ...]) -> Goods:
    """Put the catalog and its sellers together. What is no longer sold and nobody has is left out."""
    found: dict[str, list[str]] = {offering.id: [] for offering in stand.catalog}
    for seller in sellers:
        for sku in seller.skus:
            found[sku].append(seller.reseller.slug)
    shown = tuple(each for each in stand.catalog if found[each.id] or each.lifecycle is Lifecycle.ACTIVE)
    return Goods(
        stand=stand,
        revision=snapshot.revision,
        offerings=shown,
        sellers={each.id: in_turn(found[each.id], each.id, snapshot.revision) for each in shown},
        changed={each.id: snapshot.changed_at(each.id) for each in shown},
    )
