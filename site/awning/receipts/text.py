"""A receipt for a person: each step in words, amounts below each other, dot under dot."""

from __future__ import annotations

from collections.abc import Sequence

from awning.amounts import plain
from awning.money import EXACT, Money, rounded
from awning.pricing import Step
from awning.receipts.layout import Lines, Row, amount_row, laid_out, wrapped
from awning.receipts.receipt import Item, NoticeLine, Receipt, Receipts, TaxLine, TrialEnd
from awning.receipts.visibility import Seen


def receipt_text(found: Receipts, *, explain: bool) -> str:
    """The whole answer; with ``explain`` how each price comes about."""
    blocks = [laid_out(_plan(receipt, explain=explain)) for receipt in found.receipts]
    if found.items:
        blocks.append(laid_out(_bundle(found, explain=explain)))
    if explain:
        moment = f"{found.as_of:%Y-%m-%d %H:%M} UTC"
        blocks[-1] += f"\n  Price book {found.price_book}, catalog {found.catalog}, as of {moment}"
    return "\n\n".join(blocks)


def _plan(receipt: Receipt, *, explain: bool) -> Lines:
    yield f"{receipt.name} ({receipt.sku}), plan {receipt.plan_id}: {receipt.plan}"
    if receipt.retired:
        yield "  No longer sold; this is what it would cost."
    seen = receipt.seen
    if seen is None:
        yield "  On request: customers are asked to write, and no price is named."
        for said in receipt.reasons:
            yield from wrapped(said, 4)
        return
    if explain:
        yield from _trail(seen.trail, receipt.reasons)
        yield from _floor(receipt, seen)
    yield from _sums(receipt, seen)
    yield from _end(receipt.end)
    if explain or not seen.trail:
        # An agent's commission is all there is to explain.
        yield from _shares(seen)
    if explain:
        yield from _tiers(receipt, seen)
        yield from _notice(receipt.notice)


def _bundle(found: Receipts, *, explain: bool) -> Lines:
    yield f"{found.name} ({found.sku}), {_counted(found.quantity, 'bundle')} of {len(found.items)} items"
    for item in found.items:
        yield from _item(item, explain=explain)
    for each in found.sums:
        yield Row(f"  All items, {each.period}", str(each.net.amount), f"{each.net.currency} net")
        if each.line is not None and each.line.later:
            yield from _later(each.line, each.net)
        elif each.tax is not None:
            yield amount_row(f"  {_tax_words(each.line)}" if each.line else "  Tax", each.tax)
            yield amount_row("  In all", each.net + each.tax)


def _item(item: Item, *, explain: bool) -> Lines:
    """One item of a bundle: its price there is for all of its units that are in one bundle."""
    receipt, seen = item.receipt, item.receipt.seen
    if seen is None:
        return
    yield f"  {item.per} x {receipt.name} ({receipt.sku}), plan {receipt.plan_id}: {receipt.plan}"
    if explain:
        yield from _trail(seen.trail, receipt.reasons)
    if seen.unit is not None:
        side = _side(receipt.tax)
        yield Row(f"  In each bundle, {receipt.period}", plain(seen.unit), f"{seen.currency} {side}")
    if seen.total is not None and (seen.quantity > 1 or seen.unit is None):
        yield Row(f"  In {_counted(seen.quantity, 'bundle')}", str(seen.total.amount), f"{seen.currency} net")
    if explain:
        yield from _shares(seen)
        yield from _notice(receipt.notice)


def _trail(trail: Sequence[Step], reasons: Sequence[str]) -> Lines:
    """Each step with the amount it left, and below a seller's why their rule decides."""
    if not trail:
        return
    yield "  How the price of one comes about:"
    why = iter(reasons)
    for step in trail:
        yield Row(f"    {step.says}", plain(step.amount), step.currency)
        if step.party is not None and (said := next(why, "")):
            yield from wrapped(said, 6)


def _floor(receipt: Receipt, seen: Seen) -> Lines:
    """The lowest price that can be asked: in whole coins, but for rates by use."""
    if seen.unit is None or not seen.floor:
        return
    floor = seen.floor if receipt.metered else rounded(seen.floor, seen.currency, up=True).amount
    above = EXACT.subtract(seen.unit, floor)
    where = f"{plain(above)} {seen.currency} above it" if above > 0 else "at it"
    yield f"  The floor is {plain(floor)} {seen.currency} {_side(receipt.tax)}: the price stands {where}."


def _sums(receipt: Receipt, seen: Seen) -> Lines:
    each = f"{seen.currency} " + ", ".join(filter(None, [receipt.per, receipt.period]))
    asked, tax = seen.asked, receipt.tax
    if asked is None:
        return
    if receipt.metered:
        yield f"  {plain(asked)} {each}, {_side(tax)}, by use; not sold through the cart"
        return
    more = ", sold on" if seen.unit is None else ""
    yield from _paid(seen, f"  {seen.quantity} x {plain(asked)} {each}{more}", tax)
    if seen.was is not None:
        says = f"  Promotion {seen.promotion}: the lowest price of the 30 days before was"
        yield Row(says, plain(seen.was), seen.currency)
    setup = receipt.setup
    if setup is not None and setup.asked is not None:
        says = f"  Set-up fee, once: {setup.quantity} x {plain(setup.asked)} {setup.currency}"
        yield from _paid(setup, says, tax)


def _paid(seen: Seen, says: str, tax: TaxLine | None) -> Lines:
    """What a quantity comes to, beginning with the side on which the shop's prices stand."""
    net, taxed, gross = seen.total, seen.tax, seen.gross
    if net is None:
        return
    if tax is not None and tax.included and taxed is None and seen.unit is not None:
        # Whoever is not told the tax can still multiply.
        yield amount_row(says, Money.from_decimal(seen.unit, seen.currency) * seen.quantity, " gross")
        yield amount_row("  Net", net)
    elif tax is None or taxed is None or gross is None:
        yield amount_row(says, net, " net")
    elif tax.later:
        yield amount_row(says, net, " net")
        yield from _later(tax, net)
    elif tax.included:
        yield amount_row(says, gross, " gross")
        yield amount_row(f"  {_tax_words(tax)}, included", taxed)
        yield amount_row("  Net", net)
    else:
        yield amount_row(says, net, " net")
        yield amount_row(f"  {_tax_words(tax)}", taxed)
        yield amount_row("  In all", gross)


def _later(tax: TaxLine, net: Money) -> Lines:
    """A tax whose amount nobody here knows."""
    yield f"  {_tax_words(tax)}"
    yield amount_row("  In all, before tax", net)


def _tax_words(tax: TaxLine) -> str:
    if tax.note:
        return f"{tax.name}: {tax.note}"
    rate = f"{tax.rate_percent.normalize(EXACT):f} %"
    return f"{tax.name} {rate}" + (f" ({tax.category})" if tax.category != "standard" else "")


def _end(end: TrialEnd | None) -> Lines:
    """What becomes of a trial, in one sentence or two."""
    if end is None:
        return
    days = _counted(end.days, "day")
    if not end.follows:
        yield f"  It ends by itself after {days}."
        return
    price = f", {end.price}" if end.price else ""
    reminder = f" A reminder goes out {_counted(end.reminder_days, 'day')} before." if end.reminder_days else ""
    said = f"After {days} it goes on as plan {end.follows}: {end.plan}{price}, unless it is cancelled.{reminder}"
    yield from wrapped(said, 2)


def _side(tax: TaxLine | None) -> str:
    return "gross" if tax and tax.included else "net"


def _shares(seen: Seen) -> Lines:
    if not seen.shares or not seen.total:
        return
    yield f"  Of {seen.total} net:"
    for share in seen.shares:
        yield amount_row(f"    {share.says}", share.money, f"  {f'{share.percent:.2f}':>6} %")


def _tiers(receipt: Receipt, seen: Seen) -> Lines:
    if not receipt.tiers:
        return
    yield f"  By quantity, each, {_side(receipt.tax)}:"
    following = next((tier for tier in receipt.tiers if tier.quantity > seen.quantity), None)
    for tier in receipt.tiers:
        asked = tier.seen.asked if tier.seen else None
        if tier.seen is None or asked is not None:
            amount, after = ("", "on request") if asked is None else (plain(asked), seen.currency)
            next_ = f"  {tier.quantity - seen.quantity} more than now" if tier is following else ""
            says = f"    From {_counted(tier.quantity, 'unit')} on"
            yield Row(says, amount, f"{after}{next_}")


def _notice(notice: NoticeLine | None) -> Lines:
    if notice is None:
        return
    if not notice.days:
        yield "  Notice: none has to be given before the end of a term."
        return
    by = f" Who buys on this day gives it by {notice.last_day:%Y-%m-%d}." if notice.last_day else ""
    yield f"  Notice: {_counted(notice.days, 'day')} before the end of the term.{by}"
    if notice.theirs:
        enough = "" if notice.in_order else " That is too late: ask customers for more."
        yield f"  The distributor must hear of it {_counted(notice.theirs, 'day')} before the end.{enough}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
