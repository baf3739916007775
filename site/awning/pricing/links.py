"""The rules by which the links of a chain sell an offering, found once where all offerings of a shelf have the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from math import prod

from awning.chain import Chain, Party
from awning.money import EXACT
from awning.pricing.model import Subject
from awning.rules import Method, Rule

PERCENTS = frozenset({Method.MARKUP, Method.MARGIN})
_MARKUP = Method.MARKUP
_ONE = Decimal(1)


@dataclass(slots=True)
class Plain:
    """The rules of the links where no rule looks at plan, quantity or dates: a vendor's offerings on one shelf."""

    rules: Sequence[Rule | None]
    buying: Decimal | None
    """What the feed's cost is multiplied by to be what the owner of the shelf pays; none where not all are markups."""
    selling: Decimal
    """And to be what they sell at."""


class Links:
    """The links of one chain at one moment."""

    def __init__(self, chain: Chain, moment: datetime) -> None:
        self._books = [link.rules for link in chain.links]
        self._parties = [link.party for link in chain.links]
        self._moment = moment
        self._named = {rule.offering for book in self._books for rule in book.rules if rule.offering}
        self._known: dict[tuple[str, tuple[str, ...]], Plain | None] = {}
        self._sentences: list[dict[int, tuple[str, str, Party]]] = [{} for _ in chain.links]

    def deciding(self, subject: Subject, quantity: int) -> Sequence[Rule | None]:
        """The rule of each link."""
        return [book.deciding(*subject, quantity, self._moment) for book in self._books]

    def plain(self, subject: Subject) -> Plain | None:
        """What holds for all offerings like this one, or none where a rule looks closer."""
        offering, _, categories = subject
        if offering.id in self._named:
            return None
        shelf = (offering.vendor, categories)
        if shelf in self._known:
            return self._known[shelf]
        plain = all(book.plain(*shelf) for book in self._books)
        known = self._known[shelf] = _plain(self.deciding(subject, 1)) if plain else None
        return known

    def said(self, number: int, rule: Rule | None, *, only_suggested: bool) -> tuple[str, str, Party]:
        """The kind of a link's step, its sentence, and whose it is."""
        if only_suggested and (rule is None or rule.method in PERCENTS):
            party = self._parties[number]
            return _MARKUP.value, f"{party}: the suggested price, no markup", party
        known = self._sentences[number].get(id(rule))
        if known is None:
            party = self._parties[number]
            known = (rule.method if rule else _MARKUP).value, f"{party}: {rule or 'no markup'}", party
            # The books keep their rules, so that no other can come to have its id.
            self._sentences[number][id(rule)] = known
        return known


def _plain(rules: Sequence[Rule | None]) -> Plain:
    """Markups one after another are one factor: products of decimals are exact."""
    factors = [rule.factor for rule in rules if rule is not None and rule.method is _MARKUP]
    with localcontext(EXACT):
        buying = prod(factors[:-1], start=_ONE) if len(factors) == len(rules) else None
        return Plain(rules, buying, prod(factors, start=_ONE))
