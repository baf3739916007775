"""Putting the parts into processes: gunicorn for the pages, a loop for the worker."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication

from awning_checkout.app import create_app
from awning_checkout.distributors.tmf622 import Tmf622Distributor, connect
from awning_checkout.outbox import Worker
from awning_checkout.services import assemble
from awning_checkout.settings import Settings


def make_worker(settings: Settings) -> Worker:
    """The worker of a service, with its own connections."""
    parts = assemble(settings)
    distributor = Tmf622Distributor(connect(settings.distributor_url, token=settings.distributor_token or None))
    return Worker(parts.store, parts.checkout, distributor, clock=parts.clock)


def run_gunicorn(settings: Settings, *, bind: str, workers: int) -> None:
    """Serve the pages until stopped. Each process opens its own connections after the fork."""
    _Service(settings, {"bind": bind, "workers": workers, "threads": 4, "preload_app": False}).run()


class _Service(BaseApplication):
    """Gunicorn, told what to run instead of looking for it."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(assemble(self._settings))
