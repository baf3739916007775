"""Pelican as the host of a shop: its settings, and what it complains of."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from pelican.log import console as pelican_console
from pelican.settings import read_settings

from awning.errors import BuildError
from awning.pages.compiled import compiled_in
from awning.pages.edition import Edition
from awning.pages.halves import Halves
from awning.pages.oneshop import OneShop, said_in
from awning.pages.tags import Tags


def run(content: Path, editions: Sequence[Edition]) -> None:
    """Render a shop: Pelican reads each language's Markdown, and writes it with our generator and writer.

    Args:
        content: the folder of what the reseller writes; made if missing.
        editions: the shop in each of its languages.

    Raises:
        BuildError: Pelican logged an error; left alone it would publish a part.
    """
    complaints = _Complaints()
    logger = logging.getLogger("pelican")
    logger.addHandler(complaints)
    pelican_console.quiet = True
    try:
        runs = [Halves(read_settings(override=_settings(content, each))) for each in editions]
        # All are read before any is written: a page leads to itself in the other languages.
        for run in runs:
            run.read()
        if not complaints.said:
            for run in runs:
                run.write()
    finally:
        logger.removeHandler(complaints)
    if complaints.said:
        raise BuildError("\n".join(complaints.said))


def _settings(content: Path, edition: Edition) -> dict[str, Any]:
    content.mkdir(parents=True, exist_ok=True)
    job, prefix, words = edition.job, edition.prefix, edition.front.wording
    tags = Tags(job.assets)
    return {
        "AWNING_EDITION": edition,
        "PLUGINS": ["awning.pages"],
        "PATH": str(content),
        "OUTPUT_PATH": str(job.output.folder / prefix),
        # Emptying the folder first would tear the shop down under its visitors.
        "DELETE_OUTPUT_DIRECTORY": False,
        "THEME": str(job.theme),
        "THEME_STATIC_PATHS": [],
        "THEME_TEMPLATES_OVERRIDES": [str(content / "templates")] if (content / "templates").is_dir() else [],
        "JINJA_ENVIRONMENT": {
            "trim_blocks": True,
            "lstrip_blocks": True,
            "autoescape": True,
            # Nobody edits a template while a shop is built; asking the disk on every page costs more than the page.
            "auto_reload": False,
            "extensions": ["jinja2.ext.i18n", OneShop],
            "undefined": jinja2.StrictUndefined,
            "bytecode_cache": compiled_in(words.language, words.files),
        },
        "JINJA_GLOBALS": {
            "shop": edition.front.shop,
            "navigation": edition.front.shelves.navigation,
            "asset": tags.asset,
            "style": tags.style,
            "script": tags.script,
            "once": edition.once,
            "_": said_in(words),
            "gettext": said_in(words),
            "ngettext": words.ngettext,
        },
        "SITENAME": edition.front.shop.name,
        "SITEURL": f"{edition.front.shop.url}/{prefix}".rstrip("/"),
        "TIMEZONE": "UTC",
        "DEFAULT_LANG": words.language,
        # A post without a date would be as old as its file, and so differ from machine to machine.
        "DEFAULT_DATE": None,
        "PAGE_PATHS": [f"{prefix}pages"],
        "PAGE_URL": "{slug}.html",
        "PAGE_SAVE_AS": "{slug}.html",
        "ARTICLE_PATHS": [f"{prefix}posts"],
        "ARTICLE_URL": "news/{slug}.html",
        "ARTICLE_SAVE_AS": "news/{slug}.html",
        "STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "AUTHOR_SAVE_AS": "",
        "CATEGORY_SAVE_AS": "",
        "TAG_SAVE_AS": "",
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        # A page in reStructuredText could otherwise show any file of this machine.
        "DOCUTILS_SETTINGS": {"file_insertion_enabled": False},
    }


class _Complaints(logging.Handler):
    """Collects what Pelican logs as errors: left alone it would go on and exit 0 with half a shop."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        # The logger is one for all; another shop's build may run beside this one.
        if record.thread == self._thread:
            # Pelican logs while it handles what was raised, and keeps the reason to itself.
            reason = " ".join(str(sys.exception() or "").split())
            said = record.getMessage()
            self.said.append(f"{said}: {reason}" if reason and reason not in said else said)
