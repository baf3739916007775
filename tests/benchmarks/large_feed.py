"""A neutral feed of any size, the same each time: four plans an offering, each with cost and suggested price."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprstvw" for vowel in "aeiou"]
_PLANS = (("P1M-P1M", 1, "month", "month"), ("P1Y-P1M", 1, "year", "month"), ("P1Y-P1Y", 1, "year", "year"),
          ("P3Y-P1Y", 3, "year", "year"))  # fmt: skip
WORDS = 150
"""In a description."""


def write_feed(path: Path, offerings: int, *, dearer: frozenset[int] = frozenset()) -> None:
    """Write the feed as NDJSON; the offerings of these numbers cost a little more."""
    with path.open("w", encoding="utf-8") as file:
        for record in _records(offerings, dearer):
            file.write(json.dumps(record, separators=(",", ":")) + "\n")


def sku(number: int) -> str:
    """The SKU of an offering."""
    return f"SKU-{number:07d}"


def _records(offerings: int, dearer: frozenset[int]) -> Iterator[dict[str, Any]]:
    chance = random.Random(20261122)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3_000)]
    yield {"@type": "Catalog", "id": "bench"}
    for number in range(40):
        yield {"@type": "Category", "id": f"shelf-{number}", "name": f"Shelf {number}"}
    for number in range(offerings):
        text = chance.choices(words, k=WORDS + 4)
        costs = [chance.randint(100, 99_999) for _ in _PLANS]
        yield {
            "@type": "ProductOffering",
            "id": sku(number),
            "name": " ".join(text[:4]).title(),
            "description": " ".join(text[4:]),
            "lifecycleStatus": "Active",
            "category": [{"id": f"shelf-{number % 40}"}],
            "productSpecification": {
                "brand": f"Vendor {number % 60}",
                "productNumber": f"{chance.randint(0, 10**9):09d}",
                "productSpecCharacteristic": [
                    {"name": "Seats", "productSpecCharacteristicValue": [{"value": "1 to 300"}]}
                ],
            },
            "productOfferingPrice": [
                row
                for plan, cost in zip(_PLANS, costs, strict=True)
                for row in _prices(plan, cost + (7 if number in dearer else 0))
            ],
        }


def _prices(plan: tuple[str, int, str, str], cost_minor: int) -> Iterator[dict[str, Any]]:
    plan_id, count, unit, billing = plan
    for role, minor in (("cost", cost_minor), ("srp", cost_minor * 7 // 5)):
        yield {
            "planId": plan_id,
            "priceType": "recurring",
            "recurringChargePeriodType": billing,
            "recurringChargePeriodLength": 1,
            "productOfferingTerm": [{"duration": {"amount": count, "units": unit}}],
            "unitOfMeasure": {"amount": 1, "units": "user"},
            "role": role,
            "price": {"unit": "EUR", "value": f"{minor // 100}.{minor % 100:02d}"},
        }
