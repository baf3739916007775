"""A reseller's whole price list: a row for each plan and quantity from which its price is another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from awning.bundling import BUNDLE_PLAN, BundlePart, bundle_parts
from awning.catalog import Lifecycle, Offering, Plan, PlanKind
from awning.errors import NotForSale
from awning.formats import Wording
from awning.money import EXACT, Money
from awning.notices import notice_of
from awning.pricebook import PriceBook
from awning.pricing import Price
from awning.receipts.steps import steps
from awning.receipts.visibility import Seen, Sight, Viewer, seen_by
from awning.tax import Anchor, Line, document, taxed

ON_REQUEST = "on request"
BY_USE = "by use"
NAMED = 10
"""So many of the plans that are left out are named."""
_HUNDREDTH = Decimal("0.01")
_RATE = Decimal("0.00000001")
_WORDS = Wording("en", "GB")

Ticked = Callable[[int], None]
"""Told how many offerings are done."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A plan from a quantity on. Amounts are per unit and billing period, in the shop's currency, without tax."""

    sku: str
    name: str
    """As the shop shows it."""
    vendor: str
    category: str
    """The name of the shelf it stands on."""
    plan: str
    """Its id."""
    terms: str
    """The plan in words: ``1 year, paid monthly``."""
    term: str
    """How long it binds, as ISO 8601 has it; empty where it does not."""
    billing: str
    """How often it is paid, likewise."""
    unit: str
    """What is counted, in the feed's word."""
    quantity: int
    """From so many units on."""
    currency: str
    net: Decimal | None = None
    """What is asked; of a seller before the shelf, what they ask. None on request."""
    tax_rate: Decimal | None = None
    """Percent."""
    gross: Decimal | None = None
    setup: Decimal | None = None
    """Paid once for each unit; none where there is no such fee."""
    cost: Decimal | None = None
    """The feed's, converted: for the distributor alone."""
    buy: Decimal | None = None
    """What the seller who looks pays."""
    margin: Decimal | None = None
    """What is left to them, after an agent's share; of an agent, the commission."""
    margin_percent: Decimal | None = None
    """Of the net price."""
    floor: Decimal | None = None
    """The lowest price allowed."""
    rule: str = ""
    """The seller's rule that decides: what it is for, and what it does."""
    notice_days: int | None = None
    """How many days before the end of a term customers give notice; none where no term runs on."""
    note: str = ""
    """on request, by use, bundle, or nothing."""


_ALWAYS = ("sku", "name", "vendor", "category", "plan", "term", "billing", "unit", "quantity")
_SHELF = ("net", "tax_rate", "gross", "setup")
_OWN = ("buy", "margin", "margin_percent")
_LAST = ("currency", "notice_days", "note")


def columns(viewer: Viewer) -> tuple[str, ...]:
    """The fields of a row that a viewer has, in order."""
    match viewer.sight:
        case Sight.WHOLE:
            return (*_ALWAYS, *_SHELF, "cost", *_OWN, "floor", "rule", *_LAST)
        case Sight.SELLER if viewer.shops:
            return (*_ALWAYS, *_SHELF, *_OWN, "floor", "rule", *_LAST)
        case Sight.SELLER:
            return (*_ALWAYS, "net", *_OWN, "rule", "currency", "note")
        case Sight.AGENT:
            return (*_ALWAYS, "net", "margin", "margin_percent", *_LAST)
        case Sight.CUSTOMER:
            return (*_ALWAYS, *_SHELF, *_LAST)


class PriceList:
    """Makes the rows of a shop's list for one viewer."""

    def __init__(self, book: PriceBook, viewer: Viewer) -> None:
        self.book = book
        self.viewer = viewer
        self.unsold = 0
        """How many plans were left out so far because they have no price."""
        self.unsold_names: list[str] = []
        """The first of them: ``MAIL-1 P1Y-P1M``."""
        # The list is the reseller's: what the distributor sees beside it is the feed's cost.
        self._eyes = Viewer(Sight.SELLER) if viewer.sight is Sight.WHOLE else viewer
        self._categories = dict(book.market.shelf.tax_categories)
        self._agent_percent = book.chain.agent.percent if book.chain.agent else Decimal(0)

    def rows(self, ticked: Ticked = lambda _: None) -> Iterator[ListRow]:
        """All of them, in the feed's order; what is retired or not for sale is left out."""
        for number, offering in enumerate(self.book.offerings(), start=1):
            if offering.lifecycle is Lifecycle.ACTIVE:
                if offering.bundle is not None:
                    yield from self._bundle(offering)
                for plan in offering.plans:
                    yield from self._plan(offering, plan)
            ticked(number)

    def _plan(self, offering: Offering, plan: Plan) -> Iterator[ListRow]:
        known = steps(self.book, offering, plan)
        # Whether a shop names its price is no matter of its supplier's.
        told = [(quantity, price) for quantity, price in known if price or self._eyes.at_shelf]
        if not told:
            self._leave_out(offering, plan.id)
        last: tuple[object, ...] = ()
        for quantity, price in told:
            if price is None:
                last = ()
                yield self._row(offering, plan, quantity, ON_REQUEST)
                continue
            try:
                seen = seen_by(price, self.book.chain_for(offering), self._eyes)
            except NotForSale:
                # Somebody without a part in it: a reseller's own service, seen by their supplier.
                return
            # A tier that changes another party's price only is not the viewer's.
            if last != (last := (seen.asked, seen.bought, seen.rule)):
                yield self._priced(offering, plan, quantity, price, seen)

    def _leave_out(self, offering: Offering, plan_id: str) -> None:
        self.unsold += 1
        if len(self.unsold_names) < NAMED:
            self.unsold_names.append(f"{offering.id} {plan_id}")

    def _priced(self, offering: Offering, plan: Plan, quantity: int, price: Price, seen: Seen) -> ListRow:
        rate = self.book.market.tax.rate(price.tax_category)
        metered = plan.kind is PlanKind.METERED
        net, gross = (seen.sold, None) if seen.unit is None else self._sides(seen.unit, price.tax_category, metered)
        setup = None if seen.unit is None else self.book.setup_price(offering, plan, quantity)
        margin, percent = self._margin(net, seen, metered)
        shows_tax = seen.tax is not None
        return replace(
            self._row(offering, plan, quantity, BY_USE if metered else ""),
            net=net,
            tax_rate=rate if shows_tax else None,
            gross=gross if shows_tax else None,
            setup=self._sides(setup.unit, price.tax_category, metered=False)[0] if setup else None,
            cost=self._cost(price),
            buy=seen.bought,
            margin=margin,
            margin_percent=percent,
            floor=self._sides(seen.floor, price.tax_category, metered=True)[0] if seen.floor else None,
            rule=_rule(seen.rule),
        )

    def _sides(self, amount: Decimal, category: str, metered: bool) -> tuple[Decimal, Decimal]:
        """Net and gross of an anchored amount per unit."""
        tax, currency = self.book.market.tax, self.book.market.currency
        if not metered:
            sums = taxed(Money.from_decimal(amount, currency), category, tax)
            return sums.net.amount, sums.gross.amount
        factor = EXACT.add(Decimal(1), tax.rate(category).scaleb(-2, EXACT))
        if tax.anchor is Anchor.GROSS:
            return _short(EXACT.divide(amount, factor)), amount
        return amount, _short(EXACT.multiply(amount, factor))

    def _margin(self, net: Decimal | None, seen: Seen, metered: bool) -> tuple[Decimal | None, Decimal | None]:
        if net is None:
            return None, None
        if self._eyes.sight is Sight.AGENT:
            exact = EXACT.multiply(net, self._agent_percent.scaleb(-2, EXACT))
        elif seen.bought is None:
            return None, None
        else:
            exact = EXACT.subtract(net, seen.bought)
            if seen.sold is None:
                exact = EXACT.subtract(exact, EXACT.multiply(net, self._agent_percent.scaleb(-2, EXACT)))
        margin = _short(exact) if metered else Money.from_decimal(exact, seen.currency).amount
        return margin, _percent(exact, net)

    def _cost(self, price: Price) -> Decimal | None:
        if self.viewer.sight is not Sight.WHOLE:
            return None
        first = next(number for number, step in enumerate(price.trail) if step.party is not None)
        return price.trail[first - 1].amount

    def _bundle(self, bundle: Offering) -> Iterator[ListRow]:
        """What one bundle costs, a row for each period in which items are paid."""
        if not self._eyes.at_shelf:
            return
        try:
            parts = bundle_parts(self.book, bundle, 1)
        except NotForSale:
            self._leave_out(bundle, BUNDLE_PLAN)
            return
        for billing in dict.fromkeys(part.plan.billing for part in parts):
            yield self._of_bundle(bundle, [part for part in parts if part.plan.billing == billing])

    def _of_bundle(self, bundle: Offering, parts: list[BundlePart]) -> ListRow:
        market = self.book.market
        lines = [Line(Money.from_decimal(part.price.unit, market.currency), part.price.tax_category) for part in parts]
        sums = document(lines, market.tax, market.currency)
        net = sums.net.amount
        all_seen = [seen_by(part.price, self.book.chain_for(part.offering), self._eyes) for part in parts]
        bought = [
            EXACT.multiply(seen.bought, Decimal(part.per))
            for seen, part in zip(all_seen, parts, strict=True)
            if seen.bought is not None
        ]
        mine = [seen.kept.amount for seen in all_seen if seen.kept is not None]
        margin = sum(mine, Decimal(0)) if mine else None
        shows_tax = all(seen.tax is not None for seen in all_seen)
        row = self._row(bundle, Plan(BUNDLE_PLAN, PlanKind.RECURRING, "bundle", (), billing=parts[0].plan.billing), 1)
        return replace(
            row,
            net=net,
            gross=sums.gross.amount if shows_tax else None,
            tax_rate=sums.rates[0].rate_percent if shows_tax and len(sums.rates) == 1 else None,
            buy=sum(bought, Decimal(0)) if bought else None,
            margin=margin,
            margin_percent=None if margin is None else _percent(margin, net),
            notice_days=None,
            note="bundle",
        )

    def _row(self, offering: Offering, plan: Plan, quantity: int, note: str = "") -> ListRow:
        """What is true of a plan whatever it costs."""
        book, language = self.book, self.book.reseller.language
        category = book.categories.get(offering.category_id)
        path = book.path(offering.category_id)
        notice = notice_of(book.reseller, offering, plan, path, book.as_of)
        return ListRow(
            sku=offering.id,
            name=offering.said_in(language).name,
            vendor=offering.vendor,
            category=category.said_in(language).name if category else "",
            plan=plan.id,
            terms=_WORDS.plan(plan),
            term=str(plan.commitment or ""),
            billing=str(plan.billing or ""),
            unit=plan.unit,
            quantity=quantity,
            currency=book.market.currency,
            notice_days=notice.days if notice else None,
            note=note,
        )


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    if not whole:
        return None
    return EXACT.quantize(EXACT.divide(EXACT.multiply(part, Decimal(100)), whole), _HUNDREDTH)


def _short(rate: Decimal) -> Decimal:
    """A rate by use, with as many decimals as those have."""
    return EXACT.quantize(rate, _RATE).normalize(EXACT)


def _rule(says: str) -> str:
    """What it is for before what it does: a cell must not begin with a sign."""
    does, on, target = says.partition(" on ")
    return f"{target}: {does}" if on else does
