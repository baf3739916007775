"""What stands beside a shop's settings: answers to questions, and what was bought together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from awning.settings.kinds import Words
from awning.yamlfile import read_yaml
from awning.yamlmodel import Model, Settings, checked, refused

_Answer = Annotated[str, Field(min_length=1, max_length=20_000)]


class Asked(Settings):
    """A question customers ask, and its answer."""

    question: Words
    """As they ask it."""
    answer: _Answer
    """Markdown."""
    offering: Words | None = None
    """Only about this SKU: then it stands on its page, and not among the general ones."""
    category: Words | None = None
    """Only about what stands in this category."""
    vendor: Words | None = None
    """Only about what this vendor makes."""


class Faq(Settings):
    """``faq.yaml`` in a shop's content folder, or in the folder of one of its languages there."""

    questions: tuple[Asked, ...]
    """In the order in which they are shown."""


class Together(Settings):
    """``config/insights/<slug>.yaml``: written by ``awning insights suggest``."""

    together: dict[Words, tuple[Words, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """SKU to the SKUs that were bought with it, the best first."""


def read_faq(path: Path) -> tuple[Asked, ...]:
    """The questions of a file; none where there is no file.

    Raises:
        SettingsError: it is wrong; the message names every mistake.
    """
    return _read(Faq, path).questions if path.is_file() else ()


def read_together(path: Path) -> dict[str, tuple[str, ...]]:
    """What was bought together; nothing where there is no file.

    Raises:
        SettingsError: it is wrong; the message names every mistake.
    """
    return _read(Together, path).together if path.is_file() else {}


def _read(model: type[Model], path: Path) -> Model:
    file = read_yaml(path)
    found, mistakes = checked(model, file, {})
    refused(mistakes)
    return found
