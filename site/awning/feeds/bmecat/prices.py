"""Prices of one product of a BMEcat file, made into the one plan it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal, localcontext

from awning.catalog import Characteristic, FeedPrice, Plan, PlanKind, PriceRole
from awning.feeds.bmecat.dates import ALWAYS, Range, validity
from awning.feeds.bmecat.header import Header
from awning.feeds.bmecat.texts import spelled
from awning.feeds.fields import LARGEST_AMOUNT, Fields, RowRefused, shown
from awning.feeds.xmlelement import Element
from awning.money import EXACT

PRICE_TYPE = re.compile(r"gros_list|net_customer|net_customer_exp|net_list|nrp|on_request|udp_\w{1,16}")
ROLES = {
    PriceRole.COST: ("net_customer", "net_customer_exp"),
    PriceRole.SRP: ("nrp", "net_list", "gros_list"),
}
"""Which types of price are whose, the best first; of each role and currency one type counts."""
MOST_PLACES = 20
"""Decimals that are kept where a division does not end."""
_PRICE_BASIS, _MINIMUM = "Price basis", "Minimum quantity"
TERMS_ROWS = frozenset({_PRICE_BASIS, _MINIMUM})
"""Names of characteristics that keep what an update of prices does not say again."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a product is ordered, which an update of its prices alone does not say again."""

    unit: str
    per: Decimal = Decimal(1)
    """So many units an amount is for: ``PRICE_QUANTITY``."""
    minimum: Decimal = Decimal(1)
    """The least that can be ordered: ``QUANTITY_MIN``."""

    @classmethod
    def of(cls, plan: Plan, rows: Iterable[Characteristic]) -> Terms:
        """The terms as they stand in the catalog."""
        kept = Fields({row.name: row.value for row in rows if row.name in TERMS_ROWS})
        return cls(plan.unit, kept.number(_PRICE_BASIS, Decimal(1)), kept.number(_MINIMUM, Decimal(1)))

    def rows(self) -> tuple[Characteristic, ...]:
        """What of them the specification table shows, and keeps for updates."""
        found = [(_PRICE_BASIS, "Preisbasis", self.per), (_MINIMUM, "Mindestmenge", self.minimum)]
        return tuple(
            Characteristic(name, _plain(value), {"de": (german, _plain(value))})
            for name, german, value in found
            if value != 1
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """One price as the file says it: its type, and all else in place."""

    kind: str
    price: FeedPrice


def plans_of(product: Element, terms: Terms, header: Header, zone: tzinfo) -> tuple[Plan, ...]:
    """The plan "once" with all prices of a product; no plan if it has none but on request.

    Raises:
        RowRefused: a price is missing or wrong, or two prices for the same disagree.
        RowDamaging: a price is below zero, or in a currency nobody knows.
    """
    found = list(_prices(product, terms, header, zone))
    prices: list[FeedPrice] = []
    for role, kinds in ROLES.items():
        for currency in dict.fromkeys(each.price.currency for each in found):
            mine = [each for each in found if each.price.currency == currency]
            best = next((kind for kind in kinds if any(each.kind == kind for each in mine)), "")
            prices += _tiers([each.price._replace(role=role) for each in mine if each.kind == best], terms.minimum)
    return (Plan("once", PlanKind.ONCE, terms.unit, tuple(prices)),) if prices else ()


def _prices(product: Element, terms: Terms, header: Header, zone: tzinfo) -> Iterator[_Said]:
    """Every price that could count."""
    block, row = spelled(product, "PRODUCT_PRICE_DETAILS"), spelled(product, "PRODUCT_PRICE")
    blocks = list(product.each(block))
    if not blocks:
        raise RowRefused(f"{block} is missing.")
    for details in blocks:
        valid = validity(details, zone)
        if details.first(row) is None:
            raise RowRefused(f"{block}: {row} is missing.")
        for number, price in enumerate(details.each(row), start=1):
            kind = price.attributes.get("price_type", "")
            fields = price.fields(f"{row} {number}")
            if not PRICE_TYPE.fullmatch(kind):
                raise fields.refuse(
                    f"price_type is {shown(kind)}; one of gros_list, net_customer, net_customer_exp, net_list, nrp, "
                    "on_request and udp_... is needed."
                )
            if kind == "on_request" or kind.startswith("udp_"):
                continue
            said = _price(fields, terms, header, valid if valid != ALWAYS else header.valid)
            if kind == "gros_list" and (said := _without_tax(price, fields, said)) is None:
                continue
            yield _Said(kind, said)


def _price(fields: Fields, terms: Terms, header: Header, valid: Range) -> FeedPrice:
    fields.text("PRICE_AMOUNT")
    if not fields.text("PRICE_CURRENCY", header.currency):
        raise fields.refuse("PRICE_CURRENCY is missing, and neither the HEADER nor `currency` of this feed names one.")
    factor = fields.number("PRICE_FACTOR", header.price_factor)
    if not factor:
        raise fields.refuse("PRICE_FACTOR is 0, and would give it away.")
    amount = fields.number("PRICE_AMOUNT")
    return FeedPrice(
        role=PriceRole.SRP,
        currency=fields.currency("PRICE_CURRENCY", header.currency),
        amount=_exact(fields, lambda: amount * factor / terms.per),
        tier_min=fields.number("LOWER_BOUND", Decimal(1)),
        valid_from=valid[0],
        valid_until=valid[1],
    )


def _without_tax(price: Element, fields: Fields, said: FeedPrice) -> FeedPrice | None:
    """The price less its tax, or none if the tax is not said."""
    details = price.first("TAX_DETAILS")
    where = details.fields("TAX_DETAILS") if details is not None else fields
    if not where.text("TAX", ""):
        return None
    tax = where.number("TAX")
    if tax >= 1:
        raise where.refuse(f"TAX is {tax}; it is written as a part of one, as 0.19.")
    return said._replace(amount=_exact(fields, lambda: said.amount / (1 + tax)))


def _exact(fields: Fields, amount: Callable[[], Decimal]) -> Decimal:
    """The amount with all its decimals, or with `MOST_PLACES` where they do not end."""
    with localcontext(EXACT):
        exact = amount()
        if exact > LARGEST_AMOUNT:
            raise fields.refuse("PRICE_AMOUNT makes no amount anybody could charge.")
        places = Decimal(1).scaleb(-MOST_PLACES)
        return exact if exact == exact.quantize(places) else exact.quantize(places)


def _tiers(prices: list[FeedPrice], minimum: Decimal) -> list[FeedPrice]:
    """The prices from the least quantity on; of tiers below it the highest is the one that holds there."""
    result: dict[tuple[Range, Decimal], FeedPrice] = {}
    for price in sorted(prices, key=lambda each: each.tier_min):
        tier = max(price.tier_min, minimum, Decimal(1))
        place = (price.valid_from, price.valid_until), tier
        other = result.get(place)
        if other is not None and other.tier_min == price.tier_min and other.amount != price.amount:
            raise RowRefused(
                f"two {price.role} prices in {price.currency} from {_plain(tier)} on: {other.amount} and "
                f"{price.amount}. TERRITORY does not tell prices apart here."
            )
        result[place] = price
    return [price._replace(tier_min=tier) for (_, tier), price in result.items()]


def _plain(number: Decimal) -> str:
    return f"{EXACT.normalize(number):f}"
