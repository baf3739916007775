"""Price labels: one amount as a shop prints it, on the side it shows, and with what it says of tax."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from awning.config import TaxDisplay
from awning.formats import Wording
from awning.money import Money, total
from awning.pages.views import PriceView, PromotionView
from awning.pricebook import PriceBook
from awning.tax import STANDARD, Anchor, Line, Treatment, document, taxed


class PriceLabels:
    """Prints the amounts of one shop."""

    def __init__(self, book: PriceBook, wording: Wording) -> None:
        self._wording = wording
        self._tax = book.tax_in(wording.language)
        self._currency = book.market.currency
        self.anchor = self._tax.anchor
        display = book.reseller.tax.shown
        both = display is TaxDisplay.BOTH
        self._charged = self._tax.treatment is Treatment.CHARGED
        gross = display is TaxDisplay.INCLUDING or (both and self.anchor is Anchor.GROSS)
        self.shown = Anchor.GROSS if gross else Anchor.NET
        """The side that stands large."""
        words = {"price": "{price}", "tax": self._tax.name}
        excluding = wording.gettext("%(price)s excl. %(tax)s") % words
        including = wording.gettext("%(price)s incl. %(tax)s") % words
        self.other = (excluding if gross else including) if both and self._charged else ""
        """How the other side is printed where both are, with `{price}` for the amount."""
        called = book.reseller.tax.name
        self._by_stripe = wording.gettext("plus %(tax)s") % {"tax": called} if called else wording.gettext("plus tax")
        self._known: dict[tuple[Decimal, str], PriceView] = {}

    @property
    def nothing_added(self) -> bool:
        """Whether a price's value is what is paid: it holds its tax, or there is none."""
        return self._tax.treatment is Treatment.EXEMPT or (self._charged and self.anchor is Anchor.GROSS)

    def label(self, amount: Decimal, category: str, promotion: PromotionView | None = None) -> PriceView:
        """An anchored amount of one tax category, in major units."""
        key = (amount, category)
        if key not in self._known:
            sums = taxed(Money.from_decimal(amount, self._currency), category, self._tax)
            self._known[key] = self._label(plain(amount), sums.net, sums.gross, self.note(category))
        found = self._known[key]
        return replace(found, promotion=promotion) if promotion else found

    def sum(self, lines: Sequence[Line], note: str) -> PriceView:
        """What lines come to together, rounded as the shop rounds a document."""
        sums = document(lines, self._tax, self._currency)
        value = total([line.amount for line in lines], self._currency)
        return self._label(plain(value.amount), sums.net, sums.gross, note)

    def large(self, amount: Decimal, category: str) -> Money:
        """The side that stands large of an anchored amount."""
        sums = taxed(Money.from_decimal(amount, self._currency), category, self._tax)
        return sums.gross if self.shown is Anchor.GROSS else sums.net

    def gross(self, amount: Decimal, category: str) -> Money:
        """An anchored amount with its tax, as far as the shop knows it."""
        return taxed(Money.from_decimal(amount, self._currency), category, self._tax).gross

    def _label(self, value: str, net: Money, gross: Money, note: str) -> PriceView:
        if not gross:
            return PriceView(value, self._wording.gettext("Free"), "", "", value)
        large, small = (gross, net) if self.shown is Anchor.GROSS else (net, gross)
        other = self.other.replace("{price}", self._wording.money(small))
        return PriceView(value, self._wording.money(large), other, note, plain(large.amount))

    def metered(self, rate: Decimal, category: str) -> PriceView:
        """A rate by use: with all its decimals, on the side that is anchored whatever the shop shows."""
        if not rate:
            return PriceView(plain(rate), self._wording.gettext("Free"), "", "", plain(rate))
        text = self._wording.rate(rate, self._currency)
        return PriceView(plain(rate), text, "", self._note(self.anchor, category), plain(rate))

    def note(self, category: str) -> str:
        """What the large price of a tax category holds."""
        return self._note(self.shown, category)

    def summary(self, categories: Collection[str]) -> str:
        """What the prices of several tax categories hold, in one line."""
        if self._tax.treatment is Treatment.EXEMPT:
            return self._tax.note
        return self._wording.gettext("All prices %(note)s") % {"note": self.note_of(categories)}

    def note_of(self, categories: Collection[str]) -> str:
        """What the large price of several categories together holds; rates that differ are not named."""
        if self._charged and len({self._tax.rate(category) for category in categories}) > 1:
            return self._holding(self.shown, self._tax.name)
        return self.note(next(iter(categories), STANDARD))

    def rate(self, category: str) -> str:
        """The percent a category bears, as a plain number: 19, 8.1."""
        return f"{self._tax.rate(category):f}"

    def _note(self, side: Anchor, category: str) -> str:
        if self._tax.treatment is Treatment.EXEMPT:
            return self._tax.note
        if not self._charged:
            return self._by_stripe
        named = f"{self._wording.percent(self._tax.rate(category))} {self._tax.name}"
        return self._holding(side, named)

    def _holding(self, side: Anchor, tax: str) -> str:
        words = self._wording
        said = words.gettext("incl. %(tax)s") if side is Anchor.GROSS else words.gettext("plus %(tax)s")
        return said % {"tax": tax}


def plain(amount: Decimal) -> str:
    """An amount for machines: digits and a dot, no exponent."""
    return f"{amount:f}"
