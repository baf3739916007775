"""The page that asks for the order: the cart at today's prices, grouped as it was filled, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flask import render_template
from markupsafe import escape

from awning.catalog import Offering, Period
from awning.errors import OfferingUnknown
from awning.formats import Wording
from awning.money import Money, total
from awning.tax import Anchor, TaxContext, Treatment
from awning_checkout.carts import CartLine
from awning_checkout.coupons import Refusal
from awning_checkout.details import Form
from awning_checkout.moving import Seen, reasons
from awning_checkout.notice_words import notice_texts
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.quotes import Quote
from awning_checkout.services import Services
from awning_checkout.shops import Shop
from awning_checkout.tax_words import note_of, rate_name, taken_off, why


@dataclass(frozen=True, slots=True)
class Group:
    """What one wish of the cart has become: a plan, perhaps with a set-up fee, or the items of a bundle."""

    wish: CartLine
    position: int
    """Its place in the cart, which its quantity field names."""
    lines: tuple[QuoteLine, ...]

    @property
    def sold(self) -> Offering:
        """What the customer chose."""
        return self.lines[0].bundle or self.lines[0].offering

    @property
    def is_bundle(self) -> bool:
        """Whether it is several things under one name."""
        return self.lines[0].bundle is not None

    @property
    def quantity(self) -> int:
        """How often it was chosen."""
        return self.wish.quantity

    @property
    def unit(self) -> Money:
        """The price of one, anchored: of a bundle that of all its items, fees apart."""
        plans = [line.unit for line in self.lines if not line.setup] if self.is_bundle else [self.lines[0].unit]
        return total(plans, plans[0].currency)

    @property
    def moved(self) -> int:
        """Against the price shown: 1 dearer, -1 cheaper, 0 the same or never shown."""
        try:
            shown = Decimal(self.wish.shown)
        except InvalidOperation:
            return 0
        # "NaN" is a Decimal too, and cannot be compared.
        return (self.unit.amount > shown) - (self.unit.amount < shown) if shown.is_finite() else 0


def review_page(
    parts: Services, shop: Shop, cart_id: str, offer: Quote, filled: Form, *, moved: Mapping[str, str] | None = None
) -> str:
    """The whole page in the shop's face.

    Args:
        parts: of the service.
        shop: whose cart it is.
        cart_id: the cart.
        offer: the cart priced, for the buyer as far as they are known.
        filled: the form, empty or as it was sent.
        moved: the form as it was sent, where what it agreed to holds no more.
    """
    words = shop.wording
    say = words.gettext
    book = parts.shops.book(shop.reseller.slug, offer.priced_at)
    home = book.market.tax
    title = say("Check and order") if offer.lines else say("Your cart")
    refused = say(_REFUSED[Refusal(offer.refused)]) if offer.refused else ""

    def money(amount: Money) -> str:
        return words.money(amount)

    def said(offering: Offering) -> str:
        return offering.said_in(words.language).name

    def each(period: str) -> str:
        return words.each(Period.parse(period))

    def tax_name(percent: Decimal) -> str:
        return rate_name(offer.tax.name, percent, words)

    def rate(line: QuoteLine) -> str:
        return tax_name(offer.tax.rate(line.charged.tax_category))

    def notices(line: QuoteLine) -> tuple[str, ...]:
        found = line.notice
        return notice_texts(words, found.days, found.last_day, found.cancel_until) if found else ()

    def unsold(sku: str) -> str:
        """What is taken out, by the name it had here, or by its SKU where it never was this shop's."""
        try:
            return said(book.offering(sku))
        except OfferingUnknown:
            return sku

    content = render_template(
        "review.html",
        shop=shop,
        words=words,
        _=say,
        title=title,
        quote=offer,
        groups=_groups(offer, parts.checkout.carts.lines(shop.reseller.slug, cart_id)),
        form=filled,
        cart_id=cart_id,
        code=parts.checkout.carts.whole(shop.reseller.slug, cart_id)[1],
        refused=refused,
        moved=reasons(moved, offer, home, words, refused) if moved is not None else (),
        seen=Seen.of(offer),
        said=said,
        why=why(offer.tax, words) if _differs(offer.tax, home) else "",
        tax_notes=_tax_notes(offer, words),
        gross=offer.tax.anchor is Anchor.GROSS and offer.tax.treatment is Treatment.CHARGED,
        money=money,
        each=each,
        rate=rate,
        tax_name=tax_name,
        notices=notices,
        unsold=unsold,
        picture=shop.picture,
    )
    return shop.page(escape(title), content)


def _groups(offer: Quote, wishes: list[CartLine]) -> list[Group]:
    """The lines of a quote under the wishes they came from, in the order of the cart."""
    groups: list[Group] = []
    for position, wish in enumerate(wishes):
        key = wish.sku, wish.plan_id
        lines = tuple(line for line in offer.lines if (line.wish.sku, line.wish.plan_id) == key)
        if lines:
            groups.append(Group(lines[0].wish, position, lines))
    return groups


def _tax_notes(offer: Quote, words: Wording) -> tuple[str, ...]:
    """What has to be said of the tax, and why sums are lower than the prices they are made of."""
    notes = [note_of(offer.tax, words)]
    if offer.tax.anchor is Anchor.GROSS and offer.tax.treatment is not Treatment.CHARGED:
        shelf = [Money.from_decimal(each.charged.unit, offer.currency) * each.charged.quantity for each in offer.lines]
        if any(line.full_net != amount for line, amount in zip(offer.lines, shelf, strict=True)):
            notes.append(taken_off(words))
    return tuple(note for note in notes if note)


def _differs(context: TaxContext, home: TaxContext) -> bool:
    """Whether a sale bears other tax than at home."""
    return (context.country, context.treatment) != (home.country, home.treatment)


def _(text: str) -> str:
    """Mark a text for translation; it is said in the shop's language."""
    return text


_REFUSED = {
    Refusal.UNKNOWN: _("There is no such code here. Check how it is written."),
    Refusal.EARLY: _("This code does not hold yet."),
    Refusal.OVER: _("This code is over."),
    Refusal.USED_UP: _("This code has been used as often as it can be."),
    Refusal.USED_BY_YOU: _("You have used this code already."),
    Refusal.NOTHING_FITS: _("This code is for nothing that is in your cart."),
}
