"""The language a cart is spoken of in. Carts of before speak the shop's first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, fill it, and only then insist on it."""
    op.add_column("cart", sa.Column("language", sa.String(length=8)))
    op.get_bind().execute(sa.text("UPDATE cart SET language = ''"))
    with op.batch_alter_table("cart") as table:
        table.alter_column("language", existing_type=sa.String(length=8), nullable=False)


def downgrade() -> None:
    """Take the column away: carts speak the shop's first language again."""
    with op.batch_alter_table("cart") as table:
        table.drop_column("language")
