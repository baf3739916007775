"""An offering's page as it is written: what machines are told, and what a reader without a script can do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from awning.intake import Request, import_project
from support_catalog import services
from support_core import NOON
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, built_well, small_project

GERMAN = changed(SHOP, "language: en", "language: de")
ON_REQUEST = changed(SHOP, "- markup: 0", "- request: true")


def html_of(folder: Path, *rows: Record, reseller: str = SHOP, name: str = "mailbox") -> str:
    """The page, its blanks closed up."""
    project = small_project(folder / "p", *rows, reseller=reseller)
    built_well(project)
    text = (project / "output" / "blue-sky" / "products" / f"{name}.html").read_text("utf-8")
    return " ".join(text.split())


def told(html: str) -> dict[str, Any]:
    """What the page tells machines of its offering."""
    things = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    [product] = [thing for thing in things if thing["@type"] == "Product"]
    return product


@pytest.mark.parametrize(
    ("tax", "price", "included"),
    [
        ("rate: 20, display: including", "4.20", False),
        ("rate: 20, anchor: gross, display: excluding", "5.04", True),
        ("exempt: Small business", "4.20", True),
    ],
)
def test_machines_are_told_the_price_and_whether_it_holds_its_tax(
    tmp_path: Path, tax: str, price: str, *, included: bool
) -> None:
    shop = changed(SHOP, "tax: {name: VAT, rate: 20, display: excluding}", f"tax: {{{tax}}}")

    offer = told(html_of(tmp_path, offering_row(), reseller=shop))["offers"]

    assert offer["price"] == price
    assert offer["priceSpecification"] == [
        {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": included,
        }
    ]


def test_the_form_posts_the_value_of_the_price(tmp_path: Path) -> None:
    shop = changed(SHOP, "display: excluding", "anchor: gross, display: excluding")

    html = html_of(tmp_path, offering_row(), reseller=shop)

    assert '<input type="hidden" name="shown-P1Y-P1M" value="5.04">' in html
    assert '<data class="price" value="5.04">€4.20</data>' in html


def test_the_smallest_quantity_is_what_the_form_begins_with(tmp_path: Path) -> None:
    html = html_of(tmp_path, offering_row(productOfferingPrice=[price_row(tier={"min": 10})]))

    assert 'min="10" max="100000" value="10"' in html
    assert "Sold from 10 on" in html


def test_plans_that_bind_for_equally_long_stand_together_under_one_heading(tmp_path: Path) -> None:
    monthly = price_row("6", productOfferingTerm=[{"duration": {"amount": 1, "units": "month"}}])
    yearly = price_row("48", recurringChargePeriodLength=12)

    html = html_of(tmp_path, offering_row(productOfferingPrice=[price_row("4.50"), monthly, yearly]))

    groups = re.findall(r'<h3 id="term-\d">([^<]+)</h3>(.*?)(?=<h3|</fieldset>)', html)
    assert [(title.strip(), re.findall(r'name="plan" value="([^"]+)"', group)) for title, group in groups] == [
        ("Without commitment", ["P1M-P1M"]),
        ("Committed for 1 year", ["P1Y-P1M", "P1Y-P1Y"]),
    ]


def test_the_form_tells_the_checkout_the_language_of_the_page(tmp_path: Path) -> None:
    html = html_of(tmp_path, offering_row(i18n={}), reseller=GERMAN)

    assert '<input type="hidden" name="language" value="de">' in html


def test_a_page_without_prices_asks_to_be_written_to(tmp_path: Path) -> None:
    html = html_of(tmp_path, offering_row(), reseller=ON_REQUEST)

    assert '<a href="mailto:hello@example.com?subject=Mailbox%2C%201%20year%2C%20paid%20monthly">' in html
    assert "Price on request" in html
    assert 'name="sku"' not in html
    assert "offers" not in told(html)


def test_the_page_of_a_resellers_own_service_has_its_price(tmp_path: Path) -> None:
    shop = changed(SHOP, "display: excluding", "display: both")
    project = small_project(tmp_path / "p", offering_row(), reseller=shop)
    services(project)
    import_own(project)
    built_well(project)

    html = (project / "output" / "blue-sky" / "products" / "care.html").read_text("utf-8")

    assert '<data class="price" value="99.00">€99.00</data>' in html
    assert "€118.80 incl. VAT" in html
    assert "We deliver this ourselves." in html


def test_a_bundle_lists_its_items_and_is_one_plan(tmp_path: Path) -> None:
    items = [{"offering": sku, "plan": "P1Y-P1M"} for sku in ("A", "B")]
    pack = offering_row("PACK", name="Pack", bundle={"items": items, "discountPercent": "10"})
    del pack["productOfferingPrice"]

    html = html_of(tmp_path, offering_row("A", name="Mail"), offering_row("B", name="Chat"), pack, name="pack")

    assert '<input type="hidden" name="plan" value="bundle"' in html
    assert '<input type="hidden" name="shown-bundle" value="7.56">' in html
    assert re.findall(r'<a href="/products/(\w+).html">', html)[:2] == ["mail", "chat"]
    assert told(html)["offers"]["price"] == "7.56"


def import_own(project: Path) -> None:
    """Import the feed with the resellers' own services."""
    import_project(project, Request(moment=NOON))


def test_items_of_a_bundle_name_their_price_apart_and_no_earlier_one(tmp_path: Path) -> None:
    items = [{"offering": sku, "plan": "P1Y-P1M", "quantity": 1} for sku in ("MAIL-1", "MAIL-2")]
    pack = offering_row("PACK", name="Pack", i18n={}, bundle={"items": items, "discountPercent": "10"})
    del pack["productOfferingPrice"]

    mails = [offering_row(sku, i18n={}) for sku in ("MAIL-1", "MAIL-2")]
    html = html_of(tmp_path, *mails, pack, name="pack")

    assert html.count('<span class="per">Separately: €4.20</span>') == 2
    assert html.count('<span class="per">Separately: €8.40</span>') == 1
    assert "Before:" not in html


@pytest.mark.parametrize(("days", "said"), [(1, "nach 1 Tag"), (14, "nach 14 Tagen"), (30, "nach 30 Tagen")])
def test_a_trial_ends_in_proper_german(tmp_path: Path, days: int, said: str) -> None:
    trial = price_row("0", priceType="oneTime", trialDays=days)
    row = {name: cell for name, cell in trial.items() if not name.startswith(("recurring", "productOfferingTerm"))}

    html = html_of(tmp_path, offering_row(i18n={}, productOfferingPrice=[row, price_row()]), reseller=GERMAN)

    assert f"Endet {said} von selbst." in html


def test_notice_is_a_least_number_of_days(tmp_path: Path) -> None:
    html = html_of(tmp_path, offering_row(i18n={}, noticeDays=30))

    assert "renews unless you give notice at least 35 days before its end." in html


@pytest.mark.parametrize(
    ("tax", "note"),
    [
        pytest.param("{name: MwSt., rate: 19}", "plus 19% MwSt. Billed", id="a note with a full stop"),
        pytest.param("{name: VAT, rate: 19}", "plus 19% VAT. Billed", id="a note without one"),
    ],
)
def test_a_metered_note_has_one_full_stop(tmp_path: Path, tax: str, note: str) -> None:
    shop = changed(SHOP, "{name: VAT, rate: 20, display: excluding}", tax)
    metered = {
        name: cell
        for name, cell in price_row("0.5", priceType="usage").items()
        if not name.startswith(("recurring", "productOfferingTerm"))
    }

    html = html_of(tmp_path, offering_row(i18n={}, productOfferingPrice=[metered]), reseller=shop)

    assert note in html
