"""TM Forum catalogs: records that refer to each other, in any order, and events about them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from awning.catalog import Category, FeedPrice, Lifecycle, Offering, Period, PlanKind, PriceRole, QuestionKind
from awning.errors import FeedError
from awning.feeds import Withdrawal
from awning.feeds.azure import AzureReader
from awning.feeds.neutral import NeutralReader
from awning.feeds.tmf import TmfReader
from support_damage import damaged, scarred
from support_feeds import Record, array, azure_row, feed_file, lines, offering_row, offerings, read, reasons, without
from support_strategies import FEWER
from support_tmf import CATALOG, category, event, offering, price, specification

TMF = Path(__file__).parents[3] / "shared" / "feeds" / "tmf"
EXAMPLES = sorted(TMF.glob("examples/TMF620*.json"))
SAMPLE = Path(__file__).parents[2] / "content" / "feed" / "catalog.json"
WHOLE = [CATALOG, category(), price(), specification(), offering()]
ROOT: Record = {"id": "root", "name": "All", "isRoot": True}


class Before:
    """A catalog that stands, with one offering."""

    version = ""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering

    def offering(self, offering_id: str) -> Offering | None:
        """That one, if it is asked for."""
        return self._offering if self._offering.id == offering_id else None


def made_of(folder: Path, *records: Record, **settings: Any) -> Offering:
    """The one offering the records make, all of them used."""
    entities, reading = read(feed_file(folder, lines(*records)), TmfReader(), **settings)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def refused(folder: Path, *records: Record, **settings: Any) -> list[str]:
    """Why rows were left out; nothing was made of them."""
    entities, reading = read(feed_file(folder, lines(*records)), TmfReader(), **settings)
    assert offerings(entities) == []
    assert reading.rows == reading.used + reading.rejected == len(records)
    return reasons(reading)


@pytest.mark.parametrize(
    "records", [WHOLE, WHOLE[::-1]], ids=["what is referred to comes first", "what refers comes first"]
)
def test_resources_that_refer_to_each_other_make_an_offering(records: list[Record], tmp_path: Path) -> None:
    path = feed_file(tmp_path, array(*records))

    entities, reading = read(path, TmfReader())

    assert (reading.used, reasons(reading), reading.version, reading.delta) == (5, [], "2026.11", False)
    assert entities[0] == Category("cloud", "Cloud")
    [found] = offerings(entities)
    [plan] = found.plans
    [question] = found.questions
    assert (found.id, found.name, found.category_id) == ("FW-1", "Firewall for offices", "cloud")
    assert (found.vendor, found.part_number, found.description) == ("Brickmoor", "BM-340", "Keeps others out.")
    assert (question.name, question.kind, question.choices) == ("Number of ports", QuestionKind.CHOICE, ("8", "16"))
    assert [(row.name, row.value) for row in found.characteristics] == [("Speed", "10 Gbit/s")]
    assert (plan.id, plan.kind, plan.unit, plan.name) == ("P1Y-P1M", PlanKind.RECURRING, "piece", "")
    assert plan.prices == (FeedPrice(PriceRole.COST, "EUR", Decimal("4.20")),)


def test_a_folder_of_files_is_one_catalog_and_texts_for_people_are_left_out(tmp_path: Path) -> None:
    for number, record in enumerate(WHOLE):
        feed_file(tmp_path / "feed", json.dumps(record), f"{9 - number}.json")
    feed_file(tmp_path / "feed", "openapi: 3.0.1\n", "api.yaml")
    feed_file(tmp_path / "feed", "\ufeffRead me first".encode("utf-16"), "README")

    entities, reading = read(tmp_path / "feed", TmfReader())

    assert [found.id for found in offerings(entities)] == ["FW-1"]
    assert [str(rejection) for rejection in reading.rejections] == [
        "feed/README:1: The file is not JSON; it is left out.",
        "feed/api.yaml:1: The file is not JSON; it is left out.",
    ]


def test_the_sample_feed_is_the_same_catalog_to_both_readers() -> None:
    neutral, _ = read(SAMPLE)

    entities, reading = read(SAMPLE, TmfReader())

    assert reasons(reading) == []
    assert entities == neutral


def test_records_of_version_4_are_known_by_their_addresses_or_fields(tmp_path: Path) -> None:
    told = [without(record, "@type") for record in WHOLE[1:]] + [without(offering("B"), "@type", "href")]

    entities, reading = read(feed_file(tmp_path, array(*told)), TmfReader())

    assert [found.id for found in offerings(entities)] == ["FW-1", "B"]
    assert (reading.used, reading.rejected) == (5, 0)


def test_an_offering_may_carry_its_price_and_specification(tmp_path: Path) -> None:
    found = made_of(
        tmp_path,
        offering(productOfferingPrice=[without(price(), "id")], productSpecification=without(specification(), "id")),
    )

    assert (found.vendor, found.plans[0].prices[0].amount) == ("Brickmoor", Decimal("4.20"))


@pytest.mark.parametrize(
    ("changes", "kind", "plan_id", "billing"),
    [
        pytest.param({"recurringChargePeriodType": "monthly"}, PlanKind.RECURRING, "P1Y-P1M", "P1M", id="monthly"),
        pytest.param(
            {"priceType": "Recurring Charge", "recurringChargePeriodType": "Year"},
            PlanKind.RECURRING,
            "P1Y-P1Y",
            "P1Y",
            id="yearly",
        ),
        pytest.param({"recurringChargePeriodType": "quarterly"}, PlanKind.RECURRING, "P1Y-P3M", "P3M", id="quarterly"),
        pytest.param(
            {"recurringChargePeriodType": None, "recurringChargePeriod": "monthly"},
            PlanKind.RECURRING,
            "P1Y-P1M",
            "P1M",
            id="the older name",
        ),
        pytest.param({"priceType": "One Time fee"}, PlanKind.ONCE, "once", None, id="one time"),
        pytest.param({"priceType": "oneTime"}, PlanKind.ONCE, "once", None, id="oneTime"),
        pytest.param({"priceType": "Usage"}, PlanKind.METERED, "p1", None, id="usage"),
    ],
)
def test_kinds_and_periods_are_read_as_catalogs_spell_them(
    changes: Record, kind: PlanKind, plan_id: str, billing: str | None, tmp_path: Path
) -> None:
    [plan] = made_of(tmp_path, offering(), specification(), price(**changes)).plans

    assert (plan.kind, plan.id, plan.billing and str(plan.billing)) == (kind, plan_id, billing)


def test_a_price_that_does_not_say_whose_it_is_is_the_resellers_unless_the_profile_is_srp(tmp_path: Path) -> None:
    records = [offering(), specification(), price()]

    roles = [made_of(tmp_path, *records, profile=name).plans[0].prices[0].role for name in ("", "cost", "srp")]

    assert roles == [PriceRole.COST, PriceRole.COST, PriceRole.SRP]


def test_a_price_may_say_whose_it_is(tmp_path: Path) -> None:
    both = [{"id": "p1"}, {"id": "p2"}]

    [plan] = made_of(
        tmp_path, offering(productOfferingPrice=both), specification(), price(role="cost"), price("p2", "6", role="srp")
    ).plans

    assert [(each.role, each.amount) for each in plan.prices] == [
        (PriceRole.COST, Decimal("4.20")),
        (PriceRole.SRP, Decimal(6)),
    ]


def test_another_profile_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"catalog\.json: profile 'retail' is none of cost, srp\."):
        refused(tmp_path, *WHOLE, profile="retail")


def test_a_price_holds_while_both_it_and_the_offering_do(tmp_path: Path) -> None:
    [plan] = made_of(
        tmp_path,
        offering(validFor={"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}),
        specification(),
        price(validFor={"startDateTime": "2026-06-01T00:00:00+02:00"}),
    ).plans

    [found] = plan.prices
    assert found.valid_from == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert found.valid_until == datetime(2027, 1, 1, tzinfo=UTC)


def test_terms_of_the_offering_make_a_plan_each_where_the_price_has_none(tmp_path: Path) -> None:
    terms = [{"duration": {"amount": 1, "units": "year"}}, {"duration": {"amount": 36, "units": "Month"}}, {}]

    plans = made_of(
        tmp_path, offering(productOfferingTerm=terms), specification(), without(price(), "productOfferingTerm")
    ).plans

    assert [(plan.id, plan.commitment) for plan in plans] == [
        ("P1Y-P1M", Period(1, "year")),
        ("P3Y-P1M", Period(3, "year")),
    ]


@pytest.mark.parametrize(
    ("aside", "reason"),
    [
        pytest.param(
            {"priceType": "discount", "price": {"unit": "EUR", "value": -5}}, "priceType 'discount' is nothing"
        ),
        pytest.param({"percentage": -10}, "This is a percentage of another price"),
        pytest.param(
            {"@type": "ProductOfferingPriceAlteration"}, "This is a percentage of another price, or alters one"
        ),
        pytest.param({"isBundle": True}, "The price is put together from others"),
        pytest.param({"bundledPopRelationship": [{"id": "p1"}]}, "The price is put together from others"),
        pytest.param({"lifecycleStatus": "Retired"}, "lifecycleStatus 'retired' is neither Active nor Launched."),
    ],
    ids=["a discount", "a percentage", "an alteration", "a bundle", "a bundle by its parts", "retired"],
)
def test_a_price_that_is_none_to_charge_is_left_out_and_the_offering_does_without(
    aside: Record, reason: str, tmp_path: Path
) -> None:
    records = [
        offering(productOfferingPrice=[{"id": "p1"}, {"id": "p2"}]),
        specification(),
        price(),
        price("p2", **aside),
    ]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader())

    [plan] = offerings(entities)[0].plans
    assert [each.amount for each in plan.prices] == [Decimal("4.20")]
    assert [line.startswith(f"4: {reason}") for line in reasons(reading)] == [True]
    assert reading.damages == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"price": {"unit": "EUR", "value": "1,5"}}, "price: value '1,5' is not a number."),
        pytest.param({"price": {"value": 5}}, "price: unit is missing."),
        pytest.param({"price": {"taxIncludedAmount": {"unit": "EUR", "value": 5}}}, "price: taxIncludedAmount: only"),
        pytest.param({"priceType": "tribute"}, "priceType 'tribute' is none of recurring, oneTime, usage."),
        pytest.param({"role": "list"}, "role 'list' is none of cost, srp, floor, setup."),
        pytest.param({"recurringChargePeriodLength": 0}, "'0 month' is not a period."),
        pytest.param({"unitOfMeasure": {"amount": 0}}, "unitOfMeasure: amount is 0"),
        pytest.param({"prodSpecCharValueUse": [{"name": "Ports"}]}, "prodSpecCharValueUse: the price holds for some"),
        pytest.param(
            {"popRelationship": [{"id": "p9", "relationshipType": "surcharge"}]},
            "popRelationship 1: relationshipType 'surcharge' may raise the price",
        ),
        pytest.param({"priceAlteration": [{"priceType": "fee"}]}, "priceAlteration 1: priceType 'fee' may raise"),
    ],
    ids=[
        "a comma",
        "no currency",
        "with tax",
        "unknown kind",
        "unknown role",
        "no period",
        "for nothing",
        "conditions",
        "a surcharge",
        "an alteration",
    ],
)
def test_a_price_that_cannot_be_read_takes_its_offering_along(changes: Record, reason: str, tmp_path: Path) -> None:
    found = refused(tmp_path, specification(), offering(), price(**changes))

    assert found[0].startswith(f"3: {reason}")
    assert found[1] == "2: productOfferingPrice 1: the price at catalog.json:3 cannot be used."


@pytest.mark.parametrize(
    "changes",
    [
        {"price": {"unit": "EUR", "value": -1}},
        {"price": {"unit": "euro", "value": 1}},
        {"recurringChargePeriodType": "fortnight"},
    ],
    ids=["below zero", "no currency of this world", "no length of time"],
)
def test_a_price_that_shows_damage_refuses_the_feed(changes: Record, tmp_path: Path) -> None:
    _, reading = read(feed_file(tmp_path, lines(specification(), offering(), price(**changes))), TmfReader())

    assert [rejection.line for rejection in reading.damages] == [3]


def test_the_feeds_currency_stands_in_where_a_price_names_none(tmp_path: Path) -> None:
    found = made_of(tmp_path, offering(), specification(), price(price={"value": 5}), currency="CHF")

    assert found.plans[0].prices[0].currency == "CHF"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"lifecycleStatus": "In design"}, "lifecycleStatus 'in design': only what is", id="not yet"),
        pytest.param({"lifecycleStatus": "Rejected"}, "lifecycleStatus 'rejected': only what is", id="never"),
        pytest.param({"isSellable": False}, "isSellable is false", id="a part of others"),
        pytest.param(
            {"productOfferingPrice": [{"id": "p1"}, {"id": "p9"}]},
            "productOfferingPrice 2: id 'p9' is no price of the feed.",
            id="a price that is not there",
        ),
        pytest.param({"name": None}, "name is missing.", id="no name"),
        pytest.param(
            {"attachment": [{"attachmentType": "picture", "url": "../a b"}]},
            "attachment 1: url 'a b' is not a plain file name.",
            id="an odd picture",
        ),
    ],
)
def test_an_offering_that_is_not_sold_or_not_whole_is_left_out(changes: Record, reason: str, tmp_path: Path) -> None:
    [found] = refused(tmp_path, specification(), price(), offering(**changes))

    assert found.startswith(f"3: {reason}")


@pytest.mark.parametrize("status", ["Retired", "obsolete"])
def test_what_is_no_longer_sold_keeps_its_page(status: str, tmp_path: Path) -> None:
    found = made_of(tmp_path, specification(), price(), offering(lifecycleStatus=status))

    assert found.lifecycle is Lifecycle.RETIRED


BOTH = offering(productOfferingPrice=[{"id": "p1"}, {"id": "p2"}])
NO_TERM: Record = {"productOfferingTerm": []}
PER_PIECE: Record = {"unitOfMeasure": {"amount": 1, "units": "piece"}}


def fee(value: str = "20", **changes: Any) -> Record:
    """A charge at the beginning, per piece."""
    return price("p2", value, priceType="oneTime", **PER_PIECE, **changes)


def test_a_fee_beside_a_charge_is_what_the_plan_costs_to_set_up(tmp_path: Path) -> None:
    [plan] = made_of(tmp_path, BOTH, specification(), price(), fee()).plans

    assert (plan.id, plan.kind) == ("P1Y-P1M", PlanKind.RECURRING)
    assert [(each.role, each.currency, str(each.amount)) for each in plan.prices] == [
        (PriceRole.COST, "EUR", "4.20"),
        (PriceRole.SETUP, "EUR", "20"),
    ]


def test_a_fee_without_a_term_is_charged_with_every_term(tmp_path: Path) -> None:
    terms = [{"duration": {"amount": years, "units": "year"}} for years in (1, 3)]
    charge = price(productOfferingTerm=terms)

    plans = made_of(tmp_path, BOTH, specification(), charge, fee(**NO_TERM)).plans

    assert [(plan.id, [each.role for each in plan.prices]) for plan in plans] == [
        ("P1Y-P1M", [PriceRole.COST, PriceRole.SETUP]),
        ("P3Y-P1M", [PriceRole.COST, PriceRole.SETUP]),
    ]


@pytest.mark.parametrize(
    ("charge", "once", "settings", "reason"),
    [
        pytest.param({}, {}, {"profile": "srp"}, "Both are charged, and what a reseller pays", id="a customer's fee"),
        pytest.param({"planId": "rented"}, {}, {}, "and only some have a planId or a role", id="half a choice"),
        pytest.param(
            {"unitOfMeasure": {"amount": 1, "units": "user"}},
            {},
            {},
            "one per user and the other per piece",
            id="units",
        ),
        pytest.param(
            {"productOfferingTerm": [{"duration": {"amount": 3, "units": "year"}}]},
            {},
            {},
            "and no recurring one has the term P1Y of the other",
            id="a term no plan has",
        ),
    ],
)
def test_a_fee_that_may_be_something_else_leaves_the_offering_out(
    charge: Record, once: Record, settings: dict[str, str], reason: str, tmp_path: Path
) -> None:
    records = lines(BOTH, specification(), price(**charge), fee(**once))

    entities, reading = read(feed_file(tmp_path, records), TmfReader(), **settings)

    assert offerings(entities) == []
    assert reasons(reading)[0].startswith("1: productOfferingPrice: one-time and recurring prices stand side by side")
    assert reason in reasons(reading)[0]


def test_prices_with_plan_ids_are_ways_to_choose_from(tmp_path: Path) -> None:
    bought = price("p2", "20", priceType="oneTime", planId="bought")

    plans = made_of(tmp_path, BOTH, specification(), price(planId="rented"), bought).plans

    assert [plan.id for plan in plans] == ["rented", "bought"]


def test_two_prices_for_the_same_thing_contradict_each_other(tmp_path: Path) -> None:
    both = offering(productOfferingPrice=[{"id": "p1"}, {"id": "p2"}])

    found = refused(tmp_path, both, specification(), price(), price("p2", "5"))

    assert found == ["1: productOfferingPrice: plan P1Y-P1M has a cost price in EUR for that tier and time already."]


def test_prices_and_specifications_nobody_refers_to_are_left_out(tmp_path: Path) -> None:
    assert refused(tmp_path, price(), specification()) == [
        "1: No offering of the feed refers to it.",
        "2: No offering of the feed refers to it.",
    ]


def test_the_highest_version_that_is_made_stands(tmp_path: Path) -> None:
    records = [
        offering(version="1.10", name="New"),
        offering(version="1.9", name="Old"),
        offering(version="2.0", name="Draft", lifecycleStatus="In test"),
        specification(),
        price(),
    ]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader())

    assert [found.name for found in offerings(entities)] == ["New"]
    assert reasons(reading) == [
        f"{line}: Another version of it stands at catalog.json:1 and is used." for line in (2, 3)
    ]


def test_offerings_of_one_id_and_version_are_both_given_for_the_import_to_see(tmp_path: Path) -> None:
    records = [offering(), offering(), offering(name="Another"), specification(), price()]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader())

    assert [found.name for found in offerings(entities)] == ["Firewall for offices", "Another"]
    assert (reading.used, reading.rejected) == (5, 0)


def test_a_price_that_contradicts_itself_is_used_by_nobody(tmp_path: Path) -> None:
    found = refused(tmp_path, offering(), specification(), price(), price(value="5"))

    assert found == [
        "3: Price p1 stands in the feed with different content.",
        "4: Price p1 stands in the feed with different content.",
        "1: productOfferingPrice 1: price p1 is deleted, contradicted or told in part at catalog.json:3.",
    ]


@pytest.mark.parametrize(
    ("records", "vendor"),
    [
        pytest.param([specification()], "Brickmoor", id="the specification's brand"),
        pytest.param(
            [specification(brand="", relatedParty=[{"role": "Supplier", "name": "Copperline"}])],
            "Copperline",
            id="a party of version 4",
        ),
        pytest.param(
            [
                specification(brand=""),
                CATALOG | {"relatedParty": [{"role": "vendor", "partyOrPartyRole": {"name": "Fenwick"}}]},
            ],
            "Fenwick",
            id="the catalog's party of version 5",
        ),
        pytest.param([specification(brand=""), CATALOG], "Northgate", id="the catalog's name"),
        pytest.param([specification(brand="")], "Unknown vendor", id="nobody"),
    ],
)
def test_the_vendor_is_whoever_is_named_closest(records: list[Record], vendor: str, tmp_path: Path) -> None:
    assert made_of(tmp_path, offering(), price(), *records).vendor == vendor


@pytest.mark.parametrize(
    ("categories", "parent"),
    [
        pytest.param([category(parentId="root"), ROOT], "root", id="the child names it"),
        pytest.param([category(parent={"id": "root"}), ROOT], "root", id="the child refers to it"),
        pytest.param([ROOT | {"subCategory": [{"id": "cloud"}]}, category()], "root", id="it names the child"),
        pytest.param([ROOT | {"subCategory": [{"id": "cloud"}]}], "root", id="it names a child without a record"),
        pytest.param([category(parentId="nowhere")], None, id="it is not there"),
        pytest.param([category(parentId="root"), ROOT | {"parentId": "cloud"}], None, id="a circle"),
        pytest.param([], None, id="no category has a record"),
    ],
)
def test_categories_stand_behind_their_parents(categories: list[Record], parent: str | None, tmp_path: Path) -> None:
    records = [offering(), specification(), price(), *categories]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader())

    found = [entity for entity in entities if isinstance(entity, Category)]
    assert reasons(reading) == []
    assert next(each for each in found if each.id == "cloud") == Category("cloud", "Cloud", parent_id=parent)
    assert [each.id for each in found].index("cloud") >= (1 if parent else 0)


def test_an_offering_stands_where_a_category_says_or_among_others(tmp_path: Path) -> None:
    shelf = category("security", productOffering=[{"id": "FW-1"}])
    records = [offering(category=[]), offering("B", category=[]), specification(), price(), shelf]

    entities, _ = read(feed_file(tmp_path, lines(*records)), TmfReader())

    assert [found.category_id for found in offerings(entities)] == ["security", "other"]
    assert Category("other", "Other") in entities


def test_an_offering_narrows_the_values_of_its_specification(tmp_path: Path) -> None:
    used = [
        {"name": "Number of ports", "productSpecCharacteristicValue": [{"value": "16"}]},
        {"name": "Colour", "productSpecCharacteristicValue": [{"value": "red"}, {"value": "grey", "isDefault": True}]},
    ]

    found = made_of(tmp_path, offering(prodSpecCharValueUse=used), specification(), price())

    assert [(row.name, row.value) for row in found.characteristics] == [
        ("Number of ports", "16"),
        ("Speed", "10 Gbit/s"),
    ]
    assert [(question.name, question.choices) for question in found.questions] == [("Colour", ("grey", "red"))]


@pytest.mark.parametrize(
    ("kind", "values", "asked"),
    [
        ("string", [], QuestionKind.TEXT),
        ("integer", [], QuestionKind.NUMBER),
        ("email", [], QuestionKind.EMAIL),
        ("boolean", [{"value": True}, {"value": False}], QuestionKind.CHOICE),
    ],
)
def test_what_is_configurable_is_asked(kind: str, values: list[Record], asked: QuestionKind, tmp_path: Path) -> None:
    row = {"name": "x", "configurable": True, "valueType": kind, "productSpecCharacteristicValue": values}

    found = made_of(tmp_path, offering(), specification(productSpecCharacteristic=[row]), price())

    [question] = found.questions
    assert (question.kind, question.label, question.required) == (asked, "x", False)
    assert question.choices == (("true", "false") if values else ())


def test_relations_a_shop_has_no_word_for_are_passed_over(tmp_path: Path) -> None:
    relations = [{"relationshipType": word, "id": word} for word in ("DependsOn", "exclusivity", "upgradesTo")]

    found = made_of(tmp_path, offering(productOfferingRelationship=relations), specification(), price())

    assert [(relation.kind, relation.offering_id) for relation in found.relations] == [
        ("requires", "DependsOn"),
        ("upgradesTo", "upgradesTo"),
    ]


def test_events_are_changes_to_what_stands(tmp_path: Path) -> None:
    standing = made_of(tmp_path, *WHOLE)
    records = [
        event("ProductOffering", "AttributeValueChange", {"id": "FW-1", "name": "Firewall, renamed"}),
        event("ProductOffering", "StateChange", {"id": "FW-1", "lifecycleStatus": "Retired"}, "2026-11-20T07:00:00Z"),
        event("ProductOffering", "Delete", {"id": "OLD"}),
    ]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader(), base=Before(standing))

    assert (reading.delta, reading.used, reasons(reading)) == (True, 3, [])
    assert entities == [
        replace(standing, name="Firewall, renamed", lifecycle=Lifecycle.RETIRED),
        Withdrawal("OLD"),
    ]


def test_events_count_as_they_happened_not_as_they_stand(tmp_path: Path) -> None:
    records = [
        event("ProductOffering", "Create", offering(name="Back again"), "2026-11-22T00:00:00Z"),
        event("ProductOffering", "Delete", {"id": "FW-1"}, "2026-11-21T23:59:00-02:00"),
        event("ProductOfferingPrice", "Create", price()),
        event("ProductSpecification", "Create", specification()),
    ]

    entities, reading = read(feed_file(tmp_path, lines(*records)), TmfReader())

    assert entities == [Withdrawal("FW-1")]
    assert reasons(reading) == ["3: No offering of the feed refers to it.", "4: No offering of the feed refers to it."]


def test_a_change_of_prices_comes_with_the_offering_that_has_them(tmp_path: Path) -> None:
    standing = made_of(tmp_path, *WHOLE)
    records = [
        event("ProductOfferingPrice", "AttributeValueChange", price(value="5.10")),
        event("ProductOffering", "AttributeValueChange", {"id": "FW-1", "productOfferingPrice": [price(value="5.10")]}),
    ]

    entities, _ = read(feed_file(tmp_path, lines(*records)), TmfReader(), base=Before(standing))

    [found] = offerings(entities)
    assert (found.vendor, found.plans[0].prices[0].amount) == ("Brickmoor", Decimal("5.10"))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(
            event("ProductOffering", "AttributeValueChange", {"id": "FW-1", "validFor": {}}),
            "The event changes validFor, which cannot be put into what stands",
            id="more than can be put in",
        ),
        pytest.param(
            event("ProductOffering", "StateChange", {"id": "X", "lifecycleStatus": "Active"}),
            "The event tells a part of an offering that is not in the catalog",
            id="of nothing that stands",
        ),
        pytest.param(
            event("Category", "Delete", {"id": "cloud"}), "A category that is deleted is not taken away", id="a shelf"
        ),
        pytest.param(
            event("Category", "StateChange", {"id": "cloud"}), "The event tells a part of a category", id="a part"
        ),
        pytest.param(
            event("Catalog", "Delete", {"id": "wholesale"}), "That a catalog is deleted takes", id="a catalog"
        ),
        pytest.param(event("ImportJob", "Create", {"id": "1"}), "The event 'ImportJobCreateEvent' says", id="a job"),
        pytest.param(event("ProductOffering", "Batch", {"id": "1"}), "The event 'ProductOfferingBatch", id="a batch"),
        pytest.param(
            {"eventType": "CategoryCreateEvent", "event": {}}, "event holds no Category.", id="an event of nothing"
        ),
        pytest.param({"op": "remove", "path": "/place"}, "This is an operation of JSON Patch", id="a patch"),
        pytest.param({"@type": "ProductOffering", "version": "3"}, "id is missing: a request", id="a merge patch"),
        pytest.param({"@type": "ExportJob", "id": "1"}, "A 'ExportJob' is no resource of a catalog.", id="an export"),
        pytest.param({"id": "1"}, "Nothing says what this is: @type is missing.", id="anything"),
    ],
)
def test_what_is_no_resource_of_a_catalog_is_left_out_with_the_reason(
    record: Record, reason: str, tmp_path: Path
) -> None:
    standing = made_of(tmp_path, *WHOLE)

    [found] = refused(tmp_path, record, base=Before(standing))

    assert found.startswith(f"1: {reason}")


def test_each_reader_recognises_its_own() -> None:
    readers = [AzureReader(), NeutralReader(), TmfReader()]
    heads = {
        "azure": lines(azure_row()),
        "neutral": lines(offering_row()),
        "tmf": lines(offering()),
        "tmf again": lines(event("Category", "Create", {"id": "1"})),
        "tmf, version 4": lines(without(offering(), "@type")),
        "nobody": lines(
            {"@type": "ProductOrder", "productOrderItem": [{"productOffering": {"@type": "ProductOffering"}}]}
        ),
    }

    first = {
        name: next((reader.name for reader in readers if reader.recognises(head)), "") for name, head in heads.items()
    }

    assert list(first.values()) == ["azure", "neutral", "tmf", "tmf", "tmf", ""]
    assert NeutralReader().recognises(SAMPLE.read_text(encoding="utf-8")[:4096])


@given(rows=damaged([*WHOLE, event("ProductOffering", "StateChange", {"id": "FW-1", "lifecycleStatus": "Retired"})]))
@FEWER
def test_records_are_used_or_rejected_whatever_is_wrong_in_them(
    rows: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), array(*rows), "tmf.json")

    entities, reading = read(path, TmfReader())

    assert reading.rows == reading.used + reading.rejected == len(rows)
    shelves = {entity.id for entity in entities if isinstance(entity, Category)}
    assert reading.delta or {found.category_id for found in offerings(entities)} <= shelves


@given(content=scarred(array(*WHOLE).encode()))
@FEWER
def test_damaged_bytes_are_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "tmf-scarred.json")

    try:
        _, reading = read(path, TmfReader())
    except FeedError:
        return

    assert reading.rows == reading.used + reading.rejected


@pytest.mark.skipif(not EXAMPLES, reason="TM Forum's examples lie in ../shared, outside of the project")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem.removeprefix("TMF620v5_"))
def test_each_example_of_the_standard_loads_or_says_why_not(path: Path) -> None:
    entities, reading = read(path, TmfReader())

    catalogs_only = reading.used > 0 and "Catalog" in path.name
    assert reading.rows == reading.used + reading.rejected > 0
    assert entities or reading.rejections or catalogs_only
    assert reading.damages == []
    assert not NeutralReader().recognises(path.read_text(encoding="utf-8")[:4096])


@pytest.mark.skipif(not EXAMPLES, reason="TM Forum's examples lie in ../shared, outside of the project")
def test_all_examples_together_are_one_feed() -> None:
    entities, reading = read(TMF, TmfReader())

    [firewall] = offerings(entities)
    [plan] = firewall.plans
    assert (firewall.id, firewall.name) == ("7655", "Basic Firewall for Business (corrected)")
    assert [(each.currency, each.amount) for each in plan.prices] == [("EUR", Decimal(50))]
    assert Withdrawal("1747") in entities
    assert reading.rows == reading.used + reading.rejected == reading.used + len(reading.rejections)
