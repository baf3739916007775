"""Neutral and Azure records as Python values, and the files made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from awning.catalog import Offering
from awning.feeds import Entity, Feed, FeedReader, Reading
from awning.feeds.files import files_of
from awning.feeds.neutral import NeutralReader

Record = dict[str, Any]
CATALOG: Record = {"@type": "Catalog", "id": "northgate", "name": "Northgate"}
EMAIL: Record = {"@type": "Category", "id": "email", "name": "E-mail"}


def price_row(value: str = "4.20", **changes: Any) -> Record:
    """A monthly cost in euros, for a year."""
    row: Record = {
        "priceType": "recurring",
        "recurringChargePeriodType": "month",
        "recurringChargePeriodLength": 1,
        "productOfferingTerm": [{"duration": {"amount": 1, "units": "year"}}],
        "unitOfMeasure": {"amount": 1, "units": "user"},
        "role": "cost",
        "price": {"unit": "EUR", "value": value},
    }
    return row | changes


def offering_row(sku: str = "MAIL-1", **changes: Any) -> Record:
    """A mailbox by Mailwright that asks for a domain."""
    row: Record = {
        "@type": "ProductOffering",
        "id": sku,
        "name": "Mailbox",
        "description": "A mailbox.\n\nWith **space**.",
        "lifecycleStatus": "Active",
        "category": [{"id": "email"}],
        "noticeDays": 30,
        "attachment": [{"attachmentType": "picture", "url": "pictures/mailbox.svg"}],
        "productSpecification": {
            "brand": "Mailwright",
            "productNumber": "MW-1",
            "productSpecCharacteristic": [
                {"name": "Space", "productSpecCharacteristicValue": [{"value": "50 GB"}]},
                {
                    "name": "domain",
                    "description": "Your domain",
                    "configurable": True,
                    "valueType": "domain",
                    "minCardinality": 1,
                },
            ],
        },
        "productOfferingPrice": [price_row()],
        "productOfferingRelationship": [{"relationshipType": "goesWellWith", "id": "BACKUP-1"}],
        "i18n": {"de": {"name": "Postfach", "description": "Ein Postfach."}},
    }
    return row | changes


def azure_row(**changes: Any) -> Record:
    """A meter of Azure's retail list, in its own words."""
    row: Record = {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 10.0,
        "armRegionName": "westeurope",
        "location": "EU West",
        "effectiveStartDate": "2016-05-02T00:00:00Z",
        "meterId": "0287df59",
        "meterName": "Transactions",
        "skuId": "DZH318Z0BPJG/0006",
        "productName": "Speaker Identification",
        "skuName": "Standard",
        "serviceName": "Cognitive Services",
        "serviceFamily": "AI + Machine Learning",
        "unitOfMeasure": "1K",
        "type": "Consumption",
        "armSkuName": "",
    }
    return row | changes


def without(row: Record, *keys: str) -> Record:
    """The row less some keys."""
    return {key: value for key, value in row.items() if key not in keys}


def array(*records: Any) -> str:
    """A feed as a JSON list, one record a line: the first record stands on line 2."""
    return "[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]\n"


def lines(*records: Any) -> str:
    """A feed as NDJSON."""
    return "".join(json.dumps(record) + "\n" for record in records)


def feed_file(folder: Path, content: str | bytes, name: str = "catalog.json") -> Path:
    """Put a feed in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def feed_of(path: Path, **settings: Any) -> Feed:
    """A feed in a file or folder, with what its settings say of it."""
    return Feed(files_of(path, path.name), **settings)


def read(path: Path, reader: FeedReader | None = None, **settings: Any) -> tuple[list[Entity], Reading]:
    """What a reader makes of a file, and its books."""
    reading = Reading(path.name)
    entities = list((reader or NeutralReader()).read(feed_of(path, **settings), reading))
    return entities, reading


def offerings(entities: list[Entity]) -> list[Offering]:
    """The offerings among what was read."""
    return [entity for entity in entities if isinstance(entity, Offering)]


def reasons(reading: Reading) -> list[str]:
    """``line: reason`` of each row left out."""
    return [f"{rejection.line}: {rejection.reason}" for rejection in reading.rejections]
