"""What a shop adds to the search: its prices and what it sells, and nothing else."""

from __future__ import annotations

import json

import pytest

from awning.search import Offer, overlay, sold_in

PER = (("de", "pro Nutzer"), ("en", "per user"))


def read(*offers: tuple[str, Offer], decimals: int = 2) -> dict[str, object]:
    return json.loads(overlay(("A", "B", "C", "D"), dict(offers), currency="EUR", decimals=decimals))


def test_an_overlay_holds_prices_in_minor_units_and_kinds_once() -> None:
    offer = Offer("4.50", is_from=True, per=PER, facets=("term-year", "bill-month"))
    free = Offer("0.00")

    assert read(("A", offer), ("C", free), ("D", offer)) == {
        "currency": "EUR",
        "decimals": 2,
        "kinds": [[{"de": "pro Nutzer", "en": "per user"}, True, "term-year bill-month"], [{}, False, ""]],
        "kind": "1021",
        "prices": "450 0 450",
    }


@pytest.mark.parametrize(
    ("value", "decimals", "kept"),
    [
        ("4.50", 2, "450"),
        ("975000.00", 2, "97500000"),
        ("1200", 0, "1200"),
        ("1.250", 3, "1250"),
        ("5", 2, "500"),
        ("0.0042", 2, "0.0042"),
        ("0.4200", 2, "42"),
        ("", 2, ""),
    ],
)
def test_prices_are_kept_to_the_last_digit(value: str, decimals: int, kept: str) -> None:
    assert read(("B", Offer(value)), decimals=decimals)["prices"] == kept


def test_a_shop_has_what_its_overlay_says() -> None:
    content = overlay(("A", "B", "C"), {"C": Offer(), "Z": Offer("1.00")}, currency="EUR", decimals=2)

    assert sold_in(content) == {2}
    assert b"Z" not in content


def test_a_shop_that_sells_nothing_has_an_overlay() -> None:
    assert sold_in(overlay((), {}, currency="EUR", decimals=2)) == frozenset()
