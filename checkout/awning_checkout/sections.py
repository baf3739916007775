"""The sums of a quote, one section for each way of paying: net, tax per rate, gross, and every line's part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awning.money import Money, allocate, total
from awning.tax import Document, Rounding, TaxContext, Taxed, document, taxed
from awning.tax import Line as TaxLine
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.quotes import Section


def summed(lines: Sequence[QuoteLine], context: TaxContext, currency: str) -> tuple[list[QuoteLine], list[Section]]:
    """Sum lines whose discounts are settled; each line is given back with its own net, tax and cuts.

    Sections are in order of their periods, the shortest first; what is tried first comes behind, and what is paid
    once last.
    """
    result = list(lines)
    sections: list[Section] = []
    keys = {(line.period, line.trial_days): _months(line) for line in lines}
    for period, trial_days in sorted(keys, key=lambda key: (not key[0], key[1], keys[key])):
        mine = [number for number, line in enumerate(lines) if (line.period, line.trial_days) == (period, trial_days)]
        section, own = _section([lines[number] for number in mine], context, currency)
        sections.append(section)
        for number, line in zip(mine, own, strict=True):
            result[number] = line
    return result, sections


def _months(line: QuoteLine) -> int:
    billing = (line.later.plan if line.later else line.plan).billing
    return billing.months or 0 if billing else 0


def _section(lines: Sequence[QuoteLine], context: TaxContext, currency: str) -> tuple[Section, list[QuoteLine]]:
    due = _document([line.amount - line.discount for line in lines], lines, context, currency)
    # A trial's own price is nothing; what it goes on as is what each later period costs.
    charged = [Money.from_decimal(line.charged.unit, currency) * line.charged.quantity for line in lines]
    full = _document(charged, lines, context, currency)
    taxes = _taxes(due, lines, context)
    own = [
        replace(line, price=line.price.at_net(net, tax), full_net=whole)
        for line, net, tax, whole in zip(lines, due.line_nets, taxes, full.line_nets, strict=True)
    ]
    section = Section(
        period=lines[0].period,
        trial_days=lines[0].trial_days,
        amount=total([line.amount for line in lines], currency),
        discount=total([line.discount for line in lines], currency),
        due=due,
        full=full,
    )
    return section, own


def _document(amounts: Sequence[Money], lines: Sequence[QuoteLine], context: TaxContext, currency: str) -> Document:
    pairs = zip(amounts, lines, strict=True)
    return document([TaxLine(amount, line.charged.tax_category) for amount, line in pairs], context, currency)


def _taxes(due: Document, lines: Sequence[QuoteLine], context: TaxContext) -> list[Money]:
    """Each line's part of the tax; the parts of a rate sum to its tax."""
    amounts = [line.amount - line.discount for line in lines]
    if context.rounding is Rounding.LINE:
        return [
            taxed(amount, line.charged.tax_category, context).tax for amount, line in zip(amounts, lines, strict=True)
        ]
    taxes = [Money.zero(due.net.currency) for _ in lines]
    for rate in due.rates:
        mine = [
            number for number, line in enumerate(lines) if context.rate(line.charged.tax_category) == rate.rate_percent
        ]
        for number, tax in zip(mine, _parts(rate, [due.line_nets[each] for each in mine]), strict=True):
            taxes[number] = tax
    return taxes


def _parts(rate: Taxed, nets: Sequence[Money]) -> list[Money]:
    return allocate(rate.tax, [net.minor for net in nets]) if rate.tax else [rate.tax for _ in nets]
