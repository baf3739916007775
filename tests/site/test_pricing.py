"""The one price function: markups along the chain, floor, rounding, trail, and cuts that sum to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_DOWN, Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from awning.catalog import FeedPrice, Plan, PlanKind, PriceRole
from awning.chain import Chain, Link, Party, PartyRole
from awning.errors import NotForSale, PriceError
from awning.money import Money, exponent, total
from awning.money import step as smallest
from awning.pricing import QUANTITY_MAX, Market, buyable, price, tiers
from awning.rules import Rule, RuleBook
from support_core import (
    AGENT,
    DISTRIBUTOR,
    NOON,
    OPERATOR,
    RESELLER,
    VAT_20,
    chain,
    cost,
    cuts,
    eur,
    fee,
    floor,
    gbp,
    jpy,
    kinds,
    market,
    markup,
    metered,
    money,
    offering,
    plan,
    priced,
    rate,
    retired,
    shop,
    srp,
    subject,
)
from support_strategies import amounts


def test_a_price_is_explained_step_by_step() -> None:
    monthly = plan(cost("4.20", "USD"), floor("4.9999", "EUR"))
    through = shop(markup("25"), group="-3")
    where = market("EUR", rate("USD", "EUR", "0.92"), tax=VAT_20)

    result = priced(monthly, through, 3, where=where)

    assert [(step.kind, step.says, str(step.amount), step.currency) for step in result.trail] == [
        ("feed", "Feed: cost", "4.20", "USD"),
        ("exchange", "Exchange: 1 USD = 0.92 EUR, ECB of 2026-11-01", "3.8640", "EUR"),
        ("markup", "Distributor Northgate: -3 % on everything", "3.748080", "EUR"),
        ("markup", "Reseller Blue Sky: +25 % on everything", "4.68510000", "EUR"),
        ("floor", "Floor: the vendor allows no lower price", "4.9999", "EUR"),
        ("rounding", "Rounding: half up to 0.01 EUR", "5.00", "EUR"),
    ]
    assert (result.unit, result.total, result.tax, result.gross) == (
        Decimal("5.00"),
        eur("15.00"),
        eur("3.00"),
        eur("18.00"),
    )
    assert cuts(result) == {"Northgate": eur("11.24"), "Blue Sky": eur("3.76")}


@pytest.mark.parametrize(
    ("through", "quantity", "unit", "parts"),
    [
        pytest.param(chain("0"), 1, "10.01", ["10.01"], id="a distributor who sells by themselves"),
        pytest.param(chain("0", "25"), 1, "12.51", ["10.01", "2.50"], id="a reseller"),
        pytest.param(chain("-3", "25"), 1, "12.14", ["9.71", "2.43"], id="a gold reseller buys cheaper"),
        pytest.param(chain("0", "20", "10"), 1, "13.21", ["10.01", "2.00", "1.20"], id="a sub-reseller"),
        pytest.param(chain("0", "25"), 100, "12.51", ["1001.00", "250.00"], id="a hundred seats"),
        pytest.param(chain("0", "-20"), 1, "8.01", ["10.01", "-2.00"], id="a reseller who sells at a loss"),
        pytest.param(chain("0", "-100"), 1, "0.00", ["10.01", "-10.01"], id="a reseller who gives it away"),
        pytest.param(
            chain("0", "25", operator="2.5"),
            1,
            "12.51",
            ["9.70", "2.50", "0.31"],
            id="the distributor pays the operator",
        ),
        pytest.param(
            chain("0", "25", agent="10"), 1, "12.51", ["10.01", "1.25", "1.25"], id="the reseller pays the agent"
        ),
        pytest.param(
            chain("0", "25", operator="2.5", agent="10"),
            1,
            "12.51",
            ["9.70", "1.25", "0.31", "1.25"],
            id="both are paid",
        ),
        pytest.param(
            chain("0", operator="50", agent="50"), 1, "10.01", ["0.00", "5.01", "5.00"], id="one seller pays everybody"
        ),
    ],
)
def test_everybody_gets_their_part_and_the_parts_are_the_price(
    through: Chain, quantity: int, unit: str, parts: list[str]
) -> None:
    result = priced(plan(cost("10.01")), through, quantity)

    assert result.unit == Decimal(unit)
    assert [cut.money for cut in result.cuts] == [eur(part) for part in parts]
    assert total([cut.money for cut in result.cuts], "EUR") == result.total == eur(unit) * quantity


def test_a_sub_reseller_pays_the_agent_who_brought_their_customer() -> None:
    result = priced(plan(cost("100")), chain("0", "10", "10", agent="5"))

    assert cuts(result) == {
        "Northgate": eur("100.00"),
        "Blue Sky": eur("10.00"),
        "Corner Shop": eur("4.95"),
        "Ann": eur("6.05"),
    }


def test_the_floor_and_what_it_adds_are_the_sellers() -> None:
    result = priced(plan(cost("10"), floor("15")), chain("0", "25"))

    assert result.unit == Decimal("15.00")
    assert cuts(result) == {"Northgate": eur("10.00"), "Blue Sky": eur("5.00")}
    assert kinds(result) == ["feed", "markup", "markup", "floor", "rounding"]


def test_a_floor_below_the_price_is_not_spoken_of() -> None:
    result = priced(plan(cost("10"), floor("12.50")), chain("0", "25"))

    assert kinds(result) == ["feed", "markup", "markup", "rounding"]


def test_rounding_never_goes_below_the_floor() -> None:
    result = priced(plan(cost("1"), floor("10.004")), chain("0", "25"))

    assert result.unit == Decimal("10.01")
    assert result.trail[-1].says == "Rounding: up to 0.01 EUR, because half up goes below the floor"


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        pytest.param(1, "10.00", id="one"),
        pytest.param(9, "10.00", id="the last of the first tier"),
        pytest.param(10, "9.00", id="the first of the second"),
        pytest.param(49, "9.00", id="the last of the second"),
        pytest.param(50, "8.00", id="the third"),
        pytest.param(QUANTITY_MAX, "8.00", id="as many as can be ordered"),
    ],
)
def test_the_quantity_chooses_the_tier_for_all_units(quantity: int, unit: str) -> None:
    tiered = plan(cost("8", tier="50"), cost("10"), cost("9", tier="10"))

    result = priced(tiered, chain("0", "0"), quantity)

    assert result.unit == Decimal(unit)
    assert result.total == eur(unit) * quantity


@pytest.mark.parametrize(
    ("tiered", "starts"),
    [
        pytest.param(plan(cost("10")), [1], id="one price"),
        pytest.param(plan(cost("8", tier="50"), cost("10"), cost("9", tier="10")), [1, 10, 50], id="in any order"),
        pytest.param(plan(cost("10", tier="5")), [5], id="sold from five on"),
        pytest.param(plan(cost("10", tier="2.5"), cost("9", tier="10.0")), [3, 10], id="a tier between two units"),
        pytest.param(metered(srp("1", tier="0"), srp("0.5", tier="1E+3")), [1, 1000], id="metered from nothing on"),
        pytest.param(plan(cost("10"), srp("9", tier="7")), [1], id="not of a price nobody looks at"),
        pytest.param(plan(cost("10"), floor("5", tier="3")), [1, 3], id="of the floor"),
        pytest.param(plan(cost("10"), cost("9", "GBP", tier="7")), [1], id="only of the currency used"),
        pytest.param(plan(cost("10", "GBP")), [], id="no rate from pounds"),
        pytest.param(plan(), [], id="no price at all"),
    ],
)
def test_tiers_are_the_quantities_from_which_another_price_holds(tiered: Plan, starts: list[int]) -> None:
    assert tiers(subject(tiered), chain("0"), as_of=NOON, market=market()) == starts


@pytest.mark.parametrize("quantity", [-1, 0, QUANTITY_MAX + 1])
def test_a_quantity_goes_from_one_to_a_hundred_thousand(quantity: int) -> None:
    with pytest.raises(
        NotForSale, match=f"{quantity} is not a quantity that can be ordered: it goes from 1 to 100,000"
    ):
        priced(plan(cost("1")), chain("0"), quantity)


def test_less_than_the_lowest_tier_is_not_for_sale_and_the_reason_is_true() -> None:
    pack = plan(cost("10", tier="5"), cost("8", tier="50"), srp("20"))

    with pytest.raises(NotForSale) as refusal:
        priced(pack, chain("0"), 4)

    assert str(refusal.value) == "MAIL-1, plan P1Y-P1M: it is sold from 5 units on, and not by 4."
    assert priced(pack, chain("0"), 5).unit == Decimal("10.00")


@pytest.mark.parametrize(
    ("prices", "quantity"),
    [
        pytest.param([cost("10", tier="10"), cost("11", "USD")], 5, id="another currency has a lower tier"),
        pytest.param([cost("10", tier="10"), srp("11")], 5, id="another role has a lower tier"),
    ],
)
def test_tiers_of_one_currency_and_role_are_not_mixed_with_those_of_another(
    prices: list[FeedPrice], quantity: int
) -> None:
    where = market("EUR", rate("USD", "EUR", "0.9"))
    mixed = plan(*prices)

    assert tiers(subject(mixed), chain("0"), as_of=NOON, market=where) == [10]
    with pytest.raises(NotForSale, match="sold from 10 units on"):
        priced(mixed, chain("0"), quantity, where=where)


def test_more_money_than_anybody_has_is_not_for_sale() -> None:
    with pytest.raises(NotForSale, match="more than can be charged"):
        priced(plan(cost("999999999999")), chain("0"), QUANTITY_MAX)


def test_the_suggested_price_stands_in_for_a_missing_cost_without_markup() -> None:
    result = priced(plan(srp("19.90")), chain("-3", "25"))

    assert result.unit == Decimal("19.90")
    assert [step.says for step in result.trail[:3]] == [
        "Feed: suggested price; the feed has no cost",
        "Distributor Northgate: the suggested price, no markup",
        "Reseller Blue Sky: the suggested price, no markup",
    ]


def test_a_trial_costs_nothing_and_nobody_earns() -> None:
    trial = Plan("trial-P30D", PlanKind.TRIAL, "user", (cost("0"),), trial_days=30)

    result = priced(trial, chain("0", "25", operator="2.5", agent="10"), 7)

    assert result.total == eur("0.00")
    assert {cut.money for cut in result.cuts} == {eur("0.00")}


@pytest.mark.parametrize(
    ("rate_per_unit", "quantity", "printed"),
    [
        pytest.param("0.00002", 1, "0.00002", id="all its decimals"),
        pytest.param("10", 1, "10", id="ten is not 1E+1"),
        pytest.param("12.50", 1, "12.5", id="no zeros behind"),
        pytest.param("0.123456785", 1, "0.12345679", id="eight decimals, half up"),
        pytest.param("0.00002", 10**9, "0.00002", id="any quantity, to find the tier"),
        pytest.param("999999999999.12345678", 1, "999999999999.12345678", id="the dearest rate of a feed"),
    ],
)
def test_a_metered_rate_keeps_its_decimals_and_is_not_paid_beforehand(
    rate_per_unit: str, quantity: int, printed: str
) -> None:
    result = priced(metered(srp(rate_per_unit, tier="0")), chain("0", "0"), quantity)

    assert str(result.unit) == printed
    assert (result.total, result.tax, result.cuts) == (eur("0"), eur("0"), ())


def test_a_metered_floor_is_kept_to_the_last_decimal() -> None:
    result = priced(metered(cost("0.000000001"), floor("0.0000000221")), chain("0"))

    assert f"{result.unit:f}" == "0.00000003"


@pytest.mark.parametrize(
    ("currency", "feed", "quantity", "unit", "whole"),
    [
        pytest.param("JPY", "1234.5", 3, "1235", jpy("3705"), id="yen have no decimals"),
        pytest.param("BHD", "1.005", 2, "1.010", money("2.020", "BHD"), id="dinars have three, and cards take two"),
        pytest.param("HUF", "1234.50", 3, "1235.00", money("3705.00", "HUF"), id="forints are paid out whole"),
        pytest.param("ISK", "1234.5", 3, "1235", money("3705", "ISK"), id="krónur have none"),
        pytest.param("GBP", "0.005", 1000, "0.01", gbp("10.00"), id="one unit is rounded, not the sum"),
        pytest.param("GBP", "0.0049", 1000, "0.00", gbp("0.00"), id="half a penny is the least"),
    ],
)
def test_one_unit_is_rounded_and_then_multiplied(
    currency: str, feed: str, quantity: int, unit: str, whole: Money
) -> None:
    result = priced(plan(cost(feed, currency)), chain("0"), quantity, where=market(currency))

    assert (str(result.unit), result.total) == (unit, whole)


def test_tax_is_taken_from_the_sum() -> None:
    result = priced(plan(cost("0.13")), chain("0"), 5, where=market(tax=replace(VAT_20, rate_percent=Decimal(19))))

    assert (result.total, result.tax) == (eur("0.65"), eur("0.12"))


AT_MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "unit"),
    [
        pytest.param(AT_MIDNIGHT - timedelta(microseconds=1), "10.00", id="the moment before"),
        pytest.param(AT_MIDNIGHT, "9.00", id="the very moment"),
        pytest.param(AT_MIDNIGHT + timedelta(days=7), "10.00", id="the end is no part of it"),
        pytest.param(AT_MIDNIGHT.astimezone(timezone(timedelta(hours=-11))), "9.00", id="whatever the zone"),
    ],
)
def test_a_dated_price_holds_from_its_first_moment_to_before_its_last(moment: datetime, unit: str) -> None:
    week = cost("9", valid_from=AT_MIDNIGHT, valid_until=AT_MIDNIGHT + timedelta(days=7))

    result = priced(plan(cost("10"), week), chain("0"), at=moment)

    assert result.unit == Decimal(unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(cost("8", valid_from=datetime(2026, 11, 1, tzinfo=UTC)), cost("9"), id="dated beats undated"),
        pytest.param(
            cost("8", valid_from=datetime(1753, 1, 1, tzinfo=UTC)),
            cost("9"),
            id="dated beats undated, however long ago",
        ),
        pytest.param(
            cost("8", valid_from=datetime(2026, 11, 1, tzinfo=UTC)),
            cost("9", valid_from=datetime(2026, 10, 1, tzinfo=UTC)),
            id="the later of two",
        ),
        pytest.param(
            cost("8", valid_until=datetime(2026, 12, 1, tzinfo=UTC)),
            cost("9", valid_until=datetime(9999, 12, 31, tzinfo=UTC)),
            id="the offer that ends first",
        ),
    ],
)
def test_of_two_prices_that_hold_the_closer_one_wins_in_any_order(one: FeedPrice, other: FeedPrice) -> None:
    units = {priced(plan(*order), chain("0")).unit for order in [(one, other), (other, one)]}

    assert units == {Decimal("8.00")}


@pytest.mark.parametrize(
    ("prices", "rates", "unit"),
    [
        pytest.param([cost("10"), cost("1", "USD")], [rate("USD", "EUR", "0.5")], "10.00", id="own currency first"),
        pytest.param([cost("10", "USD")], [rate("USD", "EUR", "0.5")], "5.00", id="one rate"),
        pytest.param(
            [cost("10", "USD")],
            [rate("USD", "EUR", "0.5", date(2026, 11, 1)), rate("USD", "EUR", "0.6", date(2026, 11, 20))],
            "6.00",
            id="the latest rate",
        ),
        pytest.param(
            [cost("10", "USD")],
            [rate("USD", "EUR", "0.7", date(2026, 11, 23)), rate("USD", "EUR", "0.5", date(2026, 11, 1))],
            "5.00",
            id="not a rate of tomorrow",
        ),
        pytest.param(
            [cost("10", "USD")], [rate("USD", "EUR", "0.5", date(2026, 11, 22))], "5.00", id="a rate of today"
        ),
        pytest.param(
            [srp("9"), cost("10", "USD")], [rate("USD", "EUR", "0.5")], "5.00", id="a cost before own currency"
        ),
        pytest.param(
            [cost("30", "USD"), cost("20", "GBP")],
            [rate("USD", "EUR", "0.5"), rate("GBP", "EUR", "1.2")],
            "24.00",
            id="the first of two by alphabet",
        ),
        pytest.param([cost("10", "USD")], [rate("USD", "EUR", "0.00001")], "0.00", id="next to nothing"),
    ],
)
def test_a_price_is_exchanged_once_and_only_if_it_must_be(
    prices: list[FeedPrice], rates: list[object], unit: str
) -> None:
    where = Market("EUR", tuple(rates), market().tax)  # pyright: ignore[reportArgumentType]

    result = priced(plan(*prices), chain("0"), where=where)

    assert result.unit == Decimal(unit)
    assert kinds(result).count("exchange") == (0 if unit == "10.00" else 1)


def test_the_day_of_a_rate_does_not_depend_on_the_zone_the_moment_is_written_in() -> None:
    where = market("EUR", rate("USD", "EUR", "0.5", date(2026, 11, 1)), rate("USD", "EUR", "0.6", date(2026, 11, 23)))
    late = datetime(2026, 11, 22, 23, tzinfo=UTC)

    units = {
        priced(plan(cost("10", "USD")), chain("0"), at=late.astimezone(zone), where=where).unit
        for zone in (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))
    }

    assert units == {Decimal("5.00")}


@pytest.mark.parametrize(
    ("what", "where", "why"),
    [
        pytest.param(
            plan(cost("1", "USD"), srp("2", "CHF")),
            market("EUR"),
            "the feed has it in CHF, USD and there is no exchange rate to EUR. "
            "Add one to exchange_rates in config/awning.yaml.",
            id="no rate",
        ),
        pytest.param(
            plan(cost("1", "USD")),
            market("EUR", rate("USD", "EUR", "0.9", date(2026, 12, 24))),
            "the feed has it in USD and there is no exchange rate to EUR before 2026-12-24. "
            "Add one to exchange_rates in config/awning.yaml.",
            id="a rate that is too late",
        ),
        pytest.param(
            plan(cost("1", "USD")),
            market("EUR", rate("EUR", "USD", "1.1")),
            "the feed has it in USD and there is no exchange rate to EUR. "
            "Add one to exchange_rates in config/awning.yaml.",
            id="a rate the other way round",
        ),
        pytest.param(
            plan(), market("EUR"), "no cost or suggested price in the feed holds on 2026-11-22.", id="no price"
        ),
        pytest.param(
            plan(cost("1", valid_until=NOON)),
            market("EUR"),
            "no cost or suggested price in the feed holds on 2026-11-22.",
            id="expired",
        ),
        pytest.param(
            plan(floor("1")),
            market("EUR"),
            "no cost or suggested price in the feed holds on 2026-11-22.",
            id="only a floor",
        ),
        pytest.param(
            plan(cost("1"), floor("2", "USD")),
            market("EUR"),
            "the feed has its floor in USD and there is no exchange rate to EUR. "
            "Add one to exchange_rates in config/awning.yaml.",
            id="a floor nobody can convert",
        ),
    ],
)
def test_what_cannot_be_priced_says_why_and_what_to_do(what: Plan, where: Market, why: str) -> None:
    with pytest.raises(NotForSale) as refusal:
        priced(what, chain("0", "25"), where=where)

    assert str(refusal.value) == f"MAIL-1, plan P1Y-P1M: {why}"


def test_a_floor_in_another_currency_is_exchanged_too() -> None:
    result = priced(plan(cost("1"), floor("10", "USD")), chain("0"), where=market("EUR", rate("USD", "EUR", "0.9")))

    assert result.unit == Decimal("9.00")


RULES = [
    markup("1"),
    markup("2", vendor="Mailwright"),
    markup("3", category="communication"),
    markup("4", category="email"),
    markup("5", offering="MAIL-1"),
]


@pytest.mark.parametrize(
    ("sku", "categories", "vendor", "percent"),
    [
        pytest.param("MAIL-1", ["email", "communication"], "Mailwright", "5", id="the offering"),
        pytest.param("MAIL-2", ["email", "communication"], "Mailwright", "4", id="the deepest category"),
        pytest.param("MAIL-2", ["chat", "communication"], "Mailwright", "3", id="a category around it"),
        pytest.param("MAIL-2", ["backup"], "Mailwright", "2", id="the vendor"),
        pytest.param("MAIL-2", ["backup"], "Another", "1", id="everything"),
    ],
)
@given(rules=st.permutations(RULES))
def test_the_most_specific_rule_decides_whatever_their_order(
    sku: str, categories: list[str], vendor: str, percent: str, rules: list[Rule]
) -> None:
    what = subject(plan(cost("100")), *categories, sku=sku, vendor=vendor)

    found = RuleBook(rules).deciding(*what, 1, NOON)

    assert found is not None
    assert found.value == Decimal(percent)
    assert priced(what, shop(*rules)).unit == Decimal(100 + int(percent))


def test_a_reseller_without_a_fitting_rule_sells_at_what_they_pay() -> None:
    result = priced(plan(cost("100")), shop(markup("30", vendor="Another")))

    assert result.unit == Decimal("100.00")
    assert result.trail[2].says == "Reseller Blue Sky: no markup"


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        pytest.param(markup("25.00"), "+25 % on everything", id="everything"),
        pytest.param(markup("100", vendor="M"), "+100 % on vendor M", id="a hundred is not 1E+2"),
        pytest.param(markup("-3.5", category="email"), "-3.5 % on category email", id="a discount"),
        pytest.param(markup("0", offering="A"), "+0 % on offering A", id="nothing"),
    ],
)
def test_a_markup_prints_as_it_was_meant(rule: Rule, printed: str) -> None:
    assert str(rule) == printed


def test_a_markup_that_would_pay_the_buyer_is_refused() -> None:
    with pytest.raises(PriceError, match=r"A markup of -100\.01 % would pay the buyer"):
        markup("-100.01")


def test_a_chain_has_at_least_one_who_sells() -> None:
    with pytest.raises(PriceError, match="Nobody sells in a chain without links"):
        Chain(())


def test_metered_and_retired_things_do_not_go_into_a_cart() -> None:
    monthly, by_use = plan(cost("1")), metered(srp("1"))

    assert buyable(offering(monthly), monthly)
    assert not buyable(offering(by_use), by_use)
    assert not buyable(retired(monthly), monthly)


percents = st.decimals(-100, 300, places=4)
shares = st.none() | st.decimals(0, 60, places=3)
currencies = st.sampled_from(["EUR", "JPY", "BHD"])
quantities = st.integers(1, 5_000)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Up to four links, each with markups of every kind, an operator and an agent."""
    links = [
        Link(
            Party(PartyRole.RESELLER if number else PartyRole.DISTRIBUTOR, f"party {number}"),
            RuleBook(
                [replace(rule, value=draw(percents)) for rule in draw(st.lists(st.sampled_from(RULES), unique=True))]
            ),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    operator, agent = draw(shares), draw(shares)
    return Chain(
        tuple(links),
        fee(OPERATOR, str(operator)) if operator is not None else None,
        fee(AGENT, str(agent)) if agent is not None else None,
    )


@given(
    through=chains(),
    quantity=quantities,
    currency=currencies,
    paid=amounts,
    lowest=st.none() | amounts,
    per_dollar=st.decimals("0.0001", 500, places=6),
)
def test_the_cuts_are_the_price_to_the_last_cent(
    *, through: Chain, quantity: int, currency: str, paid: Decimal, lowest: Decimal | None, per_dollar: Decimal
) -> None:
    prices = [cost(str(paid), "USD")] + ([floor(str(lowest), "USD")] if lowest is not None else [])
    where = market(currency, rate("USD", currency, str(per_dollar)), tax=VAT_20)
    try:
        result = priced(plan(*prices), through, quantity, where=where)
    except NotForSale as refusal:
        assume("more than can be charged" not in str(refusal))
        raise

    step = Decimal(smallest(currency)).scaleb(-exponent(currency))
    assert total([cut.money for cut in result.cuts], currency) == result.total
    assert result.total == Money.from_decimal(result.unit, currency) * quantity
    assert result.unit == result.trail[-1].amount
    assert result.unit % step == 0
    assert result.unit >= (lowest or 0) * per_dollar
    assert result.gross == result.total + result.tax
    assert len(result.cuts) == len(through.links) + (through.operator is not None) + (through.agent is not None)


@given(chains(), amounts, st.integers(1, 100))
def test_the_trail_leads_from_the_feed_to_the_price_without_a_gap(through: Chain, paid: Decimal, quantity: int) -> None:
    result = priced(plan(cost(str(paid))), through, quantity)

    assert kinds(result) == ["feed", *["markup"] * len(through.links), "rounding"]
    assert result.trail[0].amount == paid
    for before, after in pairwise(result.trail):
        rules = next((link.rules for link in through.links if link.party == after.party), RuleBook())
        found = rules.deciding(*subject(plan()), quantity, NOON)
        if after.kind == "markup":
            assert after.amount * 100 == before.amount * (100 + (found.value if found else 0))
        else:
            assert abs(after.amount - before.amount) * 200 <= 1


@given(chains(), amounts, quantities)
def test_the_same_question_has_the_same_answer_anywhere(through: Chain, paid: Decimal, quantity: int) -> None:
    what, where = subject(plan(cost(str(paid)))), market(tax=VAT_20)
    here = price(what, through, quantity=quantity, as_of=NOON, market=where)

    with localcontext(prec=4, rounding=ROUND_DOWN):
        there = price(
            what, through, quantity=quantity, as_of=NOON.astimezone(timezone(timedelta(hours=9))), market=where
        )

    assert there == here


@given(st.permutations([cost("10"), cost("9", tier="5"), cost("8", "USD"), srp("20"), floor("3"), floor("4", "USD")]))
def test_the_order_of_price_rows_in_the_feed_does_not_matter(rows: list[FeedPrice]) -> None:
    where = market("EUR", rate("USD", "EUR", "0.9"))

    units = [priced(plan(*rows), chain("0", "25"), quantity, where=where).unit for quantity in (1, 4, 5)]

    assert units == [Decimal("12.50"), Decimal("12.50"), Decimal("11.25")]


@given(chains(), amounts, st.integers(1, 100))
def test_a_dearer_feed_never_makes_a_cheaper_shelf(through: Chain, paid: Decimal, quantity: int) -> None:
    cheap = priced(plan(cost(str(paid))), through, quantity)
    dear = priced(plan(cost(str(paid + 1))), through, quantity)

    assert cheap.total <= dear.total


def test_prices_are_one_and_the_same_for_display_and_charge() -> None:
    monthly = plan(cost("4.199"))

    one, many = priced(monthly, chain("0", "25")), priced(monthly, chain("0", "25"), 25)

    assert many.unit == one.unit
    assert many.total == one.total * 25


def test_roles_are_told_apart_by_their_party() -> None:
    result = priced(plan(cost("10")), chain("0", "25", operator="1", agent="1"))

    assert [cut.party for cut in result.cuts] == [DISTRIBUTOR, RESELLER, OPERATOR, AGENT]
    assert [step.party for step in result.trail] == [None, DISTRIBUTOR, RESELLER, None]
    assert {price.role for price in plan(cost("1"), srp("1"), floor("1")).prices} == {*PriceRole} - {PriceRole.SETUP}
