"""Everything that can go wrong on the static side, drawn as one tree.

AwningError
├── FeedError              a feed, or what it holds, cannot be used
│   ├── FeedMissing
│   ├── FeedRefused
│   └── FeedUnreadable
├── CatalogError           a snapshot is missing or damaged
│   └── OfferingUnknown
├── SettingsError          what a person wrote in YAML does not hold together
├── PriceError             a price cannot be made
│   ├── CurrencyMismatch
│   ├── CurrencyUnknown
│   └── NotForSale
│       ├── OnRequest
│       └── RuleUnfit
├── TaxError               the tax of a sale cannot be told
│   └── VatNumberWrong
├── BuildError             a storefront cannot be built
│   ├── LeakFound
│   └── PictureError
└── ProjectError           the place we work in: folders, disks, ports

A message says what happened, where, and what to do. It is written for the person who has to mend it, so the
command line prints it as it is and shows no traceback.
"""

from __future__ import annotations

from typing import Any


class AwningError(Exception):
    """Something went wrong that a person can mend."""


class FeedError(AwningError):
    """A feed cannot be used as a whole; single bad rows are rejections and raise nothing."""


class FeedMissing(FeedError):
    """The feed is not where the settings or the command line say it is."""


class FeedRefused(FeedError):
    """A feed could be read, and would damage the shops; ``reasons`` are the guards' objections."""

    def __init__(self, message: str, reasons: tuple[str, ...] = (), rejections: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons
        self.rejections = rejections
        """The first of the rows that could not be used, each with its file, line and reason."""


class FeedUnreadable(FeedError):
    """The feed is there and is not what its format says: not JSON, not text, cut short."""


class CatalogError(AwningError):
    """A catalog snapshot is missing, damaged, or was never made."""


class OfferingUnknown(CatalogError):
    """No offering of that SKU is in the catalog, or the reseller does not sell it."""


class SettingsError(AwningError):
    """One or more settings are wrong; the message lists every one of them with file, line and column."""


class PriceError(AwningError):
    """A price cannot be made from what the feed and the settings give."""


class CurrencyMismatch(PriceError):
    """Two amounts of different currencies met in one sum."""


class CurrencyUnknown(PriceError):
    """A currency code is not one of ISO 4217."""


class NotForSale(PriceError):
    """The plan exists and cannot be bought: not now, not in this currency, or not through a cart."""


class OnRequest(NotForSale):
    """The seller names no price for it: customers are asked to write."""


class RuleUnfit(NotForSale):
    """The rule that decides cannot be followed: below a floor, or without a suggested price or exchange rate."""


class TaxError(AwningError):
    """The tax of a sale cannot be told from the settings, the table of rates and what the buyer says."""


class VatNumberWrong(TaxError):
    """A VAT number cannot be one: its form is none of that country's."""


class BuildError(AwningError):
    """A storefront could not be built."""


class LeakFound(BuildError):
    """A page about to be published holds something private."""


class PictureError(BuildError):
    """A picture, a logo or a font cannot be used: it is none, too large, damaged, or would run something."""


class ProjectError(AwningError):
    """The project folder, its disk or a port it needs cannot be used."""
