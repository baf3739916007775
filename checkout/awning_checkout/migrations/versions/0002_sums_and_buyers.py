"""Anchored prices, the tax of each sale, coupons, set-up fees, bundles and notice.

What was ordered before was anchored net, in the shop's own country, and had one rate of tax per payment.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MAY_BE_NULL = {"vat_confirmed", "later", "notice_days", "last_notice_on", "cancel_until"}
# What a payment page that is still to be opened calls the tax, by the order's language.
_TAX_WORDS = {"de": "MwSt."}
_UNITS = ("an_item_costs_unit_times_quantity", "amount_minor = unit_minor * quantity")
_NEW_RULES = {
    "order_item": (
        ("an_item_has_pieces", "pieces > 0"),
        _UNITS,
        ("a_discount_leaves_nothing_owed", "discount_minor >= 0 AND discount_minor <= amount_minor"),
    ),
    "payment": (("nothing_is_put_on", "off_minor >= 0"),),
}


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Table to new columns, made anew for each use: a column belongs to one table only."""
    return {
        "cart": (sa.Column("coupon", sa.String(length=40)),),
        "customer": (
            sa.Column("postcode", sa.Text()),
            sa.Column("vat_number", sa.Text()),
            sa.Column("vat_confirmed", sa.Boolean()),
        ),
        "shop_order": (
            sa.Column("anchor", sa.String(length=5)),
            sa.Column("tax_country", sa.Text()),
            sa.Column("tax_treatment", sa.String(length=16)),
            sa.Column("tax_rates", sa.JSON()),
            sa.Column("tax_note", sa.Text()),
            sa.Column("coupon", sa.String(length=40)),
        ),
        "payment": (
            sa.Column("lines", sa.JSON()),
            sa.Column("off_minor", sa.BigInteger()),
            sa.Column("trial_days", sa.Integer()),
            sa.Column("taxed_by_stripe", sa.Boolean()),
        ),
        "order_item": (
            sa.Column("kind", sa.String(length=8)),
            sa.Column("bundle", sa.Text()),
            sa.Column("pieces", sa.Integer()),
            sa.Column("amount_minor", sa.BigInteger()),
            sa.Column("discount_minor", sa.BigInteger()),
            sa.Column("tax_minor", sa.BigInteger()),
            sa.Column("tax_percent", sa.String(length=16)),
            sa.Column("later", sa.JSON()),
            sa.Column("notice_days", sa.Integer()),
            sa.Column("last_notice_on", sa.Date()),
            sa.Column("cancel_until", sa.Date()),
        ),
    }


def upgrade() -> None:
    """Add the columns, fill them from what is there, and only then insist on them."""
    for name, columns in _added().items():
        for column in columns:
            op.add_column(name, column)
    _fill()
    for name, columns in _added().items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                if column.name not in _MAY_BE_NULL:
                    table.alter_column(str(column.name), existing_type=column.type, nullable=False)
            if name == "order_item":
                table.drop_constraint(op.f(_UNITS[0]), type_="check")
            for rule, condition in _NEW_RULES.get(name, ()):
                table.create_check_constraint(op.f(rule), condition)


def downgrade() -> None:
    """Take the columns away. Orders with a discount, a gross anchor or several rates cannot go back."""
    bind = op.get_bind()
    payments = sa.table("payment", sa.column("id"), sa.column("sections", sa.JSON()))
    for payment in bind.execute(sa.select(payments)).all():
        old = [[section["period"], section["net"], section["tax"]] for section in payment.sections]
        bind.execute(payments.update().where(payments.c.id == payment.id).values(sections=old))
    for name, columns in _added().items():
        with op.batch_alter_table(name) as table:
            for rule, _ in _NEW_RULES.get(name, ()):
                table.drop_constraint(op.f(rule), type_="check")
            for column in columns:
                table.drop_column(str(column.name))
            if name == "order_item":
                table.create_check_constraint(op.f(_UNITS[0]), "net_minor = unit_minor * quantity")


def _fill() -> None:
    bind = op.get_bind()
    for statement in (
        "UPDATE cart SET coupon = ''",
        "UPDATE customer SET postcode = '', vat_number = ''",
        "UPDATE shop_order SET anchor = 'net', tax_treatment = 'charged', tax_note = '', coupon = ''",
        "UPDATE shop_order SET tax_country = (SELECT country FROM customer WHERE customer.id = shop_order.customer_id)",
        "UPDATE payment SET off_minor = 0, trial_days = 0",
        "UPDATE order_item SET kind = 'plan', bundle = '', pieces = quantity",
        "UPDATE order_item SET amount_minor = net_minor, discount_minor = 0, tax_percent = ''",
    ):
        bind.execute(sa.text(statement))
    orders = sa.table("shop_order", sa.column("tax_rates", sa.JSON()))
    bind.execute(orders.update().values(tax_rates=[]))
    _fill_payments(bind)


def _fill_payments(bind: sa.Connection) -> None:
    """The lines of each payment page, and each item's part of the tax: by its net, what is left to the last."""
    payments = sa.table(
        "payment", sa.column("id"), sa.column("order_id"), sa.column("sections", sa.JSON()),
        sa.column("lines", sa.JSON()),
        sa.column("taxed_by_stripe", sa.Boolean()),
    )  # fmt: skip
    names = ("id", "payment_id", "position", "name", "plan_title", "period", "quantity", "unit_minor", "net_minor")
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in (*names, "tax_minor")]
    items = sa.table("order_item", *columns)
    orders = sa.table("shop_order", sa.column("id"), sa.column("language"))
    query = sa.select(payments.c.id, payments.c.sections, orders.c.language)
    for payment in bind.execute(query.join_from(payments, orders, payments.c.order_id == orders.c.id)).all():
        word = _TAX_WORDS.get(payment.language, "Tax")
        found = bind.execute(
            sa.select(*(items.c[name] for name in names))
            .where(items.c.payment_id == payment.id)
            .order_by(items.c.position)
        ).all()
        lines = [[f"{item.name}, {item.plan_title}", item.unit_minor, item.quantity, item.period, ""] for item in found]
        sections: list[dict[str, Any]] = []
        for period, net, tax in payment.sections:
            lines += [[word, tax, 1, period, ""]] if tax else []
            sections.append({
                "period": period, "trial_days": 0, "amount": net, "discount": 0, "net": net, "tax": tax,
                "rates": [["", net, tax]] if tax else [], "later": net + tax,
            })  # fmt: skip
            mine = [item for item in found if item.period == period]
            left = tax
            for number, item in enumerate(mine):
                part = left if number == len(mine) - 1 else tax * item.net_minor // max(net, 1)
                left -= part
                bind.execute(items.update().where(items.c.id == item.id).values(tax_minor=part))
        values = {"lines": lines, "sections": sections, "taxed_by_stripe": False}
        bind.execute(payments.update().where(payments.c.id == payment.id).values(values))
