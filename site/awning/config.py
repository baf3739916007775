"""Settings: what the distributor and each reseller wrote in YAML, checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from awning.errors import AwningError, SettingsError
from awning.settings.crosschecks import in_project, in_reseller
from awning.settings.face import Brand, Contact, Texts, Trust
from awning.settings.files import (
    bases_there,
    known_slugs,
    project_file,
    read_own,
    reseller_file,
    reseller_slugs,
    whole,
)
from awning.settings.kinds import LANGUAGES, Currency, Language, TimeZone
from awning.settings.parties import (
    Agent,
    Certified,
    Distributor,
    Engagement,
    Operator,
    PriceBand,
    Protected,
    Supplier,
    Wholesale,
)
from awning.settings.project import OWN, Checkout, ExchangeRate, FeedSource, Finder, Guards, Project
from awning.settings.promotions import Coupon, Promotion
from awning.settings.reseller import Assortment, Listing, Reseller
from awning.settings.rules import Dated, Rule, SellerRule, Target
from awning.settings.sellers import seller_files, upstream
from awning.settings.shelf import Below, Charm, Floors
from awning.settings.taxes import Notice, NoticeRule, Tax, TaxDisplay
from awning.yamlfile import read_yaml
from awning.yamlmodel import Settings, checked, in_order, refused

__all__ = [
    "LANGUAGES",
    "OWN",
    "Agent",
    "Assortment",
    "Below",
    "Brand",
    "Certified",
    "Charm",
    "Checkout",
    "Contact",
    "Coupon",
    "Currency",
    "Dated",
    "Distributor",
    "Engagement",
    "ExchangeRate",
    "FeedSource",
    "Finder",
    "Floors",
    "Guards",
    "Language",
    "Listing",
    "Notice",
    "NoticeRule",
    "Operator",
    "PriceBand",
    "Project",
    "Promotion",
    "Protected",
    "Reseller",
    "Rule",
    "SellerRule",
    "Supplier",
    "Target",
    "Tax",
    "TaxDisplay",
    "Texts",
    "TimeZone",
    "Trust",
    "Wholesale",
    "digest",
    "files_of",
    "mistakes_by_slug",
    "mistakes_of",
    "read_project",
    "read_reseller",
    "reseller_slugs",
]


def read_project(folder: Path) -> Project:
    """Read ``config/awning.yaml``.

    Raises:
        SettingsError: it is missing or wrong; the message names every mistake.
    """
    project, mistakes = _project(folder)
    refused(mistakes)
    return project


def read_reseller(folder: Path, slug: str, project: Project) -> Reseller:
    """Read one reseller's settings, with those they build on.

    Raises:
        SettingsError: there is no such reseller, or its settings are wrong; the message names every mistake.
    """
    reseller, mistakes = _reseller(folder, slug, project)
    refused(mistakes)
    return reseller


def mistakes_of(folder: Path) -> list[str]:
    """Every mistake in all settings of a project, each once, also where one file alone would keep the rest unread.

    Raises:
        ProjectError: the project has no reseller.
    """
    found = mistakes_by_slug(folder, reseller_slugs(folder))
    return in_order(line for lines in found.values() for line in lines)


def mistakes_by_slug(folder: Path, slugs: Sequence[str]) -> dict[str, list[str]]:
    """Every mistake in the project's own file, under "", and in those of some resellers, under their slugs."""
    project, found = None, dict[str, list[str]]()
    try:
        project, found[""] = _project(folder)
    except SettingsError as problem:
        found[""] = str(problem).splitlines()
    for slug in slugs:
        try:
            lines = _reseller(folder, slug, project)[1]
        except AwningError as problem:
            lines = [str(problem)]
        found[slug] = [line for said in lines for line in said.splitlines()]
    return {slug: in_order(lines) for slug, lines in found.items()}


def _project(folder: Path) -> tuple[Project, list[str]]:
    file = read_yaml(project_file(folder))
    said: object = file.data.get("distributor")
    project, mistakes = checked(Project, file, {}, cast("dict[str, Any]", said) if isinstance(said, dict) else None)
    return project, [*mistakes, *in_project(folder, file, project, known_slugs(folder))]


def _reseller(folder: Path, slug: str, project: Project | None) -> tuple[Reseller, list[str]]:
    file = whole(folder, read_own(folder, slug))
    mistakes: list[str] = []
    sellers: tuple[Supplier, ...] = ()
    try:
        sellers = upstream(folder, slug, file)
    except SettingsError as problem:
        mistakes.append(str(problem))
    reseller, wrong = checked(Reseller, file, {"slug": slug, "upstream": sellers}, file.data)
    return reseller, [*mistakes, *wrong, *in_reseller(folder, file, reseller, project)]


def files_of(folder: Path, slug: str) -> tuple[Path, ...]:
    """All files a reseller's settings come from: the project's, its own, those it builds on, its sellers'.

    Mistakes in them are no matter here; a file that cannot be found is left out, but for the first two.
    """
    files = [project_file(folder), reseller_file(folder, slug)]
    try:
        own = read_own(folder, slug)
        files += bases_there(folder, own)
        for seller in seller_files(folder, whole(folder, own)):
            files += [seller.path, *bases_there(folder, seller)]
    except SettingsError:
        pass
    return tuple(dict.fromkeys(files))


def digest(*settings: Settings | object) -> str:
    """A digest of settings that says whether anything in them changed."""
    parts = [part.model_dump_json() if isinstance(part, Settings) else repr(part) for part in settings]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
