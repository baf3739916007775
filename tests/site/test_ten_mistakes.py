"""Ten mistakes in a project's settings are ten lines, each with its file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from awning.config import mistakes_of, read_project, read_reseller
from awning.errors import SettingsError
from support_settings import project_folder

PROJECT = """\
distributor:
  name: Northgate
  groups:
    gold: -3
  rules:
    - {buyer: glod, vendor: Watchmere, markup: 2}
operater:
  name: Platform
exchange_rates:
  - {base: USD, quote: EUR, rate: 0.9213, date: 20.11.2026, source: ECB}
"""
# What Blue Sky and Corner Shop have in common.
HOUSE = """\
url: https://shop.example.com
language: de
country: DE
currency: EUR
tax: {display: both, anchr: gross}
brand: {logo: content/logo.svg, colour: '#1F5C4D', accent: '#ffcc00'}
texts: {tagline: Clouds, hero_title: Hello, hero_text: Welcome, hero_button: Shop, footer: Blue Sky IT}
contact: {email: hello@example.com, phone: 030 123456, address: Berlin}
"""
BLUE_SKY = """\
extends: _house
name: Blue Sky IT
group: gold
brand:
  accent: #ffcc00
rules:
  - markup: 25
  - margin: 100
  - {vendor: Mailwright, markup: 30, price: 9.99}
  - {category: email, price: 4.999}
"""
CORNER_SHOP = """\
extends: _house
name: Corner Shop
buys_from: blue-ski
rules:
  - {markup: 25, quantity: 10}
  - {margin: 20, quantity: 10}
"""
TEN = [
    "awning.yaml:6:15: distributor.rules.1.buyer: 'glod' is neither a group of the distributor nor a reseller. Did you",
    "awning.yaml:7:1: operater: there is no such setting. Did you mean operator?",
    "awning.yaml:10:49: exchange_rates.1.date: '20.11.2026' is not a day: write year, month and day, as 2026-11-30.",
    "resellers/_house.yaml:5:22: tax.anchr: there is no such setting. Did you mean anchor?",
    "resellers/blue-sky.yaml:5:10: brand.accent: nothing does not fit: a text is needed here; put it in quotes. `#`",
    "resellers/blue-sky.yaml:8:13: rules.2.margin: '100' does not fit: input should be less than 100.",
    "resellers/blue-sky.yaml:9:5: rules.3: a rule has one of markup, margin, add, off_srp, price and request: true; h",
    "resellers/blue-sky.yaml:10:30: rules.4.price: 4.999 has more decimals than EUR has: 2.",
    "resellers/corner-shop.yaml:3:12: buys_from: there is no reseller 'blue-ski'. Did you mean blue-sky?",
    "resellers/corner-shop.yaml:6:5: rules.2: this and rules.1 (line 5) are for the same thing at the same time. Keep ",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = project_folder(tmp_path, project=PROJECT, reseller=BLUE_SKY)
    for name, text in {"_house": HOUSE, "corner-shop": CORNER_SHOP}.items():
        (folder / "config" / "resellers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_ten_mistakes_are_ten_lines_each_at_its_place(folder: Path) -> None:
    found = [line.replace(f"{folder}/config/", "") for line in mistakes_of(folder)]

    assert [line[: len(said)] for line, said in zip(found, TEN, strict=False)] == TEN
    assert len(found) == 10


def test_a_file_with_mistakes_is_refused_with_all_of_them(folder: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_project(folder)

    assert len(str(refused.value).splitlines()) == 3


def test_mended_one_by_one_nothing_is_left(folder: Path) -> None:
    config = folder / "config"
    mended = {
        "awning.yaml": [("operater", "operator"), ("20.11.2026", "2026-11-20"), ("glod", "gold")],
        "resellers/_house.yaml": [("anchr", "anchor")],
        "resellers/blue-sky.yaml": [
            ("#ffcc00", "'#ffcc00'"),
            ("- margin: 100", "- {quantity: 5, margin: 20}"),
            ("markup: 30, ", ""),
            ("4.999", "4.99"),
            ("extends: _house", "extends: _house\nwholesale: {rules: [{markup: 5}]}"),
        ],
        "resellers/corner-shop.yaml": [("blue-ski", "blue-sky"), ("margin: 20, quantity: 10", "margin: 20")],
    }

    for name, changes in mended.items():
        for old, new in changes:
            path = config / name
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert mistakes_of(folder) == []
    assert read_reseller(folder, "corner-shop", read_project(folder)).upstream[0].slug == "blue-sky"
