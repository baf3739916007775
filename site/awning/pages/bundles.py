"""Bundles as pages show them: their items, and what one of them costs with each period."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from awning.bundling import BUNDLE_PLAN, BundlePart, bundle_parts
from awning.catalog import Lifecycle, Offering
from awning.errors import NotForSale, OfferingUnknown
from awning.formats import Wording
from awning.money import EXACT, Money, rounded, total
from awning.pages.blueprint import Words, blueprint, parts_of
from awning.pages.labels import plain
from awning.pages.parts import part
from awning.pages.priced import percent_less
from awning.pages.prices import PricePrinter
from awning.pages.views import BundleItemView, BundleSumView, BundleView, CardView, Part, PlanView, TierView
from awning.pricebook import PriceBook
from awning.tax import Line

_Parts = tuple[BundlePart, ...]


@dataclass(frozen=True, slots=True)
class PricedBundle:
    """A bundle, what its items cost within it, and how it is bought."""

    parts: _Parts
    """Of the smallest number it is sold in."""
    setups: tuple[Decimal, ...]
    """What is paid once for each item of one bundle, in the same order; anchored, 0 for nothing."""
    plan: PlanView
    more: str
    """What it costs beside that with other periods, for its card; empty for nothing."""


class BundlePrinter:
    """Prints a reseller's bundles."""

    def __init__(self, book: PriceBook, wording: Wording, printer: PricePrinter) -> None:
        self._book = book
        self._wording = wording
        self._printer = printer
        self._labels = printer.labels

    def priced(self, offering: Offering) -> PricedBundle | None:
        """The bundle at today's prices, or none where it is no bundle or one of its items cannot be had."""
        if offering.bundle is None:
            return None
        steps = self._steps(offering)
        if not steps:
            return None
        least, parts = steps[0]
        setups = self._setups(parts)
        first = _by_period(parts)[0]
        words = self._wording
        plan = PlanView(
            id=BUNDLE_PLAN,
            kind="bundle",
            title=words.gettext("Bundle"),
            unit=words.gettext("per bundle"),
            period=self._period(first[0]),
            price=self._labels.sum(_lines(first), self._note(first)),
            monthly="",
            commitment="",
            saving=self._saving(first, offering.bundle.discount_percent),
            buyable=offering.lifecycle is Lifecycle.ACTIVE and not offering.owner,
            least=least,
            setup=self._setup_views(parts, setups),
            parts=(*self._sold(steps), *self._started(steps)),
        )
        self._printer.categories |= {each.price.tax_category for each in parts}
        return PricedBundle(parts, setups, plan, self._more(parts))

    def view(self, bundle: PricedBundle, offering: Offering, card: Callable[[str], CardView]) -> BundleView:
        """The bundle for its page; ``card`` gives the card of an item's SKU."""
        sums = [self._sum(together) for together in _by_period(bundle.parts)]
        items = [self._item(each, setup, card) for each, setup in zip(bundle.parts, bundle.setups, strict=True)]
        return BundleView(tuple(items), tuple(sums), bundle.plan.saving, self._diagram(offering, card))

    def _diagram(self, offering: Offering, card: Callable[[str], CardView]) -> Markup:
        """How the parts connect; empty where the feed does not say."""
        words = self._wording
        assert offering.bundle is not None, "it was priced as a bundle"
        nodes, links = parts_of(
            offering.bundle,
            words.language,
            lambda sku: card(sku).name,
            lambda item: f"{words.number(item.quantity)} \N{MULTIPLICATION SIGN}" if item.quantity > 1 else "",
        )
        said = Words(
            words.gettext("How the parts work together"),
            words.gettext("%(source)s leads to %(target)s."),
            words.gettext("%(source)s leads to %(target)s: %(says)s."),
        )
        return blueprint(nodes, links, said)

    def _more(self, parts: _Parts) -> str:
        said = self._wording.gettext("plus %(price)s %(period)s")
        sums = [self._sum(together) for together in _by_period(parts)[1:]]
        return ", ".join(said % {"price": each.price.text, "period": each.period} for each in sums)

    def _item(self, each: BundlePart, setup: Decimal, card: Callable[[str], CardView]) -> BundleItemView:
        words, labels, category = self._wording, self._labels, each.price.tax_category
        price, full = labels.label(each.price.unit, category), labels.label(each.full.amount, category)
        notice, _ = self._printer.notice(each.offering, each.plan)
        return BundleItemView(
            card=card(each.offering.id),
            quantity=words.number(each.per),
            plan=words.plan(each.plan),
            unit=words.unit(each.plan),
            period=words.period(each.plan),
            price=price,
            full=full.text if each.full.amount > each.price.unit else "",
            setup=labels.label(setup, category).text if setup else "",
            notice=notice,
        )

    def _sum(self, parts: list[BundlePart]) -> BundleSumView:
        labels, note = self._labels, self._note(parts)
        now, full = labels.sum(_lines(parts), note), labels.sum(_lines(parts, full=True), note)
        return BundleSumView(self._period(parts[0]), now, full.text if full.value != now.value else "")

    def _steps(self, offering: Offering) -> list[tuple[int, _Parts]]:
        """From how many bundles on which prices hold; where a larger number cannot be had, they end before it."""
        found: list[tuple[int, _Parts]] = []
        for count in sorted(self._starts(offering)):
            try:
                parts = bundle_parts(self._book, offering, count)
            except NotForSale:
                if found:
                    found.append((count, ()))
                continue
            found.append((count, parts))
        return found

    def _starts(self, offering: Offering) -> set[int]:
        """The numbers of bundles from which an item may have another price."""
        starts = {1}
        for item in offering.bundle.items if offering.bundle else ():
            try:
                sold = self._book.offering(item.offering_id)
            except OfferingUnknown:
                continue
            plan = sold.plan(item.plan_id)
            if plan is not None:
                tiers = self._book.pricer_for(sold).tiers(self._book.subject(sold, plan))
                starts |= {-(-start // item.quantity) for start in tiers}
        return starts

    def _sold(self, steps: list[tuple[int, _Parts]]) -> Iterable[Part]:
        for number, each in enumerate(steps[0][1]):
            costs = [(count, plain(parts[number].price.unit) if parts else None) for count, parts in steps]
            yield part(self._period(each), each.plan.billing, self._rate(each), costs)

    def _started(self, steps: list[tuple[int, _Parts]]) -> Iterable[Part]:
        paid = [(count, self._setups(parts)) for count, parts in steps if parts]
        for number, each in enumerate(steps[0][1]):
            if any(setups[number] for _, setups in paid):
                costs = [(count, plain(setups[number])) for count, setups in paid]
                yield part(self._wording.gettext("once"), None, self._rate(each), costs, setup=True)

    def _rate(self, each: BundlePart) -> str:
        return self._labels.rate(each.price.tax_category)

    def _setups(self, parts: _Parts) -> tuple[Decimal, ...]:
        found = [self._book.setup_price(each.offering, each.plan, each.pieces) for each in parts]
        return tuple(
            EXACT.multiply(price.unit, Decimal(each.per)) if price else Decimal(0)
            for each, price in zip(parts, found, strict=True)
        )

    def _setup_views(self, parts: _Parts, setups: tuple[Decimal, ...]) -> tuple[TierView, ...]:
        paid = [(each, setup) for each, setup in zip(parts, setups, strict=True) if setup]
        if not paid:
            return ()
        currency = self._book.market.currency
        lines = [Line(Money.from_decimal(setup, currency), each.price.tax_category) for each, setup in paid]
        return (TierView("1", self._labels.sum(lines, self._note([each for each, _ in paid]))),)

    def _saving(self, parts: list[BundlePart], percent: Decimal) -> str:
        """The discount as the feed has it where it is given whole, else what is left of it above the floors."""
        currency = parts[0].price.currency
        full = total([each.full for each in parts], currency).amount
        now = total([_unit(each) for each in parts], currency).amount
        meant = rounded(EXACT.multiply(full, percent.scaleb(-2, EXACT)), currency).amount
        if percent and EXACT.subtract(full, now) >= meant:
            return self._wording.percent(percent)
        return percent_less(self._wording, full, now)

    def _note(self, parts: Iterable[BundlePart]) -> str:
        return self._labels.note_of({each.price.tax_category for each in parts})

    def _period(self, each: BundlePart) -> str:
        return self._wording.period(each.plan)


def _lines(parts: Iterable[BundlePart], *, full: bool = False) -> list[Line]:
    return [Line(each.full if full else _unit(each), each.price.tax_category) for each in parts]


def _unit(each: BundlePart) -> Money:
    """What the item costs in one bundle."""
    return Money.from_decimal(each.price.unit, each.price.currency)


def _by_period(parts: _Parts) -> list[list[BundlePart]]:
    """What is paid together: the shortest period first, and what is paid once last."""
    found: dict[str, list[BundlePart]] = {}
    for each in parts:
        found.setdefault(str(each.plan.billing or ""), []).append(each)
    return sorted(found.values(), key=lambda each: _length(each[0]))


def _length(each: BundlePart) -> tuple[bool, int]:
    billing = each.plan.billing
    return billing is None, (billing.months or 0) if billing else 0
