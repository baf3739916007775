"""The database: one engine, one transaction per use case, and the schema's upgrades."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event, exc
from sqlalchemy.pool import QueuePool

from awning.errors import ProjectError


class Store:
    """Where orders are kept: SQLite in a file or PostgreSQL, with the same promises."""

    def __init__(self, url: str) -> None:
        """Connect lazily; `migrate` is what makes the tables.

        Raises:
            ProjectError: the address is not one of a database, or the folder of the file cannot be made.
        """
        try:
            parsed = sa.make_url(url)
        except exc.ArgumentError:
            raise ProjectError(
                "AWNING_DATABASE_URL is not the address of a database. "
                "Write it as sqlite:////folder/orders.sqlite or postgresql+psycopg://user@host/name."
            ) from None
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database:
            try:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise ProjectError(f"{parsed.database}: its folder cannot be made ({problem.strerror}).") from None
        # Errors go to the log, and the parameters of a statement are customers' names and addresses.
        self.engine = sa.create_engine(
            parsed, poolclass=QueuePool, pool_pre_ping=not self.is_sqlite, hide_parameters=True
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def transaction(self) -> Generator[sa.Connection]:
        """Everything inside happens, or nothing of it. On SQLite writers queue from the first statement on."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """One unchanging view, to read from only: it waits for no writer, and no writer waits for it."""
        view = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        options: dict[str, Any] = {"reads_only": True} if self.is_sqlite else view
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def locked(self, query: sa.Select[Any], *, skip_locked: bool = False) -> sa.Select[Any]:
        """The query, holding the rows it finds until the transaction ends; SQLite holds the whole file anyway."""
        return query if self.is_sqlite else query.with_for_update(skip_locked=skip_locked)

    def hold(self, db: sa.Connection, what: str) -> None:
        """Let nobody else hold the same until the transaction ends; SQLite has one writer at a time anyway."""
        if not self.is_sqlite:
            number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))

    @contextmanager
    def altering(self) -> Generator[sa.Connection]:
        """A transaction for changes of the tables themselves, one at a time.

        SQLite changes a table by writing it anew and dropping the old one, which other tables still refer to: there
        references are looked at only at the end.

        Raises:
            ProjectError: a row refers to one that is not there.
        """
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                with connection.begin():
                    # The number means nothing but "Awning's schema".
                    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4627301)")
                    yield connection
                return
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF").close()
            try:
                with connection.begin():
                    yield connection
                    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise ProjectError(f"The database is damaged: a row of {lost[0]} refers to none of {lost[2]}.")
            finally:
                driver.execute("PRAGMA foreign_keys=ON").close()

    def migrate(self) -> None:
        """Bring the tables up to date; safe to run always, and by several processes at once."""
        configuration = Config()
        configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        logging.getLogger("alembic").setLevel(logging.WARNING)
        try:
            with self.altering() as connection:
                configuration.attributes["connection"] = connection
                command.upgrade(configuration, "head")
        except exc.DatabaseError as problem:
            if type(problem) not in {exc.OperationalError, exc.DatabaseError}:
                raise  # A mistake of ours in a migration, not of whoever set up the database.
            reason = str(problem.orig).strip().splitlines()[0]
            raise ProjectError(
                f"The database cannot be opened ({reason}). Check AWNING_DATABASE_URL and the disk."
            ) from None

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and later than we need them.
    connection.isolation_level = None
    # Patience first: a new file's journal may have to wait for another process that is setting it too.
    for pragma in ("busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    # Writers queue from the start: one that had begun by reading could be refused when it comes to write.
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
