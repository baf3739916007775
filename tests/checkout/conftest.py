"""The checkout's parts, each test on SQLite and on PostgreSQL, with Stripe and a distributor on loopback."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway
from support_checkout import NOON, OTHER_SHOP, World, app_of, change, make_project, settings_of
from support_distributor import sandbox_distributor
from support_postgres import Postgres, postgres_binaries, running_postgres
from support_stripe_sandbox import API_KEY, WEBHOOK_SECRET, running_stripe

_HOW_TO = "no PostgreSQL: as root, apt-get install postgresql; elsewhere put `postgres` and `initdb` on the PATH"
_TEMPLATE = "awning_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server, with a database that has the tables and no rows."""
    binaries = postgres_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_HOW_TO, pytrace=False)
        pytest.skip(_HOW_TO)
    with running_postgres(binaries) as server:
        _migrated(server.create(_TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that has the tables and no rows."""
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, its tables made."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'orders.sqlite')}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    yield server.create(name, template=_TEMPLATE)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'orders.sqlite'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def imported_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two shops, their feed imported once; not to be changed."""
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(imported_project: Path, tmp_path: Path) -> Path:
    """The two shops in a folder of the test's own."""
    return shutil.copytree(imported_project, tmp_path / "project")


@pytest.fixture(scope="session")
def shops(imported_project: Path) -> Shops:
    return Shops(imported_project)


@pytest.fixture
def world(store: Store, shops: Shops, imported_project: Path, database_url: str) -> Iterator[World]:
    """Everything, with the time standing at noon of 22 November 2026."""
    with sandbox_distributor() as distributor:
        distributor.clock.seconds = NOON
        # Plain HTTP: without certificates to load, a client is there in no time.
        with (
            running_stripe(distributor.clock) as stripe,
            httpx.Client(base_url=distributor.url, timeout=20, trust_env=False, verify=False) as client,
        ):
            gateway = StripeGateway(API_KEY, WEBHOOK_SECRET, api=stripe.url)
            settings = settings_of(imported_project, database_url, stripe.url, distributor.url)
            yield World(store, shops, stripe, distributor, client, gateway, settings)


@pytest.fixture
def shop(world: World, project: Path) -> Callable[..., World]:
    """Havelwerk, in euros with German tax, with other settings."""

    def of(**keys: Any) -> World:
        return world.moved_to(change(project, f"resellers/{OTHER_SHOP}", **keys))

    return of


@pytest.fixture
def app(world: World) -> Flask:
    return app_of(world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _migrated(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close()
