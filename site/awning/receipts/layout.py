"""How receipts are laid out: sentences, and amounts at their right, dot under dot."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from awning.money import Money
from awning.report_tables import clean

_WIDE = 72
"""So many letters of a sentence stand beside its amount; what is longer begins on the line above."""
_WIDEST = 92


class Row(NamedTuple):
    """A sentence with an amount at the right."""

    says: str
    amount: str
    after: str


Lines = Iterator[str | Row]
"""Texts as they are, and rows."""


def wrapped(said: str, indent: int) -> Iterator[str]:
    """Lines of a sentence. Paths in it stay whole, so that they can be copied."""
    before = " " * indent
    yield from textwrap.wrap(
        said,
        _WIDEST,
        initial_indent=before,
        subsequent_indent=before,
        break_on_hyphens=False,
        break_long_words=False,
    )


def laid_out(lines: Lines) -> str:
    """Text as it is, and rows with their amounts below each other."""
    known = list(lines)
    amounts = [line.amount.partition(".") for line in known if isinstance(line, Row)]
    before = max((len(whole) for whole, _, _ in amounts), default=0)
    after = max((len(dot + rest) for _, dot, rest in amounts), default=0)
    laid: list[str] = []
    for line in known:
        if isinstance(line, str):
            laid.append(line)
            continue
        indent = " " * (len(line.says) - len(line.says.lstrip()))
        *above, last = textwrap.wrap(line.says, _WIDE, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
        whole, dot, rest = line.amount.partition(".")
        laid += above
        laid.append(f"{last:<{_WIDE}}  {whole:>{before}}{dot + rest:<{after}} {line.after}".rstrip())
    return "\n".join(map(clean, laid))


def amount_row(says: str, money: Money, after: str = "") -> Row:
    """A sentence with a sum."""
    return Row(says, str(money.amount), f"{money.currency}{after}")
