"""Prices plans: for one chain, one market and one moment, by the same steps every time.

The steps, which are those of the trail:

1. the feed's price for the moment and the quantity: the cost, or where a feed has none, the suggested price;
2. the exchange rate, once, if the feed has no amount in the shop's currency;
3. each link of the chain sells by the rule that decides, and so makes the next one's buy price;
4. tax, where the shelf is anchored gross;
5. the highest floor, if the result is below it;
6. rounding, once, or the ending the shop likes; metered rates keep up to eight decimals instead;
7. a promotion off that, which comes to the floor and to rounding again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, getcontext, localcontext, setcontext

from awning.catalog import PlanKind, PriceRole
from awning.chain import Chain
from awning.errors import NotForSale, RuleUnfit
from awning.money import EXACT, Money, exponent
from awning.pricing.cutting import Margins
from awning.pricing.feed_prices import FeedPrices, Start, not_for_sale
from awning.pricing.floors import NONE, Floors, plainly
from awning.pricing.links import PERCENTS, Links
from awning.pricing.model import BelowFloor, Lowest, Market, Price, Step, Subject, tax_category_of
from awning.pricing.rounding import Rounding
from awning.pricing.selling import Basis, settled, sold_at
from awning.rules import Method
from awning.tax import Anchor, taxed

QUANTITY_MAX = 100_000
# Ten million millions in cents: databases and card schemes hold no more, and nobody pays it.
TOTAL_MAX_MINOR = 10**15
# By names of their own: an enumeration takes long to give a member, and these are asked for with every price.
_METERED, _TRIAL, _MARKUP, _SRP = PlanKind.METERED, PlanKind.TRIAL, Method.MARKUP, PriceRole.SRP


@dataclass(slots=True)
class _Worked:
    """A unit price and what is needed to say more of it."""

    unit: Decimal
    kept: list[Decimal]
    floor: Decimal
    """Anchored, as the unit is."""
    was: Decimal | None = None
    promotion: str = ""


class Pricer:
    """The one price function, made ready for a chain, a market and a moment."""

    def __init__(self, chain: Chain, market: Market, as_of: datetime, history: Lowest | None = None) -> None:
        """Take what holds for every price.

        Args:
            chain: who sells to whom, and who else has a share.
            market: currency, exchange rates, tax and shelf of the shop.
            as_of: the moment whose feed prices, rules and rates hold, with time zone.
            history: what the shop asked before; without it there are no promotions.
        """
        self.chain = chain
        self.market = market
        self.as_of = as_of
        self._moment = as_of.astimezone(UTC)
        self._history = history
        self._feed = FeedPrices(market, self._moment)
        self._floors = Floors(market.shelf, self._feed)
        self._rounding = Rounding(market.currency, market.shelf.charm)
        self._sellers = tuple(link.party for link in chain.links)
        self._tax_categories = dict(market.shelf.tax_categories)
        self._currency = market.currency
        self._to_minor = 10 ** exponent(market.currency)
        self._links = Links(chain, self._moment)
        self._gross = market.tax.anchor is Anchor.GROSS
        self._promotions = bool(market.shelf.promotions)
        methods = {rule.method for link in chain.links for rule in link.rules.rules}
        self._divides = self._gross or self._floors.own or Method.MARGIN in methods
        self._looks_at_suggested = market.shelf.band_percent is not None or Method.OFF_SRP in methods

    def unit(self, subject: Subject, quantity: int = 1) -> Decimal:
        """The shelf price of one of so many, as `price` gives it, and nothing more.

        Raises:
            NotForSale: as `price`.
        """
        outer = getcontext()
        setcontext(EXACT)
        try:
            return self._worked(subject, quantity, None).unit
        finally:
            setcontext(outer)

    def price(self, subject: Subject, quantity: int = 1) -> Price:
        """The price of a quantity of a plan for the customers of the chain's last link, with all that explains it.

        Raises:
            OnRequest: the seller names no price.
            RuleUnfit: the rule that decides cannot be followed.
            NotForSale: no feed price holds at the moment in any currency with a rate, the floor has none, or the
                quantity or the total is out of range.
        """
        outer, steps = getcontext(), list[Step]()
        setcontext(EXACT)
        try:
            return self._priced(subject, quantity, self._worked(subject, quantity, steps), steps)
        finally:
            setcontext(outer)

    def setup(self, subject: Subject, quantity: int = 1) -> Price | None:
        """What is paid once when so many start, or none where the feed has no set-up fee.

        Percents of rules hold for it as for the plan itself; amounts, fixed prices, floors and endings do not.
        """
        steps = list[Step]()
        with localcontext(EXACT):
            start = self._feed.setup(subject.plan, quantity, steps)
            if start is None:
                return None
            amount, _, kept = self._through(subject, quantity, start, steps, setup=True)
            amount = self._taxed(subject, amount, steps)
            worked = self._rounded(subject, amount, NONE, kept, steps, charmed=False)
            return self._priced(subject, quantity, worked, steps)

    def tiers(self, subject: Subject) -> list[int]:
        """The quantities from which another price may hold, smallest first; one plain price gives ``[1]``."""
        starts = self._feed.tiers(subject.plan)
        if not starts:
            return []
        books = [*(link.rules for link in self.chain.links), self.market.shelf.promotions]
        more = {
            rule.quantity
            for book in books
            if book.tiered
            for rule in book.named(subject.offering, subject.categories)
            if rule.quantity > starts[0]
        }
        more |= {start for start in self._feed.other_tiers(subject.plan, self._looks_at_suggested) if start > starts[0]}
        return sorted({*starts, *more}) if more else starts

    def _worked(self, subject: Subject, quantity: int, steps: list[Step] | None) -> _Worked:
        """The whole way, noted down where there is something to note it in."""
        kind = subject.plan.kind
        if quantity < 1 or (quantity > QUANTITY_MAX and kind is not _METERED):
            raise NotForSale(f"{quantity} is not a quantity that can be ordered: it goes from 1 to {QUANTITY_MAX:,}.")
        start = self._feed.start(subject, quantity, steps)
        amount, bought, kept = self._through(subject, quantity, start, steps)
        floor, whose = self._floors.highest(subject, quantity, bought)
        if self._gross:
            amount, floor = self._taxed(subject, amount, steps), self._taxed(subject, floor, None)
        if self._divides:
            amount, floor = settled(amount), settled(floor)
        if floor > amount:
            amount = self._raised(subject, amount, floor, whose or "no price is below nothing", steps)
        worked = self._rounded(subject, amount, floor, kept, steps, charmed=kind is not _TRIAL)
        return self._promoted(subject, quantity, worked, steps) if self._promotions else worked

    def _through(
        self, subject: Subject, quantity: int, start: Start, steps: list[Step] | None, *, setup: bool = False
    ) -> tuple[Decimal, Decimal, list[Decimal]]:
        """From the feed's price through the chain, link by link.

        Returns:
            What the owner of the shelf sells at and buys at, net and exact, and what each seller keeps of it, as
            far as that is noted down.
        """
        plain = self._links.plain(subject)
        only_suggested = start.feed.role is _SRP
        if steps is None and plain is not None and plain.buying is not None and not only_suggested:
            return start.amount * plain.selling, start.amount * plain.buying, []
        rules = plain.rules if plain is not None else self._links.deciding(subject, quantity)
        basis: Basis | None = None
        amount = bought = start.amount
        kept: list[Decimal] = []
        for number, decided in enumerate(rules):
            rule = decided if not setup or (decided and decided.method in PERCENTS) else None
            bought = amount
            if rule is not None and rule.method is _MARKUP and not only_suggested:
                amount = bought * rule.factor
            elif rule is not None or not setup:
                basis = basis or self._basis(subject, quantity, start)
                if self._gross and number == len(rules) - 1:
                    basis = basis._replace(holds=self._tax_factor(subject))
                try:
                    amount = sold_at(rule, bought, basis, self._feed.factors)
                except NotForSale as why:
                    raise not_for_sale(subject, str(why), type(why)) from None
            if steps is not None:
                kept.append(amount - bought if number else amount)
                kind, says, party = self._links.said(number, rule, only_suggested=only_suggested)
                steps.append(Step._make((kind, says, amount, self._currency, party)))
        return amount, bought, kept

    def _basis(self, subject: Subject, quantity: int, start: Start) -> Basis:
        if start.feed.role is _SRP:
            return Basis(start.amount, True, subject.plan.kind)
        return Basis(self._feed.suggested(subject.plan, quantity), False, subject.plan.kind)

    def _taxed(self, subject: Subject, amount: Decimal, steps: list[Step] | None) -> Decimal:
        """On a gross shelf, the amount with the tax it holds."""
        if not self._gross:
            return amount
        factor = self._tax_factor(subject)
        amount *= factor
        if steps is not None:
            says = f"With {plainly((factor - 1).scaleb(2))} % {self.market.tax.name}"
            steps.append(Step("tax", says, amount, self._currency))
        return amount

    def _tax_factor(self, subject: Subject) -> Decimal:
        """What a net amount is multiplied by to hold its tax."""
        return 1 + self.market.tax.anchor_rate(tax_category_of(subject, self._tax_categories)).scaleb(-2)

    def _raised(
        self, subject: Subject, amount: Decimal, floor: Decimal, whose: str, steps: list[Step] | None
    ) -> Decimal:
        """The floor in place of what is below it, unless the shop would rather not sell."""
        currency = self._currency
        if self.market.shelf.below is BelowFloor.REFUSE:
            below = f"its rule comes to {plainly(amount)} {currency}, below {plainly(floor)}: {whose}"
            raise not_for_sale(subject, f"{below}. Mend the rule, or set floors.below to raise", RuleUnfit)
        if steps is not None:
            steps.append(Step("floor", f"Floor: {whose}", floor, currency))
        return floor

    def _rounded(
        self,
        subject: Subject,
        amount: Decimal,
        floor: Decimal,
        kept: list[Decimal],
        steps: list[Step] | None,
        *,
        charmed: bool,
    ) -> _Worked:
        metered = subject.plan.kind is _METERED
        if metered:
            rounded = self._rounding.metered(amount, floor)
        else:
            rounded = self._rounding.shelf(amount, floor, charmed=charmed)
        if steps is not None:
            kind, says = self._rounding.step(amount, rounded, charmed=charmed, metered=metered)
            steps.append(Step._make((kind, says, rounded, self._currency, None)))
        return _Worked(rounded, kept, floor)

    def _promoted(self, subject: Subject, quantity: int, worked: _Worked, steps: list[Step] | None) -> _Worked:
        """The price in a promotion, if there is one that lowers it.

        A reduction is one from the lowest price of the 30 days before (CJEU, C-330/23): where that is not known, or
        the floor leaves nothing to reduce, the price stays as it is.
        """
        offering, plan, categories = subject
        rule = self.market.shelf.promotions.deciding(offering, plan, categories, quantity, self._moment)
        if rule is None or rule.valid_from is None or plan.kind in {_METERED, _TRIAL}:
            return worked
        currency = self._currency
        known = self._history.lowest(offering.id, plan.id, currency, rule.valid_from) if self._history else None
        if known is None:
            if steps is not None:
                says = f"Promotion {rule.name}: not held, the lowest price of the 30 days before is not known"
                steps.append(Step("promotion", says, worked.unit, currency))
            return worked
        usual = min(known, worked.unit)
        amount = rule.value if rule.method is Method.PRICE else usual * rule.factor
        amount = max(amount, worked.floor)
        reduced = self._rounded(subject, amount, worked.floor, worked.kept, None, charmed=False)
        if reduced.unit >= usual:
            return worked
        if steps is not None:
            says = f"Promotion {rule.name}: {rule.does}, lowest price of the 30 days before {plainly(known)}"
            steps.append(Step("promotion", says, amount, currency))
            kind, says = self._rounding.step(amount, reduced.unit, charmed=False, metered=False)
            steps.append(Step(kind, says, reduced.unit, currency))
        # The history knows what the fewest cost; of more units nobody can say what they cost before.
        fewest = all(start <= 1 or start > quantity for start in self.tiers(subject)[1:])
        return replace(reduced, was=known if fewest else None, promotion=rule.name)

    def _priced(self, subject: Subject, quantity: int, worked: _Worked, steps: list[Step]) -> Price:
        currency, plan = self._currency, subject.plan
        category = tax_category_of(subject, self._tax_categories)
        if plan.kind is _METERED:
            nothing = Money.zero(currency)
            return Price(
                worked.unit, currency, quantity, nothing, nothing, tuple(steps), Margins(), tax_category=category
            )
        amount = Money(int(worked.unit * self._to_minor) * quantity, currency)
        if amount.minor > TOTAL_MAX_MINOR:
            raise NotForSale(f"{quantity} of {subject.offering.id} come to {amount}, more than can be charged.")
        sums = taxed(amount, category, self.market.tax)
        margins = Margins(self._sellers, tuple(worked.kept[:-1]), self.chain.operator, self.chain.agent)
        return Price(
            worked.unit,
            currency,
            quantity,
            sums.net,
            sums.tax,
            tuple(steps),
            margins,
            worked.was,
            worked.promotion,
            worked.floor,
            category,
        )
