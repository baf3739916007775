"""BMEcat 2005 and 1.2: catalogs in XML, whole or as a strict chain of updates."""

from awning.feeds.bmecat.reader import BmecatReader

__all__ = ["BmecatReader"]
