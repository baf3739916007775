"""CloudBlue's catalog, from the SimpleAPI and from Connect: products, how they are paid, what they ask."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from awning.catalog import (
    Category,
    Characteristic,
    Lifecycle,
    Period,
    Plan,
    PlanKind,
    Question,
    QuestionKind,
    Relation,
    RelationKind,
)
from awning.errors import FeedError
from awning.feeds import Reading
from awning.feeds.cloudblue import CloudBlueReader
from support_cloudblue import (
    KEY,
    MONTH,
    YEAR,
    Record,
    amount,
    connect_item,
    connect_parameter,
    connect_product,
    price_point,
    price_version,
    simple_parameters,
    simple_plan,
    simple_product,
)
from support_damage import damaged, scarred
from support_feeds import array, feed_file, lines, offerings, read, reasons, without
from support_strategies import FEWER

SHARED = Path(__file__).parents[3] / "shared" / "feeds" / "cloudblue"
SIMPLE_SPEC, CONNECT_SPEC = SHARED / "SimpleAPI-1.15.yaml", SHARED / "connect-openapi-specs.yml"
needs_specs = pytest.mark.skipif(not SHARED.is_dir(), reason="CloudBlue's specifications lie outside of the project")
CONNECT = [connect_product(), connect_item(), connect_parameter(), price_version(), price_point()]
SIMPLE = [simple_product(), simple_plan(), simple_parameters({"name": "domain", "type": "domain"})]


def _offering(folder: Path, *records: Record, **settings: Any) -> Any:
    entities, reading = read(feed_file(folder, lines(*records)), CloudBlueReader(), **settings)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def _reasons(folder: Path, *records: Record, **settings: Any) -> list[str]:
    _, reading = read(feed_file(folder, lines(*records)), CloudBlueReader(), **settings)
    assert reading.rows == reading.used + reading.rejected == len(records)
    return reasons(reading)


def _prices(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(price.role, price.currency, str(price.amount), str(price.tier_min)) for price in plan.prices]


def test_a_product_is_an_offering_with_a_plan(tmp_path: Path) -> None:
    found = _offering(tmp_path, simple_product())

    [plan] = found.plans
    assert (found.id, found.name, found.vendor) == ("1000027", "Mailbox", "Mailwright")
    assert (found.part_number, found.category_id) == ("mailbox-annual", "MAILWRIGHT_APS2")
    assert found.characteristics == (Characteristic("Maximum quantity", "300"),)
    assert found.relations == (Relation(RelationKind.REQUIRES, "1000001"),)
    assert (plan.id, plan.kind, plan.unit) == ("P1Y-P1M", PlanKind.RECURRING, "piece")
    assert (plan.commitment, plan.billing) == (Period(1, "year"), Period(1, "month"))
    assert _prices(plan) == [("cost", "USD", "4.20", "1"), ("srp", "USD", "6.00", "1")]


def test_a_product_for_several_periods_is_one_offering_with_a_plan_for_each(tmp_path: Path) -> None:
    found = _offering(tmp_path, simple_product(), simple_product(subscriptionPeriod=MONTH, prices=[amount("7.00")]))

    assert [plan.id for plan in found.plans] == ["P1Y-P1M", "P1M-P1M"]


def test_a_term_paid_at_once_costs_all_of_its_billing_periods(tmp_path: Path) -> None:
    found = _offering(tmp_path, simple_product(billingModel="chargeBeforeSubscriptionPeriod", costs=[]))

    [plan] = found.plans
    assert plan.id == "P1Y-P1Y"
    assert _prices(plan) == [("srp", "USD", "72.00", "1")]


@pytest.mark.parametrize(
    ("changes", "plans"),
    [
        pytest.param({"billingPeriod": {"type": "statement_day", "duration": 1}}, ["P1Y-P1M"], id="statement day"),
        pytest.param({"billingPeriod": None}, ["P1Y-P1Y"], id="no billing period"),
        pytest.param({"subscriptionPeriod": None}, ["P1M-P1M"], id="no term"),
        pytest.param({"billingModel": "chargeExternalRating"}, ["metered"], id="rated by the vendor"),
        pytest.param({"billingModel": "chargeAfterBillingPeriod"}, ["P1Y-P1M"], id="paid afterwards"),
        pytest.param({"billingModel": None}, ["P1Y-P1M"], id="no model"),
        pytest.param({"prices": [amount("0", type="setup"), amount("6")]}, ["P1Y-P1M"], id="no setup fee"),
        pytest.param(
            {"prices": [amount("6"), amount("0.01", type="overuse")]}, ["P1Y-P1M", "P1Y-P1M-overuse"], id="overuse"
        ),
        pytest.param(
            {"billingPeriod": None, "subscriptionPeriod": None, "costs": [], "prices": [amount("99", type="setup")]},
            ["once"],
            id="paid once",
        ),
    ],
)
def test_periods_and_billing_model_decide_how_it_is_paid(changes: Record, plans: list[str], tmp_path: Path) -> None:
    found = _offering(tmp_path, simple_product(**changes))

    assert [plan.id for plan in found.plans] == plans


def test_a_setup_cost_beside_a_recurring_one_is_paid_once_for_each_unit(tmp_path: Path) -> None:
    costs = [
        amount("4.20"),
        amount("20.00", type="setup", model="VOLUME_ORDER"),
        amount("0", type="setup", model="VOLUME_ORDER", lowerLimit=10),
    ]
    prices = [amount("6.00"), amount("25.00", type="setup")]

    found = _offering(tmp_path, simple_product(costs=costs, prices=prices))

    [plan] = found.plans
    assert (plan.id, plan.kind) == ("P1Y-P1M", PlanKind.RECURRING)
    assert _prices(plan) == [
        ("cost", "USD", "4.20", "1"),
        ("srp", "USD", "6.00", "1"),
        ("setup", "USD", "20.00", "1"),
        ("setup", "USD", "0", "10"),
    ]


def test_a_setup_cost_of_a_term_paid_at_once_is_charged_once(tmp_path: Path) -> None:
    costs = [amount("4.20"), amount("20.00", type="setup")]

    found = _offering(tmp_path, simple_product(billingModel="chargeBeforeSubscriptionPeriod", costs=costs, prices=[]))

    assert _prices(found.plans[0]) == [("cost", "USD", "50.40", "1"), ("setup", "USD", "20.00", "1")]


def test_volume_prices_are_tiers_that_begin_at_the_least_quantity(tmp_path: Path) -> None:
    tiers = [
        amount(value, model="VOLUME_ORDER", lowerLimit=lower)
        for value, lower in [("4.50", 100.0), ("6.00", 0.0), ("5.50", 10.0), ("5.80", 3)]
    ]

    found = _offering(tmp_path, simple_product(prices=tiers, costs=[], minimumQuantity="5"))

    assert _prices(found.plans[0]) == [
        ("srp", "USD", "5.80", "5"),
        ("srp", "USD", "5.50", "10.0"),
        ("srp", "USD", "4.50", "100.0"),
    ]


def test_a_plan_adds_texts_switches_and_trials_to_its_product(tmp_path: Path) -> None:
    plan = simple_plan(subscriptionPeriods=[{"type": "month", "duration": 1, "trial": True, "active": True}])

    found = _offering(tmp_path, plan, simple_product(dependsOn=None))

    assert found.description == "A mailbox with **space**."
    assert found.relations == (Relation(RelationKind.UPGRADES_TO, "1000028"),)
    assert [plan.id for plan in found.plans] == ["P1Y-P1M", "trial-P30D"]
    assert found.plans[1].trial_days == 30
    assert _prices(found.plans[1]) == [("srp", "USD", "0", "1")]


def test_a_plan_that_is_not_published_is_not_sold(tmp_path: Path) -> None:
    found = _offering(tmp_path, simple_product(), simple_plan(published=False))

    assert found.lifecycle is Lifecycle.RETIRED


def test_parameters_become_questions(tmp_path: Path) -> None:
    choices = [{"value": "eu", "label": "Europe", "default": True}, {"value": "us", "label": "America"}]
    first = simple_parameters({"name": "domain", "type": "domain"}, {"name": "region", "valueChoices": choices})
    again = simple_parameters({"name": "domain", "type": "domain"}, billingPeriod=MONTH)

    found = _offering(tmp_path, simple_product(), first, again)

    assert found.questions == (
        Question("domain", "domain", QuestionKind.DOMAIN, False),
        Question("region", "region", QuestionKind.CHOICE, False, ("eu", "us")),
    )


def test_without_an_id_vendor_and_part_number_name_a_product(tmp_path: Path) -> None:
    product = without(simple_product(dependsOn=[{"mpn": "base"}]), "id")

    found = _offering(tmp_path, product, without(simple_parameters({"name": "domain"}), "id"))

    assert found.id == "Mailwright:mailbox-annual"
    assert found.relations == (Relation(RelationKind.REQUIRES, "Mailwright:base"),)
    assert len(found.questions) == 1


def test_pages_arrays_and_lines_hold_the_same(tmp_path: Path) -> None:
    pages = [
        json.dumps({"data": SIMPLE, "pagination": {"offset": 0, "limit": 10, "total": 3}}),
        array(*SIMPLE),
        lines({"data": SIMPLE[:1]}, {"data": SIMPLE[1:]}),
    ]

    found = [read(feed_file(tmp_path, page), CloudBlueReader()) for page in pages]

    assert [(len(offerings(entities)), reading.used) for entities, reading in found] == [(1, 3)] * 3
    assert len({repr(entities) for entities, _ in found}) == 1


def test_a_folder_of_answers_is_one_catalog_and_each_row_is_told_with_its_file(tmp_path: Path) -> None:
    feed_file(tmp_path / "cb", array(simple_product()), "products.json")
    feed_file(tmp_path / "cb", array(simple_plan(id="23")), "plan-23.json")

    entities, reading = read(tmp_path / "cb", CloudBlueReader())

    assert [found.id for found in offerings(entities)] == ["1000027"]
    assert [str(each) for each in reading.rejections] == [
        "cb/plan-23.json:2: no product of this id is in the feed; a plan or parameters without one have no price."
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"id": None, "mpn": None}, "id is missing.", id="no id"),
        pytest.param({"name": ""}, "name is missing.", id="no name"),
        pytest.param({"vendor": None}, "vendor is missing.", id="no vendor"),
        pytest.param({"billingModel": "unknown"}, "billingModel is 'unknown', and nobody can", id="billing model"),
        pytest.param({"billingPeriod": {"type": "unknown"}}, "billingPeriod: type is 'unknown'", id="unknown period"),
        pytest.param({"billingPeriod": {"type": "lustrum", "duration": 1}}, "billingPeriod: '1 lustrum'", id="a unit"),
        pytest.param({"billingPeriod": {"type": "month"}}, "billingPeriod: duration is null", id="no duration"),
        pytest.param(
            {"billingPeriod": None, "subscriptionPeriod": None}, "billingPeriod is missing", id="recurring for ever"
        ),
        pytest.param(
            {"billingModel": "chargeBeforeSubscriptionPeriod", "subscriptionPeriod": {"type": "day", "duration": 45}},
            "subscriptionPeriod P45D is no whole number of billing periods of P1M.",
            id="days of months",
        ),
        pytest.param(
            {"prices": [amount("25", type="setup"), amount("6")]},
            "it has a setup fee for customers besides its recurring price, and no cost of type setup",
            id="a setup fee",
        ),
        pytest.param(
            {"prices": [amount("6", model="TIERED"), amount("5", model="TIERED", lowerLimit=10)]},
            "it has 2 srp prices in USD of model TIERED; a shop charges all units",
            id="graduated tiers",
        ),
        pytest.param(
            {"prices": [amount("6", model="VOLUME_ORDER"), amount("5", model="VOLUME_ORDER")]},
            "two of its srp prices in USD have the same lowerLimit.",
            id="two tiers from one quantity",
        ),
        pytest.param({"prices": [amount("6", type="yearly")]}, "prices 1: type 'yearly' is none of", id="price type"),
        pytest.param({"prices": [amount("6", model="MAGIC")]}, "prices 1: model 'MAGIC' is none of", id="price model"),
        pytest.param({"prices": [amount("-6")]}, "prices 1: amount is '-6', below zero.", id="a negative price"),
        pytest.param({"prices": [amount("6", currency="usd")]}, "prices 1: currency 'usd' is not a", id="a currency"),
        pytest.param({"minimumQuantity": "some"}, "minimumQuantity 'some' is not a quantity.", id="a quantity"),
        pytest.param({"dependsOn": [{"mpn": ""}]}, "dependsOn 1: mpn is missing.", id="depends on nothing"),
    ],
)
def test_a_product_that_cannot_be_sold_as_it_says_is_left_out(changes: Record, reason: str, tmp_path: Path) -> None:
    [told] = _reasons(tmp_path, simple_product(**changes))

    assert told.startswith(f"1: {reason}")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        pytest.param(simple_product(), "product 1000027 has plan P1Y-P1M on line 1 already.", id="a plan twice"),
        pytest.param(
            simple_product(billingPeriod=YEAR, name="Post"),
            "product 1000027 has 'Mailbox' on line 1 and 'Post' here.",
            id="two names",
        ),
        pytest.param(
            simple_plan(planSwitches=[{"planId": "x"}]), "planSwitches 1: planId 'x' is not a number.", id="a switch"
        ),
        pytest.param(
            simple_plan(subscriptionPeriods=[{"trial": True}]),
            "subscriptionPeriods 1: type is missing: how long is the trial?",
            id="an endless trial",
        ),
        pytest.param(
            simple_parameters({"name": "size", "type": "choice"}),
            "parameters 1: parameter size is a choice and there is nothing to choose from.",
            id="no choices",
        ),
        pytest.param({"id": "1000027", "colour": "red"}, "this is none of the records a catalog is made of", id="?"),
    ],
)
def test_a_record_that_does_not_fit_its_product_is_left_out(second: Record, reason: str, tmp_path: Path) -> None:
    [told] = _reasons(tmp_path, simple_product(), second)

    assert told.startswith(f"2: {reason}")


def test_an_item_of_connect_is_an_offering_in_the_category_of_its_product(tmp_path: Path) -> None:
    entities, reading = read(feed_file(tmp_path, lines(*reversed(CONNECT[:3]), *CONNECT[3:])), CloudBlueReader())

    [found] = offerings(entities)
    [plan] = found.plans
    assert reasons(reading) == []
    assert entities[:2] == [
        Category("CAT-1", "Communication"),
        Category(f"PRD-{KEY}", "Mailwright Cloud", "Mail for teams.", parent_id="CAT-1"),
    ]
    assert (found.id, found.name, found.vendor) == (f"PRD-{KEY}-0001", "Mailbox 50 GB", "Mailwright")
    assert (found.part_number, found.category_id) == ("MW-50", f"PRD-{KEY}")
    assert found.description == "Fifty gigabytes.\n\nMail, *hosted*."
    assert found.questions == (Question("domain", "Your domain", QuestionKind.DOMAIN),)
    assert (plan.id, plan.kind, plan.unit) == ("P1Y-P1M", PlanKind.RECURRING, "mailbox")
    assert _prices(plan) == [("cost", "EUR", "4.20", "1"), ("srp", "EUR", "6.00", "1")]
    assert {price.valid_from for price in plan.prices} == {datetime(2026, 11, 1, tzinfo=UTC)}


def test_the_feeds_own_words_for_units_may_be_replaced(tmp_path: Path) -> None:
    found = _offering(tmp_path, connect_product(), connect_item(), units={"unit-m": "Postfach"})

    assert found.plans[0].unit == "Postfach"


@pytest.mark.parametrize(
    ("changes", "plan_id", "kind"),
    [
        pytest.param({"period": "yearly", "commitment": None}, "P1Y-P1Y", PlanKind.RECURRING, id="yearly"),
        pytest.param({"period": "Monthly", "commitment": {}}, "P1M-P1M", PlanKind.RECURRING, id="monthly"),
        pytest.param({"period": "years_3", "commitment": None}, "P3Y-P3Y", PlanKind.RECURRING, id="three years"),
        pytest.param({"period": "OneTime"}, "once", PlanKind.ONCE, id="once"),
        pytest.param({"period": "days_14_trial"}, "trial-P14D", PlanKind.TRIAL, id="a trial"),
        pytest.param({"type": "PPU"}, "metered", PlanKind.METERED, id="by use"),
    ],
)
def test_type_and_period_of_an_item_decide_how_it_is_paid(
    changes: Record, plan_id: str, kind: PlanKind, tmp_path: Path
) -> None:
    found = _offering(tmp_path, connect_product(), connect_item(**changes))

    assert [(plan.id, plan.kind) for plan in found.plans] == [(plan_id, kind)]


def test_items_of_one_group_are_plans_of_one_offering(tmp_path: Path) -> None:
    group = {"id": "GRP-1", "name": "Mailbox", "mpn": "MW"}
    yearly = connect_item("0002", group=group, period="yearly", commitment=None)
    gone = connect_item("0003", group=group, status="endofsale")

    found = _offering(tmp_path, connect_product(), gone, connect_item(group=group), yearly)

    assert (found.id, found.name, found.part_number) == ("GRP-1", "Mailbox", "MW")
    assert [plan.id for plan in found.plans] == [f"PRD-{KEY}-0001", f"PRD-{KEY}-0002"]
    assert found.lifecycle is Lifecycle.ACTIVE


def test_an_item_at_the_end_of_its_sale_points_to_its_replacement(tmp_path: Path) -> None:
    old = connect_item(status="endofsale", replacement={"id": f"PRD-{KEY}-0002"})
    new = connect_item("0002", group={"id": "GRP-1", "name": "Mailbox", "mpn": "MW"})

    entities, _ = read(feed_file(tmp_path, lines(connect_product(), old, new)), CloudBlueReader())

    found = offerings(entities)[0]
    assert found.lifecycle is Lifecycle.RETIRED
    assert found.relations == (Relation(RelationKind.SUBSTITUTED_BY, "GRP-1"),)


def test_points_without_a_price_list_are_in_the_currency_of_the_feed(tmp_path: Path) -> None:
    found = _offering(tmp_path, connect_product(), connect_item(), price_point(price="3.5"), currency="GBP")

    assert _prices(found.plans[0]) == [("cost", "GBP", "3.5", "1")]


def test_an_empty_point_leaves_the_item_without_a_price(tmp_path: Path) -> None:
    found = _offering(tmp_path, connect_product(), connect_item(), price_version(), price_point(price=None, st0p=""))

    assert found.plans[0].prices == ()


def _choices(*values: str) -> Record:
    return {"required": True, "choices": [{"value": value, "label": value.title()} for value in values]}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param({"type": "email"}, [Question("domain", "Your domain", QuestionKind.EMAIL)], id="email"),
        pytest.param({"type": "text", "title": ""}, [Question("domain", "Mail is sent from it.")], id="no title"),
        pytest.param({"type": "phone"}, [Question("domain", "Your domain")], id="phone"),
        pytest.param({"type": "object"}, [Question("domain", "Your domain")], id="object"),
        pytest.param(
            {"type": "subdomain", "constraints": _choices("a.com", "b.com")},
            [Question("domain", "Your domain", QuestionKind.DOMAIN)],
            id="subdomain",
        ),
        pytest.param(
            {"type": "dropdown", "constraints": {"choices": ["eu", "us"]}},
            [Question("domain", "Your domain", QuestionKind.CHOICE, False, ("eu", "us"))],
            id="plain choices",
        ),
        pytest.param(
            {"type": "checkbox"},
            [Question("domain", "Your domain", QuestionKind.CHOICE, True, ("yes", "no"))],
            id="a box",
        ),
        pytest.param(
            {"type": "checkbox", "constraints": _choices("news", "terms")},
            [
                Question("domain.news", "Your domain: News", QuestionKind.CHOICE, True, ("yes", "no")),
                Question("domain.terms", "Your domain: Terms", QuestionKind.CHOICE, True, ("yes", "no")),
            ],
            id="boxes",
        ),
        pytest.param({"phase": "fulfillment"}, [], id="later"),
        pytest.param({"phase": "configuration", "scope": "marketplace"}, [], id="before"),
        pytest.param({"scope": "tier1"}, [], id="of the reseller"),
        pytest.param({"constraints": {"hidden": True}}, [], id="hidden"),
        pytest.param({"type": "heading"}, [], id="a heading"),
    ],
)
def test_each_type_of_parameter_is_asked_as_well_as_can_be(
    changes: Record, asked: list[Question], tmp_path: Path
) -> None:
    found = _offering(tmp_path, connect_product(), connect_item(), connect_parameter(**changes))

    assert list(found.questions) == asked


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        pytest.param([connect_item()], "1: the product it belongs to is not in the feed", id="no product"),
        pytest.param([connect_product(status="draft")], "1: the product is a draft", id="a draft"),
        pytest.param([connect_product(), connect_product()], "2: product PRD-276", id="a product twice"),
        pytest.param([connect_product(), connect_item(), connect_item()], "3: item PRD-276", id="an item twice"),
        pytest.param([connect_product(), connect_item(status="draft")], "2: the item is a draft", id="a draft item"),
        pytest.param([connect_product(), connect_item(type="gift")], "2: type 'gift' is neither", id="a type"),
        pytest.param([connect_product(), connect_item(period="weekly")], "2: period 'weekly' is none", id="a period"),
        pytest.param([connect_product(), connect_item(period=None)], "2: period '' is none", id="no period"),
        pytest.param(
            [connect_product(), connect_item(commitment={"multiplier": "moon"})],
            "2: commitment: multiplier 'moon' is not billing_period.",
            id="a multiplier",
        ),
        pytest.param(
            [connect_product(), connect_parameter(), connect_parameter("0009")],
            "3: parameter domain is asked already",
            id="a question twice",
        ),
        pytest.param([connect_item(id="0001")], "1: '0001' does not say which product", id="an id without product"),
        pytest.param(
            [connect_product(), price_version(), price_point()], "3: item: item 'PRD-276", id="a point without item"
        ),
        pytest.param(
            [connect_product(), connect_item(), price_point()], "3: in which currency?", id="a point without list"
        ),
        pytest.param(
            [connect_product(), connect_item(), price_version(), price_point(), price_point(st0p=7)],
            "5: attributes: item PRD-276-377-545-0001 has a srp price in EUR for that time already.",
            id="two prices",
        ),
        pytest.param(
            [connect_product(), connect_item(period="days_7_trial"), price_version(), price_point(st0p=7)],
            "4: attributes: item PRD-276-377-545-0001 is a trial, and its price is 7; trials cost 0.",
            id="a trial with a price",
        ),
        pytest.param([price_version(status="expired")], "1: status is expired", id="an expired list"),
        pytest.param([price_version(pricelist={"currency": "EURO"})], "1: pricelist: currency 'EURO'", id="a currency"),
    ],
)
def test_a_record_of_connect_that_cannot_be_used_is_left_out(
    records: list[Record], reason: str, tmp_path: Path
) -> None:
    told = _reasons(tmp_path, *records)

    assert told[-1].startswith(reason)
    assert len(told) == 1


@pytest.mark.parametrize("records", [SIMPLE, CONNECT], ids=["SimpleAPI", "Connect"])
def test_the_reader_knows_its_records(records: list[Record]) -> None:
    known = [CloudBlueReader().recognises(array(record)) for record in records]

    assert known == [True] * len(records)


@FEWER
@given(rows=damaged([*SIMPLE, *CONNECT]))
def test_records_are_used_or_rejected_whatever_is_wrong_in_them(
    rows: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), array(*rows, simple_product(id="end")), "cloudblue.json")

    entities, reading = read(path, CloudBlueReader())

    assert reading.rows == reading.used + reading.rejected == len(rows) + 1
    shelves = {entity.id for entity in entities if isinstance(entity, Category)}
    assert {found.category_id for found in offerings(entities)} <= shelves


@FEWER
@given(content=scarred(array(*SIMPLE, *CONNECT).encode()))
def test_a_damaged_file_is_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "scarred.json")
    reading = Reading(path.name)

    with suppress(FeedError):
        _, reading = read(path, CloudBlueReader())

    assert reading.rows == reading.used + reading.rejected


@needs_specs
@pytest.mark.parametrize(
    ("schema", "left_out"),
    [
        pytest.param("Product", {"a setup fee": 1, "is 'unknown'": 3}, id="products"),
        pytest.param("ServicePlan", {"is 'unknown'": 1}, id="plans"),
        pytest.param("ServicePlanDetailed", {"is 'unknown'": 1}, id="plans with switches"),
        pytest.param("ParameterValidationResult", {"is 'unknown'": 0}, id="parameters"),
    ],
)
def test_the_examples_of_the_simple_api_are_used_or_rejected(
    schema: str, left_out: dict[str, int], tmp_path: Path
) -> None:
    examples = [{**row, "id": str(number)} for number, row in enumerate(_examples(SIMPLE_SPEC, schema))]
    products = [] if schema == "Product" else [simple_product(id=row["id"]) for row in examples]

    entities, reading = read(feed_file(tmp_path, array(*products, *examples)), CloudBlueReader())

    told = Counter(word for reason in reasons(reading) for word in left_out if word in reason)
    assert dict(told) == {word: count for word, count in left_out.items() if count}
    assert reading.rejected == sum(left_out.values())
    assert reading.rows == reading.used + reading.rejected == len(products) + len(examples) > 10
    assert len(offerings(entities)) == len(products or examples) - (0 if products else reading.rejected)


@needs_specs
def test_a_product_as_the_simple_api_describes_it_is_an_offering(tmp_path: Path) -> None:
    example = next(_examples(SIMPLE_SPEC, "Product"))
    period = {"type": "month", "duration": 1}

    found = _offering(tmp_path, example | {"billingPeriod": period, "subscriptionPeriod": period})

    assert (found.id, found.name) == ("id", "Office 365 Enterprise E1")
    assert found.plans[0].prices[0].amount == Decimal("70.5")


@needs_specs
@pytest.mark.slow
def test_every_shape_connect_describes_is_used_or_rejected(tmp_path: Path) -> None:
    names = {
        "dp.ProductVersion": f"PRD-{KEY}",
        "dp.UIItem": f"PRD-{KEY}-0001",
        "dp.ParameterRead": f"PRM-{KEY}-0001",
        "pricing.PriceList": "PL-1",
        "pricing.PriceListVersion": "PLV-1",
        "pricing.PricePoint": "PPO-1",
    }
    point = {"item": {"global_id": f"PRD-{KEY}-0001"}}
    rows = [
        {**row, "id": identifier} | (point if schema.endswith("Point") else {})
        for schema, identifier in names.items()
        for row in _examples(CONNECT_SPEC, schema)
    ]
    rows.append(json.loads((SHARED / "connect-response_product.json").read_text()))

    entities, reading = read(feed_file(tmp_path, array(*rows)), CloudBlueReader())

    assert len(rows) > 50
    assert reading.rows == reading.used + reading.rejected == len(rows)
    assert "Test Product" in {entity.name for entity in entities if isinstance(entity, Category)}


def _examples(path: Path, schema: str) -> Iterator[Record]:
    """What a schema describes, with its own examples; then once more for each value of each of its choices."""
    schemas = _spec(path)["components"]["schemas"]
    first = _example(schemas, schemas[schema], {}, "")
    yield first
    for place, values in _enums(schemas, schemas[schema], ""):
        for value in values:
            yield _example(schemas, schemas[schema], {place: value}, "")


_SPECS: dict[Path, Any] = {}


def _spec(path: Path) -> Any:
    if path not in _SPECS:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        _SPECS[path] = yaml.load(path.read_text(), loader)
    return _SPECS[path]


def _resolved(schemas: Any, schema: Any) -> Any:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "allOf" in schema:
        parts = [_resolved(schemas, part) for part in schema["allOf"]]
        properties = itertools.chain.from_iterable(part.get("properties", {}).items() for part in parts)
        return {"type": "object", "properties": dict(properties)}
    return schema


def _example(schemas: Any, schema: Any, chosen: dict[str, Any], place: str) -> Any:
    schema = _resolved(schemas, schema)
    if "properties" in schema and place.count(".") < 6:
        return {key: _example(schemas, inner, chosen, f"{place}.{key}") for key, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_example(schemas, schema["items"], chosen, f"{place}.0")]
    if place in chosen:
        return chosen[place]
    kinds: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "object": {}}
    default = kinds.get(schema.get("type", ""), place.rpartition(".")[2])
    return schema.get("example", next(iter(schema.get("enum", [default]))))


def _enums(schemas: Any, schema: Any, place: str) -> Iterator[tuple[str, list[Any]]]:
    schema = _resolved(schemas, schema)
    if "enum" in schema:
        yield place, schema["enum"]
    elif schema.get("type") == "array":
        yield from _enums(schemas, schema["items"], f"{place}.0")
    elif place.count(".") < 6:
        for key, inner in schema.get("properties", {}).items():
            yield from _enums(schemas, inner, f"{place}.{key}")
