"""The partner finder: the catalog without prices, and the way into the shops."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from awning.errors import BuildError, LeakFound
from awning.finder import FINDER
from awning.resources import theme_names
from support_finder import (
    BLUE,
    FINDS,
    GREEN,
    PRICES,
    SECRET_GROUP,
    file_of,
    finder_project,
    found,
    page,
    sellers_on,
)
from support_settings import PROJECT, changed
from support_shops import built_well, files_of

SAME_NAME = """\
vendor: Blue Sky IT
services:
- sku: CARE
  name: Mailbox
  category: email
  price: 99.00
  per: month
  every: month
"""
"""A service of a reseller's own that is called as an offering of the catalog, so both carry their ids in addresses."""


def test_every_link_into_a_shop_is_a_page_of_that_shop(tmp_path: Path) -> None:
    folder = finder_project(tmp_path, own=SAME_NAME)
    built_well(folder)

    found(folder)

    pages = [path for path in files_of(folder / "output" / FINDER) if path.endswith(".html")]
    links = {link for path in pages for link in re.findall(r'href="(https://[^"]+)"', page(folder, path))}
    shops = {"https://shop.example.com": "blue-sky", "https://g.example.com": "green-sky"}
    checked = 0
    for link in links - {each for each in links if each.startswith("https://partners.example.com")}:
        shop = next(slug for start, slug in shops.items() if link.startswith(start))
        assert (folder / "output" / shop / file_of(link)).is_file(), link
        checked += 1
    assert checked == 10


def test_a_shop_is_linked_in_the_readers_language_where_it_speaks_it(tmp_path: Path) -> None:
    folder = finder_project(tmp_path, own=SAME_NAME)

    found(folder)

    assert dict(sellers_on(page(folder, "products/mailbox.html"))) == {
        "blue-sky": "https://shop.example.com/products/mailbox-mail-1.html",
        "green-sky": "https://g.example.com/shop/products/mailbox.html",
    }
    assert 'hreflang="de"' in page(folder, "partners/green-sky.html").partition("<main")[2]
    assert 'hreflang="en"' in page(folder, "de/partners/blue-sky.html").partition("<main")[2]


def test_a_preview_links_to_the_shops_of_the_preview(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder, urls={"blue-sky": "http://127.0.0.1:8001", FINDER: "http://127.0.0.1:8003/f"})

    links = dict(sellers_on(page(folder, "products/mailbox.html")))
    assert links["blue-sky"] == "http://127.0.0.1:8001/products/mailbox.html"
    assert 'rel="canonical" href="http://127.0.0.1:8003/f/products/mailbox.html"' in page(
        folder, "products/mailbox.html"
    )


def test_no_file_of_the_finder_knows_a_price_a_group_or_a_share(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder)

    private = (*PRICES, *(price.replace(".", "") for price in PRICES), SECRET_GROUP, "7.3163", "Platform")
    for path, content in files_of(folder / "output" / FINDER).items():
        for word in private:
            assert word.encode() not in content, f"{word} in {path}"


def test_what_is_private_ends_the_build_and_leaves_the_finder_as_it_was(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)
    found(folder)
    before = files_of(folder / "output" / FINDER)
    blue = folder / "config" / "resellers" / "blue-sky.yaml"
    blue.write_text(BLUE.replace("We care.", "Platform cares.").replace("Berlin", "Bonn"), encoding="utf-8")

    with pytest.raises(LeakFound, match="'Platform' is private"):
        found(folder)

    assert files_of(folder / "output" / FINDER) == before


def test_a_retired_offering_stays_as_long_as_a_shop_has_it(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)
    found(folder)
    kept = page(folder, "products/old-mail.html")
    for slug, text in (("blue-sky", BLUE), ("green-sky", GREEN)):
        path = folder / "config" / "resellers" / f"{slug}.yaml"
        path.write_text(f"{text}assortment: {{without: [MAIL-2, MAIL-3]}}\n", encoding="utf-8")

    found(folder)

    assert "No longer sold" in kept
    assert len(sellers_on(kept)) == 2
    paths = files_of(folder / "output" / FINDER)
    assert "products/old-mail.html" not in paths
    assert "No partner sells it at the moment" in page(folder, "products/mail-more.html")


def test_only_who_has_the_certificate_is_named_where_one_is_asked_for(tmp_path: Path) -> None:
    rule = "  engagement: {certified: [{offering: MAIL-1, needs: Mail Pro}]}\noperator:"
    folder = finder_project(tmp_path, project=changed(FINDS, "operator:", rule))

    found(folder)

    text = page(folder, "products/mailbox.html")
    assert [slug for slug, _ in sellers_on(text)] == ["green-sky"]
    assert "Only partners with this certificate may sell it: <b>Mail Pro</b>" in " ".join(text.split())


def test_who_does_not_want_to_be_found_is_not_there_and_nor_is_who_has_a_mistake(tmp_path: Path) -> None:
    hidden = changed(GREEN, "finder: {regions: [Berlin]}", "finder: {listed: false}")
    folder = finder_project(tmp_path, shops={"blue-sky": BLUE, "green-sky": hidden, "grey-sky": "name: [\n"})

    built = found(folder)

    assert built.errors == ()
    assert [path for path in files_of(folder / "output" / FINDER) if path.startswith("partners/")] == [
        "partners/blue-sky.html",
        "partners/logos/blue-sky.svg",
    ]
    assert not any(b"Green Sky" in content for content in files_of(folder / "output" / FINDER).values())


def test_a_logo_that_would_run_something_is_left_out(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)
    (folder / "content" / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>', encoding="utf-8"
    )

    found(folder)

    assert not any(path.startswith("partners/logos/") for path in files_of(folder / "output" / FINDER))
    assert '<span class="initial" aria-hidden="true">B</span>' in page(folder, "partners/blue-sky.html")


def test_partners_are_narrowed_by_what_tells_them_apart(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder)

    text = page(folder, "partners.html")
    options = re.findall(r'<input type="radio" name="(\w+)" id="([\w-]+)"', text)
    assert options == [
        ("region", "region-1"),
        ("region", "region-2"),
        ("speaks", "speaks-de"),
        ("speaks", "speaks-en"),
        ("speaks", "speaks-nl"),
        ("certified", "certified-1"),
    ]
    [sheet] = (folder / "output" / FINDER / "assets").glob("partners.*.css")
    css = sheet.read_text(encoding="utf-8")
    assert all(f".narrowed:has(#{token}:checked) .partner:not(.{token})" in css for _, token in options)
    assert 'class="partner region-1 region-2 speaks-en"' in text


def test_a_second_build_writes_nothing_and_a_full_one_makes_the_same(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)
    first = found(folder)
    before = files_of(folder / "output" / FINDER)

    second, full = found(folder), found(folder, full=True)

    assert (first.slug, first.offerings, first.unchanged) == (FINDER, 3, 0)
    assert (second.written, second.unchanged, second.removed) == (0, first.written, 0)
    assert full.written == 0
    assert files_of(folder / "output" / FINDER) == before


def test_a_page_leads_to_itself_in_the_other_language(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder)

    text = page(folder, "de/vendors/mailwright.html")
    assert '<html lang="de">' in text
    assert '<link rel="alternate" hreflang="en" href="https://partners.example.com/vendors/mailwright.html">' in text
    assert '<a href="/vendors/mailwright.html" lang="en" hreflang="en">English</a>' in text


def test_search_engines_are_told_of_every_page_and_of_no_offer(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder)

    listed = re.findall(r"<loc>(.*?)</loc>", page(folder, "sitemap-1.xml"))
    assert "https://partners.example.com/de/partners/green-sky.html" in listed
    assert not any(path.endswith(("search.html", "404.html")) for path in listed)
    assert "Sitemap: https://partners.example.com/sitemap.xml" in page(folder, "robots.txt")
    blocks = re.findall(r'ld\+json">(.*?)</script>', page(folder, "products/mailbox.html"), re.DOTALL)
    assert [json.loads(block)["@type"] for block in blocks] == ["Product", "BreadcrumbList"]
    assert "offers" not in json.loads(blocks[0])
    partners = re.findall(r'ld\+json">(.*?)</script>', page(folder, "partners.html"), re.DOTALL)
    assert [json.loads(block)["@type"] for block in partners] == ["ItemList"]


def test_the_search_knows_every_offering_and_no_price(tmp_path: Path) -> None:
    folder = finder_project(tmp_path)

    found(folder)

    text = page(folder, "search.html")
    overlay = re.findall(r'data-overlay="/([^"]+)"', text)[0]
    assert json.loads(page(folder, overlay)) == {
        "currency": "",
        "decimals": 0,
        "kinds": [[{}, False, ""]],
        "kind": "111",
        "prices": "  ",
    }
    assert (folder / "output" / FINDER / re.findall(r'data-index="/([^"]+)"', text)[0]).is_file()


def test_a_project_without_a_finder_says_how_to_describe_one(tmp_path: Path) -> None:
    folder = finder_project(tmp_path, project=PROJECT, shops={"blue-sky": GREEN})

    with pytest.raises(BuildError, match=r"has no finder\. Describe it there under finder"):
        found(folder)


def test_the_finders_templates_are_no_theme_for_shops(tmp_path: Path) -> None:
    assert FINDER not in theme_names(tmp_path)


def test_behind_the_first_dozen_partners_have_a_line_each_with_the_same_link(tmp_path: Path) -> None:
    many = {f"shop-{number}": changed(BLUE, "Blue Sky IT\n", f"Shop {number}\n") for number in range(14)}
    folder = finder_project(tmp_path, shops={"blue-sky": BLUE, **many})

    found(folder)

    rows = re.findall(r'<li class="partner( short)?.*?</li>', page(folder, "products/mailbox.html"), re.DOTALL)
    assert rows == [""] * 12 + [" short"] * 3
    assert page(folder, "products/mailbox.html").count('href="https://shop.example.com/products/mailbox.html"') == 15
