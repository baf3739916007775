"""The command that learns from orders: ``awning insights suggest``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from awning.options import json_option, project_option

# Of one customer, what is written would be their order.
_FEWEST = 2


@click.group()
def insights() -> None:
    """Learn from orders what the next build can show."""


@insights.command()
@click.argument("resellers", nargs=-1)
@click.option(
    "--min-customers",
    default=3,
    show_default=True,
    type=click.IntRange(min=_FEWEST),
    help="Leave out what fewer different customers ordered together.",
)
@project_option
@json_option
def suggest(resellers: tuple[str, ...], min_customers: int, project: Path, *, as_json: bool) -> None:
    """Write what customers of RESELLERS, by default of all, ordered together."""
    from awning.shop_books import open_book
    from awning_checkout.insights import together
    from awning_checkout.insights_file import bought_in, open_store, write_insights
    from awning_checkout.settings import database_of

    slugs = _chosen(project, resellers)
    store = open_store(database_of(project))
    said: list[dict[str, object]] = []
    try:
        for slug in slugs:
            bought = bought_in(store, slug)
            with open_book(project, slug) as book:
                found = together(bought, sold=book.skus(), customers_min=min_customers)
            file, changed = write_insights(project, slug, found, customers_min=min_customers)
            said.append({"reseller": slug, "file": str(file), "skus": len(found), "changed": changed})
            if not as_json:
                done = "written" if changed else "as it was"
                click.echo(f"{slug}: {len(found):,} offerings with something that goes with them; {file} is {done}.")
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps({"resellers": said}))


def _chosen(project: Path, resellers: tuple[str, ...]) -> list[str]:
    """The slugs, each once and known, before anything is written.

    Raises:
        ProjectError: there is no such reseller here, or none at all.
    """
    from awning.config import reseller_slugs
    from awning.errors import ProjectError

    known = reseller_slugs(project)
    for slug in resellers:
        if slug not in known:
            raise ProjectError(f"There is no reseller {slug!r} here. Known are {', '.join(known)}.")
    return list(dict.fromkeys(resellers or known))
