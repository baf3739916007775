"""BMEcat catalogs as text, in the spelling of 2005 and in that of 1.2, and damage done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from awning.catalog import Offering
from awning.feeds import Entity, Reading
from awning.feeds.bmecat import BmecatReader
from support_feeds import feed_file, read

CATALOG = (
    '<LANGUAGE default="true">deu</LANGUAGE><CATALOG_ID>NG</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION>'
    "<CURRENCY>EUR</CURRENCY>"
)
SUPPLIER = "<SUPPLIER><SUPPLIER_NAME>Northgate</SUPPLIER_NAME></SUPPLIER>"
GROUPS = (("leaf", "laptops", "computers"), ("node", "computers", "1"), ("root", "1", "0"))
"""Type, id and parent, children first: so they stand in many files."""
_START = {
    "2005": '<BMECAT version="2005.1" xmlns="http://www.bmecat.org/bmecat/2005.1">',
    "1.2": '<!DOCTYPE BMECAT SYSTEM "bmecat_new_catalog_1_2.dtd">\n<BMECAT version="1.2">',
}


def price(amount: str = "799.00", kind: str = "net_customer", more: str = "") -> str:
    """One price."""
    return f'<PRODUCT_PRICE price_type="{kind}"><PRICE_AMOUNT>{amount}</PRICE_AMOUNT>{more}</PRODUCT_PRICE>'


def prices(*rows: str, dates: str = "") -> str:
    """Prices that hold at the same time."""
    return f"<PRODUCT_PRICE_DETAILS>{dates}{''.join(rows) or price()}</PRODUCT_PRICE_DETAILS>"


def product(
    sku: str = "LAP-1",
    *,
    short: str = "<DESCRIPTION_SHORT>Notebook 14</DESCRIPTION_SHORT>",
    details: str = "<MANUFACTURER_PID>TX-14</MANUFACTURER_PID><MANUFACTURER_NAME>Tessel</MANUFACTURER_NAME>",
    features: str = "",
    order: str = "<ORDER_UNIT>C62</ORDER_UNIT>",
    price_details: str | None = None,
    more: str = "",
    mode: str = "",
) -> str:
    """One product on one line."""
    said = f' mode="{mode}"' if mode else ""
    return (
        f"<PRODUCT{said}><SUPPLIER_PID>{sku}</SUPPLIER_PID><PRODUCT_DETAILS>{short}{details}</PRODUCT_DETAILS>{features}"
        f"<PRODUCT_ORDER_DETAILS>{order}</PRODUCT_ORDER_DETAILS>{prices() if price_details is None else price_details}"
        f"{more}</PRODUCT>"
    )


def repriced(sku: str = "LAP-1", *rows: str) -> str:
    """A product in an update of prices."""
    return f"<PRODUCT><SUPPLIER_PID>{sku}</SUPPLIER_PID>{prices(*rows)}</PRODUCT>"


def group(kind: str, group_id: str, parent: str) -> str:
    """One group, called by its id."""
    return (
        f'<CATALOG_STRUCTURE type="{kind}"><GROUP_ID>{group_id}</GROUP_ID><GROUP_NAME>{group_id.title()}</GROUP_NAME>'
        f"<PARENT_ID>{parent}</PARENT_ID></CATALOG_STRUCTURE>"
    )


def lies_in(sku: str, group_id: str, mode: str = "") -> str:
    """One entry of the map."""
    said = f' mode="{mode}"' if mode else ""
    return (
        f"<PRODUCT_TO_CATALOGGROUP_MAP{said}><PROD_ID>{sku}</PROD_ID><CATALOG_GROUP_ID>{group_id}</CATALOG_GROUP_ID>"
        "</PRODUCT_TO_CATALOGGROUP_MAP>"
    )


def document(
    *records: str,
    spelling: str = "2005",
    transaction: str = "T_NEW_CATALOG",
    catalog: str = CATALOG,
    supplier: str = SUPPLIER,
    groups: Iterable[str] = (),
    encoding: str = "UTF-8",
) -> str:
    """A whole file, one record a line. Without groups the first record stands on line 5, in 1.2 on line 6."""
    name = transaction.partition(" ")[0]
    structure = [*groups]
    if structure:
        structure = ["<CATALOG_GROUP_SYSTEM>", *structure, "</CATALOG_GROUP_SYSTEM>"]
    lines = [
        f'<?xml version="1.0" encoding="{encoding}"?>',
        _START[spelling],
        f"<HEADER><CATALOG>{catalog}</CATALOG>{supplier}</HEADER>",
        f"<{transaction}>",
        *structure,
        *records,
        f"</{name}>",
        "</BMECAT>\n",
    ]
    text = "\n".join(lines)
    return re.sub(r"(</?)(\w+)", _as_article, text) if spelling == "1.2" else text


def update(previous: int = 0) -> str:
    """The transaction that changes products."""
    return f'T_UPDATE_PRODUCTS prev_version="{previous}"'


def price_update(previous: int = 0) -> str:
    """The transaction that changes prices."""
    return f'T_UPDATE_PRICES prev_version="{previous}"'


@dataclass(frozen=True)
class Standing:
    """The catalog an update is laid over."""

    version: str = "NG/1.0/0"
    offerings: tuple[Offering, ...] = ()

    def offering(self, offering_id: str) -> Offering | None:
        """The offering of that SKU, or none."""
        return next((each for each in self.offerings if each.id == offering_id), None)


def reading_of(folder: Path, content: str | bytes, **settings: Any) -> tuple[list[Entity], Reading]:
    """What the reader makes of a file."""
    return read(feed_file(folder, content, "catalog.xml"), BmecatReader(), **settings)


@st.composite
def damaged_document(draw: st.DrawFn, text: str) -> str:
    """The document with some elements lost, doubled, renamed, moved or holding something else."""
    root = ET.fromstring(text.encode())
    for _ in range(draw(st.integers(1, 3))):
        parent, child = draw(st.sampled_from(list(_places(root)))) if len(root) else (root, root)
        match draw(st.sampled_from(["lose", "double", "rename", "text", "attribute", "move"])):
            case "lose" if child is not root:
                parent.remove(child)
            case "double" if child is not root:
                parent.append(deepcopy(child))
            case "move" if child is not root:
                parent.remove(child)
                (root[-1] if len(root) else root).append(child)
            case "rename":
                child.tag = draw(
                    st.sampled_from(["X", "PRODUCT", "HEADER", "PRODUCT_PRICE", "T_NEW_CATALOG", child.tag])
                )
            case "attribute":
                key = draw(st.sampled_from(["mode", "type", "price_type", "lang", "prev_version"]))
                child.set(key, draw(_words))
            case _:
                child.text = draw(_words)
    return ET.tostring(root, encoding="unicode")


_words = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "1e400", "NaN", "9" * 200, "delete", "update", "nrp", "leaf", "deu", "\ufdd0"]
    ),
    st.sampled_from(["9999-12-31", "0001-01-01", "2026-02-30", "2026", "23:59", "EUR", "XXX", "C62", "ZZ", "../x.png"]),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=6),
)


def _places(element: ET.Element) -> Iterator[tuple[ET.Element, ET.Element]]:
    for child in element:
        yield element, child
        yield from _places(child)


def _as_article(match: re.Match[str]) -> str:
    name = match[2].replace("PRODUCT", "ARTICLE").replace("PROD_ID", "ART_ID").replace("PID", "AID")
    return match[1] + (match[2] if match[2] == "T_UPDATE_PRODUCTS" else name)
