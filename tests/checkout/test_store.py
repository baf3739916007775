"""The database: its tables, its promises, and what it refuses, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import exc

from awning.errors import ProjectError
from awning_checkout import tables as t
from awning_checkout.store import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CART: dict[str, Any] = {"id": "cart", "reseller": "pebbletide", "lines": [], "created_at": NOON}
CUSTOMER: dict[str, Any] = {
    "id": "customer", "reseller": "pebbletide", "name": "Anna", "company": "", "email": "anna@brook.example",
    "country": "GB", "created_at": NOON,
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": "order", "number": "A-22222222", "token": "token", "reseller": "pebbletide", "cart_id": "cart",
    "customer_id": "customer", "state": "open", "language": "en", "currency": "GBP", "catalog": "c" * 16,
    "price_book": "b" * 16, "tax_country": "GB", "priced_at": NOON, "terms_accepted_at": NOON, "created_at": NOON,
}  # fmt: skip
PAYMENT: dict[str, Any] = {
    "id": "payment", "order_id": "order", "position": 0, "period": "P1M", "state": "due", "net_minor": 438,
    "tax_minor": 88, "total_minor": 526, "sections": [], "lines": [], "attempt": 0,
}  # fmt: skip
ITEM: dict[str, Any] = {
    "id": "item", "order_id": "order", "position": 0, "payment_id": "payment", "sku": "PB-FILTER",
    "plan_id": "P1M-P1M", "name": "Filter", "plan_title": "Monthly", "period": "P1M", "quantity": 3,
    "pieces": 3, "unit_minor": 146, "amount_minor": 438, "net_minor": 438, "tax_minor": 88, "tax_percent": "20",
    "answers": {}, "trail": [], "cuts": {},
}  # fmt: skip
FULFILMENT: dict[str, Any] = {
    "id": "fulfilment", "order_id": "order", "source": "distributor", "reference": "A-22222222-1",
}  # fmt: skip
OUTBOX: dict[str, Any] = {
    "id": "outbox", "fulfilment_id": "fulfilment", "state": "waiting", "attempts": 0, "next_try_at": NOON,
}  # fmt: skip
TRANSFER: dict[str, Any] = {
    "payment_id": "payment", "kind": "payment", "source": "customer", "target": "stripe", "minor": 526,
    "currency": "GBP", "at": NOON,
}  # fmt: skip
EVENT: dict[str, Any] = {
    "account": "", "id": "evt_1", "type": "checkout.session.completed", "received_at": NOON, "attempts": 0,
    "next_try_at": NOON,
}  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    """One order with everything that belongs to it."""
    with store.transaction() as db:
        for table, row in (
            (t.carts, CART), (t.customers, CUSTOMER), (t.orders, ORDER), (t.payments, PAYMENT), (t.items, ITEM),
            (t.fulfilments, FULFILMENT), (t.outbox, OUTBOX), (t.transfers, TRANSFER), (t.stripe_events, EVENT),
        ):  # fmt: skip
            db.execute(table.insert().values(row))
    return store


# The tables.


def test_the_migrations_make_exactly_the_tables_the_code_speaks_of(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, t.metadata)

    assert differences == []


def test_the_migrations_make_every_check_constraint(store: Store) -> None:
    inspector = sa.inspect(store.engine)

    for table in t.metadata.sorted_tables:
        named = {str(rule.name) for rule in table.constraints if isinstance(rule, sa.CheckConstraint)}
        assert {rule["name"] for rule in inspector.get_check_constraints(table.name)} == named


def test_migrating_again_changes_nothing(filled: Store) -> None:
    filled.migrate()

    with filled.reading() as db:
        assert db.scalar(sa.select(t.orders.c.number)) == "A-22222222"


def test_the_tables_can_be_taken_down_again(empty_database_url: str) -> None:
    store = Store(empty_database_url)
    store.migrate()
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(t.__file__).parent / "migrations"))

    with store.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")

    assert set(sa.inspect(store.engine).get_table_names()) <= {"alembic_version"}
    store.close()


def test_several_processes_may_migrate_at_once(empty_database_url: str) -> None:
    stores = [Store(empty_database_url) for _ in range(6)]

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(Store.migrate, stores))

    assert {"shop_order", "transfer", "outbox"} <= set(sa.inspect(stores[0].engine).get_table_names())
    for store in stores:
        store.close()


# Promises.


def test_sqlite_writes_through_to_the_disk_and_minds_foreign_keys(sqlite: Path) -> None:
    store = Store(f"sqlite:///{sqlite}")

    with store.reading() as db:
        found = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20000}
    store.close()


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def half_done() -> None:
        with store.transaction() as db:
            db.execute(t.carts.insert().values(CART))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()

    with store.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(t.carts)) == 0


def test_reading_waits_for_no_writer_and_sees_one_moment(filled: Store) -> None:
    with filled.reading() as reader:
        before = reader.scalar(sa.select(t.orders.c.state))
        with filled.transaction() as writer:
            writer.execute(t.orders.update().values(state="paid"))
            during = reader.scalar(sa.select(t.orders.c.state))
        after = reader.scalar(sa.select(t.orders.c.state))

    with filled.reading() as reader:
        later = reader.scalar(sa.select(t.orders.c.state))
    assert (before, during, after, later) == ("open", "open", "open", "paid")


def test_a_reading_connection_writes_again_when_it_is_lent_out_next(filled: Store) -> None:
    with filled.reading() as db:
        db.scalar(sa.select(t.orders.c.state))

    with filled.transaction() as db:
        db.execute(t.orders.update().values(state="paid"))

    with filled.reading() as db:
        assert db.scalar(sa.select(t.orders.c.state)) == "paid"


def test_a_locked_row_is_not_read_by_a_second_writer_until_the_first_is_done(filled: Store) -> None:
    first_has_it, seen = Event(), list[str]()

    def first() -> None:
        with filled.transaction() as db:
            db.execute(filled.locked(sa.select(t.orders)))
            first_has_it.set()
            db.execute(t.orders.update().values(state="paid"))

    def second() -> None:
        first_has_it.wait(30)
        with filled.transaction() as db:
            seen.append(str(db.execute(filled.locked(sa.select(t.orders.c.state))).scalar_one()))

    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(second), pool.submit(first)]:
            work.result()

    assert seen == ["paid"]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(NOON, id="utc"),
        pytest.param(datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2))), id="summer"),
        pytest.param(datetime(2026, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=-11))), id="far west"),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(store: Store, moment: datetime) -> None:
    with store.transaction() as db:
        db.execute(t.carts.insert().values({**CART, "created_at": moment}))

    with store.reading() as db:
        found = db.scalar(sa.select(t.carts.c.created_at))
        ahead = db.scalar(sa.select(t.carts.c.id).where(t.carts.c.created_at <= moment))
        behind = db.scalar(sa.select(t.carts.c.id).where(t.carts.c.created_at < moment))
    assert found == moment
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    assert (ahead, behind) == ("cart", None)


def test_a_moment_nobody_knows_the_zone_of_is_refused(store: Store) -> None:
    with pytest.raises(exc.StatementError, match="has no time zone"), store.transaction() as db:
        db.execute(t.carts.insert().values({**CART, "created_at": datetime(2026, 11, 22, 12)}))  # noqa: DTZ001


# What the database refuses, should the code ever ask for it.


@pytest.mark.parametrize(
    ("table", "row", "rule"),
    [
        (t.items, {**ITEM, "id": "2", "position": 1, "quantity": 0, "amount_minor": 0}, "an_item_has_a_quantity"),
        (t.items, {**ITEM, "id": "2", "position": 1, "quantity": -1, "unit_minor": -438}, "an_item_has_a_quantity"),
        (t.items, {**ITEM, "id": "2", "position": 1, "amount_minor": 437}, "an_item_costs_unit_times_quantity"),
        (t.items, {**ITEM, "id": "2", "position": 1, "pieces": 0}, "an_item_has_pieces"),
        (t.items, {**ITEM, "id": "2", "position": 1, "discount_minor": 439}, "a_discount_leaves_nothing_owed"),
        (t.items, {**ITEM, "id": "2", "position": 1, "discount_minor": -1}, "a_discount_leaves_nothing_owed"),
        (t.payments, {**PAYMENT, "id": "2", "position": 1, "off_minor": -1}, "nothing_is_put_on"),
        (t.items, {**ITEM, "id": "2"}, "order_item_order_id_position_is_unique"),
        (t.items, {**ITEM, "id": "2", "position": 1, "payment_id": "none"}, "order_item_payment_id_exists"),
        (t.items, {**ITEM, "id": "2", "position": 1, "order_id": "none"}, "order_item_order_id_exists"),
        (t.payments, {**PAYMENT, "id": "2", "position": 1, "total_minor": 525}, "a_payment_is_net_and_tax"),
        (
            t.payments,
            {**PAYMENT, "id": "2", "position": 1, "net_minor": -1, "tax_minor": 0, "total_minor": -1},
            "nobody_is_paid_to_buy",
        ),
        (t.payments, {**PAYMENT, "id": "2"}, "payment_order_id_position_is_unique"),
        (t.orders, {**ORDER, "id": "2", "number": "A-33333333", "token": "other"}, "shop_order_cart_id_is_unique"),
        (t.orders, {**ORDER, "id": "2", "token": "other", "cart_id": "other"}, "shop_order_number_is_unique"),
        (t.orders, {**ORDER, "id": "2", "number": "A-3", "cart_id": "other"}, "shop_order_token_is_unique"),
        (t.fulfilments, {**FULFILMENT, "id": "2"}, "fulfilment_reference_is_unique"),
        (t.outbox, {**OUTBOX, "id": "2"}, "outbox_fulfilment_id_is_unique"),
        (t.transfers, {**TRANSFER, "kind": "cut", "minor": 0}, "a_transfer_moves_something"),
        (t.transfers, {**TRANSFER, "kind": "cut", "minor": -5}, "a_transfer_moves_something"),
        (t.transfers, {**TRANSFER, "kind": "cut", "target": "customer"}, "a_transfer_goes_somewhere_else"),
        (t.transfers, TRANSFER, "transfer_payment_id_kind_source_target_is_unique"),
        (t.stripe_events, EVENT, "stripe_event_key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses(filled: Store, table: sa.Table, row: dict[str, Any], rule: str) -> None:
    with filled.transaction() as db:
        db.execute(t.carts.insert().values({**CART, "id": "other"}))

    with pytest.raises(exc.IntegrityError) as refusal, filled.transaction() as db:
        db.execute(table.insert().values(row))

    # SQLite names the columns and not the rule where a rule is about being unique or being there.
    if not filled.is_sqlite or "a_" in rule[:3] or rule.startswith(("nobody", "nothing")):
        assert rule in str(refusal.value)


def test_an_outbox_row_has_one_of_four_states(filled: Store) -> None:
    with pytest.raises(exc.IntegrityError, match="an_outbox_row_waits_or_is_done"), filled.transaction() as db:
        db.execute(t.outbox.update().values(state="lost"))


def test_one_session_is_one_payments(filled: Store) -> None:
    with filled.transaction() as db:
        db.execute(t.payments.update().values(session_id="cs_1"))

    with pytest.raises(exc.IntegrityError), filled.transaction() as db:
        db.execute(t.payments.insert().values({**PAYMENT, "id": "2", "position": 1, "session_id": "cs_1"}))


@pytest.mark.parametrize("table", [t.orders, t.customers, t.carts, t.payments, t.fulfilments], ids=str)
def test_nothing_an_order_needs_can_be_removed(filled: Store, table: sa.Table) -> None:
    with pytest.raises(exc.IntegrityError), filled.transaction() as db:
        db.execute(table.delete())


# Addresses.


@pytest.mark.parametrize("url", ["", "orders.sqlite", "/var/orders.sqlite"])
def test_an_address_that_is_none_is_refused_with_advice(url: str) -> None:
    with pytest.raises(ProjectError, match="AWNING_DATABASE_URL is not the address of a database"):
        Store(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way")

    with pytest.raises(ProjectError, match=r"var/orders\.sqlite: its folder cannot be made"):
        Store(f"sqlite:///{tmp_path}/var/orders.sqlite")


def test_a_database_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "orders.sqlite").write_text("this is no database, however long it may be. " * 100)
    store = Store(f"sqlite:///{tmp_path}/orders.sqlite")

    with pytest.raises(ProjectError, match=r"The database cannot be opened \(file is not a database\)"):
        store.migrate()

    store.close()


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    store = Store(f"postgresql+psycopg://nobody@/none?host={tmp_path}")

    with pytest.raises(ProjectError, match="The database cannot be opened") as problem:
        store.migrate()

    assert "\n" not in str(problem.value)
    store.close()


def test_an_error_of_the_database_does_not_hold_what_was_to_be_written(store: Store) -> None:
    with pytest.raises(exc.DBAPIError) as problem, store.transaction() as db:
        db.execute(sa.text("INSERT INTO nowhere VALUES (:name)"), {"name": "Anna Brook"})

    assert "Anna Brook" not in str(problem.value)
