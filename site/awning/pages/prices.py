"""Plans as pages show them: a plan and its prices become a PlanView in the shop's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from zoneinfo import ZoneInfo

from awning.catalog import Offering, Period, Plan, PlanKind, PriceRole
from awning.errors import NotForSale, OnRequest
from awning.formats import Wording
from awning.money import EXACT, Money
from awning.notices import notice_of
from awning.pages.labels import PriceLabels, plain
from awning.pages.parts import part
from awning.pages.priced import (
    PricedPlan,
    Steps,
    distinct,
    monthly,
    monthly_only,
    paid_monthly,
    percent_less,
    shown_order,
    values_of,
)
from awning.pages.views import Part, PlanView, PriceView, PromotionView, TierView
from awning.pricebook import PriceBook
from awning.pricing import Price, buyable
from awning.tax import STANDARD


class PricePrinter:
    """Prints a reseller's plans."""

    def __init__(self, book: PriceBook, wording: Wording) -> None:
        self.labels = PriceLabels(book, wording)
        self.categories: set[str] = set()
        """The tax categories of what was printed."""
        self._book = book
        self._wording = wording
        self._zone = ZoneInfo(book.project.time_zone)

    def plans(self, offering: Offering) -> list[PricedPlan]:
        """All plans of an offering that can be had now: what can be bought first, metered ones last."""
        priced = [(plan, tiers) for plan in offering.plans if (tiers := self._tiers(offering, plan))]
        dearest = max((monthly(plan, tiers[0][1]) or Decimal(0) for plan, tiers in priced), default=Decimal(0))
        plans = [self._priced(offering, plan, tiers, dearest) for plan, tiers in priced]
        return sorted(plans, key=shown_order)

    def setup(self, offering: Offering, plan: Plan, starts: Iterable[int]) -> list[tuple[int, Price]]:
        """What is paid once per unit when the plan starts, by quantity; empty for nothing."""
        own = {
            int(price.tier_min.to_integral_value(rounding=ROUND_CEILING))
            for price in plan.prices
            if price.role is PriceRole.SETUP
        }
        if not own or not buyable(offering, plan):
            return []
        least = min(starts)
        found = [
            (start, price)
            for start in sorted({*starts, *(start for start in own if start > least)})
            if (price := self._book.setup_price(offering, plan, start))
        ]
        return distinct(found) if any(price.unit for _, price in found) else []

    def promotion(self, offering: Offering, plan: Plan, price: Price) -> PromotionView | None:
        """Which promotion made the price, and what it was before."""
        if price.was is None:
            return None
        book, words = self._book, self._wording
        subject = book.subject(offering, plan)
        rule = book.market.shelf.promotions.deciding(*subject, price.quantity, book.as_of)
        assert rule is not None, "a promotion made the price"
        assert rule.valid_until is not None, "promotions end"
        last = (rule.valid_until - timedelta(seconds=1)).astimezone(self._zone).date()
        return PromotionView(
            name=price.promotion,
            before=words.money(self.labels.large(price.was, price.tax_category)),
            before_value=plain(price.was),
            off=percent_less(words, price.was, price.unit),
            until=words.date(last),
            ends=last.isoformat(),
        )

    def notice(self, offering: Offering, plan: Plan) -> tuple[str, str]:
        """The customer's notice, and for how long they can cancel without cost; each empty for none."""
        book = self._book
        found = notice_of(book.reseller, offering, plan, book.path(offering.category_id), book.as_of)
        return (self._days(found.days), self._days(found.window_days)) if found else ("", "")

    def _tiers(self, offering: Offering, plan: Plan) -> Steps:
        """As `PriceBook.tier_prices`, and where customers have to ask."""
        book, subject = self._book, self._book.subject(offering, plan)
        found: list[tuple[int, Price | None]] = []
        for start in book.pricer_for(offering).tiers(subject):
            try:
                found.append((start, book.price(offering, plan, start)))
            except OnRequest:
                found.append((start, None))
            except NotForSale:
                if any(price for _, price in found):
                    # Sold in smaller numbers: a page that left this tier out would promise their price.
                    found.append((start, None))
        priced = [number for number, (_, price) in enumerate(found) if price]
        return distinct(found[priced[0] :] if priced else found[:1])

    def _priced(self, offering: Offering, plan: Plan, tiers: Steps, dearest: Decimal) -> PricedPlan:
        setup = self.setup(offering, plan, [start for start, _ in tiers])
        return PricedPlan(plan, tiers, setup, self._plan(offering, plan, tiers, setup, dearest))

    def _plan(
        self, offering: Offering, plan: Plan, tiers: Steps, setup: Sequence[tuple[int, Price]], dearest: Decimal
    ) -> PlanView:
        words, price = self._wording, tiers[0][1]
        bound = plan.commitment if plan.kind is PlanKind.RECURRING and not monthly_only(plan) else None
        notice, window = self.notice(offering, plan)
        views = self._tier_views(plan, tiers)
        promotion = self.promotion(offering, plan, price) if price else None
        return PlanView(
            id=plan.id,
            kind=plan.kind.value,
            title=words.plan(plan),
            unit=words.unit(plan),
            period=self._words_of(plan),
            price=self._label(plan, price, promotion) if price else None,
            monthly=self._per_month(plan, price) if price else "",
            commitment=words.length(bound) if bound else "",
            saving=percent_less(words, dearest, monthly(plan, price)),
            buyable=buyable(offering, plan) and price is not None,
            tiers=views if len(views) > 1 else (),
            least=tiers[0][0],
            setup=self._tier_views(plan, setup),
            notice=notice,
            window=window,
            afterwards=self._afterwards(offering, plan),
            parts=self._parts(plan, tiers, setup),
        )

    def _parts(self, plan: Plan, tiers: Steps, setup: Steps) -> tuple[Part, ...]:
        billed = part(self._words_of(plan), plan.billing, self._rate(tiers), values_of(tiers))
        if not setup:
            return (billed,)
        least, first = tiers[0][0], setup[0][0]
        steps = [*([(least, "0")] if first > least else []), *values_of(setup)]
        return billed, part(self._wording.gettext("once"), None, self._rate(setup), steps, setup=True)

    def _words_of(self, plan: Plan) -> str:
        return "" if plan.kind is PlanKind.TRIAL else self._wording.period(plan)

    def _rate(self, steps: Steps) -> str:
        return self.labels.rate(next((price.tax_category for _, price in steps if price), STANDARD))

    def _tier_views(self, plan: Plan, tiers: Steps) -> tuple[TierView, ...]:
        return tuple(
            TierView(self._wording.number(start), self._label(plan, price) if price else None) for start, price in tiers
        )

    def _label(self, plan: Plan, price: Price, promotion: PromotionView | None = None) -> PriceView:
        self.categories.add(price.tax_category)
        if plan.kind is PlanKind.METERED:
            return self.labels.metered(price.unit, price.tax_category)
        return self.labels.label(price.unit, price.tax_category, promotion)

    def _per_month(self, plan: Plan, price: Price) -> str:
        if paid_monthly(plan) or monthly(plan, price) is None or not price.unit:
            return ""
        months = plan.billing.months if plan.billing else None
        large = self.labels.large(price.unit, price.tax_category)
        amount = EXACT.divide(large.amount, Decimal(months or 1))
        return self._wording.money(Money.from_decimal(amount, price.currency))

    def _afterwards(self, offering: Offering, plan: Plan) -> str:
        """What becomes of a trial: it ends, or another plan follows and costs something."""
        if plan.kind is not PlanKind.TRIAL:
            return ""
        words = self._wording
        follows = offering.plan(plan.converts_to) if plan.converts_to else None
        if follows is None:
            count = plan.trial_days
            said = words.ngettext("Ends by itself after %(count)s day.", "Ends by itself after %(count)s days.", count)
            return said % {"count": count}
        tiers = self._tiers(offering, follows)
        price = tiers[0][1] if tiers else None
        plan_said = {"plan": words.plan(follows)}
        if price is None:
            said = words.gettext("Continues as %(plan)s unless you cancel.") % plan_said
        else:
            label = self._label(follows, price)
            each = " ".join(filter(None, [label.text, words.unit(follows), words.period(follows)]))
            asked = {"price": ", ".join(filter(None, [each, label.note])), **plan_said}
            said = words.gettext("Continues as %(plan)s at %(price)s, unless you cancel.") % asked
        if plan.reminder_days:
            reminded = words.gettext("We remind you %(length)s before.") % {"length": self._days(plan.reminder_days)}
            return f"{said} {reminded}"
        return said

    def _days(self, count: int) -> str:
        return self._wording.length(Period(count, "day")) if count else ""
