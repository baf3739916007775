"""What tax comes to: on one amount, on one line, over a document.

All of it is exact until one rounding, half up to what can be charged, and net plus tax is gross by construction: tax is
rounded, and the third amount is the other two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from awning.money import EXACT, Money, in_coins, split, step, total
from awning.tax.context import NOTHING, STANDARD, Anchor, Rounding, TaxContext, Treatment

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """What a document asks for one thing: the total of the line, on the side on which the shop anchors its prices."""

    amount: Money
    category: str = STANDARD


# Not frozen, for the same reason as money: its fields are final.
@dataclass(slots=True, unsafe_hash=True)
class Taxed:
    """An amount and the tax on it, at one rate in percent."""

    rate_percent: Final[Decimal]
    net: Final[Money]
    tax: Final[Money]

    @property
    def gross(self) -> Money:
        """Net and tax together."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Document:
    """A cart, an order or an invoice, summed."""

    rates: tuple[Taxed, ...]
    """One for each rate that is charged, the highest first."""
    net: Money
    tax: Money
    line_nets: tuple[Money, ...]
    """The net of each line, in their order; they sum to `net` exactly."""

    @property
    def gross(self) -> Money:
        """What the buyer pays."""
        return self.net + self.tax


def tax_on(net: Money, rate: Decimal | TaxContext) -> Money:
    """The tax on a net amount, in percent or at the standard rate of a context, half up to what can be charged."""
    percent = rate.rate() if isinstance(rate, TaxContext) else rate
    if not percent:
        return Money(0, net.currency)
    exact = EXACT.multiply(net.minor, percent).scaleb(-2, EXACT)
    return in_coins(exact, net.currency)


def tax_in(gross: Money, rate: Decimal) -> Money:
    """The tax that a gross amount holds, half up to what can be charged; what is left of the amount is its net."""
    if not rate:
        return Money(0, gross.currency)
    exact = EXACT.divide(EXACT.multiply(Decimal(gross.minor), rate), EXACT.add(_HUNDRED, rate))
    return in_coins(exact, gross.currency)


def taxed(amount: Money, category: str, context: TaxContext) -> Taxed:
    """The net and tax of one line alone, whose amount is anchored as the context says.

    A gross amount stays what it is as long as tax is charged, whatever the rate, and the net follows. Where none is
    charged, the buyer pays what is left of it without the tax of the shop's own country.
    """
    rate = context.rate(category)
    if context.anchor is Anchor.NET:
        return Taxed(rate, amount, tax_on(amount, rate))
    tax = tax_in(amount, _rate_within(context, category))
    if context.treatment is Treatment.CHARGED:
        return Taxed(rate, amount - tax, tax)
    return Taxed(rate, amount - tax, Money(0, amount.currency))


def document(lines: Sequence[Line], context: TaxContext, currency: str) -> Document:
    """Sum a document: by default each rate's tax is rounded once over all of its lines.

    Args:
        lines: the totals of the lines, anchored as the context says; a discount is a line below nothing.
        context: the tax of this sale, and where it is rounded.
        currency: of the document, and so of each line.

    Returns:
        The sums, which do not depend on the order of the lines.

    Raises:
        CurrencyMismatch: a line is in another currency.
    """
    parts: dict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        parts[_part(index, line, context)].append(index)
    nets = [Money(0, currency)] * len(lines)
    sums: dict[Decimal, tuple[Money, Money]] = {}
    for indices in parts.values():
        amounts = [lines[index].amount for index in indices]
        category = lines[indices[0]].category
        part = taxed(total(amounts, currency), category, context)
        for index, net in zip(indices, _nets(amounts, part.net, category, context), strict=True):
            nets[index] = net
        net, tax = sums.get(part.rate_percent, (Money(0, currency), Money(0, currency)))
        sums[part.rate_percent] = (net + part.net, tax + part.tax)
    rates = tuple(Taxed(rate, *sums[rate]) for rate in sorted(sums, reverse=True))
    return Document(
        rates=rates,
        net=total([part.net for part in rates], currency),
        tax=total([part.tax for part in rates], currency),
        line_nets=tuple(nets),
    )


def _part(index: int, line: Line, context: TaxContext) -> object:
    """What lines have in common that are rounded together; by line, none has anything in common with another."""
    if context.rounding is Rounding.LINE:
        return index
    return context.rate(line.category), _rate_within(context, line.category)


def _rate_within(context: TaxContext, category: str) -> Decimal:
    """The percent that an anchored amount holds."""
    if context.anchor is Anchor.NET:
        return NOTHING
    if context.treatment is Treatment.CHARGED:
        return context.rate(category)
    return context.anchor_rate(category)


def _nets(amounts: Sequence[Money], net: Money, category: str, context: TaxContext) -> Sequence[Money]:
    """A part's net, given to its lines by largest remainder."""
    if len(amounts) == 1:
        return [net]
    divisor = EXACT.add(_HUNDRED, _rate_within(context, category))
    if divisor == _HUNDRED:
        return amounts
    whole = sum(amount.minor for amount in amounts)
    if step(net.currency) != 1 and whole:
        # A coin is more than a minor unit here, and so may be what its rounding left.
        return split(net, [EXACT.divide(Decimal(net.minor * amount.minor), Decimal(whole)) for amount in amounts])
    return split(net, [EXACT.divide(EXACT.multiply(Decimal(amount.minor), _HUNDRED), divisor) for amount in amounts])
