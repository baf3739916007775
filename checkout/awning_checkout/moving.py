"""Why an order that was sent is put to the customer again: other tax, a coupon that counts no more, other prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awning.formats import Wording
from awning.money import Money
from awning.tax import TaxContext
from awning_checkout.quotes import Quote
from awning_checkout.tax_words import why


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page said apart from its sums; the form carries it, to explain with and never to decide by."""

    tax: str
    """Whose tax, and how it is treated."""
    coupon: str
    """The code that made it cheaper, or empty."""
    units: str
    """The anchored price of one of each line, in minor units."""

    @classmethod
    def of(cls, offer: Quote) -> Seen:
        """What a page says that shows this."""
        units = [Money.from_decimal(line.charged.unit, offer.currency).minor for line in offer.lines]
        return cls(_tax(offer.tax), offer.coupon, ",".join(map(str, units)))

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields that bring it back, by name."""
        return {"seen-tax": self.tax, "seen-coupon": self.coupon, "seen-units": self.units}


def reasons(sent: Mapping[str, str], offer: Quote, home: TaxContext, words: Wording, refused: str) -> tuple[str, ...]:
    """What to tell somebody whose agreement holds no more, in whole sentences.

    Args:
        sent: the form; one without the hidden fields was shown what a shop shows first.
        offer: what holds now.
        home: the tax a page shows before anything is known of the buyer.
        words: the shop's language.
        refused: why the code in the cart takes nothing off, or empty.
    """
    say, now = words.gettext, Seen.of(offer)
    same_digest = sent.get("agreed", "").partition(":")[0] == offer.digest
    other_tax = not same_digest and sent.get("seen-tax", _tax(home)) != now.tax
    coupon = sent.get("seen-coupon", "")
    lost = coupon and not now.coupon
    found: list[str] = [why(offer.tax, words)] if other_tax else []
    if lost:
        found.append(say("The coupon %(code)s does not count any more.") % {"code": coupon})
        found += [refused] if refused else []
    if not found or (not lost and sent.get("seen-units", now.units) != now.units):
        changed = say(
            "A price changed while you were filling in the form. Please look at the new prices below; "
            "nothing was ordered yet."
        )
        return (*found, changed)
    return (*found, say("Please look at the sums below and order again; nothing was ordered yet."))


def _tax(context: TaxContext) -> str:
    return f"{context.country} {context.treatment.value}"
