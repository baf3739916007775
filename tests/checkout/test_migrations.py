"""What was ordered before a migration is carried over, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from awning_checkout import tables as t
from awning_checkout.store import Store

_MOMENT = "2026-11-01 12:00:00+00:00"
ROWS = """
INSERT INTO cart VALUES ('cart', 'pebbletide', '[]', :now);
INSERT INTO customer VALUES ('anna', 'pebbletide', 'Anna', '', 'anna@brook.example', 'GB', :now);
INSERT INTO shop_order VALUES ('order', 'A-22222222', 'token', 'pebbletide', 'cart', 'anna', 'open', 'en', 'GBP',
  'c', 'b', :now, :now, :now);
INSERT INTO payment (id, order_id, position, period, state, net_minor, tax_minor, total_minor, sections, attempt)
  VALUES ('payment', 'order', 0, 'P1M', 'due', 638, 128, 766, '[["P1M", 638, 128]]', 0);
INSERT INTO order_item (id, order_id, position, payment_id, sku, plan_id, name, plan_title, period, quantity,
  unit_minor, net_minor, answers, trail, cuts, state, activation) VALUES
  ('one', 'order', 0, 'payment', 'A', 'P1M-P1M', 'Filter', 'Monthly', 'P1M', 3, 146, 438, '{}', '[]', '{}', '', '[]'),
  ('two', 'order', 1, 'payment', 'B', 'P1M-P1M', 'Mail', 'Monthly', 'P1M', 1, 200, 200, '{}', '[]', '{}', '', '[]')
"""


def migrated(store: Store, to: str, *, down: bool = False) -> None:
    """Bring the tables to a revision."""
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(t.__file__).parent / "migrations"))
    with store.altering() as connection:
        configuration.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(configuration, to)


def filled(url: str) -> Store:
    """The first tables, with an order that is not paid."""
    store = Store(url)
    migrated(store, "0001")
    with store.transaction() as db:
        for row in ROWS.split(";"):
            db.execute(sa.text(row), {"now": _MOMENT})
    return store


def rows(store: Store, table: sa.Table) -> list[Any]:
    with store.reading() as db:
        return list(db.execute(sa.select(table)).all())


def test_orders_of_before_keep_their_sums_and_can_be_paid(empty_database_url: str) -> None:
    store = filled(empty_database_url)

    store.migrate()

    [order], [payment], [customer] = rows(store, t.orders), rows(store, t.payments), rows(store, t.customers)
    items = sorted(rows(store, t.items), key=lambda item: item.position)
    assert (order.anchor, order.tax_country, order.tax_treatment, order.coupon) == ("net", "GB", "charged", "")
    [cart] = rows(store, t.carts)
    assert (cart.coupon, cart.language) == ("", "")
    assert (customer.vat_number, customer.vat_confirmed) == ("", None)
    assert (payment.total_minor, payment.off_minor, payment.trial_days) == (766, 0, 0)
    assert payment.lines == [
        ["Filter, Monthly", 146, 3, "P1M", ""], ["Mail, Monthly", 200, 1, "P1M", ""], ["Tax", 128, 1, "P1M", ""],
    ]  # fmt: skip
    assert payment.sections == [
        {"period": "P1M", "trial_days": 0, "amount": 638, "discount": 0, "net": 638, "tax": 128,
         "rates": [["", 638, 128]], "later": 766}
    ]  # fmt: skip
    assert [(item.amount_minor, item.net_minor, item.tax_minor, item.pieces) for item in items] == [
        (438, 438, 87, 3), (200, 200, 41, 1),
    ]  # fmt: skip
    store.close()


def test_a_payment_page_of_before_calls_the_tax_by_the_orders_language(empty_database_url: str) -> None:
    store = filled(empty_database_url)
    with store.transaction() as db:
        db.execute(sa.text("UPDATE shop_order SET language = 'de'"))

    store.migrate()

    [payment] = rows(store, t.payments)
    assert payment.lines[-1] == ["MwSt.", 128, 1, "P1M", ""]
    store.close()


def test_a_migration_can_be_taken_back(empty_database_url: str) -> None:
    store = filled(empty_database_url)
    store.migrate()

    migrated(store, "0001", down=True)

    with store.reading() as db:
        sections = db.scalar(sa.text("SELECT sections FROM payment"))
        columns = {column["name"] for column in sa.inspect(store.engine).get_columns("order_item")}
    assert sections in ('[["P1M", 638, 128]]', [["P1M", 638, 128]])
    assert "amount_minor" not in columns
    store.close()
