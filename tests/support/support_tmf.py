"""TMF620 resources as Python values: each a record of its own that refers to the others by id."""

from __future__ import annotations

from typing import Any

from support_feeds import Record

ADDRESS = "https://catalog.example/tmf-api/productCatalogManagement/v5"
CATALOG: Record = {"@type": "ProductCatalog", "id": "wholesale", "name": "Northgate", "version": "2026.11"}


def category(identifier: str = "cloud", **changes: Any) -> Record:
    """A shelf for cloud services."""
    return {
        "@type": "Category",
        "id": identifier,
        "href": f"{ADDRESS}/category/{identifier}",
        "name": "Cloud",
    } | changes


def price(identifier: str = "p1", value: str = "4.20", **changes: Any) -> Record:
    """A monthly charge in euros for a year, of which nobody says whose price it is."""
    row: Record = {
        "@type": "ProductOfferingPrice",
        "id": identifier,
        "href": f"{ADDRESS}/productOfferingPrice/{identifier}",
        "name": "Monthly charge",
        "lifecycleStatus": "Active",
        "priceType": "recurring",
        "recurringChargePeriodType": "month",
        "recurringChargePeriodLength": 1,
        "productOfferingTerm": [{"name": "A year", "duration": {"amount": 12, "units": "Month"}}],
        "unitOfMeasure": {"amount": 1, "units": "Month"},
        "price": {"unit": "EUR", "value": value},
    }
    return row | changes


def specification(identifier: str = "s1", **changes: Any) -> Record:
    """A firewall whose ports are chosen, and whose speed is not."""
    row: Record = {
        "@type": "ProductSpecification",
        "id": identifier,
        "href": f"{ADDRESS}/productSpecification/{identifier}",
        "name": "Firewall",
        "brand": "Brickmoor",
        "productNumber": "BM-340",
        "description": "Keeps others out.",
        "productSpecCharacteristic": [
            {
                "name": "Number of ports",
                "configurable": True,
                "valueType": "number",
                "minCardinality": 1,
                "characteristicValueSpecification": [{"value": 16}, {"isDefault": True, "value": 8}],
            },
            {"name": "Speed", "characteristicValueSpecification": [{"value": "10", "unitOfMeasure": "Gbit/s"}]},
        ],
    }
    return row | changes


def offering(identifier: str = "FW-1", **changes: Any) -> Record:
    """A firewall that refers to its category, specification and price."""
    row: Record = {
        "@type": "ProductOffering",
        "id": identifier,
        "href": f"{ADDRESS}/productOffering/{identifier}",
        "name": "Firewall for offices",
        "version": "1.0",
        "lifecycleStatus": "Active",
        "isSellable": True,
        "category": [{"id": "cloud", "name": "Cloud", "@type": "CategoryRef"}],
        "productSpecification": {"id": "s1", "name": "Firewall", "@type": "ProductSpecificationRef"},
        "productOfferingPrice": [{"id": "p1", "name": "Monthly charge", "@type": "ProductOfferingPriceRef"}],
    }
    return row | changes


def event(kind: str, change: str, resource: Record, time: str = "2026-11-20T06:00:00Z") -> Record:
    """What a catalog sends to those who listen."""
    named = f"{kind}{change}Event"
    return {"@type": named, "eventType": named, "eventTime": time, "event": {kind[0].lower() + kind[1:]: resource}}
