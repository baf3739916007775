"""By what a list is narrowed: term, billing period, price band; and the words cards carry for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from awning.catalog import Plan, PlanKind
from awning.formats import Wording
from awning.money import Money, exponent
from awning.pages.views import CardView, FacetOption, FacetView

_YEAR = 12
_BANDS = (Decimal(10), Decimal(50), Decimal(250))
"""Where price bands end, in major units of a currency with cents."""


def _(text: str) -> str:
    """Mark a text for translation; the language is chosen when it is said."""
    return text


_TITLES = {"term": _("Commitment"), "bill": _("Payment"), "band": _("Price")}
_OPTIONS = {
    "term-none": _("No commitment"),
    "term-month": _("Less than a year"),
    "term-year": _("1 year"),
    "term-years": _("More than a year"),
    "bill-month": _("paid monthly"),
    "bill-year": _("paid yearly"),
    "bill-once": _("paid once"),
    "bill-use": _("paid by use"),
}


def tokens_of(plans: Iterable[Plan], price: Decimal | None, currency: str) -> str:
    """What a card can be found by: the terms and billing periods of its plans, and the band of its price."""
    found = {token for plan in plans for token in _tokens(plan)}
    if price is not None:
        found.add(f"band-{sum(price >= end for end in bands(currency)) + 1}")
    return " ".join(sorted(found))


def bands(currency: str) -> tuple[Decimal, ...]:
    """Where price bands end, in major units: of a currency without cents a hundred times as much."""
    scale = 1 if exponent(currency) else 100
    return tuple(end * scale for end in _BANDS)


def facets_of(wording: Wording, cards: Sequence[CardView], currency: str) -> tuple[FacetView, ...]:
    """The questions by which these cards can be told apart."""
    counts = Counter(token for card in cards for token in card.facets.split())
    said = {**{token: wording.gettext(text) for token, text in _OPTIONS.items()}, **_band_titles(wording, currency)}
    found: list[FacetView] = []
    for name, title in _TITLES.items():
        options = [
            FacetOption(token, said[token], counts[token])
            for token in said
            if token.startswith(f"{name}-") and counts[token]
        ]
        if len(options) > 1:
            found.append(FacetView(name, wording.gettext(title), tuple(options)))
    return tuple(found)


def _band_titles(wording: Wording, currency: str) -> dict[str, str]:
    ends = [wording.whole(Money.from_decimal(end, currency)) for end in bands(currency)]
    titles = [wording.gettext("under %(price)s") % {"price": ends[0]}]
    between = wording.gettext("%(low)s to %(high)s")
    titles += [between % {"low": low, "high": high} for low, high in pairwise(ends)]
    titles.append(wording.gettext("from %(price)s") % {"price": ends[-1]})
    return {f"band-{number}": title for number, title in enumerate(titles, start=1)}


def _tokens(plan: Plan) -> Iterator[str]:
    if plan.kind is PlanKind.METERED:
        yield "bill-use"
    elif plan.kind is PlanKind.ONCE:
        yield "bill-once"
    elif plan.kind is PlanKind.RECURRING:
        billed = (plan.billing.months or 0) if plan.billing else 0
        bound = (plan.commitment.months or 0) if plan.commitment else 0
        yield "bill-year" if billed >= _YEAR else "bill-month"
        yield _term(bound, billed)


def _term(bound: int, billed: int) -> str:
    if bound <= 1 and billed <= 1:
        return "term-none"
    months = max(bound, billed)
    if months < _YEAR:
        return "term-month"
    return "term-year" if months == _YEAR else "term-years"
