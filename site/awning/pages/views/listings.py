"""Lists of offerings as templates see them: a shelf, a vendor, and how a list is narrowed."""

from __future__ import annotations

from dataclasses import dataclass, field

from awning.pages.views.offerings import CardView
from awning.pages.views.shelves import CategoryView, LinkView


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One way to narrow a list."""

    token: str
    """The word that cards have in `CardView.facets`: "bill-month"."""
    title: str
    """Paid monthly."""
    count: int
    """How many cards of the whole list, not only of one page, have it."""


@dataclass(frozen=True, slots=True)
class FacetView:
    """One question by which a list can be narrowed: the term, the billing period, the price."""

    name: str
    """term, bill or band."""
    title: str
    options: tuple[FacetOption, ...]
    """At least two; a question with one answer is not asked."""


@dataclass(frozen=True, slots=True)
class ListingView:
    """One page of a list of offerings: a category's, or a vendor's."""

    kind: str
    """category or vendor."""
    title: str
    text: str
    """What the shelf holds, in a sentence or two; may be empty."""
    count: int
    """Offerings in the whole list, shelves within it included."""
    path: tuple[CategoryView, ...]
    """The categories around it, outermost first."""
    children: tuple[CategoryView, ...]
    """The categories in it."""
    cards: tuple[CardView, ...]
    """Those of this page."""
    number: int
    """Which page this is, from 1."""
    pages: tuple[LinkView, ...] = field(default=())
    """All pages of the list; a single one is none."""
    vendors: tuple[CategoryView, ...] = ()
    """Of a category: the vendors in it, as links to all they make; `count` is of what stands in this list."""
    facets: tuple[FacetView, ...] = ()
