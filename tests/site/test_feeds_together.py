"""Licences, hardware, an interface's answers and a catalog in XML: four distributors' feeds in one shop."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from awning.effect_facts import ShelfMove
from awning.errors import FeedError, FeedRefused, FeedUnreadable
from awning.intake import Outcome, Request, import_project
from awning.pointer import current_snapshot
from support_bmecat import document, group, lies_in
from support_bmecat import price as price_of
from support_bmecat import prices as prices_of
from support_bmecat import product as laptop
from support_core import NOON
from support_feeds import feed_file, lines
from support_ingram import price, product
from support_nce import nce_row, sheet
from support_pages import dead_links
from support_pricefile import synnex
from support_settings import PROJECT, changed, project_folder
from support_shops import SHOP, built_well, files_of

FEEDS = (
    "- {name: licences, source: content/feed/licences.csv}",
    "- {name: hardware, source: content/feed/hardware.ap, currency: EUR}",
    "- {name: ingram, source: content/feed/ingram.ndjson}",
    "- {name: laptops, source: content/feed/laptops.xml}",
)
SERVICES = """\
vendor: Blue Sky IT
category: {id: services, name: Our services}
services:
- {sku: DAY, name: A day on site, price: 890.00, per: day}
"""
LICENCE, SERVER, BIGGER, CARD, LAPTOP, DAY = (
    "CFQ7TTC0LH16:0001",
    "7731402",
    "7731403",
    "1A8249",
    "LAP-1",
    "blue-sky:DAY",
)


def settings_of(*feeds: str) -> str:
    """The project's settings with these feeds, those with precedence first."""
    return PROJECT + "feeds:\n" + "".join(f"{feed}\n" for feed in feeds)


def shop(name: str, markup: int) -> str:
    """The settings of a shop that puts so much on everything."""
    return changed(changed(SHOP, "name: Blue Sky IT", f"name: {name}"), "- markup: 0", f"- markup: {markup}")


def hardware(bigger: str = "412.10", server: str = "168.45") -> str:
    """SYNNEX's file: two servers at these costs."""
    return synnex(F12=server, F20=server) + synnex(
        F04=BIGGER, F02="TLD-SRV-3", F06="Tollard Backup Server 3Y", F12=bigger, F20=bigger, F13="560.00"
    )


def laptops(*more: str) -> str:
    """A catalog in BMEcat of one laptop, and more."""
    shelves = [group("root", "1", "0"), group("leaf", "laptops", "1")]
    return document(laptop(LAPTOP), *more, lies_in(LAPTOP, "laptops"), groups=shelves)


def imported(project: Path, *, force: bool = False) -> Outcome:
    """Import all the feeds."""
    return import_project(project, Request(moment=NOON, force=force))


def source_of(project: Path, sku: str) -> str:
    """Which feed an offering of the catalog came from."""
    with current_snapshot(project / "var" / "catalog") as snapshot:
        found = snapshot.offering(sku)
    assert found
    return found.source


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four feeds and two shops, one of them with a service of its own; built. To be looked at only."""
    folder = project_folder(
        tmp_path_factory.mktemp("together") / "project", project=settings_of(*FEEDS), reseller=shop("Blue Sky IT", 25)
    )
    (folder / "config" / "resellers" / "corner.yaml").write_text(shop("Corner", 50))
    feed_file(folder / "content" / "shops" / "blue-sky", SERVICES, "services.yaml")
    feeds = folder / "content" / "feed"
    feed_file(feeds, sheet(nce_row()), "licences.csv")
    feed_file(feeds, hardware(), "hardware.ap")
    feed_file(feeds, lines(product(), price()), "ingram.ndjson")
    feed_file(feeds, laptops(), "laptops.xml")
    imported(folder)
    built_well(folder)
    return folder


@pytest.fixture
def project(both: Path, tmp_path: Path) -> Path:
    """One's own copy of it."""
    return shutil.copytree(both, tmp_path / "project")


def shelf(project: Path, slug: str) -> dict[str, str]:
    """Each SKU that has a page in a shop, and the price at its top."""
    pages = [page.read_text("utf-8") for page in (project / "output" / slug / "products").glob("*.html")]
    found = [re.search(r'"sku": ?"([^"]+)".*?<data class="price" value="([^"]+)"', page, re.DOTALL) for page in pages]
    return {match[1]: match[2] for match in found if match}


def test_every_feed_and_the_own_service_are_in_the_one_catalog(both: Path) -> None:
    with current_snapshot(both / "var" / "catalog") as snapshot:
        found = {offering.id: (offering.source, offering.owner) for offering in snapshot.offerings()}

    assert found == {
        LICENCE: ("licences", ""),
        SERVER: ("hardware", ""),
        BIGGER: ("hardware", ""),
        CARD: ("ingram", ""),
        LAPTOP: ("laptops", ""),
        DAY: ("own-blue-sky", "blue-sky"),
    }


def test_each_has_its_page_at_its_cost_and_the_shops_markup(both: Path) -> None:
    blue_sky, corner = shelf(both, "blue-sky"), shelf(both, "corner")

    # A quarter on top, and half on top: of 120.00 a year paid by the month, of 168.45, of 412.10, of 12.34 dollars at
    # 0.9213, of 799.00. The own service costs what its owner wrote.
    assert blue_sky == {
        LICENCE: "12.50",
        SERVER: "210.56",
        BIGGER: "515.13",
        CARD: "14.21",
        LAPTOP: "998.75",
        DAY: "890.00",
    }
    assert corner == {LICENCE: "15.00", SERVER: "252.68", BIGGER: "618.15", CARD: "17.05", LAPTOP: "1198.50"}


def test_the_categories_of_all_are_there_and_the_own_ones_only_with_their_owner(both: Path) -> None:
    theirs = {"licences", "software", "storage", "flash-memory", "laptops"}

    blue_sky, corner = (
        {page.stem for page in (both / "output" / slug / "categories").iterdir()} for slug in ("blue-sky", "corner")
    )

    assert corner >= theirs
    assert blue_sky - corner == {"our-services"}
    assert "A day on site" in (both / "output" / "blue-sky" / "categories" / "our-services.html").read_text("utf-8")
    assert not any(b"A day on site" in page for page in files_of(both / "output" / "corner").values())
    assert [dead_links(both / "output" / slug) for slug in ("blue-sky", "corner")] == [[], []]


def test_the_report_of_one_new_price_names_that_sku_and_no_other(project: Path) -> None:
    feed_file(project / "content" / "feed", hardware(bigger="430.00"), "hardware.ap")

    outcome = imported(project)

    assert outcome.imported
    assert outcome.report
    changes = outcome.imported.changes
    assert (changes.added, changes.changed, changes.removed) == ((), (BIGGER,), ())
    name = "Tollard Backup Server 3Y"
    assert {effect.slug: effect.moves.items for effect in outcome.report.effects} == {
        "blue-sky": [ShelfMove(BIGGER, name, "once", 1, Decimal("515.13"), Decimal("537.50"), 434)],
        "corner": [ShelfMove(BIGGER, name, "once", 1, Decimal("618.15"), Decimal("645.00"), 434)],
    }


def test_a_build_after_it_writes_no_other_products_page(project: Path) -> None:
    before = files_of(project / "output" / "corner" / "products")
    feed_file(project / "content" / "feed", hardware(bigger="430.00"), "hardware.ap")
    imported(project)

    built_well(project)

    after = files_of(project / "output" / "corner" / "products")
    # The smaller server's page shows the bigger one beside it.
    assert {name for name in after if after[name] != before[name]} == {
        "tollard-backup-server-1y.html",
        "tollard-backup-server-3y.html",
    }
    assert shelf(project, "corner")[BIGGER] == "645.00"


@pytest.mark.parametrize(
    ("order", "taken"),
    [
        pytest.param(FEEDS, ("hardware", "252.68"), id="the price file first"),
        pytest.param(FEEDS[::-1], ("laptops", "225.00"), id="the catalog first"),
    ],
)
def test_of_two_feeds_with_one_sku_the_one_named_first_is_taken(
    order: tuple[str, ...], taken: tuple[str, str], project: Path
) -> None:
    (project / "config" / "awning.yaml").write_text(settings_of(*order))
    cheaper = laptop(SERVER, price_details=prices_of(price_of("150.00")))
    feed_file(project / "content" / "feed", laptops(cheaper), "laptops.xml")

    outcome = imported(project, force=True)
    built_well(project)

    assert outcome.imported
    assert (outcome.imported.offerings, outcome.imported.shadowed, outcome.imported.rejected) == (6, 1, 0)
    assert source_of(project, SERVER) == taken[0]
    assert shelf(project, "corner")[SERVER] == taken[1]


def test_where_the_first_gives_a_sku_up_the_second_takes_it_over(project: Path) -> None:
    feeds = project / "content" / "feed"
    feed_file(feeds, laptops(laptop(SERVER, price_details=prices_of(price_of("150.00")))), "laptops.xml")
    imported(project)
    feed_file(feeds, hardware().splitlines(keepends=True)[1], "hardware.ap")

    outcome = imported(project, force=True)

    assert outcome.imported
    assert (outcome.imported.changes.removed, outcome.imported.changes.changed) == ((), (SERVER,))
    assert source_of(project, SERVER) == "laptops"


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def cut_in_half(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:1]))


BROKEN: dict[str, tuple[str, Callable[[Path], object], type[FeedError], str]] = {
    "one is gone": ("ingram.ndjson", Path.unlink, FeedError, "ingram.ndjson: there is no such feed."),
    "one is cut short": ("laptops.xml", cut_short, FeedUnreadable, "laptops.xml, line "),
    "one lost half its offerings": (
        "hardware.ap",
        cut_in_half,
        FeedRefused,
        "50 % of the offerings of the feed hardware are gone (1 of 2; the limit is 20 %).",
    ),
}


@pytest.mark.parametrize(("name", "damage", "kind", "said"), BROKEN.values(), ids=BROKEN)
def test_one_bad_feed_of_four_leaves_the_catalog_as_it_was(
    name: str, damage: Callable[[Path], object], kind: type[FeedError], said: str, project: Path
) -> None:
    feed_file(project / "content" / "feed", sheet(nce_row(UnitPrice="132.00")), "licences.csv")
    damage(project / "content" / "feed" / name)
    before = files_of(project / "var")

    with pytest.raises(kind) as problem:
        imported(project)

    assert said in str(problem.value)
    assert files_of(project / "var") == before
