"""A bundle's page: what is in it, what it costs with each period, and what the cart needs to sum it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from awning.pages.storefront import Storefront
from awning.pages.views import BundleView, ProductView
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, storefront

GROSS = changed(SHOP, "display: excluding", "anchor: gross, display: both")


def item(sku: str, *prices: Record, **more: Any) -> Record:
    return offering_row(sku, name=sku.title(), i18n={}, productOfferingPrice=list(prices), **more)


def bundle(*items: tuple[str, str, int], discount: str = "10") -> Record:
    told = [{"offering": sku, "plan": plan, "quantity": quantity} for sku, plan, quantity in items]
    row = offering_row("PACK", name="Pack", i18n={}, bundle={"items": told, "discountPercent": discount})
    del row["productOfferingPrice"]
    return row


def once(value: str) -> Record:
    row = price_row(value, priceType="oneTime")
    return {name: cell for name, cell in row.items() if not name.startswith(("recurring", "productOfferingTerm"))}


MAIL = item("MAIL", price_row("4.00"))
CHAT = item("CHAT", price_row("2.50"))
TWO = bundle(("MAIL", "P1Y-P1M", 1), ("CHAT", "P1Y-P1M", 2))


def front_of(folder: Path, *rows: Record, reseller: str = SHOP) -> Storefront:
    return storefront(folder / "p", *rows, reseller=reseller)


def pack_of(front: Storefront) -> tuple[ProductView, BundleView]:
    page = next(page for page in front.products() if page.card.sku == "PACK")
    assert page.bundle is not None
    return page, page.bundle


def test_a_bundle_costs_its_items_less_the_discount(tmp_path: Path) -> None:
    page, found = pack_of(front_of(tmp_path, MAIL, CHAT, TWO))

    assert [(each.card.name, each.quantity, each.full, each.price.text) for each in found.items] == [
        ("Mail", "1", "€4.00", "€3.60"),
        ("Chat", "2", "€5.00", "€4.50"),
    ]
    assert [(each.period, each.full, each.price.text) for each in found.sums] == [("per month", "€9.00", "€8.10")]
    assert found.discount == "10%"
    assert page.buyable
    assert (page.plans[0].id, page.plans[0].kind) == ("bundle", "bundle")


def test_a_bundles_card_shows_what_one_costs(tmp_path: Path) -> None:
    page, _ = pack_of(front_of(tmp_path, MAIL, CHAT, TWO))

    assert page.card.price is not None
    assert (page.card.price.value, page.card.price.note) == ("8.10", "plus 20% VAT")
    assert (page.card.price_unit, page.card.bundle) == ("per bundle · per month", True)


def test_items_say_their_own_terms(tmp_path: Path) -> None:
    _, found = pack_of(front_of(tmp_path, MAIL, CHAT, TWO))

    assert {(each.plan, each.unit, each.period, each.notice) for each in found.items} == {
        ("1 year, paid monthly", "per user", "per month", "35 days")
    }


def test_periods_are_summed_by_themselves_the_shortest_first(tmp_path: Path) -> None:
    yearly = item("BACKUP", price_row("100", recurringChargePeriodLength=12))
    mixed = bundle(("MAIL", "P1Y-P1M", 1), ("HELP", "once", 1), ("BACKUP", "P1Y-P1Y", 1), discount="0")

    page, found = pack_of(front_of(tmp_path, MAIL, yearly, item("HELP", once("50")), mixed))

    assert [(each.period, each.price.text, each.full) for each in found.sums] == [
        ("per month", "€4.00", ""),
        ("per year", "€100.00", ""),
        ("once", "€50.00", ""),
    ]
    assert page.card.price_unit == "per bundle · per month · plus €100.00 per year, plus €50.00 once"
    assert found.discount == ""


def test_tax_of_a_bundle_is_rounded_over_it_as_the_checkout_does(tmp_path: Path) -> None:
    odd = [item(sku, price_row(value)) for sku, value in (("A", "0.83"), ("B", "0.83"), ("C", "0.83"))]
    three = bundle(*((sku, "P1Y-P1M", 1) for sku in "ABC"), discount="0")

    _, found = pack_of(front_of(tmp_path, *odd, three, reseller=GROSS))

    # Each item is 1.00 with tax and 0.83 without; three of them are 2.50 without, and not 2.49.
    [one] = found.sums
    assert (one.price.value, one.price.text, one.price.other) == ("3.00", "€3.00", "€2.50 excl. VAT")


def test_the_cart_is_told_each_item_by_number_of_bundles(tmp_path: Path) -> None:
    tiered = item("MAIL", price_row("4.00"), price_row("3.00", tier={"min": 5}), price_row("49", role="setup"))
    twins = bundle(("MAIL", "P1Y-P1M", 2), ("CHAT", "P1Y-P1M", 1))

    page, _ = pack_of(front_of(tmp_path, tiered, CHAT, twins))

    monthly = {"period": "per month", "months": 1, "rate": "20"}
    assert page.plans[0].parts == (
        {**monthly, "steps": [(1, "7.20"), (3, "5.40")]},
        {**monthly, "steps": [(1, "2.25"), (3, "2.25")]},
        {"period": "once", "months": None, "rate": "20", "steps": [(1, "98.00"), (3, "98.00")], "setup": True},
    )


def test_a_bundle_without_one_of_its_items_cannot_be_bought(tmp_path: Path) -> None:
    front = front_of(tmp_path, MAIL, TWO)

    [page] = [page for page in front.products() if page.card.sku == "PACK"]

    assert (page.bundle, page.plans, page.buyable, page.card.price) == (None, (), False, None)


def test_a_bundle_is_sold_from_the_number_its_items_are_sold_from(tmp_path: Path) -> None:
    many = item("MAIL", price_row("4.00", tier={"min": 10}))

    page, _ = pack_of(front_of(tmp_path, many, CHAT, bundle(("MAIL", "P1Y-P1M", 3), ("CHAT", "P1Y-P1M", 1))))

    assert page.plans[0].least == 4


def test_a_floor_leaves_less_of_the_discount_than_the_feed_names(tmp_path: Path) -> None:
    floored = item("MAIL", price_row("4.00"), price_row("3.90", role="floor"))

    _, found = pack_of(front_of(tmp_path, floored, CHAT, bundle(("MAIL", "P1Y-P1M", 1), ("CHAT", "P1Y-P1M", 1))))

    assert [each.price.text for each in found.items] == ["€3.90", "€2.25"]
    assert found.discount == "5%"
