"""The partner finder: a site of the distributor's, without prices, that leads customers to the resellers' shops."""

from awning.finder.build import FINDER, build_finder

__all__ = ["FINDER", "build_finder"]
