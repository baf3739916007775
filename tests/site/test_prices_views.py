"""Prices as pages show them: with tax or without, by tier, per month, by use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from awning.pages.views import PlanView, PriceView, ProductView
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, storefront


def shelf(folder: Path, *prices: Record, reseller: str = SHOP, **more: Any) -> ProductView:
    """The page of an offering with these prices."""
    [product] = storefront(
        folder / "p", offering_row(productOfferingPrice=list(prices), **more), reseller=reseller
    ).products()
    return product


def displaying(display: str, rate: str = "20") -> str:
    return changed(SHOP, "rate: 20, display: excluding", f"rate: {rate}, display: {display}")


def row(value: str, *, months: int = 1, years: int | None = 1, **more: Any) -> Record:
    """A recurring cost, paid every so many months, for so many years."""
    term = [{"duration": {"amount": years, "units": "year"}}] if years else []
    return price_row(value, recurringChargePeriodLength=months, productOfferingTerm=term, **more)


def once(value: str, **more: Any) -> Record:
    plain = price_row(value, priceType="oneTime", **more)
    return {
        key: cell for key, cell in plain.items() if not key.startswith("recurring") and key != "productOfferingTerm"
    }


def trial(days: int) -> Record:
    return once("0", trialDays=days)


def usage(value: str, unit: str = "1K") -> Record:
    kept = {key: cell for key, cell in once(value).items() if key != "unitOfMeasure"}
    return kept | {"priceType": "usage", "unitOfMeasure": {"amount": 1, "units": unit}}


def amounts(plan: PlanView) -> list[tuple[str, str]]:
    return [(tier.start, text(tier.price)) for tier in plan.tiers]


def text(price: PriceView | None) -> str:
    return price.text if price else "on request"


@pytest.mark.parametrize(
    ("display", "shown"),
    [
        ("excluding", PriceView("4.20", "€4.20", "", "plus 20% VAT", "4.20")),
        ("including", PriceView("4.20", "€5.04", "", "incl. 20% VAT", "5.04")),
        ("both", PriceView("4.20", "€4.20", "€5.04 incl. VAT", "plus 20% VAT", "4.20")),
    ],
)
def test_a_price_is_shown_without_tax_with_it_or_both_ways(tmp_path: Path, display: str, shown: PriceView) -> None:
    product = shelf(tmp_path, row("4.20"), reseller=displaying(display))

    assert product.plans[0].price == shown
    assert product.card.price == shown


def test_tax_on_one_unit_is_rounded_to_the_cent(tmp_path: Path) -> None:
    product = shelf(tmp_path, row("9.99"), reseller=displaying("including", rate="7.7"))

    assert product.plans[0].price == PriceView("9.99", "€10.76", "", "incl. 7.7% VAT", "10.76")


def test_a_german_shop_says_all_of_it_in_german(tmp_path: Path) -> None:
    german = changed(
        changed(displaying("both", rate="19"), "language: en", "language: de"), "country: GB", "country: DE"
    )

    plan = shelf(tmp_path, row("1234.50"), reseller=german).plans[0]

    assert plan.price == PriceView(
        "1234.50", "1.234,50\xa0€", "1.469,06\xa0€ inkl. VAT", "zzgl. 19\xa0% VAT", "1234.50"
    )
    assert (plan.title, plan.unit, plan.period) == ("1 Jahr, monatliche Zahlung", "je Nutzer", "pro Monat")
    assert plan.commitment == "1 Jahr"


def test_a_metered_rate_keeps_its_decimals_and_stays_out_of_the_cart(tmp_path: Path) -> None:
    product = shelf(tmp_path, usage("0.00002"), reseller=displaying("both"))

    [plan] = product.plans
    assert plan.price == PriceView("0.00002", "€0.00002", "", "plus 20% VAT", "0.00002")
    assert (plan.kind, plan.unit, plan.period, plan.buyable) == ("metered", "per 1K", "", False)
    assert (plan.monthly, plan.saving, plan.commitment) == ("", "", "")
    assert not product.buyable


def test_a_metered_rate_is_net_even_where_prices_are_shown_with_tax(tmp_path: Path) -> None:
    [plan] = shelf(tmp_path, usage("0.5"), reseller=displaying("including")).plans

    assert plan.price == PriceView("0.5", "€0.50", "", "plus 20% VAT", "0.5")


def test_tiers_are_listed_with_the_quantity_they_start_at(tmp_path: Path) -> None:
    product = shelf(
        tmp_path,
        row("5"),
        row("4.50", tier={"min": 25}),
        row("4", tier={"min": 1000}),
    )

    [plan] = product.plans
    assert text(plan.price) == "€5.00"
    assert amounts(plan) == [("1", "€5.00"), ("25", "€4.50"), ("1,000", "€4.00")]


def test_a_plan_with_one_price_for_all_quantities_has_no_tiers(tmp_path: Path) -> None:
    assert shelf(tmp_path, row("5")).plans[0].tiers == ()


def test_a_plan_sold_from_ten_units_on_shows_the_price_of_ten(tmp_path: Path) -> None:
    [plan] = shelf(tmp_path, row("5", tier={"min": 10}), row("4", tier={"min": 50})).plans

    assert text(plan.price) == "€5.00"
    assert plan.least == 10
    assert amounts(plan) == [("10", "€5.00"), ("50", "€4.00")]


def test_what_is_not_paid_monthly_says_what_it_comes_to_per_month(tmp_path: Path) -> None:
    yearly = shelf(tmp_path / "a", row("100", months=12))
    quarterly = shelf(tmp_path / "b", row("30", months=3))
    monthly = shelf(tmp_path / "c", row("10"))

    assert [product.plans[0].monthly for product in (yearly, quarterly, monthly)] == ["€8.33", "€10.00", ""]


def test_savings_are_counted_per_month_against_the_dearest_plan(tmp_path: Path) -> None:
    plans = shelf(
        tmp_path,
        row("10", years=None),
        row("9"),
        row("100", months=12),
        row("270", months=36, years=3),
    ).plans

    assert [(plan.title, plan.saving) for plan in plans] == [
        ("Month by month", ""),
        ("1 year, paid monthly", "10%"),
        ("1 year, paid yearly", "16%"),
        ("3 years, paid every 3 years", "25%"),
    ]


def test_a_saving_of_less_than_a_hundredth_is_none(tmp_path: Path) -> None:
    plans = shelf(tmp_path, row("10", years=None), row("9.95")).plans

    assert [plan.saving for plan in plans] == ["", ""]


def test_a_trial_costs_nothing_and_stands_behind_what_is_sold(tmp_path: Path) -> None:
    product = shelf(tmp_path, trial(30), row("4.20"))

    assert [(plan.kind, plan.title) for plan in product.plans] == [
        ("recurring", "1 year, paid monthly"),
        ("trial", "Free for 30 days"),
    ]
    assert product.plans[1].price == PriceView("0.00", "Free", "", "", "0.00")
    assert (product.plans[1].period, product.plans[1].buyable) == ("", True)
    assert product.card.trial
    assert product.card.price is not None
    assert product.card.price.text == "€4.20"


def test_a_thing_bought_once_is_no_subscription(tmp_path: Path) -> None:
    [plan] = shelf(tmp_path, once("349")).plans

    assert (plan.kind, plan.title, plan.period) == ("once", "One-off purchase", "once")
    assert (plan.monthly, plan.saving, plan.commitment) == ("", "", "")


def test_the_card_shows_the_cheapest_of_the_plans_paid_most_often(tmp_path: Path) -> None:
    card = shelf(tmp_path, row("100", months=12), row("9.50", years=3), row("10", years=None), usage("0.01")).card

    assert card.price is not None
    assert card.price_is_from
    assert card.price.text == "€9.50"
    assert card.price_unit == "per user · per month"


def test_a_single_price_is_not_said_to_be_the_lowest(tmp_path: Path) -> None:
    card = shelf(tmp_path, row("4.20"), trial(14)).card

    assert not card.price_is_from


def test_the_digest_stands_for_the_prices_and_nothing_else(tmp_path: Path) -> None:
    first = shelf(tmp_path / "a", row("4.20"))
    renamed = shelf(tmp_path / "b", row("4.20"), name="Other", description="Other text.")
    dearer = shelf(tmp_path / "c", row("4.21"))

    assert first.prices_digest == renamed.prices_digest
    assert first.prices_digest != dearer.prices_digest
