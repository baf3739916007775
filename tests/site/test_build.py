"""Building shops: only what changed, all of it, and each shop for itself."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from awning.build import Built, Plan, build, build_shop, way_to_start
from awning.errors import CatalogError, SettingsError
from awning.price_record import history_file
from support_core import NOON
from support_feeds import Record, offering_row, price_row
from support_pages import dead_links, links
from support_settings import changed
from support_shops import (
    SHOP,
    SIX,
    Change,
    built,
    built_well,
    change_feed,
    files_of,
    import_again,
    small_project,
)

SHOPS = ("havelwerk", "pebbletide")


def raised(percent: int, *skus: str) -> Change:
    """A change of the feed: these offerings, or all, cost so much more."""

    def change(row: Record) -> Record:
        for price in row.get("productOfferingPrice", []):
            if not skus or row["id"] in skus:
                price["price"]["value"] = str(Decimal(str(price["price"]["value"])) * (100 + percent) / 100)
        return row

    return change


def without(sku: str) -> Change:
    """A change of the feed: it lacks this offering."""
    return lambda row: None if row["id"] == sku else row


def site(project: Path, shop: str, output: str = "output") -> dict[str, bytes]:
    return files_of(project / output / shop)


def write_page(project: Path, name: str, text: str, shop: str = "havelwerk") -> None:
    (project / "content" / "shops" / shop / "pages" / name).write_text(text, encoding="utf-8")


def override(project: Path, template: str, text: str, shop: str = "havelwerk") -> None:
    folder = project / "content" / "shops" / shop / "templates"
    folder.mkdir(exist_ok=True)
    (folder / template).write_text(text, encoding="utf-8")


def pages_of(project: Path, shop: str, sku: str) -> set[str]:
    """The offering's page in each language, from the shop's folder on."""
    found = {path.name.partition(".")[0]: path for path in (project / "var/shells" / shop).glob("*.addresses.json")}
    first = "de" if shop == "havelwerk" else "en"
    return {
        f"{'' if language == first else f'{language}/'}{json.loads(path.read_text('utf-8'))[sku]}"
        for language, path in found.items()
    }


def test_both_sample_shops_are_built_from_the_sample_feed(sample_shops: Path) -> None:
    counts = {
        shop: (len(list((sample_shops / "output" / shop / "products").iterdir())), len(list(pages)))
        for shop in SHOPS
        if (pages := (sample_shops / "output" / shop).rglob("*.html"))
    }

    assert counts == {"havelwerk": (133, 368), "pebbletide": (111, 163)}


@pytest.mark.parametrize("shop", SHOPS)
def test_every_link_of_a_sample_shop_leads_somewhere(sample_shops: Path, shop: str) -> None:
    assert dead_links(sample_shops / "output" / shop) == []


@pytest.mark.parametrize("shop", SHOPS)
def test_an_output_folder_holds_a_site_and_nothing_else(sample_shops: Path, shop: str) -> None:
    files = list(files_of(sample_shops / "output" / shop))

    endings = {name.rpartition(".")[2] for name in files}
    assert endings == {
        *("html", "xml", "atom", "txt", "css", "js", "json", "svg", "png", "ico", "webmanifest", "_headers"),
    }
    languages = {"en"} if shop == "havelwerk" else set[str]()
    assert {name.split("/")[0] for name in files if "/" in name} == languages | {
        *("assets", "brand", "categories", "news", "pictures", "products", "search", "vendors"),
    }
    assert not [name for name in files if any(part.startswith(".") for part in name.split("/"))]


@pytest.mark.parametrize("shop", SHOPS)
def test_the_map_of_the_site_names_every_page_to_be_found(sample_shops: Path, shop: str) -> None:
    files = site(sample_shops, shop)

    assert "/sitemap-1.xml</loc>" in files["sitemap.xml"].decode()
    addresses = files["sitemap-1.xml"].decode().split("<loc>")[1:]
    paths = {address.partition("</loc>")[0].split("/", 3)[3] for address in addresses}

    unlisted = {f"{name}.html" for name in ("404", "cart", "compare", "maintenance", "search")}
    assert paths == {
        name.removesuffix("index.html")
        for name in files
        if name.endswith(".html") and name.rpartition("/")[2] not in unlisted
    }
    assert b"Sitemap: https://" in files["robots.txt"]


def test_a_second_build_writes_nothing(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")}

    shops = built_well(project)

    assert {(shop.written, shop.removed) for shop in shops.values()} == {(0, 0)}
    assert {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")} == before


@pytest.mark.parametrize("sku", ["PB-MAIL-BUS", "OR-MON-27U", "PB-RELAY"])
def test_a_price_change_rewrites_exactly_the_pages_that_show_the_price(project: Path, sku: str) -> None:
    before = {shop: site(project, shop) for shop in SHOPS}
    change_feed(project, raised(10, sku))

    results = built_well(project)

    for shop in SHOPS:
        after = site(project, shop)
        pages = pages_of(project, shop, sku)
        showing = {
            name
            for name, content in before[shop].items()
            if name.endswith(".html") and any(f'<a href="/{page}"'.encode() in content for page in pages)
        }
        rewritten = {name for name in after if after[name] != before[shop].get(name)}
        # What names the shop's list of prices, which has the digest of its content in its name.
        searches = {name for name in after if name.rpartition("/")[2] == "search.html"}
        assert {name for name in rewritten if name.endswith(".html")} == showing | pages | searches
        assert {name for name in rewritten if not name.endswith(".html")} <= {
            *(f"{prefix}{name}" for prefix in ("", "en/") for name in ("offers.json", "products.xml", "new.atom")),
            *("sitemap.xml", "sitemap-1.xml", "availability.json", "_headers"),
            *(name for name in after if name.startswith("search/prices.")),
        }
        assert results[shop].written == len(rewritten)


def test_the_page_of_an_offering_that_left_the_feed_disappears(project: Path) -> None:
    before = site(project, "pebbletide")
    change_feed(project, without("PB-SHARED"))

    results = built_well(project)

    gone = {name for name in set(before) - set(site(project, "pebbletide")) if not name.startswith("search/")}
    assert gone == {"products/postbell-shared-mailbox.html"}
    assert all(shop.removed for shop in results.values())
    assert dead_links(project / "output" / "pebbletide") == []


def test_an_incremental_build_equals_a_full_one_byte_for_byte(project: Path) -> None:
    change_feed(project, raised(10, "PB-MAIL-ESS"))
    built_well(project)
    change_feed(project, without("OR-MON-27U"))
    write_page(project, "about.md", "Title: Wir\nSlug: wir\n\nNeuer Text.\n")
    built_well(project)

    built_well(project, full=True, output="full")

    for shop in SHOPS:
        assert site(project, shop) == site(project, shop, "full")
    assert "wir.html" in site(project, "havelwerk")


def test_a_full_build_over_a_standing_one_writes_nothing_either(project: Path) -> None:
    results = built_well(project, full=True)

    assert {shop.written for shop in results.values()} == {0}


def _build_until_event(project: Path, number: int) -> None:
    """Build the German shop, and be killed at so many-th change of a file of the output or the manifest."""
    left = number
    ours = (str(project / "output"), str(project / "var"))

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"} and str(arguments[0]).startswith(ours):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    result = build_shop(Plan(project, project / "output", NOON), "havelwerk")
    os._exit(0 if not result.errors else 1)


def test_a_build_killed_anywhere_leaves_whole_pages_and_the_next_one_mends_it(project: Path) -> None:
    # Each round the prices are others, so that every round has pages to write.
    prices = random.Random(20261122)
    fork = multiprocessing.get_context("fork")
    dear = shutil.copytree(project, project.parent / "dear")
    change_feed(dear, raised(30))
    built_well(dear)
    whole = [site(project, "havelwerk"), site(dear, "havelwerk")]
    feeds = [(folder / "content" / "feed" / "catalog.json").read_bytes() for folder in (project, dear)]
    died: list[int | None] = []

    for round_number in range(1, 9):
        (project / "content" / "feed" / "catalog.json").write_bytes(feeds[round_number % 2])
        import_again(project)
        builder = fork.Process(target=_build_until_event, args=(project, prices.randint(2, 42)))
        builder.start()
        builder.join(60)
        # A copy of a process with threads may wait for ever: that is a kill, too.
        builder.kill()
        builder.join()
        died.append(builder.exitcode)
        standing = {name: page for name, page in site(project, "havelwerk").items() if not name.startswith(".awning/")}
        broken = [name for name, page in standing.items() if page not in {whole[0].get(name), whole[1].get(name)}]
        assert broken == []
    built_well(project)

    assert died.count(-signal.SIGKILL) >= 6
    assert site(project, "havelwerk") == whole[0]


def asked_for(project: Path, shop: str = "havelwerk") -> list[tuple[str, str, str, str | None]]:
    """Moment, SKU, plan and price of all that the shop's history holds."""
    with closing(sqlite3.connect(history_file(project, shop))) as database:
        return database.execute(
            "SELECT at, sku, plan, unit FROM asked JOIN build ON build.number = asked.build ORDER BY build, sku, plan"
        ).fetchall()


def build_later(project: Path, days: int, shop: str = "havelwerk", **more: Any) -> Built:
    return build_shop(Plan(project, project / "output", NOON + timedelta(days=days), **more), shop)


def test_a_build_keeps_what_its_pages_ask_for_the_smallest_quantity(tmp_path: Path) -> None:
    tiers = [price_row("5"), price_row("4.50", tier={"min": 25})]
    packs = [price_row("3", tier={"min": 10}), price_row("2.75", tier={"min": 50})]
    mail, pack = offering_row(productOfferingPrice=tiers), offering_row("PACK-1", productOfferingPrice=packs)
    project = small_project(tmp_path / "p", mail, pack)

    built_well(project)

    assert asked_for(project, "blue-sky") == [
        ("2026-11-22T12:00:00.000000+00:00", "MAIL-1", "P1Y-P1M", "5.00"),
        ("2026-11-22T12:00:00.000000+00:00", "PACK-1", "P1Y-P1M", "3.00"),
    ]


@pytest.mark.parametrize("shop", SHOPS)
def test_trials_and_what_is_retired_ask_for_nothing(project: Path, shop: str) -> None:
    kept = asked_for(project, shop)

    assert {sku for _, sku, _, _ in kept} == set(SIX) - {"PB-MAIL-CLASSIC"}
    assert [plan for _, _, plan, _ in kept if plan.startswith("trial")] == []
    assert [unit for _, _, plan, unit in kept if plan == "metered"] != []


def test_a_build_adds_only_prices_that_differ(project: Path) -> None:
    before = asked_for(project)
    change_feed(project, raised(10, "OR-MON-27U"))

    unchanged = build_later(project, 1, "pebbletide")
    changed_shop = build_later(project, 1)
    added = asked_for(project)[len(before) :]

    assert (unchanged.errors, changed_shop.errors) == ((), ())
    assert [(at[:10], sku, plan) for at, sku, plan, _ in added] == [("2026-11-23", "OR-MON-27U", "once")]


def test_an_offering_that_left_the_shelf_asks_for_nothing_any_more(project: Path) -> None:
    before = asked_for(project)
    change_feed(project, without("PB-SHARED"))

    build_later(project, 1)

    added = asked_for(project)[len(before) :]
    assert added != []
    assert {(sku, unit) for _, sku, _, unit in added} == {("PB-SHARED", None)}


def test_a_build_that_fails_keeps_no_prices(project: Path) -> None:
    before = asked_for(project)
    change_feed(project, raised(10))
    override(project, "cart.html", "{% include 'nowhere.html' %}")

    result = build_later(project, 1)

    assert bool(result.errors)
    assert asked_for(project) == before


def test_a_shop_whose_history_is_damaged_stays_as_it_is(project: Path) -> None:
    before = site(project, "havelwerk")
    history_file(project, "havelwerk").write_bytes(b"prices" * 1000)
    change_feed(project, raised(10))

    result = build_later(project, 1)

    [error] = result.errors
    assert "var/prices/havelwerk.sqlite: the price history is damaged" in error
    assert site(project, "havelwerk") == before


def test_a_preview_asks_nobody_for_anything(project: Path) -> None:
    before = asked_for(project)
    change_feed(project, raised(10))

    result = build_later(project, 1, private=project / "preview")

    assert result.errors == ()
    assert asked_for(project) == before


Damage = Callable[[Path], object]
BROKEN: dict[str, tuple[Damage, str]] = {
    "a settings file that is not YAML": (
        lambda project: (project / "config/resellers/havelwerk.yaml").write_text("name: 'Havelwerk\n"),
        "config/resellers/havelwerk.yaml:",
    ),
    "a logo that is not there": (
        lambda project: (project / "content/shops/havelwerk/logo-dark.svg").unlink(),
        "content/shops/havelwerk/logo-dark.svg is not there",
    ),
    "a template that is no Jinja": (
        lambda project: override(project, "cart.html", "<p>\n{% if %}"),
        "content/shops/havelwerk/templates/cart.html:2: Expected an expression",
    ),
    "a template with a variable nobody knows": (
        lambda project: override(project, "cart.html", "<p>\n\n{{ shop.nmae }}"),
        "content/shops/havelwerk/templates/cart.html:3: ",
    ),
    "a template that computes nonsense": (
        lambda project: override(project, "cart.html", "<p>\n{{ shop.name / 2 }}"),
        "content/shops/havelwerk/templates/cart.html:2: TypeError: unsupported operand",
    ),
    "a template that names another that is not there": (
        lambda project: override(project, "cart.html", "{% include 'nowhere.html' %}"),
        "The theme has no template 'nowhere.html'.",
    ),
    "a template that asks for a file the theme lacks": (
        lambda project: override(project, "cart.html", "{{ asset('logo.png') }}"),
        "asset('logo.png'): the theme has no such file in static/. It has brand.css, canopy.css",
    ),
    "a page whose order is no number": (
        lambda project: write_page(project, "about.md", "Title: Wir\nSlug: wir\nOrder: first\n\nText."),
        "pages/about.md: Order: 'first' is not a whole number, as in Order: 3.",
    ),
    "a page that Pelican cannot read": (
        lambda project: write_page(project, "about.md", "Title: Wir\nDate: the day before yesterday\n\nText."),
        "Could not process pages/about.md: 'the day before yesterday' is not a valid date",
    ),
    "a page at the address of another": (
        lambda project: write_page(project, "about.md", "Title: Wir\nSlug: cart\n\nText."),
        "output/havelwerk/cart.html: two pages want this address. Rename one of them.",
    ),
    "a page that would be written outside of the shop": (
        lambda project: write_page(project, "about.md", "Title: Wir\nSave_as: ../../x.html\n\nText."),
        "would be written outside output path",
    ),
    "a page with a file from elsewhere": (
        lambda project: write_page(
            project, "about.md", "Title: Wir\nSlug: wir\n\n[x]({static}/../../../config/resellers/pebbletide.yaml)"
        ),
        "config/resellers/pebbletide.yaml: a page links to this file, and it is outside of the shop's own folder.",
    ),
    "a logo that is a folder": (
        lambda project: (project / "config/resellers/havelwerk.yaml").write_text(
            changed(
                (project / "config/resellers/havelwerk.yaml").read_text("utf-8"),
                "logo: content/shops/havelwerk/logo-dark.svg",
                "logo: content/shops/havelwerk/pages",
            )
        ),
        "content/shops/havelwerk/pages is not there",
    ),
    "a page that shows a file of the machine": (
        lambda project: write_page(project, "host.rst", "Host\n####\n\n.. include:: /etc/hostname\n"),
        "directive disabled",
    ),
}


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_shop_says_why_and_the_others_are_built(project: Path, damage: Damage, said: str) -> None:
    before = site(project, "havelwerk")
    damage(project)
    change_feed(project, raised(10))

    shops = built(project)

    [error] = shops["havelwerk"].errors
    assert said in error
    assert "\n" not in error
    assert site(project, "havelwerk") == before
    assert shops["pebbletide"].errors == ()
    assert shops["pebbletide"].written > 5


def test_a_broken_shop_that_is_named_does_not_stop_the_others_named(project: Path) -> None:
    BROKEN["a settings file that is not YAML"][0](project)

    shops = built(project, "havelwerk", "pebbletide")

    assert bool(shops["havelwerk"].errors)
    assert shops["pebbletide"].errors == ()


def test_a_reseller_that_is_not_there_is_a_mistake_before_anything_is_built(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"there is no reseller 'havelwrk'\. Did you mean havelwerk\?"):
        built(project, "pebbletide", "havelwrk")


def test_without_a_catalog_there_is_nothing_to_build(project: Path) -> None:
    shutil.rmtree(project / "var" / "catalog")

    with pytest.raises(CatalogError, match=r"there is no catalog yet\. Run `awning import` first\."):
        built(project)


def test_side_by_side_gives_what_one_after_the_other_gives(project: Path) -> None:
    plan = Plan(project, project / "beside", NOON)

    shops = build(plan, jobs=2)

    assert [shop.errors for shop in shops] == [(), ()]
    for shop in SHOPS:
        assert site(project, shop, "beside") == site(project, shop)


def test_beside_threads_processes_begin_afresh(project: Path) -> None:
    done = threading.Event()
    waiting = threading.Thread(target=done.wait)
    waiting.start()

    shops = build(Plan(project, project / "beside", NOON), jobs=2)
    way = way_to_start()
    done.set()
    waiting.join()

    assert way == "forkserver"
    assert [shop.errors for shop in shops] == [(), ()]
    assert site(project, "havelwerk", "beside") == site(project, "havelwerk")


@pytest.mark.parametrize("order", [SHOPS, SHOPS[::-1]], ids="-then-".join)
def test_shops_built_in_one_process_speak_each_their_own_language(project: Path, order: tuple[str, ...]) -> None:
    built_well(project, *order, output="again")

    for shop, own, other in (
        ("havelwerk", "Warenkorb", "Skip to content"),
        ("pebbletide", "Skip to content", "Warenkorb"),
    ):
        files = site(project, shop, "again").items()
        pages = {path: page.decode() for path, page in files if path.endswith(".html") and not path.startswith("en/")}
        del pages["maintenance.html"]  # Which says next to nothing.
        assert [path for path, page in pages.items() if other in page or own not in page] == []


def test_a_plain_pelican_site_in_the_same_process_never_meets_us(project: Path, tmp_path: Path) -> None:
    content, theme = tmp_path / "blog" / "pages", tmp_path / "theme" / "templates"
    content.mkdir(parents=True)
    theme.mkdir(parents=True)
    (content / "hello.md").write_text("Title: Hello\nSlug: hello\n\nA page.\n")
    (theme / "page.html").write_text("{{ page.content }}")
    built_well(project)

    settings: dict[str, Any] = {
        "PATH": str(tmp_path / "blog"), "OUTPUT_PATH": str(tmp_path / "site"), "THEME": str(theme.parent),
        "PLUGINS": [], "DIRECT_TEMPLATES": [], "THEME_STATIC_PATHS": [], "PAGE_SAVE_AS": "{slug}.html",
        "FEED_ALL_ATOM": None, "CATEGORY_FEED_ATOM": None, "TIMEZONE": "UTC",
    }  # fmt: skip
    Pelican(read_settings(override=settings)).run()

    assert files_of(tmp_path / "site") == {"hello.html": b"<p>A page.</p>"}


def test_the_shell_for_the_checkout_stands_apart_and_is_absolute(six_shops: Path) -> None:
    kept = files_of(six_shops / "var" / "shells").items()
    shells = {name: page.decode() for name, page in kept if name.endswith(".html")}

    assert set(shells) == {"havelwerk/de.html", "havelwerk/en.html", "pebbletide/en.html"}
    for shell in shells.values():
        assert (shell.count("<!--awning:title-->"), shell.count("<!--awning:content-->")) == (1, 1)
        relative = [link for link in links(shell) if not link.startswith(("https://", "mailto:", "tel:", "#"))]
        assert relative == []
    addresses = [
        link for link in links(shells["havelwerk/de.html"]) if link.startswith("https://shop.havelwerk.example/")
    ]
    files = site(six_shops, "havelwerk")
    # Marks in addresses, as in those of the rest, are filled in by the checkout.
    plain = {re.sub("<!--awning:[a-z-]+-->", "", address) for address in addresses}
    assert {path for address in plain if (path := address.split("/", 3)[3])} <= set(files)


def test_a_failed_build_leaves_the_shell_that_goes_with_the_standing_shop(project: Path) -> None:
    shell = project / "var" / "shells" / "havelwerk" / "de.html"
    before = shell.read_bytes()
    settings = project / "config" / "resellers" / "havelwerk.yaml"
    settings.write_text(changed(settings.read_text("utf-8"), "colour: '#1d4032'", "colour: '#402d1d'"), "utf-8")
    write_page(project, "about.md", "Title: Wir\nSlug: cart\n\nText.")

    shops = built(project)

    assert bool(shops["havelwerk"].errors)
    assert shell.read_bytes() == before


def test_a_shop_may_override_a_template_for_itself(project: Path) -> None:
    override(project, "cart.html", '{% extends "!theme/cart.html" %}{% block main %}<p>Own cart</p>{% endblock %}')

    built_well(project)

    assert b"<main" in site(project, "havelwerk")["cart.html"]
    assert b"<p>Own cart</p>" in site(project, "havelwerk")["cart.html"]
    assert b"Own cart" not in site(project, "pebbletide")["cart.html"]


def test_a_shop_under_a_path_links_right(tmp_path: Path) -> None:
    reseller = changed(SHOP, "url: https://shop.example.com", "url: https://www.example.com/our/shop/")
    project = small_project(tmp_path / "p", offering_row(), offering_row("MAIL-2"), reseller=reseller)
    (project / "content" / "shops" / "blue-sky" / "pages").mkdir(parents=True)
    write_page(project, "help.md", "Title: Help\nSlug: help\n\nHow.", "blue-sky")

    built_well(project)

    shop = project / "output" / "blue-sky"
    assert dead_links(shop, "/our/shop") == []
    product = (shop / "products" / "mailbox-mail-1.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://www.example.com/our/shop/products/mailbox-mail-1.html">' in product
    assert 'href="/our/shop/help.html"' in product
    shell = (project / "var" / "shells" / "blue-sky" / "en.html").read_text("utf-8")
    assert {link for link in links(shell) if "our/our" in link or "shop/our" in link} == set()
    assert "https://www.example.com/our/shop/help.html" in links(shell)
    assert "<loc>https://www.example.com/our/shop/help.html</loc>" in (shop / "sitemap-1.xml").read_text("utf-8")


def test_pictures_a_page_shows_come_with_it(project: Path) -> None:
    images = project / "content" / "shops" / "havelwerk" / "images"
    images.mkdir()
    (images / "team.svg").write_text("<svg>team</svg>")
    write_page(project, "about.md", "Title: Wir\nSlug: wir\n\n![Wir]({static}../images/team.svg)")

    first = built_well(project)["havelwerk"]
    second = built_well(project)["havelwerk"]

    assert first.written > 0
    assert second.written == second.removed == 0
    assert site(project, "havelwerk")["images/team.svg"] == b"<svg>team</svg>"
    assert dead_links(project / "output" / "havelwerk") == []


def test_news_are_pages_too(project: Path) -> None:
    posts = project / "content" / "shops" / "pebbletide" / "posts"
    (posts / "open.md").write_text("Title: We moved\nDate: 2026-11-02\nSlug: moved\n\nTo a bigger yard.\n")

    built_well(project)

    news = site(project, "pebbletide")["news/moved.html"].decode()
    assert "<h1>We moved</h1>" in news
    assert "<p>To a bigger yard.</p>" in news


def test_names_with_letters_that_mean_something_in_html_stay_text(tmp_path: Path) -> None:
    name = "Mail <b>\"Box\"</b> & 'more' </script><script>alert(1)</script> {{ shop.name }} {% raise %}"
    project = small_project(tmp_path / "p", offering_row(name=name, i18n={}))

    built_well(project)

    for path, content in site(project, "blue-sky").items():
        if path.endswith(".html"):
            assert b"<script>alert" not in content
            assert b"<b>&#34;Box" not in content
    [product] = [page.decode() for path, page in site(project, "blue-sky").items() if path.startswith("products/")]
    assert "{{ shop.name }} {% raise %}" in product
    scripts = product.count("<script ")
    assert product.count("</script>") == product.count("<script") == scripts > 2
