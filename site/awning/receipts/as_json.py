"""A receipt for a program: one object, amounts as texts, and no key for what the viewer may not know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from awning.amounts import plain
from awning.money import Money
from awning.receipts.receipt import Item, NoticeLine, PeriodSum, Receipt, Receipts, Tier, TrialEnd
from awning.receipts.visibility import Seen

_EXACT = 400
"""Programs get every decimal."""


def receipt_json(found: Receipts, *, one_plan: bool) -> str:
    """The answer as one JSON object: of one plan, or with all plans under ``plans``; a bundle has ``items``."""
    names = {
        "price_book": found.price_book, "catalog": found.catalog, "as_of": found.as_of.isoformat(),
    }  # fmt: skip
    if found.items:
        known = {
            "sku": found.sku,
            "reseller": found.shop,
            "quantity": found.quantity,
            "items": [_item(item) for item in found.items],
            "sums": [_period(each) for each in found.sums],
        } | names
    elif one_plan:
        known = _plan(found.receipts[0], found.quantity) | names
    else:
        plans = [_plan(receipt, found.quantity) for receipt in found.receipts]
        known = {"sku": found.sku, "reseller": found.shop, "plans": plans} | names
    return json.dumps(known, ensure_ascii=False)


def _item(item: Item) -> dict[str, Any]:
    quantity = item.receipt.seen.quantity if item.receipt.seen else 0
    return {"per_bundle": item.per} | _plan(item.receipt, quantity)


def _plan(receipt: Receipt, quantity: int) -> dict[str, Any]:
    known: dict[str, Any] = {"sku": receipt.sku, "name": receipt.name, "plan": receipt.plan_id, "quantity": quantity}
    seen = receipt.seen
    if seen is None:
        return known | {"on_request": True} | _filled({"reasons": receipt.reasons})
    tax = receipt.tax
    later = tax is not None and tax.later
    known |= _seen(seen, sold=not receipt.metered, later=later)
    if tax is not None:
        known["tax_line"] = {
            "name": tax.name,
            "rate_percent": f"{tax.rate_percent:f}",
            "category": tax.category,
            "included": tax.included,
            "note": tax.note,
        }
    if receipt.reasons:
        known["reasons"] = [*receipt.reasons]
    if receipt.tiers:
        known["tiers"] = [_tier(tier) for tier in receipt.tiers]
    if receipt.setup is not None:
        known["setup"] = _seen(receipt.setup, sold=True, later=later)
    if receipt.notice is not None:
        known["notice"] = _notice(receipt.notice)
    if receipt.end is not None:
        known["trial"] = _trial(receipt.end)
    return known


def _tier(tier: Tier) -> dict[str, Any]:
    known: dict[str, Any] = {"from": tier.quantity}
    return known | ({"on_request": True} if tier.seen is None else {"unit": _text(tier.seen.asked)})


def _seen(seen: Seen, *, sold: bool, later: bool) -> dict[str, Any]:
    known = {
        "unit": _text(seen.unit),
        "sold_at": _text(seen.sold),
        "bought_at": _text(seen.bought),
        "currency": seen.currency,
        "floor": _text(seen.floor) if seen.floor else None,
        "was": _text(seen.was),
        "promotion": seen.promotion or None,
    }
    # A metered plan has no total, and says so; who may not know it does not even see the key.
    sums = {"total": seen.total, "tax": seen.tax, "gross": seen.gross}
    # Nor do tax and gross have an amount where tax is added at payment.
    unknown = set(sums) if not sold else {"tax", "gross"} if later else set[str]()
    told = {name: None if name in unknown else _money(money) for name, money in sums.items() if money is not None}
    trail = [
        {"step": step.kind, "says": step.says, "amount": _text(step.amount), "currency": step.currency}
        for step in seen.trail
    ]
    shares = [
        {"says": share.says, "amount": _money(share.money), "percent": f"{share.percent:f}"} for share in seen.shares
    ]
    return _without_none(known) | told | _filled({"trail": trail, "cuts": shares})


def _notice(notice: NoticeLine) -> dict[str, Any]:
    last = notice.last_day.isoformat() if notice.last_day else None
    return _without_none({"days": notice.days, "last_day": last, "distributor_days": notice.theirs})


def _trial(end: TrialEnd) -> dict[str, Any]:
    known = {"converts_to": end.follows or None, "price": end.price or None}
    return _without_none({"days": end.days, **known, "reminder_days": end.reminder_days or None})


def _period(each: PeriodSum) -> dict[str, Any]:
    later = each.line is not None and each.line.later
    tax = None if each.tax is None or later else _money(each.tax)
    gross = None if each.tax is None or later else _money(each.net + each.tax)
    return _without_none({"period": each.period, "net": _money(each.net), "tax": tax, "gross": gross})


def _without_none(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if value is not None}


def _filled(known: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if value}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount, most=_EXACT)


def _money(money: Money) -> str:
    return str(money.amount)
