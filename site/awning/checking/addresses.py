"""Addresses of shops: two shops cannot stand at one."""

from __future__ import annotations

from collections.abc import Sequence

from awning.checking.findings import Findings
from awning.config import Reseller

_NAMED = 3


def look_at_addresses(resellers: Sequence[Reseller], findings: Findings) -> None:
    """Note a mistake for each address that several shops have, also where all have it from a file they build on."""
    shops: dict[str, list[str]] = {}
    for reseller in resellers:
        shops.setdefault(reseller.url.lower(), []).append(reseller.slug)
    for url, slugs in shops.items():
        if len(slugs) > 1:
            names = ", ".join(f"{slug}.yaml" for slug in slugs[:_NAMED])
            more = f" and {len(slugs) - _NAMED:,} more" if len(slugs) > _NAMED else ""
            text = f"{names}{more} have the same address {url}. Give each shop a url of its own."
            findings.error(slugs[1], ("url",), text)
