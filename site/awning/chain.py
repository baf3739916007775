"""Who sells to whom between vendor and customer, and who else has a share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from awning.errors import PriceError
from awning.rules import RuleBook


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

    def __str__(self) -> str:
        return f"{self.role.value.capitalize()} {self.name}"


@dataclass(frozen=True, slots=True)
class Link:
    """A party that sells to the next, and the rules by which it prices what it sells to them."""

    party: Party
    rules: RuleBook = RuleBook()  # noqa: RUF009  (it never changes)


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
