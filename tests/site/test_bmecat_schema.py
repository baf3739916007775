"""What the BMEcat schemas ask for is asked for here: required elements, and words from a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awning.errors import FeedUnreadable
from awning.feeds.bmecat.header import NEW_CATALOG, UPDATE_PRICES, UPDATE_PRODUCTS
from awning.feeds.bmecat.prices import PRICE_TYPE
from awning.feeds.bmecat.product import REFERENCES
from awning.feeds.bmecat.units import ORDER_UNITS
from support_bmecat import Standing, document, group, lies_in, price_update, product, reading_of, repriced
from support_feeds import offerings

SCHEMAS = Path(__file__).parents[3] / "shared" / "feeds" / "bmecat"
BMECAT_2005, PRICES_1_2 = SCHEMAS / "bmecat_2005_1.xsd", SCHEMAS / "bmecat_update_prices_1_2.xsd"
pytestmark = pytest.mark.skipif(
    not BMECAT_2005.is_file(), reason="the schemas lie in ../shared, outside of the project"
)
XSD = "{http://www.w3.org/2001/XMLSchema}"
ANY_GROUP = [group("leaf", "laptops", "0")]
READ_2005 = (
    "BMECAT",
    "HEADER",
    "CATALOG",
    "SUPPLIER",
    "PRODUCT",
    "PRODUCT_DETAILS",
    "PRODUCT_ORDER_DETAILS",
    "PRODUCT_PRICE_DETAILS",
    "PRODUCT_PRICE",
    "CATALOG_STRUCTURE",
    "PRODUCT_TO_CATALOGGROUP_MAP",
)
READ_1_2 = ("HEADER", "CATALOG", "SUPPLIER", "ARTICLE", "ARTICLE_PRICE_DETAILS", "ARTICLE_PRICE")
# Price amounts may be left out in 2005 for formulas, which are not calculated here.
MORE_THAN_ASKED = {("PRODUCT_PRICE", "PRICE_AMOUNT")}


def required(schema: Path, name: str) -> list[tuple[str, ...]]:
    """The elements that must stand in another, each with what may stand in its place."""
    found = next(each for each in ET.parse(schema).iter(f"{XSD}element") if each.get("name") == name and len(each))
    sequence = found.find(f"{XSD}complexType/{XSD}sequence")
    assert sequence is not None
    return list(_required(sequence))


def _required(particle: ET.Element) -> Iterator[tuple[str, ...]]:
    for each in particle:
        if each.get("minOccurs") == "0":
            continue
        if each.tag == f"{XSD}choice":
            yield tuple(str(one.get("ref") or one.get("name")) for one in each.iter(f"{XSD}element"))
        elif each.tag == f"{XSD}sequence":
            yield from _required(each)
        else:
            yield (str(each.get("ref") or each.get("name")),)


def without(text: str, parent: str, names: tuple[str, ...]) -> str:
    """The document less some elements."""
    root = ET.fromstring(text.encode())
    holder = next(each for each in root.iter() if _local(each) == parent)
    lost = [each for each in holder if _local(each) in names]
    assert lost, f"the sample has none of {names} in {parent}"
    for each in lost:
        holder.remove(each)
    return ET.tostring(root, encoding="unicode")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def choices(name: str, attribute: str) -> set[str]:
    """The words an attribute of an element may be in 2005."""
    found = next(each for each in ET.parse(BMECAT_2005).iter(f"{XSD}element") if each.get("name") == name and len(each))
    said = next(each for each in found.iter(f"{XSD}attribute") if each.get("name") == attribute)
    return {str(each.get("value")) for each in said.iter(f"{XSD}enumeration")}


@pytest.mark.parametrize("parent", READ_2005)
def test_no_product_is_read_without_what_the_schema_of_2005_asks_for(parent: str, tmp_path: Path) -> None:
    whole = document(product(), lies_in("LAP-1", "laptops"), groups=ANY_GROUP)

    for names in required(BMECAT_2005, parent):
        entities, reason = read_or_refused(tmp_path, without(whole, parent, names))

        assert (entities, bool(reason)) == ([], True) or (parent == "PRODUCT_TO_CATALOGGROUP_MAP" and reason), names


@pytest.mark.parametrize("parent", READ_1_2)
def test_no_price_is_read_without_what_the_schema_of_1_2_asks_for(parent: str, tmp_path: Path) -> None:
    base = Standing(offerings=tuple(offerings(reading_of(tmp_path, document(product()))[0])))
    whole = document(repriced(), transaction=price_update(), spelling="1.2")

    for names in required(PRICES_1_2, parent):
        entities, reason = read_or_refused(tmp_path, without(whole, parent, names), base=base)

        assert (entities, bool(reason)) == ([], True), names


def test_an_amount_is_asked_for_although_the_schema_of_2005_allows_formulas(tmp_path: Path) -> None:
    for parent, name in MORE_THAN_ASKED:
        entities, reason = read_or_refused(tmp_path, without(document(product()), parent, (name,)))

        assert (entities, reason) == ([], "PRODUCT_PRICE 1: PRICE_AMOUNT is missing.")


def read_or_refused(folder: Path, content: str, **settings: object) -> tuple[list[str], str]:
    """The SKUs of a file, and why something of it was refused."""
    try:
        entities, reading = reading_of(folder, content, **settings)
    except FeedUnreadable as refusal:
        return [], str(refusal)
    return [each.id for each in offerings(entities)], reading.rejections[0].reason if reading.rejections else ""


def test_the_types_of_prices_are_those_of_the_schema() -> None:
    tree = ET.parse(BMECAT_2005)
    said = next(each for each in tree.iter(f"{XSD}simpleType") if each.get("name") == "typePRICE_TYPE")

    assert [each.get("value") for each in said.iter(f"{XSD}pattern")] == [PRICE_TYPE.pattern]


def test_the_transactions_are_those_of_the_schema() -> None:
    found = required(BMECAT_2005, "BMECAT")

    assert found[1] == (NEW_CATALOG, UPDATE_PRODUCTS, UPDATE_PRICES)


def test_words_from_a_list_are_in_the_list_of_the_schema() -> None:
    assert set(REFERENCES) <= choices("PRODUCT_REFERENCE", "type")
    assert choices("CATALOG_STRUCTURE", "type") == {"root", "node", "leaf"}
    assert "old_product" in choices("PRODUCT_STATUS", "type")


def test_units_of_the_schema_are_known_but_for_those_met_in_the_wild() -> None:
    tree = ET.parse(BMECAT_2005)
    said = next(each for each in tree.iter(f"{XSD}simpleType") if each.get("name") == "dtPUNIT")
    known = {each.get("value") for each in said.iter(f"{XSD}enumeration")}

    assert set(ORDER_UNITS) - known == {"PCE", "H87", "XBX", "XPK", "E48"}
