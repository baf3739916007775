"""Checking many shops against a catalog: every setting that makes a check look closer is set somewhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from figures import Figure, at_most
from large_feed import sku, write_feed
from measure import run

RESELLERS, OFFERINGS = 200, 5_000
_AWNING = ("-m", "awning")
_PROJECT = """\
distributor:
  name: Northgate Distribution
  groups: {gold: -3, silver: -1}
  engagement:
    price_band: {below_srp: 30, above_srp: 60}
    certified: [{vendor: Vendor 7, needs: Seven}]
    protected: [{category: shelf-3, for: [gold]}]
feed: feed.ndjson
"""
_RESELLER = """\
name: Shop %(number)d
url: https://shop-%(number)d.example.com
language: en
country: DE
currency: EUR
group: %(group)s
certificates: [Seven]
brand: {logo: content/logo.svg, colour: '#1f5c4d', accent: '#ffcc00'}
texts: {tagline: Clouds, hero_title: Hello, hero_text: Welcome, hero_button: Shop, footer: Blue Sky}
contact: {email: hello@example.com, phone: +49 30 123456, address: Berlin}
notice: {rules: [{category: shelf-5, term: P1Y, days: 35}, {vendor: Vendor 9, term: P1Y, days: 40}]}
assortment: {without: [shelf-3, %(left_out)s]}
"""


def figures(folder: Path, *, resellers: int = RESELLERS, offerings: int = OFFERINGS) -> Iterator[Figure]:
    """Measure in an empty folder: the whole command, the start of Python and reading all settings included."""
    (folder / "config" / "resellers").mkdir(parents=True)
    (folder / "content").mkdir()
    (folder / "content" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "config" / "awning.yaml").write_text(_PROJECT, encoding="utf-8")
    chance = random.Random(20261122)
    for number in range(resellers):
        path = folder / "config" / "resellers" / f"shop-{number}.yaml"
        path.write_text("\n".join(_reseller(number, offerings, chance)) + "\n", encoding="utf-8")
    feed = folder / "feed.ndjson"
    write_feed(feed, offerings)
    text = feed.read_text(encoding="utf-8")
    feed.write_text(text.replace('"lifecycleStatus"', '"noticeDays":30,"lifecycleStatus"'), encoding="utf-8")
    run([*_AWNING, "import"], cwd=folder)
    cost = run([*_AWNING, "check", "--all", "--json"], cwd=folder)
    missed = float(len(json.loads(cost.out)["errors"]))
    what = f"check {resellers} resellers, {offerings:,} offerings of 4 plans"
    yield at_most(what, cost.cpu_s, "CPU s", goal=15)
    yield at_most("mistakes it finds where there is none", missed, "mistakes", goal=0)


def _reseller(number: int, offerings: int, chance: random.Random) -> Iterator[str]:
    """Shops of every kind: with endings, with least margins, some that refuse what is below, some priced off a list."""
    yield _RESELLER % {
        "number": number,
        "group": chance.choice(["gold", "silver"]),
        "left_out": sku(chance.randrange(offerings)),
    }
    if number % 2:
        yield "charm: {EUR: {ends_in: 9, round: nearest}}"
    if number % 3 == 0:
        yield f"floors: {{minimum_margin: 2{', below: refuse' if number % 9 == 0 else ''}}}"
    yield "rules:"
    # Off the list by less than the distributor asks of it: the feed's suggested prices are 40 % above cost.
    yield "- off_srp: 12.5" if number % 5 == 0 else f"- markup: {chance.randint(18, 40)}"
    yield from (f"- {{category: shelf-{shelf}, markup: {chance.randint(18, 40)}}}" for shelf in range(0, 40, 4))
    yield from (f"- {{vendor: Vendor {vendor}, margin: {chance.randint(16, 28)}}}" for vendor in range(0, 60, 6))
    yield from (
        f"- {{offering: {each}, markup: {chance.randint(18, 40)}}}"
        for each in sorted({sku(chance.randrange(offerings)) for _ in range(10)})
    )
    yield f"- {{vendor: Vendor 1, quantity: 25, markup: {chance.randint(18, 30)}}}"
