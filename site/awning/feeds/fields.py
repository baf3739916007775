"""Fields of a feed row, taken out with a reason when they are missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, TypeVar, cast

from awning.catalog import PERIOD_UNITS, Period
from awning.money import CURRENCIES

Word = TypeVar("Word")
LONGEST_ID = 100
LONGEST_SHOWN = 60
LONGEST_TEXT = 50_000
LARGEST_AMOUNT = Decimal(10) ** 12
MOST_DECIMALS = 30
LONGEST_DAYS = 36_500
# What nearly all amounts look like: none of the checks below could find anything wrong with it.
PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_NUMBER = re.compile(r"[-+]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][-+]?[0-9]{1,4})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What neither HTML nor XML can hold: control characters, and halves of characters that JSON can escape.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class RowRefused(Exception):
    """The row cannot be used; the message is the reason a person will read."""


class RowDamaging(RowRefused):
    """The row cannot be used, and shows that the feed is damaged as a whole: it must not go live at all.

    So are prices below zero, and currencies and units that nobody knows.
    """


class Fields:
    """A JSON object whose fields are asked for by name and kind."""

    # Where it stands is put into words only when there is something to say: most rows are in order.
    __slots__ = ("_key", "_number", "_outer", "record")

    def __init__(self, record: dict[str, Any], outer: Fields | None = None, key: str = "", number: int = 0) -> None:
        self.record = record
        """As the feed has it, unchecked."""
        self._outer = outer
        self._key = key
        self._number = number

    def text(self, key: str, default: str | None = None) -> str:
        """A text, stripped; required unless there is a default."""
        value = self.record.get(key)
        if value is not None and not isinstance(value, str):
            raise self.refuse(f"{key} is {shown(value)}, which is not a text in quotes.")
        text = value.strip() if value else ""
        if not text:
            if default is None:
                raise self.refuse(f"{key} is missing.")
            return default
        if not text.isprintable() and (found := UNPRINTABLE.search(text)):
            raise self.refuse(f"{key} holds the character U+{ord(found[0]):04X}, which no page can show.")
        if len(text) > LONGEST_TEXT:
            raise self.refuse(f"{key} is {len(text):,} characters long; {LONGEST_TEXT:,} is the most a page can hold.")
        return text

    def identifier(self, key: str) -> str:
        """A text that can stand in addresses and orders: not empty, at most 100 characters, printable."""
        value = self.text(key)
        if len(value) > LONGEST_ID or not value.isprintable():
            raise self.refuse(f"{key} is not usable as an id: at most {LONGEST_ID} printable characters.")
        return value

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """An exact, finite number of at least zero, from a JSON number or a text of digits."""
        value = self.record.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
            return Decimal(value)
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise self.refuse(f"{key} is {shown(value)}; a number is needed.")
        if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
            raise self.refuse(
                f"{key} {shown(value)} is not a number. Numbers are written with digits and a dot, as in 12.50."
            )
        number = Decimal(value.strip() if isinstance(value, str) else value)
        if not number.is_finite() or number > LARGEST_AMOUNT:
            raise self.refuse(f"{key} {shown(value)} is not an amount anybody could charge.")
        if number < 0:
            raise self.damage(f"{key} is {shown(value)}, below zero.")
        if -cast("int", number.as_tuple().exponent) > MOST_DECIMALS:
            raise self.refuse(f"{key} {shown(value)} has more than {MOST_DECIMALS} decimals.")
        return number.copy_abs()

    def currency(self, key: str, default: str | None = None) -> str:
        """A currency of ISO 4217, in capitals; required unless there is a default."""
        code = self.record.get(key)
        if isinstance(code, str) and code in CURRENCIES:
            return code
        code = self.text(key, default)
        if code not in CURRENCIES:
            raise self.damage(f"{key} {shown(code)} is not a currency of ISO 4217.")
        return code

    def period(self, count: int, unit: str) -> Period:
        """A length of time from its count and the feed's word for the unit."""
        try:
            return Period.of(count, unit)
        except ValueError as problem:
            refused = self.refuse if unit.lower().removesuffix("s") in PERIOD_UNITS else self.damage
            raise refused(str(problem)) from None

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number from zero to 36,500: days, months, how many of something."""
        number = self.number(key, None if default is None else Decimal(default))
        if number != number.to_integral_value():
            raise self.refuse(f"{key} is {number}; a whole number is needed.")
        if number > LONGEST_DAYS:
            raise self.refuse(f"{key} is {number}; {LONGEST_DAYS} is the most there can be.")
        return int(number)

    def truth(self, key: str, *, default: bool) -> bool:
        """True or false, also as the texts some feeds write."""
        value = self.record.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        raise self.refuse(f"{key} is {shown(value)}; true or false is needed.")

    def word(self, key: str, words: Mapping[str, Word]) -> Word:
        """What one of the words known stands for; required."""
        said = self.record.get(key)
        if isinstance(said, str) and said in words:
            return words[said]
        said = self.text(key)
        if said not in words:
            raise self.refuse(f"{key} {shown(said)} is none of {', '.join(words)}.")
        return words[said]

    def moment(self, key: str, zone: tzinfo = UTC) -> datetime | None:
        """A date and time in UTC, or none. Where no zone is written, the market's is meant."""
        text = self.text(key, "")
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.refuse(f"{key} {shown(text)} is no date. Write it as 2026-11-30T00:00:00Z.") from None

    def inside(self, key: str) -> Fields:
        """The object under a key; an absent one is empty."""
        value: Any = self.record.get(key) or {}
        if not isinstance(value, dict):
            raise self.refuse(f"{key} is {shown(value)}; an object {{...}} is needed.")
        return Fields(value, self, key)  # pyright: ignore[reportUnknownArgumentType]

    def items(self, key: str) -> list[Any]:
        """The list under a key, whatever is in it; an absent one is empty."""
        items: Any = self.record.get(key) or []
        if not isinstance(items, list):
            raise self.refuse(f"{key} is {shown(cast('object', items))}; a list [...] is needed.")
        return cast("list[Any]", items)

    def item(self, key: str, number: int, item: Any) -> Fields:
        """One item of that list, which must be an object; they are counted from 1."""
        if not isinstance(item, dict):
            raise self.refuse(f"{key} {number} is {shown(item)}; an object {{...}} is needed.")
        return Fields(item, self, key, number)  # pyright: ignore[reportUnknownArgumentType]

    def each(self, key: str) -> Iterator[Fields]:
        """The objects of the list under a key; an absent one is empty."""
        for number, item in enumerate(self.items(key), start=1):
            yield self.item(key, number, item)

    def languages(self, key: str) -> Iterator[tuple[str, Fields]]:
        """Each language of the object under a key with what is said in it; an absent one is empty."""
        said = self.inside(key)
        for language in said.keys():  # noqa: SIM118  (Fields is not a mapping)
            if not _LANGUAGE.fullmatch(language):
                raise said.refuse(f"{shown(language)} is no language; write its code, as de or pt-BR.")
            yield language, said.inside(language)

    def keys(self) -> list[str]:
        """The keys that are there."""
        return list(self.record)

    def refuse(self, reason: str) -> RowRefused:
        """The refusal of this row, for the caller to raise."""
        return RowRefused(f"{self.where()}{reason}")

    def damage(self, reason: str) -> RowDamaging:
        """The refusal of this row and of the feed it stands in, for the caller to raise."""
        return RowDamaging(f"{self.where()}{reason}")

    def where(self) -> str:
        """Where in the row it stands, as messages begin: ``productOfferingPrice 2: price: ``."""
        if self._outer is None:
            return ""
        return f"{self._outer.where()}{self._key}{f' {self._number}' if self._number else ''}: "


def shown(value: object) -> str:
    """A value of a feed as a message can show it: short, whatever it is."""
    kinds = {list: "a list", dict: "an object", bool: "true or false", type(None): "null"}
    if kind := kinds.get(cast("type[Any]", type(value))):
        return kind
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... ({len(text):,} characters)"
