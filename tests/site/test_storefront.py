"""A shop's front: addresses, shelves, and what stands beside what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from awning.pages.shelving import PER_PAGE
from awning.pages.storefront import Storefront
from awning.pages.views import CategoryView, ListingView, PictureView, ProductView
from support_feeds import Record, offering_row, price_row
from support_settings import changed
from support_shops import SHOP, built_well, change_feed, small_project, storefront, storefront_of


def product(sku: str, name: str | None = None, **more: Any) -> Record:
    """An offering in English only, without relations."""
    plain: Record = {"name": name or f"Product {sku}", "i18n": {}, "productOfferingRelationship": [], "description": ""}
    return offering_row(sku, **{**plain, **more})


def category(name: str, parent: str | None = None) -> Record:
    row: Record = {"@type": "Category", "id": name, "name": name.title()}
    return row | ({"parentId": parent} if parent else {})


def on_shelf(name: str) -> dict[str, Any]:
    return {"category": [{"id": name}]}


def relation(kind: str, *skus: str) -> dict[str, Any]:
    return {"productOfferingRelationship": [{"relationshipType": kind, "id": sku} for sku in skus]}


def categories(front: Storefront) -> list[ListingView]:
    return [listing for _, listing in front.shelves.listings() if listing.kind == "category"]


def addresses(front: Storefront) -> dict[str, str]:
    return {page.card.sku: page.card.url for page in front.products()}


def page_of(front: Storefront, sku: str) -> ProductView:
    return next(page for page in front.products() if page.card.sku == sku)


def test_an_address_is_the_name_in_the_shops_language(tmp_path: Path) -> None:
    german = {"i18n": {"de": {"name": "Großes Postfach für Ämter", "description": ""}}}
    rows = [product("A", "Mail & Calendar: 50 GB (new!)", **german)]

    english = storefront(tmp_path / "en", *rows)
    deutsch = storefront(tmp_path / "de", *rows, reseller=changed(SHOP, "language: en", "language: de"))

    assert deutsch.wording.language == "de"
    assert addresses(english) == {"A": "/products/mail-calendar-50-gb-new.html"}
    assert addresses(deutsch) == {"A": "/products/grosses-postfach-fuer-aemter.html"}


def test_offerings_of_one_name_carry_their_sku_whatever_their_order(tmp_path: Path) -> None:
    rows = [product("A-1", "Mailbox"), product("A-2", "Mailbox"), product("B", "Backup")]

    forwards = addresses(storefront(tmp_path / "a", *rows))
    backwards = addresses(storefront(tmp_path / "b", *reversed(rows)))

    assert forwards == backwards
    assert forwards == {
        "A-1": "/products/mailbox-a-1.html",
        "A-2": "/products/mailbox-a-2.html",
        "B": "/products/backup.html",
    }


CLASHES: dict[str, list[tuple[str, str]]] = {
    "a name that looks like another's name and SKU": [("1", "Mailbox"), ("2", "Mailbox"), ("3", "Mailbox 1")],
    "SKUs that differ in signs only": [("A.1", "Mailbox"), ("A-1", "Mailbox"), ("a 1", "Mailbox")],
    "names that differ in signs only": [("1", "C"), ("2", "C++"), ("3", "C#")],
    "names without a letter": [("1", "!!!"), ("2", "???"), ("3", "\u200b")],
    "names in other scripts": [("1", "云服务器"), ("2", "صندوق"), ("3", "☁️")],
    "names that are the same for eighty letters": [("1", "x" * 300), ("2", "x" * 299 + "y"), ("3", "x" * 80)],
    "long SKUs": [("s" * 60 + "1", "Mailbox"), ("s" * 60 + "2", "Mailbox")],
}


@pytest.mark.parametrize("named", CLASHES.values(), ids=CLASHES)
def test_addresses_are_unique_and_do_not_depend_on_the_order(tmp_path: Path, named: list[tuple[str, str]]) -> None:
    rows = [product(sku, name) for sku, name in named]

    forwards = addresses(storefront(tmp_path / "a", *rows))
    backwards = addresses(storefront(tmp_path / "b", *reversed(rows)))

    assert len({address.lower() for address in forwards.values()}) == len(named)
    assert forwards == backwards
    for address in forwards.values():
        assert re.fullmatch(r"/products/[a-z0-9]+(-[a-z0-9]+)*\.html", address)
        assert len(address) <= 220


def test_another_offering_of_another_name_moves_no_address(tmp_path: Path) -> None:
    project = small_project(tmp_path / "p", product("A", "Mailbox"), product("B", "Backup"))
    before = addresses(storefront_of(project))

    change_feed(project, lambda row: None if row["id"] == "A" else row)

    assert addresses(storefront_of(project)) == {"B": before["B"]}


def test_a_name_of_three_hundred_characters_is_a_page(tmp_path: Path) -> None:
    name = ("Mailbox for very large companies with offices everywhere " * 6)[:300]

    project = small_project(tmp_path / "p", product("A", name))
    shop = built_well(project)["blue-sky"]

    [page] = (project / "output" / "blue-sky" / "products").iterdir()
    assert shop.offerings == 1
    assert page.name.startswith("mailbox-for-very-large-companies")
    assert len(page.name) <= 85
    assert " ".join(name.split()) in " ".join(page.read_text("utf-8").split())


@pytest.mark.parametrize(("count", "pages"), [(1, [1]), (48, [48]), (49, [48, 1]), (97, [48, 48, 1])])
def test_a_shelf_has_forty_eight_offerings_to_a_page(tmp_path: Path, count: int, pages: list[int]) -> None:
    front = storefront(tmp_path / "p", *(product(f"S-{number}") for number in range(count)))

    listings = categories(front)

    assert PER_PAGE == 48
    assert [len(listing.cards) for listing in listings] == pages
    assert [listing.number for listing in listings] == list(range(1, len(pages) + 1))
    shown = [card.sku for listing in listings for card in listing.cards]
    assert shown == [f"S-{number}" for number in range(count)]


def test_the_pages_of_a_shelf_link_to_each_other(tmp_path: Path) -> None:
    front = storefront(tmp_path / "p", *(product(f"S-{number}") for number in range(49)))

    first, second = categories(front)

    urls = [link.url for link in first.pages]
    assert urls == ["/categories/e-mail.html", "/categories/e-mail~2.html"]
    assert second.pages == first.pages


def test_shelves_hold_shelves_and_count_what_is_in_them(tmp_path: Path) -> None:
    front = storefront(
        tmp_path / "p",
        category("cloud"),
        category("servers", "cloud"),
        category("small", "servers"),
        category("empty", "cloud"),
        product("A", **on_shelf("cloud")),
        product("B", **on_shelf("small")),
        product("C", **on_shelf("small")),
    )

    [cloud] = front.shelves.navigation
    [servers] = cloud.children
    [small] = servers.children
    assert [(each.name, each.count) for each in (cloud, servers, small)] == [("Cloud", 3), ("Servers", 2), ("Small", 2)]
    assert [each.name for each in page_of(front, "B").path] == ["Cloud", "Servers", "Small"]
    assert {listing.title: [each.name for each in listing.path] for listing in categories(front)} == {
        "Cloud": [],
        "Servers": ["Cloud"],
        "Small": ["Cloud", "Servers"],
    }
    assert {listing.title: len(listing.cards) for listing in categories(front)} == {
        "Cloud": 1,
        "Servers": 0,
        "Small": 2,
    }


def test_a_shelf_with_nothing_in_it_is_nowhere(tmp_path: Path) -> None:
    front = storefront(tmp_path / "p", category("empty"), category("emptier", "empty"), product("A"))

    assert [view.id for view in front.shelves.navigation] == ["email"]
    assert [shelf for shelf, _ in front.shelves.listings()] == ["email", "vendor:Mailwright"]


def test_a_retired_offering_keeps_its_page_and_points_to_its_substitute(tmp_path: Path) -> None:
    front = storefront(
        tmp_path / "p",
        product("OLD", lifecycleStatus="Retired", **relation("substitutedBy", "NEW")),
        product("NEW"),
        product("THIRD"),
    )

    old, new = page_of(front, "OLD"), page_of(front, "NEW")

    assert old.card.retired
    assert (old.plans, old.card.price, old.buyable) == ((), None, False)
    assert old.substitute is not None
    assert old.substitute.sku == "NEW"
    assert "OLD" not in [card.sku for card in new.related]


def test_a_substitute_that_the_shop_does_not_sell_is_not_named(tmp_path: Path) -> None:
    front = storefront(
        tmp_path / "p",
        product("OLD", lifecycleStatus="Retired", **relation("substitutedBy", "NEW")),
        product("NEW"),
        reseller=f"{SHOP}assortment: {{without: [NEW]}}\n",
    )

    assert page_of(front, "OLD").substitute is None
    assert addresses(front) == {"OLD": "/products/product-old.html"}


def test_relations_are_cards_of_what_the_shop_sells(tmp_path: Path) -> None:
    row = product("A")
    row["productOfferingRelationship"] = [
        {"relationshipType": kind, "id": sku}
        for kind, sku in [
            ("requires", "BASE"), ("goesWellWith", "BASE"), ("goesWellWith", "MORE"), ("upgradesTo", "MORE"),
            ("requires", "NOWHERE"), ("goesWellWith", "LEFT-OUT"),
        ]
    ]  # fmt: skip
    front = storefront(
        tmp_path / "p",
        row,
        product("BASE"),
        product("MORE"),
        product("LEFT-OUT"),
        reseller=f"{SHOP}assortment: {{without: [LEFT-OUT]}}\n",
    )

    page = page_of(front, "A")

    assert [card.sku for card in page.requires] == ["BASE"]
    assert [card.sku for card in page.goes_with] == ["BASE", "MORE"]
    assert [card.sku for card in page.upgrades] == ["MORE"]


@pytest.mark.parametrize("count", range(1, 8))
def test_related_is_never_the_offering_itself_and_none_twice(tmp_path: Path, count: int) -> None:
    front = storefront(tmp_path / "p", *(product(f"S-{number}") for number in range(count)))

    for page in front.products():
        related = [card.sku for card in page.related]
        assert page.card.sku not in related
        assert len(related) == len(set(related)) == min(4, count - 1)


def test_an_offering_without_a_price_now_has_a_page_without_a_price(tmp_path: Path) -> None:
    past = price_row(validFor={"endDateTime": "2026-01-01T00:00:00Z"})
    project = small_project(tmp_path / "p", product("A", productOfferingPrice=[past]), product("B"))

    page = page_of(storefront_of(project), "A")
    built_well(project)

    assert (page.plans, page.card.price, page.card.price_unit, page.buyable) == ((), None, "", False)
    html = (project / "output" / "blue-sky" / "products" / "product-a.html").read_text("utf-8")
    assert 'name="sku"' not in html
    assert "offers" not in html


def test_the_window_shows_what_the_reseller_names_in_that_order(tmp_path: Path) -> None:
    front = storefront(
        tmp_path / "p", product("A"), product("B"), product("C"), reseller=f"{SHOP}featured: [C, NOWHERE, A]\n"
    )

    assert [card.sku for card in front.featured()] == ["C", "A"]


def test_a_reseller_that_names_nothing_shows_the_first_of_each_shelf(tmp_path: Path) -> None:
    front = storefront(
        tmp_path / "p", category("backup"), product("A"), product("B"), product("C", **on_shelf("backup"))
    )

    assert [card.sku for card in front.featured()] == ["A", "C"]


def test_a_picture_that_is_not_there_is_no_picture(tmp_path: Path) -> None:
    def attachment(name: str) -> dict[str, Any]:
        return {"attachment": [{"attachmentType": "picture", "url": f"pictures/{name}"}]}

    project = small_project(
        tmp_path / "p", product("A", **attachment("there.svg")), product("B", **attachment("gone.svg"))
    )
    (project / "content" / "pictures").mkdir()
    (project / "content" / "pictures" / "there.svg").write_text("<svg/>")

    front = storefront_of(project)

    found = {page.card.sku: page.card.picture for page in front.products()}
    assert found == {"A": PictureView("/pictures/there.900fbe9342.svg", 300, 150), "B": None}


def test_views_hold_no_cost_by_any_name() -> None:
    # A template can print what a view holds, so a view must hold nothing private.
    names = {name for view in (ProductView, CategoryView) for name in view.__dataclass_fields__}

    assert not [name for name in names if re.search(r"cost|margin|markup|floor|distributor|cut|trail", name)]
