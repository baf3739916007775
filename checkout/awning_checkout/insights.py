"""What customers bought together, worked out of orders so that nobody in it can be recognised.

For each offering the others are ranked by the customers who ordered both in one order, squared, over those who ordered
the other one at all. That is the square of their cosine (Ochiai) similarity but for a factor all of them share: what
everybody buys anyway does not lead every list, and what two people once bought does not lead any.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

SUGGESTIONS_MAX = 6
"""For each offering."""
CUSTOMERS_MIN = 3
"""So many different customers must have ordered two things together before anybody else is told."""


@dataclass(frozen=True, slots=True)
class Bought:
    """One item of an order, as far as it matters here."""

    order: str
    """Stands for the order, and says nothing else of it."""
    customer: str
    """Stands for the customer; the same in all of their orders."""
    sku: str
    bundle: str = ""
    """The bundle it came in, or empty."""


def together(
    bought: Iterable[Bought], *, sold: Iterable[str], customers_min: int = CUSTOMERS_MIN
) -> dict[str, tuple[str, ...]]:
    """For each SKU what else was ordered with it, the best first, at most six.

    Two items of one bundle were not chosen together, so that pair does not count.

    Args:
        bought: the items of all paid orders of one shop, in any order.
        sold: the SKUs the shop sells now; others are suggested to nobody.
        customers_min: pairs of fewer customers are left out.
    """
    wanted = set(sold)
    orders: dict[tuple[str, str], set[Bought]] = defaultdict(set)
    for each in bought:
        if each.sku in wanted:
            orders[each.order, each.customer].add(each)
    buyers: dict[str, set[str]] = defaultdict(set)
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (_, customer), items in orders.items():
        for item in items:
            buyers[item.sku].add(customer)
        for one, other in permutations(items, 2):
            if one.sku != other.sku and not (one.bundle and one.bundle == other.bundle):
                pairs[one.sku, other.sku].add(customer)
    kept = {pair: len(customers) for pair, customers in pairs.items() if len(customers) >= customers_min}
    return _ranked(kept, Counter({sku: len(customers) for sku, customers in buyers.items()}))


def _ranked(pairs: Mapping[tuple[str, str], int], buyers: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[tuple[Fraction, int, str]]] = defaultdict(list)
    for (sku, other), both in pairs.items():
        found[sku].append((-Fraction(both * both, buyers[other]), -both, other))
    return {sku: tuple(other for *_, other in sorted(found[sku])[:SUGGESTIONS_MAX]) for sku in sorted(found)}
