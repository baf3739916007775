"""Partners as rows of a page: rendered once in a language, and on each page given the link that is its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup, escape

from awning.finder.roster import Roster
from awning.finder.views import PartnerView

FULL_MAX = 12
"""Partners who are shown with all that is said of them; those behind them with a line each."""
FILTERED_MIN = 4
"""Partners from which on a list of an offering's sellers can be narrowed."""
# Of Unicode's private area, which no text of a feed or a reseller has a use for.
_SLOT = "\ue000"


class Rows:
    """The rows of one language. A distributor's page may have hundreds, and a site a million."""

    def __init__(
        self, environment: Environment, partners: Mapping[str, PartnerView], roster: Roster, say: Callable[[str], str]
    ) -> None:
        self._environment = environment
        self._roster = roster
        self._say = say
        full, short = (environment.get_template(name) for name in ("_partner.html", "_line.html"))
        self._full = {slug: full.render(partner=each, link=_SLOT).split(_SLOT) for slug, each in partners.items()}
        self._short = {slug: short.render(partner=each, link=_SLOT).split(_SLOT) for slug, each in partners.items()}
        self._filters: dict[frozenset[str], Markup] = {}

    def of(self, links: Sequence[tuple[str, str]]) -> Markup:
        """List items for partners, each with the address its link leads to."""
        parts = [str(escape(link)).join(self._full[slug]) for slug, link in links[:FULL_MAX]]
        parts += [str(escape(link)).join(self._short[slug]) for slug, link in links[FULL_MAX:]]
        # Rendered by templates that escape, and filled with what was escaped above.
        return Markup("".join(parts))  # noqa: S704

    def filters(self, slugs: Sequence[str], least: int = FILTERED_MIN) -> Markup:
        """Radio groups that narrow a list of these partners; empty where there are fewer than so many."""
        if len(slugs) < least:
            return Markup()
        # Thousands of offerings are sold by a few circles of partners.
        key = frozenset(slugs)
        if key not in self._filters:
            facets = self._roster.facets(key, self._say)
            made = self._environment.get_template("_filters.html").render(facets=facets) if facets else ""
            self._filters[key] = Markup(made)  # noqa: S704  (an escaping template made it)
        return self._filters[key]
