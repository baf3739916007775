"""Where a sale is taxed: the shop's own tax, and what becomes of it for a buyer elsewhere.

Everything a shop sells is read as a service supplied electronically or from afar, which is what resellers of cloud
offerings sell; goods that cross a border are not looked at. The rules are those of Directive 2006/112/EC: Article 44
(businesses), 58 (consumers, at the buyer's rates, handed on through the one-stop shop), 59 (consumers outside of the
EU) and 196 (the business accounts for the tax itself).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from awning import tax_table, vat_numbers
from awning.errors import TaxError, VatNumberWrong
from awning.tax.context import NOTHING, STANDARD, Anchor, Rounding, TaxContext, Treatment
from awning.tax.territories import EU, same_area, territory

REVERSE_CHARGE_NOTE = "Reverse charge: the customer accounts for VAT (Article 196 of Directive 2006/112/EC)."
_NOTE_OF_EXPORT = "No {name} of {country}: the place of supply is where the customer is{articles}."
_ARTICLES = " (Articles 44, 58 and 59 of Directive 2006/112/EC)"

# A rate of nothing means the same everywhere and is granted for different things: abroad it is not taken over.
_ONLY_AT_HOME = frozenset({"zero"})


@dataclass(frozen=True, slots=True)
class Buyer:
    """What is known of the buyer that decides about tax."""

    country: str
    """ISO 3166-1."""
    vat_number: str = ""
    """As the buyer wrote it."""
    vat_confirmed: bool | None = None
    """What a register answered about the number; none if it was not asked or did not answer."""
    exempt: bool = False
    """Whether the shop has this buyer's certificate of exemption."""
    postcode: str = ""


def context_of(
    country: str,
    *,
    on: date,
    name: str | None = None,
    rate: Decimal | None = None,
    anchor: Anchor = Anchor.NET,
    rounding: Rounding = Rounding.DOCUMENT,
    exempt_note: str = "",
    by_stripe: bool = False,
    language: str = "en",
) -> TaxContext:
    """The tax a shop charges at home.

    Args:
        country: the shop's, ISO 3166-1.
        on: the day whose rates hold.
        name: as the shop wants the tax called; by default as its country calls it.
        rate: the standard rate in percent that the shop set; by default the table's.
        anchor: which side of its prices stands fast.
        rounding: where its tax is rounded.
        exempt_note: the sentence of a shop that charges no tax, as small businesses may; nothing for others.
        by_stripe: whether Stripe Tax works the tax out.
        language: the shop's, for the name.

    Raises:
        TaxError: no rate is set, and the table has none for that country or that day.
    """
    found = tax_table.find(country, on)
    called = name or (found.name(language) if found else tax_table.name_in(language))
    home = TaxContext(called, NOTHING, country, anchor, rounding)
    if exempt_note:
        return replace(home, treatment=Treatment.EXEMPT, note=exempt_note)
    if by_stripe:
        return replace(home, treatment=Treatment.BY_STRIPE)
    if rate is None and found is None:
        raise TaxError(
            f"No tax rate of {country} on {on} is known here. Set tax.rate, in percent, in the reseller's file."
        )
    rates = found.rates(on) if found else {}
    return replace(home, rate_percent=rates[STANDARD] if rate is None else rate, rates=_others(rates))


def for_buyer(home: TaxContext, buyer: Buyer, on: date) -> TaxContext:
    """The tax of a sale: the shop's own at home, and what the place of supply makes of it elsewhere.

    | buyer | tax |
    |---|---|
    | in the shop's own tax area | the shop's |
    | in another country of the EU, shop in the EU, with a VAT number of that country | reverse charge |
    | in another country of the EU, shop in the EU, otherwise | that country's rates |
    | anywhere else, or shop outside of the EU | none of the shop's: export |
    | exempt, where tax would be charged | none |

    A number counts if its form is right and no register has denied it. A shop that charges no tax at home charges none
    elsewhere, and one whose tax Stripe works out leaves every buyer to Stripe.

    Args:
        home: what `context_of` made.
        buyer: who buys.
        on: the day of the sale, whose rates hold abroad.

    Raises:
        TaxError: the table has no rates for that day.
    """
    seller_area, buyer_area = territory(home.country), territory(buyer.country, buyer.postcode)
    if home.treatment is not Treatment.CHARGED or same_area(seller_area, buyer_area):
        elsewhere = home
    elif not {seller_area, buyer_area} <= EU:
        articles = _ARTICLES if seller_area in EU else ""
        note = _NOTE_OF_EXPORT.format(name=home.name, country=home.country, articles=articles)
        elsewhere = _uncharged(home, Treatment.EXPORT, buyer_area, note)
    elif _is_business(buyer):
        elsewhere = _uncharged(home, Treatment.REVERSE_CHARGE, buyer_area, REVERSE_CHARGE_NOTE)
    else:
        elsewhere = _charged_abroad(home, buyer_area, on)
    if buyer.exempt and elsewhere.treatment in {Treatment.CHARGED, Treatment.BY_STRIPE}:
        return _uncharged(home, Treatment.EXEMPT, elsewhere.country, "")
    return elsewhere


def _uncharged(home: TaxContext, treatment: Treatment, country: str, note: str) -> TaxContext:
    return replace(
        home,
        rate_percent=NOTHING,
        country=country,
        rates=(),
        treatment=treatment,
        anchor_rates=home.all_rates(),
        note=note,
    )


def _charged_abroad(home: TaxContext, country: str, on: date) -> TaxContext:
    found = tax_table.find(country, on)
    if found is None:
        raise TaxError(f"The tax rates of {country} on {on} are not known here. Take the order by hand.")
    rates = found.rates(on)
    others = tuple((category, percent) for category, percent in _others(rates) if category not in _ONLY_AT_HOME)
    return replace(home, rate_percent=rates[STANDARD], country=country, rates=others, anchor_rates=home.all_rates())


def _others(rates: dict[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((category, percent) for category, percent in rates.items() if category != STANDARD)


def _is_business(buyer: Buyer) -> bool:
    """Whether the buyer showed the VAT number of a business, as Article 18 of Regulation 282/2011 asks for."""
    if not buyer.vat_number or buyer.vat_confirmed is False:
        return False
    try:
        vat_numbers.checked(buyer.vat_number, territory(buyer.country))
    except VatNumberWrong:
        return False
    return True
