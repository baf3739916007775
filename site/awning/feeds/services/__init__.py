"""A reseller's own services, written by hand in YAML: a day on site, a care plan by the month."""

from awning.feeds.services.reader import ServicesReader

__all__ = ["ServicesReader"]
