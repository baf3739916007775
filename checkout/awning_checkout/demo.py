"""The whole product on loopback: shops, checkout, worker, and a sandbox in place of Stripe and the distributor."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import structlog
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from awning.config import read_project, read_reseller, reseller_slugs
from awning.delivery.policy import Policy
from awning.delivery.preview import Preview
from awning.errors import BuildError, ProjectError
from awning_checkout.app import create_app
from awning_checkout.distributors.tmf622 import Tmf622Distributor, connect
from awning_checkout.outbox import Worker
from awning_checkout.sandbox.distributor_api import create_distributor_sandbox
from awning_checkout.sandbox.stripe_api import close_stripe_sandbox, create_stripe_sandbox
from awning_checkout.services import assemble
from awning_checkout.settings import Settings
from awning_checkout.store import Store

_HOST = "127.0.0.1"
# Invented here and good for nothing but the sandbox.
_KEY, _SECRET = "sk_test_sandbox", "whsec_sandbox"


class Demo:
    """Everything running, each part on a port of its own; leaving the context stops it all."""

    def __init__(self, project: Path, *, first_port: int = 0, quiet: bool = False) -> None:
        """Choose the ports.

        Args:
            project: the project folder.
            first_port: the shops get this one and the next, the services the tens above; 0 takes free ones.
            quiet: say nothing while starting.

        Raises:
            ProjectError: a port is in use.
        """
        self.project = project
        self._quiet = quiet
        self._stop = Event()
        self._threads: list[Thread] = []
        self._closers: list[Callable[[], object]] = []
        self.slugs = reseller_slugs(project)
        settings = read_project(project)
        self.names = {slug: read_reseller(project, slug, settings).name for slug in self.slugs}
        self._first_port = first_port
        self.shops: dict[str, str] = {}
        """Reseller to the address of their shop."""
        self.checkout = self.stripe = self.distributor = ""
        self.pages = 0

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for close in reversed(self._closers):
            close()
        for thread in self._threads:
            thread.join(timeout=5)

    def welcome(self) -> str:
        """Where everything is."""
        lines = ["", "Everything runs on this machine. No money moves, and nothing is delivered.", ""]
        lines += [f"  {self.names[slug]:<24} {address}" for slug, address in self.shops.items()]
        lines += [
            f"  {'Checkout':<24} {self.checkout}",
            f"  {'Distributor (sandbox)':<24} {self.distributor}",
            "",
            "Buy something: any card on the payment page works as it says. Stop with Ctrl-C.",
        ]
        return "\n".join(lines)

    def _start(self) -> None:
        root = self.project / "var" / "demo"
        root.mkdir(parents=True, exist_ok=True)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        output = root / "shops"
        servers = {slug: self._static(output / slug, number) for number, slug in enumerate(self.slugs)}
        self.shops = {slug: f"http://{_HOST}:{server.server_port}" for slug, server in servers.items()}
        gate = _Gate()
        checkout = self._wsgi(gate, 10)
        self.checkout = f"http://{_HOST}:{checkout.port}"
        self._build(output)
        webhook_url = f"{self.checkout}/stripe/webhook"
        stripe = create_stripe_sandbox(webhook_url=webhook_url, webhook_secret=_SECRET, api_key=_KEY)
        self._closers.append(partial(close_stripe_sandbox, stripe))
        self.stripe = f"http://{_HOST}:{self._wsgi(stripe, 20).port}"
        for server in servers.values():
            server.policy = Policy(self.checkout, payments=(self.stripe,), secure=False)
        distributor = create_distributor_sandbox(seconds_to_activate=1.0)
        self.distributor = f"http://{_HOST}:{self._wsgi(distributor, 30).port}"
        self._serve_checkout(root, gate)

    def _serve_checkout(self, root: Path, gate: _Gate) -> None:
        settings = Settings(
            project=self.project,
            # The sandbox begins empty, so an order it does not know would never move.
            database_url=f"sqlite:///{_fresh(root / 'orders.sqlite').absolute()}",
            public_url=self.checkout,
            stripe_key=_KEY,
            stripe_webhook_secret=_SECRET,
            stripe_api=self.stripe,
            distributor_url=self.distributor,
            shop_urls=self.shops,
            shells=root / "shells",
        )
        store = Store(settings.database_url)
        store.migrate()
        store.close()
        parts = assemble(settings)
        self._closers.append(parts.store.close)
        gate.app = create_app(parts)
        client = connect(settings.distributor_url)
        self._closers.append(client.close)
        worker = Worker(parts.store, parts.checkout, Tmf622Distributor(client), clock=parts.clock)
        self._run(partial(worker.run, self._stop, idle_s=0.2))

    def _build(self, output: Path) -> None:
        from awning.building import build_project, import_project

        import_project(self.project)
        report = build_project(
            self.project,
            output=output,
            quiet=self._quiet,
            urls=self.shops,
            checkout_url=self.checkout,
            private=output.parent,
        )
        if report.failed:
            raise BuildError("\n".join(error for shop in report.shops for error in shop.errors))
        self.pages = report.pages

    def _static(self, folder: Path, offset: int) -> Preview:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            server = Preview((_HOST, self._port(offset)), folder, Policy(secure=False))
        except OSError as problem:
            raise _port_taken(self._port(offset), problem) from None
        self._closers.append(server.server_close)
        self._closers.append(server.shutdown)
        self._run(partial(server.serve_forever, poll_interval=0.02))
        return server

    def _wsgi(self, app: Any, offset: int) -> Any:
        try:
            server = make_server(_HOST, self._port(offset), app, threaded=True, request_handler=_Quiet)
        except (OSError, SystemExit) as problem:
            raise _port_taken(self._port(offset), problem) from None
        self._closers.append(server.server_close)
        self._closers.append(server.shutdown)
        self._run(partial(server.serve_forever, poll_interval=0.02))
        return server

    def _port(self, offset: int) -> int:
        return self._first_port + offset if self._first_port else 0

    def _run(self, target: Callable[[], object]) -> None:
        thread = Thread(target=target, daemon=True)
        thread.start()
        self._threads.append(thread)


class _Gate:
    """Holds the checkout's port while the shops are built, whose pages must name it."""

    def __init__(self) -> None:
        self.app: Flask | None = None

    def __call__(self, environment: Any, start: Any) -> Any:
        if self.app is None:
            start("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"The shops are being built. Try again in a moment.\n"]
        return self.app(environment, start)


class _Quiet(WSGIRequestHandler):
    """Requests are not news."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def _fresh(database: Path) -> Path:
    """The path, with what an earlier demo left there moved aside."""
    for ending in ("", "-wal", "-shm"):
        old = database.with_name(database.name + ending)
        if old.exists():
            shutil.move(old, database.with_name(f"earlier-{database.name}{ending}"))
    return database


def _port_taken(port: int, problem: BaseException) -> ProjectError:
    reason = getattr(problem, "strerror", None) or "in use"
    return ProjectError(f"Port {port} on {_HOST} cannot be had ({reason}). Free it, or choose others with --port.")
