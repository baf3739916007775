"""Writing an order down: the customer, its payments and its items, as they were agreed to, in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from awning.formats import Wording
from awning.money import Money
from awning.tax import TaxContext, Treatment
from awning_checkout import tables as t
from awning_checkout.details import Details
from awning_checkout.order_rows import new_id
from awning_checkout.orders import OrderState, PaymentState
from awning_checkout.payment_lines import item_names, payment_lines
from awning_checkout.quote_lines import Later, QuoteLine
from awning_checkout.quotes import PaymentPlan, Quote, Section
from awning_checkout.shops import Shop
from awning_checkout.tax_words import note_of, rate_name

# Read aloud on the phone: no letters or digits that look or sound alike.
_NUMBER_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class OrderWriter:
    """Writes one order through a transaction somebody else opened and will commit."""

    db: sa.Connection
    now: datetime
    shop: Shop

    def write(self, cart_id: str, details: Details, offer: Quote) -> tuple[str, str]:
        """Write all of an order's rows; give its id and its token."""
        order_id, token = new_id(), secrets.token_urlsafe(32)
        reseller, tax = self.shop.reseller, offer.tax
        customer_id = self._customer(details)
        self.db.execute(
            t.orders.insert().values(
                id=order_id,
                number=self._free_number(),
                token=token,
                reseller=reseller.slug,
                cart_id=cart_id,
                customer_id=customer_id,
                state=OrderState.OPEN,
                language=self.shop.language,
                currency=offer.currency,
                catalog=offer.catalog,
                price_book=offer.price_book,
                anchor=tax.anchor.value,
                tax_country=tax.country,
                tax_treatment=tax.treatment.value,
                tax_rates=_rates(tax),
                tax_note=note_of(tax, self.shop.wording),
                coupon=offer.coupon,
                priced_at=offer.priced_at,
                terms_accepted_at=self.now,
                created_at=self.now,
            )
        )
        for number, plan in enumerate(offer.payments()):
            self._payment(order_id, number, plan, offer, details)
        return order_id, token

    def _customer(self, details: Details) -> str:
        customer_id = new_id()
        self.db.execute(
            t.customers.insert().values(
                id=customer_id,
                reseller=self.shop.reseller.slug,
                name=details.name,
                company=details.company,
                email=details.email,
                country=details.country or self.shop.reseller.country,
                postcode=details.postcode,
                vat_number=details.vat_number,
                vat_confirmed=details.vat_confirmed,
                created_at=self.now,
            )
        )
        return customer_id

    def _payment(self, order_id: str, number: int, plan: PaymentPlan, offer: Quote, details: Details) -> None:
        payment_id, words = new_id(), self.shop.wording
        self.db.execute(
            t.payments.insert().values(
                id=payment_id,
                order_id=order_id,
                position=number,
                period=plan.period,
                state=PaymentState.DUE,
                net_minor=plan.net.minor,
                tax_minor=plan.tax.minor,
                total_minor=plan.net.minor + plan.tax.minor,
                sections=[_section(section, offer, self.shop) for section in plan.sections],
                lines=[
                    [line.name, line.unit.minor, line.quantity, line.period, line.note]
                    for line in payment_lines(offer, plan, words)
                ],
                off_minor=plan.off.minor,
                trial_days=plan.trial_days,
                taxed_by_stripe=offer.taxed_by_stripe,
                attempt=0,
            )
        )
        mine = {(section.period, section.trial_days) for section in plan.sections}
        for position, line in enumerate(offer.lines):
            if (line.period, line.trial_days) in mine:
                ids = {"id": new_id(), "order_id": order_id, "payment_id": payment_id, "position": position}
                answers = dict(details.answers.get(position, {}))
                self.db.execute(t.items.insert().values(**ids, answers=answers, **_item(line, offer, words)))

    def _free_number(self) -> str:
        """A number no order has: people read them aloud, so they are short, so two can be drawn alike."""
        while True:
            number = "A-" + "".join(secrets.choice(_NUMBER_LETTERS) for _ in range(8))
            if self.db.scalar(sa.select(t.orders.c.id).where(t.orders.c.number == number)) is None:
                return number


def _section(section: Section, offer: Quote, shop: Shop) -> dict[str, Any]:
    """The sums of a period in minor units, with the names customers were shown; and what its days are counted by."""
    key = section.period, section.trial_days
    return {
        "period": section.period,
        "trial_days": section.trial_days,
        "amount": section.amount.minor,
        "discount": section.discount.minor,
        "net": section.net.minor,
        "tax": section.tax.minor,
        "rates": [
            [rate_name(offer.tax.name, rate.rate_percent, shop.wording), rate.net.minor, rate.tax.minor]
            for rate in section.due.rates
            if offer.tax.treatment is Treatment.CHARGED
        ],
        "later": section.full.gross.minor if section.period else 0,
        "counted_from": offer.priced_at.astimezone(ZoneInfo(shop.time_zone)).date().isoformat(),
        "time_zone": shop.time_zone,
        "terms": {
            str(position): str(line.runs.commitment or line.runs.billing or "")
            for position, line in enumerate(offer.lines)
            if (line.period, line.trial_days) == key
        },
    }


def _item(line: QuoteLine, offer: Quote, words: Wording) -> dict[str, Any]:
    price, notice = line.price, line.notice
    name, title = item_names(line, words)
    return {
        "sku": line.offering.id,
        "plan_id": line.plan.id,
        "name": name,
        "plan_title": title,
        "period": line.period,
        "kind": "setup" if line.setup else "plan",
        "bundle": line.bundle.said_in(words.language).name if line.bundle else "",
        "quantity": price.quantity,
        "pieces": line.pieces,
        "unit_minor": line.unit.minor,
        "amount_minor": line.amount.minor,
        "discount_minor": line.discount_minor,
        "net_minor": price.total.minor,
        "tax_minor": price.tax.minor,
        "tax_percent": "" if offer.taxed_by_stripe else _plain(offer.tax.rate(line.charged.tax_category)),
        "later": _later(line, line.later, offer.tax) if line.later else None,
        "notice_days": notice.days if notice else None,
        "last_notice_on": notice.last_day if notice else None,
        "cancel_until": notice.cancel_until if notice else None,
        "trail": [
            {"step": step.kind, "says": step.says, "amount": str(step.amount), "currency": step.currency}
            for step in line.charged.trail
        ],
        "cuts": {f"{cut.party.role.value} {cut.party.name}": cut.money.minor for cut in price.cuts},
        "state": "",
        "activation": [],
    }


def _later(line: QuoteLine, later: Later, context: TaxContext) -> dict[str, Any]:
    unit = Money.from_decimal(later.price.unit, later.price.currency)
    # A price that holds the tax of the shop's country is not what somebody pays who owes none.
    net = line.full_net if context.treatment is not Treatment.CHARGED else None
    return {
        "plan_id": later.plan.id,
        "unit_minor": unit.minor,
        "amount_minor": (unit * line.price.quantity if net is None else net).minor,
        "begins": later.begins.isoformat(),
        "reminder": later.reminder.isoformat() if later.reminder else None,
    }


def _rates(context: TaxContext) -> list[list[str]]:
    return [[category, _plain(context.rate(category))] for category in context.categories]


def _plain(percent: Decimal) -> str:
    return f"{percent:f}"
