"""What becomes of a price on the shelf: ways of pricing, floors, endings, buffers, set-up fees and promotions."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from awning.catalog import FeedPrice, Period, Plan, PlanKind, PriceRole
from awning.chain import Chain, Link
from awning.errors import NotForSale, OnRequest, RuleUnfit
from awning.pricing import BelowFloor, Charm, Pricer, Towards, price, tiers
from awning.rules import Rule, RuleBook
from awning.tax import Anchor, TaxContext
from support_core import (
    DISTRIBUTOR,
    NOON,
    RESELLER,
    chain,
    cost,
    cuts,
    eur,
    feed_price,
    floor,
    kinds,
    market,
    markup,
    plan,
    priced,
    rate,
    rule,
    shop,
    srp,
    subject,
)

BAND: dict[str, Any] = {"band_percent": Decimal(15)}
GROSS_20 = TaxContext("VAT", Decimal(20), "GB", Anchor.GROSS)


@pytest.mark.parametrize(
    ("known", "unit"),
    [
        pytest.param(markup("25"), "12.50", id="25 % markup"),
        pytest.param(rule("margin", "20"), "12.50", id="is 20 % margin"),
        pytest.param(rule("margin", "33"), "14.93", id="a margin that never ends"),
        pytest.param(rule("add", "2.345"), "12.35", id="an amount more"),
        pytest.param(rule("add", "-1"), "9.00", id="an amount less"),
        pytest.param(rule("off_srp", "10"), "18.00", id="off the suggested price"),
        pytest.param(rule("price", "14.90"), "14.90", id="a price of its own"),
        pytest.param(rule("price", "20", currency="USD"), "18.00", id="a price in another currency, exchanged once"),
    ],
)
def test_a_rule_makes_a_price_in_its_own_way(known: Rule, unit: str) -> None:
    where = market("EUR", rate("USD", "EUR", "0.9"))

    assert priced(plan(cost("10"), srp("20")), shop(known), where=where).unit == Decimal(unit)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        pytest.param("0.25", "0.43", id="0.25 / 0.7 x 1.19 is 0.425, half of a cent"),
        pytest.param("9.85", "16.75", id="9.85 / 0.7 x 1.19 is 16.745"),
        pytest.param("9.84", "16.73", id="16.728 is none"),
    ],
)
def test_a_half_cent_behind_a_margin_and_a_tax_is_still_one(amount: str, unit: str) -> None:
    gross_19 = TaxContext("MwSt.", Decimal(19), "DE", Anchor.GROSS)

    assert priced(plan(cost(amount)), shop(rule("margin", "30")), where=market(tax=gross_19)).unit == Decimal(unit)


def test_a_margin_that_lands_on_the_floor_is_not_below_it() -> None:
    where = market(below=BelowFloor.REFUSE)

    result = priced(plan(cost("0.35"), floor("0.4375")), shop(rule("margin", "20")), where=where)

    assert result.unit == Decimal("0.44")


def test_a_price_of_its_own_is_the_one_on_the_shelf_net_or_gross() -> None:
    known = shop(rule("price", "12.90"))

    gross, net = priced(plan(cost("5")), known, where=market(tax=GROSS_20)), priced(plan(cost("5")), known)

    assert (gross.unit, gross.gross, gross.total) == (Decimal("12.90"), eur("12.90"), eur("10.75"))
    assert (net.unit, net.total) == (Decimal("12.90"), eur("12.90"))


def test_where_a_feed_has_no_cost_a_dearer_supplier_is_paid_in_full() -> None:
    through = Chain((Link(DISTRIBUTOR, RuleBook([rule("add", "5")])), Link(RESELLER, RuleBook([markup("20")]))))

    assert priced(plan(srp("10")), through).unit == Decimal("15.00")


def test_the_least_margin_is_what_is_left_after_the_agent() -> None:
    where = market(margin_percent=Decimal(10), agent_percent=Decimal(10))

    result = priced(plan(cost("90")), chain("0", "0", agent="10"), where=where)

    assert result.unit == Decimal("112.50")
    assert cuts(result)["Blue Sky"] == eur("11.25")
    with pytest.raises(RuleUnfit, match="nothing is left to pay the goods"):
        priced(plan(cost("1")), chain("0", "0"), where=market(margin_percent=Decimal(95), agent_percent=Decimal(5)))


@pytest.mark.parametrize(
    ("prices", "known", "shelf"),
    [
        pytest.param([cost("7"), srp("10"), srp("8", tier="10")], rule("off_srp", "10"), {}, id="the suggested price"),
        pytest.param([cost("4"), floor("9"), floor("5", tier="10")], markup("25"), {}, id="the floor"),
        pytest.param([cost("4"), srp("10"), srp("8", tier="10")], markup("25"), BAND, id="the band"),
    ],
)
def test_whatever_changes_the_price_with_the_quantity_begins_a_tier(
    prices: list[FeedPrice], known: Rule, shelf: dict[str, Any]
) -> None:
    found = Pricer(shop(known), market(**shelf), NOON)

    assert found.tiers(subject(plan(*prices))) == [1, 10]
    assert found.unit(subject(plan(*prices)), 1) != found.unit(subject(plan(*prices)), 10)


def test_a_price_on_request_is_none() -> None:
    with pytest.raises(OnRequest, match="MAIL-1, plan P1Y-P1M: it is sold on request"):
        priced(plan(cost("10")), shop(rule("request")))


@pytest.mark.parametrize(
    ("known", "why"),
    [
        pytest.param(rule("off_srp", "10"), "needs a suggested price, and the feed has none", id="no suggested price"),
        pytest.param(rule("price", "9", currency="CHF"), "is in CHF, and there is no exchange rate", id="no rate"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_no_price(known: Rule, why: str) -> None:
    with pytest.raises(RuleUnfit, match=f"MAIL-1, plan P1Y-P1M: the rule .* {why}"):
        priced(plan(cost("10")), shop(known))


def test_where_a_feed_has_no_cost_what_is_off_the_suggested_price_is_earned() -> None:
    through = Chain((Link(DISTRIBUTOR, RuleBook([rule("off_srp", "15")])), Link(RESELLER, RuleBook([markup("25")]))))

    result = priced(plan(srp("20")), through)

    assert result.unit == Decimal("20.00")
    assert cuts(result) == {"Northgate": eur("17.00"), "Blue Sky": eur("3.00")}


def test_a_price_for_an_offering_is_not_one_for_its_trial() -> None:
    trial = Plan("trial-P30D", PlanKind.TRIAL, "user", (cost("0"),), trial_days=30)

    assert priced(trial, shop(rule("price", "12.90", offering="MAIL-1"))).unit == Decimal("0.00")
    assert priced(trial, shop(rule("price", "1", offering="MAIL-1", plan="trial-P30D"))).unit == Decimal("1.00")


def test_the_buffer_of_a_rate_is_part_of_the_one_exchange() -> None:
    where = market("EUR", rate("USD", "EUR", "0.90", buffer="2"))

    result = priced(plan(cost("10", "USD")), chain("0"), where=where)

    assert result.unit == Decimal("9.18")
    assert result.trail[1].says == "Exchange: 1 USD = 0.90 EUR, ECB of 2026-11-01, plus a buffer of 2 %"


@pytest.mark.parametrize(
    ("charm", "amount", "unit"),
    [
        pytest.param(Charm("99"), "41.644", "41.99", id="up to 99"),
        pytest.param(Charm("99"), "41.99", "41.99", id="there already"),
        pytest.param(Charm("99"), "42.00", "42.99", id="just past"),
        pytest.param(Charm("9", Towards.NEAREST), "41.64", "41.69", id="the nearest 9 above"),
        pytest.param(Charm("9", Towards.NEAREST), "41.63", "41.59", id="the nearest 9 below"),
        pytest.param(Charm("00", Towards.DOWN), "41.99", "41.00", id="down to whole euros"),
        pytest.param(Charm("99", Towards.DOWN), "0.50", "0.99", id="there is none below"),
        pytest.param(Charm("990"), "12.34", "19.90", id="three digits"),
        pytest.param(Charm("99"), "0", "0.00", id="nothing stays nothing"),
    ],
)
def test_prices_end_as_the_shop_likes(charm: Charm, amount: str, unit: str) -> None:
    assert priced(plan(cost(amount)), chain("0"), where=market(charm=charm)).unit == Decimal(unit)


def test_an_ending_never_goes_below_the_floor() -> None:
    where = market(charm=Charm("99", Towards.DOWN))

    result = priced(plan(cost("10.50"), floor("10.20")), chain("0"), where=where)

    assert result.unit == Decimal("10.99")
    assert kinds(result)[-1] == "charm"


def test_cost_7_18_at_480_percent_ends_in_99() -> None:
    result = priced(plan(cost("7.18")), chain("480"), where=market(charm=Charm("99")))

    assert [str(step.amount) for step in result.trail] == ["7.18", "41.6440", "41.99"]


def test_of_global_group_and_tier_the_most_specific_wins() -> None:
    rules = [markup("20"), markup("15", buyer="silver"), markup("10", buyer="silver", quantity=25)]
    through = Chain((Link(DISTRIBUTOR, RuleBook(rules, ("blue-sky", "silver"))), Link(RESELLER)))

    assert priced(plan(cost("100")), through, 24).unit == Decimal("115.00")
    assert priced(plan(cost("100")), through, 25).unit == Decimal("110.00")
    assert tiers(subject(plan(cost("100"))), through, as_of=NOON, market=market()) == [1, 25]


@pytest.mark.parametrize(
    ("where", "prices", "unit", "says"),
    [
        pytest.param(
            {"margin_percent": Decimal(20)},
            [cost("10")],
            "12.50",
            "a margin of 20 % is the least the shop wants",
            id="the shop's least margin",
        ),
        pytest.param(
            {"band_percent": Decimal(10)},
            [cost("10"), srp("15")],
            "13.50",
            "the distributor allows 10 % below the suggested price",
            id="the distributor's band",
        ),
        pytest.param(
            {"band_percent": Decimal(10), "margin_percent": Decimal(20)},
            [cost("10"), srp("15"), floor("14")],
            "14.00",
            "the vendor allows no lower price",
            id="the highest counts",
        ),
    ],
)
def test_a_price_below_a_floor_is_raised_to_it(
    where: dict[str, Decimal], prices: list[object], unit: str, says: str
) -> None:
    result = priced(plan(*prices), shop(markup("5")), where=market(**where))  # pyright: ignore[reportArgumentType]

    assert result.unit == Decimal(unit)
    assert [step.says for step in result.trail if step.kind == "floor"] == [f"Floor: {says}"]


def test_a_price_below_a_floor_is_refused_where_the_shop_says_so() -> None:
    where = market(below=BelowFloor.REFUSE)

    with pytest.raises(RuleUnfit, match=r"its rule comes to 10\.5 EUR, below 12: the vendor allows no lower price"):
        priced(plan(cost("10"), floor("12")), shop(markup("5")), where=where)


def test_a_gross_shelf_is_priced_with_its_tax() -> None:
    result = priced(plan(cost("10")), shop(markup("25")), 3, where=market(tax=GROSS_20, charm=Charm("99")))

    assert kinds(result) == ["feed", "markup", "markup", "tax", "charm"]
    assert result.unit == Decimal("15.99")
    assert (result.gross, result.tax, result.total) == (eur("47.97"), eur("8.00"), eur("39.97"))
    assert cuts(result) == {"Northgate": eur("30.00"), "Blue Sky": eur("9.97")}


def test_a_set_up_fee_is_priced_by_the_percents_of_the_same_rules() -> None:
    fresh = plan(cost("10"), feed_price(PriceRole.SETUP, "40", "EUR"))

    by_percent = Pricer(shop(markup("25")), market(), NOON).setup(subject(fresh), 2)
    by_price = Pricer(shop(rule("price", "12.90")), market(), NOON).setup(subject(fresh), 2)

    assert by_percent is not None and by_price is not None  # noqa: PT018
    assert (by_percent.total, by_price.total) == (eur("100.00"), eur("80.00"))
    assert Pricer(shop(), market(), NOON).setup(subject(plan(cost("10")))) is None


def test_a_sub_reseller_pays_what_their_reseller_asks() -> None:
    result = priced(plan(cost("100")), chain("-3", "10", "20"))

    assert result.unit == Decimal("128.04")
    assert cuts(result) == {"Northgate": eur("97.00"), "Blue Sky": eur("9.70"), "Corner Shop": eur("21.34")}


def test_a_discount_is_borne_by_the_owner_of_the_shelf_and_fees_follow_it() -> None:
    full = priced(plan(cost("100")), chain("0", "25", operator="2", agent="10"))

    reduced = full.at_net(eur("100.00"), eur("0.00"))

    assert cuts(full) == {
        "Northgate": eur("97.50"),
        "Blue Sky": eur("12.50"),
        "Platform": eur("2.50"),
        "Ann": eur("12.50"),
    }
    assert cuts(reduced) == {
        "Northgate": eur("98.00"),
        "Blue Sky": eur("-10.00"),
        "Platform": eur("2.00"),
        "Ann": eur("10.00"),
    }


ADVENT = {"valid_from": datetime(2026, 11, 20, tzinfo=UTC), "valid_until": datetime(2026, 12, 1, tzinfo=UTC)}


class Remembered:
    """A history with one price in it, asked for the days before Advent."""

    def __init__(self, amount: str | None) -> None:
        self._amount = amount

    def lowest(self, sku: str, plan_id: str, currency: str, before: datetime) -> Decimal | None:
        assert (sku, plan_id, currency, before) == ("MAIL-1", "P1Y-P1M", "EUR", ADVENT["valid_from"])
        return Decimal(self._amount) if self._amount else None


@pytest.mark.parametrize(
    ("before", "known", "unit", "was"),
    [
        pytest.param("12.50", rule("off", "20", name="Advent", **ADVENT), "10.00", "12.50", id="percent"),
        pytest.param("12.00", rule("off", "20", name="Advent", **ADVENT), "9.60", "12.00", id="of what was lowest"),
        pytest.param("15.00", rule("off", "20", name="Advent", **ADVENT), "10.00", "15.00", id="or of today's price"),
        pytest.param("12.50", rule("price", "9.90", name="Advent", **ADVENT), "9.90", "12.50", id="a price"),
        pytest.param("9.00", rule("price", "9.90", name="Advent", **ADVENT), "12.50", None, id="no reduction at all"),
        pytest.param(None, rule("off", "20", name="Advent", **ADVENT), "12.50", None, id="nobody knows what it was"),
    ],
)
def test_a_promotion_takes_off_the_lowest_price_of_thirty_days(
    before: str | None, known: Rule, unit: str, was: str | None
) -> None:
    where = market(promotions=RuleBook([known]))

    result = priced(plan(cost("10")), shop(markup("25")), where=where, history=Remembered(before))

    assert result.unit == Decimal(unit)
    assert result.was == (Decimal(was) if was else None)


def test_of_more_units_nobody_knows_what_they_cost_before_a_promotion() -> None:
    where = market(promotions=RuleBook([rule("off", "10", name="Advent", **ADVENT)]))
    tiered = plan(cost("10"), cost("8", tier="10"))

    one = priced(tiered, shop(markup("25")), where=where, history=Remembered("12.50"))
    ten = priced(tiered, shop(markup("25")), 10, where=where, history=Remembered("12.50"))

    assert (one.unit, one.was) == (Decimal("11.25"), Decimal("12.50"))
    assert (ten.unit, ten.was) == (Decimal("9.00"), None)


def test_a_promotion_stops_at_the_floor() -> None:
    where = market(promotions=RuleBook([rule("off", "50", name="Advent", **ADVENT)]))

    result = priced(plan(cost("10"), floor("11.20")), shop(markup("25")), where=where, history=Remembered("12.50"))

    assert result.unit == Decimal("11.20")


def test_a_term_rule_holds_for_the_plans_that_bind_so_long() -> None:
    rules = shop(markup("25"), markup("10", term=Period(1, "year")))
    monthly = plan(cost("10"), id="P1M-P1M", commitment=None)

    assert priced(plan(cost("10")), rules).unit == Decimal("11.00")
    assert priced(monthly, rules).unit == Decimal("12.50")


def test_a_quantity_nobody_can_order_is_refused_whatever_the_rules() -> None:
    with pytest.raises(NotForSale):
        price(subject(plan(cost("1"))), chain("0"), quantity=0, as_of=NOON, market=market())
