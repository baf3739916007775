"""What is shown, what Stripe is asked for and what the ledger books are one sum, in every currency and kind of shop."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from awning.catalog import Plan, PlanKind
from awning.formats import Wording
from awning.money import CURRENCIES, Money, exponent, total
from awning.pricing import Market, Pricer
from awning.tax import Anchor, Buyer, Rounding, TaxContext, for_buyer
from awning_checkout.carts import CartLine
from awning_checkout.ledger import STRIPE, balance, payment_transfers
from awning_checkout.payment_lines import payment_lines
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.quotes import Quote
from awning_checkout.sections import summed
from awning_checkout.stripe_lines import from_stripe, to_stripe
from support_core import NOON, chain, cost, plan, subject

CODES = sorted(CURRENCIES)
WORDS = Wording("en", "DE")
TODAY = date(2026, 11, 22)
BUYERS = (
    Buyer("DE"),
    Buyer("AT"),
    Buyer("AT", vat_number="ATU13585627"),
    Buyer("CH"),
    Buyer("DE", exempt=True),
)


def _quote(seed: int) -> Quote:
    """A cart of up to five lines in any currency, for a buyer anywhere, in a shop of any kind."""
    chance = random.Random(seed)
    currency = chance.choice(CODES)
    rates = (("reduced", Decimal(7)),)
    home = TaxContext("VAT", Decimal(19), "DE", chance.choice([*Anchor]), chance.choice([*Rounding]), rates)
    pricer = Pricer(chain("-3", "25", operator="0.8", agent="1.5"), Market(currency, (), home), NOON)
    lines = list[QuoteLine]()
    for number in range(chance.randint(1, 5)):
        amount = str(Decimal(chance.randint(0, 10 ** chance.randint(3, 8))).scaleb(-exponent(currency) - 1))
        once = Plan("once", PlanKind.ONCE, "piece", (cost(amount, currency),))
        bought = chance.choice([plan(cost(amount, currency)), once])
        asked = subject(bought, sku=f"SKU-{number}")
        asked = asked._replace(offering=replace(asked.offering, tax_category=chance.choice(["standard", "reduced"])))
        price = pricer.price(asked, chance.randint(1, 60))
        off = chance.choice([0, 0, price.gross.minor // 3])
        off -= off % (100 if currency in {"HUF", "TWD"} else 10)
        wish = CartLine(asked.offering.id, bought.id, price.quantity)
        lines.append(QuoteLine(wish, asked.offering, bought, price, discount_minor=min(off, price.total.minor)))
    context = for_buyer(home, chance.choice(BUYERS), TODAY)
    priced, sections = summed(lines, context, currency)
    return Quote(tuple(priced), (), tuple(sections), currency, "", "", NOON, context)


@settings(max_examples=2_000, deadline=None)
@given(st.integers(0, 2**63).map(_quote))
def test_shown_charged_and_booked_are_one_sum(quote: Quote) -> None:
    for visit in quote.payments():
        lines = payment_lines(quote, visit, WORDS)
        asked = sum(to_stripe(line.unit) * line.quantity for line in lines) - to_stripe(visit.off)
        keys = {(section.period, section.trial_days) for section in visit.sections}
        mine = [line for line in quote.lines if (line.period, line.trial_days) in keys]
        cuts = [(str(cut.party), cut.money) for line in mine for cut in line.price.cuts]

        transfers = payment_transfers(visit.net + visit.tax, visit.tax, cuts)

        assert from_stripe(asked, quote.currency) == visit.net + visit.tax
        assert balance(transfers, STRIPE, quote.currency) == Money.zero(quote.currency)
        assert total([line.price.total for line in mine], quote.currency) == visit.net
        assert total([line.price.tax for line in mine], quote.currency) == visit.tax
