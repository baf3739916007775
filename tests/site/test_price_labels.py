"""Prices on the side a shop shows, whichever side it anchors, and what stands beside them of tax."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awning.formats import Wording
from awning.pages.storefront import Storefront
from awning.pages.views import PriceView, ProductView
from support_core import money
from support_feeds import offering_row, price_row
from support_settings import changed
from support_shops import SHOP, storefront

TAX = "tax: {name: VAT, rate: 20, display: excluding}"


def front_of(folder: Path, tax: str, *skus: str, value: str = "4.20", **more: Any) -> Storefront:
    """A shop with that tax and these offerings at one price."""
    rows = [offering_row(sku, productOfferingPrice=[price_row(value)], **more) for sku in skus or ("MAIL-1",)]
    return storefront(folder / "p", *rows, reseller=changed(SHOP, TAX, f"tax: {{{tax}}}"))


def page_of(front: Storefront) -> ProductView:
    [page] = front.products()
    return page


@pytest.mark.parametrize(
    ("display", "shown"),
    [
        ("excluding", PriceView("5.04", "€4.20", "", "plus 20% VAT", "4.20")),
        ("including", PriceView("5.04", "€5.04", "", "incl. 20% VAT", "5.04")),
        ("both", PriceView("5.04", "€5.04", "€4.20 excl. VAT", "incl. 20% VAT", "5.04")),
    ],
)
def test_a_gross_price_is_the_value_whichever_side_is_shown(tmp_path: Path, display: str, shown: PriceView) -> None:
    front = front_of(tmp_path, f"name: VAT, rate: 20, anchor: gross, display: {display}")

    assert page_of(front).plans[0].price == shown
    assert (front.shop.anchor, front.shop.tax_included) == ("gross", True)


def test_a_shop_anchored_gross_shows_prices_with_tax_unless_it_says_otherwise(tmp_path: Path) -> None:
    front = front_of(tmp_path, "name: VAT, rate: 20, anchor: gross")

    assert front.shop.shown == "gross"
    assert front.shop.other == ""


@pytest.mark.parametrize(
    ("tax", "other"),
    [
        ("anchor: net, display: both", "{price} incl. VAT"),
        ("anchor: gross, display: both", "{price} excl. VAT"),
        ("anchor: net, display: including", ""),
    ],
)
def test_the_page_says_how_the_other_side_is_printed(tmp_path: Path, tax: str, other: str) -> None:
    assert front_of(tmp_path, f"name: VAT, rate: 20, {tax}").shop.other == other


def test_a_price_names_the_rate_of_its_own_category(tmp_path: Path) -> None:
    front = front_of(tmp_path, "name: VAT, display: both, categories: {BOOK-1: reduced}", "BOOK-1", "MAIL-1")

    book, mail = front.products()

    assert [plan.price for plan in (*book.plans, *mail.plans)] == [
        PriceView("4.20", "€4.20", "€4.41 incl. VAT", "plus 5% VAT", "4.20"),
        PriceView("4.20", "€4.20", "€5.04 incl. VAT", "plus 20% VAT", "4.20"),
    ]
    assert (book.tax_note, mail.tax_note) == ("All prices plus 5% VAT", "All prices plus 20% VAT")


def test_a_shop_with_several_rates_names_none_for_all_of_it(tmp_path: Path) -> None:
    front = front_of(tmp_path, "name: VAT, categories: {BOOK-1: reduced}", "BOOK-1", "MAIL-1")

    assert front.shop.tax_note == "All prices plus VAT"


def test_a_small_business_says_why_there_is_no_tax(tmp_path: Path) -> None:
    front = front_of(tmp_path, "exempt: No VAT is charged (small business), display: both")

    page = page_of(front)

    assert page.plans[0].price == PriceView("4.20", "€4.20", "", "No VAT is charged (small business)", "4.20")
    assert page.tax_note == front.shop.tax_note == "No VAT is charged (small business)"
    assert front.shop.tax_included


@pytest.mark.parametrize(("name", "said"), [("", "plus tax"), ("name: sales tax, ", "plus sales tax")])
def test_a_shop_that_leaves_tax_to_stripe_promises_no_rate(tmp_path: Path, name: str, said: str) -> None:
    front = front_of(tmp_path, f"{name}by: stripe, display: both")

    assert page_of(front).plans[0].price == PriceView("4.20", "€4.20", "", said, "4.20")
    assert front.shop.tax_note == f"All prices {said}"
    assert not front.shop.tax_included


def test_a_metered_rate_of_a_gross_shop_holds_its_tax(tmp_path: Path) -> None:
    row = price_row("0.0001", priceType="usage", unitOfMeasure={"amount": 1, "units": "1K"})
    del row["recurringChargePeriodType"], row["recurringChargePeriodLength"], row["productOfferingTerm"]
    tax = "tax: {name: VAT, rate: 20, anchor: gross, display: excluding}"
    front = storefront(tmp_path / "p", offering_row(productOfferingPrice=[row]), reseller=changed(SHOP, TAX, tax))

    assert page_of(front).plans[0].price == PriceView("0.00012", "€0.00012", "", "incl. 20% VAT", "0.00012")


def test_nothing_is_free_and_bears_no_tax(tmp_path: Path) -> None:
    page = page_of(front_of(tmp_path, "name: VAT, rate: 20, display: both", value="0"))

    assert page.plans[0].price == PriceView("0.00", "Free", "", "", "0.00")
    assert PriceView("0.00", "Free", "", "", "0.00").free
    assert (page.card.price, page.card.price_unit) == (page.plans[0].price, "")


def test_what_comes_to_per_month_is_shown_on_the_same_side(tmp_path: Path) -> None:
    row = price_row("100", recurringChargePeriodLength=12)
    tax = "tax: {name: VAT, rate: 20, display: including}"
    front = storefront(tmp_path / "p", offering_row(productOfferingPrice=[row]), reseller=changed(SHOP, TAX, tax))

    assert page_of(front).plans[0].monthly == "€10.00"


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        ("1250", "JPY", "JP¥1,250"),
        ("1.230", "KWD", "KWD1.230"),
        ("1.230", "IQD", "IQD1.230"),
        ("12.50", "RSD", "RSD12.50"),
    ],
)
def test_amounts_are_printed_with_the_decimals_they_are_charged_with(amount: str, currency: str, printed: str) -> None:
    assert Wording("en", "GB").money(money(amount, currency)) == printed
