"""Who may see what of a price: each party its own terms, and no other's costs, margins, percents or names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from awning.chain import Chain
from awning.errors import NotForSale, PriceError, RuleUnfit
from awning.money import EXACT, Money, total
from awning.pricing import Cut, Price, Step

_PLACES = Decimal("0.01")
# What the vendor allows and what the shop wants is no secret from the shop; whatever else makes a floor is.
_TOLD_FLOORS = ("Floor: the vendor allows", "Floor: a margin of")
_UNTOLD_FLOOR = "Floor: no lower price is allowed"


class Sight(StrEnum):
    """From where somebody looks at a price."""

    WHOLE = "whole"
    """Distributor and operator: all of it."""
    SELLER = "seller"
    """A reseller: what they buy at, and what they do themselves."""
    AGENT = "agent"
    """The shelf price, and their own commission."""
    CUSTOMER = "customer"
    """The shelf price and its tax."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks."""

    sight: Sight = Sight.WHOLE
    place: int = -1
    """Of a seller: which link of the chain, counted from the shelf: -1 owns it, -2 sells to the owner."""

    @property
    def shops(self) -> bool:
        """Whether it is the owner of the shelf, or somebody who may see all that they do."""
        return self.sight is Sight.WHOLE or (self.sight is Sight.SELLER and self.place == -1)

    @property
    def at_shelf(self) -> bool:
        """Whether what customers see is theirs to see: not of those who only sold it on."""
        return self.sight is not Sight.SELLER or self.place == -1


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what is paid, as the viewer calls it."""

    says: str
    money: Money
    percent: Decimal
    """Of the sum of all shares, to the hundredth; of an agent's, what was agreed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a viewer may know of a price; what they may not is none or empty, and nowhere behind it."""

    currency: str
    quantity: int
    unit: Decimal | None = None
    """The shelf price per unit, anchored; none for those who only sold it on."""
    total: Money | None = None
    """For the quantity, net: of the shelf, or of a seller before it what they got."""
    tax: Money | None = None
    trail: tuple[Step, ...] = ()
    shares: tuple[Share, ...] = ()
    bought: Decimal | None = None
    """Of a seller: the price per unit they buy at, net and exact."""
    sold: Decimal | None = None
    """Of a seller before the shelf: the price per unit they sell at, net and exact."""
    rule: str = ""
    """Of a seller: what their own rule does, in words."""
    kept: Money | None = None
    """Of a seller or an agent: what is left to them of the total."""
    floor: Decimal = Decimal(0)
    """The lowest unit price allowed on the shelf, anchored; 0 for none, or for none they may know."""
    was: Decimal | None = None
    promotion: str = ""

    @property
    def gross(self) -> Money | None:
        """The total with tax."""
        return None if self.total is None or self.tax is None else self.total + self.tax

    @property
    def asked(self) -> Decimal | None:
        """What the viewer sells one unit at, or is asked for it."""
        return self.sold if self.unit is None else self.unit


def viewer_named(name: str, sellers: Sequence[str], *, agent: bool = True) -> Viewer:
    """The viewer somebody names on a command line; an empty name is the distributor.

    Args:
        name: operator, distributor, reseller, agent, customer, or the slug of a reseller of the chain.
        sellers: the slugs of those resellers, the owner of the shelf last.
        agent: whether somebody has an agent's share in all that the shop sells.

    Raises:
        PriceError: nobody in the chain is called so.
    """
    if name in {"", "distributor", "operator"}:
        return Viewer()
    if name == "customer" or (name == "agent" and agent):
        return Viewer(Sight(name))
    if name == "reseller":
        return Viewer(Sight.SELLER)
    if name in sellers:
        return Viewer(Sight.SELLER, sellers.index(name) - len(sellers))
    if name == "agent" and name not in sellers:
        raise PriceError("No agent has a share in all that this shop sells: see agents in the reseller's file.")
    known = ", ".join(["operator", "distributor", "reseller", *(["agent"] if agent else []), "customer", *sellers])
    raise PriceError(f"{name!r} has no part in these prices. Those who have are: {known}.")


def seen_by(price: Price, chain: Chain, viewer: Viewer) -> Seen:
    """What a viewer may know of a price of a chain.

    A seller's trail begins with what they pay; what lies before it is one amount, what lies behind it nothing at all.

    Raises:
        NotForSale: the viewer has no part in selling this.
    """
    match viewer.sight:
        case Sight.WHOLE:
            return _whole(price)
        case Sight.SELLER:
            return _by_seller(price, chain, viewer.place)
        case Sight.AGENT:
            return _by_agent(price, chain)
        case Sight.CUSTOMER:
            return _on_the_shelf(price)


def refusal_for(viewer: Viewer, sku: str, plan_id: str, refusal: NotForSale) -> NotForSale:
    """Why a plan has no price, for a viewer who may not know whose rule or cost it is."""
    if viewer.sight is Sight.WHOLE:
        return refusal
    if viewer.shops and isinstance(refusal, RuleUnfit):
        why = "the rules make no price: one comes below a floor, or lacks a suggested price or an exchange rate"
        return RuleUnfit(f"{sku}, plan {plan_id}: {why}. Look at the rule, at floors, or ask whoever sells it to you.")
    return NotForSale(f"{sku}, plan {plan_id}: it is not for sale at this moment, or not in this quantity.")


def _whole(price: Price) -> Seen:
    shares = _shares([(str(cut.party), cut.money) for cut in price.cuts], price.currency)
    return replace(_on_the_shelf(price), trail=price.trail, shares=shares, floor=price.floor)


def _on_the_shelf(price: Price) -> Seen:
    return Seen(
        price.currency,
        price.quantity,
        unit=price.unit,
        total=price.total,
        tax=price.tax,
        was=price.was,
        promotion=price.promotion,
    )


def _by_agent(price: Price, chain: Chain) -> Seen:
    if chain.agent is None:
        raise NotForSale("No agent has a share in what this shop sells.")
    kept = price.cuts[-1].money if price.cuts else None
    shares = (Share("Your commission", kept, chain.agent.percent),) if kept else ()
    return Seen(price.currency, price.quantity, unit=price.unit, total=price.total, shares=shares, kept=kept)


def _by_seller(price: Price, chain: Chain, place: int) -> Seen:
    links = len(chain.links)
    number = links + place
    if number < 0:
        raise NotForSale("They have no part in selling this: it is the reseller's own.")
    made = [position for position, step in enumerate(price.trail) if step.party is not None]
    own = price.trail[made[number]]
    # What comes before a seller's own step is what they buy at, in the shop's currency already.
    bought = price.trail[made[number] - 1].amount
    before = (Step("bought", "Your buy price", bought, price.currency),)
    if number == 0:
        # The first seller's cost is their own, as in a service of their own.
        before = price.trail[: made[0]]
    rule = own.says.removeprefix(f"{own.party}: ")
    own = own._replace(says=f"Your rule: {rule}")
    shares, kept = _shares_of_seller(price, number, links)
    after: Iterator[Step] = iter(())
    seen = Seen(price.currency, price.quantity, total=total([money for _, money in shares], price.currency))
    if number == links - 1:
        seen = replace(_on_the_shelf(price), floor=price.floor)
        after = map(_untold, price.trail[made[number] + 1 :])
    return replace(
        seen,
        trail=(*before, own, *after),
        shares=_shares(shares, price.currency),
        bought=bought,
        sold=own.amount if number < links - 1 else None,
        rule=rule,
        kept=kept,
    )


def _shares_of_seller(price: Price, number: int, links: int) -> tuple[list[tuple[str, Money]], Money | None]:
    """A seller's shares, and the one that stays with them. The first seller pays the operator, the last the agent."""
    cuts = price.cuts
    if not cuts:
        return [], None
    sellers, fees = cuts[:links], list(cuts[links:])
    operator = fees.pop(0) if price.margins.operator else None
    agent = fees.pop(0) if price.margins.agent else None
    shares: list[tuple[str, Money]] = []
    if number:
        upstream: list[Cut] = [*sellers[:number], *([operator] if operator else [])]
        shares.append(("Bought for", total([cut.money for cut in upstream], price.currency)))
    kept = sellers[number].money
    shares.append(("Your margin", kept))
    if operator and not number:
        shares.append(("Fee of the platform", operator.money))
    if agent and number == links - 1:
        shares.append((str(agent.party), agent.money))
    return shares, kept


def _shares(parts: Sequence[tuple[str, Money]], currency: str) -> tuple[Share, ...]:
    whole = total([money for _, money in parts], currency)
    return tuple(Share(says, money, percent_of(money, whole)) for says, money in parts)


def percent_of(part: Money, whole: Money) -> Decimal:
    """How much of a whole a part is, in percent to the hundredth; of nothing, nothing."""
    if not whole:
        return Decimal(0)
    return EXACT.quantize(EXACT.divide(Decimal(part.minor * 100), Decimal(whole.minor)), _PLACES)


def _untold(step: Step) -> Step:
    if step.kind != "floor" or step.says.startswith(_TOLD_FLOORS):
        return step
    return step._replace(says=_UNTOLD_FLOOR)
