"""Delimited price files as distributors have them: one row is one offering, and a profile names the columns."""

from awning.feeds.pricefile.reader import PriceFileReader

__all__ = ["PriceFileReader"]
