"""BMEcat, whole catalogs: products and articles, groups, and prices."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Offering,
    Plan,
    PlanKind,
    PriceRole,
    Relation,
    RelationKind,
    Text,
)
from awning.errors import FeedError
from awning.feeds import Reading
from awning.feeds.bmecat import BmecatReader
from support_bmecat import (
    CATALOG,
    GROUPS,
    SUPPLIER,
    document,
    group,
    lies_in,
    price,
    prices,
    product,
    reading_of,
)
from support_feeds import feed_file, feed_of, offerings, reasons

SPELLINGS = pytest.mark.parametrize("spelling", ["2005", "1.2"])
BERLIN = ZoneInfo("Europe/Berlin")


def one(folder: Path, content: str, **settings: object) -> Offering:
    """The one offering of a file in which nothing is wrong."""
    entities, reading = reading_of(folder, content, **settings)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def priced(folder: Path, *rows: str, dates: str = "", **settings: object) -> tuple[FeedPrice, ...]:
    """The prices of a product with these rows."""
    [plan] = one(folder, document(product(price_details=prices(*rows, dates=dates))), **settings).plans
    return plan.prices


@SPELLINGS
def test_a_product_becomes_an_offering_that_is_paid_once(spelling: str, tmp_path: Path) -> None:
    features = "<FEATURE><FNAME>Screen</FNAME><FVALUE>14</FVALUE><FUNIT>INH</FUNIT></FEATURE>"
    laptop = product(
        short="<DESCRIPTION_SHORT>Notebook 14</DESCRIPTION_SHORT>"
        "<DESCRIPTION_LONG><![CDATA[<p>Light &amp; thin.</p>]]></DESCRIPTION_LONG><EAN>4006381333931</EAN>",
        features=f"<PRODUCT_FEATURES>{features}</PRODUCT_FEATURES>",
        price_details=prices(price(), price("949.00", "nrp")),
        more="<MIME_INFO><MIME><MIME_TYPE>image/jpeg</MIME_TYPE><MIME_SOURCE>big/tx14.jpg</MIME_SOURCE></MIME></MIME_INFO>"
        '<PRODUCT_REFERENCE type="accessories"><PROD_ID_TO>BAG-1</PROD_ID_TO></PRODUCT_REFERENCE>'
        '<PRODUCT_REFERENCE type="mandatory"><PROD_ID_TO>PSU-1</PROD_ID_TO></PRODUCT_REFERENCE>'
        '<PRODUCT_REFERENCE type="similar"><PROD_ID_TO>LAP-2</PROD_ID_TO></PRODUCT_REFERENCE>',
    )

    found = one(tmp_path, document(laptop, spelling=spelling))

    assert found == Offering(
        id="LAP-1",
        name="Notebook 14",
        description="<p>Light &amp; thin.</p>",
        category_id="other",
        vendor="Tessel",
        part_number="TX-14",
        picture="tx14.jpg",
        plans=(
            Plan(
                "once",
                PlanKind.ONCE,
                "piece",
                (
                    FeedPrice(PriceRole.COST, "EUR", Decimal("799.00")),
                    FeedPrice(PriceRole.SRP, "EUR", Decimal("949.00")),
                ),
            ),
        ),
        characteristics=(Characteristic("GTIN", "4006381333931"), Characteristic("Screen", "14 in")),
        relations=(Relation(RelationKind.GOES_WITH, "BAG-1"), Relation(RelationKind.REQUIRES, "PSU-1")),
    )


@SPELLINGS
def test_groups_in_any_order_become_categories_and_a_lone_root_is_no_shelf(spelling: str, tmp_path: Path) -> None:
    content = document(
        product(),
        product("CABLE-1"),
        lies_in("LAP-1", "laptops"),
        lies_in("CABLE-1", "1"),
        groups=[group(*each) for each in GROUPS],
        spelling=spelling,
    )

    entities, reading = reading_of(tmp_path, content)

    assert [each for each in entities if isinstance(each, Category)] == [
        Category("computers", "Computers"),
        Category("laptops", "Laptops", parent_id="computers"),
        Category("other", "Other", translations={"en": Text("Other"), "de": Text("Weitere Artikel")}),
    ]
    assert [each.category_id for each in offerings(entities)] == ["laptops", "other"]
    # The header, three groups, two products and two entries of the map.
    assert (reading.rows, reading.used, reading.version, reading.delta) == (8, 8, "NG/1.0/0", False)


def test_several_roots_are_shelves(tmp_path: Path) -> None:
    groups = [group("root", "soft", "0"), group("root", "hard", "0"), group("leaf", "disks", "hard")]

    entities, _ = reading_of(tmp_path, document(product(), lies_in("LAP-1", "disks"), groups=groups))

    shelves = [(each.id, each.parent_id) for each in entities if isinstance(each, Category)]
    assert shelves == [("soft", None), ("hard", None), ("disks", "hard")]


def test_groups_and_entries_that_lead_nowhere_are_left_out_with_what_lies_in_them(tmp_path: Path) -> None:
    groups = [
        group("leaf", "lost", "gone"),
        group("node", "a", "b"),
        group("node", "b", "a"),
        group("leaf", "a", "0"),
        group("twig", "c", "0"),
    ]
    content = document(product(), lies_in("LAP-1", "lost"), lies_in("", "lost"), groups=groups)

    entities, reading = reading_of(tmp_path, content)

    assert entities == []
    assert reasons(reading) == [
        "9: GROUP_ID a stands on line 7 already.",
        "10: type is 'twig'; root, node or leaf is needed.",
        "14: PROD_ID is missing.",
        "6: PARENT_ID 'gone' is no group of this catalog, or lies in itself.",
        "7: PARENT_ID 'b' is no group of this catalog, or lies in itself.",
        "8: PARENT_ID 'a' is no group of this catalog, or lies in itself.",
        "12: CATALOG_GROUP_ID 'lost' is no group of this catalog.",
    ]
    assert reading.rows == reading.used + reading.rejected == 9


def test_texts_in_several_languages_are_translations(tmp_path: Path) -> None:
    short = (
        '<DESCRIPTION_SHORT lang="eng">Desk lamp</DESCRIPTION_SHORT><DESCRIPTION_SHORT>Lampe</DESCRIPTION_SHORT>'
        '<DESCRIPTION_LONG lang="eng">Bright.</DESCRIPTION_LONG><DESCRIPTION_LONG lang="ger">Hell.</DESCRIPTION_LONG>'
    )
    feature = (
        '<FEATURE><FNAME lang="deu">Farbe</FNAME><FNAME lang="eng">Colour</FNAME><FVALUE lang="deu">Rot</FVALUE>'
        '<FVALUE lang="eng">Red</FVALUE></FEATURE>'
    )
    lamp = product(short=short, features=f"<PRODUCT_FEATURES>{feature}</PRODUCT_FEATURES>")

    found = one(tmp_path, document(lamp))

    assert (found.name, found.description) == ("Lampe", "Hell.")
    assert found.translations == {"en": Text("Desk lamp", "Bright.")}
    assert found.characteristics == (Characteristic("Farbe", "Rot", {"en": ("Colour", "Red")}),)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [price("9", "net_customer"), price("8", "net_customer_exp")], "cost 9", id="ordinary before express"
        ),
        pytest.param([price("8", "net_customer_exp")], "cost 8", id="express alone"),
        pytest.param([price("7", "net_list"), price("6", "nrp")], "srp 6", id="recommended before list"),
        pytest.param([price("7", "net_list")], "srp 7", id="list alone"),
        pytest.param([price("119.00", "gros_list", "<TAX>0.19</TAX>")], "srp 100", id="with tax"),
        pytest.param(
            [price("9"), price("119.00", "gros_list", "<TAX_DETAILS><TAX>0.19</TAX></TAX_DETAILS>")],
            "cost 9, srp 100",
            id="with tax of 2005",
        ),
        pytest.param([price("9"), price("119.00", "gros_list")], "cost 9", id="with a tax nobody knows"),
        pytest.param([price("9"), price("1", "udp_internal")], "cost 9", id="of their own kind"),
        pytest.param(
            [price("9"), '<PRODUCT_PRICE price_type="on_request"/>'], "cost 9", id="on request beside another"
        ),
        pytest.param([price("9", more="<PRICE_FACTOR>0.8</PRICE_FACTOR>")], "cost 7.2", id="less a discount"),
        pytest.param(
            [price("6", "nrp", "<PRICE_CURRENCY>CHF</PRICE_CURRENCY>"), price("7", "net_list")],
            "srp 6 CHF, srp 7",
            id="each currency by itself",
        ),
    ],
)
def test_each_type_of_price_is_somebodys(rows: list[str], expected: str, tmp_path: Path) -> None:
    found = priced(tmp_path, *rows)

    said = [
        f"{each.role} {each.amount.normalize():f}{'' if each.currency == 'EUR' else ' ' + each.currency}"
        for each in found
    ]
    assert ", ".join(said) == expected


@pytest.mark.parametrize(
    "row",
    [
        pytest.param('<PRODUCT_PRICE price_type="on_request"/>', id="on request"),
        pytest.param(price("119", "gros_list"), id="with a tax nobody knows"),
        pytest.param(price("1", "udp_internal"), id="of their own kind"),
    ],
)
def test_a_product_without_a_price_we_can_use_has_no_plan(row: str, tmp_path: Path) -> None:
    found = one(tmp_path, document(product(price_details=prices(row))))

    assert found.plans == ()


def test_an_amount_for_many_is_divided_and_the_least_quantity_is_where_tiers_begin(tmp_path: Path) -> None:
    screws = product(
        order="<ORDER_UNIT>PCE</ORDER_UNIT><PRICE_QUANTITY>1000</PRICE_QUANTITY><QUANTITY_MIN>50</QUANTITY_MIN>",
        price_details=prices(
            price("12.50"),
            price("11.00", more="<LOWER_BOUND>20</LOWER_BOUND>"),
            price("9.99", more="<LOWER_BOUND>500</LOWER_BOUND>"),
        ),
    )

    found = one(tmp_path, document(screws))

    [plan] = found.plans
    assert [(each.tier_min, each.amount) for each in plan.prices] == [
        (Decimal(50), Decimal("0.011")),
        (Decimal(500), Decimal("0.00999")),
    ]
    assert found.characteristics == (
        Characteristic("Price basis", "1000", {"de": ("Preisbasis", "1000")}),
        Characteristic("Minimum quantity", "50", {"de": ("Mindestmenge", "50")}),
    )


def test_a_division_without_end_keeps_twenty_decimals(tmp_path: Path) -> None:
    thirds = product(
        order="<ORDER_UNIT>C62</ORDER_UNIT><PRICE_QUANTITY>3</PRICE_QUANTITY>", price_details=prices(price("1"))
    )

    found = one(tmp_path, document(thirds))

    assert found.plans[0].prices[0].amount == Decimal("0.33333333333333333333")


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        pytest.param(
            '<DATETIME type="valid_start_date"><DATE>2026-01-01</DATE></DATETIME>'
            '<DATETIME type="valid_end_date"><DATE>2026-06-30</DATE></DATETIME>',
            datetime(2025, 12, 31, 23, tzinfo=UTC),
            datetime(2026, 6, 30, 22, tzinfo=UTC),
            id="days in the market's zone",
        ),
        pytest.param(
            '<DATETIME type="valid_end_date"><DATE>2026-06-30</DATE><TIME>12:00:00</TIME><TIMEZONE>+01:00</TIMEZONE>'
            "</DATETIME>",
            None,
            datetime(2026, 6, 30, 11, tzinfo=UTC),
            id="a moment in a zone of its own",
        ),
        pytest.param(
            "<VALID_START_DATE>2026-01-01T00:00Z</VALID_START_DATE><VALID_END_DATE>2026-06-30T23:59:59Z</VALID_END_DATE>",
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2026, 7, 1, tzinfo=UTC),
            id="the last second of a day",
        ),
        pytest.param(
            "<VALID_START_DATE>2026</VALID_START_DATE><VALID_END_DATE>2026-12</VALID_END_DATE>",
            datetime(2025, 12, 31, 23, tzinfo=UTC),
            datetime(2026, 12, 31, 23, tzinfo=UTC),
            id="a year and a month",
        ),
        pytest.param("<VALID_END_DATE>9999-12-31</VALID_END_DATE>", None, None, id="for ever"),
    ],
)
def test_prices_hold_from_their_first_day_to_their_last(
    dates: str, start: datetime | None, end: datetime | None, tmp_path: Path
) -> None:
    [found] = priced(tmp_path, dates=dates, time_zone=BERLIN)

    assert (found.valid_from, found.valid_until) == (start, end)


def test_currency_factor_and_dates_of_the_catalog_hold_for_prices_that_name_none(tmp_path: Path) -> None:
    catalog = (
        CATALOG.replace("EUR", "GBP") + "<PRICE_FACTOR>0.5</PRICE_FACTOR><VALID_END_DATE>2026-06-30</VALID_END_DATE>"
    )

    [found] = one(tmp_path, document(product(), catalog=catalog)).plans[0].prices

    assert found == FeedPrice(PriceRole.COST, "GBP", Decimal("399.5"), valid_until=datetime(2026, 7, 1, tzinfo=UTC))


def test_the_feeds_own_currency_and_units_help_out(tmp_path: Path) -> None:
    content = document(
        product(order="<ORDER_UNIT>LIZ</ORDER_UNIT>"), catalog=CATALOG.replace("<CURRENCY>EUR</CURRENCY>", "")
    )

    [plan] = one(tmp_path, content, currency="CHF", units={"LIZ": "licence"}).plans

    assert (plan.unit, plan.prices[0].currency) == ("licence", "CHF")


def test_the_vendor_is_the_manufacturer_then_a_party_then_the_supplier(tmp_path: Path) -> None:
    party = "<PARTY><PARTY_ID>p7</PARTY_ID><ADDRESS><NAME>Kestrel</NAME></ADDRESS></PARTY>"
    content = document(
        product(),
        product("B", details="<MANUFACTURER_IDREF>p7</MANUFACTURER_IDREF>"),
        product("C", details=""),
        supplier=f"{SUPPLIER}<PARTIES>{party}</PARTIES>",
    )

    entities, _ = reading_of(tmp_path, content)

    assert [each.vendor for each in offerings(entities)] == ["Tessel", "Kestrel", "Northgate"]


def test_an_old_product_is_retired_and_points_to_what_follows(tmp_path: Path) -> None:
    old = product(
        details='<PRODUCT_STATUS type="old_product">Phased out</PRODUCT_STATUS>',
        more='<PRODUCT_REFERENCE type="followup"><PROD_ID_TO>LAP-2</PROD_ID_TO></PRODUCT_REFERENCE>',
    )

    found = one(tmp_path, document(old))

    assert found.lifecycle is Lifecycle.RETIRED
    assert found.related(RelationKind.SUBSTITUTED_BY) == ("LAP-2",)


def test_a_file_in_latin_letters_with_names_of_characters_is_read(tmp_path: Path) -> None:
    short = "<DESCRIPTION_SHORT>Gerät f&uuml;r Büros</DESCRIPTION_SHORT>"
    content = document(product(short=short), spelling="1.2", encoding="ISO-8859-1")

    entities, _ = reading_of(tmp_path, content.encode("iso-8859-1"))

    assert offerings(entities)[0].name == "Gerät für Büros"


@pytest.mark.parametrize(
    ("head", "known"),
    [
        pytest.param('<?xml version="1.0"?>\n<BMECAT version="1.2">', True, id="plain"),
        pytest.param('<!DOCTYPE BMECAT SYSTEM "x.dtd"><bme:BMECAT xmlns:bme="urn:x">', True, id="with a prefix"),
        pytest.param("<BMECATALOG>", False, id="another name"),
        pytest.param('{"@type": "Catalog"}', False, id="records"),
    ],
)
def test_a_catalog_is_recognised_by_its_outermost_element(head: str, *, known: bool) -> None:
    assert BmecatReader().recognises(head) is known


def test_pictures_may_lie_beside_the_catalog(tmp_path: Path) -> None:
    feed_file(tmp_path / "feed", document(product()), "a.xml")
    feed_file(tmp_path / "feed", b"\x89PNG", "tx14.png")

    found = offerings(list(BmecatReader().read(feed_of(tmp_path / "feed"), Reading("feed"))))

    assert [each.id for each in found] == ["LAP-1"]


def test_a_second_catalog_may_not_lie_beside_the_first(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        feed_file(tmp_path / "feed", document(product()), name)

    with pytest.raises(FeedError, match="holds 2 files where one BMEcat catalog belongs"):
        list(BmecatReader().read(feed_of(tmp_path / "feed"), Reading("feed")))
