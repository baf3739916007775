"""Short words for amounts, plans and chains, so that a test reads like a price list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from awning.catalog import (
    FeedPrice,
    Lifecycle,
    Offering,
    Period,
    Plan,
    PlanKind,
    PriceRole,
)
from awning.chain import Chain, Fee, Link, Party, PartyRole
from awning.money import Money
from awning.pricing import Lowest, Market, Price, Pricer, Rate, Shelf, Subject
from awning.rules import Method, Rule, RuleBook
from awning.tax import TaxContext

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DISTRIBUTOR = Party(PartyRole.DISTRIBUTOR, "Northgate")
RESELLER = Party(PartyRole.RESELLER, "Blue Sky")
SUB_RESELLER = Party(PartyRole.RESELLER, "Corner Shop")
OPERATOR = Party(PartyRole.OPERATOR, "Platform")
AGENT = Party(PartyRole.AGENT, "Ann")
VAT_20 = TaxContext("VAT", Decimal(20), "GB")
NO_TAX = TaxContext("VAT", Decimal(0), "GB")


def eur(amount: str) -> Money:
    """An amount of euros: ``eur("12.50")``."""
    return money(amount, "EUR")


def gbp(amount: str) -> Money:
    """An amount of pounds."""
    return money(amount, "GBP")


def jpy(amount: str) -> Money:
    """An amount of yen, which have no smaller coins."""
    return money(amount, "JPY")


def money(amount: str, currency: str) -> Money:
    """An amount exactly as written; one that would have to be rounded is a slip in the test."""
    result = Money.from_decimal(Decimal(amount), currency)
    assert result.amount == Decimal(amount)
    return result


def cost(amount: str, currency: str = "EUR", **terms: Any) -> FeedPrice:
    """A cost row of a feed."""
    return feed_price(PriceRole.COST, amount, currency, **terms)


def srp(amount: str, currency: str = "EUR", **terms: Any) -> FeedPrice:
    """A suggested price of a feed."""
    return feed_price(PriceRole.SRP, amount, currency, **terms)


def floor(amount: str, currency: str = "EUR", **terms: Any) -> FeedPrice:
    """A lowest price of a feed."""
    return feed_price(PriceRole.FLOOR, amount, currency, **terms)


def feed_price(role: PriceRole, amount: str, currency: str, *, tier: str = "1", **valid: datetime) -> FeedPrice:
    """Any price row of a feed, with ``tier``, ``valid_from`` and ``valid_until`` where they matter."""
    return FeedPrice(role, currency, Decimal(amount), Decimal(tier), **valid)


def plan(*prices: FeedPrice, kind: PlanKind = PlanKind.RECURRING, **more: Any) -> Plan:
    """A plan per user: a year, paid by the month."""
    year, month = Period(1, "year"), Period(1, "month")
    known = Plan("P1Y-P1M", kind, "user", prices, commitment=year, billing=month)
    return replace(known, **more)


def metered(*prices: FeedPrice) -> Plan:
    """A plan by use."""
    return Plan("metered", PlanKind.METERED, "1 GB", prices)


def offering(*plans: Plan, **more: Any) -> Offering:
    """A mailbox by Mailwright, on the shelf `email`."""
    known = Offering("MAIL-1", "Mailbox", "email", "Mailwright", plans)
    return replace(known, **more)


def retired(*plans: Plan) -> Offering:
    """An offering that is no longer sold."""
    return offering(*plans, lifecycle=Lifecycle.RETIRED)


def subject(priced: Plan, *categories: str, sku: str = "MAIL-1", vendor: str = "Mailwright") -> Subject:
    """What is priced, on its shelves, the deepest first."""
    return Subject(offering(priced, id=sku, vendor=vendor), priced, categories or ("email",))


def rule(method: str, value: str = "0", **target: Any) -> Rule:
    """A price rule, amounts in euros unless said: ``rule("margin", "20", vendor="Mailwright")``."""
    if method in {"add", "price"}:
        target.setdefault("currency", "EUR")
    return Rule(Method(method), Decimal(value), **target)


def markup(percent: str, **target: Any) -> Rule:
    """A markup: ``markup("25", vendor="Mailwright")``."""
    return rule("markup", percent, **target)


def fee(party: Party, percent: str) -> Fee:
    """A share of the net shelf price."""
    return Fee(party, Decimal(percent))


def chain(*percents: str, operator: str | None = None, agent: str | None = None) -> Chain:
    """Distributor, reseller and sub-reseller, as many as there are percents, each with one markup for all."""
    parties = (DISTRIBUTOR, RESELLER, SUB_RESELLER)[: len(percents)]
    return Chain(
        tuple(Link(party, RuleBook([markup(percent)])) for party, percent in zip(parties, percents, strict=True)),
        fee(OPERATOR, operator) if operator else None,
        fee(AGENT, agent) if agent else None,
    )


def shop(*rules: Rule, group: str = "0") -> Chain:
    """A distributor and one reseller with these rules."""
    return Chain((Link(DISTRIBUTOR, RuleBook([markup(group)])), Link(RESELLER, RuleBook(rules))))


def rate(base: str, quote: str, value: str, day: date = date(2026, 11, 1), buffer: str = "0") -> Rate:
    """An exchange rate by the European Central Bank."""
    return Rate(base, quote, Decimal(value), day, "ECB", Decimal(buffer))


def market(currency: str = "EUR", *rates: Rate, tax: TaxContext = NO_TAX, **shelf: Any) -> Market:
    """Where a shop sells, and what its shelf is like: ``market(charm=Charm("99"))``."""
    return Market(currency, rates, tax, Shelf(**shelf))


def priced(
    what: Plan | Subject,
    through: Chain,
    quantity: int = 1,
    *,
    at: datetime = NOON,
    where: Market | None = None,
    history: Lowest | None = None,
) -> Price:
    """The price of a plan on 22 November 2026, in euros without tax unless said otherwise."""
    whole = what if isinstance(what, Subject) else subject(what)
    return Pricer(through, where or market(), at, history).price(whole, quantity)


def cuts(of: Price) -> dict[str, Money]:
    """Who gets what, by name."""
    return {cut.party.name: cut.money for cut in of.cuts}


def kinds(of: Price) -> list[str]:
    """The kinds of steps of a trail, in order."""
    return [step.kind for step in of.trail]
