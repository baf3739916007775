"""Questions and answers: what a reseller wrote, and what follows from an offering's own facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from awning.catalog import Offering
from awning.formats import Wording
from awning.pages.prose import html_of
from awning.pages.views import FaqView, PlanView, ProductView
from awning.settings.asked import Asked


@dataclass(frozen=True, slots=True)
class Answers:
    """A reseller's answers in one language."""

    asked: tuple[Asked, ...] = ()

    def general(self, wording: Wording) -> tuple[FaqView, ...]:
        """Those about the shop, then what every shop is asked."""
        own = [each for each in self.asked if not (each.offering or each.category or each.vendor)]
        return (*(_view(each) for each in own), *_everybody(wording))

    def about(self, offering: Offering, product: ProductView, wording: Wording) -> tuple[FaqView, ...]:
        """Those about an offering, then what its plans say."""
        shelves = {category.id for category in product.path}
        own = [
            each
            for each in self.asked
            if each.offering == offering.id or each.vendor == offering.vendor or each.category in shelves
        ]
        said = [] if product.card.retired else list(_facts(product, wording))
        return (*(_view(each) for each in own), *said)


def _view(each: Asked) -> FaqView:
    return FaqView(each.question, html_of(each.answer))


def _everybody(wording: Wording) -> Iterator[FaqView]:
    say = wording.gettext
    yield _plain(
        say("How do I pay?"),
        say("By card, on a payment page of Stripe. The card's number never reaches this shop."),
    )
    yield _plain(
        say("When does a subscription begin?"),
        say("As soon as it is set up, usually within minutes of the payment. Your order page shows it."),
    )
    yield _plain(
        say("How do I give notice?"),
        say("Write to us before the last day for notice, which stands on the product's page and on your order page."),
    )
    yield _plain(
        say("Can a price change during the term?"),
        say("No. What you confirmed when you ordered holds until the end of the term."),
    )


def _facts(product: ProductView, wording: Wording) -> Iterator[FaqView]:
    say, name = wording.gettext, {"name": product.card.name}
    plans = [plan for plan in product.plans if plan.kind in {"recurring", "bundle"}]
    trial = next((plan for plan in product.plans if plan.kind == "trial"), None)
    if trial is not None:
        yield _plain(say("Can I try %(name)s first?") % name, f"{trial.title}. {trial.afterwards}".strip())
    bound = next((plan for plan in plans if plan.commitment), None)
    free = next((plan for plan in plans if not plan.commitment and plan.kind == "recurring"), None)
    if bound is not None or free is not None:
        yield _plain(say("For how long am I bound?"), " ".join(_binding(free, bound, wording)))
    if product.questions:
        asked = say("We ask this when you order: %(questions)s") % {"questions": " · ".join(product.questions)}
        yield _plain(say("What do you need from me to begin?"), asked)


def _binding(free: PlanView | None, bound: PlanView | None, wording: Wording) -> Iterator[str]:
    say = wording.gettext
    if free is not None:
        yield say("%(plan)s: no longer than the period you paid for.") % {"plan": free.title}
    if bound is not None:
        yield say("%(plan)s: for %(length)s.") % {"plan": bound.title, "length": bound.commitment}
        if bound.notice:
            yield say("It renews unless you give notice %(notice)s before its end.") % {"notice": bound.notice}
        if bound.window:
            yield say("In the first %(window)s it can be cancelled at no cost.") % {"window": bound.window}


def _plain(question: str, answer: str) -> FaqView:
    return FaqView(question, Markup("<p>") + escape(answer) + Markup("</p>"))
