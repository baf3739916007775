"""Whole projects on disk, and shops made of them, all at one fixed moment."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awning.build import Built, Plan, build
from awning.config import read_project, read_reseller
from awning.feeds import Feed
from awning.feeds.files import files_of as files_of_feed
from awning.formats import Wording
from awning.importing import Input, Options, import_feeds
from awning.pages.gallery import Gallery
from awning.pages.storefront import Place, Storefront
from awning.pictures.cache import Cache
from awning.pointer import current_snapshot
from awning.pricebook import PriceBook
from awning.pricing import Lowest
from awning.resources import common_theme, shipped
from support_core import NOON
from support_feeds import CATALOG, EMAIL, Record, array
from support_settings import PROJECT, project_folder

SIX = ("PB-MAIL-BUS", "PB-MAIL-ESS", "PB-SHARED", "PB-MAIL-CLASSIC", "PB-RELAY", "OR-MON-27U")
"""With a trial, its smaller sister, an add-on, a retired one, a metered one, and a screen."""

SHOP = """\
name: Blue Sky IT
url: https://shop.example.com
language: en
country: GB
currency: EUR
tax: {name: VAT, rate: 20, display: excluding}
brand: {logo: content/logo.svg, colour: '#1f5c4d', accent: '#ffcc00'}
texts: {tagline: Clouds, hero_title: Hello, hero_text: Welcome, hero_button: Shop, footer: Blue Sky}
contact: {email: hello@example.com, phone: +49 30 123456, address: Berlin}
rules:
- markup: 0
"""
"""A shop without markup or group: what stands in the feed stands on the shelf."""


def sample_project(folder: Path, *skus: str) -> Path:
    """A project as `awning init` makes it, imported; with only these offerings, and no finder, if any are named."""
    ignore = shutil.ignore_patterns("*.env", "README.md")
    for part in ("config", "content"):
        shutil.copytree(shipped(part), folder / part, ignore=ignore)
    if skus:
        settings = folder / "config" / "awning.yaml"
        settings.write_text(settings.read_text("utf-8").partition("\nfinder:")[0] + "\n", encoding="utf-8")
        change_feed(folder, lambda row: row if row["@type"] != "ProductOffering" or row["id"] in skus else None)
    else:
        import_again(folder)
    return folder


def small_project(folder: Path, *records: Record, reseller: str = SHOP, project: str = PROJECT) -> Path:
    """A project with the reseller `blue-sky` and these records after the category `email`, imported."""
    project_folder(folder, project=project, reseller=reseller)
    (folder / "content" / "feed").mkdir()
    (folder / "content" / "feed" / "catalog.json").write_text(array(CATALOG, EMAIL, *records), encoding="utf-8")
    import_again(folder)
    return folder


Change = Callable[[Record], Record | None]


def change_feed(folder: Path, change: Change) -> None:
    """Pass each record of the project's feed through a function, which may drop it with None, and import again."""
    path = folder / "content" / "feed" / "catalog.json"
    records = [changed for row in json.loads(path.read_text("utf-8")) if (changed := change(row)) is not None]
    path.write_text(array(*records), encoding="utf-8")
    import_again(folder)


def import_again(folder: Path) -> None:
    """Import the feed named in the settings."""
    settings = read_project(folder)
    feed = Feed(files_of_feed(folder / settings.feed))
    # Tests change feeds as no distributor should; and pages say when an offering last changed.
    options = Options(force=True, moment=NOON)
    import_feeds([Input(feed, settings.format)], folder / "var" / "catalog", options)


def built(folder: Path, *slugs: str, output: str = "output", **more: Any) -> dict[str, Built]:
    """Build in this process, and say what became of each shop."""
    plan = Plan(folder, folder / output, NOON, **more)
    return {shop.slug: shop for shop in build(plan, slugs, jobs=1)}


def built_well(folder: Path, *slugs: str, output: str = "output", **more: Any) -> dict[str, Built]:
    """The same where no shop may have a mistake."""
    shops = built(folder, *slugs, output=output, **more)
    assert {slug: shop.errors for slug, shop in shops.items() if shop.errors} == {}
    return shops


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def storefront(
    folder: Path, *records: Record, reseller: str = SHOP, project: str = PROJECT, history: Lowest | None = None
) -> Storefront:
    """The front of a small project's shop, not yet rendered."""
    small_project(folder, *records, reseller=reseller, project=project)
    return storefront_of(folder, history=history)


def storefront_of(folder: Path, slug: str = "blue-sky", *, history: Lowest | None = None) -> Storefront:
    """The front of a project's shop as it stands now, and if promotions are to hold, with what it asked before."""
    settings = read_project(folder)
    reseller = read_reseller(folder, slug, settings)
    with current_snapshot(folder / "var" / "catalog") as snapshot:
        book = PriceBook(snapshot, settings, reseller, as_of=NOON, history=history)
        wording = Wording(reseller.language, reseller.country, common_theme() / "translations")
        gallery = Gallery(folder, folder / settings.pictures, reseller.brand, "", Cache(folder / "var" / "pictures"))
        return Storefront(book, wording, Place(reseller.url, settings.checkout.url), gallery)
