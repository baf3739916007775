"""Which column of a distributor's price file stands for what, checked as a whole."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from awning.money import CURRENCIES

_AMOUNT = re.compile(r"\s*([0-9]+(\.[0-9]*)?)?\s*")
_DATE_PARTS = {"yyyy": "(?P<year>[0-9]{4})", "yy": "(?P<year>[0-9]{2})", "mm": "(?P<month>{})", "dd": "(?P<day>{})"}


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _date_form(form: str) -> str:
    found = re.fullmatch(r"(yyyy|yy|mm|dd)([-/. ]?)(yyyy|yy|mm|dd)\2(yyyy|yy|mm|dd)", form)
    if not found or {part[0] for part in found.group(1, 3, 4)} != {"y", "m", "d"}:
        raise ValueError("is no form of a date; write yyyymmdd, mm/dd/yyyy, dd.mm.yy and the like")
    return form


Column = Annotated[str, "column"]
Columns = Annotated[tuple[str, ...], BeforeValidator(_several), "column"]
Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Section(BaseModel):
    """A part of a profile: no key is accepted that means nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfferingColumns(Section):
    """The columns that make up an offering."""

    id: Column = Field(min_length=1)
    name: Columns = Field(min_length=1)
    """Joined with a space."""
    description: Columns = ()
    """Joined without a space: pieces are cut in the middle of words."""
    vendor: Column = ""
    part_number: Column = ""
    substitute: Column = ""
    """The SKU that took its place, told of retired offerings."""
    minimum: Column = ""
    """The smallest quantity that can be ordered."""


class PriceColumns(Section):
    """The columns that hold amounts."""

    cost: Column = ""
    srp: Column = ""
    floor: Column = ""
    zero_is_free: bool = False
    """Whether 0.00 is a price; in files of hardware it means there is none."""


class Promotion(Section):
    """Another cost until a day, which is included."""

    flag: Column = ""
    flagged: Words = ()
    """What the flag says of rows with a promotion."""
    price: Column = ""
    rebate: Column = ""
    """What is taken off the cost, where no price is given."""
    regular: Column = ""
    """The cost without the promotion, where the column of costs holds it with it."""
    begins: Column = ""
    ends: Column = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.price) == bool(self.rebate):
            raise ValueError("needs a column under price or under rebate, and not under both")
        if bool(self.flag) != bool(self.flagged):
            raise ValueError("flag and flagged belong together")
        return self


class Status(Section):
    """The column that says whether an offering is still sold; all but the words here mean that it is."""

    column: Column = Field(min_length=1)
    retired: Words


class Action(Section):
    """The column that says whether a row adds, changes or deletes."""

    column: Column = Field(min_length=1)
    add: Words = ()
    change: Words = ()
    delete: Words = ()


class Shelf(Section):
    """The column of categories."""

    column: Column = ""
    levels: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Of codes that hold their parents' codes: where each level ends, counted in characters."""
    names: dict[str, str] = {}
    """A whole code, or the part of one level, and its name."""


class Unit(Section):
    """What is counted."""

    column: Column = ""
    words: dict[str, str] = {}
    default: str = "piece"


class Stock(Section):
    """The columns that say how an offering can be had now."""

    quantity: Column = Field(min_length=1)
    """So many pieces. What is no whole number says nothing, and below zero is none: orders that wait for goods."""
    delivery_days: Column = ""
    expected: Column = ""
    """The day on which more comes in."""
    without: Words = ()
    """What the column of units says of goods that are never in stock, because nobody carries them: licences."""


class Profile(Section):
    """Which column of a distributor's price file stands for what."""

    title: str
    delimiter: str = Field(pattern=r'^[^"\r\n\\ ]$')
    quoted: bool = False
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    heading: str = ""
    """What the first line holds if it is no row; empty where there is never such a line."""
    width: int = Field(ge=2, le=1000)
    count_from: int = Field(default=1, ge=0, le=1)
    columns: dict[str, int]
    nothing: Words = ()
    """What stands in a column that holds nothing."""
    dates: Annotated[tuple[Annotated[str, AfterValidator(_date_form)], ...], BeforeValidator(_several)] = ("yyyymmdd",)
    offering: OfferingColumns
    prices: PriceColumns
    promotion: Promotion | None = None
    status: Status | None = None
    action: Action | None = None
    category: Shelf = Shelf()
    unit: Unit = Unit()
    stock: Stock | None = None
    characteristics: Annotated[dict[str, str], "column"] = {}
    currency: str = ""
    vendor: str = ""
    """Whose products they are where no column says so."""
    mode: Literal["full", "delta"] = "full"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name, number in self.columns.items():
            if not self.count_from <= number < self.width + self.count_from:
                last = self.width + self.count_from - 1
                raise ValueError(f"columns.{name} is {number}; they go from {self.count_from} to {last}")
        for key, column in _asked_for(self):
            if column and column not in self.columns:
                raise ValueError(f"{key} names the column {column!r}, which is not one of columns")
        if self.currency and self.currency not in CURRENCIES:
            raise ValueError(f"currency {self.currency!r} is not one of ISO 4217, as EUR or USD")
        if self.mode == "delta" and not self.action:
            raise ValueError("mode delta needs an action: without one nobody could tell what was deleted")
        if not (self.offering.vendor or self.vendor):
            raise ValueError("offering.vendor names no column, and vendor nobody")
        return self

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """The columns that are used, by name, with their place counted from 0."""
        return tuple((column, self.columns[column] - self.count_from) for column in _used(self))

    @property
    def description_places(self) -> tuple[int, ...]:
        """Where the pieces of the description stand, counted from 0."""
        return tuple(self.columns[column] - self.count_from for column in self.offering.description)

    @property
    def date_patterns(self) -> tuple[re.Pattern[str], ...]:
        """What dates look like, with groups year, month and day."""
        return tuple(map(_pattern, self.dates))

    def fits(self, head: str) -> bool:
        """Whether a file that begins so can be of this shape: its columns, and numbers where amounts belong."""
        places = dict(self.places)
        amounts = [places[column] for column in (self.prices.cost, self.prices.srp) if column]
        # The first line may be a heading.
        return any(
            len(row) == self.width and all(_AMOUNT.fullmatch(row[place]) for place in amounts)
            for row in map(self._cells, head.splitlines()[:2])
        )

    def _cells(self, line: str) -> list[str]:
        quoting = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        if self.quoted and not line.startswith('"'):
            return []
        try:
            return [cell for row in csv.reader([line], delimiter=self.delimiter, quoting=quoting) for cell in row]
        except csv.Error:
            return []


def _asked_for(section: Section, above: str = "") -> Iterator[tuple[str, str]]:
    """Each key that names a column, with the column."""
    for key, field in type(section).model_fields.items():
        value: object = getattr(section, key)
        if isinstance(value, Section):
            yield from _asked_for(value, f"{above}{key}.")
        elif "column" in field.metadata:
            columns = cast("dict[str, str]", value).values() if isinstance(value, dict) else _several(value)
            yield from ((f"{above}{key}", column) for column in cast("tuple[str, ...]", columns))


def _used(profile: Profile) -> list[str]:
    return sorted({column for _, column in _asked_for(profile) if column})


def _pattern(form: str) -> re.Pattern[str]:
    # Without anything between them, only a fixed number of digits tells days from months.
    digits = "[0-9]{2}" if form.isalpha() else "[0-9]{1,2}"
    return re.compile(re.sub("yyyy|yy|mm|dd", lambda part: _DATE_PARTS[part[0]].replace("{}", digits), re.escape(form)))
