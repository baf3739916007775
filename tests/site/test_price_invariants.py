"""What holds of every price, whatever the feed, the rules, the shelf and the currency."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awning.catalog import Plan, PriceRole
from awning.chain import Chain, Fee, Link, Party, PartyRole
from awning.errors import NotForSale
from awning.money import exponent, step, total
from awning.pricing import Charm, Market, Price, Pricer, Shelf, Towards
from awning.rules import Method, Rule, RuleBook
from awning.tax import Anchor, TaxContext
from support_core import AGENT, NOON, OPERATOR, feed_price, plan, subject

MANY = settings(max_examples=2_000, deadline=None)
SUBJECT = ("email", "communication")
CURRENCIES = ("EUR", "GBP", "JPY", "KWD", "HUF", "ISK", "CHF")
TARGETS: tuple[dict[str, Any], ...] = (
    {},
    {"vendor": "Mailwright"},
    {"category": "communication"},
    {"category": "email"},
    {"vendor": "Mailwright", "category": "email"},
    {"offering": "MAIL-1"},
    {"offering": "MAIL-1", "plan": "P1Y-P1M"},
    {"offering": "OTHER-1"},
    {"vendor": "Another"},
)

ROUND_ENDS = [Charm(ends, towards) for ends in ("00", "900") for towards in Towards]
CHARMS = [None, *ROUND_ENDS]
SHARES = [None, Decimal(0), Decimal("0.8"), Decimal("1.5"), Decimal(60)]
LEAST = [None, Decimal(0), Decimal(15), Decimal("33.3")]


def _pool(count: int) -> list[Rule]:
    """Rules of every method for each of the targets; to draw a whole rule is far quicker than to draw its parts."""
    chance = random.Random(20261122)
    values = {
        Method.MARKUP: lambda: chance.randint(-9_000, 30_000),
        Method.MARGIN: lambda: chance.randint(-5_000, 9_900),
        Method.ADD: lambda: chance.randint(0, 100_000),
        Method.OFF_SRP: lambda: chance.randint(-5_000, 10_000),
        Method.PRICE: lambda: chance.randint(0, 100_000),
    }
    pool = list[Rule]()
    for _ in range(count):
        method = chance.choice(list(values))
        value, quantity = Decimal(values[method]()).scaleb(-2), chance.choice([1, 1, 10, 50])
        pool.append(Rule(method, value, "", quantity=quantity, **chance.choice(TARGETS)))
    return pool


POOL = _pool(400)


def _distinct(found: list[Rule], currency: str) -> list[Rule]:
    """Rules for the same thing are a mistake in the settings, and never get here."""
    known: dict[object, Rule] = {}
    for drawn in found:
        rule = replace(drawn, currency=currency) if drawn.method in {Method.ADD, Method.PRICE} else drawn
        known.setdefault((rule.plan, rule.offering, rule.category, rule.vendor, rule.quantity), rule)
    return list(known.values())


def _sale(seed: int) -> tuple[Plan, Chain, Market, int]:
    """A plan of a feed, a chain of up to three sellers with rules of all kinds, a shelf, and a quantity.

    Made from one number: to draw it part by part takes several times as long, and thousands are drawn.
    """
    chance = random.Random(seed)
    currency = chance.choice(CURRENCIES)

    def amount() -> str:
        return str(Decimal(chance.randint(0, 10 ** chance.randint(1, 7))).scaleb(-4))

    prices = [feed_price(PriceRole.COST, amount(), currency), feed_price(PriceRole.SRP, amount(), currency)]
    if chance.random() < 0.5:
        prices.append(feed_price(PriceRole.FLOOR, amount(), currency))
    parties = [
        Party(PartyRole.DISTRIBUTOR, "party 0"),
        *(Party(PartyRole.RESELLER, f"party {each}") for each in (1, 2)),
    ]
    links = tuple(
        Link(party, RuleBook(_distinct(chance.choices(POOL, k=chance.randint(0, 4)), currency)))
        for party in parties[: chance.randint(1, 3)]
    )
    operator, agent = chance.choice(SHARES), chance.choice(SHARES)
    through = Chain(
        links,
        Fee(OPERATOR, operator) if operator is not None else None,
        Fee(AGENT, agent) if agent is not None else None,
    )
    tax = TaxContext("VAT", chance.choice([Decimal(0), Decimal(20), Decimal("8.1")]), "CH", chance.choice([*Anchor]))
    shelf = Shelf(chance.choice(CHARMS), margin_percent=chance.choice(LEAST), band_percent=chance.choice(LEAST))
    return plan(*prices), through, Market(currency, (), tax, shelf), chance.randint(1, 300)


sales = st.integers(0, 2**63).map(_sale)


def _priced(sale: tuple[Plan, Chain, Market, int]) -> Price:
    what, through, where, quantity = sale
    try:
        return Pricer(through, where, NOON).price(subject(what, *SUBJECT), quantity)
    except NotForSale as refusal:
        assume("more than can be charged" not in str(refusal))
        raise


@MANY
@given(sales, st.integers(0, 10**9))
def test_a_price_sums_up_keeps_its_floor_and_is_the_same_explained_or_not(
    sale: tuple[Plan, Chain, Market, int], part: int
) -> None:
    what, through, where, quantity = sale
    found = _priced(sale)
    discounted = type(found.total)(found.total.minor * part // 10**9, found.currency)

    plain = Pricer(through, where, NOON).unit(subject(what, *SUBJECT), quantity)
    reduced = found.at_net(discounted, found.tax)

    coin = Decimal(step(found.currency)).scaleb(-exponent(found.currency))
    anchored = found.gross if where.tax.anchor is Anchor.GROSS else found.total
    assert total([cut.money for cut in found.cuts], found.currency) == found.total
    assert total([cut.money for cut in reduced.cuts], found.currency) == discounted
    assert anchored.amount == found.unit * found.quantity
    assert found.unit >= found.floor
    assert found.unit % coin == 0
    assert found.unit == found.trail[-1].amount == plain


@MANY
@given(sales, st.integers(1, 300))
def test_more_seats_never_cost_less_in_total_unless_a_tier_says_so(
    sale: tuple[Plan, Chain, Market, int], more: int
) -> None:
    what, through, where, quantity = sale
    pricer, asked = Pricer(through, where, NOON), subject(what, *SUBJECT)
    starts = pricer.tiers(asked)
    assume(not any(quantity < start <= quantity + more for start in starts))

    fewer, greater = pricer.price(asked, quantity), pricer.price(asked, quantity + more)

    assert fewer.unit == greater.unit
    assert fewer.total <= greater.total


@MANY
@given(sales, st.data())
def test_removing_a_rule_that_did_not_decide_changes_no_price(
    sale: tuple[Plan, Chain, Market, int], data: st.DataObject
) -> None:
    what, through, where, quantity = sale
    asked = subject(what, *SUBJECT)
    place = data.draw(st.integers(0, len(through.links) - 1))
    link = through.links[place]
    decided = link.rules.deciding(*asked, quantity, NOON)
    idle = [rule for rule in link.rules.rules if rule is not decided]
    if not idle:
        return
    gone = data.draw(st.sampled_from(idle))
    left = replace(link, rules=RuleBook([rule for rule in link.rules.rules if rule is not gone]))

    without = replace(through, links=(*through.links[:place], left, *through.links[place + 1 :]))

    assert _priced((what, without, where, quantity)) == _priced(sale)


@MANY
@given(sales, st.randoms(use_true_random=False))
def test_the_order_of_rules_in_a_file_changes_no_price(sale: tuple[Plan, Chain, Market, int], chance: Any) -> None:
    what, through, where, quantity = sale
    shuffled = list[Link]()
    for link in through.links:
        order = list(link.rules.rules)
        chance.shuffle(order)
        shuffled.append(replace(link, rules=RuleBook(order)))

    assert _priced((what, replace(through, links=tuple(shuffled)), where, quantity)) == _priced(sale)
