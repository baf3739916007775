"""How low a price may go: the vendor's floor, the shop's least margin, the distributor's band. The highest counts."""

from __future__ import annotations

from decimal import Decimal

from awning.catalog import PlanKind
from awning.errors import RuleUnfit
from awning.pricing.feed_prices import FeedPrices, not_for_sale
from awning.pricing.model import Shelf, Subject
from awning.pricing.selling import with_margin

NONE = Decimal(0)
_ALL = 100
_SHOWN = Decimal("0.000001")


class Floors:
    """The floors of one shelf. It is asked within the context of exact sums."""

    def __init__(self, shelf: Shelf, feed: FeedPrices) -> None:
        self._feed = feed
        self._margin = shelf.margin_percent
        self._agent = shelf.agent_percent
        self._band = shelf.band_percent
        self.own = self._margin is not None or self._band is not None
        """Whether there are others than the vendor's."""

    def highest(self, subject: Subject, quantity: int, bought: Decimal) -> tuple[Decimal, str]:
        """The floor of a unit, net and exact, and whose it is; 0 where there is none.

        Args:
            subject: what is priced.
            quantity: of how many.
            bought: what the owner of the shelf pays for one.

        Raises:
            NotForSale: the vendor has a floor, and no exchange rate says how high it is here.
        """
        floor = self._feed.floor(subject, quantity)
        whose = "the vendor allows no lower price" if floor else ""
        if not self.own:
            return floor, whose
        for least, says in (self._margins(subject, bought), self._bands(subject, quantity)):
            if least > floor:
                floor, whose = least, says
        return floor, whose

    def _margins(self, subject: Subject, bought: Decimal) -> tuple[Decimal, str]:
        if self._margin is None or subject.plan.kind is PlanKind.TRIAL:
            return NONE, ""
        says = f"a margin of {plainly(self._margin)} % is the least the shop wants"
        if self._agent:
            says += f", after the agent's {plainly(self._agent)} %"
        if self._margin + self._agent >= _ALL:
            raise not_for_sale(subject, f"{says}: nothing is left to pay the goods", RuleUnfit)
        return with_margin(bought, self._margin + self._agent), says

    def _bands(self, subject: Subject, quantity: int) -> tuple[Decimal, str]:
        suggested = self._feed.suggested(subject.plan, quantity) if self._band is not None else None
        if self._band is None or suggested is None:
            return NONE, ""
        says = f"the distributor allows {plainly(self._band)} % below the suggested price"
        return suggested * (1 - self._band / 100), says


def plainly(number: Decimal) -> str:
    """For sentences: no zeros behind, and of what never ends six decimals."""
    shown = number.quantize(_SHOWN)
    return f"{(number if number == shown else shown).normalize():f}"
