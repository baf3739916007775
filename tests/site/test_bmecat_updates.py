"""BMEcat updates: a strict chain of changed products and changed prices, laid over the catalog that stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, Offering
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Feed, Reading, Withdrawal
from awning.feeds.bmecat import BmecatReader
from support_bmecat import (
    CATALOG,
    GROUPS,
    Standing,
    damaged_document,
    document,
    group,
    lies_in,
    price,
    price_update,
    prices,
    product,
    reading_of,
    repriced,
    update,
)
from support_damage import scarred
from support_feeds import feed_file, feed_of, offerings, reasons
from support_strategies import FEWER

SCREWS = product(
    "SCREW-1", order="<ORDER_UNIT>PCE</ORDER_UNIT><PRICE_QUANTITY>1000</PRICE_QUANTITY><QUANTITY_MIN>50</QUANTITY_MIN>"
)
ASKED = product("ASK-1", price_details=prices('<PRODUCT_PRICE price_type="on_request"/>'))
WHOLE = document(
    product(),
    SCREWS,
    ASKED,
    lies_in("LAP-1", "laptops"),
    lies_in("SCREW-1", "computers"),
    groups=[group(*each) for each in GROUPS],
)
CHANGES = (
    product(short="<DESCRIPTION_SHORT>Notebook 15</DESCRIPTION_SHORT>", mode="update"),
    product("NEW-1", mode="new"),
    product("SCREW-1", mode="delete"),
    lies_in("NEW-1", "laptops", mode="new"),
)


def standing(folder: Path, version: str = "NG/1.0/0") -> Standing:
    """The whole catalog, imported."""
    return Standing(version, tuple(offerings(reading_of(folder, WHOLE)[0])))


def changed(
    folder: Path, *records: str, transaction: str = "", **options: str
) -> tuple[list[Entity], Reading, Standing]:
    """What an update makes of the catalog that stands."""
    base = standing(folder)
    content = document(*records, transaction=transaction or update(), **options)
    entities, reading = reading_of(folder, content, base=base)
    return entities, reading, base


@pytest.mark.parametrize("spelling", ["2005", "1.2"])
def test_an_update_of_products_gives_what_is_new_or_changed_and_what_goes(spelling: str, tmp_path: Path) -> None:
    entities, reading, base = changed(tmp_path, *CHANGES, spelling=spelling)

    before = base.offering("LAP-1")
    assert before is not None
    assert reasons(reading) == []
    assert entities == [
        replace(before, name="Notebook 15"),
        replace(before, id="NEW-1"),
        Withdrawal("SCREW-1"),
    ]
    assert (reading.delta, reading.version, reading.rows) == (True, "NG/1.0/1", 5)


def test_a_product_moves_from_group_to_group_without_being_said_again(tmp_path: Path) -> None:
    entities, reading, base = changed(
        tmp_path,
        product("ASK-1", mode="update"),
        lies_in("LAP-1", "laptops", mode="delete"),
        lies_in("LAP-1", "computers", mode="new"),
        lies_in("SCREW-1", "computers", mode="delete"),
        lies_in("GONE-1", "computers", mode="new"),
    )

    laptop, screws = base.offering("LAP-1"), base.offering("SCREW-1")
    assert laptop is not None
    assert screws is not None
    assert reasons(reading) == []
    assert [each.id for each in entities if isinstance(each, Category)] == ["other"]
    assert offerings(entities)[1:] == [replace(laptop, category_id="computers"), replace(screws, category_id="other")]
    assert reading.line == 8


def test_an_update_of_prices_changes_nothing_else(tmp_path: Path) -> None:
    entities, reading, base = changed(
        tmp_path,
        repriced("LAP-1", price("777.00"), price("900.00", "nrp")),
        repriced("SCREW-1", price("20.00")),
        transaction=price_update(),
    )

    laptop, screws = offerings(entities)
    assert reasons(reading) == []
    assert [replace(each, plans=()) for each in (laptop, screws)] == [
        replace(each, plans=()) for each in base.offerings if each.id != "ASK-1"
    ]
    assert [each.amount for each in laptop.plans[0].prices] == [Decimal("777.00"), Decimal("900.00")]
    # Priced by the thousand and sold from fifty on, as the catalog had said.
    assert [(each.tier_min, each.amount) for each in screws.plans[0].prices] == [(Decimal(50), Decimal("0.02"))]
    assert screws.plans[0].unit == "piece"


@pytest.mark.parametrize(
    ("transaction", "records", "expected"),
    [
        pytest.param(
            price_update(),
            [repriced("NO-1")],
            ["5: SUPPLIER_PID 'NO-1' is no product of the catalog that stands."],
            id="prices of nothing",
        ),
        pytest.param(
            price_update(),
            [repriced("ASK-1")],
            ["5: SUPPLIER_PID 'ASK-1' had no price so far, and an update of prices does not say its unit:"],
            id="a first price",
        ),
        pytest.param(
            price_update(),
            [repriced("LAP-1"), repriced("LAP-1")],
            ["6: 'LAP-1' stands on line 5 of this update already, word for word; this one is left out."],
            id="twice the same",
        ),
        pytest.param(
            price_update(),
            [repriced("LAP-1"), repriced("LAP-1", price("1.00"))],
            ["6: 'LAP-1' stands on line 5 of this update already, and says something else there."],
            id="two prices",
        ),
        pytest.param(
            price_update(),
            [lies_in("LAP-1", "laptops")],
            ["5: The element 'PRODUCT_TO_CATALOGGROUP_MAP' does not belong into T_UPDATE_PRICES."],
            id="groups among prices",
        ),
        pytest.param(
            update(),
            [product(), lies_in("LAP-1", "laptops")],
            [
                "6: mode is ''; new or delete is needed.",
                "5: mode is ''; in T_UPDATE_PRODUCTS it is one of delete, new, update.",
            ],
            id="no modes",
        ),
    ],
)
def test_a_row_that_does_not_fit_what_stands_is_left_out(
    transaction: str, records: list[str], expected: list[str], tmp_path: Path
) -> None:
    _, reading, _ = changed(tmp_path, *records, transaction=transaction)

    found = reasons(reading)
    assert [reason[: len(start)] for reason, start in zip(found, expected, strict=True)] == expected
    assert reading.rows == reading.used + reading.rejected


def test_what_was_never_there_is_deleted_in_silence(tmp_path: Path) -> None:
    entities, reading, _ = changed(tmp_path, product("NO-1", mode="delete"))

    assert (entities, reasons(reading)) == ([], [])


@pytest.mark.parametrize(
    ("stands", "says"),
    [
        pytest.param(
            "", "follows catalog NG/1.0/4, and none stands yet. Import that distributor's T_NEW_CATALOG", id="none"
        ),
        pytest.param(
            "NG/1.0/2",
            "follows catalog NG/1.0/4, but NG/1.0/2 stands. Fetch the updates between the two, or a T_NEW_CATALOG",
            id="a gap",
        ),
        pytest.param("NG/1.0/5", "follows catalog NG/1.0/4, but NG/1.0/5 stands.", id="twice"),
        pytest.param("NG/0.9/4", "follows catalog NG/1.0/4, but NG/0.9/4 stands.", id="an older catalog"),
        pytest.param("SOUTH/1.0/4", "follows catalog NG/1.0/4, but SOUTH/1.0/4 stands.", id="another catalog"),
    ],
)
def test_an_update_that_does_not_follow_what_stands_is_refused(stands: str, says: str, tmp_path: Path) -> None:
    content = document(*CHANGES, transaction=update(4))

    with pytest.raises(FeedError) as refused:
        reading_of(tmp_path, content, base=standing(tmp_path, stands))

    assert str(refused.value).startswith(f"catalog.xml, line 4: T_UPDATE_PRODUCTS {says}")


@pytest.mark.parametrize(
    "said", ["T_UPDATE_PRICES", 'T_UPDATE_PRICES prev_version="-1"', 'T_UPDATE_PRICES prev_version="x"']
)
def test_an_update_that_follows_nothing_is_refused(said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match=r"^catalog\.xml, line 4: T_UPDATE_PRICES: prev_version is "):
        reading_of(tmp_path, document(repriced(), transaction=said), base=standing(tmp_path))


def test_updates_are_laid_over_each_other_in_their_order(tmp_path: Path) -> None:
    base = standing(tmp_path)
    versions: list[str] = []

    for previous, amount in enumerate(["780.00", "760.00", "740.00"]):
        content = document(repriced("LAP-1", price(amount)), transaction=price_update(previous))
        entities, reading = reading_of(tmp_path, content, base=base)
        base = Standing(reading.version, tuple(offerings(entities)))
        versions.append(reading.version)

    assert versions == ["NG/1.0/1", "NG/1.0/2", "NG/1.0/3"]
    assert base.offerings[0].plans[0].prices[0].amount == Decimal("740.00")


@pytest.mark.parametrize("content", [WHOLE, document(*CHANGES, transaction=update())], ids=["whole", "update"])
@FEWER
@given(data=st.data())
def test_books_balance_whatever_elements_hold(
    content: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), data.draw(damaged_document(content)), "damaged.xml")

    check_books(feed_of(path, base=standing(tmp_path_factory.getbasetemp())))


@FEWER
@given(content=scarred(WHOLE.encode()) | scarred(document(*CHANGES, catalog=CATALOG, spelling="1.2").encode()))
def test_books_balance_whatever_bytes_are_lost_or_hit(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "scarred.xml")

    check_books(feed_of(path))


def check_books(feed: Feed) -> None:
    """Read a feed that may be refused, and check that each row and each category is accounted for."""
    reading = Reading(feed.title)
    shelves: set[str] = set()
    try:
        for entity in BmecatReader().read(feed, reading):
            assert reading.rows == reading.used + reading.rejected
            if isinstance(entity, Category):
                assert entity.parent_id is None or entity.parent_id in shelves
                shelves.add(entity.id)
            elif isinstance(entity, Offering) and not reading.delta:
                assert entity.category_id in shelves
    except FeedError:
        pass  # A refusal as a whole is an answer too.
    assert reading.rows == reading.used + len(reading.rejections)
