"""The NCE price list: Microsoft's licences of the New Commerce Experience, as the CSV of Partner Center."""

from awning.feeds.nce.reader import NceReader

__all__ = ["NceReader"]
