"""Everybody in the chain from distributor to customer, with their terms for each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from awning.settings.kinds import Currency, Customer, Percent, Share, Words
from awning.settings.rules import SellerRule
from awning.yamlmodel import Settings


class PriceBand(Settings):
    """How far shelf prices may be from the suggested price, in percent of it."""

    below_srp: Share | None = None
    """So far below it; without this, as far as one likes."""
    above_srp: Annotated[Percent, Field(ge=0)] | None = None
    """So far above it; without this, as far as one likes."""


class Reserved(Settings):
    """One vendor, category or offering that not everybody may sell."""

    vendor: Words | None = None
    """This vendor."""
    category: Words | None = None
    """This category and those inside it."""
    offering: Words | None = None
    """This SKU."""

    def contradictions(self) -> Iterator[str]:
        """More or less than one of them."""
        yield from super().contradictions()
        if sum(each is not None for each in (self.vendor, self.category, self.offering)) != 1:
            yield "name one of vendor, category and offering"


class Certified(Reserved):
    """What may be sold with a certificate only."""

    needs: Words
    """The certificate, as resellers name it under certificates."""


class Protected(Reserved):
    """What some resellers may sell, and nobody else."""

    for_: Annotated[tuple[Words, ...], Field(alias="for")]
    """Who may: slugs and groups; an empty list keeps it out of all shops."""


class Engagement(Settings):
    """The distributor's rules of engagement; `awning check` reports who breaks them."""

    price_band: PriceBand = PriceBand()
    """How far shelf prices may be from the suggested price."""
    certified: tuple[Certified, ...] = ()
    """What may be sold with a certificate only."""
    protected: tuple[Protected, ...] = ()
    """What only some resellers may sell."""


class Distributor(Settings):
    """Who keeps the catalog and delivers."""

    name: Words
    """The firm's name; no shop prints it."""
    currency: Currency | None = None
    """What amounts in its rules are in."""
    groups: dict[str, Percent | None] = Field(default_factory=dict[str, Decimal | None])
    """Reseller groups, and the percent added to the feed's cost for them: gold: -3. Empty: only rules say it."""
    rules: tuple[SellerRule, ...] = ()
    """How the feed's cost becomes the price for resellers."""
    engagement: Engagement = Engagement()
    """What resellers must keep to."""

    @property
    def all_rules(self) -> tuple[SellerRule, ...]:
        """The rules, after those that the groups are short for."""
        short = (
            SellerRule(buyer=group, markup=percent) for group, percent in self.groups.items() if percent is not None
        )
        return *short, *self.rules


class Operator(Settings):
    """Who runs the platform, if that is somebody else."""

    name: Words
    """The firm's name; no shop prints it."""
    fee_percent: Share = Decimal(0)
    """Its share of each sale, in percent of the net shelf price; the distributor bears it."""


class Agent(Settings):
    """Who brought the customers, and gets a share of what they buy."""

    name: Words
    """The agent's name; no shop prints it."""
    commission_percent: Share
    """The share, in percent of the net shelf price; the reseller bears it."""
    lasts: Literal["always", "first-year"] = "always"
    """For how long the share is due, from a customer's first order on."""
    customers: tuple[Customer, ...] = ()
    """Whose orders it is due for: e-mail addresses or their domains. Without them, everybody's."""


class Wholesale(Settings):
    """What a reseller asks of resellers who buy from it."""

    rules: Annotated[tuple[SellerRule, ...], Field(min_length=1)]
    """How its own buy price becomes theirs."""


class Supplier(Settings):
    """A reseller between the distributor and a shop, as far as the shop's prices depend on it."""

    slug: str
    """Its own settings' name."""
    name: str
    """The firm's name; the shop never prints it."""
    group: str | None
    """Its group with the distributor; none further down."""
    currency: Currency
    """What amounts in its rules are in."""
    rules: tuple[SellerRule, ...]
    """How its buy price becomes that of whoever buys from it."""
