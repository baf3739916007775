"""Where an offering stands, and whether what somebody wrote is for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from awning.catalog import Category, Offering


def path_of(category_id: str, categories: Mapping[str, Category]) -> tuple[str, ...]:
    """The category and those around it, the deepest first; a circle ends where it closes."""
    path: dict[str, None] = {}
    category = categories.get(category_id)
    while category is not None and category.id not in path:
        path[category.id] = None
        category = categories.get(category.parent_id or "")
    return tuple(path)


class Targeting(Protocol):
    """What is for an offering, a vendor, a category, a vendor within a category; or for all, where it names none."""

    @property
    def offering(self) -> str | None:
        """A SKU."""
        ...

    @property
    def vendor(self) -> str | None:
        """A vendor."""
        ...

    @property
    def category(self) -> str | None:
        """A category, with those inside it."""
        ...


def names(target: Targeting, offering: Offering, categories: Sequence[str]) -> bool:
    """Whether what is written is for an offering that lies in these categories, whatever its plans."""
    return (
        target.offering in {None, offering.id}
        and target.vendor in {None, offering.vendor}
        and (target.category is None or target.category in categories)
    )
