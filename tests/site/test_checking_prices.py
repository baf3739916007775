"""Prices that cannot stand: found by rule and not plan by plan, and never another way than by pricing them all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, FeedPrice, Offering, Period, Plan, PlanKind
from awning.checking.findings import Findings
from awning.checking.prices import PriceCheck
from awning.checking.shop import Shop
from awning.checking.stock import Stock
from awning.config import Project, Reseller, read_project, read_reseller
from awning.drafting import write_snapshot
from awning.errors import NotForSale, RuleUnfit
from awning.pricebook import PriceBook
from awning.pricing import Price
from awning.snapshot import Snapshot
from support_check import MAILBOX, SHELVES, checked, engaged, rules, short
from support_core import NOON, cost, floor, metered, offering, plan, srp
from support_settings import PROJECT, changed, project_folder
from support_shops import SHOP
from support_strategies import FEWER

BARE = offering(plan(cost("10")), id="BARE-1")
LINE = "blue-sky.yaml:11"


def errors(folder: Path, *offerings: Offering, shop: str, project: str = PROJECT) -> list[str]:
    return short(folder, checked(folder, *offerings, shop=shop, project=project).errors)


def warnings(folder: Path, *offerings: Offering, shop: str, project: str = PROJECT) -> list[str]:
    return short(folder, checked(folder, *offerings, shop=shop, project=project).warnings)


def test_a_rule_that_needs_a_suggested_price_says_which_plans_have_none(tmp_path: Path) -> None:
    more = [replace(BARE, id=f"BARE-{number}") for number in range(2, 30)]

    [line] = errors(tmp_path, MAILBOX, BARE, *more, shop=rules("{off_srp: 5}"))

    assert line == (
        f"{LINE}:3: rules.1: BARE-1 (P1Y-P1M) and 28 more plans: cannot be sold, because the rule "
        "`5 % off the suggested price on everything` needs a suggested price, and the feed has none. Make its price in "
        "another way, or leave it out."
    )


def test_a_rule_of_the_distributor_that_cannot_be_followed_stands_in_its_own_file(tmp_path: Path) -> None:
    project = changed(PROJECT, "operator:", "  currency: CHF\n  rules:\n  - {add: 1, vendor: Mailwright}\noperator:")
    shop = rules("{markup: 5}")

    found = checked(tmp_path, project=project, shop=shop, others={"green-sky": shop})

    [line] = short(tmp_path, found.errors)
    assert line == (
        "awning.yaml:8:5: distributor.rules.1: MAIL-1 (P1Y-P1M): cannot be sold, because the rule `+1 CHF on vendor "
        "Mailwright` is in CHF, and there is no exchange rate to EUR. Add one to exchange_rates in config/awning.yaml."
    )


def test_a_price_below_the_floor_is_a_mistake_where_the_shop_refuses_it(tmp_path: Path) -> None:
    floored = offering(plan(cost("10"), floor("12")))
    shop = rules("{markup: 5}") + "floors: {below: refuse}\n"

    [line] = errors(tmp_path / "refused", floored, shop=shop)
    assert line == (
        f"{LINE}:3: rules.1: MAIL-1 (P1Y-P1M): cannot be sold, because its rule comes to 10.5 EUR, below 12: the "
        "vendor allows no lower price. Mend the rule, or set floors.below to raise."
    )
    assert errors(tmp_path / "raised", floored, shop=rules("{markup: 5}")) == []


@pytest.mark.parametrize(
    ("markup", "fits"),
    [("25", True), ("24.99", False)],
    ids=["20 % margin to the cent", "a hundredth of a percent less"],
)
def test_the_least_margin_is_met_or_not(markup: str, fits: bool, tmp_path: Path) -> None:
    shop = rules(f"{{markup: {markup}}}") + "floors: {minimum_margin: 20, below: refuse}\n"

    assert (errors(tmp_path, shop=shop) == []) is fits


def test_a_rule_that_begins_later_is_looked_at_now(tmp_path: Path) -> None:
    shop = rules("{markup: 5}", "{offering: BARE-1, off_srp: 5, from: 2026-12-01}")

    [line] = errors(tmp_path, MAILBOX, BARE, shop=shop)

    assert line.startswith("blue-sky.yaml:12:3: rules.2: BARE-1 (P1Y-P1M), from 2026-12-01 on: cannot be sold, because")


def test_a_rule_for_many_units_is_looked_at_for_so_many(tmp_path: Path) -> None:
    [line] = errors(tmp_path, BARE, shop=rules("{markup: 5}", "{quantity: 25, off_srp: 5}"))

    assert "rules.2: BARE-1 (P1Y-P1M, 25 units): cannot be sold" in line


def test_what_is_sold_on_request_is_no_mistake(tmp_path: Path) -> None:
    assert errors(tmp_path, shop=rules("{request: true}")) == []


@pytest.mark.parametrize(
    ("rule", "loses"),
    [
        ("{markup: -0.1}", True),
        ("{margin: -5}", True),
        ("{add: -0.01}", True),
        ("{price: 9.99}", True),
        ("{off_srp: 30}", True),
        ("{markup: 0}", False),
        ("{price: 10}", False),
        ("{off_srp: 28}", False),
        ("{request: true}", False),
    ],
    ids=str,
)
def test_prices_below_cost_are_warned_of(rule: str, loses: bool, tmp_path: Path) -> None:
    found = warnings(tmp_path, MAILBOX, shop=rules(rule))

    assert bool(found) is loses
    assert all(" is less than the shop pays for it: each sale is a loss. Ask for more." in line for line in found)


def test_an_ending_further_down_that_takes_the_margin_is_warned_of(tmp_path: Path) -> None:
    shop = rules("{markup: 5}") + "charm: {EUR: {ends_in: '99', round: down}}\n"

    [line] = warnings(tmp_path, MAILBOX, shop=shop)
    assert line == (
        f"{LINE}:3: rules.1: MAIL-1 (P1Y-P1M): 9.99 EUR net is less than the shop pays for it: each sale is a loss. "
        "Ask for more."
    )


def test_the_agents_share_belongs_to_what_is_paid(tmp_path: Path) -> None:
    agents = "agents: [{name: Ann, commission_percent: 10}]\n"

    assert warnings(tmp_path / "less", MAILBOX, shop=rules("{markup: 12}") + agents) == []
    [line] = warnings(tmp_path / "more", MAILBOX, shop=rules("{markup: 11}") + agents)
    assert "11.10 EUR net, less the agent's share, is less than the shop pays for it" in line


def test_the_vendors_floor_saves_from_a_loss(tmp_path: Path) -> None:
    floored = offering(plan(cost("10"), floor("12")))

    assert warnings(tmp_path, floored, shop=rules("{markup: -5}")) == []


def test_a_shop_above_the_band_is_told_by_its_furthest_price(tmp_path: Path) -> None:
    dear = offering(plan(cost("12"), srp("14")), id="MAIL-2")

    [line] = errors(
        tmp_path, MAILBOX, dear, shop=rules("{markup: 40}"), project=engaged("{price_band: {above_srp: 15}}")
    )

    assert line == (
        f"{LINE}:3: rules.1: MAIL-2 (P1Y-P1M): 16.80 EUR net is more than 15 % above the suggested price of 14.00 EUR. "
        "The distributor allows no more (config/awning.yaml, distributor.engagement.price_band). Ask for less."
    )


@pytest.mark.parametrize(
    ("price", "anchor", "breaks"),
    [
        pytest.param("{price: 16.10}", "net", False, id="net, at its end to the cent"),
        pytest.param("{price: 16.11}", "net", True, id="net, a cent above"),
        pytest.param("{price: 19.32}", "gross", False, id="gross, at its end to the cent"),
        pytest.param("{price: 19.34}", "gross", True, id="gross, two cents above"),
    ],
)
def test_the_band_is_one_of_net_prices(price: str, anchor: str, breaks: bool, tmp_path: Path) -> None:
    shop = changed(rules(price), "display: excluding", f"anchor: {anchor}")

    found = errors(tmp_path, MAILBOX, shop=shop, project=engaged("{price_band: {above_srp: 15}}"))

    assert bool(found) is breaks


# Whatever is set, the check finds what pricing every plan finds.

_PRICES = st.sampled_from(["0", "0.01", "0.4", "1", "4.2", "9.995", "10", "13", "250", "999.99"])
_YEAR, _MONTH = Period(1, "year"), Period(1, "month")


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    rows: list[FeedPrice] = []
    if draw(st.integers(0, 4)):
        rows.append(cost(draw(_PRICES)))
    if draw(st.booleans()) or not rows:
        rows.append(srp(draw(_PRICES)))
    if not draw(st.integers(0, 5)):
        rows.append(floor(draw(_PRICES)))
    kind = draw(st.sampled_from([PlanKind.RECURRING] * 4 + [PlanKind.METERED, PlanKind.TRIAL]))
    if kind is PlanKind.METERED:
        return metered(*rows)
    number = draw(st.integers(0, 1))
    return plan(*rows, id=f"P{number}", kind=kind, commitment=(_YEAR, _MONTH)[number])


_TARGETS = st.sampled_from(
    ["", ", vendor: Mailwright", ", category: email", ", category: communication", ", offering: MAIL-1", ", term: P1M"]
)
_WAYS = st.one_of(
    st.integers(-20, 60).map(lambda percent: f"markup: {percent}"),
    st.integers(-20, 60).map(lambda percent: f"margin: {percent}"),
    st.integers(-10, 40).map(lambda percent: f"off_srp: {percent}"),
    st.sampled_from(["-1", "0.01", "2.5"]).map(lambda amount: f"add: {amount}"),
    st.sampled_from(["0", "4.2", "10", "250"]).map(lambda amount: f"price: {amount}"),
    st.just("request: true"),
)
_RULES = st.dictionaries(_TARGETS, _WAYS, min_size=1, max_size=4)
_CHARM = st.sampled_from(["", "up", "nearest", "down"])
_MARGIN = st.sampled_from([None, 0, 10, 35])


@st.composite
def shops(draw: st.DrawFn) -> str:
    text = changed(
        rules(*(f"{{{way}{target}}}" for target, way in draw(_RULES).items())),
        "display: excluding",
        f"anchor: {draw(st.sampled_from(['net', 'gross']))}",
    )
    if charm := draw(_CHARM):
        text += f"charm: {{EUR: {{ends_in: '{draw(st.sampled_from(['9', '99']))}', round: {charm}}}}}\n"
    margin, below = draw(_MARGIN), draw(st.sampled_from(["raise", "refuse"]))
    text += f"floors: {{below: {below}{'' if margin is None else f', minimum_margin: {margin}'}}}\n"
    return text + draw(st.sampled_from(["", "agents: [{name: Ann, commission_percent: 7}]\n"]))


BANDS = ["{}", "{price_band: {above_srp: 20}}", "{price_band: {above_srp: 20, below_srp: 10}}"]


@FEWER
@given(
    sold=st.lists(st.lists(plans(), min_size=1, max_size=2, unique_by=lambda plan: plan.id), min_size=1, max_size=5),
    text=shops(),
    band=st.sampled_from(BANDS),
)
def test_the_check_finds_what_pricing_every_plan_finds(
    sold: list[list[Plan]], text: str, band: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shop")
    project_folder(folder, project=engaged(band), reseller=text)
    catalog: list[Category | Offering] = [*SHELVES]
    catalog += [offering(*each, id=f"MAIL-{number}") for number, each in enumerate(sold)]
    revision = write_snapshot(folder / "var", catalog)
    project = read_project(folder)
    reseller = read_reseller(folder, "blue-sky", project)
    findings = Findings(folder)

    with Snapshot(folder / "var" / f"{revision}.sqlite") as snapshot:
        book = PriceBook(snapshot, project, reseller, as_of=NOON)
        PriceCheck(Shop(project, reseller, book, Stock.of(snapshot, NOON))).look(findings)
        expected = by_pricing(book, project, reseller)

    said = "\n".join([*findings.errors, *findings.warnings])
    assert ("cannot be sold" in said, "above the suggested price" in said, "is a loss" in said) == expected


def by_pricing(book: PriceBook, project: Project, reseller: Reseller) -> tuple[bool, bool, bool]:
    """Whether any plan is unfit, above the band, or sold at a loss; losses of a hair by rounding are none."""
    unfit = above = loses = False
    most = project.distributor.engagement.price_band.above_srp
    goes_down = any(charm.round != "up" for charm in reseller.charm.values())
    for sold in book.offerings():
        for each in sold.plans:
            try:
                price = book.price(sold, each)
            except RuleUnfit:
                unfit = True
                continue
            except NotForSale:
                continue
            if each.kind is PlanKind.TRIAL:
                continue
            suggested = next((row.amount for row in each.prices if row.role == "srp"), None)
            factor = 1 + book.market.tax.anchor_rate() / 100 if reseller.tax.anchor == "gross" else Decimal(1)
            if most is not None and suggested is not None:
                above |= price.unit > suggested * (100 + most) / 100 * factor
            loses |= lost(price, factor, book, each, goes_down=goes_down)
    return unfit, above, loses


def lost(price: Price, factor: Decimal, book: PriceBook, sold: Plan, *, goes_down: bool) -> bool:
    """Whether the owner of the shelf pays more than is left, before rounding, or after an ending took it down."""
    links = [step for step in price.trail if step.party is not None]
    bought = links[-2].amount
    raised = next((step.amount / factor for step in price.trail if step.kind == "floor"), Decimal(0))
    exact = max(links[-1].amount, raised)
    share = 1 - (book.chain.agent.percent / 100 if book.chain.agent else 0)
    if sold.kind is not PlanKind.METERED and goes_down:
        owner = book.chain.links[-1].party
        if any(cut.party == owner and cut.money.minor < 0 for cut in price.cuts):
            return True
    return bought - exact * share > Decimal("0.000001")


def test_the_sample_of_settings_is_one_that_checks_well(tmp_path: Path) -> None:
    found = checked(tmp_path, shop=SHOP)

    assert (found.errors, found.warnings) == ((), ())
