"""The first tables: carts, customers, orders, payments, fulfilments, outbox, ledger, webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from awning_checkout.moments import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cart",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reseller", sa.String(length=63), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("cart_key")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reseller", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_key")),
    )
    op.create_table(
        "stripe_event",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("handled_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("stripe_event_key")),
    )
    op.create_table(
        "shop_order",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("reseller", sa.String(length=63), nullable=False),
        sa.Column("cart_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("catalog", sa.String(length=16), nullable=False),
        sa.Column("price_book", sa.String(length=16), nullable=False),
        sa.Column("priced_at", Moment(), nullable=False),
        sa.Column("terms_accepted_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("shop_order_cart_id_exists")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("shop_order_customer_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("shop_order_key")),
        sa.UniqueConstraint("cart_id", name=op.f("shop_order_cart_id_is_unique")),
        sa.UniqueConstraint("number", name=op.f("shop_order_number_is_unique")),
        sa.UniqueConstraint("token", name=op.f("shop_order_token_is_unique")),
    )
    op.create_table(
        "fulfilment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=18), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=True),
        sa.Column("distributor_order_id", sa.Text(), nullable=True),
        sa.Column("checked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fulfilment_order_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("fulfilment_key")),
        sa.UniqueConstraint("reference", name=op.f("fulfilment_reference_is_unique")),
    )
    op.create_index(op.f("fulfilment_by_order_id"), "fulfilment", ["order_id"], unique=False)
    op.create_table(
        "order_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("order_event_order_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_event_key")),
    )
    op.create_index(op.f("order_event_by_order_id"), "order_event", ["order_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("session_url", sa.Text(), nullable=True),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.CheckConstraint("total_minor = net_minor + tax_minor", name=op.f("a_payment_is_net_and_tax")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("nobody_is_paid_to_buy")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("payment_order_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_key")),
        sa.UniqueConstraint("order_id", "position", name=op.f("payment_order_id_position_is_unique")),
        sa.UniqueConstraint("session_id", name=op.f("payment_session_id_is_unique")),
    )
    op.create_index(op.f("payment_by_order_id"), "payment", ["order_id"], unique=False)
    op.create_table(
        "order_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.String(length=36), nullable=False),
        sa.Column("fulfilment_id", sa.String(length=36), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan_title", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("activation", sa.JSON(), nullable=False),
        sa.CheckConstraint("net_minor = unit_minor * quantity", name=op.f("an_item_costs_unit_times_quantity")),
        sa.CheckConstraint("quantity > 0", name=op.f("an_item_has_a_quantity")),
        sa.ForeignKeyConstraint(["fulfilment_id"], ["fulfilment.id"], name=op.f("order_item_fulfilment_id_exists")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("order_item_order_id_exists")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("order_item_payment_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_item_key")),
        sa.UniqueConstraint("order_id", "position", name=op.f("order_item_order_id_position_is_unique")),
    )
    op.create_index(op.f("order_item_by_order_id"), "order_item", ["order_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("fulfilment_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'done', 'stuck')", name=op.f("an_outbox_row_waits_or_is_done")
        ),
        sa.ForeignKeyConstraint(["fulfilment_id"], ["fulfilment.id"], name=op.f("outbox_fulfilment_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_key")),
        sa.UniqueConstraint("fulfilment_id", name=op.f("outbox_fulfilment_id_is_unique")),
    )
    op.create_index("outbox_by_turn", "outbox", ["state", "next_try_at"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("minor > 0", name=op.f("a_transfer_moves_something")),
        sa.CheckConstraint("source <> target", name=op.f("a_transfer_goes_somewhere_else")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("transfer_payment_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_key")),
        sa.UniqueConstraint(
            "payment_id", "kind", "source", "target", name=op.f("transfer_payment_id_kind_source_target_is_unique")
        ),
    )


def downgrade() -> None:
    """Drop the tables, the last made first."""
    for table in (
        "transfer", "outbox", "order_item", "payment", "order_event", "fulfilment", "shop_order", "stripe_event",
        "customer", "cart",
    ):  # fmt: skip
        op.drop_table(table)
