"""Branded static storefronts for resellers, built from a distributor's catalog feed."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("awning")
