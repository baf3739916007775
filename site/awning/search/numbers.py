"""Whole numbers as short texts: five bits a letter, so that small numbers take one and packing finds patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_BITS = 5
_BASE = 1 << _BITS
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}


def packed(numbers: Iterable[int]) -> str:
    """The numbers, none below 0, one after the other.

    The letters of a number begin with its lowest five bits; the upper half of the alphabet says that more follow.
    """
    return "".join([_KNOWN[number] if number < len(_KNOWN) else _one(number) for number in numbers])


def unpacked(text: str) -> Iterator[int]:
    """The numbers of such a text."""
    number = shift = 0
    for letter in text:
        value = _VALUES[letter]
        number |= value % _BASE << shift
        if value < _BASE:
            yield number
            number = shift = 0
        else:
            shift += _BITS


def packed_rising(numbers: list[int]) -> str:
    """Numbers that rise, each as what it is above the one before it."""
    if not numbers:
        return ""
    return packed([numbers[0], *(after - before - 1 for before, after in pairwise(numbers))])


def unpacked_rising(text: str) -> Iterator[int]:
    """The rising numbers of such a text."""
    last = -1
    for step in unpacked(text):
        last += step + 1
        yield last


def _one(number: int) -> str:
    letters = ""
    while number >= _BASE:
        letters += _ALPHABET[_BASE + number % _BASE]
        number >>= _BITS
    return letters + _ALPHABET[number]


_KNOWN = [_one(number) for number in range(1 << 12)]
