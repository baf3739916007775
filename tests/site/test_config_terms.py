"""Rules, promotions, coupons, agents, taxes, notice, engagement: what may stand there, and what may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from awning.config import (
    Agent,
    Below,
    Charm,
    Coupon,
    Project,
    Reseller,
    Rule,
    SellerRule,
    TaxDisplay,
    read_project,
    read_reseller,
)
from awning.errors import SettingsError
from support_settings import PROJECT, RESELLER, changed, project_folder

_RULES = "  - markup: 25\n  - vendor: Mailwright\n    markup: 30.5\n"


def reseller(folder: Path, added: str, *, rules: str = _RULES) -> Reseller:
    """Blue Sky with more settings at the end of its file."""
    project_folder(folder, reseller=changed(RESELLER, _RULES, rules) + added)
    return read_reseller(folder, "blue-sky", read_project(folder))


def refusal(folder: Path, added: str = "", *, rules: str = _RULES) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        reseller(folder, added, rules=rules)
    return [line.partition("/resellers/blue-sky.yaml:")[2] for line in str(refused.value).splitlines()]


def project(folder: Path, distributor: str) -> Project:
    """Northgate with more settings of the distributor."""
    return read_project(project_folder(folder, project=changed(PROJECT, "operator:", f"{distributor}operator:")))


def project_refusal(folder: Path, distributor: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        project(folder, distributor)
    return [line.partition("/awning.yaml:")[2] for line in str(refused.value).splitlines()]


@pytest.mark.parametrize(
    ("written", "method", "value"),
    [
        pytest.param("markup: 25", "markup", Decimal(25), id="markup"),
        pytest.param("margin: 20", "margin", Decimal(20), id="margin"),
        pytest.param("margin: 99.99", "margin", Decimal("99.99"), id="a margin just below all"),
        pytest.param("add: 4.50", "add", Decimal("4.50"), id="an amount on top"),
        pytest.param("add: -1", "add", Decimal(-1), id="an amount less"),
        pytest.param("off_srp: 10", "off_srp", Decimal(10), id="off the suggested price"),
        pytest.param("off_srp: -5", "off_srp", Decimal(-5), id="above the suggested price"),
        pytest.param("price: 0", "price", Decimal(0), id="free of charge"),
        pytest.param("request: true", "request", Decimal(0), id="on request"),
    ],
)
def test_a_rule_makes_a_price_in_one_of_six_ways(written: str, method: str, value: Decimal, tmp_path: Path) -> None:
    [rule] = reseller(tmp_path, "", rules=f"  - {written}\n").rules

    assert (rule.method, rule.value) == (method, value)


def test_a_rule_says_for_what_and_when_it_holds(tmp_path: Path) -> None:
    rules = (
        "  - {offering: MAIL-1, plan: P1Y-P1M, term: P12M, quantity: 25, margin: 20, from: 2026-12-01,"
        " until: 2026-12-24}\n  - {category: email, vendor: Mailwright, markup: 5}\n"
    )

    first, second = reseller(tmp_path, "", rules=rules).rules

    assert (first.offering, first.plan, first.term, first.quantity) == ("MAIL-1", "P1Y-P1M", "P1Y", 25)
    assert (first.from_, first.until) == (date(2026, 12, 1), date(2026, 12, 24))
    assert (second.category, second.vendor, second.quantity, second.dated) == ("email", "Mailwright", 1, False)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        pytest.param("{}", "25:5: rules.1: a rule has one of markup, margin, add, off_srp, price and request: true; "
                     "here is none of them.", id="no way"),
        pytest.param("{markup: 5, margin: 5}", "25:5: rules.1: a rule has one of markup, margin, add, off_srp, price "
                     "and request: true; here is markup and margin.", id="two ways"),
        pytest.param("{request: false}", "25:5: rules.1: a rule has one of markup", id="not on request"),
        pytest.param("{request: 1}", "25:15: rules.1.request: '1' does not fit: true or false", id="a number for true"),
        pytest.param("{margin: 100}", "25:14: rules.1.margin: '100' does not fit: input should be less than 100.",
                     id="a margin of all"),
        pytest.param("{off_srp: 101}", "25:15: rules.1.off_srp: '101' does not fit", id="more off than there is"),
        pytest.param("{price: -1}", "25:13: rules.1.price: '-1' does not fit", id="a price below nothing"),
        pytest.param("{price: 9.999}", "25:13: rules.1.price: 9.999 has more decimals than EUR has: 2.",
                     id="a tenth of a cent"),
        pytest.param("{add: 0.005}", "25:11: rules.1.add: 0.005 has more decimals than EUR has: 2.", id="half a cent"),
        pytest.param("{markup: 5, plan: P1Y}", "25:5: rules.1: plan names a plan of an offering", id="a plan alone"),
        pytest.param("{markup: 5, offering: X, category: email}", "25:5: rules.1: offering stands alone",
                     id="an offering in a category"),
        pytest.param("{markup: 5, term: 1 year}", "25:23: rules.1.term: '1 year' is no term: write P1M",
                     id="a term in words"),
        pytest.param("{markup: 5, term: P0M}", "25:23: rules.1.term: 'P0M' is no term", id="no time"),
        pytest.param("{markup: 5, quantity: 0}", "25:27: rules.1.quantity: '0' does not fit", id="from no units on"),
        pytest.param("{markup: 5, quantity: true}", "25:27: rules.1.quantity: true does not fit: a whole number",
                     id="true units"),
        pytest.param("{markup: 5, quantity: 2.5}", "25:27: rules.1.quantity: '2.5' does not fit: a whole number",
                     id="half a unit"),
        pytest.param("{markup: 5, from: 2026-12-02, until: 2026-12-01}",
                     "25:5: rules.1: until 2026-12-01 is before from 2026-12-02", id="an end before the beginning"),
        pytest.param("{markup: 5, from: 20261201}", "25:23: rules.1.from: '20261201' is not a day: write year, month",
                     id="a day without dashes"),
        pytest.param("{markup: 5, until: 2026-02-30}", "25:24: rules.1.until: '2026-02-30' is not a day of the cal",
                     id="a day that never comes"),
        pytest.param("{markup: 5, until: 9999-12-31}", "25:24: rules.1.until: '9999-12-31' is out of reach: write a "
                     "day from 1970-01-01 to 9998-12-31.", id="for ever"),
        pytest.param("{markup: 5, from: 0001-01-01}", "25:23: rules.1.from: '0001-01-01' is out of reach: write a "
                     "day from 1970-01-01 to 9998-12-31.", id="since ever"),
        pytest.param("{markup: 5, from_: 2026-12-01}", "25:17: rules.1.from_: there is no such setting. Did you mean "
                     "from?", id="a name of Python"),
        pytest.param("{markup: 5, buyer: gold}", "25:17: rules.1.buyer: there is no such setting.", id="a buyer"),
        pytest.param("{margin: 120, plan: P1Y, vendr: x}", "25:30: rules.1.vendr: there is no such setting. Did you",
                     id="several mistakes"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_hold_together_is_refused(rule: str, said: str, tmp_path: Path) -> None:
    found = refusal(tmp_path, rules=f"  - {rule}\n")

    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param("{markup: 5}", "{margin: 5}", id="everything"),
        pytest.param("{markup: 5, term: P1Y}", "{markup: 6, term: P12M}", id="one term, written twice"),
        pytest.param("{markup: 5, vendor: A, category: b}", "{price: 1, category: b, vendor: A}", id="a pair"),
        pytest.param("{markup: 5, from: 2026-01-01}", "{markup: 6, until: 2026-01-01}", id="one day in common"),
    ],
)
def test_two_rules_for_the_same_thing_at_the_same_time_are_refused(one: str, two: str, tmp_path: Path) -> None:
    [found] = refusal(tmp_path, rules=f"  - {one}\n  - {two}\n")

    assert found.startswith("26:5: rules.2: this and rules.1 (line 25) are for the same thing at the same time.")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param("{markup: 5}", "{markup: 6, quantity: 10}", id="another quantity"),
        pytest.param("{markup: 5}", "{markup: 6, term: P1Y}", id="another term"),
        pytest.param("{markup: 5}", "{markup: 6, from: 2026-01-01}", id="one with dates"),
        pytest.param("{markup: 5, until: 2026-01-01}", "{markup: 6, from: 2026-01-02}", id="one after the other"),
        pytest.param("{markup: 5, vendor: A}", "{markup: 6, category: A}", id="a vendor called like a category"),
    ],
)
def test_two_rules_of_which_one_wins_may_stand_together(one: str, two: str, tmp_path: Path) -> None:
    assert len(reseller(tmp_path, "", rules=f"  - {one}\n  - {two}\n").rules) == 2


def test_charm_and_floors_are_read(tmp_path: Path) -> None:
    read = reseller(
        tmp_path, "charm: {EUR: {ends_in: 99}, JPY: {ends_in: '00', round: down}}\nfloors: {minimum_margin: 8.5}\n"
    )

    assert read.charm == {"EUR": Charm(ends_in="99"), "JPY": Charm(ends_in="00", round="down")}
    assert read.charm["EUR"].round == "up"
    assert (read.floors.minimum_margin, read.floors.below) == (Decimal("8.5"), Below.RAISE)


def test_endings_that_coins_make_are_read(tmp_path: Path) -> None:
    written = {"HUF": "900", "TWD": "00", "KWD": "990", "JPY": "80", "EUR": "9"}
    charm = ", ".join(f"{currency}: {{ends_in: '{ending}'}}" for currency, ending in written.items())

    read = reseller(tmp_path, f"charm: {{{charm}}}\n")

    assert {currency: each.ends_in for currency, each in read.charm.items()} == written


def test_the_first_and_the_last_day_there_is_are_days(tmp_path: Path) -> None:
    [rule] = reseller(tmp_path, "", rules="  - {markup: 5, from: 1970-01-01, until: 9998-12-31}\n").rules

    assert rule.days == (date(1970, 1, 1), date(9998, 12, 31))


def test_notice_rules_of_which_one_wins_may_stand_together(tmp_path: Path) -> None:
    rules = "{days: 1}, {days: 2, term: P1M}, {days: 3, vendor: A}, {days: 4, category: A}"

    read = reseller(tmp_path, f"notice: {{rules: [{rules}]}}\n")

    assert [rule.days for rule in read.notice.rules] == [1, 2, 3, 4]


def test_promotions_and_coupons_are_read(tmp_path: Path) -> None:
    read = reseller(
        tmp_path,
        "promotions:\n- {name: Advent, off: 15, from: 2026-12-01, until: 2026-12-24, category: backup}\n"
        "coupons:\n- {code: spring-10, off: 10, lasts: always, limit: 100, per_customer: 1}\n"
        "- {code: HELLO, amount: 5.00, until: 2027-01-31}\n",
    )

    [advent] = read.promotions
    assert (advent.name, advent.off, advent.price, advent.category) == ("Advent", Decimal(15), None, "backup")
    assert advent.days == (date(2026, 12, 1), date(2026, 12, 24))
    assert read.coupons == (
        Coupon(code="SPRING-10", off=Decimal(10), lasts="always", limit=100, per_customer=1),
        Coupon(code="HELLO", amount=Decimal("5.00"), until=date(2027, 1, 31)),
    )
    assert read.coupons[1].lasts == "first"


def test_agents_have_customers_by_address_or_by_domain(tmp_path: Path) -> None:
    read = reseller(
        tmp_path,
        "agents:\n- {name: Ann, commission_percent: 1.5}\n"
        "- {name: Ben, commission_percent: 5, lasts: first-year, customers: [Eva@Bakery.example, '@mill.example']}\n",
    )

    ann = Agent(name="Ann", commission_percent=Decimal("1.5"))
    assert read.agents[0] == ann
    assert (read.agents[1].lasts, read.agents[1].customers) == ("first-year", ("eva@bakery.example", "mill.example"))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        pytest.param("charm: {EURO: {ends_in: 99}}", "28:9: charm.EURO: 'EURO' is not a currency", id="no currency"),
        pytest.param("charm: {EUR: {ends_in: 99, rund: up}}", "28:28: charm.EUR.rund: there is no such setting. Did "
                     "you mean round?", id="a misspelt key of a currency"),
        pytest.param("charm: {EUR: {ends_in: 12345}}", "28:24: charm.EUR.ends_in: an ending is one to four digits",
                     id="a long ending"),
        pytest.param("charm: {EUR: {ends_in: .99}}", "28:24: charm.EUR.ends_in: an ending is", id="an ending of .99"),
        pytest.param("charm: {EUR: {ends_in: 99, round: upp}}", "28:35: charm.EUR.round: 'upp' does not fit: input "
                     "should be 'up', 'nearest' or 'down'. Did you mean up?", id="a misspelt word"),
        pytest.param("charm: {HUF: {ends_in: '99'}}", "28:24: charm.HUF.ends_in: prices in HUF go in steps of 1, and "
                     "'99' is none: end them in '00', with other digits before that.", id="cents of a forint"),
        pytest.param("charm: {TWD: {ends_in: 0}}", "28:24: charm.TWD.ends_in: prices in TWD go in steps of 1, and '0' "
                     "is none", id="ten cents of a dollar"),
        pytest.param("charm: {KWD: {ends_in: '999'}}", "28:24: charm.KWD.ends_in: prices in KWD go in steps of 0.01, "
                     "and '999' is none: end them in '0', with other digits before that.", id="thousandths of a dinar"),
        pytest.param("floors: {minimum_margin: 100}", "28:26: floors.minimum_margin: '100' does not fit", id="all"),
        pytest.param("floors: {below: reject}", "28:17: floors.below: 'reject' does not fit: input should be 'raise' "
                     "or 'refuse'.", id="another way"),
        pytest.param("promotions:\n- {name: A, off: 5, from: 2026-12-01}", "29:3: promotions.1.until: is missing.",
                     id="a promotion without end"),
        pytest.param("promotions:\n- {name: A, off: 5, from: 2026-12-01, until: 9999-12-31}", "29:46: promotions.1."
                     "until: '9999-12-31' is out of reach", id="a promotion for ever"),
        pytest.param("promotions:\n- {name: A, from: 2026-12-01, until: 2026-12-02}",
                     "29:3: promotions.1: write either off or price; here is neither.", id="a promotion of nothing"),
        pytest.param("promotions:\n- {name: A, price: 1.005, from: 2026-12-01, until: 2026-12-02}",
                     "29:20: promotions.1.price: 1.005 has more decimals", id="a promotion of half a cent"),
        pytest.param("promotions:\n- {name: A, off: 5, from: 2026-12-01, until: 2026-12-05}\n"
                     "- {name: B, off: 6, from: 2026-12-05, until: 2026-12-09}",
                     "30:3: promotions.2: this and promotions.1 (line 29) are for the same", id="two on one day"),
        pytest.param("coupons: [{code: AB, off: 5}]", "28:18: coupons.1.code: 'AB' is no coupon code", id="short"),
        pytest.param("coupons: [{code: 'A B C', off: 5}]", "28:18: coupons.1.code: 'A B C' is no coupon", id="spaces"),
        pytest.param("coupons: [{code: 2026, off: 5}]", "28:18: coupons.1.code: '2026' does not fit: a text is needed "
                     "here; put it in quotes.", id="a number for a code"),
        pytest.param("coupons: [{code: ABC, off: 5, amount: 5}]", "28:11: coupons.1: write either off or amount; here "
                     "are both.", id="percent and amount"),
        pytest.param("coupons: [{code: ABC, amount: 5, lasts: always}]", "28:11: coupons.1: an amount comes off once",
                     id="an amount for ever"),
        pytest.param("coupons: [{code: ABC, amount: 0.001}]", "28:31: coupons.1.amount: 0.001 has more decimals than",
                     id="a tenth of a cent"),
        pytest.param("coupons: [{code: ABC, off: 5}, {code: abc, off: 6}]", "28:39: coupons.2.code: ABC is the code of "
                     "coupons.1 (line 28) too. Keep one of them.", id="the same code twice"),
        pytest.param("agents: [{name: A, commission_percent: 1}, {name: B, commission_percent: 1}]", "28:44: agents.2: "
                     "A has a share in every sale already.", id="two agents of the shop"),
        pytest.param("agents: [{name: A, commission_percent: 1, customers: [a.example]}, {name: B, commission_percent: "
                     "1, customers: [A.example]}]", "28:113: agents.2.customers.1: a.example is a customer of A",
                     id="a customer of two"),
        pytest.param("agents: [{name: A, commission_percent: 1, customers: [Eva]}]", "28:55: agents.1.customers.1: "
                     "'Eva' is no customer: write an e-mail address", id="a customer's name"),
        pytest.param("notice: {extra_days: -1}", "28:22: notice.extra_days: '-1' does not fit", id="days before"),
        pytest.param("notice: {rules: [{days: 40, plan: P1Y}]}", "28:18: notice.rules.1: plan names a plan",
                     id="notice of a plan alone"),
        pytest.param("notice: {rules: [{days: 40, term: P1Y}, {days: 41}, {days: 42, term: P12M}]}", "28:53: notice."
                     "rules.3: this and rules.1 (line 28) are for the same thing."
                     " Keep one of them.", id="two days for one term"),
        pytest.param("notice: {rules: [{days: 40, vendor: A, category: b}, {days: 40, category: b, vendor: A}]}",
                     "28:54: notice.rules.2: this and rules.1 (line 28) are for the same", id="the same days twice"),
        pytest.param("upstream: []", "28:1: upstream: is not set here; it follows from buys_from.", id="upstream"),
    ],
)  # fmt: skip
def test_a_mistake_in_terms_is_said_with_its_place(added: str, said: str, tmp_path: Path) -> None:
    found = refusal(tmp_path, f"{added}\n")

    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("tax", "shown", "by"),
    [
        pytest.param("{}", TaxDisplay.EXCLUDING, "table", id="by default"),
        pytest.param("{anchor: gross}", TaxDisplay.INCLUDING, "table", id="gross"),
        pytest.param("{anchor: gross, display: both}", TaxDisplay.BOTH, "table", id="both"),
        pytest.param("{by: stripe}", TaxDisplay.EXCLUDING, "stripe", id="by Stripe"),
    ],
)
def test_what_tax_does_not_say_follows_from_what_it_says(tax: str, shown: TaxDisplay, by: str, tmp_path: Path) -> None:
    folder = project_folder(tmp_path, reseller=changed(RESELLER, "tax:\n  name: MwSt.\n  rate: 19", f"tax: {tax}"))

    read = read_reseller(folder, "blue-sky", read_project(folder))

    assert (read.tax.shown, read.taxed_by) == (shown, by)
    assert (read.tax.name, read.tax.rate) == (None, None)


def test_shops_in_the_united_states_leave_tax_to_stripe(tmp_path: Path) -> None:
    american = changed(changed(RESELLER, "country: DE", "country: US"), "  name: MwSt.\n  rate: 19", "  display: both")
    folder = project_folder(tmp_path, reseller=american)

    assert read_reseller(folder, "blue-sky", read_project(folder)).taxed_by == "stripe"


@pytest.mark.parametrize(
    ("country", "tax", "said"),
    [
        pytest.param("DE", "{exempt: § 19 UStG, rate: 19}", "7:6: tax: exempt means that no tax is charged: leave out "
                     "rate", id="exempt and taxed"),
        pytest.param("DE", "{by: stripe, rate: 19}", "7:6: tax: Stripe Tax knows the rates", id="two who know"),
        pytest.param("BR", "{display: both}", "7:6: tax: the tax rates of BR are not known here: set tax.rate",
                     id="a country nobody looked up"),
        pytest.param("DE", "{categories: {books: reduce}}", "7:27: tax.categories.books: 'reduce' is the name of no "
                     "rate. Did you mean reduced?", id="a misspelt rate"),
        pytest.param("DE", "{categories: {books: parking}}", "7:27: tax.categories.books: DE has no rate called "
                     "parking. It has standard, reduced", id="a rate of elsewhere"),
        pytest.param("DE", "{anchor: brutto}", "7:15: tax.anchor: 'brutto' does not fit", id="another language"),
    ],
)  # fmt: skip
def test_a_mistake_in_tax_is_said_with_its_place(country: str, tax: str, said: str, tmp_path: Path) -> None:
    spoilt = changed(RESELLER, "tax:\n  name: MwSt.\n  rate: 19", f"tax: {tax}")
    folder = project_folder(tmp_path, reseller=changed(spoilt, "country: DE", f"country: {country}"))

    with pytest.raises(SettingsError) as refused:
        read_reseller(folder, "blue-sky", read_project(folder))

    assert f"/resellers/blue-sky.yaml:{said}" in str(refused.value)


def test_the_distributor_has_rules_and_groups_are_short_for_some(tmp_path: Path) -> None:
    read = project(
        tmp_path,
        "  currency: EUR\n  rules:\n  - {buyer: blue-sky, vendor: Mailwright, add: 1.50}\n  - {markup: 2}\n",
    )

    assert read.distributor.all_rules == (
        SellerRule(buyer="silver", markup=Decimal(0)),
        SellerRule(buyer="gold", markup=Decimal(-3)),
        SellerRule(buyer="blue-sky", vendor="Mailwright", add=Decimal("1.50")),
        SellerRule(markup=Decimal(2)),
    )


def test_a_group_may_have_rules_only(tmp_path: Path) -> None:
    folder = project_folder(
        tmp_path, project=changed(PROJECT, "gold: -3", "gold:\n  rules: [{buyer: gold, margin: 4}]")
    )

    assert read_project(folder).distributor.all_rules[1:] == (SellerRule(buyer="gold", margin=Decimal(4)),)


def test_rules_of_engagement_are_read(tmp_path: Path) -> None:
    engagement = project(
        tmp_path,
        "  engagement:\n    price_band: {below_srp: 15}\n    certified: [{vendor: Kestrel, needs: kestrel-gold}]\n"
        "    protected: [{category: backup, for: [gold, blue-sky]}, {offering: X-1, for: []}]\n",
    ).distributor.engagement

    assert (engagement.price_band.below_srp, engagement.price_band.above_srp) == (Decimal(15), None)
    assert [(each.vendor, each.needs) for each in engagement.certified] == [("Kestrel", "kestrel-gold")]
    assert [each.for_ for each in engagement.protected] == [("gold", "blue-sky"), ()]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        pytest.param("  rules: [{add: 1}]\n", "6:11: distributor.rules.1: amounts need a currency: set", id="of what"),
        pytest.param("  currency: JPY\n  rules: [{add: 1.5}]\n", "7:17: distributor.rules.1.add: 1.5 has more decimals "
                     "than JPY has: 0.", id="half a yen"),
        pytest.param("  rules: [{buyer: glod, markup: 1}]\n", "6:19: distributor.rules.1.buyer: 'glod' is neither a "
                     "group of the distributor nor a reseller. Did you mean gold?", id="a misspelt buyer"),
        pytest.param("  rules: [{buyer: gold, markup: 1}]\n", "6:11: distributor.rules.1: this and the group's own "
                     "percentage are for the same thing at the same time.", id="a group that has a percentage"),
        pytest.param("  engagement: {protected: [{vendor: A, for: [bronze]}]}\n", "6:46: distributor.engagement.protec"
                     "ted.1.for.1: 'bronze' is neither a group", id="an unknown reseller"),
        pytest.param("  engagement: {protected: [{vendor: A}]}\n", "6:28: distributor.engagement.protected.1.for: is "
                     "missing. Add it.", id="protected for whom"),
        pytest.param("  engagement: {certified: [{needs: a}]}\n", "6:28: distributor.engagement.certified.1: name one "
                     "of vendor, category and offering.", id="a certificate for nothing"),
        pytest.param("  engagement: {price_band: {below: 5}}\n", "6:29: distributor.engagement.price_band.below: there "
                     "is no such setting. Did you mean below_srp?", id="a misspelt key"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_distributor_is_said_with_its_place(added: str, said: str, tmp_path: Path) -> None:
    found = project_refusal(tmp_path, added)

    assert any(line.startswith(said) for line in found), found


def test_a_group_is_not_called_like_a_reseller(tmp_path: Path) -> None:
    folder = project_folder(tmp_path, project=changed(PROJECT, "silver: 0", "blue-sky: 0"))

    with pytest.raises(SettingsError, match=r":4:15: distributor\.groups\.blue-sky: a reseller is called so too\."):
        read_project(folder)


def test_rules_are_the_same_however_they_are_written(tmp_path: Path) -> None:
    [rule] = reseller(tmp_path, "", rules="  - {markup: '25'}\n").rules

    assert rule == Rule(markup=Decimal(25))
