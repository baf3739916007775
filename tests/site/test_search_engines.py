"""What a shop tells search engines and other machines: heads, structured data, maps, lists."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Period
from awning.pages.contents import DESCRIPTION_LENGTH, TITLE_LENGTH
from awning.pages.exports import moment
from awning.pages.facets import tokens_of
from awning.pages.sitemaps import PER_MAP, sitemaps
from awning.pages.structured import product
from support_core import plan
from support_feeds import offering_row, price_row
from support_settings import changed
from support_shops import SHOP, built_well, small_project, storefront
from support_theme import plain_theme

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
GOOGLE = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A shop that sells by the month and by the year, by the piece, and one thing no longer."""
    monthly, yearly = price_row("5.00"), price_row("50.00", recurringChargePeriodType="year")
    project = small_project(
        tmp_path / "p",
        offering_row("MAIL", productOfferingPrice=[monthly, yearly]),
        offering_row("OLD", lifecycleStatus="Retired", productOfferingPrice=[price_row("9.00")]),
        reseller=changed(SHOP, "language: en", "language: en\ntheme: plain"),
    )
    plain_theme(project)
    built_well(project)
    return project / "output" / "blue-sky"


def data_of(html: str, kind: str) -> dict[str, Any]:
    found = [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    return next(each for each in found if each["@type"] == kind)


def test_titles_and_descriptions_stay_within_what_is_shown(tmp_path: Path) -> None:
    name, text = "Mailbox for very large companies " * 9, "All of them, and their aunts, and more. " * 20
    project = small_project(
        tmp_path / "p",
        offering_row(name=name.strip(), description=text, productOfferingPrice=[price_row("5.00")]),
        reseller=changed(SHOP, "language: en", "language: en\ntheme: plain"),
    )
    plain_theme(project)

    built_well(project)

    for page in (project / "output" / "blue-sky").rglob("*.html"):
        html = page.read_text("utf-8")
        [title] = re.findall(r"<title>(.*?)</title>", html)
        assert 5 <= len(title) <= TITLE_LENGTH, page
        assert all(len(each) <= DESCRIPTION_LENGTH for each in re.findall(r'name="description" content="(.*?)"', html))


def test_the_offers_of_a_product_are_its_plans(output: Path) -> None:
    [page] = [each for each in (output / "products").iterdir() if "mail" in each.name and "old" not in each.name]

    offers = data_of(page.read_text("utf-8"), "Product")["offers"]

    assert (offers["@type"], offers["lowPrice"], offers["highPrice"], offers["offerCount"]) == (
        "AggregateOffer",
        "5.00",
        "50.00",
        2,
    )
    assert {each["price"] for each in offers["offers"]} == {"5.00", "50.00"}
    assert {each["priceCurrency"] for each in offers["offers"]} == {"EUR"}


def test_what_is_no_longer_sold_is_offered_to_nobody(tmp_path: Path) -> None:
    row = offering_row("OLD", lifecycleStatus="Retired", productOfferingPrice=[price_row("9.00")])
    front = storefront(tmp_path / "p", row)

    [view] = front.products()

    assert "offers" not in product(front.shop, view)


def test_the_way_home_is_told_in_steps(output: Path) -> None:
    page = next(each for each in (output / "products").iterdir())

    steps = data_of(page.read_text("utf-8"), "BreadcrumbList")["itemListElement"]

    assert [each["position"] for each in steps] == [1, 2, 3]
    assert steps[0]["item"] == "https://shop.example.com/"
    assert steps[1]["item"] == "https://shop.example.com/categories/e-mail.html"


def test_the_map_names_every_page_that_may_be_listed_and_no_other(output: Path) -> None:
    index = ET.parse(output / "sitemap.xml").getroot()
    parts = [each.text or "" for each in index.iter(f"{MAP}loc")]

    listed = {
        each.text for part in parts for each in ET.parse(output / part.rpartition("/")[2]).getroot().iter(f"{MAP}loc")
    }

    pages = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    unlisted = {"404.html", "cart.html", "compare.html", "maintenance.html", "search.html"}
    assert listed == {f"https://shop.example.com/{page.removesuffix('index.html')}" for page in pages - unlisted}


def test_a_map_is_cut_into_parts_and_each_is_as_new_as_its_newest_page() -> None:
    old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    pages: dict[str, datetime | None] = {f"https://a.example/{number:05}": old for number in range(PER_MAP)}

    files = sitemaps({**pages, "https://a.example/new": new, "https://a.example/unknown": None}, "https://a.example/")

    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    dates = [each.text for each in ET.fromstring(files["sitemap.xml"]).iter(f"{MAP}lastmod")]
    assert dates == ["2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z"]


def test_the_merchant_feed_asks_what_is_paid_with_tax(output: Path) -> None:
    [item] = ET.parse(output / "products.xml").getroot().iter("item")

    def said(name: str) -> str | None:
        return item.findtext(f"{GOOGLE}{name}")

    assert (said("id"), said("price"), said("availability")) == ("MAIL", "6.00 EUR", "in_stock")
    cost = item.find(f"{GOOGLE}subscription_cost")
    assert cost is not None
    assert [each.text for each in cost] == ["month", "1", "6.00 EUR"]


def test_what_is_new_can_be_subscribed_to(output: Path) -> None:
    feed = ET.parse(output / "new.atom").getroot()

    [entry] = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Mailbox"
    assert (entry.findtext(f"{ATOM}id") or "").startswith("https://shop.example.com/products/")


def test_offers_for_the_resellers_own_tools_are_the_prices_on_the_pages(output: Path) -> None:
    told = json.loads((output / "offers.json").read_text("utf-8"))

    [offer] = told["offers"]
    assert (told["currency"], told["prices"], offer["sku"]) == ("EUR", "net", "MAIL")
    assert [each["price"] for each in offer["plans"]] == ["5.00", "50.00"]


@pytest.mark.parametrize(
    ("commitment", "billing", "tokens"),
    [
        ("", "P1M", {"term-none", "bill-month"}),
        ("P1M", "P1M", {"term-none", "bill-month"}),
        ("P6M", "P1M", {"term-month", "bill-month"}),
        ("P1Y", "P1M", {"term-year", "bill-month"}),
        ("P1Y", "P1Y", {"term-year", "bill-year"}),
        ("P3Y", "P1Y", {"term-years", "bill-year"}),
    ],
)
def test_a_card_is_found_by_its_term_and_billing_period(commitment: str, billing: str, tokens: set[str]) -> None:
    bought = plan(commitment=Period.parse(commitment), billing=Period.parse(billing))

    assert set(tokens_of([bought], None, "EUR").split()) == tokens


@pytest.mark.parametrize(
    ("price", "currency", "band"),
    [("0", "EUR", "band-1"), ("9.99", "EUR", "band-1"), ("10", "EUR", "band-2"), ("250", "EUR", "band-4"),
     ("999", "JPY", "band-1"), ("1000", "JPY", "band-2")],
)  # fmt: skip
def test_a_card_is_found_by_the_band_of_its_price(price: str, currency: str, band: str) -> None:
    assert tokens_of([], Decimal(price), currency) == band


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_are_told_in_utc_to_the_second(at: datetime) -> None:
    assert datetime.fromisoformat(moment(at)) == at.replace(microsecond=0)
