"""What settings mean for prices: the chain of a shop, its market, its shelf, and who brought a customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from awning.catalog import Period
from awning.chain import Chain, Fee, Link, Party, PartyRole
from awning.config import Agent, Project, Promotion, Reseller, SellerRule
from awning.config import Rule as WrittenRule
from awning.pricing import BelowFloor, Charm, Market, Rate, Shelf, Towards
from awning.rules import Method, Rule, RuleBook
from awning.tax import Anchor, Rounding, TaxContext, context_of


def chain_of(
    project: Project, reseller: Reseller, *, today: date, customer: str = "", since: date | None = None
) -> Chain:
    """Who sells to whom for this shop, and who brought the customer.

    Args:
        project: the distributor's settings: groups and rules.
        reseller: the shop's, and those of the resellers it buys through.
        today: the day of the sale.
        customer: the customer's e-mail address; without one only an agent of the whole shop counts.
        since: when the customer first bought here, for commissions of the first year; none for a new one.
    """
    zone = ZoneInfo(project.time_zone)
    sellers = [*reseller.upstream, reseller]
    names = [seller.slug for seller in sellers]
    group = reseller.buyer_group
    # Whoever is nearer comes first: a rule for this reseller beats one for its group.
    buyers = (names[0], *((group,) if group else ()))
    distributor = project.distributor
    asked = RuleBook(rules_of(distributor.all_rules, distributor.currency or "", zone), buyers)
    links = [Link(Party(PartyRole.DISTRIBUTOR, distributor.name), asked)]
    for supplier, buyer in zip(reseller.upstream, names[1:], strict=True):
        rules = rules_of(supplier.rules, supplier.currency, zone)
        links.append(Link(Party(PartyRole.RESELLER, supplier.name), RuleBook(rules, (buyer,))))
    own = RuleBook(rules_of(reseller.rules, reseller.currency, zone))
    links.append(Link(Party(PartyRole.RESELLER, reseller.name), own))
    operator, agent = project.operator, agent_of(reseller.agents, customer, since, today)
    return Chain(
        links=tuple(links),
        operator=Fee(Party(PartyRole.OPERATOR, operator.name), operator.fee_percent) if operator else None,
        agent=Fee(Party(PartyRole.AGENT, agent.name), agent.commission_percent) if agent else None,
    )


def agent_of(agents: Sequence[Agent], customer: str, since: date | None, today: date) -> Agent | None:
    """The agent who gets a share of what a customer buys: by their address, by their domain, or that of the shop."""
    domain = customer.lower().rpartition("@")[2]
    for wanted in (customer.lower(), domain, None):
        for agent in agents:
            fits = wanted in agent.customers if wanted else not agent.customers
            if fits and not _over(agent, since, today):
                return agent
    return None


def market_of(project: Project, reseller: Reseller, *, as_of: datetime) -> Market:
    """The shop's currency, the rates into it, its tax on that day, and its shelf."""
    rates = tuple(
        Rate(rate.base, rate.quote, rate.rate, rate.date, rate.source, rate.buffer)
        for rate in project.exchange_rates
        if rate.quote == reseller.currency
    )
    return Market(reseller.currency, rates, tax_of(project, reseller, as_of=as_of), shelf_of(project, reseller))


def tax_of(project: Project, reseller: Reseller, *, as_of: datetime) -> TaxContext:
    """The tax of the shop's own country on the day of the moment."""
    tax = reseller.tax
    return context_of(
        reseller.country,
        on=day_of(as_of, project),
        name=tax.name,
        rate=tax.rate,
        anchor=Anchor(tax.anchor),
        rounding=Rounding(tax.rounding),
        exempt_note=tax.exempt or "",
        by_stripe=reseller.taxed_by == "stripe",
        language=reseller.language,
    )


def shelf_of(project: Project, reseller: Reseller) -> Shelf:
    """How the shop's prices end, how low they may go, and what it holds promotions for."""
    charm = reseller.charm.get(reseller.currency)
    band = project.distributor.engagement.price_band
    return Shelf(
        charm=Charm(charm.ends_in, Towards(charm.round)) if charm else None,
        margin_percent=reseller.floors.minimum_margin,
        agent_percent=next((each.commission_percent for each in reseller.agents if not each.customers), Decimal(0)),
        below=BelowFloor(reseller.floors.below),
        band_percent=band.below_srp,
        promotions=RuleBook(_promotions(reseller.promotions, reseller.currency, ZoneInfo(project.time_zone))),
        tax_categories=tuple(sorted(reseller.tax.categories.items())),
    )


def day_of(moment: datetime, project: Project) -> date:
    """Which day a moment lies in, in the market's time zone."""
    return moment.astimezone(ZoneInfo(project.time_zone)).date()


def first_moment(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in the market's time zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _over(agent: Agent, since: date | None, today: date) -> bool:
    """Whether an agent's first year with the customer is over."""
    if agent.lasts != "first-year" or since is None:
        return False
    return (today.year, today.month, today.day) >= (since.year + 1, since.month, since.day)


def rules_of(written: Iterable[WrittenRule], currency: str, zone: ZoneInfo) -> Iterator[Rule]:
    """Rules as pricing takes them: amounts have their currency, days are moments."""
    for rule in written:
        method = Method(rule.method)
        yield Rule(
            method,
            rule.value,
            currency if method in {Method.ADD, Method.PRICE} else "",
            plan=rule.plan,
            offering=rule.offering,
            category=rule.category,
            vendor=rule.vendor,
            term=Period.parse(rule.term) if rule.term else None,
            quantity=rule.quantity,
            buyer=rule.buyer if isinstance(rule, SellerRule) else None,
            valid_from=_begins(rule.from_, zone),
            valid_until=_ends(rule.until, zone),
            days=_days(rule),
        )


def _promotions(written: Iterable[Promotion], currency: str, zone: ZoneInfo) -> Iterator[Rule]:
    for promotion in written:
        fixed = promotion.price is not None
        yield Rule(
            Method.PRICE if fixed else Method.OFF,
            promotion.price if promotion.price is not None else promotion.off or Decimal(0),
            currency if fixed else "",
            name=promotion.name,
            plan=promotion.plan,
            offering=promotion.offering,
            category=promotion.category,
            vendor=promotion.vendor,
            term=Period.parse(promotion.term) if promotion.term else None,
            quantity=promotion.quantity,
            valid_from=_begins(promotion.from_, zone),
            valid_until=_ends(promotion.until, zone),
            days=_days(promotion),
        )


def _begins(day: date | None, zone: ZoneInfo) -> datetime | None:
    return first_moment(day, zone) if day else None


def _ends(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The last day belongs to it."""
    return first_moment(day + timedelta(days=1), zone) if day else None


def _days(written: WrittenRule | Promotion) -> str:
    known = (("from", written.from_), ("until", written.until))
    return ", ".join(f"{word} {day}" for word, day in known if day)
