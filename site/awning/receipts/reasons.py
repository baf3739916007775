"""Why a rule decides: which others hold as well, and in what it is more specific than the next of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from awning.pricing import Subject
from awning.rules import Rule, RuleBook
from awning.shelves import names


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that decides, and the rules that would if it were not there."""

    rule: Rule
    others: tuple[Rule, ...]
    """The most specific first."""
    because: str
    """What sets it apart from the first of the others: ``it names the offering``; empty where there is none."""


def reason(book: RuleBook, subject: Subject, quantity: int, moment: datetime) -> Reason | None:
    """Why a seller's rule decides, or none where no rule holds.

    Args:
        book: the seller's rules, for the one who buys.
        subject: what is sold.
        quantity: whole units.
        moment: with time zone.
    """
    rules = holding(book, subject, quantity, moment)
    if not rules:
        return None
    rule, *others = rules
    return Reason(rule, tuple(others), _because(rule, others[0], subject) if others else "")


def holding(book: RuleBook, subject: Subject, quantity: int, moment: datetime) -> list[Rule]:
    """All rules that hold, in the order in which they decide."""
    held = [
        rule
        for rule in book.rules
        if names(rule, subject.offering, subject.categories) and rule.holds(subject.plan, quantity, moment)
    ]
    # The book has them in the order of all but the place on the shelves, and sorting keeps that.
    return sorted(held, key=lambda rule: _place(rule, subject))


def _place(rule: Rule, subject: Subject) -> tuple[bool, bool, bool, int, bool]:
    """The smaller, the more specific."""
    deep = subject.categories.index(rule.category) if rule.category else 0
    within = rule.vendor is not None and rule.category is not None
    return rule.offering is None, not within, rule.category is None, deep, rule.vendor is None


def _because(rule: Rule, other: Rule, subject: Subject) -> str:
    if rule.plan and not other.plan:
        return "it names the plan"
    if _place(rule, subject) != _place(other, subject):
        return _by_place(rule, other)
    if rule.buyer != other.buyer:
        return "it names the buyer" if other.buyer is None else "it names the buyer, not their group"
    if rule.term and not other.term:
        return "it names the term"
    if rule.quantity != other.quantity:
        return f"it begins at {rule.quantity} units, nearer to what is bought"
    return "it holds for some days only"


def _by_place(rule: Rule, other: Rule) -> str:
    if rule.offering:
        return "it names the offering"
    if rule.vendor and rule.category and not (other.vendor and other.category):
        return "it names the vendor within a category"
    if rule.category and other.category:
        return "its category lies deeper"
    return "it names the category" if rule.category else "it names the vendor"
