"""What customers read of a sale's tax: the name of each rate, and the sentence an order states about it."""

from __future__ import annotations

from decimal import Decimal

from awning.formats import Wording
from awning.tax import TaxContext, Treatment
from awning_checkout.countries import country_name


def rate_name(name: str, percent: Decimal, words: Wording) -> str:
    """A tax at one rate: MwSt. 19 %."""
    return f"{name} {words.percent(percent)}"


def note_of(context: TaxContext, words: Wording) -> str:
    """What an order states about its tax, in the shop's language; nothing where it is simply charged."""
    say = words.gettext
    match context.treatment:
        case Treatment.REVERSE_CHARGE:
            return say("Reverse charge: the customer accounts for VAT (Article 196 of Directive 2006/112/EC).")
        case Treatment.EXPORT:
            return say("No %(tax)s is charged: the place of supply is where the customer is.") % {"tax": context.name}
        case Treatment.EXEMPT:
            return context.note or say("No %(tax)s is charged: the customer is exempt.") % {"tax": context.name}
        case Treatment.BY_STRIPE:
            return say("Plus tax, which is worked out on the payment page.")
        case Treatment.CHARGED:
            return ""


def why(context: TaxContext, words: Wording) -> str:
    """One sentence on why the sums are other than at home."""
    say = words.gettext
    if context.treatment is Treatment.CHARGED:
        facts = {"country": country_name(context.country, words), "percent": words.percent(context.rate())}
        return say("The tax of your country applies to you (%(country)s, %(percent)s).") % facts
    return note_of(context, words)


def taken_off(words: Wording) -> str:
    """Why the sums are lower than prices that hold a tax."""
    return words.gettext("The prices of the items hold a tax that is not owed here: it is taken off in the sums.")
