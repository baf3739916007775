"""What is wrong with settings that are each right alone: with each other, with other files, with what they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from awning.money import exponent, step
from awning.settings.buyers import foreign_buyers
from awning.settings.facechecks import face, files_of
from awning.settings.parties import Agent, Distributor, Wholesale
from awning.settings.project import ExchangeRate, Finder, Project
from awning.settings.reseller import Reseller
from awning.settings.rules import Scoped, doubles
from awning.settings.shelf import Charm
from awning.settings.taxes import Notice, Tax
from awning.tax_table import TABLE
from awning.yamlfile import Where
from awning.yamlmodel import Written, did_you_mean, name_of

Mistake = tuple[Where, str]


def in_project(folder: Path, written: Written, project: Project, slugs: Sequence[str]) -> Iterator[str]:
    """What is wrong with the project's file, a line each; sections with mistakes of their own may be missing."""
    yield from _said(written, _feeds(project))
    yield from _said(written, _rates(getattr(project, "exchange_rates", ())))
    distributor: Distributor | None = getattr(project, "distributor", None)
    if distributor is not None:
        yield from _said(written, _distributor(written, distributor, slugs))
    finder: Finder | None = getattr(project, "finder", None)
    if finder is not None:
        yield from _said(written, files_of(folder, finder.brand, ("finder", "brand")))


def in_reseller(folder: Path, written: Written, reseller: Reseller, project: Project | None) -> Iterator[str]:
    """What is wrong with a reseller's file, a line each; sections with mistakes of their own may be missing."""
    yield from _said(written, _reserved(reseller))
    yield from _said(written, face(folder, reseller))
    yield from _said(written, _group(reseller, project))
    yield from _said(written, _prices(written, reseller))
    yield from _said(written, foreign_buyers(folder, reseller, project))
    yield from _said(written, _endings(reseller))
    yield from _said(written, _coupons(written, reseller))
    yield from _said(written, _agents(reseller))
    yield from _said(written, _tax(reseller))
    yield from _said(written, _notice(written, reseller))


def _reserved(reseller: Reseller) -> Iterator[Mistake]:
    if getattr(reseller, "slug", "") == "finder":
        yield ("name",), "a shop cannot be called finder.yaml: output/finder is the partner finder's. Rename the file."


def _said(written: Written, mistakes: Iterable[Mistake]) -> Iterator[str]:
    for where, text in mistakes:
        yield f"{written.place(where)}: {name_of(where)}: {text}"


def _feeds(project: Project) -> Iterator[Mistake]:
    feeds = getattr(project, "feeds", ())
    if feeds and "feed" in project.model_fields_set:
        yield ("feeds",), "feed names one feed and feeds several: keep one of them."
    names = [feed.name for feed in feeds]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield ("feeds", number, "name"), f"two are called {name}; names tell feeds apart."


def _rates(rates: Sequence[ExchangeRate]) -> Iterator[Mistake]:
    days = [(rate.base, rate.quote, rate.date) for rate in rates]
    for number, day in enumerate(days):
        if day in days[:number]:
            base, quote, date = day
            yield ("exchange_rates", number), f"{base} to {quote} of {date} stands there twice: keep one of them."


def _distributor(written: Written, distributor: Distributor, slugs: Sequence[str]) -> Iterator[Mistake]:
    for group in distributor.groups:
        if group in slugs:
            yield ("distributor", "groups", group), "a reseller is called so too. Choose another name for the group."
    here = ("distributor", "rules")
    rules = distributor.all_rules
    yield from _twice(written, rules, here, before=len(rules) - len(distributor.rules))
    known = [*distributor.groups, *slugs]
    for number, rule in enumerate(distributor.rules):
        if rule.amounts and distributor.currency is None:
            yield (*here, number), "amounts need a currency: set distributor.currency."
        if rule.buyer is not None:
            yield from _buyer(rule.buyer, known, (*here, number, "buyer"))
    for number, reserved in enumerate(distributor.engagement.protected):
        for place, buyer in enumerate(reserved.for_):
            yield from _buyer(buyer, known, ("distributor", "engagement", "protected", number, "for", place))


def _buyer(buyer: str, known: Sequence[str], where: Where) -> Iterator[Mistake]:
    if buyer not in known:
        yield where, f"{buyer!r} is neither a group of the distributor nor a reseller.{did_you_mean(buyer, known)}"


def _group(reseller: Reseller, project: Project | None) -> Iterator[Mistake]:
    group, seller = getattr(reseller, "group", None), getattr(reseller, "buys_from", None)
    distributor: Distributor | None = getattr(project, "distributor", None)
    groups = distributor.groups if distributor is not None else None
    if group is not None and seller is not None:
        yield ("group",), f"groups are the distributor's, and this reseller buys from {seller}: leave out group."
    elif group is not None and groups is not None and group not in groups:
        advice = f"{did_you_mean(group, groups)} Groups stand in config/awning.yaml under distributor.groups."
        yield ("group",), f"{group!r} is no group of the distributor.{advice}"


def _prices(written: Written, reseller: Reseller) -> Iterator[Mistake]:
    wholesale: Wholesale | None = getattr(reseller, "wholesale", None)
    yield from _twice(written, getattr(reseller, "rules", ()), ("rules",))
    yield from _twice(written, wholesale.rules if wholesale else (), ("wholesale", "rules"))
    yield from _twice(written, getattr(reseller, "promotions", ()), ("promotions",))


def _endings(reseller: Reseller) -> Iterator[Mistake]:
    """Endings that nobody can charge, because the coins of their currency do not make them."""
    charms: dict[str, Charm] = getattr(reseller, "charm", {})
    for currency, charm in charms.items():
        smallest, every = step(currency), 10 ** len(charm.ends_in)
        if int(charm.ends_in) % smallest or every % smallest:
            least = f"{smallest / 10 ** exponent(currency):g}"
            zeros = "0" * (len(str(smallest)) - 1)
            advice = f"end them in {zeros!r}, with other digits before that."
            text = f"prices in {currency} go in steps of {least}, and {charm.ends_in!r} is none: {advice}"
            yield ("charm", currency, "ends_in"), text


def _coupons(written: Written, reseller: Reseller) -> Iterator[Mistake]:
    coupons = getattr(reseller, "coupons", ())
    seen: dict[str, int] = {}
    for number, coupon in enumerate(coupons):
        if coupon.code in seen:
            yield (
                ("coupons", number, "code"),
                f"{coupon.code} is the code of {_nth(written, ('coupons',), seen[coupon.code])} too. Keep one of them.",
            )
        seen.setdefault(coupon.code, number)


def _agents(reseller: Reseller) -> Iterator[Mistake]:
    whole_shop = ""
    of_customer: dict[str, str] = {}
    agents: tuple[Agent, ...] = getattr(reseller, "agents", ())
    for number, agent in enumerate(agents):
        if not agent.customers and whole_shop:
            yield (
                ("agents", number),
                f"{whole_shop} has a share in every sale already. Say under customers whose orders {agent.name}'s are.",
            )
        whole_shop = whole_shop or ("" if agent.customers else agent.name)
        for place, customer in enumerate(agent.customers):
            if customer in of_customer:
                where = ("agents", number, "customers", place)
                yield where, f"{customer} is a customer of {of_customer[customer]} already. Keep one of them."
            of_customer.setdefault(customer, agent.name)


def _tax(reseller: Reseller) -> Iterator[Mistake]:
    country: str | None = getattr(reseller, "country", None)
    tax: Tax | None = getattr(reseller, "tax", None)
    if country is None or tax is None or tax.exempt is not None or reseller.taxed_by == "stripe":
        return
    if country not in TABLE:
        if tax.rate is None:
            yield ("tax",), f"the tax rates of {country} are not known here: set tax.rate, in percent."
        return
    known = dict.fromkeys(name for period in TABLE[country].periods for name, _ in period.percents)
    for thing, rate in tax.categories.items():
        if rate not in known:
            yield ("tax", "categories", thing), f"{country} has no rate called {rate}. It has {', '.join(known)}."


def _notice(written: Written, reseller: Reseller) -> Iterator[Mistake]:
    """Rules of which neither wins."""
    notice: Notice | None = getattr(reseller, "notice", None)
    seen: dict[tuple[str | None, ...], int] = {}
    for number, rule in enumerate(notice.rules if notice else ()):
        first = seen.setdefault((*rule.target, rule.term), number)
        if first != number:
            other = _nth(written, ("notice", "rules"), first)
            yield ("notice", "rules", number), f"this and {other} are for the same thing. Keep one of them."


def _twice(written: Written, rules: Sequence[Scoped], here: tuple[str, ...], *, before: int = 0) -> Iterator[Mistake]:
    """Rules of which neither wins. The first so many are those that groups are short for."""
    for one, two in doubles(rules):
        if two >= before:
            first = _nth(written, here, one - before) if one >= before else "the group's own percentage"
            advice = "Keep one of them, or give them days that do not meet."
            yield (*here, two - before), f"this and {first} are for the same thing at the same time. {advice}"


def _nth(written: Written, here: Where, number: int) -> str:
    """An entry of a list, by its number and its line; one list stands in one file."""
    line = written.place((*here, number)).rsplit(":", 2)[1]
    return f"{name_of((here[-1], number))} (line {line})"
