"""A shop for each shipped theme, named for it, in four languages: few offerings, but every kind of page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from support_shops import sample_project
from support_words import LANGUAGES, THEMES

SKUS = (
    "PB-TOGETHER", "PB-MAIL-BUS", "PB-MAIL-ESS", "PB-ARCHIVE", "PB-SHARED",
    "FW-NEWSTART", "PN-EP-ESS", "KR-VAULT-TEAM", "FW-ONB-USER",
    "WM-LOGS", "WM-RMT", "WM-RMT-UNATT", "FN-LT-14G3", "FN-LT-14G4",
)  # fmt: skip
"""Bought by the customer, a bundle and its parts, a metered one, an add-on, and a retired one with its substitute."""


def faces_project(folder: Path) -> Path:
    """A project of those shops; Marquee wears the colours of Havelwerk, Canopy those of Pebble & Tide.

    What the reseller says is said in English in every language: what is tested is what Awning says.
    """
    sample_project(folder, *SKUS)
    settings = folder / "config" / "resellers"
    havelwerk, pebbletide = (_read(settings / f"{slug}.yaml") for slug in ("havelwerk", "pebbletide"))
    further = [language for language in LANGUAGES if language != pebbletide["language"]]
    for theme, brand in zip(THEMES, (pebbletide["brand"], havelwerk["brand"]), strict=True):
        shop = pebbletide | {
            "theme": theme,
            "url": f"https://{theme}.example",
            "brand": brand,
            "languages": further,
            "texts_in": dict.fromkeys(further, pebbletide["texts"]),
            "featured": ["PB-TOGETHER", "PB-MAIL-BUS", "KR-VAULT-TEAM"],
            "goes_with": {"PB-TOGETHER": ["PB-ARCHIVE"]},
            "content": "content/shops/pebbletide",
        }
        (settings / f"{theme}.yaml").write_text(json.dumps(shop), encoding="utf-8")
    for slug in ("havelwerk", "pebbletide"):
        (settings / f"{slug}.yaml").unlink()
    return folder


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
