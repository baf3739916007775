"""Why the rules of those whom a viewer may look at decide, with the places where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from awning.catalog import Offering, Plan
from awning.pricebook import PriceBook
from awning.receipts.places import RulePlaces
from awning.receipts.reasons import Reason, reason
from awning.receipts.visibility import Sight, Viewer
from awning.rules import Method


class Whys:
    """Says of one price book's rules why they decide, to one viewer."""

    def __init__(self, book: PriceBook, viewer: Viewer, places: RulePlaces) -> None:
        self._book = book
        self._viewer = viewer
        self._places = places

    def decides(self, offering: Offering, plan: Plan, quantity: int) -> Iterator[str]:
        """For each seller in the viewer's trail why their rule decides; empty where there is nothing to say."""
        for position, found in self._found(offering, plan, quantity):
            yield self._said(found, position) if found else ""

    def requested(self, offering: Offering, plan: Plan, quantity: int) -> Iterator[str]:
        """Whose rule names no price, and where it stands; nothing where it is none that the viewer may know of."""
        links = self._book.chain_for(offering).links
        for position, found in self._found(offering, plan, quantity):
            if found and found.rule.method is Method.REQUEST:
                whose = "Your rule" if self._viewer.sight is Sight.SELLER else str(links[position].party)
                yield f"{whose}: {found.rule}: {self._said(found, position)}"
                return

    def _found(self, offering: Offering, plan: Plan, quantity: int) -> Iterator[tuple[int, Reason | None]]:
        """The reason of each seller the viewer may look at, with its position counted from the shelf."""
        links, subject = self._book.chain_for(offering).links, self._book.subject(offering, plan)
        place = self._viewer.place
        seen = {Sight.WHOLE: range(-len(links), 0), Sight.SELLER: range(place, place + 1)}
        for position in seen.get(self._viewer.sight, range(0)):
            yield position, reason(links[position].rules, subject, quantity, self._book.as_of)

    def _said(self, found: Reason, position: int) -> str:
        own = self._places.place(found.rule, position)
        if not found.others:
            return f"the only rule for it ({own})" if own else "the only rule for it"
        others = self._places.place(found.others[0], position)
        at, next_at = (f" ({place})" if place else "" for place in (own, others))
        first = f"the most specific of {len(found.others) + 1} rules that hold{at}: {found.because}"
        return f"{first}; next would be {found.others[0]}{next_at}"
