"""Rows of the NCE price list, and the sheets made of them. All of them are invented; the columns are the real ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awning.catalog import Offering, Plan, PriceRole
from awning.feeds import Entity, Reading
from awning.feeds.nce import NceReader
from support_feeds import feed_file, offerings, read

Row = dict[str, str]
COLUMNS = (
    "ProductTitle",
    "ProductId",
    "SkuId",
    "SkuTitle",
    "Publisher",
    "SkuDescription",
    "UnitOfMeasure",
    "TermDuration",
    "BillingPlan",
    "Market",
    "Currency",
    "UnitPrice",
    "PricingTierRangeMin",
    "PricingTierRangeMax",
    "EffectiveStartDate",
    "EffectiveEndDate",
    "Tags",
    "ERP Price",
    "Segment",
)
SKU = "CFQ7TTC0LH16:0001"


def nce_row(**changes: str) -> Row:
    """A year of mail in euros: 120.00 for the reseller and 150.00 suggested, paid by the month.

    Names with a space are written without: ``ERPPrice``.
    """
    row = {
        "ProductTitle": "Cloud Mail",
        "ProductId": "CFQ7TTC0LH16",
        "SkuId": "0001",
        "SkuTitle": "Cloud Mail Basic",
        "Publisher": "Microsoft Corporation",
        "SkuDescription": "Mail for *one* person, with 50 GB.",
        "UnitOfMeasure": "License",
        "TermDuration": "P1Y",
        "BillingPlan": "Monthly",
        "Market": "DE",
        "Currency": "EUR",
        "UnitPrice": "120.00",
        "PricingTierRangeMin": "1",
        "PricingTierRangeMax": "10000000",
        "EffectiveStartDate": "2026-01-01T00:00:00Z",
        "EffectiveEndDate": "9999-12-31T23:59:59.9999999Z",
        "Tags": "License",
        "ERP Price": "150.00",
        "Segment": "Commercial",
    }
    return row | {"ERP Price" if name == "ERPPrice" else name: value for name, value in changes.items()}


def future_row(indicator: str, **changes: str) -> Row:
    """A row of the sheet of what will be: it begins in March and says what is new about it."""
    return nce_row(**{"EffectiveStartDate": "3/1/2026 0:00", **changes}) | {"ChangeIndicator": indicator}


def sheet(*rows: Row, columns: Sequence[str] | None = None) -> str:
    """The rows as a CSV file: the first of them stands on line 2.

    Args:
        rows: what a row lacks is left empty.
        columns: the header; by default the usual columns, and whatever else the rows have.
    """
    header = list(columns or dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_sheet(folder: Path, *rows: Row, **settings: Any) -> tuple[list[Entity], Reading]:
    """What the reader makes of a sheet with these rows, and its books."""
    return read(feed_file(folder, sheet(*rows), "sheet.csv"), NceReader(), **settings)


def only_plan(entities: list[Entity]) -> Plan:
    """The one plan of the one offering."""
    [offering] = offerings(entities)
    [plan] = offering.plans
    return plan


def amounts(plan: Plan, role: PriceRole = PriceRole.COST) -> list[str]:
    """The exact amounts of one role, in the order of the plan."""
    return [str(price.amount) for price in plan.prices if price.role is role]


@dataclass(frozen=True)
class Standing:
    """A catalog that stands, with these offerings."""

    offerings: tuple[Offering, ...] = ()
    version: str = ""

    def offering(self, offering_id: str) -> Offering | None:
        return next((offering for offering in self.offerings if offering.id == offering_id), None)
