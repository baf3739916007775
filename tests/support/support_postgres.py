"""A PostgreSQL of the tests' own: started from Debian's binaries, in a folder of its own, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

_PATIENCE_S = 60
_OWNER = "awning"
# Nothing survives the run, so nothing needs to reach the disk.
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=100")


def postgres_binaries() -> Path | None:
    """The folder of the newest PostgreSQL of this machine, or none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("postgres")
    return Path(elsewhere).resolve().parent if elsewhere else None


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    socket: Path

    def url(self, database: str) -> str:
        """The address of a database of it, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self.socket}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Make a database like another one, and give its address."""
        self._tell(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever still holds a connection to it."""
        self._tell(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _tell(self, command: sql.Composed) -> None:
        with psycopg.connect(host=str(self.socket), user=_OWNER, dbname="postgres", autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def running_postgres(binaries: Path) -> Generator[Postgres]:
    """Run a server that only this machine's processes reach, through a socket file."""
    # PostgreSQL refuses to run as root, and pytest's own folders are closed to other users.
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="awning-postgres-", dir=_quick_folder()))
    os.chown(folder, account.pw_uid, account.pw_gid)
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    who: Any = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        subprocess.run(
            [binaries / "initdb", "--pgdata", folder / "data", "--no-sync", "--auth=trust", "--encoding=UTF8",
             "--locale=C", f"--username={_OWNER}"],
            check=True, capture_output=True, cwd=folder, env=environment, **who,
        )  # fmt: skip
        settings = [part for setting in _HASTE for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-k", folder, *settings],
                stdout=log, stderr=log, cwd=folder, env=environment, **who,
            )  # fmt: skip
        try:
            _wait(folder, server)
            yield Postgres(folder)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quick_folder() -> Path | None:
    """The machine's memory where it can be had: making a database there takes 30 ms, on a busy disk 800."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30:
        return memory
    return None


def _wait(folder: Path, server: "subprocess.Popen[Any]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(host=str(folder), user=_OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return
