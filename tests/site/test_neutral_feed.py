"""The neutral feed: TMF620 records become offerings, or are left out one by one with the reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Notice,
    Offering,
    Period,
    Plan,
    PlanKind,
    PriceRole,
    Question,
    QuestionKind,
    Relation,
    RelationKind,
    Text,
)
from awning.errors import AwningError, FeedError, FeedMissing, FeedUnreadable
from awning.feeds import Feed, Reading, reader_for
from awning.feeds.files import files_of
from support_damage import damaged, scarred
from support_feeds import (
    CATALOG,
    EMAIL,
    Record,
    array,
    azure_row,
    feed_file,
    feed_of,
    lines,
    offering_row,
    offerings,
    price_row,
    read,
    reasons,
    without,
)
from support_strategies import FEWER

SAMPLE = Path(__file__).parents[2] / "content" / "feed" / "catalog.json"


def one(folder: Path, row: Record) -> Offering:
    """The only offering of a feed, which must be used."""
    entities, reading = read(feed_file(folder, array(EMAIL, row)))
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def why(folder: Path, row: Record) -> str:
    """Why the only offering of a feed is left out."""
    _, reading = read(feed_file(folder, array(EMAIL, row)))
    [rejection] = reading.rejections
    assert rejection.line == 3
    return rejection.reason


def test_a_record_becomes_an_offering_field_by_field(tmp_path: Path) -> None:
    path = feed_file(tmp_path, array(CATALOG, EMAIL, offering_row()))

    entities, reading = read(path)

    month, year = Period(1, "month"), Period(1, "year")
    paid = FeedPrice(PriceRole.COST, "EUR", Decimal("4.20"))
    assert (reading.rows, reading.used) == (3, 3)
    assert entities == [
        Category("email", "E-mail"),
        Offering(
            id="MAIL-1",
            name="Mailbox",
            category_id="email",
            vendor="Mailwright",
            plans=(Plan("P1Y-P1M", PlanKind.RECURRING, "user", (paid,), commitment=year, billing=month),),
            description="A mailbox.\n\nWith **space**.",
            part_number="MW-1",
            picture="mailbox.svg",
            lifecycle=Lifecycle.ACTIVE,
            notices=(Notice(30),),
            characteristics=(Characteristic("Space", "50 GB"),),
            questions=(Question("domain", "Your domain", QuestionKind.DOMAIN),),
            relations=(Relation(RelationKind.GOES_WITH, "BACKUP-1"),),
            translations={"de": Text("Postfach", "Ein Postfach.")},
        ),
    ]


@pytest.mark.parametrize("as_feed", [array, lines], ids=["list", "lines"])
def test_a_list_and_lines_hold_the_same_catalog(as_feed: Any, tmp_path: Path) -> None:
    path = feed_file(tmp_path, as_feed(CATALOG, EMAIL, offering_row(), offering_row("MAIL-2")))

    entities, reading = read(path)

    assert [found.id for found in offerings(entities)] == ["MAIL-1", "MAIL-2"]
    assert reading.used == 4


@pytest.mark.parametrize(
    ("changes", "terms"),
    [
        pytest.param({}, ("P1Y-P1M", PlanKind.RECURRING, "user"), id="a year paid by the month"),
        pytest.param({"productOfferingTerm": []}, ("P1M-P1M", PlanKind.RECURRING, "user"), id="month by month"),
        pytest.param(
            {"recurringChargePeriodLength": 12}, ("P1Y-P1Y", PlanKind.RECURRING, "user"), id="12 months are a year"
        ),
        pytest.param(
            {"productOfferingTerm": [{"duration": {"amount": 36, "units": "Months"}}]},
            ("P3Y-P1M", PlanKind.RECURRING, "user"),
            id="36 months are three years",
        ),
        pytest.param(
            {"productOfferingTerm": [{"duration": {"amount": 2, "units": "weeks"}}]},
            ("P14D-P1M", PlanKind.RECURRING, "user"),
            id="two weeks are 14 days",
        ),
        pytest.param({"priceType": "oneTime"}, ("once", PlanKind.ONCE, "user"), id="paid once"),
        pytest.param({"priceType": "usage"}, ("metered", PlanKind.METERED, "1 user"), id="by use"),
        pytest.param(
            {"priceType": "usage", "unitOfMeasure": {"amount": "1000.0", "units": "messages"}},
            ("metered", PlanKind.METERED, "1000 messages"),
            id="per thousand",
        ),
        pytest.param({"unitOfMeasure": None}, ("P1Y-P1M", PlanKind.RECURRING, "piece"), id="no unit is a piece"),
        pytest.param({"planId": "gold"}, ("gold", PlanKind.RECURRING, "user"), id="a plan with a name"),
        pytest.param(
            {"priceType": "oneTime", "trialDays": 30, "price": {"unit": "EUR", "value": 0}},
            ("trial-P30D", PlanKind.TRIAL, "user"),
            id="a trial",
        ),
    ],
)
def test_the_terms_of_a_plan_are_read_from_its_price_rows(
    changes: Record, terms: tuple[str, PlanKind, str], tmp_path: Path
) -> None:
    row = offering_row(productOfferingPrice=[price_row(**changes)])

    [plan] = one(tmp_path, row).plans

    assert (plan.id, plan.kind, plan.unit) == terms


def test_roles_currencies_tiers_and_dates_of_one_plan_stand_together(tmp_path: Path) -> None:
    row = offering_row(
        productOfferingPrice=[
            price_row("4.20"),
            price_row("3.90", tier={"min": 50}),
            price_row("3.60", price={"unit": "GBP", "value": "3.60"}),
            price_row("6.00", role="srp"),
            price_row("4.00", role="floor", validFor={"startDateTime": "2026-12-01T01:00:00+01:00"}),
        ]
    )

    [plan] = one(tmp_path, row).plans

    december = datetime(2026, 12, 1, tzinfo=UTC)
    assert plan.prices == (
        FeedPrice(PriceRole.COST, "EUR", Decimal("4.20")),
        FeedPrice(PriceRole.COST, "EUR", Decimal("3.90"), tier_min=Decimal(50)),
        FeedPrice(PriceRole.COST, "GBP", Decimal("3.60")),
        FeedPrice(PriceRole.SRP, "EUR", Decimal("6.00")),
        FeedPrice(PriceRole.FLOOR, "EUR", Decimal("4.00"), valid_from=december),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(without(offering_row(), "id"), "id is missing.", id="no sku"),
        pytest.param(offering_row("x" * 101), "id is not usable as an id: at most 100", id="a sku too long"),
        pytest.param(offering_row("MAIL\u200b1"), "id is not usable as an id", id="a sku with an invisible character"),
        pytest.param(offering_row(name="   "), "name is missing.", id="a blank name"),
        pytest.param(offering_row(name=7), "name is 7, which is not a text in quotes.", id="a number for a name"),
        pytest.param(offering_row(name=["a"]), "name is a list, which is not a text", id="a list for a name"),
        pytest.param(offering_row(name="a\x00b"), "name holds the character U+0000", id="NUL in the name"),
        pytest.param(offering_row(name="\x1b[31m"), "name holds the character U+001B", id="a terminal's colour"),
        pytest.param(offering_row(name="\ud83d"), "name holds the character U+D83D", id="half an emoji"),
        pytest.param(offering_row(**{"@type": "Offer"}), "@type is 'Offer'; Catalog, Category or", id="another type"),
        pytest.param(without(offering_row(), "@type"), "@type is ''; Catalog", id="no type"),
        pytest.param(offering_row(category=[]), "category '' is no category above", id="no category"),
        pytest.param(offering_row(category=[{"id": "x"}]), "category 'x' is no category above", id="no such category"),
        pytest.param(offering_row(category="email"), "category is 'email'; a list [...]", id="category is no list"),
        pytest.param(offering_row(category=["email"]), "category 1 is 'email'; an object", id="category is a text"),
        pytest.param(offering_row(lifecycleStatus="Gone"), "lifecycleStatus 'Gone' is neither", id="a lifecycle"),
        pytest.param(offering_row(noticeDays=-1), "noticeDays is -1, below zero.", id="notice below zero"),
        pytest.param(offering_row(noticeDays="ten"), "noticeDays 'ten' is not a number.", id="notice in words"),
        pytest.param(offering_row(noticeDays=0.5), "noticeDays is 0.5; a whole number", id="half a day"),
        pytest.param(offering_row(noticeDays=10**9), "noticeDays is 1000000000; 36500 is", id="notice for ever"),
        pytest.param(offering_row(noticeDays=True), "noticeDays is true or false; a number", id="true for a number"),
        pytest.param(offering_row(i18n={"de": "x"}), "i18n: de is 'x'; an object", id="a translation is no object"),
        pytest.param(offering_row(i18n={"../x": {"name": "y"}}), "i18n: '../x' is no language", id="no language"),
        pytest.param(
            offering_row(attachment=[{"attachmentType": "picture", "url": "a/.."}]),
            "attachment 1: url '..' is not a plain file name.",
            id="a picture outside of the folder",
        ),
        pytest.param(
            offering_row(productOfferingRelationship=[{"relationshipType": "likes", "id": "B"}]),
            "productOfferingRelationship 1: relationshipType 'likes' is none of requires, goesWellWith",
            id="a relation",
        ),
        pytest.param(
            offering_row(productSpecification={"productNumber": "1"}),
            "productSpecification: brand is missing.",
            id="no vendor",
        ),
    ],
)
def test_an_offering_that_cannot_be_used_is_left_out_with_the_reason(row: Record, reason: str, tmp_path: Path) -> None:
    assert why(tmp_path, row).startswith(reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"price": {"unit": "EURO", "value": 1}}, "price: unit 'EURO' is not a currency", id="a currency"),
        pytest.param({"price": {"unit": "EUR"}}, "price: value is null; a number is needed.", id="no amount"),
        pytest.param(
            {"price": {"unit": "EUR", "value": "12,5O"}},
            "price: value '12,5O' is not a number. Numbers are written with digits and a dot, as in 12.50.",
            id="a comma",
        ),
        pytest.param({"price": {"unit": "EUR", "value": "1_0"}}, "price: value '1_0' is not", id="as in Python"),
        pytest.param({"price": {"unit": "EUR", "value": "NaN"}}, "price: value 'NaN' is not", id="no number"),
        pytest.param({"price": {"unit": "EUR", "value": "\uff11"}}, "price: value '\uff11' is not", id="wide digits"),
        pytest.param({"price": {"unit": "EUR", "value": "1e400"}}, "price: value '1e400' is not an", id="1e400 text"),
        pytest.param({"price": {"unit": "EUR", "value": "-0.01"}}, "price: value is '-0.01', below", id="negative"),
        pytest.param({"price": {"unit": "EUR", "value": 10**13}}, "price: value 10000000000000 is not", id="10^13"),
        pytest.param({"price": {"unit": "EUR", "value": "1e-31"}}, "price: value '1e-31' has more than", id="tiny"),
        pytest.param({"price": "4.20"}, "price is '4.20'; an object {...} is needed.", id="a price is an object"),
        pytest.param({"role": "list"}, "role 'list' is none of cost, srp, floor, setup.", id="a role"),
        pytest.param({"role": None}, "role is missing.", id="no role"),
        pytest.param({"priceType": "rent"}, "priceType 'rent' is none of recurring, oneTime, usage.", id="a type"),
        pytest.param(
            {"recurringChargePeriodType": "fortnight"}, "'1 fortnight' is not a period. Write", id="a fortnight"
        ),
        pytest.param({"recurringChargePeriodLength": 0}, "'0 month' is not a period.", id="no length"),
        pytest.param({"recurringChargePeriodLength": 1201}, "'1201 month' is not a period.", id="a century"),
        pytest.param({"tier": {"min": "many"}}, "tier: min 'many' is not a number.", id="a tier in words"),
        pytest.param({"unitOfMeasure": {"amount": 0}}, "unitOfMeasure: amount is 0;", id="per nothing"),
        pytest.param({"planId": "x" * 101}, "planId is not usable as an id", id="a plan's id too long"),
        pytest.param(
            {"validFor": {"startDateTime": "soon"}}, "validFor: startDateTime 'soon' is no date.", id="a date in words"
        ),
        pytest.param(
            {"validFor": {"endDateTime": "9999-12-31T23:59:59-12:00"}},
            "validFor: endDateTime '9999-12-31T23:59:59-12:00' is no date.",
            id="a date past the calendar",
        ),
        pytest.param(
            {"priceType": "oneTime", "trialDays": 30},
            "plan trial-P30D is a trial, and its price is 4.20",
            id="a dear trial",
        ),
    ],
)
def test_a_price_that_cannot_be_used_says_which_row_it_is(changes: Record, reason: str, tmp_path: Path) -> None:
    row = offering_row(productOfferingPrice=[price_row(planId="first"), price_row(**changes)])

    assert why(tmp_path, row).startswith(f"productOfferingPrice 2: {reason}")


def test_two_prices_for_the_same_thing_are_not_chosen_between(tmp_path: Path) -> None:
    row = offering_row(productOfferingPrice=[price_row("4.20"), price_row("4.30")])

    reason = why(tmp_path, row)

    assert reason == ("productOfferingPrice 2: plan P1Y-P1M has a cost price in EUR for that tier and time already.")


def test_a_plan_has_the_same_terms_on_all_its_rows(tmp_path: Path) -> None:
    row = offering_row(
        productOfferingPrice=[
            price_row(planId="gold"),
            price_row(planId="gold", role="srp", unitOfMeasure={"amount": 1, "units": "device"}),
        ]
    )

    reason = why(tmp_path, row)

    assert "plan gold has other terms on an earlier row" in reason


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        pytest.param(
            [{"name": "size", "description": "Size?", "configurable": True, "valueType": "choice"}],
            "valueType is choice and there are no values",
            id="a choice of nothing",
        ),
        pytest.param(
            [{"name": "size", "description": "Size?", "configurable": True, "valueType": "colour"}],
            "valueType 'colour' is none of text, email, domain, number, choice.",
            id="an unknown kind",
        ),
        pytest.param(
            [{"name": "a", "description": "A?", "configurable": "true", "valueType": "text"}] * 2,
            "two of its questions have the same name",
            id="the same question twice",
        ),
        pytest.param(
            [{"name": "a", "configurable": "perhaps"}], "configurable is 'perhaps'; true or false", id="perhaps"
        ),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(questions: list[Record], reason: str, tmp_path: Path) -> None:
    row = offering_row(productSpecification={"brand": "M", "productSpecCharacteristic": questions})

    assert reason in why(tmp_path, row)


def test_a_choice_keeps_its_values_and_translations(tmp_path: Path) -> None:
    asked = {
        "name": "region",
        "description": "Where?",
        "configurable": True,
        "valueType": "choice",
        "productSpecCharacteristicValue": [{"value": "eu"}, {"value": "uk"}],
        "i18n": {"de": {"description": "Wo?"}},
    }
    row = offering_row(productSpecification={"brand": "M", "productSpecCharacteristic": [asked]})

    [question] = one(tmp_path, row).questions

    assert question == Question(
        "region", "Where?", QuestionKind.CHOICE, required=False, choices=("eu", "uk"), labels={"de": "Wo?"}
    )
    assert (question.asked_in("de"), question.asked_in("fr")) == ("Wo?", "Where?")


def test_the_second_of_two_equal_categories_is_left_out(tmp_path: Path) -> None:
    path = feed_file(tmp_path, array(EMAIL, EMAIL, offering_row()))

    _, reading = read(path)

    assert reasons(reading) == [
        "3: id email stands on line 2 already; this one is left out.",
    ]


def test_a_shelf_stands_above_what_lies_on_it(tmp_path: Path) -> None:
    shelf = {"@type": "Category", "id": "hosted", "name": "Hosted", "parentId": "email"}
    path = feed_file(tmp_path, array(shelf, EMAIL, {**shelf, "id": "hosted-2"}, {**shelf, "id": "x", "parentId": "x"}))

    entities, reading = read(path)

    assert entities == [Category("email", "E-mail"), Category("hosted-2", "Hosted", parent_id="email")]
    assert reasons(reading) == [
        "2: parentId 'email' is no category above this line.",
        "5: parentId 'x' is no category above this line.",
    ]


def test_a_reason_stays_short_whatever_the_row_holds(tmp_path: Path) -> None:
    reason = why(tmp_path, offering_row(noticeDays="9" * 10_000 + "x"))

    assert len(reason) < 200
    assert "(10,003 characters)" in reason


def test_the_sample_feed_is_used_to_the_last_row() -> None:
    entities, reading = read(SAMPLE)

    assert reasons(reading) == []
    assert len(offerings(entities)) >= 120


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(array(CATALOG, EMAIL), "neutral", id="a neutral list"),
        pytest.param("\ufeff" + lines(EMAIL), "neutral", id="neutral lines behind a byte order mark"),
        pytest.param(lines(azure_row()), "azure", id="Azure lines"),
        pytest.param(json.dumps({"BillingCurrency": "USD", "Items": [azure_row()]}), "azure", id="an Azure page"),
    ],
)
def test_a_feed_is_recognised_by_how_it_begins(content: str, name: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, content)

    reader = reader_for(feed_of(path), "auto")

    assert reader.name == name


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        pytest.param("", FeedError, "is empty: it holds no rows", id="empty"),
        pytest.param(" \n\n", FeedError, "is empty: it holds no rows", id="blank"),
        pytest.param(
            "\n<!DOCTYPE html><title>Log in</title>",
            FeedUnreadable,
            "this is HTML or XML that no reader knows. A log-in page saved in place of the feed?",
            id="a log-in page",
        ),
        pytest.param(
            "sku;price\n1;2\n",
            FeedError,
            "no reader recognises this file. It begins with 'sku;price\\n1;2\\n'. "
            "If you know its shape, say --format with one of azure, ",
            id="a spreadsheet",
        ),
    ],
)
def test_what_no_reader_recognises_is_said_plainly(
    content: str, error: type[FeedError], said: str, tmp_path: Path
) -> None:
    path = feed_file(tmp_path, content)

    with pytest.raises(error) as refusal:
        reader_for(Feed(files_of(path)), "auto")

    assert str(refusal.value).startswith(str(path))
    assert said in str(refusal.value)


@pytest.mark.parametrize("name", ["nowhere.json", "a\x00b"])
def test_a_missing_feed_says_where_to_name_one(name: str, tmp_path: Path) -> None:
    shown = str(tmp_path / name).replace("\0", "\N{REPLACEMENT CHARACTER}")

    with pytest.raises(FeedMissing) as refusal:
        files_of(tmp_path / name)

    assert str(refusal.value) == (
        f"{shown}: there is no such feed. Name one that exists, or set `feed:` in config/awning.yaml."
    )


@pytest.mark.parametrize("name", ["empty", "x" * 300], ids=["an empty folder", "a name too long"])
def test_what_cannot_be_opened_is_no_feed(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(FeedUnreadable, match=r"cannot be read as a feed|holds no files"):
        files_of(tmp_path / name)


def test_a_format_that_is_not_installed_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = feed_file(tmp_path, array(EMAIL))

    with pytest.raises(FeedError, match=r"--format xlsx: no such reader\. Known are azure, .*neutral"):
        reader_for(feed_of(path), "xlsx")


def test_books_that_do_not_balance_stop_the_import() -> None:
    reading = Reading("catalog.json")
    reading.use(1)
    reading.rows += 1

    with pytest.raises(FeedError, match="1 rows are unaccounted for"):
        reading.finish()


def test_a_feed_without_a_usable_row_says_the_first_reason() -> None:
    reading = Reading("catalog.json")
    reading.reject(7, "id is missing.")

    with pytest.raises(
        FeedError, match=r"none of its 1 rows can be used; .* line 7: id is missing\. Is --format right\?"
    ):
        reading.finish()


ROWS: list[Record] = [
    CATALOG,
    EMAIL,
    offering_row(),
    offering_row(
        "MAIL-2", productOfferingPrice=[price_row(), price_row(role="srp", validFor={"endDateTime": "2027-01-01"})]
    ),
]


@given(rows=damaged(ROWS), as_feed=st.sampled_from([array, lines]))
def test_rows_in_are_rows_used_and_rows_rejected_whatever_is_wrong_in_them(
    rows: list[Any], as_feed: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = "damaged.ndjson" if as_feed is lines else "damaged.json"
    path = feed_file(tmp_path_factory.getbasetemp(), as_feed(*rows, CATALOG), name)

    _, reading = read(path)

    assert reading.rows == reading.used + len(reading.rejections) == len(rows) + 1
    assert all(len(reason) < 400 for reason in reasons(reading))


@FEWER
@given(content=scarred(array(*ROWS).encode()) | scarred(lines(*ROWS).encode()) | st.binary(max_size=200))
def test_a_file_of_damaged_bytes_is_read_or_refused_and_nothing_else(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "bytes.json")
    reading = Reading(path.name)

    try:
        feed = Feed(files_of(path))
        list(reader_for(feed, "neutral").read(feed, reading))
    except AwningError as refusal:
        assert str(path) in str(refusal)  # noqa: PT017  (some damage does not show)

    assert reading.rows == reading.used + len(reading.rejections)
