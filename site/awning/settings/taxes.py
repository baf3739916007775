"""Taxes and notice: what the law of the shop's country and the distributor's contract ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from awning.settings.kinds import Customer, Days, Share, Term, Words
from awning.settings.rules import Target
from awning.tax_table import CATEGORIES
from awning.yamlmodel import Settings, did_you_mean


def _rate_name(name: str) -> str:
    if name not in CATEGORIES:
        advice = did_you_mean(name, CATEGORIES)
        raise ValueError(f"{name!r} is the name of no rate.{advice} Known are {', '.join(CATEGORIES)}")
    return name


RateName = Annotated[str, AfterValidator(_rate_name), Field(json_schema_extra={"enum": [*CATEGORIES]})]


class TaxDisplay(StrEnum):
    """Which price stands large on a page."""

    EXCLUDING = "excluding"
    INCLUDING = "including"
    BOTH = "both"


class Tax(Settings):
    """The tax on sales, and how prices are shown."""

    name: Words | None = None
    """What customers call the tax; by default what the country calls it."""
    rate: Share | None = None
    """The standard rate in percent of the net price; by default that of the country, with its dates."""
    anchor: Literal["net", "gross"] = "net"
    """Which price stays the same wherever a customer lives; the tax of their country makes the other."""
    display: TaxDisplay | None = None
    """Which price stands large: excluding, including or both; by default the one that is the anchor."""
    rounding: Literal["document", "line"] = "document"
    """Where tax is rounded: once a rate over the whole document, or line by line."""
    categories: dict[str, RateName] = Field(default_factory=dict[str, str])
    """Which rate of the country a category or SKU has, as `books: reduced`; all others have the standard rate."""
    exempt: Words | None = None
    """Printed in place of a tax by a small business that charges none; then there is no tax."""
    exempt_customers: tuple[Customer, ...] = ()
    """Who pays no tax: e-mail addresses or their domains."""
    by: Literal["table", "stripe"] | None = None
    """Who knows the rates: Awning's table, or Stripe Tax; by default Stripe in the US, else the table."""

    def contradictions(self) -> Iterator[str]:
        """A tax, and none."""
        yield from super().contradictions()
        taxed = [name for name in ("rate", "categories") if getattr(self, name)]
        if self.exempt is not None and taxed:
            yield f"exempt means that no tax is charged: leave out {' and '.join(taxed)}, or exempt"
        if self.exempt is not None and self.by == "stripe":
            yield "exempt means that no tax is charged: leave out by, or exempt"
        if self.by == "stripe" and self.rate is not None:
            yield "Stripe Tax knows the rates: leave out rate, or write by: table"

    @property
    def shown(self) -> TaxDisplay:
        """Which price stands large, said or by default."""
        if self.display is not None:
            return self.display
        return TaxDisplay.INCLUDING if self.anchor == "gross" else TaxDisplay.EXCLUDING


class NoticeRule(Target):
    """How many days before the end customers give notice, for one thing or for everything."""

    days: Days
    """Days before the end of the term."""
    term: Term | None = None
    """For plans of this term only, as P1Y."""


class Notice(Settings):
    """How long before the end customers give notice: longer than the distributor asks of the reseller."""

    extra_days: Days = 5
    """Days asked of customers beyond those the distributor asks for."""
    rules: tuple[NoticeRule, ...] = ()
    """Days for some things, in place of the distributor's and the extra ones."""
