"""Rows of distributors' price files as they come, each with a few cells of your own."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from awning.catalog import Offering
from awning.feeds import Entity, Reading
from awning.feeds.pricefile import PriceFileReader
from support_feeds import feed_file, offerings, reasons
from support_feeds import read as read_feed

INGRAM_NAMES = (
    "action_indicator,sku,vendor_number,vendor_name,part_desc_1,part_desc_2,retail_price,vendor_part_number,weight,upc,"
    "length,width,height,price_change_flag,customer_price,special_price_flag,availability_flag,sku_status,cpu_code,"
    "media_type,category,new_item_receipt_flag,substitute_part,instant_rebate_flag"
)
DANDH_NAMES = (
    "StockStatus|Qty|RebateFlag|RebateEndDate|SKU|MPN|UPC|SubCategory|Vendor|Cost|RebateAmount|Reserved|Freight|"
    "ShipVia|Weight|ShortDesc|LongDesc"
)
OWN = """\
title: Northgate price list
delimiter: ";"
width: 3
columns: {sku: 1, name: 2, cost: 3}
vendor: Northgate
currency: EUR
offering: {id: sku, name: name}
prices: {cost: cost}
"""


def ingram(**cells: str) -> str:
    """A padded line of Ingram's price file: a printer with a cost and a suggested price."""
    row = {
        "action_indicator": "A",
        "sku": "KP4410      ",
        "vendor_number": "8841",
        "vendor_name": "Kestrel Printing    ",
        "part_desc_1": "LASER PRINTER KP-4410      ",
        "part_desc_2": "DUPLEX A4      ",
        "retail_price": "0000349.00",
        "vendor_part_number": "KP-4410-EU",
        "weight": "0011.20",
        "upc": "0819412005117",
        "customer_price": "0000271.4500",
        "availability_flag": "Y",
        "sku_status": " ",
        "category": "0204",
    }
    return quoted([{**row, **cells}.get(name, "") for name in INGRAM_NAMES.split(",")])


def synnex(**cells: str) -> str:
    """A line of SYNNEX's .ap file, its cells by their F numbers: a software licence."""
    row = {
        "F00": "700100",
        "F01": "DTL",
        "F02": "TLD-SRV-1",
        "F04": "7731402",
        "F05": "A",
        "F06": "Tollard Backup Server 1Y",
        "F07": "TOLLARD SWL",
        "F09": "0",
        "F12": "168.45",
        "F13": "226.00",
        "F16": "Y",
        "F20": "168.45",
        "F22": "SWL",
        "F24": "011091239",
        "F27": "1.50",
        "F33": "0884110027735",
        "F34": "43233415",
        "F36": "20250917",
        "F46": "N",
        "F49": "Backs up servers and the ma",
        "F50": "chines on them, ",
        "F51": 'on 3.5" disks too.',
        "F65": "1",
    }
    return "~".join({**row, **cells}.get(f"F{number:02}", "") for number in range(71)) + "\r\n"


def dandh(**cells: str) -> str:
    """A line of D&H's ITEMLIST: a keyboard without a rebate."""
    row = {
        "StockStatus": "I",
        "Qty": "41",
        "RebateFlag": "N",
        "RebateEndDate": "?",
        "SKU": "MARLKB2",
        "MPN": "KB-2",
        "UPC": "0733104466120",
        "SubCategory": "Keyboards",
        "Vendor": "Marlow Input",
        "Cost": "24.90",
        "RebateAmount": "0.00",
        "Freight": "3.10",
        "ShipVia": "UPS",
        "Weight": "1.9",
        "ShortDesc": 'Keyboard 17" wired',
        "LongDesc": "Full-size keyboard.",
    }
    return "|".join({**row, **cells}.get(name, "") for name in DANDH_NAMES.split("|")) + "\r\n"


def quoted(cells: list[str]) -> str:
    """One line with commas and quotes around everything."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


def read(path: Path, profile: str = "", **settings: object) -> tuple[list[Entity], Reading]:
    """What the reader makes of a price file in dollars, and its books."""
    return read_feed(path, PriceFileReader(), **{"profile": profile, "currency": "USD", **settings})


def one(path: Path, profile: str = "", **settings: object) -> Offering:
    """The one offering of a price file with nothing wrong in it."""
    entities, reading = read(path, profile, **settings)
    assert reasons(reading) == []
    [found] = offerings(entities)
    return found


def prices(offering: Offering) -> list[tuple[str, str, str]]:
    """``(role, amount, last moment)`` of each price of the one plan."""
    [plan] = offering.plans
    return [
        (price.role.value, str(price.amount), f"{price.valid_until:%Y-%m-%d %H:%M}" if price.valid_until else "")
        for price in plan.prices
    ]


def own(folder: Path, *more: str, base: str = OWN) -> str:
    """Put a profile of your own in a folder, with more lines."""
    return str(feed_file(folder, base + "".join(line + "\n" for line in more), "own.yaml"))
