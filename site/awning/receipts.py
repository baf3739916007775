"""`awning price`: a shelf price as a person or a program reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from awning.catalog import Offering, Plan, PlanKind
from awning.config import read_project, read_reseller
from awning.errors import NotForSale
from awning.formats import Wording
from awning.pointer import current_snapshot
from awning.pricebook import PriceBook
from awning.pricing import Price


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks `awning price`."""

    project: Path
    sku: str
    reseller: str
    plan_id: str | None = None
    """One plan, or none for all."""
    quantity: int = 1
    as_of: datetime | None = None
    """The moment whose prices hold, with time zone; now when not given."""


def receipt(question: Question, *, explain: bool = False) -> str:
    """The prices of a SKU in a shop, in lines; with ``explain`` each with its trail and everybody's cut.

    Raises:
        AwningError: there is no such reseller, SKU or plan, or no price for it.
    """
    blocks: list[str] = []
    for book, offering, plan, price in _prices(question):
        words = Wording("en", "GB")
        lines = [f"{offering.name} ({offering.id}), plan {plan.id}: {words.plan(plan)}"]
        if plan.kind is PlanKind.METERED:
            rate = words.rate(price.unit, price.currency)
            lines.append(f"  {rate} {words.unit(plan)}, net, by use; not sold through the cart")
        else:
            each = " ".join(filter(None, [price.currency, words.unit(plan), words.period(plan)]))
            lines.append(f"  {price.quantity} x {price.unit} {each} = {price.total} net")
            lines.append(f"  {price.tax} {book.market.tax.name}, {price.gross} in all")
        if explain:
            lines += list(_explained(price))
            moment = f"{book.as_of:%Y-%m-%d %H:%M} UTC"
            lines.append(f"  Price book {book.revision}, catalog {book.catalog_revision}, as of {moment}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def receipt_json(question: Question) -> str:
    """The same as one JSON object: of one plan, or with all plans under ``plans``."""
    priced = [_as_json(*each) for each in _prices(question)]
    if question.plan_id:
        return json.dumps(priced[0], ensure_ascii=False)
    return json.dumps({"sku": question.sku, "reseller": question.reseller, "plans": priced}, ensure_ascii=False)


def _prices(question: Question) -> Iterator[tuple[PriceBook, Offering, Plan, Price]]:
    settings = read_project(question.project)
    reseller = read_reseller(question.project, question.reseller, settings)
    with current_snapshot(question.project / "var" / "catalog") as snapshot:
        book = PriceBook(snapshot, settings, reseller, as_of=question.as_of or datetime.now(UTC))
        offering = book.offering(question.sku)
        plans = [plan for plan in offering.plans if question.plan_id in {None, plan.id}]
        if not plans:
            known = ", ".join(plan.id for plan in offering.plans) or "none"
            raise NotForSale(f"{question.sku} has no plan {question.plan_id!r}. Its plans are: {known}.")
        refusals: list[NotForSale] = []
        for plan in plans:
            try:
                yield book, offering, plan, book.price(offering, plan, question.quantity)
            except NotForSale as refusal:
                refusals.append(refusal)
        # Asked for all plans, those without a price now are passed over, unless that leaves none.
        if len(refusals) == len(plans):
            raise refusals[0]


def _explained(price: Price) -> Iterator[str]:
    width = max((len(step.says) for step in price.trail), default=0)
    for step in price.trail:
        yield f"    {step.says:<{width}}  {_amount(step.amount):>14} {step.currency}"
    if price.cuts:
        yield f"  Of {price.total} net:"
        for cut in price.cuts:
            who = f"{cut.party.role.value.capitalize()} {cut.party.name}"
            yield f"    {who:<{width}}  {cut.money.amount:>14} {cut.money.currency}"


def _as_json(book: PriceBook, offering: Offering, plan: Plan, price: Price) -> dict[str, Any]:
    sold = plan.kind is not PlanKind.METERED
    return {
        "sku": offering.id,
        "plan": plan.id,
        "quantity": price.quantity,
        "unit": f"{price.unit:f}",
        "total": str(price.total.amount) if sold else None,
        "tax": str(price.tax.amount) if sold else None,
        "gross": str(price.gross.amount) if sold else None,
        "currency": price.currency,
        "trail": [
            {"step": step.kind, "says": step.says, "amount": _amount(step.amount), "currency": step.currency}
            for step in price.trail
        ],
        "cuts": {f"{cut.party.role.value} {cut.party.name}": str(cut.money.amount) for cut in price.cuts},
        "price_book": book.revision,
        "catalog": book.catalog_revision,
        "as_of": book.as_of.isoformat(),
    }


def _amount(amount: Decimal) -> str:
    """An amount with at least two decimals and no more than it has."""
    decimals = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{decimals}f}"
