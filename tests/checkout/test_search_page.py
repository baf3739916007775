"""Search without a script: what a shop sells, at the prices its pages show, in each of its languages."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
import yaml
from flask.testing import FlaskClient

from awning.catalog import Category, Offering
from awning.snapshot import Snapshot
from awning_checkout.finding import Finder
from awning_checkout.search_page import HITS_MAX, QUERY_MAX
from support_checkout import OTHER_SHOP, ROOT, SHOP, World, app_of, change

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def names(page: str) -> list[str]:
    return re.findall(r'<h2><a href="[^"]*">([^<]+)</a></h2>', page)


def test_a_result_says_what_it_is_who_makes_it_and_what_it_costs(client: FlaskClient) -> None:
    page = client.get(f"/{SHOP}/search?q=filter+plus").text

    assert names(page)[0] == "Postbell Filter Plus"
    assert '<p class="vendor">Postbell</p>' in page
    assert "An extra layer of mail filtering that opens attachments and checks links before your staff do." in page
    assert '<span class="price">from £1.23</span>' in page
    assert '<span class="per">per mailbox · per month</span> <span class="tax">plus 20% VAT</span>' in page


def test_words_are_found_in_the_shops_language_and_prices_said_in_it(client: FlaskClient) -> None:
    page = client.get(f"/{OTHER_SHOP}/search?q=postfach").text.replace("\N{NO-BREAK SPACE}", " ")

    assert "zzgl. 19 % MwSt." in page
    assert '<html lang="de">' in page
    assert re.search(r'class="price">ab [\d,.]+ €', page)


@pytest.mark.parametrize("query", ["quillwork ofice", "Quilwork office"])
def test_a_slip_of_the_pen_is_understood_and_said(client: FlaskClient, query: str) -> None:
    page = client.get(f"/{SHOP}/search", query_string={"q": query}).text

    assert "Did you mean quillwork office?" in page
    assert "Quillwork Office Business" in names(page)


def test_what_only_another_shop_sells_is_not_found(client: FlaskClient) -> None:
    here = client.get(f"/{SHOP}/search?q=KR-PAM")
    there = client.get(f"/{OTHER_SHOP}/search?q=KR-PAM")

    assert (here.status_code, names(here.text)) == (200, [])
    assert "Nothing in this shop has all of these words." in here.text
    assert len(names(there.text)) == 1


def test_what_is_no_longer_sold_says_so_in_place_of_a_price(client: FlaskClient) -> None:
    page = client.get(f"/{SHOP}/search?q=PB-MAIL-CLASSIC").text

    assert names(page)[-1] == "Postbell Classic Mail"
    assert '<span class="badge">No longer sold</span>' in page


def test_a_bundle_has_the_price_of_its_first_period(client: FlaskClient) -> None:
    page = client.get(f"/{SHOP}/search?q=FW-NEWSTART").text

    assert "per bundle" in page


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%F0%9F%8D%95"])
def test_a_query_without_words_is_only_the_form(client: FlaskClient, query: str) -> None:
    page = client.get(f"/{SHOP}/search?q={query}")

    assert page.status_code == 200
    assert names(page.text) == []
    assert 'name="q"' in page.text


def test_a_query_is_shown_as_text_and_cut_off(client: FlaskClient) -> None:
    page = client.get(f"/{SHOP}/search", query_string={"q": "<script>" + "x" * 200}).text

    assert "<script>" not in page
    assert f'value="&lt;script&gt;{"x" * (QUERY_MAX - len("<script>"))}"' in page


def test_no_more_are_shown_than_a_page_holds(client: FlaskClient) -> None:
    page = client.get(f"/{SHOP}/search?q=a").text

    assert len(names(page)) <= HITS_MAX


def test_names_lead_to_the_shops_pages_as_the_last_build_left_them(world: World, project: Path) -> None:
    shells = project / "var" / "shells" / SHOP
    shells.mkdir(parents=True)
    list_ = shells / "en.addresses.json"
    list_.write_text(json.dumps({"PB-FILTER": "products/filter.html", "PN-WEBFILTER": "//elsewhere.example"}))
    client = app_of(world.moved_to(project)).test_client()

    first = client.get(f"/{SHOP}/search?q=filter").text
    list_.write_text(json.dumps({"PB-FILTER": "products/filter-plus.html"}))
    os.utime(list_, ns=(1, 1))
    second = client.get(f"/{SHOP}/search?q=filter").text

    assert re.search(r'href="https://[^/]+/products/filter\.html">Postbell Filter Plus', first)
    assert re.search(r'href="https://[^/]+/">Palisade Nine Web Filter', first)
    assert "products/filter-plus.html" in second


def test_a_damaged_list_of_addresses_is_no_reason_to_find_nothing(world: World, project: Path) -> None:
    shells = project / "var" / "shells" / SHOP
    shells.mkdir(parents=True)
    (shells / "en.addresses.json").write_text("[")
    client = app_of(world.moved_to(project)).test_client()

    assert "Postbell Filter Plus" in names(client.get(f"/{SHOP}/search?q=filter").text)


def test_a_search_in_another_language_of_the_shop_leads_to_its_pages(shop: Callable[..., World]) -> None:
    told = yaml.safe_load((ROOT / "config" / "resellers" / f"{OTHER_SHOP}.yaml").read_text(encoding="utf-8"))
    client = app_of(shop(languages=["en"], texts_in={"en": told["texts"]})).test_client()

    page = client.get(f"/{OTHER_SHOP}/search?q=filter&language=en").text

    assert '<html lang="en">' in page
    assert re.search(r'href="https://[^"]+/en/">Postbell Filter Plus', page)
    assert 'name="language" value="en"' in page


def test_prices_stand_on_the_side_the_shop_shows(world: World, project: Path) -> None:
    change(project, f"resellers/{SHOP}", tax={"display": "including"})
    client = app_of(world.moved_to(project)).test_client()

    page = client.get(f"/{SHOP}/search?q=filter+plus").text

    assert '<span class="price">from £1.48</span>' in page
    assert "incl. 20% VAT" in page


def test_an_index_is_made_once_for_each_catalog_and_language(world: World) -> None:
    catalog, asked = world.shops.catalog(), list[str]()

    class Counted:
        """The catalog, counting how often all of it is read."""

        revision = catalog.revision

        def categories(self) -> list[Category]:
            return catalog.categories()

        def offerings(self) -> Iterator[Offering]:
            asked.append(self.revision)
            return catalog.offerings()

    finder, first, second = Finder(), Counted(), Counted()
    second.revision = "another"

    for counted, language in ((first, "en"), (first, "en"), (first, "de"), (first, "en"), (second, "en")):
        finder.find(cast("Snapshot", counted), language, "filter")

    assert asked == [first.revision, first.revision, "another"]


def test_nobody_indexes_or_frames_the_page(client: FlaskClient) -> None:
    answer = client.get(f"/{SHOP}/search?q=filter")

    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
