"""Who a reseller's wholesale rules are for: those who buy from it, by slug, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from awning.errors import SettingsError
from awning.settings.files import known_slugs, read_own, whole
from awning.settings.parties import Distributor, Wholesale
from awning.settings.project import Project
from awning.settings.reseller import Reseller
from awning.settings.sellers import bought_from
from awning.yamlfile import Where
from awning.yamlmodel import did_you_mean


def foreign_buyers(folder: Path, reseller: Reseller, project: Project | None) -> Iterator[tuple[Where, str]]:
    """Places of wholesale rules for somebody who does not buy from this reseller, and what is wrong with each.

    Args:
        folder: the project folder.
        reseller: who sells; sections with mistakes of their own may be missing.
        project: the project's settings, which have the groups; none where they cannot be read.
    """
    wholesale: Wholesale | None = getattr(reseller, "wholesale", None)
    named = [(number, rule.buyer) for number, rule in enumerate(wholesale.rules if wholesale else ()) if rule.buyer]
    if not named:
        return
    distributor: Distributor | None = getattr(project, "distributor", None)
    groups = distributor.groups if distributor else {}
    known = [slug for slug in known_slugs(folder) if slug != reseller.slug]
    for number, buyer in named:
        if text := _wrong(folder, reseller.slug, buyer, known, is_group=buyer in groups):
            yield ("wholesale", "rules", number, "buyer"), text


def _wrong(folder: Path, seller: str, buyer: str, known: list[str], *, is_group: bool) -> str:
    """What is wrong with a buyer, or nothing."""
    if buyer == seller:
        return f"{buyer} is this reseller itself. Name one that buys from it, or leave out buyer."
    if buyer in known:
        if _buys(folder, buyer, seller):
            return ""
        return (
            f"{buyer} does not buy from {seller}: this rule can never hold. "
            f"Write buys_from: {seller} in {buyer}.yaml, or take the rule out."
        )
    if is_group:
        return (
            f"{buyer!r} is a group, and groups are the distributor's. "
            "Name a reseller that buys from this one by its slug, or leave out buyer."
        )
    return f"there is no reseller {buyer!r}.{did_you_mean(buyer, known)} Name one that buys from this one by its slug."


def _buys(folder: Path, buyer: str, seller: str) -> bool:
    """Whether one buys from the other; where that cannot be read, its own mistakes come first."""
    try:
        return bought_from(whole(folder, read_own(folder, buyer))) == seller
    except SettingsError:
        return True
