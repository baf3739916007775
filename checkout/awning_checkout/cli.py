"""The commands of the checkout: ``awning checkout …`` and ``awning demo``."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from threading import Event
from types import FrameType

import click

from awning.errors import ProjectError
from awning.options import project_option
from awning_checkout.settings import Settings, from_environment


@click.group()
def checkout() -> None:
    """Run the checkout service, its worker, its schema."""


@checkout.command()
@project_option
def migrate(project: Path) -> None:
    """Bring the database up to date."""
    from awning_checkout.store import Store

    Store(from_environment(project).database_url).migrate()
    click.echo("The database is up to date.")


@checkout.command()
@click.option("--bind", default="127.0.0.1:8010", show_default=True, help="Address and port.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@project_option
def serve(bind: str, workers: int, project: Path) -> None:
    """Serve the checkout under gunicorn."""
    from awning_checkout.serving import run_gunicorn

    run_gunicorn(_ready(project), bind=bind, workers=workers)


@checkout.command()
@project_option
def worker(project: Path) -> None:
    """Handle webhooks, forward orders and follow them, until stopped."""
    from awning_checkout.serving import make_worker

    stop = Event()
    _end_on(signal.SIGTERM, stop)
    _end_on(signal.SIGINT, stop)
    make_worker(_ready(project)).run(stop)


@checkout.command()
@project_option
def reconcile(project: Path) -> None:
    """Ask Stripe about every payment whose end no webhook told us; safe to run always."""
    from awning_checkout.errors import CheckoutError
    from awning_checkout.services import assemble

    parts = assemble(_ready(project))
    sessions, problems = parts.checkout.unsettled_sessions(), 0
    for session_id in sessions:
        try:
            parts.checkout.settle(session_id)
        except CheckoutError as problem:
            # One that cannot be asked about must not keep us from the others.
            problems += 1
            click.echo(f"{session_id}: {problem}", err=True)
    click.echo(f"{len(sessions)} open payments looked at.")
    sys.exit(1 if problems else 0)


@click.command()
@click.option("--once", is_flag=True, help="Buy something, wait until it runs, print one JSON object, and end.")
@click.option("--port", default=8000, show_default=True, help="The first of the ports; 0 takes whatever is free.")
@project_option
def demo(port: int, project: Path, *, once: bool) -> None:
    """Build all shops and serve them with a sandbox checkout: no account, no network, no money."""
    from awning_checkout.demo import Demo
    from awning_checkout.purchase import buy

    if not (project / "config" / "awning.yaml").is_file():
        raise ProjectError(f"{project / 'config'}: no project is here. `awning init DIR` makes one; then cd into it.")
    with Demo(project, first_port=0 if once else port, quiet=once) as running:
        if once:
            result = buy(running)
            click.echo(json.dumps(result))
            sys.exit(0 if result["state"] == "active" else 1)
        click.echo(running.welcome())
        stop = Event()
        _end_on(signal.SIGTERM, stop)
        try:
            stop.wait()
        except KeyboardInterrupt:
            click.echo("\nEverything is stopped. The orders stay in var/demo/.")


def _end_on(number: signal.Signals, stop: Event) -> None:
    """Let a signal end the work in good order."""

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(number, end)


def _ready(project: Path) -> Settings:
    """The settings, with the database brought up to date."""
    from awning_checkout.store import Store

    settings = from_environment(project)
    Store(settings.database_url).migrate()
    return settings
