"""What a payment page lists, made when the order is placed: Stripe is asked for what was shown, to the cent.

Each line is a unit price times a quantity, because that is all Stripe takes. Where the shop's prices are net, tax is a
line of its own for each rate and period; where they are gross it is inside, and each line says so. Lines are those of a
whole period: what a coupon takes off the first payment, Stripe takes off once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from awning.formats import Wording
from awning.money import EXACT, Money, split, step
from awning.tax import Anchor, Treatment
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.quotes import PaymentPlan, Quote, Section
from awning_checkout.stripe_lines import Line, Page, Terms
from awning_checkout.tax_words import rate_name

_TIMES = "\N{MULTIPLICATION SIGN}"


def payment_lines(quote: Quote, plan: PaymentPlan, words: Wording) -> list[Line]:
    """The lines of one visit: every item, then the tax of each period where it is not inside."""
    items: dict[int, Line] = {}
    taxes: list[Line] = []
    for section in plan.sections:
        key = section.period, section.trial_days
        mine = [number for number, line in enumerate(quote.lines) if (line.period, line.trial_days) == key]
        made = _items(quote, section, [quote.lines[number] for number in mine], words)
        items.update(zip(mine, made, strict=True))
        if quote.tax.anchor is Anchor.NET:
            taxes += [
                Line(rate_name(quote.tax.name, rate.rate_percent, words), rate.tax, 1, section.period)
                for rate in section.full.rates
                if rate.tax
            ]
    return [items[number] for number in sorted(items)] + taxes


def payment_page(order: Any, payment: Any, email: str, *, shop: str, base: str) -> Page:
    """The page of a payment as it was agreed to: what the shop's settings say since does not matter.

    Args:
        order: its row.
        payment: its row.
        email: the customer's.
        shop: the name the customer knows it by.
        base: where customers come back to, without the order's own path.
    """
    address = f"{base}/{order.reseller}/orders/{order.token}"
    terms = Terms(
        off=Money(payment.off_minor, order.currency) if payment.off_minor else None,
        off_name=order.coupon,
        trial_days=payment.trial_days,
        taxed_by_stripe=payment.taxed_by_stripe,
    )
    return Page(
        lines=[
            Line(name, Money(unit, order.currency), quantity, period, note)
            for name, unit, quantity, period, note in payment.lines
        ],
        reference=payment.id,
        order_number=order.number,
        email=email,
        locale=order.language,
        success_url=f"{address}?session={{CHECKOUT_SESSION_ID}}",
        cancel_url=address,
        merchant=shop,
        terms=terms,
    )


def item_names(line: QuoteLine, words: Wording) -> tuple[str, str]:
    """What a line is called: the offering, and how it is bought."""
    name = line.offering.said_in(words.language).name
    if line.setup:
        return name, words.gettext("Set-up")
    title = words.plan(line.plan)
    if line.later:
        title = words.gettext("%(trial)s, then %(plan)s") % {"trial": title, "plan": words.plan(line.later.plan)}
    return (f"{line.per} {_TIMES} {name}" if line.per > 1 else name), title


def _items(quote: Quote, section: Section, lines: Sequence[QuoteLine], words: Wording) -> list[Line]:
    """The items of one section, in the order of the cart."""
    units = [Money.from_decimal(line.charged.unit, quote.currency) for line in lines]
    if quote.tax.anchor is Anchor.GROSS:
        if quote.tax.treatment is not Treatment.CHARGED:
            return [
                _of_net(line, net, section, words) for line, net in zip(lines, _in_coins(section, lines), strict=True)
            ]
        return [
            Line(_name(line, words), unit, line.price.quantity, section.period, _inside(quote, line, words))
            for line, unit in zip(lines, units, strict=True)
        ]
    return [
        Line(_name(line, words), unit, line.price.quantity, section.period)
        for line, unit in zip(lines, units, strict=True)
    ]


def _of_net(line: QuoteLine, net: Money, section: Section, words: Wording) -> Line:
    """A line whose price lost the tax it held: where that is no whole unit price, all of it is one unit."""
    quantity = line.price.quantity
    each, left = divmod(net.minor, quantity)
    if left or each % step(net.currency):
        return Line(f"{quantity} {_TIMES} {_name(line, words)}", net, 1, section.period)
    return Line(_name(line, words), Money(each, net.currency), quantity, section.period)


def _in_coins(section: Section, lines: Sequence[QuoteLine]) -> list[Money]:
    """The nets of the lines in amounts Stripe can charge; they sum to the section's net."""
    nets = [line.full_net or Money.zero(section.net.currency) for line in lines]
    coin = step(section.net.currency)
    if coin == 1:
        return nets
    shares = [EXACT.divide(Decimal(net.minor), Decimal(coin)) for net in nets]
    coins = split(Money(section.full.net.minor // coin, section.net.currency), shares)
    return [part * coin for part in coins]


def _inside(quote: Quote, line: QuoteLine, words: Wording) -> str:
    percent = quote.tax.rate(line.charged.tax_category)
    if not percent:
        return ""
    return words.gettext("including %(tax)s") % {"tax": rate_name(quote.tax.name, percent, words)}


def _name(line: QuoteLine, words: Wording) -> str:
    return ", ".join(item_names(line, words))
