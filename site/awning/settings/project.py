"""What holds for all shops of a project: feeds, guards, exchange rates, and who delivers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from awning.settings.face import Brand
from awning.settings.kinds import Address, Currency, Day, Language, Percent, Share, TimeZone, Words
from awning.settings.parties import Distributor, Operator
from awning.yamlmodel import Settings

OWN = "own-"
"""The names of feeds of resellers' own services begin so: ``own-havelwerk``."""


def _feed_name(name: str) -> str:
    if name.startswith(OWN):
        raise ValueError(f"names that begin with {OWN} are those of resellers' own services: choose another")
    return name


class ExchangeRate(Settings):
    """One unit of ``base`` in ``quote``, from a day on, by somebody's word."""

    base: Currency
    """The currency converted from."""
    quote: Currency
    """The currency converted to."""
    rate: Annotated[Decimal, Field(gt=0, lt=1_000_000, decimal_places=16, allow_inf_nan=False)]
    """How much of quote one unit of base is."""
    date: Day
    """The day from which the rate holds, until a later one."""
    source: Words
    """Who says so; it stands in the trail of every price it makes."""
    buffer: Share = Decimal(0)
    """Percent put on top of the rate, against the days until somebody pays."""


class Checkout(Settings):
    """Where the checkout service answers."""

    url: Address = "http://127.0.0.1:8010"
    """Where customers' browsers reach the checkout service."""


class Finder(Settings):
    """The partner finder: the distributor's own site, which leads customers to the resellers."""

    url: Address
    """Where it is published."""
    name: Words
    """What it is called; here the distributor is named."""
    tagline: Words
    """One line beside the name."""
    text: Words
    """Two or three sentences on its home page."""
    language: Language = "en"
    """Its language."""
    languages: tuple[Language, ...] = ()
    """Further ones."""
    brand: Brand
    """Logo, colours, fonts and shapes."""
    email: Words
    """Whom to write to."""


class FeedSource(Settings):
    """One of several feeds: where it comes from, and what its rows do not say themselves."""

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,40}$"), AfterValidator(_feed_name)]
    """What the feed is called, in the snapshot too."""
    source: Words
    """A path, a web address, any other address fsspec knows, or ``ingram:``."""
    format: str = "auto"
    """Who reads it, or auto to find out."""
    profile: str = ""
    """Which column stands for what in a price file."""
    currency: Currency | None = None
    """What its prices are in, where its rows do not say."""
    time_zone: TimeZone | None = None
    """In which its dates without a zone are meant."""
    units: dict[str, Words] = Field(default_factory=dict[str, str])
    """The feed's own codes for units, and the words shops show."""


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
    """Who keeps the catalog and delivers."""
    operator: Operator | None = None
    """Who runs the platform, if somebody else."""
    feed: str = "content/feed/catalog.json"
    """The feed `awning import` reads when no other is named: a path, or an address."""
    format: str = "auto"
    """Who reads it, as neutral or nce, or auto to find out from the file."""
    feeds: tuple[FeedSource, ...] = ()
    """Several feeds in place of the one; where two have the same SKU, the one named first is taken."""
    time_zone: TimeZone = "UTC"
    """The market's: dates without a zone are meant in it."""
    guards: Guards = Guards()
    """From where on an import is refused."""
    keep: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 30
    """How many snapshots stay."""
    pictures: str = "content/pictures"
    """The folder of the pictures that the feed names."""
    exchange_rates: tuple[ExchangeRate, ...] = ()
    """Rates for prices the feed has in other currencies only."""
    checkout: Checkout = Checkout()
    """The service that takes orders and payments."""
    finder: Finder | None = None
    """The partner finder, if there is to be one."""
