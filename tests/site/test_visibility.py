"""Who may see what of a price: no amount, name or percent of anybody who is hidden from the viewer."""

from __future__ import annotations

import re
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from awning.catalog import Plan
from awning.chain import Chain, Link
from awning.errors import NotForSale, OnRequest, PriceError, RuleUnfit
from awning.pricing import Charm, Price
from awning.receipts.as_json import receipt_json
from awning.receipts.receipt import Receipt, Receipts
from awning.receipts.text import receipt_text
from awning.receipts.visibility import Seen, Sight, Viewer, refusal_for, seen_by, viewer_named
from awning.rules import RuleBook
from awning.tax import Anchor, TaxContext
from support_core import (
    AGENT,
    DISTRIBUTOR,
    NOON,
    OPERATOR,
    RESELLER,
    SUB_RESELLER,
    chain,
    cost,
    eur,
    fee,
    floor,
    market,
    markup,
    plan,
    priced,
    rule,
    srp,
    subject,
)

OWNER = Viewer(Sight.SELLER)
ABOVE = Viewer(Sight.SELLER, -2)
BY_AGENT, BY_CUSTOMER = Viewer(Sight.AGENT), Viewer(Sight.CUSTOMER)
THROUGH = chain("-3.5", "11", "23", operator="0.7", agent="1.3")
"""A distributor, Blue Sky, who sells to Corner Shop, an operator and an agent."""
MAILBOX = plan(cost("100"))


def shares(seen: Seen) -> dict[str, str]:
    return {share.says: str(share.money.amount) for share in seen.shares}


def says(seen: Seen) -> list[str]:
    return [step.says for step in seen.trail]


def receipt(seen: Seen) -> Receipts:
    """A receipt of one plan, with nothing on it but what was seen."""
    known = Receipt("MAIL-1", "Mailbox", "P1Y-P1M", "1 year", "per user", "per month", False, False, seen)
    return Receipts("MAIL-1", "Mailbox", "shop", seen.quantity, (known,), (), (), "book", "catalog", NOON)


def told(seen: Seen) -> str:
    """All that a viewer can read, on paper, in JSON and in the value itself."""
    found = receipt(seen)
    return "\n".join([receipt_text(found, explain=True), receipt_json(found, one_plan=True), repr(asdict(seen))])


def test_the_distributor_sees_all_of_it() -> None:
    price = priced(MAILBOX, THROUGH)

    seen = seen_by(price, THROUGH, Viewer())

    assert seen.trail == price.trail
    assert [share.money for share in seen.shares] == [cut.money for cut in price.cuts]
    assert sum((share.money for share in seen.shares), eur("0")) == price.total


def test_the_owner_of_the_shelf_begins_with_what_they_pay() -> None:
    price = priced(MAILBOX, THROUGH, 2)

    seen = seen_by(price, THROUGH, OWNER)

    assert says(seen) == ["Your buy price", "Your rule: +23 % on everything", "Rounding: half up to 0.01 EUR"]
    assert [step.amount for step in seen.trail] == [Decimal("107.115"), Decimal("131.75145"), Decimal("131.75")]
    assert shares(seen) == {"Bought for": "214.23", "Your margin": "45.84", "Agent Ann": "3.43"}
    assert (seen.kept, seen.bought, seen.rule) == (eur("45.84"), Decimal("107.115"), "+23 % on everything")


def test_a_seller_before_the_shelf_sees_that_it_was_sold_on() -> None:
    price = priced(MAILBOX, THROUGH, 2)

    seen = seen_by(price, THROUGH, ABOVE)

    assert says(seen) == ["Your buy price", "Your rule: +11 % on everything"]
    assert (seen.bought, seen.sold) == (Decimal("96.500"), Decimal("107.115"))
    assert shares(seen) == {"Bought for": "193.00", "Your margin": "21.23"}
    assert seen.total == eur("214.23")
    assert (seen.unit, seen.tax, seen.gross) == (None, None, None)


def test_an_agent_sees_the_net_price_and_the_commission() -> None:
    price = priced(MAILBOX, THROUGH, 2, where=market(tax=TaxContext("VAT", Decimal(20), "GB")))

    seen = seen_by(price, THROUGH, BY_AGENT)

    assert (seen.total, seen.tax, seen.trail) == (eur("263.50"), None, ())
    assert [(share.says, share.money, share.percent) for share in seen.shares] == [
        ("Your commission", eur("3.43"), Decimal("1.3"))
    ]


def test_a_customer_sees_price_and_tax_and_nothing_else() -> None:
    price = priced(MAILBOX, THROUGH, 2, where=market(tax=TaxContext("VAT", Decimal(20), "GB")))

    seen = seen_by(price, THROUGH, BY_CUSTOMER)

    assert seen == Seen("EUR", 2, unit=Decimal("131.75"), total=eur("263.50"), tax=eur("52.70"))
    assert seen.gross == eur("316.20")


def test_in_a_service_of_their_own_resellers_see_their_cost_and_the_fee_they_pay() -> None:
    own = Chain((Link(RESELLER, RuleBook([markup("50")])),), fee(OPERATOR, "2"), fee(AGENT, "5"))
    price = priced(MAILBOX, own)

    seen = seen_by(price, own, OWNER)

    assert says(seen)[:2] == ["Feed: cost", "Your rule: +50 % on everything"]
    assert shares(seen) == {"Your margin": "139.50", "Fee of the platform": "3.00", "Agent Ann": "7.50"}


def test_their_supplier_has_no_part_in_a_service_of_their_own() -> None:
    own = Chain((Link(RESELLER, RuleBook([markup("50")])),))

    with pytest.raises(NotForSale, match="no part in selling this"):
        seen_by(priced(MAILBOX, own), own, ABOVE)


def test_where_no_agent_has_a_share_nobody_sees_as_one() -> None:
    with pytest.raises(NotForSale, match="No agent has a share"):
        seen_by(priced(MAILBOX, chain("0", "20")), chain("0", "20"), BY_AGENT)


FLOORS: dict[str, tuple[Plan, dict[str, Any], str]] = {
    "the vendor's": (plan(cost("10"), floor("50")), {}, "Floor: the vendor allows no lower price"),
    "their own margin's": (
        plan(cost("10")),
        {"margin_percent": Decimal(60)},
        "Floor: a margin of 60 % is the least the shop wants",
    ),
    "the distributor's": (
        plan(cost("10"), srp("80")),
        {"band_percent": Decimal(15)},
        "Floor: no lower price is allowed",
    ),
}


@pytest.mark.parametrize("known", FLOORS)
def test_a_floor_says_no_more_than_its_amount_unless_it_is_their_own_or_the_vendors(known: str) -> None:
    priced_plan, shelf, said = FLOORS[known]
    price = priced(priced_plan, chain("0", "20"), where=market(**shelf))

    seen = seen_by(price, chain("0", "20"), OWNER)

    assert said in says(seen)
    assert seen.floor == price.floor > 0
    assert seen_by(price, chain("0", "20"), BY_CUSTOMER).floor == 0


def test_on_a_gross_shelf_the_owner_sees_the_tax_step_too() -> None:
    gross = market(tax=TaxContext("VAT", Decimal(20), "GB", Anchor.GROSS), charm=Charm("99"))

    seen = seen_by(priced(MAILBOX, chain("0", "20"), where=gross), chain("0", "20"), OWNER)

    assert says(seen)[2:] == ["With 20 % VAT", "Charm: up so that it ends in 99"]
    assert seen.unit == Decimal("144.99")


def test_a_metered_rate_has_no_shares() -> None:
    by_use = plan(cost("0.0071"), kind=plan().kind.METERED)

    seen = seen_by(priced(by_use, THROUGH), THROUGH, OWNER)

    assert (seen.shares, seen.kept) == ((), None)
    assert seen.bought == Decimal("0.007605165")


NAMES = {
    "": Viewer(),
    "operator": Viewer(),
    "distributor": Viewer(),
    "reseller": OWNER,
    "agent": BY_AGENT,
    "customer": BY_CUSTOMER,
    "corner": OWNER,
    "blue-sky": ABOVE,
    "top": Viewer(Sight.SELLER, -3),
}


@pytest.mark.parametrize("name", NAMES)
def test_viewers_are_named_by_role_or_slug(name: str) -> None:
    assert viewer_named(name, ("top", "blue-sky", "corner")) == NAMES[name]


def test_a_name_that_nobody_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(PriceError, match=r"'bob' has no part .* agent, customer, blue-sky\."):
        viewer_named("bob", ("blue-sky",))


def test_an_agent_nobody_has_is_neither_found_nor_offered() -> None:
    with pytest.raises(PriceError, match="No agent has a share"):
        viewer_named("agent", ("blue-sky",), agent=False)
    with pytest.raises(PriceError, match="distributor, reseller, customer, blue-sky"):
        viewer_named("bob", ("blue-sky",), agent=False)


def test_a_refusal_does_not_tell_whose_rule_it_was() -> None:
    secret = RuleUnfit("MAIL-1, plan P1Y: the rule `15 % off the suggested price for gold` needs a suggested price.")

    for viewer in (OWNER, ABOVE, BY_AGENT, BY_CUSTOMER):
        said = str(refusal_for(viewer, "MAIL-1", "P1Y", secret))
        assert "MAIL-1, plan P1Y" in said
        assert "15" not in said
        assert "gold" not in said
    assert refusal_for(Viewer(), "MAIL-1", "P1Y", secret) is secret
    assert not isinstance(refusal_for(OWNER, "MAIL-1", "P1Y", OnRequest("x")), RuleUnfit)


distinct = st.lists(
    st.integers(1_000_001, 2_999_999).filter(lambda number: number % 10), min_size=5, max_size=5, unique=True
)


@given(
    percents=distinct,
    amount=st.integers(10_000_001, 99_999_999),
    quantity=st.integers(1, 40),
    anchor=st.sampled_from(Anchor),
    fixed=st.booleans(),
)
def test_nothing_of_a_hidden_party_reaches_a_viewer(
    percents: list[int], amount: int, quantity: int, anchor: Anchor, fixed: bool
) -> None:
    """Amounts and percents have many digits here, so that none occurs by chance."""
    first, second, third, operator, agent = (f"{Decimal(number).scaleb(-5)}" for number in percents)
    links = [markup(first), rule("margin", second) if fixed else markup(second), markup(third)]
    parties = (DISTRIBUTOR, RESELLER, SUB_RESELLER)
    through = Chain(
        tuple(Link(party, RuleBook([each])) for party, each in zip(parties, links, strict=True)),
        fee(OPERATOR, operator),
        fee(AGENT, agent),
    )
    tax = TaxContext("VAT", Decimal(20), "GB", anchor)
    price = priced(subject(plan(cost(f"{Decimal(amount).scaleb(-2)}"))), through, quantity, where=market(tax=tax))

    for viewer, hidden in _hidden(price, through, [first, second, third, operator, agent]).items():
        text = told(seen_by(price, through, viewer))
        assert [secret for secret in hidden if re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", text)] == []


def _hidden(price: Price, through: Chain, percents: list[str]) -> dict[Viewer, list[str]]:
    """For each viewer what must not be told: names, percents, amounts of steps and of cuts."""
    feed, *made = [f"{step.amount:f}" for step in price.trail[:4]]
    cuts = {cut.party.name: str(cut.money.amount) for cut in price.cuts}
    assume(len({*cuts.values()}) == len(cuts))
    first, second, third, operator, agent = percents
    upstream = ["Northgate", "Platform", first, operator, feed, cuts["Northgate"], cuts["Platform"]]
    middle = ["Blue Sky", second, cuts["Blue Sky"]]
    last = ["Corner Shop", third, cuts["Corner Shop"]]
    by_agent = ["Ann", agent, cuts["Ann"]]
    shelf = [f"{price.unit:f}", str(price.total.amount)]
    assert [link.party.name for link in through.links] == ["Northgate", "Blue Sky", "Corner Shop"]
    return {
        OWNER: [*upstream, *middle, made[0]],
        ABOVE: [*upstream, *last, *by_agent, *shelf, made[2]],
        BY_AGENT: [*upstream, *middle, *last, *made],
        BY_CUSTOMER: [*upstream, *middle, *last, *by_agent, *made],
    }
