"""The command that says what things cost: one SKU with its reasons, a reseller's whole list, or a page of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from awning.errors import ProjectError
from awning.options import json_option, project_option

if TYPE_CHECKING:
    from awning.progress import Waiting

# A list that takes longer shows that it is being made.
_PATIENCE_S = 2.0
_EVERY = 50

_AS = (
    "Show what they may know: operator, distributor, reseller, agent, customer, or the slug of a reseller in the "
    "chain; all of it by default."
)


class _Moment(click.DateTime):
    """A date with or without a time, and a refusal that shows how one is written."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is no date: write it as 2026-11-22, or with a time as 2026-11-22T14:30:00.", param, ctx
            )


@click.command()
@click.argument("sku", required=False)
@click.option("--reseller", default=None, help="Whose shelf; with --matrix, everybody's when not given.")
@click.option("--plan", "plan_id", default=None, help="Which plan; all of them when not given.")
@click.option("--quantity", default=None, type=int, help="How many units; one by default.")
@click.option("--at", type=_Moment(), default=None, help="The moment (UTC) whose prices hold; now by default.")
@click.option("--explain", is_flag=True, help="Show how the price comes about and who gets what of it.")
@click.option("--as", "seen_as", default="", metavar="WHO", help=_AS)
@click.option("--all", "whole", is_flag=True, help="The reseller's whole list in place of one SKU.")
@click.option("--csv", "as_csv", is_flag=True, help="With --all: a table for spreadsheets.")
@click.option("--matrix", is_flag=True, help="With --all: write a private page for the reseller into var/prices.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="With --all: write it to this file."
)
@project_option
@json_option
def price(
    sku: str | None,
    reseller: str | None,
    plan_id: str | None,
    quantity: int | None,
    at: datetime | None,
    seen_as: str,
    output: Path | None,
    project: Path,
    *,
    explain: bool,
    whole: bool,
    as_csv: bool,
    matrix: bool,
    as_json: bool,
) -> None:
    """Say what SKU costs in a reseller's shop, and why; or with --all, what everything costs there."""
    moment = _moment(at)
    if not whole:
        if sku is None or reseller is None:
            raise click.UsageError("Name a SKU and a --reseller, or ask for --all.")
        if as_csv or matrix or output:
            raise click.UsageError("--csv, --matrix and --output go with --all.")
        _one(project, sku, reseller, plan_id, quantity, moment, seen_as, explain=explain, as_json=as_json)
        return
    if sku or plan_id or quantity is not None or explain:
        raise click.UsageError(
            "--all is of every SKU and plan in every quantity: leave out SKU, --plan, --quantity and --explain."
        )
    if as_csv + matrix + as_json > 1:
        raise click.UsageError("--csv, --json and --matrix are three ways to have the list: choose one.")
    if matrix:
        if output or seen_as not in {"", "reseller"}:
            raise click.UsageError("--matrix is for the reseller, in var/prices: leave out --output and --as.")
        _matrix(project, reseller, moment)
        return
    if reseller is None:
        raise click.UsageError("Name the --reseller whose list it is, or write pages of all with --matrix.")
    kind = "csv" if as_csv else "json" if as_json else "text"
    _list(project, reseller, moment, seen_as, kind, output)


def _moment(at: datetime | None) -> datetime | None:
    """The moment asked for, with time zone."""
    from awning.settings.kinds import FIRST_DAY, LAST_DAY

    if at is not None and not FIRST_DAY <= at.date() <= LAST_DAY:
        raise click.UsageError(f"--at {at.date()} is out of reach: name a day from {FIRST_DAY} to {LAST_DAY}.")
    return at.replace(tzinfo=UTC) if at else None


def _one(
    project: Path,
    sku: str,
    reseller: str,
    plan_id: str | None,
    quantity: int | None,
    moment: datetime | None,
    seen_as: str,
    *,
    explain: bool,
    as_json: bool,
) -> None:
    from awning.receipts.as_json import receipt_json
    from awning.receipts.asking import Question, receipts
    from awning.receipts.text import receipt_text

    units = 1 if quantity is None else quantity
    found = receipts(Question(project, sku, reseller, plan_id, units, moment, seen_as))
    click.echo(receipt_json(found, one_plan=plan_id is not None) if as_json else receipt_text(found, explain=explain))


def _list(project: Path, reseller: str, moment: datetime | None, seen_as: str, kind: str, output: Path | None) -> None:
    from awning.receipts.list_files import write_csv, write_json, write_text
    from awning.receipts.price_list import PriceList, columns
    from awning.receipts.visibility import viewer_named
    from awning.report_tables import clean
    from awning.shop_books import open_book, sellers_of

    if output is not None and output.resolve().is_relative_to((project / "output").resolve()):
        raise ProjectError(f"{output}: is in the folder that is published. Write the list somewhere else.")
    with open_book(project, reseller, moment) as book:
        # A reseller's list is theirs: what else the distributor knows is shown when it is asked for.
        viewer = viewer_named(seen_as or "reseller", sellers_of(book), agent=book.chain.agent is not None)
        prices = PriceList(book, viewer)
        shown = columns(viewer)
        with _waiting() as waiting, opened(output) as file:
            rows = prices.rows(partial(_tick, waiting, f"Pricing {reseller}"))
            if kind == "csv":
                write_csv(file, shown, rows)
            elif kind == "json":
                facts = {"reseller": reseller, "currency": book.market.currency, "price_book": book.revision}
                facts |= {"catalog": book.catalog_revision, "as_of": book.as_of.isoformat()}
                write_json(file, shown, rows, facts)
            else:
                write_text(file, shown, rows)
    if kind != "json" and prices.unsold:
        named, more = ", ".join(map(clean, prices.unsold_names)), prices.unsold - len(prices.unsold_names)
        named += f" and {more:,} more" if more else ""
        plans = "1 plan" if prices.unsold == 1 else f"{prices.unsold:,} plans"
        click.echo(f"Left out without a price now: {plans} ({named}).", err=True)


def _matrix(project: Path, reseller: str | None, moment: datetime | None) -> None:
    from awning.config import reseller_slugs
    from awning.receipts.matrix import write_matrix
    from awning.shop_books import open_book

    for slug in [reseller] if reseller else reseller_slugs(project):
        with open_book(project, slug, moment) as book, _waiting() as waiting:
            written = write_matrix(book, project / "var" / "prices", partial(_tick, waiting, f"Pricing {slug}"))
        pages = f" on {written.pages} pages" if written.pages > 1 else ""
        unsold = f" Left out without a price now: {written.unsold:,}." if written.unsold else ""
        click.echo(f"{slug}: {written.plans:,} plans{pages} in {written.page} and {written.csv}.{unsold}")
    click.echo("These pages hold buy prices: give each to its reseller and to nobody else.")


@contextmanager
def opened(path: Path | None) -> Generator[TextIO]:
    """The file, or standard output, taking line ends and letters as they are.

    What stands in a file stays until the new list is whole.
    """
    if path is None:
        out: TextIO = sys.stdout
        reconfigure = getattr(out, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", newline="")
        yield out
        return
    if path.exists() and not path.is_file():
        # A pipe or a terminal cannot be renamed over.
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    whole = path.resolve()
    unfinished = whole.with_name(f".{whole.name}-{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(whole)
    finally:
        unfinished.unlink(missing_ok=True)


def _waiting() -> Waiting:
    from rich.console import Console

    from awning.progress import Waiting

    return Waiting(Console(stderr=True), _PATIENCE_S)


def _tick(waiting: Waiting, what: str, done: int) -> None:
    if done % _EVERY == 0:
        waiting(what, done, None)
