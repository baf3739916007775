"""Settings: what the distributor and each reseller wrote in YAML, checked as a whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from awning.errors import ProjectError, SettingsError
from awning.money import CURRENCIES
from awning.yamlfile import YamlFile, read_yaml
from awning.yamlmodel import Settings, checked, did_you_mean

Language = Literal["en", "de"]
LANGUAGES: tuple[str, ...] = get_args(Language)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
OWN = "own-"
"""The names of feeds of resellers' own services begin so: ``own-havelwerk``."""


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"{code!r} is not a currency of ISO 4217, as EUR or GBP")
    return code


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError(f"{value!r} is not a colour: write # and six hexadecimal digits, in quotes, as '#1f5c4d'")
    return value.lower()


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/[^\s]*)?", value):
        raise ValueError(f"{value!r} is not a web address: write it whole, as https://shop.example.com")
    return value.rstrip("/")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone: write its name as Europe/Berlin") from None
    return name


def _feed_name(name: str) -> str:
    if name.startswith(OWN):
        raise ValueError(f"names that begin with {OWN} are those of resellers' own services: choose another")
    return name


Currency = Annotated[str, AfterValidator(_currency)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Colour = Annotated[str, AfterValidator(_colour)]
Address = Annotated[str, AfterValidator(_address)]
Percent = Annotated[Decimal, Field(ge=-100, le=10_000, decimal_places=8, allow_inf_nan=False)]
Share = Annotated[Decimal, Field(ge=0, le=100, decimal_places=8, allow_inf_nan=False)]
Words = Annotated[str, Field(min_length=1, max_length=2_000)]


class ExchangeRate(Settings):
    """One unit of ``base`` in ``quote``, on a day, by somebody's word."""

    base: Currency
    quote: Currency
    rate: Annotated[Decimal, Field(gt=0, lt=1_000_000, decimal_places=16, allow_inf_nan=False)]
    date: date
    source: Words


def _one_a_day(rates: tuple[ExchangeRate, ...]) -> tuple[ExchangeRate, ...]:
    seen: set[tuple[str, str, date]] = set()
    for rate in rates:
        if (rate.base, rate.quote, rate.date) in seen:
            raise ValueError(f"{rate.base} to {rate.quote} of {rate.date} stands there twice: keep one of them")
        seen.add((rate.base, rate.quote, rate.date))
    return rates


class Distributor(Settings):
    """Who keeps the catalog and delivers."""

    name: Words
    groups: Annotated[dict[str, Percent], Field(default_factory=dict)]
    """Reseller groups and the percent added to the feed's cost for them: gold: -3."""


class Operator(Settings):
    """Who runs the platform, if that is somebody else, and their fee in percent of the net shelf price."""

    name: Words
    fee_percent: Share = Decimal(0)


class Checkout(Settings):
    """Where the checkout service answers."""

    url: Address = "http://127.0.0.1:8010"


class FeedSource(Settings):
    """One of several feeds: where it comes from, and what its rows do not say themselves."""

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,40}$"), AfterValidator(_feed_name)]
    source: Words
    """A path, a web address, any other address fsspec knows, or ``ingram:``."""
    format: str = "auto"
    profile: str = ""
    currency: Currency | None = None
    time_zone: TimeZone | None = None
    units: Annotated[dict[str, Words], Field(default_factory=dict)]


class Guards(Settings):
    """From where on an import is refused unless it is forced, in percent."""

    gone_percent: Share = Decimal(20)
    """Of a feed's offerings, so many may be gone."""
    price_move_percent: Annotated[Percent, Field(ge=0)] = Decimal(30)
    """The median move of all prices, up or down."""
    rejected_percent: Share = Decimal(5)
    """Of a feed's rows, so many may be rejected."""


class Project(Settings):
    """``config/awning.yaml``: what holds for all shops."""

    distributor: Distributor
    operator: Operator | None = None
    feed: str = "content/feed/catalog.json"
    format: str = "auto"
    feeds: tuple[FeedSource, ...] = ()
    """Several feeds in place of the one; where two have the same SKU, the one named first is taken."""
    time_zone: TimeZone = "UTC"
    guards: Guards = Guards()
    keep: Annotated[int, Field(ge=1, le=10_000)] = 30
    """How many snapshots stay."""
    pictures: str = "content/pictures"
    exchange_rates: Annotated[tuple[ExchangeRate, ...], AfterValidator(_one_a_day)] = ()
    checkout: Checkout = Checkout()

    @model_validator(mode="after")
    def _one_way_of_naming_feeds(self) -> Self:
        if self.feeds and "feed" in self.model_fields_set:
            raise ValueError("feed names one feed and feeds several: keep one of them")
        names = [feed.name for feed in self.feeds]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"feeds: two are called {twice}; names tell them apart")
        return self


class Rule(Settings):
    """A markup on the reseller's buy price, for one offering, category or vendor, or for all."""

    offering: Words | None = None
    category: Words | None = None
    vendor: Words | None = None
    markup: Percent

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if sum(target is not None for target in (self.offering, self.category, self.vendor)) > 1:
            raise ValueError("a rule names one of offering, category or vendor, or none of them for all")
        return self

    def __str__(self) -> str:
        for word in ("offering", "category", "vendor"):
            if target := getattr(self, word):
                return f"{self.markup.normalize():+f} % on {word} {target}"
        return f"{self.markup.normalize():+f} % on everything"


class Assortment(Settings):
    """What a shop sells: everything, or only some categories, less some offerings, vendors or categories."""

    categories: tuple[Words, ...] = ()
    without: tuple[Words, ...] = ()
    """SKUs, vendors or category ids that are left out."""


class TaxDisplay(StrEnum):
    """Which price stands large on a page."""

    EXCLUDING = "excluding"
    INCLUDING = "including"
    BOTH = "both"


class Tax(Settings):
    """The tax of the shop's own country, in percent of the net price."""

    name: Words = "VAT"
    rate: Share
    display: TaxDisplay = TaxDisplay.EXCLUDING


class Brand(Settings):
    """The shop's own face. Colours are written '#rrggbb'."""

    logo: str
    colour: Colour
    accent: Colour
    ground: Colour = "#ffffff"
    ink: Colour = "#1b1f24"
    heading_font: Literal["sans", "serif", "geometric", "slab", "rounded"] = "sans"
    body_font: Literal["sans", "serif", "geometric", "rounded"] = "sans"
    corners: Literal["square", "soft", "round"] = "soft"
    header: Literal["bar", "band", "centred"] = "bar"
    hero: Literal["split", "banner", "quiet"] = "split"


class Trust(Settings):
    """One reason to buy here, shown on the home page."""

    title: Words
    text: Words


class Texts(Settings):
    """The reseller's own words."""

    tagline: Words
    hero_title: Words
    hero_text: Words
    hero_button: Words
    footer: Words
    trust: tuple[Trust, ...] = ()


class Contact(Settings):
    """How customers reach the reseller, as printed on pages."""

    email: Words
    phone: Words
    address: Words


class Agent(Settings):
    """Who brought the customers, and their commission in percent of the net shelf price."""

    name: Words
    commission_percent: Share


class Reseller(Settings):
    """``config/resellers/<slug>.yaml``: one shop."""

    slug: str
    name: Words
    url: Address
    language: Language
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    currency: Currency
    group: Words | None = None
    agent: Agent | None = None
    tax: Tax
    brand: Brand
    texts: Texts
    contact: Contact
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    assortment: Assortment = Assortment()
    featured: tuple[Words, ...] = ()
    content: str | None = None
    """The folder of the shop's Markdown; ``content/shops/<slug>`` when not set."""


def read_project(folder: Path) -> Project:
    """Read ``config/awning.yaml``.

    Raises:
        SettingsError: it is missing or wrong; the message names every mistake.
    """
    return checked(Project, read_yaml(folder / "config" / "awning.yaml"), {})


def reseller_slugs(folder: Path) -> list[str]:
    """The slugs of all shops of the project, in alphabetical order.

    Raises:
        ProjectError: there is none.
    """
    slugs = sorted(path.stem for path in (folder / "config" / "resellers").glob("*.yaml"))
    if not slugs:
        raise ProjectError(
            f"{folder / 'config' / 'resellers'}: no reseller is here. `awning init DIR` makes a project with two."
        )
    return slugs


def read_reseller(folder: Path, slug: str, project: Project) -> Reseller:
    """Read one reseller's file.

    Raises:
        SettingsError: there is no such reseller, or the file is wrong; the message names every mistake.
    """
    path = folder / "config" / "resellers" / f"{slug}.yaml"
    if not _SLUG.fullmatch(slug):
        raise SettingsError(
            f"{path}:1:1: a reseller's file is named with small letters, digits and dashes, as blue-sky.yaml."
        )
    if not path.is_file():
        known = reseller_slugs(folder)
        raise SettingsError(
            f"{path}: there is no reseller {slug!r}.{did_you_mean(slug, known)} Known are {', '.join(known)}."
        )
    file = read_yaml(path)
    reseller = checked(Reseller, file, {"slug": slug})
    problems = list(_cross_check(folder, file, reseller, project))
    if problems:
        raise SettingsError("\n".join(problems))
    return reseller


def _cross_check(folder: Path, file: YamlFile, reseller: Reseller, project: Project) -> Iterable[str]:
    """What one file can say wrong about others."""
    if not _lies_in(folder, reseller.brand.logo):
        place = file.place(("brand", "logo"))
        yield f"{place}: brand.logo: {reseller.brand.logo} is outside of the project folder."
    elif not (folder / reseller.brand.logo).is_file():
        yield (
            f"{file.place(('brand', 'logo'))}: brand.logo: {reseller.brand.logo} is not there. "
            "Put the logo in that place or correct the path; it is taken from the project folder."
        )
    if reseller.content is not None and not _lies_in(folder, reseller.content):
        yield f"{file.place(('content',))}: content: {reseller.content} is outside of the project folder."
    if reseller.group is not None and reseller.group not in project.distributor.groups:
        known = list(project.distributor.groups)
        yield (
            f"{file.place(('group',))}: group: {reseller.group!r} is no group of the distributor."
            f"{did_you_mean(reseller.group, known)} "
            "Groups stand in config/awning.yaml under distributor.groups."
        )
    seen: dict[str, int] = {}
    for number, rule in enumerate(reseller.rules):
        target = f"{rule.offering=} {rule.category=} {rule.vendor=}"
        if target in seen:
            yield (
                f"{file.place(('rules', number))}: rules: this rule and number {seen[target] + 1} "
                "are for the same thing. Keep one of them."
            )
        seen.setdefault(target, number)


def _lies_in(folder: Path, name: str) -> bool:
    """What a reseller names is published: it must not reach the files of others, or of the machine."""
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False


def digest(*settings: Settings | object) -> str:
    """A digest of settings that says whether anything in them changed."""
    parts = [part.model_dump_json() if isinstance(part, Settings) else repr(part) for part in settings]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
