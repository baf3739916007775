"""Prices as pages show them: a plan and its price become a PlanView in the shop's language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from awning.catalog import Offering, Plan, PlanKind
from awning.config import TaxDisplay
from awning.formats import Wording
from awning.money import Money
from awning.pages.views import PlanView, PriceView, TierView
from awning.pricebook import PriceBook
from awning.pricing import Price, buyable
from awning.tax import tax_on

_SHOWN_FIRST = {PlanKind.RECURRING: 0, PlanKind.ONCE: 1, PlanKind.TRIAL: 2, PlanKind.METERED: 3}


@dataclass(frozen=True, slots=True)
class PricedPlan:
    """A plan, the prices of its tiers, and how it is shown."""

    plan: Plan
    tiers: Sequence[tuple[int, Price]]
    view: PlanView

    @property
    def price(self) -> Price:
        """The price of the smallest quantity that can be had."""
        return self.tiers[0][1]


class PricePrinter:
    """Prints a reseller's prices."""

    def __init__(self, book: PriceBook, wording: Wording) -> None:
        self._book = book
        self._wording = wording
        self._tax = book.market.tax
        self._display = book.reseller.tax.display
        values = {"rate": wording.percent(self._tax.rate_percent), "tax": self._tax.name}
        excluding = wording.gettext("plus %(rate)s %(tax)s") % values
        including = wording.gettext("incl. %(rate)s %(tax)s") % values
        self.note = including if self._display is TaxDisplay.INCLUDING else excluding
        self._net_note = excluding
        self._other = wording.gettext("%(price)s incl. %(tax)s")

    def plans(self, offering: Offering) -> list[PricedPlan]:
        """All plans of an offering that have a price now: what can be bought first, metered ones last."""
        priced = [(plan, tiers) for plan in offering.plans if (tiers := self._book.tier_prices(offering, plan))]
        dearest = max((_monthly(plan, tiers[0][1]) or Decimal(0) for plan, tiers in priced), default=Decimal(0))
        plans = [PricedPlan(plan, tiers, self._plan(offering, plan, tiers, dearest)) for plan, tiers in priced]
        return sorted(plans, key=_shown_order)

    def price(self, price: Price, plan: Plan) -> PriceView:
        """One unit's price as the shop shows prices."""
        if plan.kind is PlanKind.METERED:
            return PriceView(plain(price.unit), self._wording.rate(price.unit, price.currency), "", self._net_note)
        net = Money.from_decimal(price.unit, price.currency)
        text = self._wording.money(net)
        if self._display is TaxDisplay.EXCLUDING:
            return PriceView(plain(price.unit), text, "", self.note)
        gross = self._wording.money(net + tax_on(net, self._tax))
        if self._display is TaxDisplay.INCLUDING:
            return PriceView(plain(price.unit), gross, "", self.note)
        return PriceView(plain(price.unit), text, self._other % {"price": gross, "tax": self._tax.name}, self.note)

    def _plan(self, offering: Offering, plan: Plan, tiers: Sequence[tuple[int, Price]], dearest: Decimal) -> PlanView:
        words, price = self._wording, tiers[0][1]
        monthly = _monthly(plan, price)
        bound = plan.commitment if plan.kind is PlanKind.RECURRING and not _monthly_only(plan) else None
        return PlanView(
            id=plan.id,
            kind=plan.kind.value,
            title=words.plan(plan),
            unit=words.unit(plan),
            period="" if plan.kind is PlanKind.TRIAL else words.period(plan),
            price=self.price(price, plan),
            monthly=""
            if monthly is None or paid_monthly(plan)
            else words.money(Money.from_decimal(monthly, price.currency)),
            commitment=words.length(bound) if bound else "",
            saving=_saving(words, monthly, dearest),
            buyable=buyable(offering, plan),
            tiers=tuple(TierView(words.number(start), self.price(each, plan)) for start, each in tiers)
            if len(tiers) > 1
            else (),
        )


def plain(amount: Decimal) -> str:
    """An amount for machines: digits and a dot, no exponent."""
    return f"{amount:f}"


def digest_of(plans: Iterable[PricedPlan]) -> str:
    """Twelve hexadecimal digits that stand for exactly these prices."""
    said = [(each.plan.id, [(start, plain(price.unit)) for start, price in each.tiers]) for each in plans]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def lead(plans: Sequence[PricedPlan]) -> PricedPlan | None:
    """The plan whose price stands on the card: the lowest of those paid most often, never the trial."""
    candidates = [each for each in plans if each.plan.kind is not PlanKind.TRIAL] or list(plans)
    return min(candidates, key=lambda each: (_shown_order(each)[:2], each.price.unit), default=None)


def _shown_order(each: PricedPlan) -> tuple[int, int, int]:
    plan = each.plan
    months = (plan.billing.months or 0) if plan.billing else 0
    commitment = (plan.commitment.months or 0) if plan.commitment else 0
    return _SHOWN_FIRST[plan.kind], months, commitment


def _monthly(plan: Plan, price: Price) -> Decimal | None:
    """What a recurring plan comes to per month."""
    if plan.kind is not PlanKind.RECURRING or plan.billing is None or not plan.billing.months:
        return None
    return price.unit / plan.billing.months


def _monthly_only(plan: Plan) -> bool:
    """Whether the plan binds for no longer than the month that is paid."""
    return paid_monthly(plan) and plan.commitment in {None, plan.billing}


def paid_monthly(plan: Plan) -> bool:
    """Whether the plan is paid each month."""
    return plan.billing is not None and plan.billing.months == 1


def _saving(words: Wording, monthly: Decimal | None, dearest: Decimal) -> str:
    if monthly is None or not dearest:
        return ""
    percent = int((dearest - monthly) * 100 / dearest)
    return words.percent(Decimal(percent)) if percent >= 1 else ""
