"""Who sells to whom between vendor and customer, and who else has a share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from awning.errors import PriceError

_PERCENT_MIN = -100


class PartyRole(StrEnum):
    """What somebody is in the chain from vendor to customer."""

    OPERATOR = "operator"
    """Runs the platform; the distributor pays them a share of what is sold."""
    DISTRIBUTOR = "distributor"
    """Keeps the catalog and delivers."""
    RESELLER = "reseller"
    """Sells to the customer, or to the next reseller down."""
    AGENT = "agent"
    """Brought the customer; whoever sells pays them a share of it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who gets a part of a price."""

    role: PartyRole
    name: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Percent added to a buy price, for one offering, category or vendor, or where all are none, for all."""

    percent: Decimal
    offering: str | None = None
    category: str | None = None
    vendor: str | None = None

    def __post_init__(self) -> None:
        if self.percent < _PERCENT_MIN:
            raise PriceError(f"A markup of {self.percent} % would pay the buyer: -100 is the least there can be.")

    def __str__(self) -> str:
        if target := self.offering or self.category or self.vendor:
            kind = "offering" if self.offering else "category" if self.category else "vendor"
            return f"{self.percent.normalize():+f} % on {kind} {target}"
        return f"{self.percent.normalize():+f} % on everything"


@dataclass(frozen=True, slots=True)
class Link:
    """A party that sells to the next, and the markups by which it prices what it sells."""

    party: Party
    markups: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Fee:
    """A share of the net shelf price, in percent."""

    party: Party
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Chain:
    """Everybody between vendor and customer: links in order of the goods, the last one owns the shelf."""

    links: tuple[Link, ...]
    operator: Fee | None = None
    agent: Fee | None = None

    def __post_init__(self) -> None:
        if not self.links:
            raise PriceError("Nobody sells in a chain without links: name at least the distributor.")
