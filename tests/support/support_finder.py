"""Partner finders of small projects: two shops, a catalog of three, and what their pages say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from awning.finder import FINDER, build_finder
from awning.resources import shipped
from awning.shop_build import Built, Plan
from support_catalog import imported, services
from support_core import NOON
from support_feeds import CATALOG, EMAIL, Record, array, feed_file, offering_row, price_row
from support_settings import PROJECT, changed, project_folder
from support_shops import SHOP

SECRET_GROUP = "auratum"
FINDS = f"""\
{changed(PROJECT, "    gold: -3", f"    {SECRET_GROUP}: -7.3163")}\
finder:
  url: https://partners.example.com
  name: Northgate
  tagline: Find a partner
  text: Who sells what we deliver.
  language: en
  languages: [de]
  brand: {{logo: content/finder/logo.svg, colour: '#2b3f8f', accent: '#c2571a'}}
  email: partners@example.com
"""
"""A project with a finder in English and German."""
BLUE = f"{SHOP}group: {SECRET_GROUP}\nfinder: {{regions: [Berlin, Potsdam], about: We care.}}\n"
GREEN = (
    changed(
        changed(SHOP, "Blue Sky IT\nurl: https://shop.example.com", "Green Sky\nurl: https://g.example.com/shop"),
        "language: en",
        "language: de",
    )
    + "languages: [nl]\nfinder: {regions: [Berlin]}\ncertificates: [Mail Pro]\n"
    + "texts_in: {nl: {tagline: Wolken, hero_title: Hallo, hero_text: Welkom, hero_button: Winkel, footer: Groen}}\n"
)
PRICES = ("7319.47", "2861.39", "4477.13")
"""What the three of the catalog cost; no text has such a number."""


def mailboxes() -> list[Record]:
    """A mailbox, its sister and one that is no longer sold."""
    names = (("MAIL-1", "Mailbox", "Active"), ("MAIL-2", "Mail & more", "Active"), ("MAIL-3", "Old mail", "Retired"))
    return [
        offering_row(sku, name=name, i18n={}, lifecycleStatus=status, productOfferingPrice=[price_row(price)])
        for (sku, name, status), price in zip(names, PRICES, strict=True)
    ]


def finder_project(
    folder: Path, *, project: str = FINDS, shops: Mapping[str, str] | None = None, own: str = ""
) -> Path:
    """A project with a finder and the shops of Blue Sky and Green Sky, or these; ``own`` are Blue Sky's services."""
    shops = {"blue-sky": BLUE, "green-sky": GREEN} if shops is None else shops
    project_folder(folder, project=project)
    for slug, text in shops.items():
        (folder / "config" / "resellers" / f"{slug}.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(shipped("content") / FINDER, folder / "content" / FINDER)
    shutil.copy(shipped("content") / "shops" / "havelwerk" / "logo.svg", folder / "content" / "logo.svg")
    feed_file(folder / "content" / "feed", array(CATALOG, EMAIL, *mailboxes()), "catalog.json")
    if own:
        services(folder, own)
    imported(folder)
    return folder


def found(folder: Path, *, full: bool = False, urls: Mapping[str, str] | None = None) -> Built:
    """Build the finder."""
    return build_finder(Plan(folder, folder / "output", NOON, full=full, urls=urls or {}))


def page(folder: Path, path: str) -> str:
    """A page of the finder."""
    return (folder / "output" / FINDER / path).read_text(encoding="utf-8")


def sellers_on(text: str) -> list[tuple[str, str]]:
    """The slugs of the partners on an offering's page, in their order, each with the link into the shop."""
    rows = re.findall(r'<li class="partner.*?</li>', text, re.DOTALL)
    pattern = r'href="[^"]*/partners/([^"/]+)[.]html".*href="(https?:[^"]+)"'
    matches = [re.search(pattern, row, re.DOTALL) for row in rows]
    return [(match[1], match[2]) for match in matches if match]


def file_of(link: str) -> str:
    """The path of the file a link means, from the folder of the shop on; shops here stand at ``/`` or ``/shop``."""
    path = urlsplit(link).path.removeprefix("/shop").removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path
