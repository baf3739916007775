"""Where a sale is taxed: at home, in the buyer's country, by the buyer, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from awning.errors import TaxError
from awning.tax import (
    REVERSE_CHARGE_NOTE,
    Anchor,
    Buyer,
    Rounding,
    TaxContext,
    Treatment,
    context_of,
    for_buyer,
    taxed,
)
from awning.tax.territories import territory
from support_core import eur

TODAY = date(2026, 11, 22)
GERMAN = context_of("DE", on=TODAY, language="de", anchor=Anchor.GROSS)


def at_home(country: str) -> TaxContext:
    return context_of(country, on=TODAY)


def test_a_shop_charges_its_countrys_rates_under_its_countrys_name() -> None:
    home = context_of("DE", on=TODAY, language="de")

    assert (home.name, home.rate(), home.rate("reduced")) == ("MwSt.", 19, 7)
    assert (home.anchor, home.rounding, home.treatment) == (Anchor.NET, Rounding.DOCUMENT, Treatment.CHARGED)


def test_what_the_shop_sets_goes_before_the_table() -> None:
    home = context_of("DE", on=TODAY, name="Umsatzsteuer", rate=Decimal(16), rounding=Rounding.LINE)

    assert (home.name, home.rate(), home.rate("reduced"), home.rounding) == ("Umsatzsteuer", 16, 7, Rounding.LINE)


def test_a_country_outside_of_the_table_needs_a_rate() -> None:
    with pytest.raises(TaxError, match=r"No tax rate of JP on 2026-11-22 is known here\. Set tax\.rate"):
        context_of("JP", on=TODAY)

    assert context_of("JP", on=TODAY, rate=Decimal(10), name="消費税").rate() == 10


def test_a_small_business_charges_nothing_and_says_why() -> None:
    home = context_of("DE", on=TODAY, anchor=Anchor.GROSS, exempt_note="Kein Steuerausweis nach § 19 UStG.")

    assert (home.treatment, home.rate(), home.note) == (Treatment.EXEMPT, 0, "Kein Steuerausweis nach § 19 UStG.")
    assert taxed(eur("119.00"), "standard", home).net == eur("119.00")
    assert for_buyer(home, Buyer("FR"), TODAY) == home


def test_a_shop_whose_tax_stripe_works_out_leaves_every_buyer_to_stripe() -> None:
    home = context_of("US", on=TODAY, by_stripe=True, name="Sales tax")

    assert (home.treatment, home.rate()) == (Treatment.BY_STRIPE, 0)
    assert for_buyer(home, Buyer("US", postcode="10001"), TODAY) == home
    assert for_buyer(home, Buyer("DE"), TODAY) == home
    assert for_buyer(home, Buyer("US", exempt=True), TODAY).treatment is Treatment.EXEMPT


@pytest.mark.parametrize(
    ("home", "buyer", "treatment", "percent"),
    [
        pytest.param("DE", Buyer("DE"), "charged", "19", id="at home"),
        pytest.param("DE", Buyer("DE", "DE136695976"), "charged", "19", id="a business at home"),
        pytest.param("DE", Buyer("FR"), "charged", "20", id="a consumer in France"),
        pytest.param("DE", Buyer("FI"), "charged", "25.5", id="a consumer in Finland"),
        pytest.param("DE", Buyer("FR", "FR61954506077"), "reverse_charge", "0", id="a business in France"),
        pytest.param("DE", Buyer("GR", "EL 094259216"), "reverse_charge", "0", id="a business in Greece"),
        pytest.param("DE", Buyer("FR", "FR61954506077", vat_confirmed=True), "reverse_charge", "0", id="confirmed"),
        pytest.param("DE", Buyer("FR", "FR61954506077", vat_confirmed=False), "charged", "20", id="denied by VIES"),
        pytest.param("DE", Buyer("FR", "FR61954506078"), "charged", "20", id="a number with a slip in it"),
        pytest.param("DE", Buyer("FR", "DE136695976"), "charged", "20", id="a number of the seller's country"),
        pytest.param("DE", Buyer("GB"), "export", "0", id="to Britain"),
        pytest.param("DE", Buyer("XI", "XI980780684"), "export", "0", id="to Northern Ireland, for services Britain"),
        pytest.param("DE", Buyer("CH", "CHE107787577"), "export", "0", id="to Switzerland"),
        pytest.param("DE", Buyer("US", postcode="10001"), "export", "0", id="to the United States"),
        pytest.param("GB", Buyer("GB", postcode="BT1 5GS"), "charged", "20", id="Britain to Belfast"),
        pytest.param("GB", Buyer("IM"), "charged", "20", id="Britain to the Isle of Man"),
        pytest.param("GB", Buyer("GB", postcode="JE2 3AB"), "export", "0", id="Britain to Jersey"),
        pytest.param("GB", Buyer("DE", "DE136695976"), "export", "0", id="Britain to a business in Germany"),
        pytest.param("GB", Buyer("DE"), "export", "0", id="Britain to a consumer in Germany"),
        pytest.param("CH", Buyer("LI"), "charged", "8.1", id="Switzerland to Liechtenstein, one tax area"),
        pytest.param("CH", Buyer("DE", postcode="78266"), "charged", "8.1", id="Switzerland to Büsingen"),
        pytest.param("NO", Buyer("NO", postcode="9170"), "export", "0", id="Norway to Svalbard"),
        pytest.param("NO", Buyer("SE"), "export", "0", id="Norway to Sweden"),
        pytest.param("FR", Buyer("MC"), "charged", "20", id="France to Monaco"),
        pytest.param("DE", Buyer("MC"), "charged", "20", id="Germany to Monaco"),
        pytest.param("FR", Buyer("FR", postcode="97400"), "charged", "20", id="France to Réunion"),
        pytest.param("DE", Buyer("FR", postcode="97400"), "export", "0", id="Germany to Réunion"),
        pytest.param("FR", Buyer("FR", postcode="98000"), "charged", "20", id="Monaco by its postcode"),
        pytest.param("DE", Buyer("ES", postcode="35001"), "export", "0", id="to the Canary Islands"),
        pytest.param("ES", Buyer("ES", postcode="ES-38001"), "export", "0", id="Spain to the Canary Islands"),
        pytest.param("DE", Buyer("ES", postcode="51001"), "export", "0", id="to Ceuta"),
        pytest.param("DE", Buyer("IT", postcode="23041"), "export", "0", id="to Livigno"),
        pytest.param("DE", Buyer("IT", postcode="20121"), "charged", "22", id="to Milan"),
        pytest.param("DE", Buyer("DE", postcode="27498"), "export", "0", id="to Heligoland"),
        pytest.param("FI", Buyer("AX", postcode="22100"), "charged", "25.5", id="Finland to Åland"),
        pytest.param("DE", Buyer("FI", postcode="AX-22100"), "export", "0", id="Germany to Åland"),
        pytest.param("DK", Buyer("DK", postcode="3900"), "export", "0", id="Denmark to Greenland"),
        pytest.param("DE", Buyer("GR", postcode="630 86"), "export", "0", id="to Mount Athos"),
    ],
)
def test_the_place_of_supply_decides(home: str, buyer: Buyer, treatment: str, percent: str) -> None:
    context = for_buyer(at_home(home), buyer, TODAY)

    assert (context.treatment, context.rate()) == (treatment, Decimal(percent))


def test_reverse_charge_names_its_article_and_leaves_a_gross_price_without_the_tax_of_home() -> None:
    context = for_buyer(GERMAN, Buyer("FR", "FR61954506077"), TODAY)

    assert context.note == REVERSE_CHARGE_NOTE
    assert "Article 196 of Directive 2006/112/EC" in context.note
    assert context.country == "FR"
    assert taxed(eur("119.00"), "standard", context).gross == eur("100.00")
    assert taxed(eur("107.00"), "reduced", context).gross == eur("100.00")


def test_an_export_says_why_no_tax_is_charged() -> None:
    from_the_eu = for_buyer(GERMAN, Buyer("US"), TODAY)
    from_elsewhere = for_buyer(at_home("GB"), Buyer("DE"), TODAY)

    assert from_the_eu.note == (
        "No MwSt. of DE: the place of supply is where the customer is "
        "(Articles 44, 58 and 59 of Directive 2006/112/EC)."
    )
    assert from_elsewhere.note == "No VAT of GB: the place of supply is where the customer is."


def test_a_consumer_elsewhere_pays_the_same_gross_price_at_their_own_rate() -> None:
    context = for_buyer(GERMAN, Buyer("HU"), TODAY)

    result = taxed(eur("119.00"), "standard", context)

    assert (context.name, context.country) == ("MwSt.", "HU")
    assert (result.net, result.tax, result.gross) == (eur("93.70"), eur("25.30"), eur("119.00"))


def test_abroad_a_category_bears_that_countrys_rate_of_the_name_and_the_standard_rate_where_there_is_none() -> None:
    in_france = for_buyer(GERMAN, Buyer("FR"), TODAY)
    in_denmark = for_buyer(GERMAN, Buyer("DK"), TODAY)

    assert in_france.rate("reduced") == 10
    assert in_denmark.rate("reduced") == 25
    assert in_denmark.rate("zero") == 25


def test_rates_abroad_are_those_of_the_day() -> None:
    before = for_buyer(GERMAN, Buyer("EE"), date(2025, 6, 30))
    after = for_buyer(GERMAN, Buyer("EE"), date(2025, 7, 1))

    assert (before.rate(), after.rate()) == (22, 24)


def test_an_exempt_buyer_pays_the_net_wherever_tax_would_be_charged() -> None:
    here = for_buyer(GERMAN, Buyer("DE", exempt=True), TODAY)
    in_france = for_buyer(GERMAN, Buyer("FR", exempt=True), TODAY)
    outside = for_buyer(GERMAN, Buyer("US", exempt=True), TODAY)

    assert (here.treatment, here.country, in_france.treatment, in_france.country) == ("exempt", "DE", "exempt", "FR")
    assert outside.treatment is Treatment.EXPORT
    assert taxed(eur("119.00"), "standard", here).gross == eur("100.00")
    assert taxed(eur("119.00"), "standard", in_france).gross == eur("100.00")


def test_the_context_of_home_is_kept_as_it_is_for_a_buyer_at_home() -> None:
    home = replace(GERMAN, rate_percent=Decimal(16), note="as printed")

    assert for_buyer(home, Buyer("DE"), TODAY) is home


def test_a_sale_on_a_day_before_the_table_is_not_guessed_at() -> None:
    with pytest.raises(TaxError, match="The tax rates of FR on 2020-02-02 are not known here"):
        for_buyer(GERMAN, Buyer("FR"), date(2020, 2, 2))


@pytest.mark.parametrize(
    ("country", "postcode", "area"),
    [
        pytest.param("el", "", "GR", id="Greece as tax offices write it"),
        pytest.param("UK", "SW1A 1AA", "GB", id="Britain as people write it"),
        pytest.param("LI", "9490", "CH", id="Liechtenstein"),
        pytest.param("DE", "D-78266", "CH", id="Büsingen with the country before its postcode"),
        pytest.param("FR", "97133", "GP", id="France overseas"),
        pytest.param("PT", "9500-150", "PT", id="the Azores have no area of their own here"),
        pytest.param("BR", "35000", "BR", id="a postcode of another country"),
    ],
)
def test_tax_areas_are_not_countries(country: str, postcode: str, area: str) -> None:
    assert territory(country, postcode) == area
