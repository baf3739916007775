"""What the neutral feed adds to TM Forum's records: notice, tax category, bundles, stock, and what follows a trial."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from awning.availability import Stocked
from awning.catalog import STANDARD_TAX, Bundle, BundleItem, Connection, Notice, Outside, Plan, PlanKind
from awning.feeds.fields import Fields, shown

REMINDER_DAYS = 3
"""So many days before a trial converts its customer is reminded, unless the feed says otherwise."""
_ITEMS_MIN = 2
_DISCOUNT_END = 100
_TAX = re.compile(r"[a-z]+(-[a-z]+)*")
_LONGEST_TAX = 40
_STOCK_MAX = 10**9
_ALWAYS = datetime.min.replace(tzinfo=UTC)


def notices_of(fields: Fields, zone: tzinfo) -> tuple[Notice, ...]:
    """``noticeDays``, which holds always, and the dated ``notices``, in order of their beginning.

    Args:
        fields: the offering.
        zone: of dates that name none.

    Raises:
        RowRefused: two begin at the same moment and say different things, or one ends before it begins.
    """
    days = fields.whole("noticeDays", 0)
    found: dict[datetime | None, Notice] = {None: Notice(days)} if days else {}
    if "notices" not in fields.record:
        return tuple(found.values())
    for row in fields.each("notices"):
        valid = row.inside("validFor")
        start, end = valid.moment("startDateTime", zone), valid.moment("endDateTime", zone)
        if start and end and end <= start:
            raise valid.refuse("endDateTime is not after startDateTime, so it never holds.")
        notice = Notice(row.whole("noticeDays"), row.whole("windowDays", 0), start, end)
        if found.setdefault(start, notice) != notice:
            when = f"from {start:%Y-%m-%d} on" if start else "from always on (as noticeDays is)"
            raise row.refuse(f"another notice holds {when} and says something else. One of the two is wrong.")
    return tuple(found[start] for start in sorted(found, key=lambda start: start or _ALWAYS))


def tax_category_of(fields: Fields) -> str:
    """``taxCategory``: a word in small letters and dashes.

    Raises:
        RowRefused: it is none.
    """
    word = fields.text("taxCategory", STANDARD_TAX)
    if len(word) > _LONGEST_TAX or not _TAX.fullmatch(word):
        raise fields.refuse(
            f"taxCategory {shown(word)} is no tax category: small letters and dashes, as standard or reduced, are."
        )
    return word


def bundle_of(fields: Fields) -> Bundle | None:
    """``bundle``: what the offering consists of. Whether its items are there shows when the whole catalog is.

    Raises:
        RowRefused: it has fewer than two items, one twice, or itself, none of an item, or a price of its own.
    """
    if fields.record.get("bundle") is None:
        return None
    told = fields.inside("bundle")
    if fields.items("productOfferingPrice"):
        raise told.refuse("its items have the prices; productOfferingPrice must be left out.")
    items: list[BundleItem] = []
    for row in told.each("items"):
        item = BundleItem(row.identifier("offering"), row.identifier("plan"), row.whole("quantity", 1))
        if not item.quantity:
            raise row.refuse("quantity is 0; at least 1 is needed.")
        if item.offering_id == fields.identifier("id"):
            raise row.refuse(f"offering {item.offering_id} is the bundle itself.")
        if any((each.offering_id, each.plan_id) == (item.offering_id, item.plan_id) for each in items):
            raise row.refuse(f"plan {item.plan_id} of {item.offering_id} stands above already; raise its quantity.")
        items.append(item)
    if len(items) < _ITEMS_MIN:
        raise told.refuse(f"items has {len(items)} of them; a bundle has at least {_ITEMS_MIN}.")
    discount = told.number("discountPercent", Decimal(0))
    if discount >= _DISCOUNT_END:
        raise told.refuse(f"discountPercent is {discount:f}; it is below {_DISCOUNT_END}.")
    return Bundle(tuple(items), discount, _outside(told), _connections(told))


def _outside(told: Fields) -> tuple[Outside, ...]:
    """``outside``: what the bundle is connected with and does not hold."""
    return tuple(Outside(row.identifier("id"), row.text("name"), _names(row, "name")) for row in told.each("outside"))


def _connections(told: Fields) -> tuple[Connection, ...]:
    """``connections``, whatever they name: what is wrong with them is warned of, and is no reason not to sell."""
    return tuple(
        Connection(row.identifier("from"), row.identifier("to"), row.text("says", ""), _names(row, "says"))
        for row in told.each("connections")
    )


def _names(row: Fields, key: str) -> dict[str, str]:
    return {language: said.text(key) for language, said in row.languages("i18n")}


def stocked_of(fields: Fields, zone: tzinfo) -> Stocked | None:
    """``availability``: how the offering can be had now, or none where the feed does not say.

    Args:
        fields: the offering.
        zone: of a moment that names none.

    Raises:
        RowRefused: something in it is no whole number, or no date.
    """
    if fields.record.get("availability") is None:
        return None
    told = fields.inside("availability")
    at, expected = told.moment("asOf", zone), told.text("expectedOn", "")
    try:
        day = date.fromisoformat(expected) if expected else None
    except ValueError:
        raise told.refuse(f"expectedOn {shown(expected)} is no date. Write it as 2026-11-30.") from None
    return Stocked(
        offering_id=fields.identifier("id"),
        stock=_count(told, "stock", _STOCK_MAX),
        delivery_days=None if told.record.get("deliveryDays") is None else told.whole("deliveryDays"),
        expected=day,
        at=at,
    )


def _count(fields: Fields, key: str, most: int) -> int | None:
    """So many pieces, if anybody says: more than there are days in a century, and below zero is no damage."""
    value = fields.record.get(key)
    if value is None:
        return None
    count = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= most:
        raise fields.refuse(f"{key} is {shown(value)}; a whole number from 0 to {most:,} is needed.")
    return count


def named(plans: tuple[Plan, ...], fields: Fields) -> tuple[Plan, ...]:
    """The plans with their names in other languages: ``plans`` in the ``i18n`` of their offering.

    They stand there and not with the prices, because a plan has many prices and one name.
    """
    if not fields.record.get("i18n"):
        return plans
    names: dict[str, dict[str, str]] = {}
    for language, said in fields.languages("i18n"):
        told = said.inside("plans")
        for plan_id in told.keys():  # noqa: SIM118  (Fields is not a mapping)
            names.setdefault(plan_id, {})[language] = told.text(plan_id)
    if not names:
        return plans
    return tuple(replace(plan, names=names[plan.id]) if plan.id in names else plan for plan in plans)


def choice_labels(values: Sequence[Fields]) -> Mapping[str, Mapping[str, str]]:
    """Language to what each choice of a question is called in it: the ``i18n`` of its values."""
    labels: dict[str, dict[str, str]] = {}
    for value in values:
        for language, said in value.languages("i18n"):
            labels.setdefault(language, {})[value.text("value")] = said.text("value")
    return labels


def conversion_of(row: Fields, trial_days: int) -> tuple[str, int]:
    """``convertsTo`` and ``reminderDays`` of a price row: what follows the trial, and when the customer is reminded.

    Raises:
        RowRefused: it is no trial's row, the reminder would come before the trial begins, or, where the customer is
            going to pay, not at all.
    """
    converts_to = row.identifier("convertsTo") if row.text("convertsTo", "") else ""
    reminder_days = row.whole("reminderDays", min(REMINDER_DAYS, trial_days) if converts_to else 0)
    if (converts_to or reminder_days) and not trial_days:
        raise row.refuse("convertsTo and reminderDays are for trials, and trialDays is missing.")
    if reminder_days > trial_days:
        raise row.refuse(f"reminderDays is {reminder_days}, and the trial has {trial_days} days.")
    if converts_to and not reminder_days:
        raise row.refuse("reminderDays is 0; nobody is charged after a trial without being reminded.")
    return converts_to, reminder_days


def check_conversions(fields: Fields, plans: Sequence[Plan]) -> None:
    """Look whether each trial converts to a recurring plan of its own offering, where it converts at all.

    Raises:
        RowRefused: one does not.
    """
    for plan in plans:
        if plan.converts_to and (plan.converts_to, PlanKind.RECURRING) not in ((each.id, each.kind) for each in plans):
            raise fields.refuse(
                f"plan {plan.id} convertsTo {shown(plan.converts_to)}, which is no recurring plan of this offering."
            )
