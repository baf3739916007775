"""Ingram Micro's answers: one part number or plan is one offering, whatever mix of answers tells of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, FeedPrice, Lifecycle, Offering, Period, PlanKind, PriceRole, Relation, RelationKind
from awning.errors import FeedError
from awning.feeds.ingram import IngramReader
from awning.feeds.reading import Reading
from support_damage import damaged, scarred
from support_feeds import Record, array, feed_file, feed_of, lines, offerings, read, reasons, without
from support_ingram import (
    CATALOG,
    PRICES,
    SPECIFICATION,
    examples,
    failed,
    option,
    plan,
    plan_price,
    price,
    product,
    resource_price,
)
from support_strategies import FEWER

SPECIFIED = pytest.mark.skipif(
    not SPECIFICATION.is_file(), reason="Ingram Micro's OpenAPI file lies in ../shared, outside of the project"
)


def page(*products: Any) -> Record:
    """A page of the catalogue."""
    return {"recordsFound": len(products), "pageSize": 100, "pageNumber": 1, "catalog": list(products)}


def plans_page(*plans: Any, **group: Any) -> Record:
    """A page of subscriptions."""
    return {"recordsFound": 1, "subscriptionCatalog": [{"plans": list(plans)} | group]}


def prices(*items: Any) -> Record:
    """Prices, as a line of NDJSON holds them."""
    return {"priceAndAvailability": list(items)}


def subscription(*plans: Any) -> Record:
    """An item of prices that holds those of plans."""
    return {"subscriptionPrice": list(plans)}


def detail(part: str = "1A8249", **changes: Any) -> Record:
    """What the card's own page says."""
    row: Record = {
        "ingramPartNumber": part,
        "productAuthorized": "True",
        "description": "Memory card",
        "productDetailDescription": "A card for cameras.",
        "upc": "4006381333931",
        "productCategory": "Storage and more",
        "productSubcategory": "Cards",
        "vendorName": "Cardwell Inc.",
        "indicators": {"isDiscontinuedProduct": False, "isEnduserRequired": False},
        "technicalSpecifications": [
            {"headername": "Basic", "attributename": "Capacity", "attributevalue": "16 GB"},
            {"headername": "Storage", "attributename": "Capacity", "attributevalue": "16 GB"},
            {"headername": "Basic", "attributename": "Certificates", "attributevalue": "RoHS"},
            {"headername": "Basic", "attributename": "Certificates", "attributevalue": "<b>CE</b> &amp; more"},
            {"headername": "Basic", "attributename": "Marketing Information", "attributevalue": "<p>Buy it.</p>"},
        ],
    }
    return row | changes


def only(tmp_path: Path, *answers: Record, **settings: Any) -> Offering:
    """The one offering that the answers tell of."""
    entities, reading = read(feed_file(tmp_path, lines(*answers), "ingram.ndjson"), IngramReader(), **settings)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def sums(offering: Offering) -> list[tuple[str, str, str]]:
    """Role, smallest quantity and amount of each price."""
    return [
        (each.role.value, f"{each.tier_min:f}", f"{each.amount:f}") for plan in offering.plans for each in plan.prices
    ]


def test_a_product_with_its_price_becomes_an_offering_on_two_shelves(tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(page(product()), prices(price())), "ingram.ndjson")

    entities, reading = read(path, IngramReader())

    assert reasons(reading) == []
    assert (reading.rows, reading.used) == (2, 2)
    assert entities[:2] == [
        Category("storage", "Storage"),
        Category("storage / flash memory", "Flash memory", parent_id="storage"),
    ]
    [found] = offerings(entities)
    [plan] = found.plans
    assert (found.id, found.name, found.description) == ("1A8249", "Memory card 16 GB", "Fast and small.")
    assert (found.category_id, found.vendor, found.part_number) == ("storage / flash memory", "Cardwell", "MC-16")
    assert [(row.name, row.value) for row in found.characteristics] == [("GTIN", "4006381333931")]
    assert (found.lifecycle, found.questions, found.relations) == (Lifecycle.ACTIVE, (), ())
    assert (plan.id, plan.kind, plan.unit) == ("once", PlanKind.ONCE, "piece")
    assert plan.prices == (
        FeedPrice(PriceRole.COST, "USD", Decimal("12.34")),
        FeedPrice(PriceRole.SRP, "USD", Decimal("19.99")),
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines(page(product()), prices(price(), price("B"))), id="a line each"),
        pytest.param(array(page(product()), price(), price("B")), id="a list"),
        pytest.param(array(price("B"), price(), product()), id="prices first, a product by itself"),
        pytest.param(lines(price(), price("B"), page(product())), id="prices without a list around them"),
    ],
)
def test_answers_may_stand_in_any_order_and_any_shape(content: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, content)

    entities, reading = read(path, IngramReader())

    [found] = offerings(entities)
    assert sums(found) == [("cost", "1", "12.34"), ("srp", "1", "19.99")]
    [reason] = reasons(reading)
    assert reason.endswith("B: there is a price, and no answer of the catalogue that says what it is for.")
    assert (reading.rows, reading.used) == (3, 2)


def test_answers_may_be_spread_over_files(tmp_path: Path) -> None:
    feed_file(tmp_path / "feed", json.dumps(page(product()), indent=1), "1-catalog.json")
    feed_file(tmp_path / "feed", json.dumps([price("B"), price()], indent=1), "2-prices.json")

    entities, reading = read(tmp_path / "feed", IngramReader())

    [found] = offerings(entities)
    [left_out] = reading.rejections
    assert sums(found) == [("cost", "1", "12.34"), ("srp", "1", "19.99")]
    assert (left_out.file, left_out.line) == ("feed/2-prices.json", 2)


def test_a_product_without_a_price_is_sold_on_request(tmp_path: Path) -> None:
    found = only(tmp_path, page(product()))

    assert found.plans == ()


def test_a_price_that_failed_is_rejected_with_ingram_micros_own_reason(tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(page(product(), product("X")), prices(price(), failed("X"))))

    entities, reading = read(path, IngramReader())

    assert [len(found.plans) for found in offerings(entities)] == [1, 0]
    assert reasons(reading) == [
        "2: ingramPartNumber 'X': there is no price: Product not found for IngramPartNumber: X."
    ]


def test_details_come_before_the_catalogue_where_they_say_more(tmp_path: Path) -> None:
    found = only(tmp_path, page(product()), detail())

    assert (found.name, found.vendor) == ("Memory card 16 GB", "Cardwell")
    assert found.category_id == "storage / flash memory"
    assert found.description == "A card for cameras.\n\nBuy it."
    assert [(row.name, row.value) for row in found.characteristics] == [
        ("GTIN", "4006381333931"),
        ("Capacity", "16 GB"),
        ("Certificates", "RoHS, CE & more"),
    ]


def test_a_detail_alone_is_an_offering_too(tmp_path: Path) -> None:
    found = only(tmp_path, detail(productSubcategory=None, productSubCategory="Cards"))

    assert (found.name, found.vendor, found.category_id) == ("Memory card", "Cardwell Inc.", "storage and more / cards")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([page(product(discontinued="True", replacementSku="NEW-1"))], id="by the catalogue"),
        pytest.param(
            [page(product(replacementSku="NEW-1")), detail(indicators={"isDiscontinuedProduct": True})],
            id="by its detail",
        ),
    ],
)
def test_what_is_discontinued_is_retired_and_points_to_its_substitute(answers: list[Record], tmp_path: Path) -> None:
    found = only(tmp_path, *answers)

    assert found.lifecycle is Lifecycle.RETIRED
    assert found.relations == (Relation(RelationKind.SUBSTITUTED_BY, "NEW-1"),)


def test_what_is_sold_points_to_no_substitute(tmp_path: Path) -> None:
    found = only(tmp_path, page(product(replacementSku="NEW-1", discontinued="")))

    assert (found.lifecycle, found.relations) == (Lifecycle.ACTIVE, ())


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([page(product(authorizedToPurchase="false"))], id="by the catalogue"),
        pytest.param([page(product()), detail(productAuthorized="False")], id="by its detail"),
        pytest.param([page(product()), prices(price(productAuthorized=False))], id="by its price"),
    ],
)
def test_what_the_account_may_not_buy_is_read_and_left_out(answers: list[Record], tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(*answers, page(product("B"))), "ingram.ndjson")

    entities, reading = read(path, IngramReader())

    assert [found.id for found in offerings(entities)] == ["B"]
    assert (reading.rejected, reading.used) == (0, len(answers) + 1)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([page(product(endUserRequired="true"))], id="by the catalogue"),
        pytest.param([page(product()), detail(indicators={"isEnduserRequired": True})], id="by its detail"),
        pytest.param([page(product()), prices(price(endUserInfoRequired=True))], id="by its price"),
    ],
)
def test_where_the_end_user_must_be_named_the_address_is_asked_for(answers: list[Record], tmp_path: Path) -> None:
    [question] = only(tmp_path, *answers).questions

    assert (question.name, question.required) == ("endUserAddress", True)
    assert question.asked_in("de").startswith("Anschrift")


def test_types_and_blanks_may_be_as_they_like(tmp_path: Path) -> None:
    card = product(
        ingramPartNumber=123512, vendorPartNumber=77, upcCode=4006381333931, discontinued=False, category=" A "
    )
    money = {"currencyCode": " USD ", "customerPrice": "12.340", "retailPrice": "", "mapPrice": None}

    found = only(tmp_path, page(card), prices(price("123512 ", pricing=money, uom="", upc="")))

    assert (found.id, found.part_number, found.category_id) == ("123512", "77", "a / flash memory")
    assert sums(found) == [("cost", "1", "12.340")]


def test_prices_may_lie_inside_of_the_availability(tmp_path: Path) -> None:
    item = price()
    item["availability"] = {"available": True, "pricing": item.pop("pricing")}

    found = only(tmp_path, page(product()), prices(item))

    assert sums(found) == [("cost", "1", "12.34"), ("srp", "1", "19.99")]


def test_amounts_are_taken_to_the_last_digit(tmp_path: Path) -> None:
    content = lines(page(product()), prices(price())).replace("12.34", "0.10000000000000000000000001")

    entities, _ = read(feed_file(tmp_path, content), IngramReader())

    assert str(offerings(entities)[0].plans[0].prices[0].amount) == "0.10000000000000000000000001"


@pytest.mark.parametrize(
    ("pricing", "found"),
    [
        pytest.param(
            {"customerPrice": 5.43, "retailPrice": 10, "mapPrice": 540.25},
            [("cost", "1", "5.43"), ("srp", "1", "10"), ("floor", "1", "540.25")],
            id="all three",
        ),
        pytest.param({"retailPrice": 10, "mapPrice": 0}, [("srp", "1", "10")], id="no cost"),
        pytest.param({"customerPrice": 0, "retailPrice": 10}, [("srp", "1", "10")], id="a cost of nothing"),
        pytest.param({"customerPrice": 0, "retailPrice": 0, "mapPrice": 9}, [], id="only a floor"),
        pytest.param({}, [], id="nothing"),
        pytest.param(None, [], id="null"),
    ],
)
def test_a_price_of_nothing_is_no_price(pricing: Record | None, found: list[Any], tmp_path: Path) -> None:
    named = None if pricing is None else {"currencyCode": "USD"} | pricing

    offering = only(tmp_path, page(product()), prices(price(pricing=named)))

    assert sums(offering) == found


def test_a_currency_that_is_not_written_is_that_of_the_settings(tmp_path: Path) -> None:
    found = only(tmp_path, page(product()), prices(price(pricing={"customerPrice": 5})), currency="CAD")

    assert found.plans[0].prices == (FeedPrice(PriceRole.COST, "CAD", Decimal(5)),)


@pytest.mark.parametrize(
    ("code", "unit"),
    [("EA", "piece"), ("ea", "piece"), ("PK", "package"), ("BX", "box of ten")],
)
def test_units_are_put_into_words(code: str, unit: str, tmp_path: Path) -> None:
    found = only(tmp_path, page(product()), prices(price(uom=code)), units={"BX": "box of ten"})

    assert found.plans[0].unit == unit


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"uom": "ZZ"}, "uom 'ZZ' is no unit known here. Say what it is under `units`", id="a unit"),
        pytest.param(
            {"pricing": {"currencyCode": "USX", "customerPrice": 1}}, "pricing: currencyCode 'USX'", id="a currency"
        ),
        pytest.param(
            {"pricing": {"currencyCode": "USD", "customerPrice": -1}}, "pricing: customerPrice is", id="below zero"
        ),
    ],
)
def test_prices_that_show_damage_refuse_the_feed(row: Record, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(page(product()), prices(price(**row))))

    entities, reading = read(path, IngramReader())

    [damage] = reading.damages
    assert damage.reason.startswith(f"ingramPartNumber '1A8249': {reason}")
    assert offerings(entities)[0].plans == ()


def quantities(*rows: Record) -> Record:
    """A price with discounts by quantity."""
    return price(discounts=[{"quantityDiscounts": list(rows)}])


def test_prices_by_quantity_are_tiers(tmp_path: Path) -> None:
    rows = [{"quantity": 100, "amount": 11, "currencyCode": "USD"}, {"quantity": "10", "amount": "12.00"}]

    found = only(tmp_path, page(product()), prices(quantities(*rows)))

    assert sums(found) == [
        ("cost", "1", "12.34"),
        ("cost", "100", "11"),
        ("cost", "10", "12.00"),
        ("srp", "1", "19.99"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"quantity": 0, "amount": 0, "currencyCode": "string"}, id="a place-holder"),
        pytest.param({"quantity": 10, "amount": 0.5, "currencyCode": "USD"}, id="a discount, and not a price"),
        pytest.param({"quantity": 10, "amount": 100, "currencyCode": "USD"}, id="dearer than one"),
        pytest.param({"quantity": 10, "amount": 11, "currencyCode": "EUR"}, id="another currency"),
        pytest.param({"quantity": 1, "amount": 11, "currencyCode": "USD"}, id="for one"),
    ],
)
def test_what_may_be_no_price_by_quantity_is_none(row: Record, tmp_path: Path) -> None:
    found = only(tmp_path, page(product()), prices(quantities(row)))

    assert sums(found) == [("cost", "1", "12.34"), ("srp", "1", "19.99")]


def special(**changes: Any) -> Record:
    """A promotion to the end of the year."""
    row: Record = {
        "discountType": "Promo Discount",
        "specialPricingDiscount": 2.5,
        "specialPricingEffectiveDate": "2026-11-01",
        "specialPricingExpirationDate": "2026-12-31",
        "specialPricingAvailableQuantity": 500,
        "specialPricingMinQuantity": 0,
    }
    return row | changes


def test_a_cost_holds_until_the_promotion_in_it_ends_in_the_markets_own_time(tmp_path: Path) -> None:
    item = price(discounts=[{"specialPricing": [special()]}])

    found = only(tmp_path, page(product()), prices(item), time_zone=ZoneInfo("America/New_York"))

    end = datetime(2027, 1, 1, 5, tzinfo=UTC)
    assert found.plans[0].prices[:2] == (
        FeedPrice(PriceRole.COST, "USD", Decimal("12.34"), valid_until=end),
        FeedPrice(PriceRole.COST, "USD", Decimal("14.84"), valid_from=end),
    )


def test_promotions_end_one_after_the_other(tmp_path: Path) -> None:
    ends = ["2026-12-31", "2026-11-30", "2026-12-31"]
    rows = [special(specialPricingExpirationDate=end, specialPricingDiscount=1) for end in ends]

    found = only(tmp_path, page(product()), prices(price(discounts=[{"specialPricing": rows}])))

    costs = [each for each in found.plans[0].prices if each.role is PriceRole.COST]
    assert [(str(each.amount), each.valid_from, each.valid_until) for each in costs] == [
        ("12.34", None, datetime(2026, 12, 1, tzinfo=UTC)),
        ("13.34", datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("15.34", datetime(2027, 1, 1, tzinfo=UTC), None),
    ]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(special(specialBidNumber="BID-1"), id="a bid by its number"),
        pytest.param(special(discountType="Special Bid"), id="a bid by its name"),
        pytest.param(special(governmentDiscountType="Federal"), id="for governments"),
        pytest.param(special(specialPricingAvailableQuantity=0), id="sold out"),
        pytest.param(special(specialPricingMinQuantity=10), id="for ten and more"),
        pytest.param(special(specialPricingExpirationDate=""), id="without end"),
        pytest.param(special(specialPricingExpirationDate="9999-12-31"), id="to the end of time"),
    ],
)
def test_discounts_that_are_not_in_the_cost_leave_it_alone(row: Record, tmp_path: Path) -> None:
    found = only(tmp_path, page(product()), prices(price(discounts=[{"specialPricing": [row]}])))

    assert found.plans[0].prices[0] == FeedPrice(PriceRole.COST, "USD", Decimal("12.34"))


def test_a_plan_is_an_offering_on_the_shelf_of_its_group(tmp_path: Path) -> None:
    group = {"groupName": "Mailboxes", "groupDescription": "All there is.", "numberOfPlans": "1"}
    answers = [plans_page(plan()), {"subscriptionCatalog": [group]}, prices(subscription(plan_price()))]
    path = feed_file(tmp_path, lines(*answers))

    entities, reading = read(path, IngramReader())

    assert reasons(reading) == []
    assert [entity for entity in entities if isinstance(entity, Category)][1] == Category(
        "subscriptions / mailboxes", "Mailboxes", "All there is.", "subscriptions"
    )
    [found] = offerings(entities)
    [sold] = found.plans
    assert (found.id, found.name, found.description) == ("438323", "Mailbox E5 (MTH)", "Mail and calendar.")
    assert (found.category_id, found.vendor, found.part_number) == (
        "subscriptions / mailboxes",
        "Mailboxes",
        "CFQ7:0001",
    )
    assert (sold.id, sold.kind, sold.unit, sold.name) == ("15612791-P1M-P1M", PlanKind.RECURRING, "user", "")
    assert (sold.commitment, sold.billing) == (Period(1, "month"), Period(1, "month"))
    assert sums(found) == [("cost", "1", "4.2"), ("srp", "1", "6")]


def test_a_plan_without_a_group_stands_among_the_subscriptions(tmp_path: Path) -> None:
    found = only(tmp_path, plans_page(plan()))

    assert (found.category_id, found.vendor, found.plans) == ("subscriptions", "Subscriptions", ())


def test_details_of_plans_say_what_prices_leave_out(tmp_path: Path) -> None:
    row = plan() | {
        "groups": [{"groupName": "Mail boxes"}],
        "options": [{"vendorPartNumber": "CFQ7:0002", "maxUnits": "300"}],
    }

    found = only(tmp_path, {"ingramPartNumber": None, "indicators": None, "subscriptionDetails": [row]})

    assert (found.category_id, found.part_number) == ("subscriptions / mail boxes", "CFQ7:0002")
    assert [(each.name, each.value) for each in found.characteristics] == [("Maximum units", "300")]


def test_each_term_of_a_plan_is_a_plan_of_the_offering(tmp_path: Path) -> None:
    terms = [
        {"subscriptionPeriodUnit": "MONTH", "subscriptionPeriod": "1"},
        {"subscriptionPeriodUnit": "YEAR", "subscriptionPeriod": 1},
    ]
    costs = [
        resource_price(5, subscriptionPeriod="1 MONTH", msrp=None),
        resource_price(4, subscriptionPeriod="12 Month(s)", msrp=None),
    ]

    found = only(
        tmp_path, prices(subscription(plan_price(subscriptionPeriod=terms, options=[option(*costs)], vendorName="M")))
    )

    assert found.vendor == "M"
    assert [(each.id, str(each.prices[0].amount)) for each in found.plans] == [
        ("15612791-P1M-P1M", "5"),
        ("15612791-P1Y-P1M", "4"),
    ]


def test_each_option_of_a_plan_is_a_plan_with_a_name(tmp_path: Path) -> None:
    options = [option(), option(resource_price(1), resourceId="2", resourceName="Archive", vendorPartNumber="A")]

    found = only(tmp_path, prices(subscription(plan_price(options=options))))

    assert [(each.id, each.name) for each in found.plans] == [
        ("15612791-P1M-P1M", "Mailbox E5"),
        ("2-P1M-P1M", "Archive"),
    ]
    assert found.part_number == ""


def test_volume_prices_are_tiers_and_begin_with_the_least_that_is_sold(tmp_path: Path) -> None:
    volume = [
        {"currencyCode": "USD", "quantity": "25", "unitPrice": 4},
        {"currencyCode": "USD", "quantity": 50, "unitPrice": 0},
    ]

    found = only(
        tmp_path,
        prices(subscription(plan_price(options=[option(minUnits="5", discounts=[{"volumeDiscounts": volume}])]))),
    )

    assert sums(found) == [("cost", "5", "4.2"), ("cost", "25", "4"), ("cost", "50", "0"), ("srp", "5", "6")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"options": [option(resource_price(), resource_price(5))]},
            "options 1: two prices from 1 units on: 4.2 and 5.",
            id="two prices",
        ),
        pytest.param(
            {"options": [option(fees=[{"type": "Setup", "price": 10}])]},
            "options 1: fees 1: price is not 0, and a shop could not charge this fee beside the price.",
            id="a fee",
        ),
        pytest.param({"billingPeriod": None}, "billingPeriod: billingPeriod is missing.", id="no billing period"),
        pytest.param(
            {"billingPeriod": {"billingPeriod": 1, "billingPeriodUnit": "YEAR"}},
            "options 1: it is billed every P1Y, longer than its term of P1M.",
            id="billed after its end",
        ),
        pytest.param(
            {"options": [option(), option()]}, "options 2: plan 15612791-P1M-P1M stands there twice.", id="twice"
        ),
        pytest.param(
            {"options": [option(resource_price(subscriptionPeriod="2"))]},
            "options 1: resourcePricing 1: subscriptionPeriod '2' does not tell which of the plan's terms is meant.",
            id="another term",
        ),
        pytest.param(
            {"options": [option(resource_price(subscriptionPeriod="for ever"))]},
            "options 1: resourcePricing 1: subscriptionPeriod 'for ever' is no period such as 1 YEAR.",
            id="no term",
        ),
        pytest.param(
            {"options": [option(resource_price(subscriptionPeriod="1 YEAR"))]},
            "options 1: there is a term without any price.",
            id="a term without price",
        ),
    ],
)
def test_prices_of_plans_that_leave_doubts_are_rejected(changes: Record, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, lines(plans_page(plan()), prices(subscription(plan_price(**changes)))))

    entities, reading = read(path, IngramReader())

    assert reasons(reading) == [f"2: planId '438323': {reason}"]
    assert offerings(entities)[0].plans == ()


def test_an_unknown_period_refuses_the_feed(tmp_path: Path) -> None:
    row = plan_price(billingPeriod={"billingPeriod": 1, "billingPeriodUnit": "MOON"})

    _, reading = read(feed_file(tmp_path, lines(prices(subscription(row)), page(product()))), IngramReader())

    assert len(reading.damages) == 1


def test_the_same_answer_twice_is_one_offering(tmp_path: Path) -> None:
    entities, reading = read(
        feed_file(tmp_path, lines(page(product(), product()), prices(price()), prices(price()))), IngramReader()
    )

    assert len(offerings(entities)) == 1
    assert (reading.rows, reading.used) == (4, 4)


def test_answers_that_contradict_each_other_are_both_told(tmp_path: Path) -> None:
    dearer = price(pricing={"currencyCode": "USD", "customerPrice": 13})

    entities, _ = read(feed_file(tmp_path, lines(page(product()), prices(price()), prices(dearer))), IngramReader())

    assert [(found.id, str(found.plans[0].prices[0].amount)) for found in offerings(entities)] == [
        ("1A8249", "12.34"),
        ("1A8249", "13"),
    ]


def test_a_part_number_that_is_a_plan_too_stays_a_product(tmp_path: Path) -> None:
    entities, reading = read(feed_file(tmp_path, lines(page(product("7")), plans_page(plan("7")))), IngramReader())

    assert [found.name for found in offerings(entities)] == ["Memory card 16 GB"]
    assert reasons(reading) == ["2: 7 is both an ingramPartNumber and a planId; the first one is taken."]


def test_shelves_do_not_mind_capitals(tmp_path: Path) -> None:
    rows = [product(), product("B", category="STORAGE", subCategory="flash Memory"), product("C", subCategory="")]

    entities, _ = read(feed_file(tmp_path, lines(page(*rows))), IngramReader())

    assert [entity.name for entity in entities if isinstance(entity, Category)] == ["Storage", "Flash memory"]
    assert [found.category_id for found in offerings(entities)] == [
        "storage / flash memory",
        "storage / flash memory",
        "storage",
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(page("1A"), "'1A' stands where a product belongs: {...}.", id="a text for a product"),
        pytest.param({"recordsFound": 1, "catalog": "none"}, "'none' stands where a product belongs", id="no list"),
        pytest.param({"hello": 1}, "this is neither a product, a plan nor a price of Ingram Micro's.", id="else"),
        pytest.param({"recordsFound": 3}, "this is neither a product, a plan nor a price", id="a page without a list"),
        pytest.param(
            {"errors": [{"id": 1, "messaage": "No\nluck", "fields": [{"field": "x", "message": "y"}]}]},
            "Ingram Micro answered with an error: No luck: x: y",
            id="an error",
        ),
        pytest.param(page(without(product(), "ingramPartNumber")), "this is neither", id="no part number"),
        pytest.param(page(product(ingramPartNumber=None)), "ingramPartNumber is missing.", id="null for one"),
        pytest.param(page(product(description="")), "1A8249: no answer gives it a name.", id="no name"),
        pytest.param(
            page(product(category="", subCategory=None)), "1A8249: no answer gives it a category.", id="no category"
        ),
        pytest.param(
            page(product(endUserRequired="perhaps")),
            "ingramPartNumber '1A8249': endUserRequired is 'perhaps'; true or false is needed.",
            id="no truth",
        ),
        pytest.param(
            page(product(description="\x00")),
            "ingramPartNumber '1A8249': description holds the character U+0000, which no page can show.",
            id="a NUL",
        ),
    ],
)
def test_rows_that_cannot_be_used_are_rejected(answer: Record, reason: str, tmp_path: Path) -> None:
    entities, reading = read(feed_file(tmp_path, lines(answer)), IngramReader())

    assert offerings(entities) == []
    assert reasons(reading)[0].startswith(f"1: {reason}")
    assert (reading.rows, reading.rejected) == (1, 1)


def test_an_empty_page_holds_no_rows(tmp_path: Path) -> None:
    _, reading = read(feed_file(tmp_path, lines(page(), {"recordsFound": 0}, prices())), IngramReader())

    assert reading.rows == 0


@pytest.mark.parametrize(
    ("content", "ours"),
    [
        pytest.param(lines(page(product())), True, id="catalogue"),
        pytest.param(json.dumps([price()]), True, id="prices"),
        pytest.param(lines(plans_page(plan())), True, id="subscriptions"),
        pytest.param(lines({"@type": "Catalog"}), False, id="the neutral feed"),
        pytest.param("sku,price\n", False, id="a table"),
    ],
)
def test_its_own_files_are_recognised(content: str, ours: bool) -> None:
    assert IngramReader().recognises(content) is ours


ANSWERS = [
    page(product(), product("B", discontinued="true", replacementSku="1A8249")),
    plans_page(plan(), groupName="Mailboxes"),
    prices(price(discounts=[{"specialPricing": [special()], "quantityDiscounts": [{"quantity": 5, "amount": 10}]}])),
    prices(
        failed("B"), subscription(plan_price(options=[option(discounts=[{"volumeDiscounts": [resource_price()]}])]))
    ),
    detail(),
]


@given(answers=damaged(ANSWERS))
def test_rows_are_used_or_rejected_whatever_is_wrong_in_them(
    answers: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), lines(*answers, page(product("end"))), "ingram.ndjson")

    entities, reading = read(path, IngramReader())

    assert reading.rows == reading.used + reading.rejected
    assert reading.rejected == len(reading.rejections)
    shelves: set[str] = set()
    for entity in entities:
        if isinstance(entity, Category):
            assert entity.parent_id is None or entity.parent_id in shelves
            shelves.add(entity.id)
        elif isinstance(entity, Offering):
            assert entity.category_id in shelves
    assert "end" in {found.id for found in offerings(entities)}


@FEWER
@given(data=st.data())
def test_no_damage_to_the_bytes_crashes_the_reader(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = data.draw(st.sampled_from([lines(*ANSWERS), array(*ANSWERS), json.dumps(ANSWERS[0], indent=1)]))
    path = feed_file(tmp_path_factory.getbasetemp(), data.draw(scarred(content.encode())), "scarred.json")
    reading = Reading(path.name)

    try:
        for _ in IngramReader().read(feed_of(path), reading):
            pass
    except FeedError:
        pass

    assert reading.rows == reading.used + reading.rejected


@SPECIFIED
def test_every_example_of_the_open_api_file_is_accounted_for(tmp_path: Path) -> None:
    answers = [
        *examples(CATALOG, "get", 200).values(),
        *examples(f"{CATALOG}/details", "get", 200).values(),
        *examples(f"{CATALOG}/details/{{ingramPartNumber}}", "get", 200).values(),
        *(prices(*found) for found in examples(PRICES, "post", 200).values()),
        *(prices(*found) for found in examples(PRICES, "post", 207).values()),
    ]
    named = page(product("4A0036"), product("123512"))

    entities, reading = read(feed_file(tmp_path, lines(named, *answers)), IngramReader())

    found = {offering.id: offering for offering in offerings(entities)}
    assert list(found) == ["4A0036", "123512", "1A8249", "438323", "5348387", "438292", "438381"]
    assert (reading.rows, reading.used) == (12, 11)
    assert reasons(reading) == [
        "9: ingramPartNumber '12351211': there is no price: Product not found for IngramPartNumber: 12351211."
    ]
    assert sums(found["4A0036"]) == [("cost", "1", "74.34"), ("srp", "1", "189.99")]
    assert sums(found["123512"]) == [("cost", "1", "5.43"), ("srp", "1", "10"), ("floor", "1", "540.25")]
    assert [len(offering.questions) for offering in found.values()] == [0, 1, 0, 0, 0, 0, 0]
    assert found["5348387"].lifecycle is Lifecycle.RETIRED
    assert found["438381"].category_id == "subscriptions / nce microsoft 365 (commercial)"
