"""CloudBlue's catalog: the answers of its SimpleAPI (products, plans, parameters) and of Connect."""

from awning.feeds.cloudblue.reader import CloudBlueReader

__all__ = ["CloudBlueReader"]
