"""One row of a price file as an offering: its names, its one plan, and what a promotion makes of the cost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from awning.availability import Stocked
from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Lifecycle,
    Offering,
    Plan,
    PlanKind,
    PriceRole,
    Relation,
    RelationKind,
)
from awning.errors import FeedError
from awning.feeds import Feed, Withdrawal
from awning.feeds.fields import Fields, RowRefused, shown
from awning.feeds.pricefile.profile import OfferingColumns, Profile
from awning.money import CURRENCIES, EXACT

Cells = dict[str, str]
_Costs = tuple[Decimal | None, Decimal | None, datetime | None, datetime | None]
"""The cost that holds always, the one of a promotion, and from when to when that one holds."""
_ONE = Decimal(1)
_STOCK = re.compile(r"(-?[0-9]{1,9})(\.0*)?")
_COUNT = re.compile(r"[0-9]{1,6}(\.0*)?")
_FOR_EVER = 9999
_CENTURY = 2000
_OTHER = "Other"


class PriceRows:
    """Makes offerings of the rows of one feed, by its profile.

    Raises:
        FeedError: neither the settings nor the profile say in which currency the prices are.
    """

    def __init__(self, profile: Profile, feed: Feed) -> None:
        self._profile = profile
        self._zone = feed.time_zone
        self._names = [name for name, _ in profile.places]
        self._places = [place for _, place in profile.places]
        self._description = profile.description_places
        self._characteristics = tuple(profile.characteristics.items())
        self._nothing = frozenset(profile.nothing)
        self._dates = profile.date_patterns
        self._units = {**profile.unit.words, **feed.units}
        self._currency = _currency(profile, feed)

    def entity(self, row: list[str]) -> Offering | Withdrawal | None:
        """What the row stands for; in a file of everything a row that deletes stands for nothing.

        Raises:
            RowRefused: something in it cannot be used.
        """
        # A profile's unset columns are called "" and hold nothing. Rows of tables hold only what can be shown.
        cells = dict(zip(self._names, [row[place].strip() for place in self._places], strict=True))
        cells[""] = ""
        if self._nothing:
            cells = {name: "" if cell in self._nothing else cell for name, cell in cells.items()}
        fields = Fields(cells)
        if self._deletes(cells, fields):
            sku = fields.identifier(self._profile.offering.id)
            return Withdrawal(sku) if self._profile.mode == "delta" else None
        return self._offering(cells, fields, "".join([row[place] for place in self._description]).strip())

    def stocked(self, row: list[str], offering_id: str) -> Stocked | None:
        """How the offering of the row can be had; none where its columns say nothing that can be understood.

        A price counts whatever stands in the columns beside it, so nothing of this is ever a reason to leave a row out.
        """
        stock = self._profile.stock
        if stock is None or self._cell(row, self._profile.unit.column) in stock.without:
            return None
        quantity, days = (self._whole(row, column) for column in (stock.quantity, stock.delivery_days))
        expected = self._expected(row, stock.expected)
        if quantity is None and days is None and expected is None:
            return None
        return Stocked(offering_id, None if quantity is None else max(quantity, 0), days, expected)

    def shelves(self, category: str) -> list[Category]:
        """The category of an offering behind those it lies in."""
        shelf = self._profile.category
        found: list[Category] = []
        start = 0
        ends = () if category == _OTHER else shelf.levels
        for end in (*(end for end in ends if end < len(category)), len(category)):
            code = category[:end]
            # Codes of deeper levels mean something else than the same code at the top.
            name = shelf.names.get(code) or (shelf.names.get(category[start:end]) if not start else None) or code
            found.append(Category(code, name, parent_id=found[-1].id if found else None))
            start = end
        return found

    def _deletes(self, cells: Cells, fields: Fields) -> bool:
        action = self._profile.action
        if action is None:
            return False
        word = cells[action.column]
        if word in action.delete:
            return True
        if self._profile.mode == "delta" and word not in (*action.add, *action.change):
            known = ", ".join((*action.add, *action.change, *action.delete))
            raise fields.refuse(f"{action.column} {shown(word)} is none of {known}.")
        return False

    def _offering(self, cells: Cells, fields: Fields, description: str) -> Offering:
        profile, columns = self._profile, self._profile.offering
        sku = fields.identifier(columns.id)
        retired = profile.status is not None and cells[profile.status.column] in profile.status.retired
        name = " ".join([cells[column] for column in columns.name if cells[column]])
        return Offering(
            id=sku,
            name=name or fields.text(columns.name[0]),
            category_id=fields.identifier(shelf) if cells[shelf := profile.category.column] else _OTHER,
            vendor=cells[columns.vendor] or profile.vendor or fields.text(columns.vendor),
            plans=self._plans(cells, fields),
            description=description,
            part_number=cells[columns.part_number],
            lifecycle=Lifecycle.RETIRED if retired else Lifecycle.ACTIVE,
            characteristics=tuple(
                [
                    Characteristic(title, cells[column])
                    for title, column in self._characteristics
                    if cells[column].strip("0.")
                ]
            ),
            relations=_substitute(cells, fields, columns) if retired else (),
        )

    def _plans(self, cells: Cells, fields: Fields) -> tuple[Plan, ...]:
        """The one plan; none where there is neither a cost nor a suggested price: it is shown "on request"."""
        columns = self._profile.prices
        cost, special, begins, ends = self._costs(cells, fields)
        srp = self._amount(cells, fields, columns.srp)
        if cost is None and special is None and srp is None:
            return ()
        least, currency = self._least(cells, fields), self._currency
        prices: list[FeedPrice] = []
        if cost is not None:
            prices.append(FeedPrice(PriceRole.COST, currency, cost, least))
        if special is not None:
            prices.append(FeedPrice(PriceRole.COST, currency, special, least, begins, ends))
        if srp is not None:
            prices.append(FeedPrice(PriceRole.SRP, currency, srp, least))
        # A lowest price of nothing is none, whatever is given away.
        if floor := self._amount(cells, fields, columns.floor):
            prices.append(FeedPrice(PriceRole.FLOOR, currency, floor, least))
        unit = self._units.get(cells[self._profile.unit.column], self._profile.unit.default)
        return (Plan("once", PlanKind.ONCE, unit, tuple(prices)),)

    def _costs(self, cells: Cells, fields: Fields) -> _Costs:
        cost, promotion = self._amount(cells, fields, self._profile.prices.cost), self._profile.promotion
        if promotion is None or (promotion.flag and cells[promotion.flag] not in promotion.flagged):
            return cost, None, None, None
        begins = self._day(cells, fields, promotion.begins)
        ends = self._day(cells, fields, promotion.ends, last=True)
        if ends is None:
            # Nobody says until when: the cost is what the column of costs says.
            return cost, None, None, None
        if begins is not None and begins >= ends:
            raise fields.refuse(f"{promotion.ends} {shown(cells[promotion.ends])} lies before {promotion.begins}.")
        if promotion.price:
            special = self._amount(cells, fields, promotion.price)
            cost = self._amount(cells, fields, promotion.regular) if promotion.regular else cost
        else:
            special = self._less(cells, fields, cost, promotion.rebate)
        return (cost, None, None, None) if special is None or special == cost else (cost, special, begins, ends)

    def _less(self, cells: Cells, fields: Fields, cost: Decimal | None, column: str) -> Decimal | None:
        rebate = self._amount(cells, fields, column)
        if cost is None or not rebate:
            return None
        if rebate >= cost:
            raise fields.refuse(f"{column} of {rebate} takes all of the cost of {cost}.")
        return EXACT.subtract(cost, rebate)

    def _amount(self, cells: Cells, fields: Fields, column: str) -> Decimal | None:
        if not cells[column]:
            return None
        amount = fields.number(column)
        return amount if amount or self._profile.prices.zero_is_free else None

    def _least(self, cells: Cells, fields: Fields) -> Decimal:
        text = cells[column := self._profile.offering.minimum]
        if not text or text == "1":
            return _ONE
        if not _COUNT.fullmatch(text):
            raise fields.refuse(f"{column} {shown(text)} is not a whole number.")
        return max(Decimal(text).to_integral_value(), _ONE)

    def _cell(self, row: list[str], column: str) -> str:
        cell = row[self._places[self._names.index(column)]].strip() if column else ""
        return "" if cell in self._nothing else cell

    def _whole(self, row: list[str], column: str) -> int | None:
        found = _STOCK.fullmatch(self._cell(row, column))
        return int(found[1]) if found else None

    def _expected(self, row: list[str], column: str) -> date | None:
        cells = {column: self._cell(row, column)}
        try:
            moment = self._day(cells, Fields({}), column)
        except RowRefused:
            return None
        return moment.astimezone(self._zone).date() if moment else None

    def _day(self, cells: Cells, fields: Fields, column: str, *, last: bool = False) -> datetime | None:
        """The midnight a day begins with, or with ``last`` the one it ends with; none for no date and for ever."""
        text = cells[column]
        if not text.strip("0/-. "):
            return None
        found = next(filter(None, (pattern.fullmatch(text) for pattern in self._dates)), None)
        if found is not None:
            year = int(found["year"]) + (_CENTURY if len(found["year"]) == len("yy") else 0)
            if year == _FOR_EVER:
                return None
            try:
                day = date(year, int(found["month"]), int(found["day"])) + timedelta(days=last)
                return datetime.combine(day, time(), self._zone).astimezone(UTC)
            except (ValueError, OverflowError):
                pass
        raise fields.refuse(f"{column} {shown(text)} is no date of the form {' or '.join(self._profile.dates)}.")


def _currency(profile: Profile, feed: Feed) -> str:
    currency = feed.currency or profile.currency
    if currency not in CURRENCIES:
        said = f"{shown(currency)} is not a currency of ISO 4217" if currency else "price files name no currency"
        raise FeedError(
            f"{feed.title}: {said}. Set `currency:` of the feed in config/awning.yaml, as EUR, or in its profile."
        )
    return currency


def _substitute(cells: Cells, fields: Fields, columns: OfferingColumns) -> tuple[Relation, ...]:
    if not cells[columns.substitute].strip("0") or cells[columns.substitute] == cells[columns.id]:
        return ()
    return (Relation(RelationKind.SUBSTITUTED_BY, fields.identifier(columns.substitute)),)
