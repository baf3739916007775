"""What `awning price` says of one SKU: each plan's price with all that explains it, as far as a viewer may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from awning.bundling import BUNDLE_PLAN, bundle_parts
from awning.catalog import Lifecycle, Offering, Plan, PlanKind
from awning.errors import NotForSale, OfferingUnknown, OnRequest
from awning.formats import Wording
from awning.money import Money, total
from awning.pricebook import PriceBook
from awning.pricing import Price, tax_category_of
from awning.receipts.absent import absence
from awning.receipts.places import RulePlaces
from awning.receipts.receipt import Item, PeriodSum, Receipt, Receipts, TaxLine, Tier
from awning.receipts.steps import steps
from awning.receipts.terms import notice_line, trial_end
from awning.receipts.visibility import Seen, Sight, Viewer, refusal_for, seen_by, viewer_named
from awning.receipts.why import Whys
from awning.shop_books import open_book, sellers_of
from awning.tax import STANDARD, Anchor, Line, Treatment, document

_WORDS = Wording("en", "GB")
_NOT_CHARGED = {
    Treatment.BY_STRIPE: "Stripe works it out at payment and adds it",
    Treatment.EXEMPT: "none is charged",
    Treatment.EXPORT: "none is charged",
    Treatment.REVERSE_CHARGE: "none is charged",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks `awning price`."""

    project: Path
    sku: str
    reseller: str
    plan_id: str | None = None
    """One plan, or none for all."""
    quantity: int = 1
    as_of: datetime | None = None
    """The moment whose prices hold, with time zone; now when not given."""
    seen_as: str = ""
    """Whose eyes it is for: see `viewer_named`."""


def receipts(question: Question) -> Receipts:
    """Price a SKU in a shop.

    Raises:
        AwningError: there is no such reseller, SKU or plan, no price for it, or nobody in its chain is called as the
            viewer is.
    """
    with open_book(question.project, question.reseller, question.as_of) as book:
        sellers = sellers_of(book)
        viewer = viewer_named(question.seen_as, sellers, agent=book.chain.agent is not None)
        places = RulePlaces(question.project, book.project, book.reseller)
        till = Till(book, viewer, places)
        try:
            offering = book.offering(question.sku)
        except OfferingUnknown as unknown:
            raise absence(book, viewer, places, question.sku, unknown) from None
        if offering.bundle is not None and question.plan_id not in {None, BUNDLE_PLAN}:
            raise NotForSale(f"{offering.id} is a bundle, and its only plan is called {BUNDLE_PLAN}.")
        items = tuple(till.items(offering, question.quantity)) if offering.bundle else ()
        found = () if offering.bundle else till.plans(offering, question.plan_id, question.quantity)
        return Receipts(
            sku=offering.id,
            name=offering.name,
            shop=sellers[viewer.place] if viewer.sight is Sight.SELLER else book.reseller.slug,
            quantity=question.quantity,
            receipts=tuple(found),
            items=items,
            sums=tuple(till.sums(items)),
            price_book=book.revision,
            catalog=book.catalog_revision,
            as_of=book.as_of,
        )


class Till:
    """Writes receipts from one price book for one viewer."""

    def __init__(self, book: PriceBook, viewer: Viewer, places: RulePlaces) -> None:
        self._book = book
        self._viewer = viewer
        self._whys = Whys(book, viewer, places)

    def plans(self, offering: Offering, plan_id: str | None, quantity: int) -> Iterator[Receipt]:
        """The receipts of one plan, or of all.

        Asked for all plans, those without a price now are passed over, unless that leaves none.
        """
        plans = [plan for plan in offering.plans if plan_id in {None, plan.id}]
        if not plans:
            known = ", ".join(plan.id for plan in offering.plans) or "none"
            raise NotForSale(f"{offering.id} has no plan {plan_id or 'at all'!r}. Its plans are: {known}.")
        refusals: list[NotForSale] = []
        for plan in plans:
            try:
                yield self.plan(offering, plan, quantity)
            except NotForSale as refusal:
                refusals.append(refusal)
        if len(refusals) == len(plans):
            raise refusals[0]

    def plan(self, offering: Offering, plan: Plan, quantity: int) -> Receipt:
        """The receipt of so many of a plan.

        Raises:
            NotForSale: there is no price, or the viewer has no part in it.
        """
        try:
            price = self._book.price(offering, plan, quantity)
            setup = self._book.setup_price(offering, plan, quantity)
        except NotForSale as refusal:
            # Whether a shop names its price is no matter of its supplier's.
            if isinstance(refusal, OnRequest) and self._viewer.at_shelf:
                requested = tuple(self._whys.requested(offering, plan, quantity))
                return self._receipt(offering, plan, None, reasons=requested)
            raise refusal_for(self._viewer, offering.id, plan.id, refusal) from None
        return self._receipt(
            offering,
            plan,
            self._seen(offering, price),
            tiers=tuple(self._tiers(offering, plan)),
            setup=self._seen(offering, setup) if setup else None,
            reasons=tuple(self._whys.decides(offering, plan, quantity)),
        )

    def items(self, bundle: Offering, bundles: int) -> Iterator[Item]:
        """The items of so many bundles, each with what it costs in them.

        Raises:
            NotForSale: one of them cannot be bought, or the viewer has no part in it.
        """
        try:
            parts = bundle_parts(self._book, bundle, bundles)
        except NotForSale as refusal:
            raise refusal_for(self._viewer, bundle.id, BUNDLE_PLAN, refusal) from None
        for part in parts:
            seen = self._seen(part.offering, part.price)
            reasons = tuple(self._whys.decides(part.offering, part.plan, part.pieces))
            yield Item(part.per, self._receipt(part.offering, part.plan, seen, reasons=reasons))

    def sums(self, items: Sequence[Item]) -> Iterator[PeriodSum]:
        """What the items come to, period by period, as a document has it."""
        for period in dict.fromkeys(item.receipt.period for item in items):
            held = [item.receipt for item in items if item.receipt.period == period]
            yield self._sum(period, [(each.seen, each.tax) for each in held if each.seen])

    def _sum(self, period: str, held: Sequence[tuple[Seen, TaxLine | None]]) -> PeriodSum:
        market = self._book.market
        lines = [
            Line(Money.from_decimal(seen.unit, market.currency) * seen.quantity, tax.category)
            for seen, tax in held
            if seen.unit is not None and seen.tax is not None and tax is not None
        ]
        if len(lines) == len(held):
            sums = document(lines, market.tax, market.currency)
            return PeriodSum(period, sums.net, sums.tax, _shared([tax for _, tax in held if tax]))
        return PeriodSum(period, total([seen.total for seen, _ in held if seen.total], market.currency), None)

    def _receipt(
        self,
        offering: Offering,
        plan: Plan,
        seen: Seen | None,
        *,
        tiers: tuple[Tier, ...] = (),
        setup: Seen | None = None,
        reasons: tuple[str, ...] = (),
    ) -> Receipt:
        return Receipt(
            sku=offering.id,
            name=offering.name,
            plan_id=plan.id,
            plan=_WORDS.plan(plan),
            per=_WORDS.unit(plan),
            period=_WORDS.period(plan),
            metered=plan.kind is PlanKind.METERED,
            retired=offering.lifecycle is Lifecycle.RETIRED,
            seen=seen,
            tax=self._tax(offering, plan) if seen and seen.unit is not None else None,
            tiers=tiers,
            setup=setup,
            reasons=reasons,
            notice=notice_line(self._book, self._viewer, offering, plan),
            end=trial_end(self._book, self._viewer, offering, plan),
        )

    def _seen(self, offering: Offering, price: Price) -> Seen:
        return seen_by(price, self._book.chain_for(offering), self._viewer)

    def _tax(self, offering: Offering, plan: Plan) -> TaxLine:
        market = self._book.market
        tax = market.tax
        category = tax_category_of(self._book.subject(offering, plan), dict(market.shelf.tax_categories))
        note = "" if tax.treatment is Treatment.CHARGED else tax.note or _NOT_CHARGED[tax.treatment]
        later = tax.treatment is Treatment.BY_STRIPE
        return TaxLine(tax.name, tax.rate(category), category, tax.anchor is Anchor.GROSS, note, later)

    def _tiers(self, offering: Offering, plan: Plan) -> Iterator[Tier]:
        """Where the viewer's own price changes; that others' do is not theirs to know."""
        found: list[Tier] = []
        for quantity, price in steps(self._book, offering, plan):
            if price is None and not self._viewer.at_shelf:
                continue
            seen = self._seen(offering, price) if price else None
            if not found or _amounts(seen) != _amounts(found[-1].seen):
                found.append(Tier(quantity, seen))
        if len(found) > 1:
            yield from found


def _shared(lines: Sequence[TaxLine]) -> TaxLine | None:
    """The tax of items that all bear the same; categories of one rate are not told apart."""
    first = replace(lines[0], category=STANDARD) if len({line.category for line in lines}) > 1 else lines[0]
    return first if len({(line.rate_percent, line.note) for line in lines}) == 1 else None


def _amounts(seen: Seen | None) -> tuple[object, ...]:
    """What a tier is about, to its viewer."""
    return (seen.asked, seen.bought) if seen else ()
