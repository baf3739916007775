"""BMEcat: which products are left out, which damage the feed, and which files are refused as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from awning.errors import FeedUnreadable
from support_bmecat import CATALOG, document, price, prices, product, reading_of
from support_feeds import offerings, reasons


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(product(""), "SUPPLIER_PID is missing.", id="no number"),
        pytest.param(product("X" * 101), "SUPPLIER_PID is not usable as an id", id="an endless number"),
        pytest.param(product(short=""), "DESCRIPTION_SHORT is missing.", id="no name"),
        pytest.param(
            product(short="<DESCRIPTION_SHORT>A<b>B</b></DESCRIPTION_SHORT>"),
            "DESCRIPTION_SHORT holds the element b: HTML stands in CDATA.",
            id="elements in a text",
        ),
        pytest.param(
            product(short='<DESCRIPTION_SHORT lang="klingon">A</DESCRIPTION_SHORT>'),
            "'klingon' is no language",
            id="no language",
        ),
        pytest.param(
            product(
                short=f"<DESCRIPTION_SHORT>A</DESCRIPTION_SHORT><DESCRIPTION_LONG>{'x' * 50_001}</DESCRIPTION_LONG>"
            ),
            "DESCRIPTION_LONG is 50,001 characters long",
            id="a long text",
        ),
        pytest.param(
            product(short=f"<DESCRIPTION_SHORT>{'x' * 10_000_000}</DESCRIPTION_SHORT>"),
            "DESCRIPTION_SHORT is longer than 100,000 characters; an end tag may be missing.",
            id="a text of ten megabytes",
        ),
        pytest.param(
            product(features="<F/>" * 50_000), "PRODUCT is longer than any record is", id="elements without end"
        ),
        pytest.param(product(order=""), "PRODUCT_ORDER_DETAILS: ORDER_UNIT is missing.", id="no unit"),
        pytest.param(
            product(order="<ORDER_UNIT>C62</ORDER_UNIT><PRICE_QUANTITY>0</PRICE_QUANTITY>"),
            "PRODUCT_ORDER_DETAILS: PRICE_QUANTITY is 0",
            id="a price for nothing",
        ),
        pytest.param(product(price_details=""), "PRODUCT_PRICE_DETAILS is missing.", id="no prices"),
        pytest.param(
            product(price_details="<PRODUCT_PRICE_DETAILS/>"),
            "PRODUCT_PRICE_DETAILS: PRODUCT_PRICE is missing.",
            id="empty prices",
        ),
        pytest.param(
            product(price_details=prices(price(kind="gross"))),
            "PRODUCT_PRICE 1: price_type is 'gross'; one of gros_list, net_customer",
            id="a type of price nobody knows",
        ),
        pytest.param(
            product(price_details=prices(price(""))), "PRODUCT_PRICE 1: PRICE_AMOUNT is missing.", id="no amount"
        ),
        pytest.param(
            product(price_details=prices(price("12,50"))),
            "PRODUCT_PRICE 1: PRICE_AMOUNT '12,50' is not a number",
            id="a comma",
        ),
        pytest.param(
            product(price_details=prices(price(more="<PRICE_FACTOR>0</PRICE_FACTOR>"))),
            "PRODUCT_PRICE 1: PRICE_FACTOR is 0",
            id="a factor that gives it away",
        ),
        pytest.param(
            product(price_details=prices(price("119", "gros_list", "<TAX>19</TAX>"))),
            "PRODUCT_PRICE 1: TAX is 19; it is written as a part of one, as 0.19.",
            id="a tax in percent",
        ),
        pytest.param(
            product(price_details=prices(price("9"), price("8", more="<TERRITORY>AT</TERRITORY>"))),
            "two cost prices in EUR from 1 on: 9 and 8.",
            id="prices that disagree",
        ),
        pytest.param(
            product(price_details=prices(dates="<VALID_START_DATE>30.11.2026</VALID_START_DATE>")),
            "the start date '30.11.2026' is none.",
            id="no date",
        ),
        pytest.param(
            product(
                price_details=prices(
                    dates="<VALID_START_DATE>2026-02</VALID_START_DATE><VALID_END_DATE>2026-01-31</VALID_END_DATE>"
                )
            ),
            "the price ends (2026-02-01 00:00 UTC) before it begins (2026-02-01 00:00 UTC).",
            id="an end before the start",
        ),
        pytest.param(
            product(more="<PRODUCT_REFERENCE/>"), "PRODUCT_REFERENCE 1: type is ''", id="a reference to nothing"
        ),
        pytest.param(product(mode="delete"), "mode is 'delete'; in T_NEW_CATALOG it is one of new.", id="a deletion"),
        pytest.param(
            "<PRODUKT/>", "The element 'PRODUKT' does not belong into T_NEW_CATALOG.", id="an unknown element"
        ),
    ],
)
def test_a_product_that_cannot_be_used_leaves_nothing_behind(record: str, reason: str, tmp_path: Path) -> None:
    entities, reading = reading_of(tmp_path, document(record, product("OK")))

    assert [each.id for each in offerings(entities)] == ["OK"]
    assert len(reading.rejections) == 1
    assert reasons(reading)[0].startswith(f"5: {reason}")
    assert reading.damages == []
    assert reading.rows == reading.used + reading.rejected == 3


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(
            product(price_details=prices(price("-1"))), "PRODUCT_PRICE 1: PRICE_AMOUNT is '-1', below", id="price"
        ),
        pytest.param(
            product(price_details=prices(price(more="<PRICE_CURRENCY>EURO</PRICE_CURRENCY>"))),
            "PRODUCT_PRICE 1: PRICE_CURRENCY 'EURO' is not a currency",
            id="currency",
        ),
        pytest.param(
            product(order="<ORDER_UNIT>LIZ</ORDER_UNIT>"),
            "PRODUCT_ORDER_DETAILS: ORDER_UNIT 'LIZ' is no unit Awning knows: add it with its word under `units`",
            id="unit",
        ),
    ],
)
def test_prices_currencies_and_units_that_cannot_be_damage_the_feed(record: str, reason: str, tmp_path: Path) -> None:
    _, reading = reading_of(tmp_path, document(record))

    [damage] = reading.damages
    assert damage.line == 5
    assert damage.reason.startswith(reason)


def test_an_article_is_spoken_of_in_its_own_spelling(tmp_path: Path) -> None:
    _, reading = reading_of(tmp_path, document(product(""), spelling="1.2"))

    assert reasons(reading) == ["6: SUPPLIER_AID is missing."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("", "catalog.xml is empty", id="nothing"),
        pytest.param(document(product())[:-15], "line 6, column 1: this is not XML (unclosed token)", id="cut short"),
        pytest.param(document("<PRODUCT></ARTICLE>"), "line 5, column 12: this is not XML (mismatched tag)", id="tags"),
        pytest.param(
            "<html><body>Log in</body></html>", "line 1: this is XML or HTML with html outermost", id="a page"
        ),
        pytest.param(document().replace("HEADER>", "HEAD>"), "catalog.xml: has no HEADER", id="no header"),
        pytest.param(document(transaction="T_NEW"), "catalog.xml: holds none of T_NEW_CATALOG,", id="no transaction"),
        pytest.param(
            document(transaction="T_NEW_CATALOG").replace("</BMECAT>", "<HEADER/></BMECAT>"), "line 6: HEADER", id="two"
        ),
        pytest.param(
            document(catalog="<LANGUAGE>deu</LANGUAGE>"), "line 3: the HEADER of the catalog cannot", id="no id"
        ),
        pytest.param(document(catalog=CATALOG.replace("deu", "")), "line 3: the HEADER of the", id="no language"),
        pytest.param(document(catalog=CATALOG.replace("1.0", "")), "line 3: the HEADER of the", id="no version"),
        pytest.param(
            document(supplier=""), "line 3: the HEADER of the catalog cannot be used: SUPPLIER", id="no supplier"
        ),
        pytest.param(document(catalog=CATALOG.replace("EUR", "EURO")), "line 3: the HEADER of the", id="no currency"),
        pytest.param(document("<A>" * 200 + "</A>" * 200), "line 5: the XML is nested too deeply", id="nested"),
        pytest.param(document(f'<PRODUCT x="{"y" * 3_000_000}"/>'), "is longer than 1 MB and does not end", id="a tag"),
        pytest.param(document(encoding="EBCDIC-9"), "line 1: the encoding it declares is not known", id="an encoding"),
        pytest.param(document("&nobody;"), "line 5, column 1: this is not XML (undefined entity", id="an entity"),
    ],
)
def test_what_is_no_catalog_is_refused_as_a_whole(content: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable) as refused:
        reading_of(tmp_path, content)

    assert str(refused.value).startswith("catalog.xml")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param('<!ENTITY a "b">', id="internal"),
        pytest.param('<!ENTITY a SYSTEM "file:///etc/passwd">', id="external"),
        pytest.param('<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd"> %a;', id="of parameters"),
        pytest.param(
            '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
            id="laughing",
        ),
    ],
)
def test_entities_are_refused_with_their_place(declared: str, tmp_path: Path) -> None:
    content = document(product()).replace("<BMECAT", f"<!DOCTYPE BMECAT [{declared}]>\n<BMECAT", 1)

    with pytest.raises(FeedUnreadable, match=r"^catalog\.xml, line 2: the XML declares entities"):
        reading_of(tmp_path, content)
