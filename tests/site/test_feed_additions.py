"""What the neutral feed adds to TM Forum's records: read alike by both readers, or refused with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from awning.catalog import Bundle, BundleItem, Connection, Document, Notice, Offering, Outside, Plan, PriceRole
from awning.feeds import FeedReader
from awning.feeds.neutral import NeutralReader
from awning.feeds.tmf import TmfReader
from support_feeds import EMAIL, Record, array, feed_file, offering_row, offerings, price_row, read, reasons, without

JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
JULY = datetime(2027, 7, 1, tzinfo=UTC)
TRIAL: Record = {"priceType": "oneTime", "trialDays": 30, "price": {"unit": "EUR", "value": 0}}
UNPRICED = without(offering_row(), "productOfferingPrice")
both_readers = pytest.mark.parametrize("reader", [NeutralReader(), TmfReader()], ids=lambda reader: reader.name)


def dated(days: int, start: str = "", end: str = "", **more: Any) -> Record:
    """An entry of ``notices``."""
    valid = {key: value for key, value in (("startDateTime", start), ("endDateTime", end)) if value}
    return {"noticeDays": days, "validFor": valid} | more


def items(*parts: tuple[Any, ...], **more: Any) -> Record:
    """A bundle of these parts: SKU, plan and perhaps quantity."""
    names = ("offering", "plan", "quantity")
    return {"items": [dict(zip(names, part, strict=False)) for part in parts]} | more


def one(folder: Path, reader: FeedReader, row: Record) -> Offering:
    """The only offering of a feed, which must be used."""
    entities, reading = read(feed_file(folder, array(EMAIL, row)), reader)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def why(folder: Path, reader: FeedReader, row: Record) -> str:
    """Why the only offering of a feed is left out."""
    _, reading = read(feed_file(folder, array(EMAIL, row)), reader)
    return reasons(reading)[-1].partition(": ")[2]


def trial(folder: Path, reader: FeedReader, **changes: Any) -> Plan:
    """The trial of an offering that has a year and a month besides."""
    month = price_row(productOfferingTerm=[])
    prices = [price_row(**TRIAL | changes), price_row(**TRIAL | changes, role="srp"), price_row(), month]
    return one(folder, reader, offering_row(productOfferingPrice=prices)).plans[0]


@both_readers
def test_a_set_up_fee_is_a_price_of_its_plan(reader: FeedReader, tmp_path: Path) -> None:
    row = offering_row(productOfferingPrice=[price_row("4.20"), price_row("25.00", role="setup")])

    [plan] = one(tmp_path, reader, row).plans

    assert [(price.role, price.amount) for price in plan.prices] == [
        (PriceRole.COST, Decimal("4.20")),
        (PriceRole.SETUP, Decimal("25.00")),
    ]


@both_readers
@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        pytest.param({}, ("", 0), id="it just stops"),
        pytest.param({"convertsTo": "P1M-P1M"}, ("P1M-P1M", 3), id="three days before is the default"),
        pytest.param({"convertsTo": "P1M-P1M", "trialDays": 2}, ("P1M-P1M", 2), id="a trial shorter than that"),
        pytest.param({"convertsTo": "P1Y-P1M", "reminderDays": 7}, ("P1Y-P1M", 7), id="a week before"),
        pytest.param({"reminderDays": 1}, ("", 1), id="reminded though it stops"),
    ],
)
def test_a_trial_says_what_follows_it(
    reader: FeedReader, changes: Record, follows: tuple[str, int], tmp_path: Path
) -> None:
    found = trial(tmp_path, reader, **changes)

    assert (found.converts_to, found.reminder_days) == follows


@both_readers
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(
            TRIAL | {"convertsTo": "P9Y"}, "plan trial-P30D convertsTo 'P9Y', which is no recurring", id="no such plan"
        ),
        pytest.param(
            TRIAL | {"convertsTo": "trial-P30D"}, "plan trial-P30D convertsTo 'trial-P30D', which is no", id="itself"
        ),
        pytest.param(
            {"convertsTo": "P1Y-P1M"},
            "productOfferingPrice 2: convertsTo and reminderDays are for trials, and trialDays is missing.",
            id="a plan that is no trial",
        ),
        pytest.param(
            TRIAL | {"convertsTo": "P1Y-P1M", "reminderDays": 31},
            "productOfferingPrice 2: reminderDays is 31, and the trial has 30 days.",
            id="before it begins",
        ),
        pytest.param(
            TRIAL | {"convertsTo": "P1Y-P1M", "reminderDays": 0},
            "productOfferingPrice 2: reminderDays is 0; nobody is charged after a trial without being reminded.",
            id="no reminder",
        ),
    ],
)
def test_a_trial_that_would_surprise_its_customer_is_refused(
    reader: FeedReader, row: Record, reason: str, tmp_path: Path
) -> None:
    prices = [price_row(), price_row(**row, planId=None, role="srp")]

    assert why(tmp_path, reader, offering_row(productOfferingPrice=prices)).startswith(reason)


def test_rows_of_a_trial_agree_on_what_follows_it(tmp_path: Path) -> None:
    prices = [price_row(), price_row(**TRIAL), price_row(**TRIAL, role="srp", convertsTo="P1Y-P1M")]

    reason = why(tmp_path, NeutralReader(), offering_row(productOfferingPrice=prices))

    assert "productOfferingPrice 3: plan trial-P30D has other terms on an earlier row" in reason


@both_readers
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"noticeDays": 0}, (), id="none"),
        pytest.param({"noticeDays": 30}, (Notice(30),), id="always the same"),
        pytest.param({"noticeDays": 0, "notices": [dated(0, windowDays=7)]}, (Notice(0, 7),), id="only a window"),
        pytest.param(
            {"noticeDays": 30, "notices": [dated(60, "2027-07-01"), dated(45, "2027-01-01", "2027-07-01")]},
            (Notice(30), Notice(45, 0, JANUARY, JULY), Notice(60, 0, JULY)),
            id="in order of their beginning",
        ),
        pytest.param(
            {"noticeDays": 0, "notices": [dated(30, end="2027-01-01"), dated(0, "2027-01-01")]},
            (Notice(30, 0, None, JANUARY), Notice(0, 0, JANUARY)),
            id="asked no longer",
        ),
        pytest.param({"notices": [dated(30)]}, (Notice(30),), id="twice the same"),
    ],
)
def test_notice_and_window_are_dated(
    reader: FeedReader, changes: Record, expected: tuple[Notice, ...], tmp_path: Path
) -> None:
    assert one(tmp_path, reader, offering_row(**changes)).notices == expected


@both_readers
@pytest.mark.parametrize(
    ("notices", "reason"),
    [
        pytest.param(
            [dated(60)],
            "notices 1: another notice holds from always on (as noticeDays is) and says something else.",
            id="against noticeDays",
        ),
        pytest.param(
            [dated(60, "2027-01-01"), dated(60, "2027-01-01", windowDays=7)],
            "notices 2: another notice holds from 2027-01-01 on and says something else. One of the two is wrong.",
            id="from one day on",
        ),
        pytest.param(
            [dated(60, "2027-01-01", "2027-01-01")],
            "notices 1: validFor: endDateTime is not after startDateTime",
            id="never",
        ),
        pytest.param([{"windowDays": 7}], "notices 1: noticeDays is null; a number", id="a window alone"),
        pytest.param(
            [dated(60, "2027-01-01", windowDays=0.5)], "notices 1: windowDays is 0.5; a whole", id="half a day"
        ),
        pytest.param({"noticeDays": 60}, "notices is an object; a list", id="no list"),
    ],
)
def test_notices_that_contradict_each_other_are_refused(
    reader: FeedReader, notices: Any, reason: str, tmp_path: Path
) -> None:
    assert why(tmp_path, reader, offering_row(notices=notices)).startswith(reason)


@both_readers
@pytest.mark.parametrize(
    ("changes", "category"),
    [
        pytest.param({}, "standard", id="not said"),
        pytest.param({"taxCategory": "reduced"}, "reduced", id="said"),
        pytest.param({"taxCategory": "super-reduced"}, "super-reduced", id="with a dash"),
    ],
)
def test_the_tax_category_is_standard_unless_said(
    reader: FeedReader, changes: Record, category: str, tmp_path: Path
) -> None:
    assert one(tmp_path, reader, offering_row(**changes)).tax_category == category


@both_readers
@pytest.mark.parametrize("word", ["Reduced", "7", "-zero", "a" * 41, "re duced"])
def test_a_tax_category_is_a_word_in_small_letters(reader: FeedReader, word: str, tmp_path: Path) -> None:
    assert why(tmp_path, reader, offering_row(taxCategory=word)).startswith(f"taxCategory {word!r} is no tax category")


@both_readers
@pytest.mark.parametrize("discount", ["10", 10, "10.0"])
def test_a_bundle_is_sold_as_its_items(reader: FeedReader, discount: Any, tmp_path: Path) -> None:
    told = items(("MAIL-1", "P1Y-P1M"), ("KEY-1", "once", 2), discountPercent=discount)

    found = one(tmp_path, reader, UNPRICED | {"id": "SET-1", "bundle": told})

    assert found.plans == ()
    assert found.bundle == Bundle((BundleItem("MAIL-1", "P1Y-P1M", 1), BundleItem("KEY-1", "once", 2)), Decimal(10))


@both_readers
@pytest.mark.parametrize(
    ("bundle", "reason"),
    [
        pytest.param({}, "bundle: items has 0 of them; a bundle has at least 2.", id="nothing"),
        pytest.param(items(("A", "a")), "bundle: items has 1 of them", id="one item"),
        pytest.param(items(("A", "a"), ("A", "a")), "bundle: items 2: plan a of A stands above already", id="twice"),
        pytest.param(items(("A", "a"), ("MAIL-1", "b")), "bundle: items 2: offering MAIL-1 is the bundle", id="itself"),
        pytest.param(items(("A", "a"), ("B", "b", 0)), "bundle: items 2: quantity is 0; at least 1", id="none of it"),
        pytest.param(items(("A", "a"), ("B",)), "bundle: items 2: plan is missing.", id="no plan"),
        pytest.param(
            items(("A", "a"), ("B", "b"), discountPercent=100), "bundle: discountPercent is 100; it is below", id="free"
        ),
        pytest.param(
            items(("A", "a"), ("B", "b"), discountPercent=-1), "bundle: discountPercent is -1, below zero.", id="dearer"
        ),
        pytest.param(["A", "B"], "bundle is a list; an object", id="a list"),
    ],
)
def test_a_bundle_that_cannot_be_sold_is_refused(reader: FeedReader, bundle: Any, reason: str, tmp_path: Path) -> None:
    assert why(tmp_path, reader, UNPRICED | {"bundle": bundle}).startswith(reason)


@both_readers
def test_a_bundle_has_no_prices_of_its_own(reader: FeedReader, tmp_path: Path) -> None:
    row = offering_row(bundle=items(("A", "a"), ("B", "b")))

    assert why(tmp_path, reader, row) == "bundle: its items have the prices; productOfferingPrice must be left out."


@both_readers
def test_a_bundle_says_how_its_parts_are_connected(reader: FeedReader, tmp_path: Path) -> None:
    told = items(
        ("A", "a"),
        ("B", "b"),
        outside=[{"id": "net", "name": "Internet", "i18n": {"nl": {"name": "Het internet"}}}],
        connections=[
            {"from": "net", "to": "A", "says": "fibre", "i18n": {"de": {"says": "Glasfaser"}}},
            {"from": "A", "to": "B"},
        ],
    )

    bundle = one(tmp_path, reader, UNPRICED | {"bundle": told}).bundle

    assert bundle
    assert bundle.outside == (Outside("net", "Internet", {"nl": "Het internet"}),)
    assert bundle.connections == (Connection("net", "A", "fibre", {"de": "Glasfaser"}), Connection("A", "B"))
    assert [each.said_in("de") for each in bundle.connections] == ["Glasfaser", ""]
    assert [bundle.outside[0].named_in(language) for language in ("nl", "de")] == ["Het internet", "Internet"]


@both_readers
def test_an_offering_has_a_gallery_and_documents(reader: FeedReader, tmp_path: Path) -> None:
    row = offering_row(
        attachment=[
            {"attachmentType": "Picture", "url": "pictures/front.svg"},
            {
                "attachmentType": "Document",
                "name": "Data sheet",
                "url": "https://docs.mailwright.example/50.pdf",
                "i18n": {"de": {"name": "Datenblatt"}},
            },
            {"attachmentType": "Picture", "url": "pictures/back.svg"},
            {"attachmentType": "Picture", "url": "front.svg"},
        ]
    )

    found = one(tmp_path, reader, row)

    assert (found.picture, found.pictures) == ("front.svg", ("back.svg",))
    assert found.documents == (Document("Data sheet", "https://docs.mailwright.example/50.pdf", {"de": "Datenblatt"}),)
    assert [found.documents[0].titled_in(language) for language in ("de", "nl")] == ["Datenblatt", "Data sheet"]


@both_readers
@pytest.mark.parametrize(
    "url",
    [
        *("http://docs.example/a.pdf", "javascript:alert(1)", "//docs.example/a.pdf", "sheet.pdf", "https://"),
        *("https://me:secret@docs.example/", 'https://docs.example/"onclick', "https://[", "https://docs.example/a b"),
        "https://docs.example/" + "a" * 2_000,
    ],
    ids=lambda url: url[:30],
)
def test_a_document_lies_at_a_full_and_safe_address(reader: FeedReader, url: str, tmp_path: Path) -> None:
    row = offering_row(attachment=[{"attachmentType": "Document", "name": "Sheet", "url": url}])

    assert why(tmp_path, reader, row).endswith("is no address of a document. Write it in full, with https://.")


@both_readers
def test_a_document_has_a_name(reader: FeedReader, tmp_path: Path) -> None:
    row = offering_row(attachment=[{"attachmentType": "Document", "url": "https://docs.example/a.pdf"}])

    assert why(tmp_path, reader, row) == "attachment 1: name is missing."


@both_readers
def test_plans_have_names_in_other_languages(reader: FeedReader, tmp_path: Path) -> None:
    named = price_row(planId="seat", name="Seat")
    said = {"de": {"name": "Postfach", "plans": {"seat": "Arbeitsplatz", "gone": "Weg"}}, "nl": {"name": "Postvak"}}

    found = one(tmp_path, reader, offering_row(productOfferingPrice=[named, price_row()], i18n=said))

    [seat, other] = found.plans
    assert (seat.names, other.names) == ({"de": "Arbeitsplatz"}, {})
    assert [seat.named_in(language) for language in ("de", "nl")] == ["Arbeitsplatz", "Seat"]


@both_readers
def test_choices_have_names_in_other_languages(reader: FeedReader, tmp_path: Path) -> None:
    asked = {
        "name": "region",
        "description": "Where?",
        "configurable": True,
        "valueType": "choice",
        "productSpecCharacteristicValue": [
            {"value": "Germany", "i18n": {"de": {"value": "Deutschland"}}},
            {"value": "UK"},
        ],
    }
    row = offering_row(productSpecification={"brand": "M", "productSpecCharacteristic": [asked]})

    [question] = one(tmp_path, reader, row).questions

    assert (question.choices, question.choice_labels) == (("Germany", "UK"), {"de": {"Germany": "Deutschland"}})
    assert [question.choice_in(choice, "de") for choice in question.choices] == ["Deutschland", "UK"]
