"""TM Forum catalogs: resources of TMF620, version 4 or 5, as JSON, NDJSON or a folder of files, and events."""

from awning.feeds.tmf.reader import TmfReader

__all__ = ["TmfReader"]
