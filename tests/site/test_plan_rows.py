"""What a plan's row says beside its price: set-up, trial's end, notice, promotions, and prices one has to ask for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from awning.pages.storefront import Storefront
from awning.pages.views import PlanView, PriceView, ProductView, PromotionView
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, storefront

PROMOTION = "promotions:\n- {name: Autumn, off: 10, from: 2026-11-20, until: 2026-12-31}\n"


class Asked:
    """A shop that always asked the same for everything."""

    def __init__(self, price: str) -> None:
        self._price = Decimal(price)

    def lowest(self, *_: object, **__: object) -> Decimal:
        return self._price


def front_of(folder: Path, *rows: Record, reseller: str = SHOP, more: str = "", **offering: Any) -> Storefront:
    record = offering_row(productOfferingPrice=list(rows), **offering)
    return storefront(folder / "p", record, reseller=reseller + more, history=Asked("5.00"))


def page_of(folder: Path, *rows: Record, **more: Any) -> ProductView:
    [page] = front_of(folder, *rows, **more).products()
    return page


def plan_of(folder: Path, *rows: Record, **more: Any) -> PlanView:
    return page_of(folder, *rows, **more).plans[0]


def trial(days: int, **more: Any) -> Record:
    row = price_row("0", priceType="oneTime", trialDays=days, **more)
    return {name: cell for name, cell in row.items() if not name.startswith(("recurring", "productOfferingTerm"))}


def monthly(value: str = "6") -> Record:
    return price_row(value, productOfferingTerm=[{"duration": {"amount": 1, "units": "month"}}])


def said(price: PriceView | None) -> str:
    return price.text if price else "on request"


def test_a_plan_on_request_is_a_row_without_a_price(tmp_path: Path) -> None:
    page = page_of(tmp_path, price_row(), reseller=_asking())

    [plan] = page.plans
    assert (plan.price, plan.buyable, plan.tiers, plan.monthly, plan.saving) == (None, False, (), "", "")
    assert (page.card.price, page.card.price_unit, page.buyable) == (None, "", False)


def test_a_card_shows_the_price_of_what_has_one(tmp_path: Path) -> None:
    asking = _asking("offering: MAIL-1, plan: P1M-P1M")

    page = page_of(tmp_path, monthly(), price_row("4.20"), reseller=asking)

    assert {plan.id: said(plan.price) for plan in page.plans} == {"P1M-P1M": "on request", "P1Y-P1M": "€4.20"}
    assert said(page.card.price) == "€4.20"
    assert not page.card.price_is_from


def test_many_can_be_on_request_where_a_few_have_a_price(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, price_row("4.20"), reseller=_asking("quantity: 100"))

    assert [(tier.start, said(tier.price)) for tier in plan.tiers] == [("1", "€4.20"), ("100", "on request")]
    assert plan.buyable
    assert plan.parts[0]["steps"] == [(1, "4.20"), (100, None)]


def test_a_few_can_be_on_request_where_many_have_a_price(tmp_path: Path) -> None:
    few_on_request = _asking("vendor: Mailwright") + "- {markup: 0, vendor: Mailwright, quantity: 10}\n"

    plan = plan_of(tmp_path, price_row("4.20"), reseller=few_on_request)

    assert (said(plan.price), plan.least, plan.tiers) == ("€4.20", 10, ())


def test_what_is_on_request_asks_nothing_for_the_price_history(tmp_path: Path) -> None:
    front = front_of(tmp_path, price_row("4.20"), monthly(), reseller=_asking("offering: MAIL-1, plan: P1M-P1M"))

    assert list(front.shelf_prices()) == [("MAIL-1", "P1Y-P1M", Decimal("4.20"))]


def test_volume_rules_are_tiers_as_those_of_the_feed(tmp_path: Path) -> None:
    rules = SHOP + "- {markup: -10, quantity: 25}\n"

    plan = plan_of(tmp_path, price_row("4.00"), reseller=rules)

    assert [(tier.start, said(tier.price)) for tier in plan.tiers] == [("1", "€4.00"), ("25", "€3.60")]


def test_a_set_up_fee_is_paid_once_beside_the_plan(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, price_row("4.20"), price_row("49", role="setup"))

    assert [(tier.start, said(tier.price)) for tier in plan.setup] == [("1", "€49.00")]
    assert plan.parts == (
        {"period": "per month", "months": 1, "rate": "20", "steps": [(1, "4.20")]},
        {"period": "once", "months": None, "rate": "20", "steps": [(1, "49.00")], "setup": True},
    )


def test_a_set_up_fee_may_fall_with_the_quantity_and_begin_late(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        price_row("4.20"),
        price_row("49", role="setup", tier={"min": 5}),
        price_row("20", role="setup", tier={"min": 50}),
    )

    assert [(tier.start, said(tier.price)) for tier in plan.setup] == [("5", "€49.00"), ("50", "€20.00")]
    assert plan.parts[1]["steps"] == [(1, "0"), (5, "49.00"), (50, "20.00")]


def test_a_set_up_fee_of_nothing_is_none(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, price_row("4.20"), price_row("0", role="setup"))

    assert (plan.setup, len(plan.parts)) == ((), 1)


def test_a_trial_that_stops_says_so(tmp_path: Path) -> None:
    page = page_of(tmp_path, trial(30), price_row())

    assert [plan.afterwards for plan in page.plans] == ["", "Ends by itself after 30 days."]


def test_a_trial_that_converts_says_into_what_and_for_how_much(tmp_path: Path) -> None:
    page = page_of(tmp_path, trial(30, convertsTo="P1M-P1M", reminderDays=7), monthly("6"))

    assert page.plans[1].afterwards == (
        "Continues as Month by month at €6.00 per user per month, plus 20% VAT, unless you cancel."
        " We remind you 7 days before."
    )


def test_a_trial_that_converts_to_what_is_on_request_names_no_price(tmp_path: Path) -> None:
    rows = trial(30, convertsTo="P1M-P1M", reminderDays=7), monthly("6")

    page = page_of(tmp_path, *rows, reseller=_asking("offering: MAIL-1, plan: P1M-P1M"))

    [afterwards] = [plan.afterwards for plan in page.plans if plan.kind == "trial"]
    assert afterwards == "Continues as Month by month unless you cancel. We remind you 7 days before."


def test_notice_is_what_the_reseller_asks_for_and_not_what_the_distributor_does(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, price_row(), noticeDays=30)

    assert (plan.notice, plan.window) == ("35 days", "")


def test_a_plan_says_for_how_long_it_can_be_cancelled_without_cost(tmp_path: Path) -> None:
    window = [{"noticeDays": 30, "windowDays": 7}]

    plan = plan_of(tmp_path, price_row(), notices=window, noticeDays=0)

    assert (plan.notice, plan.window) == ("35 days", "7 days")


def test_a_promotion_stands_beside_the_lowest_price_of_the_days_before(tmp_path: Path) -> None:
    page = page_of(tmp_path, price_row("5.00"), more=PROMOTION)

    assert page.plans[0].price == PriceView(
        "4.50",
        "€4.50",
        "",
        "plus 20% VAT",
        "4.50",
        PromotionView("Autumn", "€5.00", "5.00", "10%", "31 December 2026", "2026-12-31"),
    )
    assert page.card.price == page.plans[0].price


def test_the_price_before_a_promotion_is_shown_on_the_same_side(tmp_path: Path) -> None:
    including = changed(SHOP, "display: excluding", "display: including")

    price = plan_of(tmp_path, price_row("5.00"), reseller=including, more=PROMOTION).price

    assert price is not None
    assert price.promotion is not None
    assert (price.text, price.promotion.before, price.promotion.before_value) == ("€5.40", "€6.00", "5.00")


def test_without_proof_of_the_price_before_there_is_no_promotion(tmp_path: Path) -> None:
    record = offering_row(productOfferingPrice=[price_row("5.00")])

    [page] = storefront(tmp_path / "p", record, reseller=SHOP + PROMOTION).products()

    assert page.plans[0].price == PriceView("5.00", "€5.00", "", "plus 20% VAT", "5.00")


def _asking(target: str = "") -> str:
    """A shop that sells on request, everything or one thing."""
    rule = ", ".join(filter(None, ["request: true", target]))
    return f"{SHOP}- {{{rule}}}\n" if target else changed(SHOP, "- markup: 0", f"- {{{rule}}}")
