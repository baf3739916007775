"""A small project on disk: settings as people write them, to be spoilt line by line."""

from __future__ import annotations

from pathlib import Path

PROJECT = """\
distributor:
  name: Northgate
  groups:
    silver: 0
    gold: -3
operator:
  name: Platform
  fee_percent: 2.5
exchange_rates:
  - base: USD
    quote: EUR
    rate: 0.9213
    date: 2026-11-20
    source: ECB
"""
RESELLER = """\
name: Blue Sky IT
url: https://shop.example.com
language: de
country: DE
currency: EUR
group: gold
tax:
  name: MwSt.
  rate: 19
brand:
  logo: content/logo.svg
  colour: '#1F5C4D'
  accent: '#ffcc00'
texts:
  tagline: Clouds for offices
  hero_title: Hello
  hero_text: Welcome
  hero_button: Shop
  footer: Blue Sky IT
contact:
  email: hello@example.com
  phone: +49 30 123456
  address: Berlin
rules:
  - markup: 25
  - vendor: Mailwright
    markup: 30.5
"""


def project_folder(folder: Path, *, project: str = PROJECT, reseller: str = RESELLER) -> Path:
    """Write a project with the reseller `blue-sky` and its logo."""
    (folder / "config" / "resellers").mkdir(parents=True)
    (folder / "content").mkdir()
    (folder / "content" / "logo.svg").write_text("<svg/>")
    (folder / "config" / "awning.yaml").write_text(project, encoding="utf-8")
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(reseller, encoding="utf-8")
    return folder


def changed(text: str, old: str, new: str) -> str:
    """The settings with one passage changed; a passage that is not there is a slip in the test."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the settings"
    return text.replace(old, new)
