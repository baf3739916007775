"""Pictures, links and shelves as templates see them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

NO_MARKUP = Markup()


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture in the sizes and formats there are of it."""

    url: str
    """What every browser can show."""
    width: int
    height: int
    """Of that one, in CSS pixels; pages keep the room free."""
    sources: tuple[tuple[str, str], ...] = ()
    """Media type and ``srcset`` of better formats, the best first; empty for drawings, which fit any screen."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A page to link to."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A shelf of the shop."""

    id: str
    name: str
    description: str
    url: str
    count: int
    """How many offerings it and the shelves in it hold."""
    picture: PictureView | None
    children: tuple[CategoryView, ...] = ()
