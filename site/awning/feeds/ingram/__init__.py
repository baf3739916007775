"""Ingram Micro Xvantage: catalogue, product details, and prices, as its API answers them, in any mix and order."""

from awning.feeds.ingram.reader import IngramReader

__all__ = ["IngramReader"]
