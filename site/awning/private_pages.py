"""Pages that are for one reader only, in one file each: nothing is loaded from elsewhere, so they can be mailed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

_TEMPLATES = Path(__file__).parent / "templates"


def template(name: str) -> Template:
    """One of the templates; a variable that is missing is a mistake."""
    return _environment().get_template(name)


def source(name: str) -> str:
    """The text of a part of a page, as it stands in the page."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.lstrip_blocks = True
    return environment
